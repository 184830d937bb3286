//! Follows the chain of causes of a reqwest error.

use std::error::Error as StdError;
use std::io;

/// Returns `error` and then each error in the chain of its causes. An [`io::Error`] can contain an
/// inner error, but the method `io::Error::source` does not return this inner error. So this
/// function calls the method `io::Error::get_ref`.
pub(super) fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn StdError + 'static)> {
    let first: &(dyn StdError + 'static) = error;
    std::iter::successors(Some(first), |error| cause(*error))
}

fn cause<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a (dyn StdError + 'static)> {
    let inner = error
        .downcast_ref::<io::Error>()
        .and_then(io::Error::get_ref);
    match inner {
        Some(inner) => Some(inner),
        None => error.source(),
    }
}
