//! Rules about the text and its YAML.

use super::{Example, Rule, acceptable, edit, rule_of};

pub(super) const RULES: &[Rule] = &[
    rule_of(
        "conflict-marker",
        "a mark that a merge has left",
        "Both sides of the conflict are still in the text, and a parser complains of something else, or \
         of nothing when the marks stand in a description.",
        edit(
            "      description: Deletes a group.\n",
            "<<<<<<< ours\n      description: Deletes a group.\n=======\n      description: Removes a group.\n>>>>>>> theirs\n",
        ),
    ),
    rule_of(
        "tab",
        "a tab in the indentation",
        "YAML takes blanks alone, and says of a tab only that something is not well-formed.",
        edit(
            "      operationId: deleteGroup\n",
            "\toperationId: deleteGroup\n",
        ),
    ),
    rule_of(
        "yaml-syntax",
        "text that is not YAML",
        "Nothing of the contract can be read.",
        edit("        '204':\n", "        '204:\n"),
    ),
    rule_of(
        "duplicate-key",
        "a key that stands twice in one mapping",
        "Most parsers keep the last one without a word; a path that stands twice loses the operations \
         of the first, and the client has fewer methods.",
        edit(
            "      operationId: deleteGroup\n",
            "      operationId: deleteGroup\n      operationId: removeGroup\n",
        ),
    ),
    rule_of(
        "yaml-key",
        "a key that is not a string",
        "OpenAPI's keys are names; a list or a mapping as a key is a slip.",
        edit(
            "  S1: The second page\n",
            "  S1: The second page\n  true: The third page\n",
        ),
    ),
    rule_of(
        "yaml-tag",
        "a YAML tag",
        "Tags give a value another type in ways that each parser has for itself. OpenAPI has no use \
         for them.",
        edit("  title: Example\n", "  title: !text Example\n"),
    ),
    rule_of(
        "several-documents",
        "more than one YAML document",
        "A generator reads the first and drops the rest.",
        edit(
            "components:\n  parameters:\n",
            "---\ncomponents:\n  parameters:\n",
        ),
    ),
    rule_of(
        "too-deep",
        "more levels than a contract has",
        "A parser that calls itself for each level runs out of stack, and ends the build without a word.",
        edit(
            "components:\n  parameters:\n",
            "x-deep:\n  - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - deep\ncomponents:\n  parameters:\n",
        ),
    ),
    rule_of(
        "empty-contract",
        "nothing but comments",
        "There is nothing to generate a client from.",
        Example::Contract("# to be written\n"),
    ),
    rule_of(
        "ambiguous-scalar",
        "a value that YAML 1.1 and 1.2 read differently",
        "This repository reads YAML 1.2, where `no` is a text and `012` is twelve. Editors, linters and \
         generators that read YAML 1.1 see `false` and ten, and a country code becomes a boolean.",
        edit(
            "              - name\n              - created_at\n",
            "              - no\n              - created_at\n",
        ),
    ),
    acceptable(rule_of(
        "trailing-blank",
        "blanks at the end of a line",
        "The next editor takes them away, and the diff shows lines that nobody meant to change.",
        edit("  title: Example\n", "  title: Example  \n"),
    )),
    acceptable(rule_of(
        "long-line",
        "a line of more than 100 characters",
        "A review shows two versions side by side, and a change of one word marks the whole line.",
        edit(
            "      description: Deletes a group.\n",
            "      description: Deletes a group, which cannot be undone, and takes its members out of all of the tasks that it has.\n",
        ),
    )),
    rule_of(
        "unused-allow",
        "a comment that accepts nothing",
        "What it accepted is mended, or can be accepted by nobody, and the next one to break the rule \
         would not hear of it.",
        edit(
            "  title: Example\n",
            "  # allow(long-line): the vendor's own title\n  title: Example\n",
        ),
    ),
];
