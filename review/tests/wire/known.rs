//! Edits with the right verdicts on WIRE, and verdicts that no message shows.

use tallyfy_review::Bump::{self, Major, Minor, None as Nothing};

use crate::corpus::edits::Edit;

/// An edit of the contract, and the verdicts that messages have to show.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) both: &'static [Edit],
    pub(crate) edits: &'static [Edit],
    pub(crate) forth: Bump,
    pub(crate) back: Bump,
}

const fn case(name: &'static str, edits: &'static [Edit], forth: Bump, back: Bump) -> Case {
    Case {
        name,
        both: &[],
        edits,
        forth,
        back,
    }
}

const Q: &str = "        - name: q\n          in: query\n";
const GET_MEMBER: &str = "      operationId: getMember\n";
const REQUEST_ID: &str = "      headers:\n        X-Request-Id:\n";
const LIMITS: &str = "      minLength: 1\n      maxLength: 200\n";

pub(crate) const CASES: &[Case] = &[
    case(
        "explode written",
        &[(
            "",
            Q,
            "        - name: q\n          in: query\n          explode: true\n",
        )],
        Nothing,
        Nothing,
    ),
    case(
        "no security",
        &[(
            "",
            GET_MEMBER,
            "      operationId: getMember\n      security: []\n",
        )],
        Minor,
        Major,
    ),
    case(
        "page as text",
        &[(
            "    page:\n",
            "        type: integer\n        format: int64\n        minimum: 1\n        default: 1\n",
            "        type: string\n",
        )],
        Minor,
        Major,
    ),
    case(
        "header as integer",
        &[(
            "    retryAfter:\n",
            "        type: string\n",
            "        type: integer\n",
        )],
        Minor,
        Major,
    ),
    case(
        "header in lower case",
        &[("", REQUEST_ID, "      headers:\n        x-request-id:\n")],
        Nothing,
        Nothing,
    ),
    case(
        "delete responds with a body",
        &[
            (
                "operationId: deleteGroup",
                "          x-source:\n            - INF\n",
                "          content:\n            application/json:\n              schema:\n                $ref: '#/components/schemas/groupResponse'\n",
            ),
            (
                "operationId: deleteGroup",
                "          x-source:\n            - D\n",
                "          content:\n            application/json:\n              schema:\n                $ref: '#/components/schemas/groupResponse'\n",
            ),
            (
                "    done:\n",
                "      x-source:\n        - INF\n",
                "      content:\n        application/json:\n          schema:\n            $ref: '#/components/schemas/groupResponse'\n",
            ),
        ],
        Minor,
        Major,
    ),
    case(
        "scheme changed",
        &[("", "      scheme: bearer\n", "      scheme: basic\n")],
        Major,
        Major,
    ),
    Case {
        name: "scope added",
        both: &[
            (
                "",
                "  securitySchemes:\n",
                "  securitySchemes:\n    login:\n      type: oauth2\n      description: New.\n      flows:\n        clientCredentials:\n          tokenUrl: https://example.com/token\n          scopes:\n            read: Reads.\n            write: Writes.\n",
            ),
            (
                "",
                GET_MEMBER,
                "      operationId: getMember\n      security:\n        - login:\n            - read\n",
            ),
        ],
        edits: &[(
            "",
            "            - read\n",
            "            - read\n            - write\n",
        )],
        forth: Major,
        back: Minor,
    },
    case(
        "limit of names",
        &[(
            "    groupName:\n",
            LIMITS,
            "      minLength: 2\n      maxLength: 200\n",
        )],
        Major,
        Minor,
    ),
];

/// Verdicts that no message shows, by the row or the kind, with the reason.
pub(crate) const SILENT: &[(&str, Bump, &str)] = &[
    ("default changed", Minor, DEFAULT),
    ("default removed", Minor, DEFAULT),
    ("default-added", Minor, DEFAULT),
    ("default-removed", Minor, DEFAULT),
];

const DEFAULT: &str = "the messages are equal, but a missing value has a different meaning";
