//! Compares a group with the body of the `create_group` request. This module does no I/O.

use super::membership::{Membership, is_same_guests, is_same_members, is_same_text, shows_all};
use crate::error::{is_visible, single_line};
use crate::generated::types::{CreateGroupInput, Group};

/// Returns whether a group has the name from the request.
///
/// The server may normalize names. The comparison of the names therefore ignores white space,
/// invisible characters, and the difference between upper and lower case. The comparison also
/// treats `&` and the HTML entity `&amp;` as equal.
pub(super) fn has_name(group: &Group, body: &CreateGroupInput) -> bool {
    let normalized = |name: &str| -> String {
        let name = name.replace("&amp;", "&").to_lowercase();
        let kept = name
            .chars()
            .filter(|c| !c.is_whitespace() && is_visible(*c));
        kept.collect()
    };
    let (own, wanted) = (group.name.trim(), body.name.as_str().trim());
    own == wanted || normalized(own) == normalized(wanted)
}

/// Returns whether a group has exactly the content from the request: the name, the description, the
/// members and the guests.
pub(super) fn matches_create(group: &Group, body: &CreateGroupInput) -> bool {
    let description = body.description.as_ref().map(|text| text.as_str().trim());
    let members = body.members.as_deref().unwrap_or_default();
    let guests = body.guests.as_deref().unwrap_or_default();
    is_same_text(&group.name, body.name.as_str())
        && group.description().map(str::trim) == description
        && Membership::of(group).is_ok_and(|own| {
            is_same_members(&own.members, members) && is_same_guests(&own.guests, guests)
        })
}

/// Returns the values from the request that the group does not have. Each value is a text for an
/// error message.
///
/// The function does not check a field that is missing from the response, so the result does not
/// contain the value of this field. Members and guests that the request does not contain have no
/// effect on the result.
pub(super) fn missing_values(group: &Group, body: &CreateGroupInput) -> Vec<String> {
    let mut missing = Vec::new();
    if !is_same_text(&group.name, body.name.as_str()) {
        missing.push(format!(
            "the requested name (the server stored the name {:?})",
            single_line(&group.name)
        ));
    }
    let description = body.description.as_ref().map(|text| text.as_str().trim());
    if description.is_some()
        && !group.description.is_absent()
        && group.description().map(str::trim) != description
    {
        missing.push("the description".to_owned());
    }
    let members = body.members.as_deref().unwrap_or_default();
    let guests = body.guests.as_deref().unwrap_or_default();
    if shows_all(group, members, guests) {
        return missing;
    }
    let wanted = Membership {
        members: members.to_vec(),
        guests: guests.to_vec(),
    };
    if let Ok(stored) = Membership::of(group) {
        missing.extend(wanted.missing_from(&stored));
    }
    missing
}
