//! Rules about the Rust that is generated: what would not compile, and the traps of a plain
//! progenitor client.

use super::{Rule, edit, rule_of};

pub(super) const RULES: &[Rule] = &[
    rule_of(
        "missing-operation-id",
        "an operation without an operationId",
        "The generated method gets its name from the operationId. Without one, progenitor omits \
         the operation.",
        edit("      operationId: createGroup\n", ""),
    ),
    rule_of(
        "operation-id-form",
        "an operationId that is not a valid name",
        "No Rust method can have this name.",
        edit("operationId: createGroup\n", "operationId: 7\n"),
    ),
    rule_of(
        "duplicate-operation-id",
        "two operations with the same method name",
        "`listGroups` and `list_groups` both become the method `list_groups`. Only one method can \
         have that name.",
        edit("operationId: createGroup\n", "operationId: list_groups\n"),
    ),
    rule_of(
        "reserved-method",
        "an operation with the name of a method that every client has",
        "The generated code would not compile, and rustc would report an error in generated code.",
        edit("operationId: createGroup\n", "operationId: exec\n"),
    ),
    rule_of(
        "reserved-argument",
        "a parameter with the name of a variable in generated methods",
        "The generated code would not compile, or would send a different value.",
        edit("        - name: sort_by\n", "        - name: header-map\n"),
    ),
    rule_of(
        "argument-collision",
        "two parameters with the same argument name",
        "`org-id` and `org_id` both become the argument `org_id`. If a path parameter and a query \
         parameter have the same name, progenitor silently keeps only one.",
        edit("        - name: sort_by\n", "        - name: org-id\n"),
    ),
    rule_of(
        "schema-name-collision",
        "two schemas with the same type name",
        "`user` and `User` both become the type `User`, and progenitor silently keeps only one.",
        edit(
            "    error:\n      type: object\n",
            "    Group:\n      type: string\n      description: A second schema.\n      x-source:\n        - S0\n    error:\n      type: object\n",
        ),
    ),
    rule_of(
        "type-name-collision",
        "two generated types with the same name",
        "An inline schema gets its type name from its place: `listGroups` and `sort_by` make \
         `ListGroupsSortBy`. If that name is taken, progenitor silently uses the existing type, or \
         the code does not compile.",
        edit(
            "    error:\n      type: object\n",
            "    listGroupsSortBy:\n      type: string\n      description: A second schema.\n      x-source:\n        - S0\n    error:\n      type: object\n",
        ),
    ),
    rule_of(
        "property-collision",
        "two properties with the same field name",
        "`createdAt` and `created_at` both become the field `created_at`. The generated code would \
         not compile, and rustc would report an error in generated code.",
        edit(
            "        created_at:\n          type: string\n          nullable: true\n",
            "        createdAt:\n          type: string\n          description: The creation time.\n          x-source:\n            - S0\n        created_at:\n          type: string\n          nullable: true\n",
        ),
    ),
    rule_of(
        "enum-form",
        "enum values of the wrong type, or with the same variant name",
        "progenitor panics if two values become the same variant, such as `name` and `Name`. It \
         also panics if the type of a value differs from the type of the enum.",
        edit(
            "              - name\n              - created_at\n",
            "              - name\n              - Name\n",
        ),
    ),
    rule_of(
        "unchecked-path-id",
        "a path parameter that accepts any string",
        "A group id of `..` would turn `DELETE /organizations/o/groups/..` into `DELETE \
         /organizations/o`. An id in a path needs a type that validates it.",
        edit(
            "        - $ref: '#/components/parameters/groupId'\n",
            "        - name: group_id\n          in: path\n          required: true\n          description: The group's id.\n          x-source:\n            - S1\n          schema:\n            type: string\n",
        ),
    ),
    rule_of(
        "unchecked-pattern",
        "a pattern that no type of the client validates",
        "The generated code would need a regular expression engine to validate the pattern.",
        edit(
            "        message:\n          type: string\n",
            "        message:\n          type: string\n          pattern: .+\n",
        ),
    ),
    rule_of(
        "drops-fields",
        "a response object that drops unknown fields",
        "A field that the server adds later would be lost when a body is decoded and encoded \
         again. Nobody would notice.",
        edit(
            "          description: The groups.\n          x-source:\n            - S0\n          items:\n            $ref: '#/components/schemas/group'\n      additionalProperties: {}\n",
            "          description: The groups.\n          x-source:\n            - S0\n          items:\n            $ref: '#/components/schemas/group'\n",
        ),
    ),
    rule_of(
        "property-extra",
        "a property with the name of the field for unknown properties",
        "A struct cannot have two fields named `extra`.",
        edit(
            "        message:\n          type: string\n",
            "        extra:\n          type: string\n",
        ),
    ),
    rule_of(
        "closed-response",
        "an enum or a limit in a response",
        "One unexpected value would make the complete page fail to decode, with all its other \
         groups.",
        edit(
            "        message:\n          type: string\n",
            "        message:\n          type: string\n          maxLength: 200\n",
        ),
    ),
    rule_of(
        "unclearable-list",
        "a list that can never be sent empty",
        "progenitor omits an empty list, so the members of a group could be replaced but never \
         removed. With `nullable: true`, a missing list and an empty list are different.",
        edit(
            "          type: array\n          nullable: true\n          description: Ids of the users to add.\n",
            "          type: array\n          description: Ids of the users to add.\n",
        ),
    ),
    rule_of(
        "strict-format",
        "a format that becomes a strict type",
        "One timestamp in another format would make the complete page fail to decode. The \
         documents show three formats.",
        edit(
            "        created_at:\n          type: string\n          nullable: true\n",
            "        created_at:\n          type: string\n          format: date-time\n          nullable: true\n",
        ),
    ),
];
