//! Detects whether a failed request used a new connection or the connection of an earlier request.
//!
//! A server may close an idle connection at any time. If the client sends a request while the
//! server closes the connection, the request is lost, although the server works. A retry of a lost
//! request does not increase the load of the server.
//!
//! reqwest does not report which connection a request used. reqwest is built on hyper-util. In each
//! response and each error, hyper-util stores the local address of the connection. So this module
//! records the local port of each connection that received a response, and the time of the
//! response. If a request fails on a recorded port at most 90 seconds after the recorded time, the
//! request used a reused connection.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpInfo;

use super::causes::causes;

/// The number of seconds for which reqwest keeps an idle connection open by default. If a port was
/// recorded more than 90 seconds ago, the port now belongs to a different connection.
const MAX_IDLE: u64 = 90;

/// The maximum number of ports that are recorded. A client rarely has more open connections than
/// this. If a different connection overwrites an entry, the client treats the older connection as
/// new.
const SLOTS: usize = 256;

/// The local ports of connections that received a response, with the time of the last response. The
/// 256 entries of 8 bytes take 2 KiB.
#[derive(Debug)]
pub(super) struct Connections {
    started: Instant,
    /// The lower 16 bits of an entry are the port. The upper 48 bits of an entry are the seconds
    /// since `started`, plus one.
    slots: Box<[AtomicU64]>,
}

impl Default for Connections {
    fn default() -> Self {
        Connections {
            started: Instant::now(),
            slots: (0..SLOTS).map(|_| AtomicU64::new(0)).collect(),
        }
    }
}

impl Connections {
    /// Records the connection on which a response arrived.
    pub(super) fn record(&self, response: &reqwest::Response) {
        let Some(info) = response.extensions().get::<HttpInfo>() else {
            return;
        };
        let (slot, entry) = self.slot(info.local_addr().port());
        // Usually the slot already contains this entry, so this check avoids a write. A write would
        // force other CPU cores to load the slot again.
        if slot.load(Ordering::Relaxed) != entry {
            slot.store(entry, Ordering::Relaxed);
        }
    }

    /// Returns whether a request failed on a connection that had received the response of an
    /// earlier request.
    ///
    /// This function also removes the entry of the connection, because a new connection may use the
    /// same port.
    pub(super) fn take_reused(&self, error: &reqwest::Error) -> bool {
        let port = causes(error).find_map(|cause| {
            let connected = cause.downcast_ref::<legacy::Error>()?.connect_info()?;
            let mut extensions = Default::default();
            connected.get_extras(&mut extensions);
            Some(extensions.get::<HttpInfo>()?.local_addr().port())
        });
        port.is_some_and(|port| {
            let (slot, now) = self.slot(port);
            let entry = slot.swap(0, Ordering::Relaxed);
            let is_recent = (now >> 16).saturating_sub(entry >> 16) <= MAX_IDLE;
            entry & 0xffff == now & 0xffff && entry != 0 && is_recent
        })
    }

    /// Returns the slot for a port, and the entry that contains the port and the present time.
    fn slot(&self, port: u16) -> (&AtomicU64, u64) {
        let seconds = self.started.elapsed().as_secs() + 1;
        let entry = (seconds << 16) | u64::from(port);
        (&self.slots[usize::from(port) % SLOTS], entry)
    }
}
