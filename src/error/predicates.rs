//! Predicates that identify the kind of failure.

use super::{Error, Kind};

/// Predicates that identify the kind of failure.
impl Error {
    /// Returns whether the program could not build the client, or made a call outside of a tokio
    /// runtime.
    ///
    /// # Troubleshooting
    ///
    /// Cause: a setting such as the access token, the organization id or the base URL is missing or
    /// invalid, or TLS is not available. The error message names the setting that is wrong. If the
    /// message names a tokio runtime, the program made a call outside of a runtime.
    ///
    /// Remedy: correct the setting that the error message names. The documentation of
    /// [`Client::from_env`](crate::Client::from_env) lists the environment variables. Make calls in
    /// a function with `#[tokio::main]`, or in `Runtime::block_on`.
    #[must_use]
    pub fn is_configuration(&self) -> bool {
        self.0.kind == Kind::Configuration
    }

    /// Returns whether the client rejected an argument of the call before it sent any request.
    ///
    /// # Troubleshooting
    ///
    /// Cause: an argument of the call is invalid. The error message names the argument and the
    /// values that are allowed.
    ///
    /// Remedy: correct the argument that the error message names. Nothing has changed on the
    /// server.
    #[must_use]
    pub fn is_invalid_input(&self) -> bool {
        self.0.kind == Kind::InvalidInput
    }

    /// Returns whether the [token source](crate::TokenSource) of the program returned an error or
    /// an invalid token. The client sent no request with such a token.
    ///
    /// # Troubleshooting
    ///
    /// Cause: the [source](std::error::Error::source) of the error is the error of the token
    /// source. If the error has no source, the error message names the problem.
    ///
    /// Remedy: check the token source.
    #[must_use]
    pub fn is_token_unavailable(&self) -> bool {
        self.0.kind == Kind::TokenUnavailable
    }

    /// Returns whether the client could not connect to the server. If the client could not connect,
    /// it sent no request.
    ///
    /// # Troubleshooting
    ///
    /// Cause: one of the causes in this list. The error message names the cause. The
    /// [source](std::error::Error::source) of the error contains more details.
    ///
    /// - The host name of the server could not be resolved, or `connect_timeout` has passed.
    /// - No program accepts connections at the address of the server.
    /// - The client rejected the certificate of the server.
    /// - A proxy rejected the connection to the server.
    ///
    /// Remedy: compare the base URL of the client with the base URL in the vendor's documents.
    /// Check whether the network allows connections from this machine to the server.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.0.kind == Kind::Connect
    }

    /// Returns whether a time limit ended the call before the response was complete. If the call is
    /// a write, the server may have applied this write.
    ///
    /// # Troubleshooting
    ///
    /// Cause: the server or the network is slow, or the time limit is too short. The error message
    /// names the time limit and its length.
    ///
    /// Remedy: after a write, read the group to check whether the server applied the write. If the
    /// time limit is too short, raise one of these limits:
    ///
    /// - [`timeout`](crate::ClientBuilder::timeout) limits the time of one attempt.
    /// - [`idle_timeout`](crate::ClientBuilder::idle_timeout) limits the time that may pass without
    ///   any bytes from the server.
    /// - [`RetryPolicy::deadline`](crate::RetryPolicy::deadline) limits the time of the complete
    ///   call.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.0.kind == Kind::Timeout
    }

    /// Returns whether the connection to the server failed after it was established. If the call is
    /// a write, the server may have applied this write.
    ///
    /// # Troubleshooting
    ///
    /// Cause: the server closed the connection, or sent a response that is not valid HTTP. A proxy
    /// or gateway between the client and the server can also cause this error.
    ///
    /// Remedy: after a write, read the group to check whether the server applied the write. If the
    /// write was not applied, call the method again.
    #[must_use]
    pub fn is_transport(&self) -> bool {
        self.0.kind == Kind::Transport
    }

    /// Returns whether the client could not read the body of a response with a 2xx status. If the
    /// call is a write, the server probably applied this write.
    ///
    /// # Troubleshooting
    ///
    /// Cause: the response body is empty, is not JSON, reports an error, or does not match the
    /// contract. The error message names the location of the problem in the body. A proxy or
    /// gateway may have sent its own HTML page. If the server itself sent the body, the API has
    /// changed.
    ///
    /// Remedy: read the response body with [`raw_body`](Error::raw_body). If the body is an HTML
    /// page of a proxy or gateway, correct the network settings. If the API has changed, update the
    /// contract.
    #[must_use]
    pub fn is_unreadable(&self) -> bool {
        matches!(self.0.kind, Kind::Unreadable | Kind::Undecodable)
    }

    /// Returns whether the response is about a different object than the request. For example, the
    /// group in the response has a different id than the requested group. If the request creates a
    /// group, the group in the response may have a different name. If the call is a write, the
    /// server may have applied this write.
    ///
    /// # Troubleshooting
    ///
    /// Cause: a cache or a proxy between this machine and the server returned the response to a
    /// different request. The client did not use this response.
    ///
    /// Remedy: find the cause of this error before you send a write again.
    #[must_use]
    pub fn is_mismatched(&self) -> bool {
        self.0.kind == Kind::Mismatched
    }

    /// Returns whether every read of the group until the deadline returned an old state. An earlier
    /// response had contained a newer state of the group. The client has sent no write.
    ///
    /// # Troubleshooting
    ///
    /// Cause: the service reads from a replica of its database, and this replica does not have the
    /// latest changes yet.
    ///
    /// Remedy: try again later, or raise [`RetryPolicy::deadline`](crate::RetryPolicy::deadline).
    #[must_use]
    pub fn is_stale(&self) -> bool {
        self.0.kind == Kind::Stale
    }

    /// Returns whether the body of a 2xx response is larger than the maximum size that the client
    /// accepts.
    ///
    /// # Troubleshooting
    ///
    /// Cause: the requested page of a list has too many items, or a proxy or gateway sent its own
    /// HTML page. A page of this API should be much smaller than the default limit.
    ///
    /// Remedy: request fewer items for each page, or raise the limit
    /// [`ClientBuilder::max_response_bytes`](crate::ClientBuilder::max_response_bytes).
    #[must_use]
    pub fn is_too_large(&self) -> bool {
        self.0.kind == Kind::TooLarge
    }

    /// Returns whether the client could not create a group because a different group already has
    /// the requested name. This call did not create the group that has the name.
    ///
    /// # Troubleshooting
    ///
    /// Cause: each group in an organization has a unique name. When the server compares two names,
    /// it treats upper and lower case letters as equal.
    ///
    /// Remedy: choose a different name for the new group, or use the existing group.
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
    /// example, the API ignores a member who has left the organization. The error message shows
    /// which values differ.
    ///
    /// Remedy: correct the values in the request, and send the write again.
    #[must_use]
    pub fn is_not_stored(&self) -> bool {
        self.0.kind == Kind::NotStored
    }

    /// Returns whether the client could not read the complete list from the server.
    ///
    /// # Troubleshooting
    ///
    /// Cause: the list changed while the client read it, or the server sent wrong pages. For
    /// example, the server sends the same page twice, sends empty pages, or never sends a last
    /// page. The items that the client returned before this error are valid, but other items of the
    /// list are missing.
    ///
    /// Remedy: read the list again from its beginning.
    #[must_use]
    pub fn is_incomplete_list(&self) -> bool {
        self.0.kind == Kind::IncompleteList
    }

    /// Returns whether several groups or members match a lookup, such as
    /// [`find_group`](crate::Client::find_group).
    ///
    /// # Troubleshooting
    ///
    /// Cause: several groups have the requested name, or two members have the requested email
    /// address. The error message contains the ids of two of them.
    ///
    /// Remedy: use the id of the group or member, or change one of the names.
    #[must_use]
    pub fn is_ambiguous(&self) -> bool {
        self.0.kind == Kind::Ambiguous
    }

    /// Returns whether the status of the response is 400, which means that the server could not
    /// read the request.
    ///
    /// # Troubleshooting
    ///
    /// Cause: a proxy or gateway may have changed the request. The client itself sends only
    /// well-formed requests.
    ///
    /// Remedy: read the error message of the server with [`message`](Error::message). Also check
    /// the network between this machine and the server.
    #[must_use]
    pub fn is_bad_request(&self) -> bool {
        self.has_status(400)
    }

    /// Returns whether the server rejected the access token. For a rejected token, the server
    /// returns the status 401 and the message `Unauthenticated.` or `permission denied`.
    ///
    /// The vendor's sources also describe 401 responses that are not about the access token. For
    /// example, one such response has the body `{"error": "invalid_client"}`. If a 401 is not about
    /// the access token, this method returns `false`, and [`status`](Error::status) returns 401.
    ///
    /// # Troubleshooting
    ///
    /// Cause: the access token is wrong, has expired or was revoked. The access token may also
    /// belong to an installation of Tallyfy that has a different base URL.
    ///
    /// Remedy: create a new access token in the settings of your Tallyfy account. A
    /// [token source](crate::TokenSource) can replace a token that expires.
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

    /// Returns whether the status of the response is 402, which means that the organization's plan
    /// does not allow the request.
    ///
    /// Only one of the vendor's documents mentions this status code, and no other document confirms
    /// it.
    ///
    /// # Troubleshooting
    ///
    /// Cause: the request exceeds a limit of the organization's plan. The error message of the
    /// server names this limit, and [`message`](Error::message) returns it.
    ///
    /// Remedy: stay below the limit of the plan, or change the plan.
    #[must_use]
    pub fn is_payment_required(&self) -> bool {
        self.has_status(402)
    }

    /// Returns whether the status of the response is 423, which means that the requested data is
    /// locked.
    ///
    /// Only one of the vendor's documents mentions this status code, and no other document confirms
    /// it.
    ///
    /// # Troubleshooting
    ///
    /// Cause: another user or program is changing the same data.
    ///
    /// Remedy: try again later.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        self.has_status(423)
    }

    /// Returns whether the status of the response is 403, which means that the server forbids the
    /// request.
    ///
    /// # Troubleshooting
    ///
    /// Cause: the user of the access token does not have the required permission. To change groups,
    /// this user needs the permission `manage_groups`. To call `get_member`, this user must be an
    /// administrator. The API also returns 403 if a business rule forbids the change. For a
    /// business rule, [`field_errors`](Error::field_errors) is not empty, or
    /// [`message`](Error::message) is not about permissions.
    ///
    /// Remedy: use the access token of a user who has the permission. If a business rule forbids
    /// the change, change the request so that the rule allows it.
    #[must_use]
    pub fn is_forbidden(&self) -> bool {
        self.has_status(403)
    }

    /// Returns whether the status of the response is 404, which means that the requested object
    /// does not exist.
    ///
    /// # Troubleshooting
    ///
    /// Cause: the id in the request is wrong, or the object was deleted. If [`code`](Error::code)
    /// returns `ENDPOINT_NOT_FOUND`, the base URL is wrong. For example, `/api` is missing in the
    /// base URL.
    ///
    /// Remedy: correct the id or the base URL.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.has_status(404)
    }

    /// Returns whether the status of the response is 409, which means that the state of the
    /// organization forbids the request.
    ///
    /// # Troubleshooting
    ///
    /// Cause: the present state of the organization does not allow the request.
    /// [`code`](Error::code) returns the reason, for example `SEAT_POOL_EXHAUSTED`.
    ///
    /// Remedy: change the state of the organization, and send the request again.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        self.has_status(409)
    }

    /// Returns whether the status of the response is 422, which means that the server read the
    /// input and rejected it.
    ///
    /// # Troubleshooting
    ///
    /// Cause: a field in the request is invalid. [`field_errors`](Error::field_errors) returns the
    /// name of the field and the reason. Newer versions of the server require a description for a
    /// new group. The server also rejects the name of a group if a different group of the
    /// organization has the same name.
    ///
    /// Remedy: correct the invalid field in the request.
    #[must_use]
    pub fn is_validation(&self) -> bool {
        self.has_status(422)
    }

    /// Returns whether the status of the response is 429, which means that the server received too
    /// many requests.
    ///
    /// # Troubleshooting
    ///
    /// Cause: the requests exceeded a rate limit of the server. The vendor does not publish its
    /// rate limits.
    ///
    /// Remedy: wait for the time that [`retry_after_duration`](Error::retry_after_duration)
    /// returns, and send fewer requests.
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        self.has_status(429)
    }

    /// Returns whether the status of the response is 5xx, which means that the service failed. If
    /// the call is a write, the server may have applied this write.
    ///
    /// # Troubleshooting
    ///
    /// Cause: the service failed, or a gateway between the client and the service failed.
    ///
    /// Remedy: try again later. After a write, first read the group to check whether the server
    /// applied the write. Send the [`request_id`](Error::request_id) to the support team of the
    /// vendor.
    #[must_use]
    pub fn is_server_error(&self) -> bool {
        self.0.kind == Kind::Status && self.status().is_some_and(|s| (500..600).contains(&s))
    }

    /// Returns whether this error is about a response with the status `status`.
    pub(crate) fn has_status(&self, status: u16) -> bool {
        self.0.kind == Kind::Status && self.status() == Some(status)
    }
}
