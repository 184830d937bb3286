//! Types for texts in requests. The client validates such a text before it sends the text.

use super::checked_string::checked_string;
use crate::error::Error;

checked_string! {
    /// The name of a group in a request. The name of the group is not blank, and has at most 200
    /// characters.
    ///
    /// The client sends the name of the group unchanged. The client does not check that the name is
    /// unique in the organization, because only the server knows all names.
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
    /// The description of a group in a request. The description of the group is not blank.
    ///
    /// The server rejects a group description that is blank or null.
    GroupDescription, |text| check_not_blank("group's description", text)
}

const MAX_NAME_LENGTH: usize = 200;

fn check_name(text: &str) -> Result<(), Error> {
    check_not_blank("group's name", text)?;
    let length = text.chars().count();
    if length > MAX_NAME_LENGTH {
        return Err(Error::invalid_input(format!(
            "the group's name has {length} characters; at most {MAX_NAME_LENGTH} are allowed"
        )));
    }
    Ok(())
}

fn check_not_blank(what: &str, text: &str) -> Result<(), Error> {
    if text.trim().is_empty() {
        return Err(Error::invalid_input(format!(
            "the {what} is empty, or contains only white space"
        )));
    }
    Ok(())
}

/// Returns whether a text is an email address.
///
/// An email address contains exactly one `@`, and text before and after the `@`. An email address
/// contains no whitespace and no control characters.
pub(crate) fn is_email(email: &str) -> bool {
    let is_address = match email.split_once('@') {
        Some((local, domain)) => !local.is_empty() && !domain.is_empty() && !domain.contains('@'),
        None => false,
    };
    is_address && !email.contains(|c: char| c.is_whitespace() || c.is_control())
}

/// Checks the email address of a guest.
pub(crate) fn check_guest(email: &str) -> Result<(), Error> {
    if is_email(email) {
        return Ok(());
    }
    Err(Error::invalid_input(format!(
        "the guest {email:?} is not a valid email address"
    )))
}
