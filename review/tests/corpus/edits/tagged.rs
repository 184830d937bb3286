//! Edits of unions that a property, or a name, tells apart, which the contract does not have: both
//! sides get one first.

use super::{Edit, Row, row_on};

const INPUT: &str = "    createGroupInput:\n";

/// Sent: told by a property beside the others, of which one has none.
const SHAPE: &[Edit] = &[(
    INPUT,
    "        members:\n",
    "        shape:
          description: New.
          x-source:
            - D
          oneOf:
            - type: object
              title: round
              description: New.
              required:
                - kind
                - radius
              properties:
                kind:
                  type: string
                  enum:
                    - circle
                  description: New.
                  x-source:
                    - D
                radius:
                  type: string
                  description: New.
                  x-source:
                    - D
                colour:
                  type: string
                  description: New.
                  x-source:
                    - D
            - type: object
              title: straight
              description: New.
              required:
                - kind
              properties:
                kind:
                  type: string
                  enum:
                    - square
                  description: New.
                  x-source:
                    - D
        members:
",
)];

/// Sent: told by a property beside another that has the rest.
const CHOICE: &[Edit] = &[(
    INPUT,
    "        members:\n",
    "        choice:
          description: New.
          x-source:
            - D
          oneOf:
            - type: object
              title: name
              description: New.
              required:
                - kind
                - value
              properties:
                kind:
                  type: string
                  enum:
                    - name
                  description: New.
                  x-source:
                    - D
                value:
                  type: string
                  description: New.
                  x-source:
                    - D
            - type: object
              title: range
              description: New.
              required:
                - kind
                - value
              properties:
                kind:
                  type: string
                  enum:
                    - range
                  description: New.
                  x-source:
                    - D
                value:
                  type: object
                  description: New.
                  x-source:
                    - D
                  required:
                    - from
                  properties:
                    from:
                      type: string
                      description: New.
                      x-source:
                        - D
        members:
",
)];

/// Sent: told by the only property, or a word.
const FILTER: &[Edit] = &[(
    INPUT,
    "        members:\n",
    "        filter:
          description: New.
          x-source:
            - D
          oneOf:
            - type: object
              title: named
              description: New.
              required:
                - named
              properties:
                named:
                  type: string
                  description: New.
                  x-source:
                    - D
              additionalProperties: false
            - type: object
              title: ranged
              description: New.
              required:
                - ranged
              properties:
                ranged:
                  type: object
                  description: New.
                  x-source:
                    - D
                  required:
                    - from
                  properties:
                    from:
                      type: string
                      description: New.
                      x-source:
                        - D
              additionalProperties: false
            - type: string
              enum:
                - all
                - none
        members:
",
)];

pub(super) const ROWS: &[Row] = &[
    row_on(
        "tagged union: another type",
        SHAPE,
        &[(
            "        shape:\n",
            "                radius:\n                  type: string\n",
            "                radius:\n                  type: number\n",
        )],
        "MMM",
        "MMM",
    ),
    row_on(
        "tagged union: another tag",
        SHAPE,
        &[(
            "        shape:\n",
            "                    - circle\n",
            "                    - disc\n",
        )],
        "MMM",
        "MMM",
    ),
    row_on(
        "tagged union: property removed",
        SHAPE,
        &[(
            "        shape:\n",
            "                colour:\n                  type: string\n                  description: New.\n                  x-source:\n                    - D\n",
            "",
        )],
        "mMM",
        "mMm",
    ),
    row_on(
        "tagged union: property required",
        SHAPE,
        &[(
            "        shape:\n",
            "                - radius\n",
            "                - radius\n                - colour\n",
        )],
        "MMM",
        "mMm",
    ),
    row_on(
        "union with tag and content: another type",
        CHOICE,
        &[(
            "        choice:\n",
            "                    from:\n                      type: string\n",
            "                    from:\n                      type: boolean\n",
        )],
        "MMM",
        "MMM",
    ),
    row_on(
        "union told by its only property: another type",
        FILTER,
        &[(
            "        filter:\n",
            "                    from:\n                      type: string\n",
            "                    from:\n                      type: boolean\n",
        )],
        "MMM",
        "MMM",
    ),
    row_on(
        "union told by its only property: word removed",
        FILTER,
        &[("        filter:\n", "                - none\n", "")],
        "MMM",
        "mmm",
    ),
];
