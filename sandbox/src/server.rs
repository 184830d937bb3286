//! The thread that serves, and the port it serves at.

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

/// A thread with a runtime of its own.
pub(crate) struct Server {
    stop: oneshot::Sender<()>,
    thread: JoinHandle<()>,
}

/// A port that is the sandbox's for as long as this lives, listened at or not.
///
/// Linux lets two sockets of one port listen in turn, so that one which never does keeps the port.
/// Elsewhere it is free between two servers.
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

    /// A socket to listen with.
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
    // Else the connections that a server ended would keep its port from the next one. On Windows
    // they do not, and there the option means something else.
    socket.set_reuseaddr(cfg!(unix))?;
    socket.bind(address)?;
    Ok(socket)
}

impl Server {
    /// Connections are accepted when this returns.
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
                    // The sender is never used: that it is gone is the signal. The runtime then
                    // drops the listener and every open connection.
                    let _ = stopped.await;
                });
            })?;
        Ok(Server { stop, thread })
    }

    /// Ends every connection, and returns when they have ended; an error is the thread's panic.
    pub(crate) fn stop(self) -> thread::Result<()> {
        drop(self.stop);
        self.thread.join()
    }
}
