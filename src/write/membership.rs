//! Adds and removes single members and guests, which the API offers only as whole lists.
//!
//! The group is read until two reads agree and neither is late. Its lists are merged with the change,
//! and both lists are written, because no document says whether the server keeps a list that is
//! absent. Nothing else is sent: not the name, and no description that could be null. Then the
//! response, or a read, must show the change.
//!
//! The API has no conditional writes. Clones of one client wait for each other; a change that another
//! program makes between the last read and the write is overwritten.

use super::confirm::{NotConfirmed, Reads, not_confirmed, unconfirmed};
use super::lists::Membership;
use crate::generated::types::UpdateGroupInput;
use crate::request::{guests, user_ids};
use crate::transport::Call;
use crate::{Client, Error, Group, GroupId, Outcome, UserId};

impl Client {
    /// Adds members to a group, and returns the group as it is then.
    ///
    /// Nothing is written if all of them are in it already. The call succeeds if the response to the
    /// write, or a read that is not late, shows both lists as they were written.
    ///
    /// Changes of one group through clones of this client wait for each other, so that none undoes
    /// another. A read that is older than a state which this client knows is late: it is repeated
    /// with growing pauses until the deadline, and never merged. A change that another program makes
    /// between the last read and the write is overwritten, because the API has no conditional writes.
    /// One that it makes in the same second as a write of this client is merged once reads have shown
    /// it for two seconds.
    ///
    /// ```no_run
    /// # async fn example(client: tallyfy_groups::Client) -> Result<(), tallyfy_groups::Error> {
    /// let group = client.add_members("group_id_abc123", [1002, 1003]).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`get_group`](Client::get_group) and [`update_group`](Client::update_group);
    /// [`is_stale`](Error::is_stale) when all reads before the deadline were late, and nothing was
    /// written; [`is_invalid_input`](Error::is_invalid_input) also when the server does not show all
    /// members and guests, so that they cannot be written back.
    ///
    /// # Cancel safety
    ///
    /// When the future is dropped, the change may have been made, or may still be made, and then
    /// undo what was written after it.
    pub async fn add_members<I, M>(&self, group_id: I, members: M) -> Result<Group, Error>
    where
        I: TryInto<GroupId, Error: Into<Error>>,
        M: IntoIterator<Item: TryInto<UserId, Error: Into<Error>>>,
    {
        let added = user_ids(members)?;
        self.change_lists(group_id, |lists| {
            lists.add_members(&added);
        })
        .await
    }

    /// Removes members from a group, and returns the group as it is then.
    ///
    /// Nothing is written if none of them is in it.
    ///
    /// # Errors
    ///
    /// As [`add_members`](Client::add_members).
    ///
    /// # Cancel safety
    ///
    /// As [`add_members`](Client::add_members).
    pub async fn remove_members<I, M>(&self, group_id: I, members: M) -> Result<Group, Error>
    where
        I: TryInto<GroupId, Error: Into<Error>>,
        M: IntoIterator<Item: TryInto<UserId, Error: Into<Error>>>,
    {
        let removed = user_ids(members)?;
        self.change_lists(group_id, |lists| {
            lists.remove_members(&removed);
        })
        .await
    }

    /// Adds guests to a group, by their email addresses, and returns the group as it is then.
    ///
    /// Nothing is written if all of them are in it already, whatever the case of their letters.
    ///
    /// # Errors
    ///
    /// As [`add_members`](Client::add_members).
    ///
    /// # Cancel safety
    ///
    /// As [`add_members`](Client::add_members).
    pub async fn add_guests<I, G>(&self, group_id: I, emails: G) -> Result<Group, Error>
    where
        I: TryInto<GroupId, Error: Into<Error>>,
        G: IntoIterator<Item: Into<String>>,
    {
        let added = guests(emails)?;
        self.change_lists(group_id, |lists| {
            lists.add_guests(&added);
        })
        .await
    }

    /// Removes guests from a group, by their email addresses, whatever the case of their letters,
    /// and returns the group as it is then.
    ///
    /// Nothing is written if none of them is in it.
    ///
    /// # Errors
    ///
    /// As [`add_members`](Client::add_members).
    ///
    /// # Cancel safety
    ///
    /// As [`add_members`](Client::add_members).
    pub async fn remove_guests<I, G>(&self, group_id: I, emails: G) -> Result<Group, Error>
    where
        I: TryInto<GroupId, Error: Into<Error>>,
        G: IntoIterator<Item: Into<String>>,
    {
        let removed = guests(emails)?;
        self.change_lists(group_id, |lists| {
            lists.remove_guests(&removed);
        })
        .await
    }

    async fn change_lists<I>(
        &self,
        group_id: I,
        change: impl Fn(&mut Membership),
    ) -> Result<Group, Error>
    where
        I: TryInto<GroupId, Error: Into<Error>>,
    {
        let group_id = group_id.try_into().map_err(Into::into)?;
        let mut call = self.transport().begin(true);
        let _lock = self
            .locks()
            .lock(self.organization_id(), &group_id, &call)
            .await?;
        let client = self.within(&call);
        let mut reads = Reads::new();
        // True once a write may have been applied.
        let mut may_be_written = false;
        let mut round = 0;
        loop {
            round += 1;
            let (group, stored) = match client.read_settled(&group_id, &call, &mut reads).await {
                Err(read) if may_be_written => return Err(unconfirmed(&read, &call)),
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
            let once = client.with_retry(self.transport().retry().max_attempts(1));
            let error = match once.put_group(&group_id, &body).await {
                Ok((group, attempts)) => {
                    call.count(attempts.attempts);
                    match client.confirm_update(&group_id, &body, group, &call).await {
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
                            if is_newer && round < MAX_ROUNDS && call.pause(reads.pause()).await {
                                may_be_written = true;
                                continue;
                            }
                            return Err(not_confirmed(&stored, &body, is_newer, &call));
                        }
                    }
                }
                Err(error) => error,
            };
            call.count(error.attempts());
            let error = error.with_stats(call.stats());
            may_be_written |= error.outcome() == Outcome::Unknown;
            let may_repeat = call.wait_to_repeat_after_look(&error).await;
            if may_repeat && call.pause(reads.pause()).await {
                continue;
            }
            // There is no further attempt, but one may have been applied.
            if !may_be_written || (!may_repeat && !call.pause_before_look(&error).await) {
                return Err(error);
            }
            let reflects = |group: &Group| is_made(group, &change);
            let found = client.find_update(&group_id, &call, reflects).await;
            return found.ok_or(error);
        }
    }

    /// Reads a group and its lists until two reads in a row agree, or after a few rounds.
    async fn read_settled(
        &self,
        group_id: &GroupId,
        call: &Call<'_>,
        reads: &mut Reads,
    ) -> Result<(Group, Membership), Error> {
        let mut group = self.read_current(group_id, call, reads).await?;
        for round in 1..=MAX_ROUNDS {
            let again = self.read_current(group_id, call, reads).await?;
            let is_settled = again.updated_at() == group.updated_at()
                && Membership::of(&again)?.is_same(&Membership::of(&group)?);
            group = again;
            if is_settled || round == MAX_ROUNDS || !call.pause(reads.pause()).await {
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
