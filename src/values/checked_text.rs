//! Values that the contract limits, checked before they are sent.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, de};

use crate::Error;

macro_rules! text_input {
    ($(#[$doc:meta])* $name:ident, $check:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The text, as it is sent.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = Error;

            fn try_from(text: String) -> Result<Self, Error> {
                let check: fn(&str) -> Result<(), Error> = $check;
                check(&text)?;
                Ok($name(text))
            }
        }

        impl TryFrom<&str> for $name {
            type Error = Error;

            fn try_from(text: &str) -> Result<Self, Error> {
                text.to_owned().try_into()
            }
        }

        impl FromStr for $name {
            type Err = Error;

            fn from_str(text: &str) -> Result<Self, Error> {
                text.try_into()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?
                    .try_into()
                    .map_err(de::Error::custom)
            }
        }
    };
}

text_input! {
    /// A group's name: not blank, and at most 200 characters.
    ///
    /// It is sent as it is given. That it is unique in the organization, only the server can tell.
    ///
    /// ```
    /// use tallyfy_groups::GroupName;
    ///
    /// let name: GroupName = "Sales Team".parse()?;
    /// assert!("   ".parse::<GroupName>().is_err());
    /// assert!("x".repeat(201).parse::<GroupName>().is_err());
    /// # assert_eq!(name.as_str(), "Sales Team");
    /// # Ok::<(), tallyfy_groups::Error>(())
    /// ```
    GroupName, check_name
}

text_input! {
    /// A group's description: not blank. The server refuses blank and null ones.
    GroupDescription, |text| check_not_blank("group's description", text)
}

const MAX_NAME_LENGTH: usize = 200;

fn check_name(text: &str) -> Result<(), Error> {
    check_not_blank("group's name", text)?;
    let length = text.chars().count();
    if length > MAX_NAME_LENGTH {
        return Err(Error::invalid_input(format!(
            "the group's name has {length} characters, and at most {MAX_NAME_LENGTH} are allowed"
        )));
    }
    Ok(())
}

fn check_not_blank(what: &str, text: &str) -> Result<(), Error> {
    if text.trim().is_empty() {
        return Err(Error::invalid_input(format!("the {what} is blank")));
    }
    Ok(())
}

/// A guest's email address, as far as it can be told without sending to it: something before and
/// after one `@`, and no blanks.
pub(crate) fn check_guest(email: &str) -> Result<(), Error> {
    let is_address = match email.split_once('@') {
        Some((local, domain)) => !local.is_empty() && !domain.is_empty() && !domain.contains('@'),
        None => false,
    };
    if is_address && !email.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Ok(());
    }
    Err(Error::invalid_input(format!(
        "the guest {email:?} is not an email address"
    )))
}

/// How many groups a page holds: 1 to 100.
///
/// ```
/// use tallyfy_groups::GroupsPerPage;
///
/// assert_eq!(GroupsPerPage::try_from(50)?.get(), 50);
/// assert!(GroupsPerPage::try_from(0).is_err());
/// assert!(GroupsPerPage::try_from(101).is_err());
/// # Ok::<(), tallyfy_groups::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct GroupsPerPage(u8);

impl GroupsPerPage {
    /// The most that the server gives, 100.
    pub const MAX: GroupsPerPage = GroupsPerPage(100);

    /// The number.
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
                "per_page is {number}, and must be from 1 to 100"
            ))),
        }
    }
}
