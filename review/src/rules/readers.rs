//! Rules for the readers of the contract: descriptions, sources, examples and readable diffs.

use super::{Example, Rule, acceptable, edit, rule_of};

pub(super) const RULES: &[Rule] = &[
    rule_of(
        "missing-description",
        "a part of the contract without a description",
        "The descriptions become the documentation of the generated client.",
        edit("          description: True if the group is in use.\n", ""),
    ),
    rule_of(
        "missing-source",
        "a part of the contract without `x-source`",
        "The vendor's documents contradict each other in some places. If a reader doubts a part of \
         the contract, `x-source` names the documents to check.",
        edit(
            "          description: True if the group is in use.\n          x-source:\n            - S0\n",
            "          description: True if the group is in use.\n",
        ),
    ),
    rule_of(
        "unknown-source",
        "an `x-source` entry that `x-sources` does not define",
        "`x-sources` names the document of each source. If a source is not in this list, readers \
         cannot find its document.",
        edit(
            "          description: True if the group is in use.\n          x-source:\n            - S0\n",
            "          description: True if the group is in use.\n          x-source:\n            - S00\n",
        ),
    ),
    rule_of(
        "source-missing",
        "a property whose `x-source` omits a source that shows the property",
        "Readers use `x-source` to compare the vendor's documents. Readers would not look at a \
         source that `x-source` omits.",
        Example::Evidence {
            name: "S1-createGroup-201.json",
            passes: "{\"id\": \"g1\"}",
            fails: "{\"id\": \"g1\", \"active\": true}",
        },
    ),
    acceptable(rule_of(
        "unused-source",
        "an entry in `x-sources` that no part of the contract mentions",
        "Readers assume that each source in `x-sources` describes a part of the contract.",
        edit(
            "  S1: The second page\n",
            "  S1: The second page\n  S2: The third page\n",
        ),
    )),
    rule_of(
        "undeclared-tag",
        "a tag of an operation that `tags` does not declare",
        "Documentation groups the operations by their tags. A misspelled tag becomes a group of its \
         own, without a description.",
        edit(
            "      tags:\n        - groups\n      description: Deletes a group.\n",
            "      tags:\n        - group\n      description: Deletes a group.\n",
        ),
    ),
    acceptable(rule_of(
        "unused-declaration",
        "a component or a tag that nothing uses, or a tag that is declared twice",
        "Readers would assume that the component is a part of the API. progenitor generates a type \
         for each schema, even for an unused one.",
        edit(
            "  responses:\n    unauthorized:\n",
            "  headers:\n    requestId:\n      description: The id of the request.\n      x-source:\n        - S0\n      schema:\n        type: string\n  responses:\n    unauthorized:\n",
        ),
    )),
    rule_of(
        "lone-conflict",
        "an `x-conflict` that involves only one source",
        "A contradiction needs at least two sources. Because of an outdated `x-conflict`, the \
         client accepts more than necessary. Readers also doubt parts of the contract that are \
         certain.",
        edit(
            "            - S0\n            - S1\n          x-conflict: S0 lists only `name`.\n",
            "            - S0\n          x-conflict: S0 lists only `name`.\n",
        ),
    ),
    acceptable(rule_of(
        "key-order",
        "a key that is not in its usual position",
        "If all operations have their keys in the same order, readers can compare the operations \
         line by line. A fixed order also prevents diffs that show only moved keys.",
        edit(
            "      operationId: deleteGroup\n      tags:\n        - groups\n",
            "      tags:\n        - groups\n      operationId: deleteGroup\n",
        ),
    )),
    acceptable(rule_of(
        "flow-style",
        "several YAML values on one line",
        "If one value on a line changes, a diff marks all values on this line as changed.",
        edit(
            "      operationId: deleteGroup\n      tags:\n        - groups\n",
            "      operationId: deleteGroup\n      tags: [groups]\n",
        ),
    )),
    rule_of(
        "anchor",
        "a YAML anchor or alias",
        "If the lines with the anchor change, every place with the alias also changes. A diff does \
         not show these places. Use a `$ref` to a component instead of an alias.",
        edit(
            "      tags:\n        - groups\n      description: Deletes a group.\n",
            "      tags: &tags\n        - groups\n      description: Deletes a group.\n",
        ),
    ),
    rule_of(
        "example-mismatch",
        "an example that does not match its schema",
        "Either the example or the schema is wrong. Users copy examples, so a wrong example causes \
         errors.",
        edit(
            "                      - id: g1\n",
            "                      - id: 7\n",
        ),
    ),
    rule_of(
        "default-mismatch",
        "a default that does not match its schema",
        "progenitor rejects a property if its default does not match its schema. For a parameter, \
         such a default contradicts the schema in the same contract.",
        edit(
            "          schema:\n            type: string\n            enum:\n              - name\n              - created_at\n",
            "          schema:\n            type: string\n            enum:\n              - name\n              - created_at\n            default: created\n",
        ),
    ),
    rule_of(
        "example-unseen",
        "an example that does not appear in the vendor's documents",
        "An example must show what the server really sends. An invented example shows only what \
         its author assumed.",
        Example::Evidence {
            name: "S0-listGroups-200.json",
            passes: "{\"data\": [{\"id\": \"g1\", \"active\": true}]}",
            fails: "{\"data\": [{\"id\": \"g2\", \"active\": true}]}",
        },
    ),
    rule_of(
        "evidence-mismatch",
        "a body from the vendor's documents that the contract does not allow",
        "The vendor's documents show a body that does not match its schema in the contract. For \
         example, the client could not decode a documented response.",
        Example::Evidence {
            name: "S1-createGroup-201.json",
            passes: "{\"id\": \"g1\"}",
            fails: "{\"id\": \"g1\", \"active\": \"yes\"}",
        },
    ),
    rule_of(
        "body-lost",
        "a body that changes when the generated types decode and encode it",
        "A body must stay the same if the client decodes it and encodes it again. If a generated \
         type drops a field, every user of the client loses this field.",
        Example::Evidence {
            name: "S1-createGroup-request.json",
            passes: "{\"name\": \"a\"}",
            fails: "{\"name\": \"a\", \"colour\": \"red\"}",
        },
    ),
    rule_of(
        "evidence-form",
        "an evidence file with invalid JSON, a duplicate key, or an unknown file name",
        "Lint cannot compare an invalid evidence file with the contract.",
        Example::Evidence {
            name: "S1-createGroup-201.json",
            passes: "{\"id\": \"g1\"}",
            fails: "{\"id\": \"g1\"",
        },
    ),
];
