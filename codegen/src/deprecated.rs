//! A change of the generated methods: the method of a deprecated operation is deprecated, and so is
//! the method that sets a deprecated parameter.
//!
//! progenitor ignores `deprecated`. A deprecated field would also cause warnings in the code that
//! progenitor generates, so the change applies only to methods.

use quote::ToTokens as _;
use syn::{File, ImplItem, Item, parse_quote};

use crate::check::{HTTP_METHODS, Operation, argument_name};
use crate::requests::{request_type, setter_name};
use crate::tree::Node;

/// Marks the methods of deprecated operations, and of deprecated parameters.
pub(crate) fn mark_methods(file: &mut File, root: &Node) {
    let deprecated = deprecated(root);
    for item in &mut file.items {
        let Item::Impl(block) = item else { continue };
        let owner = block.self_ty.to_token_stream().into_iter().next();
        let owner = owner.map_or_else(String::new, |name| name.to_string());
        for item in &mut block.items {
            let ImplItem::Fn(method) = item else { continue };
            let name = method.sig.ident.to_string();
            let mut found = deprecated.iter();
            let found = found.find(|one| (&one.owner, &one.method) == (&owner, &name));
            if let (None, Some(Deprecated { part, .. })) = (&block.trait_, found) {
                let reason = format!("the contract marks this {part} as deprecated");
                method.attrs.push(parse_quote!(#[deprecated = #reason]));
            }
        }
    }
}

/// A generated method that is deprecated.
struct Deprecated {
    /// The type that has the method.
    owner: String,
    method: String,
    /// The kind of the part that the contract marks as deprecated.
    part: &'static str,
}

/// Returns the methods of deprecated operations, and of deprecated parameters.
fn deprecated(root: &Node) -> Vec<Deprecated> {
    let mut deprecated = Vec::new();
    let is_deprecated =
        |node: &Node| node.get("deprecated").map(Node::to_json) == Some(true.into());
    for path in root.get("paths").map_or(&[][..], Node::entries) {
        let methods = path.value.entries().iter();
        let methods = methods.filter(|entry| HTTP_METHODS.contains(&entry.key.as_str()));
        for operation in methods.map(|entry| &entry.value) {
            let id = operation.get("operationId").and_then(Node::text);
            let method = Operation::method_name_of(id.unwrap_or_default());
            let owner = request_type(&method);
            // A parameter of an operation overrides the parameter of the path item.
            let mut seen = Vec::new();
            for node in parameters(operation).chain(parameters(&path.value)) {
                let parameter = root.referenced_by(node).unwrap_or(node);
                let name = parameter
                    .get("name")
                    .and_then(Node::text)
                    .unwrap_or_default();
                if !seen.contains(&name) && is_deprecated(parameter) {
                    deprecated.push(Deprecated {
                        owner: owner.clone(),
                        method: setter_name(&argument_name(name)),
                        part: "parameter",
                    });
                }
                seen.push(name);
            }
            if is_deprecated(operation) {
                deprecated.push(Deprecated {
                    owner: "Client".to_owned(),
                    method,
                    part: "operation",
                });
            }
        }
    }
    deprecated
}

fn parameters(node: &Node) -> impl Iterator<Item = &Node> {
    node.get("parameters").map_or(&[][..], Node::items).iter()
}
