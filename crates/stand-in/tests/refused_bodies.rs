//! Every row of the table of refusals (docs/stand-in.md) that is about a body.

mod support;

use stand_in::Config;
use support::*;

#[tokio::test(flavor = "multi_thread")]
async fn forms_are_multipart() {
    let server = start(Config::default()).await;
    let (update, create) = (
        seeded(&server),
        format!("{}/features", seeded_group(&server)),
    );
    let whole = form_body(&[("name", "", b"n"), ("file", "a.wav", &wav(10))]);
    let cut = &whole[..whole.len() - 20];
    let cut_before_file = &form_body(&[("name", "", b"n")])[..60];
    let json_type = "Content-Type: application/json\r\n";
    let no_boundary = "Content-Type: multipart/form-data\r\n";
    for (headers, body, update_code, create_code) in [
        (json_type, &b"{\"name\":\"n\"}"[..], 4000, 4300),
        ("", &whole[..], 4000, 4300),
        (
            "Content-Type: application/x-www-form-urlencoded\r\n",
            b"name=n",
            4000,
            4300,
        ),
        (no_boundary, &whole[..], 4000, 4300),
        (
            "Content-Type: multipart/form-data; boundary=other\r\n",
            &whole[..],
            4000,
            4300,
        ),
        (FORM, cut, 4000, 4300),
        (FORM, cut_before_file, 4000, 4300),
    ] {
        assert_eq!(
            authorized(&server, "PUT", &update, headers, body).code(),
            update_code,
            "{headers}"
        );
        assert_eq!(
            authorized(&server, "POST", &create, headers, body).code(),
            create_code,
            "{headers}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_fault_of_a_file_has_its_code() {
    let server = start(Config::default()).await;
    let good = wav(100);
    let large = wav(2_097_152);
    let just_right = wav((4_194_304 - 44) / 2);
    type Parts<'a> = Vec<(&'a str, &'a str, &'a [u8])>;
    let cases: Vec<(Parts<'_>, i64)> = vec![
        (vec![("file", "a.wav", &good)], 0),
        (vec![("file", "", &good)], 4000),
        (vec![("file", "", b"/tmp/a.wav")], 4000),
        (vec![("file", "a.wav", b"")], 4300),
        (
            vec![("file", "a.wav", &good), ("file", "b.wav", &good)],
            4301,
        ),
        (vec![("file", "a.wav", &just_right)], 0),
        (vec![("file", "a.wav", &large)], 4302),
        (vec![("file", "a.mp3", b"ID3\x04\0\0")], 4303),
        (vec![("file", "a.pcm", &good)], 4000),
        (vec![("file", "a.ogg", &good)], 4000),
        (vec![("file", "a.wav", &good[..100])], 4304),
        (vec![("file", "a.wav", &good[..20])], 4304),
        (vec![("file", "a.pcm", b"abc")], 4304),
        (vec![("file", "a.pcm", b"abcd")], 0),
        (
            vec![("file", "a.pcm", b"abcd"), ("sample_rate", "", b"48000")],
            4000,
        ),
        (
            vec![("file", "a.pcm", b"abcd"), ("channel", "", b"2")],
            4000,
        ),
        (
            vec![
                ("file", "a.pcm", b"abcd"),
                ("channel", "", b"1"),
                ("sample_rate", "", b"16000"),
            ],
            0,
        ),
        (
            vec![("file", "a.wav", &good), ("sample_rate", "", b"48000")],
            0,
        ),
        (
            vec![("file", "a.wav", &good), ("sample_rate", "", b"0")],
            4000,
        ),
        (
            vec![("file", "a.wav", &good), ("sample_rate", "", b"16k")],
            4000,
        ),
        (vec![("file", "a.wav", &good), ("channel", "", b"-1")], 4000),
        (vec![("name", "", b"")], 4000),
        (vec![("name", "", b"\xFF")], 4000),
        (vec![("name", "", "妈妈".as_bytes())], 0),
        (vec![("desc", "", b"")], 0),
        (vec![], 4000),
        (vec![("unknown", "", b"x")], 4000),
        (vec![("unknown", "", b"x"), ("name", "", b"n")], 0),
    ];
    for (parts, code) in cases {
        let shown: Vec<_> = parts
            .iter()
            .map(|(n, f, b)| format!("{n} {f} {}", b.len()))
            .collect();
        assert_eq!(
            form(&server, "PUT", &seeded(&server), &parts).outcome(),
            (200, code),
            "{shown:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn create_needs_a_name_and_a_file_and_identify_a_file() {
    let server = start(Config::default()).await;
    let create = format!("{}/features", seeded_group(&server));
    let identify = format!("{}/speaker_identify", seeded_group(&server));
    let file: (&str, &str, &[u8]) = ("file", "a.wav", &wav(100));
    assert_eq!(form(&server, "POST", &create, &[file]).code(), 4000);
    assert_eq!(
        form(&server, "POST", &create, &[file, ("name", "", b"")]).code(),
        4000
    );
    assert_eq!(
        form(&server, "POST", &create, &[("name", "", b"n")]).code(),
        4300
    );
    assert_eq!(
        form(&server, "POST", &identify, &[("top_k", "", b"3")]).code(),
        4300
    );
    for (top_k, code) in [("0", 4000), ("x", 4000), ("1.0", 4000), ("1", 0)] {
        let answer = form(
            &server,
            "POST",
            &identify,
            &[file, ("top_k", "", top_k.as_bytes())],
        );
        assert_eq!(answer.code(), code, "{top_k}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn group_fields_have_limits_in_characters() {
    let server = start(Config::default()).await;
    let name = "声".repeat(20);
    let desc = "纹".repeat(500);
    for (body, code) in [
        (format!(r#"{{"name":"{name}","desc":"{desc}"}}"#), 0),
        (format!(r#"{{"name":"{name}纹"}}"#), 4000),
        (format!(r#"{{"name":"n","desc":"{desc}声"}}"#), 4000),
        (r#"{"name":""}"#.to_owned(), 4000),
        (r#"{"desc":"d"}"#.to_owned(), 4000),
        (r#"{"name":7}"#.to_owned(), 4000),
        (r#"["n"]"#.to_owned(), 4000),
        (r#"{"name":"n""#.to_owned(), 4000),
        (String::new(), 4000),
        (
            r#"{"name":"n","desc":null,"coze_account_id":"1"}"#.to_owned(),
            0,
        ),
    ] {
        assert_eq!(
            json(&server, "POST", ROOT, &body).outcome(),
            (200, code),
            "{body}"
        );
    }
    let update = seeded_group(&server);
    assert_eq!(json(&server, "PUT", &update, "{}").outcome(), (200, 0));
    assert_eq!(
        json(&server, "PUT", &update, r#"{"name":""}"#).outcome(),
        (200, 4000)
    );
    let text = authorized(
        &server,
        "POST",
        ROOT,
        "Content-Type: text/plain\r\n",
        br#"{"name":"n"}"#,
    );
    assert_eq!(text.outcome(), (200, 4000));
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_over_15_mb_are_413() {
    let server = start(Config::default()).await;
    let body = vec![0; 15_000_001];
    let answer = authorized(&server, "PUT", &seeded(&server), FORM, &body);
    assert_eq!(answer.outcome(), (413, 4000));
    // The resource comes before the size.
    let answer = authorized(&server, "PUT", &format!("{ROOT}/1/features/2"), FORM, &body);
    assert_eq!(answer.outcome(), (200, 4200));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_file_can_be_refused_before_it_was_sent() {
    let server = start(Config {
        early_too_large: true,
        ..Config::default()
    })
    .await;
    let head = format!(
        "PUT {} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer pat_test\r\n{FORM}Content-Length: 5000000\r\n\r\n",
        seeded(&server)
    );
    let answer = parse(&raw(&server, head.as_bytes()));
    assert_eq!(answer.outcome(), (413, 4302));
    assert!(!server.requests()[0].complete);
}
