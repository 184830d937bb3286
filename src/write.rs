//! Writes to groups. After each write, the client checks that the write succeeded. For this check,
//! the client uses the response to the write, or later reads.
//!
//! - Before the client sends a `create_group` request again, it searches for the group that the
//!   earlier attempt may have created. Before the client sends changed lists of members and guests
//!   again, it reads the group again.
//! - The client never writes lists that are based on a stale read.
//! - The client reports success only if a response from the server shows that the write succeeded.
//!
//! If you are new to this code, start with the file of one operation: `create.rs`, `update.rs`,
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
use crate::http::CallStats;
use crate::http::Metadata;
use crate::transport::{CallOptions, Deadline, Observer, RetryPolicy, Transport};
use crate::values::{GroupId, OrganizationId};

/// The methods that read and write the groups of one organization.
///
/// Each method that reads a group checks that the response is about the requested group. Each
/// method that writes a group checks that the write succeeded.
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

    /// Returns the value that reports a call of the operation `operation`.
    pub(crate) fn observer(&self, operation: &'static str) -> Observer<'_> {
        self.transport().observer(operation)
    }

    /// Returns a copy of this [`GroupApi`] with a different retry policy.
    pub(crate) fn with_retry(&self, policy: RetryPolicy) -> GroupApi {
        self.with_transport(self.transport().with_retry(policy))
    }

    /// Returns a copy of this [`GroupApi`] with other options.
    pub(crate) fn with_options(&self, options: &CallOptions) -> Result<GroupApi, Error> {
        Ok(self.with_transport(self.transport().with_options(options)?))
    }

    /// Returns a copy of this [`GroupApi`] for further requests of the same call. The deadline of
    /// the call also limits the requests that the copy sends.
    fn within(&self, deadline: Deadline<'_>) -> GroupApi {
        self.with_transport(self.transport().within(deadline))
    }

    /// Returns a copy of this [`GroupApi`] for the rest of a call that has already sent the same
    /// request `count` times.
    fn after_attempts(&self, stats: CallStats) -> GroupApi {
        self.with_transport(self.transport().after_attempts(stats))
    }

    fn with_transport(&self, transport: Transport) -> GroupApi {
        let mut api = self.clone();
        api.generated.inner = transport;
        api
    }

    /// Reads a group, and returns it. If the state of the group is newer than the newest known
    /// state, also records the state.
    pub(crate) async fn get(
        &self,
        group_id: &GroupId,
        with: Option<&str>,
    ) -> Result<(Group, Metadata), Error> {
        let (group, metadata) = self.read(group_id, with).await?;
        let now = self.transport().now();
        self.locks.record_read(&self.organization_id, &group, now);
        Ok((group, metadata))
    }

    /// Records the states of the groups that a list contains.
    pub(crate) fn record_listed(&self, groups: &[Group]) {
        self.locks
            .record_listed(&self.organization_id, groups, || self.transport().now());
    }

    /// Reads a group, and returns it. This function does not record the state of the group.
    async fn read(
        &self,
        group_id: &GroupId,
        with: Option<&str>,
    ) -> Result<(Group, Metadata), Error> {
        let mut request = self.generated.get_group(&self.organization_id, group_id);
        request.with = with;
        let response = request.send().await?;
        requested_group(response, group_id, "get_group")
    }
}
