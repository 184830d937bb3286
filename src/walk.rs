//! Decides, page by page, whether a list is whole, goes on, or cannot be trusted. No IO.

use std::collections::HashSet;

use crate::Error;

/// Without a `total_pages` there is nothing to hold a server to that never ends; this many pages
/// of 100 groups are a million.
const MAX_UNCOUNTED_PAGES: u64 = 10_000;

/// A walk over the pages of a list.
#[derive(Debug)]
pub(crate) struct Walk {
    first_page: u64,
    /// The page that is accepted next.
    page: u64,
    /// What a full page holds, if the server does not say.
    page_size: u64,
    items: u64,
    /// Fingerprints of the pages so far: eight bytes a page.
    seen: HashSet<u64>,
    /// What the first page said of the whole list.
    first_total: Option<u64>,
    first_total_pages: Option<u64>,
}

/// What is to be known of a page.
#[derive(Clone, Debug, Default)]
pub(crate) struct PageFacts {
    pub(crate) count: u64,
    /// The same for two pages with the same items in the same order.
    pub(crate) fingerprint: u64,
    pub(crate) current_page: Option<u64>,
    pub(crate) per_page: Option<u64>,
    pub(crate) total: Option<u64>,
    pub(crate) total_pages: Option<u64>,
}

#[derive(Debug)]
pub(crate) struct Verdict {
    /// Whether the page's items belong to the list; a repeated page's do not.
    pub(crate) is_page_new: bool,
    pub(crate) next: Next,
}

#[derive(Debug)]
pub(crate) enum Next {
    Page(u64),
    End,
    Fail(Error),
}

impl Walk {
    pub(crate) fn new(first_page: u64, page_size: u64) -> Walk {
        Walk {
            first_page,
            page: first_page,
            page_size,
            items: 0,
            seen: HashSet::new(),
            first_total: None,
            first_total_pages: None,
        }
    }

    pub(crate) fn accept(&mut self, facts: &PageFacts) -> Verdict {
        let page = self.page;
        if let Some(current) = facts.current_page.filter(|current| *current != page) {
            return Verdict {
                is_page_new: false,
                next: fail(format!(
                    "asked for page {page}, the server answered with page {current}"
                )),
            };
        }
        if facts.count > 0 && !self.seen.insert(facts.fingerprint) {
            return Verdict {
                is_page_new: false,
                next: match facts.total_pages {
                    // A server that knows of no pages sends the whole list for each of them.
                    None if page == self.first_page + 1 => Next::End,
                    _ => fail(format!("page {page} repeats an earlier page")),
                },
            };
        }
        if page == self.first_page {
            self.first_total = facts.total;
            self.first_total_pages = facts.total_pages;
        }
        self.items += facts.count;
        self.page += 1;
        Verdict {
            is_page_new: true,
            next: match facts.total_pages {
                Some(total_pages) => self.counted(page, total_pages, facts),
                None => self.uncounted(page, facts),
            },
        }
    }

    /// The server says how many pages there are.
    fn counted(&self, page: u64, total_pages: u64, facts: &PageFacts) -> Next {
        if page >= total_pages {
            return self.end(facts);
        }
        if facts.count == 0 {
            return fail(format!("page {page} of {total_pages} is empty"));
        }
        // A list may grow while it is read, but not forever as fast as that.
        let limit = self.first_total_pages.map(|first| 2 * first.max(8));
        if limit.is_some_and(|limit| page >= limit) {
            return fail(format!(
                "the list began with {} pages, and does not end after {page}",
                self.first_total_pages.unwrap_or_default()
            ));
        }
        Next::Page(page + 1)
    }

    /// The server does not say how many pages there are. Then there is one, by the documents; but
    /// a page that is exactly full may have been cut off there, so the next one is asked for.
    fn uncounted(&self, page: u64, facts: &PageFacts) -> Next {
        if self.first_total_pages.is_some() {
            return fail(format!(
                "page {page} no longer says how many pages there are"
            ));
        }
        let page_size = facts.per_page.unwrap_or(self.page_size);
        if facts.count == 0 || facts.count != page_size {
            return self.end(facts);
        }
        if page - self.first_page >= MAX_UNCOUNTED_PAGES {
            return fail(format!("the list does not end after {page} pages"));
        }
        Next::Page(page + 1)
    }

    /// The last page was reached: whether its server's count agrees.
    fn end(&self, facts: &PageFacts) -> Next {
        let Some(total) = facts.total else {
            return Next::End;
        };
        if let Some(first) = self.first_total.filter(|first| *first != total) {
            return fail(format!(
                "the list changed while it was read: it had {first} items, and now has {total}"
            ));
        }
        let page_size = facts.per_page.unwrap_or(self.page_size);
        let skipped = (self.first_page - 1).saturating_mul(page_size);
        let expected = total.saturating_sub(skipped);
        if self.items != expected {
            return fail(format!(
                "the server counts {expected} items, and its pages held {}",
                self.items
            ));
        }
        Next::End
    }
}

fn fail(message: String) -> Next {
    Next::Fail(Error::incomplete_list(message))
}
