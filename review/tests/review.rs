//! Tests of the examples of the rules, the generated texts, and invalid input.

#![allow(clippy::unwrap_used, missing_docs)]

mod checkout;

use std::collections::BTreeSet;

use checkout::{contract, loaded, package};
use proptest::prelude::*;
use tallyfy_review::rules::{CONTRACT, Example, explain, rules};
use tallyfy_review::{
    Api, Contract, Date, Evidence, Finding, Format, LoadedContract, TryIt, evidence,
    evidence_anywhere, facts, page, render,
};

/// A day after the date in the example of `expired-allow`.
fn lint(contract: &Contract) -> Vec<Finding> {
    tallyfy_review::lint(contract, Date::from_ymd_opt(2026, 11, 28))
}

/// Returns the contract that fails and the contract that passes for an example.
fn contracts(example: Example) -> (Contract, Contract) {
    let with = |text: String, evidence: Option<(&str, &str)>| {
        let mut contract = Contract::new("groups.yaml", text);
        contract
            .evidence
            .extend(evidence.map(|(name, body)| Evidence {
                name: name.to_owned(),
                body: body.to_owned(),
            }));
        contract
    };
    match example {
        Example::Edit { passes, fails } => {
            assert!(CONTRACT.contains(passes), "the contract has no {passes:?}");
            (
                with(CONTRACT.replacen(passes, fails, 1), None),
                with(CONTRACT.to_owned(), None),
            )
        }
        Example::Contract(fails) => (
            with(fails.to_owned(), None),
            with(CONTRACT.to_owned(), None),
        ),
        Example::Evidence {
            name,
            passes,
            fails,
        } => {
            // The example in the contract needs evidence, unless the evidence is tested.
            let list = (
                "S0-listGroups-200.json",
                "{\"data\": [{\"id\": \"g1\", \"active\": true}]}",
            );
            let both = |body| {
                let mut contract = with(CONTRACT.to_owned(), Some((name, body)));
                if name != list.0 {
                    contract
                        .evidence
                        .extend(with(String::new(), Some(list)).evidence);
                }
                contract
            };
            (both(fails), both(passes))
        }
    }
}

#[test]
fn each_rule_is_broken_by_its_example_and_by_nothing_else() {
    let mut places = String::new();
    let mut wrong = Vec::new();
    for rule in rules() {
        let (fails, passes) = contracts(rule.example);
        let findings = lint(&fails);
        let codes: Vec<&str> = findings.iter().map(|finding| finding.code).collect();
        if codes.is_empty() || codes.iter().any(|code| *code != rule.code) {
            wrong.push((rule.code, codes));
        }
        assert_eq!(lint(&passes), [], "{}", rule.code);
        places += &render(&findings, &fails, Format::Text);
    }
    assert_eq!(wrong, []);
    insta::assert_snapshot!(places);
}

/// The contract of the checkout has no findings, even after a long time.
#[test]
fn lint_contract_of_checkout_finds_nothing() {
    let contract = contract();
    assert!(contract.evidence.len() >= 12);
    let findings = lint(&contract);
    assert!(
        findings.is_empty(),
        "{}",
        render(&findings, &contract, Format::Text)
    );
}

/// What the contract makes of the client, for people who review a change of it.
#[test]
fn the_public_api() {
    let contract = contract();
    let generated = tallyfy_codegen::generate(&contract.text).unwrap();
    let api = Api::of(&generated.source, &generated.operations).unwrap();
    insta::with_settings!({
        snapshot_path => "../../spec/api",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!("api", api.list());
    });
    insta::with_settings!({
        snapshot_path => "../../spec/api/operations",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        for (name, slice) in api.slices() {
            insta::assert_snapshot!(name, slice);
        }
    });
}

/// What each source says of each part, for people who review a change of it.
#[test]
fn the_evidence() {
    let contract = contract();
    let table = evidence_anywhere(&contract).unwrap();
    insta::with_settings!({
        snapshot_path => "../../spec/evidence",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!("table", table);
    });
    let places = evidence(&contract).unwrap();
    assert!(places.lines().all(|line| line.chars().count() <= 100));
    for fact in facts(&contract.text).unwrap() {
        let place = format!("  spec/groups.yaml:{}\n", fact.line);
        assert!(places.contains(&place), "{}", fact.name);
    }
}

/// Such an operation has a method of another name, and so has its file among the slices.
#[test]
fn slices_operation_with_keyword_name_has_its_method() {
    for (id, method) in [("type", "type_"), ("self", "self_"), ("2fast", "_2fast")] {
        let text = CONTRACT.replacen("operationId: deleteGroup", &format!("operationId: {id}"), 1);
        let generated = tallyfy_codegen::generate(&text).unwrap();
        let api = Api::of(&generated.source, &generated.operations).unwrap();
        let slices = api.slices();
        let slice = slices.iter().find(|(name, _)| *name == method);
        let (_, slice) = slice.unwrap();
        assert!(slice.contains(&format!("Client::{method}(")), "{slice}");
    }
}

/// The page is whole: each link leads somewhere on it, and nothing comes from elsewhere.
#[test]
fn the_page_leads_everywhere_and_loads_nothing() {
    let contract = contract();
    let loaded = loaded("groups.yaml", &*contract.text);
    let page = page(&loaded, None, None);
    let values = |attribute: &str| -> Vec<String> {
        let before = format!(" {attribute}=\"");
        let parts = page.split(&before).skip(1);
        parts
            .map(|part| part.split('"').next().unwrap().to_owned())
            .collect()
    };
    let ids = values("id");
    let unique: BTreeSet<&String> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len());
    for link in values("href") {
        let id = link.strip_prefix('#').unwrap();
        assert!(unique.contains(&id.to_owned()), "{link} leads nowhere");
    }
    for attribute in ["src", "srcset", "action", "onclick"] {
        assert_eq!(values(attribute), [""; 0]);
    }
    assert!(!page.contains("<script") && !page.contains("@import") && !page.contains("url("));
    // Every operation with its Rust, and every schema with its properties.
    for operation in &loaded.generated.operations {
        assert!(page.contains(&format!("id=\"operation-{}\"", operation.id)));
        assert!(page.contains(&format!("Client::{}(", operation.method_name)));
    }
    assert!(page.contains("members: Nullable&lt;Vec&lt;Received&lt;UserId&gt;&gt;&gt;"));
    for fact in facts(&contract.text).unwrap() {
        let line = format!("href=\"#L{}\"", fact.line);
        assert!(page.contains(&line), "nothing leads to {}", fact.name);
    }
}

/// What the forms begin with.
#[test]
fn the_page_of_a_server_has_a_form_for_each_operation() {
    let try_it = TryIt {
        nonce: "n".to_owned(),
        prefix: "/api".to_owned(),
        token: "token".to_owned(),
        values: vec![("org_id".to_owned(), "demo".to_owned())],
    };
    let loaded = loaded("groups.yaml", CONTRACT);
    let page = page(&loaded, Some(&try_it), None);
    let forms = page.split("<details class=\"try\"").skip(1);
    let forms: Vec<&str> = forms
        .map(|form| form.split("</details>").next().unwrap())
        .collect();
    assert_eq!(forms.len(), CONTRACT.matches("operationId: ").count());
    insta::assert_snapshot!(forms.join("\n\n").replace('>', ">\n"));
}

#[test]
fn every_code_has_a_rule_and_every_rule_a_code() {
    let mut codes: Vec<&str> = rules().map(|rule| rule.code).collect();
    assert!(codes.len() >= 30);
    codes.sort_unstable();
    let mut once = codes.clone();
    once.dedup();
    assert_eq!(codes, once);
    let folders = [
        "src",
        "src/lint",
        "../codegen/src",
        "../codegen/src/check",
        "../codegen/src/yaml",
    ];
    let mut sources = String::new();
    for folder in folders {
        for entry in std::fs::read_dir(package().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() && path.file_name().is_some_and(|name| name != "rules.rs") {
                sources += &std::fs::read_to_string(path).unwrap();
            }
        }
    }
    for code in &codes {
        assert!(
            sources.contains(&format!("\"{code}\"")),
            "nothing reports {code}"
        );
    }
    // Whatever is reported begins with a code.
    for call in ["report(", "Finding::new("] {
        for (at, _) in sources.match_indices(call) {
            let first = sources[at + call.len()..].trim_start();
            if let Some(text) = first.strip_prefix('"') {
                let code = text.split('"').next().unwrap();
                assert!(codes.contains(&code), "{code} has no rule");
            }
        }
    }
}

#[test]
fn lint_allow_comment_accepts_only_acceptable_rules() {
    for rule in rules() {
        let (fails, _) = contracts(rule.example);
        let findings = lint(&fails);
        let Some(first) = findings.first().filter(|finding| finding.file.is_none()) else {
            continue;
        };
        let mut lines: Vec<String> = fails.text.lines().map(str::to_owned).collect();
        let line = first.position.line - 1;
        let indent = lines[line].len() - lines[line].trim_start().len();
        let comment = format!("{}# allow({}): a reason", " ".repeat(indent), rule.code);
        lines.insert(line, comment);
        let left = lint(&Contract::new("groups.yaml", lines.join("\n") + "\n"));
        assert_eq!(left.is_empty(), rule.accept, "{}: {left:?}", rule.code);
    }
}

#[test]
fn several_at_once() {
    let text = CONTRACT
        .replacen("title: Example", "title: Example ", 1)
        .replacen("type: boolean", "type: bool", 1)
        .replacen("            - S1\n", "            - S9\n", 1);
    let contract = Contract::new("spec/groups.yaml", text);
    let findings = lint(&contract);
    for format in [Format::Text, Format::Json, Format::Github] {
        insta::assert_snapshot!(format!("{format:?}"), render(&findings, &contract, format));
    }
}

#[test]
fn explained() {
    let text: Vec<String> = rules().map(explain).collect();
    insta::assert_snapshot!(text.join("\n----\n\n"));
}

/// Each of these contracts could overflow a stack or never end.
#[test]
fn lint_deep_or_circular_contract_ends() {
    let deep = |piece: &str| format!("{CONTRACT}x-deep:\n  {}\n", piece.repeat(5000));
    for text in [deep("- "), deep("["), deep("{a: "), deep("? ")] {
        let found = lint(&Contract::new("groups.yaml", text));
        assert!(found.iter().any(|one| one.code == "too-deep"));
    }
    let circle = "    group:\n      anyOf:\n        - $ref: '#/components/schemas/group'\n        \
                  - $ref: '#/components/schemas/group'\n      type: object\n";
    let text = CONTRACT.replacen("    group:\n      type: object\n", circle, 1);
    assert_eq!(
        lint(&Contract::new("groups.yaml", text))[0].code,
        "schema-circle"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn lint_any_bytes_does_not_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let contract = Contract::new("groups.yaml", String::from_utf8_lossy(&bytes));
        let _ = render(&lint(&contract), &contract, Format::Text);
    }

    /// The contract with a piece cut out, and another put in, is more than bytes.
    #[test]
    fn lint_broken_contract_does_not_panic(at in any::<prop::sample::Index>(), cut in 0..200_usize, piece in "[ \\n:\\[\\]{}&*!|>'\"%@`#a-z0-9-]{0,20}") {
        let start = at.index(CONTRACT.len());
        let end = (start + cut).min(CONTRACT.len());
        let contract = Contract::new("groups.yaml", format!("{}{piece}{}", &CONTRACT[..start], &CONTRACT[end..]));
        let findings = lint(&contract);
        let _ = render(&findings, &contract, Format::Text);
        let _ = render(&findings, &contract, Format::Github);
    }
}

/// A base is compared even if it has problems that do not prevent reading it.
#[test]
fn of_base_problems_of_single_values_are_not_errors() {
    let edits = [
        (
            "        5XX:\n",
            "        '401':\n          description: A.\n        5XX:\n",
        ),
        (
            "  S1: The second page\n",
            "  S1: The second page\n  1.10: The third\n",
        ),
        (
            "            type: integer\n",
            "            type: integer\n            maximum: .inf\n",
        ),
    ];
    let base = edits.iter().fold(CONTRACT.to_owned(), |text, (from, to)| {
        text.replacen(from, to, 1)
    });
    let base = LoadedContract::of_base(Contract::new("old.yaml", base));
    let problems = base.ok().unwrap().problems;
    let codes: Vec<&str> = problems.iter().map(|one| one.code).collect();
    assert_eq!(codes, ["yaml-key", "duplicate-key", "number-form"]);
}
