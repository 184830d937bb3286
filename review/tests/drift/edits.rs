//! Edits of the fixtures, and the differences that each edit makes.

/// Texts of a fixture, their replacements, and the differences.
type Edits = &'static [(&'static str, &'static str, &'static [&'static str])];

/// The body of `createGroup` in the Swagger fixture.
const BODY: &str = "\"parameters\": [\n\t\t\t\t\t{\"name\": \"body\", \"in\": \"body\", \"required\": true, \
                    \"schema\": {\"$ref\": \"#/definitions/createGroupInput\"}}";

/// Edits of the Swagger fixture, and the differences that each edit makes.
pub(crate) const SWAGGER_EDITS: Edits = &[
    (
        r##""parameters": [{"$ref": "#/parameters/Org"}],"##,
        r#""put": {"responses": {"200": {"$ref": "groups.json#/Ok"}}},"#,
        &["PUT /organizations/{org}/groups: added operation"],
    ),
    (
        r#""\/organizations\/{org}\/tasks""#,
        r#""\/organizations\/{o}\/members\/{m}\/avatar""#,
        &["GET /organizations/{o}/members/{m}/avatar: added operation"],
    ),
    (
        r#""delete""#,
        r#""x-delete""#,
        &["deleteGroup: removed operation"],
    ),
    (
        r#""operationId": "group.index""#,
        r#""deprecated": true"#,
        &["listGroups: changed operation from supported to deprecated"],
    ),
    (
        r#""name": "with""#,
        r#""name": "include""#,
        &[
            "listGroups: removed query parameter with (string)",
            "listGroups: added query parameter include (string)",
        ],
    ),
    (
        r#""in": "query", "type": "array""#,
        r#""in": "query", "collectionFormat": "multi", "type": "array""#,
        &["listGroups: changed query parameter with from string to array of string"],
    ),
    (
        r#""type": "integer", "format": "int32""#,
        r#""type": "string", "required": true"#,
        &[
            "listGroups: changed query parameter per_page from integer to string",
            "listGroups: changed query parameter per_page from optional to required",
        ],
    ),
    (
        r#"["desc", "asc"]"#,
        r#"["desc", "asc", "none"]"#,
        &[
            "listGroups: changed query parameter sort from string (asc, desc) to string (asc, desc, none)",
        ],
    ),
    (
        r#"{"name": "X-Tallyfy-Client", "in": "header""#,
        r#"{"name": "X-Team", "in": "header""#,
        &["listGroups: added header parameter x-team (string)"],
    ),
    (
        r##"{"name": "body", "in": "body", "required": true, "schema": {"$ref": "#/definitions/createGroupInput"}}"##,
        r#"{"name": "name", "in": "formData", "type": "string", "required": true}, {"name": "logo", "in": "formData", "type": "file"}"#,
        &[
            "createGroup: changed request body from object to object as application/x-www-form-urlencoded",
            "createGroup: removed request field members (array of integer)",
            "createGroup: added request field logo (file)",
        ],
    ),
    (
        r#""required": ["name"]"#,
        r#""required": ["members"]"#,
        &[
            "createGroup: changed request field name from required to optional",
            "createGroup: changed request field members from optional to required",
        ],
    ),
    (
        r#""message": {"type": "string"}"#,
        r#""message": {"type": "object"}"#,
        &["listGroups: changed error field message from string to object"],
    ),
    (
        r##"{"description": "The group", "schema": {"$ref": "#/definitions/GroupItem"}}"##,
        r#"{"description": "The group"}"#,
        &["createGroup: removed response body (object)"],
    ),
    (
        r#""name": "group", "in": "path", "required": true, "type": "string""#,
        r#""name": "group", "in": "path", "required": true, "type": "integer""#,
        &["deleteGroup: changed path parameter group_id from string to integer"],
    ),
    (
        r#""readOnly": true"#,
        r#""readOnly": false"#,
        &["createGroup: added request field id (string)"],
    ),
    (
        r#""No content""#,
        r#""No content", "schema": {"type": "boolean"}"#,
        &["deleteGroup: added response body (boolean)"],
    ),
    (
        r#""id": {"type": "string"}}}"#,
        r#""id": {"type": "integer"}}}"#,
        &["listGroups: changed response field data[].id from string to integer"],
    ),
    (
        r#""logo": {"type": "string", "x-nullable": true},"#,
        "",
        &["listGroups: removed response field data[].logo (string)"],
    ),
    (
        r#""id": {"type": "integer"},"#,
        r#""id": {"type": "integer", "x-nullable": true}, "role": {"type": "string"},"#,
        &[
            "listGroups: changed response field data[].users[].id from not nullable to nullable",
            "listGroups: added response field data[].users[].role (string)",
        ],
    ),
    // A `$ref` outside of the scope is not followed.
    (
        r#""200": {"description": "Tasks"}"#,
        r#""200": {"$ref": "tasks.json#/Ok"}"#,
        &[],
    ),
    (
        r##""$ref": "#/responses/Invalid""##,
        r##""$ref": "#/responses/In%76alid""##,
        &[],
    ),
    (
        r#""members": {"type": "array", "items": {"type": "integer"}}"#,
        r#""members": {"type": "array"}"#,
        &["createGroup: changed request field members from array of integer to array"],
    ),
    // In a response, the contract may allow more values.
    (
        r#""name": {"type": "string"},"#,
        r#""name": {"type": "string", "enum": ["a"]},"#,
        &[],
    ),
    // `Group` has the same base.
    (
        r##""groups": {"type": "array", "items": {"$ref": "#/definitions/Group"}}"##,
        r##""groups": {"type": "array", "items": {"allOf": [{"$ref": "#/definitions/Base"}]}}"##,
        &[
            "listGroups: removed response field data[].users[].groups[].name (string)",
            "listGroups: removed response field data[].users[].groups[].logo (string)",
            "listGroups: removed response field data[].users[].groups[].users (array of object)",
        ],
    ),
    (
        "\"User\": {\n\t\t\t\"type\": \"object\"",
        r##""User": {"oneOf": [{"type": "object"}, {"type": "array", "items": {"$ref": "#/definitions/User"}}]"##,
        &[
            "listGroups: changed response field data[].users[] from object to array of array of \
             array of array or object or object or object or object",
        ],
    ),
    (
        BODY,
        r#""consumes": ["application/json"], "parameters": [{"name": "name", "in": "formData", "type": "string", "required": true}, {"name": "members", "in": "formData", "type": "file"}"#,
        &[
            "createGroup: changed request body from object to object as multipart/form-data",
            "createGroup: changed request field members from array of integer to file",
        ],
    ),
    (
        BODY,
        r#""consumes": ["text/xml"], "parameters": [{"name": "name", "in": "formData", "type": "string", "required": true}"#,
        &[
            "createGroup: changed request body from object to object as application/x-www-form-urlencoded",
            "createGroup: removed request field members (array of integer)",
        ],
    ),
    (
        r#""operationId": "group.index""#,
        r#""produces": ["text/csv"]"#,
        &[
            "listGroups: changed response body from object to object as text/csv",
            "listGroups: changed error body from object to object as text/csv",
        ],
    ),
    (
        r#""operationId": "group.index""#,
        r#""produces": ["text/csv", "*/*"]"#,
        &[],
    ),
    (
        r#"{"name": "with""#,
        r#"{"name": "Accept", "in": "header", "type": "string"}, {"name": "with""#,
        &[],
    ),
    // The parameter of the operation replaces the parameter of the path.
    (
        r##"[{"$ref": "#/parameters/Org"}],"##,
        r##"[{"$ref": "#/parameters/Org"}, {"name": "per_page", "in": "query", "type": "string"}],"##,
        &["createGroup: added query parameter per_page (string)"],
    ),
    (
        r#""name": {"type": "string"},"#,
        r#""name": {"type": "string"}, "token": {"type": "string", "writeOnly": true},"#,
        &[],
    ),
];

/// Edits of the OpenAPI fixture, and the differences that each edit makes.
pub(crate) const OPENAPI_EDITS: Edits = &[
    (
        "explode: false",
        "explode: true",
        &["listGroups: changed query parameter with from string to array of string"],
    ),
    (
        "{ const: desc }",
        "{ type: integer }",
        &["listGroups: changed query parameter sort from string (asc, desc) to integer or string"],
    ),
    (
        "application/json:\n          schema:\n            type: object\n            required: [name]",
        "multipart/related:\n          schema:\n            type: object\n            required: [name]",
        &[
            "createGroup: changed request body from object to object as multipart/form-data",
            "createGroup: removed request field name (string)",
            "createGroup: removed request field members (array of integer)",
        ],
    ),
    (
        "required: [id, name, logo]",
        "required: [id]",
        &["listGroups: changed response field data[].name from required to optional"],
    ),
    (
        "        name: { type: string }\n        logo",
        "        name: { type: [string, 'null'], deprecated: true }\n        logo",
        &[
            "listGroups: changed response field data[].name from not nullable to nullable",
            "listGroups: changed response field data[].name from supported to deprecated",
        ],
    ),
    (
        "        id: { type: string }",
        "        id: { type: string, format: binary }",
        &["listGroups: changed response field data[].id from string to file"],
    ),
    (
        "type: [array, 'null']",
        "type: array",
        &["createGroup: changed request field members from nullable to not nullable"],
    ),
    // A contract must not have these values, but a reader understands them.
    (
        "version: '2026-03'",
        "version: 1, version: !!str 2, 1.0: 123456789012345678901234567890",
        &[],
    ),
    (
        "application/json:\n          schema:\n            type: object\n            required: [name]",
        "'*/*':\n          schema:\n            type: object\n            required: [name]",
        &[],
    ),
    ("application/problem+json", "'*/*'", &[]),
    // Without a success, `default` describes the success.
    (
        "'204': { description: Deleted }",
        "default: { content: { application/json: { schema: { type: boolean } } } }",
        &["deleteGroup: added response body (boolean)"],
    ),
];
