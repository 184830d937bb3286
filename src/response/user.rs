//! What a user says, whichever generation of the API sent it.

use crate::generated::types::{Group, User};
use crate::response::Timestamp;
use crate::values::Included;

/// What the generations of the API name and shape differently, by one name and in one shape.
impl User {
    /// The user's name: `full_name`, or the first and last name, or the user name, or else the
    /// email address.
    #[must_use]
    pub fn display_name(&self) -> String {
        let parts = [&self.first_name, &self.last_name];
        let joined = parts
            .into_iter()
            .filter_map(|part| part.value().map(|part| part.trim()))
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" ");
        [
            self.full_name.value().map(String::as_str),
            Some(joined.as_str()),
            self.username.value().map(String::as_str),
        ]
        .into_iter()
        .flatten()
        .find(|name| !name.trim().is_empty())
        .unwrap_or(&self.email)
        .to_owned()
    }

    /// The user's role in the organization, as it was sent: `user_role` in older documents, `role`
    /// in newer. An open set, in any case of letters; compare it with
    /// [`has_role`](User::has_role).
    #[must_use]
    pub fn role(&self) -> Option<&str> {
        self.role.text().or(self.user_role.text())
    }

    /// Whether the user's role is this one, such as `admin`, whatever the case of its letters.
    #[must_use]
    pub fn has_role(&self, role: &str) -> bool {
        self.role()
            .is_some_and(|own| own.eq_ignore_ascii_case(role))
    }

    /// Whether the user is active: `active` in older documents, `is_active` in newer. None when
    /// the server did not say.
    #[must_use]
    pub fn is_active(&self) -> Option<bool> {
        self.is_active.flag().or(self.active.flag())
    }

    /// Whether the user is suspended. None when the server did not say.
    #[must_use]
    pub fn is_suspended(&self) -> Option<bool> {
        self.is_suspended.flag()
    }

    /// When the user was created.
    #[must_use]
    pub fn created_at(&self) -> Option<Timestamp<'_>> {
        self.created_at.text().map(Timestamp::new)
    }

    /// When the user was last changed: `last_updated` in older documents, `updated_at` in newer,
    /// the other way round from groups.
    #[must_use]
    pub fn updated_at(&self) -> Option<Timestamp<'_>> {
        let text = self.updated_at.text().or(self.last_updated.text());
        text.map(Timestamp::new)
    }

    /// When the user last signed in.
    #[must_use]
    pub fn last_login_at(&self) -> Option<Timestamp<'_>> {
        self.last_login_at.text().map(Timestamp::new)
    }

    /// The groups that the user is in, if `groups` was included, sent as a list or under `data`.
    /// Some generations fill in the id and the name only.
    #[must_use]
    pub fn groups(&self) -> &[Group] {
        self.groups.value().map_or(&[], Included::items)
    }
}
