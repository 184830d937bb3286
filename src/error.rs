//! The one error of this crate.

use std::convert::Infallible;
use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use reqwest::StatusCode;

use crate::http::CallStats;
use crate::json::UnreadableItem;

mod body;
mod constructors;
mod outcome;
mod predicates;
mod response;
mod time_limit;

pub use body::FieldErrors;
pub(crate) use body::{ServerMessage, is_visible, reports_error, single_line};
pub use outcome::Outcome;
pub(crate) use response::{ErrorResponse, MAX_RAW_BODY};
use response::{REQUEST_ID, RETRY_AFTER};
pub(crate) use time_limit::TimeLimit;

/// What went wrong with a call, or before one.
///
/// Ask what it means with a predicate such as [`is_not_found`](Error::is_not_found), and for what
/// the server said with an accessor such as [`field_errors`](Error::field_errors).
///
/// `Display` says which operation failed, how, and what the server said about it, in one line.
/// Neither it nor `Debug` shows the token, the query or the raw body; of the answer's headers, the
/// request's id and `Retry-After`.
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
// Boxed, so that a `Result` is no larger than what it holds on success.
pub struct Error(Box<Inner>);

struct Inner {
    kind: Kind,
    /// The generated method's name, once a call has begun.
    operation: Option<&'static str>,
    /// What is to be said, when it is not the server who says it.
    message: String,
    response: Option<ErrorResponse>,
    source: Option<Box<dyn StdError + Send + Sync>>,
    unreadable_item: Option<UnreadableItem>,
    stats: CallStats,
    /// Whether the connection was closed before the first byte of the response, and had served
    /// another request before. Servers close idle connections.
    is_lost_on_reused: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// The client could not be built.
    Configuration,
    /// An argument was refused before anything was sent.
    InvalidInput,
    /// No connection could be made, so nothing was sent.
    Connect,
    /// A time limit ended the call before a complete response.
    Timeout,
    /// The connection failed after it was made.
    Transport,
    /// The status of the response is not a success.
    Status,
    /// A success whose body is not complete JSON: it may come from a gateway, and another attempt
    /// may bring the response of the API.
    Unreadable,
    /// A success whose JSON does not match the contract, or reports an error.
    Undecodable,
    /// The body is larger than the client accepts.
    TooLarge,
    /// The response is about another object than the request.
    Mismatched,
    /// Reads kept returning a state of the group that is older than one known already.
    Stale,
    /// The pages of a list do not add up to the whole list.
    IncompleteList,
    /// The name to be created belongs to another group.
    NameTaken,
    /// A write may have been applied, and reading back did not tell.
    Unconfirmed,
    /// The server stored something other than what was written.
    NotStored,
}

/// The facts of the failure.
impl Error {
    /// How often the request was sent, the first time included; 0 when no call had begun.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.stats.attempts
    }

    /// How long the call took, pauses included.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.0.stats.elapsed
    }

    /// The operation that failed, as its method is named, such as `create_group`.
    ///
    /// None when no call had begun.
    #[must_use]
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation
    }

    /// The status of the answer, if there was one.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.response().map(|error| error.response.status.as_u16())
    }

    /// The server's id of the request (`X-Request-Id`), to quote to its support.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.header(REQUEST_ID)
    }

    /// The answer's `Retry-After` as it was sent: seconds, or an HTTP-date.
    #[must_use]
    pub fn retry_after(&self) -> Option<&str> {
        self.header(RETRY_AFTER)
    }

    /// What the server said went wrong, in words.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.response()?.message.message.as_deref()
    }

    /// What the server said went wrong, for a program, such as `RESOURCE_NOT_FOUND`.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.response()?.message.code.as_deref()
    }

    /// What the server said is wrong with each field; empty when it named none.
    #[must_use]
    pub fn field_errors(&self) -> &FieldErrors {
        static NONE: FieldErrors = FieldErrors::new();
        self.response().map_or(&NONE, |error| &error.message.fields)
    }

    /// The body of the answer as it was received, whatever it is: JSON, HTML, nothing. At most
    /// its first 64 KiB are kept.
    ///
    /// None when there was no answer. It may hold what users wrote; mind where it is logged.
    #[must_use]
    pub fn raw_body(&self) -> Option<&[u8]> {
        self.response().map(|error| &*error.response.body)
    }

    /// Returns the item of a list that the client cannot read.
    ///
    /// `None` if the error is not about one item. A stream continues after an error that is.
    #[must_use]
    pub fn unreadable_item(&self) -> Option<&UnreadableItem> {
        self.0.unreadable_item.as_ref()
    }

    /// Returns a header of the response if it has only visible ASCII characters.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.response()?.response.header(name)
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
        self.0.source.as_deref().map(|source| source as _)
    }
}

/// For arguments that are what they should be already.
impl From<Infallible> for Error {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

/// A status with its name.
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
