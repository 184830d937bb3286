//! The schemas that are replaced by hand-written types of the client, with the reason for each.
//!
//! For a schema with a `pattern`, the generated code would need a regular-expression engine at run
//! time. Every user of the client would have to compile this engine. For a `oneOf`, the generated
//! code would try to decode one alternative after another. The hand-written types check and decode
//! the same values, but they need no such engine and no repeated decoding.

use progenitor::{GenerationSettings, TypeImpl};

/// Each pair contains the name of a schema in the contract, and the Rust path of the hand-written
/// type that replaces the schema.
const REPLACEMENTS: [(&str, &str); 12] = [
    // Each of these types checks that its value is one path segment. progenitor's `encode_path`
    // does not encode `..`, so an unchecked id could change the path of a request.
    ("organizationId", "crate::OrganizationId"),
    ("groupId", "crate::GroupId"),
    ("userId", "crate::UserId"),
    // The server sends a string or an integer. The hand-written type keeps this value unchanged.
    ("receivedGroupId", "crate::Received<crate::GroupId>"),
    ("receivedUserId", "crate::Received<crate::UserId>"),
    // The server normally sends a string. If the server sends a value that is not a string, the
    // hand-written type keeps the value as JSON.
    ("receivedText", "crate::Text"),
    // The server sends a list, or an object that contains the list under the key `data`. The
    // hand-written type decodes both forms without a copy of the list.
    ("groupGuests", "crate::Included<crate::Guest, crate::Text>"),
    ("includedUsers", "crate::Included<crate::User>"),
    ("includedGroups", "crate::Included<crate::Group>"),
    // These hand-written types reject blank texts, and texts that are too long for the server.
    ("groupName", "crate::GroupName"),
    ("groupDescription", "crate::GroupDescription"),
    // The types from typify do not check `maximum`, so the hand-written type checks it.
    ("groupsPerPage", "crate::GroupsPerPage"),
];

/// Returns whether a hand-written type replaces a schema.
pub(crate) fn is_replaced(schema_name: &str) -> bool {
    REPLACEMENTS.iter().any(|(name, _)| *name == schema_name)
}

/// Returns the Rust path of the hand-written type that replaces a schema.
#[must_use]
pub fn hand_written(schema_name: &str) -> Option<&'static str> {
    let mut known = REPLACEMENTS.iter().filter(|(name, _)| *name == schema_name);
    known.next().map(|(_, path)| *path)
}

/// Returns the name of the replaced schema whose name in Pascal case is equal to `pascal_case`.
pub(crate) fn replaced_schema(pascal_case: &str) -> Option<&'static str> {
    use heck::ToPascalCase as _;

    let mut names = REPLACEMENTS.iter().map(|(name, _)| *name);
    names.find(|name| name.to_pascal_case() == pascal_case)
}

/// Adds the replacements to progenitor's settings.
pub(crate) fn apply(settings: &mut GenerationSettings) {
    use heck::ToPascalCase as _;

    for (name, path) in REPLACEMENTS {
        // If this list contained traits of the hand-written type, typify would generate additional
        // code. The list of traits is empty, so typify generates no additional code.
        let traits: [TypeImpl; 0] = [];
        settings.with_replacement(name.to_pascal_case(), path, traits.into_iter());
    }
}
