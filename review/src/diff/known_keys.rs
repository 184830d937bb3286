//! The keys of OpenAPI that the walk compares.

use std::collections::{BTreeMap, HashSet};

use tallyfy_codegen::{Data, Entry, Node, Part};

/// Entries of the same key, in the order of the newer, and then what is gone.
pub(super) fn pairs<'a>(
    old: &'a [Entry],
    new: &'a [Entry],
) -> impl Iterator<Item = (Option<&'a Entry>, Option<&'a Entry>)> {
    let before: BTreeMap<&str, &Entry> = old.iter().map(|one| (one.key.as_str(), one)).collect();
    let after: HashSet<&str> = new.iter().map(|one| one.key.as_str()).collect();
    let both: Vec<_> = new
        .iter()
        .map(|entry| (before.get(entry.key.as_str()).copied(), Some(entry)))
        .collect();
    let gone = old
        .iter()
        .filter(move |entry| !after.contains(entry.key.as_str()));
    both.into_iter()
        .chain(gone.map(|entry| (Some(entry), None)))
}

/// Returns whether two nodes are equal, except for their positions and the order of their keys.
pub(super) fn same(old: &Node, new: &Node) -> bool {
    match (&old.data, &new.data) {
        (Data::Scalar(old), Data::Scalar(new)) => old == new,
        (Data::Sequence(old), Data::Sequence(new)) => {
            old.len() == new.len() && old.iter().zip(new).all(|(old, new)| same(old, new))
        }
        (Data::Mapping(old), Data::Mapping(new)) => {
            old.len() == new.len()
                && pairs(old, new).all(|(old, new)| {
                    old.zip(new)
                        .is_some_and(|(old, new)| same(&old.value, &new.value))
                })
        }
        _ => false,
    }
}

/// Whether a key is for people.
pub(super) fn is_words(part: Part, key: &str) -> bool {
    let words = [
        "contact",
        "description",
        "example",
        "examples",
        "externalDocs",
        "license",
        "summary",
        "tags",
        "termsOfService",
        "title",
    ];
    let is_of_people = matches!(
        part,
        Part::Info | Part::Tag | Part::ExternalDocs | Part::Example
    );
    is_of_people || key.starts_with("x-") || words.contains(&key)
}

/// Whether a key is one that the comparison of operations and schemas looks at; so that what it has
/// not spoken of means the same.
pub(super) fn is_compared(part: Part, key: &str) -> bool {
    match part {
        Part::Document => ["security", "servers"].contains(&key),
        Part::Components | Part::PathItem => ["parameters", "$ref"].contains(&key),
        Part::Server => key == "url",
        Part::Operation => [
            "operationId",
            "parameters",
            "requestBody",
            "responses",
            "security",
        ]
        .contains(&key),
        Part::Parameter => [
            "$ref",
            "allowReserved",
            "explode",
            "in",
            "name",
            "required",
            "schema",
            "style",
        ]
        .contains(&key),
        Part::RequestBody => ["$ref", "content", "required"].contains(&key),
        Part::Response => ["$ref", "content", "headers"].contains(&key),
        Part::MediaType => key == "schema",
        Part::Header => ["$ref", "schema"].contains(&key),
        Part::SecurityScheme => ["$ref", "type", "scheme", "in", "name"].contains(&key),
        Part::Schema => ![
            "deprecated",
            "discriminator",
            "readOnly",
            "writeOnly",
            "xml",
        ]
        .contains(&key),
        Part::Info | Part::Tag | Part::ExternalDocs | Part::Example | Part::Link => false,
    }
}
