//! The faults that wait for the next requests.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::mode::{Fault, UnknownFault};

/// Faults for whoever comes next, and faults by path prefix.
#[derive(Default)]
pub(crate) struct Faults(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    next: VecDeque<Fault>,
    /// How often each prefix was used.
    used: HashMap<String, usize>,
}

/// Prefixes whose use is counted before counting starts anew.
const MAX_PREFIXES: usize = 10_000;

/// Parses `503,429~ra=1,ok`.
pub(crate) fn parse_list(text: &str) -> Result<Vec<Fault>, UnknownFault> {
    text.split(',').map(str::parse).collect()
}

impl Faults {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Appends faults; each is met by one request, in order.
    pub(crate) fn push(&self, faults: impl IntoIterator<Item = Fault>) {
        self.waiting().next.extend(faults);
    }

    /// The next fault. One with the setting `always` stays where it is.
    pub(crate) fn take(&self) -> Option<Fault> {
        let mut waiting = self.waiting();
        let first = waiting.next.front()?;
        if first.setting("always").is_some() {
            return Some(first.clone());
        }
        waiting.next.pop_front()
    }

    /// The next fault of a prefix such as `503,429~ra=1,ok`; its last one repeats.
    pub(crate) fn take_of(&self, prefix: &str) -> Result<Option<Fault>, UnknownFault> {
        let faults = parse_list(prefix)?;
        let mut waiting = self.waiting();
        if waiting.used.len() >= MAX_PREFIXES {
            waiting.used.clear();
        }
        let used = waiting.used.entry(prefix.to_owned()).or_default();
        let fault = faults.get(*used).or(faults.last()).cloned();
        *used = used.saturating_add(1);
        Ok(fault)
    }

    /// A fault that strikes before any request: whether the new connection ends with a reset.
    pub(crate) fn take_at_accept(&self) -> Option<Fault> {
        let at_accept = self
            .waiting()
            .next
            .front()
            .is_some_and(|fault| fault.name().ends_with("_accept"));
        at_accept.then(|| self.take()).flatten()
    }

    /// What still waits.
    pub(crate) fn pending(&self) -> Vec<String> {
        self.waiting()
            .next
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    /// Forgets all faults.
    pub(crate) fn clear(&self) {
        *self.waiting() = Waiting::default();
    }
}
