//! JSON values kept as the text that the server sent.

mod lenient;
mod raw;
mod unreadable_item;

pub(crate) use lenient::{is_lenient, leniently};
pub use raw::RawJson;
pub(crate) use raw::json_of;
pub use unreadable_item::UnreadableItem;
