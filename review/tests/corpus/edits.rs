//! One-change edits of the contract, each with what it does on the three axes, there and back.
//!
//! An edit of several places is one change all the same, as a name that stands in two. `N`, `m` and `M`
//! are none, minor and major, of WIRE, SOURCE and DECODE.

/// A text that stands before the edited one; the text; and what it becomes.
pub(crate) type Edit = (&'static str, &'static str, &'static str);

pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) edits: &'static [Edit],
    pub(crate) forth: &'static str,
    pub(crate) back: &'static str,
}

const fn row(
    name: &'static str,
    edits: &'static [Edit],
    forth: &'static str,
    back: &'static str,
) -> Row {
    Row {
        name,
        edits,
        forth,
        back,
    }
}

pub(crate) const ROWS: &[Row] = &[
    row(
        "operation removed: getMember",
        &[(
            "",
            "\n  /organizations/{org_id}/users/{user_id}:\n    get:\n      operationId: getMember\n      tags:\n        - members\n      summary: Get member\n      description: One member. Open to administrators of the organization only.\n      x-source:\n        - D\n      parameters:\n        - $ref: '#/components/parameters/organizationId'\n        - $ref: '#/components/parameters/userId'\n        - name: with\n          in: query\n          description: >-\n            Related data to include, as a comma list without spaces, such as `groups` or `stats`.\n          x-source:\n            - D\n          schema:\n            type: string\n      responses:\n        '200':\n          description: The member.\n          x-source:\n            - D\n          content:\n            application/json:\n              schema:\n                $ref: '#/components/schemas/userResponse'\n        2XX:\n          $ref: '#/components/responses/user'\n        '400':\n          $ref: '#/components/responses/badRequest'\n        '401':\n          $ref: '#/components/responses/unauthorized'\n        '403':\n          $ref: '#/components/responses/forbidden'\n        '404':\n          $ref: '#/components/responses/notFound'\n        '422':\n          $ref: '#/components/responses/unprocessable'\n        '429':\n          $ref: '#/components/responses/tooManyRequests'\n        5XX:\n          $ref: '#/components/responses/serverError'\n",
            "",
        )],
        "MMN",
        "mmN",
    ),
    row(
        "operation renamed",
        &[("", "operationId: getMember", "operationId: fetchMember")],
        "NMN",
        "NMN",
    ),
    row(
        "path parameter renamed",
        &[
            ("", "/users/{user_id}:", "/users/{member_id}:"),
            ("", "      name: user_id\n", "      name: member_id\n"),
        ],
        "NNN",
        "NNN",
    ),
    row(
        "parameter added, optional",
        &[(
            "operationId: listGroups",
            "        - name: q\n",
            "        - name: colour\n          in: query\n          description: New.\n          x-source:\n            - D\n          schema:\n            type: string\n        - name: q\n",
        )],
        "mMN",
        "mMN",
    ),
    row(
        "parameter added, required",
        &[(
            "operationId: listGroups",
            "        - name: q\n",
            "        - name: colour\n          in: query\n          required: true\n          description: New.\n          x-source:\n            - D\n          schema:\n            type: string\n        - name: q\n",
        )],
        "MMN",
        "mMN",
    ),
    row(
        "parameter required",
        &[(
            "operationId: listGroups",
            "        - name: q\n          in: query\n",
            "        - name: q\n          in: query\n          required: true\n",
        )],
        "MMN",
        "mMN",
    ),
    row(
        "parameter renamed, and its neighbours have its type",
        &[(
            "operationId: listMembers",
            "        - name: q\n",
            "        - name: zz\n",
        )],
        "mMN",
        "mMN",
    ),
    row(
        "parameter renamed, at the same place",
        &[(
            "operationId: getMember",
            "        - name: with\n",
            "        - name: include\n",
        )],
        "mNN",
        "mNN",
    ),
    row(
        "parameter of another type",
        &[(
            "operationId: listMembers",
            "            type: integer\n            format: int64\n            minimum: 1\n            default: 9999\n",
            "            type: string\n",
        )],
        "MMM",
        "MMM",
    ),
    row(
        "enum value added",
        &[(
            "operationId: listGroups",
            "              - updated_at\n",
            "              - updated_at\n              - colour\n",
        )],
        "mMm",
        "MMM",
    ),
    row(
        "enum opened",
        &[(
            "operationId: listGroups",
            "            enum:\n              - asc\n              - desc\n",
            "",
        )],
        "mMm",
        "MMM",
    ),
    row(
        "default changed",
        &[(
            "operationId: listGroups",
            "            default: created_at\n",
            "            default: name\n",
        )],
        "mNN",
        "mNN",
    ),
    row(
        "default removed",
        &[(
            "operationId: listGroups",
            "            default: created_at\n",
            "",
        )],
        "mMN",
        "mmN",
    ),
    row(
        "least removed",
        &[("operationId: listMembers", "            minimum: 1\n", "")],
        "mMm",
        "MMM",
    ),
    row(
        "most added",
        &[(
            "operationId: listMembers",
            "            minimum: 1\n",
            "            minimum: 1\n            maximum: 500\n",
        )],
        "MNN",
        "mNN",
    ),
    row(
        "most of a hand-written type changed",
        &[("", "      maxLength: 200\n", "      maxLength: 100\n")],
        "MNN",
        "mNN",
    ),
    row(
        "pattern of a hand-written type changed",
        &[(
            "    organizationId:\n      type: string",
            "      pattern: ^[A-Za-z0-9_-]{1,255}$\n",
            "      pattern: ^[A-Za-z0-9]{1,255}$\n",
        )],
        "MNN",
        "mNN",
    ),
    row(
        "body may be left out",
        &[(
            "operationId: createGroup",
            "        required: true\n        x-source:\n          - S3\n          - P\n",
            "        x-source:\n          - S3\n          - P\n",
        )],
        "mNN",
        "MNN",
    ),
    row(
        "input: property added, optional",
        &[(
            "    createGroupInput:\n",
            "        members:\n",
            "        colour:\n          type: string\n          description: New.\n          x-source:\n            - D\n        members:\n",
        )],
        "mMm",
        "mMM",
    ),
    row(
        "input: property added, required",
        &[
            (
                "    createGroupInput:\n",
                "        members:\n",
                "        colour:\n          type: string\n          description: New.\n          x-source:\n            - D\n        members:\n",
            ),
            (
                "    createGroupInput:\n",
                "        - name\n      properties",
                "        - name\n        - colour\n      properties",
            ),
        ],
        "MMM",
        "mMM",
    ),
    row(
        "input: property removed",
        &[(
            "",
            "        guests:\n          type: array\n          nullable: true\n          description: >-\n            Email addresses of the guests to add. Absent and empty are different on the wire; null\n            is never sent, and stands here for absent.\n          x-source:\n            - S3\n          items:\n            type: string\n            format: email\n",
            "",
        )],
        "mMM",
        "mMm",
    ),
    row(
        "input: property may be missing",
        &[(
            "    createGroupInput:\n",
            "      required:\n        - name\n",
            "",
        )],
        "mMm",
        "MMM",
    ),
    row(
        "input: null allowed",
        &[(
            "    updateGroupInput:\n",
            "          description: The group's new description. It cannot be taken away.\n",
            "          description: The group's new description. It cannot be taken away.\n          nullable: true\n",
        )],
        "mNN",
        "MNN",
    ),
    row(
        "input: items of another type",
        &[(
            "    createGroupInput:\n",
            "            type: string\n            format: email\n",
            "            type: integer\n            format: int64\n",
        )],
        "MMM",
        "MMM",
    ),
    row(
        "input: length of items, which makes a type",
        &[(
            "    createGroupInput:\n",
            "            format: email\n",
            "            format: email\n            maxLength: 100\n",
        )],
        "MMM",
        "mMm",
    ),
    row(
        "input: format removed",
        &[("    createGroupInput:\n", "            format: email\n", "")],
        "mNN",
        "MNN",
    ),
    row(
        "input: most items",
        &[(
            "    createGroupInput:\n",
            "          type: array\n",
            "          type: array\n          maxItems: 10\n",
        )],
        "MNN",
        "mNN",
    ),
    row(
        "input: no other properties",
        &[(
            "    createGroupInput:\n",
            "            type: string\n            format: email\n",
            "            type: string\n            format: email\n      additionalProperties: false\n",
        )],
        "MNM",
        "mNm",
    ),
    row(
        "input: unique items",
        &[(
            "    createGroupInput:\n",
            "          type: array\n",
            "          type: array\n          uniqueItems: true\n",
        )],
        "MNN",
        "mNN",
    ),
    row(
        "property added",
        &[(
            "    group:\n      type: object",
            "        logo:\n",
            "        colour:\n          type: string\n          nullable: true\n          description: New.\n          x-source:\n            - D\n        logo:\n",
        )],
        "mMm",
        "mMm",
    ),
    row(
        "property added, required",
        &[
            (
                "    group:\n      type: object",
                "        logo:\n",
                "        colour:\n          type: string\n          description: New.\n          x-source:\n            - D\n        logo:\n",
            ),
            (
                "    group:\n      type: object",
                "        - name\n      properties",
                "        - name\n        - colour\n      properties",
            ),
        ],
        "mMM",
        "MMm",
    ),
    row(
        "property removed",
        &[(
            "    group:\n      type: object",
            "        logo:\n          type: string\n          nullable: true\n          description: >-\n            The address of the group's logo, when it has one and `with=assets` asks for it.\n          x-source:\n            - S0\n            - S1\n            - S2\n            - S3\n",
            "",
        )],
        "mMm",
        "mMm",
    ),
    row(
        "property renamed",
        &[(
            "    group:\n      type: object",
            "        logo:\n",
            "        logo_url:\n",
        )],
        "mMm",
        "mMm",
    ),
    row(
        "property must be there",
        &[(
            "    user:\n      type: object",
            "        - email\n      properties",
            "        - email\n        - username\n      properties",
        )],
        "mMM",
        "MMm",
    ),
    row(
        "property may be missing",
        &[(
            "    user:\n      type: object",
            "        - email\n      properties",
            "      properties",
        )],
        "MMm",
        "mMM",
    ),
    row(
        "boolean becomes string",
        &[(
            "    user:\n      type: object",
            "          type: boolean\n",
            "          type: string\n",
        )],
        "MMM",
        "MMM",
    ),
    row(
        "string becomes anything",
        &[(
            "    user:\n      type: object",
            "        status:\n          type: string\n",
            "        status:\n",
        )],
        "MMm",
        "mMM",
    ),
    row(
        "list of strings becomes string",
        &[(
            "    user:\n      type: object",
            "        profile_pic:\n          type: string\n          nullable: true\n",
            "        profile_pic:\n          type: array\n          items:\n            type: string\n          nullable: true\n",
        )],
        "MMM",
        "MMM",
    ),
    row(
        "int64 becomes int32",
        &[(
            "    pagination:\n      type: object\n",
            "          format: int64\n",
            "          format: int32\n",
        )],
        "mMM",
        "MMm",
    ),
    row(
        "format of an integer removed",
        &[(
            "    pagination:\n      type: object\n",
            "          format: int64\n",
            "",
        )],
        "MNN",
        "mNN",
    ),
    row(
        "integer becomes number",
        &[(
            "    pagination:\n      type: object\n",
            "          type: integer\n          format: int64\n",
            "          type: number\n",
        )],
        "MMM",
        "mMM",
    ),
    row(
        "null allowed, of a required property",
        &[(
            "    user:\n      type: object",
            "        email:\n          type: string\n",
            "        email:\n          type: string\n          nullable: true\n",
        )],
        "MMm",
        "mMM",
    ),
    row(
        "null refused, of an optional property",
        &[(
            "    user:\n      type: object",
            "        username:\n          type: string\n          nullable: true\n",
            "        username:\n          type: string\n",
        )],
        "mNN",
        "MNN",
    ),
    row(
        "schema renamed",
        &[
            ("", "schemas/pagination'", "schemas/paging'"),
            (
                "",
                "    pagination:\n      type: object\n",
                "    paging:\n      type: object\n",
            ),
        ],
        "NMN",
        "NMN",
    ),
    row(
        "schema added, which nothing uses",
        &[(
            "",
            "    error:\n      type: object\n",
            "    colour:\n      type: object\n      description: New.\n      x-source:\n        - D\n      properties:\n        name:\n          type: string\n          description: Its name.\n          x-source:\n            - D\n      additionalProperties: {}\n\n    error:\n      type: object\n",
        )],
        "NmN",
        "NMN",
    ),
    row(
        "form of a hand-written type added",
        &[(
            "    receivedUserId:\n",
            "        - type: string\n",
            "        - type: string\n        - type: boolean\n",
        )],
        "MNN",
        "mNN",
    ),
    row(
        "forms of a hand-written type become one",
        &[(
            "    receivedGroupId:\n",
            "      oneOf:\n        - type: string\n        - type: integer\n          format: int64\n",
            "      type: string\n",
        )],
        "mNN",
        "MNN",
    ),
    row(
        "reference to another schema",
        &[(
            "    groupResponse:\n",
            "            - $ref: '#/components/schemas/group'\n",
            "            - $ref: '#/components/schemas/guest'\n",
        )],
        "MMm",
        "mMM",
    ),
    row(
        "schema of its own in place of a reference",
        &[(
            "",
            "          allOf:\n            - $ref: '#/components/schemas/pagination'\n",
            "          type: object\n          properties:\n            total:\n              type: integer\n              format: int64\n              nullable: true\n              description: Items in the whole collection.\n              x-source:\n                - S2\n            count:\n              type: integer\n              format: int64\n              nullable: true\n              description: >-\n                Items on this page. Not to be relied on: S2's own example says 10 and shows one item.\n              x-source:\n                - S2\n            per_page:\n              type: integer\n              format: int64\n              nullable: true\n              description: Items that a page may hold.\n              x-source:\n                - S2\n            current_page:\n              type: integer\n              format: int64\n              nullable: true\n              description: This page's number, counted from 1.\n              x-source:\n                - S2\n            total_pages:\n              type: integer\n              format: int64\n              nullable: true\n              description: Pages in the whole collection.\n              x-source:\n                - S2\n            links:\n              nullable: true\n              description: >-\n                Addresses of the pages beside this one. Never followed, because they may have lost the\n                filters; the client sends `page` itself.\n              x-source:\n                - S2\n                - P\n                - INF\n              x-conflict: >-\n                An empty object in S2; elsewhere an empty list, null, absent, or an object with\n                `previous` and `next`. Kept as sent.\n          additionalProperties: {}\n",
        )],
        "NMN",
        "NMN",
    ),
    row(
        "status removed",
        &[(
            "operationId: listGroups",
            "        '404':\n          $ref: '#/components/responses/notFound'\n",
            "",
        )],
        "mNN",
        "mNN",
    ),
    row(
        "success that nothing else describes",
        &[(
            "operationId: deleteGroup",
            "        2XX:\n          $ref: '#/components/responses/done'\n",
            "",
        )],
        "mNM",
        "MNm",
    ),
    row(
        "header removed",
        &[(
            "    tooManyRequests:\n",
            "        Retry-After:\n          $ref: '#/components/headers/retryAfter'\n",
            "",
        )],
        "mNN",
        "mNN",
    ),
    row(
        "credential removed",
        &[("security:\n", "    clientHeader: []\n", "")],
        "MNN",
        "MNN",
    ),
    row(
        "server removed",
        &[(
            "",
            "  - url: https://api.tallyfy.com\n    description: The service, as the older pages and the vendor's SDKs name it (S0, S1, P, G).\n",
            "",
        )],
        "MNN",
        "mNN",
    ),
    row(
        "words",
        &[(
            "",
            "description: Groups of an organization.",
            "description: The groups of an organization.",
        )],
        "NNN",
        "NNN",
    ),
    row(
        "source",
        &[(
            "    error:\n      type: object",
            "        - M\n        - P\n",
            "        - P\n",
        )],
        "NNN",
        "NNN",
    ),
    row(
        "parameter written where it is used",
        &[(
            "",
            "        - $ref: '#/components/parameters/page'\n",
            "        - name: page\n          in: query\n          description: The page to return, counted from 1. The server's default is 1.\n          x-source:\n            - S2\n            - S4\n            - D\n          schema:\n            type: integer\n            format: int64\n            minimum: 1\n            default: 1\n",
        )],
        "NNN",
        "NNN",
    ),
    row(
        "error: property removed",
        &[(
            "    error:\n      type: object",
            "        code:\n          nullable: true\n          description: What went wrong, for a program, for example `RESOURCE_NOT_FOUND`.\n          x-source:\n            - D\n            - P\n",
            "",
        )],
        "mMm",
        "mMm",
    ),
    row(
        "parameter written in another way",
        &[(
            "operationId: listGroups",
            "        - name: q\n          in: query\n",
            "        - name: q\n          in: query\n          style: form\n",
        )],
        "MNN",
        "MNN",
    ),
    row(
        "keyword that no rule knows",
        &[(
            "    user:\n      type: object",
            "        status:\n          type: string\n",
            "        status:\n          type: string\n          readOnly: true\n",
        )],
        "NNN",
        "NNN",
    ),
    row(
        "property called as another is in Rust",
        &[(
            "    user:\n      type: object",
            "        full_name:\n",
            "        fullName:\n",
        )],
        "mNm",
        "mNm",
    ),
];
