//! One request and its body to the answer of the service's rules.

use std::io;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{CONNECTION, CONTENT_TYPE, HeaderValue};
use http::request::Parts;
use http::{Response, StatusCode};

use crate::answer::{self, Outcome};
use crate::form::{self, Form};
use crate::rules::{self, Received};
use crate::service::Service;
use crate::wire::{Body, Link};
use crate::{audio, oauth};

/// A request that is being served.
pub(crate) struct Exchange {
    pub(crate) service: Arc<Service>,
    pub(crate) link: Arc<Link>,
    pub(crate) parts: Parts,
    pub(crate) body: Body,
    /// Its place in the record.
    pub(crate) index: u64,
    pub(crate) log_id: String,
}

/// Multipart framing around a file of the largest size: names, descriptions and boundaries.
const FRAMING_BYTES: u64 = 16 * 1024;

impl Exchange {
    /// Reads the whole body, notes its parts, and leaves the rest to a fault.
    pub(crate) async fn read(self) -> io::Result<Received> {
        let Self {
            service,
            parts,
            body,
            index,
            ..
        } = self;
        read(&service, parts, body, index).await
    }

    /// Reads the whole body and lets the rules answer. Fails when the client went away.
    pub(crate) async fn answer(self) -> io::Result<Response<Bytes>> {
        let Self {
            service,
            parts,
            body,
            index,
            log_id,
            ..
        } = self;
        let most = service.config.max_file_bytes;
        if service.config.early_too_large
            && body
                .stated_bytes()
                .is_some_and(|stated| stated > most.saturating_add(FRAMING_BYTES))
        {
            let refusal = audio::too_large(most).with_status(StatusCode::PAYLOAD_TOO_LARGE);
            return Ok(closing(finish(&service, index, &log_id, Err(refusal))));
        }
        let request = read(&service, parts, body, index).await?;
        let over_limit = request.over_limit;
        // Files are written and voices compared: nothing an async thread should wait for.
        let work = tokio::task::spawn_blocking(move || call(&service, &request, index, &log_id));
        let answer = work.await.map_err(io::Error::other)?;
        Ok(if over_limit { closing(answer) } else { answer })
    }
}

async fn read(service: &Service, parts: Parts, body: Body, index: u64) -> io::Result<Received> {
    let Some(read) = body.read(service.config.max_body_bytes).await else {
        return Err(io::ErrorKind::UnexpectedEof.into());
    };
    let mut request = Received {
        parts,
        body: read.bytes,
        form: None,
        over_limit: read.over_limit,
    };
    if form::is_form(request.content_type()) && !request.over_limit {
        let form = Form::read(request.content_type(), request.body.clone()).await;
        service
            .recorder
            .amend(index, |recorded| recorded.note_form(&form));
        request.form = Some(form);
    }
    Ok(request)
}

fn closing(mut answer: Response<Bytes>) -> Response<Bytes> {
    answer
        .headers_mut()
        .insert(CONNECTION, HeaderValue::from_static("close"));
    answer
}

fn call(service: &Service, request: &Received, index: u64, log_id: &str) -> Response<Bytes> {
    let path = request.parts.uri.path();
    if let Some(key) = path.strip_prefix("/_audio/") {
        return stored_audio(service, key, index, log_id);
    }
    if let Some(answer) = oauth::answer(service, request, log_id) {
        service.recorder.amend(index, |recorded| {
            recorded.status = Some(answer.status().as_u16())
        });
        return answer;
    }
    finish(service, index, log_id, rules::answer(service, request))
}

/// The file behind an `audio_url`; whoever knows the URL may have it.
fn stored_audio(service: &Service, key: &str, index: u64, log_id: &str) -> Response<Bytes> {
    let store = service.store();
    let found = store
        .voiceprint_of_audio(key)
        .map(|print| store.audio(print.id));
    let Some(Ok(Some(bytes))) = found else {
        return finish(service, index, log_id, Err(rules::unknown_path()));
    };
    let mut answer = Response::new(bytes);
    answer.headers_mut().insert(
        CONTENT_TYPE,
        HeaderValue::from_static("application/octet-stream"),
    );
    answer
}

/// Puts an outcome into its envelope and notes it.
fn finish(service: &Service, index: u64, log_id: &str, outcome: Outcome) -> Response<Bytes> {
    let code = outcome.as_ref().err().map_or(0, |refusal| refusal.code);
    let answer = answer::envelope(outcome, log_id);
    service.recorder.amend(index, |request| {
        request.status = Some(answer.status().as_u16());
        request.code = Some(code);
        request.log_id = Some(log_id.to_owned());
    });
    answer
}
