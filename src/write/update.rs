//! Updates a group, and then checks that the server stored the update. If the response does not
//! prove this, this module reads the group.

use std::cmp::Ordering;

use super::GroupApi;
use super::pauses::MAX_READS;
use super::reads::{Reads, STABLE_TIME, is_group_missing, requested_group};
use super::state::{Freshness, GroupState};
use super::update_content::{check_shown, describe_difference, reflects_update};
use crate::error::{Error, Outcome};
use crate::generated::types::{Group, UpdateGroupInput};
use crate::http::Metadata;
use crate::transport::RetryState;
use crate::values::GroupId;

/// The reason why the client could not confirm that the server stored an update.
pub(super) enum NotConfirmed {
    /// A current read returned other values than the update contains. `is_newer` is true if the
    /// group was changed again after the update.
    Differs {
        stored: Box<(Group, Metadata)>,
        is_newer: bool,
    },
    /// The client does not know whether the server stored the update. The call fails with the
    /// contained error.
    Unknown(Error),
}

impl GroupApi {
    /// Updates a group, and returns the group as the server stored it.
    ///
    /// If the response does not show whether the server stored the update, this function reads the
    /// group. The call then succeeds if a read shows the new values.
    pub(crate) async fn update(
        &self,
        group_id: &GroupId,
        body: &UpdateGroupInput,
    ) -> Result<(Group, Metadata), Error> {
        let mut retries = self.transport().begin(true, "update_group")?;
        let _lock = self
            .locks
            .lock(&self.organization_id, group_id, &retries)
            .await?;
        // The time that the call has waited for the lock counts towards the deadline of the call.
        let api = self.within(retries.deadline());
        let error = match api.put_group(group_id, body).await {
            Ok(written) => {
                retries.count(written.1.stats());
                return match api.confirm_update(group_id, body, written, &retries).await {
                    Ok(confirmed) => Ok(confirmed),
                    Err(NotConfirmed::Unknown(error)) => Err(error),
                    Err(NotConfirmed::Differs { stored, is_newer }) => {
                        Err(not_confirmed(&stored.0, body, is_newer, &retries))
                    }
                };
            }
            Err(error) => error,
        };
        if error.outcome() != Outcome::Unknown || !retries.wait_to_read(&error).await {
            return Err(error);
        }
        retries.count(error.stats());
        let reflects = |group: &Group| reflects_update(group, body);
        let found = api.find_update(group_id, &retries, reflects).await;
        found.ok_or(error)
    }

    /// Sends an `update_group` request. Returns the group from the response, and the metadata of
    /// the request.
    pub(super) async fn put_group(
        &self,
        group_id: &GroupId,
        body: &UpdateGroupInput,
    ) -> Result<(Group, Metadata), Error> {
        let response = self
            .generated
            .update_group(&self.organization_id, group_id, body)
            .send()
            .await?;
        requested_group(response, group_id, "update_group")
    }

    /// Returns the group after an `update_group` request, if the response or a later read proves
    /// that the server stored the update.
    ///
    /// The response proves the update if it contains all values of the update, and also the time of
    /// the group's last change. A response that only repeats the body of the request does not
    /// contain this time. If the response does not prove the update, this function reads the group
    /// until it receives the current state.
    pub(super) async fn confirm_update(
        &self,
        group_id: &GroupId,
        body: &UpdateGroupInput,
        (response, metadata): (Group, Metadata),
        retries: &RetryState<'_>,
    ) -> Result<(Group, Metadata), NotConfirmed> {
        let written = GroupState::of(&response);
        let (organization, id) = (&self.organization_id, group_id.as_str());
        if written.time().is_some() && reflects_update(&response, body) {
            self.locks
                .record(organization, id, written, retries.deadline().now());
            return Ok((response, metadata.of_call(retries.stats(), false)));
        }
        // If the time in the response is newer than the newest known time, the response shows the
        // state after the update. Otherwise the response proves nothing, because the server may
        // have read the old state from a replica.
        let before = self
            .locks
            .newest(organization, id, retries.deadline().now());
        let is_after_update = |state: &GroupState| {
            before.is_some_and(|before| state.order(&before) == Some(Ordering::Greater))
        };
        let is_response_after_update = is_after_update(&written);
        if is_response_after_update {
            self.locks
                .record(organization, id, written, retries.deadline().now());
        }
        let mut reads = Reads::new();
        loop {
            let read = self.read(group_id, None).await;
            let (read, metadata) =
                read.map_err(|read| NotConfirmed::Unknown(unconfirmed(&read, retries)))?;
            let (state, now) = (GroupState::of(&read), retries.deadline().now());
            let is_shown = reflects_update(&read, body);
            let is_current = match self.locks.freshness_of(organization, id, &state, now) {
                Freshness::Current | Freshness::Ambiguous if is_shown => true,
                // The server reported success for the update. The update may have restored earlier
                // content of the group. In this case, a state with the result `Replaced` can be the
                // current state.
                Freshness::Replaced if is_shown => reads.is_stable(state, now, STABLE_TIME),
                Freshness::Current if is_response_after_update || is_after_update(&state) => true,
                Freshness::Current => reads.is_stable(state, now, STABLE_TIME),
                freshness => reads.is_current(freshness, state, now),
            };
            if is_current && is_shown {
                self.locks.record(organization, id, state, now);
                return Ok((read, metadata.of_call(retries.stats(), true)));
            }
            if is_current {
                // If a field of the update is missing from the read, it is still unknown whether
                // the server stored the update.
                check_shown(&read, body)
                    .map_err(|hidden| NotConfirmed::Unknown(unconfirmed(&hidden, retries)))?;
                self.locks.record(organization, id, state, now);
                return Err(NotConfirmed::Differs {
                    is_newer: state.order(&written) == Some(Ordering::Greater),
                    stored: Box::new((read, metadata.of_call(retries.stats(), true))),
                });
            }
            if !retries.deadline().pause(reads.pause()).await {
                return Err(NotConfirmed::Unknown(only_stale_reads(retries)));
            }
        }
    }

    /// Reads a group up to [`MAX_READS`] times, until a read shows the change. The caller uses this
    /// function after the response to the `update_group` request was lost.
    pub(super) async fn find_update(
        &self,
        group_id: &GroupId,
        retries: &RetryState<'_>,
        reflects: impl Fn(&Group) -> bool,
    ) -> Option<(Group, Metadata)> {
        let mut reads = Reads::new();
        for read in 1..=MAX_READS {
            let found = match self.read(group_id, None).await {
                Ok(read) => Some(read),
                // If the server created the group recently, a lagging replica may not have the
                // group yet.
                Err(error) if is_group_missing(&error) => None,
                Err(_) => return None,
            };
            if let Some((group, metadata)) = found.filter(|(group, _)| reflects(group)) {
                let (state, now) = (GroupState::of(&group), retries.deadline().now());
                let (organization, id) = (&self.organization_id, group_id.as_str());
                let freshness = self.locks.freshness_of(organization, id, &state, now);
                if matches!(freshness, Freshness::Current | Freshness::Ambiguous) {
                    self.locks.record(organization, id, state, now);
                    return Some((group, metadata.of_call(retries.stats(), true)));
                }
            }
            if read == MAX_READS || !retries.deadline().pause(reads.pause()).await {
                break;
            }
        }
        None
    }
}

/// Returns the error for an update that the client could not confirm, because no later read
/// returned the current state.
fn only_stale_reads(retries: &RetryState<'_>) -> Error {
    let message = format!(
        "the server may have changed the group; read it before you retry, because every read \
         within {:?} returned an outdated state (limit: `RetryPolicy::deadline`)",
        retries.deadline().total()
    );
    with_update_stats(Error::unconfirmed(message), retries)
}

/// Returns the error for an update that the client could not confirm, because a later read failed.
pub(super) fn unconfirmed(read: &Error, retries: &RetryState<'_>) -> Error {
    let message = format!(
        "the server may have changed the group; read it before you retry, because the read by \
         this client failed: {read}"
    );
    with_update_stats(Error::unconfirmed(message), retries)
}

/// Returns the error for an update whose values are not in the current state of the group.
pub(super) fn not_confirmed(
    stored: &Group,
    body: &UpdateGroupInput,
    is_newer: bool,
    retries: &RetryState<'_>,
) -> Error {
    let difference = describe_difference(stored, body);
    let error = if is_newer {
        Error::unconfirmed(format!(
            "the server reported success, but a different program changed the group \
             afterwards{difference}"
        ))
    } else {
        Error::not_stored(format!(
            "the server reported success, but stored different values{difference}"
        ))
    };
    with_update_stats(error, retries)
}

/// Adds the name of the operation and the statistics of the complete call to the error, and returns
/// the error.
fn with_update_stats(error: Error, retries: &RetryState<'_>) -> Error {
    error
        .with_stats(retries.stats())
        .with_operation("update_group")
}
