//! The access token of each request. A token source can replace a token that the server rejects.

use std::collections::VecDeque;
use std::error::Error as StdError;
use std::fmt;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use reqwest::header::HeaderValue;
use tokio::time::timeout;
use zeroize::Zeroizing;

use super::access_token::authorization;
use super::deadline::Deadline;
use super::response::FAR_FUTURE;
use crate::error::Error;

/// An access token. Dropping the token overwrites its text in memory.
///
/// `Debug` does not show the token.
#[derive(Clone)]
pub struct AccessToken(Zeroizing<String>);

impl AccessToken {
    /// Returns the value of the header `Authorization` with this token.
    pub(crate) fn authorization(&self) -> Result<HeaderValue, Error> {
        authorization(&self.0)
    }
}

impl<T: Into<String>> From<T> for AccessToken {
    fn from(token: T) -> AccessToken {
        AccessToken(Zeroizing::new(token.into()))
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessToken(…)")
    }
}

/// The future that a [`TokenSource`] returns.
pub type TokenFuture<'a> =
    Pin<Box<dyn Future<Output = Result<AccessToken, Box<dyn StdError + Send + Sync>>> + Send + 'a>>;

/// A source of access tokens, for tokens that expire or change.
///
/// [`ClientBuilder::token_source`](crate::ClientBuilder::token_source) sets the source of a client.
/// The client calls [`token`](TokenSource::token) before each attempt of each request. If the
/// server rejects the token with the status 401, the client calls
/// [`refresh`](TokenSource::refresh), and sends the request once more. This is safe for a write,
/// too, because the server does not apply a request without a valid token. If the 401 has the error
/// `invalid_client`, it is not about the token, and the client does not call `refresh`.
///
/// If several calls fail at the same time with the same token, the client calls `refresh` once. If
/// `refresh` fails, the calls that wait for it fail, too.
///
/// The time that both methods take counts towards the deadline of the call. At the deadline, or if
/// the program drops the call, the client drops the futures of these methods. A different call may
/// then call `refresh` again. `refresh` must not use the same client, because that call would wait
/// for the refresh.
///
/// If a method returns an error or an invalid token, the call ends with an error for which
/// [`is_token_unavailable`](Error::is_token_unavailable) is true. If the method returned an error,
/// the [source](std::error::Error::source) of the client's error is that error.
///
/// ```
/// use std::sync::Mutex;
///
/// use tallyfy_groups::{AccessToken, TokenFuture, TokenSource};
///
/// #[derive(Debug)]
/// struct TokenFile {
///     path: &'static str,
///     token: Mutex<Option<AccessToken>>,
/// }
///
/// impl TokenSource for TokenFile {
///     fn token(&self) -> TokenFuture<'_> {
///         Box::pin(async {
///             let known = self.token.lock().unwrap().clone();
///             match known {
///                 Some(token) => Ok(token),
///                 None => self.refresh().await,
///             }
///         })
///     }
///
///     fn refresh(&self) -> TokenFuture<'_> {
///         Box::pin(async {
///             let token: AccessToken = std::fs::read_to_string(self.path)?.trim().into();
///             *self.token.lock().unwrap() = Some(token.clone());
///             Ok(token)
///         })
///     }
/// }
///
/// let client = tallyfy_groups::Client::builder()
///     .token_source(TokenFile { path: "token.txt", token: Mutex::default() })
///     .organization("my-organization")
///     .build()?;
/// # Ok::<(), tallyfy_groups::Error>(())
/// ```
pub trait TokenSource: fmt::Debug + Send + Sync {
    /// Returns the current token, for the next attempt of a request.
    ///
    /// The source should keep the token, so that this method is fast.
    fn token(&self) -> TokenFuture<'_>;

    /// Returns a new token, because the server has rejected the current one.
    ///
    /// If the new token is equal to the rejected one, the client does not repeat the request. A
    /// client never calls this method twice at the same time.
    fn refresh(&self) -> TokenFuture<'_>;
}

impl<S: TokenSource + ?Sized> TokenSource for Arc<S> {
    fn token(&self) -> TokenFuture<'_> {
        S::token(self)
    }

    fn refresh(&self) -> TokenFuture<'_> {
        S::refresh(self)
    }
}

/// The credentials of a client.
pub(crate) enum Credentials {
    /// The complete value of the header `Authorization`.
    Fixed(HeaderValue),
    Source(Box<Source>),
}

/// A token source, and the state that all calls of a client share.
pub(crate) struct Source {
    source: Arc<dyn TokenSource>,
    /// The call that holds this lock refreshes the token.
    refresh: tokio::sync::Mutex<()>,
    state: Mutex<SourceState>,
}

/// The maximum number of rejected tokens that the client remembers. A request with an older token
/// has reached its deadline.
const MAX_REJECTED: usize = 8;

/// The tokens in this state are values of the header `Authorization`.
#[derive(Default)]
struct SourceState {
    /// The last tokens that the server rejected and a refresh replaced. The method `token` of the
    /// source may return such a token again. The client then uses `replacement`.
    rejected: VecDeque<HeaderValue>,
    /// The token that the last refresh returned.
    replacement: Option<HeaderValue>,
    /// The number of refreshes that have ended.
    refreshes: u64,
    /// The reason why the last refresh failed.
    failure: Option<Failure>,
}

/// The reason why a source returned no valid token.
#[derive(Clone)]
struct Failure {
    message: String,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl Credentials {
    pub(crate) fn from_source(source: Arc<dyn TokenSource>) -> Credentials {
        Credentials::Source(Box::new(Source {
            source,
            refresh: tokio::sync::Mutex::default(),
            state: Mutex::default(),
        }))
    }

    /// Returns the value of the header `Authorization` for the next attempt.
    pub(super) async fn authorization(&self, deadline: Deadline<'_>) -> Result<HeaderValue, Error> {
        let source = match self {
            Credentials::Fixed(value) => return Ok(value.clone()),
            Credentials::Source(source) => source,
        };
        let result = within(deadline, source.source.token()).await?;
        let mut value = header_value(result)?;
        let state = source.state();
        if let Some(replacement) = &state.replacement
            && state.rejected.contains(&value)
        {
            value = replacement.clone();
        }
        Ok(value)
    }

    /// Gets a new token, because the server has rejected the token `rejected`. Returns whether a
    /// different token is known now.
    pub(super) async fn refresh(
        &self,
        rejected: &HeaderValue,
        deadline: Deadline<'_>,
    ) -> Result<bool, Error> {
        let Credentials::Source(source) = self else {
            return Ok(false);
        };
        let refreshes = source.state().refreshes;
        let _lock = within(deadline, source.refresh.lock()).await?;
        {
            let state = source.state();
            if state.rejected.contains(rejected) {
                // A different call has already replaced the rejected token.
                return Ok(true);
            }
            if state.refreshes != refreshes {
                // While this call waited, a different call tried to refresh the token. The refresh
                // failed, or returned the rejected token again.
                return state
                    .failure
                    .clone()
                    .map_or(Ok(false), |failure| Err(failure.into()));
            }
        }
        if self.authorization(deadline).await? != *rejected {
            // The source itself has replaced the token.
            return Ok(true);
        }
        let result = within(deadline, source.source.refresh()).await?;
        let mut state = source.state();
        state.refreshes += 1;
        match header_value(result) {
            Ok(value) => {
                let is_new = value != *rejected;
                state.failure = None;
                if is_new {
                    state.rejected.retain(|known| *known != value);
                    state.rejected.push_back(rejected.clone());
                    if state.rejected.len() > MAX_REJECTED {
                        state.rejected.pop_front();
                    }
                    state.replacement = Some(value);
                }
                Ok(is_new)
            }
            Err(failure) => {
                state.failure = Some(failure.clone());
                Err(failure.into())
            }
        }
    }
}

impl Source {
    fn state(&self) -> MutexGuard<'_, SourceState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Waits for a source. The wait ends at the deadline of the call.
async fn within<T>(deadline: Deadline<'_>, future: impl Future<Output = T>) -> Result<T, Error> {
    let mut future = pin!(future);
    // If the source is ready, the function needs no timer of tokio.
    let first = poll_fn(|context| Poll::Ready(future.as_mut().poll(context)));
    if let Poll::Ready(value) = first.await {
        return Ok(value);
    }
    let time_left = deadline.time_left().min(FAR_FUTURE);
    let waited = timeout(time_left, future).await;
    waited.map_err(|_| deadline.passed())
}

/// Returns the value of the header `Authorization` with the token that a source returned.
fn header_value(
    result: Result<AccessToken, Box<dyn StdError + Send + Sync>>,
) -> Result<HeaderValue, Failure> {
    let token = result.map_err(|error| Failure {
        message: "the token source of the program returned an error; see the source of this error"
            .to_owned(),
        source: Some(error.into()),
    })?;
    token.authorization().map_err(|error| Failure {
        message: format!("the token source of the program returned an invalid token: {error}"),
        source: None,
    })
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Error {
        let error = Error::token_unavailable(failure.message);
        match failure.source {
            Some(source) => error.with_source(source),
            None => error,
        }
    }
}
