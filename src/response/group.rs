//! What a group says, whichever generation of the API sent it.

use crate::error::Error;
use crate::generated::types::{Group, Guest, User};
use crate::response::Timestamp;
use crate::values::{Included, Text, UserId};

/// What the generations of the API name and shape differently, by one name and in one shape.
impl Group {
    /// What the group is for.
    #[must_use]
    pub fn description(&self) -> Option<&str> {
        self.description.text()
    }

    /// The address of the group's logo, if it has one and `assets` was included.
    #[must_use]
    pub fn logo(&self) -> Option<&str> {
        self.logo.text()
    }

    /// When the group was created.
    #[must_use]
    pub fn created_at(&self) -> Option<Timestamp<'_>> {
        self.created_at.text().map(Timestamp::new)
    }

    /// When the group was last changed: `updated_at` in older documents, `last_updated` in newer.
    #[must_use]
    pub fn updated_at(&self) -> Option<Timestamp<'_>> {
        let text = self.updated_at.text().or(self.last_updated.text());
        text.map(Timestamp::new)
    }

    /// When the group was deleted.
    #[must_use]
    pub fn deleted_at(&self) -> Option<Timestamp<'_>> {
        self.deleted_at.text().map(Timestamp::new)
    }

    /// Returns the ids of the group's members, sent as numbers or as strings. The list is empty if
    /// the field is null or absent.
    ///
    /// # Errors
    ///
    /// [`is_invalid_input`](Error::is_invalid_input) if the server sent something other than a list,
    /// or an id that is not a whole number above 0. The field `members` has it as it was sent.
    pub fn member_ids(&self) -> Result<Vec<UserId>, Error> {
        if self.members.invalid().is_some() {
            return Err(Error::invalid_input(
                "the server sent `members` that are not a list; read the field itself",
            ));
        }
        let ids = self.members.value().map_or(&[][..], Vec::as_slice);
        ids.iter().map(UserId::try_from).collect()
    }

    /// Returns the email addresses of the group's guests, sent as a list or under `data`. The list is
    /// empty if the field is null or absent, and if it is [invalid](crate::Nullable::Invalid).
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

    /// Returns the group's members in full, if `users` was included. The list is empty if one of them
    /// cannot be read; then the field is [invalid](crate::Nullable::Invalid), and has them all as JSON.
    #[must_use]
    pub fn users(&self) -> &[User] {
        self.users.value().map_or(&[], Included::items)
    }
}

impl Guest {
    /// The guest's email address.
    #[must_use]
    pub fn email(&self) -> Option<&str> {
        self.email.text()
    }
}
