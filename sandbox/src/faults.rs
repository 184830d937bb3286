//! Scripted faults of the transport: what goes wrong below, beside or in the middle of HTTP.

use std::time::Duration;

use crate::content::BodySize;
use crate::delivery::{ConnectionEnd, StopPoint};
use crate::reply::Reply;

/// # Faults of the transport
///
/// Those that begin with `then_` come after what the reply would otherwise do, and so say whether
/// the request is carried out: it is not with [`Reply::reset`], and it is with
/// `Reply::normal().then_reset()`. The others say how the answer goes wrong, and go with either:
///
/// ```
/// use std::time::Duration;
/// use tallyfy_sandbox::Reply;
///
/// let saved_but_unheard = Reply::normal().then_reset();
/// let half_an_answer = Reply::normal().cut_body(20);
/// let slow_error = Reply::status(503).body("Down").drip(Duration::from_millis(1));
/// let bomb = Reply::status(200).body("{}").huge_body(1 << 30).gzip();
/// # let _ = (saved_but_unheard, half_an_answer, slow_error, bomb);
/// ```
///
/// The connection ends with such an answer, unless [`gzip`](Reply::gzip) is all there is to it. A
/// whole and correct answer says so (`Connection: close`), except with
/// [`then_close`](Reply::then_close); a faulty one does not, unless a [`header`](Reply::header)
/// does. Of the methods that end an answer early and `then_close`, the last one counts.
///
/// A connection that is held stays open until the client closes it or the sandbox stops; meanwhile
/// the server answers on others.
impl Reply {
    /// Reads the request, does not carry it out, and resets the connection (a TCP RST).
    pub fn reset() -> Reply {
        Reply::status(200).then_reset()
    }

    /// Reads the request, does not carry it out, and closes the connection (a TCP FIN).
    pub fn hang_up() -> Reply {
        Reply::status(200).then_hang_up()
    }

    /// Reads the request, does not carry it out, never answers, and holds the connection.
    pub fn silence() -> Reply {
        Reply::status(200).then_silence()
    }

    /// Does not carry the request out, sends these bytes instead of an answer, and closes the
    /// connection.
    ///
    /// They need be no HTTP. The methods for a body act on all of them, so that a head can be cut,
    /// stalled, dripped or endless; those for the head and [`gzip`](Self::gzip) make no sense here.
    ///
    /// ```
    /// use tallyfy_sandbox::Reply;
    ///
    /// let garbage = Reply::raw("SSH-2.0-OpenSSH\r\n");
    /// let half_a_head = Reply::raw("HTTP/1.1 200 OK\r\nContent-Ty").stall_body(u64::MAX);
    /// let endless_head = Reply::raw("HTTP/1.1 200 OK\r\nX-Blank:").endless_body();
    /// # let _ = (garbage, half_a_head, endless_head);
    /// ```
    pub fn raw(bytes: impl Into<Vec<u8>>) -> Reply {
        Reply::status(200).then_raw(bytes)
    }

    /// Resets the connection before any byte of the answer.
    pub fn then_reset(self) -> Reply {
        self.with_stop(StopPoint::BeforeHead, ConnectionEnd::Reset)
    }

    /// Closes the connection before any byte of the answer.
    pub fn then_hang_up(self) -> Reply {
        self.with_stop(StopPoint::BeforeHead, ConnectionEnd::Close)
    }

    /// Never answers, and holds the connection.
    pub fn then_silence(self) -> Reply {
        self.with_stop(StopPoint::BeforeHead, ConnectionEnd::KeepOpen)
    }

    /// Sends these bytes instead of the answer, as [`raw`](Self::raw) does.
    pub fn then_raw(mut self, bytes: impl Into<Vec<u8>>) -> Reply {
        self.delivery.raw = true;
        self.body(bytes)
    }

    /// Sends the whole response, and then closes the connection without announcing it: there is no
    /// `Connection: close`, unless a [`header`](Self::header) sets it.
    ///
    /// The response is as well-formed as without this. A client that keeps the connection for its
    /// next request may not notice the close before it sends that request.
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

    /// Sends the head, its `Content-Length` that of the whole body, and this many bytes of the
    /// body; then closes the connection.
    pub fn cut_body(self, bytes: u64) -> Reply {
        self.with_stop(StopPoint::InBody(bytes), ConnectionEnd::Close)
    }

    /// As [`cut_body`](Self::cut_body), but resets the connection.
    ///
    /// A reset overtakes: what the client has not received by then is lost, and on some systems
    /// also what it has received and not read.
    pub fn reset_body(self, bytes: u64) -> Reply {
        self.with_stop(StopPoint::InBody(bytes), ConnectionEnd::Reset)
    }

    /// As [`cut_body`](Self::cut_body), but sends nothing more and holds the connection.
    pub fn stall_body(self, bytes: u64) -> Reply {
        self.with_stop(StopPoint::InBody(bytes), ConnectionEnd::KeepOpen)
    }

    /// Claims this `Content-Length`, whatever the length of the body.
    ///
    /// The whole body is sent, and the connection closed.
    pub fn content_length(mut self, claimed: u64) -> Reply {
        self.delivery.content_length = Some(claimed);
        self
    }

    /// Sends the body one byte at a time, and pauses before each.
    ///
    /// The timer counts in milliseconds, and no pause is shorter than asked for.
    pub fn drip(mut self, pause: Duration) -> Reply {
        self.delivery.pause = Some(pause);
        self
    }

    /// Makes the body this long: cuts it, or fills it up with blanks, which JSON allows after a
    /// value.
    ///
    /// Its `Content-Length` is true. The body is made as it is sent, and takes a few MiB of memory
    /// at most.
    pub fn huge_body(mut self, bytes: u64) -> Reply {
        self.delivery.size = BodySize::Bytes(bytes);
        self
    }

    /// Lets blanks follow the body for ever, in chunks unless
    /// [`content_length`](Self::content_length) claims an end.
    ///
    /// With [`cut_body`](Self::cut_body) it is a chunked body without its last chunk.
    pub fn endless_body(mut self) -> Reply {
        self.delivery.size = BodySize::Endless;
        self
    }

    /// Compresses the body, whether or not the client accepts it, and says so
    /// (`Content-Encoding: gzip`).
    ///
    /// [`huge_body`](Self::huge_body) then counts the bytes before, and the other methods those
    /// after compression. A GiB of blanks takes about a MiB.
    pub fn gzip(mut self) -> Reply {
        self.delivery.gzip = true;
        self
    }

    fn with_stop(mut self, stop: StopPoint, end: ConnectionEnd) -> Reply {
        self.delivery.stop = Some((stop, end));
        self
    }
}
