//! Decides who created a group that has the name of a creation without a response. No IO.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::group_locks::{CLOCK_SLACK, ServerClock};
use super::membership::{Membership, is_same_guests, is_same_members, is_same_text};
use crate::generated::types::CreateGroupInput;
use crate::generated::types::Group;

/// How much older than the call a group must be, to prove that another call created it. The
/// application servers of one service keep their clocks within this.
const CLOCK_DOUBT: TimeDelta = TimeDelta::seconds(60);

/// Who created a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Existing {
    CreatedByThisCall,
    CreatedByOther,
    Undetermined,
}

/// What is known of the time of a call.
#[derive(Clone, Copy, Debug)]
pub(super) struct CallTime {
    /// The header `Date` of the response that shows the group.
    pub(super) date: Option<DateTime<Utc>>,
    /// How long ago the call began.
    pub(super) ago: Duration,
    /// What was known of the server's clock when the call began.
    pub(super) clock: ServerClock,
}

/// Decides who created a group, by the rule in the documentation of `create_group`.
///
/// Two clocks of the server are involved: one dates the group, the other sends `Date`. If they
/// disagree, or may, nothing is determined. That a group is older takes both: `Date`, and a group
/// that this client created before the call and that has a later time.
pub(super) fn classify_existing(
    group: &Group,
    body: &CreateGroupInput,
    time: CallTime,
) -> Existing {
    // A time without an offset may be of any zone.
    let created = group.created_at().and_then(|time| time.parse()?.utc());
    let Some(created) = created else {
        return Existing::Undetermined;
    };
    let CallTime { date, ago, clock } = time;
    let (Some(date), Ok(ago)) = (date, TimeDelta::from_std(ago)) else {
        return Existing::Undetermined;
    };
    if clock.is_off {
        return Existing::Undetermined;
    }
    let age = date.signed_duration_since(created);
    let is_passed = |newest: DateTime<Utc>| {
        newest <= date + CLOCK_SLACK && newest.signed_duration_since(created) > CLOCK_DOUBT
    };
    if age > ago + CLOCK_DOUBT && clock.newest.is_some_and(is_passed) {
        return Existing::CreatedByOther;
    }
    match age >= -CLOCK_SLACK && age <= ago + CLOCK_SLACK && matches_create(group, body) {
        true => Existing::CreatedByThisCall,
        // The group is old, or new and different. Either may be this call's.
        false => Existing::Undetermined,
    }
}

/// Returns whether a group may have been created during the call, as far as its time tells.
pub(super) fn is_of_call_time(group: &Group, time: CallTime) -> bool {
    let created = group.created_at().and_then(|time| time.parse()?.utc());
    let ago = TimeDelta::from_std(time.ago).ok();
    let Some(((created, date), ago)) = created.zip(time.date).zip(ago) else {
        return true;
    };
    let age = date.signed_duration_since(created);
    age >= -CLOCK_DOUBT && age <= ago + CLOCK_DOUBT
}

/// Returns whether a group has exactly what was to be created.
fn matches_create(group: &Group, body: &CreateGroupInput) -> bool {
    let description = body.description.as_ref().map(|text| text.as_str().trim());
    let members = body.members.as_deref().unwrap_or_default();
    let guests = body.guests.as_deref().unwrap_or_default();
    is_same_text(&group.name, body.name.as_str())
        && group.description().map(str::trim) == description
        && Membership::of(group).is_ok_and(|own| {
            is_same_members(&own.members, members) && is_same_guests(&own.guests, guests)
        })
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
    use crate::write::group_locks::ServerClock;

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
        let of = |date, newest, is_off| CallTime {
            date,
            ago: Duration::from_secs(10),
            clock: ServerClock { newest, is_off },
        };
        let agree = of(time(DATE), None, false);
        let seen = |text| of(time(DATE), time(text), false);
        for (created, description, call, expected) in [
            // Within the call, to two seconds on both sides.
            ("2024-05-21T18:00:00Z", "d", agree, CreatedByThisCall),
            ("2024-05-21T17:59:58Z", "d", agree, CreatedByThisCall),
            ("2024-05-21T18:00:12Z", "d", agree, CreatedByThisCall),
            ("2024-05-21T20:00:05.5+02:00", "d", agree, CreatedByThisCall),
            ("2024-05-21T17:59:57Z", "d", agree, Undetermined),
            ("2024-05-21T18:00:13Z", "d", agree, Undetermined),
            // Local time that is marked as UTC, both ways.
            ("2024-05-21T20:00:05Z", "d", agree, Undetermined),
            ("2024-05-21T08:00:05Z", "other", agree, Undetermined),
            // A `Date` that is 90 seconds off, both ways.
            ("2024-05-21T18:01:35Z", "d", agree, Undetermined),
            ("2024-05-21T17:58:35Z", "d", agree, Undetermined),
            // Of this time, and something else in it.
            ("2024-05-21T18:00:05Z", "other", agree, Undetermined),
            // Days old: the clocks may disagree by days.
            ("2024-05-18T18:00:05Z", "other", agree, Undetermined),
            ("2024-05-18T18:00:05Z", "d", agree, Undetermined),
            ("1970-01-01T00:00:00Z", "d", agree, Undetermined),
            // The clock that dates groups had passed it before.
            (
                "2024-05-21T17:58:00Z",
                "d",
                seen("2024-05-21T17:59:30Z"),
                CreatedByOther,
            ),
            (
                "2024-05-21T17:58:50Z",
                "d",
                seen("2024-05-21T17:59:30Z"),
                Undetermined,
            ),
            (
                "2024-05-21T18:00:05Z",
                "d",
                seen("2024-05-21T17:59:30Z"),
                CreatedByThisCall,
            ),
            // The proof is of a clock that is ahead of `Date`.
            (
                "2024-05-21T17:58:00Z",
                "d",
                seen("2099-01-01T00:00:00Z"),
                Undetermined,
            ),
            // The clocks were seen to disagree.
            (
                "2024-05-21T18:00:05Z",
                "d",
                of(time(DATE), None, true),
                Undetermined,
            ),
            (
                "2024-05-18T18:00:05Z",
                "other",
                of(time(DATE), None, true),
                Undetermined,
            ),
            // Nothing to compare.
            (
                "2024-05-21T18:00:05Z",
                "d",
                of(None, None, false),
                Undetermined,
            ),
            ("2024-05-21 18:00:05", "d", agree, Undetermined),
            ("soon", "d", agree, Undetermined),
        ] {
            let group = group(created, description);
            assert_eq!(
                classify_existing(&group, &body(), call),
                expected,
                "{created} {description} {call:?}"
            );
        }
    }
}
