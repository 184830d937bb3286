//! The stream that returns all items of a list.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::list_item::ListItem;
use super::page_items::PageItems;
use super::page_summary::fingerprint;
use super::pages::Pages;
use super::recent_items::check_unique;
use crate::error::Error;
use crate::response::Page;

/// A stream that returns all items of a list, in the order of the server.
///
/// [`next`](Items::next) returns the next item. [`pages`](Items::pages) returns whole pages
/// instead, and [`collect_all`](Items::collect_all) returns all items at once. `Items` also
/// implements [`Stream`], so that a program can use it with a stream library. Dropping the stream
/// cancels the requests that the stream has started.
///
/// # Prefetching
///
/// The stream fetches the next pages while the program uses the items of the current page.
/// Prefetching starts when the stream receives a response that contains the number of pages. After
/// the first page, the stream fetches two pages at the same time. After each further page, the
/// stream doubles the number of pages that it fetches at the same time. The maximum is
/// [`pages_in_flight`](Items::pages_in_flight).
///
/// - If the program stops after a few items, the stream has fetched only a few pages that the
///   program does not use.
/// - For a long list, prefetching is several times faster than sending one request after another.
/// - Even for a very long list, the stream keeps only the current page and the prefetched pages in
///   memory.
///
/// # Completeness
///
/// The stream ends without an error only if the list is complete. A list counts as complete in one
/// of two cases:
///
/// - The server sends the number of items or the number of pages, and the stream has received all
///   items and pages. The client understands all pagination layouts of Laravel, the framework of
///   the server.
/// - The server sends neither the number of items nor the number of pages, and the last page has no
///   sign of a next page. A page has such a sign in three cases: the page refers to a next page,
///   the page is full, or the page has as many items as the page before it. If a page has one of
///   these signs, the stream fetches the next page.
///
/// If neither case applies, the stream ends with an error for which
/// [`is_incomplete_list`](Error::is_incomplete_list) is true. The error message states the number
/// of items according to the server, and the number of items that the stream received. The message
/// also states whether the list changed during the read.
///
/// The stream detects that the server returned an item twice, if fewer than about 4000 other items
/// are between the two positions of this item. The method [`collect_all`](Items::collect_all)
/// detects every repeated item.
///
/// # Errors
///
/// If the client cannot decode an item, the stream returns an error in place of this item. For this
/// error, [`unreadable_item`](Error::unreadable_item) returns the item. After an error with an
/// unreadable item, the stream continues with the next item. After any other error, the stream
/// ends. The stream also ends if a page has items, and the client cannot decode any of them.
///
/// # Runtimes
///
/// If the tokio runtime that polled the stream has ended, a program can continue to poll the stream
/// on a different runtime.
#[must_use = "a stream fetches nothing until it is polled"]
pub struct Items<T> {
    pages: Pages<T>,
    /// The items of the current page that the stream has not returned yet.
    page_items: PageItems<T>,
    operation: &'static str,
}

impl<T: ListItem> Items<T> {
    /// Creates a stream that fetches each page by calling `fetch` with the page number.
    ///
    /// `page_size` is the number of items on a full page. The stream uses `page_size` only if the
    /// response does not contain the number of items on a full page.
    pub(crate) fn new<F>(
        operation: &'static str,
        first_page: u64,
        page_size: u64,
        pages_in_flight: usize,
        fetch: impl Fn(u64) -> F + Send + Sync + 'static,
    ) -> Items<T>
    where
        F: Future<Output = Result<Page<T>, Error>> + Send + 'static,
    {
        Items {
            pages: Pages::new(first_page, page_size, pages_in_flight, fetch),
            page_items: PageItems::default(),
            operation,
        }
    }

    /// Sets the maximum number of pages that the stream fetches at the same time.
    ///
    /// The default is [`ClientBuilder::pages_in_flight`](crate::ClientBuilder::pages_in_flight).
    /// With the value 1, the stream fetches the next page only after the program has used all items
    /// of the current page. The value 0 has the same effect as the value 1.
    pub fn pages_in_flight(mut self, pages: usize) -> Self {
        self.pages.pages_in_flight = pages;
        self
    }

    /// Returns the next item, or `None` after the end of the stream.
    ///
    /// ```no_run
    /// # async fn example(client: tallyfy_groups::Client) -> Result<(), tallyfy_groups::Error> {
    /// let mut groups = client.list_groups_stream(Default::default());
    /// while let Some(group) = groups.next().await {
    ///     match group {
    ///         Ok(group) => println!("{}", group.name),
    ///         Err(error) if error.unreadable_item().is_some() => eprintln!("skipped: {error}"),
    ///         Err(error) => return Err(error),
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - If the client cannot decode an item, the call returns an error that has an
    ///   [`unreadable_item`](Error::unreadable_item). After such an error, call `next` again to get
    ///   the other items.
    /// - [`is_incomplete_list`](Error::is_incomplete_list) if the stream did not receive the
    ///   complete list. After this error, the stream ends.
    /// - Any error that the request for the next page causes. After this error, the stream ends.
    ///
    /// # Cancel safety
    ///
    /// If you drop the future of this call, no item is lost. The next call of `next` returns the
    /// item that the dropped call would have returned.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        poll_fn(|context| self.poll_item(context)).await
    }

    /// Returns the next item of the current page. Returns `None` if the stream has returned all
    /// items of this page.
    #[cfg(feature = "blocking")]
    pub(crate) fn next_received(&mut self) -> Option<Result<T, Error>> {
        self.page_items.next()
    }

    /// Returns the number of items in the complete list, as the server sent it.
    ///
    /// Returns `None` before [`next`](Items::next) has returned for the first time. Also returns
    /// `None` if the server does not send the number of items. The number includes the unreadable
    /// items. If the stream does not start at page 1, the number also includes the items of the
    /// earlier pages.
    ///
    /// ```no_run
    /// # async fn example(client: tallyfy_groups::Client) -> Result<(), tallyfy_groups::Error> {
    /// let mut groups = client.list_groups_stream(Default::default());
    /// let mut done = 0;
    /// while let Some(group) = groups.next().await {
    ///     println!("{}", group?.name);
    ///     done += 1;
    ///     if let Some(total) = groups.total() {
    ///         println!("{done} of {total} groups");
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        self.pages.total()
    }

    /// Converts this stream into a stream that returns whole pages.
    ///
    /// The stream of pages starts at the first page of this stream, even if [`next`](Items::next)
    /// has already returned items. The stream of pages keeps the value of
    /// [`pages_in_flight`](Items::pages_in_flight). With the value 1, the stream fetches the next
    /// page only when the program calls [`Pages::next`].
    ///
    /// ```no_run
    /// # async fn example(client: tallyfy_groups::Client) -> Result<(), tallyfy_groups::Error> {
    /// let mut pages = client.list_members_stream(Default::default()).pages();
    /// while let Some(page) = pages.next().await {
    ///     let page = page?;
    ///     println!("{} members, {} unreadable", page.items.len(), page.unreadable.len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn pages(self) -> Pages<T> {
        let mut pages = self.pages;
        pages.restart();
        pages
    }

    /// Reads the list to its end, and returns all items.
    ///
    /// The call starts at the first page of the stream, even if [`next`](Items::next) has already
    /// returned items. If the list changes during the read, the call reads the list again. The call
    /// reads the list at most three times in total. The method `try_collect` of the crate `futures`
    /// reads the list only once, and returns only the items that the stream has not returned yet.
    ///
    /// ```no_run
    /// # async fn example(client: tallyfy_groups::Client) -> Result<(), tallyfy_groups::Error> {
    /// let groups = client.list_groups_stream(Default::default()).collect_all().await?;
    /// println!("{} groups", groups.len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The call can fail with every error of [`next`](Items::next). If the call fails, it returns
    /// no items. If the error has an [`unreadable_item`](Error::unreadable_item), you can get the
    /// other items with a new stream and `next`.
    ///
    /// # Cancel safety
    ///
    /// This call only reads, and changes nothing on the server. If you drop the future of this
    /// call, the items that the call has read so far are lost.
    #[doc(alias = "try_collect")]
    pub async fn collect_all(mut self) -> Result<Vec<T>, Error> {
        const MAX_READS: u32 = 3;
        let mut reads = 1;
        loop {
            self.pages.restart();
            self.page_items = PageItems::default();
            match self.collect_once().await {
                Err(_) if self.pages.list_changed && reads < MAX_READS => reads += 1,
                result => return result,
            }
        }
    }

    async fn collect_once(&mut self) -> Result<Vec<T>, Error> {
        let mut items = Vec::new();
        while let Some(item) = self.next().await {
            items.push(item?);
        }
        let unique = check_unique(items.iter().map(fingerprint));
        self.pages.list_changed = unique.is_err();
        unique.map(|()| items)
    }

    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        loop {
            if let Some(item) = self.page_items.next() {
                return Poll::Ready(Some(item));
            }
            match ready!(self.pages.poll_page(context)) {
                Some(Ok(page)) => self.page_items = PageItems::new(page, self.operation),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<T: ListItem> Stream for Items<T> {
    type Item = Result<T, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_item(context)
    }

    /// Returns exact bounds if the stream fetches no further page. Otherwise, the lower bound is
    /// the number of items that the stream returns before it needs the next page. The counts that
    /// the server sends have no effect on the bounds, because these counts may be wrong.
    fn size_hint(&self) -> (usize, Option<usize>) {
        let items = self.page_items.len();
        let (lower, upper) = self.pages.size_hint();
        (items + lower, upper.map(|upper| items + upper))
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").finish_non_exhaustive()
    }
}
