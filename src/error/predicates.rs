//! What kind of failure it was, as questions.

use super::{Error, Kind};

/// What kind of failure it was, and what to do about it.
impl Error {
    /// Whether the client could not be built.
    ///
    /// # Troubleshooting
    ///
    /// A token, an organization id or a base URL is missing or malformed; the message says which.
    /// [`Client::from_env`](crate::Client::from_env) lists the environment variables.
    #[must_use]
    pub fn is_configuration(&self) -> bool {
        self.0.kind == Kind::Configuration
    }

    /// Whether an argument was refused before anything was sent.
    ///
    /// # Troubleshooting
    ///
    /// The message says which argument, and what is allowed. Nothing has changed on the server.
    #[must_use]
    pub fn is_invalid_input(&self) -> bool {
        self.0.kind == Kind::InvalidInput
    }

    /// Whether no connection could be made. Nothing was sent.
    ///
    /// # Troubleshooting
    ///
    /// The server's name does not resolve, nothing listens at its address, or the TLS handshake
    /// failed. Compare the base URL with the one in the vendor's documents, and see whether the
    /// network lets this machine reach it. The [source](std::error::Error::source) says more.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.0.kind == Kind::Connect
    }

    /// Whether no whole answer arrived in time: neither within the time of one attempt, nor
    /// without a pause that is too long. A write may have been applied.
    ///
    /// # Troubleshooting
    ///
    /// After a write, read the group to see whether it was applied. If the time is too short for
    /// your network, raise [`ClientBuilder::timeout`](crate::ClientBuilder::timeout).
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.0.kind == Kind::Timeout
    }

    /// Whether the connection failed after it was made. A write may have been applied.
    ///
    /// # Troubleshooting
    ///
    /// The server or something on the way to it closed the connection. After a write, read the
    /// group to see whether it was applied.
    #[must_use]
    pub fn is_transport(&self) -> bool {
        self.0.kind == Kind::Transport
    }

    /// Whether the server reported a success with a body that could not be read. A write was
    /// probably applied.
    ///
    /// # Troubleshooting
    ///
    /// The body is empty, is not JSON, or does not have the form that the contract describes; the
    /// message says where. [`raw_body`](Error::raw_body) has it whole. If something between this
    /// machine and the server answers in its place, its page is in there. Otherwise the API has
    /// changed, and the contract needs to follow.
    #[must_use]
    pub fn is_unreadable(&self) -> bool {
        self.0.kind == Kind::Unreadable
    }

    /// Whether the answer was larger than the client takes.
    ///
    /// # Troubleshooting
    ///
    /// No page of this API should come near the limit; something else may have answered. Ask for
    /// fewer items a page, or raise
    /// [`ClientBuilder::max_response_bytes`](crate::ClientBuilder::max_response_bytes).
    #[must_use]
    pub fn is_too_large(&self) -> bool {
        self.0.kind == Kind::TooLarge
    }

    /// Whether a group of the name to be created is there that this call did not create.
    ///
    /// # Troubleshooting
    ///
    /// Names are unique in an organization, whatever the case of their letters. Take another
    /// name, or use the group that is there.
    #[must_use]
    pub fn is_name_taken(&self) -> bool {
        self.0.kind == Kind::NameTaken
    }

    /// Whether the server reported a success, and a reading afterwards showed something else than
    /// was written.
    ///
    /// # Troubleshooting
    ///
    /// The message shows the difference. The API drops what it does not know with a success, for
    /// example a member who has left the organization.
    #[must_use]
    pub fn is_not_stored(&self) -> bool {
        self.0.kind == Kind::NotStored
    }

    /// Whether the pages of a list do not add up to a whole.
    ///
    /// # Troubleshooting
    ///
    /// The collection changed while it was read, or the server repeats pages, leaves some empty,
    /// or never ends. The items that came before this error are real, but not all there is: read
    /// the list again from its beginning.
    #[must_use]
    pub fn is_incomplete_list(&self) -> bool {
        self.0.kind == Kind::IncompleteList
    }

    /// Whether the server could not read the request (400).
    ///
    /// # Troubleshooting
    ///
    /// The client sends well-formed requests; something on the way may have changed this one.
    #[must_use]
    pub fn is_bad_request(&self) -> bool {
        self.has_status(400)
    }

    /// Whether the server did not accept the token (401).
    ///
    /// # Troubleshooting
    ///
    /// The token is wrong, has expired or was revoked, or belongs to another installation than
    /// the base URL. Make a new one in the settings of your Tallyfy account.
    #[must_use]
    pub fn is_unauthorized(&self) -> bool {
        self.has_status(401)
    }

    /// Whether the token's owner may not do this (403).
    ///
    /// # Troubleshooting
    ///
    /// Writing to groups needs the permission `manage_groups`, and `get_member` needs an
    /// administrator.
    #[must_use]
    pub fn is_forbidden(&self) -> bool {
        self.has_status(403)
    }

    /// Whether there is no such thing (404).
    ///
    /// # Troubleshooting
    ///
    /// The id is wrong, or what it meant was deleted. If [`code`](Error::code) is
    /// `ENDPOINT_NOT_FOUND`, the base URL is wrong instead, for example without its `/api`.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.has_status(404)
    }

    /// Whether the state of the organization forbids it (409).
    ///
    /// # Troubleshooting
    ///
    /// [`code`](Error::code) says what is in the way, for example `SEAT_POOL_EXHAUSTED`.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        self.has_status(409)
    }

    /// Whether the server read the input and refused it (422).
    ///
    /// # Troubleshooting
    ///
    /// [`field_errors`](Error::field_errors) says which field, and why. A newer server requires a
    /// description for a new group, and refuses a name that another group of the organization
    /// has.
    #[must_use]
    pub fn is_validation(&self) -> bool {
        self.has_status(422)
    }

    /// Whether there were too many requests (429).
    ///
    /// # Troubleshooting
    ///
    /// Wait as long as [`retry_after`](Error::retry_after) says. The limits are not published.
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        self.has_status(429)
    }

    /// Whether the service failed (5xx). A write may have been applied.
    ///
    /// # Troubleshooting
    ///
    /// Try again later, after a write only once you have read whether it was applied. Quote the
    /// [`request_id`](Error::request_id) to the vendor's support.
    #[must_use]
    pub fn is_server_error(&self) -> bool {
        self.0.kind == Kind::Status && self.status().is_some_and(|s| (500..600).contains(&s))
    }

    pub(crate) fn has_status(&self, status: u16) -> bool {
        self.0.kind == Kind::Status && self.status() == Some(status)
    }
}
