//! Builds a blocking client.

use super::ClientBuilder;
use crate::blocking;
use crate::error::Error;

impl ClientBuilder {
    /// Builds a [blocking client](blocking), and starts its background thread. This method sends no
    /// request.
    ///
    /// ```
    /// let client = tallyfy_groups::Client::builder()
    ///     .access_token("my-token")
    ///     .organization("my-organization")
    ///     .build_blocking()?;
    /// # Ok::<(), tallyfy_groups::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The errors of [`build`](ClientBuilder::build). The method also returns an error if the
    /// operating system cannot start a thread. For each error,
    /// [`is_configuration`](Error::is_configuration) is true.
    pub fn build_blocking(self) -> Result<blocking::Client, Error> {
        blocking::Client::start(self.build()?)
    }
}

impl blocking::Client {
    /// Creates a client with settings from environment variables.
    ///
    /// The variables `TALLYFY_ACCESS_TOKEN` and `TALLYFY_ORG_ID` are required. The variable
    /// `TALLYFY_BASE_URL` is optional and replaces the default base URL,
    /// `https://go.tallyfy.com/api`. To change the other settings, use [`ClientBuilder::from_env`]
    /// and [`ClientBuilder::build_blocking`].
    ///
    /// ```no_run
    /// let client = tallyfy_groups::blocking::Client::from_env()?;
    /// # Ok::<(), tallyfy_groups::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The errors of [`ClientBuilder::from_env`] and of [`ClientBuilder::build_blocking`].
    pub fn from_env() -> Result<blocking::Client, Error> {
        ClientBuilder::from_env()?.build_blocking()
    }
}
