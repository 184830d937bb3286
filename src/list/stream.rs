//! The stream that returns all items of a list.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use tokio::runtime::{self, Handle};

use super::completeness::{ListCheck, NextStep, PageCheck, PageSummary};
use super::page_items::PageItems;
use super::prefetch::Task;
use super::recent_items::check_unique;
use crate::error::Error;
use crate::generated::types::{Group, User};
use crate::response::Page;
use crate::values::{GroupId, Received, UserId};

/// A stream that returns all items of a list, in the order of the server.
///
/// [`next`](Items::next) returns the next item. `Items` also implements [`Stream`], so that a
/// program can use it with a stream library. Dropping the stream cancels the requests that the
/// stream has started.
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
    fetch: Box<dyn Fn(u64) -> Fetch<T> + Send + Sync>,
    check: ListCheck,
    /// The items of the current page that the stream has not returned yet.
    page_items: PageItems<T>,
    /// The step that the stream takes after it has returned the items of the current page.
    next_step: NextStep,
    /// The pages that the stream is fetching, in the order of the page numbers. The field
    /// `next_step` contains the number of the first page in this queue.
    in_flight: VecDeque<InFlight<T>>,
    pages_in_flight: usize,
    /// The current maximum number of pages that the stream fetches at the same time. This number
    /// grows until it is equal to `pages_in_flight`.
    max_in_flight: usize,
    /// `true` if the stream ended because the list changed during the read.
    list_changed: bool,
    /// The id of the tokio runtime that fetches the pages in `in_flight`.
    runtime: Option<runtime::Id>,
    operation: &'static str,
}

type Fetch<T> = Pin<Box<dyn Future<Output = Result<Page<T>, Error>> + Send>>;

enum InFlight<T> {
    /// The page whose items the caller needs next.
    Current(Fetch<T>),
    /// A page that the stream fetches before the caller needs its items. A tokio task polls the
    /// request for this page. Without the task, nothing would poll the request while the program
    /// uses the items of the current page. The request could then exceed its time limit.
    Prefetched(Task<Result<Page<T>, Error>>),
}

impl<T: Item> Items<T> {
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
            fetch: Box::new(move |page| Box::pin(fetch(page))),
            check: ListCheck::new(first_page, page_size),
            page_items: PageItems::default(),
            next_step: NextStep::Fetch(first_page),
            in_flight: VecDeque::new(),
            pages_in_flight,
            max_in_flight: 1,
            list_changed: false,
            runtime: None,
            operation,
        }
    }

    /// Sets the maximum number of pages that the stream fetches at the same time.
    ///
    /// The default is [`ClientBuilder::pages_in_flight`](crate::ClientBuilder::pages_in_flight).
    /// With the value 1, the stream fetches the next page only after the program has used all items
    /// of the current page. The value 0 has the same effect as the value 1.
    pub fn pages_in_flight(mut self, pages: usize) -> Self {
        self.pages_in_flight = pages;
        self
    }

    /// Returns the next item, or `None` after the end of the stream.
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

    /// Reads the list to its end, and returns all items.
    ///
    /// The call starts at the first page of the stream, even if [`next`](Items::next) has already
    /// returned items. If the list changes during the read, the call reads the list again. The call
    /// reads the list at most three times in total.
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
    pub async fn collect_all(mut self) -> Result<Vec<T>, Error> {
        const MAX_READS: u32 = 3;
        let mut reads = 1;
        loop {
            self.restart();
            match self.collect_once().await {
                Err(_) if self.list_changed && reads < MAX_READS => reads += 1,
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
        self.list_changed = unique.is_err();
        unique.map(|()| items)
    }

    fn restart(&mut self) {
        self.check = self.check.restarted();
        self.page_items = PageItems::default();
        self.next_step = NextStep::Fetch(self.check.first_page());
        self.in_flight.clear();
        self.max_in_flight = 1;
        self.list_changed = false;
    }

    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        // The tokio runtime that polled the stream last also fetches the pages in `in_flight`. If
        // this runtime has ended, and a request waits for one of its timers, polling the request
        // would panic. The stream therefore drops these requests if the runtime is different now.
        let runtime = Handle::try_current().ok().map(|handle| handle.id());
        if runtime != self.runtime {
            self.in_flight.clear();
            self.runtime = runtime;
        }
        loop {
            if let Some(item) = self.page_items.next() {
                return Poll::Ready(Some(item));
            }
            let page = match std::mem::replace(&mut self.next_step, NextStep::End) {
                NextStep::Fetch(page) => page,
                NextStep::End => return Poll::Ready(None),
                NextStep::Fail(error) => return Poll::Ready(Some(Err(error))),
                NextStep::ListChanged(error) => {
                    self.list_changed = true;
                    return Poll::Ready(Some(Err(error)));
                }
            };
            self.next_step = NextStep::Fetch(page);
            let fetch = || InFlight::Current((self.fetch)(page));
            let mut first = self.in_flight.pop_front().unwrap_or_else(fetch);
            match first.poll(context) {
                Poll::Pending => {
                    self.in_flight.push_front(first);
                    return Poll::Pending;
                }
                // The tokio runtime that ran the task has ended, so the current runtime fetches the
                // page again.
                Poll::Ready(None) => {
                    self.in_flight
                        .push_front(InFlight::Current((self.fetch)(page)));
                    continue;
                }
                Poll::Ready(Some(Ok(received))) => self.next_step = self.accept(page, received),
                Poll::Ready(Some(Err(error))) => self.next_step = NextStep::Fail(error),
            }
            self.prefetch();
        }
    }

    /// Checks whether the page fits into the list, and returns the next step of the stream. Stores
    /// the items of the page if the check accepts the page.
    fn accept(&mut self, number: u64, page: Page<T>) -> NextStep {
        // An unreadable item may have no id, so the check treats it as different from every other
        // item.
        let unreadable = page
            .unreadable
            .iter()
            .map(|item| unique_fingerprint(number, item.position));
        let PageCheck {
            is_accepted,
            next_step,
        } = self.check.accept(PageSummary {
            items: page
                .items
                .iter()
                .map(fingerprint)
                .chain(unreadable)
                .collect(),
            current_page: page.current_page(),
            per_page: page.per_page(),
            total: page.total(),
            total_pages: page.total_pages(),
            has_next: page.has_next(),
        });
        if is_accepted {
            self.page_items = PageItems::new(page, self.operation);
        }
        next_step
    }

    /// Starts to fetch the next pages. If the server sent the number of pages, this function
    /// fetches pages only up to the last page. If the server did not send this number, this
    /// function fetches no page.
    fn prefetch(&mut self) {
        let NextStep::Fetch(next) = self.next_step else {
            // The stream ends, so it does not need the pages that it is fetching.
            self.in_flight.clear();
            return;
        };
        if self.pages_in_flight <= 1 {
            return;
        }
        self.max_in_flight = self
            .max_in_flight
            .saturating_mul(2)
            .min(self.pages_in_flight);
        let last_page = self.check.last_page().unwrap_or_default();
        while self.in_flight.len() < self.max_in_flight {
            let page = next.saturating_add(self.in_flight.len() as u64);
            if page > last_page {
                return;
            }
            let task = Task::spawn((self.fetch)(page));
            self.in_flight.push_back(InFlight::Prefetched(task));
        }
    }
}

impl<T: Item> InFlight<T> {
    /// Returns the page. Returns `None` if a task prefetches the page, and the tokio runtime that
    /// ran the task ended before the task was finished.
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Page<T>, Error>>> {
        match self {
            InFlight::Current(fetch) => fetch.as_mut().poll(context).map(Some),
            InFlight::Prefetched(task) => task.poll(context),
        }
    }
}

/// Returns a hash of the item's id.
fn fingerprint<T: Item>(item: &T) -> u64 {
    let mut hasher = DefaultHasher::new();
    item.id().hash(&mut hasher);
    hasher.finish()
}

/// Returns a fingerprint for an unreadable item. This fingerprint is a hash of the page number and
/// of the item's position. The fingerprint does not depend on the item's id, because an unreadable
/// item may have no id.
fn unique_fingerprint(page: u64, position: usize) -> u64 {
    let mut hasher = DefaultHasher::new();
    (page, position).hash(&mut hasher);
    hasher.finish()
}

impl<T: Item> Stream for Items<T> {
    type Item = Result<T, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_item(context)
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").finish_non_exhaustive()
    }
}

/// A type of list items: [`Group`] or [`User`].
pub trait Item: sealed::Sealed + Send + Unpin + 'static {
    #[doc(hidden)]
    type Id;

    #[doc(hidden)]
    fn id(&self) -> &Received<Self::Id>;
}

impl Item for Group {
    type Id = GroupId;

    fn id(&self) -> &Received<Self::Id> {
        &self.id
    }
}

impl Item for User {
    type Id = UserId;

    fn id(&self) -> &Received<Self::Id> {
        &self.id
    }
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Group {}
    impl Sealed for super::User {}
}
