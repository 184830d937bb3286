//! The default implementation of [`HttpClient`], which uses reqwest.

use std::convert::Infallible;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Frame, SizeHint};

use super::connections::Connections;
use super::send_error::classify_send_error;
use super::{HttpClient, HttpError, HttpRequest, HttpResponse, Method, SendFuture};

/// The implementation of [`HttpClient`] that uses a [`reqwest::Client`].
///
/// [`ClientBuilder::reqwest_client`](crate::ClientBuilder::reqwest_client) describes what a client
/// of reqwest must not do.
#[derive(Clone)]
pub struct ReqwestClient {
    http: reqwest::Client,
    shared: Arc<Shared>,
    /// `true` if the program has configured `http`. This `reqwest::Client` may follow redirects and
    /// repeat requests.
    is_from_program: bool,
}

struct Shared {
    connections: Connections,
    /// `None` if the limit is unknown.
    connect_timeout: Option<Duration>,
}

impl ReqwestClient {
    /// Creates an HTTP client from a `reqwest::Client` that the program has configured.
    #[must_use]
    pub fn new(http: reqwest::Client) -> ReqwestClient {
        ReqwestClient {
            http,
            shared: Arc::new(Shared {
                connections: Connections::default(),
                connect_timeout: None,
            }),
            is_from_program: true,
        }
    }

    /// Creates an HTTP client from a `reqwest::Client` that this crate has configured. This
    /// `reqwest::Client` follows no redirects, and repeats no requests.
    pub(crate) fn new_configured(
        http: reqwest::Client,
        connect_timeout: Duration,
    ) -> ReqwestClient {
        ReqwestClient {
            http,
            shared: Arc::new(Shared {
                connections: Connections::default(),
                connect_timeout: Some(connect_timeout),
            }),
            is_from_program: false,
        }
    }

    /// Starts to send a request. The returned future does not contain the request, so it is small.
    pub(super) fn start_send(
        &self,
        request: HttpRequest,
    ) -> impl Future<Output = Result<HttpResponse, HttpError>> + Send + use<> {
        let HttpRequest(mut request) = request;
        let url = self.is_from_program.then(|| request.url().clone());
        let has_body = !matches!(
            *request.method(),
            Method::GET | Method::HEAD | Method::DELETE
        );
        if self.is_from_program && has_body {
            let body = request.body().and_then(reqwest::Body::as_bytes);
            let bytes = Bytes::copy_from_slice(body.unwrap_or_default());
            *request.body_mut() = Some(reqwest::Body::wrap(SingleUse(Some(bytes))));
        }
        let response = self.http.execute(request);
        let shared = Arc::clone(&self.shared);
        async move {
            let mut response = response.await.map_err(|error| shared.classify(error))?;
            if url.is_some_and(|url| url != *response.url()) {
                return Err(redirected());
            }
            shared.connections.record(&response);
            let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
            let body = ReqwestBody { response, shared };
            Ok(HttpResponse::of_reqwest(status, headers, body))
        }
    }
}

/// Returns the error for a client that followed a redirect. The server may have received the
/// request, and a different server may have received the headers of the program.
fn redirected() -> HttpError {
    HttpError::transport(
        "the `reqwest::Client` of the program followed a redirect; build it with \
         `redirect(reqwest::redirect::Policy::none())`",
    )
    .permanent()
}

impl HttpClient for ReqwestClient {
    fn send(&self, request: HttpRequest) -> SendFuture<'_> {
        Box::pin(self.start_send(request))
    }
}

impl fmt::Debug for ReqwestClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The output of reqwest may contain the headers of the program.
        f.debug_struct("ReqwestClient").finish_non_exhaustive()
    }
}

impl Shared {
    fn classify(&self, error: reqwest::Error) -> HttpError {
        classify_send_error(error, self.connect_timeout, &self.connections)
    }
}

/// The body of a response from reqwest.
pub(super) struct ReqwestBody {
    response: reqwest::Response,
    shared: Arc<Shared>,
}

impl ReqwestBody {
    pub(super) async fn chunk(&mut self) -> Result<Option<Bytes>, HttpError> {
        let chunk = self.response.chunk().await;
        chunk.map_err(|error| self.shared.classify(error))
    }
}

/// The body of a request that reqwest can send only once.
///
/// reqwest repeats a request, or sends it to the target of a redirect, only if it can copy the
/// body. So reqwest never repeats a request with this body. reqwest copies only an empty body, and
/// only for a redirect. This crate then returns an error, because the URL of the response differs.
struct SingleUse(Option<Bytes>);

impl http_body::Body for SingleUse {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        Poll::Ready(self.0.take().map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_none()
    }

    /// Returns the exact length, so that the request has the header `Content-Length`.
    fn size_hint(&self) -> SizeHint {
        let length = self.0.as_ref().map_or(0, Bytes::len);
        SizeHint::with_exact(length as u64)
    }
}
