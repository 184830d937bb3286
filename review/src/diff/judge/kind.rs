//! The table of differences: the kind of change that each difference is.

use std::cmp::Ordering;

use serde_json::{Value, json};
use tallyfy_codegen::{Node, Part};

use crate::diff::differences::{Difference, Form};
use crate::diff::documentation::is_documentation;
use crate::openapi::schema::{compare, is_multiple};

/// Returns the kind of change. A difference without a row in this table is `not-judged`.
pub(in crate::diff) fn kind(difference: &Difference<'_>, is_used: bool) -> &'static str {
    use Form::{Added, Changed, Removed, Renamed, Reordered, Restated};

    let Difference {
        part, key, form, ..
    } = difference;
    let is_required = |node: Option<&Node>| {
        node.and_then(|node| node.get("required"))
            .map(Node::to_json)
            == Some(json!(true))
    };
    let choose = |is_first: bool, first: &'static str, second: &'static str| {
        if is_first { first } else { second }
    };
    if is_documentation(*part, key) {
        return "words";
    }
    if *part == Part::Schema && !is_used && !["", "components"].contains(&key.as_str()) {
        return "unused-changed";
    }
    match (part, key.as_str(), form) {
        (_, "$ref", Changed | Restated) => "reference-changed",
        (_, _, Reordered | Restated) => "rewritten",
        (_, "deprecated", Added) => "deprecated",
        (_, "deprecated", Removed) => "undeprecated",

        (Part::Server, "", Added) => "server-added",
        (Part::Server, "", Removed) => "server-removed",
        (Part::PathItem, "path", Changed) => "operation-moved",
        (Part::Operation, "", Added) => "operation-added",
        (Part::Operation, "", Removed) => "operation-removed",
        (Part::Operation, "operationId", Changed) => "operation-renamed",
        (Part::Operation, "security", Added) => "credential-added",
        (Part::Operation, "security", Removed) => "credential-removed",
        (Part::Operation, "security", Changed) => "credential-changed",
        (Part::SecurityScheme, "type" | "scheme" | "in" | "name", Added | Changed | Removed) => {
            "credential-changed"
        }
        (Part::SecurityScheme, "" | "components", _) => "component-moved",

        (Part::Parameter, "", Added) => choose(
            is_required(difference.new),
            "parameter-added-required",
            "parameter-added",
        ),
        (Part::Parameter, "", Removed) => choose(
            is_required(difference.old),
            "parameter-removed-required",
            "parameter-removed",
        ),
        (Part::Parameter, "name", Changed) => "path-parameter-renamed",
        (Part::Parameter, "required", Added) => "parameter-required",
        (Part::Parameter, "required", Removed) => "parameter-optional",
        (Part::Parameter, "style" | "explode" | "allowReserved", Changed) => {
            "serialization-changed"
        }

        (Part::RequestBody, "", Added) => choose(
            is_required(difference.new),
            "body-added-required",
            "body-added",
        ),
        (Part::RequestBody, "", Removed) => choose(
            is_required(difference.old),
            "body-removed-required",
            "body-removed",
        ),
        (Part::RequestBody, "required", Added) => "body-required",
        (Part::RequestBody, "required", Removed) => "body-optional",
        (Part::MediaType, "", Added) => "media-type-added",
        (Part::MediaType, "", Removed) => "media-type-removed",

        (Part::Response, "", Added | Removed) => {
            let (status, covered) = &difference.texts;
            let is_success = status.starts_with('2') && covered.is_empty();
            match form {
                Added => choose(is_success, "success-added", "status-added"),
                _ => choose(is_success, "success-removed", "status-removed"),
            }
        }
        (Part::Response, "content", Added) => "response-body-added",
        (Part::Response, "content", Removed) => "response-body-removed",
        (Part::Header, "", Added) => choose(
            is_required(difference.new),
            "header-added-required",
            "header-added",
        ),
        (Part::Header, "", Removed) => choose(
            is_required(difference.old),
            "header-removed-required",
            "header-removed",
        ),
        (Part::Header, "required", Added) => "header-required",
        (Part::Header, "required", Removed) => "header-optional",

        (Part::Schema, "components", Added) => "schema-added",
        (Part::Schema, "components", Removed) => "schema-removed",
        (Part::Schema, "", Renamed) => "schema-renamed",
        (Part::Schema, "" | "items" | "not" | "oneOf", _) => "schema-changed",
        (Part::Schema, "type", _) => "type-changed",
        (Part::Schema, "format", Added) => "format-added",
        (Part::Schema, "format", Removed) => "format-removed",
        (Part::Schema, "format", Changed) => "format-changed",
        (Part::Schema, "pattern", Added) => "pattern-added",
        (Part::Schema, "pattern", Removed) => "pattern-removed",
        (Part::Schema, "pattern", Changed) => "pattern-changed",
        (Part::Schema, "default", Added) => "default-added",
        (Part::Schema, "default", Removed) => "default-removed",
        (Part::Schema, "default", Changed) => "default-changed",
        (Part::Schema, "nullable", Added) => "null-allowed",
        (Part::Schema, "nullable", Removed) => "null-refused",
        (Part::Schema, "enum", Added) => "enum-closed",
        (Part::Schema, "enum", Removed) => "enum-opened",
        (Part::Schema, "enum[]", Added) => "enum-value-added",
        (Part::Schema, "enum[]", Removed) => "enum-value-removed",
        (Part::Schema, "oneOf[]", Added) => "form-added",
        (Part::Schema, "oneOf[]", Removed) => "form-removed",
        (Part::Schema, "properties", Added) => "property-added",
        (Part::Schema, "properties", Removed) => "property-removed",
        (Part::Schema, "properties", Renamed) => "property-renamed",
        (Part::Schema, "required", Added) => "property-required",
        (Part::Schema, "required", Removed) => "property-optional",
        (Part::Schema, "additionalProperties", Added) => "others-allowed",
        (Part::Schema, "additionalProperties", Removed) => "others-refused",
        (Part::Schema, "additionalProperties", Changed) => "others-changed",
        (Part::Schema, key, _) if is_limit(key) => choose(
            is_tighter(key, difference),
            "limit-tightened",
            "limit-loosened",
        ),
        (_, "components", Added | Removed) => "component-moved",
        _ => "not-judged",
    }
}

/// The limits for which a smaller number is stricter.
const MAXIMUMS: [&str; 4] = ["maximum", "maxItems", "maxLength", "maxProperties"];

fn is_limit(key: &str) -> bool {
    let other = [
        "exclusiveMaximum",
        "exclusiveMinimum",
        "multipleOf",
        "uniqueItems",
    ];
    let minimums = ["minimum", "minItems", "minLength", "minProperties"];
    MAXIMUMS.contains(&key) || minimums.contains(&key) || other.contains(&key)
}

fn is_tighter(key: &str, difference: &Difference<'_>) -> bool {
    let number = |node: Option<&Node>| match node.map(Node::to_json) {
        Some(Value::Number(number)) => Some(number),
        _ => None,
    };
    match (number(difference.old), number(difference.new)) {
        (Some(old), Some(new)) if key == "multipleOf" => is_multiple(&new, &old),
        (Some(old), Some(new)) => {
            (compare(&new, &old) == Ordering::Less) == MAXIMUMS.contains(&key)
        }
        _ => difference.form == Form::Added,
    }
}
