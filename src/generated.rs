//! The client that progenitor generates from `spec/groups.yaml`.
//!
//! [`crate::Client::generated`] returns a [`Client`]. This client sends requests in the same way as
//! [`crate::Client`]: with the token and the required headers, with validated ids, and with queries
//! in the encoding that the server reads. The client has one method for each operation of the
//! contract. If an operation is added to the contract, the client has a method for it after the
//! code is generated again.
//!
//! ```no_run
//! # async fn example(client: tallyfy_groups::Client) -> Result<(), tallyfy_groups::Error> {
//! use tallyfy_groups::GroupId;
//!
//! let api = client.generated();
//! let id: GroupId = "group_id_abc123".parse()?;
//! let response = api.get_group(client.organization_id(), &id).with("assets").send().await?;
//! println!("{} ({})", response.data.name, response.status());
//! # Ok(())
//! # }
//! ```
//!
//! The other operations have the same form. Methods with a body have the body as an argument:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = tallyfy_sandbox::Sandbox::builder().groups(3).start()?;
//! # let client = tallyfy_groups::Client::builder().access_token(sandbox.token())
//! #     .organization(sandbox.organization()).base_url(sandbox.base_url()).build()?;
//! use tallyfy_groups::generated::types::{CreateGroupInput, UpdateGroupInput};
//! use tallyfy_groups::{GroupId, UserId};
//!
//! let (api, organization) = (client.generated(), client.organization_id());
//! let groups = api.list_groups(organization).q("sales").send().await?;
//! let members = api.list_members(organization).send().await?;
//! println!("{} groups, {} members", groups.data.len(), members.data.len());
//!
//! let mut body = CreateGroupInput::new("Night Shift".parse()?);
//! body.description = Some("Works at night.".parse()?);
//! let group = api.create_group(organization, &body).send().await?;
//!
//! let id = GroupId::try_from(&group.data.id)?;
//! let mut change = UpdateGroupInput::default();
//! change.name = Some("Late Shift".parse()?);
//! api.update_group(organization, &id, &change).send().await?;
//! api.delete_group(organization, &id).send().await?;
//!
//! if let Some(first) = members.data.first() {
//!     let user = UserId::try_from(&first.id)?;
//!     let member = api.get_member(organization, &user).send().await?;
//!     println!("{}", member.data.display_name());
//! }
//! # assert_eq!(sandbox.groups().len(), 3);
//! # Ok(())
//! # }
//! ```
//!
//! progenitor also generates constructors for [`Client`]. A client from these constructors sends
//! its requests with the [HTTP client](crate::http) of its transport. The `reqwest::Client` only
//! builds the requests.
//!
//! A method of [`Client`] checks only that the response has a success status, is complete and
//! matches the contract:
//!
//! - The method does not compare the response with the request, so it may return a different group.
//! - The method does not read the group after a write to check what the server stored.
//! - The method does not detect that the server returned an old state of a group.
//!
//! The methods of [`crate::Client`] also check these three points. If an item of a list cannot be
//! read, the item is missing from the decoded body. [`ResponseValue::unreadable_items`] returns the
//! items that cannot be read.
//!
//! # Optional additions
//!
//! A later version of the contract may add optional parameters and optional properties. Existing
//! programs still compile with this version, for two reasons:
//!
//! - A method of [`Client`] has an argument only for each required parameter. The method returns a
//!   request, such as [`ListGroupsRequest`]. A request has a method and a public field for each
//!   optional parameter.
//! - The types in [`types`] are non-exhaustive. To construct a value, call `new` with the required
//!   properties, and set the fields of the other properties. A type without required properties
//!   implements [`Default`]. A program can also decode a value from JSON.
//!
//! For example, a test of your program may need groups:
//!
//! ```
//! use tallyfy_groups::generated::types::{Group, GroupListResponse, Meta};
//! use tallyfy_groups::{GroupId, Nullable};
//!
//! let id: GroupId = "group_id_abc123".parse()?;
//! let mut group = Group::new(id.into(), "Sales Team".into());
//! group.description = Nullable::Value("Handles all sales inquiries.".to_owned());
//!
//! let mut page = GroupListResponse::new(vec![group]);
//! page.meta = Nullable::Value(Meta::default());
//!
//! let decoded: GroupListResponse = serde_json::from_str(
//!     r#"{"data": [{"id": "group_id_abc123", "name": "Sales Team",
//!         "description": "Handles all sales inquiries."}], "meta": {}}"#,
//! )?;
//! assert_eq!(page, decoded);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Errors
//!
//! The error of every method is an [`Error`], which contains a [`crate::Error`]. The method
//! [`Error::body`] decodes the response body as the type of the error body in the contract.
//!
//! # Cancel safety
//!
//! If you drop the future of a read, nothing changes on the server. If you drop the future of a
//! write, the server may still apply the write. You can still use the client after you drop a
//! future.

// The lints below are allowed because the code is generated. Instead of these lints, a snapshot
// test checks the generated code.
#![allow(
    // The descriptions in the contract are not Markdown.
    rustdoc::all,
    // The contract has the statuses `2XX`, 200 and 201. In the generated `match`, the arm of `2XX`
    // comes before the arms of 200 and 201, so the arms of 200 and 201 are unreachable.
    unreachable_patterns,
    // progenitor generates functions for default values. Some of these functions are unused because
    // of `codegen/src/nullable.rs`.
    dead_code,
    missing_docs,
    clippy::all,
    clippy::missing_errors_doc,
    clippy::expect_used,
    clippy::unwrap_used
)]

// Generated code calls its runtime by the name `progenitor_client`. The documentation of the module
// `progenitor_client` explains why this crate has its own runtime.
use crate::progenitor_client;

// The transport sends each request of generated code.
impl progenitor_client::ClientHooks<crate::transport::Transport> for Client {
    fn exec(
        &self,
        request: progenitor_client::Request,
        info: &progenitor_client::OperationInfo,
    ) -> impl Future<Output = Result<progenitor_client::Response, crate::error::Error>> + Send {
        progenitor_client::send(&self.inner, request, *info)
    }
}

#[cfg(feature = "codegen")]
include!(concat!(env!("OUT_DIR"), "/generated.rs"));
#[cfg(not(feature = "codegen"))]
include!("generated/client.snap.rs");
