//! Kinds of changes of schemas, which change the allowed values.

use super::{ALIKE, ChangeRule, SAME, Sides, TRIED, Wire, row};
use crate::Bump::{Minor, None as Nothing};

pub(super) const SCHEMAS: &[ChangeRule] = &[
    row(
        "type-changed",
        "type-changed",
        "the type of a value changed",
        Wire::Tried(Nothing, SAME),
        Sides::Both,
    )
    .edit(&[("          type: boolean\n", "          type: string\n")]),
    row(
        "format-added",
        "format-removed",
        "a format was added",
        Wire::Tried(Nothing, SAME),
        Sides::Both,
    )
    .edit(&[("          items:\n            type: integer\n", "          items:\n            type: integer\n            format: int32\n")]),
    row(
        "format-removed",
        "format-added",
        "a format was removed",
        Wire::Tried(Nothing, SAME),
        Sides::Both,
    ),
    row(
        "format-changed",
        "format-changed",
        "a format changed",
        Wire::Tried(Nothing, SAME),
        Sides::Both,
    ),
    row(
        "pattern-added",
        "pattern-removed",
        "a pattern was added",
        Wire::Narrower,
        Sides::Both,
    ),
    row(
        "pattern-removed",
        "pattern-added",
        "a pattern was removed",
        Wire::Wider,
        Sides::Both,
    ),
    row(
        "pattern-changed",
        "pattern-changed",
        "a pattern changed",
        Wire::Tried(Minor, ALIKE),
        Sides::Both,
    )
    .edit(&[("      pattern: ^[A-Za-z0-9_-]{1,255}$", "      pattern: ^[a-z0-9_-]{1,255}$")]),
    row(
        "default-added",
        "default-removed",
        "a default was added",
        Wire::Is(Minor, "an omitted value may now have a different meaning"),
        Sides::Both,
    )
    .edit(&[("              - created_at\n", "              - created_at\n            default: name\n")]),
    row(
        "default-removed",
        "default-added",
        "a default was removed",
        Wire::Is(Minor, "an omitted value may now have a different meaning"),
        Sides::Both,
    ),
    row(
        "default-changed",
        "default-changed",
        "a default changed",
        Wire::Is(Minor, "an omitted value now has a different meaning"),
        Sides::Both,
    ),
    row(
        "null-allowed",
        "null-refused",
        "a value became nullable",
        Wire::Tried(Nothing, SAME),
        Sides::Both,
    )
    .edit(&[("          type: boolean\n", "          type: boolean\n          nullable: true\n")]),
    row(
        "null-refused",
        "null-allowed",
        "a value is no longer nullable",
        Wire::Tried(Nothing, SAME),
        Sides::Both,
    ),
    row(
        "limit-tightened",
        "limit-loosened",
        "a limit became stricter",
        Wire::Narrower,
        Sides::Both,
    )
    .edit(&[("          items:\n            type: integer\n", "          items:\n            type: integer\n            minimum: 1\n")]),
    row(
        "limit-loosened",
        "limit-tightened",
        "a limit became less strict",
        Wire::Wider,
        Sides::Both,
    ),
    row(
        "enum-closed",
        "enum-opened",
        "an enum was added",
        Wire::Tried(Minor, TRIED),
        Sides::Both,
    ),
    row(
        "enum-opened",
        "enum-closed",
        "an enum was removed",
        Wire::Tried(Minor, TRIED),
        Sides::Both,
    )
    .edit(&[("            enum:\n              - name\n              - created_at\n", "")]),
    row(
        "enum-value-added",
        "enum-value-removed",
        "a value was added to an enum",
        Wire::Tried(Minor, TRIED),
        Sides::Both,
    )
    .edit(&[("              - created_at\n", "              - created_at\n              - updated_at\n")]),
    row(
        "enum-value-removed",
        "enum-value-added",
        "a value was removed from an enum",
        Wire::Tried(Minor, TRIED),
        Sides::Both,
    ),
    row(
        "form-added",
        "form-removed",
        "an alternative was added to a `oneOf` or `anyOf`",
        Wire::Tried(Minor, TRIED),
        Sides::Both,
    ),
    row(
        "form-removed",
        "form-added",
        "an alternative was removed from a `oneOf` or `anyOf`",
        Wire::Tried(Minor, TRIED),
        Sides::Both,
    ),
    row(
        "property-added",
        "property-removed",
        "a property was added",
        Wire::Tried(Minor, TRIED),
        Sides::Both,
    )
    .decoded(Minor, "the new client has a field for the property, but the old client drops it or keeps it as an unknown property")
    .edit(&[("        active:\n", "        colour:\n          type: string\n          description: The colour.\n          x-source:\n            - S0\n        active:\n")]),
    row(
        "property-removed",
        "property-added",
        "a property was removed",
        Wire::Tried(Minor, TRIED),
        Sides::Both,
    )
    .decoded(Minor, "the old client has a field for the property, but the new client drops it or keeps it as an unknown property"),
    row(
        "property-renamed",
        "property-renamed",
        "a property was renamed",
        Wire::Tried(Minor, "existing clients keep working, but silently read nothing from the new name"),
        Sides::Both,
    )
    .decoded(Minor, "each client has a field for only one of the two names, and drops the other name or keeps it as an unknown property")
    .edit(&[("        created_at:\n", "        made_at:\n")]),
    row(
        "property-required",
        "property-optional",
        "a property became required",
        Wire::Tried(Minor, TRIED),
        Sides::Both,
    )
    .edit(&[("        - id\n      properties", "        - id\n        - active\n      properties")]),
    row(
        "property-optional",
        "property-required",
        "a property became optional",
        Wire::Tried(Minor, TRIED),
        Sides::Both,
    ),
    row(
        "others-allowed",
        "others-refused",
        "an object now allows additional properties",
        Wire::Tried(Nothing, SAME),
        Sides::Both,
    ),
    row(
        "others-refused",
        "others-allowed",
        "an object no longer allows additional properties",
        Wire::Tried(Nothing, SAME),
        Sides::Both,
    )
    .edit(&[("          items:\n            type: integer\n", "          items:\n            type: integer\n      additionalProperties: false\n")]),
    row(
        "others-changed",
        "others-changed",
        "the schema of additional properties changed",
        Wire::Tried(Nothing, SAME),
        Sides::Both,
    ),
    row(
        "schema-changed",
        "schema-changed",
        "the allowed values changed, but no single keyword explains the change",
        Wire::Tried(Minor, ALIKE),
        Sides::Both,
    ),
];
