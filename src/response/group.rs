//! Accessors for the fields of a group, which work with all versions of the API.

use crate::error::Error;
use crate::generated::types::{Group, Guest, User};
use crate::response::Timestamp;
use crate::values::{Included, Text, UserId};

/// Accessors for those fields whose names or types depend on the version of the API.
impl Group {
    /// Returns the description of the group.
    ///
    /// Returns `None` if the field `description` is missing, null or
    /// [invalid](crate::Nullable::Invalid).
    #[must_use]
    pub fn description(&self) -> Option<&str> {
        self.description.text()
    }

    /// Returns the URL of the group's logo.
    ///
    /// Returns `None` if the group has no logo, or if the request did not ask for
    /// [`Assets`](crate::GroupInclude::Assets).
    #[must_use]
    pub fn logo(&self) -> Option<&str> {
        self.logo.text()
    }

    /// Returns the time at which the group was created. Returns `None` if the response does not
    /// contain the creation time of the group.
    #[must_use]
    pub fn created_at(&self) -> Option<Timestamp<'_>> {
        self.created_at.text().map(Timestamp::new)
    }

    /// Returns the time of the last change of the group. Returns `None` if the response does not
    /// contain the time of the group's last change.
    ///
    /// For a group, older servers send the time of the last change in the field `updated_at`, and
    /// newer servers in `last_updated`.
    #[must_use]
    pub fn updated_at(&self) -> Option<Timestamp<'_>> {
        let text = self.updated_at.text().or(self.last_updated.text());
        text.map(Timestamp::new)
    }

    /// Returns the time at which the group was deleted. Returns `None` if the response does not
    /// contain the deletion time of the group.
    #[must_use]
    pub fn deleted_at(&self) -> Option<Timestamp<'_>> {
        self.deleted_at.text().map(Timestamp::new)
    }

    /// Returns the ids of the group's members.
    ///
    /// The server may send these ids as numbers or as strings. The result is empty if the field
    /// `members` is null or missing.
    ///
    /// # Errors
    ///
    /// Returns an error if the server sent a value that is not a list, or an id that is not a whole
    /// number above 0. For this error, [`is_invalid_input`](Error::is_invalid_input) is true. The
    /// field `members` contains the invalid value that the server sent.
    pub fn member_ids(&self) -> Result<Vec<UserId>, Error> {
        if self.members.invalid().is_some() {
            return Err(Error::invalid_input(
                "the server sent a value of `members` that is not a list; use the field `members` \
                 to get this value",
            ));
        }
        let ids = self.members.value().map_or(&[][..], Vec::as_slice);
        ids.iter().map(UserId::try_from).collect()
    }

    /// Returns the email addresses of the group's guests.
    ///
    /// The server may send the guests as a list of email addresses, or as a list of objects in the
    /// property `data`. The result is empty if the field `guests` is null, missing or
    /// [invalid](crate::Nullable::Invalid). The result does not contain guests without an email
    /// address.
    #[must_use]
    pub fn guest_emails(&self) -> Vec<&str> {
        match self.guests.value() {
            None => Vec::new(),
            Some(Included::List(emails)) => emails.iter().map(Text::as_str).collect(),
            Some(guests) => {
                let guests = guests.data().unwrap_or_default();
                guests.iter().filter_map(Guest::email).collect()
            }
        }
    }

    /// Returns the members of the group as [`User`] objects.
    ///
    /// The list is empty if the request did not ask for [`Users`](crate::GroupInclude::Users). The
    /// list is also empty if the client cannot decode one of the members. In this case, the field
    /// `users` is [invalid](crate::Nullable::Invalid), and contains the JSON of all members.
    #[must_use]
    pub fn users(&self) -> &[User] {
        self.users.value().map_or(&[], Included::items)
    }
}

impl Guest {
    /// Returns the guest's email address. Returns `None` if the response does not contain the
    /// guest's email address.
    #[must_use]
    pub fn email(&self) -> Option<&str> {
        self.email.text()
    }
}
