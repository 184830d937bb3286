//! Adds and removes single members and guests. The API cannot add or remove a single entry of a
//! list, because each write replaces the complete list.
//!
//! A call has these steps:
//!
//! 1. Read the group until two successive reads return the same state, and both reads are current.
//! 2. Apply the change to the lists of the group.
//! 3. Write both lists, because no document says whether the server keeps a list that is not in the
//!    request. The request has no name and no description, because the description of the group
//!    could be null.
//! 4. Check that the response or a later read shows the change.
//!
//! The API has no conditional writes. If several clones of one client change the same group, the
//! client makes the changes one after another. If a different program changes the group after the
//! client's last read and before its write, the client overwrites the change of that program.

use super::GroupApi;
use super::membership::Membership;
use super::reads::Reads;
use super::update::{NotConfirmed, not_confirmed, unconfirmed};
use crate::error::{Error, Outcome};
use crate::generated::types::{Group, UpdateGroupInput};
use crate::transport::RetryState;
use crate::values::GroupId;

impl GroupApi {
    /// Changes the members and guests of a group, and returns the group after the change.
    ///
    /// Calling `change` twice must have the same effect as calling it once.
    pub(crate) async fn update_lists(
        &self,
        group_id: &GroupId,
        change: impl Fn(&mut Membership),
    ) -> Result<Group, Error> {
        let mut retries = self.transport().begin(true);
        let _lock = self
            .locks
            .lock(&self.organization_id, group_id, &retries)
            .await?;
        let api = self.within(retries.deadline());
        let mut reads = Reads::new();
        // The flag is true if the server may have applied an earlier write of this call.
        let mut may_be_applied = false;
        let mut round = 0;
        loop {
            round += 1;
            let (group, stored) = match api.read_stable(group_id, &retries, &mut reads).await {
                Err(read) if may_be_applied => return Err(unconfirmed(&read, &retries)),
                read => read?,
            };
            let mut wanted = stored.clone();
            change(&mut wanted);
            // The group already has the change, possibly because of an earlier attempt whose
            // response was lost.
            if wanted.is_same(&stored) {
                return Ok(group);
            }
            let body = UpdateGroupInput {
                members: Some(wanted.members.clone()),
                guests: Some(wanted.guests.clone()),
                ..Default::default()
            };
            // The transport sends the write only once. This loop reads the group again before it
            // repeats the write.
            let single_attempt = api.with_retry(self.transport().retry().max_attempts(1));
            let error = match single_attempt.put_group(group_id, &body).await {
                Ok((group, stats)) => {
                    retries.count(stats.attempts);
                    match api.confirm_update(group_id, &body, group, &retries).await {
                        Ok(group) => return Ok(group),
                        Err(NotConfirmed::Unknown(error)) => return Err(error),
                        Err(NotConfirmed::Differs { stored, is_newer }) => {
                            // A different program may have added further entries after the write.
                            // The call still succeeds, because the group has all written entries.
                            if contains_all(&stored, &wanted) && has_change(&stored, &change) {
                                return Ok(*stored);
                            }
                            // A different program has changed the group after the write. The next
                            // round applies the change of this call to the newer lists.
                            if is_newer
                                && round < MAX_ROUNDS
                                && retries.deadline().pause(reads.pause()).await
                            {
                                may_be_applied = true;
                                continue;
                            }
                            return Err(not_confirmed(&stored, &body, is_newer, &retries));
                        }
                    }
                }
                Err(error) => error,
            };
            retries.count(error.attempts());
            let error = error.with_stats(retries.stats());
            may_be_applied |= error.outcome() == Outcome::Unknown;
            let may_repeat = retries.wait_to_read_and_repeat(&error).await;
            if may_repeat && retries.deadline().pause(reads.pause()).await {
                continue;
            }
            // The call does not send the write again, but the server may have applied an earlier
            // attempt.
            if !may_be_applied || (!may_repeat && !retries.wait_to_read(&error).await) {
                return Err(error);
            }
            let reflects = |group: &Group| has_change(group, &change);
            let found = api.find_update(group_id, &retries, reflects).await;
            return found.ok_or(error);
        }
    }

    /// Reads a group until two successive reads return the same state, in at most [`MAX_ROUNDS`]
    /// rounds.
    async fn read_stable(
        &self,
        group_id: &GroupId,
        retries: &RetryState<'_>,
        reads: &mut Reads,
    ) -> Result<(Group, Membership), Error> {
        let mut group = self.read_current(group_id, retries, reads).await?;
        for round in 1..=MAX_ROUNDS {
            let again = self.read_current(group_id, retries, reads).await?;
            let is_stable = again.updated_at() == group.updated_at()
                && Membership::of(&again)?.is_same(&Membership::of(&group)?);
            group = again;
            if is_stable || round == MAX_ROUNDS || !retries.deadline().pause(reads.pause()).await {
                break;
            }
        }
        let lists = Membership::of(&group)?;
        Ok((group, lists))
    }
}

/// The maximum number of rounds of one call. In each round, the call applies its change to the
/// newest lists of the group.
const MAX_ROUNDS: u32 = 4;

/// Returns whether a group already has the change, so that `change` has no further effect.
fn has_change(group: &Group, change: impl Fn(&mut Membership)) -> bool {
    Membership::of(group).is_ok_and(|stored| {
        let mut again = stored.clone();
        change(&mut again);
        again.is_same(&stored)
    })
}

/// Returns whether a group has all of these members and guests.
fn contains_all(group: &Group, wanted: &Membership) -> bool {
    Membership::of(group).is_ok_and(|stored| wanted.missing_from(&stored).is_empty())
}
