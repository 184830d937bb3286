//! Writes that are confirmed: no write is repeated blindly, merged with a late read, or reported as
//! something that it is not.

mod confirm;
mod create;
mod existing;
mod group_locks;
mod lists;
mod membership;
mod pauses;
mod state;

pub(crate) use confirm::{check_id, requested_group};
pub(crate) use group_locks::GroupLocks;
