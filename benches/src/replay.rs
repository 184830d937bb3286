//! A server that sends prepared responses at almost no cost.
//!
//! The sandbox needs time to check each request. This time would hide small differences between
//! clients.

use std::net::SocketAddr;
use std::sync::Arc;
use std::thread;

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime;
use tokio::sync::oneshot;

use crate::endpoint::Endpoint;

/// A running server. The server stops when this value is dropped.
pub struct Replay {
    address: SocketAddr,
    _stop: oneshot::Sender<()>,
}

type Respond = dyn Fn(&str) -> Vec<u8> + Send + Sync;

impl Replay {
    /// Starts a server for GET requests. The function `respond` receives the path and query of a
    /// request, and returns the complete response with its status line.
    pub fn start(respond: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static) -> Replay {
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let (_stop, stopped) = oneshot::channel();
        let respond: Arc<Respond> = Arc::new(respond);
        thread::spawn(move || {
            let runtime = runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(async {
                tokio::select! {
                    () = accept(TcpListener::from_std(listener).unwrap(), respond) => {}
                    _ = stopped => {}
                }
            });
        });
        Replay { address, _stop }
    }

    /// Returns the endpoint of the server.
    pub fn endpoint(&self) -> Endpoint {
        Endpoint {
            base_url: format!("http://{}", self.address),
            token: "demo-token".to_owned(),
            organization: "demo".to_owned(),
        }
    }
}

async fn accept(listener: TcpListener, respond: Arc<Respond>) {
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        tokio::spawn(serve(stream, Arc::clone(&respond)));
    }
}

/// Serves one connection until the client closes it.
async fn serve(stream: TcpStream, respond: Arc<Respond>) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    let mut path = String::new();
    let mut line = String::new();
    loop {
        line.clear();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        if let Some(rest) = line.strip_prefix("GET ") {
            path = rest.split(' ').next().unwrap_or_default().to_owned();
        } else if line == "\r\n" {
            stream.write_all(&respond(&path)).await?;
        }
    }
}

/// Returns a response with a JSON body and with typical headers.
pub fn json(body: &str) -> Vec<u8> {
    encoded(body.as_bytes(), "")
}

/// Returns a response with a compressed JSON body. `headers` contains the additional header lines
/// that the compression requires.
pub fn encoded(body: &[u8], headers: &str) -> Vec<u8> {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-request-id: req-1\r\n\
         date: Tue, 21 May 2024 18:00:00 GMT\r\n{headers}content-length: {length}\r\n\r\n"
    );
    [head.as_bytes(), body].concat()
}
