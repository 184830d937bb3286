//! A change of the generated methods: the method of a deprecated operation is deprecated.
//!
//! progenitor ignores `deprecated`. A deprecated field would also cause warnings in the code that
//! progenitor generates, so the change applies only to methods.

use heck::ToSnakeCase as _;
use syn::{File, ImplItem, Item, parse_quote};

use crate::check::HTTP_METHODS;
use crate::tree::Node;

/// Marks the methods of deprecated operations.
pub(crate) fn mark_methods(file: &mut File, root: &Node) {
    let paths = root.get("paths").map_or(&[][..], Node::entries).iter();
    let entries = paths.flat_map(|path| path.value.entries());
    let operations = entries.filter(|entry| HTTP_METHODS.contains(&entry.key.as_str()));
    let deprecated = operations.filter_map(|operation| {
        let is_deprecated = operation.value.get("deprecated")?.to_json() == true;
        let id = operation.value.get("operationId")?.text()?;
        is_deprecated.then(|| id.to_snake_case())
    });
    let deprecated: Vec<String> = deprecated.collect();
    for item in &mut file.items {
        let Item::Impl(block) = item else { continue };
        for item in &mut block.items {
            if let ImplItem::Fn(method) = item
                && block.trait_.is_none()
                && deprecated.iter().any(|name| method.sig.ident == name)
            {
                let reason = "the contract marks this operation as deprecated";
                method.attrs.push(parse_quote!(#[deprecated = #reason]));
            }
        }
    }
}
