//! The HTTP client below a [`Client`](crate::Client), which a program can replace.
//!
//! A [`Client`](crate::Client) sends each attempt of each request with an [`HttpClient`]. The
//! default implementation uses reqwest. The builder has these settings:
//!
//! | setting of the builder | purpose |
//! |---|---|
//! | [`reqwest_client`] | a `reqwest::Client` with its own configuration |
//! | [`http_client`] | a custom implementation of [`HttpClient`], for example with hyper |
//! | [`http_client`] with [`from_fn`] | a stub for a test, or a simulated network |
//! | [`http_layer`] | a layer around the implementation, for example for logs or signatures |
//!
//! [`reqwest_client`]: crate::ClientBuilder::reqwest_client
//! [`http_client`]: crate::ClientBuilder::http_client
//! [`http_layer`]: crate::ClientBuilder::http_layer
//!
//! # The task of an HTTP client
//!
//! An HTTP client sends one request, and returns one response. The [`Client`](crate::Client) adds
//! the access token and the headers, checks that the URL is below the base URL, limits the time and
//! the size of the response, and decides about retries. So an HTTP client must not do the
//! following:
//!
//! - It must not repeat a request. A repeated POST can create a second group.
//! - It must not follow a redirect. The headers of the request could then reach another server.
//! - It must not change the method, the URL or the body, and must not remove a header.
//! - It must not return [`HttpError::connect`] after it has sent a part of the request.
//!
//! An HTTP client must report an incomplete body as an error. It must decompress the body of a
//! compressed response.
//!
//! # Examples
//!
//! - `examples/own_http_client.rs` in the repository uses hyper instead of reqwest.
//! - [`from_fn`] has the example of a stub, for a unit test without a network.
//! - [`http_layer`] has the example of a layer that writes a log.
//!
//! The function below simulates a network that loses some responses. The server is a different
//! [`HttpClient`], for example one with a stub or with the sandbox.
//!
//! ```
//! use std::sync::Arc;
//! use std::sync::atomic::{AtomicU64, Ordering};
//!
//! use tallyfy_groups::http::{HttpClient, HttpError, from_fn};
//!
//! /// Loses the response of each third request.
//! fn lossy(server: Arc<dyn HttpClient>) -> impl HttpClient {
//!     let count = AtomicU64::new(0);
//!     from_fn(move |request| {
//!         let is_lost = count.fetch_add(1, Ordering::Relaxed) % 3 == 2;
//!         let server = Arc::clone(&server);
//!         async move {
//!             let response = server.send(request).await?;
//!             if is_lost {
//!                 return Err(HttpError::transport("the simulated network lost the response"));
//!             }
//!             Ok(response)
//!         }
//!     })
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = tallyfy_sandbox::Sandbox::builder().start()?;
//! # let base_url = sandbox.base_url();
//! let client = tallyfy_groups::Client::builder()
//!     .access_token("demo-token")
//!     .organization("demo")
//!     .base_url(base_url)
//!     .http_layer(lossy)
//!     .build()?;
//! for _ in 0..6 {
//!     client.get_group("group_id_abc123").await?;
//! }
//! # assert!(sandbox.requests().len() > 6);
//! # Ok(())
//! # }
//! ```

mod causes;
mod connections;
mod http_client;
mod http_error;
mod http_request;
mod http_response;
pub(crate) mod metadata;
pub(crate) mod metadata_builder;
mod reqwest_client;
mod send_error;

use std::time::Duration;

pub use bytes::Bytes;
pub use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
pub use reqwest::{Method, StatusCode};

pub(crate) use self::http_client::AnyHttpClient;
pub use self::http_client::{FromFn, HttpClient, SendFuture, from_fn};
pub use self::http_error::HttpError;
pub(crate) use self::http_error::HttpErrorKind;
pub use self::http_request::HttpRequest;
pub use self::http_response::HttpResponse;
pub(crate) use self::metadata::{Metadata, REQUEST_ID};
pub use self::reqwest_client::ReqwestClient;

/// An HTTP response from the server. If the client could not read the complete body, an error
/// contains a response with a part of the body.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) stats: CallStats,
}

impl Response {
    /// Returns the value of the header `name`. Returns `None` if the header is missing, or if its
    /// value contains a character that is not visible ASCII.
    pub(crate) fn header(&self, name: HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// The statistics of a call: its attempts, its duration, and whether it may have changed data.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct CallStats {
    /// The number of attempts that the call has made.
    pub(crate) attempts: u32,
    /// The number of attempts that `RetryPolicy::max_attempts` does not count. These attempts were
    /// lost because the server closed an idle connection, or had a rejected token.
    pub(crate) uncounted: u32,
    /// The time since the start of the call, including the pauses between its attempts.
    pub(crate) elapsed: Duration,
    /// `true` if the call is a write, which can change data on the server.
    pub(crate) is_write: bool,
    /// `true` if the call is a write, and the server may have applied an attempt before the last
    /// attempt.
    pub(crate) may_be_applied: bool,
}
