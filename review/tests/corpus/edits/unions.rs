//! Edits of unions, of maps and of lists of one length, which the contract does not have: `both`
//! sides get one first.

use super::{Edit, Row, row_on};

const GROUP: &str = "    group:\n      type: object";
const INPUT: &str = "    createGroupInput:\n";

/// Received, and optional: a text, or an object that is open.
const BADGE: &[Edit] = &[(
    GROUP,
    "        logo:\n",
    "        badge:
          description: New.
          x-source:
            - D
          anyOf:
            - type: string
            - type: object
              description: New.
              required:
                - alpha
                - beta
              properties:
                alpha:
                  type: string
                  description: New.
                  x-source:
                    - D
                beta:
                  type: string
                  description: The second.
                  x-source:
                    - D
              additionalProperties: {}
        logo:
",
)];

/// Received, required and nullable.
const MARK: &[Edit] = &[
    (
        GROUP,
        "        logo:\n",
        "        mark:
          nullable: true
          description: New.
          x-source:
            - D
          oneOf:
            - type: string
            - type: object
              description: New.
              required:
                - alpha
              properties:
                alpha:
                  type: string
                  description: New.
                  x-source:
                    - D
              additionalProperties: {}
        logo:
",
    ),
    (
        GROUP,
        "        - name\n      properties",
        "        - name\n        - mark\n      properties",
    ),
];

/// Sent: one of two objects, of which the first is closed.
const TARGET: &[Edit] = &[(
    INPUT,
    "        members:\n",
    "        target:
          description: New.
          x-source:
            - D
          oneOf:
            - type: object
              title: person
              description: New.
              required:
                - email
              properties:
                email:
                  type: string
                  description: New.
                  x-source:
                    - D
              additionalProperties: false
            - type: object
              title: place
              description: New.
              required:
                - city
                - street
              properties:
                city:
                  type: string
                  description: New.
                  x-source:
                    - D
                street:
                  type: string
                  description: New.
                  x-source:
                    - D
        members:
",
)];

/// Received, and optional.
const WEIGHT: &[Edit] = &[(
    GROUP,
    "        logo:\n",
    "        weight:
          type: number
          format: double
          description: New.
          x-source:
            - D
        logo:
",
)];

/// Sent: a map, a list of two, and one of a few numbers.
const LABELS: &[Edit] = &[(
    INPUT,
    "        members:\n",
    "        labels:
          type: object
          description: New.
          x-source:
            - D
          additionalProperties:
            type: string
        pair:
          type: array
          nullable: true
          minItems: 2
          maxItems: 2
          description: New.
          x-source:
            - D
          items:
            type: string
        pick:
          type: integer
          enum:
            - 1
            - 2
          description: New.
          x-source:
            - D
        members:
",
)];

pub(super) const ROWS: &[Row] = &[
    row_on(
        "union: another type in an inline object",
        BADGE,
        &[(
            "        badge:\n",
            "                beta:\n                  type: string\n",
            "                beta:\n                  type: integer\n                  format: int64\n",
        )],
        "MMM",
        "MMM",
    ),
    row_on(
        "union: another description in an inline object",
        BADGE,
        &[("        badge:\n", "The second.", "The last.")],
        "NNN",
        "NNN",
    ),
    row_on(
        "union: property of an inline object added",
        BADGE,
        &[(
            "        badge:\n",
            "                beta:\n",
            "                gamma:\n                  type: string\n                  nullable: true\n                  description: New.\n                  x-source:\n                    - D\n                beta:\n",
        )],
        "mmm",
        "mMm",
    ),
    row_on(
        "union: property of an inline object may be missing",
        BADGE,
        &[("        badge:\n", "                - beta\n", "")],
        "MMm",
        "mMM",
    ),
    row_on(
        "union: form added",
        BADGE,
        &[(
            "        badge:\n",
            "            - type: string\n",
            "            - type: string\n            - type: boolean\n",
        )],
        "Mmm",
        "mMM",
    ),
    row_on(
        "union: null refused, of a required property",
        MARK,
        &[("        mark:\n", "          nullable: true\n", "")],
        "mMM",
        "MMm",
    ),
    row_on(
        "union: another type in the object",
        MARK,
        &[(
            "        mark:\n",
            "                alpha:\n                  type: string\n",
            "                alpha:\n                  type: boolean\n",
        )],
        "MMM",
        "MMM",
    ),
    row_on(
        "input union: another type in one of two objects",
        TARGET,
        &[(
            "        target:\n",
            "                street:\n                  type: string\n",
            "                street:\n                  type: integer\n                  format: int64\n",
        )],
        "MMM",
        "MMM",
    ),
    row_on(
        "input union: property may be missing",
        TARGET,
        &[("        target:\n", "                - street\n", "")],
        "mMm",
        "MMM",
    ),
    row_on(
        "input union: optional property of one of two objects added",
        TARGET,
        &[(
            "        target:\n",
            "                street:\n",
            "                post_code:\n                  type: string\n                  description: New.\n                  x-source:\n                    - D\n                street:\n",
        )],
        "mmm",
        "mMM",
    ),
    // What the generator makes of one closed form refuses for all.
    row_on(
        "input union: no other properties in the second object",
        TARGET,
        &[(
            "                street:\n",
            "                    - D\n",
            "                    - D\n              additionalProperties: false\n",
        )],
        "MNN",
        "mNN",
    ),
    row_on(
        "input union: other properties in the first object, too",
        TARGET,
        &[(
            "        target:\n",
            "              additionalProperties: false\n",
            "",
        )],
        "mNm",
        "MNM",
    ),
    row_on(
        "input union: form removed",
        TARGET,
        &[(
            "        target:\n",
            "            - type: object\n              title: person\n              description: New.\n              required:\n                - email\n              properties:\n                email:\n                  type: string\n                  description: New.\n                  x-source:\n                    - D\n              additionalProperties: false\n            - type: object\n              title: place\n",
            "            - type: boolean\n            - type: object\n              title: place\n",
        )],
        "MMM",
        "MMM",
    ),
    row_on(
        "double becomes float",
        WEIGHT,
        &[(
            "        weight:\n",
            "          format: double\n",
            "          format: float\n",
        )],
        "NMM",
        "NMm",
    ),
    row_on(
        "input: map of another type",
        LABELS,
        &[(
            "        labels:\n",
            "            type: string\n",
            "            type: integer\n            format: int64\n",
        )],
        "MMM",
        "MMM",
    ),
    row_on(
        "input: list of two may be longer",
        LABELS,
        &[(
            "        pair:\n",
            "          maxItems: 2\n",
            "          maxItems: 3\n",
        )],
        "mMm",
        "MMM",
    ),
    row_on(
        "input: one more of a few numbers",
        LABELS,
        &[(
            "        pick:\n",
            "            - 2\n",
            "            - 2\n            - 3\n",
        )],
        "mNm",
        "MNM",
    ),
];
