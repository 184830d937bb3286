//! Functions that check the JSON body of a response, and types that store JSON values as text.

mod body;
mod lenient;
mod raw;
mod unreadable_item;

pub(crate) use body::{json_text, reason_not_json};
pub(crate) use lenient::{decode_leniently, is_lenient};
pub use raw::RawJson;
pub use unreadable_item::UnreadableItem;
