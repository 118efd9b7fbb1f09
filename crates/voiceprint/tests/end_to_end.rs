//! Recordings in, the stand-in's records out.

#![expect(
    clippy::unwrap_used,
    reason = "a panic is the failure report of a test"
)]

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use stand_in::{Config, Server};
use voiceprint::audio_check::{check_file, check_pcm};
use voiceprint::{
    ApiToken, BatchOptions, Checked, Client, ClientOptions, Consent, Error, Job, Labels,
    OnOtherVoice, PcmSpec, SamePerson, Stop, Updater, VoiceprintId, default_policy,
};

const CONSENT: Consent = Consent::confirmed_by_caller();

fn fixture(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../fixtures")
        .join(name);
    std::fs::read(path).unwrap()
}

fn speech() -> Checked {
    check_file(&fixture("wav/speech-16khz-mono-s16.wav"), &default_policy()).unwrap()
}

fn silence() -> Checked {
    check_pcm(&[0; 64_000], PcmSpec::TARGET, &default_policy()).unwrap()
}

async fn stand_in(config: Config) -> (Server, VoiceprintId) {
    let server = Server::start(config).await.unwrap();
    let seed = server.seed();
    (server, VoiceprintId::new(seed.group_id, seed.feature_id))
}

fn updater(server: &Server, token: &str) -> Updater {
    let mut options = ClientOptions::default();
    options.requests_per_sec = None;
    options.retry.max_attempts = 1;
    let token = ApiToken::new(token).unwrap();
    Updater::new(Client::with_options(&server.base_url(), token, options).unwrap())
}

#[tokio::test]
async fn a_recording_arrives_as_its_clip() {
    let (server, id) = stand_in(Config::default()).await;
    let checked = speech();
    let wav = checked.clip.to_wav();
    let updated = updater(&server, "pat_test")
        .update(&id, checked, CONSENT)
        .await
        .unwrap();
    assert_eq!(updated.receipt.status, 200);
    let requests = server.requests();
    let [request] = requests.as_slice() else {
        panic!("one request")
    };
    let file = request
        .parts
        .iter()
        .find(|part| part.name == "file")
        .unwrap();
    assert_eq!(file.bytes, wav.len() as u64);
}

#[tokio::test]
async fn a_file_in_another_format_is_converted_on_its_way() {
    let (server, id) = stand_in(Config::default()).await;
    let policy = voiceprint::Policy {
        min_speech_seconds: voiceprint::audio_check::Limit::OFF,
        ..default_policy()
    };
    let client = updater(&server, "pat_test").client().clone();
    let updater = Updater::with_policy(client, policy);
    let updated = updater.update_file(&id, fixture("wav/speech-48khz-stereo-f32.wav"), CONSENT);
    let report = updated.await.unwrap().report;
    assert_eq!(report.source.format.sample_rate, 48_000);
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_rejected_recording_is_not_sent_and_comes_back_whole() {
    let (server, id) = stand_in(Config::default()).await;
    let checked = silence();
    let samples = checked.clip.samples().to_vec();
    let error = updater(&server, "pat_test")
        .update(&id, checked, CONSENT)
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Rejected(_)), "{error}");
    assert_eq!(error.into_checked().unwrap().clip.samples(), samples);
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn what_was_not_delivered_can_be_sent_again() {
    let (server, id) = stand_in(Config::default()).await;
    let refused = updater(&server, "pat_wrong")
        .update(&id, speech(), CONSENT)
        .await
        .unwrap_err();
    assert!(refused.delivery().unwrap().is_auth());
    let checked = refused.into_checked().unwrap();
    updater(&server, "pat_test")
        .update(&id, checked, CONSENT)
        .await
        .unwrap();
}

#[tokio::test]
async fn another_voice_is_refused_if_asked_for_and_the_same_voice_is_known_afterwards() {
    let (server, id) = stand_in(Config::default()).await;
    let ask = SamePerson {
        before: Some(OnOtherVoice::Refuse),
        after: true,
        min_score: 40.0,
    };
    let careful = updater(&server, "pat_test").with_same_person(ask);
    // The stand-in begins with a second of silence, which is nobody's voice.
    let error = careful.update(&id, speech(), CONSENT).await.unwrap_err();
    assert!(matches!(error, Error::OtherVoice { .. }), "{error}");
    updater(&server, "pat_test")
        .update(&id, speech(), CONSENT)
        .await
        .unwrap();
    let updated = careful.update(&id, speech(), CONSENT).await.unwrap();
    assert!(updated.score_before.unwrap() >= 40.0);
    assert!(updated.score_after.unwrap().unwrap().unwrap() >= 40.0);
}

/// A job that checks `bytes` of raw samples.
fn job(
    id: &VoiceprintId,
    make: fn() -> Checked,
) -> Job<impl FnOnce() -> Result<Checked, Error> + Send + 'static> {
    Job {
        id: id.clone(),
        labels: Labels::default(),
        load: move || Ok(make()),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_tells_each_end_and_counts_them() {
    let (server, id) = stand_in(Config::default()).await;
    let jobs = [job(&id, speech), job(&id, silence), job(&id, speech)];
    let mut ends = Vec::new();
    let summary = updater(&server, "pat_test")
        .update_all(jobs, BatchOptions::default(), CONSENT, |done| {
            ends.push((done.index, done.result.is_ok()));
        })
        .await;
    ends.sort_unstable();
    assert_eq!(ends, [(0, true), (1, false), (2, true)]);
    assert_eq!(
        (summary.delivered, summary.rejected, summary.stopped),
        (2, 1, None)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_token_stops_a_batch_and_only_a_few_jobs_were_begun() {
    let (server, id) = stand_in(Config::default()).await;
    let begun = Arc::new(AtomicUsize::new(0));
    let jobs = (0..1000).map(|_| {
        begun.fetch_add(1, Ordering::Relaxed);
        job(&id, speech)
    });
    let options = BatchOptions {
        checks_at_once: 2,
        updates_at_once: 2,
    };
    let summary = updater(&server, "pat_wrong")
        .update_all(jobs, options, CONSENT, |_| {})
        .await;
    assert_eq!(summary.stopped, Some(Stop::Token));
    assert!(begun.load(Ordering::Relaxed) <= 12, "{begun:?} of 1000");
    assert!(server.requests().len() <= 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exhausted_quota_stops_a_batch() {
    let config = Config {
        max_calls: Some(3),
        ..Config::default()
    };
    let (server, id) = stand_in(config).await;
    let jobs = (0..100).map(|_| job(&id, speech));
    let options = BatchOptions {
        checks_at_once: 2,
        updates_at_once: 1,
    };
    let summary = updater(&server, "pat_test")
        .update_all(jobs, options, CONSENT, |_| {})
        .await;
    assert_eq!(
        (summary.delivered, summary.stopped),
        (3, Some(Stop::Exhausted))
    );
    assert_eq!(summary.not_delivered, 1);
}
