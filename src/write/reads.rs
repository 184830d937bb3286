//! Reads groups. This module checks that a response is about the requested group, and repeats a
//! read until the returned state is current.

use std::time::{Duration, Instant};

use super::GroupApi;
use super::pauses::{MAX_READS, Pauses};
use super::state::{Freshness, GroupState};
use crate::error::{Error, single_line};
use crate::generated::types::{Group, GroupResponse};
use crate::http::CallStats;
use crate::progenitor_client::ResponseValue;
use crate::transport::RetryState;
use crate::values::GroupId;

/// If every read returns the same ambiguous state for this duration, the state counts as current.
///
/// An ambiguous state has the same timestamp as the newest known state, but different content. The
/// timestamps have a resolution of one second, so a different program may have changed the group in
/// the same second.
pub(super) const STABLE_TIME: Duration = Duration::from_secs(2);

/// If every read returns the same replaced state for this duration, the state counts as current.
///
/// A different program may have restored the replaced state. It is more likely that a lagging
/// replica returned the state, so this duration is longer than [`STABLE_TIME`].
const REPLACED_STABLE_TIME: Duration = Duration::from_secs(10);

/// The reads that one call sends until it receives a current state of a group.
pub(super) struct Reads {
    pauses: Pauses,
    /// The ambiguous state that the last reads returned, and the time of the first read that
    /// returned it.
    ambiguous: Option<(GroupState, Instant)>,
    /// The number of reads that were sent.
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

    /// Returns the pause before the next read.
    pub(super) fn pause(&mut self) -> Duration {
        self.pauses.next()
    }

    /// Returns whether a read is current. A read also counts as current if the reads have returned
    /// its state for long enough.
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

    /// Returns whether the reads have returned this state for at least `time`.
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
    /// Reads a group until a read is current, and records the state. The pauses between the reads
    /// grow.
    ///
    /// # Errors
    ///
    /// [`is_stale`](Error::is_stale) if every read before the deadline is stale. The call also
    /// returns any other error that a read causes.
    pub(super) async fn read_current(
        &self,
        group_id: &GroupId,
        retries: &RetryState<'_>,
        reads: &mut Reads,
    ) -> Result<Group, Error> {
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
                Ok(group) if self.is_current(group_id, &group, retries, reads) => return Ok(group),
                Ok(_) => {}
                // A lagging replica may not have a new group yet.
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

    /// Returns whether a read is current. Records the state of a current read.
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

/// Returns the group and the statistics of a response. Fails if the response is about a different
/// group than the request.
pub(crate) fn requested_group(
    response: ResponseValue<GroupResponse>,
    group_id: &GroupId,
    operation: &'static str,
) -> Result<(Group, CallStats), Error> {
    let stats = response.stats();
    let group = response.into_inner().data;
    check_id(group_id.as_str(), &group.id.to_text(), "group")
        .map_err(|error| error.with_stats(stats).with_operation(operation))?;
    Ok((group, stats))
}

/// Returns an error if a response is about a different group or user than the request.
///
/// If an id has only hexadecimal digits, the comparison ignores the difference between upper and
/// lower case.
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

/// Returns whether the error of a read shows that the group does not exist.
///
/// A 404 response does not prove this if it comes from a gateway, or if it is about an unknown
/// endpoint.
pub(super) fn is_group_missing(read: &Error) -> bool {
    let body = read.raw_body().unwrap_or_default();
    read.is_not_found()
        && read.code() != Some("ENDPOINT_NOT_FOUND")
        && body.trim_ascii_start().starts_with(b"{")
}
