//! Searches for the groups whose name is the name from a `create_group` request.

use std::num::NonZeroU64;

use chrono::{DateTime, Utc};

use super::GroupApi;
use super::create_content::has_name;
use super::existing::{CallTime, may_be_of_call};
use super::group_states::ServerClock;
use crate::error::{Error, http_date};
use crate::generated::types::{CreateGroupInput, Group};
use crate::http::Metadata;
use crate::progenitor_client::ResponseValue;
use crate::response::Page;
use crate::transport::RetryState;
use crate::values::{GroupId, GroupsPerPage};

/// The groups that a search found, and the times that the client needs to decide whether this call
/// created the groups.
pub(super) struct SearchResult {
    pub(super) groups: Vec<Group>,
    /// The metadata of the last page with a group that has the name. `None` if no page has such a
    /// group.
    pub(super) metadata: Option<Metadata>,
    pub(super) time: CallTime,
}

impl GroupApi {
    /// Returns the groups that have the name from the request.
    ///
    /// The server may have normalized the name of a new group. Therefore the result also contains a
    /// group whose name is equal only after normalization, if this call may have created the group.
    pub(super) async fn search_by_name(
        &self,
        body: &CreateGroupInput,
        retries: &RetryState<'_>,
        clock: ServerClock,
    ) -> Result<SearchResult, Error> {
        let wanted = body.name.as_str().trim();
        let mut groups: Vec<Group> = Vec::new();
        let mut metadata = None;
        let mut time = CallTime {
            date: None,
            elapsed: retries.deadline().elapsed(),
            clock,
        };
        // The server searches in the names and descriptions of groups, so the search may find many
        // groups. This loop reads up to 100 pages, with 10,000 groups in total.
        for page in 1..=100 {
            let mut request = self.generated.list_groups(&self.organization_id);
            request.page = NonZeroU64::new(page);
            request.per_page = Some(&GroupsPerPage::MAX);
            request.q = Some(wanted);
            let response = request.send().await?;
            time.date = date_of(&response);
            // The header `Date` has the time of the response, so this line must run after the
            // response has arrived. A time that was measured before the request would make the
            // group seem older than it is.
            time.elapsed = retries.deadline().elapsed();
            let (found, page_metadata) = Page::of_groups(response)?;
            // The item that the client cannot decode may be the group that this call created.
            if let Some(item) = found.unreadable.first().cloned() {
                return Err(Error::undecodable_item(item).with_operation("list_groups"));
            }
            let is_last = match found.total_pages() {
                Some(pages) => pages <= page,
                None => !found.has_next() && found.items.len() < 100,
            } || found.items.is_empty();
            let known = groups.len();
            groups.extend(found.into_iter().filter(|group| has_name(group, body)));
            if groups.len() > known {
                metadata = Some(page_metadata);
            }
            if is_last {
                break;
            }
        }
        let has_exact_name = |group: &Group| group.name.trim() == wanted;
        groups.retain(|group| has_exact_name(group) || may_be_of_call(group, time));
        Ok(SearchResult {
            groups,
            metadata,
            time,
        })
    }

    /// Reads each group that a search found, and returns whether all these groups still have the
    /// requested name.
    ///
    /// The result of a search may be outdated, and contain a group that a program has renamed or
    /// deleted in the meantime.
    pub(super) async fn still_have_name(
        &self,
        groups: &[Group],
        body: &CreateGroupInput,
    ) -> Result<bool, Error> {
        for group in groups {
            let group_id = GroupId::try_from(&group.id)?;
            match self.read(&group_id, None).await {
                Ok((read, _)) if has_name(&read, body) => {}
                Ok(_) => return Ok(false),
                Err(read) if read.is_not_found() => return Ok(false),
                Err(read) => return Err(read),
            }
        }
        Ok(true)
    }
}

/// Returns the time in the header `Date` of a response.
fn date_of<T>(response: &ResponseValue<T>) -> Option<DateTime<Utc>> {
    http_date(response.headers().get("date")?.to_str().ok()?)
}
