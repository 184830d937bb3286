//! The client that progenitor generates from `spec/groups.yaml`.
//!
//! [`crate::Client::generated`] returns a [`Client`]. It sends requests in the same way as
//! [`crate::Client`]: with the token and the required headers, with validated ids, and with queries
//! in the encoding that the server reads. It has one method for each operation of the contract. An
//! operation that is added to the contract can be called as soon as the client is generated again.
//!
//! ```no_run
//! # async fn example(client: tallyfy_groups::Client) -> Result<(), tallyfy_groups::Error> {
//! use tallyfy_groups::GroupId;
//!
//! let api = client.generated();
//! let id: GroupId = "group_id_abc123".parse()?;
//! let response = api.get_group(client.organization_id(), &id, Some("assets")).await?;
//! println!("{} ({})", response.data.name, response.status());
//! # Ok(())
//! # }
//! ```
//!
//! Its constructors are those of progenitor. Their timeout and their handling of redirects differ
//! from this crate. A client that they create still sends its token to its base URL only.
//!
//! A method checks only that the response is a complete success that matches the contract:
//!
//! - It does not compare the response with the request, so it may return a different group.
//! - It does not read back whether the server stored a write.
//! - It does not detect a read that returns an old state of a group.
//!
//! The methods of [`crate::Client`] make these checks. If an item of a list cannot be read, it is
//! missing from the decoded body, and [`ResponseValue::unreadable_items`] returns it.
//!
//! # Errors
//!
//! Every method fails with an [`Error`]. It contains a [`crate::Error`], and can decode the body of
//! the response to the type in the contract.
//!
//! # Cancel safety
//!
//! If the future of a read is dropped, nothing has changed. If the future of a write is dropped,
//! the write may have been applied. The client remains usable.

// The lints below are allowed because the code is generated. A snapshot test checks it instead.
#![allow(
    // The descriptions in the contract are not Markdown.
    rustdoc::all,
    // The contract has `2XX` beside 200 and 201. The arm of `2XX` comes before theirs.
    unreachable_patterns,
    // `codegen/src/nullable.rs` makes some functions for defaults unnecessary.
    dead_code,
    missing_docs,
    clippy::all,
    clippy::missing_errors_doc,
    clippy::expect_used,
    clippy::unwrap_used
)]

// Generated code uses this name for its runtime. That module has the details.
use crate::progenitor_client;

// The transport sends each request of generated code.
impl progenitor_client::ClientHooks<crate::transport::Transport> for Client {
    fn exec(
        &self,
        request: progenitor_client::Request,
        info: &progenitor_client::OperationInfo,
    ) -> impl Future<Output = Result<progenitor_client::Response, crate::error::Error>> + Send {
        progenitor_client::send(&self.inner, &self.client, request, info.operation_id)
    }
}

#[cfg(feature = "codegen")]
include!(concat!(env!("OUT_DIR"), "/generated.rs"));
#[cfg(not(feature = "codegen"))]
include!("generated/client.snap.rs");
