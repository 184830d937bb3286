//! One lock for each group that is changed, and the newest state that is known of each group.
//!
//! Two changes of one group through clones of a client wait for each other; without that, they could
//! overwrite each other. The states tell a late read from a current one.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::OwnedMutexGuard;

use super::state::{Freshness, GroupState, Known};
use crate::error::Error;
use crate::generated::types::Group;
use crate::transport::RetryState;
use crate::values::{GroupId, OrganizationId};

/// The locks and the known states of the groups that a client and its clones work with.
#[derive(Default)]
pub(crate) struct GroupLocks {
    locks: Mutex<HashMap<(OrganizationId, GroupId), Weak<Lock>>>,
    memory: Mutex<Memory>,
}

type Lock = tokio::sync::Mutex<()>;

/// How many groups are remembered: at about 600 bytes each, 0.6 MB.
const MAX_GROUPS: usize = 1024;

/// How long a state is remembered. A longer lag is treated as an outage.
const MAX_AGE: Duration = Duration::from_secs(10 * 60);

#[derive(Default)]
struct Memory {
    /// By a hash of the organization and the group, so that a read allocates nothing here.
    groups: HashMap<u64, Entry>,
    clock: ServerClock,
    /// When a creation last compared the two clocks of the server.
    compared: Option<Instant>,
}

struct Entry {
    known: Known,
    /// When the newest state was last recorded.
    seen: Instant,
    /// Whether the client changes this group, or only reads it.
    is_changed: bool,
}

/// What responses have shown of the clock that dates the groups.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ServerClock {
    /// The newest time of any group that this client has created: the clock has reached it.
    pub(super) newest: Option<DateTime<Utc>>,
    /// Whether it was seen to differ from the clock of the header `Date`.
    pub(super) is_off: bool,
}

/// The header `Date` and the times of groups count whole seconds, and may be rounded.
pub(super) const CLOCK_SLACK: TimeDelta = TimeDelta::seconds(2);

impl GroupLocks {
    /// Returns the lock of a group, which is held until it is dropped.
    ///
    /// # Errors
    ///
    /// [`is_timeout`](Error::is_timeout) when the deadline of the call passes before.
    pub(super) async fn lock(
        &self,
        organization: &OrganizationId,
        group_id: &GroupId,
        retries: &RetryState<'_>,
    ) -> Result<OwnedMutexGuard<()>, Error> {
        let lock = self.lock_of(organization, group_id).lock_owned();
        tokio::time::timeout(retries.deadline().time_left(), lock)
            .await
            .map_err(|_| {
                retries
                    .deadline()
                    .passed()
                    .with_stats(retries.stats())
                    .with_operation("update_group")
            })
    }

    fn lock_of(&self, organization: &OrganizationId, group_id: &GroupId) -> Arc<Lock> {
        let mut locks = self.locks.lock().unwrap_or_else(PoisonError::into_inner);
        // Now and then, so that many locks at once do not cost their square.
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

    /// Records the state of a group that was read, if it is newer than the known one.
    ///
    /// Most reads are not newer, so the contents are hashed only if needed, and never under the lock,
    /// which all calls of a client share.
    pub(crate) fn record_read(&self, organization: &OrganizationId, group: &Group, now: Instant) {
        let key = key(organization, &group.id.to_text());
        let time = GroupState::time_of(group);
        let is_newer = match self.memory().current(key, now) {
            Some(entry) => {
                let order = entry.known.order(time);
                if order != Some(Ordering::Less) {
                    entry.seen = now;
                }
                order == Some(Ordering::Greater)
            }
            None => true,
        };
        if is_newer {
            let state = GroupState::of(group);
            let mut memory = self.memory();
            match memory.current(key, now) {
                // Another read may have come first.
                Some(entry) => entry.known.record_if_newer(state),
                None => memory.insert(key, state, now, false),
            }
        }
    }

    /// Records the states of groups of a list, as far as the groups are remembered already: a walk
    /// over many groups must not push out those that are changed.
    pub(crate) fn record_listed(
        &self,
        organization: &OrganizationId,
        groups: &[Group],
        now: impl FnOnce() -> Instant,
    ) {
        let mut memory = self.memory();
        if memory.groups.is_empty() {
            return;
        }
        let now = now();
        for group in groups {
            let key = key(organization, &group.id.to_text());
            if let Some(entry) = memory.groups.get_mut(&key)
                && !entry.is_old(now)
            {
                entry.known.record_if_newer(GroupState::of(group));
            }
        }
    }

    /// Records a state of a group that a write has returned, or a read that was judged current.
    pub(super) fn record(
        &self,
        organization: &OrganizationId,
        group_id: &str,
        state: GroupState,
        now: Instant,
    ) {
        let mut memory = self.memory();
        let key = key(organization, group_id);
        match memory.current(key, now) {
            Some(entry) => {
                entry.seen = now;
                entry.is_changed = true;
                entry.known.record(state);
            }
            None => memory.insert(key, state, now, true),
        }
    }

    /// Forgets a group that was deleted.
    pub(super) fn forget(&self, organization: &OrganizationId, group_id: &str) {
        self.memory().groups.remove(&key(organization, group_id));
    }

    pub(super) fn judge(
        &self,
        organization: &OrganizationId,
        group_id: &str,
        read: &GroupState,
        now: Instant,
    ) -> Freshness {
        match self.memory().groups.get(&key(organization, group_id)) {
            Some(entry) if !entry.is_old(now) => entry.known.judge(read),
            _ => Freshness::Current,
        }
    }

    /// Compares the two clocks of the server by a group that was just created: the one dates it, and
    /// the other sends `Date`. `took` is the time of the request. Once a minute is enough, and many
    /// creations need not read many dates.
    pub(super) fn compare_clocks(
        &self,
        group: &Group,
        date: impl FnOnce() -> Option<DateTime<Utc>>,
        took: Duration,
        now: Instant,
    ) {
        const INTERVAL: Duration = Duration::from_secs(60);
        let mut memory = self.memory();
        let last = memory.compared;
        if last.is_some_and(|last| now.saturating_duration_since(last) < INTERVAL) {
            return;
        }
        memory.compared = Some(now);
        drop(memory);
        let created = group.created_at().and_then(|time| time.parse()?.utc());
        let took = TimeDelta::from_std(took).ok();
        let Some(((created, date), took)) = created.zip(date()).zip(took) else {
            return;
        };
        let age = date.signed_duration_since(created);
        let clock = &mut self.memory().clock;
        clock.is_off = age < -CLOCK_SLACK || age > took + CLOCK_SLACK;
        clock.newest = clock.newest.max(Some(created));
    }

    /// The newest state that is known of a group.
    pub(super) fn newest(
        &self,
        organization: &OrganizationId,
        group_id: &str,
        now: Instant,
    ) -> Option<GroupState> {
        let key = key(organization, group_id);
        let mut memory = self.memory();
        memory.current(key, now).map(|entry| entry.known.newest())
    }

    pub(super) fn server_clock(&self) -> ServerClock {
        self.memory().clock
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Memory {
    /// The entry of a group, unless it is too old.
    fn current(&mut self, key: u64, now: Instant) -> Option<&mut Entry> {
        self.groups.get_mut(&key).filter(|entry| !entry.is_old(now))
    }

    fn insert(&mut self, key: u64, state: GroupState, now: Instant, is_changed: bool) {
        make_room(&mut self.groups, now);
        let entry = Entry {
            known: Known::new(state),
            seen: now,
            is_changed,
        };
        self.groups.insert(key, entry);
    }
}

impl Entry {
    fn is_old(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.seen) > MAX_AGE
    }
}

fn key(organization: &OrganizationId, group_id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    organization.hash(&mut hasher);
    // An id may be returned with letters of another case; see `check_id`.
    for byte in group_id.bytes() {
        hasher.write_u8(byte.to_ascii_lowercase());
    }
    hasher.finish()
}

/// Drops old states; if there are still too many, the older half of the groups that are only read, and
/// then of all. So the cost of looking at all of them comes once in some hundred new groups.
fn make_room(groups: &mut HashMap<u64, Entry>, now: Instant) {
    if groups.len() < MAX_GROUPS {
        return;
    }
    groups.retain(|_, entry| !entry.is_old(now));
    for is_droppable in [|entry: &Entry| !entry.is_changed, |_: &Entry| true] {
        if groups.len() <= MAX_GROUPS * 3 / 4 {
            return;
        }
        let droppable = groups.values().filter(|entry| is_droppable(entry));
        let mut seen: Vec<Instant> = droppable.map(|entry| entry.seen).collect();
        if seen.is_empty() {
            continue;
        }
        let middle = seen.len() / 2;
        let median = *seen.select_nth_unstable(middle).1;
        groups.retain(|_, entry| !is_droppable(entry) || entry.seen > median);
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use serde_json::json;

    use super::{GroupLocks, MAX_AGE, MAX_GROUPS};
    use crate::generated::types::Group;
    use crate::write::state::{Freshness, GroupState};

    fn group(id: &str, updated_at: &str) -> Group {
        let group = json!({"id": id, "name": "n", "updated_at": updated_at});
        serde_json::from_value(group).unwrap()
    }

    fn late() -> GroupState {
        let late = json!({"id": "g", "name": "old", "updated_at": "2024-05-21T18:00:00Z"});
        GroupState::of(&serde_json::from_value(late).unwrap())
    }

    fn state(updated_at: &str) -> GroupState {
        GroupState::of(&group("g", updated_at))
    }

    #[test]
    fn memory_old_state_is_forgotten() {
        let locks = GroupLocks::default();
        let organization = "demo".parse().unwrap();
        let now = Instant::now();
        locks.record(&organization, "g", state("2024-05-21T18:00:05Z"), now);
        let late = late();
        let judge = |id, now| locks.judge(&organization, id, &late, now);
        assert_eq!(judge("g", now + MAX_AGE), Freshness::Late);
        assert_eq!(judge("g", now + MAX_AGE * 2), Freshness::Current);
        assert_eq!(judge("another", now), Freshness::Current);
        locks.forget(&organization, "g");
        assert_eq!(judge("g", now), Freshness::Current);
    }

    #[test]
    fn memory_of_many_groups_has_a_limit() {
        let locks = GroupLocks::default();
        let organization = "demo".parse().unwrap();
        let start = Instant::now();
        locks.record(
            &organization,
            "changed",
            state("2024-05-21T18:00:05Z"),
            start,
        );
        for number in 0..10 * MAX_GROUPS as u32 {
            let now = start + Duration::from_millis(number.into());
            let group = group(&format!("g{number}"), "2024-05-21T18:00:05Z");
            locks.record_read(&organization, &group, now);
        }
        let length = locks.memory().groups.len();
        assert!(length <= MAX_GROUPS, "{length}");
        let late = late();
        let changed = locks.judge(&organization, "changed", &late, start);
        assert_eq!(changed, Freshness::Late, "reads do not push it out");
        let last = format!("g{}", 10 * MAX_GROUPS - 1);
        let now = start + Duration::from_secs(11);
        assert_eq!(
            locks.judge(&organization, &last, &late, now),
            Freshness::Late
        );
    }
}
