//! Sets and validates the values of the headers `User-Agent` and `X-Tallyfy-Client`.

use reqwest::header::HeaderValue;

use super::ClientBuilder;
use crate::error::Error;

const USER_AGENT: &str = concat!("tallyfy-groups/", env!("CARGO_PKG_VERSION"));

impl ClientBuilder {
    /// Sets a text that the client adds to its header `User-Agent`. The header then contains the
    /// name and version of this crate, a space, and this text.
    ///
    /// By default, the header contains only the name and version of this crate, such as
    /// `tallyfy-groups/0.3.0`. The text may contain only printable ASCII characters. It must not be
    /// empty, and must not begin or end with a space.
    ///
    /// ```
    /// let client = tallyfy_groups::Client::builder()
    ///     .access_token("my-token")
    ///     .organization("my-organization")
    ///     .user_agent_suffix("my-program/1.2 (+https://example.com)")
    ///     .build()?;
    /// # Ok::<(), tallyfy_groups::Error>(())
    /// ```
    pub fn user_agent_suffix(mut self, text: impl Into<String>) -> Self {
        self.user_agent_suffix = Some(text.into());
        self
    }

    /// Sets the value of the header `X-Tallyfy-Client`, which every request contains. The default
    /// is `APIClient`.
    ///
    /// The service rejects a request without this header. The vendor's own clients send different
    /// values in this header. The value may contain only printable ASCII characters. It must not be
    /// empty, and must not begin or end with a space.
    ///
    /// ```
    /// let client = tallyfy_groups::Client::builder()
    ///     .access_token("my-token")
    ///     .organization("my-organization")
    ///     .client_header("MyIntegration")
    ///     .build()?;
    /// # Ok::<(), tallyfy_groups::Error>(())
    /// ```
    pub fn client_header(mut self, value: impl Into<String>) -> Self {
        self.client_header = Some(value.into());
        self
    }
}

/// Returns the value of the header `User-Agent`.
pub(super) fn user_agent(suffix: Option<&str>) -> Result<HeaderValue, Error> {
    match suffix {
        Some(suffix) => header(
            "user_agent_suffix",
            suffix,
            &format!("{USER_AGENT} {suffix}"),
        ),
        None => Ok(HeaderValue::from_static(USER_AGENT)),
    }
}

/// Returns the value of the header `X-Tallyfy-Client`.
pub(super) fn client(value: Option<&str>) -> Result<HeaderValue, Error> {
    match value {
        Some(value) => header("client_header", value, value),
        None => Ok(HeaderValue::from_static("APIClient")),
    }
}

/// Checks the text that the caller passed to the setter `option`. Returns the header value
/// `complete`, which contains this text. The error messages of this function do not contain the
/// text, because the caller may have passed the access token by mistake.
fn header(option: &str, text: &str, complete: &str) -> Result<HeaderValue, Error> {
    let refuse = |problem: &str| {
        let message = format!("the text in `{option}` {problem}");
        Err(Error::configuration(message))
    };
    // A server removes spaces at the beginning and at the end of a header.
    if text.is_empty() || text.starts_with(' ') || text.ends_with(' ') {
        return refuse("is empty, or begins or ends with a space; pass a text such as my-program");
    }
    let invalid = "contains a line break or another character that is not printable ASCII; remove \
                   this character";
    if !text
        .bytes()
        .all(|byte| byte == b' ' || byte.is_ascii_graphic())
    {
        return refuse(invalid);
    }
    HeaderValue::from_str(complete).or_else(|_| refuse(invalid))
}
