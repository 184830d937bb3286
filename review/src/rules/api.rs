//! Rules about OpenAPI: what a generator refuses, panics on, or leaves out.

use super::{Example, Rule, edit, rule_of};

pub(super) const RULES: &[Rule] = &[
    rule_of(
        "not-openapi",
        "a contract that is not a mapping",
        "An OpenAPI document is a mapping with keys such as `openapi` and `paths`.",
        Example::Contract("- openapi: 3.0.3\n"),
    ),
    rule_of(
        "openapi-version",
        "an OpenAPI version other than 3.0",
        "progenitor reads only OpenAPI 3.0. OpenAPI 3.1 writes null, examples and other features \
         differently. progenitor would ignore them without an error.",
        edit("openapi: 3.0.3\n", "openapi: 3.1.0\n"),
    ),
    rule_of(
        "missing-section",
        "a missing `info` or `paths` section",
        "OpenAPI requires both sections.",
        edit(
            "info:\n  title: Example\n  description: A small contract.\n  version: 1.0.0\n",
            "info: Example\n",
        ),
    ),
    rule_of(
        "ref-dangling",
        "a `$ref` to a missing target",
        "progenitor panics and does not report the line.",
        edit(
            "                $ref: '#/components/schemas/groupListResponse'\n",
            "                $ref: '#/components/schemas/groupsListResponse'\n",
        ),
    ),
    rule_of(
        "ref-elsewhere",
        "a `$ref` to another file",
        "progenitor does not follow a `$ref` to another file, and the build reads only one file.",
        edit(
            "                $ref: '#/components/schemas/groupListResponse'\n",
            "                $ref: 'other.yaml#/group'\n",
        ),
    ),
    rule_of(
        "ref-kind",
        "a `$ref` to the wrong kind of component, or to something that is not a component",
        "progenitor reads only the last segment of a reference. It looks for that name among the \
         components of the expected kind. It then panics, or uses a different component with that \
         name.",
        edit(
            "                $ref: '#/components/schemas/groupListResponse'\n",
            "                $ref: '#/components/responses/unauthorized'\n",
        ),
    ),
    rule_of(
        "ref-sibling",
        "a key next to a `$ref`",
        "OpenAPI 3.0 and progenitor ignore such a key. For example, a `nullable: true` next to a \
         `$ref` has no effect, and a description is not shown.",
        edit(
            "            $ref: '#/components/schemas/group'\n      additionalProperties: {}\n",
            "            $ref: '#/components/schemas/group'\n            nullable: true\n      additionalProperties: {}\n",
        ),
    ),
    rule_of(
        "unknown-key",
        "a key that OpenAPI 3.0 does not define here",
        "Generators ignore unknown keys without an error. `GET` instead of `get` removes an \
         operation from the client. `require` instead of `required` makes a field optional.",
        edit(
            "      required:\n        - id\n",
            "      require:\n        - id\n",
        ),
    ),
    rule_of(
        "local-servers",
        "`servers` of a path or of an operation",
        "The client has one base URL, and progenitor ignores these servers. The request would go \
         to the wrong server.",
        edit(
            "      operationId: deleteGroup\n",
            "      operationId: deleteGroup\n      servers:\n        - url: https://example.com\n",
        ),
    ),
    rule_of(
        "undecodable",
        "a value that OpenAPI does not allow here",
        "The document cannot be decoded, and the decoder does not report the line.",
        edit(
            "      operationId: deleteGroup\n      tags:\n        - groups\n",
            "      operationId: deleteGroup\n      tags: groups\n",
        ),
    ),
    rule_of(
        "ungeneratable",
        "a construct that progenitor does not support",
        "progenitor fails or panics, and does not report the line.",
        edit(
            "        message:\n          type: string\n",
            "        message:\n          anyOf:\n            - type: string\n          oneOf:\n            - type: string\n",
        ),
    ),
    rule_of(
        "path-form",
        "a path that would not be sent as it is written",
        "Without a leading slash, the path is joined to the base URL without a separator. Text \
         after `?` or `#` does not belong to a path. Dot segments lead to a different path. \
         progenitor sends two slashes as one. Unmatched braces are sent literally.",
        edit(
            "  /organizations/{org_id}/groups:\n",
            "  organizations/{org_id}/groups:\n",
        ),
    ),
    rule_of(
        "path-ref",
        "a path item that is a `$ref`",
        "progenitor does not follow the `$ref` of a path. The operations would be missing from the \
         client without an error.",
        edit(
            "  /organizations/{org_id}/groups/{group_id}:\n",
            "  /organizations/{org_id}/others:\n    $ref: '#/components/responses/unauthorized'\n  /organizations/{org_id}/groups/{group_id}:\n",
        ),
    ),
    rule_of(
        "path-parameters",
        "path placeholders that do not match the path parameters",
        "A placeholder without a parameter is sent literally, including its braces.",
        edit(
            "  /organizations/{org_id}/groups/{group_id}:\n",
            "  /organizations/{org_id}/groups/{id}:\n",
        ),
    ),
    rule_of(
        "optional-path-parameter",
        "a path parameter that is optional or nullable",
        "A path without one of its segments is a different path.",
        edit("      in: path\n      required: true\n", "      in: path\n"),
    ),
    rule_of(
        "parameter-form",
        "a parameter without `name`, `in` or `schema`",
        "progenitor needs the name, the location and the type of a parameter. It does not support \
         `content` instead of `schema`.",
        edit(
            "        - name: sort_by\n          in: query\n",
            "        - in: query\n",
        ),
    ),
    rule_of(
        "cookie-parameter",
        "a cookie parameter",
        "progenitor cannot send cookies.",
        edit("          in: query\n", "          in: cookie\n"),
    ),
    rule_of(
        "header-form",
        "a header with an invalid name, or with something other than one value",
        "The generated method panics when it is called. A nullable header does not compile.",
        edit(
            "        - name: sort_by\n          in: query\n",
            "        - name: sort by\n          in: header\n",
        ),
    ),
    rule_of(
        "query-object",
        "a query parameter that is or may be an object",
        "OpenAPI defines several encodings of an object in a query. progenitor supports none of \
         them.",
        edit(
            "          schema:\n            type: string\n            enum:\n              - name\n              - created_at\n",
            "          schema:\n            type: object\n",
        ),
    ),
    rule_of(
        "parameter-style",
        "a parameter with a style other than the default",
        "progenitor sends `form` in a query and `simple` elsewhere, percent-encoded. It rejects or \
         ignores all other styles.",
        edit(
            "        - name: sort_by\n          in: query\n",
            "        - name: sort_by\n          in: query\n          style: spaceDelimited\n",
        ),
    ),
    rule_of(
        "comma-list",
        "a query parameter with a comma-separated list",
        "progenitor ignores `explode: false` and sends the parameter once for each item. The \
         server reads only the last one.",
        edit(
            "          schema:\n            type: string\n            enum:\n              - name\n              - created_at\n",
            "          explode: false\n          schema:\n            type: array\n            items:\n              type: string\n",
        ),
    ),
    rule_of(
        "missing-responses",
        "an operation without responses, or without a success response",
        "The contract does not say what the method returns. progenitor would return a stream of \
         bytes.",
        edit(
            "      responses:\n        '204':\n          description: The group was deleted.\n          x-source:\n            - S1\n",
            "      responses: {}\n",
        ),
    ),
    rule_of(
        "unknown-status",
        "a status that HTTP does not define",
        "The generated method would never receive such a status.",
        edit("        5XX:\n", "        6XX:\n"),
    ),
    rule_of(
        "two-body-types",
        "two types for the success responses of an operation, or for its error responses",
        "progenitor panics. A generated method has one success type and one error type.",
        edit(
            "        '401':\n          $ref: '#/components/responses/unauthorized'\n",
            "        '401':\n          description: The access token is missing or invalid.\n          x-source:\n            - S0\n",
        ),
    ),
    rule_of(
        "missing-schema",
        "a JSON body without a schema, or a request body without content",
        "The body has no type. progenitor panics if a JSON body has no schema. It sends nothing if \
         a request body has no content.",
        edit(
            "          application/json:\n            schema:\n              $ref: '#/components/schemas/createGroupInput'\n",
            "          application/json: {}\n",
        ),
    ),
    rule_of(
        "two-media-types",
        "a request body with two media types",
        "A generated method sends only one media type.",
        edit(
            "              $ref: '#/components/schemas/createGroupInput'\n",
            "              $ref: '#/components/schemas/createGroupInput'\n          text/plain:\n            schema:\n              type: string\n",
        ),
    ),
    rule_of(
        "unsendable-body",
        "a request body that the client cannot send",
        "This API accepts only JSON, plain text and bytes, so the client sends nothing else. \
         progenitor rejects a text or bytes schema that has further constraints.",
        edit(
            "        content:\n          application/json:\n            schema:\n              $ref: '#/components/schemas/createGroupInput'\n",
            "        content:\n          application/x-www-form-urlencoded:\n            schema:\n              $ref: '#/components/schemas/createGroupInput'\n",
        ),
    ),
    rule_of(
        "media-encoding",
        "`encoding` in a JSON body",
        "progenitor panics and does not report the line.",
        edit(
            "          application/json:\n            schema:\n              $ref: '#/components/schemas/createGroupInput'\n",
            "          application/json:\n            schema:\n              $ref: '#/components/schemas/createGroupInput'\n            encoding:\n              name:\n                contentType: text/plain\n",
        ),
    ),
    rule_of(
        "dropshot-extension",
        "an extension of the dropshot server framework",
        "progenitor generates streams and sockets from such extensions. They need crates that this \
         client does not have, and responses that this server does not send.",
        edit(
            "      operationId: listGroups\n",
            "      operationId: listGroups\n      x-dropshot-pagination: {}\n",
        ),
    ),
    rule_of(
        "unknown-type",
        "a type that JSON Schema does not define",
        "A generator accepts any value for an unknown type, or fails and does not report the line.",
        edit("          type: boolean\n", "          type: bool\n"),
    ),
    rule_of(
        "unknown-required",
        "a required property that the schema does not define",
        "progenitor generates a required field that takes any JSON. A body without this property \
         fails to decode. The property was probably renamed or misspelt.",
        edit(
            "      required:\n        - name\n",
            "      required:\n        - names\n",
        ),
    ),
    rule_of(
        "unsatisfiable",
        "a schema that no value satisfies",
        "progenitor panics or generates a type without values. No body would ever decode.",
        edit(
            "        name:\n          type: string\n",
            "        name:\n          type: string\n          minLength: 5\n          maxLength: 3\n",
        ),
    ),
    rule_of(
        "limit-form",
        "an exclusive limit without `minimum` or `maximum`",
        "progenitor ignores such a limit or panics. In OpenAPI 3.0 an exclusive limit is `true`, \
         next to `minimum` or `maximum`. Only OpenAPI 3.1 allows a number.",
        edit(
            "          items:\n            type: integer\n",
            "          items:\n            type: integer\n            exclusiveMinimum: true\n",
        ),
    ),
    rule_of(
        "not-schema",
        "a schema with `not`",
        "progenitor panics on most of these schemas. For the others, the generated type rejects \
         values that the server may send.",
        edit(
            "        message:\n          type: string\n",
            "        message:\n          not:\n            type: integer\n",
        ),
    ),
    rule_of(
        "schema-circle",
        "a schema or another component that includes itself",
        "progenitor would recurse without end, and the build would overflow its stack.",
        edit(
            "    group:\n      type: object\n",
            "    group:\n      allOf:\n        - $ref: '#/components/schemas/group'\n      type: object\n",
        ),
    ),
];
