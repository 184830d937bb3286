//! The contract itself: that it says where everything comes from, that its examples are the
//! evidence, and what it generates. What the generated code does is not tested here.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;

const CONTRACT: &str = include_str!("../../spec/groups.yaml");

pub(crate) fn contract() -> Value {
    tallyfy_codegen::parse(CONTRACT).unwrap()
}

/// The bodies that the documents show, by file name.
pub(crate) fn evidence() -> BTreeMap<String, Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("spec/evidence");
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let text = fs::read_to_string(&path).unwrap();
            (name, serde_json::from_str(&text).unwrap())
        })
        .collect()
}

/// The snapshot is the copy that is compiled without the feature `codegen`. Binary, so that its bytes
/// are those of the source, and nothing else is in the file.
#[test]
fn generated_source() {
    let source = tallyfy_codegen::generate(CONTRACT).unwrap().source;
    insta::with_settings!({
        snapshot_path => "../../src/generated",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_binary_snapshot!("client.rs", source.into_bytes());
    });
}

#[test]
fn operations() {
    let generated = tallyfy_codegen::generate(CONTRACT).unwrap();
    let operations: String = generated
        .operations
        .iter()
        .map(|operation| format!("{operation}\n"))
        .collect();
    insta::assert_snapshot!(operations);
}

#[test]
#[cfg(feature = "codegen")]
fn the_build_and_the_library_generate_the_same_bytes() {
    let built = include_str!(concat!(env!("OUT_DIR"), "/generated.rs"));
    let again = tallyfy_codegen::generate(CONTRACT).unwrap();
    assert_eq!(again.source, built);
}

#[test]
fn everything_has_a_description_and_a_source() {
    let contract = contract();
    let sources: BTreeSet<&str> = contract["x-sources"]
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let mut wrong = Vec::new();
    for (place, part) in described_parts(&contract) {
        if part.get("$ref").is_some() {
            continue; // what it refers to is one of the others
        }
        if part["description"].as_str().is_none_or(str::is_empty) {
            wrong.push(format!("{place} has no description"));
        }
        let named: Vec<&str> = part["x-source"]
            .as_array()
            .map(|names| names.iter().filter_map(Value::as_str).collect())
            .unwrap_or_default();
        if named.is_empty() || !named.iter().all(|name| sources.contains(name)) {
            wrong.push(format!(
                "{place} names no source, or one that `x-sources` lacks"
            ));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

const HTTP_METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// The operations, with their paths.
fn operations_of(contract: &Value) -> Vec<(String, &Value)> {
    let paths = contract["paths"].as_object().unwrap();
    let methods = paths.iter().flat_map(|(path, item)| {
        let methods = item.as_object().unwrap().iter();
        methods.map(move |(method, operation)| (format!("{method} {path}"), method, operation))
    });
    methods
        .filter(|(_, method, _)| HTTP_METHODS.contains(&method.as_str()))
        .map(|(place, _, operation)| (place, operation))
        .collect()
}

/// Operations, parameters, request bodies, responses, schemas and their properties, wherever they
/// stand.
fn described_parts(contract: &Value) -> Vec<(String, &Value)> {
    let mut parts = Vec::new();
    let paths = contract["paths"].as_object().unwrap();
    for (path, item) in paths {
        for parameter in item["parameters"].as_array().into_iter().flatten() {
            parts.push((format!("{path} parameter"), parameter));
        }
    }
    for (place, operation) in operations_of(contract) {
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let name = parameter["name"].as_str().unwrap_or_default();
            parts.push((format!("{place} parameter {name}"), parameter));
        }
        let responses = operation["responses"].as_object().into_iter().flatten();
        let responses =
            responses.map(|(status, response)| (format!("response {status}"), response));
        let body = operation.get("requestBody");
        let body = body.map(|body| ("body".to_owned(), body));
        for (name, part) in responses.chain(body) {
            let place = format!("{place} {name}");
            for (_, media_type) in part["content"].as_object().into_iter().flatten() {
                properties(&place, &media_type["schema"], &mut parts);
            }
            parts.push((place, part));
        }
        parts.push((place, operation));
    }
    for section in [
        "parameters",
        "headers",
        "responses",
        "schemas",
        "securitySchemes",
    ] {
        for (name, part) in contract["components"][section].as_object().unwrap() {
            parts.push((format!("{section} {name}"), part));
        }
    }
    for (name, schema) in contract["components"]["schemas"].as_object().unwrap() {
        properties(&format!("schemas {name}"), schema, &mut parts);
    }
    parts
}

fn properties<'a>(place: &str, schema: &'a Value, parts: &mut Vec<(String, &'a Value)>) {
    if let Some(fields) = schema["properties"].as_object() {
        for (name, field) in fields {
            let place = format!("{place}.{name}");
            properties(&place, field, parts);
            parts.push((place, field));
        }
    }
    for member in ["oneOf", "allOf", "anyOf"] {
        for part in schema[member].as_array().into_iter().flatten() {
            properties(place, part, parts);
        }
    }
    if schema["items"].is_object() {
        properties(place, &schema["items"], parts);
    }
}

/// Every fact of the documents that the issue of the contract names, by the place it has there.
#[test]
fn what_every_request_needs_is_in_the_contract() {
    let contract = contract();
    assert_eq!(contract["openapi"], "3.0.3");
    let servers = contract["servers"].as_array().unwrap();
    let urls: Vec<&Value> = servers.iter().map(|server| &server["url"]).collect();
    assert_eq!(
        urls,
        ["https://go.tallyfy.com/api", "https://api.tallyfy.com"]
    );
    let schemes = &contract["components"]["securitySchemes"];
    assert_eq!(schemes["bearerToken"]["scheme"], "bearer");
    assert_eq!(schemes["clientHeader"]["name"], "X-Tallyfy-Client");
    let required = contract["security"][0].as_object().unwrap();
    assert!(required.keys().eq(["bearerToken", "clientHeader"]));
}

#[test]
fn the_examples_are_the_evidence() {
    let evidence = evidence();
    let contract = contract();
    let mut examples = 0;
    for (place, operation) in operations_of(&contract) {
        let responses = operation["responses"].as_object().unwrap().values();
        for part in responses.chain([&operation["requestBody"]]) {
            let media_type = &part["content"]["application/json"];
            for (name, example) in media_type["examples"].as_object().into_iter().flatten() {
                examples += 1;
                assert!(
                    evidence.values().any(|body| *body == example["value"]),
                    "the example {name} of {place} is no body of spec/evidence"
                );
            }
        }
    }
    assert!(examples > 0, "the contract has no examples");
}

/// Small diffs: one thing a line, no tricks that a reader has to unfold.
#[test]
fn the_contract_reads_well_as_a_diff() {
    for (index, line) in CONTRACT.lines().enumerate() {
        let number = index + 1;
        let value = line.split_once(": ").map_or("", |(_, value)| value);
        let is_flow = value.starts_with(['{', '[']) && value != "{}" && value != "[]";
        assert!(!is_flow, "line {number} is in flow style");
        assert!(
            !value.starts_with(['&', '*']),
            "line {number} has an anchor or alias"
        );
        assert!(
            !line.contains('\t') && line.trim_end() == line,
            "line {number} has stray blanks"
        );
        assert!(
            line.chars().count() <= 100,
            "line {number} is longer than 100"
        );
    }
}
