//! A server that writes ready-made answers, and costs next to nothing: for what the sandbox, which
//! thinks about each request, would hide.

use std::net::SocketAddr;
use std::sync::Arc;
use std::thread;

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime;
use tokio::sync::oneshot;

use crate::endpoint::Endpoint;

/// A running server; it stops when it is dropped.
pub struct Replay {
    address: SocketAddr,
    _stop: oneshot::Sender<()>,
}

type Respond = dyn Fn(&str) -> Vec<u8> + Send + Sync;

impl Replay {
    /// Answers each GET with what `answer` makes of its path and query: a whole answer, from its
    /// status line on.
    pub fn start(answer: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static) -> Replay {
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let (_stop, stopped) = oneshot::channel();
        let answer: Arc<Respond> = Arc::new(answer);
        thread::spawn(move || {
            let runtime = runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(async {
                tokio::select! {
                    () = accept(TcpListener::from_std(listener).unwrap(), answer) => {}
                    _ = stopped => {}
                }
            });
        });
        Replay { address, _stop }
    }

    pub fn endpoint(&self) -> Endpoint {
        Endpoint {
            base_url: format!("http://{}", self.address),
            token: "demo-token".to_owned(),
            organization: "demo".to_owned(),
        }
    }
}

async fn accept(listener: TcpListener, answer: Arc<Respond>) {
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        tokio::spawn(serve(stream, Arc::clone(&answer)));
    }
}

/// Ends when the client does.
async fn serve(stream: TcpStream, answer: Arc<Respond>) -> std::io::Result<()> {
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
            stream.write_all(&answer(&path)).await?;
        }
    }
}

/// An answer with this JSON, and headers as an origin sends them.
pub fn json(body: &str) -> Vec<u8> {
    encoded(body.as_bytes(), "")
}

/// As [`json`], with a body in some encoding and the headers that say so.
pub fn encoded(body: &[u8], headers: &str) -> Vec<u8> {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-request-id: req-1\r\n\
         date: Tue, 21 May 2024 18:00:00 GMT\r\n{headers}content-length: {length}\r\n\r\n"
    );
    [head.as_bytes(), body].concat()
}
