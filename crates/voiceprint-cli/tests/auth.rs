//! `auth`: every flow against the stand-in, the file it leaves, and commands that go on with it.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use stand_in::{AppKind, Config, DeviceStep, OauthApp, Server};
use support::{Run, read, scratch, voiceprint};
use tokio::runtime::Runtime;

const KEY: &str = include_str!("../../upload/tests/support/jwt-test-key.pem");
const PUBLIC_KEY: &str = include_str!("../../upload/tests/support/jwt-test-key.pub.pem");

fn service() -> (Runtime, Server) {
    let runtime = Runtime::new().unwrap();
    let steps = vec![DeviceStep::Pending, DeviceStep::Approved];
    let mut device = OauthApp::device("3.app.coze");
    device.kind = AppKind::Device {
        steps,
        interval_secs: 1,
    };
    let mut web = OauthApp::web("1.app.coze", "s3cret");
    web.redirect_uris = vec!["https://app.example/back".to_owned()];
    let apps = vec![
        web,
        OauthApp::pkce("2.app.coze"),
        device,
        OauthApp::jwt("44", "fingerprint", PUBLIC_KEY),
    ];
    let config = Config {
        apps,
        ..Config::default()
    };
    let server = runtime.block_on(Server::start(config)).unwrap();
    (runtime, server)
}

fn run(server: &Server, args: &[&str]) -> Run {
    read(
        voiceprint(args)
            .arg("--json")
            .env("COZE_API_BASE", server.base_url()),
    )
}

fn login(path: &Path) -> Value {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "for its owner alone");
    }
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn token(path: &Path) -> String {
    login(path)["access_token"].as_str().unwrap().to_owned()
}

/// The login works, is renewed when the service forgets its token, and was never printed.
fn goes_on(server: &Server, path: &Path, said: &str) {
    let first = token(path);
    assert!(!said.contains(&first) && said.contains("stored"), "{said}");
    let file = path.to_str().unwrap();
    let list = ["groups", "create", "--name", "mine", "--token-file", file];
    assert_eq!(run(server, &list).code, 0);
    assert_eq!(token(path), first, "a good token is kept");
    server.revoke(&first);
    let again = run(server, &list);
    assert_eq!((again.code, &again.lines[0]["attempts"]), (0, &2.into()));
    assert_ne!(token(path), first);
    let shown = voiceprint(&["auth", "show", file]).output().unwrap();
    let shown = String::from_utf8(shown.stdout).unwrap();
    assert_eq!(shown.trim(), token(path));
}

fn told(run: &Run) -> String {
    format!("{:?} {}", run.lines, run.stderr)
}

#[test]
fn a_service_app_needs_its_key_only() {
    let (_runtime, server) = service();
    let (folder, path) = scratch("coze.json");
    let key = folder.path().join("key.pem");
    std::fs::write(&key, KEY).unwrap();
    let (out, key) = (path.to_str().unwrap(), key.to_str().unwrap());
    let args = [
        "auth",
        "jwt",
        "--app-id",
        "44",
        "--key-id",
        "fingerprint",
        "--private-key",
        key,
        "--out",
        out,
    ];
    let first = run(&server, &args);
    assert_eq!(first.code, 0, "{}", told(&first));
    assert_eq!(first.lines[0]["renews"], true);
    goes_on(&server, &path, &told(&first));
    let before = token(&path);
    assert_eq!(
        run(&server, &args).code,
        2,
        "nothing is overwritten unasked"
    );
    assert_eq!(token(&path), before);
    assert_eq!(run(&server, &["auth", "refresh", out]).code, 0);
    assert_ne!(token(&path), before);
    // Its key in the wrong hands of another app is refused in the endpoint's words.
    let (_folder, other) = scratch("other.json");
    let mut wrong = args;
    (wrong[3], wrong[9]) = ("45", other.to_str().unwrap());
    let wrong = run(&server, &wrong);
    assert_eq!(
        (wrong.code, &wrong.lines[0]["error"]["kind"]),
        (2, &"no-token".into())
    );
    assert!(!other.exists());
}

#[test]
fn a_device_shows_a_code_and_waits() {
    let (_runtime, server) = service();
    let (_folder, path) = scratch("coze.json");
    let out = path.to_str().unwrap();
    let done = run(
        &server,
        &["auth", "device", "--client-id", "3.app.coze", "--out", out],
    );
    assert_eq!(done.code, 0, "{}", told(&done));
    let line = &done.lines[0];
    let place = format!("{}?user_code=", line["verification_uri"].as_str().unwrap());
    assert!(line["complete_uri"].as_str().unwrap().starts_with(&place));
    assert!(line["user_code"].is_string());
    goes_on(&server, &path, &told(&done));
}

/// Where a GET is sent to, or its status line.
fn get(url: &str) -> String {
    let (host, path) = url
        .strip_prefix("http://")
        .unwrap()
        .split_once('/')
        .unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    let request = format!("GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let location = answer
        .lines()
        .find_map(|line| line.strip_prefix("location: "));
    location
        .unwrap_or(answer.lines().next().unwrap())
        .to_owned()
}

struct Web {
    child: Child,
    stdout: BufReader<std::process::ChildStdout>,
    url: String,
}

fn web(server: &Server, args: &[&str], out: &Path) -> Web {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("voiceprint"));
    command
        .args(["auth", "web", "--json", "--out"])
        .arg(out)
        .args(args);
    command.env("COZE_API_BASE", server.base_url());
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();
    let line: Value = serde_json::from_str(&line).unwrap();
    let url = line["authorize_url"].as_str().unwrap().to_owned();
    Web { child, stdout, url }
}

#[test]
fn a_browser_comes_back_to_this_machine() {
    let (_runtime, server) = service();
    let (_folder, path) = scratch("coze.json");
    let free = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let back = format!("http://{free}/back");
    let args = ["--client-id", "2.app.coze", "--redirect-uri", &back];
    let mut web = web(&server, &args, &path);
    assert!(get(&format!("http://{free}/favicon.ico")).contains("404"));
    assert!(get(&format!("{back}?code=evil&state=guessed")).contains("400"));
    let back = get(&get(&web.url));
    assert!(get(&back).contains("200"), "{back}");
    let mut said = String::new();
    web.stdout.read_to_string(&mut said).unwrap();
    assert!(web.child.wait().unwrap().success(), "{said}");
    goes_on(&server, &path, &said);
}

#[test]
fn an_address_is_pasted_when_the_browser_ends_elsewhere() {
    let (_runtime, server) = service();
    let (folder, path) = scratch("coze.json");
    let secret = folder.path().join("secret");
    std::fs::write(&secret, "s3cret\n").unwrap();
    let secret = secret.to_str().unwrap().to_owned();
    let back = "https://app.example/back";
    let args = [
        "--client-id",
        "1.app.coze",
        "--redirect-uri",
        back,
        "--client-secret-file",
        &secret,
    ];
    let mut web = web(&server, &args, &path);
    let address = get(&get(&web.url));
    assert!(address.starts_with(back), "{address}");
    writeln!(web.child.stdin.take().unwrap(), "{address}").unwrap();
    let mut said = String::new();
    web.stdout.read_to_string(&mut said).unwrap();
    assert!(web.child.wait().unwrap().success(), "{said}");
    goes_on(&server, &path, &said);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(!text.contains("s3cret"), "the secret stays in its own file");
}

#[test]
fn processes_share_a_login_whose_refresh_token_works_once() {
    let (_runtime, server) = service();
    let (_folder, path) = scratch("coze.json");
    let out = path.to_str().unwrap();
    let args = ["auth", "device", "--client-id", "3.app.coze", "--out", out];
    assert_eq!(run(&server, &args).code, 0);
    for _ in 0..3 {
        server.revoke(&token(&path));
        std::thread::scope(|scope| {
            let list = || run(&server, &["groups", "list", "--token-file", out]);
            let runs: Vec<_> = (0..4).map(|_| scope.spawn(list)).collect();
            for run in runs {
                let run = run.join().unwrap();
                assert_eq!(run.code, 0, "{}", told(&run));
            }
        });
    }
}

#[test]
fn a_login_goes_nowhere_else_and_is_not_repeated() {
    let (_runtime, server) = service();
    let (_other_runtime, other) = service();
    let (folder, path) = scratch("coze.json");
    let out = path.to_str().unwrap();
    let args = ["auth", "device", "--client-id", "3.app.coze", "--out", out];
    assert_eq!(run(&server, &args).code, 0);
    let elsewhere = run(&other, &["groups", "list", "--token-file", out]);
    assert_eq!(elsewhere.code, 2);
    assert!(other.requests().is_empty());
    assert!(
        told(&elsewhere).contains("good for"),
        "{}",
        told(&elsewhere)
    );
    // Without COZE_API_BASE it finds its own way.
    let home = read(&mut voiceprint(&[
        "groups",
        "list",
        "--json",
        "--token-file",
        out,
    ]));
    assert_eq!(home.code, 0, "{}", told(&home));

    let broken: PathBuf = folder.path().join("broken.json");
    std::fs::write(&broken, "{\"access_token\":\"czu_very_secret\"").unwrap();
    let broken = run(
        &server,
        &["groups", "list", "--token-file", broken.to_str().unwrap()],
    );
    assert_eq!(broken.code, 2);
    assert!(!told(&broken).contains("very_secret"), "{}", told(&broken));
}
