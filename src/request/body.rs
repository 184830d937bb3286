//! The request bodies of the operations that write.

use crate::error::Error;
use crate::generated::types;
use crate::values::UserId;
use crate::values::{GroupDescription, GroupName, check_guest};

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
#[derive(Clone, Debug, Default, PartialEq)]
#[must_use]
pub struct CreateGroup {
    name: String,
    description: Option<String>,
    members: Option<MemberIds>,
    guests: Option<Vec<String>>,
}

/// Ids of members, or the message about an id that is malformed. The call returns the message as an
/// error, so that setters can be chained.
type MemberIds = Result<Vec<UserId>, String>;

impl CreateGroup {
    /// A group with this name: not blank, at most 200 characters, unique in the organization.
    pub fn new(name: impl Into<String>) -> Self {
        CreateGroup {
            name: name.into(),
            ..CreateGroup::default()
        }
    }

    /// What the group is for: not blank. Older servers do without; newer ones require it.
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.description = Some(text.into());
        self
    }

    /// The members of the group.
    pub fn members<I>(mut self, ids: I) -> Self
    where
        I: IntoIterator<Item: TryInto<UserId, Error: Into<Error>>>,
    {
        self.members = Some(member_ids(ids));
        self
    }

    /// The guests of the group, by their email addresses.
    pub fn guests<I>(mut self, emails: I) -> Self
    where
        I: IntoIterator<Item: Into<String>>,
    {
        self.guests = Some(emails.into_iter().map(Into::into).collect());
        self
    }

    pub(crate) fn check(self) -> Result<types::CreateGroupInput, Error> {
        Ok(types::CreateGroupInput {
            name: GroupName::try_from(self.name)?,
            description: self
                .description
                .map(GroupDescription::try_from)
                .transpose()?,
            members: check_members(self.members)?,
            guests: self.guests.map(guests).transpose()?,
        })
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
#[derive(Clone, Debug, Default, PartialEq)]
#[must_use]
pub struct UpdateGroup {
    name: Option<String>,
    description: Option<String>,
    members: Option<MemberIds>,
    guests: Option<Vec<String>>,
}

impl UpdateGroup {
    /// No change yet.
    pub fn new() -> Self {
        UpdateGroup::default()
    }

    /// The new name: not blank, at most 200 characters, unique in the organization.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// The new description: not blank. The API cannot take a description away.
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.description = Some(text.into());
        self
    }

    /// All members that the group shall have; replaces the whole list.
    pub fn members<I>(mut self, ids: I) -> Self
    where
        I: IntoIterator<Item: TryInto<UserId, Error: Into<Error>>>,
    {
        self.members = Some(member_ids(ids));
        self
    }

    /// Takes all members out of the group.
    pub fn clear_members(self) -> Self {
        self.members([] as [UserId; 0])
    }

    /// All guests that the group shall have, by their email addresses; replaces the whole list.
    pub fn guests<I>(mut self, emails: I) -> Self
    where
        I: IntoIterator<Item: Into<String>>,
    {
        self.guests = Some(emails.into_iter().map(Into::into).collect());
        self
    }

    /// Takes all guests out of the group.
    pub fn clear_guests(self) -> Self {
        self.guests([] as [String; 0])
    }

    pub(crate) fn check(self) -> Result<types::UpdateGroupInput, Error> {
        if self == UpdateGroup::default() {
            return Err(Error::invalid_input("the update changes nothing"));
        }
        Ok(types::UpdateGroupInput {
            name: self.name.map(GroupName::try_from).transpose()?,
            description: self
                .description
                .map(GroupDescription::try_from)
                .transpose()?,
            members: check_members(self.members)?,
            guests: self.guests.map(guests).transpose()?,
        })
    }
}

fn member_ids<I>(ids: I) -> MemberIds
where
    I: IntoIterator<Item: TryInto<UserId, Error: Into<Error>>>,
{
    user_ids(ids).map_err(|error| error.to_string())
}

fn check_members(ids: Option<MemberIds>) -> Result<Option<Vec<UserId>>, Error> {
    ids.transpose().map_err(Error::invalid_input)
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
