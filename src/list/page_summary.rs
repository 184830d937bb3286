//! The data of one page that the completeness check needs. This module does no I/O.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::list_item::ListItem;
use crate::response::Page;

/// The data of one page that the completeness check needs.
#[derive(Clone, Debug, Default)]
pub(crate) struct PageSummary {
    /// One fingerprint for each item of the page. A fingerprint is a hash of the item's id, or the
    /// hash of its position if the item is unreadable.
    pub(crate) items: Vec<u64>,
    pub(crate) current_page: Option<u64>,
    pub(crate) per_page: Option<u64>,
    pub(crate) total: Option<u64>,
    pub(crate) total_pages: Option<u64>,
    /// `true` if the page refers to a next page, by a link, by a cursor or by a flag.
    pub(crate) has_next: bool,
}

impl PageSummary {
    /// Returns the summary of a page. The parameter `number` is the number of the page.
    pub(super) fn new<T: ListItem>(number: u64, page: &Page<T>) -> PageSummary {
        // An unreadable item may have no id, so the check treats it as different from every other
        // item.
        let unreadable = page
            .unreadable
            .iter()
            .map(|item| unique_fingerprint(number, item.position));
        PageSummary {
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
        }
    }

    pub(super) fn count(&self) -> u64 {
        self.items.len() as u64
    }
}

/// Returns a hash of the item's id.
pub(super) fn fingerprint<T: ListItem>(item: &T) -> u64 {
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
