//! One page of a list.

use serde_json::{Map, Value};

use super::pagination::OtherLayouts;
use crate::error::Error;
use crate::error::{ServerMessage, reports_error};
use crate::generated::ResponseValue;
use crate::generated::types::{Group, User};
use crate::generated::types::{GroupListResponse, Meta, Pagination, UserListResponse};
use crate::json::UnreadableItem;
use crate::values::Nullable;

/// One page of a list.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Page<T> {
    /// The items on this page.
    pub items: Vec<T>,
    /// The facts about the list, as they were sent; absent from older servers.
    pub meta: Nullable<Meta>,
    /// Fields beside the items and the facts that the contract does not know.
    pub extra: Map<String, Value>,
    /// The items of this page that the client cannot read; usually none. They are missing from
    /// `items`.
    pub unreadable: Vec<UnreadableItem>,
}

impl<T> Page<T> {
    /// Returns the pagination metadata in the documented layout. `None` if the server sent none
    /// there; the accessors below read other layouts, too.
    #[must_use]
    pub fn pagination(&self) -> Option<&Pagination> {
        self.meta.value()?.pagination.value()
    }

    /// Returns how many items the whole list has. `None` if the server did not count them.
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        let documented = self.pagination().and_then(|facts| facts.total.count());
        documented.or_else(|| self.other_layouts().count(&["total", "totalcount"]))
    }

    /// Returns how many pages the whole list has. `None` if the server did not count them; if it
    /// sent no metadata at all, the list has one page.
    #[must_use]
    pub fn total_pages(&self) -> Option<u64> {
        let documented = self
            .pagination()
            .and_then(|facts| facts.total_pages.count());
        documented.or_else(|| self.other_layouts().count(&["totalpages", "lastpage"]))
    }

    /// Returns the number of this page, counted from 1.
    #[must_use]
    pub fn current_page(&self) -> Option<u64> {
        let documented = self
            .pagination()
            .and_then(|facts| facts.current_page.count());
        documented.or_else(|| self.other_layouts().count(&["currentpage"]))
    }

    /// Returns how many items a page may hold.
    #[must_use]
    pub fn per_page(&self) -> Option<u64> {
        let documented = self.pagination().and_then(|facts| facts.per_page.count());
        documented.or_else(|| self.other_layouts().count(&["perpage"]))
    }

    /// Returns whether the page names a next one.
    pub(crate) fn has_next(&self) -> bool {
        self.other_layouts().has_next()
    }

    fn other_layouts(&self) -> OtherLayouts<'_> {
        let meta = self.meta.value();
        let pagination = meta.and_then(|meta| meta.pagination.value());
        OtherLayouts {
            maps: [
                pagination.map(|pagination| &pagination.extra),
                meta.map(|meta| &meta.extra),
                Some(&self.extra),
            ],
            links: pagination.and_then(|pagination| pagination.links.value()),
        }
    }
}

impl Page<Group> {
    pub(crate) fn of_groups(response: ResponseValue<GroupListResponse>) -> Result<Self, Error> {
        let (GroupListResponse { data, meta, extra }, unreadable) = response.into_parts();
        check_reported(&extra, data.len() + unreadable.len(), "list_groups")?;
        Ok(Page {
            items: data,
            meta,
            extra,
            unreadable,
        })
    }
}

impl Page<User> {
    pub(crate) fn of_members(response: ResponseValue<UserListResponse>) -> Result<Self, Error> {
        let (UserListResponse { data, meta, extra }, unreadable) = response.into_parts();
        check_reported(&extra, data.len() + unreadable.len(), "list_members")?;
        Ok(Page {
            items: data,
            meta,
            extra,
            unreadable,
        })
    }
}

impl<T> IntoIterator for Page<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Page<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

/// Returns an error if a list without items reports one beside them.
fn check_reported(
    extra: &Map<String, Value>,
    items: usize,
    operation: &'static str,
) -> Result<(), Error> {
    if items > 0 || !reports_error(extra) {
        return Ok(());
    }
    let body = serde_json::to_vec(extra).unwrap_or_default();
    let message = format!(
        "the response reports an error{}",
        ServerMessage::read(&body)
    );
    Err(Error::reported(message).with_operation(operation))
}
