//! The airlock: sends a request and brings back a whole success, or an error that says why not.
//!
//! Everything that both surfaces have in common happens here, once: the credentials, the required
//! headers, the encoding of queries, and the reading of answers. With [`crate::runtime`] and the
//! builder it is the only hand-written code that names reqwest.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use reqwest::{Request, Response, StatusCode, Url};

use crate::Error;
use crate::error::Answer;

const CLIENT_HEADER: HeaderName = HeaderName::from_static("x-tallyfy-client");
const CLIENT_NAME: HeaderValue = HeaderValue::from_static("APIClient");
const JSON: HeaderValue = HeaderValue::from_static("application/json");
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// progenitor gives every request this header, and the API does not know it.
const API_VERSION: HeaderName = HeaderName::from_static("api-version");

/// What requests are sent with. Only this crate makes one.
#[derive(Clone)]
pub struct Transport {
    shared: Arc<Shared>,
}

struct Shared {
    base_url: Url,
    authorization: HeaderValue,
}

impl Transport {
    /// `authorization` is the whole value of the header.
    pub(crate) fn new(base_url: Url, mut authorization: HeaderValue) -> Transport {
        // Keeps it out of the `Debug` of whatever holds it, and out of HTTP/2's compression.
        authorization.set_sensitive(true);
        Transport {
            shared: Arc::new(Shared {
                base_url,
                authorization,
            }),
        }
    }
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport")
            .field("base_url", &self.shared.base_url.as_str())
            .finish_non_exhaustive()
    }
}

/// A success, read whole.
#[derive(Debug)]
pub(crate) struct Success {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// Sends the request, and returns its answer if that is a 2xx.
pub(crate) async fn send(
    transport: &Transport,
    http: &reqwest::Client,
    mut request: Request,
) -> Result<Success, Error> {
    prepare(&transport.shared, &mut request)?;
    let response = http.execute(request).await.map_err(failure)?;
    let success = read(response).await?;
    if success.status.is_success() {
        return Ok(success);
    }
    let Success {
        status,
        headers,
        body,
    } = success;
    Err(Error::status_of(answer(status, &headers, body)))
}

fn prepare(shared: &Shared, request: &mut Request) -> Result<(), Error> {
    if !is_below(&shared.base_url, request.url()) {
        return Err(Error::invalid_input(
            "the request would leave the client's base URL, and was not sent with its token",
        ));
    }
    spaces_as_percent_20(request.url_mut());
    let headers = request.headers_mut();
    headers.remove(API_VERSION);
    // With another `Accept`, or none, errors come back as HTML.
    headers.entry(ACCEPT).or_insert(JSON);
    headers.insert(CLIENT_HEADER, CLIENT_NAME);
    headers.insert(AUTHORIZATION, shared.authorization.clone());
    Ok(())
}

fn is_below(base: &Url, url: &Url) -> bool {
    let rest = url.path().strip_prefix(base.path().trim_end_matches('/'));
    base.origin() == url.origin() && rest.is_some_and(|rest| rest.starts_with('/'))
}

/// The query was encoded as a form is, with `+` for a space, which the API does not read so. A
/// plus itself became `%2B`, so every `+` left is a space.
fn spaces_as_percent_20(url: &mut Url) {
    if let Some(query) = url.query()
        && query.contains('+')
    {
        let query = query.replace('+', "%20");
        url.set_query(Some(&query));
    }
}

async fn read(response: Response) -> Result<Success, Error> {
    Ok(Success {
        status: response.status(),
        headers: response.headers().clone(),
        body: response.bytes().await.map_err(failure)?,
    })
}

/// Why there is no answer. reqwest's error would show the query, so its URL is dropped.
fn failure(error: reqwest::Error) -> Error {
    // A connection that was not made in time has sent nothing, so it comes first.
    let failure = if error.is_connect() {
        Error::connect()
    } else if error.is_timeout() {
        Error::timeout()
    } else {
        Error::transport()
    };
    failure.because(error.without_url())
}

/// The facts of an answer, for an error.
pub(crate) fn answer(status: StatusCode, headers: &HeaderMap, body: Bytes) -> Answer {
    let text = |name| Some(headers.get(name)?.to_str().ok()?.to_owned());
    Answer::new(status.as_u16(), text(REQUEST_ID), text(RETRY_AFTER), body)
}

#[cfg(test)]
mod tests {
    use reqwest::Url;

    use super::is_below;

    #[test]
    fn only_what_is_below_the_base_url_is_sent() {
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
