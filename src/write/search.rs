//! Searches for groups that have the name from a `create_group` request.

use std::num::NonZeroU64;

use chrono::{DateTime, Utc};

use super::GroupApi;
use super::create_content::has_name;
use super::existing::{CallTime, may_be_of_call};
use super::group_states::ServerClock;
use crate::error::Error;
use crate::generated::types::{CreateGroupInput, Group};
use crate::progenitor_client::ResponseValue;
use crate::response::Page;
use crate::transport::{RetryState, http_date};
use crate::values::{GroupId, GroupsPerPage};

/// The groups that a search found, and the times that help to find out whether this call created
/// them.
pub(super) struct SearchResult {
    pub(super) groups: Vec<Group>,
    pub(super) time: CallTime,
}

impl GroupApi {
    /// Returns the groups that have the name from the request.
    ///
    /// The server may have normalized the name. If this call may have created a group, the result
    /// contains the group even if its name is equal only after normalization.
    pub(super) async fn search_by_name(
        &self,
        body: &CreateGroupInput,
        retries: &RetryState<'_>,
        clock: ServerClock,
    ) -> Result<SearchResult, Error> {
        let wanted = body.name.as_str().trim();
        let mut groups: Vec<Group> = Vec::new();
        let mut time = CallTime {
            date: None,
            elapsed: retries.deadline().elapsed(),
            clock,
        };
        // The server searches in names and descriptions. The limit of 100 pages allows 10,000
        // groups in the search result.
        for page in 1..=100 {
            let mut request = self.generated.list_groups(&self.organization_id);
            request.page = NonZeroU64::new(page);
            request.per_page = Some(&GroupsPerPage::MAX);
            request.q = Some(wanted);
            let response = request.send().await?;
            time.date = date_of(&response);
            // This line measures the elapsed time after the response has arrived, because `Date` is
            // the time of the response. A measurement before the search would make the group seem
            // older than it is.
            time.elapsed = retries.deadline().elapsed();
            let found = Page::of_groups(response)?;
            // The unreadable item may be the group that this call created.
            if let Some(item) = found.unreadable.first().cloned() {
                return Err(Error::undecodable_item(item).with_operation("list_groups"));
            }
            let is_last = match found.total_pages() {
                Some(pages) => pages <= page,
                None => !found.has_next() && found.items.len() < 100,
            } || found.items.is_empty();
            groups.extend(found.into_iter().filter(|group| has_name(group, body)));
            if is_last {
                break;
            }
        }
        let has_exact_name = |group: &Group| group.name.trim() == wanted;
        groups.retain(|group| has_exact_name(group) || may_be_of_call(group, time));
        Ok(SearchResult { groups, time })
    }

    /// Reads the groups that a search found, and returns whether all of them still have the name.
    ///
    /// A search may return old data, with a group that was renamed or deleted in the meantime.
    pub(super) async fn still_have_name(
        &self,
        groups: &[Group],
        body: &CreateGroupInput,
    ) -> Result<bool, Error> {
        for group in groups {
            let group_id = GroupId::try_from(&group.id)?;
            match self.read(&group_id, None).await {
                Ok(read) if has_name(&read, body) => {}
                Ok(_) => return Ok(false),
                Err(read) if read.is_not_found() => return Ok(false),
                Err(read) => return Err(read),
            }
        }
        Ok(true)
    }
}

/// Returns the header `Date` of a response.
fn date_of<T>(response: &ResponseValue<T>) -> Option<DateTime<Utc>> {
    http_date(response.headers().get("date")?.to_str().ok()?)
}
