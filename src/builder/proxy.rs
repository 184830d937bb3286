//! Sets and validates the proxy.

use reqwest::{Proxy, Url};
use zeroize::Zeroizing;

use super::ClientBuilder;
use crate::error::Error;

impl ClientBuilder {
    /// Sets the proxy through which the client connects to the server.
    ///
    /// The scheme of the URL is the protocol between the client and the proxy, and must be `http`
    /// or `https`. Without a port, the client uses port 80 for `http`, and port 443 for `https`.
    /// The URL may contain a user name and a password. Percent-encode the special characters in
    /// them. If the scheme is `http`, the client sends the password to the proxy unencrypted. No
    /// error and no `Debug` text of this crate contains the user name or the password.
    ///
    /// The client uses the method `CONNECT` to open a tunnel through the proxy. The tunnel is
    /// encrypted, so the proxy cannot read the access token. The proxy receives the host and port
    /// of the base URL, and the header `User-Agent`.
    ///
    /// By default, the client uses the proxy in the environment variable `HTTPS_PROXY` or
    /// `ALL_PROXY`, except for the hosts in `NO_PROXY`. After a call of this method, the client
    /// ignores these variables. The client then connects to every server through this proxy, even
    /// if the host in the base URL is `localhost`. In this case, the proxy connects to its own
    /// machine.
    ///
    /// If the scheme of the base URL is `http`, a proxy could read the access token. So the client
    /// does not use the environment variables in this case. If you also call this method,
    /// [`build`](ClientBuilder::build) returns an error.
    ///
    /// ```
    /// let client = tallyfy_groups::Client::builder()
    ///     .access_token("my-token")
    ///     .organization("my-organization")
    ///     .proxy("http://user:password@proxy.example.com:3128")
    ///     .build()?;
    /// # Ok::<(), tallyfy_groups::Error>(())
    /// ```
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.http.proxy = Some(Zeroizing::new(url.into()));
        self
    }
}

/// Parses and checks the URL of a proxy. The error messages of this function do not contain `text`,
/// because any part of `text` may contain the password.
pub(super) fn parse(text: &str, base_url: &Url) -> Result<Proxy, Error> {
    let refuse = |problem: &str| {
        let message = format!("{problem}; pass a URL such as http://proxy.example:3128 to `proxy`");
        Err(Error::configuration(message))
    };
    if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return refuse("the proxy URL contains a space or a character that is not printable ASCII");
    }
    if !text.contains("://") {
        return refuse("the proxy URL has no scheme");
    }
    let url = match Url::parse(text) {
        Ok(url) => url,
        Err(error) => return refuse(&format!("the proxy URL is invalid ({error})")),
    };
    if url.scheme().starts_with("socks") {
        return refuse("this client does not support SOCKS proxies");
    }
    if !matches!(url.scheme(), "http" | "https") {
        return refuse("the proxy URL does not begin with http:// or https://");
    }
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        return refuse(
            "the proxy URL contains a path, a query or a fragment, or its password contains a \
             character that is not percent-encoded",
        );
    }
    // `Url` accepts some characters in a host that the URL type of hyper rejects, for example `{`.
    // In this case, reqwest would ignore the proxy.
    let is_valid = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte);
    if !url.host_str().unwrap_or_default().bytes().all(is_valid) {
        return refuse("the host of the proxy URL contains an invalid character");
    }
    if base_url.scheme() == "http" {
        return Err(Error::configuration(
            "`proxy` needs an https base URL, because the proxy could read the access token in an \
             http request; use https, or do not call `proxy`",
        ));
    }
    Proxy::https(url).or_else(|_| refuse("the proxy URL is invalid"))
}
