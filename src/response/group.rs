//! Accessors for the fields of a group in all versions of the API.

use crate::error::Error;
use crate::generated::types::{Group, Guest, User};
use crate::response::Timestamp;
use crate::values::{Included, Text, UserId};

/// Accessors for the fields that have different names or types in different versions of the API.
impl Group {
    /// Returns the description of the group.
    ///
    /// Returns `None` if the field is missing, null or [invalid](crate::Nullable::Invalid).
    #[must_use]
    pub fn description(&self) -> Option<&str> {
        self.description.text()
    }

    /// Returns the URL of the group's logo.
    ///
    /// Returns `None` if the group has no logo, or if the request did not include
    /// [`Assets`](crate::GroupInclude::Assets).
    #[must_use]
    pub fn logo(&self) -> Option<&str> {
        self.logo.text()
    }

    /// Returns the time at which the group was created. Returns `None` if the response does not
    /// contain this time.
    #[must_use]
    pub fn created_at(&self) -> Option<Timestamp<'_>> {
        self.created_at.text().map(Timestamp::new)
    }

    /// Returns the time of the last change of the group. Returns `None` if the response does not
    /// contain this time.
    ///
    /// Older servers send this time as `updated_at`, newer servers as `last_updated`.
    #[must_use]
    pub fn updated_at(&self) -> Option<Timestamp<'_>> {
        let text = self.updated_at.text().or(self.last_updated.text());
        text.map(Timestamp::new)
    }

    /// Returns the time at which the group was deleted. Returns `None` if the response does not
    /// contain this time.
    #[must_use]
    pub fn deleted_at(&self) -> Option<Timestamp<'_>> {
        self.deleted_at.text().map(Timestamp::new)
    }

    /// Returns the ids of the group's members.
    ///
    /// Servers send the ids as numbers or as strings. The result is empty if the field `members` is
    /// null or missing.
    ///
    /// # Errors
    ///
    /// Returns an error with [`is_invalid_input`](Error::is_invalid_input) if the server sent a
    /// value that is not a list, or an id that is not a whole number above 0. The field `members`
    /// still contains the invalid value that the server sent.
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
    /// Servers send the guests as a list of addresses, or as objects in the property `data`. The
    /// result is empty if the field `guests` is null, missing or
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

    /// Returns the members of the group as objects.
    ///
    /// The list is empty if the request did not include [`Users`](crate::GroupInclude::Users). The
    /// list is also empty if the client cannot decode one of the members. If a member cannot be
    /// decoded, the field `users` is [invalid](crate::Nullable::Invalid), and keeps all members as
    /// JSON.
    #[must_use]
    pub fn users(&self) -> &[User] {
        self.users.value().map_or(&[], Included::items)
    }
}

impl Guest {
    /// Returns the guest's email address. Returns `None` if the response does not contain an email
    /// address.
    #[must_use]
    pub fn email(&self) -> Option<&str> {
        self.email.text()
    }
}
