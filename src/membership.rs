//! Adds and removes single members and guests, which the API offers only as whole lists.
//!
//! The group is read, its lists are merged with the change, and both lists are written, because
//! whether the server keeps a list that is absent is not documented. Nothing else is sent: not the
//! name, and no description that could be null.

use crate::generated::types::{GroupGuests, UpdateGroupInput};
use crate::request_body::{guests, user_ids};
use crate::{Client, Error, Group, GroupId, UserId};

impl Client {
    /// Adds members to a group, and returns the group as it then is.
    ///
    /// Nothing is written when all of them are in it already. Somebody else's change between the
    /// reading and the writing is overwritten.
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
    /// show its members and guests, so that they cannot be written back.
    pub async fn add_members<I, M>(&self, group_id: I, members: M) -> Result<Group, Error>
    where
        I: TryInto<GroupId, Error: Into<Error>>,
        M: IntoIterator<Item: TryInto<UserId, Error: Into<Error>>>,
    {
        let added = user_ids(members)?;
        self.change_lists(group_id, |lists| {
            for id in added {
                if !lists.members.contains(&id) {
                    lists.members.push(id);
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
    pub async fn add_guests<I, G>(&self, group_id: I, emails: G) -> Result<Group, Error>
    where
        I: TryInto<GroupId, Error: Into<Error>>,
        G: IntoIterator<Item: Into<String>>,
    {
        let added = guests(emails)?;
        self.change_lists(group_id, |lists| {
            for email in added {
                if !contains(&lists.guests, &email) {
                    lists.guests.push(email);
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
        change: impl FnOnce(&mut Lists),
    ) -> Result<Group, Error>
    where
        I: TryInto<GroupId, Error: Into<Error>>,
    {
        let group_id = group_id.try_into().map_err(Into::into)?;
        let group = self.get_group(&group_id).await?;
        let before = Lists::of(&group)?;
        let mut after = before.clone();
        change(&mut after);
        if after == before {
            return Ok(group);
        }
        let body = UpdateGroupInput {
            members: Some(after.members),
            guests: Some(after.guests),
            ..Default::default()
        };
        let response = self
            .generated()
            .update_group(self.organization(), &group_id, &body)
            .await?;
        Ok(response.into_inner().data)
    }
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
            Some(GroupGuests::Included { data, .. }) => {
                data.as_ref().is_some_and(|all| all.len() != guests.len())
            }
            Some(GroupGuests::Emails(_)) | None => group.guests.is_absent(),
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

fn contains(emails: &[String], email: &str) -> bool {
    emails.iter().any(|other| other.eq_ignore_ascii_case(email))
}
