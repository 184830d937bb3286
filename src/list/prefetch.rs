//! A task that fetches a page in the background.

use std::panic::resume_unwind;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::task::JoinHandle;

use crate::error::Error;
use crate::transport::in_current_span;

/// A tokio task. Dropping this value aborts the background task.
pub(crate) struct Task<T>(JoinHandle<T>);

impl<T: Send + 'static> Task<Result<T, Error>> {
    /// Starts a task. The spans of the task belong to the current span of the program.
    pub(crate) fn spawn(future: impl Future<Output = Result<T, Error>> + Send + 'static) -> Self {
        Task(tokio::spawn(in_current_span(future)))
    }

    /// Returns the result of the task. Returns `None` if the tokio runtime that ran the task ended
    /// before the task was finished.
    pub(crate) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        Pin::new(&mut self.0)
            .poll(context)
            .map(|ended| match ended {
                Ok(result) => Some(result),
                Err(error) if error.is_panic() => resume_unwind(error.into_panic()),
                Err(_) => None,
            })
    }
}

impl<T> Drop for Task<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}
