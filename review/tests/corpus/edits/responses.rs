//! Edits of what is received, and of schemas.

use super::{Row, row, row_on};

pub(super) const ROWS: &[Row] = &[
    row(
        "property added",
        &[(
            "    group:\n      type: object",
            "        logo:\n",
            "        colour:\n          type: string\n          nullable: true\n          description: New.\n          x-source:\n            - D\n        logo:\n",
        )],
        "mmm",
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
            "        logo:\n          type: string\n          nullable: true\n          description: >-\n            The address of the group's logo. The server sends it if the group has a logo and the\n            request has `with=assets`.\n          x-source:\n            - S0\n            - S1\n            - S2\n            - S3\n",
            "",
        )],
        "mMm",
        "mmm",
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
    row_on(
        "null allowed, of a required property",
        &[(
            "    user:\n      type: object",
            "            - D\n          allOf:\n            - $ref: '#/components/schemas/receivedText'\n",
            "            - D\n          type: string\n",
        )],
        &[(
            "    user:\n      type: object",
            "            - D\n          type: string\n",
            "            - D\n          type: string\n          nullable: true\n",
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
            "          type: object\n          properties:\n            total:\n              type: integer\n              format: int64\n              nullable: true\n              description: The number of items in the complete list.\n              x-source:\n                - S2\n            count:\n              type: integer\n              format: int64\n              nullable: true\n              description: >-\n                The number of items on this page. Do not rely on it, because the vendor's example\n                has the count 10 and only one item.\n              x-source:\n                - S2\n            per_page:\n              type: integer\n              format: int64\n              nullable: true\n              description: The maximum number of items on a page.\n              x-source:\n                - S2\n            current_page:\n              type: integer\n              format: int64\n              nullable: true\n              description: The number of this page, counted from 1.\n              x-source:\n                - S2\n            total_pages:\n              type: integer\n              format: int64\n              nullable: true\n              description: The number of pages in the complete list.\n              x-source:\n                - S2\n            links:\n              nullable: true\n              description: >-\n                The addresses of the previous page and the next page. The client never follows them,\n                because they may lack the filters. The client sends `page` itself.\n              x-source:\n                - S2\n                - P\n                - INF\n              x-conflict: >-\n                S2 shows an empty object. In other responses it is an empty list, null, missing, or\n                an object with `previous` and `next`. The client keeps it as sent.\n          additionalProperties: {}\n",
        )],
        "NMN",
        "NMN",
    ),
    row(
        "error: property removed",
        &[(
            "    error:\n      type: object",
            "        code:\n          nullable: true\n          description: >-\n            The code of the error, for example `RESOURCE_NOT_FOUND`. The server often cuts it from\n            the start of the message. It identifies an error only if a page documents it.\n          x-source:\n            - D\n            - P\n            - M\n",
            "",
        )],
        "mMm",
        "mmm",
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
