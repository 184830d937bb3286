//! The settings of the credentials, and the function that creates the credentials.

use std::sync::Arc;

use super::ClientBuilder;
use crate::error::Error;
use crate::transport::{AccessToken, Credentials, TokenSource};

impl ClientBuilder {
    /// Sets the personal access token of the client. A client needs this setting, or a
    /// [token source](ClientBuilder::token_source).
    ///
    /// The token may contain only printable ASCII characters, and no spaces. Pass the token without
    /// the word `Bearer`. When a builder or a client is dropped, it overwrites its copy of the
    /// token in memory.
    pub fn access_token(mut self, token: impl Into<AccessToken>) -> Self {
        self.access_token = Some(token.into());
        self
    }

    /// Sets a source of access tokens, for tokens that expire or change.
    ///
    /// The client gets a token from the source before each attempt of each request. If the server
    /// rejects a token, the client gets a new token, and sends the request once more.
    /// [`TokenSource`] has the details and an example. If you also set an access token,
    /// [`build`](ClientBuilder::build) returns an error.
    pub fn token_source(mut self, source: impl TokenSource + 'static) -> Self {
        self.token_source = Some(Arc::new(source));
        self
    }
}

/// Creates the credentials. Returns an error unless exactly one of the two settings is set.
pub(super) fn build(
    token: Option<AccessToken>,
    source: Option<Arc<dyn TokenSource>>,
) -> Result<Credentials, Error> {
    match (token, source) {
        (Some(token), None) => token.authorization().map(Credentials::Fixed),
        (None, Some(source)) => Ok(Credentials::from_source(source)),
        (None, None) => Err(Error::configuration(
            "the access token is missing; set it with `access_token`, or set a `token_source`",
        )),
        (Some(_), Some(_)) => Err(Error::configuration(
            "the program sets both `access_token` and `token_source`; set only one of them",
        )),
    }
}
