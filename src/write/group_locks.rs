//! A lock for each group that the client changes, and the newest known state of each group.
//!
//! A client and its clones share the locks. Because of the lock, they change the same group one
//! after another. Without the lock, a change that one clone makes could overwrite a change that a
//! different clone makes. The client compares each read with the newest known state to find out
//! whether the read is stale.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::OwnedMutexGuard;

use super::group_states::{CLOCK_TOLERANCE, GroupStates, ServerClock, key};
use super::state::{Freshness, GroupState};
use crate::error::Error;
use crate::generated::types::Group;
use crate::transport::RetryState;
use crate::values::{GroupId, OrganizationId};

/// The locks of groups and the known states of groups. A client and its clones share this data.
#[derive(Default)]
pub(crate) struct GroupLocks {
    locks: Mutex<HashMap<(OrganizationId, GroupId), Weak<Lock>>>,
    states: Mutex<GroupStates>,
}

type Lock = tokio::sync::Mutex<()>;

impl GroupLocks {
    /// Locks a group before the client changes it. Dropping the returned guard releases the lock.
    ///
    /// # Errors
    ///
    /// [`is_timeout`](Error::is_timeout) if the deadline of the call passes while the call waits
    /// for the lock.
    pub(super) async fn lock(
        &self,
        organization: &OrganizationId,
        group_id: &GroupId,
        retries: &RetryState<'_>,
    ) -> Result<OwnedMutexGuard<()>, Error> {
        let lock = self.lock_of(organization, group_id);
        if let Ok(guard) = Arc::clone(&lock).try_lock_owned() {
            return Ok(guard);
        }
        let deadline = retries.deadline();
        let before = deadline.now();
        let locked = tokio::time::timeout(deadline.time_left(), lock.lock_owned()).await;
        retries.waited_for_lock(deadline.now().saturating_duration_since(before));
        locked.map_err(|_| {
            deadline
                .passed()
                .with_stats(retries.stats())
                .with_operation("update_group")
        })
    }

    /// Returns the lock of a group. Creates the lock if it does not exist.
    fn lock_of(&self, organization: &OrganizationId, group_id: &GroupId) -> Arc<Lock> {
        let mut locks = self.locks.lock().unwrap_or_else(PoisonError::into_inner);
        // This function removes unused locks only if the number of locks is a power of two. If each
        // call of this function removed unused locks, the total cost would be quadratic in the
        // number of locks.
        if locks.len().is_power_of_two() {
            locks.retain(|_, lock| lock.strong_count() > 0);
        }
        let key = (organization.clone(), group_id.clone());
        if let Some(lock) = locks.get(&key).and_then(Weak::upgrade) {
            return lock;
        }
        let lock = Arc::default();
        locks.insert(key, Arc::downgrade(&lock));
        lock
    }

    /// Records the state of a group after a read, if this state is newer than the newest known
    /// state.
    ///
    /// Most reads do not return a newer state. Therefore this function hashes the content of the
    /// group only if the state is newer, or if the cache has no entry for the group. The calls of a
    /// client share one mutex, so this function releases the mutex while it hashes the content.
    pub(crate) fn record_read(&self, organization: &OrganizationId, group: &Group, now: Instant) {
        let key = key(organization, &group.id.to_text());
        let time = GroupState::time_of(group);
        let is_newer = match self.states().current(key, now) {
            Some(entry) => {
                let order = entry.history.order(time);
                if order != Some(Ordering::Less) {
                    entry.recorded = now;
                }
                order == Some(Ordering::Greater)
            }
            None => true,
        };
        if is_newer {
            let state = GroupState::of(group);
            let mut states = self.states();
            match states.current(key, now) {
                // A concurrent read may have added an entry for the group after this function
                // released the mutex.
                Some(entry) => entry.history.record_if_newer(state),
                None => states.insert(key, state, now, false),
            }
        }
    }

    /// Records the states of the groups in a list. The function skips a group that does not have an
    /// entry in the cache.
    ///
    /// If this function added an entry for each group of a long list, the new entries would evict
    /// the entries of the groups that the client changes.
    pub(crate) fn record_listed(
        &self,
        organization: &OrganizationId,
        groups: &[Group],
        now: impl FnOnce() -> Instant,
    ) {
        let mut states = self.states();
        if states.entries.is_empty() {
            return;
        }
        let now = now();
        for group in groups {
            let key = key(organization, &group.id.to_text());
            if let Some(entry) = states.entries.get_mut(&key)
                && !entry.is_old(now)
            {
                entry.history.record_if_newer(GroupState::of(group));
            }
        }
    }

    /// Records a state of a group. The state is from the response to a write, or from a current
    /// read.
    pub(super) fn record(
        &self,
        organization: &OrganizationId,
        group_id: &str,
        state: GroupState,
        now: Instant,
    ) {
        let mut states = self.states();
        let key = key(organization, group_id);
        match states.current(key, now) {
            Some(entry) => {
                entry.recorded = now;
                entry.is_written = true;
                entry.history.record(state);
            }
            None => states.insert(key, state, now, true),
        }
    }

    /// Removes the known states of a deleted group.
    pub(super) fn remove(&self, organization: &OrganizationId, group_id: &str) {
        self.states().entries.remove(&key(organization, group_id));
    }

    /// Compares the state that a read returned with the newest known state of the group.
    pub(super) fn freshness_of(
        &self,
        organization: &OrganizationId,
        group_id: &str,
        read: &GroupState,
        now: Instant,
    ) -> Freshness {
        match self.states().entries.get(&key(organization, group_id)) {
            Some(entry) if !entry.is_old(now) => entry.history.freshness_of(read),
            _ => Freshness::Current,
        }
    }

    /// Compares the two clocks of the server. The caller calls this function after a response to
    /// `create_group`.
    ///
    /// The first clock sets the creation time of the group. The second clock sets the header
    /// `Date`. The parameter `took` is the duration of the request. This function compares the
    /// clocks at most once per minute, so that it does not parse two dates after each
    /// `create_group` request.
    pub(super) fn compare_clocks(
        &self,
        group: &Group,
        date: impl FnOnce() -> Option<DateTime<Utc>>,
        took: Duration,
        now: Instant,
    ) {
        const INTERVAL: Duration = Duration::from_secs(60);
        let mut states = self.states();
        let last = states.last_comparison;
        if last.is_some_and(|last| now.saturating_duration_since(last) < INTERVAL) {
            return;
        }
        states.last_comparison = Some(now);
        drop(states);
        let created = group.created_at().and_then(|time| time.parse()?.utc());
        let took = TimeDelta::from_std(took).ok();
        let Some(((created, date), took)) = created.zip(date()).zip(took) else {
            return;
        };
        let age = date.signed_duration_since(created);
        let clock = &mut self.states().clock;
        clock.disagrees_with_date = age < -CLOCK_TOLERANCE || age > took + CLOCK_TOLERANCE;
        clock.newest_creation = clock.newest_creation.max(Some(created));
    }

    /// Returns the newest known state of a group.
    pub(super) fn newest(
        &self,
        organization: &OrganizationId,
        group_id: &str,
        now: Instant,
    ) -> Option<GroupState> {
        let key = key(organization, group_id);
        let mut states = self.states();
        states.current(key, now).map(|entry| entry.history.newest())
    }

    /// Returns the client's data about the server's clocks.
    pub(super) fn server_clock(&self) -> ServerClock {
        self.states().clock
    }

    fn states(&self) -> MutexGuard<'_, GroupStates> {
        self.states.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use serde_json::json;

    use super::GroupLocks;
    use crate::generated::types::Group;
    use crate::write::group_states::{MAX_AGE, MAX_GROUPS};
    use crate::write::state::{Freshness, GroupState};

    fn group(id: &str, updated_at: &str) -> Group {
        let group = json!({"id": id, "name": "n", "updated_at": updated_at});
        serde_json::from_value(group).unwrap()
    }

    fn stale() -> GroupState {
        let stale = json!({"id": "g", "name": "old", "updated_at": "2024-05-21T18:00:00Z"});
        GroupState::of(&serde_json::from_value(stale).unwrap())
    }

    fn state(updated_at: &str) -> GroupState {
        GroupState::of(&group("g", updated_at))
    }

    #[test]
    fn freshness_of_after_max_age_is_current() {
        let locks = GroupLocks::default();
        let organization = "demo".parse().unwrap();
        let now = Instant::now();
        locks.record(&organization, "g", state("2024-05-21T18:00:05Z"), now);
        let stale = stale();
        let freshness_of = |id, now| locks.freshness_of(&organization, id, &stale, now);
        assert_eq!(freshness_of("g", now + MAX_AGE), Freshness::Stale);
        assert_eq!(freshness_of("g", now + MAX_AGE * 2), Freshness::Current);
        assert_eq!(freshness_of("another", now), Freshness::Current);
        locks.remove(&organization, "g");
        assert_eq!(freshness_of("g", now), Freshness::Current);
    }

    #[test]
    fn record_read_of_many_groups_keeps_limit_and_written_groups() {
        let locks = GroupLocks::default();
        let organization = "demo".parse().unwrap();
        let start = Instant::now();
        locks.record(
            &organization,
            "written",
            state("2024-05-21T18:00:05Z"),
            start,
        );
        for number in 0..10 * MAX_GROUPS as u32 {
            let now = start + Duration::from_millis(number.into());
            let group = group(&format!("g{number}"), "2024-05-21T18:00:05Z");
            locks.record_read(&organization, &group, now);
        }
        let length = locks.states().entries.len();
        assert!(length <= MAX_GROUPS, "{length}");
        let stale = stale();
        let written = locks.freshness_of(&organization, "written", &stale, start);
        assert_eq!(written, Freshness::Stale, "reads evicted a written group");
        let last = format!("g{}", 10 * MAX_GROUPS - 1);
        let now = start + Duration::from_secs(11);
        assert_eq!(
            locks.freshness_of(&organization, &last, &stale, now),
            Freshness::Stale
        );
    }
}
