//! The request bodies of `create_group` and `update_group`.

use crate::error::Error;
use crate::generated::types;
use crate::values::{GroupDescription, GroupName, UserId, check_guest};

/// The request body of [`create_group`](crate::Client::create_group): the group that the server
/// creates.
///
/// Before the call sends the request, it checks the rules below. If the group breaks a rule, the
/// call fails with an error for which [`is_invalid_input`](Error::is_invalid_input) is true:
///
/// - The name of the group is not blank, and has at most 200 characters.
/// - The description of the group is not blank.
/// - Each user id in the list of members is a whole number above 0.
/// - Each entry in the list of guests is a valid email address.
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

/// The user ids of members, or an error message if one of the ids is malformed.
///
/// The setter stores the error message and returns no error, so that a program can chain the
/// setters. The call that sends the request body returns the stored message as an error.
type MemberIds = Result<Vec<UserId>, String>;

impl CreateGroup {
    /// Creates the request body for a group with this name.
    ///
    /// The name of the group must not be blank, must have at most 200 characters, and must be
    /// unique in the organization. The client does not check that the name is unique, because only
    /// the server knows all names.
    pub fn new(name: impl Into<String>) -> Self {
        CreateGroup {
            name: name.into(),
            ..CreateGroup::default()
        }
    }

    /// Sets the description of the group, which must not be blank.
    ///
    /// Newer servers require a description for each group. Older servers do not require a
    /// description.
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.description = Some(text.into());
        self
    }

    /// Sets the members of the group, by their user ids. By default the group has no members.
    pub fn members<I>(mut self, ids: I) -> Self
    where
        I: IntoIterator<Item: TryInto<UserId, Error: Into<Error>>>,
    {
        self.members = Some(member_ids(ids));
        self
    }

    /// Sets the guests of the group, by their email addresses. By default the group has no guests.
    pub fn guests<I>(mut self, emails: I) -> Self
    where
        I: IntoIterator<Item: AsRef<str>>,
    {
        self.guests = Some(texts(emails));
        self
    }

    /// Checks the rules that the documentation of this type lists, and returns the body that the
    /// client sends.
    pub(crate) fn validate(self) -> Result<types::CreateGroupInput, Error> {
        Ok(types::CreateGroupInput {
            name: GroupName::try_from(self.name)?,
            description: self
                .description
                .map(GroupDescription::try_from)
                .transpose()?,
            members: take_member_ids(self.members)?,
            guests: self.guests.map(checked_guests).transpose()?,
        })
    }
}

/// The request body of [`update_group`](crate::Client::update_group): the new values for a group.
///
/// The client sends only the fields that you set. An update can replace the list of members, remove
/// all members, or omit the list of members. The same is true for the list of guests. If the
/// request omits a list, it is not documented whether the server keeps the stored list. To add or
/// remove single members or guests, use [`add_members`](crate::Client::add_members),
/// [`remove_members`](crate::Client::remove_members), [`add_guests`](crate::Client::add_guests) or
/// [`remove_guests`](crate::Client::remove_guests).
///
/// Before the call sends the request, it checks the rules below. If the change breaks a rule, the
/// call fails with an error for which [`is_invalid_input`](Error::is_invalid_input) is true:
///
/// - You have set at least one field.
/// - The name of the group is not blank, and has at most 200 characters.
/// - The description of the group is not blank.
/// - Each user id in the list of members is a whole number above 0.
/// - Each entry in the list of guests is a valid email address.
///
/// ```
/// use tallyfy_groups::UpdateGroup;
///
/// let rename = UpdateGroup::new().name("Sales and Success").description("Sells and supports.");
/// let replace = UpdateGroup::new().members([1001, 1002]).guests(["visitor@example.com"]);
/// let clear = UpdateGroup::new().clear_members().clear_guests();
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
    /// Creates a request body without any field. Set at least one field before you send the body.
    pub fn new() -> Self {
        UpdateGroup::default()
    }

    /// Sets the new name of the group.
    ///
    /// The name of the group must not be blank, must have at most 200 characters, and must be
    /// unique in the organization. The client does not check that the name is unique, because only
    /// the server knows all names.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets the new description of the group, which must not be blank. The API cannot remove the
    /// description of a group.
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.description = Some(text.into());
        self
    }

    /// Replaces the complete list of members with the users that have these ids.
    pub fn members<I>(mut self, ids: I) -> Self
    where
        I: IntoIterator<Item: TryInto<UserId, Error: Into<Error>>>,
    {
        self.members = Some(member_ids(ids));
        self
    }

    /// Removes all members from the group.
    pub fn clear_members(self) -> Self {
        self.members([] as [UserId; 0])
    }

    /// Replaces the complete list of guests with these email addresses.
    pub fn guests<I>(mut self, emails: I) -> Self
    where
        I: IntoIterator<Item: AsRef<str>>,
    {
        self.guests = Some(texts(emails));
        self
    }

    /// Removes all guests from the group.
    pub fn clear_guests(self) -> Self {
        self.guests([] as [String; 0])
    }

    /// Checks the rules that the documentation of this type lists, and returns the body that the
    /// client sends.
    pub(crate) fn validate(self) -> Result<types::UpdateGroupInput, Error> {
        if self == UpdateGroup::default() {
            return Err(Error::invalid_input(
                "the update sets no field; set at least one field of `UpdateGroup`",
            ));
        }
        Ok(types::UpdateGroupInput {
            name: self.name.map(GroupName::try_from).transpose()?,
            description: self
                .description
                .map(GroupDescription::try_from)
                .transpose()?,
            members: take_member_ids(self.members)?,
            guests: self.guests.map(checked_guests).transpose()?,
        })
    }
}

/// Validates the ids of members. If an id is malformed, returns the error message for this id.
fn member_ids<I>(ids: I) -> MemberIds
where
    I: IntoIterator<Item: TryInto<UserId, Error: Into<Error>>>,
{
    validate_user_ids(ids).map_err(|error| error.to_string())
}

/// Returns the ids of members. If an error message is stored instead, returns it as an error.
fn take_member_ids(ids: Option<MemberIds>) -> Result<Option<Vec<UserId>>, Error> {
    ids.transpose().map_err(Error::invalid_input)
}

/// Converts ids to user ids. If an id is malformed, returns an error about the first malformed id.
pub(crate) fn validate_user_ids<I>(ids: I) -> Result<Vec<UserId>, Error>
where
    I: IntoIterator<Item: TryInto<UserId, Error: Into<Error>>>,
{
    ids.into_iter()
        .map(|id| id.try_into().map_err(Into::into))
        .collect()
}

fn texts<I>(emails: I) -> Vec<String>
where
    I: IntoIterator<Item: AsRef<str>>,
{
    let texts = emails.into_iter().map(|email| email.as_ref().to_owned());
    texts.collect()
}

/// Returns the email addresses unchanged. If an address is malformed, returns an error about the
/// first malformed address.
pub(crate) fn validate_guests<I>(emails: I) -> Result<Vec<String>, Error>
where
    I: IntoIterator<Item: AsRef<str>>,
{
    checked_guests(texts(emails))
}

fn checked_guests(emails: Vec<String>) -> Result<Vec<String>, Error> {
    emails.iter().try_for_each(|email| check_guest(email))?;
    Ok(emails)
}
