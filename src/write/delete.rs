//! Deletions that are confirmed by the response or by reading back.

use super::GroupApi;
use super::pauses::{LOOKS, Pauses};
use super::reads::{STABLE, is_gone};
use crate::error::{Error, Outcome};
use crate::values::GroupId;

impl GroupApi {
    /// Deletes a group; after a deletion without a response, a group that is gone was deleted.
    pub(crate) async fn delete(&self, group_id: &GroupId) -> Result<(), Error> {
        let mut retries = self.transport().begin(true);
        let deleted = self
            .generated
            .delete_group(&self.organization_id, group_id)
            .await;
        let mut is_reported = false;
        let error = match deleted.map_err(Error::from) {
            Ok(response) if response.status() == 204 => {
                self.locks.forget(&self.organization_id, group_id.as_str());
                return Ok(());
            }
            // Older servers return 200, with a body that no document shows, and so do gateways.
            Ok(response) => {
                retries.count(response.stats().attempts);
                is_reported = true;
                Error::unconfirmed("the server reported success, but the group still exists")
                    .with_stats(retries.stats())
                    .with_operation("delete_group")
            }
            Err(error) if error.outcome() != Outcome::Unknown => return Err(error),
            Err(error) => error,
        };
        if !retries.wait_to_read(&error).await {
            return Err(error);
        }
        let api = self.within(retries.deadline());
        let (organization, id) = (&self.organization_id, group_id.as_str());
        // A replica may not know a new group yet. Without the server's word, the group must stay gone.
        let is_known = self
            .locks
            .newest(organization, id, retries.deadline().now())
            .is_some();
        let needs_time = is_known && !is_reported;
        let mut pauses = Pauses::new();
        let mut gone_since = None;
        // Two more than usual: a late read first, and then the time that it has to stay gone.
        const DELETE_LOOKS: u32 = LOOKS + 2;
        for look in 1..=DELETE_LOOKS {
            match api.read(group_id, None).await {
                Err(read) if is_gone(&read) => {
                    let since = *gone_since.get_or_insert(retries.deadline().now());
                    let time = retries.deadline().now().saturating_duration_since(since);
                    if !needs_time || time >= STABLE {
                        self.locks.forget(organization, id);
                        return Ok(());
                    }
                }
                Err(_) => break,
                Ok(_) => gone_since = None,
            }
            if look == DELETE_LOOKS || !retries.deadline().pause(pauses.next()).await {
                break;
            }
        }
        Err(error)
    }
}
