//! Adds and removes single members and guests, which the API offers only as whole lists.
//!
//! The group is read until two reads agree and neither is late. Its lists are merged with the change,
//! and both lists are written, because no document says whether the server keeps a list that is
//! absent. Nothing else is sent: not the name, and no description that could be null. Then the
//! response, or a read, must show the change.
//!
//! The API has no conditional writes. Clones of one groups wait for each other; a change that another
//! program makes between the last read and the write is overwritten.

use super::GroupApi;
use super::membership::Membership;
use super::reads::Reads;
use super::update::{NotConfirmed, not_confirmed, unconfirmed};
use crate::error::{Error, Outcome};
use crate::generated::types::Group;
use crate::generated::types::UpdateGroupInput;
use crate::transport::RetryState;
use crate::values::GroupId;

impl GroupApi {
    /// Changes the members and guests of a group.
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
        // True once a write may have been applied.
        let mut may_be_written = false;
        let mut round = 0;
        loop {
            round += 1;
            let (group, stored) = match api.read_settled(group_id, &retries, &mut reads).await {
                Err(read) if may_be_written => return Err(unconfirmed(&read, &retries)),
                read => read?,
            };
            let mut wanted = stored.clone();
            change(&mut wanted);
            // An attempt without a response may have been applied after all.
            if wanted.is_same(&stored) {
                return Ok(group);
            }
            let body = UpdateGroupInput {
                members: Some(wanted.members.clone()),
                guests: Some(wanted.guests.clone()),
                ..Default::default()
            };
            // Sent once: before it is sent again, the group is read again.
            let once = api.with_retry(self.transport().retry().max_attempts(1));
            let error = match once.put_group(group_id, &body).await {
                Ok((group, attempts)) => {
                    retries.count(attempts.attempts);
                    match api.confirm_update(group_id, &body, group, &retries).await {
                        Ok(group) => return Ok(group),
                        Err(NotConfirmed::Unknown(error)) => return Err(error),
                        Err(NotConfirmed::Differs { stored, is_newer }) => {
                            // Another program has added to what was written.
                            let missing = Membership::of(&stored).map(|own| wanted.without(&own));
                            if missing.is_ok_and(|missing| missing.is_empty())
                                && is_made(&stored, &change)
                            {
                                return Ok(*stored);
                            }
                            // Its change and this one are merged.
                            if is_newer
                                && round < MAX_ROUNDS
                                && retries.deadline().pause(reads.pause()).await
                            {
                                may_be_written = true;
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
            may_be_written |= error.outcome() == Outcome::Unknown;
            let may_repeat = retries.wait_to_read_and_repeat(&error).await;
            if may_repeat && retries.deadline().pause(reads.pause()).await {
                continue;
            }
            // There is no further attempt, but one may have been applied.
            if !may_be_written || (!may_repeat && !retries.wait_to_read(&error).await) {
                return Err(error);
            }
            let reflects = |group: &Group| is_made(group, &change);
            let found = api.find_update(group_id, &retries, reflects).await;
            return found.ok_or(error);
        }
    }

    /// Reads a group and its lists until two reads in a row agree, or after a few rounds.
    async fn read_settled(
        &self,
        group_id: &GroupId,
        retries: &RetryState<'_>,
        reads: &mut Reads,
    ) -> Result<(Group, Membership), Error> {
        let mut group = self.read_current(group_id, retries, reads).await?;
        for round in 1..=MAX_ROUNDS {
            let again = self.read_current(group_id, retries, reads).await?;
            let is_settled = again.updated_at() == group.updated_at()
                && Membership::of(&again)?.is_same(&Membership::of(&group)?);
            group = again;
            if is_settled || round == MAX_ROUNDS || !retries.deadline().pause(reads.pause()).await {
                break;
            }
        }
        let lists = Membership::of(&group)?;
        Ok((group, lists))
    }
}

/// How often a change is merged with those of other programs before the call gives up.
const MAX_ROUNDS: u32 = 4;

/// Returns whether a group shows a change: making it again would change nothing.
fn is_made(group: &Group, change: impl Fn(&mut Membership)) -> bool {
    Membership::of(group).is_ok_and(|stored| {
        let mut again = stored.clone();
        change(&mut again);
        again.is_same(&stored)
    })
}
