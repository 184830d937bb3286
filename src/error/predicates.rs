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

    /// Returns whether no connection could be made. Nothing was sent.
    ///
    /// # Troubleshooting
    ///
    /// The message says why: the name of the host could not be resolved, nothing listens at its
    /// address, its certificate was not accepted, or a proxy refused. Compare the base URL with the
    /// one in the vendor's documents, and check whether the network lets this machine reach it. The
    /// [source](std::error::Error::source) says more.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.0.kind == Kind::Connect
    }

    /// Returns whether a time limit ended the call before a complete response. A write may have been
    /// applied.
    ///
    /// # Troubleshooting
    ///
    /// The message names the limit and its length. After a write, read the group to see whether it
    /// was applied. If the limit is too short for your network, raise
    /// [`timeout`](crate::ClientBuilder::timeout) (one attempt),
    /// [`idle_timeout`](crate::ClientBuilder::idle_timeout) (silence of the server) or
    /// [`RetryPolicy::deadline`](crate::RetryPolicy::deadline) (the whole call).
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
        matches!(self.0.kind, Kind::Unreadable | Kind::Undecodable)
    }

    /// Returns whether the response is about another object than the request: a group with another
    /// id, or a created group with another name. A write may have been applied.
    ///
    /// # Troubleshooting
    ///
    /// A cache or a proxy between this machine and the server mixes up responses. Nothing of the
    /// response was used. Find the cause before you write again.
    #[must_use]
    pub fn is_mismatched(&self) -> bool {
        self.0.kind == Kind::Mismatched
    }

    /// Returns whether the server kept returning a state of the group that is older than one it has
    /// returned before, until the deadline. Nothing was written.
    ///
    /// # Troubleshooting
    ///
    /// The service reads from a replica that is behind. Try again later, or raise
    /// [`RetryPolicy::deadline`](crate::RetryPolicy::deadline).
    #[must_use]
    pub fn is_stale(&self) -> bool {
        self.0.kind == Kind::Stale
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

    /// Returns whether the server rejected the token: 401 with the message `Unauthenticated.` or
    /// `permission denied`.
    ///
    /// Other 401 responses are not about the token as far as the vendor's sources tell, for example
    /// `{"error": "invalid_client"}`. They have the [`status`](Error::status) 401, too, and this
    /// returns `false` for them.
    ///
    /// # Troubleshooting
    ///
    /// The token is wrong, has expired or was revoked, or belongs to another installation than
    /// the base URL. Make a new one in the settings of your Tallyfy account.
    #[must_use]
    pub fn is_unauthorized(&self) -> bool {
        let is_about_token = |message: &str| {
            let message = message.trim().trim_end_matches('.').to_ascii_lowercase();
            matches!(message.as_str(), "unauthenticated" | "permission denied")
        };
        let text = self
            .raw_body()
            .and_then(|body| std::str::from_utf8(body).ok());
        self.has_status(401) && self.message().or(text).is_some_and(is_about_token)
    }

    /// Returns whether a limit of the organization's plan forbids it (402).
    ///
    /// # Troubleshooting
    ///
    /// [`message`](Error::message) says which limit. Only one source of the vendor
    /// names this status.
    #[must_use]
    pub fn is_payment_required(&self) -> bool {
        self.has_status(402)
    }

    /// Returns whether the data is locked (423).
    ///
    /// # Troubleshooting
    ///
    /// Somebody or something else is changing it; try again later. One source of the vendor names
    /// this status, and no page does.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        self.has_status(423)
    }

    /// Returns whether the server forbids this (403).
    ///
    /// # Troubleshooting
    ///
    /// Writing to groups needs the permission `manage_groups`, and `get_member` needs an
    /// administrator. The API also returns 403 when a business rule forbids the change: then
    /// [`field_errors`](Error::field_errors) is not empty, or [`message`](Error::message) is about
    /// something other than access.
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
