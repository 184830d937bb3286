//! Compares the methods of the blocking types with those of the async types, in the source code. If
//! a method is added to the async client, the test fails until the blocking client has the method.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::support::root;

/// Reads a file and the files of its module.
fn read(path: &Path, text: &mut String) {
    if path.extension().is_some() {
        text.push_str(&fs::read_to_string(path).unwrap());
    } else if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            read(&entry.unwrap().path(), text);
        }
    }
}

/// Returns the public methods of a type in the modules, and the parameters of each method.
fn methods(modules: &[&str], type_name: &str) -> BTreeMap<String, String> {
    let mut text = String::new();
    for module in modules {
        read(&root().join(format!("src/{module}.rs")), &mut text);
        read(&root().join("src").join(module), &mut text);
    }
    let mut methods = BTreeMap::new();
    let mut is_in_type = false;
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(block) = line.strip_prefix("impl") {
            let block = block.trim_end_matches(" {");
            let name = block.rsplit(' ').next().unwrap().split('<').next().unwrap();
            is_in_type = name == type_name && !block.contains(" for ");
        }
        let method = line.strip_prefix("    pub async fn ");
        let method = method.or_else(|| line.strip_prefix("    pub fn "));
        let Some(method) = method.filter(|_| is_in_type) else {
            continue;
        };
        let mut signature = method.to_owned();
        while !signature.ends_with('{') {
            signature += lines.next().unwrap().trim();
        }
        let end = signature.find(['(', '<']).unwrap();
        // The result and the end of the parameters are different, for example `Call` and `Result`.
        let parameters = signature[end..].split(" ->").next().unwrap();
        let parameters = parameters.replace("(mut self", "(self").replace(",)", ")");
        methods.insert(signature[..end].to_owned(), parameters);
    }
    assert!(
        !methods.is_empty(),
        "{modules:?} has no methods of {type_name}"
    );
    methods
}

#[test]
fn client_has_the_methods_of_the_async_client() {
    let mut expected = methods(&["client", "builder"], "Client");
    // A program calls the generated client with `block_on`. `ClientBuilder::build_blocking` builds
    // a blocking client, so `Client::builder` is not necessary.
    expected.remove("generated").unwrap();
    expected.remove("builder").unwrap();
    let mut found = methods(&["blocking"], "Client");
    found.extend(methods(&["builder"], "blocking::Client"));
    found.remove("as_async").unwrap();
    found.remove("block_on").unwrap();
    assert_eq!(found, expected);
}

#[test]
fn iterators_have_the_methods_of_the_streams() {
    for name in ["Items", "Pages"] {
        let mut expected = methods(&["list"], name);
        // The method of the trait `Iterator` replaces this method.
        expected.remove("next").unwrap();
        assert_eq!(methods(&["blocking"], name), expected);
    }
}

#[test]
fn endpoint_request_has_the_methods_of_the_async_request() {
    let mut expected = methods(&["client"], "EndpointRequest");
    let mut found = methods(&["blocking"], "EndpointRequest");
    // The value may come from a different thread.
    let send = expected.insert("send".to_owned(), String::new()).unwrap();
    let blocking = found.insert("send".to_owned(), String::new()).unwrap();
    assert_eq!(blocking, send.replace("'a", "Send"));
    assert_eq!(found, expected);
}
