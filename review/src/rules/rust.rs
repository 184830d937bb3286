//! Rules about the Rust that is generated: what would not compile, and the traps of a plain
//! progenitor client.

use super::{Rule, edit, rule_of};

pub(super) const RULES: &[Rule] = &[
    rule_of(
        "missing-operation-id",
        "an operation without an operationId",
        "The generated method is named after it, and progenitor would leave the operation out.",
        edit("      operationId: createGroup\n", ""),
    ),
    rule_of(
        "operation-id-form",
        "an operationId that is no name",
        "No method can be named so.",
        edit("operationId: createGroup\n", "operationId: 7\n"),
    ),
    rule_of(
        "duplicate-operation-id",
        "two operations of one method name",
        "`listGroups` and `list_groups` are both `list_groups` in Rust, and only one can be.",
        edit("operationId: createGroup\n", "operationId: list_groups\n"),
    ),
    rule_of(
        "reserved-method",
        "an operation that is named as a method which every client has",
        "The generated code would not compile, and rustc would point into it.",
        edit("operationId: createGroup\n", "operationId: exec\n"),
    ),
    rule_of(
        "reserved-argument",
        "a parameter that is named as a variable of generated methods",
        "The generated code would not compile, or would send something else.",
        edit("        - name: sort_by\n", "        - name: header-map\n"),
    ),
    rule_of(
        "argument-collision",
        "two parameters of one argument",
        "`org-id` and `org_id` are both `org_id` in Rust; and of two parameters of one name, such as one in the \
         path and one in the query, progenitor keeps one without a word.",
        edit("        - name: sort_by\n", "        - name: org-id\n"),
    ),
    rule_of(
        "schema-name-collision",
        "two schemas of one type",
        "`user` and `User` are both `User` in Rust, and progenitor keeps one without a word.",
        edit(
            "    error:\n      type: object\n",
            "    Group:\n      type: string\n      description: Another.\n      x-source:\n        - S0\n    error:\n      type: object\n",
        ),
    ),
    rule_of(
        "type-name-collision",
        "two schemas whose types would have one name",
        "A schema that stands where it is used is named after that place: `listGroups` and `sort_by` make \
         `ListGroupsSortBy`. Where there is a type of that name, progenitor takes that one without a word, or \
         rustc refuses both.",
        edit(
            "    error:\n      type: object\n",
            "    listGroupsSortBy:\n      type: string\n      description: Another.\n      x-source:\n        - S0\n    error:\n      type: object\n",
        ),
    ),
    rule_of(
        "property-collision",
        "two properties of one field",
        "`createdAt` and `created_at` are both `created_at` in Rust. The generated code would not compile, and \
         rustc would point into it.",
        edit(
            "        created_at:\n          type: string\n          nullable: true\n",
            "        createdAt:\n          type: string\n          description: When it was created.\n          x-source:\n            - S0\n        created_at:\n          type: string\n          nullable: true\n",
        ),
    ),
    rule_of(
        "enum-form",
        "an enum whose values are of another type, or of one name",
        "progenitor panics when two values become one variant, as `name` and `Name` do, or when one is of \
         another type than the enum.",
        edit(
            "              - name\n              - created_at\n",
            "              - name\n              - Name\n",
        ),
    ),
    rule_of(
        "unchecked-path-id",
        "a path parameter of any text",
        "A group id of `..` turns `DELETE /organizations/o/groups/..` into `DELETE /organizations/o`. An \
         id in a path has a type that checks it.",
        edit(
            "        - $ref: '#/components/parameters/groupId'\n",
            "        - name: group_id\n          in: path\n          required: true\n          description: The group's id.\n          x-source:\n            - S1\n          schema:\n            type: string\n",
        ),
    ),
    rule_of(
        "unchecked-pattern",
        "a pattern that no type of the client checks",
        "The generated code would carry an engine for regular expressions to check it.",
        edit(
            "        message:\n          type: string\n",
            "        message:\n          type: string\n          pattern: .+\n",
        ),
    ),
    rule_of(
        "drops-fields",
        "an object of a response that drops what it does not know",
        "What the server adds tomorrow would be lost when a body is decoded and encoded again, and \
         nobody would see it.",
        edit(
            "          description: The groups.\n          x-source:\n            - S0\n          items:\n            $ref: '#/components/schemas/group'\n      additionalProperties: {}\n",
            "          description: The groups.\n          x-source:\n            - S0\n          items:\n            $ref: '#/components/schemas/group'\n",
        ),
    ),
    rule_of(
        "property-extra",
        "a property that is named as the field for unknown ones",
        "Two fields of one struct cannot both be `extra`.",
        edit(
            "        message:\n          type: string\n",
            "        extra:\n          type: string\n",
        ),
    ),
    rule_of(
        "closed-response",
        "an enum or a limit in what is received",
        "A new value would fail the whole page, and with it all the other groups on it.",
        edit(
            "        message:\n          type: string\n",
            "        message:\n          type: string\n          maxLength: 200\n",
        ),
    ),
    rule_of(
        "unclearable-list",
        "a list that could never be sent empty",
        "progenitor leaves an empty list out, so a group's members could be replaced and never taken \
         away. With `nullable: true`, absent and empty stay apart.",
        edit(
            "          type: array\n          nullable: true\n          description: Ids of the users to add.\n",
            "          type: array\n          description: Ids of the users to add.\n",
        ),
    ),
    rule_of(
        "strict-format",
        "a format that becomes a strict type",
        "One timestamp in another form would fail the whole page; the documents show three forms.",
        edit(
            "        created_at:\n          type: string\n          nullable: true\n",
            "        created_at:\n          type: string\n          format: date-time\n          nullable: true\n",
        ),
    ),
];
