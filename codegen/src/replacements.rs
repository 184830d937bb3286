//! The schemas that are replaced by hand-written types of the client, with the reason for each.
//!
//! For a schema with a `pattern`, the generated code would use a regular-expression engine at run
//! time, which every user of the client would have to build. For a `oneOf`, the generated code
//! would try to decode one alternative after another. The hand-written types check and decode the
//! same values without these costs.

use progenitor::{GenerationSettings, TypeImpl};

/// Pairs of a schema's name in the contract and the path of its type in the client's crate.
const REPLACEMENTS: [(&str, &str); 12] = [
    // Each of these types checks that its value is one path segment. progenitor's `encode_path`
    // does not encode `..`, so an id that is not checked could change the path.
    ("organizationId", "crate::OrganizationId"),
    ("groupId", "crate::GroupId"),
    ("userId", "crate::UserId"),
    // The server sends a string or an integer. The type keeps the string or the integer as the
    // server sent it.
    ("receivedGroupId", "crate::Received<crate::GroupId>"),
    ("receivedUserId", "crate::Received<crate::UserId>"),
    // The server sends a string. If the server sends a different value, the type keeps it as JSON.
    ("receivedText", "crate::Text"),
    // The server sends a list, or an object that contains the list under `data`. The type decodes
    // the list in both cases, and does not copy it.
    ("groupGuests", "crate::Included<crate::Guest, crate::Text>"),
    ("includedUsers", "crate::Included<crate::User>"),
    ("includedGroups", "crate::Included<crate::Group>"),
    // These types reject blank values, and values that are too long for the server.
    ("groupName", "crate::GroupName"),
    ("groupDescription", "crate::GroupDescription"),
    // typify does not check `maximum`, so the hand-written type checks it.
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

/// Returns the name of a replaced schema. In Pascal case, this name is equal to `pascal_case`.
pub(crate) fn replaced_schema(pascal_case: &str) -> Option<&'static str> {
    use heck::ToPascalCase as _;

    let mut names = REPLACEMENTS.iter().map(|(name, _)| *name);
    names.find(|name| name.to_pascal_case() == pascal_case)
}

/// Adds the replacements to progenitor's settings.
pub(crate) fn apply(settings: &mut GenerationSettings) {
    use heck::ToPascalCase as _;

    for (name, path) in REPLACEMENTS {
        // If this list names traits of the hand-written type, typify generates additional code. The
        // list is empty, so typify generates no additional code.
        let traits: [TypeImpl; 0] = [];
        settings.with_replacement(name.to_pascal_case(), path, traits.into_iter());
    }
}
