//! Checks that a version announces the changes.

use crate::Bump;

/// A version, and the smallest version that announces the changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Such as `info.version`.
    pub name: String,
    /// The version of the older contract.
    pub from: String,
    /// The version of the newer contract. A pre-release announces the same changes as its release.
    pub to: String,
    /// The smallest version that announces the changes. `None` if `from` is not a version such as
    /// 1.2.3.
    pub least: Option<String>,
    /// Whether `to` announces the changes.
    pub is_enough: bool,
}

type Numbers = (u64, u64, u64);

const ANY: &str = "a version such as 1.2.3";

impl Version {
    /// Compares two versions of `name`, and checks that the increase announces the changes.
    ///
    /// Before version 1.0.0, the second number announces breaking changes, and the third number
    /// announces all other changes.
    #[must_use]
    pub fn of(name: &str, from: &str, to: &str, needed: Bump) -> Version {
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
            (None, Some(_)) => true,
            // A text that is not a version cannot announce a change.
            (_, None) => needed == Bump::None,
        };
        Version {
            name: name.to_owned(),
            from: from.to_owned(),
            to: to.to_owned(),
            least: least.map(|(major, minor, patch)| format!("{major}.{minor}.{patch}")),
            is_enough,
        }
    }

    /// Returns the end of a sentence that begins with the name and the number of the version.
    #[must_use]
    pub fn state(&self) -> String {
        match (self.is_enough, &self.least) {
            (true, None) if numbers(&self.to).is_some() => {
                let from = &self.from;
                format!("is sufficient, because {from} is not {ANY} and cannot be compared")
            }
            (true, _) => "is sufficient".to_owned(),
            (false, None) => format!("must be {ANY}"),
            (false, Some(least)) => format!("must be at least {least}"),
        }
    }
}

fn numbers(version: &str) -> Option<Numbers> {
    let release = version.split(['-', '+']).next()?;
    let mut parts = release.split('.').map(|part| part.parse().ok());
    let numbers = (parts.next()??, parts.next()??, parts.next()??);
    parts.next().is_none().then_some(numbers)
}
