//! The request that an HTTP client sends.

use std::fmt;

use super::{HeaderMap, Method};

/// A complete request, with the access token and all headers that the client requires.
///
/// `Debug` shows the method, and the names of the headers. The other parts may be secret or contain
/// personal data.
pub struct HttpRequest(pub(super) reqwest::Request);

/// Converts a request of reqwest, for example in a test of an HTTP client.
impl From<reqwest::Request> for HttpRequest {
    fn from(request: reqwest::Request) -> HttpRequest {
        HttpRequest(request)
    }
}

/// Converts the request for an HTTP client that uses reqwest.
impl From<HttpRequest> for reqwest::Request {
    fn from(request: HttpRequest) -> reqwest::Request {
        request.0
    }
}

impl HttpRequest {
    /// Returns the method.
    #[must_use]
    pub fn method(&self) -> &Method {
        self.0.method()
    }

    /// Returns the complete URL, with the query. The URL has no user name, no password and no
    /// fragment.
    #[must_use]
    pub fn url(&self) -> &str {
        self.0.url().as_str()
    }

    /// Returns the headers. The header `Host` and the headers about the length of the body are
    /// missing, because an HTTP client sets them. With the default HTTP client, `User-Agent` is
    /// also missing, because reqwest adds it.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.0.headers()
    }

    /// Returns the headers, so that a layer can add headers, for example a signature.
    ///
    /// The client does not check these headers. It is the task of the layer to keep the headers of
    /// the client, such as `Authorization`.
    #[must_use]
    pub fn headers_mut(&mut self) -> &mut HeaderMap {
        self.0.headers_mut()
    }

    /// Returns the body. A request without a body has an empty body.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        let body = self.0.body().and_then(reqwest::Body::as_bytes);
        body.unwrap_or_default()
    }
}

impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers().keys().map(|name| name.as_str()).collect();
        f.debug_struct("HttpRequest")
            .field("method", self.method())
            .field("headers", &names)
            .finish_non_exhaustive()
    }
}
