//! Compares a group with the update that was written. No IO.

use super::membership::{Membership, is_same_guests, is_same_members, is_same_text, listed};
use crate::error::Error;
use crate::generated::types::Group;
use crate::generated::types::UpdateGroupInput;

/// Returns whether a group shows what was to be written.
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

/// Returns what is stored in place of what was written, as a message.
pub(super) fn difference(stored: &Group, body: &UpdateGroupInput) -> String {
    let mut missing = Vec::new();
    let mut surplus = Vec::new();
    let wanted = body.name.as_ref();
    if wanted.is_some_and(|wanted| !is_same_text(&stored.name, wanted.as_str())) {
        missing.push("the name".to_owned());
    }
    let description = stored.description().unwrap_or_default();
    let wanted = body.description.as_ref();
    if wanted.is_some_and(|wanted| !is_same_text(description, wanted.as_str())) {
        missing.push("the description".to_owned());
    }
    // If a list is not shown, neither was written.
    if let Ok(stored) = Membership::of(stored) {
        let members = body.members.as_ref().unwrap_or(&stored.members);
        let guests = body.guests.as_ref().unwrap_or(&stored.guests);
        let wanted = Membership {
            members: members.clone(),
            guests: guests.clone(),
        };
        missing.extend(wanted.without(&stored));
        surplus = stored.without(&wanted);
    }
    let missing = (!missing.is_empty()).then(|| format!("; missing: {}", listed(&missing)));
    let surplus = (!surplus.is_empty()).then(|| format!("; not asked for: {}", listed(&surplus)));
    format!(
        "the server reported success, but does not store what was written{}{}",
        missing.unwrap_or_default(),
        surplus.unwrap_or_default(),
    )
}

/// Returns an error if a read does not show a part of the group that was written.
pub(super) fn check_shown(read: &Group, body: &UpdateGroupInput) -> Result<(), Error> {
    if body.description.is_some() && read.description.is_absent() {
        let message = "the server does not show the description";
        return Err(Error::invalid_input(message));
    }
    match body.members.is_some() || body.guests.is_some() {
        true => Membership::of(read).map(drop),
        false => Ok(()),
    }
}
