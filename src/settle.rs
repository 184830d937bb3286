//! Writes whose outcome is not known are settled by reading back.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::error::Attempts;
use crate::generated::types::{CreateGroupInput, UpdateGroupInput};
use crate::retry_after::http_date;
use crate::{Client, Error, Group, GroupId, GroupsPerPage, Outcome, UserId};

/// How far the server's timestamps, which count seconds, may be apart for one moment: a second for
/// the group's and one for the answer's.
const CLOCK_SLACK: TimeDelta = TimeDelta::seconds(2);

impl Client {
    /// Creates a group once, whatever happens to the answers.
    pub(crate) async fn create_once(&self, body: &CreateGroupInput) -> Result<Group, Error> {
        let mut call = self.transport().begin(true);
        let mut client = self.clone();
        let mut is_unsure = false;
        loop {
            let created = client.generated().create_group(self.organization(), body);
            let error = match created.await {
                Ok(response) => return Ok(response.into_inner().data),
                Err(error) => Error::from(error),
            };
            call.count(error.attempts());
            let is_unknown = error.outcome() == Outcome::Unknown;
            // A name that is taken after an attempt that may have been applied may be its own.
            let may_be_own = is_unsure && error.is_validation();
            if !is_unknown && !may_be_own {
                return Err(mark(error, call.attempts(), is_unsure));
            }
            is_unsure = true;
            client = self.for_the_rest(call.elapsed());
            match client.find_created(body, call.elapsed()).await {
                Ok(Found::Ours(group)) => return Ok(*group),
                Ok(Found::SomebodyElses(id)) => {
                    return Err(Error::name_taken(format!(
                        "the name belongs to the group {id:?}, which this call did not create"
                    ))
                    .after(error)
                    .during("create_group"));
                }
                Ok(Found::CannotTell(id)) => {
                    let message = format!(
                        "the group {id:?} has the name, and it cannot be told whether this call \
                         created it"
                    );
                    return Err(Error::unsettled(message)
                        .after(error)
                        .during("create_group"));
                }
                // A name that is taken, by a group that the search does not show.
                Ok(Found::Nothing) if !is_unknown => {
                    return Err(mark(error, call.attempts(), true));
                }
                Ok(Found::Nothing) => {
                    let error = mark(error, call.attempts(), true);
                    call.again_after_looking(error).await?;
                    client = self.for_the_rest(call.elapsed());
                }
                Err(read) => {
                    let message = format!("the group may have been created; reading back: {read}");
                    return Err(Error::unsettled(message)
                        .after(error)
                        .during("create_group"));
                }
            }
        }
    }

    /// Changes a group; a change without an answer that shows in the group was made.
    pub(crate) async fn update_once(
        &self,
        group_id: &GroupId,
        body: &UpdateGroupInput,
    ) -> Result<Group, Error> {
        let updated = self
            .generated()
            .update_group(self.organization(), group_id, body)
            .await;
        let error = match updated {
            Ok(response) => return Ok(response.into_inner().data),
            Err(error) => Error::from(error),
        };
        if error.outcome() != Outcome::Unknown {
            return Err(error);
        }
        match self.for_the_rest(error.elapsed()).get_group(group_id).await {
            Ok(group) if shows(&group, body) => Ok(group),
            Ok(_) | Err(_) => Err(error),
        }
    }

    /// Deletes a group; after a deletion without an answer, one that is not there was deleted.
    pub(crate) async fn delete_once(&self, group_id: &GroupId) -> Result<(), Error> {
        let call = self.transport().begin(true);
        let deleted = self
            .generated()
            .delete_group(self.organization(), group_id)
            .await;
        let error = match deleted {
            Ok(response) if response.status() == 204 => return Ok(()),
            // Older servers answer 200, with a body that no document shows, and so does much that
            // is no server of this API.
            Ok(_) => {
                return self
                    .for_the_rest(call.elapsed())
                    .look_deleted(group_id)
                    .await;
            }
            Err(error) => Error::from(error),
        };
        if error.outcome() != Outcome::Unknown {
            return Err(error);
        }
        match self.for_the_rest(error.elapsed()).get_group(group_id).await {
            Err(read) if read.is_not_found() => Ok(()),
            Ok(_) | Err(_) => Err(error),
        }
    }

    /// Whether a group that is said to be deleted is gone.
    async fn look_deleted(&self, group_id: &GroupId) -> Result<(), Error> {
        let said = "the server said that the group was deleted";
        let error = match self.get_group(group_id).await {
            Err(read) if read.is_not_found() => return Ok(()),
            Ok(_) => Error::unsettled(format!("{said}, and it is still there")),
            Err(read) => Error::unsettled(format!("{said}; reading back: {read}")).after(read),
        };
        Err(error.during("delete_group"))
    }

    /// Looks for the group that a call, which began so long ago, may have created.
    async fn find_created(&self, body: &CreateGroupInput, ago: Duration) -> Result<Found, Error> {
        let wanted = body.name.as_str().trim();
        // More groups than that do not have one name in theirs.
        for page in 1..=100 {
            let response = self
                .generated()
                .list_groups(
                    self.organization(),
                    std::num::NonZeroU64::new(page),
                    Some(&GroupsPerPage::MAX),
                    Some(wanted),
                    None,
                    None,
                    None,
                )
                .await?;
            let now = response.headers().get("date");
            let now = now.and_then(|date| http_date(date.to_str().ok()?));
            let pagination = response
                .meta
                .value()
                .and_then(|meta| meta.pagination.value());
            let pages = pagination.and_then(|p| p.total_pages.value().copied());
            let is_last = pages.is_none_or(|pages| u64::try_from(pages).is_ok_and(|p| p <= page));
            let groups = response.into_inner().data;
            let is_empty = groups.is_empty();
            let same_name =
                |group: &Group| group.name.trim().to_lowercase() == wanted.to_lowercase();
            if let Some(group) = groups.into_iter().find(same_name) {
                return Ok(whose(group, body, now, ago));
            }
            if is_last || is_empty {
                break;
            }
        }
        Ok(Found::Nothing)
    }
}

/// What has the name that was to be created.
enum Found {
    Nothing,
    Ours(Box<Group>),
    SomebodyElses(String),
    CannotTell(String),
}

/// Whose group it is, by the rule in the documentation of `create_group`.
///
/// The moment the call began is told by the server's own clock: what it says now, less the time
/// that has passed here.
fn whose(
    group: Group,
    body: &CreateGroupInput,
    now: Option<DateTime<Utc>>,
    ago: Duration,
) -> Found {
    let id = group.id.to_string();
    // A time without an offset may be of any zone.
    let created = group
        .created_at()
        .and_then(|time| DateTime::parse_from_rfc3339(time.as_str()).ok());
    let began = TimeDelta::from_std(ago)
        .ok()
        .zip(now)
        .and_then(|(ago, now)| now.checked_sub_signed(ago.checked_add(&CLOCK_SLACK)?));
    match (created, began) {
        (Some(created), Some(began)) if created < began => Found::SomebodyElses(id),
        (Some(_), Some(_)) if equals(&group, body) => Found::Ours(Box::new(group)),
        // Of this time, but not what was sent: somebody else's, or stored otherwise, or changed.
        _ => Found::CannotTell(id),
    }
}

/// Whether the group has exactly what was to be created.
fn equals(group: &Group, body: &CreateGroupInput) -> bool {
    let description = body.description.as_ref().map(|text| text.as_str().trim());
    group.name.trim() == body.name.as_str().trim()
        && group.description().map(str::trim) == description
        && has_members(group, body.members.as_deref().unwrap_or_default())
        && has_guests(group, body.guests.as_deref().unwrap_or_default())
}

/// Whether the group has what was to be changed.
fn shows(group: &Group, body: &UpdateGroupInput) -> bool {
    let UpdateGroupInput {
        name,
        description,
        members,
        guests,
    } = body;
    let is_name = |name: &str| group.name.trim() == name.trim();
    let is_description = |text: &str| group.description().map(str::trim) == Some(text.trim());
    name.as_ref().is_none_or(|name| is_name(name.as_str()))
        && description
            .as_ref()
            .is_none_or(|text| is_description(text.as_str()))
        && members.as_ref().is_none_or(|ids| has_members(group, ids))
        && guests.as_ref().is_none_or(|all| has_guests(group, all))
}

/// Whether these are all of the group's members, in any order.
fn has_members(group: &Group, ids: &[UserId]) -> bool {
    let ids: BTreeSet<UserId> = ids.iter().copied().collect();
    group
        .member_ids()
        .is_ok_and(|own| own.into_iter().collect::<BTreeSet<_>>() == ids)
}

/// Whether these are all of the group's guests, in any order and case.
fn has_guests(group: &Group, emails: &[String]) -> bool {
    let set = |emails: &mut dyn Iterator<Item = &str>| {
        emails.map(str::to_lowercase).collect::<BTreeSet<_>>()
    };
    set(&mut group.guest_emails().into_iter()) == set(&mut emails.iter().map(String::as_str))
}

/// The error with all attempts of the call, of which one may have been applied.
fn mark(error: Error, attempts: Attempts, was_unsure: bool) -> Error {
    error.with_attempts(Attempts {
        was_unsure,
        ..attempts
    })
}
