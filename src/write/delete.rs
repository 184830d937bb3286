//! Deletes a group, and then checks that the server deleted the group. If the response does not
//! prove the deletion, this module reads the group.

use super::GroupApi;
use super::pauses::{MAX_READS, Pauses};
use super::reads::{STABLE_TIME, is_group_missing};
use crate::error::{Error, Outcome};
use crate::http::Metadata;
use crate::transport::RetryState;
use crate::values::GroupId;

/// The maximum number of reads after a `delete_group` request.
///
/// The check of a deletion needs two more reads than the check of an update. The first read may be
/// stale, and show the group. After this read, all reads must report the group as missing for at
/// least [`STABLE_TIME`].
const MAX_DELETE_READS: u32 = MAX_READS + 2;

impl GroupApi {
    /// Deletes a group. If the response does not prove the deletion, this function reads the group.
    pub(crate) async fn delete(&self, group_id: &GroupId) -> Result<((), Metadata), Error> {
        let mut retries = self.transport().begin(true, "delete_group")?;
        let deleted = self
            .generated
            .delete_group(&self.organization_id, group_id)
            .send()
            .await;
        let mut reported = None;
        let error = match deleted.map_err(Error::from) {
            Ok(response) if response.status() == 204 => {
                self.locks.remove(&self.organization_id, group_id.as_str());
                let ((), _, metadata) = response.into_parts();
                retries.count(metadata.stats());
                return Ok(((), metadata.of_call(retries.stats(), false)));
            }
            // Older servers return the status 200 with an undocumented body. A gateway may also
            // return the status 200, so this status does not prove the deletion.
            Ok(response) => {
                let ((), _, metadata) = response.into_parts();
                retries.count(metadata.stats());
                reported = Some(metadata);
                Error::unconfirmed("the server reported success, but the group still exists")
                    .with_stats(retries.stats())
                    .with_operation("delete_group")
            }
            Err(error) if error.outcome() != Outcome::Unknown => return Err(error),
            Err(error) => {
                retries.count(error.stats());
                error
            }
        };
        if !retries.wait_to_read(&error).await {
            return Err(error);
        }
        let api = self.within(retries.deadline());
        let is_reported = reported.is_some();
        match api.confirm_deleted(group_id, &retries, is_reported).await {
            Some(read) => {
                let metadata = reported.unwrap_or(read);
                Ok(((), metadata.of_call(retries.stats(), true)))
            }
            None => Err(error),
        }
    }

    /// Reads a group until the reads prove that the group no longer exists. If the reads prove
    /// this, returns the metadata of the last read, which has the status 404.
    ///
    /// If the server created the group recently, a lagging replica may not have the group yet.
    /// Therefore a single read that does not find the group does not always prove the deletion.
    /// This is the case if the client knows a state of the group, and no response reported the
    /// deletion. The reads must then report the group as missing for at least [`STABLE_TIME`].
    async fn confirm_deleted(
        &self,
        group_id: &GroupId,
        retries: &RetryState<'_>,
        is_reported: bool,
    ) -> Option<Metadata> {
        let (organization, id) = (&self.organization_id, group_id.as_str());
        let deadline = retries.deadline();
        let is_known = self
            .locks
            .newest(organization, id, deadline.now())
            .is_some();
        let must_be_stable = is_known && !is_reported;
        let mut pauses = Pauses::new();
        let mut missing_since = None;
        for read in 1..=MAX_DELETE_READS {
            match self.read(group_id, None).await {
                Err(error) if is_group_missing(&error) => {
                    let since = *missing_since.get_or_insert(deadline.now());
                    let time = deadline.now().saturating_duration_since(since);
                    if !must_be_stable || time >= STABLE_TIME {
                        self.locks.remove(organization, id);
                        return error.into_metadata();
                    }
                }
                Err(_) => return None,
                Ok(_) => missing_since = None,
            }
            if read == MAX_DELETE_READS || !deadline.pause(pauses.next()).await {
                break;
            }
        }
        None
    }
}
