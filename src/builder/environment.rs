//! Creates a builder and a client with settings from environment variables.

use super::ClientBuilder;
use crate::client::Client;
use crate::error::Error;
use crate::transport::AccessToken;

impl ClientBuilder {
    /// Creates a builder with settings from environment variables.
    ///
    /// The variables `TALLYFY_ACCESS_TOKEN` and `TALLYFY_ORG_ID` are required. The variable
    /// `TALLYFY_BASE_URL` is optional and replaces the default base URL.
    ///
    /// ```no_run
    /// use std::time::Duration;
    /// use tallyfy_groups::ClientBuilder;
    ///
    /// let client = ClientBuilder::from_env()?.timeout(Duration::from_secs(10)).build()?;
    /// # Ok::<(), tallyfy_groups::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error if a required variable is missing or empty. The method
    /// [`is_configuration`](Error::is_configuration) of the returned error returns `true`. The
    /// error message contains the name of the variable.
    pub fn from_env() -> Result<ClientBuilder, Error> {
        // If the value of a variable is not Unicode, the builder reports the value as invalid. With
        // `std::env::var`, the builder would report this variable as missing.
        ClientBuilder::from_variables(|name| {
            std::env::var_os(name).map(|value| value.to_string_lossy().into_owned())
        })
    }

    /// Creates a builder with settings from environment variables. The argument `variable` is a
    /// function that returns the value of the environment variable with a given name.
    pub(super) fn from_variables(
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<ClientBuilder, Error> {
        let read = |name| variable(name).filter(|value| !value.is_empty());
        let access_token = read("TALLYFY_ACCESS_TOKEN");
        let organization = read("TALLYFY_ORG_ID");
        let missing: Vec<&str> = [
            ("TALLYFY_ACCESS_TOKEN", &access_token),
            ("TALLYFY_ORG_ID", &organization),
        ]
        .into_iter()
        .filter_map(|(name, value)| value.is_none().then_some(name))
        .collect();
        if !missing.is_empty() {
            return Err(Error::configuration(match missing.as_slice() {
                [name] => format!("the environment variable {name} is missing or empty; set it"),
                names => format!(
                    "the environment variables {} are missing or empty; set them",
                    names.join(" and ")
                ),
            }));
        }
        let builder = ClientBuilder {
            access_token: access_token.map(AccessToken::from),
            organization,
            ..ClientBuilder::new()
        };
        Ok(match read("TALLYFY_BASE_URL") {
            Some(base_url) => builder.base_url(base_url),
            None => builder,
        })
    }
}

impl Client {
    /// Creates a client with settings from environment variables.
    ///
    /// The variables `TALLYFY_ACCESS_TOKEN` and `TALLYFY_ORG_ID` are required. The variable
    /// `TALLYFY_BASE_URL` is optional and replaces the default base URL,
    /// `https://go.tallyfy.com/api`. The other settings have their default values. To change the
    /// other settings, use [`ClientBuilder::from_env`].
    ///
    /// ```no_run
    /// let client = tallyfy_groups::Client::from_env()?;
    /// # Ok::<(), tallyfy_groups::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error if a required variable is missing or empty, or if the value of a variable
    /// is invalid. The method [`is_configuration`](Error::is_configuration) of the returned error
    /// returns `true`. The error message contains the name of the variable or of the setting.
    pub fn from_env() -> Result<Client, Error> {
        ClientBuilder::from_env()?.build()
    }
}
