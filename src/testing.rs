//! Helpers for tests of programs that use this crate.
//!
//! - [`ErrorBuilder`] builds an error for each predicate of [`Error`](crate::Error).
//! - [`MetadataBuilder`] builds the [`Metadata`](crate::Metadata) of a call.
//! - [`Page::new`](crate::Page::new), [`Group::new`](crate::Group::new),
//!   [`User::new`](crate::User::new) and [`UnreadableItem::new`](crate::UnreadableItem::new) create
//!   the values that the client receives. The fields of these types are public, so a test can
//!   change each of them.
//! - `serde_json::from_str` decodes a [`Group`](crate::Group) or a [`User`](crate::User) from the
//!   JSON of a response.
//! - The crate `tallyfy-sandbox` in the repository of this crate is a local server for tests with
//!   real requests.

pub use crate::error::ErrorBuilder;
pub use crate::http::metadata_builder::MetadataBuilder;
