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
            "        created_at:\n          type: string\n          nullable: true\n",
            "        created_at:\n          type: string\n          nullable: true\n          default: 5\n",
        ),
    ),
    rule_of(
        "path-form",
        "a path that does not begin with a slash",
        "It would be glued to the base URL.",
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
        "a path parameter that is not required",
        "A path without one of its parts is another path.",
        edit("      in: path\n      required: true\n", "      in: path\n"),
    ),
    rule_of(
        "parameter-form",
        "a parameter without `name` and `in`",
        "There is no telling where it is sent.",
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
        "progenitor panics when the method is called.",
        edit(
            "        - name: sort_by\n          in: query\n",
            "        - name: sort by\n          in: header\n",
        ),
    ),
    rule_of(
        "query-object",
        "an object in a query",
        "OpenAPI knows several ways to write one, and progenitor sends none.",
        edit(
            "          schema:\n            type: string\n            enum:\n              - name\n              - created_at\n",
            "          schema:\n            type: object\n",
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
        "an operation without responses",
        "There would be nothing that its method could return.",
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
        "a JSON body without a schema",
        "There is no type to decode it into, or to encode.",
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
        "The runtime sends JSON, plain text and bytes, because this API takes no other.",
        edit(
            "        content:\n          application/json:\n            schema:\n              $ref: '#/components/schemas/createGroupInput'\n",
            "        content:\n          application/x-www-form-urlencoded:\n            schema:\n              $ref: '#/components/schemas/createGroupInput'\n",
        ),
    ),
    rule_of(
        "unknown-type",
        "a type that JSON Schema does not have",
        "A generator takes it for any value, or fails without a line.",
        edit("          type: boolean\n", "          type: bool\n"),
    ),
    rule_of(
        "schema-circle",
        "a schema that is made of itself",
        "progenitor would not come to an end.",
        edit(
            "    group:\n      type: object\n",
            "    group:\n      allOf:\n        - $ref: '#/components/schemas/group'\n      type: object\n",
        ),
    ),
];
