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

impl Version {
    /// Of a version before 1.0.0, the second number announces what breaks, and the third the rest.
    pub(super) fn of(name: &str, from: &str, to: &str, needed: Bump, is_changed: bool) -> Version {
        let least = numbers(from).map(|(major, minor, patch)| match (needed, major) {
            (Bump::Major, 0) => (0, minor + 1, 0),
            (Bump::Major, _) => (major + 1, 0, 0),
            (Bump::Minor, 1..) => (major, minor + 1, 0),
            (Bump::Minor, 0) => (0, minor, patch + 1),
            (Bump::None, _) if is_changed => (major, minor, patch + 1),
            (Bump::None, _) => (major, minor, patch),
        });
        let (is_enough, least) = match (least, numbers(to)) {
            (Some(least), Some(to)) => (to >= least, shown(least)),
            // What is no version cannot announce anything.
            _ => (needed == Bump::None, "a version such as 1.2.3".to_owned()),
        };
        Version {
            name: name.to_owned(),
            from: from.to_owned(),
            to: to.to_owned(),
            least,
            is_enough,
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
