//! What schemas allow.

use super::{ALIKE, ChangeRule, SAME, Sides, TRIED, Wire, row};
use crate::Bump::{Minor, None as Nothing};

pub(super) const SCHEMAS: &[ChangeRule] = &[
    row(
        "type-changed",
        "type-changed",
        "a value is of another type",
        Wire::Tried(Minor, TRIED),
        Sides::Both,
    )
    .edit(&[("          type: boolean\n", "          type: string\n")]),
    row(
        "format-added",
        "format-removed",
        "a value has a format",
        Wire::Tried(Nothing, SAME),
        Sides::Both,
    )
    .edit(&[("          items:\n            type: integer\n", "          items:\n            type: integer\n            format: int32\n")]),
    row(
        "format-removed",
        "format-added",
        "a value no longer has a format",
        Wire::Tried(Nothing, SAME),
        Sides::Both,
    ),
    row(
        "format-changed",
        "format-changed",
        "a value has another format",
        Wire::Tried(Nothing, SAME),
        Sides::Both,
    ),
    row(
        "pattern-added",
        "pattern-removed",
        "a text has a pattern",
        Wire::Narrower,
        Sides::Both,
    ),
    row(
        "pattern-removed",
        "pattern-added",
        "a text no longer has a pattern",
        Wire::Wider,
        Sides::Both,
    ),
    row(
        "pattern-changed",
        "pattern-changed",
        "a text has another pattern",
        Wire::Tried(Minor, ALIKE),
        Sides::Both,
    )
    .edit(&[("      pattern: ^[A-Za-z0-9_-]{1,255}$", "      pattern: ^[a-z0-9_-]{1,255}$")]),
    row(
        "default-added",
        "default-removed",
        "what is left out means a value",
        Wire::Is(Minor, "what is left out may mean something else"),
        Sides::Both,
    )
    .edit(&[("              - created_at\n", "              - created_at\n            default: name\n")]),
    row(
        "default-removed",
        "default-added",
        "what is left out no longer means a value",
        Wire::Is(Minor, "what is left out may mean something else"),
        Sides::Both,
    ),
    row(
        "default-changed",
        "default-changed",
        "what is left out means another value",
        Wire::Is(Minor, "what is left out means something else"),
        Sides::Both,
    ),
    row(
        "null-allowed",
        "null-refused",
        "a value may be null",
        Wire::Tried(Nothing, SAME),
        Sides::Both,
    )
    .edit(&[("          type: boolean\n", "          type: boolean\n          nullable: true\n")]),
    row(
        "null-refused",
        "null-allowed",
        "a value may no longer be null",
        Wire::Tried(Nothing, SAME),
        Sides::Both,
    ),
    row(
        "limit-tightened",
        "limit-loosened",
        "a limit takes less",
        Wire::Narrower,
        Sides::Both,
    )
    .edit(&[("          items:\n            type: integer\n", "          items:\n            type: integer\n            minimum: 1\n")]),
    row(
        "limit-loosened",
        "limit-tightened",
        "a limit takes more",
        Wire::Wider,
        Sides::Both,
    ),
    row(
        "enum-closed",
        "enum-opened",
        "a value is one of a few",
        Wire::Tried(Minor, TRIED),
        Sides::Both,
    ),
    row(
        "enum-opened",
        "enum-closed",
        "a value is no longer one of a few",
        Wire::Tried(Minor, TRIED),
        Sides::Both,
    )
    .edit(&[("            enum:\n              - name\n              - created_at\n", "")]),
    row(
        "enum-value-added",
        "enum-value-removed",
        "a value may be one more",
        Wire::Tried(Minor, TRIED),
        Sides::Both,
    )
    .edit(&[("              - created_at\n", "              - created_at\n              - updated_at\n")]),
    row(
        "enum-value-removed",
        "enum-value-added",
        "a value may be one less",
        Wire::Tried(Minor, TRIED),
        Sides::Both,
    ),
    row(
        "form-added",
        "form-removed",
        "a value may have one more form",
        Wire::Tried(Minor, TRIED),
        Sides::Both,
    ),
    row(
        "form-removed",
        "form-added",
        "a value may have one form less",
        Wire::Tried(Minor, TRIED),
        Sides::Both,
    ),
    row(
        "property-added",
        "property-removed",
        "an object has a property more",
        Wire::Tried(Minor, TRIED),
        Sides::Both,
    )
    .decoded(Minor, "the client reads it as a field, and kept it with the unknown ones or dropped it")
    .edit(&[("        active:\n", "        colour:\n          type: string\n          description: The colour.\n          x-source:\n            - S0\n        active:\n")]),
    row(
        "property-removed",
        "property-added",
        "an object has a property less",
        Wire::Tried(Minor, TRIED),
        Sides::Both,
    )
    .decoded(Minor, "the client keeps it with the unknown ones or drops it, and read it as a field"),
    row(
        "property-required",
        "property-optional",
        "a property must be there",
        Wire::Tried(Minor, TRIED),
        Sides::Both,
    )
    .edit(&[("        - id\n      properties", "        - id\n        - active\n      properties")]),
    row(
        "property-optional",
        "property-required",
        "a property may be missing",
        Wire::Tried(Minor, TRIED),
        Sides::Both,
    ),
    row(
        "others-allowed",
        "others-refused",
        "an object may have properties that are not named",
        Wire::Tried(Nothing, SAME),
        Sides::Both,
    ),
    row(
        "others-refused",
        "others-allowed",
        "an object may have no properties that are not named",
        Wire::Tried(Nothing, SAME),
        Sides::Both,
    )
    .edit(&[("          items:\n            type: integer\n", "          items:\n            type: integer\n      additionalProperties: false\n")]),
    row(
        "others-changed",
        "others-changed",
        "an object says something else of properties that are not named",
        Wire::Tried(Nothing, SAME),
        Sides::Both,
    ),
    row(
        "schema-changed",
        "schema-changed",
        "a value may be another, by no keyword alone",
        Wire::Tried(Minor, ALIKE),
        Sides::Both,
    ),
];
