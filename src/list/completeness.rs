//! Decides, page by page, whether a list is whole, goes on, or cannot be trusted. No IO.

use std::collections::HashSet;

use crate::error::Error;

/// No list is longer, whatever the server says; this many pages of 100 groups are ten million.
const MAX_PAGES: u64 = 100_000;

/// How many items at least are remembered, and at most twice as many, so that one that shows twice
/// is noticed: 40 pages of groups, in about 100 KiB. A walk must not grow with the list.
const REMEMBERED: usize = 4000;

/// A walk over the pages of a list.
#[derive(Debug)]
pub(crate) struct ListCheck {
    first_page: u64,
    /// The page that is accepted next.
    page: u64,
    /// What a full page holds, if the server does not say.
    page_size: u64,
    items: u64,
    /// How many items the last page had.
    last_count: Option<u64>,
    /// The last pages, and those before them. A list that changes while it is read, or is sorted by
    /// what several items share, shows one twice and hides another; the counts alone would agree.
    recent: Seen,
    older: Seen,
    /// What the first page that counts said of the whole list.
    first_total: Option<u64>,
    first_total_pages: Option<u64>,
    /// What the last page said.
    total_pages: Option<u64>,
    /// Whether a page named a next one.
    has_named_next: bool,
    /// Whether the page before named this one.
    is_promised: bool,
}

/// Fingerprints of the items that a walk has met: page by page, and all of them.
#[derive(Debug, Default)]
struct Seen {
    pages: Vec<Vec<u64>>,
    items: HashSet<u64>,
}

/// What is to be known of a page.
#[derive(Clone, Debug, Default)]
pub(crate) struct PageSummary {
    /// A fingerprint of each item's id.
    pub(crate) items: Vec<u64>,
    pub(crate) current_page: Option<u64>,
    pub(crate) per_page: Option<u64>,
    pub(crate) total: Option<u64>,
    pub(crate) total_pages: Option<u64>,
    /// Whether the page names a next one: by a link, a cursor or a flag.
    pub(crate) has_next: bool,
}

#[derive(Debug)]
pub(crate) struct PageCheck {
    /// Whether the page's items belong to the list.
    pub(crate) is_accepted: bool,
    pub(crate) next: Next,
}

#[derive(Debug)]
pub(crate) enum Next {
    Page(u64),
    End,
    /// The list changed while it was read; from its beginning it may be read whole.
    Changed(Error),
    /// The server cannot be trusted with this list.
    Fail(Error),
}

impl ListCheck {
    pub(crate) fn new(first_page: u64, page_size: u64) -> ListCheck {
        ListCheck {
            first_page,
            page: first_page,
            page_size,
            items: 0,
            last_count: None,
            recent: Seen::default(),
            older: Seen::default(),
            first_total: None,
            first_total_pages: None,
            total_pages: None,
            has_named_next: false,
            is_promised: false,
        }
    }

    /// The same walk from its beginning.
    pub(crate) fn again(&self) -> ListCheck {
        ListCheck::new(self.first_page, self.page_size)
    }

    pub(crate) fn first_page(&self) -> u64 {
        self.first_page
    }

    /// The last page that there is, as far as the server has said; pages up to it may be fetched
    /// before it is their turn.
    pub(crate) fn last_page(&self) -> Option<u64> {
        self.total_pages
    }

    pub(crate) fn accept(&mut self, facts: PageSummary) -> PageCheck {
        if let Some(next) = self.reject_reason(&facts) {
            return PageCheck {
                is_accepted: false,
                next,
            };
        }
        let page = self.page;
        self.first_total = self.first_total.or(facts.total);
        self.first_total_pages = self.first_total_pages.or(facts.total_pages);
        self.total_pages = facts.total_pages;
        self.has_named_next |= facts.has_next;
        self.items += facts.count();
        self.page = page.saturating_add(1);
        let next = match facts.total_pages {
            Some(total_pages) => self.counted(page, total_pages, &facts),
            None => self.uncounted(page, &facts),
        };
        self.last_count = Some(facts.count());
        self.is_promised = facts.has_next;
        self.recent.pages.push(facts.items);
        if self.recent.items.len() >= REMEMBERED {
            std::mem::swap(&mut self.recent, &mut self.older);
            self.recent.pages.clear();
            self.recent.items.clear();
        }
        PageCheck {
            is_accepted: true,
            next,
        }
    }

    /// Returns why the page is not the next one of the list, if it is not.
    fn reject_reason(&mut self, facts: &PageSummary) -> Option<Next> {
        let page = self.page;
        if let Some(current) = facts.current_page.filter(|current| *current != page) {
            return Some(self.fail(format!(
                "page {page} was requested, and page {current} received"
            )));
        }
        if facts.total_pages.is_none() && self.first_total_pages.is_some() {
            return Some(self.fail(format!("page {page} no longer has the number of pages")));
        }
        let seen = [&self.recent, &self.older];
        if !facts.items.is_empty() && seen.iter().any(|seen| seen.pages.contains(&facts.items)) {
            // A server that does not page at all sends the whole list for each of them.
            let does_not_page = facts.total_pages.is_none() && !self.has_named_next;
            return Some(match does_not_page && page - self.first_page == 1 {
                true => self.end(facts),
                false => self.fail(format!("page {page} repeats an earlier page")),
            });
        }
        if let (Some(before), Some(now)) = (self.first_total, facts.total)
            && before != now
        {
            return Some(self.changed(format!("it had {before} items, and now has {now}")));
        }
        let is_new = |item| !self.older.items.contains(item) && self.recent.items.insert(*item);
        if !facts.items.iter().all(is_new) {
            return Some(self.changed(format!("page {page} has an item for the second time")));
        }
        None
    }

    /// The server counts the pages.
    fn counted(&self, page: u64, total_pages: u64, facts: &PageSummary) -> Next {
        if page >= total_pages && !facts.has_next {
            return self.end(facts);
        }
        if page >= total_pages && facts.items.is_empty() {
            return self.fail(format!("page {page} is empty, and names a next one"));
        }
        if facts.items.is_empty() {
            return self.changed(format!("page {page} of {total_pages} is empty"));
        }
        // A list may grow while it is read, but not forever as fast as that.
        let first = self.first_total_pages.unwrap_or(total_pages);
        if page >= first.max(8).saturating_mul(2).min(MAX_PAGES) {
            return self.fail(format!(
                "it began with {first} pages, and does not end after {page}"
            ));
        }
        Next::Page(page.saturating_add(1))
    }

    /// The server does not count the pages. By the documents there is one then; but any hint of
    /// more is followed: a next page that is named, items that were counted and have not arrived,
    /// and a page that is full, or as full as the one before it, and may have been cut off there.
    fn uncounted(&self, page: u64, facts: &PageSummary) -> Next {
        let count = facts.count();
        let is_full = count == facts.per_page.unwrap_or(self.page_size);
        let is_as_full = self.last_count == Some(count);
        let has_more = match self.expected(facts) {
            Some(expected) => self.items < expected,
            None => is_full || is_as_full,
        } || facts.has_next;
        if facts.items.is_empty() && self.is_promised && self.expected(facts).is_none() {
            return self.fail(format!("page {page} was named, and is empty"));
        }
        if facts.items.is_empty() || !has_more {
            return self.end(facts);
        }
        if page >= MAX_PAGES {
            return self.fail(format!("it does not end after {page} pages"));
        }
        Next::Page(page.saturating_add(1))
    }

    /// The last page was reached: whether as many items have arrived as the server counts.
    fn end(&self, facts: &PageSummary) -> Next {
        match self.expected(facts) {
            Some(expected) if expected != self.items => {
                let why = "the count stayed the same, so this token may not see all items";
                self.fail(why.to_owned())
            }
            _ => Next::End,
        }
    }

    /// How many items the server counts from the first page of the walk on.
    fn expected(&self, facts: &PageSummary) -> Option<u64> {
        let page_size = facts.per_page.unwrap_or(self.page_size);
        let skipped = (self.first_page - 1).saturating_mul(page_size);
        Some(facts.total.or(self.first_total)?.saturating_sub(skipped))
    }

    fn changed(&self, what: String) -> Next {
        let counts = self.counts();
        let message = format!("the list changed while it was read: {what}; {counts}");
        Next::Changed(Error::incomplete_list(message))
    }

    fn fail(&self, what: String) -> Next {
        let counts = self.counts();
        Next::Fail(Error::incomplete_list(format!(
            "the list is not complete: {what}; {counts}"
        )))
    }

    /// What is known of the number of items, for a message.
    fn counts(&self) -> String {
        let arrived = self.items;
        match self.first_total {
            Some(total) => format!("the server counted {total} items, and {arrived} arrived"),
            None => format!("the server did not count the items, and {arrived} arrived"),
        }
    }
}

impl PageSummary {
    fn count(&self) -> u64 {
        self.items.len() as u64
    }
}

/// Whether all of a list's items, by their fingerprints, are different ones: what a walk cannot
/// know of a list that is longer than it remembers.
pub(crate) fn all_differ(mut items: impl Iterator<Item = u64>) -> Result<(), Error> {
    let mut seen = HashSet::new();
    match items.all(|item| seen.insert(item)) {
        true => Ok(()),
        false => Err(Error::incomplete_list(
            "the list changed while it was read: it has an item for the second time",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::{ListCheck, Next, PageSummary, REMEMBERED, all_differ};

    /// How many pages a server is asked for that always has another one, and how it ends.
    fn pages_of_endless(facts: impl Fn(u64) -> PageSummary) -> (u64, String) {
        let mut check = ListCheck::new(1, 2);
        for page in 1.. {
            let facts = PageSummary {
                items: vec![2 * page, 2 * page + 1],
                ..facts(page)
            };
            match check.accept(facts).next {
                Next::Page(next) => assert_eq!(next, page + 1),
                Next::End => return (page, String::new()),
                Next::Changed(error) | Next::Fail(error) => return (page, error.to_string()),
            }
        }
        unreachable!()
    }

    #[test]
    fn every_walk_ends() {
        let of = |total_pages| PageSummary {
            total_pages,
            ..PageSummary::default()
        };
        for (facts, expected) in [
            (&(|_| of(None)) as &dyn Fn(u64) -> PageSummary, 100_000),
            (&|_| of(Some(1_000_000_000_000)), 100_000),
            (&|page| of(Some(page + 1)), 16),
            (&|page| of((page > 1).then_some(page + 1)), 16),
            (&|page| of(Some(page * 2)), 16),
        ] {
            let (pages, message) = pages_of_endless(facts);
            assert_eq!(pages, expected, "{message}");
            assert!(message.contains("does not end"), "{message}");
        }
    }

    #[test]
    fn count_that_arrives_late_is_in_the_message() {
        let mut check = ListCheck::new(1, 2);
        let page = |items: &[u64], total| PageSummary {
            items: items.to_vec(),
            total,
            ..PageSummary::default()
        };
        assert!(matches!(
            check.accept(page(&[1, 2], None)).next,
            Next::Page(2)
        ));
        assert!(matches!(
            check.accept(page(&[3, 4], Some(7))).next,
            Next::Page(3)
        ));
        let Next::Fail(error) = check.accept(page(&[], Some(7))).next else {
            panic!("3 items are missing");
        };
        let message = error.to_string();
        assert!(
            message.ends_with("the server counted 7 items, and 4 arrived"),
            "{message}"
        );
    }

    /// Whether a walk over pages of 100 items objects when the first item shows again on this page.
    fn objects_to_first_item_on(page: u64) -> bool {
        let mut check = ListCheck::new(1, 100);
        let mut page_check = None;
        for number in 1..=page {
            let mut items: Vec<u64> = (number * 100..(number + 1) * 100).collect();
            if number > 1 && number == page {
                items[50] = 100;
            }
            let facts = PageSummary {
                items,
                total_pages: Some(1000),
                ..PageSummary::default()
            };
            page_check = Some(check.accept(facts));
        }
        !page_check.unwrap().is_accepted
    }

    #[test]
    fn an_item_that_shows_twice_is_noticed_for_a_while() {
        let pages = REMEMBERED as u64 / 100;
        for page in [2, 3, pages, pages + 1] {
            assert!(objects_to_first_item_on(page), "{page}");
        }
        // What is remembered has a limit, and a list that is held as a whole is looked at again.
        assert!(!objects_to_first_item_on(3 * pages));
        assert!(all_differ([1, 2, 3].into_iter()).is_ok());
        assert!(all_differ([1, 2, 1].into_iter()).is_err());
    }
}
