//! The parameters and bodies of requests. Each call validates its parameters and its body before it
//! sends a request.

mod body;
mod params;
mod path_template;

pub use body::{CreateGroup, UpdateGroup};
pub(crate) use body::{validate_guests, validate_user_ids};
pub(crate) use params::include_list;
pub use params::{GroupInclude, ListGroups, ListMembers, MemberInclude};
pub(crate) use path_template::PathTemplate;
