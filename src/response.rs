//! Accessors for the fields of responses. An accessor has the same name and type for all versions
//! of the API.

mod group;
mod page;
mod pagination;
mod timestamp;
mod user;

pub use page::Page;
pub(crate) use timestamp::ParsedTime;
pub use timestamp::Timestamp;
