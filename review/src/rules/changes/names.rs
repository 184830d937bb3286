//! Kinds of changes that do not affect requests or responses: names, places and documentation.

use super::{ChangeRule, NEITHER, SAME, Sides, Wire, row};
use crate::Bump::None as Nothing;

pub(super) const NAMES: &[ChangeRule] = &[
    row(
        "reference-changed",
        "reference-changed",
        "a reference names a different schema, or only the notation of the reference changed",
        Wire::Is(Nothing, SAME),
        Sides::Both,
    )
    .edit(&[("              schema:\n                $ref: '#/components/schemas/groupListResponse'\n", "              schema:\n                allOf:\n                  - $ref: '#/components/schemas/groupListResponse'\n")]),
    row(
        "schema-added",
        "schema-removed",
        "a schema was added",
        Wire::Is(Nothing, SAME),
        NEITHER,
    )
    .edit(&[("    error:\n      type: object\n", "    colour:\n      type: object\n      description: A colour.\n      x-source:\n        - S0\n      properties:\n        name:\n          type: string\n          description: Its name.\n          x-source:\n            - S0\n      additionalProperties: {}\n    error:\n      type: object\n")]),
    row(
        "schema-removed",
        "schema-added",
        "a schema was removed",
        Wire::Is(Nothing, SAME),
        NEITHER,
    ),
    row(
        "schema-renamed",
        "schema-renamed",
        "a schema was renamed",
        Wire::Is(Nothing, SAME),
        NEITHER,
    )
    .edit(&[("schemas/error'", "schemas/failure'"), ("schemas/error'", "schemas/failure'"),  ("    error:\n      type: object", "    failure:\n      type: object")]),
    row(
        "component-moved",
        "component-moved",
        "an inline definition became a component, or a component became an inline definition",
        Wire::Is(Nothing, SAME),
        NEITHER,
    )
    .edit(&[("        - $ref: '#/components/parameters/groupId'\n", "        - name: group_id\n          in: path\n          required: true\n          description: The group's id.\n          x-source:\n            - S1\n          schema:\n            $ref: '#/components/schemas/groupId'\n"), ("    groupId:\n      name: group_id\n      in: path\n      required: true\n      description: The group's id.\n      x-source:\n        - S1\n      schema:\n        $ref: '#/components/schemas/groupId'\n", "")]),
    row(
        "unused-changed",
        "unused-changed",
        "a schema changed, but no operation uses this schema",
        Wire::Is(Nothing, SAME),
        NEITHER,
    ),
    row(
        "deprecated",
        "undeprecated",
        "a part was marked as deprecated",
        Wire::Is(Nothing, SAME),
        NEITHER,
    )
    .edit(&[("          type: boolean\n", "          type: boolean\n          deprecated: true\n")]),
    row(
        "undeprecated",
        "deprecated",
        "a part is no longer marked as deprecated",
        Wire::Is(Nothing, SAME),
        NEITHER,
    ),
    row(
        "words",
        "words",
        "only documentation changed",
        Wire::Is(Nothing, SAME),
        NEITHER,
    )
    .edit(&[("description: A group to create.", "description: The fields of a new group.")]),
    row(
        "not-judged",
        "not-judged",
        "a keyword changed, but no rule covers this keyword",
        Wire::Is(Nothing, "diff has no rule for this change, so review the change yourself"),
        NEITHER,
    )
    .edit(&[("          type: boolean\n", "          type: boolean\n          readOnly: true\n")]),
    row(
        "rewritten",
        "rewritten",
        "the notation changed, but the meaning stayed the same",
        Wire::Is(Nothing, SAME),
        NEITHER,
    )
    .edit(&[(
        "              - name\n              - created_at\n",
        "              - created_at\n              - name\n",
    )]),
];
