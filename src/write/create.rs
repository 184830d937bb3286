//! Creates a group. If the response to `create_group` is lost, this module makes sure that the call
//! does not create a second group.
//!
//! The API does not support idempotency keys. After a lost response, this module therefore finds
//! out whether the server created the group:
//!
//! 1. [`GroupApi::create`] sends the request. If the response is lost, it sends the request again
//!    only if no group has the requested name.
//! 2. [`GroupApi::find_created`] searches for the group after a lost response.
//! 3. If a repeated request succeeds, [`GroupApi::confirm_only_group`] checks that no second group
//!    with the name exists.
//! 4. [`GroupApi::finish_create`] checks that the server stored all values of the request.
//!
//! The file `search.rs` has the search for groups by name. The code in `existing.rs` decides
//! whether this call created a found group.

use std::borrow::Cow;

use super::GroupApi;
use super::create_content::{has_name, missing_values};
use super::existing::{Existing, classify_existing};
use super::group_states::ServerClock;
use super::membership::join_first;
use super::pauses::{MAX_READS, Pauses};
use super::search::SearchResult;
use super::state::GroupState;
use crate::error::{Error, Outcome, http_date, single_line};
use crate::generated::types::{CreateGroupInput, Group, GroupResponse};
use crate::http::{CallStats, Metadata};
use crate::progenitor_client::ResponseValue;
use crate::transport::RetryState;

/// The result of the search for the created group, after a lost response.
enum FindResult {
    /// No group has the name from the request.
    NoGroup,
    /// The group that this call created.
    Created(Box<(Group, Metadata)>),
    /// The search found groups with the name, but they do not prove that this call created one
    /// group. The call fails with the contained error.
    Failed(Error),
}

impl GroupApi {
    /// Creates a group, and returns the group as the server stored it.
    pub(crate) async fn create(&self, body: &CreateGroupInput) -> Result<(Group, Metadata), Error> {
        let mut retries = self.transport().begin(true, "create_group")?;
        let clock = self.locks.server_clock();
        let mut api = Cow::Borrowed(self);
        // The variable `may_be_applied` is true if an earlier attempt of this call may have created
        // the group.
        let mut may_be_applied = false;
        loop {
            let error = match api.send_create(body, &mut retries).await {
                Ok(created) if may_be_applied => {
                    let api = self.within(retries.deadline());
                    return api.confirm_only_group(created, body, &retries, clock).await;
                }
                Ok(created) => return self.finish_create(created, body, &retries, false),
                Err(error) => error,
            };
            let is_unknown = error.outcome() == Outcome::Unknown;
            // If an earlier attempt of this call created the group, the server rejects a later
            // attempt, because the name is taken.
            let may_be_own_name = may_be_applied && error.is_validation();
            if !is_unknown && !may_be_own_name {
                return Err(with_call_stats(error, &retries, may_be_applied));
            }
            // The client does not know whether the server created the group. The client waits for
            // the time that the server requests in `Retry-After`, and then searches for the group.
            may_be_applied = true;
            let may_repeat = is_unknown && retries.wait_to_read_and_repeat(&error).await;
            if !may_repeat && !retries.wait_to_read(&error).await {
                return Err(with_call_stats(error, &retries, true));
            }
            api = Cow::Owned(self.within(retries.deadline()));
            // If the client can send the request again, it does so after one search that finds no
            // group. A second search is not necessary, because `confirm_only_group` searches again
            // after the next attempt.
            let max_empty_reads = if may_repeat { 1 } else { MAX_READS };
            let found = api.find_created(body, &retries, clock, max_empty_reads);
            let failure = match found.await {
                Ok(FindResult::Created(created)) => {
                    return self.finish_create(*created, body, &retries, true);
                }
                // The group does not exist, so the client sends the request again. The attempts so
                // far count towards the maximum number of attempts.
                Ok(FindResult::NoGroup) if may_repeat => {
                    api = Cow::Owned(api.after_attempts(retries.stats()));
                    continue;
                }
                Ok(FindResult::NoGroup) => return Err(with_call_stats(error, &retries, true)),
                Ok(FindResult::Failed(failure)) => failure,
                Err(search) => Error::unconfirmed(format!(
                    "the server may have created the group; search for it before you retry, \
                     because the search by this client failed: {search}"
                )),
            };
            return Err(failure
                .with_cause(error, call_stats(&retries, true))
                .with_operation("create_group"));
        }
    }

    /// Sends the `create_group` request, and adds its attempts to `retries`. Returns the group from
    /// the response, and the metadata of the request.
    async fn send_create(
        &self,
        body: &CreateGroupInput,
        retries: &mut RetryState<'_>,
    ) -> Result<(Group, Metadata), Error> {
        let sent = retries.deadline().elapsed();
        let created = self
            .generated
            .create_group(&self.organization_id, body)
            .send()
            .await;
        let response = match created.map_err(Error::from) {
            Ok(response) => response,
            Err(error) => {
                retries.count(error.stats());
                return Err(error);
            }
        };
        retries.count(response.metadata().stats());
        let (group, metadata) = created_group(response, body)?;
        let took = retries.deadline().elapsed().saturating_sub(sent);
        let date = || http_date(metadata.headers().get("date")?.to_str().ok()?);
        self.locks
            .compare_clocks(&group, date, took, retries.deadline().now());
        Ok((group, metadata))
    }

    /// Searches for the group that this call may have created.
    ///
    /// The result of a search may be outdated, and not contain the newest groups. Therefore, if a
    /// search finds no group, this function pauses and searches again. Each pause is longer than
    /// the pause before it. The function stops after `max_empty_reads` searches that found no
    /// group.
    ///
    /// # Errors
    ///
    /// Any error that a search returns.
    async fn find_created(
        &self,
        body: &CreateGroupInput,
        retries: &RetryState<'_>,
        clock: ServerClock,
        max_empty_reads: u32,
    ) -> Result<FindResult, Error> {
        let mut pauses = Pauses::new();
        for read in 1..=MAX_READS {
            let found = self.search_by_name(body, retries, clock).await?;
            let SearchResult {
                mut groups,
                metadata,
                time,
            } = found;
            if groups.is_empty() {
                if read >= max_empty_reads || !retries.deadline().pause(pauses.next()).await {
                    break;
                }
                continue;
            }
            let creators: Vec<Existing> = groups
                .iter()
                .map(|group| classify_existing(group, body, time))
                .collect();
            let are_all = |creator| creators.iter().all(|existing| *existing == creator);
            if are_all(Existing::CreatedByOther) {
                // The result of the search may be outdated, and not contain the group that this
                // call created.
                if read < MAX_READS && retries.deadline().pause(pauses.next()).await {
                    continue;
                }
                if self.still_have_name(&groups, body).await? {
                    return Ok(FindResult::Failed(name_taken(&groups)));
                }
            }
            if groups.len() == 1
                && are_all(Existing::CreatedByThisCall)
                && let Some(metadata) = metadata
            {
                let created = (groups.swap_remove(0), metadata);
                return Ok(FindResult::Created(Box::new(created)));
            }
            return Ok(FindResult::Failed(undetermined(&groups)));
        }
        Ok(FindResult::NoGroup)
    }

    /// Checks that this call created only one group, and returns this group. The client calls this
    /// function after a repeated request.
    ///
    /// According to Tallyfy's documents, the name of a group is unique. The server should therefore
    /// reject a second group with the same name. Nevertheless this call may have created two
    /// groups. This happens if the server does not reject the second group, and the search before
    /// the repeated request does not find the first group. A search that finds the second group
    /// also finds the older first group. This function therefore searches until it finds the group
    /// from the last response.
    async fn confirm_only_group(
        &self,
        (group, metadata): (Group, Metadata),
        body: &CreateGroupInput,
        retries: &RetryState<'_>,
        clock: ServerClock,
    ) -> Result<(Group, Metadata), Error> {
        let mut pauses = Pauses::new();
        let mut problem = "the search did not find the new group".to_owned();
        for read in 1..=MAX_READS {
            let SearchResult { groups, time, .. } =
                match self.search_by_name(body, retries, clock).await {
                    Ok(found) => found,
                    Err(search) => {
                        problem = format!("the search failed: {search}");
                        break;
                    }
                };
            let (own, others): (Vec<&Group>, Vec<&Group>) =
                groups.iter().partition(|other| other.id == group.id);
            let may_be_own =
                |other: &&&Group| classify_existing(other, body, time) != Existing::CreatedByOther;
            if let Some(other) = others.iter().find(may_be_own) {
                problem = format!("the group {:?} also has the requested name", other.id);
                break;
            }
            if !own.is_empty() {
                return self.finish_create((group, metadata), body, retries, true);
            }
            if read < MAX_READS && !retries.deadline().pause(pauses.next()).await {
                break;
            }
        }
        let error = Error::unconfirmed(format!(
            "the server created the group {:?}, but an earlier attempt may have created a second \
             group; check for a duplicate, because {problem}",
            group.id
        ));
        Err(with_call_stats(error, retries, true).with_operation("create_group"))
    }

    /// Records the state of the created group, and returns the group. `is_confirmed_by_read` is
    /// `true` if a search found the group.
    ///
    /// # Errors
    ///
    /// [`is_not_stored`](Error::is_not_stored) if the server did not store a value of the request.
    fn finish_create(
        &self,
        (group, metadata): (Group, Metadata),
        body: &CreateGroupInput,
        retries: &RetryState<'_>,
        is_confirmed_by_read: bool,
    ) -> Result<(Group, Metadata), Error> {
        let (id, now) = (group.id.to_text(), retries.deadline().now());
        self.locks
            .record(&self.organization_id, &id, GroupState::of(&group), now);
        match missing_values(&group, body).as_slice() {
            [] => Ok((
                group,
                metadata.of_call(retries.stats(), is_confirmed_by_read),
            )),
            missing => Err(Error::not_stored(format!(
                "the server created the group {:?}, but did not store all values; missing: {}",
                single_line(&id),
                join_first(missing)
            ))
            .with_stats(retries.stats())
            .with_operation("create_group")),
        }
    }
}

/// Returns the group and the metadata of a `create_group` response. Returns an error if the name of
/// this group is different from the name in the request.
fn created_group(
    response: ResponseValue<GroupResponse>,
    body: &CreateGroupInput,
) -> Result<(Group, Metadata), Error> {
    let (GroupResponse { data: group, .. }, _, metadata) = response.into_parts();
    if has_name(&group, body) {
        return Ok((group, metadata));
    }
    Err(Error::mismatched(format!(
        "the response is about the group {:?}, which does not have the requested name; check \
         whether a cache or proxy mixes up responses",
        single_line(&group.id.to_text())
    ))
    .with_stats(metadata.stats())
    .with_operation("create_group"))
}

/// Returns the error for this case: other calls had already created groups with the requested name.
fn name_taken(groups: &[Group]) -> Error {
    Error::name_taken(format!(
        "the name already belongs to a group that this call did not create: {}",
        join_ids(groups)
    ))
}

/// Returns the error for this case: groups with the requested name exist, but it is unknown whether
/// this call created them.
fn undetermined(groups: &[Group]) -> Error {
    Error::unconfirmed(format!(
        "this client cannot determine whether this call created the group {}, which has the \
         requested name; read the group before you retry",
        join_ids(groups)
    ))
}

/// Formats the ids of the groups for an error message.
fn join_ids(groups: &[Group]) -> String {
    let ids: Vec<String> = groups
        .iter()
        .map(|group| format!("{:?}", single_line(&group.id.to_text())))
        .collect();
    join_first(&ids)
}

/// Returns the statistics of the complete call, with the requests that the client has sent so far.
fn call_stats(retries: &RetryState<'_>, may_be_applied: bool) -> CallStats {
    CallStats {
        may_be_applied,
        ..retries.stats()
    }
}

/// Adds the statistics of the complete `create_group` call to the error, and returns the error.
fn with_call_stats(error: Error, retries: &RetryState<'_>, may_be_applied: bool) -> Error {
    error.with_stats(call_stats(retries, may_be_applied))
}
