//! Rules for parts of OpenAPI that make a generator fail or panic, or that a generator ignores.

use super::{Example, Rule, acceptable, edit, rule_of};

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
        "Every OpenAPI document must have an `info` section and a `paths` section.",
        edit(
            "info:\n  title: Example\n  description: A small contract.\n  version: 1.0.0\n",
            "info: Example\n",
        ),
    ),
    rule_of(
        "ref-dangling",
        "a `$ref` to a component that does not exist",
        "progenitor panics, and the panic message does not contain the line number.",
        edit(
            "                $ref: '#/components/schemas/groupListResponse'\n",
            "                $ref: '#/components/schemas/groupsListResponse'\n",
        ),
    ),
    rule_of(
        "ref-elsewhere",
        "a `$ref` to another file",
        "The build gives progenitor only one file, and progenitor does not read other files.",
        edit(
            "                $ref: '#/components/schemas/group'\n",
            "                $ref: 'other.yaml#/group'\n",
        ),
    ),
    rule_of(
        "ref-kind",
        "a `$ref` to the wrong kind of component, or to something that is not a component",
        "progenitor reads only the last segment of a `$ref`. progenitor then searches for this \
         name among the components of the expected kind. If no component has this name, progenitor \
         panics. If a component has this name, progenitor uses it, even if the `$ref` points to a \
         different component.",
        edit(
            "                $ref: '#/components/schemas/group'\n",
            "                $ref: '#/components/responses/unauthorized'\n",
        ),
    ),
    rule_of(
        "ref-sibling",
        "a key next to a `$ref`",
        "OpenAPI 3.0 and progenitor ignore a key next to a `$ref`. For example, `nullable: true` \
         has no effect there, and a description does not appear in the documentation.",
        edit(
            "            $ref: '#/components/schemas/group'\n      additionalProperties: {}\n",
            "            $ref: '#/components/schemas/group'\n            nullable: true\n      additionalProperties: {}\n",
        ),
    ),
    rule_of(
        "unknown-key",
        "a key that OpenAPI 3.0 does not define for this object",
        "Generators ignore unknown keys without an error. For example, if the contract has `GET` \
         instead of `get`, the client does not have the operation. If the contract has `require` \
         instead of `required`, the field becomes optional.",
        edit(
            "      required:\n        - id\n",
            "      require:\n        - id\n",
        ),
    ),
    rule_of(
        "server-variable",
        "a server variable that is not defined, has no valid default, or is not in the URL",
        "A tool that builds the URL of the server would send requests to a host with braces in its \
         name.",
        edit(
            "tags:\n  - name: groups\n",
            "servers:\n  - url: https://{region}.example.com\n\ntags:\n  - name: groups\n",
        ),
    ),
    rule_of(
        "local-servers",
        "a `servers` list in a path or in an operation",
        "The client has only one base URL. progenitor ignores a `servers` list in a path or in an \
         operation. So the client would send the requests to the wrong server.",
        edit(
            "      operationId: deleteGroup\n",
            "      operationId: deleteGroup\n      servers:\n        - url: https://example.com\n",
        ),
    ),
    rule_of(
        "undecodable",
        "a value that OpenAPI does not allow for this key",
        "For example, `maxLength` must be an integer that is not negative, and `tags` must be a \
         list. progenitor cannot decode the contract, and the error message does not contain the \
         line number.",
        edit(
            "      operationId: deleteGroup\n      tags:\n        - groups\n",
            "      operationId: deleteGroup\n      tags: groups\n",
        ),
    ),
    rule_of(
        "ungeneratable",
        "a construct that progenitor does not support",
        "progenitor returns an error or panics, and the message does not contain the line number.",
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
         different path. The client replaces two slashes with one slash. If a brace has no \
         matching brace, the client sends it unchanged.",
        edit(
            "  /organizations/{org_id}/groups:\n",
            "  organizations/{org_id}/groups:\n",
        ),
    ),
    rule_of(
        "equal-paths",
        "two paths that differ only in the names of their placeholders",
        "A URL matches both paths. The server cannot know which operation the client called, and \
         OpenAPI forbids such paths.",
        edit(
            "  /organizations/{org_id}/groups/{group_id}:\n",
            "  /organizations/{id}/groups: {}\n  /organizations/{org_id}/groups/{group_id}:\n",
        ),
    ),
    rule_of(
        "path-ref",
        "a path with a `$ref` instead of operations",
        "progenitor does not follow a `$ref` that replaces the operations of a path. The client \
         would not have these operations, and progenitor would not report an error.",
        edit(
            "  /organizations/{org_id}/groups/{group_id}:\n",
            "  /organizations/{org_id}/others:\n    $ref: '#/components/responses/unauthorized'\n  /organizations/{org_id}/groups/{group_id}:\n",
        ),
    ),
    rule_of(
        "path-parameters",
        "a path whose placeholders do not match its path parameters",
        "If the placeholder `{id}` has no path parameter, the client sends the text `{id}` instead \
         of a value.",
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
        "progenitor needs the name, the location and the type of a parameter. progenitor does not \
         support `content` instead of `schema`.",
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
        "a header parameter with an invalid name, or with a list, object or nullable type",
        "If the name of a header is invalid, the generated method panics when a program calls it. \
         If the value is nullable, the generated code does not compile.",
        edit(
            "        - name: sort_by\n          in: query\n",
            "        - name: sort by\n          in: header\n",
        ),
    ),
    rule_of(
        "query-object",
        "a query parameter that accepts an object",
        "OpenAPI defines several ways to write an object in a query string. progenitor supports \
         none of them.",
        edit(
            "          schema:\n            type: string\n            enum:\n              - name\n              - created_at\n",
            "          schema:\n            type: object\n",
        ),
    ),
    rule_of(
        "parameter-style",
        "a parameter with a style other than the default",
        "The generated client uses the style `form` for query parameters and `simple` for all \
         other parameters. Both styles percent-encode the value. progenitor rejects or ignores all \
         other styles.",
        edit(
            "        - name: sort_by\n          in: query\n",
            "        - name: sort_by\n          in: query\n          style: spaceDelimited\n",
        ),
    ),
    rule_of(
        "comma-list",
        "a query parameter with a comma-separated list",
        "progenitor ignores `explode: false`, so the client repeats the parameter for each item. \
         The server then reads only the last item.",
        edit(
            "          schema:\n            type: string\n            enum:\n              - name\n              - created_at\n",
            "          explode: false\n          schema:\n            type: array\n            items:\n              type: string\n",
        ),
    ),
    rule_of(
        "missing-responses",
        "an operation without responses, or without a success response",
        "Without a success response, the contract does not define the result of the generated \
         method. progenitor would generate a method that returns a stream of bytes.",
        edit(
            "      responses:\n        '201':\n          description: The group that was created.\n          x-source:\n            - S1\n          content:\n            application/json:\n              schema:\n                $ref: '#/components/schemas/group'\n        2XX:\n          description: Any other success status.\n          x-source:\n            - S1\n          content:\n            application/json:\n              schema:\n                $ref: '#/components/schemas/group'\n        '401':\n          $ref: '#/components/responses/unauthorized'\n        '429':\n          $ref: '#/components/responses/serverError'\n        4XX:\n          $ref: '#/components/responses/serverError'\n        5XX:\n          $ref: '#/components/responses/serverError'\n",
            "      responses: {}\n",
        ),
    ),
    acceptable(rule_of(
        "missing-status",
        "an operation without 2XX, 401, 429, 4XX or 5XX",
        "The service or a gateway can return each of these statuses for each operation. For a \
         status that the contract does not describe, the client returns an error without the typed \
         body, even if the status is a success such as 202. A response `default` stands for 2XX, \
         4XX and 5XX.",
        edit(
            "        '429':\n          $ref: '#/components/responses/serverError'\n",
            "",
        ),
    )),
    rule_of(
        "unknown-status",
        "a status that HTTP does not define",
        "Servers never send a status that HTTP does not define. So the contract describes a \
         response that never arrives.",
        edit(
            "        5XX:\n",
            "        6XX:\n          $ref: '#/components/responses/serverError'\n        5XX:\n",
        ),
    ),
    rule_of(
        "two-body-types",
        "an operation with different types for its success responses, or for its error responses",
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
        "progenitor needs a schema to generate the type of a body. progenitor panics if a JSON \
         body has no schema. If a request body has no content, the generated method sends no body.",
        edit(
            "      responses:\n        '204':\n",
            "      requestBody:\n        description: The reason.\n        x-source:\n          - S1\n        content:\n          application/json: {}\n      responses:\n        '204':\n",
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
         For text and bytes, progenitor rejects a schema with constraints such as `maxLength`.",
        edit(
            "        content:\n          application/json:\n            schema:\n              $ref: '#/components/schemas/createGroupInput'\n",
            "        content:\n          application/x-www-form-urlencoded:\n            schema:\n              $ref: '#/components/schemas/createGroupInput'\n",
        ),
    ),
    rule_of(
        "media-encoding",
        "an `encoding` key in a JSON body",
        "progenitor panics, and the panic message does not contain the line number.",
        edit(
            "          application/json:\n            schema:\n              $ref: '#/components/schemas/createGroupInput'\n",
            "          application/json:\n            schema:\n              $ref: '#/components/schemas/createGroupInput'\n            encoding:\n              name:\n                contentType: text/plain\n",
        ),
    ),
    rule_of(
        "dropshot-extension",
        "an OpenAPI extension of the server framework dropshot",
        "For an extension of dropshot, progenitor generates streams or sockets. The generated code \
         needs crates that this client does not use. The code also expects responses that this API \
         does not send.",
        edit(
            "      operationId: listGroups\n",
            "      operationId: listGroups\n      x-dropshot-pagination: {}\n",
        ),
    ),
    rule_of(
        "unknown-type",
        "a type that JSON Schema does not define",
        "Some generators accept any value for an unknown type. Other generators fail with a \
         message that does not contain the line number.",
        edit("          type: boolean\n", "          type: bool\n"),
    ),
    rule_of(
        "unknown-required",
        "a required property that the schema does not define",
        "progenitor generates a required field for a property that the schema does not define. The \
         field accepts any JSON value. The client cannot decode a body without this property. The \
         property was probably renamed or misspelled.",
        edit(
            "      required:\n        - name\n",
            "      required:\n        - names\n",
        ),
    ),
    rule_of(
        "unsatisfiable",
        "a schema that no value satisfies",
        "If no value satisfies a schema, progenitor panics or generates a type without values. The \
         client could not decode any body with this schema.",
        edit(
            "        name:\n          type: string\n",
            "        name:\n          type: string\n          minLength: 5\n          maxLength: 3\n",
        ),
    ),
    rule_of(
        "limit-form",
        "an exclusive limit without `minimum` or `maximum`",
        "In OpenAPI 3.0, `exclusiveMinimum` and `exclusiveMaximum` are booleans, and each needs a \
         `minimum` or a `maximum`. Only OpenAPI 3.1 uses numbers instead. Without this `minimum` \
         or `maximum`, progenitor ignores the exclusive limit or panics.",
        edit(
            "          items:\n            type: integer\n",
            "          items:\n            type: integer\n            exclusiveMinimum: true\n",
        ),
    ),
    rule_of(
        "not-schema",
        "a schema with `not`",
        "progenitor panics on most schemas with `not`. For other schemas with `not`, the generated \
         type rejects some values that the server sends.",
        edit(
            "        message:\n          type: string\n",
            "        message:\n          not:\n            type: integer\n",
        ),
    ),
    rule_of(
        "schema-circle",
        "a schema or another component that includes itself",
        "If a component includes itself, progenitor recurses without end. The build then fails \
         with a stack overflow.",
        edit(
            "    group:\n      type: object\n",
            "    group:\n      allOf:\n        - $ref: '#/components/schemas/group'\n      type: object\n",
        ),
    ),
];
