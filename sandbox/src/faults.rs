//! The methods of `Reply` that produce two kinds of faults: faults of the TCP connection, and
//! faults of the HTTP message.

use std::time::Duration;

use crate::content::BodySize;
use crate::delivery::{ConnectionEnd, StopPoint};
use crate::reply::Reply;

/// # Faults of the transport
///
/// [`Reply::reset`], [`hang_up`](Reply::hang_up), [`silence`](Reply::silence) and
/// [`raw`](Reply::raw) create a reply that does not carry out the request. A method whose name
/// begins with `then_` changes an existing reply. For example, `Reply::normal().then_reset()`
/// carries out the request and then resets the connection. The other methods of this block add a
/// fault to the response of an existing reply:
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
/// After a response with a fault, the connection ends. Compression with [`gzip`](Reply::gzip) does
/// not count as a fault. A faulty response that is still complete and correct, such as a slow
/// response, has the header `Connection: close`. A response with [`then_close`](Reply::then_close)
/// is an exception: it does not have this header. An incorrect response has the header
/// `Connection: close` only if the test adds this header with [`header`](Reply::header). If a test
/// calls several methods that end the response or the connection, only the last of these calls has
/// an effect.
///
/// Some faults keep the connection open until the client closes the connection or the sandbox
/// stops. During this time, the server still handles requests on other connections.
impl Reply {
    /// Reads the request, does not carry it out, and resets the connection with a TCP RST.
    pub fn reset() -> Reply {
        Reply::status(200).then_reset()
    }

    /// Reads the request, does not carry it out, and closes the connection with a TCP FIN.
    pub fn hang_up() -> Reply {
        Reply::status(200).then_hang_up()
    }

    /// Reads the request and does not carry it out. Sends no response and keeps the connection
    /// open.
    pub fn silence() -> Reply {
        Reply::status(200).then_silence()
    }

    /// Reads the request and does not carry it out. Sends these bytes instead of a response, and
    /// closes the connection.
    ///
    /// The bytes do not have to be valid HTTP. The methods that change a response body also change
    /// these bytes. If the bytes are the head of a response, a test can therefore cut, stall or
    /// slow down this head, or make it endless. The methods that change a response head have no
    /// effect on these bytes. [`gzip`](Self::gzip) is not useful here, because it would also
    /// compress a head in these bytes.
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

    /// Resets the connection before the sandbox sends the first byte of the response.
    pub fn then_reset(self) -> Reply {
        self.with_stop(StopPoint::BeforeHead, ConnectionEnd::Reset)
    }

    /// Closes the connection before the sandbox sends the first byte of the response.
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
    /// connection. A test can still add the header `Connection: close` with
    /// [`header`](Self::header).
    ///
    /// This method does not change the response itself. A client that reuses the connection may
    /// send its next request before it notices that the connection is closed.
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

    /// Works like [`cut_body`](Self::cut_body), but resets the connection instead of closing it.
    ///
    /// The reset discards bytes that have not arrived at the client yet. On some operating systems,
    /// the reset also discards bytes that have arrived but that the client has not read yet.
    pub fn reset_body(self, bytes: u64) -> Reply {
        self.with_stop(StopPoint::InBody(bytes), ConnectionEnd::Reset)
    }

    /// Works like [`cut_body`](Self::cut_body), but keeps the connection open. After these bytes of
    /// the body, the sandbox sends nothing more.
    pub fn stall_body(self, bytes: u64) -> Reply {
        self.with_stop(StopPoint::InBody(bytes), ConnectionEnd::KeepOpen)
    }

    /// Sets the header `Content-Length` to this value, even if the body has a different length.
    ///
    /// The sandbox sends the complete body and then closes the connection.
    pub fn content_length(mut self, claimed: u64) -> Reply {
        self.delivery.content_length = Some(claimed);
        self
    }

    /// Sends the body one byte at a time, with this pause before each byte.
    ///
    /// The timer has a resolution of one millisecond. A pause may be longer than the test
    /// requested, but never shorter.
    pub fn drip(mut self, pause: Duration) -> Reply {
        self.delivery.pause = Some(pause);
        self
    }

    /// Makes the body exactly this many bytes long. The sandbox cuts a longer body and appends
    /// spaces to a shorter body. JSON allows spaces after a value.
    ///
    /// `Content-Length` is the length of this body. The sandbox creates the body while it sends the
    /// body. The sandbox therefore needs only a few MiB of memory, even for a huge body.
    pub fn huge_body(mut self, bytes: u64) -> Reply {
        self.delivery.size = BodySize::Bytes(bytes);
        self
    }

    /// Sends spaces after the body until the connection ends. The body has the transfer coding
    /// `chunked`, unless [`content_length`](Self::content_length) sets a length.
    ///
    /// If [`cut_body`](Self::cut_body) ends the body, the sandbox does not send the final chunk. In
    /// a correct response, the final chunk marks the end of the body.
    pub fn endless_body(mut self) -> Reply {
        self.delivery.size = BodySize::Endless;
        self
    }

    /// Compresses the body and sends `Content-Encoding: gzip`, even if the client does not accept
    /// gzip.
    ///
    /// The argument of [`huge_body`](Self::huge_body) is a size before compression. The sizes in
    /// the arguments of other methods, such as [`cut_body`](Self::cut_body), are sizes after
    /// compression. Compression reduces one GiB of spaces to about one MiB.
    pub fn gzip(mut self) -> Reply {
        self.delivery.gzip = true;
        self
    }

    fn with_stop(mut self, stop: StopPoint, end: ConnectionEnd) -> Reply {
        self.delivery.stop = Some((stop, end));
        self
    }
}
