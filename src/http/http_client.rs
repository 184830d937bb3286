//! The trait of an HTTP client, and functions that create implementations of this trait.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use super::{HttpError, HttpRequest, HttpResponse};

/// The future that [`HttpClient::send`] returns.
pub type SendFuture<'a> =
    Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'a>>;

/// An HTTP client, which sends one request and returns one response.
///
/// A [`Client`](crate::Client) uses an implementation of this trait for each attempt of each
/// request. The [module](crate::http) has examples, and lists the rules for an implementation.
pub trait HttpClient: fmt::Debug + Send + Sync {
    /// Sends a request once. Returns the response as soon as its headers have arrived.
    ///
    /// [`HttpResponse`] reads the body afterwards, in pieces.
    ///
    /// # Errors
    ///
    /// An [`HttpError`] if no response arrived. A response with the status 404 or 500, for example,
    /// is not an error.
    ///
    /// # Cancel safety
    ///
    /// The client drops the future if a time limit ends the attempt, or if the program drops the
    /// future of the call.
    fn send(&self, request: HttpRequest) -> SendFuture<'_>;
}

impl<H: HttpClient + ?Sized> HttpClient for Arc<H> {
    fn send(&self, request: HttpRequest) -> SendFuture<'_> {
        H::send(self, request)
    }
}

impl<H: HttpClient + ?Sized> HttpClient for Box<H> {
    fn send(&self, request: HttpRequest) -> SendFuture<'_> {
        H::send(self, request)
    }
}

/// Creates an HTTP client from a function, for example for a test without a network.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), tallyfy_groups::Error> {
/// use tallyfy_groups::Client;
/// use tallyfy_groups::http::{HeaderMap, HttpResponse, StatusCode, from_fn};
///
/// let stub = from_fn(|request| async move {
///     assert!(request.url().ends_with("/groups/group_id_abc123"));
///     let body = r#"{"data": {"id": "group_id_abc123", "name": "Sales Team"}}"#;
///     Ok(HttpResponse::new(StatusCode::OK, HeaderMap::new(), body))
/// });
/// let client = Client::builder()
///     .access_token("my-token")
///     .organization("my-organization")
///     .http_client(stub)
///     .build()?;
/// assert_eq!(client.get_group("group_id_abc123").await?.name, "Sales Team");
/// # Ok(())
/// # }
/// ```
pub fn from_fn<F, R>(send: F) -> FromFn<F>
where
    F: Fn(HttpRequest) -> R + Send + Sync,
    R: Future<Output = Result<HttpResponse, HttpError>> + Send + 'static,
{
    FromFn { send }
}

/// The HTTP client that [`from_fn`] creates.
#[derive(Clone, Copy)]
pub struct FromFn<F> {
    send: F,
}

impl<F, R> HttpClient for FromFn<F>
where
    F: Fn(HttpRequest) -> R + Send + Sync,
    R: Future<Output = Result<HttpResponse, HttpError>> + Send + 'static,
{
    fn send(&self, request: HttpRequest) -> SendFuture<'_> {
        Box::pin((self.send)(request))
    }
}

impl<F> fmt::Debug for FromFn<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FromFn").finish_non_exhaustive()
    }
}

/// The HTTP client that a [`Client`](crate::Client) uses.
///
/// The variant `Reqwest` avoids a boxed future for each attempt.
#[derive(Clone, Debug)]
pub(crate) enum AnyHttpClient {
    Reqwest(super::ReqwestClient),
    Other(Arc<dyn HttpClient>),
}

impl AnyHttpClient {
    /// Returns this HTTP client as a trait object.
    pub(crate) fn into_dyn(self) -> Arc<dyn HttpClient> {
        match self {
            AnyHttpClient::Reqwest(client) => Arc::new(client),
            AnyHttpClient::Other(client) => client,
        }
    }

    /// Sends a request once. The returned future does not contain the request.
    pub(crate) fn send(
        &self,
        request: HttpRequest,
    ) -> impl Future<Output = Result<HttpResponse, HttpError>> + Send {
        // `Result` is an enum of two types of futures here.
        let sending = match self {
            AnyHttpClient::Reqwest(client) => Ok(client.start_send(request)),
            AnyHttpClient::Other(client) => Err(client.send(request)),
        };
        async move {
            match sending {
                Ok(reqwest) => reqwest.await,
                Err(other) => other.await,
            }
        }
    }
}
