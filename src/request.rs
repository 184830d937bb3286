//! What requests are made of: parameters and bodies, validated before they are sent.

mod body;
mod params;

pub use body::{CreateGroup, UpdateGroup};
pub(crate) use body::{guests, user_ids};
pub(crate) use params::comma_list;
pub use params::{GroupInclude, ListGroups, ListMembers, MemberInclude};
