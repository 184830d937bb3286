//! The type for the number of groups on a page.

use std::fmt;

use serde::Serialize;

use crate::error::Error;

/// The maximum number of groups on a page: a number from 1 to 100.
///
/// ```
/// use tallyfy_groups::GroupsPerPage;
///
/// assert_eq!(GroupsPerPage::try_from(50)?.get(), 50);
/// assert!(GroupsPerPage::try_from(0).is_err());
/// assert!(GroupsPerPage::try_from(101).is_err());
/// # Ok::<(), tallyfy_groups::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct GroupsPerPage(u8);

impl GroupsPerPage {
    /// The largest page size that the server accepts: 100 groups.
    pub const MAX: GroupsPerPage = GroupsPerPage(100);

    /// Returns the number.
    #[must_use]
    pub fn get(self) -> u8 {
        self.0
    }
}

impl fmt::Display for GroupsPerPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl TryFrom<u32> for GroupsPerPage {
    type Error = Error;

    fn try_from(number: u32) -> Result<Self, Error> {
        match u8::try_from(number) {
            Ok(small @ 1..=100) => Ok(GroupsPerPage(small)),
            _ => Err(Error::invalid_input(format!(
                "per_page is {number}; it must be from 1 to 100"
            ))),
        }
    }
}
