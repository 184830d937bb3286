//! Checks that find names which are different in the contract but equal in the generated Rust code.

use std::collections::HashMap;

use heck::{ToPascalCase as _, ToSnakeCase as _};

use unicode_ident::{is_xid_continue, is_xid_start};

use super::Checker;
use crate::replacements;
use crate::tree::{Entry, Node};

/// The reserved method names: every generated client already defines or calls methods with these
/// names.
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

/// The names that a parameter must not have, because generated methods use them for local
/// variables. If a parameter has the same name as any other local variable, progenitor renames the
/// variable.
const VARIABLES: [&str; 2] = ["header_map", "info"];

impl<'a> Checker<'a> {
    /// Reports schemas whose generated types would have the same name. progenitor writes type names
    /// in Pascal case.
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
                        "the schema `{}` would get the hand-written type of the schema \
                         `{replaced}`",
                        entry.key
                    ),
                    "rename the schema; the two names must differ in more than upper and lower \
                     case",
                );
            }
            if let Some(first) = seen.insert(name.clone(), entry) {
                self.report(
                    "schema-name-collision",
                    entry.position,
                    format!(
                        "the schema `{}` on line {} and the schema `{}` would both get the type \
                         name `{name}`",
                        first.key, first.position.line, entry.key
                    ),
                    "rename one of the schemas; the two names must differ in more than upper and \
                     lower case",
                );
            }
        }
    }

    /// Reports an operation if the name of its generated method is reserved.
    pub(super) fn method_name(&mut self, method_name: &str, id: &'a Node) {
        if METHODS.contains(&method_name) {
            self.report(
                "reserved-method",
                id.position,
                format!("the generated client already has a method `{method_name}`"),
                "change the operationId",
            );
        }
    }

    /// Reports parameters whose arguments in the generated method would have the same name.
    /// progenitor writes argument names in snake case.
    pub(super) fn parameter_names(&mut self, parameters: &[(&'a str, &'a Node)], has_body: bool) {
        const BODY: &str = "the request body";
        let mut seen: HashMap<String, &str> = HashMap::new();
        if has_body {
            seen.insert("body".to_owned(), BODY);
        }
        for (name, parameter) in parameters {
            let argument = argument(name);
            if VARIABLES.contains(&argument.as_str()) {
                self.report(
                    "reserved-argument",
                    parameter.position,
                    format!(
                        "the parameter `{name}` would get the same name as a variable in the \
                         generated method"
                    ),
                    "remove the parameter from the contract; progenitor cannot rename it",
                );
            }
            if let Some(first) = seen.insert(argument.clone(), name)
                && first != *name
            {
                let first = match first {
                    BODY => first.to_owned(),
                    first => format!("the parameter `{first}`"),
                };
                self.report(
                    "argument-collision",
                    parameter.position,
                    format!(
                        "{first} and the parameter `{name}` would both get the argument name \
                         `{argument}`"
                    ),
                    format!("remove {first} or the parameter `{name}` from the contract"),
                );
            }
        }
    }
}

/// Returns the name of the method that is generated for an operation: `list_groups` for
/// `listGroups`, `type_` for `type`.
pub(super) fn method(id: &str) -> String {
    identifier(id, str::to_snake_case, "_")
}

/// Returns the name of the method argument that is generated for a parameter.
pub(crate) fn argument(name: &str) -> String {
    identifier(name, str::to_snake_case, "_")
}

/// Returns the name of the struct field that is generated for a property.
pub(super) fn field(name: &str) -> String {
    identifier(name, str::to_snake_case, "x")
}

/// Returns the name of a generated type, or of a variant in a generated enum.
pub(crate) fn variant(name: &str) -> String {
    identifier(name, str::to_pascal_case, "X")
}

/// Returns whether a character can occur in a Rust identifier.
pub(super) fn is_name_character(c: char) -> bool {
    is_xid_continue(c)
}

/// Converts a name into a Rust identifier, in the same way as progenitor and typify. progenitor and
/// typify differ only if a name begins with a digit, because they add different prefixes to such a
/// name.
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
    if KEYWORDS.contains(&name.as_str()) {
        format!("{name}_")
    } else {
        name
    }
}

/// The names that typify treats as keywords of a Rust edition. typify appends a `_` to each of
/// these names.
const KEYWORDS: [&str; 53] = [
    "_", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue",
    "crate", "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if",
    "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub",
    "ref", "return", "Self", "self", "static", "struct", "super", "trait", "true", "try", "type",
    "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];
