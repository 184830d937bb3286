//! A stream that returns all items of a list. If the stream did not receive the complete list, it
//! ends with an error.

mod completeness;
mod page_items;
mod prefetch;
mod recent_items;
mod stream;

pub use stream::Items;
