//! One page of a list, and the stream over all of them.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use serde_json::{Map, Value};

use crate::generated::types::{Meta, Pagination};
use crate::walk::{Next, PageFacts, Walk};
use crate::{Error, Group, Nullable, Received, User};

/// One page of a list.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Page<T> {
    /// The items on this page.
    pub items: Vec<T>,
    /// The facts about the list, as they were sent; absent from older servers.
    pub meta: Nullable<Meta>,
    /// Fields beside the items and the facts that the contract does not know.
    pub extra: Map<String, Value>,
}

impl<T> Page<T> {
    pub(crate) fn new(items: Vec<T>, meta: Nullable<Meta>, extra: Map<String, Value>) -> Self {
        Page { items, meta, extra }
    }

    /// Where the page stands; none when the server did not say, and then there is one page.
    #[must_use]
    pub fn pagination(&self) -> Option<&Pagination> {
        self.meta.value()?.pagination.value()
    }

    /// How many items the whole list has.
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        number(&self.pagination()?.total)
    }

    /// How many pages the whole list has.
    #[must_use]
    pub fn total_pages(&self) -> Option<u64> {
        number(&self.pagination()?.total_pages)
    }

    /// The number of this page, counted from 1.
    #[must_use]
    pub fn current_page(&self) -> Option<u64> {
        number(&self.pagination()?.current_page)
    }

    /// How many items a page may hold.
    #[must_use]
    pub fn per_page(&self) -> Option<u64> {
        number(&self.pagination()?.per_page)
    }
}

fn number(field: &Nullable<i64>) -> Option<u64> {
    u64::try_from(*field.value()?).ok()
}

impl<T> IntoIterator for Page<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Page<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

/// All items of a list, page after page, each page fetched when the one before it is used up.
///
/// It is a [`Stream`], and has [`next`](Items::next) for those who use no stream library. When the
/// pages do not add up to the whole list, it ends with an error that
/// [`is_incomplete_list`](Error::is_incomplete_list), never as if it were whole. After an error it
/// ends. Dropping it stops the work.
#[must_use = "a stream fetches nothing until it is polled"]
pub struct Items<T> {
    fetch: Box<dyn Fn(u64) -> Fetch<T> + Send + Sync>,
    walk: Walk,
    ready: VecDeque<T>,
    state: State<T>,
    /// Whether it ended because the list changed.
    has_changed: bool,
}

type Fetch<T> = Pin<Box<dyn Future<Output = Result<Page<T>, Error>> + Send>>;

enum State<T> {
    /// What comes once the items at hand are used up.
    Then(Next),
    Fetching(Fetch<T>),
}

impl<T: Item> Items<T> {
    /// `fetch` gets a page by its number; `page_size` is what a full page holds, if the server
    /// does not say.
    pub(crate) fn new<F>(
        first_page: u64,
        page_size: u64,
        fetch: impl Fn(u64) -> F + Send + Sync + 'static,
    ) -> Items<T>
    where
        F: Future<Output = Result<Page<T>, Error>> + Send + 'static,
    {
        Items {
            fetch: Box::new(move |page| Box::pin(fetch(page))),
            walk: Walk::new(first_page, page_size),
            ready: VecDeque::new(),
            state: State::Then(Next::Page(first_page)),
            has_changed: false,
        }
    }

    /// The next item; none after the last one or after an error.
    ///
    /// # Errors
    ///
    /// Whatever the call for the next page fails with, or
    /// [`is_incomplete_list`](Error::is_incomplete_list).
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
    /// As [`next`](Items::next); then none of the items is returned.
    ///
    /// # Cancel safety
    ///
    /// When the future is dropped, the items are lost, and nothing has changed.
    pub async fn collect_all(mut self) -> Result<Vec<T>, Error> {
        const WALKS: u32 = 3;
        let mut walks = 1;
        let mut items = Vec::new();
        self.restart();
        loop {
            match self.next().await {
                None => return Ok(items),
                Some(Ok(item)) => items.push(item),
                Some(Err(_)) if self.has_changed && walks < WALKS => {
                    walks += 1;
                    items.clear();
                    self.restart();
                }
                Some(Err(error)) => return Err(error),
            }
        }
    }

    fn restart(&mut self) {
        self.walk = self.walk.again();
        self.ready.clear();
        self.state = State::Then(Next::Page(self.walk.first_page()));
        self.has_changed = false;
    }

    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        loop {
            if let Some(item) = self.ready.pop_front() {
                return Poll::Ready(Some(Ok(item)));
            }
            match &mut self.state {
                State::Fetching(page) => {
                    let next = match ready!(page.as_mut().poll(context)) {
                        Ok(page) => self.accept(page),
                        Err(error) => Next::Fail(error),
                    };
                    self.state = State::Then(next);
                }
                State::Then(next) => match std::mem::replace(next, Next::End) {
                    Next::Page(number) => self.state = State::Fetching((self.fetch)(number)),
                    Next::End => return Poll::Ready(None),
                    Next::Changed(error) => {
                        self.has_changed = true;
                        return Poll::Ready(Some(Err(error)));
                    }
                    Next::Fail(error) => return Poll::Ready(Some(Err(error))),
                },
            }
        }
    }

    fn accept(&mut self, page: Page<T>) -> Next {
        let fingerprint = |item: &T| {
            let mut hasher = DefaultHasher::new();
            item.id().hash(&mut hasher);
            hasher.finish()
        };
        let verdict = self.walk.accept(&PageFacts {
            items: page.items.iter().map(fingerprint).collect(),
            current_page: page.current_page(),
            per_page: page.per_page(),
            total: page.total(),
            total_pages: page.total_pages(),
        });
        if verdict.is_accepted {
            self.ready.extend(page.items);
        }
        verdict.next
    }
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
pub trait Item: sealed::Sealed + Unpin {
    #[doc(hidden)]
    type Id;

    #[doc(hidden)]
    fn id(&self) -> &Received<Self::Id>;
}

impl Item for Group {
    type Id = crate::GroupId;

    fn id(&self) -> &Received<Self::Id> {
        &self.id
    }
}

impl Item for User {
    type Id = crate::UserId;

    fn id(&self) -> &Received<Self::Id> {
        &self.id
    }
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for crate::Group {}
    impl Sealed for crate::User {}
}
