//! The response that an HTTP client returns. Its body is read in pieces.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;

use bytes::Bytes;
use futures_core::Stream;

use super::reqwest_client::ReqwestBody;
use super::{HeaderMap, HttpError, StatusCode};

/// A response whose headers have arrived. The method [`chunk`](HttpResponse::chunk) reads the body.
pub struct HttpResponse {
    status: StatusCode,
    headers: HeaderMap,
    body: Body,
}

enum Body {
    /// A complete body. `None` after the body was read.
    Complete(Option<Bytes>),
    Reqwest(ReqwestBody),
    Stream(Pin<Box<dyn Stream<Item = Result<Bytes, HttpError>> + Send>>),
}

impl HttpResponse {
    /// Creates a response with a complete body, for example for a test.
    pub fn new(status: StatusCode, headers: HeaderMap, body: impl Into<Bytes>) -> HttpResponse {
        HttpResponse {
            status,
            headers,
            body: Body::Complete(Some(body.into())),
        }
    }

    /// Creates a response whose body arrives in pieces.
    ///
    /// After the last piece of an incomplete body, the stream must return an error. The client may
    /// drop the stream before its end, for example if the body is too large.
    pub fn from_stream(
        status: StatusCode,
        headers: HeaderMap,
        body: impl Stream<Item = Result<Bytes, HttpError>> + Send + 'static,
    ) -> HttpResponse {
        HttpResponse {
            status,
            headers,
            body: Body::Stream(Box::pin(body)),
        }
    }

    pub(super) fn of_reqwest(
        status: StatusCode,
        headers: HeaderMap,
        body: ReqwestBody,
    ) -> HttpResponse {
        HttpResponse {
            status,
            headers,
            body: Body::Reqwest(body),
        }
    }

    /// Returns the status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the headers, so that a layer can change them.
    #[must_use]
    pub fn headers_mut(&mut self) -> &mut HeaderMap {
        &mut self.headers
    }

    /// Returns the next piece of the body. Returns `None` after the last piece.
    ///
    /// # Errors
    ///
    /// An [`HttpError`] if the body is incomplete.
    ///
    /// # Cancel safety
    ///
    /// If you drop the future, no piece is lost.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, HttpError> {
        let result = match &mut self.body {
            Body::Complete(body) => return Ok(body.take()),
            Body::Reqwest(body) => body.chunk().await,
            Body::Stream(stream) => poll_fn(|context| stream.as_mut().poll_next(context))
                .await
                .transpose(),
        };
        if !matches!(result, Ok(Some(_))) {
            // A stream must not be polled after its end.
            self.body = Body::Complete(None);
        }
        result.map_err(HttpError::after_response)
    }
}

/// The output contains no values of headers and no body.
impl fmt::Debug for HttpResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpResponse")
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}
