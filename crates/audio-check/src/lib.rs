//! Checks a voice recording and normalizes it to 16 kHz mono 16-bit.
