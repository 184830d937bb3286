//! The thread in which the server runs, and the port on which the server listens.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use tokio::net::TcpSocket;
use tokio::runtime;
use tokio::sync::oneshot;

use crate::connection::{Connection, ConnectionListener};
use crate::router;
use crate::state::Shared;

/// A running server, which has its own thread and its own async runtime.
pub(crate) struct Server {
    stop: oneshot::Sender<()>,
    thread: JoinHandle<()>,
}

/// A port that the sandbox reserves until this value is dropped. The port stays reserved even while
/// no server listens on it.
///
/// On Linux, two sockets can be bound to the same port. One socket, which never listens, therefore
/// reserves the port for the other socket, which listens. On other operating systems, nothing
/// reserves the port between the stop of one server and the start of the next server.
pub(crate) struct Port {
    address: SocketAddr,
    reserved: Option<TcpSocket>,
}

impl Port {
    pub(crate) fn bind(address: SocketAddr) -> io::Result<Port> {
        let socket = bound_socket(address)?;
        Ok(Port {
            address: socket.local_addr()?,
            reserved: Some(socket),
        })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns a socket on which the next server can listen.
    fn socket(&mut self) -> io::Result<TcpSocket> {
        if cfg!(target_os = "linux") {
            return bound_socket(self.address);
        }
        self.reserved
            .take()
            .map_or_else(|| bound_socket(self.address), Ok)
    }
}

fn bound_socket(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4(),
        SocketAddr::V6(_) => TcpSocket::new_v6(),
    }?;
    // Without the option `SO_REUSEADDR`, the closed connections of a stopped server would block the
    // port for the next server. On Windows, closed connections do not block a port, and the option
    // `SO_REUSEADDR` has a different meaning.
    socket.set_reuseaddr(cfg!(unix))?;
    socket.bind(address)?;
    Ok(socket)
}

impl Server {
    /// Starts the server. When this function returns, the server already accepts connections.
    pub(crate) fn start(port: &mut Port, shared: &Arc<Shared>) -> io::Result<Server> {
        let runtime = runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let listener = {
            let _entered = runtime.enter();
            port.socket()?.listen(1024)?
        };
        let service =
            router::router(Arc::clone(shared)).into_make_service_with_connect_info::<Connection>();
        let (stop, stopped) = oneshot::channel::<()>();
        let thread = thread::Builder::new()
            .name("tallyfy-sandbox".to_owned())
            .spawn(move || {
                runtime.block_on(async {
                    tokio::spawn(axum::serve(ConnectionListener(listener), service).into_future());
                    // The channel never sends a value. The server stops when the sender of this
                    // channel is dropped. When the server stops, the runtime drops the listener and
                    // every open connection.
                    let _ = stopped.await;
                });
            })?;
        Ok(Server { stop, thread })
    }

    /// Ends every connection and waits until the server's thread has ended. Returns an error if
    /// this thread panicked.
    pub(crate) fn stop(self) -> thread::Result<()> {
        drop(self.stop);
        self.thread.join()
    }
}
