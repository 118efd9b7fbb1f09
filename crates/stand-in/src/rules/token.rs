//! An Authorization header to the person behind it.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use http::StatusCode;

use crate::answer::Refusal;
use crate::config::{Account, AuthFailure, Config};
use crate::random;
use crate::service::Service;
use crate::store::Owner;

/// Who calls, and what the token may do.
#[derive(Clone)]
pub(crate) struct Caller {
    pub(crate) owner: Owner,
    permissions: Option<Vec<String>>,
}

impl Caller {
    /// Code 4101 when the permission is missing. Scope lists of apps write `Account.<name>`.
    pub(crate) fn must_hold(&self, permission: &str, config: &Config) -> Result<(), Refusal> {
        let held = self.permissions.as_ref().is_none_or(|held| {
            held.iter()
                .any(|held| held.strip_prefix("Account.").unwrap_or(held) == permission)
        });
        if held {
            return Ok(());
        }
        let status = if config.forbid_with_403 {
            StatusCode::FORBIDDEN
        } else {
            StatusCode::OK
        };
        Err(Refusal::forbidden().with_status(status))
    }

    /// Code 4101 for what somebody else made.
    pub(crate) fn must_be(&self, owner: &Owner) -> Result<(), Refusal> {
        if self.owner.user_id == owner.user_id {
            Ok(())
        } else {
            Err(Refusal::forbidden())
        }
    }
}

/// The tokens that are good, by their text. Grows with every token an OAuth flow gives out.
pub(crate) struct Tokens(Mutex<HashMap<String, Account>>);

impl Tokens {
    /// The tokens of the settings.
    pub(crate) fn new(config: &Config) -> Self {
        let first = Account::new(config.token.clone(), FIRST_USER, "stand-in");
        let all = std::iter::once(first).chain(config.accounts.iter().cloned());
        Self(Mutex::new(
            all.map(|account| (account.token.clone(), account))
                .collect(),
        ))
    }

    /// Adds a token.
    pub(crate) fn grant(&self, account: Account) {
        let mut tokens = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = random::now_secs();
        tokens.retain(|_, old| old.expires_at_secs.is_none_or(|end| end > now));
        tokens.insert(account.token.clone(), account);
    }

    /// Takes a token away.
    pub(crate) fn revoke(&self, token: &str) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(token);
    }

    /// The first account: creator of what is seeded.
    pub(crate) fn first_owner() -> Owner {
        Owner {
            user_id: FIRST_USER,
            name: "stand-in".to_owned(),
        }
    }

    fn find(&self, token: &str) -> Option<Caller> {
        let tokens = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let account = tokens.get(token)?;
        if account
            .expires_at_secs
            .is_some_and(|end| end <= random::now_secs())
        {
            return None;
        }
        Some(Caller {
            owner: Owner {
                user_id: account.user_id,
                name: account.user_name.clone(),
            },
            permissions: account.permissions.clone(),
        })
    }
}

/// User ids are shorter than other ids.
const FIRST_USER: u64 = 2_466_801_357_924_680;

/// The text after `Bearer`, whatever its case.
pub(crate) fn bearer(authorization: Option<&str>) -> Option<&str> {
    let (scheme, token) = authorization?.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

/// Finds the caller.
pub(crate) fn check(service: &Service, authorization: Option<&str>) -> Result<Caller, Refusal> {
    bearer(authorization)
        .and_then(|token| service.tokens.find(token))
        .ok_or_else(|| refused(service.config.auth_failure))
}

fn refused(mode: AuthFailure) -> Refusal {
    match mode {
        AuthFailure::Unauthorized700012006 => {
            Refusal::new(700_012_006, "access token invalid").with_status(StatusCode::UNAUTHORIZED)
        }
        AuthFailure::Unauthorized4100 => {
            Refusal::new(4100, "authentication is invalid").with_status(StatusCode::UNAUTHORIZED)
        }
        AuthFailure::Ok4101 => Refusal::new(
            4101,
            "The token you entered is incorrect. Please check it and try again.",
        ),
    }
}
