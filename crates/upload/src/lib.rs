//! Client for the Coze voiceprint API: updates that arrive.
