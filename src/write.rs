//! Writes to groups. After each write, the client checks in the response or with later reads that
//! the write succeeded.
//!
//! - Before the client repeats `create_group`, it reads from the server whether the earlier attempt
//!   succeeded. The client does the same before it repeats a change of single members or guests.
//! - The client never writes lists that are based on a stale read.
//! - The client reports success only if a response of the server shows the result.
//!
//! To read this code, start with the file of one operation: `create.rs`, `update.rs`,
//! `update_lists.rs` or `delete.rs`.

mod create;
mod create_content;
mod delete;
mod existing;
mod group_locks;
mod group_states;
mod membership;
mod pauses;
mod reads;
mod search;
mod state;
mod update;
mod update_content;
mod update_lists;

use std::sync::Arc;

use self::group_locks::GroupLocks;
pub(crate) use self::membership::Membership;
pub(crate) use self::reads::check_id;
use self::reads::requested_group;
use crate::error::Error;
use crate::generated;
use crate::generated::types::Group;
use crate::transport::{Deadline, RetryPolicy, Transport};
use crate::values::{GroupId, OrganizationId};

/// The reads and writes of the groups of one organization.
///
/// Each read checks that the response is about the requested group. After each write, a check shows
/// whether the write succeeded.
#[derive(Clone)]
pub(crate) struct GroupApi {
    pub(crate) generated: generated::Client,
    pub(crate) organization_id: OrganizationId,
    locks: Arc<GroupLocks>,
}

impl GroupApi {
    pub(crate) fn new(generated: generated::Client, organization_id: OrganizationId) -> GroupApi {
        GroupApi {
            generated,
            organization_id,
            locks: Arc::default(),
        }
    }

    fn transport(&self) -> &Transport {
        &self.generated.inner
    }

    /// Returns a copy of this value with a different retry policy.
    pub(crate) fn with_retry(&self, policy: RetryPolicy) -> GroupApi {
        self.with_transport(self.transport().with_retry(policy))
    }

    /// Returns a copy of this value for further requests of one operation. The deadline of the
    /// operation limits these requests.
    fn within(&self, deadline: Deadline<'_>) -> GroupApi {
        self.with_transport(self.transport().within(deadline))
    }

    fn with_transport(&self, transport: Transport) -> GroupApi {
        let mut api = self.clone();
        api.generated.inner = transport;
        api
    }

    /// Reads a group, and records its state if the state is newer than the known state.
    pub(crate) async fn get(&self, group_id: &GroupId, with: Option<&str>) -> Result<Group, Error> {
        let group = self.read(group_id, with).await?;
        let now = self.transport().now();
        self.locks.record_read(&self.organization_id, &group, now);
        Ok(group)
    }

    /// Records the states of listed groups.
    pub(crate) fn record_listed(&self, groups: &[Group]) {
        self.locks
            .record_listed(&self.organization_id, groups, || self.transport().now());
    }

    /// Reads a group without recording its state.
    async fn read(&self, group_id: &GroupId, with: Option<&str>) -> Result<Group, Error> {
        let mut request = self.generated.get_group(&self.organization_id, group_id);
        request.with = with;
        let response = request.send().await?;
        requested_group(response, group_id, "get_group").map(|(group, _)| group)
    }
}
