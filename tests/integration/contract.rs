//! Tests of the contract: its servers, its credentials and the source that is generated from it.
//! The tests in `review/` check the rules of the contract. `generated_client.rs` tests the
//! generated code.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use crate::support::root;

/// Returns the text of the contract in the checkout under test. This function reads the file at run
/// time, because the test may have been compiled in a different checkout.
fn contract_text() -> String {
    fs::read_to_string(root().join("spec/groups.yaml")).unwrap()
}

pub(crate) fn contract() -> Value {
    tallyfy_codegen::parse(&contract_text()).unwrap()
}

/// Returns the JSON bodies that the vendor's documents show. The key of each body is its file name.
pub(crate) fn evidence() -> BTreeMap<String, Value> {
    fs::read_dir(root().join("spec/evidence"))
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

/// The snapshot is the committed copy of the generated client. A build without the feature
/// `codegen` compiles this copy. The snapshot is a binary snapshot, because a binary snapshot
/// contains only the source.
#[test]
fn generated_source_matches_snapshot() {
    let source = tallyfy_codegen::generate(&contract_text()).unwrap().source;
    insta::with_settings!({
        snapshot_path => "../../src/generated",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_binary_snapshot!("client.rs", source.into_bytes());
    });
}

#[test]
fn generated_operations_match_snapshot() {
    let generated = tallyfy_codegen::generate(&contract_text()).unwrap();
    let operations: String = generated
        .operations
        .iter()
        .map(|operation| format!("{operation}\n"))
        .collect();
    insta::assert_snapshot!("operations", operations);
}

/// This test also fails if Cargo compiled the client from the contract of a different checkout.
#[test]
#[cfg(feature = "codegen")]
fn build_script_and_library_generate_same_source() {
    let built = include_str!(concat!(env!("OUT_DIR"), "/generated.rs"));
    let again = tallyfy_codegen::generate(&contract_text()).unwrap();
    assert!(
        again.source == built,
        "the client was compiled from a different contract; touch spec/groups.yaml, or give each \
         checkout its own CARGO_TARGET_DIR"
    );
}

#[test]
fn contract_servers_and_credentials_match_documents() {
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

/// The README shows how to add this version of the crate as a dependency.
#[test]
fn readme_dependency_has_version_of_client() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let (version, _) = env!("CARGO_PKG_VERSION").rsplit_once('.').unwrap();
    assert!(
        readme.contains(&format!("tallyfy-groups = \"{version}\"")),
        "README.md must depend on version {version}"
    );
}
