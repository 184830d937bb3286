//! Tells a request that was lost on a reused connection from one that was lost on a new one.
//!
//! A server may close an idle connection at any time. A request that was just written to it is lost
//! then, although nothing is wrong with the server, and a retry multiplies nothing. reqwest does not
//! report on which connection a request was sent, but hyper-util, which it is built on, keeps the
//! local address of the connection with each response and with each error. So the ports of the
//! connections that have brought a response are noted; a failure on one of them is on a reused one.

use std::sync::atomic::{AtomicU64, Ordering};

use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpInfo;

use super::send_error::causes;

/// The local ports of connections that have brought a response, one bit each: 8 KiB.
#[derive(Debug)]
pub(super) struct Connections {
    words: Box<[AtomicU64]>,
}

impl Default for Connections {
    fn default() -> Self {
        Connections {
            words: (0..65_536 / 64).map(|_| AtomicU64::new(0)).collect(),
        }
    }
}

impl Connections {
    /// Notes the connection of a response.
    pub(super) fn note(&self, response: &reqwest::Response) {
        let Some(info) = response.extensions().get::<HttpInfo>() else {
            return;
        };
        let (word, bit) = self.bit(info.local_addr().port());
        // The usual case writes nothing that other cores would have to fetch.
        if word.load(Ordering::Relaxed) & bit == 0 {
            word.fetch_or(bit, Ordering::Relaxed);
        }
    }

    /// Returns whether an error is of a connection that has brought a response before, and forgets
    /// the connection: another one may get its port.
    pub(super) fn take_reused(&self, error: &reqwest::Error) -> bool {
        let port = causes(error).find_map(|cause| {
            let connected = cause.downcast_ref::<legacy::Error>()?.connect_info()?;
            let mut extensions = Default::default();
            connected.get_extras(&mut extensions);
            Some(extensions.get::<HttpInfo>()?.local_addr().port())
        });
        port.is_some_and(|port| {
            let (word, bit) = self.bit(port);
            word.fetch_and(!bit, Ordering::Relaxed) & bit != 0
        })
    }

    fn bit(&self, port: u16) -> (&AtomicU64, u64) {
        (&self.words[usize::from(port / 64)], 1 << (port % 64))
    }
}
