//! Detects whether a failed request used a new connection or the connection of an earlier request.
//!
//! A server may close an idle connection at any time. If the client sends a request on this
//! connection at the same moment, the request is lost. The loss of a request does not mean that the
//! server has a problem. The server does not process a lost request, so a retry of this request
//! does not increase the load of the server.
//!
//! reqwest does not report which connection a request used. However, reqwest uses hyper-util, which
//! stores the local address of the connection in each response and in each error. When a response
//! arrives, this module records the current time and the local port of the connection. If a request
//! fails on a recorded port at most 90 seconds after the recorded time, it used the connection of
//! an earlier request.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpInfo;

use super::causes::causes;

/// The number of seconds after which reqwest closes an idle connection by default. If this module
/// recorded a port more than 90 seconds ago, the port now belongs to a different connection.
const MAX_IDLE: u64 = 90;

/// The maximum number of ports that this module records. A client rarely has more than 256 open
/// connections. The entry of one connection can overwrite the entry of an older connection. The
/// client then treats the older connection as a new connection.
const SLOTS: usize = 256;

/// The local port of each connection on which a response arrived, and the time of the last response
/// on this port. Each of the 256 entries has 8 bytes, so the entries take 2 KiB of memory.
#[derive(Debug)]
pub(super) struct Connections {
    started: Instant,
    /// The lower 16 bits of each entry contain the port. The upper 48 bits contain one plus the
    /// number of seconds between `started` and the last response. An empty entry is 0.
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
    /// Records the local port of the connection on which `response` arrived.
    pub(super) fn record(&self, response: &reqwest::Response) {
        let Some(info) = response.extensions().get::<HttpInfo>() else {
            return;
        };
        let (slot, entry) = self.slot(info.local_addr().port());
        // The slot usually contains this entry already, and then this check avoids a write to the
        // slot. After a write to the slot, the other CPU cores must load the slot again.
        if slot.load(Ordering::Relaxed) != entry {
            slot.store(entry, Ordering::Relaxed);
        }
    }

    /// Returns whether the failed request used a connection on which the response to an earlier
    /// request had arrived.
    ///
    /// This function also removes the entry of the failed connection. A new connection may use the
    /// same port, and must not be mistaken for the failed connection.
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

    /// Returns the element of `slots` that belongs to a port. Also returns a new entry that
    /// contains this port and the current time.
    fn slot(&self, port: u16) -> (&AtomicU64, u64) {
        let seconds = self.started.elapsed().as_secs() + 1;
        let entry = (seconds << 16) | u64::from(port);
        (&self.slots[usize::from(port) % SLOTS], entry)
    }
}
