//! Check a recording, normalize it, update the voiceprint.
