//! The iterator that reads a stream of the async client.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;

use futures_core::Stream;

use super::background::Background;
use crate::error::Error;

/// An iterator over the items of a stream. The iterator waits for each item.
pub(super) struct StreamIterator<S> {
    pub(super) stream: S,
    pub(super) background: Arc<Background>,
    /// `true` after a call of `next` that could not poll the stream.
    has_failed: bool,
}

impl<S> StreamIterator<S> {
    pub(super) fn new(stream: S, background: Arc<Background>) -> StreamIterator<S> {
        StreamIterator {
            stream,
            background,
            has_failed: false,
        }
    }
}

impl<S, T> Iterator for StreamIterator<S>
where
    S: Stream<Item = Result<T, Error>> + Unpin + Send,
    T: Send,
{
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Result<T, Error>> {
        if self.size_hint().1 == Some(0) {
            return None;
        }
        let next = poll_fn(|context| Pin::new(&mut self.stream).poll_next(context));
        self.background.run(next).unwrap_or_else(|error| {
            self.has_failed = true;
            Some(Err(error))
        })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        if self.has_failed {
            (0, Some(0))
        } else {
            self.stream.size_hint()
        }
    }
}
