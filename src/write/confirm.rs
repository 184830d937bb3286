//! Updates and deletions that are confirmed by the response or by reading back, and the reads that
//! they rely on.

use std::cmp::Ordering;
use std::time::{Duration, Instant};

use super::lists::{Membership, is_same_guests, is_same_members, is_same_text, listed};
use super::pauses::{LOOKS, Pauses};
use super::state::{Freshness, GroupState};
use crate::error::single_line;
use crate::generated::types::{GroupResponse, UpdateGroupInput};
use crate::http::CallStats;
use crate::progenitor_client::ResponseValue;
use crate::transport::Call;
use crate::{Client, Error, Group, GroupId, Outcome};

/// How long a read must stay the same to count as current, if it has the time of the newest known
/// state and other content. The times count seconds: another program has written in the same second.
const STABLE: Duration = Duration::from_secs(2);

/// The same for a read that shows a state which is known to be replaced: another program may have
/// brought it back, but a replica that is behind is more likely.
const LONG_STABLE: Duration = Duration::from_secs(10);

/// Why a write is not confirmed.
pub(super) enum NotConfirmed {
    /// A current read shows something else. `is_newer` says that another program has written since.
    Differs { stored: Box<Group>, is_newer: bool },
    /// No current read could be had.
    Unknown(Error),
}

/// The reads of a group that wait for a current one.
pub(super) struct Reads {
    pauses: Pauses,
    /// An ambiguous state, and since when it is returned.
    ambiguous: Option<(GroupState, Instant)>,
    /// How many reads were sent.
    count: u32,
}

impl Reads {
    pub(super) fn new() -> Reads {
        Reads {
            pauses: Pauses::new(),
            ambiguous: None,
            count: 0,
        }
    }

    pub(super) fn pause(&mut self) -> Duration {
        self.pauses.next()
    }

    /// Returns whether a read counts as current, or was the same for long enough.
    fn is_current(&mut self, freshness: Freshness, state: GroupState, now: Instant) -> bool {
        match freshness {
            Freshness::Current => true,
            Freshness::Ambiguous => self.is_stable(state, now, STABLE),
            Freshness::Replaced => self.is_stable(state, now, LONG_STABLE),
            Freshness::Late => false,
        }
    }

    fn is_stable(&mut self, state: GroupState, now: Instant, time: Duration) -> bool {
        match &self.ambiguous {
            Some((known, since)) if known.is_same(&state) => {
                now.saturating_duration_since(*since) >= time
            }
            _ => {
                self.ambiguous = Some((state, now));
                false
            }
        }
    }
}

impl Client {
    /// Reads a group until the read is not late, with growing pauses, and records its state.
    ///
    /// # Errors
    ///
    /// [`is_stale`](Error::is_stale) when all reads before the deadline are late, and whatever a
    /// read fails with.
    pub(super) async fn read_current(
        &self,
        group_id: &GroupId,
        call: &Call<'_>,
        reads: &mut Reads,
    ) -> Result<Group, Error> {
        let is_known = self
            .locks()
            .newest(self.organization_id(), group_id.as_str(), call.now())
            .is_some();
        let mut missing = 0;
        loop {
            reads.count += 1;
            match self.get_group_unrecorded(group_id).await {
                Ok(group) if self.is_current(group_id, &group, call, reads) => return Ok(group),
                Ok(_) => {}
                // A replica may not know a new group yet; for a while.
                Err(read) if is_known && is_gone(&read) && missing < LOOKS - 1 => missing += 1,
                Err(read) => return Err(read),
            }
            if !call.pause(reads.pause()).await {
                return Err(Error::stale(format!(
                    "every read until the deadline of {:?} was older than a state of the group that \
                     the server has returned before (`RetryPolicy::deadline`)",
                    call.deadline()
                ))
                .with_stats(CallStats {
                    is_write: false,
                    attempts: reads.count,
                    ..call.stats()
                })
                .with_operation("get_group"));
            }
        }
    }

    /// Returns whether a read is current, and records it then.
    fn is_current(
        &self,
        group_id: &GroupId,
        group: &Group,
        call: &Call<'_>,
        reads: &mut Reads,
    ) -> bool {
        let state = GroupState::of(group);
        let (organization, now) = (self.organization_id(), call.now());
        let id = group_id.as_str();
        let freshness = self.locks().judge(organization, id, &state, now);
        let is_current = reads.is_current(freshness, state, now);
        if is_current {
            self.locks().record(organization, id, state, now);
        }
        is_current
    }

    /// Returns the group after a PUT, if its response or a read shows what was written.
    ///
    /// The response is enough if it shows all that was written and has a time of the server: an echo of
    /// the request has none. In any other case a current read decides.
    pub(super) async fn confirm_update(
        &self,
        group_id: &GroupId,
        body: &UpdateGroupInput,
        response: Group,
        call: &Call<'_>,
    ) -> Result<Group, NotConfirmed> {
        let written = GroupState::of(&response);
        let (organization, id) = (self.organization_id(), group_id.as_str());
        if written.time().is_some() && reflects_update(&response, body) {
            self.locks().record(organization, id, written, call.now());
            return Ok(response);
        }
        // A response with a newer time is of the change. Without one it may show the group as it was
        // before, as a server does that reads it back from a replica; then it proves nothing.
        let before = self.locks().newest(organization, id, call.now());
        let is_after_before = |state: &GroupState| {
            before.is_some_and(|before| state.order(&before) == Some(Ordering::Greater))
        };
        let is_of_change = is_after_before(&written);
        if is_of_change {
            self.locks().record(organization, id, written, call.now());
        }
        let mut reads = Reads::new();
        loop {
            let read = self.get_group_unrecorded(group_id).await;
            let read = read.map_err(|read| NotConfirmed::Unknown(unconfirmed(&read, call)))?;
            let (state, now) = (GroupState::of(&read), call.now());
            let freshness = self.locks().judge(organization, id, &state, now);
            let is_shown = reflects_update(&read, body);
            let is_current = match freshness {
                Freshness::Current | Freshness::Ambiguous if is_shown => true,
                // The server reported success, and what was written may be a state of before.
                Freshness::Replaced if is_shown => reads.is_stable(state, now, STABLE),
                Freshness::Current if is_of_change || is_after_before(&state) => true,
                Freshness::Current => reads.is_stable(state, now, STABLE),
                freshness => reads.is_current(freshness, state, now),
            };
            if is_current && is_shown {
                self.locks().record(organization, id, state, now);
                return Ok(read);
            }
            if is_current {
                // What the read does not show may be as it was written, or not.
                check_shown(&read, body)
                    .map_err(|hidden| NotConfirmed::Unknown(unconfirmed(&hidden, call)))?;
                self.locks().record(organization, id, state, now);
                return Err(NotConfirmed::Differs {
                    is_newer: state.order(&written) == Some(Ordering::Greater),
                    stored: Box::new(read),
                });
            }
            if !call.pause(reads.pause()).await {
                let message = format!(
                    "the group may have been written, but every read until the deadline of {:?} was \
                     late (`RetryPolicy::deadline`)",
                    call.deadline()
                );
                let error = Error::unconfirmed(message)
                    .with_stats(call.stats())
                    .with_operation("update_group");
                return Err(NotConfirmed::Unknown(error));
            }
        }
    }

    /// Looks a few times whether a group shows a change that got no response.
    pub(super) async fn find_update(
        &self,
        group_id: &GroupId,
        call: &Call<'_>,
        reflects: impl Fn(&Group) -> bool,
    ) -> Option<Group> {
        let mut reads = Reads::new();
        for look in 1..=LOOKS {
            let group = match self.get_group_unrecorded(group_id).await {
                Ok(group) => Some(group),
                // A replica may not know a new group yet.
                Err(read) if is_gone(&read) => None,
                Err(_) => return None,
            };
            if let Some(group) = group.filter(&reflects) {
                let (state, now) = (GroupState::of(&group), call.now());
                let (organization, id) = (self.organization_id(), group_id.as_str());
                let freshness = self.locks().judge(organization, id, &state, now);
                if matches!(freshness, Freshness::Current | Freshness::Ambiguous) {
                    self.locks().record(organization, id, state, now);
                    return Some(group);
                }
            }
            if look == LOOKS || !call.pause(reads.pause()).await {
                break;
            }
        }
        None
    }

    /// Updates a group; an update without a response that the group shows was made.
    pub(crate) async fn update_once(
        &self,
        group_id: &GroupId,
        body: &UpdateGroupInput,
    ) -> Result<Group, Error> {
        let mut call = self.transport().begin(true);
        let _lock = self
            .locks()
            .lock(self.organization_id(), group_id, &call)
            .await?;
        // Waiting for the lock has taken some of the call's time.
        let client = self.within(&call);
        let error = match client.put_group(group_id, body).await {
            Ok((group, attempts)) => {
                call.count(attempts.attempts);
                return match client.confirm_update(group_id, body, group, &call).await {
                    Ok(group) => Ok(group),
                    Err(NotConfirmed::Unknown(error)) => Err(error),
                    Err(NotConfirmed::Differs { stored, is_newer }) => {
                        Err(not_confirmed(&stored, body, is_newer, &call))
                    }
                };
            }
            Err(error) => error,
        };
        if error.outcome() != Outcome::Unknown || !call.pause_before_look(&error).await {
            return Err(error);
        }
        let reflects = |group: &Group| reflects_update(group, body);
        let found = client.find_update(group_id, &call, reflects).await;
        found.ok_or(error)
    }

    /// Sends a PUT, and returns the group of its response and the attempts that it took.
    pub(super) async fn put_group(
        &self,
        group_id: &GroupId,
        body: &UpdateGroupInput,
    ) -> Result<(Group, CallStats), Error> {
        let response = self
            .generated()
            .update_group(self.organization_id(), group_id, body)
            .await?;
        requested_group(response, group_id, "update_group")
    }

    /// Deletes a group; after a deletion without a response, a group that is gone was deleted.
    pub(crate) async fn delete_once(&self, group_id: &GroupId) -> Result<(), Error> {
        let mut call = self.transport().begin(true);
        let deleted = self
            .generated()
            .delete_group(self.organization_id(), group_id)
            .await;
        let mut is_reported = false;
        let error = match deleted.map_err(Error::from) {
            Ok(response) if response.status() == 204 => {
                self.locks()
                    .forget(self.organization_id(), group_id.as_str());
                return Ok(());
            }
            // Older servers return 200, with a body that no document shows, and so do gateways.
            Ok(response) => {
                call.count(response.stats().attempts);
                is_reported = true;
                Error::unconfirmed("the server reported success, but the group still exists")
                    .with_stats(call.stats())
                    .with_operation("delete_group")
            }
            Err(error) if error.outcome() != Outcome::Unknown => return Err(error),
            Err(error) => error,
        };
        if !call.pause_before_look(&error).await {
            return Err(error);
        }
        let client = self.within(&call);
        let (organization, id) = (self.organization_id(), group_id.as_str());
        // A replica may not know a new group yet. Without the server's word, the group must stay gone.
        let is_known = self.locks().newest(organization, id, call.now()).is_some();
        let needs_time = is_known && !is_reported;
        let mut pauses = Pauses::new();
        let mut gone_since = None;
        // Two more than usual: a late read first, and then the time that it has to stay gone.
        const DELETE_LOOKS: u32 = LOOKS + 2;
        for look in 1..=DELETE_LOOKS {
            match client.get_group_unrecorded(group_id).await {
                Err(read) if is_gone(&read) => {
                    let since = *gone_since.get_or_insert(call.now());
                    let time = call.now().saturating_duration_since(since);
                    if !needs_time || time >= STABLE {
                        self.locks().forget(organization, id);
                        return Ok(());
                    }
                }
                Err(_) => break,
                Ok(_) => gone_since = None,
            }
            if look == DELETE_LOOKS || !call.pause(pauses.next()).await {
                break;
            }
        }
        Err(error)
    }
}

/// Returns the group of a response and the attempts that it took, or an error if it is about another
/// group than the request.
pub(crate) fn requested_group(
    response: ResponseValue<GroupResponse>,
    group_id: &GroupId,
    operation: &'static str,
) -> Result<(Group, CallStats), Error> {
    let attempts = response.stats();
    let group = response.into_inner().data;
    check_id(group_id.as_str(), &group.id.to_text(), "group")
        .map_err(|error| error.with_stats(attempts).with_operation(operation))?;
    Ok((group, attempts))
}

/// Returns an error if a response is about another group or user than the request. Ids of hexadecimal
/// digits are the same in both cases of letters.
pub(crate) fn check_id(requested: &str, received: &str, kind: &str) -> Result<(), Error> {
    let is_hex = |id: &str| id.bytes().all(|byte| byte.is_ascii_hexdigit());
    if received == requested || (is_hex(requested) && received.eq_ignore_ascii_case(requested)) {
        return Ok(());
    }
    Err(Error::mismatched(format!(
        "the response is about the {kind} {:?}, and the request was about {requested:?}",
        single_line(received)
    )))
}

/// Returns the error for a write that could not be read back.
pub(super) fn unconfirmed(read: &Error, call: &Call<'_>) -> Error {
    let message = format!("the group was written, or may have been; reading back: {read}");
    Error::unconfirmed(message)
        .with_stats(call.stats())
        .with_operation("update_group")
}

/// Returns the error for a write that a current read does not show.
pub(super) fn not_confirmed(
    stored: &Group,
    body: &UpdateGroupInput,
    is_newer: bool,
    call: &Call<'_>,
) -> Error {
    let message = difference(stored, body);
    match is_newer {
        true => Error::unconfirmed(format!(
            "another program has changed the group since; {message}"
        )),
        false => Error::not_stored(message),
    }
    .with_stats(call.stats())
    .with_operation("update_group")
}

/// Returns whether a group shows what was to be written.
fn reflects_update(group: &Group, body: &UpdateGroupInput) -> bool {
    let UpdateGroupInput {
        name,
        description,
        members,
        guests,
    } = body;
    let is_description = |text: &str| {
        group
            .description()
            .is_some_and(|own| is_same_text(own, text))
    };
    let is_list = |is_same: &dyn Fn(&Membership) -> bool| {
        Membership::of(group).is_ok_and(|stored| is_same(&stored))
    };
    name.as_ref()
        .is_none_or(|name| is_same_text(&group.name, name.as_str()))
        && description
            .as_ref()
            .is_none_or(|text| is_description(text.as_str()))
        && members
            .as_ref()
            .is_none_or(|ids| is_list(&|stored| is_same_members(&stored.members, ids)))
        && guests
            .as_ref()
            .is_none_or(|all| is_list(&|stored| is_same_guests(&stored.guests, all)))
}

/// Returns what is stored in place of what was written, as a message.
fn difference(stored: &Group, body: &UpdateGroupInput) -> String {
    let mut missing = Vec::new();
    let mut surplus = Vec::new();
    let wanted = body.name.as_ref();
    if wanted.is_some_and(|wanted| !is_same_text(&stored.name, wanted.as_str())) {
        missing.push("the name".to_owned());
    }
    let description = stored.description().unwrap_or_default();
    let wanted = body.description.as_ref();
    if wanted.is_some_and(|wanted| !is_same_text(description, wanted.as_str())) {
        missing.push("the description".to_owned());
    }
    // If a list is not shown, neither was written.
    if let Ok(stored) = Membership::of(stored) {
        let members = body.members.as_ref().unwrap_or(&stored.members);
        let guests = body.guests.as_ref().unwrap_or(&stored.guests);
        let wanted = Membership {
            members: members.clone(),
            guests: guests.clone(),
        };
        missing.extend(wanted.without(&stored));
        surplus = stored.without(&wanted);
    }
    let missing = (!missing.is_empty()).then(|| format!("; missing: {}", listed(&missing)));
    let surplus = (!surplus.is_empty()).then(|| format!("; not asked for: {}", listed(&surplus)));
    format!(
        "the server reported success, but does not store what was written{}{}",
        missing.unwrap_or_default(),
        surplus.unwrap_or_default(),
    )
}

/// Returns an error if a read does not show a part of the group that was written.
fn check_shown(read: &Group, body: &UpdateGroupInput) -> Result<(), Error> {
    if body.description.is_some() && read.description.is_absent() {
        let message = "the server does not show the description";
        return Err(Error::invalid_input(message));
    }
    match body.members.is_some() || body.guests.is_some() {
        true => Membership::of(read).map(drop),
        false => Ok(()),
    }
}

/// Returns whether the API itself reports that a group is gone, and not a gateway, or an address
/// that is no endpoint.
fn is_gone(read: &Error) -> bool {
    let body = read.raw_body().unwrap_or_default();
    read.is_not_found()
        && read.code() != Some("ENDPOINT_NOT_FOUND")
        && body.trim_ascii_start().starts_with(b"{")
}
