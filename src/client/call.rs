//! The future that the operations of [`Client`](crate::Client) return.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::client::Client;
use crate::error::Error;
use crate::http::Metadata;
use crate::response::Page;

/// A call of the API, which returns a value of the type `T`.
///
/// A program usually awaits the call, and gets the value. To also get the status, the headers and
/// the other [`Metadata`] of the call, use [`with_metadata`](Call::with_metadata).
///
/// A call sends nothing until it is awaited. If an argument is invalid, the call returns the error
/// when it is awaited. The documentation of each method describes what happens if the program drops
/// the call before it is complete.
///
/// A call borrows the client. To run a call in a task, clone the client, and move the clone into an
/// `async move` block.
///
/// ```no_run
/// # async fn example(client: tallyfy_groups::Client) -> Result<(), tallyfy_groups::Error> {
/// let group = client.get_group("group_id_abc123").await?;
/// println!("{}", group.name);
///
/// let call = client.add_members("group_id_abc123", [1002]);
/// let (group, metadata) = call.with_metadata().await?;
/// println!(
///     "{}: status {}, {} attempts in {:?}",
///     group.name,
///     metadata.status(),
///     metadata.attempts(),
///     metadata.elapsed()
/// );
/// # Ok(())
/// # }
/// ```
#[must_use = "a call sends nothing until it is awaited"]
pub struct Call<'a, T> {
    future: CallFuture<'a, T>,
}

/// A future in one allocation. The methods of [`Client`](crate::Client) have different futures, so
/// the type of a [`Call`] must not depend on the type of its future.
type CallFuture<'a, T> = Pin<Box<dyn Future<Output = Result<(T, Metadata), Error>> + Send + 'a>>;

impl Client {
    /// Creates a call of an operation. `arguments` may be the error of an invalid argument, which
    /// the call then returns when it is awaited.
    pub(super) fn call<'a, T: 'a, A, E, F>(
        &'a self,
        operation: &'static str,
        arguments: Result<A, E>,
        call: impl FnOnce(A) -> F + Send + 'a,
    ) -> Call<'a, T>
    where
        A: Send + 'a,
        E: Into<Error>,
        F: Future<Output = Result<(T, Metadata), Error>> + Send + 'a,
    {
        let arguments = arguments.map_err(Into::into);
        let observer = self.groups().observer(operation);
        let call = async move || {
            let (value, metadata) = call(arguments?).await?;
            if metadata.is_confirmed_by_read() {
                observer.confirmed_by_read();
            }
            Ok((value, metadata))
        };
        Call {
            future: Box::pin(observer.observe(call)),
        }
    }
}

impl<'a, T> Call<'a, T> {
    /// Returns a future of the same call, which also returns the metadata of the call.
    ///
    /// # Errors
    ///
    /// The future returns the same errors as the call. [`Error`] has the same status, headers and
    /// attempts as [`Metadata`].
    ///
    /// # Cancel safety
    ///
    /// Dropping the future has the same effect as dropping the call.
    pub fn with_metadata(
        self,
    ) -> impl Future<Output = Result<(T, Metadata), Error>> + Send + use<'a, T> {
        self.future
    }
}

impl<'a, T: Send + 'a> Call<'a, Page<T>> {
    /// Creates a call that returns a page of a list.
    ///
    /// The program may use the metadata from the page or from `with_metadata`, so this function
    /// copies the metadata. The streams do not copy the metadata.
    pub(crate) fn of_page(
        page: impl Future<Output = Result<(Page<T>, Metadata), Error>> + Send + 'a,
    ) -> Call<'a, Page<T>> {
        Call {
            future: Box::pin(async {
                let (page, metadata) = page.await?;
                Ok((page.with_metadata(metadata.clone()), metadata))
            }),
        }
    }
}

/// Returns the arguments of a call, or the error of the first invalid argument.
pub(crate) fn both<A, B, E: Into<Error>>(
    first: Result<A, E>,
    second: Result<B, Error>,
) -> Result<(A, B), Error> {
    Ok((first.map_err(Into::into)?, second?))
}

impl<T> Future for Call<'_, T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let future = self.future.as_mut();
        future
            .poll(context)
            .map(|result| result.map(|(value, _)| value))
    }
}

impl<T> fmt::Debug for Call<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").finish_non_exhaustive()
    }
}
