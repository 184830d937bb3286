//! Rules for parts of OpenAPI that make a generator fail or panic, or that a generator ignores.

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
        "progenitor reads only OpenAPI 3.0. OpenAPI 3.1 describes null values, examples and other \
         features differently. progenitor would ignore these parts of the contract without an \
         error.",
        edit("openapi: 3.0.3\n", "openapi: 3.1.0\n"),
    ),
    rule_of(
        "missing-section",
        "a missing `info` or `paths` section",
        "Every OpenAPI document must have both sections.",
        edit(
            "info:\n  title: Example\n  description: A small contract.\n  version: 1.0.0\n",
            "info: Example\n",
        ),
    ),
    rule_of(
        "ref-dangling",
        "a `$ref` to a component that does not exist",
        "progenitor panics, and its message does not name the line.",
        edit(
            "                $ref: '#/components/schemas/groupListResponse'\n",
            "                $ref: '#/components/schemas/groupsListResponse'\n",
        ),
    ),
    rule_of(
        "ref-elsewhere",
        "a `$ref` to another file",
        "progenitor does not read other files, and the build uses only one file.",
        edit(
            "                $ref: '#/components/schemas/groupListResponse'\n",
            "                $ref: 'other.yaml#/group'\n",
        ),
    ),
    rule_of(
        "ref-kind",
        "a `$ref` to the wrong kind of component, or to something that is not a component",
        "progenitor reads only the last segment of a `$ref`. It searches for this name among the \
         components of the expected kind. If no component has this name, progenitor panics. If one \
         has this name, progenitor uses it, although the `$ref` names a different component.",
        edit(
            "                $ref: '#/components/schemas/groupListResponse'\n",
            "                $ref: '#/components/responses/unauthorized'\n",
        ),
    ),
    rule_of(
        "ref-sibling",
        "a key next to a `$ref`",
        "OpenAPI 3.0 and progenitor ignore such a key. For example, a `nullable: true` next to a \
         `$ref` has no effect, and a description does not appear in the documentation.",
        edit(
            "            $ref: '#/components/schemas/group'\n      additionalProperties: {}\n",
            "            $ref: '#/components/schemas/group'\n            nullable: true\n      additionalProperties: {}\n",
        ),
    ),
    rule_of(
        "unknown-key",
        "a key that OpenAPI 3.0 does not define in this place",
        "Generators ignore unknown keys without an error. For example, if the contract has `GET` \
         instead of `get`, the client does not have the operation. If the contract has `require` \
         instead of `required`, the field becomes optional.",
        edit(
            "      required:\n        - id\n",
            "      require:\n        - id\n",
        ),
    ),
    rule_of(
        "local-servers",
        "`servers` of a path or of an operation",
        "The client has only one base URL, and progenitor ignores `servers` in these places. The \
         client would send the requests of such an operation to the wrong server.",
        edit(
            "      operationId: deleteGroup\n",
            "      operationId: deleteGroup\n      servers:\n        - url: https://example.com\n",
        ),
    ),
    rule_of(
        "undecodable",
        "a value that OpenAPI does not allow in this place",
        "The contract cannot be decoded, and the message of the decoder does not name the line.",
        edit(
            "      operationId: deleteGroup\n      tags:\n        - groups\n",
            "      operationId: deleteGroup\n      tags: groups\n",
        ),
    ),
    rule_of(
        "ungeneratable",
        "a construct that progenitor does not support",
        "progenitor returns an error or panics, and its message does not name the line.",
        edit(
            "        message:\n          type: string\n",
            "        message:\n          anyOf:\n            - type: string\n          oneOf:\n            - type: string\n",
        ),
    ),
    rule_of(
        "path-form",
        "a path from which the client would build a wrong URL",
        "If a path has no leading slash, the client appends it to the base URL without a \
         separator. `?` and `#` end the path of a URL. Dot segments such as `..` lead to a \
         different path. The client sends two slashes as one slash. It sends a brace without a \
         matching brace unchanged.",
        edit(
            "  /organizations/{org_id}/groups:\n",
            "  organizations/{org_id}/groups:\n",
        ),
    ),
    rule_of(
        "path-ref",
        "a path with a `$ref` instead of operations",
        "progenitor does not follow such a `$ref`. The client would not have the operations of the \
         path, and progenitor would not report an error.",
        edit(
            "  /organizations/{org_id}/groups/{group_id}:\n",
            "  /organizations/{org_id}/others:\n    $ref: '#/components/responses/unauthorized'\n  /organizations/{org_id}/groups/{group_id}:\n",
        ),
    ),
    rule_of(
        "path-parameters",
        "a path whose placeholders do not match its path parameters",
        "If a placeholder has no parameter, the client sends the name of the placeholder with its \
         braces, instead of a value.",
        edit(
            "  /organizations/{org_id}/groups/{group_id}:\n",
            "  /organizations/{org_id}/groups/{id}:\n",
        ),
    ),
    rule_of(
        "optional-path-parameter",
        "a path parameter that is optional or nullable",
        "If the client omits a segment of a path, the request goes to a different resource.",
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
        "a header parameter with an invalid name, or with a type that is not a single value",
        "If the name is invalid, the generated method panics when a program calls it. If the \
         header is nullable, the generated code does not compile.",
        edit(
            "        - name: sort_by\n          in: query\n",
            "        - name: sort by\n          in: header\n",
        ),
    ),
    rule_of(
        "query-object",
        "a query parameter that is or may be an object",
        "OpenAPI defines several ways to write an object in a query. progenitor supports none of \
         them.",
        edit(
            "          schema:\n            type: string\n            enum:\n              - name\n              - created_at\n",
            "          schema:\n            type: object\n",
        ),
    ),
    rule_of(
        "parameter-style",
        "a parameter with a style other than the default",
        "progenitor sends query parameters in the style `form`, and all other parameters in the \
         style `simple`. Both are percent-encoded. progenitor rejects or ignores all other styles.",
        edit(
            "        - name: sort_by\n          in: query\n",
            "        - name: sort_by\n          in: query\n          style: spaceDelimited\n",
        ),
    ),
    rule_of(
        "comma-list",
        "a query parameter with a comma-separated list",
        "progenitor ignores `explode: false` and sends the parameter once for each item. The \
         server then reads only the last item.",
        edit(
            "          schema:\n            type: string\n            enum:\n              - name\n              - created_at\n",
            "          explode: false\n          schema:\n            type: array\n            items:\n              type: string\n",
        ),
    ),
    rule_of(
        "missing-responses",
        "an operation without responses, or without a success response",
        "The contract does not state what the generated method returns. progenitor would generate \
         a method that returns a stream of bytes.",
        edit(
            "      responses:\n        '204':\n          description: The group was deleted.\n          x-source:\n            - S1\n",
            "      responses: {}\n",
        ),
    ),
    rule_of(
        "unknown-status",
        "a status that HTTP does not define",
        "No response has such a status, so the contract describes a response that never arrives.",
        edit("        5XX:\n", "        6XX:\n"),
    ),
    rule_of(
        "two-body-types",
        "an operation whose success responses, or whose error responses, have different types",
        "progenitor panics, because a generated method has only one success type and one error \
         type.",
        edit(
            "        '401':\n          $ref: '#/components/responses/unauthorized'\n",
            "        '401':\n          description: The access token is missing or invalid.\n          x-source:\n            - S0\n",
        ),
    ),
    rule_of(
        "missing-schema",
        "a JSON body without a schema, or a request body without content",
        "Without a schema, the body has no type. progenitor panics if a JSON body has no schema. \
         If a request body has no content, the generated method sends no body.",
        edit(
            "          application/json:\n            schema:\n              $ref: '#/components/schemas/createGroupInput'\n",
            "          application/json: {}\n",
        ),
    ),
    rule_of(
        "two-media-types",
        "a request body with two media types",
        "A generated method can send its body in only one media type.",
        edit(
            "              $ref: '#/components/schemas/createGroupInput'\n",
            "              $ref: '#/components/schemas/createGroupInput'\n          text/plain:\n            schema:\n              type: string\n",
        ),
    ),
    rule_of(
        "unsendable-body",
        "a request body that the client cannot send",
        "The client sends only JSON, plain text and bytes, because this API accepts nothing else. \
         If the body is text or bytes, progenitor rejects a schema with further constraints.",
        edit(
            "        content:\n          application/json:\n            schema:\n              $ref: '#/components/schemas/createGroupInput'\n",
            "        content:\n          application/x-www-form-urlencoded:\n            schema:\n              $ref: '#/components/schemas/createGroupInput'\n",
        ),
    ),
    rule_of(
        "media-encoding",
        "`encoding` in a JSON body",
        "progenitor panics, and its message does not name the line.",
        edit(
            "          application/json:\n            schema:\n              $ref: '#/components/schemas/createGroupInput'\n",
            "          application/json:\n            schema:\n              $ref: '#/components/schemas/createGroupInput'\n            encoding:\n              name:\n                contentType: text/plain\n",
        ),
    ),
    rule_of(
        "dropshot-extension",
        "an extension of the dropshot server framework",
        "For such an extension, progenitor generates streams or sockets. The generated code needs \
         crates that this client does not use, and responses that this API does not send.",
        edit(
            "      operationId: listGroups\n",
            "      operationId: listGroups\n      x-dropshot-pagination: {}\n",
        ),
    ),
    rule_of(
        "unknown-type",
        "a type that JSON Schema does not define",
        "For an unknown type, a generator either accepts any value, or fails with a message that \
         does not name the line.",
        edit("          type: boolean\n", "          type: bool\n"),
    ),
    rule_of(
        "unknown-required",
        "a required property that the schema does not define",
        "progenitor generates a required field for this property, and the field accepts any JSON. \
         So the client cannot decode a body without this property. The property was probably \
         renamed or misspelt.",
        edit(
            "      required:\n        - name\n",
            "      required:\n        - names\n",
        ),
    ),
    rule_of(
        "unsatisfiable",
        "a schema that no value satisfies",
        "progenitor panics, or generates a type that has no values. The client could not decode \
         any body.",
        edit(
            "        name:\n          type: string\n",
            "        name:\n          type: string\n          minLength: 5\n          maxLength: 3\n",
        ),
    ),
    rule_of(
        "limit-form",
        "an exclusive limit without `minimum` or `maximum`",
        "progenitor ignores such a limit or panics. In OpenAPI 3.0, `exclusiveMinimum` and \
         `exclusiveMaximum` are booleans, next to `minimum` or `maximum`. They are numbers only in \
         OpenAPI 3.1.",
        edit(
            "          items:\n            type: integer\n",
            "          items:\n            type: integer\n            exclusiveMinimum: true\n",
        ),
    ),
    rule_of(
        "not-schema",
        "a schema with `not`",
        "progenitor panics on most schemas with `not`. For other schemas with `not`, it generates \
         a type that rejects some values of the server.",
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
