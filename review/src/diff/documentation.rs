//! The keys of OpenAPI that are only documentation.

use tallyfy_codegen::Part;

/// Returns whether a key only documents a part, and does not affect clients or servers.
pub(super) fn is_documentation(part: Part, key: &str) -> bool {
    let documentation = [
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
    let is_always = matches!(
        part,
        Part::Info | Part::Tag | Part::ExternalDocs | Part::Example
    );
    is_always || key.starts_with("x-") || documentation.contains(&key)
}
