//! The hand-written types that replace schemas of the contract in generated code.

mod checked_text;
mod id;
mod included;
mod nullable;
mod text;

pub(crate) use checked_text::check_guest;
pub use checked_text::{GroupDescription, GroupName, GroupsPerPage};
pub use id::{GroupId, OrganizationId, Received, UserId};
pub use included::{Included, Wrapped};
pub use nullable::Nullable;
pub use text::Text;
