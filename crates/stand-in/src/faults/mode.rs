//! The text of a fault (`429~ra=1`) to its name and settings.

use std::fmt;
use std::str::FromStr;

/// A fault that a request will meet: a name of the table in `docs/stand-in.md` and its settings.
///
/// ```
/// use stand_in::Fault;
///
/// let fault: Fault = "reset_mid~frac=.5".parse()?;
/// assert_eq!(fault.to_string(), "reset_mid~frac=.5");
/// assert!("no_such_fault".parse::<Fault>().is_err());
/// # Ok::<(), stand_in::UnknownFault>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    name: String,
    settings: Vec<(String, String)>,
}

/// A fault that is not in the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownFault(String);

impl UnknownFault {
    pub(crate) fn of(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Display for UnknownFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no fault {:?}", self.0)
    }
}

impl std::error::Error for UnknownFault {}

impl Fault {
    /// The names of all faults; every final HTTP status is one too.
    pub fn names() -> impl Iterator<Item = &'static str> {
        super::names()
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A setting's text.
    pub(crate) fn setting(&self, key: &str) -> Option<&str> {
        self.settings
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value.as_str())
    }

    /// A setting that is a number; `.5` is one.
    pub(super) fn number<T: FromStr>(&self, key: &str) -> Option<T> {
        self.setting(key)?.parse().ok()
    }
}

impl FromStr for Fault {
    type Err = UnknownFault;

    fn from_str(text: &str) -> Result<Self, UnknownFault> {
        let mut pieces = text.trim().split('~');
        let name = pieces.next().unwrap_or_default().to_owned();
        if !is_known(&name) {
            return Err(UnknownFault(text.to_owned()));
        }
        let settings = pieces
            .map(|piece| {
                let (key, value) = piece.split_once('=').unwrap_or((piece, ""));
                (key.to_owned(), value.to_owned())
            })
            .collect();
        Ok(Self { name, settings })
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        for (key, value) in &self.settings {
            write!(f, "~{key}")?;
            if !value.is_empty() {
                write!(f, "={value}")?;
            }
        }
        Ok(())
    }
}

fn is_known(name: &str) -> bool {
    name == "ok" || super::group(name).is_some()
}
