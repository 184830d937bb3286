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
        "The vendor's documents contradict each other. If a reader doubts a fact, `x-source` shows \
         which document to check.",
        edit(
            "          description: True if the group is in use.\n          x-source:\n            - S0\n",
            "          description: True if the group is in use.\n",
        ),
    ),
    rule_of(
        "unknown-source",
        "a source that `x-sources` does not define",
        "Readers cannot find the document of a source that `x-sources` does not define.",
        edit(
            "          description: True if the group is in use.\n          x-source:\n            - S0\n",
            "          description: True if the group is in use.\n          x-source:\n            - S00\n",
        ),
    ),
    rule_of(
        "source-missing",
        "a property whose `x-source` does not name a source that shows the property",
        "A reader who compares the documents would not look at the source that is missing.",
        Example::Evidence {
            name: "S1-createGroup-201.json",
            passes: "{\"id\": \"g1\"}",
            fails: "{\"id\": \"g1\", \"active\": true}",
        },
    ),
    acceptable(rule_of(
        "unused-source",
        "a source that nothing refers to",
        "Readers would assume that a part of the contract comes from this source.",
        edit(
            "  S1: The second page\n",
            "  S1: The second page\n  S2: The third page\n",
        ),
    )),
    rule_of(
        "lone-conflict",
        "an `x-conflict` for a fact that has only one source",
        "A conflict needs at least two sources. An outdated conflict makes the client accept more \
         than necessary. It also makes readers doubt facts that are certain.",
        edit(
            "            - S0\n            - S1\n          x-conflict: S0 lists only `name`.\n",
            "            - S0\n          x-conflict: S0 lists only `name`.\n",
        ),
    ),
    acceptable(rule_of(
        "key-order",
        "a key in the wrong order",
        "If the keys of all operations are in the same order, readers can compare them line by \
         line. A fixed order also prevents diffs that show only moved keys.",
        edit(
            "      operationId: deleteGroup\n      tags:\n        - groups\n",
            "      tags:\n        - groups\n      operationId: deleteGroup\n",
        ),
    )),
    acceptable(rule_of(
        "flow-style",
        "several values on one line",
        "If one of the values changes, the diff marks all of them as changed.",
        edit(
            "      operationId: deleteGroup\n      tags:\n        - groups\n",
            "      operationId: deleteGroup\n      tags: [groups]\n",
        ),
    )),
    rule_of(
        "anchor",
        "a YAML anchor or alias",
        "A change of the anchored lines also changes every place with the alias. The diff does not \
         show these places. Use a `$ref`, which refers to a component by its name.",
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
        "If the default belongs to a property, progenitor rejects it. If it belongs to a \
         parameter, the contract states a default that its own schema forbids.",
        edit(
            "          schema:\n            type: string\n            enum:\n              - name\n              - created_at\n",
            "          schema:\n            type: string\n            enum:\n              - name\n              - created_at\n            default: created\n",
        ),
    ),
    rule_of(
        "example-unseen",
        "an example that none of the vendor's documents shows",
        "An example is evidence of what the server sends. An invented example only shows what its \
         author assumed.",
        Example::Evidence {
            name: "S0-listGroups-200.json",
            passes: "{\"data\": [{\"id\": \"g1\", \"active\": true}]}",
            fails: "{\"data\": [{\"id\": \"g2\", \"active\": true}]}",
        },
    ),
    rule_of(
        "evidence-mismatch",
        "a body from the vendor's documents that the contract does not allow",
        "The client could not decode a response that the vendor's own page shows.",
        Example::Evidence {
            name: "S1-createGroup-201.json",
            passes: "{\"id\": \"g1\"}",
            fails: "{\"id\": \"g1\", \"active\": \"yes\"}",
        },
    ),
    rule_of(
        "body-lost",
        "a body that changes when the generated types decode and encode it",
        "If the client decodes a body and encodes it again, the result must be the same. Otherwise \
         every user of the client would lose a field.",
        Example::Evidence {
            name: "S1-createGroup-request.json",
            passes: "{\"name\": \"a\"}",
            fails: "{\"name\": \"a\", \"colour\": \"red\"}",
        },
    ),
    rule_of(
        "evidence-form",
        "an evidence file with invalid JSON, a duplicate key, or an unknown file name",
        "lint cannot compare such a file with the contract.",
        Example::Evidence {
            name: "S1-createGroup-201.json",
            passes: "{\"id\": \"g1\"}",
            fails: "{\"id\": \"g1\"",
        },
    ),
];
