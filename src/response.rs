//! What responses hold, by one name and in one shape for every generation of the API.

mod group;
mod pagination;
mod timestamp;
mod user;

pub(crate) use pagination::OtherLayouts;
pub(crate) use timestamp::ParsedTime;
pub use timestamp::Timestamp;
