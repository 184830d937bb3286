//! Fingerprints of the items that were received last. They show whether an item or a page is
//! repeated. This module does no I/O.

use std::collections::HashSet;

use crate::error::Error;

/// The minimum number of items whose fingerprints are kept. This is the number of groups on 40
/// pages. The fingerprints need about 100 KiB.
///
/// At most twice as many fingerprints are kept, so the memory does not grow with the list.
pub(super) const MIN_KEPT_ITEMS: usize = 4000;

/// The fingerprints of the pages that were received last. The newer pages are in `new`, and the
/// older pages in `old`.
///
/// A list may change while the client reads it. A list may also be sorted by a value that several
/// items have in common, so that the order of these items is not fixed. In both cases the server
/// may return one item twice and omit a different item. The number of items is still correct, so
/// only the repeated item shows the problem.
#[derive(Debug, Default)]
pub(super) struct RecentItems {
    new: Fingerprints,
    /// The fingerprints that were in `new` before. They are dropped when `new` is full.
    old: Fingerprints,
}

/// Fingerprints of items. They are stored twice: as one list for each page, and as one set.
#[derive(Debug, Default)]
struct Fingerprints {
    pages: Vec<Vec<u64>>,
    items: HashSet<u64>,
}

impl RecentItems {
    /// Returns whether a recent page had the same items in the same order.
    pub(super) fn contains_page(&self, items: &[u64]) -> bool {
        let mut generations = [&self.new, &self.old].into_iter();
        generations.any(|generation| generation.pages.iter().any(|page| page == items))
    }

    /// Adds the items of a page. Returns `false` if one of the items is already present.
    pub(super) fn insert_items(&mut self, items: &[u64]) -> bool {
        let is_new = |item| !self.old.items.contains(item) && self.new.items.insert(*item);
        items.iter().all(is_new)
    }

    /// Adds a page, after `insert_items` has added its items. If `new` is full, it replaces `old`.
    pub(super) fn push_page(&mut self, items: Vec<u64>) {
        self.new.pages.push(items);
        if self.new.items.len() >= MIN_KEPT_ITEMS {
            std::mem::swap(&mut self.new, &mut self.old);
            self.new.pages.clear();
            self.new.items.clear();
        }
    }
}

/// Returns an error if two items of a complete list have the same fingerprint.
///
/// [`RecentItems`] keeps only the newest fingerprints, so it may miss a repeated item in a long
/// list. This function therefore checks the items of a long list again.
pub(super) fn check_unique(mut items: impl Iterator<Item = u64>) -> Result<(), Error> {
    let mut received = HashSet::new();
    if items.all(|item| received.insert(item)) {
        Ok(())
    } else {
        Err(Error::incomplete_list(
            "the list changed during the read: the server returned an item twice; read the list \
             again",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::check_unique;

    #[test]
    fn check_unique_repeated_item_fails() {
        assert!(check_unique([1, 2, 3].into_iter()).is_ok());
        assert!(check_unique([1, 2, 1].into_iter()).is_err());
    }
}
