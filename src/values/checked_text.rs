//! Values that the contract limits, checked before they are sent.

use super::checked_string::checked_string;
use crate::error::Error;

checked_string! {
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

checked_string! {
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
