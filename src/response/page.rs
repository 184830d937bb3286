//! One page of a list.

use serde_json::{Map, Value};

use super::pagination::OtherLayouts;
use crate::error::{Error, ServerMessage, reports_error};
use crate::generated::ResponseValue;
use crate::generated::types::{Group, GroupListResponse, Meta, Pagination, User, UserListResponse};
use crate::http::Metadata;
use crate::json::UnreadableItem;
use crate::values::Nullable;

/// One page of a list, from [`list_groups`](crate::Client::list_groups) or
/// [`list_members`](crate::Client::list_members).
///
/// Two pages are equal if they have the same content. The comparison ignores
/// [`metadata`](Page::metadata).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Page<T> {
    /// The items on this page.
    pub items: Vec<T>,
    /// The property `meta` of the response, as the server sent it. Older servers may not send this
    /// property.
    pub meta: Nullable<Meta>,
    /// The properties of the response that the OpenAPI contract does not describe.
    pub extra: Map<String, Value>,
    /// The items of this page that the client cannot decode. The field `items` does not contain
    /// these unreadable items. Usually a page has no unreadable items.
    pub unreadable: Vec<UnreadableItem>,
    metadata: Option<Metadata>,
}

impl<T> Page<T> {
    /// Creates a page with these items, for example in a test of your program. The page has no
    /// metadata, no properties that the contract does not describe, and no unreadable items.
    ///
    /// ```
    /// use tallyfy_groups::{Group, GroupId, Page};
    ///
    /// let id: GroupId = "group_id_abc123".parse()?;
    /// let page = Page::new(vec![Group::new(id.into(), "Sales Team".into())]);
    /// assert_eq!(page.items[0].name, "Sales Team");
    /// assert_eq!(page.total(), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn new(items: Vec<T>) -> Page<T> {
        Page {
            items,
            meta: Nullable::Absent,
            extra: Map::new(),
            unreadable: Vec::new(),
            metadata: None,
        }
    }

    /// Returns the metadata of the call that received this page, for example its request id.
    ///
    /// Returns `None` for a page from [`Page::new`], unless the program sets the metadata.
    #[must_use]
    pub fn metadata(&self) -> Option<&Metadata> {
        self.metadata.as_ref()
    }

    /// Sets the metadata of the page, for example in a test of your program.
    ///
    /// [`MetadataBuilder`](crate::testing::MetadataBuilder) builds the metadata.
    #[must_use]
    pub fn with_metadata(mut self, metadata: Metadata) -> Page<T> {
        self.metadata = Some(metadata);
        self
    }

    /// Returns the pagination metadata from `meta.pagination`, the documented layout.
    ///
    /// Returns `None` if the response does not have the property `meta.pagination`. The accessors
    /// [`total`](Page::total), [`total_pages`](Page::total_pages),
    /// [`current_page`](Page::current_page) and [`per_page`](Page::per_page) also read the other
    /// pagination layouts of Laravel, the framework of the server.
    #[must_use]
    pub fn pagination(&self) -> Option<&Pagination> {
        self.meta.value()?.pagination.value()
    }

    /// Returns the number of items in the complete list, on all pages together. Returns `None` if
    /// the server did not send the number of items.
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        let documented = self
            .pagination()
            .and_then(|pagination| pagination.total.count());
        documented.or_else(|| self.other_layouts().count(&["total", "totalcount"]))
    }

    /// Returns the number of pages of the complete list. Returns `None` if the server did not send
    /// the number of pages.
    ///
    /// According to Tallyfy's documents, a list without pagination metadata has one page.
    #[must_use]
    pub fn total_pages(&self) -> Option<u64> {
        let documented = self
            .pagination()
            .and_then(|pagination| pagination.total_pages.count());
        documented.or_else(|| self.other_layouts().count(&["totalpages", "lastpage"]))
    }

    /// Returns the number of this page, where the first page has the number 1. Returns `None` if
    /// the server did not send the page number.
    #[must_use]
    pub fn current_page(&self) -> Option<u64> {
        let documented = self
            .pagination()
            .and_then(|pagination| pagination.current_page.count());
        documented.or_else(|| self.other_layouts().count(&["currentpage"]))
    }

    /// Returns the maximum number of items on a page. Returns `None` if the server did not send the
    /// page size.
    #[must_use]
    pub fn per_page(&self) -> Option<u64> {
        let documented = self
            .pagination()
            .and_then(|pagination| pagination.per_page.count());
        documented.or_else(|| self.other_layouts().count(&["perpage"]))
    }

    /// Returns whether the response refers to a next page, for example with the URL of the next
    /// page.
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
    /// Converts a response to `list_groups` into a page. Also returns the metadata of the call.
    pub(crate) fn of_groups(
        response: ResponseValue<GroupListResponse>,
    ) -> Result<(Self, Metadata), Error> {
        let (GroupListResponse { data, meta, extra }, unreadable, metadata) = response.into_parts();
        check_no_error(&extra, data.len() + unreadable.len(), "list_groups")?;
        let page = Page {
            items: data,
            meta,
            extra,
            unreadable,
            metadata: None,
        };
        Ok((page, metadata))
    }
}

impl Page<User> {
    /// Converts a response to `list_members` into a page. Also returns the metadata of the call.
    pub(crate) fn of_members(
        response: ResponseValue<UserListResponse>,
    ) -> Result<(Self, Metadata), Error> {
        let (UserListResponse { data, meta, extra }, unreadable, metadata) = response.into_parts();
        check_no_error(&extra, data.len() + unreadable.len(), "list_members")?;
        let page = Page {
            items: data,
            meta,
            extra,
            unreadable,
            metadata: None,
        };
        Ok((page, metadata))
    }
}

impl<T: PartialEq> PartialEq for Page<T> {
    fn eq(&self, other: &Page<T>) -> bool {
        self.items == other.items
            && self.meta == other.meta
            && self.extra == other.extra
            && self.unreadable == other.unreadable
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

/// Returns an error if the list in the response is empty, and the response body describes an error.
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
