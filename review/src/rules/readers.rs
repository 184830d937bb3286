//! Rules about those who read the contract: what it says, where that was read, and how it changes.

use super::{Example, Rule, acceptable, edit, rule_of};

pub(super) const RULES: &[Rule] = &[
    rule_of(
        "missing-description",
        "a part without a description",
        "It is the documentation of the generated client.",
        edit("          description: Whether it is in use.\n", ""),
    ),
    rule_of(
        "missing-source",
        "a part that does not say where it was read",
        "The documents contradict each other. Whoever doubts a field has to know which page to look at.",
        edit(
            "          description: Whether it is in use.\n          x-source:\n            - S0\n",
            "          description: Whether it is in use.\n",
        ),
    ),
    rule_of(
        "unknown-source",
        "a source that `x-sources` lacks",
        "Nobody can look it up.",
        edit(
            "          description: Whether it is in use.\n          x-source:\n            - S0\n",
            "          description: Whether it is in use.\n          x-source:\n            - S00\n",
        ),
    ),
    rule_of(
        "source-missing",
        "a property that does not name a source whose body shows it",
        "Whoever weighs what the documents say of a field would leave that one out.",
        Example::Evidence {
            name: "S1-createGroup-201.json",
            passes: "{\"id\": \"g1\"}",
            fails: "{\"id\": \"g1\", \"active\": true}",
        },
    ),
    acceptable(rule_of(
        "unused-source",
        "a source that is named nowhere",
        "It says that something rests on it, and nothing does.",
        edit(
            "  S1: The second page\n",
            "  S1: The second page\n  S2: The third page\n",
        ),
    )),
    rule_of(
        "lone-conflict",
        "a conflict with one source",
        "A conflict has two sides. One that no longer holds makes the client wider than it need be, \
         and readers doubt what is certain.",
        edit(
            "            - S0\n            - S1\n          x-conflict: S0 knows `name` alone.\n",
            "            - S0\n          x-conflict: S0 knows `name` alone.\n",
        ),
    ),
    acceptable(rule_of(
        "key-order",
        "a key that stands behind one that it belongs before",
        "Operations that are written in one order can be compared line by line, and a moved key is no \
         change.",
        edit(
            "      operationId: deleteGroup\n      tags:\n        - groups\n",
            "      tags:\n        - groups\n      operationId: deleteGroup\n",
        ),
    )),
    acceptable(rule_of(
        "flow-style",
        "several values on one line",
        "A change of one marks all.",
        edit(
            "      operationId: deleteGroup\n      tags:\n        - groups\n",
            "      operationId: deleteGroup\n      tags: [groups]\n",
        ),
    )),
    rule_of(
        "anchor",
        "an anchor of YAML",
        "A reader of the diff does not see what else a line changes; `$ref` has a name for it.",
        edit(
            "      tags:\n        - groups\n      description: Deletes a group.\n",
            "      tags: &tags\n        - groups\n      description: Deletes a group.\n",
        ),
    ),
    rule_of(
        "example-mismatch",
        "an example that is not what its schema says",
        "One of the two is wrong, and users copy the example.",
        edit(
            "                      - id: g1\n",
            "                      - id: 7\n",
        ),
    ),
    rule_of(
        "default-mismatch",
        "a default that is not what its schema says",
        "Of a property progenitor refuses it; of a parameter it says something of the server that cannot be.",
        edit(
            "          schema:\n            type: string\n            enum:\n              - name\n              - created_at\n",
            "          schema:\n            type: string\n            enum:\n              - name\n              - created_at\n            default: created\n",
        ),
    ),
    rule_of(
        "example-unseen",
        "an example that no document shows",
        "Examples are evidence; one that was made up proves what its author believed.",
        Example::Evidence {
            name: "S0-listGroups-200.json",
            passes: "{\"data\": [{\"id\": \"g1\", \"active\": true}]}",
            fails: "{\"data\": [{\"id\": \"g2\", \"active\": true}]}",
        },
    ),
    rule_of(
        "evidence-mismatch",
        "a documented body that the contract does not allow",
        "The client would fail on an answer that the vendor's own page shows.",
        Example::Evidence {
            name: "S1-createGroup-201.json",
            passes: "{\"id\": \"g1\"}",
            fails: "{\"id\": \"g1\", \"active\": \"yes\"}",
        },
    ),
    rule_of(
        "body-lost",
        "a body that the generated types do not keep",
        "What is decoded and written again has to be what was sent; a field that is lost is lost for whoever \
         uses the client.",
        Example::Evidence {
            name: "S1-createGroup-request.json",
            passes: "{\"name\": \"a\"}",
            fails: "{\"name\": \"a\", \"colour\": \"red\"}",
        },
    ),
    rule_of(
        "evidence-form",
        "a documented body that is not JSON, has a key twice, or is of nobody knows what",
        "It cannot be held against the contract.",
        Example::Evidence {
            name: "S1-createGroup-201.json",
            passes: "{\"id\": \"g1\"}",
            fails: "{\"id\": \"g1\"",
        },
    ),
];
