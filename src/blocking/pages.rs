//! The iterator that returns all pages of a list.

use std::fmt;
use std::iter::FusedIterator;
use std::sync::Arc;

use super::background::Background;
use super::stream_iterator::StreamIterator;
use crate::error::Error;
use crate::list::{self, ListItem};
use crate::response::Page;

/// An iterator that returns all pages of a list, in the order of the server.
///
/// [`Items::pages`](super::Items::pages) returns this iterator. The async [`Pages`](crate::Pages)
/// describes the pages. An unreadable item is not an error of this iterator. [`Page::unreadable`]
/// contains the unreadable items of the page. Dropping the iterator cancels the requests that the
/// iterator has started.
///
/// # Errors
///
/// After an error, the iterator ends. The errors are the same as those of the async
/// [`Pages::next`](crate::Pages::next), and of each [blocking call](super::Client#errors).
#[must_use = "an iterator fetches nothing until `next` is called"]
pub struct Pages<T> {
    inner: StreamIterator<list::Pages<T>>,
}

impl<T: ListItem> Pages<T> {
    pub(super) fn new(pages: list::Pages<T>, background: Arc<Background>) -> Pages<T> {
        Pages {
            inner: StreamIterator::new(pages, background),
        }
    }

    /// Sets the maximum number of pages that the iterator fetches at the same time, as
    /// [`Items::pages_in_flight`](super::Items::pages_in_flight) does.
    ///
    /// With the value 1, the iterator fetches the next page only when the program calls `next`. The
    /// value 0 has the same effect as the value 1.
    ///
    /// ```no_run
    /// # fn example(client: tallyfy_groups::blocking::Client) {
    /// let groups = client.list_groups_stream(Default::default());
    /// let pages = groups.pages().pages_in_flight(1);
    /// # }
    /// ```
    pub fn pages_in_flight(mut self, pages: usize) -> Self {
        self.inner.stream = self.inner.stream.pages_in_flight(pages);
        self
    }

    /// Returns the number of items in the complete list, as
    /// [`Items::total`](super::Items::total) does.
    ///
    /// ```no_run
    /// # use tallyfy_groups::{Error, blocking::Client};
    /// # fn example(client: Client) -> Result<(), Error> {
    /// let mut pages = client.list_groups_stream(Default::default()).pages();
    /// while let Some(page) = pages.next() {
    ///     println!("{} of {:?} groups", page?.items.len(), pages.total());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        self.inner.stream.total()
    }
}

impl<T: ListItem> Iterator for Pages<T> {
    type Item = Result<Page<T>, Error>;

    fn next(&mut self) -> Option<Result<Page<T>, Error>> {
        self.inner.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.inner.size_hint()
    }
}

impl<T: ListItem> FusedIterator for Pages<T> {}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.stream.fmt(f)
    }
}
