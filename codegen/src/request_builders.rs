//! Simplifies the generated code that builds each request. A request then needs fewer allocations
//! and instructions.
//!
//! progenitor generates five steps that this client does not need:
//!
//! - Each request gets a map with the header `api-version`, which the API does not use.
//! - Each missing query parameter is serialized, and then adds nothing to the URL.
//! - Each id is copied to a string before it becomes a part of the path.
//! - The hooks `pre` and `post` do nothing.
//! - A future decodes the response, although the complete response has arrived.

use proc_macro2::{Group, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ExprMethodCall, Ident, Local, Pat, Stmt};

/// The variable that contains the additional headers of a request.
const HEADERS: &str = "header_map";

/// Removes the steps without an effect from the generated methods.
pub(crate) fn simplify_requests(file: &mut syn::File) {
    Simplify.visit_file_mut(file);
}

struct Simplify;

impl VisitMut for Simplify {
    fn visit_block_mut(&mut self, block: &mut syn::Block) {
        visit_mut::visit_block_mut(self, block);
        block.stmts.retain(|statement| !is_hook(statement));
        if !block.stmts.iter().any(is_header_map) {
            return;
        }
        block.stmts.retain(|statement| !is_api_version(statement));
        let mut uses = CountUses(0);
        uses.visit_block_mut(block);
        // A second use means that the operation has a header parameter.
        if uses.0 == 1 {
            block.stmts.retain(|statement| !is_header_map(statement));
            RemoveHeaders.visit_block_mut(block);
        }
    }

    /// Replaces `encode_path(&id.to_string())` with `encode_path(&id)` in the arguments of
    /// `format!`.
    fn visit_macro_mut(&mut self, call: &mut syn::Macro) {
        call.tokens = without_to_string(call.tokens.clone());
    }

    /// Replaces `ResponseValue::from_response(response).await` with the same call without `await`.
    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        visit_mut::visit_expr_mut(self, expression);
        if let Expr::Await(awaited) = expression
            && let Expr::Call(call) = &*awaited.base
            && is_path_to(&call.func, "from_response")
        {
            *expression = (*awaited.base).clone();
        }
    }

    /// Replaces `.query(&progenitor_client::QueryParam::new("page", &page))` with
    /// `.query_param("page", &page)`.
    fn visit_expr_method_call_mut(&mut self, call: &mut ExprMethodCall) {
        visit_mut::visit_expr_method_call_mut(self, call);
        if call.method == "query"
            && let Some(Expr::Reference(reference)) = call.args.first()
            && let Expr::Call(parameter) = &*reference.expr
            && is_path_to(&parameter.func, "QueryParam")
        {
            call.method = Ident::new("query_param", call.method.span());
            call.args = parameter.args.clone();
        }
    }
}

/// Counts the uses of the variable with the headers.
struct CountUses(usize);

impl VisitMut for CountUses {
    fn visit_expr_path_mut(&mut self, path: &mut syn::ExprPath) {
        self.0 += usize::from(path.path.is_ident(HEADERS));
    }
}

/// Removes the call `.headers(header_map)`.
struct RemoveHeaders;

impl VisitMut for RemoveHeaders {
    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        visit_mut::visit_expr_mut(self, expression);
        if let Expr::MethodCall(call) = expression
            && call.method == "headers"
            && call.args.first().is_some_and(is_headers)
        {
            *expression = (*call.receiver).clone();
        }
    }
}

fn is_headers(expression: &Expr) -> bool {
    matches!(expression, Expr::Path(path) if path.path.is_ident(HEADERS))
}

/// Returns whether a statement adds the header `api-version` to the map.
fn is_api_version(statement: &Stmt) -> bool {
    matches!(
        statement,
        Stmt::Expr(Expr::MethodCall(call), _)
            if is_headers(&call.receiver)
                && call.args.first().is_some_and(|name| {
                    let name = name.to_token_stream().to_string();
                    name.contains("from_static") && name.contains("\"api-version\"")
                })
    )
}

/// Returns whether a statement is `let mut header_map = …;`.
fn is_header_map(statement: &Stmt) -> bool {
    matches!(
        statement,
        Stmt::Local(Local { pat: Pat::Ident(name), .. }) if name.ident == HEADERS
    )
}

/// Removes `.to_string()` from the argument of each call of `encode_path`.
fn without_to_string(tokens: TokenStream) -> TokenStream {
    let mut is_argument = false;
    let change = |token| {
        let is_inside = std::mem::replace(&mut is_argument, is_encode_path(&token));
        let TokenTree::Group(group) = token else {
            return token;
        };
        let mut inner: Vec<TokenTree> = group.stream().into_iter().collect();
        if is_inside
            && let [.., dot, name, _] = inner.as_slice()
            && dot.to_string() == "."
            && name.to_string() == "to_string"
        {
            inner.truncate(inner.len() - 3);
        }
        Group::new(group.delimiter(), inner.into_iter().collect()).into()
    };
    tokens.into_iter().map(change).collect()
}

fn is_encode_path(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Ident(name) if name == "encode_path")
}

/// Returns whether a statement calls the hook `pre` or `post`.
fn is_hook(statement: &Stmt) -> bool {
    if let Stmt::Expr(Expr::Try(tried), _) = statement
        && let Expr::Await(awaited) = &*tried.expr
        && let Expr::MethodCall(call) = &*awaited.base
    {
        return call.method == "pre" || call.method == "post";
    }
    false
}

/// Returns whether an expression is a path with the segment `name`.
fn is_path_to(expression: &Expr, name: &str) -> bool {
    matches!(
        expression,
        Expr::Path(path) if path.path.segments.iter().any(|segment| segment.ident == name)
    )
}

#[cfg(test)]
mod tests {
    use super::simplify_requests;

    fn simplified(source: &str) -> String {
        let mut file = syn::parse_file(source).unwrap();
        simplify_requests(&mut file);
        prettyplease::unparse(&file)
    }

    #[track_caller]
    fn check(source: &str, expected: &str) {
        let expected = prettyplease::unparse(&syn::parse_file(expected).unwrap());
        assert_eq!(simplified(source), expected);
    }

    #[test]
    fn request_has_no_steps_without_an_effect() {
        check(
            "fn send() {
                let url = format!(\"{}/groups/{}\", base, encode_path(&id.to_string()));
                let mut header_map = HeaderMap::with_capacity(1usize);
                header_map.append(HeaderName::from_static(\"api-version\"), version());
                let request = client.get(url)
                    .query(&progenitor_client::QueryParam::new(\"page\", &page))
                    .headers(header_map)
                    .build()?;
                self.pre(&mut request, &info).await?;
                let result = self.exec(request, &info).await;
                self.post(&result, &info).await?;
                match result?.status() {
                    200u16 => ResponseValue::from_response(response).await,
                    _ => Err(Error::ErrorResponse(ResponseValue::from_response(response).await?)),
                }
            }",
            "fn send() {
                let url = format!(\"{}/groups/{}\", base, encode_path(&id));
                let request = client.get(url).query_param(\"page\", &page).build()?;
                let result = self.exec(request, &info).await;
                match result?.status() {
                    200u16 => ResponseValue::from_response(response),
                    _ => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
                }
            }",
        );
    }

    #[test]
    fn request_with_header_parameter_has_only_this_header() {
        let source = |api_version| {
            format!(
                "fn send() {{
                    let mut header_map = HeaderMap::with_capacity(2usize);
                    {api_version}
                    if let Some(value) = &trace {{
                        header_map.append(\"x-trace\", value.to_string().try_into()?);
                    }}
                    let request = client.get(url).headers(header_map).query(&other).build()?;
                }}"
            )
        };
        let api_version = "header_map.append(HeaderName::from_static(\"api-version\"), version());";
        check(&source(api_version), &source(""));
        // A parameter of the contract may have the same name.
        let parameter = "header_map.append(\"api-version\", version.to_string().try_into()?);";
        check(&source(parameter), &source(parameter));
    }
}
