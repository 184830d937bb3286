//! Lists the public items of the generated client, so that people and programs can compare them.

pub(crate) mod caller;
pub(crate) mod compatibility;
mod item;
mod requests;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToPascalCase as _, ToSnakeCase as _};
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Fields, FnArg, ImplItem, Item, Signature, Visibility};
use tallyfy_codegen::{Operation, constructor_name};

pub use self::caller::{PRELUDE, caller};
pub use self::compatibility::{Bump, Judged, judge};
pub use self::item::{ItemChange, ItemKind, PublicItem};
use self::requests::Requests;
use self::text::{argument, exact, names, result, shown};

/// The public items of a generated client.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Api {
    /// The items, by their paths.
    items: BTreeMap<String, PublicItem>,
    /// The operations, in the order of the contract.
    operations: Vec<Operation>,
    /// The types that each type names in its parts.
    names: BTreeMap<String, BTreeSet<String>>,
}

impl Api {
    /// Reads the API of a generated client from its source and the operations of its contract.
    ///
    /// # Errors
    ///
    /// Returns the reason if the source is not Rust.
    pub fn of(source: &str, operations: &[Operation]) -> Result<Api, String> {
        let file = syn::parse_file(source).map_err(|error| error.to_string())?;
        Ok(Api::read(&file, operations))
    }

    pub(crate) fn read(file: &syn::File, operations: &[Operation]) -> Api {
        let mut api = Api {
            operations: operations.to_vec(),
            ..Api::default()
        };
        api.module("", &file.items, &Requests::of(file));
        api
    }

    /// Returns one line for each item, in the order of the paths.
    #[must_use]
    pub fn list(&self) -> String {
        let lines = self.items.values();
        lines.map(|item| format!("{item}\n")).collect()
    }

    /// Returns the API of each operation, by the name of its method: the method, and all types that
    /// a caller of the method needs.
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

    /// The operations, in the order of the contract.
    #[must_use]
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// Returns the signature of an operation's method, with one line for each argument and each
    /// optional parameter.
    #[must_use]
    pub fn signature(&self, operation: &Operation) -> Option<String> {
        let path = path_of(operation);
        let (call, result) = self.items.get(&path)?.is.split_once(".send() -> ")?;
        let (arguments, optional) = call.split_at(call.find(')')?);
        let arguments = arguments.trim_start_matches('(').replace(", ", ",\n    ");
        let optional = optional.replace(").", ")\n.");
        Some(format!(
            "{path}(\n    {arguments},\n{optional}\n.send() -> {result}"
        ))
    }

    /// Returns the method of an operation.
    pub(crate) fn method(&self, operation: &Operation) -> Option<&PublicItem> {
        self.items.get(&path_of(operation))
    }

    pub(crate) fn item(&self, path: &str) -> Option<&PublicItem> {
        self.items.get(path)
    }

    /// Returns the operation of a method.
    pub(crate) fn operation_of(&self, item: &PublicItem) -> Option<&Operation> {
        let mut operations = self.operations.iter();
        operations.find(|operation| path_of(operation) == item.path)
    }

    /// Returns the type of an operation's argument, by its name. The name `2XX` stands for the body
    /// of a success, and `error` for the body of an error.
    pub(crate) fn type_in(&self, id: &str, name: &str) -> Option<String> {
        let operation = self.operations.iter().find(|one| one.id == id)?;
        let method = self.method(operation)?;
        let (result, inputs) = method.types.split_last()?;
        // The text has the form `Result<ResponseValue<…>, Error<…>>`.
        let (success, failure) = result.split_once(">, Error<")?;
        match name {
            "2XX" => success
                .strip_prefix("Result<ResponseValue<")
                .map(str::to_owned),
            "error" => failure.strip_suffix(">>").map(str::to_owned),
            name => {
                let name = name.to_snake_case();
                let place = method.names.iter().position(|one| *one == name)?;
                inputs.get(place).cloned()
            }
        }
    }

    /// Returns a type as code outside the module `types` writes it.
    pub(crate) fn qualified(&self, of: &str) -> String {
        let mut qualified = String::new();
        let mut rest = of;
        while let Some(start) = rest.find(|c: char| c.is_alphanumeric() || c == '_') {
            let (before, from) = rest.split_at(start);
            let end = from.find(|c: char| !c.is_alphanumeric() && c != '_');
            let (name, after) = from.split_at(end.unwrap_or(from.len()));
            qualified.push_str(before);
            if !qualified.ends_with("::") && self.items.contains_key(&format!("types::{name}")) {
                qualified.push_str("types::");
            }
            qualified.push_str(name);
            rest = after;
        }
        qualified + rest
    }

    /// Returns all items, in the order of their paths.
    pub(crate) fn items(&self) -> impl Iterator<Item = &PublicItem> {
        self.items.values()
    }

    /// Returns the type that is generated for a schema. Returns `None` if the schema has no type of
    /// its own.
    #[must_use]
    pub fn type_of(&self, schema: &str) -> Option<String> {
        let path = format!("types::{}", schema.to_pascal_case());
        self.items.contains_key(&path).then_some(path)
    }

    /// Returns the field that is generated for a property, such as `members: Vec<UserId>`.
    #[must_use]
    pub fn field(&self, of: &str, property: &str) -> Option<String> {
        let name = property.to_snake_case();
        let field = self.items.get(&format!("{of}.{name}"))?;
        Some(format!("{name}{}", field.is))
    }

    /// Returns the changes since an older API, in the order of the paths.
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

    /// Returns the types that an item names, and the types in their parts, in the order of the
    /// names.
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

    fn module(&mut self, prefix: &str, items: &[Item], requests: &Requests<'_>) {
        for item in items {
            match item {
                Item::Mod(module) if is_public(&module.vis) => {
                    let prefix = format!("{prefix}{}::", module.ident);
                    if let Some((_, items)) = &module.content {
                        self.module(&prefix, items, requests);
                    }
                }
                Item::Struct(one)
                    if is_public(&one.vis) && requests.of_type(&one.ident).is_none() =>
                {
                    let path = format!("{prefix}{}", one.ident);
                    let item = type_item(&path, "struct", &one.attrs);
                    let types = one.fields.iter().map(|field| &field.ty);
                    self.add(item, &quote::quote!(#(#types)*));
                    let required = required(items, &one.ident, "new");
                    self.fields(&path, &one.fields, &required);
                }
                Item::Enum(one) if is_public(&one.vis) => {
                    let path = format!("{prefix}{}", one.ident);
                    let item = type_item(&path, "enum", &one.attrs);
                    self.add(item, &one.generics);
                    for variant in &one.variants {
                        let constructor = constructor_name(&variant.ident.to_string());
                        let required = required(items, &one.ident, &constructor);
                        let is_open = matches!(variant.fields, Fields::Named(_))
                            && text::is_non_exhaustive(&variant.attrs);
                        let is = text::fields(&variant.fields, is_open, &required);
                        let variant_path = format!("{path}::{}", variant.ident);
                        let item = PublicItem::new(ItemKind::Variant, &path, variant_path, is);
                        let types: Vec<_> = variant.fields.iter().map(|field| &field.ty).collect();
                        let named = variant
                            .fields
                            .iter()
                            .filter_map(|field| field.ident.as_ref());
                        let item = PublicItem {
                            types: types.iter().map(exact).collect(),
                            names: named.map(ToString::to_string).collect(),
                            required,
                            is_open,
                            ..item
                        };
                        self.add(item, &quote::quote!(#(#types)*));
                    }
                }
                Item::Type(one) if is_public(&one.vis) => {
                    let path = format!("{prefix}{}", one.ident);
                    let is = format!(" = {}", shown(&one.ty));
                    let item = PublicItem::new(ItemKind::Type, &path, path.clone(), is);
                    self.add(item.with(vec![exact(&one.ty)]), &one.ty);
                }
                Item::Impl(one) => self.implementation(prefix, one, requests),
                _ => {}
            }
        }
    }

    fn implementation(&mut self, prefix: &str, one: &syn::ItemImpl, requests: &Requests<'_>) {
        let of = format!("{prefix}{}", shown(&one.self_ty));
        if let Some((of_trait, _)) = &one.trait_ {
            // A foreign type such as `String` has no item of its own, so its trait names the
            // generated type.
            let mut named = BTreeSet::new();
            names(of_trait.to_token_stream(), &mut named);
            let own = named.into_iter().find(|name| self.items.contains_key(name));
            let is_foreign = exact(&one.self_ty).starts_with("::") || !self.items.contains_key(&of);
            let (owner, path) = match own.filter(|_| is_foreign) {
                Some(owner) => (
                    owner,
                    format!("{}: {}", shown(&one.self_ty), shown(of_trait)),
                ),
                None => (of.clone(), format!("{of}: {}", shown(of_trait))),
            };
            let item = PublicItem::new(ItemKind::Trait, &owner, path, String::new());
            let types = vec![exact(of_trait), exact(&one.self_ty)];
            self.add(item.with(types), &TokenStream::new());
            return;
        }
        // The fields of a type determine its constructor.
        if of != "Client" {
            return;
        }
        let deprecated = one.items.iter().filter_map(|item| match item {
            ImplItem::Fn(method) if method.attrs.iter().any(is_deprecated) => {
                Some(&method.sig.ident)
            }
            _ => None,
        });
        let deprecated: Vec<&syn::Ident> = deprecated.collect();
        for method in methods(one) {
            let path = format!("{of}::{}", method.ident);
            let item = match requests.of_method(method) {
                Some(request) => {
                    self.note(&path, &request.tokens());
                    request.item(path)
                }
                None => {
                    let arguments: Vec<String> = method.inputs.iter().map(argument).collect();
                    let is = format!("({}){}", arguments.join(", "), result(method));
                    PublicItem::new(ItemKind::Method, &path.clone(), path, is)
                }
            };
            let is_deprecated = deprecated.contains(&&method.ident);
            let item = PublicItem {
                is_deprecated,
                ..item
            };
            self.add(item, method);
        }
    }

    fn fields(&mut self, path: &str, fields: &Fields, required: &[String]) {
        for (index, field) in fields.iter().enumerate() {
            if is_public(&field.vis) {
                let name = field.ident.as_ref();
                let name = name.map_or_else(|| index.to_string(), ToString::to_string);
                let is = text::field(&name, &field.ty, required);
                let item = PublicItem::new(ItemKind::Field, path, format!("{path}.{name}"), is);
                let required = required.iter().filter(|one| **one == name).cloned();
                let item = PublicItem {
                    required: required.collect(),
                    ..item
                };
                self.add(item.with(vec![exact(&field.ty)]), &field.ty);
            }
        }
    }

    /// Adds an item, and notes the types that one of its parts names.
    fn add(&mut self, item: PublicItem, part: &impl ToTokens) {
        self.note(&item.owner, part);
        self.items.insert(item.path.clone(), item);
    }

    fn note(&mut self, owner: &str, part: &impl ToTokens) {
        let known = self.names.entry(owner.to_owned()).or_default();
        names(part.to_token_stream(), known);
    }
}

/// Returns the public methods of an implementation.
fn methods(of: &syn::ItemImpl) -> impl Iterator<Item = &Signature> {
    of.items.iter().filter_map(|item| match item {
        ImplItem::Fn(method) if is_public(&method.vis) => Some(&method.sig),
        _ => None,
    })
}

fn is_deprecated(attribute: &syn::Attribute) -> bool {
    attribute.path().is_ident("deprecated")
}

/// Returns the item of a struct or an enum.
fn type_item(path: &str, kind: &str, attributes: &[syn::Attribute]) -> PublicItem {
    let is_open = text::is_non_exhaustive(attributes);
    let derives = text::derives(attributes);
    let is = text::definition(kind, is_open, &derives);
    PublicItem {
        derives,
        is_enum: kind == "enum",
        is_open,
        ..PublicItem::new(ItemKind::Type, path, path.to_owned(), is)
    }
}

/// Returns the names of the arguments of a type's constructor.
fn required(items: &[Item], of: &syn::Ident, constructor: &str) -> Vec<String> {
    let implementations = items.iter().filter_map(|item| match item {
        Item::Impl(one) if one.trait_.is_none() && *of == shown(&one.self_ty) => Some(one),
        _ => None,
    });
    let mut methods = implementations.flat_map(methods);
    let constructor = methods.find(|method| method.ident == constructor);
    let inputs = constructor.into_iter().flat_map(|method| &method.inputs);
    let names = inputs.filter_map(|input| match input {
        FnArg::Typed(one) => Some(shown(&one.pat)),
        FnArg::Receiver(_) => None,
    });
    names.collect()
}

fn path_of(operation: &Operation) -> String {
    format!("Client::{}", operation.method_name)
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}
