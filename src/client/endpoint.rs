//! Calls of endpoints that the contract does not describe.

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::client::{Call, Client};
use crate::error::Error;
use crate::http::Method;
use crate::progenitor_client;
use crate::request::PathTemplate;
use crate::transport::{OperationInfo, is_query_name};

impl Client {
    /// Returns a request for an endpoint that the contract does not describe.
    ///
    /// `path` is the path below the base URL, with a placeholder in braces for each value. A
    /// placeholder is a complete segment of the path. [`parameter`](EndpointRequest::parameter)
    /// sets the value of a placeholder. If the request does not set `{org_id}`, the client uses
    /// [`organization_id`](Client::organization_id).
    ///
    /// The path itself must contain no ids and no personal data, because errors,
    /// [`metrics`](crate::metrics) and spans show it.
    ///
    /// The method must be GET, POST, PUT, PATCH or DELETE. The request has the same credentials,
    /// time limits, retries and [options](Client::with_options) as the operations of the contract.
    /// After a lost response, the client repeats only GET, PUT and DELETE. [`CallOptions`] sets
    /// additional headers.
    ///
    /// The client does not know the meaning of the endpoint. So the client does not compare the
    /// response with the request, and does not confirm a write by later reads. For groups and
    /// members, use the other methods of this type.
    ///
    /// ```no_run
    /// # async fn example(client: tallyfy_groups::Client) -> Result<(), tallyfy_groups::Error> {
    /// use serde::Deserialize;
    /// use tallyfy_groups::Method;
    ///
    /// #[derive(Deserialize)]
    /// struct Tag {
    ///     title: String,
    /// }
    ///
    /// #[derive(Deserialize)]
    /// struct TagResponse {
    ///     data: Tag,
    /// }
    ///
    /// let response: TagResponse = client
    ///     .endpoint(Method::GET, "/organizations/{org_id}/tags/{tag_id}")
    ///     .parameter("tag_id", "tag_id_abc123")
    ///     .query("with", "tasks")
    ///     .send()
    ///     .await?;
    /// println!("{}", response.data.title);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// [`CallOptions`]: crate::CallOptions
    pub fn endpoint(&self, method: Method, path: &'static str) -> EndpointRequest<'_> {
        EndpointRequest {
            client: self,
            method,
            path,
            parameters: Vec::new(),
            query: Vec::new(),
            body: None,
        }
    }
}

/// The request of [`Client::endpoint`].
///
/// The client validates the request when [`send`](EndpointRequest::send) is called.
#[derive(Clone)]
#[must_use = "the client sends the request only if you call `send`"]
pub struct EndpointRequest<'a> {
    client: &'a Client,
    method: Method,
    path: &'static str,
    parameters: Vec<(String, String)>,
    query: Vec<(String, String)>,
    /// The JSON of the body. An inner `None` means that the body cannot be encoded.
    body: Option<Option<Vec<u8>>>,
}

impl<'a> EndpointRequest<'a> {
    /// Sets the value of the placeholder with this name. Set each placeholder of the path once.
    ///
    /// The client percent-encodes the value. The value must not be empty, and must not contain the
    /// path segments `.` and `..`.
    ///
    /// ```no_run
    /// # async fn example(client: tallyfy_groups::Client) -> Result<(), tallyfy_groups::Error> {
    /// use tallyfy_groups::Method;
    ///
    /// let request = client
    ///     .endpoint(Method::DELETE, "/organizations/{org_id}/tags/{tag_id}")
    ///     .parameter("tag_id", "tag_id_abc123");
    /// request.send::<()>().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn parameter(mut self, name: impl Into<String>, value: impl fmt::Display) -> Self {
        self.parameters.push((name.into(), value.to_string()));
        self
    }

    /// Adds a query parameter. The client percent-encodes the value. If you add several parameters
    /// with one name, the client sends all of them.
    ///
    /// The name may have letters, digits, `_` and `-`, and a suffix in brackets such as `[]`. The
    /// name must not be `_method`, because the server would use its value as the method.
    ///
    /// ```no_run
    /// # async fn example(client: tallyfy_groups::Client) -> Result<(), tallyfy_groups::Error> {
    /// use serde_json::Value;
    /// use tallyfy_groups::Method;
    ///
    /// let tags = client.endpoint(Method::GET, "/organizations/{org_id}/tags");
    /// let first_tags: Value = tags.query("per_page", 50).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn query(mut self, name: impl Into<String>, value: impl fmt::Display) -> Self {
        self.query.push((name.into(), value.to_string()));
        self
    }

    /// Sets the body of the request, as JSON. A GET request must not have a body.
    ///
    /// ```no_run
    /// # async fn example(client: tallyfy_groups::Client) -> Result<(), tallyfy_groups::Error> {
    /// use serde_json::{Value, json};
    /// use tallyfy_groups::Method;
    ///
    /// let created: Value = client
    ///     .endpoint(Method::POST, "/organizations/{org_id}/tags")
    ///     .json(&json!({"title": "Urgent"}))
    ///     .send()
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn json(mut self, body: &(impl Serialize + ?Sized)) -> Self {
        self.body = Some(serde_json::to_vec(body).ok());
        self
    }

    /// Sends the request, and decodes the response body as `T`.
    ///
    /// An empty body is decoded as JSON `null`. So `()` and `Option` accept
    /// this response. If you do not need the body, use [`IgnoredAny`](serde::de::IgnoredAny) for
    /// any JSON. If the client cannot decode a part of the body, the call fails.
    ///
    /// # Errors
    ///
    /// - [`is_invalid_input`](Error::is_invalid_input) if the method, the path, a parameter, the
    ///   name of a query parameter or the body is invalid. The client then sends nothing.
    /// - [`is_unreadable`](Error::is_unreadable) if the body of a success response is not JSON, or
    ///   `T` does not accept the JSON.
    /// - Any request can also fail for a general reason, for example a timeout:
    ///   [`is_timeout`](Error::is_timeout).
    ///
    /// [`Error::operation`] returns the path with its placeholders.
    ///
    /// # Cancel safety
    ///
    /// If you drop the future of a write, you do not know whether the server makes the change.
    pub fn send<T: DeserializeOwned + 'a>(self) -> Call<'a, T> {
        let (api, path) = (self.client.generated(), self.path);
        let client = self.client;
        let request = self.build();
        // Metrics and spans must not show an invalid path, because it may contain data.
        let operation = if request.is_ok() { path } else { "endpoint" };
        client.call(operation, request, move |request| async move {
            let info = OperationInfo::of_endpoint(path);
            let response = progenitor_client::send(&api.inner, request, info).await?;
            response.decode_whole()
        })
    }

    /// Validates and builds the request.
    fn build(self) -> Result<progenitor_client::Request, Error> {
        let api = self.client.generated();
        let template = PathTemplate::parse(self.path)?;
        let path = template.fill(&self.parameters, self.client.organization_id().as_str())?;
        self.check()
            .map_err(|error| error.with_operation(self.path))?;
        let url = format!("{}{path}", api.baseurl);
        let mut request = api.client.request(self.method, url).query(&self.query);
        if let Some(body) = self.body.flatten() {
            request = request.body(body);
        }
        let built = request.build();
        Ok(built.map_err(progenitor_client::Error::<()>::from)?)
    }

    /// Checks the parts of the request, except the path.
    fn check(&self) -> Result<(), Error> {
        const METHODS: [Method; 5] = [
            Method::GET,
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
        ];
        if !METHODS.contains(&self.method) {
            return Err(Error::invalid_input(format!(
                "the method {} is not supported; use GET, POST, PUT, PATCH or DELETE",
                self.method
            )));
        }
        for (name, _) in &self.query {
            if !is_query_name(name) {
                return Err(Error::invalid_input(
                    "the name of a query parameter is invalid; a name may have letters, digits, \
                     `_` and `-`, and a suffix in brackets",
                ));
            }
            let base = name.split('[').next().unwrap_or_default();
            if base.eq_ignore_ascii_case("_method") {
                return Err(Error::invalid_input(
                    "the query parameter `_method` would change the method of the request; pass \
                     the method to `endpoint`",
                ));
            }
        }
        match &self.body {
            Some(_) if self.method == Method::GET => Err(Error::invalid_input(
                "a GET request must not have a body; use `query`, or a different method",
            )),
            Some(None) => Err(Error::invalid_input(
                "this client cannot encode the body as JSON; for example, the keys of a map must \
                 be strings or numbers",
            )),
            Some(Some(_)) | None => Ok(()),
        }
    }
}

/// The output contains no value of a parameter, and neither the query nor the body, because these
/// texts may be personal data.
impl fmt::Debug for EndpointRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EndpointRequest")
            .field("method", &self.method)
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}
