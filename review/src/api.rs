//! The public API of the generated client, as a list that people can compare.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use heck::{ToPascalCase as _, ToSnakeCase as _};
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Fields, FnArg, ImplItem, Item, ReturnType, Visibility};
use tallyfy_codegen::Operation;

/// The public items of a generated client.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Api {
    /// By their paths.
    items: BTreeMap<String, PublicItem>,
    /// The operations, in the contract's order.
    operations: Vec<Operation>,
    /// The types that the parts of each type name.
    names: BTreeMap<String, BTreeSet<String>>,
}

/// One item of the API, which is shown as a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicItem {
    /// What kind of item it is.
    pub kind: ItemKind,
    /// The type that it belongs to; a type belongs to itself.
    pub owner: String,
    /// Such as `types::Group.members`.
    pub path: String,
    /// What stands behind the path: a field's type, a method's arguments and result.
    pub is: String,
}

/// What kind of item it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemKind {
    /// A struct, an enum or an alias.
    Type,
    /// A public field.
    Field,
    /// A variant of an enum.
    Variant,
    /// A method of the client.
    Method,
    /// A trait that a type has.
    Trait,
}

impl fmt::Display for PublicItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.path, self.is)
    }
}

/// How an item differs between two clients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemChange {
    /// It is new.
    Added(PublicItem),
    /// It is gone.
    Removed(PublicItem),
    /// It is another one now.
    Changed {
        /// What it was.
        old: PublicItem,
        /// What it is.
        new: PublicItem,
    },
}

/// A line for each item, behind a `+` or a `-`.
impl fmt::Display for ItemChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ItemChange::Added(item) => writeln!(f, "+ {item}"),
            ItemChange::Removed(item) => writeln!(f, "- {item}"),
            ItemChange::Changed { old, new } => writeln!(f, "- {old}\n+ {new}"),
        }
    }
}

impl Api {
    /// The API of a generated client, by its source and the operations of its contract.
    ///
    /// # Errors
    ///
    /// Source that is not Rust, with the reason.
    pub fn of(source: &str, operations: &[Operation]) -> Result<Api, String> {
        let file = syn::parse_file(source).map_err(|error| error.to_string())?;
        let mut api = Api {
            operations: operations.to_vec(),
            ..Api::default()
        };
        api.module("", &file.items);
        Ok(api)
    }

    /// One item a line, in the order of their paths.
    #[must_use]
    pub fn list(&self) -> String {
        let lines = self.items.values();
        lines.map(|item| format!("{item}\n")).collect()
    }

    /// What belongs to each operation, by the name of its method: how it is called, what it sends and
    /// returns, and the types that it leads to.
    #[must_use]
    pub fn slices(&self) -> Vec<(&str, String)> {
        let slice = |operation: &Operation| {
            let signature = self.signature(operation).unwrap_or_default();
            let mut text = format!("{operation}\n\n{signature}\n\n");
            for name in self.reached(&path_of(operation)) {
                text.push_str(&format!("{name}\n"));
            }
            text
        };
        let operations = self.operations.iter();
        operations
            .map(|operation| (operation.method_name.as_str(), slice(operation)))
            .collect()
    }

    /// The operations, in the contract's order.
    #[must_use]
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// The signature of an operation's method, an argument a line.
    #[must_use]
    pub fn signature(&self, operation: &Operation) -> Option<String> {
        let path = path_of(operation);
        let (arguments, result) = self.items.get(&path)?.is.split_once(") -> ")?;
        let arguments = arguments.trim_start_matches('(').replace(", ", ",\n    ");
        Some(format!("{path}(\n    {arguments},\n) -> {result}"))
    }

    /// The type that a schema of the contract becomes, if it becomes one of its own.
    #[must_use]
    pub fn type_of(&self, schema: &str) -> Option<String> {
        let path = format!("types::{}", schema.to_pascal_case());
        self.items.contains_key(&path).then_some(path)
    }

    /// The field of a type that a property becomes, as `members: Vec<UserId>`.
    #[must_use]
    pub fn field(&self, of: &str, property: &str) -> Option<String> {
        let name = property.to_snake_case();
        let field = self.items.get(&format!("{of}.{name}"))?;
        Some(format!("{name}{}", field.is))
    }

    /// What differs from an older API, in the order of the paths.
    #[must_use]
    pub fn changes_since(&self, old: &Api) -> Vec<ItemChange> {
        let paths: BTreeSet<&String> = old.items.keys().chain(self.items.keys()).collect();
        let change = |path: &String| {
            let before = old.items.get(path).cloned();
            let after = self.items.get(path).cloned();
            match (before, after) {
                (None, Some(new)) => Some(ItemChange::Added(new)),
                (Some(old), None) => Some(ItemChange::Removed(old)),
                (Some(old), Some(new)) if old != new => Some(ItemChange::Changed { old, new }),
                _ => None,
            }
        };
        paths.into_iter().filter_map(change).collect()
    }

    /// The types that an item leads to, in the order of their names.
    fn reached(&self, path: &str) -> BTreeSet<&str> {
        let mut reached = BTreeSet::new();
        let mut next = vec![path];
        while let Some(path) = next.pop() {
            for name in self.names.get(path).into_iter().flatten() {
                if self.names.contains_key(name) && reached.insert(name.as_str()) {
                    next.push(name);
                }
            }
        }
        reached
    }

    fn module(&mut self, prefix: &str, items: &[Item]) {
        for item in items {
            match item {
                Item::Mod(module) if is_public(&module.vis) => {
                    let prefix = format!("{prefix}{}::", module.ident);
                    if let Some((_, items)) = &module.content {
                        self.module(&prefix, items);
                    }
                }
                Item::Struct(one) if is_public(&one.vis) => {
                    let path = format!("{prefix}{}", one.ident);
                    self.add(
                        ItemKind::Type,
                        &path,
                        path.clone(),
                        derived("struct", &one.attrs),
                        &one.fields,
                    );
                    self.fields(&path, &one.fields);
                }
                Item::Enum(one) if is_public(&one.vis) => {
                    let path = format!("{prefix}{}", one.ident);
                    self.add(
                        ItemKind::Type,
                        &path,
                        path.clone(),
                        derived("enum", &one.attrs),
                        &one.generics,
                    );
                    for variant in &one.variants {
                        let is = match &variant.fields {
                            Fields::Unit => String::new(),
                            fields => shown(fields),
                        };
                        let variant_path = format!("{path}::{}", variant.ident);
                        self.add(ItemKind::Variant, &path, variant_path, is, &variant.fields);
                    }
                }
                Item::Type(one) if is_public(&one.vis) => {
                    let path = format!("{prefix}{}", one.ident);
                    let is = format!(" = {}", shown(&one.ty));
                    self.add(ItemKind::Type, &path, path.clone(), is, &one.ty);
                }
                Item::Impl(one) => self.implementation(prefix, one),
                _ => {}
            }
        }
    }

    fn implementation(&mut self, prefix: &str, one: &syn::ItemImpl) {
        let of = format!("{prefix}{}", shown(&one.self_ty));
        if let Some((of_trait, _)) = &one.trait_ {
            let path = format!("{of}: {}", shown(of_trait));
            self.add(
                ItemKind::Trait,
                &of,
                path,
                String::new(),
                &TokenStream::new(),
            );
            return;
        }
        for item in &one.items {
            if let ImplItem::Fn(method) = item
                && is_public(&method.vis)
            {
                let path = format!("{of}::{}", method.sig.ident);
                let arguments: Vec<String> = method.sig.inputs.iter().map(argument).collect();
                let result = match &method.sig.output {
                    ReturnType::Default => String::new(),
                    ReturnType::Type(_, result) => format!(" -> {}", shown(result)),
                };
                let is = format!("({}){result}", arguments.join(", "));
                self.add(ItemKind::Method, &path, path.clone(), is, &method.sig);
            }
        }
    }

    fn fields(&mut self, path: &str, fields: &Fields) {
        for (index, field) in fields.iter().enumerate() {
            if is_public(&field.vis) {
                let name = field.ident.as_ref();
                let name = name.map_or_else(|| index.to_string(), ToString::to_string);
                let is = format!(": {}", shown(&field.ty));
                self.add(
                    ItemKind::Field,
                    path,
                    format!("{path}.{name}"),
                    is,
                    &field.ty,
                );
            }
        }
    }

    /// Adds an item that belongs to `owner`, and notes the types that it names.
    fn add(&mut self, kind: ItemKind, owner: &str, path: String, is: String, part: &impl ToTokens) {
        let known = self.names.entry(owner.to_owned()).or_default();
        names(part.to_token_stream(), known);
        let item = PublicItem {
            kind,
            owner: owner.to_owned(),
            path: path.clone(),
            is,
        };
        self.items.insert(path, item);
    }
}

fn path_of(operation: &Operation) -> String {
    format!("Client::{}", operation.method_name)
}

/// The names in some tokens, as paths of the module that the types of a contract are in.
fn names(tokens: TokenStream, found: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(name) => {
                found.insert(format!("types::{name}"));
            }
            TokenTree::Group(group) => names(group.stream(), found),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// `: struct`, and what is derived for it.
fn derived(kind: &str, attributes: &[syn::Attribute]) -> String {
    let derives = attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("derive"));
    let mut names: Vec<String> = derives
        .flat_map(|attribute| {
            let list = attribute.meta.require_list().ok();
            let text = list.map(|list| list.tokens.to_string()).unwrap_or_default();
            let names = text.split(',');
            let last = names.map(|name| name.rsplit("::").next().unwrap_or(name).trim().to_owned());
            last.collect::<Vec<_>>()
        })
        .filter(|name| !name.is_empty())
        .collect();
    names.sort();
    match names.is_empty() {
        true => format!(": {kind}"),
        false => format!(": {kind}, {}", names.join(" ")),
    }
}

fn argument(argument: &FnArg) -> String {
    match argument {
        FnArg::Receiver(_) => "&self".to_owned(),
        FnArg::Typed(one) => format!("{}: {}", shown(&one.pat), shown(&one.ty)),
    }
}

/// Tokens as a person would write them, without the paths that everybody knows.
fn shown(tokens: &impl ToTokens) -> String {
    let mut text = tokens.to_token_stream().to_string();
    for (from, to) in [
        (" :: ", "::"),
        (":: ", "::"),
        (" <", "<"),
        ("< ", "<"),
        (" >", ">"),
        (" ,", ","),
        (",>", ">"),
        ("& ", "&"),
        ("( ", "("),
        (" )", ")"),
        (" :", ":"),
        ("'a ", ""),
        ("::std::option::", ""),
        ("::std::string::", ""),
        ("::std::vec::", ""),
        ("::std::num::", ""),
        ("::std::", "std::"),
        ("::serde_json::", "serde_json::"),
        ("::reqwest::", "reqwest::"),
        ("std::convert::", ""),
        ("std::default::", ""),
        ("std::fmt::", ""),
        ("std::str::", ""),
        ("crate::", ""),
        (", ", ","),
        (",", ", "),
    ] {
        text = text.replace(from, to);
    }
    text
}
