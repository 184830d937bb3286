//! Decides who created a group, after the response to `create_group` was lost. The module handles
//! only groups with the name from the request. This module does no I/O.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::create_content::matches_create;
use super::group_states::{CLOCK_TOLERANCE, ServerClock};
use crate::generated::types::{CreateGroupInput, Group};

/// The client assumes that the clocks of two application servers of the service differ by at most
/// this time.
///
/// A group counts as older than the call only if it is older by more than this difference.
const MAX_CLOCK_DIFFERENCE: TimeDelta = TimeDelta::seconds(60);

/// The creator of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Existing {
    CreatedByThisCall,
    CreatedByOther,
    Undetermined,
}

/// The times of a call. The client compares these times with the creation time of a group.
#[derive(Clone, Copy, Debug)]
pub(super) struct CallTime {
    /// The header `Date` of the response that contains the group.
    pub(super) date: Option<DateTime<Utc>>,
    /// The time from the beginning of the call to the response that contains the group.
    pub(super) elapsed: Duration,
    /// The facts that the client knew about the server's clock when the call began.
    pub(super) clock: ServerClock,
}

/// Decides who created a group, according to the rules in the documentation of `create_group`.
///
/// The server has two clocks. The first clock sets the creation time of groups. The second clock
/// sets the header `Date`. If the two clocks may show different times, the result is
/// [`Existing::Undetermined`]. Two proofs are necessary for [`Existing::CreatedByOther`]:
///
/// - The header `Date` shows that the group is older than the call.
/// - Before the call, this client created a different group, which has a later creation time.
pub(super) fn classify_existing(
    group: &Group,
    body: &CreateGroupInput,
    time: CallTime,
) -> Existing {
    // A time without a UTC offset may be in any time zone.
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
    // A creation time that is later than `Date` proves nothing.
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
        // There are two possible reasons: the group seems old but a proof is missing, or the group
        // is new but has different content.
        Existing::Undetermined
    }
}

/// Returns whether this call may have created a group. The function compares the creation time of
/// the group with the times of the call.
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
        // The call began at 18:00:00.
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
            // The group was created during the call. The creation time may also be up to two
            // seconds before the beginning of the call, or up to two seconds after `Date`.
            ("2024-05-21T18:00:00Z", "d", agree, CreatedByThisCall),
            ("2024-05-21T17:59:58Z", "d", agree, CreatedByThisCall),
            ("2024-05-21T18:00:12Z", "d", agree, CreatedByThisCall),
            ("2024-05-21T20:00:05.5+02:00", "d", agree, CreatedByThisCall),
            ("2024-05-21T17:59:57Z", "d", agree, Undetermined),
            ("2024-05-21T18:00:13Z", "d", agree, Undetermined),
            // The server sends a local time, but marks it as UTC. The local time is ahead of UTC in
            // the first row, and behind UTC in the second row.
            ("2024-05-21T20:00:05Z", "d", agree, Undetermined),
            ("2024-05-21T08:00:05Z", "other", agree, Undetermined),
            // In the first row, the clock for creation times is 90 seconds ahead of the clock for
            // `Date`. In the second row, the clock for creation times is 90 seconds behind the
            // clock for `Date`.
            ("2024-05-21T18:01:35Z", "d", agree, Undetermined),
            ("2024-05-21T17:58:35Z", "d", agree, Undetermined),
            // The group was created during the call and has a different description.
            ("2024-05-21T18:00:05Z", "other", agree, Undetermined),
            // The group seems to be days old, but the two clocks of the server may differ by days.
            ("2024-05-18T18:00:05Z", "other", agree, Undetermined),
            ("2024-05-18T18:00:05Z", "d", agree, Undetermined),
            ("1970-01-01T00:00:00Z", "d", agree, Undetermined),
            // Before the call, this client created a different group, which has a later creation
            // time.
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
            // The creation time of this client's earlier group is later than `Date`, so this
            // creation time proves nothing.
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
            // One of the times is missing or cannot be compared.
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
