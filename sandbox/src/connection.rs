//! TCP connections on which the sandbox can send bytes directly, without the HTTP server. The
//! sandbox sends each faulty response directly.

use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

/// A TCP listener that accepts each connection as a [`Connection`].
pub(crate) struct ConnectionListener(pub(crate) TcpListener);

/// A TCP connection that two parts of the sandbox use: the HTTP server, and the code that sends
/// faulty responses.
///
/// The TCP connection stays open until the last clone of this value is dropped.
#[derive(Clone)]
pub(crate) struct Connection {
    stream: Arc<TcpStream>,
    discards_http_output: Arc<AtomicBool>,
}

impl Listener for ConnectionListener {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        let (stream, address) = Listener::accept(&mut self.0).await;
        // Without this option, the operating system may delay a response until the client
        // acknowledges the previous response on the connection. The client may also delay this
        // acknowledgement.
        let _ = stream.set_nodelay(true);
        let connection = Connection {
            stream: Arc::new(stream),
            discards_http_output: Arc::default(),
        };
        (connection, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

impl Connected<IncomingStream<'_, ConnectionListener>> for Connection {
    fn connect_info(stream: IncomingStream<'_, ConnectionListener>) -> Connection {
        stream.io().clone()
    }
}

impl Connection {
    /// Makes the connection discard the bytes that the HTTP server writes after this call. The HTTP
    /// server still reads from the connection. The HTTP server therefore notices when the client
    /// closes the connection.
    pub(crate) fn discard_http_output(&self) {
        self.discards_http_output.store(true, Ordering::Relaxed);
    }

    /// Sends all bytes directly on the TCP connection, without the HTTP server.
    pub(crate) async fn send(&self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            self.stream.writable().await?;
            match self.stream.try_write(bytes) {
                Ok(written) => bytes = &bytes[written..],
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Makes the sandbox send a TCP reset when the sandbox later closes the connection.
    pub(crate) fn reset_when_closed(&self) -> io::Result<()> {
        self.stream.set_zero_linger()
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        loop {
            ready!(self.stream.poll_read_ready(context))?;
            match self.stream.try_read(buffer.initialize_unfilled()) {
                Ok(read) => {
                    buffer.advance(read);
                    return Poll::Ready(Ok(()));
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.discards_http_output.load(Ordering::Relaxed) {
            return Poll::Ready(Ok(bytes.len()));
        }
        loop {
            ready!(self.stream.poll_write_ready(context))?;
            match self.stream.try_write(bytes) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                written => return Poll::Ready(written),
            }
        }
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    /// Does nothing, because the HTTP server drops the connection directly after it calls this
    /// function.
    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
