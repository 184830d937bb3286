//! The last name of a type's path.

use syn::{GenericArgument, PathArguments, Type};

/// The last name of a type's path, and its arguments.
pub(super) fn last(of: &Type) -> Option<(String, Vec<Type>)> {
    let Type::Path(path) = of else { return None };
    let segment = path.path.segments.last()?;
    let arguments = match &segment.arguments {
        PathArguments::AngleBracketed(list) => list
            .args
            .iter()
            .filter_map(|argument| match argument {
                GenericArgument::Type(of) => Some(of.clone()),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    };
    Some((segment.ident.to_string(), arguments))
}
