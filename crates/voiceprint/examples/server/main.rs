//! Chunks of sound over HTTP -> advice with every chunk, and in the end an updated voiceprint.
//!
//! `cargo run -p voiceprint --example server` tells its address. An app then sends
//!   POST /recordings?pcm=s16:16000:1        -> the recording's id
//!   POST /recordings/ID/chunks              a second of samples or less -> advice
//!   POST /recordings/ID/finish              -> whether it was delivered, and what was found

#![expect(clippy::print_stdout, reason = "an example talks to the terminal")]

mod recordings;
#[path = "../service/mod.rs"]
pub(crate) mod service;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use recordings::Recordings;
use serde_json::{Value, json};
use service::Service;
use std::collections::HashMap;
use std::sync::Arc;
use tokio::task::spawn_blocking;
use voiceprint::audio_check::Coach;
use voiceprint::{Consent, Error, Lang, PcmSpec, Updater};

type Shared = State<Arc<(Service, Recordings)>>;
type Answer = Result<Json<Value>, (StatusCode, String)>;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}", listener.local_addr()?);
    Ok(axum::serve(listener, app(service::find().await?)).await?)
}

pub(crate) fn app(service: Service) -> Router {
    Router::new()
        .route("/recordings", post(begin))
        .route("/recordings/{id}/chunks", post(chunk))
        .route("/recordings/{id}/finish", post(finish))
        .layer(DefaultBodyLimit::max(512 * 1024))
        .with_state(Arc::new((service, Recordings::default())))
}

async fn begin(State(shared): Shared, Query(query): Query<HashMap<String, String>>) -> Answer {
    let spec = query.get("pcm").map(|spec| spec.parse());
    let spec = spec.transpose().map_err(bad)?.unwrap_or(PcmSpec::TARGET);
    let mut policy = voiceprint::default_policy();
    policy.max_source_secs = 120.0;
    let coach = Coach::new(spec, policy).map_err(bad)?;
    let id = shared.1.begin(coach).ok_or_else(busy)?;
    Ok(Json(json!({ "id": id })))
}

async fn chunk(State(shared): Shared, Path(id): Path<String>, pcm: Bytes) -> Answer {
    let mut coach = shared.1.take(&id).ok_or_else(gone)?;
    // Measuring takes milliseconds: not on the threads that serve others.
    let work = spawn_blocking(move || coach.push(&pcm).map(|()| (coach.advise().clone(), coach)));
    let (advice, coach) = work.await.map_err(bad)?.map_err(bad)?;
    shared.1.put_back(id, coach);
    Ok(Json(json!({
        "progress_ratio": advice.progress_ratio,
        "level_dbfs": advice.level_dbfs,
        "hint": advice.hint.map(|code| code.hint(Lang::En)),
        "complete": advice.complete,
    })))
}

async fn finish(State(shared): Shared, Path(id): Path<String>) -> Answer {
    let coach = shared.1.take(&id).ok_or_else(gone)?;
    let checked = spawn_blocking(|| coach.finish()).await.map_err(bad)?;
    let findings = checked.report.findings.iter();
    let findings: Vec<_> = findings.map(|found| found.message(Lang::En)).collect();
    let updater = Updater::new(shared.0.client.clone());
    // The app asked the person before it sent the first chunk.
    let consent = Consent::confirmed_by_caller();
    let delivered = match updater.update(&shared.0.id, checked, consent).await {
        Ok(_) => true,
        Err(Error::Rejected(_)) => false,
        Err(error) => return Err((StatusCode::BAD_GATEWAY, error.to_string())),
    };
    Ok(Json(
        json!({ "delivered": delivered, "findings": findings }),
    ))
}

fn bad(error: impl std::fmt::Display) -> (StatusCode, String) {
    (StatusCode::BAD_REQUEST, error.to_string())
}

fn gone() -> (StatusCode, String) {
    let why = "no such recording, or a chunk of it is still being heard";
    (StatusCode::NOT_FOUND, why.to_owned())
}

fn busy() -> (StatusCode, String) {
    let why = "too many recordings at one time";
    (StatusCode::SERVICE_UNAVAILABLE, why.to_owned())
}
