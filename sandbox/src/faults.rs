//! Scripted faults of the connection and of the HTTP message.

use std::time::Duration;

use crate::content::BodySize;
use crate::delivery::{ConnectionEnd, StopPoint};
use crate::reply::Reply;

/// # Faults of the transport
///
/// [`Reply::reset`], [`hang_up`](Reply::hang_up), [`silence`](Reply::silence) and
/// [`raw`](Reply::raw) do not carry out the request. The methods that begin with `then_` change an
/// existing reply: `Reply::normal().then_reset()` carries out the request. The other methods
/// produce a fault in the response of any reply:
///
/// ```
/// use std::time::Duration;
/// use tallyfy_sandbox::Reply;
///
/// let lost_response = Reply::normal().then_reset();
/// let partial_body = Reply::normal().cut_body(20);
/// let slow_error = Reply::status(503).body("Down").drip(Duration::from_millis(1));
/// let compressed_gib = Reply::status(200).body("{}").huge_body(1 << 30).gzip();
/// # let _ = (lost_response, partial_body, slow_error, compressed_gib);
/// ```
///
/// After such a response the connection ends, unless the only method is [`gzip`](Reply::gzip). A
/// complete and correct response has the header `Connection: close`, except with
/// [`then_close`](Reply::then_close). A faulty response has this header only if
/// [`header`](Reply::header) sets it. If several methods end the response or the connection, the
/// last one counts.
///
/// Some faults keep the connection open. It then stays open until the client closes it or the
/// sandbox stops. In the meantime the server handles requests on other connections.
impl Reply {
    /// Reads the request, does not carry it out, and resets the connection with a TCP RST.
    pub fn reset() -> Reply {
        Reply::status(200).then_reset()
    }

    /// Reads the request, does not carry it out, and closes the connection with a TCP FIN.
    pub fn hang_up() -> Reply {
        Reply::status(200).then_hang_up()
    }

    /// Reads the request and does not carry it out. Sends nothing and keeps the connection open.
    pub fn silence() -> Reply {
        Reply::status(200).then_silence()
    }

    /// Does not carry out the request, sends these bytes instead of a response, and closes the
    /// connection.
    ///
    /// The bytes need not be HTTP. The methods for a body change these bytes, so a test can cut,
    /// stall or slow down a head, or make it endless. The methods for the head have no effect, and
    /// [`gzip`](Self::gzip) is not useful here.
    ///
    /// ```
    /// use tallyfy_sandbox::Reply;
    ///
    /// let garbage = Reply::raw("SSH-2.0-OpenSSH\r\n");
    /// let partial_head = Reply::raw("HTTP/1.1 200 OK\r\nContent-Ty").stall_body(u64::MAX);
    /// let endless_head = Reply::raw("HTTP/1.1 200 OK\r\nX-Blank:").endless_body();
    /// # let _ = (garbage, partial_head, endless_head);
    /// ```
    pub fn raw(bytes: impl Into<Vec<u8>>) -> Reply {
        Reply::status(200).then_raw(bytes)
    }

    /// Resets the connection before the first byte of the response.
    pub fn then_reset(self) -> Reply {
        self.with_stop(StopPoint::BeforeHead, ConnectionEnd::Reset)
    }

    /// Closes the connection before the first byte of the response.
    pub fn then_hang_up(self) -> Reply {
        self.with_stop(StopPoint::BeforeHead, ConnectionEnd::Close)
    }

    /// Sends no response and keeps the connection open.
    pub fn then_silence(self) -> Reply {
        self.with_stop(StopPoint::BeforeHead, ConnectionEnd::KeepOpen)
    }

    /// Sends these bytes instead of the response, as [`raw`](Self::raw) does.
    pub fn then_raw(mut self, bytes: impl Into<Vec<u8>>) -> Reply {
        self.delivery.raw = true;
        self.body(bytes)
    }

    /// Sends the complete response, and then closes the connection without `Connection: close`. A
    /// [`header`](Self::header) can add it.
    ///
    /// The response itself does not change. A client that reuses the connection may notice the
    /// close only after it has sent its next request.
    ///
    /// ```
    /// use tallyfy_sandbox::{Operation, Reply, Sandbox};
    ///
    /// let sandbox = Sandbox::start();
    /// sandbox.script(Operation::ListGroups, [Reply::normal().then_close()]);
    /// ```
    pub fn then_close(self) -> Reply {
        self.with_stop(StopPoint::AfterBody, ConnectionEnd::Close)
    }

    /// Sends the head and this many bytes of the body, and then closes the connection.
    /// `Content-Length` is the length of the complete body.
    pub fn cut_body(self, bytes: u64) -> Reply {
        self.with_stop(StopPoint::InBody(bytes), ConnectionEnd::Close)
    }

    /// Works as [`cut_body`](Self::cut_body), but resets the connection.
    ///
    /// The reset discards bytes that the client has not received yet. On some systems it also
    /// discards bytes that the client has received and not read.
    pub fn reset_body(self, bytes: u64) -> Reply {
        self.with_stop(StopPoint::InBody(bytes), ConnectionEnd::Reset)
    }

    /// Works as [`cut_body`](Self::cut_body), but keeps the connection open and sends nothing more.
    pub fn stall_body(self, bytes: u64) -> Reply {
        self.with_stop(StopPoint::InBody(bytes), ConnectionEnd::KeepOpen)
    }

    /// Sets `Content-Length` to this value, independent of the length of the body.
    ///
    /// The sandbox sends the complete body and then closes the connection.
    pub fn content_length(mut self, claimed: u64) -> Reply {
        self.delivery.content_length = Some(claimed);
        self
    }

    /// Sends the body one byte at a time, with this pause before each byte.
    ///
    /// The timer has a resolution of one millisecond. No pause is shorter than requested.
    pub fn drip(mut self, pause: Duration) -> Reply {
        self.delivery.pause = Some(pause);
        self
    }

    /// Makes the body exactly this long. A longer body is cut, and blanks follow a shorter body.
    /// JSON allows blanks after a value.
    ///
    /// `Content-Length` is correct. The sandbox creates the body while it sends it, and needs only
    /// a few MiB of memory.
    pub fn huge_body(mut self, bytes: u64) -> Reply {
        self.delivery.size = BodySize::Bytes(bytes);
        self
    }

    /// Sends blanks without end after the body. The body is chunked, unless
    /// [`content_length`](Self::content_length) sets a length.
    ///
    /// Together with [`cut_body`](Self::cut_body), the body is chunked and has no last chunk.
    pub fn endless_body(mut self) -> Reply {
        self.delivery.size = BodySize::Endless;
        self
    }

    /// Compresses the body and sends `Content-Encoding: gzip`, even if the client does not accept
    /// it.
    ///
    /// [`huge_body`](Self::huge_body) then counts the bytes before compression. The other methods
    /// count the bytes after compression. A GiB of blanks becomes about a MiB.
    pub fn gzip(mut self) -> Reply {
        self.delivery.gzip = true;
        self
    }

    fn with_stop(mut self, stop: StopPoint, end: ConnectionEnd) -> Reply {
        self.delivery.stop = Some((stop, end));
        self
    }
}
