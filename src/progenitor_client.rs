//! What generated code calls: the stand-in for the crate `progenitor-client`.
//!
//! Generated code needs a runtime of a certain shape, and reaches it by the name
//! `progenitor_client`. The crate of that name fills the shape in a way that this client cannot
//! live with, and that no hook changes:
//!
//! - its `Error` keeps neither status nor headers of an answer that it cannot decode, leaves the
//!   body of an undocumented status unread, and prints whole headers and bodies;
//! - its `ResponseValue` copies the headers of every answer.
//!
//! Here every failure is a [`crate::error::Error`] with all its facts, whichever surface was called, and
//! the one hook is [`exec`](ClientHooks::exec), which hands the request to [`crate::transport`].
//! The names and signatures are those that progenitor 0.15.1 generates calls to; another version
//! may generate others, which then do not compile.

pub(crate) mod decode;
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

use self::decode::{Decoded, decode};
use crate::http::{self, CallStats};
use crate::json::UnreadableItem;
use crate::transport::{self, Transport};

/// A request as generated code builds it.
pub(crate) type Request = reqwest::Request;

/// The body of a response that is not JSON.
pub type ByteStream = Bytes;

/// What a generated client is made of.
pub trait ClientInfo<Inner> {
    /// The version of the contract.
    fn api_version() -> &'static str
    where
        Self: Sized;

    /// The base URL, without a trailing slash.
    fn baseurl(&self) -> &str;

    /// The HTTP client.
    fn client(&self) -> &reqwest::Client;

    /// What requests are sent with.
    fn inner(&self) -> &Inner;
}

/// The operation that a request belongs to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OperationInfo {
    /// The name of its method.
    pub(crate) operation_id: &'static str,
}

/// What generated code calls around a request.
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

/// Sends the request of an operation, as often as the policy allows.
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

/// A successful response that has arrived completely, and is not decoded yet.
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

/// A decoded body, with the status and headers of its response.
pub struct ResponseValue<T> {
    value: T,
    unreadable: Vec<UnreadableItem>,
    response: http::Response,
}

impl<T> ResponseValue<T> {
    /// The decoded body.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// Returns the statistics of the call.
    pub(crate) fn stats(&self) -> CallStats {
        self.response.stats
    }

    /// Returns the decoded body, and the items of a list that it does not have.
    pub(crate) fn into_parts(self) -> (T, Vec<UnreadableItem>) {
        (self.value, self.unreadable)
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.response.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.response.headers
    }

    /// Returns the items of a list that could not be read. They are missing from the decoded body.
    pub fn unreadable_items(&self) -> &[UnreadableItem] {
        &self.unreadable
    }
}

impl<T: DeserializeOwned> ResponseValue<T> {
    // Generated code awaits it; the body is already here.
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

/// Why a call of a generated method failed: a [`crate::error::Error`], which it dereferences to and
/// converts into, and the type `E` that the contract gives the body.
pub struct Error<E = ()> {
    error: crate::error::Error,
    body: PhantomData<fn() -> E>,
}

impl<E: DeserializeOwned> Error<E> {
    /// The body of the answer in the form that the contract gives it; none when it has another,
    /// or there was no answer.
    #[must_use]
    pub fn body(&self) -> Option<E> {
        let text = std::str::from_utf8(self.error.raw_body()?).ok()?;
        serde_json::from_str(text).ok()
    }
}

// How generated code makes errors of responses. Neither is reached while `transport::send` returns
// every status but a 2xx as an error, and the contract names `2XX`.
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
            .undecodable("the contract does not know this status")
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

/// From building a request, before it is sent.
impl<E> From<reqwest::Error> for Error<E> {
    fn from(error: reqwest::Error) -> Self {
        crate::error::Error::invalid_input("the request could not be built")
            .with_source(error.without_url())
            .into()
    }
}

/// From a header parameter, before it is sent.
impl<E> From<InvalidHeaderValue> for Error<E> {
    fn from(error: InvalidHeaderValue) -> Self {
        crate::error::Error::invalid_input(
            "a header parameter has characters that no header may have",
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

/// Percent-encodes one segment of a path: everything but what the ids of this API are made of.
///
/// `.` and `..` would pass any encoding, because a URL's parser resolves `%2E%2E` as well; the
/// contract's check lets no path parameter through that could be one of them.
pub(crate) fn encode_path(segment: &str) -> impl fmt::Display {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

    const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_');
    utf8_percent_encode(segment, RESERVED)
}

/// What generated code brings into scope for bodies that are forms. The contract's check lets
/// none through, because this API takes JSON.
#[allow(dead_code, reason = "brought into scope, and never called")]
pub(crate) trait RequestBuilderExt {}

/// A parameter of a query, as pairs for the query's serializer: none for `None`, one for a scalar,
/// and one for each item of a list.
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
