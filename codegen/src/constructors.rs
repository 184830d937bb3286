//! A change of the generated types. With this change, a program still compiles after an optional
//! property or a value of an enum was added to the contract.
//!
//! The types get the attribute `#[non_exhaustive]`. Outside of the client's crate, a program cannot
//! construct a struct with this attribute. So each struct gets a function `new`, with an argument
//! for each required property. A struct without required properties implements `Default` instead.
//! The fields are public, so a program can then set the optional ones.

use heck::ToSnakeCase as _;
use proc_macro2::TokenStream;
use quote::{ToTokens as _, format_ident, quote};
use syn::{Attribute, Expr, Field, Fields, File, Ident, Item, Lit, LitStr, Type, parse_quote};

use crate::nullable::{is_flatten, is_optional, option_value, serde_option};

/// Makes the types of the module `types` non-exhaustive, and adds their constructors.
pub(crate) fn add_constructors(file: &mut File) {
    let modules = file.items.iter_mut().filter_map(|item| match item {
        Item::Mod(module) if module.ident == "types" => module.content.as_mut(),
        _ => None,
    });
    for (_, items) in modules {
        let with_default: Vec<String> = items.iter().filter_map(implements_default).collect();
        for mut item in std::mem::take(items) {
            let constructors = constructors(&mut item, &with_default);
            items.push(item);
            items.extend(constructors);
        }
    }
}

/// Returns the name of the type for which an item implements `Default`.
fn implements_default(item: &Item) -> Option<String> {
    let derives_default = |attr: &&Attribute| {
        attr.path().is_ident("derive") && attr.to_token_stream().to_string().contains("Default")
    };
    match item {
        Item::Struct(one) => {
            let found = one.attrs.iter().find(derives_default);
            found.map(|_| one.ident.to_string())
        }
        Item::Impl(one) => {
            let (of, _) = one.trait_.as_ref()?;
            let name = one.self_ty.to_token_stream().to_string();
            (of.segments.last()?.ident == "Default").then_some(name)
        }
        _ => None,
    }
}

/// Makes a type non-exhaustive, and returns its constructors.
fn constructors(item: &mut Item, with_default: &[String]) -> Option<Item> {
    let non_exhaustive: Attribute = parse_quote!(#[non_exhaustive]);
    let mut constructors = Vec::new();
    let name = match item {
        Item::Struct(one) if matches!(one.fields, Fields::Named(_)) => {
            one.attrs.push(non_exhaustive);
            if one.fields.iter().any(|field| default(field).is_none()) {
                let new = format_ident!("new");
                constructors.push(constructor(&new, &quote!(Self), &one.fields));
            } else if !with_default.contains(&one.ident.to_string()) {
                one.attrs.push(parse_quote!(#[derive(Default)]));
            }
            &one.ident
        }
        Item::Enum(one) => {
            for variant in &mut one.variants {
                if matches!(variant.fields, Fields::Named(_)) {
                    let variant_name = &variant.ident;
                    let name = format_ident!("{}", constructor_name(&variant_name.to_string()));
                    let path = quote!(Self::#variant_name);
                    constructors.push(constructor(&name, &path, &variant.fields));
                    variant.attrs.push(non_exhaustive.clone());
                }
            }
            one.attrs.push(non_exhaustive);
            &one.ident
        }
        _ => return None,
    };
    (!constructors.is_empty()).then(|| parse_quote!(impl #name { #(#constructors)* }))
}

/// Returns the name of the function that constructs a variant with braces.
#[must_use]
pub fn constructor_name(variant: &str) -> String {
    format!("new_{}", variant.to_snake_case())
}

/// Returns a function that constructs a struct or a variant from its required fields.
fn constructor(name: &Ident, path: &TokenStream, fields: &Fields) -> TokenStream {
    let mut arguments: Vec<(&Ident, &Type)> = Vec::new();
    let mut values = Vec::new();
    for field in fields {
        let Some(ident) = &field.ident else { continue };
        match default(field) {
            Some(value) => values.push(quote!(#ident: #value)),
            None => {
                arguments.push((ident, &field.ty));
                values.push(quote!(#ident));
            }
        }
    }
    let arguments = arguments.into_iter().map(|(name, ty)| quote!(#name: #ty));
    let lines = describe(fields);
    quote! {
        #(#[doc = #lines])*
        pub fn #name(#(#arguments),*) -> Self {
            #path { #(#values),* }
        }
    }
}

/// Returns the lines of the documentation of a constructor.
fn describe(fields: &Fields) -> Vec<String> {
    let (mut with_default, mut empty, mut is_missing) = (Vec::new(), Vec::new(), false);
    for field in fields.iter().filter(|field| default(field).is_some()) {
        let name = field.ident.to_token_stream();
        let skip = serde_text(field, "skip_serializing_if").map(|path| path.value());
        let is_flattened = field.attrs.iter().any(is_flatten);
        // typify skips an empty list or map, and a missing value.
        let is_list = skip
            .as_ref()
            .is_some_and(|path| path.ends_with("::is_empty"));
        if is_list || is_flattened && option_value(&field.ty).is_none() {
            empty.push(format!("`{name}`"));
        } else if is_flattened || skip.is_some() {
            is_missing = true;
        } else {
            with_default.push(format!("`{name}`"));
        }
    }
    let mut lines = vec![" Creates a value from its required properties.".to_owned()];
    if !with_default.is_empty() {
        let names = with_default.join(", ");
        lines.push(format!(
            " The function sets {names} to the default of the contract."
        ));
    }
    if !empty.is_empty() {
        lines.push(format!(" The function leaves {} empty.", empty.join(", ")));
    }
    lines.extend(is_missing.then(|| " The other properties are missing.".to_owned()));
    lines
}

/// Returns the value of a field if its property is missing. Returns `None` if the property is
/// required.
fn default(field: &Field) -> Option<TokenStream> {
    let function = serde_text(field, "default");
    if let Some(function) = function.and_then(|path| path.parse::<Expr>().ok()) {
        return Some(quote!(#function()));
    }
    let is_missing = |attr: &Attribute| is_optional(attr) || is_flatten(attr);
    let may_be_missing = field.attrs.iter().any(is_missing);
    may_be_missing.then(|| quote!(Default::default()))
}

/// Returns the text of an option in the `#[serde(…)]` attributes of a field.
fn serde_text(field: &Field, option: &str) -> Option<LitStr> {
    let mut attrs = field.attrs.iter();
    attrs.find_map(|attr| match serde_option(attr, option)?? {
        Expr::Lit(literal) => match literal.lit {
            Lit::Str(text) => Some(text),
            _ => None,
        },
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::add_constructors;

    const DOC: &str = "/// Creates a value from its required properties.";

    #[track_caller]
    fn check(source: &str, expected: &str) {
        let mut file = syn::parse_file(&format!("pub mod types {{ {source} }}")).unwrap();
        add_constructors(&mut file);
        let expected = syn::parse_file(&format!("pub mod types {{ {expected} }}")).unwrap();
        assert_eq!(
            prettyplease::unparse(&file),
            prettyplease::unparse(&expected)
        );
    }

    #[test]
    fn struct_with_required_fields_gets_constructor() {
        let fields = "pub id: Option<i64>,
            #[serde(default, skip_serializing_if = \"crate::Nullable::is_absent\")]
            pub logo: crate::Nullable<String>,
            #[serde(skip_serializing_if = \"Option::is_none\")] pub text: Option<String>,
            #[serde(default = \"defaults::default_bool::<true>\")] pub ok: bool,
            #[serde(default, skip_serializing_if = \"Vec::is_empty\")] pub tags: Vec<String>,
            #[serde(default)] pub is_hidden: bool,
            #[serde(flatten)] pub part: Option<Part>,
            #[serde(flatten)] pub extra: Map<String, Value>,";
        check(
            &format!("#[derive(Clone)] pub struct Group {{ {fields} }}"),
            &format!(
                "#[derive(Clone)] #[non_exhaustive] pub struct Group {{ {fields} }}
                impl Group {{
                    {DOC}
                    /// The function sets `ok`, `is_hidden` to the default of the contract.
                    /// The function leaves `tags`, `extra` empty.
                    /// The other properties are missing.
                    pub fn new(id: Option<i64>) -> Self {{
                        Self {{
                            id,
                            logo: Default::default(),
                            text: Default::default(),
                            ok: defaults::default_bool::<true>(),
                            tags: Default::default(),
                            is_hidden: Default::default(),
                            part: Default::default(),
                            extra: Default::default(),
                        }}
                    }}
                }}"
            ),
        );
    }

    #[test]
    fn struct_with_only_required_fields_gets_constructor_without_other_values() {
        check(
            "pub struct Id { pub id: i64 }",
            &format!(
                "#[non_exhaustive] pub struct Id {{ pub id: i64 }}
                impl Id {{
                    {DOC}
                    pub fn new(id: i64) -> Self {{ Self {{ id }} }}
                }}"
            ),
        );
    }

    #[test]
    fn struct_without_required_fields_implements_default() {
        let field = "#[serde(default)] pub total: crate::Nullable<i64>";
        check(
            &format!("pub struct Meta {{ {field} }}"),
            &format!("#[non_exhaustive] #[derive(Default)] pub struct Meta {{ {field} }}"),
        );
        for (before, after) in [
            ("#[derive(Clone, Default)]", ""),
            (
                "",
                "impl ::std::default::Default for Meta { fn default() -> Self { todo() } }",
            ),
        ] {
            check(
                &format!("{before} pub struct Meta {{ {field} }} {after}"),
                &format!("{before} #[non_exhaustive] pub struct Meta {{ {field} }} {after}"),
            );
        }
    }

    #[test]
    fn enum_gets_constructors_of_variants_with_fields() {
        check(
            "pub enum Badge { Text(String), Object { id: i64, #[serde(default)] name: String } }",
            &format!(
                "#[non_exhaustive]
                pub enum Badge {{
                    Text(String),
                    #[non_exhaustive] Object {{ id: i64, #[serde(default)] name: String }},
                }}
                impl Badge {{
                    {DOC}
                    /// The function sets `name` to the default of the contract.
                    pub fn new_object(id: i64) -> Self {{
                        Self::Object {{ id, name: Default::default() }}
                    }}
                }}"
            ),
        );
    }

    #[test]
    fn tuple_struct_and_error_module_are_unchanged() {
        let source = "pub struct Name(pub String); pub mod error { pub struct Error { id: i64 } }";
        check(source, source);
    }
}
