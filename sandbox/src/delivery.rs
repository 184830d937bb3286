//! How a script changes the delivery of a response.

use std::time::Duration;

use crate::content::BodySize;

/// What a script asks of the transport; by default nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Delivery {
    /// The body is the whole answer.
    pub(crate) raw: bool,
    pub(crate) size: BodySize,
    pub(crate) gzip: bool,
    /// A length to claim.
    pub(crate) content_length: Option<u64>,
    /// Before each byte of the body.
    pub(crate) pause: Option<Duration>,
    pub(crate) stop: Option<(StopPoint, ConnectionEnd)>,
}

/// Where the connection ends.
#[derive(Clone, Copy, Debug)]
pub(crate) enum StopPoint {
    BeforeHead,
    InBody(u64),
    /// After the whole answer, which does not announce it.
    AfterBody,
}

/// What becomes of the connection.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ConnectionEnd {
    Close,
    Reset,
    KeepOpen,
}

impl Delivery {
    pub(crate) fn sends_status(&self) -> bool {
        !self.raw && !matches!(self.stop, Some((StopPoint::BeforeHead, _)))
    }

    /// Whether the next answer can follow this one on the connection.
    pub(crate) fn is_complete(&self) -> bool {
        !self.raw
            && self.content_length.is_none()
            && self.stop.is_none()
            && !matches!(self.size, BodySize::Endless)
    }
}
