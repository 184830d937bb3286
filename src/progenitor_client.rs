//! The runtime of generated code. This module replaces the crate `progenitor-client`.
//!
//! Generated code calls its runtime by the name `progenitor_client`. The crate `progenitor-client`
//! has two problems for this client. The hooks of the crate cannot solve these problems:
//!
//! - The `Error` of the crate drops the status and the headers of a response that cannot be
//!   decoded. If the contract does not describe the status of a response, the crate's error does
//!   not contain the body. The text of the crate's error contains complete headers and bodies.
//! - The `ResponseValue` of the crate copies the headers of every response.
//!
//! In this module every failure is a [`crate::error::Error`] with all details, for
//! [`crate::Client`] and for the generated client. Only the hook [`exec`](ClientHooks::exec) has an
//! effect: this hook passes the request to [`crate::transport`].
//!
//! Code that progenitor 0.15.1 generates uses the names and signatures of this module. If another
//! version of progenitor generates code with other names, the code does not compile.

pub(crate) mod decode;
mod decode_error;
mod items;

use std::convert::Infallible;
use std::fmt;
use std::future::{Ready, ready};
use std::marker::PhantomData;
use std::ops::Deref;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, InvalidHeaderValue};
use serde::de::DeserializeOwned;
use serde::ser::{Error as _, Serialize, Serializer};
use serde_json::Value;

use self::decode::decode;
use self::items::Decoded;
use crate::http::{self, CallStats};
use crate::json::UnreadableItem;
use crate::transport::{self, Transport};

/// A request that generated code built.
pub(crate) type Request = reqwest::Request;

/// A response body that is not JSON.
pub type ByteStream = Bytes;

/// Access to the parts of a generated client.
pub trait ClientInfo<Inner> {
    /// Returns the version of the contract.
    fn api_version() -> &'static str
    where
        Self: Sized;

    /// Returns the base URL, without a trailing slash.
    fn baseurl(&self) -> &str;

    /// Returns the HTTP client.
    fn client(&self) -> &reqwest::Client;

    /// Returns the transport that sends requests.
    fn inner(&self) -> &Inner;
}

/// The operation that a request belongs to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OperationInfo {
    /// The name of the generated method.
    pub(crate) operation_id: &'static str,
}

/// The hooks that generated code calls. `pre` is called before a request, `exec` sends the request,
/// and `post` is called after the response.
pub(crate) trait ClientHooks<Inner>: ClientInfo<Inner> {
    fn pre(&self, _request: &mut Request, _info: &OperationInfo) -> Ready<Result<(), Infallible>> {
        ready(Ok(()))
    }

    fn exec(
        &self,
        request: Request,
        info: &OperationInfo,
    ) -> impl Future<Output = Result<Response, crate::error::Error>> + Send;

    fn post(
        &self,
        _result: &Result<Response, crate::error::Error>,
        _info: &OperationInfo,
    ) -> Ready<Result<(), Infallible>> {
        ready(Ok(()))
    }
}

/// Sends the request of an operation. The retry policy limits the number of attempts.
pub(crate) async fn send(
    transport: &Transport,
    client: &reqwest::Client,
    request: Request,
    operation: &'static str,
) -> Result<Response, crate::error::Error> {
    match transport::send(transport, client, request).await {
        Ok(response) => Ok(Response {
            operation,
            response,
        }),
        Err(error) => Err(error.with_operation(operation)),
    }
}

/// A complete response with a success status. The body of this response is not decoded yet.
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

    fn with<T>(self, decoded: impl Into<Decoded<T>>) -> ResponseValue<T> {
        let Decoded { value, unreadable } = decoded.into();
        ResponseValue {
            value,
            unreadable,
            response: self.response,
        }
    }
}

/// A decoded body, with the status and the headers of its response.
pub struct ResponseValue<T> {
    value: T,
    unreadable: Vec<UnreadableItem>,
    response: http::Response,
}

impl<T> ResponseValue<T> {
    /// Returns the decoded body.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// Returns the statistics of the call.
    pub(crate) fn stats(&self) -> CallStats {
        self.response.stats
    }

    /// Returns the decoded body, and the items of a list that could not be read.
    pub(crate) fn into_parts(self) -> (T, Vec<UnreadableItem>) {
        (self.value, self.unreadable)
    }

    /// Returns the status.
    pub fn status(&self) -> StatusCode {
        self.response.status
    }

    /// Returns the headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.response.headers
    }

    /// Returns the items of a list that could not be read. The decoded body does not contain these
    /// items.
    pub fn unreadable_items(&self) -> &[UnreadableItem] {
        &self.unreadable
    }
}

impl<T: DeserializeOwned> ResponseValue<T> {
    // Generated code awaits the result of this function. The result is ready immediately, because
    // the complete body has already arrived.
    #[doc(hidden)]
    pub fn from_response<E>(response: Response) -> Ready<Result<Self, Error<E>>> {
        ready(match decode(&response.response.body) {
            Ok(decoded) => Ok(response.with(decoded)),
            Err(message) => Err(response.undecodable(message).into()),
        })
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

/// The error of a generated method.
///
/// The type contains a [`crate::Error`], dereferences to this error and converts into this error.
/// The contract describes the JSON body of an error response, and `E` is the type of this body.
pub struct Error<E = ()> {
    error: crate::error::Error,
    body: PhantomData<fn() -> E>,
}

impl<E: DeserializeOwned> Error<E> {
    /// Decodes the response body as the type of the error body in the contract.
    ///
    /// Returns `None` if the body does not have this type, or if the client received no response.
    #[must_use]
    pub fn body(&self) -> Option<E> {
        let text = std::str::from_utf8(self.error.raw_body()?).ok()?;
        serde_json::from_str(text).ok()
    }
}

// These functions create errors from responses. Generated code contains calls of these functions,
// but at present no call is reachable. `transport::send` returns every status except 2xx as an
// error, and the contract describes every 2xx status as `2XX`.
#[allow(non_snake_case)]
impl<E> Error<E> {
    #[doc(hidden)]
    #[must_use]
    pub fn ErrorResponse(value: ResponseValue<E>) -> Self {
        crate::error::Error::status_of(value.response.into()).into()
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

/// A conversion for errors that occur when generated code builds a request.
impl<E> From<reqwest::Error> for Error<E> {
    fn from(error: reqwest::Error) -> Self {
        crate::error::Error::invalid_input("this client could not build the request")
            .with_source(error.without_url())
            .into()
    }
}

/// A conversion for the error that a header parameter is invalid.
impl<E> From<InvalidHeaderValue> for Error<E> {
    fn from(error: InvalidHeaderValue) -> Self {
        crate::error::Error::invalid_input(
            "a header parameter contains characters that are invalid in a header",
        )
        .with_source(error)
        .into()
    }
}

impl<E> From<Infallible> for Error<E> {
    fn from(never: Infallible) -> Self {
        match never {}
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

/// Percent-encodes one segment of a path. ASCII letters, digits, `-` and `_` are not encoded. The
/// ids of this API contain only these characters.
///
/// Percent-encoding does not protect against `.` and `..`, because a URL parser also resolves
/// `%2E%2E`. The check of the contract rejects path parameters that could be `.` or `..`.
pub(crate) fn encode_path(segment: &str) -> impl fmt::Display {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

    const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_');
    utf8_percent_encode(segment, RESERVED)
}

/// A trait that generated code imports. The trait is for request bodies that are HTML forms.
///
/// The check of the contract rejects HTML forms, because this API accepts JSON bodies.
#[allow(
    dead_code,
    reason = "generated code imports the trait and never calls it"
)]
pub(crate) trait RequestBuilderExt {}

/// A query parameter that serializes as pairs of a name and a value.
///
/// The value `None` becomes no pair, a scalar becomes one pair, and a list becomes one pair for
/// each item.
#[derive(Clone, Copy, Debug)]
pub(crate) struct QueryParam<'a, T> {
    name: &'a str,
    value: &'a T,
}

impl<'a, T> QueryParam<'a, T> {
    pub(crate) fn new(name: &'a str, value: &'a T) -> Self {
        QueryParam { name, value }
    }
}

impl<T: Serialize> Serialize for QueryParam<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match serde_json::to_value(self.value).map_err(S::Error::custom)? {
            Value::Null => serializer.collect_seq::<[(&str, Value); 0]>([]),
            Value::Array(items) => {
                serializer.collect_seq(items.iter().map(|item| (self.name, item)))
            }
            scalar => serializer.collect_seq([(self.name, scalar)]),
        }
    }
}
