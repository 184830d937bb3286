//! The iterator that returns all items of a list.

use std::fmt;
use std::iter::FusedIterator;
use std::sync::Arc;

use super::background::Background;
use super::pages::Pages;
use super::stream_iterator::StreamIterator;
use crate::error::Error;
use crate::list::{self, ListItem};

/// An iterator that returns all items of a list, in the order of the server.
///
/// [`list_groups_stream`](super::Client::list_groups_stream) and
/// [`list_members_stream`](super::Client::list_members_stream) return this iterator. The async
/// [`Items`](crate::Items) describes when a list counts as complete. The background thread of the
/// client fetches the next pages while the program uses the items of the current page. Dropping the
/// iterator cancels the requests that the iterator has started.
///
/// ```no_run
/// # use tallyfy_groups::{Error, blocking::Client};
/// # fn example(client: Client) -> Result<(), Error> {
/// for group in client.list_groups_stream(Default::default()) {
///     match group {
///         Ok(group) => println!("{}", group.name),
///         Err(error) if error.unreadable_item().is_some() => eprintln!("{error}"),
///         Err(error) => return Err(error),
///     }
/// }
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// If the client cannot decode an item, the iterator returns an error in place of this item. For
/// this error, [`unreadable_item`](Error::unreadable_item) returns the item, and the iterator
/// continues with the next item. After any other error, the iterator ends. Each of the [errors of a
/// blocking call](super::Client#errors) also ends the iterator.
#[must_use = "an iterator fetches nothing until `next` is called"]
pub struct Items<T> {
    inner: StreamIterator<list::Items<T>>,
}

impl<T: ListItem> Items<T> {
    pub(super) fn new(items: list::Items<T>, background: &Arc<Background>) -> Items<T> {
        Items {
            inner: StreamIterator::new(items, Arc::clone(background)),
        }
    }

    /// Sets the maximum number of pages that the iterator fetches at the same time.
    ///
    /// The default is [`ClientBuilder::pages_in_flight`](crate::ClientBuilder::pages_in_flight).
    /// With the value 1, the iterator fetches the next page only after the program has used all
    /// items of the current page. The value 0 has the same effect as the value 1.
    ///
    /// ```no_run
    /// # fn example(client: tallyfy_groups::blocking::Client) {
    /// let groups = client.list_groups_stream(Default::default()).pages_in_flight(2);
    /// # }
    /// ```
    pub fn pages_in_flight(mut self, pages: usize) -> Self {
        self.inner.stream = self.inner.stream.pages_in_flight(pages);
        self
    }

    /// Returns the number of items in the complete list, as the server sent it.
    ///
    /// Returns `None` before `next` has returned for the first time. Also returns `None` if the
    /// server does not send the number of items. The async [`total`](crate::Items::total) describes
    /// which items the number includes.
    ///
    /// ```no_run
    /// # use tallyfy_groups::{Error, blocking::Client};
    /// # fn example(client: Client) -> Result<(), Error> {
    /// let mut groups = client.list_groups_stream(Default::default());
    /// while let Some(group) = groups.next() {
    ///     println!("{} of {:?} groups", group?.name, groups.total());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        self.inner.stream.total()
    }

    /// Converts this iterator into an iterator that returns whole pages.
    ///
    /// The iterator of pages starts at the first page of this iterator, even if `next` has already
    /// returned items. The iterator of pages keeps the value of
    /// [`pages_in_flight`](Items::pages_in_flight).
    ///
    /// ```no_run
    /// # use tallyfy_groups::{Error, blocking::Client};
    /// # fn example(client: Client) -> Result<(), Error> {
    /// for page in client.list_members_stream(Default::default()).pages() {
    ///     let page = page?;
    ///     println!("{} members, {} unreadable", page.items.len(), page.unreadable.len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn pages(self) -> Pages<T> {
        Pages::new(self.inner.stream.pages(), self.inner.background)
    }

    /// Reads the list to its end, and returns all items.
    ///
    /// The call starts at the first page of the iterator, even if `next` has already returned
    /// items. If the list changes during the read, the call reads the list again, at most three
    /// times in total. `collect` reads the list only once.
    ///
    /// ```no_run
    /// # use tallyfy_groups::{Error, blocking::Client};
    /// # fn example(client: Client) -> Result<(), Error> {
    /// let groups = client.list_groups_stream(Default::default()).collect_all()?;
    /// println!("{} groups", groups.len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The errors of the async [`collect_all`](crate::Items::collect_all), and of each
    /// [blocking call](super::Client#errors). If the call fails, it returns no items.
    pub fn collect_all(self) -> Result<Vec<T>, Error> {
        self.inner.background.run(self.inner.stream.collect_all())?
    }
}

impl<T: ListItem> Iterator for Items<T> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Result<T, Error>> {
        let received = self.inner.stream.next_received();
        received.or_else(|| self.inner.next())
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.inner.size_hint()
    }
}

impl<T: ListItem> FusedIterator for Items<T> {}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.stream.fmt(f)
    }
}
