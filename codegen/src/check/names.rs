//! Names that are different in the contract and the same, or taken, in Rust.

use std::collections::HashMap;

use heck::{ToPascalCase as _, ToSnakeCase as _};

use unicode_ident::{is_xid_continue, is_xid_start};

use super::Checker;
use crate::replacements;
use crate::tree::{Entry, Node};

/// Methods that the generated client has or calls.
const METHODS: [&str; 9] = [
    "new",
    "new_with_client",
    "exec",
    "pre",
    "post",
    "client",
    "baseurl",
    "inner",
    "api_version",
];

/// Variables of a generated method; the others that it has make way for a parameter.
const VARIABLES: [&str; 2] = ["header_map", "info"];

impl<'a> Checker<'a> {
    /// Schemas become types, which are named in Pascal case.
    pub(super) fn schema_names(&mut self) {
        let schemas = self.root.at(&["components", "schemas"]);
        let mut seen: HashMap<String, &Entry> = HashMap::new();
        for entry in schemas.map_or(&[][..], Node::entries) {
            let name = variant(&entry.key);
            if let Some(replaced) = replacements::replaced_schema(&name)
                && replaced != entry.key
            {
                self.report(
                    "schema-name-collision",
                    entry.position,
                    format!(
                        "the schema `{}` would become the client's own type for `{replaced}`",
                        entry.key
                    ),
                    "give it a name that differs in more than its case",
                );
            }
            if let Some(first) = seen.insert(name.clone(), entry) {
                self.report(
                    "schema-name-collision",
                    entry.position,
                    format!(
                        "the schemas `{}` (line {}) and `{}` both become the type `{name}`",
                        first.key, first.position.line, entry.key
                    ),
                    "give one of them a name that differs in more than its case",
                );
            }
        }
    }

    pub(super) fn method_name(&mut self, method_name: &str, id: &'a Node) {
        if METHODS.contains(&method_name) {
            self.report(
                "reserved-method",
                id.position,
                format!("the method `{method_name}` is one that every generated client has"),
                "give the operation another operationId",
            );
        }
    }

    /// Parameters become arguments, which are named in snake case.
    pub(super) fn parameter_names(&mut self, parameters: &[(&'a str, &'a Node)], has_body: bool) {
        let mut seen: HashMap<String, &str> = HashMap::new();
        if has_body {
            seen.insert("body".to_owned(), "the request body");
        }
        for (name, parameter) in parameters {
            let argument = argument(name);
            if VARIABLES.contains(&argument.as_str()) {
                self.report(
                    "reserved-argument",
                    parameter.position,
                    format!("the parameter `{name}` is named as a variable of generated methods"),
                    "leave it out of the contract, or ask progenitor for a way to rename it",
                );
            }
            if let Some(first) = seen.insert(argument.clone(), name)
                && first != *name
            {
                self.report(
                    "argument-collision",
                    parameter.position,
                    format!("`{first}` and `{name}` both become the argument `{argument}`"),
                    "leave one of them out of the contract",
                );
            }
        }
    }
}

/// The name of an operation's method: `type_` for `type`, and `list_groups` for `listGroups`.
pub(super) fn method(id: &str) -> String {
    identifier(id, str::to_snake_case, "_")
}

/// The name of a parameter's argument.
fn argument(name: &str) -> String {
    identifier(name, str::to_snake_case, "_")
}

/// The name of a property's field.
pub(super) fn field(name: &str) -> String {
    identifier(name, str::to_snake_case, "x")
}

/// The name of a type, or of a variant of an enum.
pub(super) fn variant(name: &str) -> String {
    identifier(name, str::to_pascal_case, "X")
}

pub(super) fn is_name_character(c: char) -> bool {
    is_xid_continue(c)
}

/// As progenitor and typify write a name in Rust; they differ in what they put before a digit alone.
fn identifier(name: &str, case: impl Fn(&str) -> String, before_digit: &str) -> String {
    let cased = match name {
        "+1" => "plus1".to_owned(),
        "-1" => "minus1".to_owned(),
        _ => {
            let dashed = |c: char| if is_xid_continue(c) { c } else { '-' };
            let name: String = name.chars().filter(|c| *c != '\'').map(dashed).collect();
            case(&name)
        }
    };
    let name = match cased.chars().next() {
        None => case("x"),
        Some(first) if is_xid_start(first) => cased,
        Some(_) => format!("{before_digit}{cased}"),
    };
    match KEYWORDS.contains(&name.as_str()) {
        true => format!("{name}_"),
        false => name,
    }
}

/// What typify takes for a keyword of some edition, and writes with a `_` behind it.
const KEYWORDS: [&str; 53] = [
    "_", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue",
    "crate", "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if",
    "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub",
    "ref", "return", "Self", "self", "static", "struct", "super", "trait", "true", "try", "type",
    "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];
