//! The store of groups and members. Dates and ids come from counters, so the same requests always
//! produce the same dates and ids.
//!
//! S0 to S4 and D are the names of documents of the vendor. `x-sources` in `spec/groups.yaml` lists
//! these documents.

use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use crate::history::{Clock, History};
use crate::model::{GroupInput, GroupRecord};
use crate::replicas::Replicas;
use crate::snapshot::Snapshot;

/// The settings that decide which state of the groups a read shows.
pub(crate) struct ReadOptions {
    pub(crate) replicas: Replicas,
    /// The search lag, which affects `listGroups`. `None` if a replica serves `listGroups`.
    pub(crate) search_lag: Option<Duration>,
    /// The clock that measures the lags.
    pub(crate) clock: Clock,
}

/// The newest groups and members, and the past states of the groups. Reads with a lag show a past
/// state.
pub(crate) struct Store {
    newest: Snapshot,
    history: History,
    replicas: Replicas,
    search_lag: Option<Duration>,
    created: u64,
    writes: u64,
    /// The number of consecutive writes with the same time. This number is at least 1.
    writes_per_second: u64,
}

/// The number at the end of the id of the first group that a client creates. The vendor's document
/// S3 shows the id `new_group_id_789`.
const FIRST_NEW_ID: u64 = 789;

/// The time of the first write, in seconds since 1970. This time is 2024-05-21T18:00:00Z, which the
/// vendor's document S3 shows.
const FIRST_WRITE_TIME: u64 = 1_716_314_400;

/// The last second of the year 9999. In the header `Date`, a year has exactly four digits.
const LAST_HTTP_DATE: u64 = 253_402_300_799;

impl Store {
    pub(crate) fn new(seed: Snapshot, reads: ReadOptions, writes_per_second: u32) -> Store {
        let longest_lag = reads
            .replicas
            .longest_lag()
            .max(reads.search_lag.unwrap_or_default());
        Store {
            newest: seed,
            history: History::new(reads.clock, longest_lag),
            replicas: reads.replicas,
            search_lag: reads.search_lag,
            created: 0,
            writes: 0,
            writes_per_second: u64::from(writes_per_second),
        }
    }

    /// Returns the state of the groups and members after the last write.
    pub(crate) fn newest(&self) -> &Snapshot {
        &self.newest
    }

    /// Chooses the replica for the next read, and returns the state that this replica shows.
    pub(crate) fn read(&mut self) -> Snapshot {
        let lag = self.replicas.next_lag();
        self.history.state(&self.newest, lag)
    }

    /// Returns the state that the next `listGroups` request shows. This state depends on the search
    /// lag.
    pub(crate) fn search(&mut self) -> Snapshot {
        match self.search_lag {
            Some(lag) => self.history.state(&self.newest, lag),
            None => self.read(),
        }
    }

    /// Creates a group and returns this group.
    pub(crate) fn create(&mut self, input: GroupInput) -> Arc<GroupRecord> {
        let now = self.count_write();
        let group = Arc::new(GroupRecord {
            id: format!("new_group_id_{}", FIRST_NEW_ID + self.created),
            name: input.name,
            description: input.description,
            logo: None,
            members: input.members,
            guests: input.guests,
            created_at: now.clone(),
            updated_at: now,
        });
        self.created += 1;
        self.groups_mut().push(Arc::clone(&group));
        group
    }

    /// Changes the group with this id and returns the changed group. Returns `None` if no group has
    /// this id.
    pub(crate) fn update(&mut self, id: &str, input: GroupInput) -> Option<Arc<GroupRecord>> {
        let position = self.newest.groups().position(|group| group.id == id)?;
        let now = self.count_write();
        let stored = &mut self.groups_mut()[position];
        let group = Arc::make_mut(stored);
        group.name = input.name;
        group.description = input.description;
        group.members = input.members;
        group.guests = input.guests;
        group.updated_at = now;
        Some(Arc::clone(stored))
    }

    /// Deletes the group with this id. The store never uses this id for a new group. Returns `None`
    /// if no group has this id.
    pub(crate) fn delete(&mut self, id: &str) -> Option<()> {
        let position = self.newest.groups().position(|group| group.id == id)?;
        self.groups_mut().remove(position);
        self.count_write();
        Some(())
    }

    /// Stores the current groups as a past state, and then returns the groups, so that the caller
    /// can change them.
    fn groups_mut(&mut self) -> &mut Vec<Arc<GroupRecord>> {
        self.history.keep(&self.newest);
        self.newest.groups_mut()
    }

    /// Returns the value of the header `Date`. The value is the time that the sandbox would give
    /// the next write, plus `offset` seconds.
    pub(crate) fn http_date(&self, offset: i64) -> String {
        let seconds = self.now().saturating_add_signed(offset);
        httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(seconds.min(LAST_HTTP_DATE)))
    }

    /// Counts a write and returns the time of this write.
    fn count_write(&mut self) -> String {
        let now = self.now();
        self.writes += 1;
        timestamp(now)
    }

    fn now(&self) -> u64 {
        FIRST_WRITE_TIME + self.writes / self.writes_per_second
    }
}

/// Formats a time in seconds since 1970 as `YYYY-MM-DDTHH:MM:SSZ`.
///
/// The algorithm is from Hinnant, "chrono-compatible low-level date algorithms". In this algorithm,
/// a year begins in March, so a leap day is the last day of a year.
pub(crate) fn timestamp(seconds: u64) -> String {
    let (days, second) = (seconds / 86_400 + 719_468, seconds % 86_400);
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::timestamp;

    #[track_caller]
    fn check(seconds: u64, expected: &str) {
        assert_eq!(timestamp(seconds), expected);
    }

    #[test]
    fn timestamp_known_seconds_returns_calendar_date() {
        check(0, "1970-01-01T00:00:00Z");
        check(951_782_399, "2000-02-28T23:59:59Z");
        check(951_782_400, "2000-02-29T00:00:00Z");
        check(1_709_251_199, "2024-02-29T23:59:59Z");
        check(1_709_251_200, "2024-03-01T00:00:00Z");
        check(1_735_689_599, "2024-12-31T23:59:59Z");
        check(super::FIRST_WRITE_TIME, "2024-05-21T18:00:00Z");
    }
}
