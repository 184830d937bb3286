//! Streams that return all items or all pages of a list. If a stream did not receive the complete
//! list, it ends with an error.

mod completeness;
mod items;
mod list_item;
mod page_items;
mod page_summary;
mod pages;
mod prefetch;
mod recent_items;

pub use items::Items;
pub use list_item::ListItem;
pub use pages::Pages;
