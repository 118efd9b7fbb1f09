//! Redirects to where a voice must not go.

use bytes::Bytes;
use http::header::{HeaderValue, LOCATION};

use super::{Fault, Played, framing, status, swallow};
use crate::exchange::Exchange;

/// Statuses that lead elsewhere; other statuses of 300 have no `Location`.
pub(super) const NAMES: &[&str] = &["301", "302", "303", "307", "308"];

/// `~to=` same (default), other (another port), otherhost, https, plain, loop, file, creds, crlf, none.
pub(super) async fn play(fault: &Fault, exchange: Exchange) -> Played {
    let (service, link) = (exchange.service.clone(), exchange.link.clone());
    let (log_id, uri) = (exchange.log_id.clone(), exchange.parts.uri.clone());
    swallow(fault, exchange).await?;
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let (here, other) = (service.base_url(), service.elsewhere);
    let location = match fault.setting("to").unwrap_or("same") {
        "none" => None,
        "other" => Some(format!("http://{other}{path}")),
        "otherhost" => Some(format!("http://localhost:{}{path}", other.port())),
        "https" => Some(format!("https://{}{path}", service.address)),
        "plain" => Some("/plain".to_owned()),
        "loop" => Some(format!("{here}/_faults/{fault}{path}")),
        "file" => Some("file:///etc/hostname".to_owned()),
        "creds" => Some(format!("http://user:secret@{other}{path}")),
        "crlf" => {
            // Two lines of head where a careless client sees one header.
            let mut answer =
                status::answer(fault, status::code(fault.name()).unwrap_or(302), &log_id)?;
            *answer.body_mut() = Bytes::new();
            let (mut head, _) = framing::split(answer);
            head.truncate(head.len().saturating_sub(2));
            head.extend(
                format!("Location: http://{other}/%0d%0aX-Evil: 1\nX-Evil: 2\r\n\r\n").bytes(),
            );
            link.write_all(&head).await?;
            return super::end();
        }
        _ => Some(format!("{here}{path}")),
    };
    let mut answer = status::answer(fault, status::code(fault.name()).unwrap_or(302), &log_id)?;
    if let Some(location) = location.and_then(|text| HeaderValue::from_str(&text).ok()) {
        answer.headers_mut().insert(LOCATION, location);
    }
    Ok(answer)
}
