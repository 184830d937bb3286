//! Writes the parts of a client's source as text for people, and as code of a program.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Fields, FnArg, ReturnType, Signature};

/// Adds the names in some tokens to `found`, as paths of the module `types`.
pub(super) fn names(tokens: TokenStream, found: &mut BTreeSet<String>) {
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

/// Returns `: struct`, or `: non-exhaustive struct`, and the derived traits.
pub(super) fn definition(kind: &str, is_open: bool, derives: &[String]) -> String {
    let open = if is_open { "non-exhaustive " } else { "" };
    if derives.is_empty() {
        format!(": {open}{kind}")
    } else {
        format!(": {open}{kind}, {}", derives.join(" "))
    }
}

/// Returns the derived traits, in the order of their names.
pub(super) fn derives(attributes: &[syn::Attribute]) -> Vec<String> {
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
    names
}

pub(super) fn argument(argument: &FnArg) -> String {
    match argument {
        FnArg::Receiver(_) => "&self".to_owned(),
        FnArg::Typed(one) => format!("{}: {}", shown(&one.pat), shown(&one.ty)),
    }
}

pub(super) fn is_non_exhaustive(attributes: &[syn::Attribute]) -> bool {
    let mut attributes = attributes.iter();
    attributes.any(|attribute| attribute.path().is_ident("non_exhaustive"))
}

/// Returns the type of a field, and whether the constructor has an argument for the field.
pub(super) fn field(name: &str, of: &syn::Type, required: &[String]) -> String {
    let is_required = required.iter().any(|one| one == name);
    let end = if is_required { " (required)" } else { "" };
    format!(": {}{end}", shown(of))
}

/// Returns the fields of a variant.
pub(super) fn fields(of: &Fields, is_open: bool, required: &[String]) -> String {
    let one = |one: &syn::Field| match &one.ident {
        Some(name) => format!("{name}{}", field(&name.to_string(), &one.ty, required)),
        None => shown(&one.ty),
    };
    let mut all: Vec<String> = of.iter().map(one).collect();
    all.extend(is_open.then(|| "..".to_owned()));
    match of {
        Fields::Unit => String::new(),
        Fields::Unnamed(_) => format!("({})", all.join(", ")),
        Fields::Named(_) if all.is_empty() => " {}".to_owned(),
        Fields::Named(_) => format!(" {{ {} }}", all.join(", ")),
    }
}

/// Returns the result of a method as text.
pub(super) fn result(method: &Signature) -> String {
    match &method.output {
        ReturnType::Default => String::new(),
        ReturnType::Type(_, result) => format!(" -> {}", shown(result)),
    }
}

/// Returns tokens as people write them, without well-known paths.
pub(super) fn shown(tokens: &impl ToTokens) -> String {
    let mut text = tidy(tokens);
    for (from, to) in [
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
    ] {
        text = text.replace(from, to);
    }
    text
}

/// Returns tokens as a program that uses the client writes them.
pub(super) fn exact(tokens: &impl ToTokens) -> String {
    let mut text = tidy(tokens).replace("crate::", "tallyfy_groups::");
    for prelude in [
        "::std::option::",
        "::std::string::",
        "::std::vec::",
        "::std::convert::",
    ] {
        text = text.replace(prelude, "");
    }
    text
}

fn tidy(tokens: &impl ToTokens) -> String {
    let mut text = tokens.to_token_stream().to_string();
    for (from, to) in [
        ("& 'a ", "&"),
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
        (", ", ","),
        (",", ", "),
    ] {
        text = text.replace(from, to);
    }
    text
}
