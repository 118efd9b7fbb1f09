//! Requests -> the golden bytes in fixtures/wire, read back by an independent parser.
//!
//! `UPDATE_GOLDEN=1 cargo test -p voiceprint-upload --test wire` writes them anew; look at the difference.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::path::PathBuf;

use bytes::Bytes;
use upload::api::{groups, identify, voiceprints};
use upload::{
    ApiToken, AudioFile, GroupFilter, GroupUpdate, NewGroup, NewVoiceprint, Request, Update,
    VoiceprintId,
};

const GROUP: &str = "7511988408546279468";

fn id() -> VoiceprintId {
    VoiceprintId::new(GROUP, "7513865283312000002")
}

/// A WAV of four samples.
fn wav() -> AudioFile {
    let header = b"RIFF\x2c\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x80\x3e\0\0\0\x7d\0\0\x02\0\x10\0data\x08\0\0\0";
    AudioFile::wav([header.as_slice(), &[0, 0, 1, 0, 0xff, 0x7f, 0, 0x80]].concat()).unwrap()
}

fn pcm() -> AudioFile {
    AudioFile::pcm(vec![0, 0, 1, 0, 0xff, 0x7f, 0, 0x80]).unwrap()
}

fn requests() -> Vec<(&'static str, Request)> {
    let all = Update {
        audio: Some(wav()),
        name: Some("妈妈".into()),
        description: Some("a \"quoted\" voice".into()),
    };
    let raw = Update {
        audio: Some(pcm()),
        ..Update::default()
    };
    let texts = Update {
        name: Some("爸爸".into()),
        description: Some(String::new()),
        ..Update::default()
    };
    let new = NewVoiceprint {
        audio: pcm(),
        name: "Ann".into(),
        description: None,
    };
    let group = NewGroup {
        name: "家人".into(),
        description: Some("\"&\"".into()),
        ..NewGroup::default()
    };
    let change = GroupUpdate {
        name: None,
        description: Some("d".into()),
    };
    let filter = GroupFilter {
        name_prefix: Some("声 a&b=1".into()),
        group_id: Some(GROUP.into()),
        ..GroupFilter::default()
    };
    vec![
        ("update-wav", all.request(&id()).unwrap()),
        ("update-pcm", raw.request(&id()).unwrap()),
        ("update-texts", texts.request(&id()).unwrap()),
        ("create-pcm", new.request(GROUP).unwrap()),
        ("list", voiceprints::list_request(GROUP, 2, 200).unwrap()),
        ("delete", voiceprints::delete_request(&id()).unwrap()),
        (
            "identify",
            identify::request(GROUP, &wav(), Some(3)).unwrap(),
        ),
        ("group-create", group.request().unwrap()),
        ("group-list", filter.request(1, 10).unwrap()),
        ("group-update", change.request(GROUP).unwrap()),
        ("group-delete", groups::delete_request(GROUP).unwrap()),
    ]
}

fn to_http(request: &Request) -> http::Request<Bytes> {
    request
        .to_http(upload::CHINA, &ApiToken::new("pat_golden").unwrap())
        .unwrap()
}

fn to_bytes(request: &http::Request<Bytes>) -> Vec<u8> {
    let uri = request.uri();
    let mut head = format!(
        "{} {} HTTP/1.1\r\nhost: {}\r\n",
        request.method(),
        uri.path_and_query().unwrap(),
        uri.host().unwrap()
    );
    let mut headers: Vec<String> = request
        .headers()
        .iter()
        .map(|(name, value)| format!("{name}: {}\r\n", value.to_str().unwrap()))
        // The version changes with every release.
        .map(|line| line.replace(env!("CARGO_PKG_VERSION"), "VERSION"))
        .collect();
    headers.sort();
    head.push_str(&headers.concat());
    head.push_str("\r\n");
    [head.into_bytes(), request.body().to_vec()].concat()
}

#[test]
fn requests_are_the_golden_bytes() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/wire");
    for (name, request) in requests() {
        let file = folder.join(format!("{name}.http"));
        let bytes = to_bytes(&to_http(&request));
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&file, &bytes).unwrap();
        }
        let golden = std::fs::read(&file).unwrap();
        assert_eq!(
            String::from_utf8_lossy(&bytes),
            String::from_utf8_lossy(&golden),
            "{name}"
        );
        assert_eq!(bytes, golden, "{name}");
    }
}

/// Name, file name, content type and bytes of every part, as another library reads them.
async fn parts(
    request: &http::Request<Bytes>,
) -> Vec<(String, Option<String>, Option<String>, Vec<u8>)> {
    let content_type = request.headers()["content-type"].to_str().unwrap();
    let boundary = multer::parse_boundary(content_type).unwrap();
    let mut form = multer::Multipart::with_reader(request.body().as_ref(), boundary);
    let mut parts = Vec::new();
    while let Some(field) = form.next_field().await.unwrap() {
        let name = field.name().unwrap().to_owned();
        let file_name = field.file_name().map(str::to_owned);
        let content_type = field.content_type().map(ToString::to_string);
        parts.push((
            name,
            file_name,
            content_type,
            field.bytes().await.unwrap().to_vec(),
        ));
    }
    parts
}

#[tokio::test]
async fn another_parser_reads_the_same_parts() {
    let requests = requests();
    let update = parts(&to_http(&requests[0].1)).await;
    let text = |name: &str, value: &str| (name.to_owned(), None, None, value.as_bytes().to_vec());
    let file = |name: &str, kind: &str, audio: AudioFile| {
        (
            "file".to_owned(),
            Some(name.to_owned()),
            Some(kind.to_owned()),
            audio.bytes().to_vec(),
        )
    };
    assert_eq!(
        update,
        [
            file("audio.wav", "audio/wav", wav()),
            text("name", "妈妈"),
            text("desc", "a \"quoted\" voice")
        ]
    );
    let update = parts(&to_http(&requests[1].1)).await;
    let raw = file("audio.pcm", "application/octet-stream", pcm());
    assert_eq!(
        update,
        [
            raw.clone(),
            text("sample_rate", "16000"),
            text("channel", "1")
        ]
    );
    let update = parts(&to_http(&requests[2].1)).await;
    assert_eq!(update, [text("name", "爸爸"), text("desc", "")]);
    let create = parts(&to_http(&requests[3].1)).await;
    assert_eq!(
        create,
        [
            raw,
            text("name", "Ann"),
            text("sample_rate", "16000"),
            text("channel", "1")
        ]
    );
    let identify = parts(&to_http(&requests[6].1)).await;
    assert_eq!(
        identify,
        [file("audio.wav", "audio/wav", wav()), text("top_k", "3")]
    );
}

#[tokio::test]
async fn a_recording_that_imitates_parts_stays_one_part() {
    let mut hostile = b"RIFF\0\0\0\0WAVE".to_vec();
    for number in 0..3_u128 {
        hostile.extend_from_slice(
            format!("\r\n--voiceprint-{number:032x}\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nevil")
                .as_bytes(),
        );
    }
    let audio = AudioFile::wav(hostile.clone()).unwrap();
    let update = Update {
        audio: Some(audio),
        ..Update::default()
    };
    let parts = parts(&to_http(&update.request(&id()).unwrap())).await;
    assert_eq!(parts.len(), 1);
    assert_eq!(parts[0].3, hostile);
}

#[tokio::test]
async fn hostile_texts_are_refused_or_arrive_whole() {
    let texts = [
        "a\r\nX-Evil: 1",
        "a\nb",
        "a\0b",
        "\"; filename=\"x.wav",
        "back\\slash",
        "a;b",
        "\u{202e}rtl",
        "../..",
        "👩\u{200d}🚀",
        "声纹",
        "--voiceprint-00000000000000000000000000000000",
        "\r\n--voiceprint-",
        "",
    ];
    let long = "x".repeat(300);
    for text in texts.into_iter().chain([long.as_str()]) {
        let update = Update {
            name: Some(text.to_owned()),
            ..Update::default()
        };
        match update.request(&id()) {
            Ok(request) => {
                let parts = parts(&to_http(&request)).await;
                assert_eq!(
                    parts,
                    [("name".to_owned(), None, None, text.as_bytes().to_vec())]
                );
            }
            Err(error) => assert!(
                text.is_empty() || text.chars().any(char::is_control),
                "{error}"
            ),
        }
    }
}

#[test]
fn the_dry_run_shows_all_but_token_and_audio() {
    let text = requests()[0].1.to_text(upload::CHINA).unwrap();
    assert!(text.starts_with("PUT /v1/audio/voiceprint_groups/7511988408546279468/features/7513865283312000002 HTTP/1.1\nhost: api.coze.cn\n"));
    assert!(text.contains("authorization: Bearer (hidden)\n"));
    assert!(
        text.contains("filename=\"audio.wav\"")
            && text.contains("(52 bytes of audio)")
            && text.contains("妈妈")
    );
    assert!(!text.contains("RIFF"));

    let token = ApiToken::new("pat_golden").unwrap();
    let client = upload::Client::new("https://gate.example/coze/", token).unwrap();
    let text = client.dry_run(&requests()[0].1).unwrap();
    assert!(text.starts_with("PUT /coze/v1/audio/") && text.contains("\nidempotency-key: ("));
    assert!(
        !client
            .dry_run(&requests()[4].1)
            .unwrap()
            .contains("idempotency")
    );
    assert!(!text.contains("pat_golden"));
}
