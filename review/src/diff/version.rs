//! Whether a version announces what has changed.

use crate::Bump;

/// A version, and what it has to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Such as `info.version`.
    pub name: String,
    /// What it was.
    pub from: String,
    /// What it is.
    pub to: String,
    /// The least that announces the changes.
    pub least: String,
    /// Whether it does.
    pub is_enough: bool,
}

type Numbers = (u64, u64, u64);

/// What any version is.
const ANY: &str = "a version such as 1.2.3";

impl Version {
    /// Of a version before 1.0.0, the second number announces what breaks, and the third the rest.
    pub(super) fn of(name: &str, from: &str, to: &str, needed: Bump) -> Version {
        let next = |number: u64| number.saturating_add(1);
        let least = numbers(from).map(|(major, minor, patch)| match (needed, major) {
            (Bump::Major, 0) => (0, next(minor), 0),
            (Bump::Major, _) => (next(major), 0, 0),
            (Bump::Minor, 1..) => (major, next(minor), 0),
            (Bump::Minor, 0) => (0, minor, next(patch)),
            (Bump::None, _) => (major, minor, patch),
        });
        let is_enough = match (least, numbers(to)) {
            (Some(least), Some(to)) => to >= least,
            // There is nothing to compare with.
            (None, Some(_)) => true,
            // What is no version cannot announce anything.
            (_, None) => needed == Bump::None,
        };
        Version {
            name: name.to_owned(),
            from: from.to_owned(),
            to: to.to_owned(),
            least: least.map_or_else(|| ANY.to_owned(), shown),
            is_enough,
        }
    }

    /// Whether it is enough, or what would be, to go on from its name and its number.
    #[must_use]
    pub fn state(&self) -> String {
        let is_first = numbers(&self.from).is_none();
        match (self.is_enough, is_first) {
            (true, true) if numbers(&self.to).is_some() => {
                let from = &self.from;
                format!("is sufficient, because {from} is not {ANY} and cannot be compared")
            }
            (true, _) => "is sufficient".to_owned(),
            (false, true) => format!("must be {ANY}"),
            (false, false) => format!("must be at least {}", self.least),
        }
    }
}

fn numbers(version: &str) -> Option<Numbers> {
    let release = version.split(['-', '+']).next()?;
    let mut parts = release.split('.').map(|part| part.parse().ok());
    let numbers = (parts.next()??, parts.next()??, parts.next()??);
    parts.next().is_none().then_some(numbers)
}

fn shown((major, minor, patch): Numbers) -> String {
    format!("{major}.{minor}.{patch}")
}
