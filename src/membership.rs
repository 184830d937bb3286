//! Adds and removes single members and guests, which the API offers only as whole lists.
//!
//! The group is read until two readings agree, its lists are merged with the change, and both lists
//! are written, because whether the server keeps a list that is absent is not documented. Nothing
//! else is sent: not the name, and no description that could be null. Then the group is read again,
//! because the API drops what it does not know with a success.
//!
//! The API has no way to write only if nobody else has written. Clones of one client take turns;
//! what another program writes between the last reading and the writing is overwritten.

use std::collections::HashSet;

use crate::error::{Attempts, shown};
use crate::generated::types::UpdateGroupInput;
use crate::request_body::{guests, user_ids};
use crate::{Client, Error, Group, GroupId, Included, Outcome, UserId};

impl Client {
    /// Adds members to a group, and returns the group as it then is.
    ///
    /// Nothing is written when all of them are in it already. What was written is read back.
    ///
    /// Changes of one group that are made through clones of this client take turns, so that none
    /// undoes another. What another program changes just before the writing is overwritten, because
    /// the API cannot prevent it; what it changes before or after that is merged.
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
    /// [`is_invalid_input`](Error::is_invalid_input) also when the group as it was read does not
    /// show its members and guests, so that they cannot be written back;
    /// [`is_not_stored`](Error::is_not_stored) when the server reported a success and stored
    /// something else.
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
            for id in &added {
                if !lists.members.contains(id) {
                    lists.members.push(*id);
                }
            }
        })
        .await
    }

    /// Removes members from a group, and returns the group as it then is.
    ///
    /// Nothing is written when none of them is in it.
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
            lists.members.retain(|id| !removed.contains(id));
        })
        .await
    }

    /// Adds guests to a group, by their email addresses, and returns the group as it then is.
    ///
    /// Nothing is written when all of them are in it already, whatever the case of their letters.
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
            for email in &added {
                if !contains(&lists.guests, email) {
                    lists.guests.push(email.clone());
                }
            }
        })
        .await
    }

    /// Removes guests from a group, by their email addresses, whatever the case of their letters,
    /// and returns the group as it then is.
    ///
    /// Nothing is written when none of them is in it.
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
        let removed: Vec<String> = emails.into_iter().map(Into::into).collect();
        self.change_lists(group_id, |lists| {
            lists.guests.retain(|email| !contains(&removed, email));
        })
        .await
    }

    async fn change_lists<I>(
        &self,
        group_id: I,
        change: impl Fn(&mut Lists),
    ) -> Result<Group, Error>
    where
        I: TryInto<GroupId, Error: Into<Error>>,
    {
        let group_id = group_id.try_into().map_err(Into::into)?;
        let mut call = self.transport().begin(true);
        let _turn = self
            .turns()
            .take(self.organization(), &group_id, &call)
            .await?;
        let client = self.within(&call);
        let mut rounds = 0;
        // Whether a write was answered with a success, or may have been applied.
        let mut has_written = false;
        loop {
            rounds += 1;
            let (group, before) = match client.read_lists(&group_id).await {
                Err(read) if has_written => {
                    return Err(written_and_not_read(&read, call.attempts()));
                }
                read => read?,
            };
            let mut wanted = before.clone();
            change(&mut wanted);
            // Also when an attempt without an answer was applied after all.
            if wanted == before {
                return Ok(group);
            }
            let error = match client.write_lists(&group_id, &wanted).await {
                Ok(written) => {
                    has_written = true;
                    call.count(1);
                    let (stored, lists) = match client.read_once(&group_id).await {
                        Err(read) => return Err(written_and_not_read(&read, call.attempts())),
                        Ok(read) => read,
                    };
                    // Somebody has written since; their change and this one are merged.
                    let is_theirs = stored.updated_at() != written.updated_at();
                    if lists.is_same(&wanted) || (is_theirs && is_in(&lists, &change)) {
                        return Ok(stored);
                    }
                    if is_theirs && rounds < MAX_ROUNDS {
                        continue;
                    }
                    return Err(Error::not_stored(wanted.difference(&lists))
                        .with_attempts(call.attempts())
                        .during("update_group"));
                }
                Err(error) => error,
            };
            call.count(error.attempts());
            let error = error.with_attempts(call.attempts());
            has_written |= error.outcome() == Outcome::Unknown;
            if let Err(error) = call.again_after_looking(error).await {
                // There is no further attempt, but one may have been applied.
                if !has_written {
                    return Err(error);
                }
                return match client.read_once(&group_id).await {
                    Ok((group, lists)) if is_in(&lists, &change) => Ok(group),
                    Ok(_) | Err(_) => Err(error),
                };
            }
        }
    }

    /// The group and its lists, once two readings in a row agree, or after a good many of them.
    async fn read_lists(&self, group_id: &GroupId) -> Result<(Group, Lists), Error> {
        let mut read = self.read_once(group_id).await?;
        for _ in 0..MAX_ROUNDS {
            let again = self.read_once(group_id).await?;
            let is_settled = again.1 == read.1 && again.0.updated_at() == read.0.updated_at();
            read = again;
            if is_settled {
                break;
            }
        }
        Ok(read)
    }

    async fn read_once(&self, group_id: &GroupId) -> Result<(Group, Lists), Error> {
        let group = self.get_group(group_id).await?;
        let lists = Lists::of(&group)?;
        Ok((group, lists))
    }

    /// Writes the lists once: before they are written again, the group is read again.
    async fn write_lists(&self, group_id: &GroupId, lists: &Lists) -> Result<Group, Error> {
        let body = UpdateGroupInput {
            members: Some(lists.members.clone()),
            guests: Some(lists.guests.clone()),
            ..Default::default()
        };
        let once = self.with_retry(self.transport().retry().max_attempts(1));
        let response = once
            .generated()
            .update_group(self.organization(), group_id, &body)
            .await?;
        Ok(response.into_inner().data)
    }
}

/// How often a change is merged again with somebody else's before it gives up.
const MAX_ROUNDS: u32 = 8;

/// Whether the lists show a change: making it again would change nothing.
fn is_in(lists: &Lists, change: impl Fn(&mut Lists)) -> bool {
    let mut again = lists.clone();
    change(&mut again);
    again == *lists
}

fn written_and_not_read(read: &Error, attempts: Attempts) -> Error {
    let message = format!("the lists were written, or may have been; reading back: {read}");
    Error::unconfirmed(message)
        .with_attempts(attempts)
        .during("update_group")
}

/// What a group has in it.
#[derive(Clone, Debug, PartialEq)]
struct Lists {
    members: Vec<UserId>,
    guests: Vec<String>,
}

impl Lists {
    /// The lists of a group that was read. A null list is an empty one; a list that is absent may
    /// have anything in it, and writing it back as empty would lose that.
    fn of(group: &Group) -> Result<Lists, Error> {
        let guests = group.guest_emails();
        let is_guest_hidden = match group.guests.value() {
            Some(Included::Wrapped(wrapped)) => match wrapped.data.value() {
                Some(all) => all.len() != guests.len(),
                None => wrapped.data.is_absent(),
            },
            Some(Included::List(_)) | None => group.guests.is_absent(),
        };
        for (name, is_hidden) in [
            ("members", group.members.is_absent()),
            ("guests", is_guest_hidden),
        ] {
            if is_hidden {
                return Err(Error::invalid_input(format!(
                    "the server does not show all {name} of the group {:?}, so they could not be \
                     written back",
                    group.id
                )));
            }
        }
        Ok(Lists {
            members: group.member_ids()?,
            guests: guests.into_iter().map(str::to_owned).collect(),
        })
    }
}

impl Lists {
    /// Whether both have the same in them, in whatever order.
    fn is_same(&self, other: &Lists) -> bool {
        self.without(other).is_empty() && other.without(self).is_empty()
    }

    /// What is in here and not in the other, in order: `member 1001`, `guest a@example.com`.
    fn without(&self, other: &Lists) -> Vec<String> {
        let entries = |lists: &Lists| -> Vec<String> {
            let members = lists.members.iter().map(|id| format!("member {id}"));
            let guests = lists.guests.iter().map(|email| format!("guest {email}"));
            members.chain(guests).collect()
        };
        let folded = |entry: &String| entry.to_ascii_lowercase();
        let others: HashSet<String> = entries(other).iter().map(folded).collect();
        let mut own = entries(self);
        own.retain(|entry| !others.contains(&folded(entry)));
        own
    }

    /// What is stored, beside what was written.
    fn difference(&self, stored: &Lists) -> String {
        let list = |entries: Vec<String>| -> String {
            const MAX: usize = 10;
            let more = entries.len().saturating_sub(MAX);
            let names = entries.iter().take(MAX).map(|name| shown(name));
            match (names.collect::<Vec<_>>().as_slice(), more) {
                ([], _) => "nothing".to_owned(),
                (names, 0) => names.join(", "),
                (names, more) => format!("{} and {more} more", names.join(", ")),
            }
        };
        format!(
            "the server reported a success, but does not store what was written; missing: {}; \
             not asked for: {}",
            list(self.without(stored)),
            list(stored.without(self)),
        )
    }
}

fn contains(emails: &[String], email: &str) -> bool {
    emails.iter().any(|other| other.eq_ignore_ascii_case(email))
}
