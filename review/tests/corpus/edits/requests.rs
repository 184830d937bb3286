//! Edits of what is sent.

use super::{Row, row};

pub(super) const ROWS: &[Row] = &[
    row(
        "parameter added, optional",
        &[(
            "operationId: listGroups",
            "        - name: q\n",
            "        - name: colour\n          in: query\n          description: New.\n          x-source:\n            - D\n          schema:\n            type: string\n        - name: q\n",
        )],
        "mmN",
        "mMN",
    ),
    row(
        "parameter added, optional, to an operation that had none",
        &[(
            "operationId: deleteGroup",
            "      parameters:\n",
            "      parameters:\n        - name: send\n          in: query\n          description: New.\n          x-source:\n            - D\n          schema:\n            type: string\n",
        )],
        "mmN",
        "mMN",
    ),
    row(
        "header parameter added, optional",
        &[(
            "operationId: listGroups",
            "        - name: q\n",
            "        - name: X-Trace\n          in: header\n          description: New.\n          x-source:\n            - D\n          schema:\n            type: string\n        - name: q\n",
        )],
        "mmN",
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
        "mMN",
        "mMN",
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
        "mmm",
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
        "mmm",
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
            "        guests:\n          type: array\n          nullable: true\n          description: >-\n            The email addresses of the guests to add. A missing list and an empty list are different\n            requests. Null means a missing list, and the client never sends it.\n          x-source:\n            - S3\n          items:\n            type: string\n            format: email\n",
            "",
        )],
        "mMM",
        "mmm",
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
            "          description: The group's new description. A request cannot remove a description.\n",
            "          description: The group's new description. A request cannot remove a description.\n          nullable: true\n",
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
        "parameter written where it is used",
        &[(
            "",
            "        - $ref: '#/components/parameters/page'\n",
            "        - name: page\n          in: query\n          description: The number of the page to return, counted from 1. The server's default is 1.\n          x-source:\n            - S2\n            - S4\n            - D\n          schema:\n            type: integer\n            format: int64\n            minimum: 1\n            default: 1\n",
        )],
        "NNN",
        "NNN",
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
];
