//! Program `voiceprint`.
fn main() {}
