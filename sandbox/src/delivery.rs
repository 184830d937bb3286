//! The settings of a scripted reply that change how the sandbox sends the response.

use std::time::Duration;

use crate::content::BodySize;

/// The faults that the sandbox produces when it sends a response. By default, there is no fault.
#[derive(Clone, Debug, Default)]
pub(crate) struct Delivery {
    /// `true` if the sandbox sends only the body, without a status line and headers.
    pub(crate) raw: bool,
    pub(crate) size: BodySize,
    pub(crate) gzip: bool,
    /// The value of `Content-Length`. `None` means the real length.
    pub(crate) content_length: Option<u64>,
    /// The pause before each byte of the body.
    pub(crate) pause: Option<Duration>,
    pub(crate) stop: Option<(StopPoint, ConnectionEnd)>,
}

/// The point in the response at which the sandbox stops sending.
#[derive(Clone, Copy, Debug)]
pub(crate) enum StopPoint {
    BeforeHead,
    InBody(u64),
    /// The sandbox stops after the complete response. The head does not contain
    /// `Connection: close`.
    AfterBody,
}

/// The end of the connection after the sandbox has stopped sending: closed, reset or kept open.
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

    /// Returns whether the response is complete, so that the connection can be reused.
    pub(crate) fn is_complete(&self) -> bool {
        !self.raw
            && self.content_length.is_none()
            && self.stop.is_none()
            && !matches!(self.size, BodySize::Endless)
    }
}
