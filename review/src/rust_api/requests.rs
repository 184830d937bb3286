//! Reads the requests of a generated client. In the API, one item stands for the method of an
//! operation and for the request that the method returns.

use std::collections::HashMap;

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::{Field, File, ImplItem, Item, ReturnType, Signature, Type};
use tallyfy_codegen::setter_name;

use super::item::{ItemKind, PublicItem};
use super::text::{exact, shown};

/// The requests, by the names of their types.
pub(super) struct Requests<'f>(HashMap<String, Request<'f>>);

/// One request.
pub(super) struct Request<'f> {
    /// The parameters: the fields of the struct, except the client.
    parameters: Vec<&'f Field>,
    /// The result of `send`.
    result: &'f Type,
    /// The names of the deprecated methods.
    deprecated: Vec<String>,
}

impl<'f> Requests<'f> {
    /// Returns the structs of a client that have a method `send`.
    pub(super) fn of(file: &'f File) -> Requests<'f> {
        let structs = file.items.iter().filter_map(|item| match item {
            Item::Struct(one) => Some(one),
            _ => None,
        });
        let requests = structs.filter_map(|one| {
            let result = file.items.iter().find_map(|item| sent(item, &one.ident))?;
            let parameters = one.fields.iter().skip(1).collect();
            let request = Request {
                parameters,
                result,
                deprecated: deprecated(file, &one.ident),
            };
            Some((one.ident.to_string(), request))
        });
        Requests(requests.collect())
    }

    /// Returns the request whose type has a name.
    pub(super) fn of_type(&self, name: &Ident) -> Option<&Request<'f>> {
        self.0.get(&name.to_string())
    }

    /// Returns the request that a method returns.
    pub(super) fn of_method(&self, method: &Signature) -> Option<&Request<'f>> {
        match &method.output {
            ReturnType::Type(_, result) => self.of_type(&name_of(result)?),
            ReturnType::Default => None,
        }
    }
}

/// Returns the name of a type, without its generic arguments.
fn name_of(of: &Type) -> Option<Ident> {
    match of.to_token_stream().into_iter().next()? {
        TokenTree::Ident(name) => Some(name),
        _ => None,
    }
}

/// Returns the names of the deprecated methods of a type.
fn deprecated(file: &File, of: &Ident) -> Vec<String> {
    let own = file.items.iter().filter_map(|item| match item {
        Item::Impl(one) if name_of(&one.self_ty).as_ref() == Some(of) => Some(&one.items),
        _ => None,
    });
    let names = own.flatten().filter_map(|item| match item {
        ImplItem::Fn(method) if method.attrs.iter().any(super::is_deprecated) => {
            Some(method.sig.ident.to_string())
        }
        _ => None,
    });
    names.collect()
}

/// Returns the result of the method `send` of a type.
fn sent<'f>(item: &'f Item, of: &Ident) -> Option<&'f Type> {
    let Item::Impl(one) = item else { return None };
    if name_of(&one.self_ty)? != *of {
        return None;
    }
    let send = super::methods(one).find(|method| method.ident == "send")?;
    match &send.output {
        ReturnType::Type(_, result) => Some(result),
        ReturnType::Default => None,
    }
}

impl Request<'_> {
    /// Returns the tokens of the parameters and of the result.
    pub(super) fn tokens(&self) -> TokenStream {
        let types = self.parameters.iter().map(|field| &field.ty);
        let result = self.result;
        quote::quote!(#(#types)* #result)
    }

    /// Returns the item of the method that returns this request.
    pub(super) fn item(&self, path: String) -> PublicItem {
        let (mut names, mut types, mut deprecated) = (Vec::new(), Vec::new(), Vec::new());
        let (mut required, mut optional) = (String::from("(&self"), String::new());
        for field in &self.parameters {
            let name = field.ident.as_ref().map(ToString::to_string);
            let (name, of) = (name.unwrap_or_default(), shown(&field.ty));
            match PublicItem::optional(&of) {
                Some(of) => {
                    let setter = setter_name(&name);
                    optional += &format!(".{setter}({of})");
                    if self.deprecated.contains(&setter) {
                        optional += " (deprecated)";
                        deprecated.push(name.clone());
                    }
                }
                None => required += &format!(", {name}: {of}"),
            }
            names.push(name);
            types.push(exact(&field.ty));
        }
        types.push(exact(self.result));
        let is = format!("{required}){optional}.send() -> {}", shown(self.result));
        let item = PublicItem::new(ItemKind::Method, &path.clone(), path, is);
        PublicItem {
            names,
            deprecated,
            ..item.with(types)
        }
    }
}
