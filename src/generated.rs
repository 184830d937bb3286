//! The client that progenitor generated from `spec/groups.yaml`, unedited.
//!
//! A [`Client`] comes from [`crate::Client::generated`], and sends what the ergonomic client
//! sends, in the same way: with the token and the required headers, with ids that were checked,
//! and with queries that the server reads. It has one method for each operation of the contract,
//! so an operation that is added to the contract can be called as soon as it is generated:
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
//! Its constructors are progenitor's, with a timeout and a handling of redirects that are not this
//! crate's; a client that is made with them sends its token to the same base URL only.
//!
//! It checks that a response is a complete success that matches the contract, and nothing more. It
//! does not compare a response with its request, so it may return another group than the requested
//! one. It does not read back whether a write was stored, and does not notice a late read. The
//! methods of [`crate::Client`] do. Items of a list that cannot be read are missing from the decoded
//! body, and are in [`ResponseValue::unreadable_items`].
//!
//! # Errors
//!
//! Every method fails with an [`Error`], which is a [`crate::Error`] that knows what type the
//! contract gives the body.
//!
//! # Cancel safety
//!
//! When the future of a method that reads is dropped, nothing has changed; of one that writes, it
//! may have been applied. The client works on.

// Why each is allowed: the code is not ours to write, and is guarded by a snapshot instead.
#![allow(
    // Descriptions of the contract are not written as Markdown.
    rustdoc::all,
    // `2XX` stands beside 200 and 201 in the contract, and becomes an arm above theirs.
    unreachable_patterns,
    // Functions for defaults that `codegen/src/nullable.rs` has made needless.
    dead_code,
    missing_docs,
    clippy::all,
    clippy::expect_used,
    clippy::unwrap_used
)]

// The name by which generated code calls its runtime; see there.
use crate::progenitor_client;

// Each request of generated code is sent by the transport.
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
