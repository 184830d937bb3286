//! Reads of a group that are compared with their requests, and that wait for a current state.

use std::time::{Duration, Instant};

use super::GroupApi;
use super::pauses::{LOOKS, Pauses};
use super::state::{Freshness, GroupState};
use crate::error::Error;
use crate::error::single_line;
use crate::generated::types::Group;
use crate::generated::types::GroupResponse;
use crate::http::CallStats;
use crate::progenitor_client::ResponseValue;
use crate::transport::RetryState;
use crate::values::GroupId;

/// How long a read must stay the same to count as current, if it has the time of the newest known
/// state and other content. The times count seconds: another program has written in the same second.
pub(super) const STABLE: Duration = Duration::from_secs(2);

/// The same for a read that shows a state which is known to be replaced: another program may have
/// brought it back, but a replica that is behind is more likely.
const LONG_STABLE: Duration = Duration::from_secs(10);

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
    pub(super) fn is_current(
        &mut self,
        freshness: Freshness,
        state: GroupState,
        now: Instant,
    ) -> bool {
        match freshness {
            Freshness::Current => true,
            Freshness::Ambiguous => self.is_stable(state, now, STABLE),
            Freshness::Replaced => self.is_stable(state, now, LONG_STABLE),
            Freshness::Late => false,
        }
    }

    pub(super) fn is_stable(&mut self, state: GroupState, now: Instant, time: Duration) -> bool {
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

impl GroupApi {
    /// Reads a group until the read is not late, with growing pauses, and records its state.
    ///
    /// # Errors
    ///
    /// [`is_stale`](Error::is_stale) when all reads before the deadline are late, and whatever a
    /// read fails with.
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
                // A replica may not know a new group yet; for a while.
                Err(read) if is_known && is_gone(&read) && missing < LOOKS - 1 => missing += 1,
                Err(read) => return Err(read),
            }
            if !retries.deadline().pause(reads.pause()).await {
                return Err(Error::stale(format!(
                    "every read until the deadline of {:?} was older than a state of the group that \
                     the server has returned before (`RetryPolicy::deadline`)",
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

    /// Returns whether a read is current, and records it then.
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
        let freshness = self.locks.judge(organization, id, &state, now);
        let is_current = reads.is_current(freshness, state, now);
        if is_current {
            self.locks.record(organization, id, state, now);
        }
        is_current
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

/// Returns whether the API itself reports that a group is gone, and not a gateway, or an address
/// that is no endpoint.
pub(super) fn is_gone(read: &Error) -> bool {
    let body = read.raw_body().unwrap_or_default();
    read.is_not_found()
        && read.code() != Some("ENDPOINT_NOT_FOUND")
        && body.trim_ascii_start().starts_with(b"{")
}
