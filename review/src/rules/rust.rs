//! Rules for the generated Rust code. Without them, the code would not compile, or the client would
//! have the faults of a plain progenitor client.

use super::{Rule, edit, rule_of};

pub(super) const RULES: &[Rule] = &[
    rule_of(
        "missing-operation-id",
        "an operation without an operationId",
        "The generated method gets its name from the operationId. If an operation has no \
         operationId, the client has no method for the operation.",
        edit("      operationId: createGroup\n", ""),
    ),
    rule_of(
        "operation-id-form",
        "an operationId that cannot become a method name",
        "The generated method gets its name from the operationId. Rust does not allow this \
         operationId as the name of a method.",
        edit("operationId: createGroup\n", "operationId: 7\n"),
    ),
    rule_of(
        "duplicate-operation-id",
        "two operations with the same method name",
        "For example, `listGroups` and `list_groups` both become the method `list_groups`. A \
         client can have only one method with this name.",
        edit("operationId: createGroup\n", "operationId: list_groups\n"),
    ),
    rule_of(
        "unsendable-method",
        "an operation with the HTTP method OPTIONS or TRACE",
        "The generated code calls a function of reqwest with the name of the HTTP method. reqwest \
         has no such function for OPTIONS and TRACE, so the code would not compile.",
        edit(
            "    delete:\n      operationId: deleteGroup\n",
            "    options:\n      operationId: deleteGroup\n",
        ),
    ),
    rule_of(
        "reserved-method",
        "an operation with the same name as a method of every generated client",
        "The client would have two methods with the same name, so its code would not compile. \
         rustc would report the error in the generated code, not in the contract.",
        edit("operationId: createGroup\n", "operationId: exec\n"),
    ),
    rule_of(
        "reserved-argument",
        "a parameter with the same name as a variable in the generated methods",
        "If a parameter has the same name as an internal variable, the generated code may not \
         compile. The generated method may also send a wrong value.",
        edit("        - name: sort_by\n", "        - name: header-map\n"),
    ),
    rule_of(
        "argument-collision",
        "two parameters with the same argument name",
        "For example, `org-id` and `org_id` both become the argument `org_id`. If a path parameter \
         and a query parameter have the same name, progenitor silently keeps only one of them.",
        edit("        - name: sort_by\n", "        - name: org-id\n"),
    ),
    rule_of(
        "schema-name-collision",
        "two schemas with the same type name",
        "For example, `user` and `User` both become the type `User`. progenitor silently keeps \
         only one of them.",
        edit(
            "    error:\n      type: object\n      description: An error.\n      x-source:\n        - S0\n      properties:\n",
            "    Group:\n      type: string\n      description: A second schema.\n      x-source:\n        - S0\n    error:\n      type: object\n      description: An error.\n      x-source:\n        - S0\n      properties:\n        other:\n          description: A second schema.\n          x-source:\n            - S0\n          allOf:\n            - $ref: '#/components/schemas/Group'\n",
        ),
    ),
    rule_of(
        "type-name-collision",
        "two generated types with the same name",
        "A schema without a name gets its type name from its position in the contract. For \
         example, the parameter `sort_by` of `listGroups` has the type `ListGroupsSortBy`. If a \
         schema already has this name, progenitor silently uses the type of that schema, or the \
         code does not compile.",
        edit(
            "    error:\n      type: object\n      description: An error.\n      x-source:\n        - S0\n      properties:\n",
            "    listGroupsSortBy:\n      type: string\n      description: A second schema.\n      x-source:\n        - S0\n    error:\n      type: object\n      description: An error.\n      x-source:\n        - S0\n      properties:\n        other:\n          description: A second schema.\n          x-source:\n            - S0\n          allOf:\n            - $ref: '#/components/schemas/listGroupsSortBy'\n",
        ),
    ),
    rule_of(
        "reserved-type",
        "a generated type with the name `Ok`, `Err`, `Default` or `String`",
        "The generated code uses these names for the items of Rust's prelude. With a type of the \
         same name, the code would not compile.",
        edit(
            "          schema:\n            type: string\n            enum:\n",
            "          schema:\n            type: string\n            title: Ok\n            enum:\n",
        ),
    ),
    rule_of(
        "property-collision",
        "two properties with the same field name",
        "For example, `createdAt` and `created_at` both become the field `created_at`. The \
         generated code would not compile. rustc would report the error in the generated code, not \
         in the contract.",
        edit(
            "        created_at:\n          type: string\n          nullable: true\n",
            "        createdAt:\n          type: string\n          description: The creation time.\n          x-source:\n            - S0\n        created_at:\n          type: string\n          nullable: true\n",
        ),
    ),
    rule_of(
        "enum-form",
        "an enum with a value of the wrong type, or with two values that become the same Rust \
         variant",
        "progenitor panics if two values become the same variant. For example, `name` and `Name` \
         both become `Name`. progenitor also panics if the type of a value differs from the type \
         of the enum.",
        edit(
            "              - name\n              - created_at\n",
            "              - name\n              - Name\n",
        ),
    ),
    rule_of(
        "unchecked-path-id",
        "a path parameter that accepts any string",
        "If a group id is `..`, the request `DELETE /organizations/o/groups/..` becomes `DELETE \
         /organizations/o`. So an id in a path needs a type that validates the id.",
        edit(
            "        - $ref: '#/components/parameters/organizationId'\n        - name: sort_by\n",
            "        - name: org_id\n          in: path\n          required: true\n          description: The organization's id.\n          x-source:\n            - S1\n          schema:\n            type: string\n        - name: sort_by\n",
        ),
    ),
    rule_of(
        "unchecked-pattern",
        "a `pattern` in a schema without a hand-written type",
        "To check a value against a pattern, the generated code would need a regular-expression \
         engine.",
        edit(
            "        message:\n          type: string\n",
            "        message:\n          type: string\n          pattern: .+\n",
        ),
    ),
    rule_of(
        "drops-fields",
        "a response object whose generated type drops unknown fields",
        "The server may add a field later. If a program decodes a body and encodes it again, the \
         new field would be lost without an error.",
        edit(
            "          description: The groups.\n          x-source:\n            - S0\n          items:\n            $ref: '#/components/schemas/group'\n      additionalProperties: {}\n",
            "          description: The groups.\n          x-source:\n            - S0\n          items:\n            $ref: '#/components/schemas/group'\n",
        ),
    ),
    rule_of(
        "property-extra",
        "a property with the same name as the struct field for unknown properties",
        "The generated struct keeps unknown properties in a field named `extra`. A struct cannot \
         have two fields with this name.",
        edit(
            "        message:\n          type: string\n",
            "        extra:\n          type: string\n",
        ),
    ),
    rule_of(
        "closed-response",
        "an enum or a limit in a response",
        "If one group in a list has an unexpected value, the client cannot decode the response. \
         The program then loses the other groups of the list, too.",
        edit(
            "        message:\n          type: string\n",
            "        message:\n          type: string\n          maxLength: 200\n",
        ),
    ),
    rule_of(
        "unclearable-list",
        "a list in a request that the client omits if the list is empty",
        "The generated code omits an empty list from the request. So the client could replace the \
         members of a group, but could never remove all of them. With `nullable: true`, the client \
         sends an empty list. The client then omits the list only if the program does not set it.",
        edit(
            "          type: array\n          nullable: true\n          description: Ids of the users to add.\n",
            "          type: array\n          description: Ids of the users to add.\n",
        ),
    ),
    rule_of(
        "strict-format",
        "a format for which progenitor generates a strict Rust type",
        "If one value does not match the format, the client cannot decode the complete response. \
         For example, the vendor's documents show three formats of timestamps.",
        edit(
            "        created_at:\n          type: string\n          nullable: true\n",
            "        created_at:\n          type: string\n          format: date-time\n          nullable: true\n",
        ),
    ),
];
