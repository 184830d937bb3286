//! A cache of the known states of groups, and the client's data about the server's clocks. This
//! module does no I/O.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};

use super::state::{GroupHistory, GroupState};
use crate::values::OrganizationId;

/// The maximum number of groups in the cache. Each group needs about 600 bytes of memory, so the
/// cache needs at most about 0.6 MB.
pub(super) const MAX_GROUPS: usize = 1024;

/// The time after which the cache no longer uses the states of a group. The client assumes that a
/// replica lags by more than this time only during an outage.
pub(super) const MAX_AGE: Duration = Duration::from_secs(10 * 60);

/// The known states of groups, and the client's data about the server's clocks.
#[derive(Default)]
pub(super) struct GroupStates {
    /// The entries of the cache. The key of an entry is a hash that the function [`key`] returns,
    /// so that a lookup allocates no memory.
    pub(super) entries: Entries,
    pub(super) clock: ServerClock,
    /// The time at which the client last compared the two clocks of the server.
    pub(super) last_comparison: Option<Instant>,
}

type Entries = HashMap<u64, Entry, BuildHasherDefault<KeyHasher>>;

/// A hasher that returns the key itself, because [`key`] is a hash already.
#[derive(Default)]
pub(super) struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }

    fn write(&mut self, _bytes: &[u8]) {
        unreachable!("the keys of the cache are numbers");
    }
}

/// The known states of one group.
pub(super) struct Entry {
    pub(super) history: GroupHistory,
    /// The time at which a response last confirmed or replaced the newest known state.
    pub(super) recorded: Instant,
    /// `true` if a call that changes groups recorded a state of this group. `false` if only calls
    /// that read groups recorded a state of this group.
    pub(super) is_written: bool,
}

/// The client's data about the server clock that sets the creation times of groups.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ServerClock {
    /// The newest creation time of the groups that this client created. The server's clock for
    /// creation times has already reached this time.
    pub(super) newest_creation: Option<DateTime<Utc>>,
    /// `true` if a response showed that the clock for creation times and the clock for the header
    /// `Date` show different times.
    pub(super) disagrees_with_date: bool,
}

/// The maximum error that the client assumes when it compares the header `Date` with the creation
/// time of a group. The two times have a resolution of one second, and the server may round them.
pub(super) const CLOCK_TOLERANCE: TimeDelta = TimeDelta::seconds(2);

impl GroupStates {
    /// Returns the entry of a group. Returns `None` if the entry is missing or too old.
    pub(super) fn current(&mut self, key: u64, now: Instant) -> Option<&mut Entry> {
        self.entries
            .get_mut(&key)
            .filter(|entry| !entry.is_old(now))
    }

    /// Adds an entry for a group, with the first known state of the group.
    pub(super) fn insert(&mut self, key: u64, state: GroupState, now: Instant, is_written: bool) {
        evict(&mut self.entries, now);
        let entry = Entry {
            history: GroupHistory::new(state),
            recorded: now,
            is_written,
        };
        self.entries.insert(key, entry);
    }
}

impl Entry {
    pub(super) fn is_old(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.recorded) > MAX_AGE
    }
}

/// Returns the key of a group in the cache. The key is the hash FNV-1a, which is fast for short
/// ids. With 1024 groups, the probability of two equal keys is less than 10^-13.
pub(super) fn key(organization: &OrganizationId, group_id: &str) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut add = |byte: u8| hash = (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
    organization.as_str().bytes().for_each(&mut add);
    add(0);
    // The request and the response may contain the same id in different cases: one in upper case,
    // and the other in lower case. See `check_id`.
    let group_id = group_id.bytes();
    group_id.for_each(|byte| add(byte.to_ascii_lowercase()));
    hash
}

/// If the cache is full, removes all old entries.
///
/// If the cache is then still more than three quarters full, this function removes the older half
/// of the entries that are not marked as written. If the cache is still more than three quarters
/// full after this second step, this function removes the older half of all entries. The average
/// cost is low, because the cache is full again only after a few hundred new groups.
fn evict(entries: &mut Entries, now: Instant) {
    if entries.len() < MAX_GROUPS {
        return;
    }
    entries.retain(|_, entry| !entry.is_old(now));
    for is_evictable in [|entry: &Entry| !entry.is_written, |_: &Entry| true] {
        if entries.len() <= MAX_GROUPS * 3 / 4 {
            return;
        }
        let evictable = entries.values().filter(|entry| is_evictable(entry));
        let mut recorded: Vec<Instant> = evictable.map(|entry| entry.recorded).collect();
        if recorded.is_empty() {
            continue;
        }
        let middle = recorded.len() / 2;
        let median = *recorded.select_nth_unstable(middle).1;
        entries.retain(|_, entry| !is_evictable(entry) || entry.recorded > median);
    }
}
