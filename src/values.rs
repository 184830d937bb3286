//! Hand-written types. The generated code uses these types for some schemas of the OpenAPI
//! contract, and does not generate a type for these schemas.

mod checked_string;
mod checked_text;
mod groups_per_page;
mod id;
mod included;
mod nullable;
mod received;
mod text;

pub use checked_text::{GroupDescription, GroupName};
pub(crate) use checked_text::{check_guest, is_email};
pub use groups_per_page::GroupsPerPage;
pub(crate) use id::is_plain;
pub use id::{GroupId, OrganizationId, UserId};
pub use included::{Included, Wrapped};
pub use nullable::Nullable;
pub use received::Received;
pub use text::Text;
