//! Accessors for the fields of a user, which work with all versions of the API.

use crate::generated::types::{Group, User};
use crate::response::Timestamp;
use crate::values::Included;

/// Accessors for those fields whose names or types depend on the version of the API.
impl User {
    /// Returns a name that a program can display for the user.
    ///
    /// The result is the first of these values that is not blank: `full_name`, the first name
    /// together with the last name, `username`. If all these values are blank, the result is the
    /// user's email address.
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
    /// Older servers send the role in the field `user_role`. Newer servers send it in the field
    /// `role`. The server may send a role that Tallyfy's documents do not list. The role may be in
    /// upper or lower case. To check whether a user has a certain role, use
    /// [`has_role`](User::has_role).
    #[must_use]
    pub fn role(&self) -> Option<&str> {
        self.role.text().or(self.user_role.text())
    }

    /// Returns whether the user has this role, such as `admin`. The comparison of the roles ignores
    /// the difference between upper and lower case in ASCII letters.
    #[must_use]
    pub fn has_role(&self, role: &str) -> bool {
        self.role()
            .is_some_and(|own| own.eq_ignore_ascii_case(role))
    }

    /// Returns whether the user is active. Returns `None` if the response does not show whether the
    /// user is active.
    ///
    /// Older servers use the name `active` for this field, and newer servers use the name
    /// `is_active`.
    #[must_use]
    pub fn is_active(&self) -> Option<bool> {
        self.is_active.flag().or(self.active.flag())
    }

    /// Returns whether the user is suspended. Returns `None` if the response does not show whether
    /// the user is suspended.
    #[must_use]
    pub fn is_suspended(&self) -> Option<bool> {
        self.is_suspended.flag()
    }

    /// Returns the time at which the user was created. Returns `None` if the response does not
    /// contain the creation time of the user.
    #[must_use]
    pub fn created_at(&self) -> Option<Timestamp<'_>> {
        self.created_at.text().map(Timestamp::new)
    }

    /// Returns the time of the last change of the user. Returns `None` if the response does not
    /// contain the time of the user's last change.
    ///
    /// For a user, older servers send the time of the last change in the field `last_updated`, and
    /// newer servers in `updated_at`. For a group, older servers send the time of the last change
    /// in the field `updated_at`, and newer servers in `last_updated`. See [`Group::updated_at`].
    #[must_use]
    pub fn updated_at(&self) -> Option<Timestamp<'_>> {
        let text = self.updated_at.text().or(self.last_updated.text());
        text.map(Timestamp::new)
    }

    /// Returns the time of the user's last sign-in. Returns `None` if the response does not contain
    /// the time of the last sign-in.
    #[must_use]
    pub fn last_login_at(&self) -> Option<Timestamp<'_>> {
        self.last_login_at.text().map(Timestamp::new)
    }

    /// Returns the groups to which the user belongs.
    ///
    /// The list is empty if the request did not ask for [`Groups`](crate::MemberInclude::Groups).
    /// Some servers send only the id and the name of each group.
    #[must_use]
    pub fn groups(&self) -> &[Group] {
        self.groups.value().map_or(&[], Included::items)
    }
}
