//! Edits of operations, of what they all have, and of words.

use super::{Row, row};

pub(super) const ROWS: &[Row] = &[
    row(
        "operation removed: getMember",
        &[(
            "",
            "\n  /organizations/{org_id}/users/{user_id}:\n    get:\n      operationId: getMember\n      tags:\n        - members\n      summary: Get member\n      description: Returns one member. Only administrators of the organization may call it.\n      x-source:\n        - D\n      parameters:\n        - $ref: '#/components/parameters/organizationId'\n        - $ref: '#/components/parameters/userId'\n        - name: with\n          in: query\n          description: >-\n            The related data to include, as a comma-separated list without spaces. Examples are\n            `groups` and `stats`.\n          x-source:\n            - D\n          schema:\n            type: string\n      responses:\n        '200':\n          description: The member.\n          x-source:\n            - D\n          content:\n            application/json:\n              schema:\n                $ref: '#/components/schemas/userResponse'\n        2XX:\n          $ref: '#/components/responses/user'\n        '400':\n          $ref: '#/components/responses/badRequest'\n        '401':\n          $ref: '#/components/responses/unauthorized'\n        '403':\n          $ref: '#/components/responses/forbidden'\n        '404':\n          $ref: '#/components/responses/notFound'\n        '422':\n          $ref: '#/components/responses/unprocessable'\n        '429':\n          $ref: '#/components/responses/tooManyRequests'\n        4XX:\n          $ref: '#/components/responses/refused'\n        5XX:\n          $ref: '#/components/responses/serverError'\n",
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
            "  - url: https://api.tallyfy.com\n    description: The address of the service in the older sources S0, S1, P and G.\n",
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
        "operation moved to another path",
        &[("", "/users/{user_id}:", "/people/{user_id}:")],
        "MNN",
        "MNN",
    ),
    row(
        "no credentials, as another choice",
        &[(
            "security:\n",
            "    clientHeader: []\n",
            "    clientHeader: []\n  - {}\n",
        )],
        "mNN",
        "MNN",
    ),
    row(
        "values of an enum in another order",
        &[(
            "operationId: listGroups",
            "              - asc\n              - desc\n",
            "              - desc\n              - asc\n",
        )],
        "NNN",
        "NNN",
    ),
];
