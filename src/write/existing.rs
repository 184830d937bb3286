//! Decides whether this call created a group that a search found. The client uses this module after
//! the response to `create_group` was lost, and only for groups with the name from the request.
//! This module does no I/O.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::create_content::matches_create;
use super::group_states::{CLOCK_TOLERANCE, ServerClock};
use crate::generated::types::{CreateGroupInput, Group};

/// The client assumes that the clocks of two application servers of the Tallyfy service never
/// differ by more than this value.
///
/// A group counts as older than the call only if the group was created more than 60 seconds before
/// the call.
const MAX_CLOCK_DIFFERENCE: TimeDelta = TimeDelta::seconds(60);

/// The result of the decision who created a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Existing {
    CreatedByThisCall,
    CreatedByOther,
    Undetermined,
}

/// The times of a `create_group` call. The client compares these times with the creation time of a
/// group.
#[derive(Clone, Copy, Debug)]
pub(super) struct CallTime {
    /// The header `Date` of the search response that contains the group.
    pub(super) date: Option<DateTime<Utc>>,
    /// The time from the beginning of the call to the arrival of the search response that contains
    /// the group.
    pub(super) elapsed: Duration,
    /// The data about the server's clocks that the client had when the call began.
    pub(super) clock: ServerClock,
}

/// Decides whether this call created a group. The documentation of `create_group` describes the
/// rules for this decision.
///
/// The server has two clocks. The first clock sets the creation time of groups. The second clock
/// sets the header `Date`. If the two clocks may show different times, the result is
/// [`Existing::Undetermined`]. The result is [`Existing::CreatedByOther`] only if two conditions
/// are true:
///
/// - The creation time of the group and the header `Date` show that the group is older than the
///   call.
/// - Before the call, this client created a different group, and that group has a later creation
///   time than this group.
pub(super) fn classify_existing(
    group: &Group,
    body: &CreateGroupInput,
    time: CallTime,
) -> Existing {
    // A creation time without a UTC offset may be in any time zone, so it is not usable.
    let created = group.created_at().and_then(|time| time.parse()?.utc());
    let Some(created) = created else {
        return Existing::Undetermined;
    };
    let CallTime {
        date,
        elapsed,
        clock,
    } = time;
    let (Some(date), Ok(elapsed)) = (date, TimeDelta::from_std(elapsed)) else {
        return Existing::Undetermined;
    };
    if clock.disagrees_with_date {
        return Existing::Undetermined;
    }
    let age = date.signed_duration_since(created);
    // If the creation time of the client's earlier group is later than `Date`, this creation time
    // proves nothing.
    let proves_age = |newest: DateTime<Utc>| {
        newest <= date + CLOCK_TOLERANCE
            && newest.signed_duration_since(created) > MAX_CLOCK_DIFFERENCE
    };
    if age > elapsed + MAX_CLOCK_DIFFERENCE && clock.newest_creation.is_some_and(proves_age) {
        return Existing::CreatedByOther;
    }
    let is_within_call = age >= -CLOCK_TOLERANCE && age <= elapsed + CLOCK_TOLERANCE;
    if is_within_call && matches_create(group, body) {
        Existing::CreatedByThisCall
    } else {
        // This code runs in two cases. In the first case, the group seems to be older than the
        // call, but there is no proof of this. In the second case, the group was created during the
        // call, but has different content than the request.
        Existing::Undetermined
    }
}

/// Returns whether this call may have created a group, according to the group's creation time and
/// the times of the call.
pub(super) fn may_be_of_call(group: &Group, time: CallTime) -> bool {
    let created = group.created_at().and_then(|time| time.parse()?.utc());
    let elapsed = TimeDelta::from_std(time.elapsed).ok();
    let Some(((created, date), elapsed)) = created.zip(time.date).zip(elapsed) else {
        return true;
    };
    let age = date.signed_duration_since(created);
    age >= -MAX_CLOCK_DIFFERENCE && age <= elapsed + MAX_CLOCK_DIFFERENCE
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use super::Existing::{CreatedByOther, CreatedByThisCall, Undetermined};
    use super::{CallTime, classify_existing};
    use crate::generated::types::CreateGroupInput;
    use crate::generated::types::Group;
    use crate::response::Timestamp;
    use crate::write::group_states::ServerClock;

    const DATE: &str = "2024-05-21T18:00:10Z";

    fn group(created_at: &str, description: &str) -> Group {
        serde_json::from_value(json!({
            "id": "g", "name": "Sales", "description": description,
            "members": ["1"], "guests": null, "created_at": created_at,
        }))
        .unwrap()
    }

    fn body() -> CreateGroupInput {
        CreateGroupInput {
            name: "Sales".parse().unwrap(),
            description: Some("d".parse().unwrap()),
            members: Some(vec![1.try_into().unwrap()]),
            guests: None,
        }
    }

    #[test]
    fn classify_existing_by_time_and_content() {
        let time = |text| Timestamp::new(text).to_utc();
        // The call began at 18:00:00, ten seconds before the time in `Date`.
        let call = |date, newest_creation, disagrees_with_date| CallTime {
            date,
            elapsed: Duration::from_secs(10),
            clock: ServerClock {
                newest_creation,
                disagrees_with_date,
            },
        };
        let agree = call(time(DATE), None, false);
        let with_creation = |text| call(time(DATE), time(text), false);
        for (created, description, call_time, expected) in [
            // In the first four rows, the server created the group during the call. The decision
            // allows an error of two seconds: the creation time may be up to two seconds before the
            // call, or up to two seconds after `Date`.
            ("2024-05-21T18:00:00Z", "d", agree, CreatedByThisCall),
            ("2024-05-21T17:59:58Z", "d", agree, CreatedByThisCall),
            ("2024-05-21T18:00:12Z", "d", agree, CreatedByThisCall),
            ("2024-05-21T20:00:05.5+02:00", "d", agree, CreatedByThisCall),
            ("2024-05-21T17:59:57Z", "d", agree, Undetermined),
            ("2024-05-21T18:00:13Z", "d", agree, Undetermined),
            // The server sends the creation time as a local time, but marks it as UTC. In the first
            // row, the local time is ahead of UTC. In the second row, the local time is behind UTC.
            ("2024-05-21T20:00:05Z", "d", agree, Undetermined),
            ("2024-05-21T08:00:05Z", "other", agree, Undetermined),
            // In the first row, the server clock for creation times is 90 seconds ahead of the
            // server clock for `Date`. In the second row, the clock for creation times is 90
            // seconds behind.
            ("2024-05-21T18:01:35Z", "d", agree, Undetermined),
            ("2024-05-21T17:58:35Z", "d", agree, Undetermined),
            // The server created the group during the call, but the group has a different
            // description than the request.
            ("2024-05-21T18:00:05Z", "other", agree, Undetermined),
            // The group seems to be days old, but the two clocks of the server may show different
            // dates.
            ("2024-05-18T18:00:05Z", "other", agree, Undetermined),
            ("2024-05-18T18:00:05Z", "d", agree, Undetermined),
            ("1970-01-01T00:00:00Z", "d", agree, Undetermined),
            // Before the call, this client created a different group, and that group has a later
            // creation time than this group.
            (
                "2024-05-21T17:58:00Z",
                "d",
                with_creation("2024-05-21T17:59:30Z"),
                CreatedByOther,
            ),
            (
                "2024-05-21T17:58:50Z",
                "d",
                with_creation("2024-05-21T17:59:30Z"),
                Undetermined,
            ),
            (
                "2024-05-21T18:00:05Z",
                "d",
                with_creation("2024-05-21T17:59:30Z"),
                CreatedByThisCall,
            ),
            // This client created a different group before the call. The creation time of that
            // group is later than `Date`, so it proves nothing.
            (
                "2024-05-21T17:58:00Z",
                "d",
                with_creation("2099-01-01T00:00:00Z"),
                Undetermined,
            ),
            // An earlier response showed that the two clocks of the server show different times.
            (
                "2024-05-21T18:00:05Z",
                "d",
                call(time(DATE), None, true),
                Undetermined,
            ),
            (
                "2024-05-18T18:00:05Z",
                "other",
                call(time(DATE), None, true),
                Undetermined,
            ),
            // The time in `Date` or the creation time of the group is missing, or the client cannot
            // compare them.
            (
                "2024-05-21T18:00:05Z",
                "d",
                call(None, None, false),
                Undetermined,
            ),
            ("2024-05-21 18:00:05", "d", agree, Undetermined),
            ("soon", "d", agree, Undetermined),
        ] {
            let group = group(created, description);
            assert_eq!(
                classify_existing(&group, &body(), call_time),
                expected,
                "{created} {description} {call_time:?}"
            );
        }
    }
}
