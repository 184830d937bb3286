//! The one error of this crate.

use std::convert::Infallible;
use std::error::Error as StdError;
use std::fmt;
use std::time::{Duration, SystemTime};

use bytes::Bytes;

use crate::UnreadableItem;
use crate::transport::retry_after;

mod body;
mod outcome;
mod predicates;
mod time_limit;

pub use body::FieldErrors;
pub(crate) use body::{ServerMessage, is_visible, single_line};
pub use outcome::Outcome;
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
    answer: Option<Answer>,
    source: Option<Box<dyn StdError + Send + Sync>>,
    unreadable_item: Option<UnreadableItem>,
    stats: CallStats,
    /// Whether the connection was closed before the first byte of the response, and had served
    /// another request before. Servers close idle connections.
    is_lost_on_reused: bool,
}

/// How a call went, whether it failed or not.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct CallStats {
    pub(crate) count: u32,
    pub(crate) elapsed: Duration,
    /// Whether the method changes something.
    pub(crate) is_write: bool,
    /// Whether an attempt before the last one may have been applied.
    pub(crate) was_unsure: bool,
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

/// What the server answered, kept with the error.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) request_id: Option<String>,
    pub(crate) retry_after: Option<String>,
    /// The server's time, kept if the response has a `Retry-After`.
    pub(crate) date: Option<String>,
    pub(crate) body: Bytes,
    said: ServerMessage,
}

/// How much of a body an error keeps: more than any error of this API, and less than a log minds.
pub(crate) const MAX_RAW_BODY: usize = 64 * 1024;

impl Answer {
    pub(crate) fn new(
        status: u16,
        request_id: Option<String>,
        retry_after: Option<String>,
        mut body: Bytes,
    ) -> Answer {
        let said = ServerMessage::read(&body);
        body.truncate(MAX_RAW_BODY);
        Answer {
            said,
            status,
            request_id,
            retry_after,
            date: None,
            body,
        }
    }

    /// Hides a secret that the server has repeated in what errors show. The raw body keeps it.
    pub(crate) fn hide(&mut self, secret: &str) {
        // A shorter one is no token of the service, and may be part of any word.
        const SHORTEST: usize = 8;
        if secret.len() < SHORTEST {
            return;
        }
        for text in [&mut self.request_id, &mut self.retry_after] {
            hide(text.as_mut(), secret);
        }
        self.said.hide(secret);
    }
}

fn hide(text: Option<&mut String>, secret: &str) {
    if let Some(text) = text.filter(|text| text.contains(secret)) {
        *text = text.replace(secret, "[the access token]");
    }
}

/// The facts of the failure.
impl Error {
    /// How often the request was sent, the first time included; 0 when no call had begun.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.stats.count
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
        self.answer().map(|answer| answer.status)
    }

    /// The server's id of the request (`X-Request-Id`), to quote to its support.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.answer()?.request_id.as_deref()
    }

    /// The answer's `Retry-After` as it was sent: seconds, or an HTTP-date.
    #[must_use]
    pub fn retry_after(&self) -> Option<&str> {
        self.answer()?.retry_after.as_deref()
    }

    /// What the server said went wrong, in words.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.answer()?.said.message.as_deref()
    }

    /// What the server said went wrong, for a program, such as `RESOURCE_NOT_FOUND`.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.answer()?.said.code.as_deref()
    }

    /// What the server said is wrong with each field; empty when it named none.
    #[must_use]
    pub fn field_errors(&self) -> &FieldErrors {
        static NONE: FieldErrors = FieldErrors::new();
        self.answer().map_or(&NONE, |answer| &answer.said.fields)
    }

    /// The body of the answer as it was received, whatever it is: JSON, HTML, nothing. At most
    /// its first 64 KiB are kept.
    ///
    /// None when there was no answer. It may hold what users wrote; mind where it is logged.
    #[must_use]
    pub fn raw_body(&self) -> Option<&[u8]> {
        self.answer().map(|answer| &*answer.body)
    }

    /// Returns the item of a list that the client cannot read.
    ///
    /// `None` if the error is not about one item. A stream continues after an error that is.
    #[must_use]
    pub fn unreadable_item(&self) -> Option<&UnreadableItem> {
        self.0.unreadable_item.as_ref()
    }

    fn answer(&self) -> Option<&Answer> {
        self.0.answer.as_ref()
    }
}

/// How the rest of the crate makes errors.
impl Error {
    fn new(kind: Kind, message: impl Into<String>) -> Error {
        Error(Box::new(Inner {
            kind,
            operation: None,
            message: message.into(),
            answer: None,
            source: None,
            unreadable_item: None,
            stats: CallStats::default(),
            is_lost_on_reused: false,
        }))
    }

    pub(crate) fn configuration(message: impl Into<String>) -> Error {
        Error::new(Kind::Configuration, message)
    }

    pub(crate) fn invalid_input(message: impl Into<String>) -> Error {
        Error::new(Kind::InvalidInput, message)
    }

    pub(crate) fn connect(reason: impl Into<String>) -> Error {
        Error::new(Kind::Connect, reason)
    }

    pub(crate) fn connect_timeout(limit: Duration) -> Error {
        Error::connect(format!(
            "no connection to the server within {limit:?} (`connect_timeout`)"
        ))
    }

    pub(crate) fn timeout(limit: TimeLimit) -> Error {
        Error::new(Kind::Timeout, limit.to_string())
    }

    /// `is_lost_on_reused` says whether the connection had served another request before, and was
    /// closed before the first byte of the response.
    pub(crate) fn transport(reason: impl Into<String>, is_lost_on_reused: bool) -> Error {
        let mut error = Error::new(Kind::Transport, reason);
        error.0.is_lost_on_reused = is_lost_on_reused;
        error
    }

    pub(crate) fn status_of(answer: Answer) -> Error {
        let mut error = Error::new(Kind::Status, "");
        error.0.answer = Some(answer);
        error
    }

    pub(crate) fn unreadable(answer: Answer, message: impl Into<String>) -> Error {
        Error::new(Kind::Unreadable, message).with_answer(answer)
    }

    pub(crate) fn undecodable(answer: Answer, message: impl Into<String>) -> Error {
        Error::new(Kind::Undecodable, message).with_answer(answer)
    }

    /// That one item of a list cannot be read.
    pub(crate) fn undecodable_item(item: UnreadableItem) -> Error {
        let UnreadableItem {
            position, reason, ..
        } = &item;
        let message = format!("the item at position {position} of a page {reason}");
        let mut error = Error::new(Kind::Undecodable, message);
        error.0.unreadable_item = Some(item);
        error
    }

    /// That a success reports an error.
    pub(crate) fn reported(message: impl Into<String>) -> Error {
        Error::new(Kind::Undecodable, message)
    }

    /// That a response is about another object than its request.
    pub(crate) fn mismatched(message: impl Into<String>) -> Error {
        Error::new(Kind::Mismatched, message)
    }

    /// That reads kept returning a state of the group that is older than one known already.
    pub(crate) fn stale(message: impl Into<String>) -> Error {
        Error::new(Kind::Stale, message)
    }

    pub(crate) fn too_large(answer: Answer, limit: usize) -> Error {
        let message = format!("its body is larger than {limit} bytes (`max_response_bytes`)");
        Error::new(Kind::TooLarge, message).with_answer(answer)
    }

    pub(crate) fn name_taken(message: impl Into<String>) -> Error {
        Error::new(Kind::NameTaken, message)
    }

    pub(crate) fn not_stored(message: impl Into<String>) -> Error {
        Error::new(Kind::NotStored, message)
    }

    /// That reading back did not tell whether a write was applied.
    pub(crate) fn unconfirmed(message: impl Into<String>) -> Error {
        Error::new(Kind::Unconfirmed, message)
    }

    pub(crate) fn incomplete_list(message: impl Into<String>) -> Error {
        Error::new(Kind::IncompleteList, message)
    }

    /// What had arrived of an answer.
    pub(crate) fn with_answer(mut self, answer: Answer) -> Error {
        self.0.answer = Some(answer);
        self
    }

    pub(crate) fn with_stats(mut self, stats: CallStats) -> Error {
        self.0.stats = stats;
        self
    }

    pub(crate) fn with_operation(mut self, operation: &'static str) -> Error {
        self.0.operation = Some(operation);
        self
    }

    /// The error that a call ends with, after an earlier one of the same call, whose answer says
    /// most about it.
    pub(crate) fn with_cause(mut self, mut earlier: Error, stats: CallStats) -> Error {
        self.0.answer = earlier.0.answer.take();
        earlier.0.message = match &self.0.answer {
            Some(answer) => format!("the server answered {}", Status(answer.status)),
            None => earlier.0.message,
        };
        self.with_source(earlier).with_stats(stats)
    }

    pub(crate) fn is_lost_on_reused(&self) -> bool {
        // With a part of the response, it was not lost before.
        self.0.is_lost_on_reused && self.0.answer.is_none()
    }

    /// Whether a success has a body that is not complete JSON.
    pub(crate) fn is_without_json(&self) -> bool {
        self.0.kind == Kind::Unreadable
    }

    /// The time that the server asks to wait. An HTTP-date is compared with the server's own
    /// `Date`, and with `now` only if the response has none.
    pub(crate) fn retry_after_wait(&self, now: impl FnOnce() -> SystemTime) -> Option<Duration> {
        let answer = self.answer()?;
        let date = answer.date.as_deref().and_then(retry_after::http_date);
        let now = date.map_or_else(now, SystemTime::from);
        retry_after::parse(answer.retry_after.as_deref()?, now)
    }

    pub(crate) fn with_source(mut self, source: impl StdError + Send + Sync + 'static) -> Error {
        self.0.source = Some(Box::new(source));
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation) = self.0.operation {
            write!(f, "{operation}: ")?;
        }
        match self.answer() {
            None => f.write_str(&self.0.message),
            Some(answer) => {
                write!(f, "the server answered {}", Status(answer.status))?;
                match self.0.kind {
                    Kind::Status => write!(f, "{}", answer.said)?,
                    _ => write!(f, ", but {}", self.0.message)?,
                }
                if let Some(wait) = &answer.retry_after {
                    write!(f, " (retry after {})", body::single_line(wait))?;
                }
                if let Some(id) = &answer.request_id {
                    write!(f, " (request {})", body::single_line(id))?;
                }
                Ok(())
            }
        }?;
        match self.0.stats.count {
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
struct Status(u16);

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = reqwest::StatusCode::from_u16(self.0)
            .ok()
            .and_then(|status| status.canonical_reason());
        match name {
            Some(name) => write!(f, "{} {name}", self.0),
            None => self.0.fmt(f),
        }
    }
}
