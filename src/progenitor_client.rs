//! The types and functions that the generated code calls. This module replaces the crate
//! `progenitor-client`.
//!
//! Generated code refers to these types and functions by the name `progenitor_client`. The crate
//! `progenitor-client` has two problems, and the hooks of the crate cannot solve them:
//!
//! - If the crate cannot decode a response, its `Error` does not contain the status and the headers
//!   of the response. If the contract does not describe the status of a response, the crate's
//!   `Error` does not contain the body. The error message of the crate contains complete headers
//!   and bodies.
//! - The crate's type `ResponseValue` copies the headers of every response.
//!
//! In this module, every failure is a [`crate::error::Error`] with all details of the response.
//! This is true for [`crate::Client`] and for the generated client. Only one hook has an effect:
//! [`exec`](ClientHooks::exec) passes the request to [`crate::transport`].
//!
//! Code that progenitor 0.15.1 generates uses the names and signatures of this module. A different
//! version of progenitor may generate code that uses other names. Such code does not compile with
//! this module.

pub(crate) mod decode;
mod decode_error;
mod encode_path;
mod items;
mod query;
mod whole_body;

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, InvalidHeaderValue};
use serde::de::DeserializeOwned;

use self::decode::decode;
pub(crate) use self::encode_path::encode_path;
use self::items::Decoded;
pub(crate) use self::query::RequestBuilderExt;
use crate::http::{self, Metadata};
use crate::json::UnreadableItem;
pub(crate) use crate::transport::OperationInfo;
use crate::transport::{self, Transport};

/// The HTTP request that generated code builds.
pub(crate) type Request = reqwest::Request;

/// The type of a response body that is not JSON.
pub type ByteStream = Bytes;

/// A trait with accessors for the parts of a generated client.
pub trait ClientInfo<Inner> {
    /// Returns the version of the OpenAPI contract.
    fn api_version() -> &'static str
    where
        Self: Sized;

    /// Returns the base URL of the API, without a trailing slash.
    fn baseurl(&self) -> &str;

    /// Returns the client of reqwest that builds the requests. The transport sends them.
    fn client(&self) -> &reqwest::Client;

    /// Returns the transport that sends requests.
    fn inner(&self) -> &Inner;
}

/// The function that generated code calls for each request. `exec` sends the request.
pub(crate) trait ClientHooks<Inner>: ClientInfo<Inner> {
    fn exec(
        &self,
        request: Request,
        info: &OperationInfo,
    ) -> impl Future<Output = Result<Response, crate::error::Error>> + Send;
}

/// Sends the request of an operation, and repeats it if the retry policy allows this.
pub(crate) async fn send(
    transport: &Transport,
    request: Request,
    info: OperationInfo,
) -> Result<Response, crate::error::Error> {
    let operation = info.operation_id;
    let observer = transport.observer(operation);
    let sent = observer.observe(|| transport::send(transport, request, info));
    match sent.await {
        Ok(response) => Ok(Response {
            operation,
            response,
        }),
        Err(error) => Err(error.with_operation(operation)),
    }
}

/// A complete response with a success status. The client has not decoded the body of this response
/// yet.
#[derive(Debug)]
pub struct Response {
    operation: &'static str,
    response: http::Response,
}

impl Response {
    #[doc(hidden)]
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.response.status
    }

    fn undecodable(self, message: impl Into<String>) -> crate::error::Error {
        let stats = self.response.stats;
        crate::error::Error::undecodable(self.response.into(), message)
            .with_stats(stats)
            .with_operation(self.operation)
    }

    fn with<T>(mut self, decoded: impl Into<Decoded<T>>) -> ResponseValue<T> {
        let Decoded { value, unreadable } = decoded.into();
        ResponseValue {
            value,
            unreadable,
            body: std::mem::take(&mut self.response.body),
            metadata: self.response.into(),
        }
    }
}

/// A decoded response body, with the status and the headers of the response.
pub struct ResponseValue<T> {
    value: T,
    unreadable: Vec<UnreadableItem>,
    body: Bytes,
    metadata: Metadata,
}

impl<T> ResponseValue<T> {
    /// Returns the decoded response body.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// Returns the decoded response body and the metadata of the call. If the body is a list, also
    /// returns the items that the client could not decode.
    pub(crate) fn into_parts(self) -> (T, Vec<UnreadableItem>, Metadata) {
        (self.value, self.unreadable, self.metadata)
    }

    /// Returns the metadata of the call, for example its attempts and its duration.
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// Returns the status.
    pub fn status(&self) -> StatusCode {
        self.metadata.status_code()
    }

    /// Returns the headers.
    pub fn headers(&self) -> &HeaderMap {
        self.metadata.headers()
    }

    /// Returns the items of a list that the client could not decode. The decoded response body does
    /// not contain these items.
    pub fn unreadable_items(&self) -> &[UnreadableItem] {
        &self.unreadable
    }
}

impl<T: DeserializeOwned> ResponseValue<T> {
    #[doc(hidden)]
    pub fn from_response<E>(response: Response) -> Result<Self, Error<E>> {
        match decode(&response.response.body) {
            Ok(decoded) => Ok(response.with(decoded)),
            Err(message) => Err(response.undecodable(message).into()),
        }
    }
}

impl ResponseValue<ByteStream> {
    #[doc(hidden)]
    #[must_use]
    pub fn stream(response: Response) -> Self {
        let body = response.response.body.clone();
        response.with(body)
    }
}

impl ResponseValue<()> {
    #[doc(hidden)]
    #[must_use]
    pub fn empty(response: Response) -> Self {
        response.with(())
    }
}

impl<T> Deref for ResponseValue<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: fmt::Debug> fmt::Debug for ResponseValue<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

/// The error that a method of the generated client returns.
///
/// This type contains a [`crate::Error`], and dereferences to it. You can also convert this type
/// into the contained [`crate::Error`]. `E` is the type of the JSON body that the contract
/// describes for an error response.
pub struct Error<E = ()> {
    error: crate::error::Error,
    body: PhantomData<fn() -> E>,
}

impl<E: DeserializeOwned> Error<E> {
    /// Decodes the body of the error response as `E`, the type that the contract describes.
    ///
    /// Returns `None` if the body does not have the type `E`, or if the client received no
    /// response.
    #[must_use]
    pub fn body(&self) -> Option<E> {
        let text = std::str::from_utf8(self.error.raw_body()?).ok()?;
        serde_json::from_str(text).ok()
    }
}

// The functions below create errors from responses. Generated code contains calls of these
// functions, but with the present contract no such call is reachable. The function
// `transport::send` returns an error for every status except 2xx. For the 2xx statuses, the
// contract has a response with the key `2XX`, so no 2xx status is unexpected.
#[allow(non_snake_case)]
impl<E> Error<E> {
    #[doc(hidden)]
    #[must_use]
    pub fn ErrorResponse(value: ResponseValue<E>) -> Self {
        crate::error::Error::status_of(value.metadata.into_response(value.body).into()).into()
    }

    #[doc(hidden)]
    #[must_use]
    pub fn UnexpectedResponse(response: Response) -> Self {
        response
            .undecodable("the contract does not describe a response with this status")
            .into()
    }
}

impl<E> From<crate::error::Error> for Error<E> {
    fn from(error: crate::error::Error) -> Self {
        Error {
            error,
            body: PhantomData,
        }
    }
}

impl<E> From<Error<E>> for crate::error::Error {
    fn from(error: Error<E>) -> Self {
        error.error
    }
}

/// Converts the error that reqwest returns if generated code cannot build a request.
impl<E> From<reqwest::Error> for Error<E> {
    fn from(error: reqwest::Error) -> Self {
        crate::error::Error::invalid_input("this client could not build the request")
            .with_source(error.without_url())
            .into()
    }
}

/// Converts the error that occurs if the value of a header parameter is invalid.
impl<E> From<InvalidHeaderValue> for Error<E> {
    fn from(error: InvalidHeaderValue) -> Self {
        crate::error::Error::invalid_input(
            "a header parameter contains characters that are invalid in a header",
        )
        .with_source(error)
        .into()
    }
}

impl<E> Deref for Error<E> {
    type Target = crate::error::Error;

    fn deref(&self) -> &crate::error::Error {
        &self.error
    }
}

impl<E> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl<E> fmt::Debug for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl<E> std::error::Error for Error<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.error.source()
    }
}
