//! Reads groups. This module checks that each response is about the requested group. If necessary,
//! it repeats a read until the read returns the current state of the group.

use std::time::{Duration, Instant};

use super::GroupApi;
use super::pauses::{MAX_READS, Pauses};
use super::state::{Freshness, GroupState};
use crate::error::{Error, single_line};
use crate::generated::types::{Group, GroupResponse};
use crate::http::{CallStats, Metadata};
use crate::progenitor_client::ResponseValue;
use crate::transport::RetryState;
use crate::values::GroupId;

/// If all reads during this time return the same ambiguous state of a group, this state counts as
/// the current state.
///
/// An ambiguous state has the same timestamp as the newest known state, but different content. The
/// server's timestamps have a resolution of one second, so a different program may have changed the
/// group in the same second.
pub(super) const STABLE_TIME: Duration = Duration::from_secs(2);

/// If all reads during this time return the same replaced state of a group, this state counts as
/// the current state.
///
/// A replaced state is a known state that a newer state has replaced. A read may return it for two
/// reasons: a lagging replica responded, or a different program restored the earlier state. A
/// lagging replica is more likely, so this time is longer than [`STABLE_TIME`].
const REPLACED_STABLE_TIME: Duration = Duration::from_secs(10);

/// Data about the reads that one call sends until it receives the current state of a group.
pub(super) struct Reads {
    pauses: Pauses,
    /// The uncertain state that all recent reads returned, and the time of the first of these
    /// reads.
    ambiguous: Option<(GroupState, Instant)>,
    /// The number of reads that the call has sent.
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

    /// Returns the time that the call waits before the next read.
    pub(super) fn pause(&mut self) -> Duration {
        self.pauses.next()
    }

    /// Returns whether a read returned the current state. An ambiguous or replaced state also
    /// counts as current if all recent reads have returned this state for long enough.
    pub(super) fn is_current(
        &mut self,
        freshness: Freshness,
        state: GroupState,
        now: Instant,
    ) -> bool {
        match freshness {
            Freshness::Current => true,
            Freshness::Ambiguous => self.is_stable(state, now, STABLE_TIME),
            Freshness::Replaced => self.is_stable(state, now, REPLACED_STABLE_TIME),
            Freshness::Stale => false,
        }
    }

    /// Returns whether all recent reads have returned the state `state` for at least the duration
    /// `time`.
    pub(super) fn is_stable(&mut self, state: GroupState, now: Instant, time: Duration) -> bool {
        match &self.ambiguous {
            Some((known, since)) if known.is_consistent_with(&state) => {
                now.saturating_duration_since(*since) >= time
            }
            _ => {
                self.ambiguous = Some((state, now));
                false
            }
        }
    }
}

impl GroupApi {
    /// Reads a group until a read returns the current state, and records this state. Each pause
    /// between two reads is longer than the pause before it, up to two seconds.
    ///
    /// # Errors
    ///
    /// [`is_stale`](Error::is_stale) if no read before the deadline returned the current state. The
    /// function also returns any other error of a read.
    pub(super) async fn read_current(
        &self,
        group_id: &GroupId,
        retries: &RetryState<'_>,
        reads: &mut Reads,
    ) -> Result<(Group, Metadata), Error> {
        let is_known = self
            .locks
            .newest(
                &self.organization_id,
                group_id.as_str(),
                retries.deadline().now(),
            )
            .is_some();
        let mut missing = 0;
        loop {
            reads.count += 1;
            match self.read(group_id, None).await {
                Ok(read) if self.is_current(group_id, &read.0, retries, reads) => return Ok(read),
                Ok(_) => {}
                // If the server created the group recently, a lagging replica may not have the
                // group yet.
                Err(read) if is_known && is_group_missing(&read) && missing < MAX_READS - 1 => {
                    missing += 1;
                }
                Err(read) => return Err(read),
            }
            if !retries.deadline().pause(reads.pause()).await {
                return Err(Error::stale(format!(
                    "every read within {:?} returned an outdated state of the group (limit: \
                     `RetryPolicy::deadline`); an earlier response was newer",
                    retries.deadline().total()
                ))
                .with_stats(CallStats {
                    is_write: false,
                    attempts: reads.count,
                    ..retries.stats()
                })
                .with_operation("get_group"));
            }
        }
    }

    /// Returns whether a read returned the current state. If so, this function also records the
    /// state.
    fn is_current(
        &self,
        group_id: &GroupId,
        group: &Group,
        retries: &RetryState<'_>,
        reads: &mut Reads,
    ) -> bool {
        let state = GroupState::of(group);
        let (organization, now) = (&self.organization_id, retries.deadline().now());
        let id = group_id.as_str();
        let freshness = self.locks.freshness_of(organization, id, &state, now);
        let is_current = reads.is_current(freshness, state, now);
        if is_current {
            self.locks.record(organization, id, state, now);
        }
        is_current
    }
}

/// Returns the group from a response, and the metadata of the call. Returns an error if the
/// response is about a different group than the request.
pub(crate) fn requested_group(
    response: ResponseValue<GroupResponse>,
    group_id: &GroupId,
    operation: &'static str,
) -> Result<(Group, Metadata), Error> {
    let stats = response.metadata().stats();
    check_id(group_id.as_str(), &response.data.id.to_text(), "group")
        .map_err(|error| error.with_stats(stats).with_operation(operation))?;
    let (GroupResponse { data: group, .. }, _, metadata) = response.into_parts();
    Ok((group, metadata))
}

/// Returns an error if the id in a response is different from the id in the request. The ids are
/// ids of groups or users.
///
/// If the requested id consists of hexadecimal digits, the comparison ignores the difference
/// between upper and lower case.
pub(crate) fn check_id(requested: &str, received: &str, kind: &str) -> Result<(), Error> {
    let is_hex = |id: &str| id.bytes().all(|byte| byte.is_ascii_hexdigit());
    if received == requested || (is_hex(requested) && received.eq_ignore_ascii_case(requested)) {
        return Ok(());
    }
    Err(Error::mismatched(format!(
        "the response is about the {kind} {:?}, but the request was about {requested:?}; check \
         whether a cache or proxy mixes up responses",
        single_line(received)
    )))
}

/// Returns whether the error that a read returned proves that the group does not exist.
///
/// A response with the status 404 is not a proof if a gateway sent the response, or if the response
/// reports an unknown endpoint.
pub(super) fn is_group_missing(read: &Error) -> bool {
    let body = read.raw_body().unwrap_or_default();
    read.is_not_found()
        && read.code() != Some("ENDPOINT_NOT_FOUND")
        && body.trim_ascii_start().starts_with(b"{")
}
