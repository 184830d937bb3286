//! The schemas that hand-written types of the client stand in for, and why each one does.
//!
//! A schema with a `pattern` would make the generated code need a regular-expression engine at
//! run time, which every downstream crate would pay for; and a union would be decoded by trying
//! its members one after another. The types named here check and decode the same by hand.

use progenitor::{GenerationSettings, TypeImpl};

/// Name in the contract, path in the client's crate.
const REPLACEMENTS: [(&str, &str); 12] = [
    // One segment of a path, checked before it is sent: see progenitor's `encode_path`, which
    // leaves `..` alone.
    ("organizationId", "crate::OrganizationId"),
    ("groupId", "crate::GroupId"),
    ("userId", "crate::UserId"),
    // A string or an integer, kept as sent.
    ("receivedGroupId", "crate::Received<crate::GroupId>"),
    ("receivedUserId", "crate::Received<crate::UserId>"),
    // A string; anything else is kept as its JSON.
    ("receivedText", "crate::Text"),
    // A list, or an object with the list under `data`; decoded without a copy.
    ("groupGuests", "crate::Included<crate::Guest, crate::Text>"),
    ("includedUsers", "crate::Included<crate::User>"),
    ("includedGroups", "crate::Included<crate::Group>"),
    // Not blank, and no longer than the server takes.
    ("groupName", "crate::GroupName"),
    ("groupDescription", "crate::GroupDescription"),
    // typify enforces no `maximum`.
    ("groupsPerPage", "crate::GroupsPerPage"),
];

pub(crate) fn is_replaced(schema_name: &str) -> bool {
    REPLACEMENTS.iter().any(|(name, _)| *name == schema_name)
}

/// The hand-written type of the client's crate that stands in for a schema, if one does.
#[must_use]
pub fn hand_written(schema_name: &str) -> Option<&'static str> {
    let mut known = REPLACEMENTS.iter().filter(|(name, _)| *name == schema_name);
    known.next().map(|(_, path)| *path)
}

/// The schema that the type of this Pascal-case name stands in for.
pub(crate) fn replaced_schema(pascal_case: &str) -> Option<&'static str> {
    use heck::ToPascalCase as _;

    let mut names = REPLACEMENTS.iter().map(|(name, _)| *name);
    names.find(|name| name.to_pascal_case() == pascal_case)
}

pub(crate) fn apply(settings: &mut GenerationSettings) {
    use heck::ToPascalCase as _;

    for (name, path) in REPLACEMENTS {
        // Without the traits that the types happen to have, typify derives nothing from them.
        let traits: [TypeImpl; 0] = [];
        settings.with_replacement(name.to_pascal_case(), path, traits.into_iter());
    }
}
