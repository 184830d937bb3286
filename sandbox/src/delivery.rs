//! The settings with which a script changes how a response is sent.

use std::time::Duration;

use crate::content::BodySize;

/// The faults to use when a response is sent. The default has no fault.
#[derive(Clone, Debug, Default)]
pub(crate) struct Delivery {
    /// `true` if only the body is sent, without a status line and headers.
    pub(crate) raw: bool,
    pub(crate) size: BodySize,
    pub(crate) gzip: bool,
    /// The value of `Content-Length`, if it differs from the real length.
    pub(crate) content_length: Option<u64>,
    /// The pause before each byte of the body.
    pub(crate) pause: Option<Duration>,
    pub(crate) stop: Option<(StopPoint, ConnectionEnd)>,
}

/// The point in the response at which sending stops.
#[derive(Clone, Copy, Debug)]
pub(crate) enum StopPoint {
    BeforeHead,
    InBody(u64),
    /// After the complete response, without `Connection: close` in its head.
    AfterBody,
}

/// The state of the connection after sending has stopped.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ConnectionEnd {
    Close,
    Reset,
    KeepOpen,
}

impl Delivery {
    /// Returns whether the client gets a status line from the sandbox.
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
