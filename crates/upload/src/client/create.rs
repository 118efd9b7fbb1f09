//! A creation -> exactly one voiceprint or group, also when its answer is lost.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::time::sleep;

use crate::api::created::Created;
use crate::api::groups::{Group, GroupFilter, NewGroup};
use crate::api::voiceprints::{NewVoiceprint, Voiceprint};
use crate::client::Client;
use crate::client::pages::{Listed, Pages};
use crate::client::send::Repeat;
use crate::consent::Consent;
use crate::error::Error;
use crate::kind::Outcome;
use crate::receipt::Receipt;
use crate::request::Request;

/// How far the service's clock may be behind ours for a new item to be known as new.
const CLOCK_SLACK: Duration = Duration::from_secs(120);

impl Client {
    /// Makes a voiceprint in a group.
    ///
    /// When an answer is lost, the group is listed before anything is sent again: a new voiceprint with
    /// the same texts is taken for ours.
    ///
    /// # Errors
    /// The failure of the last try. With [`Outcome::Unknown`] list the group before creating again.
    pub async fn create(
        &self,
        group_id: &str,
        new: &NewVoiceprint,
        consent: Consent,
    ) -> Result<Created, Error> {
        let _: Consent = consent;
        let request = new.request(group_id)?;
        self.create_once(
            &request,
            || self.list(group_id),
            |found: &Voiceprint| Seen {
                id: found.id.clone(),
                created_at: found.created_at,
                same_texts: found.name == new.name
                    && found.description == new.description.as_deref().unwrap_or_default(),
            },
        )
        .await
    }

    /// Makes a group; a lost answer is handled as in [`Client::create`].
    ///
    /// # Errors
    /// As [`Client::create`].
    pub async fn create_group(&self, new: &NewGroup) -> Result<Created, Error> {
        let request = new.request()?;
        let filter = GroupFilter {
            name_prefix: Some(new.name.clone()),
            coze_account_id: new.coze_account_id.clone(),
            ..GroupFilter::default()
        };
        self.create_once(
            &request,
            || self.list_groups(&filter),
            |found: &Group| Seen {
                id: found.id.clone(),
                created_at: found.created_at,
                same_texts: found.name == new.name
                    && found.description == new.description.as_deref().unwrap_or_default(),
            },
        )
        .await
    }

    async fn create_once<T: Listed>(
        &self,
        request: &Request,
        list: impl Fn() -> Result<Pages<T>, Error>,
        see: impl Fn(&T) -> Seen,
    ) -> Result<Created, Error> {
        let since = unix_secs(SystemTime::now() - CLOCK_SLACK);
        let mut call = self.call()?;
        loop {
            let error = match call.send(request, Repeat::IfUnsent, Created::read).await {
                Ok(created) => {
                    return Ok(Created {
                        receipt: call.proven(created.receipt),
                        ..created
                    });
                }
                Err(error) => error,
            };
            if !error.is_retryable() {
                return Err(error);
            }
            let unknown = error.outcome() == Outcome::Unknown;
            if unknown {
                // A service that is still at work on the lost try gets a moment to show its item.
                sleep(self.inner.options.retry.first_delay).await;
                match call.in_time(self.left_behind(list()?, &see, since)).await {
                    Ok(Ok(Left::Nothing)) => {}
                    Ok(Ok(Left::One(id))) => {
                        let receipt = call.proven(Receipt::of_listing(error.status()));
                        return Ok(Created {
                            id,
                            found_by_listing: true,
                            receipt,
                        });
                    }
                    // Two that could be ours, or a listing that fails: the caller must look.
                    _ => return Err(error),
                }
            }
            call.wait_after(error).await?;
            if unknown {
                call.before = Outcome::NotDelivered;
            }
        }
    }

    async fn left_behind<T: Listed>(
        &self,
        mut listing: Pages<T>,
        see: &impl Fn(&T) -> Seen,
        since: u64,
    ) -> Result<Left, Error> {
        let mut left = Left::Nothing;
        while let Some(item) = listing.next().await {
            let seen = see(&item?);
            let is_new = seen.created_at.map(|at| at >= since);
            left = match (seen.same_texts, is_new, left) {
                (false, _, left) | (true, Some(false), left) => left,
                (true, Some(true), Left::Nothing) => Left::One(seen.id),
                (true, _, _) => Left::Unclear,
            };
        }
        Ok(left)
    }
}

/// What of a listed item tells whether a lost creation made it.
struct Seen {
    id: String,
    created_at: Option<u64>,
    same_texts: bool,
}

enum Left {
    Nothing,
    One(String),
    Unclear,
}

fn unix_secs(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}
