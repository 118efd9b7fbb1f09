//! Many recordings and names -> many updates: checked on all cores, a few on their way, stopped in time.

use crate::error::Error;
use crate::updater::{Labels, Updated, Updater, blocking};
use audio_check::{Checked, Report};
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::Semaphore;
use upload::{Consent, Receipt, VoiceprintId};

/// One update of a batch; `load` reads and checks the recording when its turn comes.
///
/// ```
/// # tokio::runtime::Runtime::new()?.block_on(async {
/// # let server = stand_in::Server::start(stand_in::Config::default()).await?;
/// # let client = voiceprint::Client::new(
/// #     &server.base_url(), voiceprint::ApiToken::new(server.token())?)?;
/// # let id = voiceprint::VoiceprintId::new(server.seed().group_id, server.seed().feature_id);
/// # let voice = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/wav/speech-16khz-mono-s16.wav");
/// use voiceprint::audio_check::check_file;
/// use voiceprint::{BatchOptions, Consent, Job, Labels, Updater, default_policy};
///
/// let jobs = [(id, voice)].map(|(id, path)| Job {
///     id,
///     labels: Labels::default(),
///     load: move || {
///         let bytes = std::fs::read(path).map_err(voiceprint::audio_check::Error::from)?;
///         Ok(check_file(&bytes, &default_policy())?)
///     },
/// });
/// let summary = Updater::new(client)
///     .update_all(jobs, BatchOptions::default(), Consent::confirmed_by_caller(), |done| {
///         println!("{}: {}", done.id.feature_id, done.result.is_ok());
///     })
///     .await;
/// assert_eq!(summary.delivered, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(()) })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Job<F> {
    /// Which voiceprint.
    pub id: VoiceprintId,
    /// Name and description, where they change.
    pub labels: Labels,
    /// Reads and checks the recording; runs on the blocking pool. It gives a [`Checked`], or an
    /// `Option` of it: `None` changes only the labels.
    pub load: F,
}

/// How many things happen at once. Requests a second are limited by the client's options.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BatchOptions {
    /// Recordings checked at one time; by default as many as there are cores.
    pub checks_at_once: usize,
    /// Updates on their way at one time, 4 by default.
    pub updates_at_once: usize,
}

impl Default for BatchOptions {
    fn default() -> BatchOptions {
        BatchOptions {
            checks_at_once: std::thread::available_parallelism().map_or(2, usize::from),
            updates_at_once: 4,
        }
    }
}

/// The end of one job.
#[derive(Debug)]
#[non_exhaustive]
pub struct Done {
    /// Which job, counted from 0 in the order they were given.
    pub index: usize,
    /// Which voiceprint.
    pub id: VoiceprintId,
    /// What became of it.
    pub result: Result<Change, Error>,
}

/// What a job changed.
#[derive(Debug)]
pub enum Change {
    /// The recording, and the labels that were given with it.
    Updated(Box<Updated>),
    /// Only the labels.
    Renamed(Receipt),
}

impl Change {
    /// The service's confirmation.
    pub fn receipt(&self) -> &Receipt {
        match self {
            Change::Updated(updated) => &updated.receipt,
            Change::Renamed(receipt) => receipt,
        }
    }

    /// What is said about the recording, if there was one.
    pub fn report(&self) -> Option<&Report> {
        match self {
            Change::Updated(updated) => Some(&updated.report),
            Change::Renamed(_) => None,
        }
    }
}

/// How a batch ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct BatchSummary {
    /// Updates the service confirmed.
    pub delivered: usize,
    /// Recordings that are not good enough, or of another voice.
    pub rejected: usize,
    /// Recordings that could not be read.
    pub unreadable: usize,
    /// Updates that failed on their way.
    pub not_delivered: usize,
    /// Why the rest was not begun.
    pub stopped: Option<Stop>,
}

/// Why a batch ends early: every further request would fail too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stop {
    /// The token is wrong, expired or without the permission.
    Token,
    /// A quota or the credit of the account is used up.
    Exhausted,
}

/// So many refusals in a row for lack of permission are the token's fault: a single one can be
/// that of a voiceprint that someone else made.
const REFUSALS_IN_A_ROW: u32 = 5;
/// "No permission": of the token, or of this one voiceprint.
const NO_PERMISSION: i64 = 4101;

impl Updater {
    /// Updates many voiceprints. `jobs` is asked for the next one only when there is room, so
    /// that memory stays flat however many there are; `done` is called as each one ends.
    ///
    /// It stops early when the token is dead or a quota is used up; jobs that were not begun are
    /// not reported.
    pub async fn update_all<F, C>(
        &self,
        jobs: impl IntoIterator<Item = Job<F>>,
        options: BatchOptions,
        consent: Consent,
        mut done: impl FnMut(Done),
    ) -> BatchSummary
    where
        F: FnOnce() -> Result<C, Error> + Send + 'static,
        C: Into<Option<Checked>> + Send + 'static,
    {
        let checks = Semaphore::new(options.checks_at_once.max(1));
        let updates = Semaphore::new(options.updates_at_once.max(1));
        let room = options.checks_at_once.max(1) + options.updates_at_once.max(1);
        let stopped = AtomicBool::new(false);
        let one = async |index: usize, job: Job<F>| {
            let Job { id, labels, load } = job;
            let permit = checks.acquire().await;
            let loaded = blocking(load)
                .await
                .map_err(Error::from)
                .and_then(|loaded| loaded);
            drop(permit);
            let result = match loaded {
                Err(error) => Err(error),
                Ok(loaded) => {
                    let _permit = updates.acquire().await;
                    if stopped.load(Ordering::Relaxed) {
                        return None;
                    }
                    match loaded.into() {
                        Some(checked) => self
                            .update_labelled(&id, checked, labels, consent)
                            .await
                            .map(|updated| Change::Updated(Box::new(updated))),
                        None => self.rename(&id, &labels).await.map(Change::Renamed),
                    }
                }
            };
            Some(Done { index, id, result })
        };

        let mut jobs = jobs.into_iter().enumerate();
        let mut under_way = FuturesUnordered::new();
        let mut tally = Tally::default();
        loop {
            while under_way.len() < room && tally.summary.stopped.is_none() {
                let Some((index, job)) = jobs.next() else {
                    break;
                };
                under_way.push(one(index, job));
            }
            let Some(ended) = under_way.next().await else {
                break;
            };
            if let Some(ended) = ended {
                tally.count(&ended.result);
                stopped.store(tally.summary.stopped.is_some(), Ordering::Relaxed);
                done(ended);
            }
        }
        tally.summary
    }
}

#[derive(Default)]
struct Tally {
    summary: BatchSummary,
    refusals_in_a_row: u32,
}

impl Tally {
    fn count(&mut self, result: &Result<Change, Error>) {
        let summary = &mut self.summary;
        match result {
            Ok(_) => {
                summary.delivered += 1;
                self.refusals_in_a_row = 0;
            }
            Err(Error::Unreadable(_)) => summary.unreadable += 1,
            Err(Error::Rejected(_) | Error::OtherVoice { .. }) => summary.rejected += 1,
            Err(Error::NotDelivered { error, .. } | Error::NotRenamed(error)) => {
                summary.not_delivered += 1;
                let unsure = error.code() == Some(NO_PERMISSION) && error.status() != Some(401);
                self.refusals_in_a_row += u32::from(unsure);
                if error.is_exhausted() {
                    summary.stopped = Some(Stop::Exhausted);
                } else if error.is_auth()
                    && (!unsure || self.refusals_in_a_row >= REFUSALS_IN_A_ROW)
                {
                    summary.stopped = Some(Stop::Token);
                }
            }
        }
    }
}
