//! Checks that a stream receives the complete list. After each page, the check decides whether the
//! stream ends, fetches the next page, or fails. This module does no I/O.

use super::page_summary::PageSummary;
use super::recent_items::RecentItems;
use crate::error::Error;

/// The maximum number of pages that a stream reads. If each page has 100 groups, a stream reads at
/// most ten million groups.
const MAX_PAGES: u64 = 100_000;

/// The state of the completeness check for one list. The stream passes the pages of the list to
/// this check, in the order of the page numbers.
#[derive(Debug)]
pub(crate) struct ListCheck {
    first_page: u64,
    /// The number of the page that the stream passes to the check next.
    page: u64,
    /// The number of items on a full page. This number is either the page size that the client
    /// requested, or the server's default page size. The check uses this number only if the
    /// response does not contain the page size.
    page_size: u64,
    /// The total number of items on the pages that the check has accepted.
    items: u64,
    /// The number of items on the page that the check accepted last.
    last_count: Option<u64>,
    recent: RecentItems,
    /// The number of items in the list, as the server sent it for the first time.
    first_total: Option<u64>,
    /// The number of pages of the list, as the server sent it for the first time.
    first_total_pages: Option<u64>,
    /// The number of pages of the list, as the server sent it with the page that the check accepted
    /// last.
    total_pages: Option<u64>,
    /// `true` if at least one page that the check accepted refers to a next page.
    any_has_next: bool,
    /// `true` if the page that the check accepted last refers to a next page.
    last_has_next: bool,
}

/// The result of the completeness check for one page.
#[derive(Debug)]
pub(crate) struct PageCheck {
    /// `true` if the check accepts the page, so that the stream returns the items of the page.
    pub(crate) is_accepted: bool,
    pub(crate) next_step: NextStep,
}

/// The step that the stream takes after the check of a page.
#[derive(Debug)]
pub(crate) enum NextStep {
    /// The stream fetches the page with this number.
    Fetch(u64),
    /// The stream ends, because the stream has received the complete list.
    End,
    /// The stream fails, because the list changed while the client read it. If the stream reads the
    /// list again from the first page, it may succeed.
    ListChanged(Error),
    /// The stream fails, because the server's data is inconsistent, or because the list has too
    /// many pages.
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

    /// Returns a new check for the same list. The caller then reads the list again, from the same
    /// first page.
    pub(crate) fn restarted(&self) -> ListCheck {
        ListCheck::new(self.first_page, self.page_size)
    }

    pub(crate) fn first_page(&self) -> u64 {
        self.first_page
    }

    /// Returns the number of the last page, or `None` if the server did not send the number of
    /// pages. The stream does not prefetch any page after the last page.
    pub(crate) fn last_page(&self) -> Option<u64> {
        self.total_pages
    }

    /// Returns the number of items in the list. Returns `None` if no page that the check accepted
    /// contains this number.
    pub(crate) fn total(&self) -> Option<u64> {
        self.first_total
    }

    /// Checks the next page of the list, and returns the result.
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

    /// Returns `None` if the check accepts the page. If the check rejects the page, returns the
    /// step that the stream takes next.
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
            // A server that does not support pagination returns the complete list for each page
            // number.
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

    /// Returns the next step of the stream if the response contains the number of pages.
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
        // The list may grow while the client reads it. This check therefore allows twice as many
        // pages as the server reported first. The check allows at least 16 pages, and at most
        // `MAX_PAGES` pages.
        let first = self.first_total_pages.unwrap_or(total_pages);
        if page >= first.max(8).saturating_mul(2).min(MAX_PAGES) {
            return self.fail(format!(
                "the server first reported {first} pages, but the list continues after page {page}"
            ));
        }
        NextStep::Fetch(page.saturating_add(1))
    }

    /// Returns the next step of the stream if the response does not contain the number of pages.
    ///
    /// According to Tallyfy's documents, a list has one page if the server does not send the number
    /// of pages. The stream still fetches the next page if at least one of these conditions is
    /// true:
    ///
    /// - The current page refers to a next page.
    /// - The number of items that the server sent is higher than the number of items that the
    ///   stream has received.
    /// - The server does not send the number of items in the list, and the current page may have
    ///   the maximum size. A page may have the maximum size if it is full, or if it has as many
    ///   items as the page before it.
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

    /// Returns the next step of the stream after the last page. The stream fails if the number of
    /// received items is different from the number of expected items.
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

    /// Returns the number of items that the stream should return. Returns `None` if the server did
    /// not send the number of items in the list. If the stream starts after page 1, the result does
    /// not include the items of the earlier pages.
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

    /// Returns a part of an error message. This part states how many items the list has according
    /// to the server, and how many items this client received.
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

#[cfg(test)]
mod tests {
    use super::super::recent_items::MIN_KEPT_ITEMS;
    use super::{ListCheck, NextStep, PageSummary};

    /// Checks the pages of a list that never ends. Returns the number of checked pages, and the
    /// error message.
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

    /// Returns whether the check rejects a page that contains the first item of the list again. The
    /// parameter `page` is the number of the page with the repeated item. Each page has 100 items.
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
        // When the check receives the page with this number, it no longer keeps the fingerprint of
        // the list's first item.
        assert!(!rejects_first_item_on_page(3 * pages));
    }
}
