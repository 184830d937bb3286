//! Rules about the text and its YAML.

use super::{Example, Rule, acceptable, edit, rule_of};

pub(super) const RULES: &[Rule] = &[
    rule_of(
        "conflict-marker",
        "a merge conflict marker",
        "Both sides of the conflict are still in the file. A parser reports an unrelated error. If \
         the markers are in a description, it reports no error.",
        edit(
            "      description: Deletes a group.\n",
            "<<<<<<< ours\n      description: Deletes a group.\n=======\n      description: Removes a group.\n>>>>>>> theirs\n",
        ),
    ),
    rule_of(
        "tab",
        "a tab in the indentation",
        "YAML allows only spaces in indentation. The error message of a parser does not mention \
         the tab.",
        edit(
            "      operationId: deleteGroup\n",
            "\toperationId: deleteGroup\n",
        ),
    ),
    rule_of(
        "yaml-syntax",
        "text that is not valid YAML",
        "The contract cannot be read.",
        edit("        '204':\n", "        '204:\n"),
    ),
    rule_of(
        "duplicate-key",
        "a key that appears twice in one mapping",
        "Most parsers silently keep the last value. If a path appears twice, the client loses the \
         operations of the first one.",
        edit(
            "      operationId: deleteGroup\n",
            "      operationId: deleteGroup\n      operationId: removeGroup\n",
        ),
    ),
    rule_of(
        "yaml-key",
        "a key that is not a string",
        "OpenAPI keys are strings. A boolean, a list or a mapping as a key is a mistake.",
        edit(
            "  S1: The second page\n",
            "  S1: The second page\n  true: The third page\n",
        ),
    ),
    rule_of(
        "yaml-tag",
        "a YAML tag",
        "A tag changes the type of a value, and each parser does this differently. OpenAPI does \
         not need tags.",
        edit("  title: Example\n", "  title: !text Example\n"),
    ),
    rule_of(
        "several-documents",
        "more than one YAML document",
        "A generator reads only the first document.",
        edit(
            "components:\n  parameters:\n",
            "---\ncomponents:\n  parameters:\n",
        ),
    ),
    rule_of(
        "too-deep",
        "deeper nesting than a contract needs",
        "A parser that recurses for each level can overflow its stack. The build would then abort \
         without an error message.",
        edit(
            "components:\n  parameters:\n",
            "x-deep:\n  - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - deep\ncomponents:\n  parameters:\n",
        ),
    ),
    rule_of(
        "empty-contract",
        "a contract that contains only comments",
        "No client can be generated from an empty contract.",
        Example::Contract("# to be written\n"),
    ),
    rule_of(
        "ambiguous-scalar",
        "a value that YAML 1.1 and YAML 1.2 read differently",
        "This repository reads YAML 1.2, where `no` is a string and `012` is twelve. Tools that \
         read YAML 1.1 see `false` and ten. For example, the country code `no` becomes a boolean.",
        edit(
            "              - name\n              - created_at\n",
            "              - no\n              - created_at\n",
        ),
    ),
    acceptable(rule_of(
        "trailing-blank",
        "whitespace at the end of a line",
        "Many editors remove trailing whitespace on the next save. The diff then shows lines that \
         nobody meant to change.",
        edit("  title: Example\n", "  title: Example  \n"),
    )),
    acceptable(rule_of(
        "long-line",
        "a line of more than 100 characters",
        "A long line does not fit into a side-by-side review. A change of one word marks the \
         complete line as changed.",
        edit(
            "      description: Deletes a group.\n",
            "      description: Deletes a group, which cannot be undone, and takes its members out of all of the tasks that it has.\n",
        ),
    )),
    rule_of(
        "unused-allow",
        "an `allow` comment that accepts nothing",
        "Either the problem was fixed, or the rule cannot be accepted. An unused comment would \
         hide the next violation.",
        edit(
            "  title: Example\n",
            "  # allow(long-line): the vendor's own title\n  title: Example\n",
        ),
    ),
];
