//! The request bodies of the operations that write.

use crate::generated::types;
use crate::values::{GroupDescription, GroupName, check_guest};
use crate::{Error, UserId};

/// A group to create.
///
/// What the API refuses is refused by [`create_group`](crate::Client::create_group), before
/// anything is sent: a blank name, one of more than 200 characters, a blank description, an id of
/// 0, a guest that is no email address.
///
/// ```
/// use tallyfy_groups::CreateGroup;
///
/// let group = CreateGroup::new("Onboarding Specialists")
///     .description("Team responsible for new client onboarding.")
///     .members([1001, 1005, 1008])
///     .guests(["client.liaison@partner.com"]);
/// ```
#[derive(Debug)]
#[must_use]
pub struct CreateGroup {
    // The first thing that was wrong is kept until the call, so that the setters chain.
    input: Result<types::CreateGroupInput, Error>,
}

impl CreateGroup {
    /// A group with this name: not blank, at most 200 characters, unique in the organization.
    pub fn new(name: impl Into<String>) -> Self {
        CreateGroup {
            input: GroupName::try_from(name.into()).map(|name| types::CreateGroupInput {
                name,
                description: None,
                members: None,
                guests: None,
            }),
        }
    }

    /// What the group is for: not blank. Older servers do without; newer ones require it.
    pub fn description(self, text: impl Into<String>) -> Self {
        self.set(|input| {
            input.description = Some(GroupDescription::try_from(text.into())?);
            Ok(())
        })
    }

    /// The members of the group.
    pub fn members<I>(self, ids: I) -> Self
    where
        I: IntoIterator<Item: TryInto<UserId, Error: Into<Error>>>,
    {
        self.set(|input| {
            input.members = Some(user_ids(ids)?);
            Ok(())
        })
    }

    /// The guests of the group, by their email addresses.
    pub fn guests<I>(self, emails: I) -> Self
    where
        I: IntoIterator<Item: Into<String>>,
    {
        self.set(|input| {
            input.guests = Some(guests(emails)?);
            Ok(())
        })
    }

    fn set(mut self, set: impl FnOnce(&mut types::CreateGroupInput) -> Result<(), Error>) -> Self {
        self.input = self.input.and_then(|mut input| {
            set(&mut input)?;
            Ok(input)
        });
        self
    }

    pub(crate) fn check(self) -> Result<types::CreateGroupInput, Error> {
        self.input
    }
}

/// A change of a group. What is not set is not sent.
///
/// A list has three different changes: not to be mentioned, to be replaced and to be cleared.
/// Whether the server keeps a list that is not mentioned is not documented; to add or remove
/// single members or guests, use [`add_members`](crate::Client::add_members) and the like.
///
/// ```
/// use tallyfy_groups::UpdateGroup;
///
/// let rename = UpdateGroup::new().name("Sales and Success");
/// let replace = UpdateGroup::new().members([1001, 1002]);
/// let clear = UpdateGroup::new().clear_guests();
/// ```
#[derive(Debug)]
#[must_use]
pub struct UpdateGroup {
    input: Result<types::UpdateGroupInput, Error>,
}

impl Default for UpdateGroup {
    fn default() -> Self {
        UpdateGroup {
            input: Ok(types::UpdateGroupInput::default()),
        }
    }
}

impl UpdateGroup {
    /// No change yet.
    pub fn new() -> Self {
        UpdateGroup::default()
    }

    /// The new name: not blank, at most 200 characters, unique in the organization.
    pub fn name(self, name: impl Into<String>) -> Self {
        self.set(|input| {
            input.name = Some(GroupName::try_from(name.into())?);
            Ok(())
        })
    }

    /// The new description: not blank. The API cannot take a description away.
    pub fn description(self, text: impl Into<String>) -> Self {
        self.set(|input| {
            input.description = Some(GroupDescription::try_from(text.into())?);
            Ok(())
        })
    }

    /// All members that the group shall have; replaces the whole list.
    pub fn members<I>(self, ids: I) -> Self
    where
        I: IntoIterator<Item: TryInto<UserId, Error: Into<Error>>>,
    {
        self.set(|input| {
            input.members = Some(user_ids(ids)?);
            Ok(())
        })
    }

    /// Takes all members out of the group.
    pub fn clear_members(self) -> Self {
        self.members([] as [UserId; 0])
    }

    /// All guests that the group shall have, by their email addresses; replaces the whole list.
    pub fn guests<I>(self, emails: I) -> Self
    where
        I: IntoIterator<Item: Into<String>>,
    {
        self.set(|input| {
            input.guests = Some(guests(emails)?);
            Ok(())
        })
    }

    /// Takes all guests out of the group.
    pub fn clear_guests(self) -> Self {
        self.guests([] as [String; 0])
    }

    fn set(mut self, set: impl FnOnce(&mut types::UpdateGroupInput) -> Result<(), Error>) -> Self {
        self.input = self.input.and_then(|mut input| {
            set(&mut input)?;
            Ok(input)
        });
        self
    }

    pub(crate) fn check(self) -> Result<types::UpdateGroupInput, Error> {
        let input = self.input?;
        if input == types::UpdateGroupInput::default() {
            return Err(Error::invalid_input("the update changes nothing"));
        }
        Ok(input)
    }
}

pub(crate) fn user_ids<I>(ids: I) -> Result<Vec<UserId>, Error>
where
    I: IntoIterator<Item: TryInto<UserId, Error: Into<Error>>>,
{
    ids.into_iter()
        .map(|id| id.try_into().map_err(Into::into))
        .collect()
}

pub(crate) fn guests<I>(emails: I) -> Result<Vec<String>, Error>
where
    I: IntoIterator<Item: Into<String>>,
{
    emails
        .into_iter()
        .map(|email| {
            let email = email.into();
            check_guest(&email)?;
            Ok(email)
        })
        .collect()
}
