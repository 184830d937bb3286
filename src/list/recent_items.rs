//! The items of the last pages. They are kept to detect repeated items and pages. No IO.

use std::collections::HashSet;

use crate::error::Error;

/// The minimum number of items that are kept: 40 pages of groups, in about 100 KiB.
///
/// At most twice as many items are kept, so the memory does not grow with the list.
pub(super) const MIN_KEPT_ITEMS: usize = 4000;

/// The fingerprints of the pages that were received last, in two generations.
///
/// A list may change while it is read, or may be sorted by a value that several items share. The
/// server then repeats one item and omits a different one. The counts are still correct, so only
/// the repeated item shows the problem.
#[derive(Debug, Default)]
pub(super) struct RecentItems {
    new: Fingerprints,
    /// The generation before `new`.
    old: Fingerprints,
}

/// Fingerprints of items, by page and as one set.
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

    /// Adds the items of a page, or returns false at the first item that was received before.
    pub(super) fn insert_items(&mut self, items: &[u64]) -> bool {
        let is_new = |item| !self.old.items.contains(item) && self.new.items.insert(*item);
        items.iter().all(is_new)
    }

    /// Adds a page after its items. Drops the old generation if the new one is full.
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
/// [`RecentItems`] cannot detect this in a list that is longer than its limit.
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
