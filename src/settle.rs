//! Writes whose outcome is not known are settled by reading back.

use std::collections::HashSet;
use std::num::NonZeroU64;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::error::Attempts;
use crate::generated::types::{CreateGroupInput, UpdateGroupInput};
use crate::retry_after::http_date;
use crate::transport::Call;
use crate::{Client, Error, Group, GroupId, GroupsPerPage, Outcome, UserId};

/// How far the server's timestamps, which count seconds, may be apart for one moment: a second for
/// the group's and one for the answer's.
const CLOCK_SLACK: TimeDelta = TimeDelta::seconds(2);

/// How much older a group must be to be somebody else's for certain: what tells the answer's time
/// and what dates the group may be two machines.
const CLOCK_DOUBT: TimeDelta = TimeDelta::seconds(60);

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
            client = self.within(&call);
            let ended = match client.find_created(body, &call).await {
                Ok(Found::Ours(group)) => return Ok(*group),
                Ok(Found::SomebodyElses(id)) => Error::name_taken(format!(
                    "the name belongs to the group {id:?}, which this call did not create"
                )),
                Ok(Found::CannotTell(id)) => Error::unconfirmed(format!(
                    "the group {id:?} has the name, and it cannot be told whether this call \
                     created it"
                )),
                Err(read) => Error::unconfirmed(format!(
                    "the group may have been created; reading back: {read}"
                )),
                Ok(Found::Nothing) => {
                    let error = mark(error, call.attempts(), true);
                    // A name that is taken, by a group that the search does not show.
                    if !is_unknown {
                        return Err(error);
                    }
                    call.again_after_looking(error).await?;
                    let left = self
                        .transport()
                        .retry()
                        .attempts_after(call.attempts().count);
                    client = client.with_retry(left);
                    continue;
                }
            };
            let attempts = Attempts {
                was_unsure: true,
                ..call.attempts()
            };
            return Err(ended.after(error, attempts).during("create_group"));
        }
    }

    /// Changes a group; a change without an answer that shows in the group was made.
    pub(crate) async fn update_once(
        &self,
        group_id: &GroupId,
        body: &UpdateGroupInput,
    ) -> Result<Group, Error> {
        let call = self.transport().begin(true);
        let _turn = self
            .turns()
            .take(self.organization(), group_id, &call)
            .await?;
        // Waiting for the turn has taken some of the call's time.
        let client = self.within(&call);
        let updated = client
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
        match client.get_group(group_id).await {
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
        let error = match deleted.map_err(Error::from) {
            Ok(response) if response.status() == 204 => return Ok(()),
            // Older servers answer 200, with a body that no document shows, and so does much that
            // is no server of this API.
            Ok(_) => Error::unconfirmed(
                "the server said that the group was deleted, and a reading did not show it gone",
            )
            .with_attempts(call.attempts())
            .during("delete_group"),
            Err(error) if error.outcome() != Outcome::Unknown => return Err(error),
            Err(error) => error,
        };
        match self.within(&call).get_group(group_id).await {
            Err(read) if is_gone(&read) => Ok(()),
            Ok(_) | Err(_) => Err(error),
        }
    }

    /// Looks for the group that a call may have created.
    async fn find_created(&self, body: &CreateGroupInput, call: &Call<'_>) -> Result<Found, Error> {
        let wanted = body.name.as_str().trim();
        // More groups than that do not have one name in theirs.
        for page in 1..=100 {
            let response = self
                .generated()
                .list_groups(
                    self.organization(),
                    NonZeroU64::new(page),
                    Some(&GroupsPerPage::MAX),
                    Some(wanted),
                    None,
                    None,
                    None,
                )
                .await?;
            let now = response.headers().get("date");
            let now = now.and_then(|date| http_date(date.to_str().ok()?));
            // After the answer, so that what it took is no part of the group's age.
            let ago = call.elapsed();
            let pagination = response
                .meta
                .value()
                .and_then(|meta| meta.pagination.value());
            let pages = pagination.and_then(|p| p.total_pages.value().copied());
            let is_last = pages.is_none_or(|pages| u64::try_from(pages).is_ok_and(|p| p <= page));
            let groups = response.into_inner().data;
            let is_empty = groups.is_empty();
            let mut groups = groups.into_iter();
            if let Some(group) = groups.find(|group| group.name.trim() == wanted) {
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
        (Some(created), Some(began)) if created < began => {
            match began.signed_duration_since(created) > CLOCK_DOUBT {
                true => Found::SomebodyElses(id),
                false => Found::CannotTell(id),
            }
        }
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
    let set = |ids: &[UserId]| -> HashSet<u64> { ids.iter().map(|id| id.get()).collect() };
    group.member_ids().is_ok_and(|own| set(&own) == set(ids))
}

/// Whether these are all of the group's guests, in any order and case.
fn has_guests(group: &Group, emails: &[String]) -> bool {
    let set = |emails: &mut dyn Iterator<Item = &str>| {
        emails
            .map(str::to_ascii_lowercase)
            .collect::<HashSet<String>>()
    };
    set(&mut group.guest_emails().into_iter()) == set(&mut emails.iter().map(String::as_str))
}

/// Whether a group is gone, by the word of the API, and not of something on the way to it or of an
/// address that is no endpoint.
fn is_gone(read: &Error) -> bool {
    let body = read.raw_body().unwrap_or_default();
    read.is_not_found()
        && read.code() != Some("ENDPOINT_NOT_FOUND")
        && body.trim_ascii_start().starts_with(b"{")
}

/// The error with all attempts of the call, of which one may have been applied.
fn mark(error: Error, attempts: Attempts, was_unsure: bool) -> Error {
    error.with_attempts(Attempts {
        was_unsure,
        ..attempts
    })
}
