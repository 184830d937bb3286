//! Sends the requests of a client with hyper instead of reqwest.
//!
//! The example starts a sandbox in this process and needs no network:
//!
//! ```text
//! cargo run --example own_http_client
//! ```

use std::error::Error;
use std::pin::Pin;
use std::task::{Context, Poll};

use http_body_util::Full;
use hyper::body::{Body as _, Incoming};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tallyfy_groups::http::{Bytes, HttpClient, HttpError, HttpRequest, HttpResponse, SendFuture};
use tallyfy_groups::{Client, ListGroups};
use tallyfy_sandbox::Sandbox;
use tokio::net::TcpStream;

/// An HTTP client that opens a connection without TLS for each request.
#[derive(Debug)]
struct Hyper {
    authority: String,
}

impl HttpClient for Hyper {
    fn send(&self, request: HttpRequest) -> SendFuture<'_> {
        Box::pin(async move {
            let stream = TcpStream::connect(&self.authority)
                .await
                .map_err(HttpError::connect)?;
            let connected = http1::handshake(TokioIo::new(stream)).await;
            let (mut sender, connection) = connected.map_err(HttpError::connect)?;
            tokio::spawn(connection);

            let path = request.url().splitn(4, '/').nth(3).unwrap_or_default();
            let mut http = hyper::Request::builder()
                .method(request.method())
                .uri(format!("/{path}"))
                .header("host", &self.authority)
                .body(Full::new(Bytes::copy_from_slice(request.body())))
                .map_err(HttpError::connect)?;
            http.headers_mut().extend(request.headers().clone());

            // From here on, the server may have received the request.
            let failed = |error| HttpError::transport("the connection failed").with_source(error);
            let (head, body) = sender
                .send_request(http)
                .await
                .map_err(failed)?
                .into_parts();
            Ok(HttpResponse::from_stream(
                head.status,
                head.headers,
                Chunks(body),
            ))
        })
    }
}

/// The body of a response from hyper, as a stream of chunks.
struct Chunks(Incoming);

impl futures_core::Stream for Chunks {
    type Item = Result<Bytes, HttpError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut self.0)
            .poll_frame(context)
            .map(|frame| match frame? {
                // A frame without data contains trailers, which the client does not need.
                Ok(frame) => Some(Ok(frame.into_data().unwrap_or_default())),
                Err(error) => Some(Err(
                    HttpError::transport("the response is incomplete").with_source(error)
                )),
            })
    }
}

#[tokio::main]
pub(crate) async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::start();
    let authority = sandbox
        .base_url()
        .split('/')
        .nth(2)
        .unwrap_or_default()
        .to_owned();
    let client = Client::builder()
        .access_token(sandbox.token())
        .organization(sandbox.organization())
        .base_url(sandbox.base_url())
        .http_client(Hyper { authority })
        .build()?;
    for group in client.list_groups(ListGroups::new()).await? {
        println!("{}", group.name);
    }
    Ok(())
}
