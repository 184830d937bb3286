//! Accessors for the fields of a user in all versions of the API.

use crate::generated::types::{Group, User};
use crate::response::Timestamp;
use crate::values::Included;

/// Accessors for the fields that have different names or types in different versions of the API.
impl User {
    /// Returns a name to display.
    ///
    /// The name is the first of these values that is not blank: `full_name`, the first name and the
    /// last name together, `username`. If all of them are blank, the name is the email address.
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

    /// Returns the user's role in the organization, as the server sent it. Returns `None` if the
    /// response does not contain a role.
    ///
    /// Older servers send the role as `user_role`, newer servers as `role`. A server may send roles
    /// that no document lists. The role may be in upper or lower case. Use
    /// [`has_role`](User::has_role) to compare the role.
    #[must_use]
    pub fn role(&self) -> Option<&str> {
        self.role.text().or(self.user_role.text())
    }

    /// Returns whether the user has this role, such as `admin`. The comparison ignores ASCII case.
    #[must_use]
    pub fn has_role(&self, role: &str) -> bool {
        self.role()
            .is_some_and(|own| own.eq_ignore_ascii_case(role))
    }

    /// Returns whether the user is active. Returns `None` if the response does not contain this
    /// flag.
    ///
    /// Older servers send this flag as `active`, newer servers as `is_active`.
    #[must_use]
    pub fn is_active(&self) -> Option<bool> {
        self.is_active.flag().or(self.active.flag())
    }

    /// Returns whether the user is suspended. Returns `None` if the response does not contain this
    /// flag.
    #[must_use]
    pub fn is_suspended(&self) -> Option<bool> {
        self.is_suspended.flag()
    }

    /// Returns the time at which the user was created. Returns `None` if the response does not
    /// contain this time.
    #[must_use]
    pub fn created_at(&self) -> Option<Timestamp<'_>> {
        self.created_at.text().map(Timestamp::new)
    }

    /// Returns the time of the last change of the user. Returns `None` if the response does not
    /// contain this time.
    ///
    /// Older servers send this time as `last_updated`, newer servers as `updated_at`. For groups,
    /// older servers use the name `updated_at`, and newer servers use `last_updated`. See
    /// [`Group::updated_at`].
    #[must_use]
    pub fn updated_at(&self) -> Option<Timestamp<'_>> {
        let text = self.updated_at.text().or(self.last_updated.text());
        text.map(Timestamp::new)
    }

    /// Returns the time of the user's last sign-in. Returns `None` if the response does not contain
    /// this time.
    #[must_use]
    pub fn last_login_at(&self) -> Option<Timestamp<'_>> {
        self.last_login_at.text().map(Timestamp::new)
    }

    /// Returns the groups of the user.
    ///
    /// The list is empty if the request did not include [`Groups`](crate::MemberInclude::Groups).
    /// Some servers send only the id and the name of each group.
    #[must_use]
    pub fn groups(&self) -> &[Group] {
        self.groups.value().map_or(&[], Included::items)
    }
}
