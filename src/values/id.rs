//! Types for the ids in requests. The client validates each id before it sends the request.

use std::borrow::Cow;
use std::fmt;
use std::num::NonZeroU64;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::checked_string::{checked_string, try_from_text};
use crate::error::Error;

/// The maximum length of an id. Tallyfy's Python SDK accepts the ids that match
/// `^[A-Za-z0-9_-]{1,255}$`. These characters have no special meaning in the path of a URL.
const MAX_LENGTH: usize = 255;

checked_string! {
    /// The id of an organization: a text of 1 to 255 characters. The allowed characters are `A-Z`,
    /// `a-z`, `0-9`, `_` and `-`.
    ///
    /// Do not derive any information from the text of an id. In Tallyfy's production system, an id
    /// has 32 hexadecimal digits. In other installations, and in Tallyfy's documents, ids have a
    /// different form.
    ///
    /// ```
    /// use tallyfy_groups::OrganizationId;
    ///
    /// let id: OrganizationId = "demo".parse()?;
    /// assert!("../users".parse::<OrganizationId>().is_err());
    /// # assert_eq!(id.as_str(), "demo");
    /// # Ok::<(), tallyfy_groups::Error>(())
    /// ```
    OrganizationId, |text| check_string_id("organization id", text)
}

checked_string! {
    /// The id of a group: a text of 1 to 255 characters. The allowed characters are `A-Z`, `a-z`,
    /// `0-9`, `_` and `-`.
    ///
    /// Do not derive any information from the text of an id. In Tallyfy's production system, an id
    /// has 32 hexadecimal digits. In other installations, and in Tallyfy's documents, ids have a
    /// different form. In a response, the id of a group has the type
    /// [`Received<GroupId>`](crate::Received). A method that accepts a `GroupId` also accepts a
    /// `&Received<GroupId>`.
    ///
    /// ```
    /// use tallyfy_groups::GroupId;
    ///
    /// let id: GroupId = "group_id_abc123".parse()?;
    /// let error = "..".parse::<GroupId>().unwrap_err();
    /// assert!(error.is_invalid_input());
    /// # assert_eq!(id.as_str(), "group_id_abc123");
    /// # Ok::<(), tallyfy_groups::Error>(())
    /// ```
    GroupId, |text| check_string_id("group id", text)
}

/// The entry of a byte is `true` if the byte is an ASCII letter, a digit, `_` or `-`. A lookup in
/// this table is faster than comparisons.
const IS_PLAIN: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        let c = byte as u8;
        table[byte] = c.is_ascii_alphanumeric() || c == b'_' || c == b'-';
        byte += 1;
    }
    table
};

/// Returns whether a text contains only ASCII letters, digits, `_` and `-`. A path contains such a
/// text unchanged.
pub(crate) fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| IS_PLAIN[usize::from(byte)])
}

fn check_string_id(what: &str, text: &str) -> Result<(), Error> {
    if (1..=MAX_LENGTH).contains(&text.len()) && is_plain(text) {
        return Ok(());
    }
    if text.is_empty() {
        return Err(Error::invalid_input(format!(
            "the {what} is empty; pass 1 to {MAX_LENGTH} characters"
        )));
    }
    // The error message states the number of characters in the id. In a valid id, each character
    // has one byte.
    let length = text.chars().count();
    if length > MAX_LENGTH {
        return Err(Error::invalid_input(format!(
            "the {what} has {length} characters; at most {MAX_LENGTH} are allowed"
        )));
    }
    match text.chars().find(|c| !is_plain(c.encode_utf8(&mut [0; 4]))) {
        None => Ok(()),
        Some(wrong) => Err(Error::invalid_input(format!(
            "the {what} {text:?} contains {wrong:?}; only A-Z, a-z, 0-9, `_` and `-` are allowed"
        ))),
    }
}

/// The id of a user: an integer greater than 0.
///
/// ```
/// use tallyfy_groups::UserId;
///
/// let id = UserId::try_from(1001)?;
/// assert_eq!(id.get(), 1001);
/// assert!(UserId::try_from(0).is_err());
/// # Ok::<(), tallyfy_groups::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UserId(NonZeroU64);

impl UserId {
    /// Returns the id as a number.
    #[must_use]
    pub fn get(self) -> u64 {
        self.0.get()
    }
}

macro_rules! user_id_from_integer {
    ($($integer:ty),*) => {$(
        impl TryFrom<$integer> for UserId {
            type Error = Error;

            fn try_from(number: $integer) -> Result<Self, Error> {
                let id = u64::try_from(number).ok().and_then(NonZeroU64::new);
                id.map(UserId).ok_or_else(|| {
                    let allowed = if number < 1 { "greater than 0" } else { "less than 2^64" };
                    Error::invalid_input(format!(
                        "the user id {number} is invalid; it must be {allowed}"
                    ))
                })
            }
        }

        impl TryFrom<&$integer> for UserId {
            type Error = Error;

            fn try_from(number: &$integer) -> Result<Self, Error> {
                UserId::try_from(*number)
            }
        }
    )*};
}

user_id_from_integer!(i8, i16, i32, i64, i128, isize);
user_id_from_integer!(u8, u16, u32, u64, u128, usize);

try_from_text!(
    UserId: &str, &&str, String, &String, Box<str>, &Box<str>, Cow<'_, str>, &Cow<'_, str>
);

impl From<NonZeroU64> for UserId {
    fn from(number: NonZeroU64) -> Self {
        UserId(number)
    }
}

impl From<&NonZeroU64> for UserId {
    fn from(number: &NonZeroU64) -> Self {
        UserId(*number)
    }
}

impl From<&UserId> for UserId {
    fn from(id: &UserId) -> Self {
        *id
    }
}

impl FromStr for UserId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        text.parse().map(UserId).map_err(|_| {
            Error::invalid_input(format!(
                "the user id {text:?} is invalid; it must be an integer greater than 0"
            ))
        })
    }
}

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
