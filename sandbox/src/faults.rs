//! The methods of `Reply` that produce faults of the connection or of the HTTP message.

use std::time::Duration;

use crate::content::BodySize;
use crate::delivery::{ConnectionEnd, StopPoint};
use crate::reply::Reply;

/// # Faults of the transport
///
/// [`Reply::reset`], [`hang_up`](Reply::hang_up), [`silence`](Reply::silence) and
/// [`raw`](Reply::raw) do not carry out the request. A method whose name begins with `then_`
/// changes an existing reply. For example, `Reply::normal().then_reset()` carries out the request
/// and then resets the connection. The other methods add a fault to the response of any reply:
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
/// After a response with a fault, the connection ends. [`gzip`](Reply::gzip) is not a fault. A
/// faulty response that is still complete and correct, such as a slow response, has the header
/// `Connection: close`. With [`then_close`](Reply::then_close), the response does not have the
/// header `Connection: close`. An incorrect response has the header `Connection: close` only if
/// [`header`](Reply::header) adds it. If several methods end the response or the connection, only
/// the last of these methods has an effect.
///
/// Some faults keep the connection open until the client closes the connection or the sandbox
/// stops. The server still handles requests on other connections.
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
    /// The bytes do not have to be valid HTTP. The methods that change a body also change these
    /// bytes. A test can therefore cut, stall or slow down the head of a response, or make the head
    /// endless. The methods that change the head have no effect on these bytes.
    /// [`gzip`](Self::gzip) would also compress the head, which is not useful.
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

    /// Sends these bytes instead of the response. The documentation of [`raw`](Self::raw) describes
    /// the details.
    pub fn then_raw(mut self, bytes: impl Into<Vec<u8>>) -> Reply {
        self.delivery.raw = true;
        self.body(bytes)
    }

    /// Sends the complete response without the header `Connection: close`, and then closes the
    /// connection. [`header`](Self::header) can add the header `Connection: close`.
    ///
    /// The response itself does not change. A client that reuses the connection may send its next
    /// request before it notices that the connection is closed.
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

    /// Works like [`cut_body`](Self::cut_body), but resets the connection.
    ///
    /// The reset discards bytes that the client has not received yet. On some systems, the reset
    /// also discards bytes that have arrived at the client but are not read yet.
    pub fn reset_body(self, bytes: u64) -> Reply {
        self.with_stop(StopPoint::InBody(bytes), ConnectionEnd::Reset)
    }

    /// Works like [`cut_body`](Self::cut_body), but keeps the connection open and sends nothing
    /// more.
    pub fn stall_body(self, bytes: u64) -> Reply {
        self.with_stop(StopPoint::InBody(bytes), ConnectionEnd::KeepOpen)
    }

    /// Sets `Content-Length` to this value, even if the body has a different length.
    ///
    /// The sandbox sends the complete body and then closes the connection.
    pub fn content_length(mut self, claimed: u64) -> Reply {
        self.delivery.content_length = Some(claimed);
        self
    }

    /// Sends the body one byte at a time, with this pause before each byte.
    ///
    /// The timer has a resolution of one millisecond. A pause may be longer than requested, but
    /// never shorter.
    pub fn drip(mut self, pause: Duration) -> Reply {
        self.delivery.pause = Some(pause);
        self
    }

    /// Makes the body exactly this many bytes long. The sandbox cuts a longer body and appends
    /// spaces to a shorter body. JSON allows spaces after a value.
    ///
    /// `Content-Length` is the length of this body. The sandbox creates the body while it sends the
    /// body, so the sandbox needs only a few MiB of memory.
    pub fn huge_body(mut self, bytes: u64) -> Reply {
        self.delivery.size = BodySize::Bytes(bytes);
        self
    }

    /// Sends an endless number of spaces after the body. The body is chunked, unless
    /// [`content_length`](Self::content_length) sets a length.
    ///
    /// If [`cut_body`](Self::cut_body) ends the body, the sandbox does not send the final chunk,
    /// which marks the end of a body.
    pub fn endless_body(mut self) -> Reply {
        self.delivery.size = BodySize::Endless;
        self
    }

    /// Compresses the body and sends `Content-Encoding: gzip`, even if the client does not accept
    /// gzip.
    ///
    /// If the body is compressed, the argument of [`huge_body`](Self::huge_body) is the size before
    /// compression. Sizes in the arguments of other methods are sizes after compression.
    /// Compression reduces one GiB of spaces to about one MiB.
    pub fn gzip(mut self) -> Reply {
        self.delivery.gzip = true;
        self
    }

    fn with_stop(mut self, stop: StopPoint, end: ConnectionEnd) -> Reply {
        self.delivery.stop = Some((stop, end));
        self
    }
}
