//! Calls of endpoints that the contract does not describe.

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::blocking::Client;
use crate::client;
use crate::error::Error;
use crate::http::Method;

impl Client {
    /// Returns a request for an endpoint that the contract does not describe.
    ///
    /// `path` is the path below the base URL, with a placeholder in braces for each value. The path
    /// itself must contain no ids and no personal data. The async
    /// [`endpoint`](crate::Client::endpoint) describes the path, the methods and the retries.
    ///
    /// ```no_run
    /// # use tallyfy_groups::{Error, blocking::Client};
    /// # fn example(client: Client) -> Result<(), Error> {
    /// use tallyfy_groups::Method;
    /// use tallyfy_groups::serde_json::Value;
    ///
    /// let tag: Value = client
    ///     .endpoint(Method::GET, "/organizations/{org_id}/tags/{tag_id}")
    ///     .parameter("tag_id", "tag_id_abc123")
    ///     .query("with", "tasks")
    ///     .send()?;
    /// println!("{tag}");
    /// # Ok(())
    /// # }
    /// ```
    pub fn endpoint(&self, method: Method, path: &'static str) -> EndpointRequest<'_> {
        EndpointRequest {
            request: self.client.endpoint(method, path),
            client: self,
        }
    }
}

/// The request of [`Client::endpoint`].
///
/// The client validates the request when [`send`](EndpointRequest::send) is called.
#[derive(Clone)]
#[must_use = "the client sends the request only if you call `send`"]
pub struct EndpointRequest<'a> {
    request: client::EndpointRequest<'a>,
    client: &'a Client,
}

impl EndpointRequest<'_> {
    /// Sets the value of the placeholder with this name. Set each placeholder of the path once.
    ///
    /// The client percent-encodes the value. The value must not be empty, and must not contain the
    /// path segments `.` and `..`.
    ///
    /// ```no_run
    /// # fn example(client: tallyfy_groups::blocking::Client) {
    /// # use tallyfy_groups::Method;
    /// let request = client.endpoint(Method::GET, "/organizations/{org_id}/tags/{tag_id}");
    /// let request = request.parameter("tag_id", "tag_id_abc123");
    /// # }
    /// ```
    pub fn parameter(mut self, name: impl Into<String>, value: impl fmt::Display) -> Self {
        self.request = self.request.parameter(name, value);
        self
    }

    /// Adds a query parameter. The client percent-encodes the value. If you add several parameters
    /// with one name, the client sends all of them.
    ///
    /// The name may have letters, digits, `_` and `-`, and a suffix in brackets such as `[]`. The
    /// name must not be `_method`, because the server would use its value as the method.
    ///
    /// ```no_run
    /// # fn example(client: tallyfy_groups::blocking::Client) {
    /// # use tallyfy_groups::Method;
    /// let request = client.endpoint(Method::GET, "/organizations/{org_id}/tags");
    /// let request = request.query("page", 2);
    /// # }
    /// ```
    pub fn query(mut self, name: impl Into<String>, value: impl fmt::Display) -> Self {
        self.request = self.request.query(name, value);
        self
    }

    /// Sets the body of the request, as JSON. A GET request must not have a body.
    ///
    /// ```no_run
    /// # fn example(client: tallyfy_groups::blocking::Client) {
    /// # use tallyfy_groups::{Method, serde_json};
    /// let request = client.endpoint(Method::POST, "/organizations/{org_id}/tags");
    /// let request = request.json(&serde_json::json!({"title": "Urgent"}));
    /// # }
    /// ```
    pub fn json(mut self, body: &(impl Serialize + ?Sized)) -> Self {
        self.request = self.request.json(body);
        self
    }

    /// Sends the request, and decodes the response body as `T`.
    ///
    /// An empty body is decoded as JSON `null`. So `()` and `Option` accept this response. If the
    /// client cannot decode a part of the body, the call fails.
    ///
    /// ```no_run
    /// # use tallyfy_groups::{Error, blocking::Client};
    /// # fn example(client: Client) -> Result<(), Error> {
    /// # use tallyfy_groups::Method;
    /// let request = client.endpoint(Method::DELETE, "/organizations/{org_id}/tags/{tag_id}");
    /// request.parameter("tag_id", "tag_id_abc123").send::<()>()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The errors of the async [`send`](crate::EndpointRequest::send), and of each
    /// [blocking call](Client#errors).
    pub fn send<T: DeserializeOwned + Send>(self) -> Result<T, Error> {
        self.client.block_on(self.request.send())
    }
}

/// The output contains no value of a parameter, and neither the query nor the body, because these
/// texts may be personal data.
impl fmt::Debug for EndpointRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.request.fmt(f)
    }
}
