//! Predicates that identify the kind of failure.

use super::{Error, Kind};

/// Predicates that identify the kind of failure.
impl Error {
    /// Returns whether the client could not be built.
    ///
    /// # Troubleshooting
    ///
    /// Cause: the token, the organization id or the base URL is missing or invalid, or TLS is not
    /// available. The message names the setting.
    ///
    /// Remedy: correct the setting. The documentation of
    /// [`Client::from_env`](crate::Client::from_env) lists the environment variables.
    #[must_use]
    pub fn is_configuration(&self) -> bool {
        self.0.kind == Kind::Configuration
    }

    /// Returns whether the client rejected an argument before it sent anything.
    ///
    /// # Troubleshooting
    ///
    /// Cause: an argument is invalid. The message names the argument and the values that are
    /// allowed.
    ///
    /// Remedy: correct the argument. Nothing has changed on the server.
    #[must_use]
    pub fn is_invalid_input(&self) -> bool {
        self.0.kind == Kind::InvalidInput
    }

    /// Returns whether the client could not connect to the server. If the client could not connect,
    /// it sent nothing.
    ///
    /// # Troubleshooting
    ///
    /// Cause: one of the causes in this list. The message names the cause, and the
    /// [source](std::error::Error::source) has more details.
    ///
    /// - The host name could not be resolved.
    /// - No program listens at the address.
    /// - The certificate was rejected.
    /// - A proxy rejected the connection.
    ///
    /// Remedy: compare the base URL with the base URL in the vendor's documents. Check whether the
    /// network allows connections from this machine to the server.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.0.kind == Kind::Connect
    }

    /// Returns whether a time limit ended the call before the response was complete. If the call is
    /// a write, the server may have applied it.
    ///
    /// # Troubleshooting
    ///
    /// Cause: the server or the network is slow, or the limit is too short. The message names the
    /// limit and its length.
    ///
    /// Remedy: after a write, read the group to see whether the server applied the write. If the
    /// limit is too short, raise one of these limits:
    ///
    /// - [`timeout`](crate::ClientBuilder::timeout) limits one attempt.
    /// - [`idle_timeout`](crate::ClientBuilder::idle_timeout) limits the time for which the server
    ///   may send nothing.
    /// - [`RetryPolicy::deadline`](crate::RetryPolicy::deadline) limits the complete call.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.0.kind == Kind::Timeout
    }

    /// Returns whether the connection failed after it was established. If the call is a write, the
    /// server may have applied it.
    ///
    /// # Troubleshooting
    ///
    /// Cause: the server closed the connection, or sent a response that is not HTTP. A proxy or
    /// gateway in front of the server can also be the cause.
    ///
    /// Remedy: after a write, read the group to see whether the server applied the write. Then try
    /// again.
    #[must_use]
    pub fn is_transport(&self) -> bool {
        self.0.kind == Kind::Transport
    }

    /// Returns whether the server sent a success status with a body that the client could not read.
    /// If the call is a write, the server probably applied it.
    ///
    /// # Troubleshooting
    ///
    /// Cause: the body is empty, is not JSON, reports an error, or does not match the contract. The
    /// message names the location of the error in the body. A proxy or gateway may have sent its
    /// own HTML page. If the server itself sent the body, the API has changed.
    ///
    /// Remedy: look at [`raw_body`](Error::raw_body). If the body is a page of a proxy or gateway,
    /// correct the network settings. If the API has changed, update the contract.
    #[must_use]
    pub fn is_unreadable(&self) -> bool {
        matches!(self.0.kind, Kind::Unreadable | Kind::Undecodable)
    }

    /// Returns whether the request and the response are about different objects. For example, the
    /// group in the response has a different id, or the created group has a different name. If the
    /// call is a write, the server may have applied it.
    ///
    /// # Troubleshooting
    ///
    /// Cause: a cache or a proxy between this machine and the server returned the response of a
    /// different request. The client did not use the response.
    ///
    /// Remedy: find the cause before you send a write again.
    #[must_use]
    pub fn is_mismatched(&self) -> bool {
        self.0.kind == Kind::Mismatched
    }

    /// Returns whether every read until the deadline returned an old state of the group, although
    /// an earlier response had a newer state. The client has written nothing.
    ///
    /// # Troubleshooting
    ///
    /// Cause: the service reads from a replica, and this replica does not have the latest changes
    /// yet.
    ///
    /// Remedy: try again later, or raise [`RetryPolicy::deadline`](crate::RetryPolicy::deadline).
    #[must_use]
    pub fn is_stale(&self) -> bool {
        self.0.kind == Kind::Stale
    }

    /// Returns whether the body of a 2xx response is larger than the client accepts.
    ///
    /// # Troubleshooting
    ///
    /// Cause: the page of the list has too many items, or a proxy or gateway sent its own HTML
    /// page. Pages of this API should be much smaller than the default limit.
    ///
    /// Remedy: request fewer items for each page, or raise
    /// [`ClientBuilder::max_response_bytes`](crate::ClientBuilder::max_response_bytes).
    #[must_use]
    pub fn is_too_large(&self) -> bool {
        self.0.kind == Kind::TooLarge
    }

    /// Returns whether a different group already has the name of the new group. This call did not
    /// create the group that has the name.
    ///
    /// # Troubleshooting
    ///
    /// Cause: names are unique in an organization. The server treats upper and lower case letters
    /// as equal.
    ///
    /// Remedy: choose a different name, or use the existing group.
    #[must_use]
    pub fn is_name_taken(&self) -> bool {
        self.0.kind == Kind::NameTaken
    }

    /// Returns whether the server reported a success, but stored values that differ from the values
    /// in the request. The client read the stored values after the write.
    ///
    /// # Troubleshooting
    ///
    /// Cause: the API ignores values that it does not accept, but still reports a success. For
    /// example, the API ignores a member who has left the organization. The message shows which
    /// values differ.
    ///
    /// Remedy: correct the values, and write again.
    #[must_use]
    pub fn is_not_stored(&self) -> bool {
        self.0.kind == Kind::NotStored
    }

    /// Returns whether the client could not read the complete list.
    ///
    /// # Troubleshooting
    ///
    /// Cause: the list changed while the client read it, or the server sends wrong pages. For
    /// example, the server repeats pages, sends empty pages or never sends a last page. The items
    /// before this error are valid, but some items are missing.
    ///
    /// Remedy: read the list again from its beginning.
    #[must_use]
    pub fn is_incomplete_list(&self) -> bool {
        self.0.kind == Kind::IncompleteList
    }

    /// Returns whether the status is 400: the server could not read the request.
    ///
    /// # Troubleshooting
    ///
    /// Cause: a proxy or gateway may have changed the request. The client itself sends well-formed
    /// requests.
    ///
    /// Remedy: look at [`message`](Error::message), and check the network between this machine and
    /// the server.
    #[must_use]
    pub fn is_bad_request(&self) -> bool {
        self.has_status(400)
    }

    /// Returns whether the server rejected the token. If the server rejected the token, the status
    /// is 401, and the message is `Unauthenticated.` or `permission denied`.
    ///
    /// The vendor's sources also describe 401 responses that are not about the token. An example is
    /// a 401 with the body `{"error": "invalid_client"}`. If the 401 is not about the token, this
    /// method returns `false`, and [`status`](Error::status) returns 401.
    ///
    /// # Troubleshooting
    ///
    /// Cause: the token is wrong, has expired or was revoked. The token may also belong to an
    /// installation of Tallyfy that has a different base URL.
    ///
    /// Remedy: create a new token in the settings of your Tallyfy account.
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

    /// Returns whether the status is 402: a limit of the organization's plan forbids the request.
    ///
    /// Only one of the vendor's documents mentions this status, and no other document confirms it.
    ///
    /// # Troubleshooting
    ///
    /// Cause: the plan does not allow the request. [`message`](Error::message) names the limit.
    ///
    /// Remedy: stay below the limit, or change the plan.
    #[must_use]
    pub fn is_payment_required(&self) -> bool {
        self.has_status(402)
    }

    /// Returns whether the status is 423: the data is locked.
    ///
    /// Only one of the vendor's documents mentions this status, and no other document confirms it.
    ///
    /// # Troubleshooting
    ///
    /// Cause: another user or program is changing the data.
    ///
    /// Remedy: try again later.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        self.has_status(423)
    }

    /// Returns whether the status is 403: the server forbids the request.
    ///
    /// # Troubleshooting
    ///
    /// Cause: a permission is missing. To change groups, the user of the token needs the permission
    /// `manage_groups`. To call `get_member`, the user must be an administrator. The API also
    /// returns 403 if a business rule forbids the change. If a business rule forbids the change,
    /// [`field_errors`](Error::field_errors) is not empty, or [`message`](Error::message) is not
    /// about permissions.
    ///
    /// Remedy: use the token of a user who has the permission. If a business rule forbids the
    /// change, change the request so that the rule allows it.
    #[must_use]
    pub fn is_forbidden(&self) -> bool {
        self.has_status(403)
    }

    /// Returns whether the status is 404: the object does not exist.
    ///
    /// # Troubleshooting
    ///
    /// Cause: the id is wrong, or the object was deleted. If [`code`](Error::code) is
    /// `ENDPOINT_NOT_FOUND`, the base URL is wrong, for example because `/api` is missing.
    ///
    /// Remedy: correct the id or the base URL.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.has_status(404)
    }

    /// Returns whether the status is 409: the state of the organization forbids the request.
    ///
    /// # Troubleshooting
    ///
    /// Cause: the state of the organization does not allow the request. [`code`](Error::code) names
    /// the reason, for example `SEAT_POOL_EXHAUSTED`.
    ///
    /// Remedy: change the state of the organization, and try again.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        self.has_status(409)
    }

    /// Returns whether the status is 422: the server read the input and rejected it.
    ///
    /// # Troubleshooting
    ///
    /// Cause: a field is invalid. [`field_errors`](Error::field_errors) names the field and the
    /// reason. Newer servers require a description for a new group. Servers also reject a name that
    /// a different group of the organization has.
    ///
    /// Remedy: correct the field.
    #[must_use]
    pub fn is_validation(&self) -> bool {
        self.has_status(422)
    }

    /// Returns whether the status is 429: the server received too many requests.
    ///
    /// # Troubleshooting
    ///
    /// Cause: the requests exceeded a rate limit. The vendor does not publish the limits.
    ///
    /// Remedy: wait for the time in [`retry_after`](Error::retry_after), and send fewer requests.
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        self.has_status(429)
    }

    /// Returns whether the status is 5xx: the service failed. If the call is a write, the server
    /// may have applied it.
    ///
    /// # Troubleshooting
    ///
    /// Cause: the service or a gateway in front of it failed.
    ///
    /// Remedy: try again later. After a write, first read the group to see whether the server
    /// applied the write. Send the [`request_id`](Error::request_id) to the vendor's support.
    #[must_use]
    pub fn is_server_error(&self) -> bool {
        self.0.kind == Kind::Status && self.status().is_some_and(|s| (500..600).contains(&s))
    }

    /// Returns whether the error is about a response with this status.
    pub(crate) fn has_status(&self, status: u16) -> bool {
        self.0.kind == Kind::Status && self.status() == Some(status)
    }
}
