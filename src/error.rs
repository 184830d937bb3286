//! The error type of this crate.

use std::convert::Infallible;
use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::StatusCode;

use crate::http::{CallStats, HeaderMap, HeaderName, Metadata, REQUEST_ID};
use crate::json::UnreadableItem;

mod body;
mod constructors;
mod error_builder;
mod error_type;
mod outcome;
mod predicates;
mod response;
mod retry_after;
mod time_limit;

pub use body::FieldErrors;
pub(crate) use body::{ServerMessage, is_visible, reports_error, single_line};
pub use error_builder::ErrorBuilder;
pub use outcome::Outcome;
pub(crate) use outcome::is_transient;
use response::RETRY_AFTER;
pub(crate) use response::{ErrorResponse, MAX_RAW_BODY, redact_value};
pub(crate) use retry_after::http_date;
pub(crate) use time_limit::TimeLimit;

/// An error of this crate. An error means that a call failed, or that the program could not build a
/// client or a request.
///
/// Predicates such as [`is_not_found`](Error::is_not_found) show which kind of failure occurred.
/// Methods such as [`field_errors`](Error::field_errors) return the details that the server
/// reported. The method [`outcome`](Error::outcome) shows whether the server may have applied a
/// write.
///
/// The output of `Display` is one line. This line contains the name of the operation, the failure
/// and the error message of the server. `Display` and `Debug` never show the access token, the
/// query of the URL or the raw body. `Display` and `Debug` show only two headers of the response:
/// `X-Request-Id` and `Retry-After`.
///
/// ```no_run
/// # async fn example(client: tallyfy_groups::Client) -> Result<(), tallyfy_groups::Error> {
/// match client.get_group("group_id_abc123").await {
///     Ok(group) => println!("{}", group.name),
///     Err(error) if error.is_not_found() => println!("there is no such group"),
///     Err(error) => return Err(error),
/// }
/// # Ok(())
/// # }
/// ```
// The `Box` makes `Error` small, so that a `Result` is not larger than its success value.
pub struct Error(Box<Inner>);

struct Inner {
    kind: Kind,
    /// The name of the operation that failed, which is also the name of the generated method.
    /// `None` if the error occurred before any call started.
    operation: Option<&'static str>,
    /// A description of the failure. This text is empty if the error message of the server already
    /// describes the failure.
    message: String,
    response: Option<ErrorResponse>,
    source: Option<Box<dyn StdError + Send + Sync>>,
    unreadable_item: Option<UnreadableItem>,
    stats: CallStats,
    /// `true` if the request used the connection of an earlier request, and this connection was
    /// closed before the response was complete. A server may close an idle connection at any time.
    is_lost_on_reused: bool,
    /// `true` if a later call fails for the same reason, for example because the client rejects the
    /// certificate of the server.
    is_permanent: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// The program could not build the client, for example because a setting is invalid. A call
    /// outside of a tokio runtime has this error, too.
    Configuration,
    /// The client rejected an argument of the call, and sent no request.
    InvalidInput,
    /// The token source of the program returned no valid token, so the client sent no request.
    TokenUnavailable,
    /// The client could not connect to the server, so it sent no request.
    Connect,
    /// A time limit ended the call before the response was complete.
    Timeout,
    /// The connection to the server failed after it was established.
    Transport,
    /// The status of the response is not 2xx.
    Status,
    /// The status of the response is 2xx, but the body of the response is not complete JSON. If a
    /// gateway sent this body instead of the server, a retry can succeed.
    Unreadable,
    /// The status of the response is 2xx, but the JSON body does not match the contract, or the
    /// JSON body reports an error.
    Undecodable,
    /// The body of the response is larger than the maximum size that the client accepts.
    TooLarge,
    /// The response is about a different object than the request.
    Mismatched,
    /// Every read of the group returned an old state. An earlier response had contained a newer
    /// state of the group.
    Stale,
    /// The pages that the client received do not contain the complete list.
    IncompleteList,
    /// Several groups or members match a lookup.
    Ambiguous,
    /// The request should create a group, but a different group already has the requested name.
    NameTaken,
    /// The server may have applied the write. The client read the group after the write, but could
    /// not determine whether the server applied the write.
    Unconfirmed,
    /// The server stored values that differ from the values in the request.
    NotStored,
}

/// Methods that return details of the failure.
///
/// ```
/// use tallyfy_groups::Error;
///
/// fn report(error: &Error) {
///     eprintln!("{error}, outcome {:?}, after {:?}", error.outcome(), error.elapsed());
///     eprintln!("status {:?}, code {:?}: {:?}", error.status(), error.code(), error.message());
///     for (field, messages) in error.field_errors() {
///         eprintln!("{field}: {}", messages.join(" "));
///     }
///     let gateway = error.headers().and_then(|headers| headers.get("via"));
///     let size = error.raw_body().map(<[u8]>::len);
///     eprintln!("gateway {gateway:?}, {size:?} bytes, retry after {:?}", error.retry_after());
/// }
/// ```
impl Error {
    /// Returns how many times the client tried to send the request, including the first time.
    ///
    /// The number is 0 if the client did not try to send a request.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.stats.attempts
    }

    /// Returns how long the failed call took, including the pauses between its attempts.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.0.stats.elapsed
    }

    /// Returns the name of the operation that failed, such as `create_group`. For a request of
    /// [`Client::endpoint`](crate::Client::endpoint), returns the path with its placeholders. A
    /// method such as `add_members` consists of two operations, `get_group` and `update_group`.
    ///
    /// Returns `None` if the error occurred before any call started.
    #[must_use]
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation
    }

    /// Returns the status code of the response. Returns `None` if the client received no response.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.response().map(|error| error.response.status.as_u16())
    }

    /// Returns the headers of the response. Returns `None` if the client received no response.
    ///
    /// If the header `X-Request-Id` or `Retry-After` contains the access token, the client has
    /// replaced the token. Other headers may contain personal data, such as cookies.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.response().map(|error| &error.response.headers)
    }

    /// Returns the request id from the header `X-Request-Id` of the response.
    ///
    /// Include this request id when you report a problem to the support team of the vendor.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.header(REQUEST_ID)
    }

    /// Returns the value of the header `Retry-After` as the server sent it. This value is a number
    /// of seconds or an HTTP-date. [`retry_after_duration`](Error::retry_after_duration) returns
    /// the value as a duration.
    #[must_use]
    pub fn retry_after(&self) -> Option<&str> {
        self.header(RETRY_AFTER)
    }

    /// Returns the error message that the server sent in the body of the response.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.response()?.message.message.as_deref()
    }

    /// Returns the error code that the server sent in the body of the response, such as
    /// `RESOURCE_NOT_FOUND`.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.response()?.message.code.as_deref()
    }

    /// Returns the server's error messages for each invalid field. The map is empty if the response
    /// names no invalid field.
    #[must_use]
    pub fn field_errors(&self) -> &FieldErrors {
        static NONE: FieldErrors = FieldErrors::new();
        self.response().map_or(&NONE, |error| &error.message.fields)
    }

    /// Returns the first 64 KiB of the response body as the server sent it.
    ///
    /// The body may be JSON or HTML, or the body may be empty. Returns `None` if the client
    /// received no response. The body may contain personal data. Write the body to a log only if
    /// this log may contain personal data.
    #[must_use]
    pub fn raw_body(&self) -> Option<&[u8]> {
        self.response().map(|error| &*error.response.body)
    }

    /// Returns the list item that the client cannot read.
    ///
    /// Returns `None` if the error is not about a single list item. If a stream returns an error
    /// about a single list item, the stream continues with the next item.
    #[must_use]
    pub fn unreadable_item(&self) -> Option<&UnreadableItem> {
        self.0.unreadable_item.as_ref()
    }

    /// Returns the value of the header `name` of the response. Returns `None` if the header is
    /// missing, or if its value contains a character that is not visible ASCII.
    pub(crate) fn header(&self, name: HeaderName) -> Option<&str> {
        self.response()?.response.header(name)
    }

    /// Returns the metadata of the response. Returns `None` if the client received no response.
    pub(crate) fn into_metadata(self) -> Option<Metadata> {
        Some(self.0.response?.response.into())
    }

    fn response(&self) -> Option<&ErrorResponse> {
        self.0.response.as_ref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation) = self.0.operation {
            write!(f, "{operation}: ")?;
        }
        match self.response() {
            None => f.write_str(&self.0.message)?,
            Some(error) => {
                write!(f, "the server returned {}", Status(error.response.status))?;
                match self.0.kind {
                    Kind::Status => write!(f, "{}", error.message)?,
                    _ => write!(f, ", but {}", self.0.message)?,
                }
                if let Some(wait) = self.retry_after() {
                    write!(f, " (retry after {})", single_line(wait))?;
                }
                if let Some(id) = self.request_id() {
                    write!(f, " (request {})", single_line(id))?;
                }
            }
        }
        match self.0.stats.attempts {
            0 | 1 => Ok(()),
            count => write!(f, " after {count} attempts"),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("outcome", &self.outcome())
            .field("message", &format_args!("{self}"))
            .field("source", &self.0.source)
            .finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        let source = self.0.source.as_deref()?;
        // Several calls share the error of one token source.
        match source.downcast_ref::<Arc<dyn StdError + Send + Sync>>() {
            Some(shared) => Some(&**shared),
            None => Some(source),
        }
    }
}

/// Allows callers to pass an argument that already has the required type. The conversion of such an
/// argument cannot fail, so the program never calls this function.
impl From<Infallible> for Error {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

/// An HTTP status code. `Display` shows the code and its reason phrase.
struct Status(StatusCode);

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Status(status) = self;
        match status.canonical_reason() {
            Some(name) => write!(f, "{} {name}", status.as_u16()),
            None => status.as_u16().fmt(f),
        }
    }
}
