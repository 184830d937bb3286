//! Compares a group with the body of the `update_group` request. This module does no I/O.

use super::membership::{Membership, is_same_guests, is_same_members, is_same_text, join_first};
use crate::error::Error;
use crate::generated::types::{Group, UpdateGroupInput};

/// Returns whether a group has all values that an update sets.
pub(super) fn reflects_update(group: &Group, body: &UpdateGroupInput) -> bool {
    let UpdateGroupInput {
        name,
        description,
        members,
        guests,
    } = body;
    let is_description = |text: &str| {
        group
            .description()
            .is_some_and(|own| is_same_text(own, text))
    };
    let is_list = |is_same: &dyn Fn(&Membership) -> bool| {
        Membership::of(group).is_ok_and(|stored| is_same(&stored))
    };
    name.as_ref()
        .is_none_or(|name| is_same_text(&group.name, name.as_str()))
        && description
            .as_ref()
            .is_none_or(|text| is_description(text.as_str()))
        && members
            .as_ref()
            .is_none_or(|ids| is_list(&|stored| is_same_members(&stored.members, ids)))
        && guests
            .as_ref()
            .is_none_or(|all| is_list(&|stored| is_same_guests(&stored.guests, all)))
}

/// Describes the differences between the stored group and the values of an update. The returned
/// text is the end of an error message.
pub(super) fn describe_difference(stored: &Group, body: &UpdateGroupInput) -> String {
    let mut missing = Vec::new();
    let mut unexpected = Vec::new();
    let wanted = body.name.as_ref();
    if wanted.is_some_and(|wanted| !is_same_text(&stored.name, wanted.as_str())) {
        missing.push("the name".to_owned());
    }
    let description = stored.description().unwrap_or_default();
    let wanted = body.description.as_ref();
    if wanted.is_some_and(|wanted| !is_same_text(description, wanted.as_str())) {
        missing.push("the description".to_owned());
    }
    // The function `Membership::of` fails if a list of the stored group is missing or incomplete.
    // If the update sets this list, `check_shown` has already returned an error.
    if let Ok(stored) = Membership::of(stored) {
        let members = body.members.as_ref().unwrap_or(&stored.members);
        let guests = body.guests.as_ref().unwrap_or(&stored.guests);
        let wanted = Membership {
            members: members.clone(),
            guests: guests.clone(),
        };
        missing.extend(wanted.missing_from(&stored));
        unexpected = stored.missing_from(&wanted);
    }
    let mut text = String::new();
    if !missing.is_empty() {
        text += &format!("; missing: {}", join_first(&missing));
    }
    if !unexpected.is_empty() {
        text += &format!("; unexpected: {}", join_first(&unexpected));
    }
    text
}

/// Returns an error if the response to a read does not contain a field that the update sets.
pub(super) fn check_shown(read: &Group, body: &UpdateGroupInput) -> Result<(), Error> {
    if body.description.is_some() && read.description.is_absent() {
        let message = "the response does not contain the description of the group";
        return Err(Error::invalid_input(message));
    }
    if body.members.is_some() || body.guests.is_some() {
        Membership::of(read).map(drop)
    } else {
        Ok(())
    }
}
