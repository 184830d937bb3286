//! Accessors for responses. They have one name and one type for all generations of the API.

mod group;
mod page;
mod pagination;
mod timestamp;
mod user;

pub use page::Page;
pub(crate) use timestamp::ParsedTime;
pub use timestamp::Timestamp;
