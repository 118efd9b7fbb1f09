//! The address a browser ends at -> the code of the consent page, if it answers our question.

use crate::problem::{OrProblem, Problem};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::time::Duration;
use zeroize::Zeroizing;

/// Longest address that is read.
const MAX_BYTES: u64 = 16 * 1024;
/// How long one browser connection may take to say what it wants.
const PATIENCE: Duration = Duration::from_secs(5);

/// Where the browser will end.
pub(super) enum Awaited {
    /// On this machine, at this path.
    Here(TcpListener, String),
    /// Elsewhere: the person pastes the address.
    Pasted,
}

impl Awaited {
    /// Listens if the redirect leads to this machine over plain HTTP, as RFC 8252 advises.
    pub(super) fn at(redirect_uri: &str) -> anyhow::Result<Awaited> {
        let Some(rest) = redirect_uri.strip_prefix("http://") else {
            return Ok(Awaited::Pasted);
        };
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let (host, port) = authority.rsplit_once(':').unwrap_or((authority, "80"));
        if !["127.0.0.1", "localhost"].contains(&host) {
            return Err(Problem::error((
                "a redirect over http must lead to this machine: a code is a secret",
                "http 重定向地址必须指向本机：授权码是秘密",
            )));
        }
        let port: u16 = port.parse().or_problem(|| {
            (
                "the port of the redirect is no number",
                "重定向地址的端口不是数字",
            )
        })?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).or_problem(|| {
            let en = format!("nothing can listen on port {port}");
            (en, format!("无法监听端口 {port}"))
        })?;
        let path = path.split(['?', '#']).next().unwrap_or_default();
        Ok(Awaited::Here(listener, format!("/{path}")))
    }

    pub(super) fn is_here(&self) -> bool {
        matches!(self, Awaited::Here(..))
    }

    /// Waits for the browser or the person.
    pub(super) fn code(self, state: &str) -> anyhow::Result<Zeroizing<String>> {
        match self {
            Awaited::Pasted => {
                let mut line = Zeroizing::new(String::new());
                io::stdin().lock().take(MAX_BYTES).read_line(&mut line)?;
                code_of(line.trim(), state)
            }
            Awaited::Here(listener, path) => loop {
                let (stream, _) = listener.accept()?;
                // A browser also asks for icons, and others may look what is here.
                if let Ok(Some(code)) = visit(&stream, &path, state) {
                    return code;
                }
            },
        }
    }
}

/// One visit of a browser; `None` when it wanted something else.
fn visit(
    mut stream: &std::net::TcpStream,
    path: &str,
    state: &str,
) -> io::Result<Option<anyhow::Result<Zeroizing<String>>>> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut line = Zeroizing::new(String::new());
    BufReader::new(stream.take(MAX_BYTES)).read_line(&mut line)?;
    let target = line.split(' ').nth(1).unwrap_or_default();
    let is_ours = line.starts_with("GET ") && target.split('?').next() == Some(path);
    let code = is_ours.then(|| code_of(target, state));
    let (status, text) = match &code {
        Some(Ok(_)) => (
            "200 OK",
            "Done: go back to the terminal. 完成，请回到终端。",
        ),
        Some(Err(_)) => ("400 Bad Request", "Not this login. 不是这次登录。"),
        None => ("404 Not Found", ""),
    };
    let length = text.len();
    let answer = format!(
        "HTTP/1.1 {status}\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{text}"
    );
    stream.write_all(answer.as_bytes())?;
    // Another login's page is none of ours: go on waiting. A refusal of ours ends it.
    Ok(code.filter(|code| code.is_ok() || target.contains("error=")))
}

/// The code in an address that was sent back, or in its query alone.
fn code_of(address: &str, state: &str) -> anyhow::Result<Zeroizing<String>> {
    let query = address.split_once('?').map_or(address, |(_, query)| query);
    let query = query.split('#').next().unwrap_or_default();
    let value = |name: &str| {
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
    };
    if value("state") != Some(state) {
        return Err(Problem::error((
            "the address does not belong to this login: its state is another one",
            "地址不属于这次登录：state 不同",
        )));
    }
    match (value("code"), value("error")) {
        (Some(code), _) if !code.is_empty() => {
            decoded(code).or_problem(|| ("the code is damaged", "授权码已损坏"))
        }
        (_, Some(_)) => Err(Problem::error(("consent was refused", "授权被拒绝"))),
        _ => Err(Problem::error((
            "the address holds no code",
            "地址中没有授权码",
        ))),
    }
}

/// `%41` -> `A`.
fn decoded(text: &str) -> Option<Zeroizing<String>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let digit = |byte: u8| char::from(byte).to_digit(16);
        bytes.push(match byte {
            b'%' => u8::try_from(16 * digit(rest.next()?)? + digit(rest.next()?)?).ok()?,
            other => other,
        });
    }
    Some(Zeroizing::new(std::str::from_utf8(&bytes).ok()?.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_counts_only_with_our_state() {
        for good in [
            "https://app.example/back?code=a%2Fb&state=s",
            "/back?state=s&code=a%2Fb#_",
            "code=a%2Fb&state=s",
        ] {
            assert_eq!(code_of(good, "s").unwrap().as_str(), "a/b", "{good}");
        }
        for bad in [
            "",
            "a/b",
            "/back?code=a",
            "/back?code=a&state=S",
            "/back?code=&state=s",
            "/back?code=%4&state=s",
            "/back?code=%FF&state=s",
            "/back?error=access_denied&state=s",
        ] {
            assert!(code_of(bad, "s").is_err(), "{bad}");
        }
    }

    #[test]
    fn plain_http_leads_to_this_machine_only() {
        assert!(Awaited::at("http://app.example/back").is_err());
        assert!(Awaited::at("http://127.0.0.1.app.example:1/").is_err());
        assert!(!Awaited::at("https://app.example/back").unwrap().is_here());
        assert!(Awaited::at("http://localhost:0/back").unwrap().is_here());
    }
}
