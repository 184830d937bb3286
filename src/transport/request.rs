//! Copies a request for each attempt. Also adds the default headers to a request, and corrects the
//! encoding of its query.

use bytes::Bytes;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue, USER_AGENT};
use reqwest::{Body, Method, Request, Url};

use super::{ObservedRequest, Shared};
use crate::error::Error;

const CLIENT_HEADER: HeaderName = HeaderName::from_static("x-tallyfy-client");
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// The parts of a request that the client copies for each attempt.
///
/// Most requests have no body and only the default headers. For such a request, an attempt copies
/// only the URL. With `Request::try_clone` instead, each attempt would make seven allocations.
pub(super) struct RequestTemplate {
    method: Method,
    url: Url,
    /// The headers of this request, except the headers that [`add_default_headers`] adds.
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Option<Bytes>,
}

impl RequestTemplate {
    /// Creates a template from `request`.
    pub(super) fn of(request: &Request) -> Result<RequestTemplate, Error> {
        let body = match request.body() {
            None => None,
            // The generated code never creates a request body that is a stream, so `as_bytes`
            // always returns the bytes of the body.
            Some(body) => Some(Bytes::copy_from_slice(body.as_bytes().ok_or_else(
                || Error::invalid_input("this client cannot send a request body that is a stream"),
            )?)),
        };
        let headers = request.headers();
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

    /// Returns the parts of the request that the client reports.
    pub(super) fn observed(&self) -> ObservedRequest<'_> {
        ObservedRequest {
            method: &self.method,
            url: &self.url,
            body_bytes: self.body.as_ref().map_or(0, Bytes::len),
        }
    }

    /// Returns a copy of the request, without the default headers.
    pub(super) fn request(&self) -> Request {
        let mut request = Request::new(self.method.clone(), self.url.clone());
        request.headers_mut().extend(self.headers.iter().cloned());
        *request.body_mut() = self.body.clone().map(Body::from);
        request
    }
}

/// Adds the default headers, which every request of this client has. Returns whether the headers
/// accept only JSON as the body of the response.
pub(super) fn add_default_headers(
    shared: &Shared,
    authorization: &HeaderValue,
    request: &mut Request,
) -> bool {
    let has_body = request.body().is_some();
    let headers = request.headers_mut();
    // If the header `Accept` does not contain `application/json`, the server returns errors as
    // HTML.
    let wants_json = *headers.entry(ACCEPT).or_insert(JSON) == JSON;
    if has_body {
        headers.entry(CONTENT_TYPE).or_insert(JSON);
    }
    if let Some(user_agent) = &shared.user_agent {
        headers
            .entry(USER_AGENT)
            .or_insert_with(|| user_agent.clone());
    }
    headers.insert(CLIENT_HEADER, shared.client_header.clone());
    headers.insert(AUTHORIZATION, authorization.clone());
    wants_json
}

/// Returns whether `url` is below the base URL `base`. The client sends the access token only to
/// URLs below the base URL.
pub(super) fn is_below(base: &Url, url: &Url) -> bool {
    let rest = url.path().strip_prefix(base.path().trim_end_matches('/'));
    // `Url::origin` would allow the same comparison, but would copy the host name.
    base.scheme() == url.scheme()
        && base.host() == url.host()
        && base.port_or_known_default() == url.port_or_known_default()
        && rest.is_some_and(|rest| rest.starts_with('/'))
}

/// Replaces each `+` in the query of a URL with `%20`.
///
/// reqwest encodes a space in a query as `+`, as HTML forms do. The API does not read `+` as a
/// space. reqwest encodes a plus sign as `%2B`. So every `+` in the encoded query means a space.
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
