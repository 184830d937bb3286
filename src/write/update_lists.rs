//! Adds single members and guests to a group, and removes them from a group. The API cannot add or
//! remove a single member or guest, because each write replaces the complete list.
//!
//! A call that changes the lists of a group has these steps:
//!
//! 1. Read the group until two successive reads return the same state, and this state is the
//!    current state.
//! 2. Apply the change to the lists from the last read.
//! 3. Write both lists. If a request contains only one list, it is not documented whether the
//!    server keeps the other list. The request does not contain the name and the description,
//!    because the description of the group could be null, and the server rejects a null
//!    description.
//! 4. Check that the response to the write, or a later read, shows the change.
//!
//! The API has no conditional writes. If several clones of one client change the same group, the
//! client makes the changes one after another. A different program may change the group after the
//! client's last read and before the client's write. The client then overwrites the change of the
//! other program.

use super::GroupApi;
use super::membership::Membership;
use super::reads::Reads;
use super::update::{NotConfirmed, not_confirmed, unconfirmed};
use crate::error::{Error, Outcome};
use crate::generated::types::{Group, UpdateGroupInput};
use crate::http::Metadata;
use crate::transport::RetryState;
use crate::values::GroupId;

impl GroupApi {
    /// Changes the members and guests of a group, and returns the group after the change.
    ///
    /// The function `change` changes the lists. Calling `change` twice must have the same effect as
    /// calling `change` once.
    pub(crate) async fn update_lists(
        &self,
        group_id: &GroupId,
        change: impl Fn(&mut Membership),
    ) -> Result<(Group, Metadata), Error> {
        let mut retries = self.transport().begin(true, "update_group")?;
        let _lock = self
            .locks
            .lock(&self.organization_id, group_id, &retries)
            .await?;
        let api = self.within(retries.deadline());
        let mut reads = Reads::new();
        // The variable `may_be_applied` is true if the server may have applied an earlier write of
        // this call.
        let mut may_be_applied = false;
        let mut round = 0;
        loop {
            round += 1;
            let ((group, metadata), stored) =
                match api.read_stable(group_id, &retries, &mut reads).await {
                    Err(read) if may_be_applied => return Err(unconfirmed(&read, &retries)),
                    read => read?,
                };
            let mut wanted = stored.clone();
            change(&mut wanted);
            // The lists of the group already contain the change. Possibly an earlier attempt of
            // this call made the change, and the response to this attempt was lost.
            if wanted.is_same(&stored) {
                let mut stats = retries.stats();
                if stats.attempts == 0 {
                    // The call has sent no write, so the metadata has the attempts of the read.
                    stats.attempts = metadata.attempts();
                }
                return Ok((group, metadata.of_call(stats, may_be_applied)));
            }
            let body = UpdateGroupInput {
                members: Some(wanted.members.clone()),
                guests: Some(wanted.guests.clone()),
                ..Default::default()
            };
            // The transport must not repeat this write, because the call must read the group again
            // before it repeats the write.
            let single_attempt = api.with_retry(self.transport().retry().max_attempts(1));
            let error = match single_attempt.put_group(group_id, &body).await {
                Ok(written) => {
                    retries.count(written.1.stats());
                    match api.confirm_update(group_id, &body, written, &retries).await {
                        Ok(confirmed) => return Ok(confirmed),
                        Err(NotConfirmed::Unknown(error)) => return Err(error),
                        Err(NotConfirmed::Differs { stored, is_newer }) => {
                            // A different program may have added members or guests after the write.
                            // The call still succeeds, because the group has all members and guests
                            // that the call wrote.
                            if contains_all(&stored.0, &wanted) && has_change(&stored.0, &change) {
                                return Ok(*stored);
                            }
                            // The group was changed again after the write of this call. The next
                            // round applies the change of this call to the newer lists.
                            if is_newer
                                && round < MAX_ROUNDS
                                && retries.deadline().pause(reads.pause()).await
                            {
                                may_be_applied = true;
                                continue;
                            }
                            return Err(not_confirmed(&stored.0, &body, is_newer, &retries));
                        }
                    }
                }
                Err(error) => error,
            };
            retries.count(error.stats());
            let error = error.with_stats(retries.stats());
            may_be_applied |= error.outcome() == Outcome::Unknown;
            let may_repeat = retries.wait_to_read_and_repeat(&error).await;
            if may_repeat && retries.deadline().pause(reads.pause()).await {
                continue;
            }
            // The call does not send the write again. An earlier attempt may have succeeded, so the
            // call reads the group.
            if !may_be_applied || (!may_repeat && !retries.wait_to_read(&error).await) {
                return Err(error);
            }
            let reflects = |group: &Group| has_change(group, &change);
            let found = api.find_update(group_id, &retries, reflects).await;
            return found.ok_or(error);
        }
    }

    /// Reads a group until two successive reads return the same state. After at most [`MAX_ROUNDS`]
    /// further reads, this function returns the state of the last read.
    async fn read_stable(
        &self,
        group_id: &GroupId,
        retries: &RetryState<'_>,
        reads: &mut Reads,
    ) -> Result<((Group, Metadata), Membership), Error> {
        let (mut group, mut metadata) = self.read_current(group_id, retries, reads).await?;
        for round in 1..=MAX_ROUNDS {
            let (again, again_metadata) = self.read_current(group_id, retries, reads).await?;
            let is_stable = again.updated_at() == group.updated_at()
                && Membership::of(&again)?.is_same(&Membership::of(&group)?);
            (group, metadata) = (again, again_metadata);
            if is_stable || round == MAX_ROUNDS || !retries.deadline().pause(reads.pause()).await {
                break;
            }
        }
        let lists = Membership::of(&group)?;
        Ok(((group, metadata), lists))
    }
}

/// The maximum number of rounds of one call. In each round, the call reads the newest lists of the
/// group, applies its change, and writes the lists.
const MAX_ROUNDS: u32 = 4;

/// Returns whether a group already has the change. If so, calling `change` has no effect on the
/// lists of the group.
fn has_change(group: &Group, change: impl Fn(&mut Membership)) -> bool {
    Membership::of(group).is_ok_and(|stored| {
        let mut again = stored.clone();
        change(&mut again);
        again.is_same(&stored)
    })
}

/// Returns whether a group has all members and guests in `wanted`.
fn contains_all(group: &Group, wanted: &Membership) -> bool {
    Membership::of(group).is_ok_and(|stored| wanted.missing_from(&stored).is_empty())
}
