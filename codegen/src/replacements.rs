//! The schemas that hand-written types of the client replace, with the reason for each.
//!
//! A schema with a `pattern` makes the generated code depend on a regular-expression engine at run
//! time. Every user of the client would have to build that engine. A union is decoded by trying its
//! members one after another. The hand-written types check and decode the same values without
//! either cost.

use progenitor::{GenerationSettings, TypeImpl};

/// Pairs of a schema's name in the contract and the path of its type in the client's crate.
const REPLACEMENTS: [(&str, &str); 12] = [
    // Each of these types is one path segment and checks its value. progenitor's `encode_path`
    // does not encode `..`, so an unchecked id could change the path.
    ("organizationId", "crate::OrganizationId"),
    ("groupId", "crate::GroupId"),
    ("userId", "crate::UserId"),
    // The server sends a string or an integer. The type keeps the form that was sent.
    ("receivedGroupId", "crate::Received<crate::GroupId>"),
    ("receivedUserId", "crate::Received<crate::UserId>"),
    // The server sends a string. The type keeps any other value as JSON.
    ("receivedText", "crate::Text"),
    // The server sends a list, or an object with the list under `data`. The type decodes both
    // without a copy.
    ("groupGuests", "crate::Included<crate::Guest, crate::Text>"),
    ("includedUsers", "crate::Included<crate::User>"),
    ("includedGroups", "crate::Included<crate::Group>"),
    // The types reject blank values and values that are longer than the server accepts.
    ("groupName", "crate::GroupName"),
    ("groupDescription", "crate::GroupDescription"),
    // typify does not check `maximum`.
    ("groupsPerPage", "crate::GroupsPerPage"),
];

/// Returns whether a hand-written type replaces a schema.
pub(crate) fn is_replaced(schema_name: &str) -> bool {
    REPLACEMENTS.iter().any(|(name, _)| *name == schema_name)
}

/// Returns the path of the hand-written type that replaces a schema.
#[must_use]
pub fn hand_written(schema_name: &str) -> Option<&'static str> {
    let mut known = REPLACEMENTS.iter().filter(|(name, _)| *name == schema_name);
    known.next().map(|(_, path)| *path)
}

/// Returns the replaced schema whose name in Pascal case is the given one.
pub(crate) fn replaced_schema(pascal_case: &str) -> Option<&'static str> {
    use heck::ToPascalCase as _;

    let mut names = REPLACEMENTS.iter().map(|(name, _)| *name);
    names.find(|name| name.to_pascal_case() == pascal_case)
}

/// Adds the replacements to progenitor's settings.
pub(crate) fn apply(settings: &mut GenerationSettings) {
    use heck::ToPascalCase as _;

    for (name, path) in REPLACEMENTS {
        // typify uses the listed traits to derive more. Without a list it derives nothing.
        let traits: [TypeImpl; 0] = [];
        settings.with_replacement(name.to_pascal_case(), path, traits.into_iter());
    }
}
