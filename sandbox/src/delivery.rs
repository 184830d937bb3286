//! The settings of a scripted reply that change how the sandbox sends the response.

use std::time::Duration;

use crate::content::BodySize;

/// The faults that the sandbox produces when it sends a response. By default, there is no fault.
#[derive(Clone, Debug, Default)]
pub(crate) struct Delivery {
    /// `true` if the sandbox sends only the body of the response. The sandbox then sends no status
    /// line and no headers.
    pub(crate) raw: bool,
    pub(crate) size: BodySize,
    pub(crate) gzip: bool,
    /// The value of the header `Content-Length`. `None` means that the header contains the real
    /// length of the body.
    pub(crate) content_length: Option<u64>,
    /// The time that the sandbox waits before it sends each byte of the body.
    pub(crate) pause: Option<Duration>,
    pub(crate) stop: Option<(StopPoint, ConnectionEnd)>,
}

/// The point in the response at which the sandbox stops sending.
#[derive(Clone, Copy, Debug)]
pub(crate) enum StopPoint {
    BeforeHead,
    InBody(u64),
    /// The sandbox stops after it has sent the complete response. The sandbox does not add the
    /// header `Connection: close` to this response.
    AfterBody,
}

/// The action after the sandbox has stopped sending: the sandbox closes the connection, resets it
/// or keeps it open.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ConnectionEnd {
    Close,
    Reset,
    KeepOpen,
}

impl Delivery {
    /// Returns whether the sandbox sends a status line.
    pub(crate) fn sends_status(&self) -> bool {
        !self.raw && !matches!(self.stop, Some((StopPoint::BeforeHead, _)))
    }

    /// Returns `true` if the response is correct and complete, and the connection does not end at a
    /// [`StopPoint`].
    pub(crate) fn is_complete(&self) -> bool {
        !self.raw
            && self.content_length.is_none()
            && self.stop.is_none()
            && !matches!(self.size, BodySize::Endless)
    }
}
