//! Rules about OpenAPI: what a generator refuses, panics on, or leaves out.

use super::{Example, Rule, edit, rule_of};

pub(super) const RULES: &[Rule] = &[
    rule_of(
        "not-openapi",
        "a contract that is not a mapping",
        "An OpenAPI document begins with keys.",
        Example::Contract("- openapi: 3.0.3\n"),
    ),
    rule_of(
        "openapi-version",
        "another version than OpenAPI 3.0",
        "progenitor reads 3.0 alone. 3.1 says null, examples and much else in another way, which would \
         be ignored rather than refused.",
        edit("openapi: 3.0.3\n", "openapi: 3.1.0\n"),
    ),
    rule_of(
        "missing-section",
        "no `info`, or no `paths`",
        "OpenAPI asks for both.",
        edit(
            "info:\n  title: Example\n  description: A small contract.\n  version: 1.0.0\n",
            "info: Example\n",
        ),
    ),
    rule_of(
        "ref-dangling",
        "a `$ref` to nothing",
        "progenitor panics on it, without a line.",
        edit(
            "                $ref: '#/components/schemas/groupListResponse'\n",
            "                $ref: '#/components/schemas/groupsListResponse'\n",
        ),
    ),
    rule_of(
        "ref-elsewhere",
        "a `$ref` to another file",
        "progenitor follows none, and the build reads one file.",
        edit(
            "                $ref: '#/components/schemas/groupListResponse'\n",
            "                $ref: 'other.yaml#/group'\n",
        ),
    ),
    rule_of(
        "ref-kind",
        "a `$ref` to something of another kind, or to what is no component",
        "progenitor takes the last word of a reference and looks for it among the components of the kind \
         that it expects. It panics, or finds another of that name.",
        edit(
            "                $ref: '#/components/schemas/groupListResponse'\n",
            "                $ref: '#/components/responses/unauthorized'\n",
        ),
    ),
    rule_of(
        "ref-sibling",
        "something beside a `$ref`",
        "OpenAPI 3.0 ignores it, and so does progenitor: a `nullable: true` beside a `$ref` makes nothing \
         nullable, and a description is not shown.",
        edit(
            "            $ref: '#/components/schemas/group'\n      additionalProperties: {}\n",
            "            $ref: '#/components/schemas/group'\n            nullable: true\n      additionalProperties: {}\n",
        ),
    ),
    rule_of(
        "unknown-key",
        "a key that OpenAPI 3.0 does not have there",
        "Nobody reads it, and nobody says so: with `GET` for `get` an operation is missing from the client, \
         and with `require` for `required` a field becomes optional.",
        edit(
            "      required:\n        - id\n",
            "      require:\n        - id\n",
        ),
    ),
    rule_of(
        "local-servers",
        "servers of one path, or of one operation",
        "The client has one base URL. progenitor ignores these, and the request would go elsewhere.",
        edit(
            "      operationId: deleteGroup\n",
            "      operationId: deleteGroup\n      servers:\n        - url: https://example.com\n",
        ),
    ),
    rule_of(
        "undecodable",
        "something that OpenAPI does not allow in its place",
        "The document does not decode, and the decoder does not say where.",
        edit(
            "      operationId: deleteGroup\n      tags:\n        - groups\n",
            "      operationId: deleteGroup\n      tags: groups\n",
        ),
    ),
    rule_of(
        "ungeneratable",
        "something that progenitor refuses",
        "It refuses, or panics, without saying where.",
        edit(
            "        message:\n          type: string\n",
            "        message:\n          anyOf:\n            - type: string\n          oneOf:\n            - type: string\n",
        ),
    ),
    rule_of(
        "path-form",
        "a path that would not be sent as it is written",
        "Without a slash it would be glued to the base URL; behind a `?` or a `#` is no path; dots lead to \
         another one; of two slashes progenitor sends one; and braces that do not match are sent.",
        edit(
            "  /organizations/{org_id}/groups:\n",
            "  organizations/{org_id}/groups:\n",
        ),
    ),
    rule_of(
        "path-ref",
        "a path that is a `$ref`",
        "progenitor does not follow it, and its operations would be missing without a word.",
        edit(
            "  /organizations/{org_id}/groups/{group_id}:\n",
            "  /organizations/{org_id}/others:\n    $ref: '#/components/responses/unauthorized'\n  /organizations/{org_id}/groups/{group_id}:\n",
        ),
    ),
    rule_of(
        "path-parameters",
        "a path and path parameters that do not match",
        "A placeholder without a parameter would be sent as it stands, braces and all.",
        edit(
            "  /organizations/{org_id}/groups/{group_id}:\n",
            "  /organizations/{org_id}/groups/{id}:\n",
        ),
    ),
    rule_of(
        "optional-path-parameter",
        "a path parameter that is not required, or may be null",
        "A path without one of its parts is another path.",
        edit("      in: path\n      required: true\n", "      in: path\n"),
    ),
    rule_of(
        "parameter-form",
        "a parameter without `name`, `in` and a schema",
        "There is no telling where it is sent, or what; progenitor takes no `content` in place of a schema.",
        edit(
            "        - name: sort_by\n          in: query\n",
            "        - in: query\n",
        ),
    ),
    rule_of(
        "cookie-parameter",
        "a parameter that is a cookie",
        "progenitor cannot send one.",
        edit("          in: query\n", "          in: cookie\n"),
    ),
    rule_of(
        "header-form",
        "a header that is no header, or no single value",
        "progenitor panics when the method is called, or rustc refuses what may be null.",
        edit(
            "        - name: sort_by\n          in: query\n",
            "        - name: sort by\n          in: header\n",
        ),
    ),
    rule_of(
        "query-object",
        "an object in a query, or what may be one",
        "OpenAPI knows several ways to write one, and progenitor sends none.",
        edit(
            "          schema:\n            type: string\n            enum:\n              - name\n              - created_at\n",
            "          schema:\n            type: object\n",
        ),
    ),
    rule_of(
        "parameter-style",
        "a parameter in another style than the usual one",
        "progenitor sends `form` in a query and `simple` elsewhere, encoded, and refuses or ignores what is \
         not.",
        edit(
            "        - name: sort_by\n          in: query\n",
            "        - name: sort_by\n          in: query\n          style: spaceDelimited\n",
        ),
    ),
    rule_of(
        "comma-list",
        "a list in one query parameter",
        "progenitor ignores `explode: false`, and would send the parameter once for each item, of which \
         the server reads the last.",
        edit(
            "          schema:\n            type: string\n            enum:\n              - name\n              - created_at\n",
            "          explode: false\n          schema:\n            type: array\n            items:\n              type: string\n",
        ),
    ),
    rule_of(
        "missing-responses",
        "an operation without responses, or without a success among them",
        "There would be nothing that its method could return; progenitor makes up a stream of bytes.",
        edit(
            "      responses:\n        '204':\n          description: The group is gone.\n          x-source:\n            - S1\n",
            "      responses: {}\n",
        ),
    ),
    rule_of(
        "unknown-status",
        "a status that HTTP does not have",
        "The generated method would never meet it.",
        edit("        5XX:\n", "        6XX:\n"),
    ),
    rule_of(
        "two-body-types",
        "two types for the successes, or for the errors, of one operation",
        "progenitor panics: a method has one type of each.",
        edit(
            "        '401':\n          $ref: '#/components/responses/unauthorized'\n",
            "        '401':\n          description: Nobody is signed in.\n          x-source:\n            - S0\n",
        ),
    ),
    rule_of(
        "missing-schema",
        "a JSON body without a schema, or a request body without content",
        "There is no type to decode it into, or to encode. progenitor panics on the first, and sends nothing of \
         the second.",
        edit(
            "          application/json:\n            schema:\n              $ref: '#/components/schemas/createGroupInput'\n",
            "          application/json: {}\n",
        ),
    ),
    rule_of(
        "two-media-types",
        "a request body with two media types",
        "A method sends one.",
        edit(
            "              $ref: '#/components/schemas/createGroupInput'\n",
            "              $ref: '#/components/schemas/createGroupInput'\n          text/plain:\n            schema:\n              type: string\n",
        ),
    ),
    rule_of(
        "unsendable-body",
        "a request body that the client cannot send",
        "The runtime sends JSON, plain text and bytes, because this API takes no other; and progenitor refuses \
         text and bytes whose schema says more than that.",
        edit(
            "        content:\n          application/json:\n            schema:\n              $ref: '#/components/schemas/createGroupInput'\n",
            "        content:\n          application/x-www-form-urlencoded:\n            schema:\n              $ref: '#/components/schemas/createGroupInput'\n",
        ),
    ),
    rule_of(
        "media-encoding",
        "an `encoding` in a JSON body",
        "progenitor panics on it, without a line.",
        edit(
            "          application/json:\n            schema:\n              $ref: '#/components/schemas/createGroupInput'\n",
            "          application/json:\n            schema:\n              $ref: '#/components/schemas/createGroupInput'\n            encoding:\n              name:\n                contentType: text/plain\n",
        ),
    ),
    rule_of(
        "dropshot-extension",
        "an extension of dropshot's",
        "progenitor generates streams and sockets from it, which need crates that this client does not \
         have, and answers that this server does not give.",
        edit(
            "      operationId: listGroups\n",
            "      operationId: listGroups\n      x-dropshot-pagination: {}\n",
        ),
    ),
    rule_of(
        "unknown-type",
        "a type that JSON Schema does not have",
        "A generator takes it for any value, or fails without a line.",
        edit("          type: boolean\n", "          type: bool\n"),
    ),
    rule_of(
        "unknown-required",
        "a required property that the schema does not have",
        "progenitor makes a field of any JSON of it, and a body without it fails. It is a property that was \
         renamed, or a slip.",
        edit(
            "      required:\n        - name\n",
            "      required:\n        - names\n",
        ),
    ),
    rule_of(
        "unsatisfiable",
        "a schema that no value fits",
        "progenitor panics, or makes a type that has no values, and no body would ever decode.",
        edit(
            "        name:\n          type: string\n",
            "        name:\n          type: string\n          minLength: 5\n          maxLength: 3\n",
        ),
    ),
    rule_of(
        "limit-form",
        "an exclusive limit without a limit",
        "progenitor ignores it, or panics. OpenAPI 3.1 says it with a number, 3.0 with `true` beside \
         `minimum` or `maximum`.",
        edit(
            "          items:\n            type: integer\n",
            "          items:\n            type: integer\n            exclusiveMinimum: true\n",
        ),
    ),
    rule_of(
        "not-schema",
        "a schema that says what is not",
        "progenitor panics on nearly all of them, and of the others the type refuses what the server may send.",
        edit(
            "        message:\n          type: string\n",
            "        message:\n          not:\n            type: integer\n",
        ),
    ),
    rule_of(
        "schema-circle",
        "a schema, or another component, that is made of itself",
        "progenitor would not come to an end, and the build would run out of stack.",
        edit(
            "    group:\n      type: object\n",
            "    group:\n      allOf:\n        - $ref: '#/components/schemas/group'\n      type: object\n",
        ),
    ),
];
