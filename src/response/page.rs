//! One page of a list.

use serde_json::{Map, Value};

use super::pagination::OtherLayouts;
use crate::error::{Error, ServerMessage, reports_error};
use crate::generated::ResponseValue;
use crate::generated::types::{Group, GroupListResponse, Meta, Pagination, User, UserListResponse};
use crate::json::UnreadableItem;
use crate::values::Nullable;

/// One page of a list, from [`list_groups`](crate::Client::list_groups) or
/// [`list_members`](crate::Client::list_members).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Page<T> {
    /// The items on this page.
    pub items: Vec<T>,
    /// The metadata of the list, as the server sent it. Older servers may send no metadata.
    pub meta: Nullable<Meta>,
    /// The fields of the response that the OpenAPI contract does not describe.
    pub extra: Map<String, Value>,
    /// The items of this page that the client cannot decode. The list `items` does not contain
    /// these unreadable items. Usually a page has no unreadable items.
    pub unreadable: Vec<UnreadableItem>,
}

impl<T> Page<T> {
    /// Returns the pagination metadata in the documented layout, `meta.pagination`.
    ///
    /// Returns `None` if the response does not have the property `meta.pagination`. The accessors
    /// [`total`](Page::total), [`total_pages`](Page::total_pages),
    /// [`current_page`](Page::current_page) and [`per_page`](Page::per_page) also read the other
    /// pagination layouts of Laravel, the framework of the server.
    #[must_use]
    pub fn pagination(&self) -> Option<&Pagination> {
        self.meta.value()?.pagination.value()
    }

    /// Returns the number of items in the complete list. Returns `None` if the server did not send
    /// this number.
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        let documented = self
            .pagination()
            .and_then(|pagination| pagination.total.count());
        documented.or_else(|| self.other_layouts().count(&["total", "totalcount"]))
    }

    /// Returns the number of pages of the complete list. Returns `None` if the server did not send
    /// this number.
    ///
    /// According to Tallyfy's documents, a list without pagination metadata has one page.
    #[must_use]
    pub fn total_pages(&self) -> Option<u64> {
        let documented = self
            .pagination()
            .and_then(|pagination| pagination.total_pages.count());
        documented.or_else(|| self.other_layouts().count(&["totalpages", "lastpage"]))
    }

    /// Returns the number of this page, counted from 1. Returns `None` if the server did not send
    /// this number.
    #[must_use]
    pub fn current_page(&self) -> Option<u64> {
        let documented = self
            .pagination()
            .and_then(|pagination| pagination.current_page.count());
        documented.or_else(|| self.other_layouts().count(&["currentpage"]))
    }

    /// Returns the maximum number of items on a page. Returns `None` if the server did not send
    /// this number.
    #[must_use]
    pub fn per_page(&self) -> Option<u64> {
        let documented = self
            .pagination()
            .and_then(|pagination| pagination.per_page.count());
        documented.or_else(|| self.other_layouts().count(&["perpage"]))
    }

    /// Returns whether the response refers to a next page, for example with a link.
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
    /// Converts a response of `list_groups` to a page.
    pub(crate) fn of_groups(response: ResponseValue<GroupListResponse>) -> Result<Self, Error> {
        let (GroupListResponse { data, meta, extra }, unreadable) = response.into_parts();
        check_no_error(&extra, data.len() + unreadable.len(), "list_groups")?;
        Ok(Page {
            items: data,
            meta,
            extra,
            unreadable,
        })
    }
}

impl Page<User> {
    /// Converts a response of `list_members` to a page.
    pub(crate) fn of_members(response: ResponseValue<UserListResponse>) -> Result<Self, Error> {
        let (UserListResponse { data, meta, extra }, unreadable) = response.into_parts();
        check_no_error(&extra, data.len() + unreadable.len(), "list_members")?;
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

/// Returns an error if the response has no items and its body describes an error.
fn check_no_error(
    extra: &Map<String, Value>,
    items: usize,
    operation: &'static str,
) -> Result<(), Error> {
    if items > 0 || !reports_error(extra) {
        return Ok(());
    }
    let body = serde_json::to_vec(extra).unwrap_or_default();
    let message = format!(
        "the server returned a success status, but the response body reports an error{}",
        ServerMessage::read(&body)
    );
    Err(Error::reported(message).with_operation(operation))
}
