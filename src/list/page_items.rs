//! The items of one page. In place of an item that the client cannot decode, [`PageItems`] returns
//! an error.

use crate::error::Error;
use crate::json::UnreadableItem;
use crate::response::Page;

/// The items of one page that the stream has not returned yet.
pub(super) struct PageItems<T> {
    items: std::vec::IntoIter<T>,
    unreadable: std::vec::IntoIter<UnreadableItem>,
    /// The position, on the page, of the item that the stream returns next.
    position: usize,
    operation: &'static str,
}

impl<T> Default for PageItems<T> {
    fn default() -> Self {
        PageItems {
            items: Vec::new().into_iter(),
            unreadable: Vec::new().into_iter(),
            position: 0,
            operation: "",
        }
    }
}

impl<T> PageItems<T> {
    pub(super) fn new(page: Page<T>, operation: &'static str) -> Self {
        PageItems {
            items: page.items.into_iter(),
            unreadable: page.unreadable.into_iter(),
            position: 0,
            operation,
        }
    }
}

impl<T> Iterator for PageItems<T> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let position = self.position;
        self.position += 1;
        match self.unreadable.as_slice().first() {
            Some(item) if item.position == position => {
                let item = self.unreadable.next()?;
                Some(Err(
                    Error::undecodable_item(item).with_operation(self.operation)
                ))
            }
            _ => self.items.next().map(Ok),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let items = self.items.len() + self.unreadable.len();
        (items, Some(items))
    }
}

impl<T> ExactSizeIterator for PageItems<T> {}
