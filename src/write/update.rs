//! Updates that are confirmed by the response or by reading back.

use std::cmp::Ordering;

use super::GroupApi;
use super::pauses::LOOKS;
use super::reads::{Reads, STABLE, is_gone, requested_group};
use super::state::{Freshness, GroupState};
use super::update_content::{check_shown, difference, reflects_update};
use crate::error::{Error, Outcome};
use crate::generated::types::Group;
use crate::generated::types::UpdateGroupInput;
use crate::http::CallStats;
use crate::transport::RetryState;
use crate::values::GroupId;

/// Why a write is not confirmed.
pub(super) enum NotConfirmed {
    /// A current read shows something else. `is_newer` says that another program has written since.
    Differs { stored: Box<Group>, is_newer: bool },
    /// No current read could be had.
    Unknown(Error),
}

impl GroupApi {
    /// Returns the group after a PUT, if its response or a read shows what was written.
    ///
    /// The response is enough if it shows all that was written and has a time of the server: an echo of
    /// the request has none. In any other case a current read decides.
    pub(super) async fn confirm_update(
        &self,
        group_id: &GroupId,
        body: &UpdateGroupInput,
        response: Group,
        retries: &RetryState<'_>,
    ) -> Result<Group, NotConfirmed> {
        let written = GroupState::of(&response);
        let (organization, id) = (&self.organization_id, group_id.as_str());
        if written.time().is_some() && reflects_update(&response, body) {
            self.locks
                .record(organization, id, written, retries.deadline().now());
            return Ok(response);
        }
        // A response with a newer time is of the change. Without one it may show the group as it was
        // before, as a server does that reads it back from a replica; then it proves nothing.
        let before = self
            .locks
            .newest(organization, id, retries.deadline().now());
        let is_after_before = |state: &GroupState| {
            before.is_some_and(|before| state.order(&before) == Some(Ordering::Greater))
        };
        let is_of_change = is_after_before(&written);
        if is_of_change {
            self.locks
                .record(organization, id, written, retries.deadline().now());
        }
        let mut reads = Reads::new();
        loop {
            let read = self.read(group_id, None).await;
            let read = read.map_err(|read| NotConfirmed::Unknown(unconfirmed(&read, retries)))?;
            let (state, now) = (GroupState::of(&read), retries.deadline().now());
            let freshness = self.locks.judge(organization, id, &state, now);
            let is_shown = reflects_update(&read, body);
            let is_current = match freshness {
                Freshness::Current | Freshness::Ambiguous if is_shown => true,
                // The server reported success, and what was written may be a state of before.
                Freshness::Replaced if is_shown => reads.is_stable(state, now, STABLE),
                Freshness::Current if is_of_change || is_after_before(&state) => true,
                Freshness::Current => reads.is_stable(state, now, STABLE),
                freshness => reads.is_current(freshness, state, now),
            };
            if is_current && is_shown {
                self.locks.record(organization, id, state, now);
                return Ok(read);
            }
            if is_current {
                // What the read does not show may be as it was written, or not.
                check_shown(&read, body)
                    .map_err(|hidden| NotConfirmed::Unknown(unconfirmed(&hidden, retries)))?;
                self.locks.record(organization, id, state, now);
                return Err(NotConfirmed::Differs {
                    is_newer: state.order(&written) == Some(Ordering::Greater),
                    stored: Box::new(read),
                });
            }
            if !retries.deadline().pause(reads.pause()).await {
                let message = format!(
                    "the group may have been written, but every read until the deadline of {:?} was \
                     late (`RetryPolicy::deadline`)",
                    retries.deadline().total()
                );
                let error = Error::unconfirmed(message)
                    .with_stats(retries.stats())
                    .with_operation("update_group");
                return Err(NotConfirmed::Unknown(error));
            }
        }
    }

    /// Looks a few times whether a group shows a change that got no response.
    pub(super) async fn find_update(
        &self,
        group_id: &GroupId,
        retries: &RetryState<'_>,
        reflects: impl Fn(&Group) -> bool,
    ) -> Option<Group> {
        let mut reads = Reads::new();
        for look in 1..=LOOKS {
            let group = match self.read(group_id, None).await {
                Ok(group) => Some(group),
                // A replica may not know a new group yet.
                Err(read) if is_gone(&read) => None,
                Err(_) => return None,
            };
            if let Some(group) = group.filter(&reflects) {
                let (state, now) = (GroupState::of(&group), retries.deadline().now());
                let (organization, id) = (&self.organization_id, group_id.as_str());
                let freshness = self.locks.judge(organization, id, &state, now);
                if matches!(freshness, Freshness::Current | Freshness::Ambiguous) {
                    self.locks.record(organization, id, state, now);
                    return Some(group);
                }
            }
            if look == LOOKS || !retries.deadline().pause(reads.pause()).await {
                break;
            }
        }
        None
    }

    /// Updates a group; an update without a response that the group shows was made.
    pub(crate) async fn update(
        &self,
        group_id: &GroupId,
        body: &UpdateGroupInput,
    ) -> Result<Group, Error> {
        let mut retries = self.transport().begin(true);
        let _lock = self
            .locks
            .lock(&self.organization_id, group_id, &retries)
            .await?;
        // Waiting for the lock has taken some of the call's time.
        let api = self.within(retries.deadline());
        let error = match api.put_group(group_id, body).await {
            Ok((group, attempts)) => {
                retries.count(attempts.attempts);
                return match api.confirm_update(group_id, body, group, &retries).await {
                    Ok(group) => Ok(group),
                    Err(NotConfirmed::Unknown(error)) => Err(error),
                    Err(NotConfirmed::Differs { stored, is_newer }) => {
                        Err(not_confirmed(&stored, body, is_newer, &retries))
                    }
                };
            }
            Err(error) => error,
        };
        if error.outcome() != Outcome::Unknown || !retries.wait_to_read(&error).await {
            return Err(error);
        }
        let reflects = |group: &Group| reflects_update(group, body);
        let found = api.find_update(group_id, &retries, reflects).await;
        found.ok_or(error)
    }

    /// Sends a PUT, and returns the group of its response and the attempts that it took.
    pub(super) async fn put_group(
        &self,
        group_id: &GroupId,
        body: &UpdateGroupInput,
    ) -> Result<(Group, CallStats), Error> {
        let response = self
            .generated
            .update_group(&self.organization_id, group_id, body)
            .await?;
        requested_group(response, group_id, "update_group")
    }
}

/// Returns the error for a write that could not be read back.
pub(super) fn unconfirmed(read: &Error, retries: &RetryState<'_>) -> Error {
    let message = format!("the group was written, or may have been; reading back: {read}");
    Error::unconfirmed(message)
        .with_stats(retries.stats())
        .with_operation("update_group")
}

/// Returns the error for a write that a current read does not show.
pub(super) fn not_confirmed(
    stored: &Group,
    body: &UpdateGroupInput,
    is_newer: bool,
    retries: &RetryState<'_>,
) -> Error {
    let message = difference(stored, body);
    match is_newer {
        true => Error::unconfirmed(format!(
            "another program has changed the group since; {message}"
        )),
        false => Error::not_stored(message),
    }
    .with_stats(retries.stats())
    .with_operation("update_group")
}
