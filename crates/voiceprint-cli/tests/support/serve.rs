//! `voiceprint serve` in a process of its own, and what it recorded.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

/// A running stand-in; ends when dropped.
pub(crate) struct Serve(Child, Value);

impl Serve {
    pub(crate) fn start(token: &str) -> Serve {
        let mut child = Command::new(assert_cmd::cargo::cargo_bin!("voiceprint"))
            .args(["serve", "--token", token])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("it is piped");
        BufReader::new(stdout)
            .read_line(&mut line)
            .expect("it says that it is ready");
        Serve(child, serde_json::from_str(&line).expect("in JSON"))
    }

    /// A field of the line it printed when it was ready.
    pub(crate) fn text(&self, key: &str) -> &str {
        self.1[key].as_str().expect("it is a text")
    }

    /// A command that finds this stand-in and has consent.
    pub(crate) fn client(&self, args: &[&str]) -> assert_cmd::Command {
        let mut command = super::voiceprint(args);
        command.env("COZE_API_BASE", self.text("address"));
        command.env("COZE_API_TOKEN", self.text("token"));
        command.env("VOICEPRINT_CONSENT", "1");
        command
    }

    /// Every API request so far.
    pub(crate) fn requests(&self) -> Vec<Value> {
        let host = self.text("address").trim_start_matches("http://");
        let mut stream = TcpStream::connect(host).expect("it listens");
        let request =
            format!("GET /_control/requests HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).expect("it reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers");
        let body = answer.split_once("\r\n\r\n").expect("with a body").1;
        let body: Value = serde_json::from_str(body).expect("in JSON");
        body["requests"].as_array().expect("a list").clone()
    }
}

impl Drop for Serve {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
