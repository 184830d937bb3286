//! What says nothing on the wire: names, places, and words.

use super::{ChangeRule, NEITHER, SAME, Sides, Wire, row};
use crate::Bump::None as Nothing;

pub(super) const NAMES: &[ChangeRule] = &[
    row(
        "reference-changed",
        "reference-changed",
        "a schema is written in another place",
        Wire::Is(Nothing, SAME),
        Sides::Both,
    )
    .edit(&[("              schema:\n                $ref: '#/components/schemas/groupListResponse'\n", "              schema:\n                allOf:\n                  - $ref: '#/components/schemas/groupListResponse'\n")]),
    row(
        "schema-added",
        "schema-removed",
        "a schema is new",
        Wire::Is(Nothing, SAME),
        NEITHER,
    )
    .edit(&[("    error:\n      type: object\n", "    colour:\n      type: object\n      description: A colour.\n      x-source:\n        - S0\n      properties:\n        name:\n          type: string\n          description: Its name.\n          x-source:\n            - S0\n      additionalProperties: {}\n    error:\n      type: object\n")]),
    row(
        "schema-removed",
        "schema-added",
        "a schema is gone",
        Wire::Is(Nothing, SAME),
        NEITHER,
    ),
    row(
        "schema-renamed",
        "schema-renamed",
        "a schema has another name",
        Wire::Is(Nothing, SAME),
        NEITHER,
    )
    .edit(&[("schemas/error'", "schemas/failure'"), ("schemas/error'", "schemas/failure'"), ("    error:\n      type: object", "    failure:\n      type: object")]),
    row(
        "component-moved",
        "component-moved",
        "something is written as a component, or no longer",
        Wire::Is(Nothing, SAME),
        NEITHER,
    )
    .edit(&[("        - $ref: '#/components/parameters/groupId'\n", "        - name: group_id\n          in: path\n          required: true\n          description: The group's id.\n          x-source:\n            - S1\n          schema:\n            $ref: '#/components/schemas/groupId'\n"), ("    groupId:\n      name: group_id\n      in: path\n      required: true\n      description: The group's id.\n      x-source:\n        - S1\n      schema:\n        $ref: '#/components/schemas/groupId'\n", "")]),
    row(
        "unused-changed",
        "unused-changed",
        "a schema that no operation uses is another",
        Wire::Is(Nothing, SAME),
        NEITHER,
    ),
    row(
        "words",
        "words",
        "what is said to people is another",
        Wire::Is(Nothing, SAME),
        NEITHER,
    )
    .edit(&[("description: A group to create.", "description: What to create.")]),
    row(
        "not-judged",
        "not-judged",
        "a keyword that no rule knows is another",
        Wire::Is(Nothing, "look at it; no rule judges it"),
        NEITHER,
    )
    .edit(&[("          type: boolean\n", "          type: boolean\n          deprecated: true\n")]),
    row(
        "rewritten",
        "rewritten",
        "something is written in another way, and means the same",
        Wire::Is(Nothing, SAME),
        NEITHER,
    )
    .edit(&[(
        "              - name\n              - created_at\n",
        "              - created_at\n              - name\n",
    )]),
];
