//! Accessors for the fields of responses. The name and type of a field may depend on the version of
//! the API, but the accessor is always the same.

mod group;
mod page;
mod pagination;
mod timestamp;
mod user;

pub use page::Page;
pub(crate) use timestamp::ParsedTime;
pub use timestamp::Timestamp;
