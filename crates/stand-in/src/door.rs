//! A request's head to who serves it: the control endpoint, a fault, or the rules.

use std::io;
use std::sync::Arc;

use bytes::Bytes;
use http::uri::PathAndQuery;
use http::{Request, Response, Uri};
use http_body_util::Full;
use hyper::body::Incoming;

use crate::answer::{self, Refusal};
use crate::exchange::Exchange;
use crate::faults::{self, Fault};
use crate::service::Service;
use crate::wire::{Body, Link};
use crate::{control, random};

/// Serves one request. An error ends the connection.
pub(crate) async fn serve(
    service: Arc<Service>,
    link: Arc<Link>,
    request: Request<Incoming>,
    here: bool,
) -> io::Result<Response<Full<Bytes>>> {
    let (mut parts, incoming) = request.into_parts();
    if !here {
        service.elsewhere_recorder.begin(link.number, &parts, None);
        return Ok(answer::envelope(Ok(None), &random::log_id()).map(Full::new));
    }
    if let Some(path) = parts.uri.path().strip_prefix("/_control/") {
        let path = path.to_owned();
        return Ok(control::answer(&service, &path, &parts, incoming)
            .await
            .map(Full::new));
    }
    let log_id = random::log_id();
    let fault = match next_fault(&service, &mut parts.uri) {
        Ok(fault) => fault,
        Err(refusal) => return Ok(answer::envelope(Err(refusal), &log_id).map(Full::new)),
    };
    let note = fault.as_ref().map(ToString::to_string);
    let index = service.recorder.begin(link.number, &parts, note);
    let body = Body::new(incoming, Arc::clone(&service), index);
    let exchange = Exchange {
        service,
        link,
        parts,
        body,
        index,
        log_id,
    };
    let answer = match fault {
        Some(fault) => faults::play(&fault, exchange).await?,
        None => exchange.answer().await?,
    };
    Ok(answer.map(Full::new))
}

/// The fault for this request: of its path prefix `/_faults/LIST`, which is taken off, or of the queue.
fn next_fault(service: &Service, uri: &mut Uri) -> Result<Option<Fault>, Refusal> {
    let Some((list, rest)) = uri
        .path()
        .strip_prefix("/_faults/")
        .and_then(|rest| rest.split_once('/'))
    else {
        return Ok(service.faults.take());
    };
    let fault = service
        .faults
        .take_of(list)
        .map_err(|unknown| Refusal::new(4000, unknown.to_string()))?;
    let target = match uri.query() {
        Some(query) => format!("/{rest}?{query}"),
        None => format!("/{rest}"),
    };
    if let Ok(target) = target.parse::<PathAndQuery>() {
        *uri = Uri::from(target);
    }
    Ok(fault)
}
