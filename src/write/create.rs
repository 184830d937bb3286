//! Creates a group once, whatever happens to the responses.

use std::borrow::Cow;
use std::num::NonZeroU64;

use chrono::{DateTime, Utc};

use super::GroupApi;
use super::existing::{CallTime, Existing, classify_existing, is_of_call_time};
use super::group_locks::ServerClock;
use super::membership::{Membership, is_same_text, listed, shows_all};
use super::pauses::{LOOKS, Pauses};
use super::state::GroupState;
use crate::error::{Error, Outcome};
use crate::error::{is_visible, single_line};
use crate::generated::types::CreateGroupInput;
use crate::generated::types::Group;
use crate::http::CallStats;
use crate::progenitor_client::ResponseValue;
use crate::response::Page;
use crate::transport::RetryState;
use crate::transport::http_date;
use crate::values::{GroupId, GroupsPerPage};

const DATE: &str = "date";

/// What a search for the created group has found.
enum Found {
    Nothing,
    Created(Box<Group>),
    /// The error of the call.
    Other(Error),
}

/// The groups of one name, and what is known of the time of the call.
struct Named {
    groups: Vec<Group>,
    time: CallTime,
}

impl GroupApi {
    pub(crate) async fn create(&self, body: &CreateGroupInput) -> Result<Group, Error> {
        let mut retries = self.transport().begin(true);
        let clock = self.locks.server_clock();
        let mut api = Cow::Borrowed(self);
        let mut was_unsure = false;
        loop {
            let sent = retries.deadline().elapsed();
            let created = api
                .generated
                .create_group(&self.organization_id, body)
                .await;
            let created = created.map_err(Error::from).and_then(|response| {
                retries.count(response.stats().attempts);
                let date = response.headers().get(DATE).cloned();
                let group = check_created(response, body)?;
                let took = retries.deadline().elapsed().saturating_sub(sent);
                let date = || http_date(date?.to_str().ok()?);
                self.locks
                    .compare_clocks(&group, date, took, retries.deadline().now());
                Ok(group)
            });
            let error = match created {
                Ok(group) if was_unsure => {
                    let api = self.within(retries.deadline());
                    return api.check_only_one(group, body, &retries, clock).await;
                }
                Ok(group) => return self.created(group, body, &retries),
                Err(error) => error,
            };
            if !error.is_mismatched() {
                retries.count(error.attempts());
            }
            let is_unknown = error.outcome() == Outcome::Unknown;
            // A name that is taken after an attempt that may have been applied may be its own.
            let may_be_own = was_unsure && error.is_validation();
            if !is_unknown && !may_be_own {
                return Err(mark(error, retries.stats(), was_unsure));
            }
            was_unsure = true;
            let may_repeat = is_unknown && retries.wait_to_read_and_repeat(&error).await;
            if !may_repeat && !retries.wait_to_read(&error).await {
                return Err(mark(error, retries.stats(), true));
            }
            api = Cow::Owned(self.within(retries.deadline()));
            let looks = if may_repeat { 1 } else { LOOKS };
            let ended = match api.find_created(body, &retries, clock, looks).await {
                Ok(Found::Created(group)) => return self.created(*group, body, &retries),
                Ok(Found::Other(ended)) => ended,
                Ok(Found::Nothing) if may_repeat => {
                    let retry = self.transport().retry();
                    let retry = retry.attempts_after(retries.stats().attempts);
                    api = Cow::Owned(api.with_retry(retry));
                    continue;
                }
                Ok(Found::Nothing) => return Err(mark(error, retries.stats(), true)),
                Err(read) => Error::unconfirmed(format!(
                    "the group may have been created; reading back: {read}"
                )),
            };
            let attempts = CallStats {
                may_be_applied: true,
                ..retries.stats()
            };
            return Err(ended
                .with_cause(error, attempts)
                .with_operation("create_group"));
        }
    }

    /// Returns a group that this call created, unless the server stored less than was asked for.
    fn created(
        &self,
        group: Group,
        body: &CreateGroupInput,
        retries: &RetryState<'_>,
    ) -> Result<Group, Error> {
        let (id, now) = (group.id.to_text(), retries.deadline().now());
        self.locks
            .record(&self.organization_id, &id, GroupState::of(&group), now);
        match missing(&group, body).as_slice() {
            [] => Ok(group),
            missing => Err(Error::not_stored(format!(
                "the server created the group {:?}, but does not store what was sent; missing: {}",
                single_line(&id),
                listed(missing)
            ))
            .with_stats(retries.stats())
            .with_operation("create_group")),
        }
    }

    /// Looks for the group that a call may have created, `looks` times with growing pauses, because
    /// a search may be behind.
    async fn find_created(
        &self,
        body: &CreateGroupInput,
        retries: &RetryState<'_>,
        clock: ServerClock,
        looks: u32,
    ) -> Result<Found, Error> {
        let mut pauses = Pauses::new();
        for look in 1..=LOOKS {
            let Named { mut groups, time } = self.named(body, retries, clock).await?;
            let existing = groups
                .iter()
                .map(|group| classify_existing(group, body, time));
            let existing: Vec<Existing> = existing.collect();
            let ids = groups
                .iter()
                .map(|group| format!("{:?}", single_line(&group.id.to_text())));
            let ids: Vec<String> = ids.collect();
            let is_all = |who| existing.iter().all(|existing| *existing == who);
            if groups.is_empty() {
                if look >= looks || !retries.deadline().pause(pauses.next()).await {
                    break;
                }
                continue;
            }
            if is_all(Existing::CreatedByOther) {
                // The group of this call may follow, if the search is behind.
                if look < LOOKS && retries.deadline().pause(pauses.next()).await {
                    continue;
                }
                if self.have_name(&groups, body).await? {
                    return Ok(Found::Other(Error::name_taken(format!(
                        "the name belongs to the group {}, which this call did not create",
                        listed(&ids)
                    ))));
                }
            }
            if groups.len() == 1 && is_all(Existing::CreatedByThisCall) {
                return Ok(Found::Created(Box::new(groups.swap_remove(0))));
            }
            return Ok(Found::Other(Error::unconfirmed(format!(
                "the group {} has the name, and it cannot be told whether this call created it",
                listed(&ids)
            ))));
        }
        Ok(Found::Nothing)
    }

    /// Returns whether groups that a search has shown still have the name, each read alone: a search may
    /// show a group that was renamed or deleted.
    async fn have_name(&self, groups: &[Group], body: &CreateGroupInput) -> Result<bool, Error> {
        for group in groups {
            let group_id = GroupId::try_from(&group.id)?;
            let read = self.read(&group_id, None).await;
            match read {
                Ok(read) if is_name(&read, body) => {}
                Ok(_) => return Ok(false),
                Err(read) if read.is_not_found() => return Ok(false),
                Err(read) => return Err(read),
            }
        }
        Ok(true)
    }

    /// Returns the group of a repeated creation if it is the only one that this call has created.
    ///
    /// The documents say that a name is unique (D, M), so the server should have refused a second
    /// group. If it did not, and the search was behind when the call looked for the first one, there
    /// are two. A search that shows the second one shows the first one, too, which is older.
    async fn check_only_one(
        &self,
        group: Group,
        body: &CreateGroupInput,
        retries: &RetryState<'_>,
        clock: ServerClock,
    ) -> Result<Group, Error> {
        let mut pauses = Pauses::new();
        let mut problem = "the search does not show it".to_owned();
        for look in 1..=LOOKS {
            match self.named(body, retries, clock).await {
                Ok(Named { groups, time }) => {
                    let (own, others): (Vec<&Group>, Vec<&Group>) =
                        groups.iter().partition(|other| other.id == group.id);
                    let other = others.iter().find(|other| {
                        classify_existing(other, body, time) != Existing::CreatedByOther
                    });
                    match other {
                        Some(other) => {
                            problem = format!("the group {:?} has the same name", other.id);
                            break;
                        }
                        None if !own.is_empty() => return self.created(group, body, retries),
                        None => {}
                    }
                }
                Err(read) => {
                    problem = format!("reading back: {read}");
                    break;
                }
            }
            if look < LOOKS && !retries.deadline().pause(pauses.next()).await {
                break;
            }
        }
        Err(Error::unconfirmed(format!(
            "the group {:?} was created, and an earlier attempt may have created a second one: \
             {problem}",
            group.id
        ))
        .with_stats(CallStats {
            may_be_applied: true,
            ..retries.stats()
        })
        .with_operation("create_group"))
    }

    /// Returns the groups of exactly the name that was to be created.
    async fn named(
        &self,
        body: &CreateGroupInput,
        retries: &RetryState<'_>,
        clock: ServerClock,
    ) -> Result<Named, Error> {
        let wanted = body.name.as_str().trim();
        let mut named = Named {
            groups: Vec::new(),
            time: CallTime {
                date: None,
                ago: retries.deadline().elapsed(),
                clock,
            },
        };
        // No more than 10,000 groups have one name in theirs.
        for page in 1..=100 {
            let response = self
                .generated
                .list_groups(
                    &self.organization_id,
                    NonZeroU64::new(page),
                    Some(&GroupsPerPage::MAX),
                    Some(wanted),
                    None,
                    None,
                    None,
                )
                .await?;
            named.time.date = date_of(&response);
            // After the response, so that the time it took is no part of the age of the group.
            named.time.ago = retries.deadline().elapsed();
            let found = Page::of_groups(response)?;
            // The item may be the group.
            if let Some(item) = found.unreadable.first().cloned() {
                return Err(Error::undecodable_item(item).with_operation("list_groups"));
            }
            let is_last = match found.total_pages() {
                Some(pages) => pages <= page,
                None => !found.has_next() && found.items.len() < 100,
            } || found.items.is_empty();
            named
                .groups
                .extend(found.into_iter().filter(|group| is_name(group, body)));
            if is_last {
                break;
            }
        }
        // A name that is only alike belongs to this call if the server has normalized it.
        let (wanted, time) = (body.name.as_str().trim(), named.time);
        let is_exact = |group: &Group| group.name.trim() == wanted;
        named
            .groups
            .retain(|group| is_exact(group) || is_of_call_time(group, time));
        Ok(named)
    }
}

/// Returns the created group, unless the response is about a different group.
fn check_created(
    response: ResponseValue<crate::generated::types::GroupResponse>,
    body: &CreateGroupInput,
) -> Result<Group, Error> {
    let attempts = response.stats();
    let group = response.into_inner().data;
    if is_name(&group, body) {
        return Ok(group);
    }
    Err(Error::mismatched(format!(
        "the response is about the group {:?} of another name than the one to be created",
        single_line(&group.id.to_text())
    ))
    .with_stats(attempts)
    .with_operation("create_group"))
}

/// Returns whether a group has the name that was to be created, as servers normalize names: without
/// regard to case, white space, characters that take no space, and the entity of `&`.
fn is_name(group: &Group, body: &CreateGroupInput) -> bool {
    let normalized = |name: &str| -> String {
        let name = name.replace("&amp;", "&").to_lowercase();
        let kept = name
            .chars()
            .filter(|c| !c.is_whitespace() && is_visible(*c));
        kept.collect()
    };
    let (own, wanted) = (group.name.trim(), body.name.as_str().trim());
    own == wanted || normalized(own) == normalized(wanted)
}

/// Returns what a created group lacks, as far as the response shows it. What the server adds is its
/// own affair.
fn missing(group: &Group, body: &CreateGroupInput) -> Vec<String> {
    let mut missing = Vec::new();
    if !is_same_text(&group.name, body.name.as_str()) {
        missing.push(format!(
            "the name, which it stores as {:?}",
            single_line(&group.name)
        ));
    }
    let description = body.description.as_ref().map(|text| text.as_str().trim());
    if description.is_some()
        && !group.description.is_absent()
        && group.description().map(str::trim) != description
    {
        missing.push("the description".to_owned());
    }
    let members = body.members.as_deref().unwrap_or_default();
    let guests = body.guests.as_deref().unwrap_or_default();
    if shows_all(group, members, guests) {
        return missing;
    }
    let wanted = Membership {
        members: members.to_vec(),
        guests: guests.to_vec(),
    };
    if let Ok(stored) = Membership::of(group) {
        missing.extend(wanted.without(&stored));
    }
    missing
}

fn date_of<T>(response: &ResponseValue<T>) -> Option<DateTime<Utc>> {
    http_date(response.headers().get(DATE)?.to_str().ok()?)
}

/// Returns the error with all attempts of the call, of which one may have been applied.
fn mark(error: Error, attempts: CallStats, was_unsure: bool) -> Error {
    error.with_stats(CallStats {
        may_be_applied: was_unsure,
        ..attempts
    })
}
