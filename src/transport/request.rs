//! Copies a request for each attempt, and applies the headers and the encoding that all requests
//! have.

use bytes::Bytes;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Body, Method, Request, Url};

use super::Shared;
use crate::error::Error;

const CLIENT_HEADER: HeaderName = HeaderName::from_static("x-tallyfy-client");
const CLIENT_NAME: HeaderValue = HeaderValue::from_static("APIClient");
const JSON: HeaderValue = HeaderValue::from_static("application/json");
/// A header that progenitor adds to every request, although the API does not use it.
const API_VERSION: HeaderName = HeaderName::from_static("api-version");

/// Returns whether a request accepts only JSON as the response.
pub(super) fn wants_json(headers: &HeaderMap) -> bool {
    headers.get(ACCEPT) == Some(&JSON)
}

/// The parts of a request that each attempt copies.
///
/// Most requests have no body and only the default headers. For these requests, an attempt copies
/// only the URL. `Request::try_clone` would make seven allocations for each attempt.
pub(super) struct RequestTemplate {
    method: Method,
    url: Url,
    /// The headers of this request, except the headers that [`add_default_headers`] adds.
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Option<Bytes>,
}

impl RequestTemplate {
    /// Creates the template of a request, and removes the header `api-version` from the request.
    pub(super) fn of(request: &mut Request) -> Result<RequestTemplate, Error> {
        let body = match request.body() {
            None => None,
            // Generated code does not create bodies that can be read only once.
            Some(body) => Some(Bytes::copy_from_slice(body.as_bytes().ok_or_else(
                || Error::invalid_input("this client cannot send a request body that is a stream"),
            )?)),
        };
        let headers = request.headers_mut();
        headers.remove(API_VERSION);
        let is_default = |name: &HeaderName| *name == ACCEPT || *name == CONTENT_TYPE;
        let other_headers = headers
            .iter()
            .filter(|(name, value)| **value != JSON || !is_default(name));
        Ok(RequestTemplate {
            headers: other_headers
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect(),
            method: request.method().clone(),
            url: request.url().clone(),
            body,
        })
    }

    /// Returns a request without the default headers.
    pub(super) fn request(&self) -> Request {
        let mut request = Request::new(self.method.clone(), self.url.clone());
        request.headers_mut().extend(self.headers.iter().cloned());
        *request.body_mut() = self.body.clone().map(Body::from);
        request
    }
}

/// Adds the headers that every request has.
pub(super) fn add_default_headers(shared: &Shared, request: &mut Request) {
    let has_body = request.body().is_some();
    let headers = request.headers_mut();
    // If the `Accept` header is missing or different, the server sends errors as HTML.
    headers.entry(ACCEPT).or_insert(JSON);
    if has_body {
        headers.entry(CONTENT_TYPE).or_insert(JSON);
    }
    headers.insert(CLIENT_HEADER, CLIENT_NAME);
    headers.insert(AUTHORIZATION, shared.authorization.clone());
}

/// Returns whether a URL is below the base URL. The client sends the token only to URLs below the
/// base URL.
pub(super) fn is_below(base: &Url, url: &Url) -> bool {
    let rest = url.path().strip_prefix(base.path().trim_end_matches('/'));
    // `Url::origin` would make the same comparisons, but would copy the host.
    base.scheme() == url.scheme()
        && base.host() == url.host()
        && base.port_or_known_default() == url.port_or_known_default()
        && rest.is_some_and(|rest| rest.starts_with('/'))
}

/// Replaces each `+` in the query with `%20`.
///
/// Like an HTML form, reqwest encodes a space in a query as `+`. The API does not read `+` as a
/// space. reqwest encodes a plus sign as `%2B`, so every `+` in the encoded query means a space.
pub(super) fn spaces_as_percent_20(url: &mut Url) {
    if let Some(query) = url.query()
        && query.contains('+')
    {
        let query = query.replace('+', "%20");
        url.set_query(Some(&query));
    }
}

#[cfg(test)]
mod tests {
    use reqwest::Url;

    use super::is_below;

    #[test]
    fn is_below_url_outside_base_url_is_false() {
        let base = Url::parse("https://go.tallyfy.com/api").unwrap();
        for (url, expected) in [
            ("https://go.tallyfy.com/api/organizations/demo", true),
            ("https://go.tallyfy.com:443/api/organizations", true),
            ("https://go.tallyfy.com/apiary", false),
            ("https://go.tallyfy.com/organizations", false),
            ("https://go.tallyfy.com/api/../organizations", false),
            ("http://go.tallyfy.com/api/organizations", false),
            ("https://go.tallyfy.com:8443/api/organizations", false),
            ("https://evil.example/api/organizations", false),
        ] {
            assert_eq!(
                is_below(&base, &Url::parse(url).unwrap()),
                expected,
                "{url}"
            );
        }
    }
}
