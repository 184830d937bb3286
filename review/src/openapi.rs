//! Reads parts and values of OpenAPI documents.

pub(crate) mod outline;
pub(crate) mod schema;
