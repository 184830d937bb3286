//! JSON bodies of responses, and values that are kept as their JSON text.

mod body;
mod lenient;
mod raw;
mod unreadable_item;

pub(crate) use body::{json_text, reason_not_json};
pub(crate) use lenient::{decode_leniently, is_lenient};
pub use raw::RawJson;
pub use unreadable_item::UnreadableItem;
