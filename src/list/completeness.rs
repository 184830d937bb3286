//! After each page of a list, decides whether the stream ends, fetches a next page, or fails. This
//! module does no I/O.

use super::recent_items::RecentItems;
use crate::error::Error;

/// The maximum number of pages of a list. With 100 groups on each page, this limit is ten million
/// groups.
const MAX_PAGES: u64 = 100_000;

/// The state of the completeness check for one list. The stream passes the pages to this check in
/// the order of their numbers.
#[derive(Debug)]
pub(crate) struct ListCheck {
    first_page: u64,
    /// The number of the page that the check receives next.
    page: u64,
    /// The number of items on a full page. This is either the number that the client requested, or
    /// the server's default. The check uses this number only if the server does not send the page
    /// size.
    page_size: u64,
    /// The number of items on all accepted pages.
    items: u64,
    /// The number of items on the page that was accepted last.
    last_count: Option<u64>,
    recent: RecentItems,
    /// The first value that the server sent for the number of items in the list.
    first_total: Option<u64>,
    /// The first value that the server sent for the number of pages of the list.
    first_total_pages: Option<u64>,
    /// The number of pages of the list. The value is from the page that was accepted last.
    total_pages: Option<u64>,
    /// `true` if at least one accepted page refers to a next page.
    any_has_next: bool,
    /// `true` if the page that was accepted last refers to a next page.
    last_has_next: bool,
}

/// The data that the check needs from a page.
#[derive(Clone, Debug, Default)]
pub(crate) struct PageSummary {
    /// One fingerprint for each item, computed from the id of the item.
    pub(crate) items: Vec<u64>,
    pub(crate) current_page: Option<u64>,
    pub(crate) per_page: Option<u64>,
    pub(crate) total: Option<u64>,
    pub(crate) total_pages: Option<u64>,
    /// `true` if the page has a link, a cursor or a flag that refers to a next page.
    pub(crate) has_next: bool,
}

/// The result of checking one page.
#[derive(Debug)]
pub(crate) struct PageCheck {
    /// `true` if the stream returns the items of the page.
    pub(crate) is_accepted: bool,
    pub(crate) next_step: NextStep,
}

/// The step that a stream takes after a page.
#[derive(Debug)]
pub(crate) enum NextStep {
    /// The stream fetches the page with this number.
    Fetch(u64),
    /// The stream ends, because the list is complete.
    End,
    /// The stream fails, because the list changed while the client read it. A new read of the
    /// complete list may succeed.
    ListChanged(Error),
    /// The stream fails, because the server's pages contradict each other.
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
            recent: RecentItems::default(),
            first_total: None,
            first_total_pages: None,
            total_pages: None,
            any_has_next: false,
            last_has_next: false,
        }
    }

    /// Returns a new check for the same list. The stream then reads the list again from the same
    /// first page.
    pub(crate) fn restarted(&self) -> ListCheck {
        ListCheck::new(self.first_page, self.page_size)
    }

    pub(crate) fn first_page(&self) -> u64 {
        self.first_page
    }

    /// Returns the number of the last page, if the server sent this number. The stream prefetches
    /// pages only up to this page.
    pub(crate) fn last_page(&self) -> Option<u64> {
        self.total_pages
    }

    /// Checks the next page of the list.
    pub(crate) fn accept(&mut self, summary: PageSummary) -> PageCheck {
        if let Some(next_step) = self.reject_reason(&summary) {
            return PageCheck {
                is_accepted: false,
                next_step,
            };
        }
        let page = self.page;
        self.first_total = self.first_total.or(summary.total);
        self.first_total_pages = self.first_total_pages.or(summary.total_pages);
        self.total_pages = summary.total_pages;
        self.any_has_next |= summary.has_next;
        self.items += summary.count();
        self.page = page.saturating_add(1);
        let next_step = match summary.total_pages {
            Some(total_pages) => self.next_with_page_count(page, total_pages, &summary),
            None => self.next_without_page_count(page, &summary),
        };
        self.last_count = Some(summary.count());
        self.last_has_next = summary.has_next;
        self.recent.push_page(summary.items);
        PageCheck {
            is_accepted: true,
            next_step,
        }
    }

    /// Returns the next step if the check rejects the page. Returns `None` if the check accepts the
    /// page.
    fn reject_reason(&mut self, summary: &PageSummary) -> Option<NextStep> {
        let page = self.page;
        if let Some(current) = summary.current_page.filter(|current| *current != page) {
            return Some(self.fail(format!(
                "this client requested page {page}, but the server returned page {current}"
            )));
        }
        if summary.total_pages.is_none() && self.first_total_pages.is_some() {
            return Some(self.fail(format!(
                "the server sent the number of pages with an earlier page, but not with page {page}"
            )));
        }
        if !summary.items.is_empty() && self.recent.contains_page(&summary.items) {
            // A server without pagination returns the complete list for each page number.
            let has_no_pagination = summary.total_pages.is_none() && !self.any_has_next;
            return Some(if has_no_pagination && page - self.first_page == 1 {
                self.end(summary)
            } else {
                self.fail(format!("page {page} has the same items as an earlier page"))
            });
        }
        if let (Some(before), Some(now)) = (self.first_total, summary.total)
            && before != now
        {
            return Some(self.list_changed(format!(
                "the number of items in the list changed from {before} to {now}"
            )));
        }
        if !self.recent.insert_items(&summary.items) {
            return Some(self.list_changed(format!(
                "page {page} contains an item that the server has already returned"
            )));
        }
        None
    }

    /// Returns the next step for a server that sends the number of pages.
    fn next_with_page_count(&self, page: u64, total_pages: u64, summary: &PageSummary) -> NextStep {
        if page >= total_pages && !summary.has_next {
            return self.end(summary);
        }
        if page >= total_pages && summary.items.is_empty() {
            return self.fail(format!(
                "page {page} has no items, but it refers to a next page"
            ));
        }
        if summary.items.is_empty() {
            return self.list_changed(format!("page {page} of {total_pages} has no items"));
        }
        // A list may grow while the client reads it. The maximum number of pages is twice the first
        // page count that the server reported. For a short list, the maximum is 16 pages. The
        // maximum is never higher than `MAX_PAGES`.
        let first = self.first_total_pages.unwrap_or(total_pages);
        if page >= first.max(8).saturating_mul(2).min(MAX_PAGES) {
            return self.fail(format!(
                "the server first reported {first} pages, but the list continues after page {page}"
            ));
        }
        NextStep::Fetch(page.saturating_add(1))
    }

    /// Returns the next step for a server that does not send the number of pages.
    ///
    /// According to Tallyfy's documents, a list has one page if the server does not send the number
    /// of pages. The stream still fetches a next page if one of these conditions is true:
    ///
    /// - The page refers to a next page.
    /// - The server counted more items than the stream has received.
    /// - The server does not send the number of items, and the page may have reached the server's
    ///   size limit. This is possible if the page is full, or if it has as many items as the page
    ///   before it.
    fn next_without_page_count(&self, page: u64, summary: &PageSummary) -> NextStep {
        let count = summary.count();
        let is_full = count == summary.per_page.unwrap_or(self.page_size);
        let is_as_full = self.last_count == Some(count);
        let expected = self.expected_items(summary);
        let has_more = match expected {
            Some(expected) => self.items < expected,
            None => is_full || is_as_full,
        } || summary.has_next;
        if summary.items.is_empty() && self.last_has_next && expected.is_none() {
            return self.fail(format!(
                "the page before page {page} refers to a next page, but page {page} has no items"
            ));
        }
        if summary.items.is_empty() || !has_more {
            return self.end(summary);
        }
        if page >= MAX_PAGES {
            return self.fail(format!(
                "the list continues after page {page}, but this client reads no further pages"
            ));
        }
        NextStep::Fetch(page.saturating_add(1))
    }

    /// Returns the next step after the last page. The stream fails if the number of received items
    /// is different from the expected number.
    fn end(&self, summary: &PageSummary) -> NextStep {
        match self.expected_items(summary) {
            Some(expected) if expected != self.items => {
                let reason = "the item count did not change during the read, so the access token \
                              may have no access to some items";
                self.fail(reason.to_owned())
            }
            _ => NextStep::End,
        }
    }

    /// Returns the number of items that this read should return, if the server sent the number of
    /// items in the list. If the read starts after page 1, the items of the earlier pages do not
    /// count.
    fn expected_items(&self, summary: &PageSummary) -> Option<u64> {
        let page_size = summary.per_page.unwrap_or(self.page_size);
        let skipped = (self.first_page - 1).saturating_mul(page_size);
        Some(summary.total.or(self.first_total)?.saturating_sub(skipped))
    }

    fn list_changed(&self, reason: String) -> NextStep {
        let counts = self.counts();
        let message =
            format!("the list changed during the read: {reason}; {counts}; read the list again");
        NextStep::ListChanged(Error::incomplete_list(message))
    }

    fn fail(&self, reason: String) -> NextStep {
        let counts = self.counts();
        let message = format!("the list is incomplete: {reason}; {counts}; read the list again");
        NextStep::Fail(Error::incomplete_list(message))
    }

    /// Returns text for an error message. The text states how many items the server counted, and
    /// how many items this client received.
    fn counts(&self) -> String {
        let received = self.items;
        match self.first_total {
            Some(total) => {
                format!("the server reported {total} items, and this client received {received}")
            }
            None => {
                format!(
                    "the server did not report a total, and this client received {received} items"
                )
            }
        }
    }
}

impl PageSummary {
    fn count(&self) -> u64 {
        self.items.len() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::super::recent_items::MIN_KEPT_ITEMS;
    use super::{ListCheck, NextStep, PageSummary};

    /// Reads a list that never ends. Returns the number of pages that were read, and the error
    /// message.
    fn read_endless_list(summary: impl Fn(u64) -> PageSummary) -> (u64, String) {
        let mut check = ListCheck::new(1, 2);
        for page in 1.. {
            let summary = PageSummary {
                items: vec![2 * page, 2 * page + 1],
                ..summary(page)
            };
            match check.accept(summary).next_step {
                NextStep::Fetch(next) => assert_eq!(next, page + 1),
                NextStep::End => return (page, String::new()),
                NextStep::ListChanged(error) | NextStep::Fail(error) => {
                    return (page, error.to_string());
                }
            }
        }
        unreachable!()
    }

    #[test]
    fn accept_endless_list_fails_at_limit() {
        let of = |total_pages| PageSummary {
            total_pages,
            ..PageSummary::default()
        };
        for (summary, expected) in [
            (&(|_| of(None)) as &dyn Fn(u64) -> PageSummary, 100_000),
            (&|_| of(Some(1_000_000_000_000)), 100_000),
            (&|page| of(Some(page + 1)), 16),
            (&|page| of((page > 1).then_some(page + 1)), 16),
            (&|page| of(Some(page * 2)), 16),
        ] {
            let (pages, message) = read_endless_list(summary);
            assert_eq!(pages, expected, "{message}");
            assert!(message.contains("list continues"), "{message}");
        }
    }

    #[test]
    fn accept_late_item_count_is_in_message() {
        let mut check = ListCheck::new(1, 2);
        let page = |items: &[u64], total| PageSummary {
            items: items.to_vec(),
            total,
            ..PageSummary::default()
        };
        assert!(matches!(
            check.accept(page(&[1, 2], None)).next_step,
            NextStep::Fetch(2)
        ));
        assert!(matches!(
            check.accept(page(&[3, 4], Some(7))).next_step,
            NextStep::Fetch(3)
        ));
        let NextStep::Fail(error) = check.accept(page(&[], Some(7))).next_step else {
            panic!("3 items are missing");
        };
        let message = error.to_string();
        assert!(
            message.contains("the server reported 7 items, and this client received 4"),
            "{message}"
        );
    }

    /// Returns whether the check rejects a page that repeats the first item of the list. `page` is
    /// the number of that page. Each page has 100 items.
    fn rejects_first_item_on_page(page: u64) -> bool {
        let mut check = ListCheck::new(1, 100);
        let mut is_accepted = true;
        for number in 1..=page {
            let mut items: Vec<u64> = (number * 100..(number + 1) * 100).collect();
            if number > 1 && number == page {
                items[50] = 100;
            }
            let summary = PageSummary {
                items,
                total_pages: Some(1000),
                ..PageSummary::default()
            };
            is_accepted = check.accept(summary).is_accepted;
        }
        !is_accepted
    }

    #[test]
    fn accept_repeated_item_is_rejected_within_limit() {
        let pages = MIN_KEPT_ITEMS as u64 / 100;
        for page in [2, 3, pages, pages + 1] {
            assert!(rejects_first_item_on_page(page), "{page}");
        }
        // When the check reaches this page, it no longer keeps the fingerprint of the first item.
        assert!(!rejects_first_item_on_page(3 * pages));
    }
}
