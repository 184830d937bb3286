//! A change of the generated methods. With this change, a program still compiles after an optional
//! parameter was added to the contract.
//!
//! A method from progenitor has one argument for each parameter, so an optional parameter changes
//! the number of arguments. progenitor's builder style does not have this problem. However, a
//! program in the builder style also compiles if it forgets a required parameter, and fails only
//! when it runs. The builder style also generates 3,500 lines, and copies each id for each request.
//!
//! After the change, a method has an argument only for each required parameter. The method returns
//! a request, such as `ListGroupsRequest`. A request has one field and one method for each optional
//! parameter, and the method `send`. The other fields are private, so a program cannot construct
//! the request, and new fields break no program. The body of `send` is the body of the method from
//! progenitor.
//!
//! The body also gets the path template of the contract, which the client reports to observers.

use std::collections::BTreeMap;

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens as _, format_ident, quote};
use syn::{
    Attribute, Block, Expr, File, FnArg, ImplItem, ImplItemFn, Item, Lit, Meta, Pat, Stmt, Type,
    parse_quote,
};

use crate::check::{HTTP_METHODS, Operation, type_name};
use crate::nullable::option_value;
use crate::tree::Node;

/// The field with the client. The name of a parameter never ends in `_`, unless it is a keyword.
const CLIENT: &str = "api_";
/// The method that sends the request.
const SEND: &str = "send";

/// Moves the bodies of the generated methods into the requests that the methods return. `paths` has
/// the path template for the name of each method.
pub(crate) fn separate_requests(file: &mut File, paths: &BTreeMap<String, String>) {
    let mut requests = Vec::new();
    let inherent = file.items.iter_mut().filter_map(|item| match item {
        Item::Impl(block) if block.trait_.is_none() => Some(&mut block.items),
        _ => None,
    });
    for item in inherent.flatten() {
        if let ImplItem::Fn(method) = item
            && method.sig.asyncness.is_some()
        {
            if let Some(path) = paths.get(&method.sig.ident.to_string()) {
                add_template(&mut method.block, path);
            }
            requests.extend(separate(method));
        }
    }
    file.items.extend(requests);
}

/// Returns the path template of each operation in the contract, such as `/groups/{group_id}`. The
/// key is the name of the generated method.
pub(crate) fn paths(root: &Node) -> BTreeMap<String, String> {
    let paths = root.get("paths").map_or(&[][..], Node::entries).iter();
    let operations = paths.flat_map(|path| {
        let methods = path.value.entries().iter();
        let methods = methods.filter(|entry| HTTP_METHODS.contains(&entry.key.as_str()));
        methods.map(move |method| {
            let id = method.value.get("operationId").and_then(Node::text);
            let name = Operation::method_name_of(id.unwrap_or_default());
            (name, path.key.clone())
        })
    });
    operations.collect()
}

/// Adds the path template to the information about the operation, which a method passes to the
/// transport.
fn add_template(body: &mut Block, path: &str) {
    for statement in &mut body.stmts {
        if let Stmt::Local(local) = statement
            && let Some(init) = &mut local.init
            && let Expr::Struct(info) = &mut *init.expr
            && info.path.is_ident("OperationInfo")
        {
            info.fields.push(parse_quote!(url_template: #path));
        }
    }
}

/// One parameter of a method.
struct Parameter {
    name: Ident,
    ty: Type,
    description: String,
}

impl Parameter {
    /// Returns the type of the value if the parameter is optional.
    fn optional(&self) -> Option<&Type> {
        option_value(&self.ty)
    }
}

/// Changes a method so that it returns a request. Returns the definition and the implementation of
/// the request.
fn separate(method: &mut ImplItemFn) -> [Item; 2] {
    let mut parameters: Vec<Parameter> = method.sig.inputs.iter().filter_map(parameter).collect();
    let mut text = describe(&method.attrs, &mut parameters);
    let client = format_ident!("{CLIENT}");
    let request = format_ident!("{}", request_type(&method.sig.ident.to_string()));
    let generics = method.sig.generics.clone();
    let (in_impl, arguments, conditions) = generics.split_for_impl();
    let names: Vec<&Ident> = parameters.iter().map(|one| &one.name).collect();
    let types = parameters.iter().map(|one| &one.ty);
    let visible = parameters.iter();
    let visible = visible.map(|one| one.optional().map(|_| quote!(pub)));
    let setters = parameters.iter().filter_map(setter);
    let body = method.block.stmts.iter();
    let body = body.map(|statement| with_client(statement.to_token_stream()));
    let output = &method.sig.output;
    let about = format!(" The request of [`Client::{}`].", method.sig.ident);
    let has_fields = parameters.iter().any(|one| one.optional().is_some());
    let about_fields = has_fields.then(|| {
        quote! {
            ///
            /// Each public field is an optional parameter. If a field is `None`, the client does
            /// not send the parameter. A method of this type sets a field to a value. If a program
            /// has an `Option`, it can set the field itself.
        }
    });
    let definition = parse_quote! {
        #[doc = #about]
        #about_fields
        #[derive(Clone, Debug)]
        #[must_use = "the client sends the request only if you call `send`"]
        pub struct #request #generics #conditions {
            #client: &'a Client,
            #(#visible #names: #types,)*
        }
    };
    let implementation = parse_quote! {
        #[allow(clippy::all)]
        impl #in_impl #request #arguments #conditions {
            #(#setters)*
            /// Sends the request, and returns the decoded response.
            ///
            /// This method is cancel safe for a read. If you drop the future of a write, the
            /// server may still apply the write.
            ///
            /// # Errors
            ///
            /// Returns an [`Error`] if the client receives no complete response, or cannot
            /// decode the response. A response without a success status is also an [`Error`].
            pub async fn send(self) #output {
                let Self { #client, #(#names),* } = self;
                #(#body)*
            }
        }
    };

    let required = parameters.iter().filter(|one| one.optional().is_none());
    for (index, one) in required.clone().enumerate() {
        let heading = if index == 0 { "\n\nArguments:" } else { "" };
        text += &format!("{heading}\n- `{}`: {}", one.name, one.description);
    }
    let inputs = required.map(|Parameter { name, ty, .. }| quote!(#name: #ty));
    let values = parameters.iter().map(|one| match one.optional() {
        Some(_) => quote!(None),
        None => one.name.to_token_stream(),
    });
    let attrs = method
        .attrs
        .iter()
        .filter(|attr| documented(attr).is_none());
    let name = &method.sig.ident;
    *method = parse_quote! {
        #[doc = #text]
        #(#attrs)*
        pub fn #name #generics (&'a self, #(#inputs),*) -> #request #arguments #conditions {
            #request { #client: self, #(#names: #values),* }
        }
    };
    [definition, implementation]
}

/// Returns the name of the request that a method returns.
pub(crate) fn request_type(method: &str) -> String {
    format!("{}Request", type_name(method))
}

fn parameter(argument: &FnArg) -> Option<Parameter> {
    let FnArg::Typed(argument) = argument else {
        return None;
    };
    let Pat::Ident(name) = &*argument.pat else {
        return None;
    };
    Some(Parameter {
        name: name.ident.clone(),
        ty: (*argument.ty).clone(),
        description: String::new(),
    })
}

/// Returns the documentation of a method without its arguments, and moves the description of each
/// argument to its parameter.
fn describe(attrs: &[Attribute], parameters: &mut [Parameter]) -> String {
    let lines: Vec<String> = attrs.iter().filter_map(documented).collect();
    let text = lines.join("\n");
    let (about, mut list) = text.split_once("\nArguments:\n").unwrap_or((&text, ""));
    for parameter in parameters.iter_mut().rev() {
        let heading = format!("- `{}`", parameter.name);
        if let Some(start) = list.rfind(&heading) {
            let description = list[start + heading.len()..].trim_start_matches(": ");
            description.trim().clone_into(&mut parameter.description);
            list = &list[..start];
        }
    }
    about.trim().to_owned()
}

/// Returns the text of a documentation comment.
fn documented(attr: &Attribute) -> Option<String> {
    let Meta::NameValue(meta) = &attr.meta else {
        return None;
    };
    match &meta.value {
        Expr::Lit(literal) if meta.path.is_ident("doc") => match &literal.lit {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

/// Returns the method of a request that sets an optional parameter.
fn setter(parameter: &Parameter) -> Option<TokenStream> {
    let value = parameter.optional()?;
    let field = &parameter.name;
    let name = format_ident!("{}", setter_name(&field.to_string()));
    let text = &parameter.description;
    let text = (!text.is_empty()).then(|| quote!(#[doc = #text]));
    Some(quote! {
        #text
        pub fn #name(mut self, #field: #value) -> Self {
            self.#field = Some(#field);
            self
        }
    })
}

/// Returns the name of the method of a request that sets an optional parameter.
#[must_use]
pub fn setter_name(parameter: &str) -> String {
    let is_taken = parameter == SEND;
    format!("{parameter}{}", if is_taken { "_" } else { "" })
}

/// Replaces `self` with the client of the request.
fn with_client(tokens: TokenStream) -> TokenStream {
    let replace = |token| match token {
        TokenTree::Ident(name) if name == "self" => Ident::new(CLIENT, name.span()).into(),
        TokenTree::Ident(name) if name == "Self" => Ident::new("Client", name.span()).into(),
        TokenTree::Group(group) => {
            Group::new(group.delimiter(), with_client(group.stream())).into()
        }
        other => other,
    };
    tokens.into_iter().map(replace).collect()
}

#[cfg(test)]
mod tests {
    use super::separate_requests;

    fn changed(source: &str) -> String {
        let mut file = syn::parse_file(source).unwrap();
        let paths = [("list".to_owned(), "/lists/{id}".to_owned())];
        separate_requests(&mut file, &paths.into());
        prettyplease::unparse(&file)
    }

    #[test]
    fn method_with_optional_parameters_becomes_request() {
        let source = changed(
            "impl Client {
                /**List groups\n\nArguments:\n- `id`: The id,\nof `a`.\n- `page`: The page.\n- `send`\n*/
                pub async fn list<'a>(&'a self, id: &'a Id, page: Option<u64>, send: Option<&'a str>)
                -> Result<Page, Error> {
                    let request = self.get(id, page, send, Self::version());
                    let info = OperationInfo { operation_id: \"list\" };
                    self.exec(format!(\"{}\", self.baseurl)).await
                }
            }",
        );
        let expected = "impl Client {
                /**List groups\n\nArguments:\n- `id`: The id,\nof `a`.*/
                pub fn list<'a>(&'a self, id: &'a Id) -> ListRequest<'a> {
                    ListRequest { api_: self, id: id, page: None, send: None }
                }
            }
            /// The request of [`Client::list`].
            ///
            /// Each public field is an optional parameter. If a field is `None`, the client does
            /// not send the parameter. A method of this type sets a field to a value. If a program
            /// has an `Option`, it can set the field itself.
            #[derive(Clone, Debug)]
            #[must_use = \"the client sends the request only if you call `send`\"]
            pub struct ListRequest<'a> {
                api_: &'a Client,
                id: &'a Id,
                pub page: Option<u64>,
                pub send: Option<&'a str>,
            }
            #[allow(clippy::all)]
            impl<'a> ListRequest<'a> {
                ///The page.
                pub fn page(mut self, page: u64) -> Self {
                    self.page = Some(page);
                    self
                }
                pub fn send_(mut self, send: &'a str) -> Self {
                    self.send = Some(send);
                    self
                }
                /// Sends the request, and returns the decoded response.
                ///
                /// This method is cancel safe for a read. If you drop the future of a write, the
                /// server may still apply the write.
                ///
                /// # Errors
                ///
                /// Returns an [`Error`] if the client receives no complete response, or cannot
                /// decode the response. A response without a success status is also an [`Error`].
                pub async fn send(self) -> Result<Page, Error> {
                    let Self { api_, id, page, send } = self;
                    let request = api_.get(id, page, send, Client::version());
                    let info = OperationInfo {
                        operation_id: \"list\",
                        url_template: \"/lists/{id}\"
                    };
                    api_.exec(format!(\"{}\", api_.baseurl)).await
                }
            }";
        let expected = prettyplease::unparse(&syn::parse_file(expected).unwrap());
        assert_eq!(source, expected);
    }

    #[test]
    fn method_with_generic_body_keeps_its_bounds() {
        let source = changed(
            "impl Client {
                pub async fn put<'a, B: Into<Body>>(&'a self, body: B) -> Result<(), Error> {
                    self.put(body).await
                }
            }",
        );
        for part in [
            "pub fn put<'a, B: Into<Body>>(&'a self, body: B) -> PutRequest<'a, B>",
            "pub struct PutRequest<'a, B: Into<Body>>",
            "impl<'a, B: Into<Body>> PutRequest<'a, B>",
        ] {
            assert!(source.contains(part), "{part}:\n{source}");
        }
        assert!(!source.contains("public field"), "{source}");
    }

    #[test]
    fn method_without_request_is_unchanged() {
        let source = "impl Client {
            pub fn new(baseurl: &str) -> Self { Self { baseurl } }
        }";
        assert!(changed(source).contains("pub fn new(baseurl: &str) -> Self"));
    }
}
