//! Turns at changing a group, one at a time among all clones of a client, which could otherwise
//! overwrite each other's changes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::OwnedMutexGuard;

use crate::error::TimeLimit;
use crate::transport::Call;
use crate::{Error, GroupId, OrganizationId};

/// Whose turn it is, by group.
#[derive(Default)]
pub(crate) struct Turns {
    by_group: Mutex<HashMap<(OrganizationId, GroupId), Weak<Lock>>>,
}

type Lock = tokio::sync::Mutex<()>;

impl Turns {
    /// One's turn, which lasts until it is dropped; an error when it does not come before the time
    /// of the call is up.
    pub(crate) async fn take(
        &self,
        organization: &OrganizationId,
        group_id: &GroupId,
        call: &Call<'_>,
    ) -> Result<OwnedMutexGuard<()>, Error> {
        let turn = self.of(organization, group_id).lock_owned();
        tokio::time::timeout(call.time_left(), turn)
            .await
            .map_err(|_| {
                Error::timeout(TimeLimit::Unknown)
                    .with_attempts(call.attempts())
                    .during("update_group")
            })
    }

    fn of(&self, organization: &OrganizationId, group_id: &GroupId) -> Arc<Lock> {
        let mut by_group = self.by_group.lock().unwrap_or_else(PoisonError::into_inner);
        by_group.retain(|_, lock| lock.strong_count() > 0);
        let key = (organization.clone(), group_id.clone());
        if let Some(lock) = by_group.get(&key).and_then(Weak::upgrade) {
            return lock;
        }
        let lock = Arc::default();
        by_group.insert(key, Arc::downgrade(&lock));
        lock
    }
}
