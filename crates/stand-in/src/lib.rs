//! A strict stand-in of the Coze voiceprint service on loopback.
