//! Rules about those who read the contract: what it says, where that was read, and how it changes.

use super::{Example, Rule, acceptable, edit, rule_of};

pub(super) const RULES: &[Rule] = &[
    rule_of(
        "missing-description",
        "a part of the contract without a description",
        "The description is the documentation of the generated client.",
        edit("          description: True if the group is in use.\n", ""),
    ),
    rule_of(
        "missing-source",
        "a part of the contract without `x-source`",
        "The documents contradict each other. A reader who doubts a field must know which document \
         to check.",
        edit(
            "          description: True if the group is in use.\n          x-source:\n            - S0\n",
            "          description: True if the group is in use.\n",
        ),
    ),
    rule_of(
        "unknown-source",
        "a source that `x-sources` does not define",
        "Readers cannot look up a source without a definition.",
        edit(
            "          description: True if the group is in use.\n          x-source:\n            - S0\n",
            "          description: True if the group is in use.\n          x-source:\n            - S00\n",
        ),
    ),
    rule_of(
        "source-missing",
        "a property that does not name a source that shows it",
        "A reader who compares the documents would overlook that source.",
        Example::Evidence {
            name: "S1-createGroup-201.json",
            passes: "{\"id\": \"g1\"}",
            fails: "{\"id\": \"g1\", \"active\": true}",
        },
    ),
    acceptable(rule_of(
        "unused-source",
        "a source that nothing refers to",
        "Readers would believe that a part of the contract comes from this source.",
        edit(
            "  S1: The second page\n",
            "  S1: The second page\n  S2: The third page\n",
        ),
    )),
    rule_of(
        "lone-conflict",
        "a conflict with only one source",
        "A conflict needs two sources. An outdated conflict makes the client accept more than \
         necessary. Readers would also doubt facts that are certain.",
        edit(
            "            - S0\n            - S1\n          x-conflict: S0 lists only `name`.\n",
            "            - S0\n          x-conflict: S0 lists only `name`.\n",
        ),
    ),
    acceptable(rule_of(
        "key-order",
        "a key in the wrong order",
        "Operations with the same key order can be compared line by line. A fixed order also keeps \
         moved keys out of the diff.",
        edit(
            "      operationId: deleteGroup\n      tags:\n        - groups\n",
            "      tags:\n        - groups\n      operationId: deleteGroup\n",
        ),
    )),
    acceptable(rule_of(
        "flow-style",
        "several values on one line",
        "A change of one value marks all of them as changed.",
        edit(
            "      operationId: deleteGroup\n      tags:\n        - groups\n",
            "      operationId: deleteGroup\n      tags: [groups]\n",
        ),
    )),
    rule_of(
        "anchor",
        "a YAML anchor or alias",
        "The diff does not show which other places a changed line affects. A `$ref` refers to a \
         component by name.",
        edit(
            "      tags:\n        - groups\n      description: Deletes a group.\n",
            "      tags: &tags\n        - groups\n      description: Deletes a group.\n",
        ),
    ),
    rule_of(
        "example-mismatch",
        "an example that does not match its schema",
        "Either the example or the schema is wrong, and users copy the example.",
        edit(
            "                      - id: g1\n",
            "                      - id: 7\n",
        ),
    ),
    rule_of(
        "default-mismatch",
        "a default that does not match its schema",
        "progenitor rejects such a default for a property. For a parameter, the contract would \
         state a default that its schema forbids.",
        edit(
            "          schema:\n            type: string\n            enum:\n              - name\n              - created_at\n",
            "          schema:\n            type: string\n            enum:\n              - name\n              - created_at\n            default: created\n",
        ),
    ),
    rule_of(
        "example-unseen",
        "an example that no document shows",
        "Examples are evidence. An invented example only shows what its author believed.",
        Example::Evidence {
            name: "S0-listGroups-200.json",
            passes: "{\"data\": [{\"id\": \"g1\", \"active\": true}]}",
            fails: "{\"data\": [{\"id\": \"g2\", \"active\": true}]}",
        },
    ),
    rule_of(
        "evidence-mismatch",
        "a documented body that the contract does not allow",
        "The client would fail on a response that the vendor's own page shows.",
        Example::Evidence {
            name: "S1-createGroup-201.json",
            passes: "{\"id\": \"g1\"}",
            fails: "{\"id\": \"g1\", \"active\": \"yes\"}",
        },
    ),
    rule_of(
        "body-lost",
        "a body that the generated types do not preserve",
        "A body that is decoded and encoded again must be the same as before. Every user of the \
         client would lose a lost field.",
        Example::Evidence {
            name: "S1-createGroup-request.json",
            passes: "{\"name\": \"a\"}",
            fails: "{\"name\": \"a\", \"colour\": \"red\"}",
        },
    ),
    rule_of(
        "evidence-form",
        "an evidence file with invalid JSON, a duplicate key, or an unknown name",
        "Such a file cannot be compared with the contract.",
        Example::Evidence {
            name: "S1-createGroup-201.json",
            passes: "{\"id\": \"g1\"}",
            fails: "{\"id\": \"g1\"",
        },
    ),
];
