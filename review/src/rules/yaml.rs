//! Rules for the text of the contract and its YAML.

use super::{Example, Rule, acceptable, edit, rule_of};

pub(super) const RULES: &[Rule] = &[
    rule_of(
        "conflict-marker",
        "a merge conflict marker",
        "After an unresolved merge, the file contains both versions of the conflicting lines. The \
         error message of a YAML parser does not mention the conflict marker.",
        edit(
            "      description: Deletes a group.\n",
            "<<<<<<< ours\n      description: Deletes a group.\n=======\n      description: Removes a group.\n>>>>>>> theirs\n",
        ),
    ),
    rule_of(
        "tab",
        "a tab in the indentation",
        "YAML allows only spaces in the indentation. The error message of a YAML parser does not \
         mention the tab.",
        edit(
            "      operationId: deleteGroup\n",
            "\toperationId: deleteGroup\n",
        ),
    ),
    rule_of(
        "yaml-syntax",
        "text that is not valid YAML",
        "No tool can read a contract that is not valid YAML.",
        edit("        '204':\n", "        '204:\n"),
    ),
    rule_of(
        "duplicate-key",
        "a key that appears twice in one mapping",
        "Most parsers silently keep only the last value of the key. For example, if a path appears \
         twice, the client does not have the operations of the first entry.",
        edit(
            "      operationId: deleteGroup\n",
            "      operationId: deleteGroup\n      operationId: removeGroup\n",
        ),
    ),
    rule_of(
        "yaml-key",
        "a key that is not a string",
        "Every key in OpenAPI is a string. YAML reads a key such as `1.10` or `007` as a number, \
         which has a different text: `1.1` or `7`. The generated client would then use a different \
         name. A status such as 404 needs no quotes, because its text remains the same.",
        edit(
            "  title: Example\n",
            "  title: Example\n  x-releases:\n    1.10: The tenth release\n",
        ),
    ),
    rule_of(
        "yaml-tag",
        "a YAML tag, such as `!text`",
        "A tag changes the type of a value. Different parsers interpret the same tag differently. \
         OpenAPI needs no tags.",
        edit("  title: Example\n", "  title: !text Example\n"),
    ),
    rule_of(
        "number-form",
        "a number that JSON cannot represent",
        "For example, `1e400` is too large for a 64-bit number, and `.inf` does not exist in JSON. \
         A generator would silently use a different number, or no limit at all.",
        edit(
            "          items:\n            type: integer\n",
            "          items:\n            type: integer\n            maximum: 1e400\n",
        ),
    ),
    rule_of(
        "alias-form",
        "an alias that has no value, or stands for too many values",
        "An alias inside its own anchor would never end. A few nested aliases can stand for \
         billions of values, and a parser that copies them needs more memory than the computer \
         has.",
        edit(
            "      tags:\n        - groups\n      description: Deletes a group.\n",
            "      tags: &tags\n        - *tags\n      description: Deletes a group.\n",
        ),
    ),
    rule_of(
        "several-documents",
        "more than one YAML document in the file",
        "A generator reads only the first YAML document of a file.",
        edit(
            "components:\n  parameters:\n",
            "---\ncomponents:\n  parameters:\n",
        ),
    ),
    rule_of(
        "too-deep",
        "YAML with deeper nesting than a contract needs",
        "A recursive parser needs more stack for each level of nesting. Deep nesting can overflow \
         the stack of the parser. The build would then abort without an error message.",
        edit(
            "components:\n  parameters:\n",
            "x-deep:\n  [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\n  [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\n  ]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]\n  ]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]\ncomponents:\n  parameters:\n",
        ),
    ),
    rule_of(
        "empty-contract",
        "a contract that contains only comments",
        "progenitor cannot generate a client from an empty contract.",
        Example::Contract("# to be written\n"),
    ),
    rule_of(
        "ambiguous-scalar",
        "a value that YAML 1.1 and YAML 1.2 interpret differently",
        "This repository uses YAML 1.2. In YAML 1.2, `no` is a string, and `012` is twelve. In \
         YAML 1.1, `no` is false, and `012` is ten. For example, a YAML 1.1 tool would read the \
         country code `no` as a boolean.",
        edit(
            "              - name\n              - created_at\n",
            "              - no\n              - created_at\n",
        ),
    ),
    acceptable(rule_of(
        "trailing-blank",
        "whitespace at the end of a line",
        "Many editors remove this whitespace when they save the file. The diff then shows lines \
         that nobody wanted to change.",
        edit("  title: Example\n", "  title: Example  \n"),
    )),
    acceptable(rule_of(
        "long-line",
        "a line of more than 100 characters",
        "A long line does not fit into a side-by-side diff. If one word of the line changes, the \
         diff marks the complete line as changed.",
        edit(
            "      description: Deletes a group.\n",
            "      description: Deletes a group, which cannot be undone, and takes its members out of all of the tasks that it has.\n",
        ),
    )),
    rule_of(
        "allow-form",
        "an `allow` comment with an invalid form",
        "The comment accepts nothing until its form is correct. A comment can name an owner, and \
         the last day on which it is valid: `# allow(long-line, owner: api-team, until: \
         2027-03-31): the reason`.",
        edit(
            "  title: Example\n",
            "  # allow(long-line, until: tomorrow): the vendor's own title\n  title: Example\n",
        ),
    ),
    rule_of(
        "expired-allow",
        "an `allow` comment after its last day",
        "The owner of the comment promised to solve the problem by this day.",
        edit(
            "  title: Example\n",
            "  # allow(trailing-blank, owner: api-team, until: 2026-03-31): a habit\n  title: Example  \n",
        ),
    ),
    rule_of(
        "unused-allow",
        "an `allow` comment that accepts no finding",
        "The problem was fixed, or the rule does not allow a comment. Remove the comment, because \
         it can hide a new finding on the next line.",
        edit(
            "  title: Example\n",
            "  # allow(long-line): the vendor's own title\n  title: Example\n",
        ),
    ),
];
