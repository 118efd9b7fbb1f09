//! Any name and description: refused, or read back unchanged by an independent parser.
#![no_main]

use bytes::Bytes;
use libfuzzer_sys::fuzz_target;
use upload::{ApiToken, AudioFile, Update, VoiceprintId};

fuzz_target!(|texts: (String, String, Vec<u8>)| {
    let (name, description, pcm) = texts;
    let update = Update {
        audio: AudioFile::pcm(pcm.clone()).ok(),
        name: Some(name.clone()),
        description: Some(description.clone()),
    };
    let has_audio = update.audio.is_some();
    let token = ApiToken::new("pat_test").expect("a plain token");
    let id = VoiceprintId::new("1", "2");
    let Ok(request) = update.to_http("https://api.coze.cn", &id, &token) else {
        return;
    };
    let header = request.headers()["content-type"].to_str().expect("plain text");
    let boundary = multer::parse_boundary(header).expect("a boundary");
    let body = request.into_body();
    let stream = Once(Some(body));
    let mut form = multer::Multipart::new(stream, boundary);
    let mut fields = Vec::new();
    pollster::block_on(async {
        while let Some(field) = form.next_field().await.expect("well formed") {
            let key = field.name().unwrap_or_default().to_owned();
            fields.push((key, field.bytes().await.expect("well formed")));
        }
    });
    let find = |key: &str| fields.iter().find(|(name, _)| name == key).map(|(_, value)| &value[..]);
    assert_eq!(find("name"), Some(name.as_bytes()));
    assert_eq!(find("desc"), Some(description.as_bytes()));
    if has_audio {
        assert_eq!(find("file"), Some(&pcm[..]));
    }
});

/// A stream of one piece.
struct Once(Option<Bytes>);

impl futures_core::Stream for Once {
    type Item = Result<Bytes, std::convert::Infallible>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(self.0.take().map(Ok))
    }
}
