//! The module that runs progenitor. An error or a panic of progenitor becomes a [`Finding`] with a
//! position.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use heck::ToPascalCase as _;
use openapiv3::OpenAPI;
use progenitor::{GenerationSettings, Generator, HooksMode, InterfaceStyle};
use quote::quote;
use serde::Deserialize as _;
use serde_json::{Value, json};

use crate::finding::Finding;
use crate::position::Position;
use crate::shape::{Part, walk};
use crate::tree::{Entry, Node};
use crate::{constructors, deprecated, nullable, replacements, request_builders, requests};

const HEADER: &str = "\
// Generated from spec/groups.yaml by progenitor. Do not edit: change the contract and run
// `cargo xtask regen`.

";

/// Generates the source of the client, formatted and as a syntax tree.
pub(crate) fn source(root: &Node) -> Result<(String, syn::File), Vec<Finding>> {
    let json = root.to_json();
    let spec = decode(&json).map_err(|reason| {
        let message = format!("the contract is not valid OpenAPI 3.0: {reason}");
        let help = "compare it with the OpenAPI 3.0 specification";
        vec![Finding::new("undecodable", Position::START, message, help)]
    })?;
    let mut file =
        tokens(&spec).map_err(|reason| vec![generation_problem(root, &json, &reason)])?;
    let problems = type_name_problems(root, &file);
    if !problems.is_empty() {
        return Err(problems);
    }
    nullable::keep_nulls(&mut file);
    constructors::add_constructors(&mut file);
    request_builders::simplify_requests(&mut file);
    requests::separate_requests(&mut file, &requests::paths(root));
    deprecated::mark_methods(&mut file, root);
    let source = format!("{HEADER}{}", prettyplease::unparse(&file));
    Ok((source, file))
}

/// The type names that the generated code uses for the items of Rust's prelude.
const RESERVED_TYPES: [&str; 4] = ["Default", "Err", "Ok", "String"];

/// Reports the names of types with which rustc would reject the generated code.
fn type_name_problems(root: &Node, file: &syn::File) -> Vec<Finding> {
    let modules = file.items.iter().filter_map(|item| match item {
        syn::Item::Mod(module) => module.content.as_ref(),
        _ => None,
    });
    let mut seen = BTreeSet::new();
    let mut problems = Vec::new();
    for item in modules.flat_map(|(_, items)| items) {
        let name = match item {
            syn::Item::Struct(item) => item.ident.to_string(),
            syn::Item::Enum(item) => item.ident.to_string(),
            _ => continue,
        };
        if RESERVED_TYPES.contains(&name.as_str()) {
            problems.push(Finding::new(
                "reserved-type",
                type_position(root, &name),
                format!("progenitor would generate a type with the reserved name `{name}`"),
                "change the name or the title of the schema",
            ));
        }
        if !seen.insert(name.clone()) {
            problems.push(duplicate_type_problem(root, &name));
        }
    }
    problems.dedup();
    problems
}

/// Reports a type name that is defined twice.
fn duplicate_type_problem(root: &Node, name: &str) -> Finding {
    Finding::new(
        "type-name-collision",
        type_position(root, name),
        format!("progenitor would generate two types with the name `{name}`"),
        "change the title of one schema; if a schema with `oneOf` is nullable, move its `nullable: \
         true` to the schemas that refer to it",
    )
}

/// Returns the position of the first title from which typify derives the name of a type. If there
/// is no such title, the function returns the position of the schema with this name.
fn type_position(root: &Node, name: &str) -> Position {
    let is_it = |text: &str| text.to_pascal_case() == name;
    let mut titles = Vec::new();
    walk(root, Part::Document, &mut |node, part| {
        if let Some(title) = node.entry("title")
            && part == Part::Schema
            && title.value.text().is_some_and(is_it)
        {
            titles.push(title.position);
        }
    });
    let schemas = root.at(&["components", "schemas"]);
    let mut schemas = schemas.map_or(&[][..], Node::entries).iter();
    let schema = schemas.find(|entry| is_it(&entry.key));
    let position = titles.first().copied();
    let position = position.or(schema.map(|schema| schema.position));
    position.unwrap_or(Position::START)
}

fn settings() -> GenerationSettings {
    let mut settings = GenerationSettings::new();
    settings
        // The module `requests` changes the methods of this style, and states the reason.
        .with_interface(InterfaceStyle::Positional)
        // With this setting, the client has to implement the function that sends a request. The
        // generated code has no default implementation of this function.
        .with_hooks(HooksMode::Expected)
        .with_inner_type(quote!(crate::transport::Transport))
        .with_derive("PartialEq");
    replacements::apply(&mut settings);
    settings
}

fn tokens(spec: &OpenAPI) -> Result<syn::File, String> {
    let tokens = catch_panic(|| Generator::new(&settings()).generate_tokens(spec))?
        .map_err(|error| error.to_string())?;
    syn::parse2(tokens).map_err(|error| format!("the generated code is not valid Rust: {error}"))
}

fn decode(json: &Value) -> Result<OpenAPI, String> {
    OpenAPI::deserialize(json).map_err(|error| error.to_string())
}

/// Reports the part of the contract that progenitor rejects, and the reason.
///
/// This function handles a contract that is valid OpenAPI but that progenitor rejects. The error
/// from progenitor has no position. To find the cause, the function removes parts of the contract
/// and runs progenitor again.
fn generation_problem(root: &Node, json: &Value, reason: &str) -> Finding {
    let operations = root.get("paths").map_or(&[][..], Node::entries).iter();
    let operations = operations.flat_map(|path| {
        let methods = path.value.entries().iter();
        methods.map(move |method| (path, method))
    });
    let error_of = |json: Value| {
        let spec = decode(&json).ok()?;
        tokens(&spec).err()
    };
    let only_schemas = {
        let mut only = json.clone();
        only["paths"] = Value::Object(serde_json::Map::new());
        only
    };
    let found = match error_of(only_schemas.clone()) {
        None => operations.into_iter().find_map(|(path, method)| {
            let mut only = only_schemas.clone();
            only["paths"][&path.key] = with_one_method(&json["paths"][&path.key], &method.key);
            Some((method.position, error_of(only)?))
        }),
        // Schemas refer to each other, so progenitor cannot process one schema separately. The
        // function therefore removes one property at a time, and runs progenitor without this
        // property. If progenitor succeeds, the removed property is the cause. If no property is
        // the cause, the function replaces one schema at a time, and runs progenitor again.
        Some(reason) => {
            let mut properties = properties(root);
            let property = properties.find_map(|(schema, property)| {
                let mut rest = only_schemas.clone();
                let schema = &mut rest["components"]["schemas"][&schema.key];
                schema["properties"].as_object_mut()?.remove(&property.key);
                let is_to_blame = error_of(rest).is_none();
                is_to_blame.then_some(property.position)
            });
            let schemas = root.at(&["components", "schemas"]);
            let schema = || {
                let mut schemas = schemas.map_or(&[][..], Node::entries).iter();
                let schema = schemas.find(|schema| {
                    let mut rest = only_schemas.clone();
                    rest["components"]["schemas"][&schema.key] = json!({ "type": "string" });
                    error_of(rest).is_none()
                });
                schema.map(|schema| schema.position)
            };
            property.or_else(schema).map(|position| (position, reason))
        }
    };
    let (position, reason) = found.unwrap_or((Position::START, reason.to_owned()));
    // This code keeps only the first line, because the other lines of a panic message sometimes
    // contain internal state of progenitor.
    let reason = reason.lines().next().unwrap_or_default();
    Finding::new(
        "ungeneratable",
        position,
        format!("progenitor cannot generate code for this part of the contract: {reason}"),
        "use a simpler schema; CONTRIBUTING.md lists what the generator supports",
    )
}

/// Returns each property of the schemas in `components`, together with the schema that contains the
/// property.
fn properties(root: &Node) -> impl Iterator<Item = (&Entry, &Entry)> {
    let schemas = root.at(&["components", "schemas"]);
    let schemas = schemas.map_or(&[][..], Node::entries).iter();
    schemas.flat_map(|schema| {
        let properties = schema.value.get("properties");
        let properties = properties.map_or(&[][..], Node::entries).iter();
        properties.map(move |property| (schema, property))
    })
}

/// Copies a path item, but keeps only one of its operations.
fn with_one_method(item: &Value, method: &str) -> Value {
    let mut copy = item.clone();
    if let Some(map) = copy.as_object_mut() {
        map.retain(|key, _| key == method || key == "parameters");
    }
    copy
}

thread_local! {
    static IS_QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Runs `generate`. If `generate` panics, this function prints nothing and returns the panic
/// message as an error.
fn catch_panic<T>(generate: impl FnOnce() -> T) -> Result<T, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let previous = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !IS_QUIET.get() {
                previous(info);
            }
        }));
    });
    IS_QUIET.set(true);
    let result = panic::catch_unwind(AssertUnwindSafe(generate));
    IS_QUIET.set(false);
    result.map_err(|panic| {
        panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| panic.downcast_ref::<&str>().copied())
            .unwrap_or("progenitor panicked without a message")
            .to_owned()
    })
}
