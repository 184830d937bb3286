//! Fingerprints of the most recently received items. The fingerprints show whether the server
//! returned an item or a page twice. This module does no I/O.

use std::collections::HashSet;

use crate::error::Error;

/// The minimum number of items whose fingerprints are kept. This is the number of groups on 40
/// pages. The fingerprints need about 100 KiB.
///
/// At most twice this number of fingerprints is kept, so a longer list does not need more memory.
pub(super) const MIN_KEPT_ITEMS: usize = 4000;

/// The fingerprints of the most recently received pages. The newer pages are in `new`, and the
/// older pages in `old`.
///
/// A list may change while the client reads it. A list may also be sorted by a value that is equal
/// for several items. The order of these items is then not fixed. In both cases the server may
/// return one item twice and omit a different item. The number of items is still correct, so only
/// the repeated item shows the problem.
#[derive(Debug, Default)]
pub(super) struct RecentItems {
    new: Fingerprints,
    /// The older fingerprints, which were moved here from the field `new`. They are dropped when
    /// `new` is full again.
    old: Fingerprints,
}

/// Fingerprints of items. Each fingerprint is stored twice: in the list of its page, and in the set
/// of all items.
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

    /// Adds the items of a page. Returns `false` if at least one of the items is already present.
    pub(super) fn insert_items(&mut self, items: &[u64]) -> bool {
        let is_new = |item| !self.old.items.contains(item) && self.new.items.insert(*item);
        items.iter().all(is_new)
    }

    /// Adds a page. The caller has already added the items of the page with `insert_items`. If
    /// `new` is full, it replaces `old`.
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
/// list. This function therefore checks all items of a long list again.
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
