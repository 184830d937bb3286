//! One sentence for each difference.

use tallyfy_codegen::{Node, Part};

use crate::diff::differences::{Difference, Form};

/// Returns the sentence that states a difference.
pub(super) fn what(code: &str, difference: &Difference<'_>) -> String {
    let Difference {
        part,
        key,
        form,
        subject,
        texts: (old, new),
        ..
    } = difference;
    let status = old;
    match code {
        "operation-added" => format!("the operation `{subject}` was added"),
        "operation-removed" => format!("the operation `{subject}` was removed"),
        "operation-moved" => format!("`{subject}` moved from {old} to {new}"),
        "operation-renamed" => format!("the operation `{old}` was renamed to `{new}`"),
        "component-moved" if *form == Form::Renamed => {
            format!("`{subject}` was renamed: it was `{old}` before")
        }
        "parameter-added-required" | "header-added-required" => {
            format!("`{subject}` was added and is required")
        }
        "parameter-added"
        | "header-added"
        | "media-type-added"
        | "component-moved"
        | "parameter-removed"
        | "header-removed"
        | "media-type-removed"
        | "parameter-removed-required"
        | "header-removed-required" => {
            format!("`{subject}` was {}", verb(*form))
        }
        "path-parameter-renamed" => format!("the path parameter `{old}` was renamed to `{new}`"),
        "parameter-required" | "property-required" | "body-required" | "header-required" => {
            format!("`{subject}` became required")
        }
        "parameter-optional" | "property-optional" | "body-optional" | "header-optional" => {
            format!("`{subject}` became optional")
        }
        "serialization-changed" => format!("the serialization of `{subject}` changed: {key}"),
        "body-added" => format!("`{subject}` now accepts an optional body"),
        "body-added-required" => format!("`{subject}` now requires a body"),
        "body-removed" | "body-removed-required" => {
            format!("`{subject}` no longer accepts a body")
        }
        "status-added" | "success-added" => format!("`{subject}` may now respond with {status}"),
        "status-removed" | "success-removed" => {
            format!("`{subject}` no longer responds with {status}")
        }
        "response-body-added" => format!("`{subject}` now has a body"),
        "response-body-removed" => format!("`{subject}` no longer has a body"),
        "credential-changed" if *part == Part::SecurityScheme => {
            format!("`{key}` of `{subject}` changed from {old} to {new}")
        }
        "credential-added" | "credential-changed" | "credential-removed" => {
            format!("{subject} now needs {new}; it needed {old} before")
        }
        "server-added" | "server-removed" => format!("{subject} was {}", verb(*form)),
        "schema-added" | "schema-removed" => format!("the schema `{subject}` was {}", verb(*form)),
        "schema-renamed" => format!("the schema `{old}` was renamed to `{new}`"),
        "reference-changed" => match (old.as_str(), new.as_str()) {
            ("", new) => format!("`{subject}` now refers to `{new}`; it was an inline schema"),
            (old, "") => format!("`{subject}` is now an inline schema; it referred to `{old}`"),
            (old, new) if old == new => {
                format!("the notation of the reference from `{subject}` to `{new}` changed")
            }
            (old, new) => format!("`{subject}` now refers to `{new}`; it referred to `{old}`"),
        },
        "type-changed" => format!("`{subject}` changed from {old} to {new}"),
        "null-allowed" => format!("`{subject}` may now be null"),
        "null-refused" => format!("`{subject}` may no longer be null"),
        "enum-closed" => format!("`{subject}` is now limited to the values of an enum"),
        "enum-opened" => format!("`{subject}` is no longer limited to the values of an enum"),
        "enum-value-added" | "form-added" => format!("`{subject}` may now be {new}"),
        "enum-value-removed" | "form-removed" => format!("`{subject}` may no longer be {old}"),
        "property-added" => format!("the {new} property `{subject}` was added"),
        "property-removed" => format!("the {old} property `{subject}` was removed"),
        "property-renamed" => {
            format!(
                "the property `{subject}` was renamed to `{new}`; existing clients read nothing \
                 from the new name"
            )
        }
        "others-allowed" => format!("`{subject}` now allows additional properties"),
        "others-refused" => format!("`{subject}` no longer allows additional properties"),
        "others-changed" => format!("the additional properties of `{subject}` changed"),
        "deprecated" => format!("`{subject}` is now deprecated"),
        "undeprecated" => format!("`{subject}` is no longer deprecated"),
        "schema-changed" if key == "items" => match form {
            Form::Added => format!("`{subject}` now defines the schema of its items"),
            _ => format!("`{subject}` no longer defines the schema of its items"),
        },
        "schema-changed" => format!("`{subject}` allows different values"),
        "unused-changed" => {
            format!(
                "{} of `{subject}` changed, but no operation uses the schema",
                name(key)
            )
        }
        "rewritten" if key.is_empty() => format!("{subject}: different notation, same meaning"),
        "rewritten" => match form {
            Form::Reordered => format!("{} of `{subject}`: reordered, same meaning", name(key)),
            _ => format!(
                "{} of `{subject}`: different notation, same meaning",
                name(key)
            ),
        },
        "words" => format!("the {key} of `{subject}` changed"),
        _ if *part == Part::Schema && !key.is_empty() => keyword(difference),
        _ => format!("{} of `{subject}` changed", name(key)),
    }
}

fn verb(form: Form) -> &'static str {
    match form {
        Form::Added => "added",
        _ => "removed",
    }
}

fn name(key: &str) -> String {
    match key {
        "" => "the contents".to_owned(),
        key => format!("`{key}`"),
    }
}

/// The change of a keyword of a schema, with its values.
fn keyword(difference: &Difference<'_>) -> String {
    let Difference { key, subject, .. } = difference;
    let value = |node: Option<&Node>| node.map(|node| node.to_json().to_string());
    match (value(difference.old), value(difference.new)) {
        (Some(old), Some(new)) if difference.form == Form::Changed => {
            format!("`{key}` of `{subject}` changed from {old} to {new}")
        }
        (_, Some(new)) if difference.form == Form::Added => {
            format!("`{key}: {new}` was added to `{subject}`")
        }
        (Some(old), _) => format!("`{key}: {old}` was removed from `{subject}`"),
        _ => format!("`{key}` of `{subject}` changed"),
    }
}
