//! Fingerprints of the items that the stream received most recently. The fingerprints show whether
//! the server returned an item or a page twice. This module does no I/O.

use std::collections::HashSet;

use crate::error::Error;

/// The number of the newest items for which [`RecentItems`] always keeps fingerprints. If each page
/// has 100 groups, 40 pages have 4000 groups. The fingerprints of 4000 items need about 100 KiB of
/// memory.
///
/// [`RecentItems`] keeps about twice as many fingerprints at most, so a longer list does not need
/// more memory.
pub(super) const MIN_KEPT_ITEMS: usize = 4000;

/// The fingerprints of the items on the pages that the stream received most recently. The field
/// `new` has the newer pages, and the field `old` has the older pages.
///
/// A list may change while the client reads it. Several items may also have the same sort value, so
/// that their order is not fixed. In both cases, the server may return one item twice and omit a
/// different item. The number of received items is then still correct, so only the repeated item
/// shows the problem.
#[derive(Debug, Default)]
pub(super) struct RecentItems {
    new: Fingerprints,
    /// The older fingerprints, which [`RecentItems::push_page`] moved here from the field `new`.
    /// When `new` is full again, that function drops the older fingerprints.
    old: Fingerprints,
}

/// Fingerprints of items. The struct stores each fingerprint twice: in `pages`, which has a list
/// for each page, and in the set `items`.
#[derive(Debug, Default)]
struct Fingerprints {
    pages: Vec<Vec<u64>>,
    items: HashSet<u64>,
}

impl RecentItems {
    /// Returns whether an earlier page, whose fingerprints are still stored, had the same items in
    /// the same order.
    pub(super) fn contains_page(&self, items: &[u64]) -> bool {
        let mut generations = [&self.new, &self.old].into_iter();
        generations.any(|generation| generation.pages.iter().any(|page| page == items))
    }

    /// Adds the fingerprints of a page's items. Returns `false` if at least one fingerprint is
    /// already stored.
    pub(super) fn insert_items(&mut self, items: &[u64]) -> bool {
        let is_new = |item| !self.old.items.contains(item) && self.new.items.insert(*item);
        items.iter().all(is_new)
    }

    /// Adds a page, as the list of its fingerprints. The caller has already called `insert_items`
    /// for the same items. If `new` is full, `new` replaces `old`.
    pub(super) fn push_page(&mut self, items: Vec<u64>) {
        self.new.pages.push(items);
        if self.new.items.len() >= MIN_KEPT_ITEMS {
            std::mem::swap(&mut self.new, &mut self.old);
            self.new.pages.clear();
            self.new.items.clear();
        }
    }
}

/// Returns an error if two items of a complete list have the same fingerprint. The parameter
/// `items` contains the fingerprints of all items.
///
/// [`RecentItems`] keeps only the newest fingerprints, so it may miss a repeated item in a long
/// list. This function therefore checks the fingerprints of all items again.
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
