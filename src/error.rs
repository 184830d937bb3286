//! The one error of this crate.

use std::convert::Infallible;
use std::error::Error as StdError;
use std::fmt;

use bytes::Bytes;

mod body;

pub use body::FieldErrors;
use body::Said;

/// What went wrong with a call, or before one.
///
/// Ask what it means with a predicate such as [`is_not_found`](Error::is_not_found), and for what
/// the server said with an accessor such as [`field_errors`](Error::field_errors).
///
/// `Display` says which operation failed, how, and what the server said about it, in one line.
/// Neither it nor `Debug` shows the token, the query, a header or the raw body.
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
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// The client could not be built.
    Configuration,
    /// An argument was refused before anything was sent.
    InvalidInput,
    /// No connection could be made, so nothing was sent.
    Connect,
    /// No whole answer arrived in time.
    Timeout,
    /// The connection failed after it was made.
    Transport,
    /// The server answered with a status that is not a success.
    Status,
    /// The server reported a success that could not be read.
    Unreadable,
    /// The pages of a list do not add up to a whole.
    IncompleteList,
}

/// What the server answered, kept with the error.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) request_id: Option<String>,
    pub(crate) retry_after: Option<String>,
    pub(crate) body: Bytes,
    said: Said,
}

impl Answer {
    pub(crate) fn new(
        status: u16,
        request_id: Option<String>,
        retry_after: Option<String>,
        body: Bytes,
    ) -> Answer {
        Answer {
            said: Said::read(&body),
            status,
            request_id,
            retry_after,
            body,
        }
    }
}

/// What kind of failure it was.
impl Error {
    /// Whether the client could not be built.
    ///
    /// # Troubleshooting
    ///
    /// A token, an organization id or a base URL is missing or malformed; the message says which.
    /// [`Client::from_env`](crate::Client::from_env) lists the environment variables.
    #[must_use]
    pub fn is_configuration(&self) -> bool {
        self.0.kind == Kind::Configuration
    }

    /// Whether an argument was refused before anything was sent.
    ///
    /// # Troubleshooting
    ///
    /// The message says which argument, and what is allowed. Nothing has changed on the server.
    #[must_use]
    pub fn is_invalid_input(&self) -> bool {
        self.0.kind == Kind::InvalidInput
    }

    /// Whether no connection could be made. Nothing was sent.
    ///
    /// # Troubleshooting
    ///
    /// The server's name does not resolve, nothing listens at its address, or the TLS handshake
    /// failed. Compare the base URL with the one in the vendor's documents, and see whether the
    /// network lets this machine reach it. The [source](StdError::source) says more.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.0.kind == Kind::Connect
    }

    /// Whether no whole answer arrived in time. A write may have been applied.
    ///
    /// # Troubleshooting
    ///
    /// After a write, read the group to see whether it was applied. If the time is too short for
    /// your network, raise [`ClientBuilder::timeout`](crate::ClientBuilder::timeout).
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.0.kind == Kind::Timeout
    }

    /// Whether the connection failed after it was made. A write may have been applied.
    ///
    /// # Troubleshooting
    ///
    /// The server or something on the way to it closed the connection. After a write, read the
    /// group to see whether it was applied.
    #[must_use]
    pub fn is_transport(&self) -> bool {
        self.0.kind == Kind::Transport
    }

    /// Whether the server reported a success with a body that could not be read. A write was
    /// probably applied.
    ///
    /// # Troubleshooting
    ///
    /// The body is empty, is not JSON, or does not have the form that the contract describes; the
    /// message says where. [`raw_body`](Error::raw_body) has it whole. If something between this
    /// machine and the server answers in its place, its page is in there. Otherwise the API has
    /// changed, and the contract needs to follow.
    #[must_use]
    pub fn is_unreadable(&self) -> bool {
        self.0.kind == Kind::Unreadable
    }

    /// Whether the pages of a list do not add up to a whole.
    ///
    /// # Troubleshooting
    ///
    /// The collection changed while it was read, or the server repeats pages, leaves some empty,
    /// or never ends. The items that came before this error are real, but not all there is: read
    /// the list again from its beginning.
    #[must_use]
    pub fn is_incomplete_list(&self) -> bool {
        self.0.kind == Kind::IncompleteList
    }

    /// Whether the server could not read the request (400).
    ///
    /// # Troubleshooting
    ///
    /// The client sends well-formed requests; something on the way may have changed this one.
    #[must_use]
    pub fn is_bad_request(&self) -> bool {
        self.has_status(400)
    }

    /// Whether the server did not accept the token (401).
    ///
    /// # Troubleshooting
    ///
    /// The token is wrong, has expired or was revoked, or belongs to another installation than
    /// the base URL. Make a new one in the settings of your Tallyfy account.
    #[must_use]
    pub fn is_unauthorized(&self) -> bool {
        self.has_status(401)
    }

    /// Whether the token's owner may not do this (403).
    ///
    /// # Troubleshooting
    ///
    /// Writing to groups needs the permission `manage_groups`, and `get_member` needs an
    /// administrator.
    #[must_use]
    pub fn is_forbidden(&self) -> bool {
        self.has_status(403)
    }

    /// Whether there is no such thing (404).
    ///
    /// # Troubleshooting
    ///
    /// The id is wrong, or what it meant was deleted. If [`code`](Error::code) is
    /// `ENDPOINT_NOT_FOUND`, the base URL is wrong instead, for example without its `/api`.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.has_status(404)
    }

    /// Whether the state of the organization forbids it (409).
    ///
    /// # Troubleshooting
    ///
    /// [`code`](Error::code) says what is in the way, for example `SEAT_POOL_EXHAUSTED`.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        self.has_status(409)
    }

    /// Whether the server read the input and refused it (422).
    ///
    /// # Troubleshooting
    ///
    /// [`field_errors`](Error::field_errors) says which field, and why. A newer server requires a
    /// description for a new group, and refuses a name that another group of the organization
    /// has.
    #[must_use]
    pub fn is_validation(&self) -> bool {
        self.has_status(422)
    }

    /// Whether there were too many requests (429).
    ///
    /// # Troubleshooting
    ///
    /// Wait as long as [`retry_after`](Error::retry_after) says. The limits are not published.
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        self.has_status(429)
    }

    /// Whether the service failed (5xx). A write may have been applied.
    ///
    /// # Troubleshooting
    ///
    /// Try again later, after a write only once you have read whether it was applied. Quote the
    /// [`request_id`](Error::request_id) to the vendor's support.
    #[must_use]
    pub fn is_server_error(&self) -> bool {
        self.0.kind == Kind::Status && self.status().is_some_and(|s| (500..600).contains(&s))
    }

    fn has_status(&self, status: u16) -> bool {
        self.0.kind == Kind::Status && self.status() == Some(status)
    }
}

/// The facts of the failure.
impl Error {
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

    /// The body of the answer as it was received, whatever it is: JSON, HTML, nothing.
    ///
    /// None when there was no answer. It may hold what users wrote; mind where it is logged.
    #[must_use]
    pub fn raw_body(&self) -> Option<&[u8]> {
        self.answer().map(|answer| &*answer.body)
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
        }))
    }

    pub(crate) fn configuration(message: impl Into<String>) -> Error {
        Error::new(Kind::Configuration, message)
    }

    pub(crate) fn invalid_input(message: impl Into<String>) -> Error {
        Error::new(Kind::InvalidInput, message)
    }

    pub(crate) fn connect() -> Error {
        Error::new(Kind::Connect, "no connection to the server could be made")
    }

    pub(crate) fn timeout() -> Error {
        Error::new(Kind::Timeout, "no whole answer arrived in time")
    }

    pub(crate) fn transport() -> Error {
        Error::new(
            Kind::Transport,
            "the connection failed before a whole answer arrived",
        )
    }

    pub(crate) fn status_of(answer: Answer) -> Error {
        let mut error = Error::new(Kind::Status, "");
        error.0.answer = Some(answer);
        error
    }

    pub(crate) fn unreadable(answer: Answer, message: impl Into<String>) -> Error {
        let mut error = Error::new(Kind::Unreadable, message);
        error.0.answer = Some(answer);
        error
    }

    pub(crate) fn incomplete_list(message: impl Into<String>) -> Error {
        Error::new(Kind::IncompleteList, message)
    }

    pub(crate) fn during(mut self, operation: &'static str) -> Error {
        self.0.operation = Some(operation);
        self
    }

    pub(crate) fn because(mut self, source: impl StdError + Send + Sync + 'static) -> Error {
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
                match &answer.request_id {
                    Some(id) => write!(f, " (request {})", body::shown(id)),
                    None => Ok(()),
                }
            }
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
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
