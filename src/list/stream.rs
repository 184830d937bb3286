//! The stream of all items of a list.

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

/// A stream of all items of a list, in order.
///
/// [`next`](Items::next) returns the next item. `Items` also implements [`Stream`] for programs
/// that use a stream library. Dropping the stream cancels its requests.
///
/// # Prefetching
///
/// The stream fetches the next pages while the program uses the items of the current page.
/// Prefetching starts when the stream receives a response that contains the number of pages. After
/// the first page, the stream fetches two pages at the same time. With each further page, the
/// stream doubles the number of pages that it fetches at the same time, up to
/// [`pages_in_flight`](Items::pages_in_flight).
///
/// - If the program stops reading early, the stream has fetched only a few unused pages.
/// - The stream reads a long list several times faster than with one request at a time.
/// - The stream keeps only the current page and the prefetched pages in memory, even for a very
///   long list.
///
/// # Completeness
///
/// The stream ends without an error only if the list is complete. A list is complete in one of two
/// cases:
///
/// - The server sends the number of items or pages, and the stream has received all of them. The
///   client understands all pagination layouts of Laravel, the framework of the server.
/// - The server does not send these numbers, and the last page has no sign of a next page. Three
///   signs show that a next page may exist: the page refers to a next page, the page is full, or
///   the page has as many items as the page before it. If a page has one of these signs, the stream
///   fetches the next page.
///
/// If neither case applies, the stream ends with an error for which
/// [`is_incomplete_list`](Error::is_incomplete_list) is true. The error message states how many
/// items the server counted, how many items the stream received, and whether the list changed.
///
/// If the server returns an item twice, and fewer than about 4000 items are between the two
/// positions, the stream detects the repeated item. [`collect_all`](Items::collect_all) detects
/// every repeated item.
///
/// # Errors
///
/// If the client cannot decode an item, the stream returns an error in place of this item. The
/// error has an [`unreadable_item`](Error::unreadable_item). After an error with an unreadable
/// item, the stream continues. After an error without an unreadable item, the stream ends. The
/// stream also ends if the client can decode no item of a page.
///
/// # Runtimes
///
/// If the tokio runtime of the stream has ended, a different runtime can continue the stream.
#[must_use = "a stream fetches nothing until it is polled"]
pub struct Items<T> {
    fetch: Box<dyn Fn(u64) -> Fetch<T> + Send + Sync>,
    check: ListCheck,
    /// The items of the current page.
    page_items: PageItems<T>,
    /// The step that the stream takes after the items of the current page.
    next_step: NextStep,
    /// The pages that the stream is fetching, in the order of their numbers. `next_step` has the
    /// number of the first of these pages.
    in_flight: VecDeque<InFlight<T>>,
    pages_in_flight: usize,
    /// The current maximum number of pages that the stream fetches at the same time. This maximum
    /// grows up to `pages_in_flight`.
    max_in_flight: usize,
    /// `true` if the stream ended because the list changed.
    list_changed: bool,
    /// The tokio runtime that fetches the pages in flight.
    runtime: Option<runtime::Id>,
    operation: &'static str,
}

type Fetch<T> = Pin<Box<dyn Future<Output = Result<Page<T>, Error>> + Send>>;

enum InFlight<T> {
    /// The page that the caller waits for.
    Current(Fetch<T>),
    /// A page that is fetched before the caller needs it. A task polls the request. Without this
    /// task, the request could exceed its time limit while the program uses the current items.
    Prefetched(Task<Result<Page<T>, Error>>),
}

impl<T: Item> Items<T> {
    /// Creates a stream that calls `fetch` with the number of each page.
    ///
    /// `page_size` is the number of items on a full page. The stream uses `page_size` only if the
    /// server does not send the number of items on a full page.
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
    /// of the current page. The value 0 has the same effect as 1.
    pub fn pages_in_flight(mut self, pages: usize) -> Self {
        self.pages_in_flight = pages;
        self
    }

    /// Returns the next item, or `None` after the end of the stream.
    ///
    /// # Errors
    ///
    /// - An error with an [`unreadable_item`](Error::unreadable_item) is about one item. After such
    ///   an error, call `next` again to get the other items.
    /// - [`is_incomplete_list`](Error::is_incomplete_list) if the list is incomplete. The stream
    ///   ends.
    /// - Any error that the request for the next page causes. The stream ends.
    ///
    /// # Cancel safety
    ///
    /// If you drop the future, no item is lost. The next call continues at the same item.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        poll_fn(|context| self.poll_item(context)).await
    }

    /// Returns all items of the list.
    ///
    /// The call reads the list from the first page of the stream, even if [`next`](Items::next) has
    /// already returned items. If the list changes during the read, the call reads the list again.
    /// The call reads the list at most three times in total.
    ///
    /// # Errors
    ///
    /// The errors of [`next`](Items::next). If the call fails, it returns no items. If the error
    /// has an [`unreadable_item`](Error::unreadable_item), read the other items with `next`.
    ///
    /// # Cancel safety
    ///
    /// The call changes nothing on the server. If you drop the future, the items that the call has
    /// read are lost.
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
        // The runtime that polled the stream last also fetches the pages in flight. After that
        // runtime has ended, a request would panic if it waits for a timer of the runtime.
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
                // The runtime of the task has ended, so the current runtime fetches the page again.
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

    /// Checks a page, and returns the next step. Keeps the items of the page if the check accepts
    /// the page.
    fn accept(&mut self, number: u64, page: Page<T>) -> NextStep {
        // An unreadable item may have no id, so it counts as different from every other item.
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

    /// Starts to fetch the next pages. Fetches no page after the last page that the server
    /// reported.
    fn prefetch(&mut self) {
        let NextStep::Fetch(next) = self.next_step else {
            // The stream ends, so it needs no further page.
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
    /// Returns the page. Returns `None` if a task prefetched the page, and the runtime of the task
    /// ended before the task was finished.
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

/// Returns a hash of the position of an unreadable item. The function does not hash the id, because
/// an unreadable item may have no id.
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

/// The type of an item of a list: [`Group`] or [`User`].
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
