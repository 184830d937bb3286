//! Reads from the source of a generated client what its types say to serde.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, Item, Lit, Token, Type, UnOp};

use super::enums::{Enum, Payload, ToldBy, Variant};
use super::last_name::last;
use super::{Absent, Definition, Field, Fields, Limits, Others, Types};

impl Types {
    /// The types of a generated client's module `types`.
    pub(crate) fn of(file: &syn::File) -> Types {
        let items = module(&file.items, "types");
        let mut types = Types {
            defaults: defaults(items),
            ..Types::default()
        };
        for item in items {
            let (name, definition) = match item {
                Item::Struct(one) => (&one.ident, structure(one)),
                Item::Enum(one) => (&one.ident, enumeration(one)),
                Item::Type(one) => (&one.ident, Some(Definition::Alias((*one.ty).clone()))),
                _ => continue,
            };
            let definition = definition.unwrap_or(Definition::Unknown);
            types.definitions.insert(name.to_string(), definition);
        }
        for item in items {
            if let Item::Impl(one) = item {
                types.limits(one);
            }
        }
        types
    }

    /// The limits that typify writes where a type around another is made.
    fn limits(&mut self, one: &syn::ItemImpl) {
        let name = last(&one.self_ty).map(|(name, _)| name).unwrap_or_default();
        let Some(Definition::Around(_, limits)) = self.definitions.get_mut(&name) else {
            return;
        };
        let Some((of, _)) = &one.trait_ else {
            return;
        };
        let text = quote::quote!(#one).to_string();
        let number = |before: &str| -> Option<usize> {
            let rest = text.split(before).nth(1)?;
            rest.split_whitespace().next()?.parse().ok()
        };
        match of
            .segments
            .last()
            .map(|last| last.ident.to_string())
            .as_deref()
        {
            Some("FromStr") => {
                limits.most = limits.most.or(number("longer than "));
                limits.least = limits.least.or(number("shorter than "));
                limits.is_unknown |= text.contains("PATTERN");
            }
            Some("TryFrom") if text.contains("contains (& value)") => match listed(one) {
                Some((true, values)) => limits.allowed = Some(values),
                Some((false, values)) => limits.denied = values,
                None => limits.is_unknown = true,
            },
            _ => {}
        }
    }

    /// What a function gives that a field's default names.
    pub(super) fn filled(&self, function: &str) -> Option<Value> {
        let function = function.trim_start_matches("defaults::");
        if let Some((_, arguments)) = function.split_once("::<") {
            let last = arguments.trim_end_matches('>').rsplit(',').next()?;
            return serde_json::from_str(last.trim()).ok();
        }
        self.value(self.defaults.get(function)?.as_ref()?)
    }

    /// The value that an expression is, of a plain kind.
    fn value(&self, of: &Expr) -> Option<Value> {
        match of {
            // A type around another, or `Some`.
            Expr::Call(call) if call.args.len() == 1 => {
                let Expr::Path(path) = &*call.func else {
                    return None;
                };
                let name = path.path.segments.last()?.ident.to_string();
                let definition = self.definitions.get(&name);
                match definition {
                    Some(Definition::Around(..)) => self.value(call.args.first()?),
                    None if name == "Some" => self.value(call.args.first()?),
                    _ => None,
                }
            }
            // A variant that has nothing.
            Expr::Path(path) => {
                let mut names = path.path.segments.iter().rev();
                let variant = names.next()?.ident.to_string();
                let of = self.definitions.get(&names.next()?.ident.to_string());
                match of {
                    Some(Definition::Enum(of)) => of.unit(&variant).map(|name| json!(name)),
                    _ => None,
                }
            }
            Expr::Macro(list) if list.mac.path.is_ident("vec") => {
                let items = Punctuated::<Expr, Token![,]>::parse_terminated;
                let items = list.mac.parse_body_with(items).ok()?;
                items.iter().map(|item| self.value(item)).collect()
            }
            other => lone(other),
        }
    }
}

/// A value that is written as a literal.
pub(super) fn lone(of: &Expr) -> Option<Value> {
    match of {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Str(text) => Some(json!(text.value())),
            Lit::Bool(is) => Some(json!(is.value)),
            Lit::Int(number) => serde_json::from_str(number.base10_digits()).ok(),
            Lit::Float(number) => serde_json::from_str(number.base10_digits()).ok(),
            _ => None,
        },
        Expr::MethodCall(call) if call.method == "to_string" => lone(&call.receiver),
        Expr::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) => {
            let number = lone(&unary.expr)?.to_string();
            serde_json::from_str(&format!("-{number}")).ok()
        }
        Expr::Group(inner) => lone(&inner.expr),
        Expr::Paren(inner) => lone(&inner.expr),
        _ => None,
    }
}

/// The values of `if ![…].contains(&value)`, and whether others are refused.
fn listed(one: &syn::ItemImpl) -> Option<(bool, Vec<Value>)> {
    let mut functions = one.items.iter().filter_map(|item| match item {
        syn::ImplItem::Fn(function) => function.block.stmts.first(),
        _ => None,
    });
    let syn::Stmt::Expr(Expr::If(branch), _) = functions.next()? else {
        return None;
    };
    let (is_allowed, of) = match &*branch.cond {
        Expr::Unary(unary) if matches!(unary.op, UnOp::Not(_)) => (true, &*unary.expr),
        other => (false, other),
    };
    let Expr::MethodCall(call) = of else {
        return None;
    };
    let Expr::Array(array) = &*call.receiver else {
        return None;
    };
    let values = array.elems.iter().map(lone).collect::<Option<_>>()?;
    Some((is_allowed, values))
}

/// None for one that says what the model does not know.
fn structure(one: &syn::ItemStruct) -> Option<Definition> {
    let said = Said::of(&one.attrs)?;
    said.only(&["transparent", "rename", "deny_unknown_fields"])?;
    if let syn::Fields::Unnamed(fields) = &one.fields {
        let field = fields
            .unnamed
            .first()
            .filter(|_| fields.unnamed.len() == 1)?;
        return Some(Definition::Around(field.ty.clone(), Limits::default()));
    }
    let fields = fields(&one.fields, said.has("deny_unknown_fields"), true)?;
    Some(Definition::Struct(fields))
}

fn enumeration(one: &syn::ItemEnum) -> Option<Definition> {
    let said = Said::of(&one.attrs)?;
    let known = [
        "untagged",
        "tag",
        "content",
        "rename",
        "deny_unknown_fields",
    ];
    said.only(&known)?;
    let is_closed = said.has("deny_unknown_fields");
    let told_by = match (said.value("tag"), said.value("content")) {
        _ if said.has("untagged") => ToldBy::Nothing,
        (None, _) => ToldBy::Name,
        (Some(tag), None) => ToldBy::Tag(tag),
        (Some(tag), Some(content)) => ToldBy::TagAndContent {
            tag,
            content,
            is_closed,
        },
    };
    let variant = |variant: &syn::Variant| {
        let said = Said::of(&variant.attrs)?;
        said.only(&["rename"])?;
        let types: Vec<Type> = variant
            .fields
            .iter()
            .map(|field| field.ty.clone())
            .collect();
        let has = match (&variant.fields, types.as_slice()) {
            (syn::Fields::Unit, _) => Payload::Nothing,
            // serde takes a list of the values of named fields only where nothing else could be
            // meant.
            (syn::Fields::Named(_), _) => {
                let is_listed = matches!(told_by, ToldBy::Name | ToldBy::Tag(_));
                Payload::Fields(fields(&variant.fields, is_closed, is_listed)?)
            }
            (syn::Fields::Unnamed(_), [one]) => Payload::One(one.clone()),
            (syn::Fields::Unnamed(_), _) => Payload::Several(types),
        };
        let ident = variant.ident.to_string();
        Some(Variant {
            name: said.value("rename").unwrap_or_else(|| ident.clone()),
            ident,
            has,
        })
    };
    let variants = one.variants.iter().map(variant).collect::<Option<_>>()?;
    Some(Definition::Enum(Enum { told_by, variants }))
}

fn fields(of: &syn::Fields, is_closed: bool, is_listed: bool) -> Option<Fields> {
    let mut fields = Fields {
        fields: Vec::new(),
        others: if is_closed {
            Others::Refused
        } else {
            Others::Dropped
        },
        is_listed,
    };
    for field in of {
        let said = Said::of(&field.attrs)?;
        let (kind, arguments) = last(&field.ty)?;
        if said.has("flatten") {
            said.only(&["flatten"])?;
            let ("Map" | "HashMap" | "BTreeMap", [_, of]) = (kind.as_str(), arguments.as_slice())
            else {
                return None;
            };
            fields.is_listed = false;
            if !is_closed {
                fields.others = Others::Kept(Box::new(of.clone()));
            }
            continue;
        }
        said.only(&[
            "rename",
            "default",
            "skip_serializing_if",
            "deserialize_with",
        ])?;
        let with = said.value("deserialize_with");
        if with
            .as_deref()
            .is_some_and(|with| with != "::std::option::Option::deserialize")
        {
            return None;
        }
        let when_absent = match said.value("default") {
            Some(function) => Absent::Filled(function),
            None if said.has("default") => Absent::Default,
            // With a function of its own, serde does not take an absent `Option` for none.
            None if kind == "Option" && with.is_none() => Absent::None,
            None => Absent::Refused,
        };
        let name = field.ident.as_ref()?.to_string();
        fields.fields.push(Field {
            name: said
                .value("rename")
                .unwrap_or(name.trim_start_matches("r#").to_owned()),
            of: field.ty.clone(),
            when_absent,
            is_skipped: said.has("skip_serializing_if"),
        });
    }
    Some(fields)
}

/// The functions that give a default, by their names, with what they give.
fn defaults(items: &[Item]) -> BTreeMap<String, Option<Expr>> {
    let functions = module(items, "defaults")
        .iter()
        .filter_map(|item| match item {
            Item::Fn(function) => {
                let gives = match function.block.stmts.as_slice() {
                    [syn::Stmt::Expr(gives, None)] => Some(gives.clone()),
                    _ => None,
                };
                Some((function.sig.ident.to_string(), gives))
            }
            _ => None,
        });
    functions.collect()
}

/// What is in a module.
fn module<'i>(items: &'i [Item], name: &str) -> &'i [Item] {
    let found = items.iter().find_map(|item| match item {
        Item::Mod(module) if module.ident == name => module.content.as_ref(),
        _ => None,
    });
    found.map_or(&[], |(_, items)| items)
}

/// Whether a type's path may lead to one of the module `types`.
pub(super) fn is_own(of: &Type) -> bool {
    let Type::Path(path) = of else { return false };
    let segments = &path.path.segments;
    let is_in_types = segments.first().is_some_and(|first| first.ident == "types");
    path.path.leading_colon.is_none() && (segments.len() == 1 || is_in_types)
}

/// The arguments of `#[serde(…)]`, as they are written.
struct Said(Vec<(String, Option<String>)>);

impl Said {
    /// None where an argument has another form than typify writes.
    fn of(attributes: &[Attribute]) -> Option<Said> {
        let mut said = Vec::new();
        for attribute in attributes {
            if !attribute.path().is_ident("serde") {
                continue;
            }
            let read = attribute.parse_nested_meta(|meta| {
                let value = match meta.value() {
                    Ok(value) => Some(value.parse::<syn::LitStr>()?.value()),
                    Err(_) => None,
                };
                let name = meta.path.get_ident().map(ToString::to_string);
                said.push((name.unwrap_or_default(), value));
                Ok(())
            });
            read.ok()?;
        }
        Some(Said(said))
    }

    /// None if it says something else.
    fn only(&self, known: &[&str]) -> Option<()> {
        let is_known = |(name, _): &(String, _)| known.contains(&name.as_str());
        self.0.iter().all(is_known).then_some(())
    }

    fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(of, _)| of == name)
    }

    fn value(&self, name: &str) -> Option<String> {
        let mut said = self.0.iter().filter(|(of, _)| of == name);
        said.find_map(|(_, value)| value.clone())
    }
}
