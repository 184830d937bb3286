//! The stream that returns all pages of a list.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use tokio::runtime::{self, Handle};

use super::completeness::{ListCheck, NextStep, PageCheck};
use super::list_item::ListItem;
use super::page_summary::PageSummary;
use super::prefetch::Task;
use crate::error::Error;
use crate::response::Page;

/// A stream that returns all pages of a list, in the order of the server.
///
/// [`Items::pages`](crate::Items::pages) returns this stream. The documentation of
/// [`Items`](crate::Items) describes how both streams fetch pages, and when a list counts as
/// complete. `Pages` also implements [`Stream`], so that a program can use it with a stream
/// library. Dropping the stream cancels the requests that the stream has started.
///
/// # Pages
///
/// The stream returns each [`Page`] as [`list_groups`](crate::Client::list_groups) and
/// [`list_members`](crate::Client::list_members) return it, with its metadata.
///
/// - An unreadable item is not an error of this stream. [`Page::unreadable`] contains the
///   unreadable items of the page.
/// - A page may have no items. If the list is empty, the stream returns one page without items. If
///   the server does not send the number of items, the last page may have no items.
///
/// # Errors
///
/// The stream returns each page as soon as the stream has checked it. If a later page shows that
/// the list is incomplete, the stream returns an error after the pages that it has already
/// returned. After an error, the stream ends. The stream also ends with an error if a page has
/// items, and the client cannot decode any of them.
#[must_use = "a stream fetches nothing until it is polled"]
pub struct Pages<T> {
    fetch: Box<dyn Fn(u64) -> Fetch<T> + Send + Sync>,
    check: ListCheck,
    /// The step that the stream takes when the caller needs the next page.
    next_step: NextStep,
    /// The pages that the stream is fetching, in the order of the page numbers. The field
    /// `next_step` contains the number of the first page in this queue.
    in_flight: VecDeque<InFlight<T>>,
    pub(super) pages_in_flight: usize,
    /// The current maximum number of pages that the stream fetches at the same time. This number
    /// grows until it is equal to `pages_in_flight`.
    max_in_flight: usize,
    /// `true` if the stream ended because the list changed during the read.
    pub(super) list_changed: bool,
    /// The id of the tokio runtime that fetches the pages in `in_flight`.
    runtime: Option<runtime::Id>,
}

type Fetch<T> = Pin<Box<dyn Future<Output = Result<Page<T>, Error>> + Send>>;

enum InFlight<T> {
    /// The page that the caller needs next.
    Current(Fetch<T>),
    /// A page that the stream fetches before the caller needs it. A tokio task polls the request
    /// for this page. Without the task, nothing would poll the request while the program uses the
    /// current page. The request could then exceed its time limit.
    Prefetched(Task<Result<Page<T>, Error>>),
}

impl<T: ListItem> Pages<T> {
    /// Creates a stream that fetches each page by calling `fetch` with the page number.
    ///
    /// `page_size` is the number of items on a full page. The stream uses `page_size` only if the
    /// response does not contain the number of items on a full page.
    pub(super) fn new<F>(
        first_page: u64,
        page_size: u64,
        pages_in_flight: usize,
        fetch: impl Fn(u64) -> F + Send + Sync + 'static,
    ) -> Pages<T>
    where
        F: Future<Output = Result<Page<T>, Error>> + Send + 'static,
    {
        Pages {
            fetch: Box::new(move |page| Box::pin(fetch(page))),
            check: ListCheck::new(first_page, page_size),
            next_step: NextStep::Fetch(first_page),
            in_flight: VecDeque::new(),
            pages_in_flight,
            max_in_flight: 1,
            list_changed: false,
            runtime: None,
        }
    }

    /// Sets the maximum number of pages that the stream fetches at the same time, as
    /// [`Items::pages_in_flight`](crate::Items::pages_in_flight) does.
    ///
    /// With the value 1, the stream fetches the next page only when the program calls
    /// [`next`](Pages::next). The value 0 has the same effect as the value 1.
    ///
    /// ```no_run
    /// # async fn example(client: tallyfy_groups::Client) -> Result<(), tallyfy_groups::Error> {
    /// let groups = client.list_groups_stream(Default::default());
    /// let mut pages = groups.pages().pages_in_flight(1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn pages_in_flight(mut self, pages: usize) -> Self {
        self.pages_in_flight = pages;
        self
    }

    /// Returns the next page, or `None` after the end of the stream.
    ///
    /// ```no_run
    /// # async fn example(client: tallyfy_groups::Client) -> Result<(), tallyfy_groups::Error> {
    /// let mut pages = client.list_groups_stream(Default::default()).pages();
    /// while let Some(page) = pages.next().await {
    ///     let page = page?;
    ///     println!("{} of {:?} groups", page.items.len(), pages.total());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - [`is_incomplete_list`](Error::is_incomplete_list) if the stream did not receive the
    ///   complete list.
    /// - Any error that the request for the next page causes.
    ///
    /// After an error, the stream ends.
    ///
    /// # Cancel safety
    ///
    /// If you drop the future of this call, no page is lost. The next call of `next` returns the
    /// page that the dropped call would have returned.
    pub async fn next(&mut self) -> Option<Result<Page<T>, Error>> {
        poll_fn(|context| self.poll_page(context)).await
    }

    /// Returns the number of items in the complete list, as [`Items::total`](crate::Items::total)
    /// does.
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        self.check.total()
    }

    /// Makes the stream start again at its first page.
    pub(super) fn restart(&mut self) {
        self.check = self.check.restarted();
        self.next_step = NextStep::Fetch(self.check.first_page());
        self.in_flight.clear();
        self.max_in_flight = 1;
        self.list_changed = false;
    }

    pub(super) fn poll_page(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Page<T>, Error>>> {
        // The tokio runtime that polled the stream last also fetches the pages in `in_flight`. If
        // this runtime has ended, and a request waits for one of its timers, polling the request
        // would panic. The stream therefore drops these requests if the runtime is different now.
        let runtime = Handle::try_current().ok().map(|handle| handle.id());
        if runtime != self.runtime {
            self.in_flight.clear();
            self.runtime = runtime;
        }
        loop {
            let number = match std::mem::replace(&mut self.next_step, NextStep::End) {
                NextStep::Fetch(number) => number,
                NextStep::End => return Poll::Ready(None),
                NextStep::Fail(error) => return Poll::Ready(Some(Err(error))),
                NextStep::ListChanged(error) => {
                    self.list_changed = true;
                    return Poll::Ready(Some(Err(error)));
                }
            };
            self.next_step = NextStep::Fetch(number);
            let fetch = || InFlight::Current((self.fetch)(number));
            // If the poll panics, the unwinding drops all requests. The next call then fetches the
            // page again. Otherwise, the stream would use a later page as this page.
            let mut in_flight = std::mem::take(&mut self.in_flight);
            let mut first = in_flight.pop_front().unwrap_or_else(fetch);
            let polled = first.poll(context);
            self.in_flight = in_flight;
            let accepted = match polled {
                Poll::Pending => {
                    self.in_flight.push_front(first);
                    return Poll::Pending;
                }
                // The tokio runtime that ran the task has ended, so the current runtime fetches the
                // page again.
                Poll::Ready(None) => {
                    self.in_flight
                        .push_front(InFlight::Current((self.fetch)(number)));
                    continue;
                }
                Poll::Ready(Some(Ok(page))) => self.accept(number, page),
                Poll::Ready(Some(Err(error))) => {
                    self.next_step = NextStep::Fail(error);
                    None
                }
            };
            self.prefetch();
            if let Some(page) = accepted {
                return Poll::Ready(Some(Ok(page)));
            }
        }
    }

    /// Checks whether the page fits into the list, and sets the next step of the stream. Returns
    /// the page if the check accepts it.
    fn accept(&mut self, number: u64, page: Page<T>) -> Option<Page<T>> {
        let PageCheck {
            is_accepted,
            next_step,
        } = self.check.accept(PageSummary::new(number, &page));
        self.next_step = next_step;
        is_accepted.then_some(page)
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

impl<T: ListItem> InFlight<T> {
    /// Returns the page. Returns `None` if a task prefetches the page, and the tokio runtime that
    /// ran the task ended before the task was finished.
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Page<T>, Error>>> {
        match self {
            InFlight::Current(fetch) => fetch.as_mut().poll(context).map(Some),
            InFlight::Prefetched(task) => task.poll(context),
        }
    }
}

impl<T: ListItem> Stream for Pages<T> {
    type Item = Result<Page<T>, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_page(context)
    }

    /// Returns exact bounds if the stream fetches no further page. The counts that the server sends
    /// have no effect on the bounds, because these counts may be wrong.
    fn size_hint(&self) -> (usize, Option<usize>) {
        match self.next_step {
            NextStep::Fetch(_) => (0, None),
            NextStep::End => (0, Some(0)),
            NextStep::ListChanged(_) | NextStep::Fail(_) => (1, Some(1)),
        }
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").finish_non_exhaustive()
    }
}
