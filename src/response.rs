//! What responses hold, by one name and in one shape for every generation of the API.

mod group;
mod page;
mod pagination;
mod timestamp;
mod user;

pub use page::Page;
pub(crate) use timestamp::ParsedTime;
pub use timestamp::Timestamp;
