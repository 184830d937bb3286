//! One page of a list, and the stream over all of them.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use tokio::runtime::{self, Handle};

use super::completeness::{self, ListCheck, Next, PageSummary};
use super::prefetch::Task;
use crate::error::Error;
use crate::generated::types::{Group, User};
use crate::json::UnreadableItem;
use crate::response::Page;
use crate::values::{GroupId, Received, UserId};

/// All items of a list, in order, page after page.
///
/// As soon as the server has said how many pages there are, the next ones are fetched while the
/// items of this one are used: two after the first page, four after the second, and then as many as
/// [`pages_in_flight`](Items::pages_in_flight) says. So whoever stops early has fetched little in
/// vain, and a long list is read several times as fast as one page after another. What is in memory
/// is those pages, however long the list is.
///
/// It is a [`Stream`], and has [`next`](Items::next) for those who use no stream library.
///
/// The stream ends normally only if the list is complete: the server's count of items or pages is
/// reached, in whichever layout of Laravel it counts, or nothing hints at more. A page that names a
/// next one, is full, or is as full as the one before it is such a hint, and the next page is
/// fetched. Otherwise the stream ends with an error that
/// [`is_incomplete_list`](Error::is_incomplete_list), which says how many items the server counted,
/// how many arrived, and whether the list changed. An item that is received twice is noticed within
/// some 4000 items; [`collect_all`](Items::collect_all) notices it in all.
///
/// An item that cannot be read is an error with an
/// [`unreadable_item`](Error::unreadable_item), in its place in the list. The stream continues after
/// it. After any other error the stream ends, also if no item of a page can be read.
///
/// A stream continues if its runtime has ended and it is polled in a second one. Dropping it stops
/// the work.
#[must_use = "a stream fetches nothing until it is polled"]
pub struct Items<T> {
    fetch: Box<dyn Fn(u64) -> Fetch<T> + Send + Sync>,
    check: ListCheck,
    /// Items of the last page that was accepted.
    ready: ReadyItems<T>,
    /// What comes once those are used up.
    next: Next,
    /// The pages under way, in order; the first is the one that `next` names.
    in_flight: VecDeque<InFlight<T>>,
    pages_in_flight: usize,
    /// How many pages may be under way now.
    window: usize,
    /// Whether it ended because the list changed.
    has_changed: bool,
    /// The runtime that the pages under way belong to.
    runtime: Option<runtime::Id>,
    operation: &'static str,
}

type Fetch<T> = Pin<Box<dyn Future<Output = Result<Page<T>, Error>> + Send>>;

enum InFlight<T> {
    /// The page that is waited for.
    Current(Fetch<T>),
    /// A page that is fetched ahead. A task of its own, because whoever uses the items may take
    /// longer over them than a request may take, and would not poll it.
    Prefetched(Task<Result<Page<T>, Error>>),
}

impl<T: Item> Items<T> {
    /// `fetch` gets a page by its number; `page_size` is what a full page holds, if the server
    /// does not say.
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
            ready: ReadyItems::default(),
            next: Next::Page(first_page),
            in_flight: VecDeque::new(),
            pages_in_flight,
            window: 1,
            has_changed: false,
            runtime: None,
            operation,
        }
    }

    /// How many pages may be fetched at once, instead of what
    /// [`ClientBuilder::pages_in_flight`](crate::ClientBuilder::pages_in_flight) says. With 1, each
    /// page is fetched when the items of the one before it are used up; 0 is taken as 1.
    pub fn pages_in_flight(mut self, pages: usize) -> Self {
        self.pages_in_flight = pages;
        self
    }

    /// Returns the next item, or `None` after the last one and after an error that ends the stream.
    ///
    /// # Errors
    ///
    /// An error with an [`unreadable_item`](Error::unreadable_item) is about one item; call `next`
    /// again for the others. The stream ends with whatever the call for the next page fails with, or
    /// with [`is_incomplete_list`](Error::is_incomplete_list).
    ///
    /// # Cancel safety
    ///
    /// When the future is dropped, no item is lost: the next call goes on where this one was.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        poll_fn(|context| self.poll_item(context)).await
    }

    /// All items at once, from the first page of the stream, whatever was taken from it before.
    /// When the list changes while it is read, it is read again, three times in all.
    ///
    /// # Errors
    ///
    /// As [`next`](Items::next); then none of the items is returned. If one of them is an
    /// [`unreadable_item`](Error::unreadable_item), read the others with `next`.
    ///
    /// # Cancel safety
    ///
    /// When the future is dropped, the items are lost, and nothing has changed.
    pub async fn collect_all(mut self) -> Result<Vec<T>, Error> {
        const WALKS: u32 = 3;
        let mut walks = 1;
        loop {
            self.restart();
            match self.collect_once().await {
                Err(_) if self.has_changed && walks < WALKS => walks += 1,
                result => return result,
            }
        }
    }

    async fn collect_once(&mut self) -> Result<Vec<T>, Error> {
        let mut items = Vec::new();
        while let Some(item) = self.next().await {
            items.push(item?);
        }
        let differ = completeness::all_differ(items.iter().map(fingerprint));
        self.has_changed = differ.is_err();
        differ.map(|()| items)
    }

    fn restart(&mut self) {
        self.check = self.check.again();
        self.ready = ReadyItems::default();
        self.next = Next::Page(self.check.first_page());
        self.in_flight.clear();
        self.window = 1;
        self.has_changed = false;
    }

    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        // A request that waits for a timer of a runtime that has ended would panic.
        let runtime = Handle::try_current().ok().map(|handle| handle.id());
        if runtime != self.runtime {
            self.in_flight.clear();
            self.runtime = runtime;
        }
        loop {
            if let Some(item) = self.ready.next() {
                return Poll::Ready(Some(item));
            }
            let page = match std::mem::replace(&mut self.next, Next::End) {
                Next::Page(page) => page,
                Next::End => return Poll::Ready(None),
                Next::Fail(error) => return Poll::Ready(Some(Err(error))),
                Next::Changed(error) => {
                    self.has_changed = true;
                    return Poll::Ready(Some(Err(error)));
                }
            };
            self.next = Next::Page(page);
            let fetch = || InFlight::Current((self.fetch)(page));
            let mut first = self.in_flight.pop_front().unwrap_or_else(fetch);
            match first.poll(context) {
                Poll::Pending => {
                    self.in_flight.push_front(first);
                    return Poll::Pending;
                }
                // The runtime of the task has ended. The page is fetched again, in this one.
                Poll::Ready(None) => {
                    self.in_flight
                        .push_front(InFlight::Current((self.fetch)(page)));
                    continue;
                }
                Poll::Ready(Some(Ok(received))) => self.next = self.accept(page, received),
                Poll::Ready(Some(Err(error))) => self.next = Next::Fail(error),
            }
            self.fetch_ahead();
        }
    }

    fn accept(&mut self, number: u64, page: Page<T>) -> Next {
        // An item without an id is like no other.
        let unreadable = page
            .unreadable
            .iter()
            .map(|item| unique_fingerprint(number, item.position));
        let page_check = self.check.accept(PageSummary {
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
        if page_check.is_accepted {
            self.ready = ReadyItems::new(page, self.operation);
        }
        page_check.next
    }

    /// Begins to fetch the pages that will be wanted, as far as there are any.
    fn fetch_ahead(&mut self) {
        let Next::Page(next) = self.next else {
            // Nothing more is wanted.
            self.in_flight.clear();
            return;
        };
        if self.pages_in_flight <= 1 {
            return;
        }
        self.window = self.window.saturating_mul(2).min(self.pages_in_flight);
        let last_page = self.check.last_page().unwrap_or_default();
        while self.in_flight.len() < self.window {
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
    /// Returns the page, or `None` if the task was stopped before.
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Page<T>, Error>>> {
        match self {
            InFlight::Current(fetch) => fetch.as_mut().poll(context).map(Some),
            InFlight::Prefetched(task) => task.poll(context),
        }
    }
}

/// The items of one page that the stream has not returned yet.
struct ReadyItems<T> {
    items: std::vec::IntoIter<T>,
    unreadable: std::vec::IntoIter<UnreadableItem>,
    /// The position of the next item on its page.
    position: usize,
    operation: &'static str,
}

impl<T> Default for ReadyItems<T> {
    fn default() -> Self {
        ReadyItems {
            items: Vec::new().into_iter(),
            unreadable: Vec::new().into_iter(),
            position: 0,
            operation: "",
        }
    }
}

impl<T> ReadyItems<T> {
    fn new(page: Page<T>, operation: &'static str) -> Self {
        ReadyItems {
            items: page.items.into_iter(),
            unreadable: page.unreadable.into_iter(),
            position: 0,
            operation,
        }
    }
}

impl<T> Iterator for ReadyItems<T> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let position = self.position;
        self.position += 1;
        match self.unreadable.as_slice().first() {
            Some(item) if item.position == position => {
                let item = self.unreadable.next()?;
                Some(Err(
                    Error::undecodable_item(item).with_operation(self.operation)
                ))
            }
            _ => self.items.next().map(Ok),
        }
    }
}

/// The same for two items with the same id.
fn fingerprint<T: Item>(item: &T) -> u64 {
    let mut hasher = DefaultHasher::new();
    item.id().hash(&mut hasher);
    hasher.finish()
}

/// The fingerprint of an item whose id is not known.
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

/// What a list is made of.
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
