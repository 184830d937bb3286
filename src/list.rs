//! Lists: one page, and a stream over all items that is never silently short.

mod completeness;
mod prefetch;
mod stream;

pub use stream::Items;
