//! A change of the generated response types. With this change, the types distinguish a field with
//! the value null from a missing field.
//!
//! For an optional property, typify generates an `Option<T>`. If the value is `None`, encoding
//! leaves out the field. Without this change, the client would decode a response with `"logo":
//! null`, but would lose `logo` when it encodes the response again. A different schema cannot
//! prevent the loss of a null. typify and progenitor also have no setting that prevents the loss of
//! a null. For optional lists and for properties with a default, typify does not generate an
//! `Option<T>`. A missing list is decoded as an empty list, and a missing property is decoded as
//! its default. If the value of such a list or property is null, decoding fails.
//!
//! The change applies only to structs that keep unknown fields in a flattened map. typify generates
//! such a map for `additionalProperties: {}`. In these structs, an optional field gets the type
//! `crate::Nullable<T>`. The value of a `Nullable<T>` is absent, null or a `T`. Structs that the
//! client sends have no map of unknown fields, so their optional fields keep the type `Option<T>`.
//! The client never sends a null.
//!
//! typify also generates values of these structs, for example for `default`. In these values, a
//! changed field gets a `Nullable<T>`, too.

use std::collections::{HashMap, HashSet};

use quote::quote;
use syn::punctuated::Punctuated;
use syn::visit_mut::{self, VisitMut};
use syn::{
    Attribute, Expr, ExprStruct, Field, FieldsNamed, File, GenericArgument, ItemEnum, ItemImpl,
    ItemStruct, Macro, Member, Path, PathArguments, Token, Type, parse_quote,
};

pub(crate) fn keep_nulls(file: &mut File) {
    let mut fields = KeepNulls::default();
    fields.visit_file_mut(file);
    let changed = fields.changed;
    let outer = String::new();
    Values { changed, outer }.visit_file_mut(file);
}

#[derive(Default)]
struct KeepNulls {
    /// The struct or the variant whose fields are visited, such as `Group` or `Member::Guest`.
    name: String,
    /// The names of the changed fields of each struct and variant.
    changed: HashMap<String, HashSet<String>>,
}

impl VisitMut for KeepNulls {
    fn visit_item_struct_mut(&mut self, item: &mut ItemStruct) {
        self.name = item.ident.to_string();
        visit_mut::visit_item_struct_mut(self, item);
    }

    fn visit_item_enum_mut(&mut self, item: &mut ItemEnum) {
        for variant in &mut item.variants {
            self.name = format!("{}::{}", item.ident, variant.ident);
            self.visit_variant_mut(variant);
        }
    }

    // syn calls this function for the fields of each struct and of each enum variant.
    fn visit_fields_named_mut(&mut self, fields: &mut FieldsNamed) {
        let is_flattened = |field: &Field| field.attrs.iter().any(is_flatten);
        // typify also flattens the alternatives of an `anyOf`. The field of such an alternative is
        // an `Option`, so it cannot be the map of unknown fields.
        let is_open = fields
            .named
            .iter()
            .any(|field| is_flattened(field) && option_value(&field.ty).is_none());
        if is_open {
            for field in fields.named.iter_mut().filter(|field| !is_flattened(field)) {
                let Some(attr) = field.attrs.iter_mut().find(|attr| is_optional(attr)) else {
                    continue;
                };
                let value = option_value(&field.ty).unwrap_or(&field.ty).clone();
                let rename = serde_rename(attr).into_iter();
                *attr = parse_quote! {
                    #[serde(
                        #(rename = #rename,)*
                        default,
                        skip_serializing_if = "crate::Nullable::is_absent"
                    )]
                };
                field.ty = parse_quote!(crate::Nullable<#value>);
                let changed = self.changed.entry(self.name.clone()).or_default();
                changed.extend(field.ident.as_ref().map(ToString::to_string));
            }
        }
        visit_mut::visit_fields_named_mut(self, fields);
    }
}

/// Changes the values of changed fields.
struct Values {
    changed: HashMap<String, HashSet<String>>,
    /// The type whose `impl` is visited.
    outer: String,
}

impl VisitMut for Values {
    fn visit_item_impl_mut(&mut self, item: &mut ItemImpl) {
        if let Type::Path(path) = item.self_ty.as_ref() {
            self.outer = name(&path.path, "");
        }
        visit_mut::visit_item_impl_mut(self, item);
    }

    fn visit_expr_struct_mut(&mut self, value: &mut ExprStruct) {
        let changed = self.changed.get(&name(&value.path, &self.outer));
        for field in &mut value.fields {
            if let Member::Named(name) = &field.member
                && changed.is_some_and(|changed| changed.contains(&name.to_string()))
            {
                field.expr = nullable(&field.expr);
            }
        }
        visit_mut::visit_expr_struct_mut(self, value);
    }

    // syn does not visit the items of a `vec![…]`.
    fn visit_macro_mut(&mut self, list: &mut Macro) {
        let items = list.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated);
        if list.path.is_ident("vec")
            && let Ok(mut items) = items
        {
            items.iter_mut().for_each(|item| self.visit_expr_mut(item));
            list.tokens = quote!(#items);
        }
    }
}

/// Returns the name of a struct or of a variant, without the modules. `outer` is the name of
/// `Self`.
fn name(path: &Path, outer: &str) -> String {
    let names = path
        .segments
        .iter()
        .map(|segment| segment.ident.to_string());
    let names = names.filter(|name| name != "super");
    let names = names.map(|name| {
        if name == "Self" {
            outer.to_owned()
        } else {
            name
        }
    });
    names.collect::<Vec<_>>().join("::")
}

/// Converts the value of an optional field into a `Nullable`.
fn nullable(value: &Expr) -> Expr {
    let path = |expr: &Expr| match expr {
        Expr::Path(path) => name(&path.path, ""),
        _ => String::new(),
    };
    if let Expr::Call(call) = value {
        let inner = &call.args;
        match path(&call.func).as_str() {
            "Default::default" => return value.clone(),
            "std::option::Option::Some" => return parse_quote!(crate::Nullable::Value(#inner)),
            _ => {}
        }
    }
    match path(value).as_str() {
        "std::option::Option::None" => parse_quote!(crate::Nullable::Null),
        _ => parse_quote!(crate::Nullable::Value(#value)),
    }
}

/// Returns the `T` of an `Option<T>`.
pub(crate) fn option_value(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last()?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    match arguments.args.first()? {
        GenericArgument::Type(value) if last.ident == "Option" => Some(value),
        _ => None,
    }
}

pub(crate) fn is_flatten(attr: &Attribute) -> bool {
    serde_option(attr, "flatten").is_some()
}

/// Returns whether a field may be missing in the JSON. A field may be missing if it has a default.
/// A field may also be missing if encoding leaves out the field when its value is empty.
pub(crate) fn is_optional(attr: &Attribute) -> bool {
    ["skip_serializing_if", "default"]
        .iter()
        .any(|name| serde_option(attr, name).is_some())
}

fn serde_rename(attr: &Attribute) -> Option<Expr> {
    serde_option(attr, "rename").flatten()
}

/// Returns the option with the given name from a `#[serde(…)]` attribute. The inner `Option` is the
/// value of this serde option.
pub(crate) fn serde_option(attr: &Attribute, name: &str) -> Option<Option<Expr>> {
    if !attr.path().is_ident("serde") {
        return None;
    }
    let mut found = None;
    // The function can parse every option that its callers look for, so it ignores parse errors.
    let _ = attr.parse_nested_meta(|meta| {
        let value = match meta.value() {
            Ok(value) => Some(value.parse()?),
            Err(_) => None,
        };
        if meta.path.is_ident(name) {
            found = Some(value);
        }
        Ok(())
    });
    found
}

#[cfg(test)]
mod tests {
    use super::keep_nulls;

    #[track_caller]
    fn check(source: &str, expected: &str) {
        let mut file = syn::parse_file(source).unwrap();
        keep_nulls(&mut file);
        let expected = prettyplease::unparse(&syn::parse_file(expected).unwrap());
        assert_eq!(prettyplease::unparse(&file), expected);
    }

    #[test]
    fn optional_field_of_open_struct_becomes_nullable() {
        check(
            r#"pub struct Group {
                #[serde(skip_serializing_if = "::std::option::Option::is_none")]
                pub logo: ::std::option::Option<::std::string::String>,
                pub name: ::std::string::String,
                #[serde(flatten)]
                pub extra: ::serde_json::Map<String, Value>,
            }"#,
            r#"pub struct Group {
                #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
                pub logo: crate::Nullable<::std::string::String>,
                pub name: ::std::string::String,
                #[serde(flatten)]
                pub extra: ::serde_json::Map<String, Value>,
            }"#,
        );
    }

    #[test]
    fn renamed_field_keeps_its_name() {
        check(
            r#"pub struct Group {
                #[serde(rename = "type", skip_serializing_if = "::std::option::Option::is_none")]
                pub type_: Option<String>,
                #[serde(flatten)]
                pub extra: Map<String, Value>,
            }"#,
            r#"pub struct Group {
                #[serde(rename = "type", default, skip_serializing_if = "crate::Nullable::is_absent")]
                pub type_: crate::Nullable<String>,
                #[serde(flatten)]
                pub extra: Map<String, Value>,
            }"#,
        );
    }

    #[test]
    fn list_and_default_fields_become_nullable() {
        check(
            r#"pub struct Group {
                #[serde(default, skip_serializing_if = "::std::vec::Vec::is_empty")]
                pub tags: ::std::vec::Vec<String>,
                #[serde(default = "defaults::default_bool::<true>")]
                pub ok: bool,
                #[serde(default)]
                pub count: i64,
                #[serde(flatten)]
                pub extra: Map<String, Value>,
            }"#,
            r#"pub struct Group {
                #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
                pub tags: crate::Nullable<::std::vec::Vec<String>>,
                #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
                pub ok: crate::Nullable<bool>,
                #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
                pub count: crate::Nullable<i64>,
                #[serde(flatten)]
                pub extra: Map<String, Value>,
            }"#,
        );
    }

    #[test]
    fn values_of_changed_fields_become_nullable() {
        let fields = |logo: &str, ok: &str| {
            format!(
                r#"pub struct Group {{ {logo} {ok} pub name: String, #[serde(flatten)] pub extra: Map<String, Value> }}"#
            )
        };
        let logo = r#"#[serde(default, skip_serializing_if = "Option::is_none")] pub logo: ::std::option::Option<String>,"#;
        let ok = r#"#[serde(default = "defaults::default_bool::<true>")] pub ok: bool,"#;
        let attribute = r#"#[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]"#;
        let changed_logo = format!("{attribute} pub logo: crate::Nullable<String>,");
        let changed_ok = format!("{attribute} pub ok: crate::Nullable<bool>,");
        let values = |logo: &str, none: &str, ok: &str| {
            format!(
                "impl Default for Group {{
                    fn default() -> Self {{
                        Self {{ logo: Default::default(), ok: {ok}, name: name() }}
                    }}
                }}
                fn group() -> super::Group {{
                    super::Group {{ logo: {logo}, ok: {ok}, name: None }}
                }}
                fn others() -> Vec<super::Group> {{ vec![super::Group {{ logo: {none} }}] }}
                fn user() -> super::User {{ super::User {{ logo: None }} }}"
            )
        };
        check(
            &(fields(logo, ok)
                + &values(
                    "::std::option::Option::Some(text())",
                    "::std::option::Option::None",
                    "yes()",
                )),
            &(fields(&changed_logo, &changed_ok)
                + &values(
                    "crate::Nullable::Value(text())",
                    "crate::Nullable::Null",
                    "crate::Nullable::Value(yes())",
                )),
        );
    }

    #[test]
    fn flattened_alternative_is_unchanged() {
        let source = r#"pub struct Shape {
            #[serde(flatten, default, skip_serializing_if = "::std::option::Option::is_none")]
            pub subtype_0: ::std::option::Option<Circle>,
            #[serde(flatten, default, skip_serializing_if = "::std::option::Option::is_none")]
            pub subtype_1: ::std::option::Option<Square>,
        }"#;
        check(source, source);
    }

    #[test]
    fn struct_without_extra_map_is_unchanged() {
        let source = r#"pub struct CreateGroupInput {
            #[serde(skip_serializing_if = "::std::option::Option::is_none")]
            pub members: Option<Vec<i64>>,
        }"#;
        check(source, source);
    }
}
