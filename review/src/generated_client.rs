//! Reads the source of a generated client.

use tallyfy_codegen::Generated;

use crate::Api;
use crate::types::Types;

/// The public items and the types of a generated client.
pub(crate) fn client(generated: &Generated) -> (Api, Types) {
    // It was printed from a tree of Rust just now.
    match syn::parse_file(&generated.source) {
        Ok(file) => (Api::read(&file, &generated.operations), Types::of(&file)),
        Err(_) => (Api::default(), Types::default()),
    }
}
