//! A stream of all items of a list. The stream ends with an error if the list is incomplete.

mod completeness;
mod page_items;
mod prefetch;
mod recent_items;
mod stream;

pub use stream::Items;
