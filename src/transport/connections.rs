//! Tells a request that was lost on a reused connection from one that was lost on a new one.
//!
//! A server may close an idle connection at any time. A request that was just written to it is lost
//! then, although nothing is wrong with the server, and a retry multiplies nothing. reqwest does not
//! report on which connection a request was sent, but hyper-util, which it is built on, keeps the
//! local address of the connection with each response and with each error. So the port of each
//! connection that has brought a response is entry with the time; a failure soon after is on a reused
//! one.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpInfo;

use super::send_error::causes;

/// How long an idle connection is kept, in seconds: the default of reqwest. A port that was entry
/// longer ago belongs to another connection.
const MAX_IDLE: u64 = 90;

/// More connections than that are rarely open; one that is overwritten counts as new.
const SLOTS: usize = 256;

/// The local ports of connections that have brought a response, each with the time of the last one:
/// 2 KiB.
#[derive(Debug)]
pub(super) struct Connections {
    started: Instant,
    /// A port in the lower 16 bits, and above it the seconds since `started`, plus one.
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
    /// Notes the connection of a response.
    pub(super) fn record(&self, response: &reqwest::Response) {
        let Some(info) = response.extensions().get::<HttpInfo>() else {
            return;
        };
        let (slot, entry) = self.slot(info.local_addr().port());
        // The usual case writes nothing that other cores would have to fetch.
        if slot.load(Ordering::Relaxed) != entry {
            slot.store(entry, Ordering::Relaxed);
        }
    }

    /// Returns whether an error is of a connection that has brought a response before, and forgets
    /// the connection, because its port may be used again.
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

    /// Returns the slot of a port, and what is entry there now.
    fn slot(&self, port: u16) -> (&AtomicU64, u64) {
        let seconds = self.started.elapsed().as_secs() + 1;
        let entry = (seconds << 16) | u64::from(port);
        (&self.slots[usize::from(port) % SLOTS], entry)
    }
}
