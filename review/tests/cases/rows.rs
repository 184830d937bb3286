//! Edits of the example contract, and the codes of all findings of each edit.

pub(crate) const MESSAGE: &str = "        message:\n          type: string\n";
pub(crate) const NAME: &str = "        name:\n          type: string\n";
pub(crate) const ITEMS: &str = "          items:\n            type: integer\n";
pub(crate) const TITLE: &str = "  title: Example\n";
pub(crate) const TAGS: &str = "tags:\n  - name: groups\n";
pub(crate) const DELETE: &str = "      operationId: deleteGroup\n";
pub(crate) const DELETE_TAGS: &str =
    "      tags:\n        - groups\n      description: Deletes a group.\n";
pub(crate) const GROUP_PATH: &str = "  /organizations/{org_id}/groups/{group_id}:\n";
pub(crate) const PATH: &str = "  /organizations/{org_id}/groups:\n";
pub(crate) const SOURCE: &str = "  S1: The second page\n";
pub(crate) const COMPONENTS: &str = "components:\n  parameters:\n";
pub(crate) const SORT_BY: &str = "        - name: sort_by\n          in: query\n";
pub(crate) const ACTIVE: &str = "          type: boolean\n";
pub(crate) const DESCRIPTION: &str = "      description: Deletes a group.\n";

/// The edit of a contract, and the codes of all findings, separated by spaces.
pub(crate) type Row = (&'static str, &'static str, &'static str);

/// A tab that indents nothing, in a text.
pub(crate) const TAB: &str = "      description: |\n        a\n        \tb\n";

#[rustfmt::skip]
pub(crate) const ROWS: &[Row] = &[
    // Duplicate keys are equal after their quotes are removed.
    ("        '429':\n          $ref: '#/components/responses/serverError'\n", "        429:\n          $ref: '#/components/responses/serverError'\n        '429':\n          $ref: '#/components/responses/serverError'\n", "duplicate-key"),
    (TITLE, "  title: Example\n  \"title\": Example\n", "duplicate-key"),
    (SOURCE, "  S1: The second page\n  'S1': The third page\n", "duplicate-key"),
    ("      operationId: deleteGroup\n", "      operationId: deleteGroup\n      ? operationId\n      : removeGroup\n", "duplicate-key"),
    // A key whose text changes if YAML reads it as a number, and other keys that are no strings.
    (SOURCE, "  S1: The second page\n  1.10: The third\n", "unused-source yaml-key"),
    (SOURCE, "  S1: The second page\n  007: The third\n", "unused-source yaml-key"),
    (SOURCE, "  S1: The second page\n  0x1F: The third\n", "unused-source yaml-key"),
    (SOURCE, "  S1: The second page\n  1e3: The third\n", "unused-source yaml-key"),
    (SOURCE, "  S1: The second page\n  0o17: The third\n", "unused-source yaml-key"),
    (SOURCE, "  S1: The second page\n  +5: The third\n", "unused-source yaml-key"),
    (SOURCE, "  S1: The second page\n  .inf: The third\n", "unused-source yaml-key"),
    (SOURCE, "  S1: The second page\n  null: The third\n", "unused-source yaml-key"),
    (SOURCE, "  S1: The second page\n  TRUE: The third\n", "unused-source yaml-key"),
    (SOURCE, "  S1: The second page\n  no: The third\n", "ambiguous-scalar unused-source"),
    (SOURCE, "  S1: The second page\n  12: The third\n", "unused-source"),
    (SOURCE, "  S1: The second page\n  ? [a]\n  : The third\n", "yaml-key"),
    // Numbers that JSON does not have.
    (ITEMS, "          items:\n            type: number\n            maximum: 1e400\n", "number-form"),
    (ITEMS, "          items:\n            type: number\n            minimum: -1e999\n", "number-form"),
    (ITEMS, "          items:\n            type: number\n            maximum: .inf\n", "number-form"),
    (ITEMS, "          items:\n            type: number\n            minimum: -.Inf\n", "number-form"),
    (ITEMS, "          items:\n            type: number\n            maximum: .nan\n", "number-form"),
    (ITEMS, "          items:\n            type: number\n            multipleOf: 1e-400\n", "number-form"),
    (ITEMS, "          items:\n            type: integer\n            maximum: 123456789012345678901\n", "number-form"),
    // Values of the wrong kind, on the line of their keys.
    (NAME, "        name:\n          type: string\n          maxLength: -1\n", "undecodable"),
    (NAME, "        name:\n          type: string\n          minLength: 1.5\n", "undecodable"),
    (NAME, "        name:\n          type: string\n          maxLength: '5'\n", "undecodable"),
    (NAME, "        name:\n          type: string\n          nullable: 'true'\n", "undecodable"),
    (NAME, "        name:\n          type: string\n          required: true\n", "undecodable"),
    (NAME, "        name:\n          type: string\n          format: 5\n", "undecodable"),
    (NAME, "        name:\n          type: string\n          enum: a\n", "undecodable"),
    (ITEMS, "          items:\n            type: integer\n            maximum: 1.5\n", "undecodable"),
    (ITEMS, "          items:\n            type: integer\n            multipleOf: 0\n", "undecodable"),
    (ITEMS, "          items:\n            type: integer\n          maxItems: -3\n", "undecodable"),
    (ITEMS, "          items:\n            type: integer\n            exclusiveMinimum: 3\n", "limit-form"),
    (ITEMS, "          items:\n            type: integer\n            exclusiveMaximum: true\n", "limit-form"),
    (DELETE_TAGS, "      tags: groups\n      description: Deletes a group.\n", "undecodable"),
    (SORT_BY, "        - name: sort_by\n          in: query\n          required: 'false'\n", "undecodable"),
    ("  version: 1.0.0\n", "  version: 1.0\n", "undecodable"),
    (COMPONENTS, "components:\n  headers: 5\n  parameters:\n", "key-order undecodable"),
    (ITEMS, "          items:\n            type: integer\n            minimum: '5'\n", "undecodable"),
    (ITEMS, "          items:\n            type: number\n            minimum: '5'\n", "undecodable"),
    (ITEMS, "          items:\n            type: integer\n            multipleOf: '2'\n", "undecodable"),
    (ITEMS, "          items:\n            type: integer\n            multipleOf: '0'\n", "undecodable"),
    (ITEMS, "          items:\n            type: integer\n            minimum: '1.5'\n", "undecodable"),
    ("  title: Example\n  description: A small contract.\n  version: 1.0.0\n", "  {title: Example, description: A small contract., version: 1.0}\n", "flow-style undecodable"),
    // Values that YAML 1.1 and YAML 1.2 read differently.
    (NAME, "        name:\n          type: string\n          maxLength: 012\n", "ambiguous-scalar"),
    (ITEMS, "          items:\n            type: number\n            maximum: 1e3\n", "ambiguous-scalar"),
    (ITEMS, "          items:\n            type: number\n            maximum: 1.0e+3\n", ""),
    (TITLE, "  title: 2024-05-21 18:00:00\n", "ambiguous-scalar"),
    (TITLE, "  title: 0x1_F\n", "ambiguous-scalar"),
    // Brackets and dashes in a text are no levels.
    (DESCRIPTION, "      description: |-\n        ------------------------------------------------------------------------------------------\n", ""),
    (DESCRIPTION, "      description: '[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[['\n", ""),
    (DESCRIPTION, "      description: |-\n        text\n                                                                            deeper\n", ""),
    (DESCRIPTION, "      description: from 1 [including, to 100 {excluding (60 times) # [[[[[[[[[[[[[[[[[[[[\n", ""),
    // A long line of a text is not a key with a text.
    (DESCRIPTION, "      description: |-\n        Note: aaaa aaaa aaaa aaaa aaaa aaaa aaaa aaaa aaaa aaaa aaaa aaaa aaaa aaaa aaaa aaaa aaaa aaaa aaaa aaaa\n", "long-line"),
    (DESCRIPTION, "      description: aaaa aaaa aaaa aaaa aaaa aaaa aaaa aaaa aaaa aaaa aaaa aaaa aaaa aaaa aaaa aaaa aaaa aaaa aaaa aaaa\n", "long-line"),
    (DESCRIPTION, "      description: |-\n        Note: aaaa aaaa aaaa aaaa aaaa aaaa aaaa aaaa aaaa aaaa aaaa aaaa aaaa aaaa aaaa aaaa aaaa aaaa aaaa aaaa\n\tx-tab: a\n", "long-line tab"),
    // A tab in a text is a character. A tab in the indentation is not.
    (DESCRIPTION, TAB, ""),
    (DELETE, "\t  operationId: deleteGroup\n", "tab"),
    (DELETE, "      \toperationId: deleteGroup\n", "tab"),
    // Merge conflict markers.
    (DELETE, "<<<<<<< HEAD\n      operationId: deleteGroup\n=======\n      operationId: removeGroup\n>>>>>>> main\n", "conflict-marker conflict-marker conflict-marker"),
    (DELETE, "      operationId: deleteGroup\n=======\n", "conflict-marker"),
    // Paths.
    (GROUP_PATH, "  /organizations/{org_id}/groups/{group_id}?a=b:\n", "path-form"),
    (GROUP_PATH, "  /organizations/{org_id}/groups/{group_id}#a:\n", "path-form"),
    (GROUP_PATH, "  /organizations/{org_id}//groups/{group_id}:\n", "path-form"),
    (GROUP_PATH, "  organizations/{org_id}/groups/{group_id}?a=b:\n", "path-form"),
    (GROUP_PATH, "  organizations//{org_id}/groups/{group_id}:\n", "path-form"),
    (PATH, "  '/organizations/{org_id}/groups?a=b':\n", "path-form"),
    (GROUP_PATH, "  /organizations/{org_id}/./groups/{group_id}:\n", "path-form"),
    (GROUP_PATH, "  /organizations/{org_id}/%2e/groups/{group_id}:\n", "path-form"),
    (GROUP_PATH, "  /organizations/{org_id}/.%2E/groups/{group_id}:\n", "path-form"),
    (GROUP_PATH, "  /organizations/{org_id}/%2e%2e/groups/{group_id}:\n", "path-form"),
    (GROUP_PATH, "  /organizations/{org_id}/a\\b/groups/{group_id}:\n", "path-form"),
    (GROUP_PATH, "  /organizations/{org_id}/.%2Ea/groups/{group_id}:\n", ""),
    (GROUP_PATH, "  /organizations/{id}/groups: {}\n  /organizations/{org_id}/groups/{group_id}:\n", "equal-paths"),
    (GROUP_PATH, "  /organizations/{org_id}/groups/{user_id}: {}\n  /organizations/{org_id}/groups/{group_id}:\n", "equal-paths"),
    (GROUP_PATH, "  /a/{b}.json: {}\n  /a/{c}.json: {}\n  /a/{c}.xml: {}\n  /organizations/{org_id}/groups/{group_id}:\n", "equal-paths"),
    (GROUP_PATH, "  /organizations/{org_id}/groups/mine: {}\n  /organizations/{org_id}/groups/{group_id}:\n", ""),
    // Declarations.
    (DELETE_TAGS, "      tags:\n        - grops\n      description: Deletes a group.\n", "undeclared-tag"),
    (DELETE_TAGS, "      tags:\n        - members\n      description: Deletes a group.\n", "undeclared-tag"),
    (TAGS, "tags:\n  - name: members\n  - name: groups\n", "unused-declaration"),
    (TAGS, "tags:\n  - name: groups\n  - name: groups\n", "unused-declaration"),
    ("  schemas:\n    groupId:\n", "  schemas:\n    itself:\n      type: object\n      description: A.\n      x-source:\n        - S0\n      properties:\n        itself:\n          description: A.\n          x-source:\n            - S0\n          allOf:\n            - $ref: '#/components/schemas/itself'\n    groupId:\n", "unused-declaration"),
    (COMPONENTS, "components:\n  securitySchemes:\n    token:\n      type: http\n      scheme: bearer\n      description: A token.\n      x-source:\n        - S0\n  parameters:\n", "unused-declaration"),
    (TAGS, "servers:\n  - url: https://{region}.example.com\n    variables:\n      regoin:\n        default: eu\n\ntags:\n  - name: groups\n", "server-variable"),
    (TAGS, "servers:\n  - url: https://{region}.example.com\n    variables:\n      region:\n        default: eu\n        enum:\n          - us\n\ntags:\n  - name: groups\n", "server-variable"),
    (TAGS, "servers:\n  - url: https://example.com\n    variables:\n      region:\n        default: eu\n\ntags:\n  - name: groups\n", "server-variable"),
    (TAGS, "servers:\n  - url: https://{region.example.com\n\ntags:\n  - name: groups\n", "server-variable"),
    (TAGS, "servers:\n  - url: https://{region}.example.com\n    variables:\n      region:\n        default: eu\n\ntags:\n  - name: groups\n", ""),
    // Statuses.
    ("        '401':\n          $ref: '#/components/responses/unauthorized'\n        '429'", "        '429'", "missing-status"),
    ("        '429':\n          $ref: '#/components/responses/serverError'\n", "", "missing-status"),
    ("        4XX:\n          $ref: '#/components/responses/serverError'\n", "", "missing-status"),
    ("        4XX:\n          $ref: '#/components/responses/serverError'\n        5XX:\n          $ref: '#/components/responses/serverError'\n", "        4XX:\n          $ref: '#/components/responses/serverError'\n", "missing-status"),
    ("        2XX:\n          description: Any other success status.\n          x-source:\n            - S1\n          content:\n            application/json:\n              schema:\n                $ref: '#/components/schemas/group'\n        '401'", "        '401'", "missing-status"),
    // The usual response has a different body from the other errors of the operation.
    ("        '401':\n          $ref: '#/components/responses/unauthorized'\n        '429':\n          $ref: '#/components/responses/serverError'\n        4XX:\n          $ref: '#/components/responses/serverError'\n        5XX:\n          $ref: '#/components/responses/serverError'\n", "        '429':\n          description: Another error.\n          x-source:\n            - S1\n        4XX:\n          description: Another error.\n          x-source:\n            - S1\n        5XX:\n          description: Another error.\n          x-source:\n            - S1\n", "missing-status"),
    ("        5XX:\n", "        5xx:\n", "unknown-status"),
    // Parameters.
    (SORT_BY, "        - name: sort_by\n          in: query\n          allowReserved: true\n", "parameter-style"),
    ("      name: org_id\n      in: path\n      required: true\n", "      name: org_id\n      in: path\n      required: false\n", "optional-path-parameter"),
    ("    groupId:\n      type: string\n", "    groupId:\n      type: string\n      nullable: true\n", "optional-path-parameter optional-path-parameter"),
    // A property may have the name of a keyword.
    (NAME, "        examples:\n          type: string\n          pattern: .+\n        name:\n          type: string\n", "missing-description missing-source unchecked-pattern"),
    (NAME, "        example:\n          type: string\n          pattern: .+\n        name:\n          type: string\n", "missing-description missing-source unchecked-pattern"),
    (NAME, "        type:\n          type: string\n          description: T.\n          x-source:\n            - S1\n        default:\n          type: string\n          description: D.\n          x-source:\n            - S1\n          pattern: .+\n        name:\n          type: string\n", "unchecked-pattern"),
    (NAME, "        example:\n          type: strng\n          description: D.\n          x-source:\n            - S1\n        name:\n          type: string\n", "unknown-type"),
    (NAME, "        default:\n          description: D.\n          x-source:\n            - S1\n          allOf:\n            - $ref: '#/components/schemas/grop'\n        name:\n          type: string\n", "ref-dangling"),
    // Aliases.
    (DELETE_TAGS, "      tags: &a\n        - *a\n      description: Deletes a group.\n", "alias-form"),
    (DELETE_TAGS, "      tags: *a\n      description: Deletes a group.\n", "alias-form"),
    (TITLE, "  title: *Example*\n", "alias-form"),
    (TITLE, "  title: &a Example\n  x-title: *a\n", "anchor anchor"),
    (TITLE, "  &t title: Example\n  x-title: *t\n", "anchor anchor"),
    // Types and names.
    (ACTIVE, "          type: bool\n", "unknown-type"),
    (ACTIVE, "          type: Boolean\n", "unknown-type"),
    (ITEMS, "          items:\n            type: int\n", "unknown-type"),
    (ITEMS, "          items:\n            type: long\n", "unknown-type"),
    ("      required:\n        - name\n", "      required:\n        - nme\n", "unknown-required"),
    (DELETE, "      operationid: deleteGroup\n", "missing-operation-id unknown-key"),
    (TITLE, "  title: !!str 5\n", "yaml-tag"),
    (TITLE, "  title: !!str Example\n", "yaml-tag"),
    (TITLE, "  title: !text 'Example'\n", "yaml-tag"),
    ("            enum:\n              - name\n              - created_at\n", "            enum: [!!str 5, a]\n", "flow-style yaml-tag"),
    ("              - name\n              - created_at\n", "              - name\n              - 5\n", "enum-form"),
    // A property of a response.
    (MESSAGE, "        message:\n          type: string\n          format: date-time\n", "strict-format"),
    (MESSAGE, "        message:\n          type: string\n          maxLength: 5\n", "closed-response"),
    (MESSAGE, "        message:\n          type: number\n          minimum: 0\n          exclusiveMinimum: true\n", "closed-response closed-response"),
    (MESSAGE, "        message:\n          type: number\n          maximum: 9\n          exclusiveMaximum: false\n", "closed-response closed-response"),
    (MESSAGE, "        message:\n          type: number\n          minimum: 0\n          exclusiveMaximum: true\n          maximum: 9\n", "closed-response closed-response closed-response"),
    ("      additionalProperties: {}\n    groupListResponse:\n", "      additionalProperties: true\n    groupListResponse:\n", "drops-fields"),
    ("      additionalProperties: {}\n    groupListResponse:\n", "      additionalProperties: false\n    groupListResponse:\n", "drops-fields"),
    // A list of a request.
    ("        members:\n          type: array\n          nullable: true\n", "        members:\n          type: array\n          nullable: false\n", "unclearable-list"),
    // The most similar component.
    ("\ncomponents:\n  parameters:\n", "      security:\n        - tokn: []\n\ncomponents:\n  securitySchemes:\n    token:\n      type: http\n      scheme: bearer\n      description: A token.\n      x-source:\n        - S0\n  parameters:\n", "ref-dangling"),
    ("  schemas:\n    groupId:\n", "    error:\n      description: An error.\n      x-source:\n        - S0\n  schemas:\n    other:\n      type: array\n      description: Errors.\n      x-source:\n        - S0\n      items:\n        $ref: '#/components/schemas/erro'\n    groupId:\n", "ref-dangling unused-declaration unused-declaration"),
    // Comments that accept findings.
    (TITLE, "  # allow(trailing-blank): a reason\n  title: Example \n", ""),
    (TITLE, "  # allow(trailing-blank, owner: api-team): a reason\n  title: Example \n", ""),
    (TITLE, "  #allow( trailing-blank , until: 2026-11-28 ,owner: a ): a reason\n  title: Example \n", ""),
    (TITLE, "  # allow(trailing-blank, until: 2026-11-27): a reason\n  title: Example \n", "expired-allow"),
    (TITLE, "  # allow(trailing-blank, until: 2025-12-31, owner: a): a reason\n  title: Example \n", "expired-allow"),
    (TITLE, "  # allow(trailing-blank): a reason\n  title: Example\n", "unused-allow"),
    (TITLE, "  # allow(trailing-blank, until: 2025-12-31): a reason\n  title: Example\n", "unused-allow"),
    (TITLE, "  # allow(ref-dangling): a reason\n  title: Example\n", "unused-allow"),
    (TITLE, "  # allow(trailing-blank)\n  title: Example \n", "allow-form trailing-blank"),
    (TITLE, "  # allow(trailing-blank) a reason\n  title: Example \n", "allow-form trailing-blank"),
    (TITLE, "  # allow(trailing-blank):\n  title: Example \n", "allow-form trailing-blank"),
    (TITLE, "  # allow(traling-blank): a reason\n  title: Example \n", "allow-form trailing-blank"),
    (TITLE, "  # allow(trailing-blank: a reason\n  title: Example \n", "allow-form trailing-blank"),
    (TITLE, "  # allow trailing-blank: a reason\n  title: Example \n", "allow-form trailing-blank"),
    (TITLE, "  # allow(trailing-blank, ower: a): a reason\n  title: Example \n", "allow-form trailing-blank"),
    (TITLE, "  # allow(trailing-blank, owner:): a reason\n  title: Example \n", "allow-form trailing-blank"),
    (TITLE, "  # allow(trailing-blank, owner: a, owner: b): a reason\n  title: Example \n", "allow-form trailing-blank"),
    (TITLE, "  # allow(trailing-blank, until: 2027-02-29): a reason\n  title: Example \n", "allow-form trailing-blank"),
    (TITLE, "  # allow(trailing-blank, until: 2027-3-31): a reason\n  title: Example \n", "allow-form trailing-blank"),
    (TITLE, "  # allow(trailing-blank, until: 31.3.2027): a reason\n  title: Example \n", "allow-form trailing-blank"),
    (TITLE, "  # allow(trailing-blank, 2027-03-31): a reason\n  title: Example \n", "allow-form trailing-blank"),
    (TITLE, "  # allow users to read this\n  title: Example\n", ""),
    (TITLE, "  # allowed values\n  title: Example\n", ""),
];
