//! The code that sends a response. If a response has no fault, the HTTP server sends it. If a
//! response has a fault, this code sends the bytes of the response directly.

use std::future;
use std::io;
use std::time::Duration;

use axum::body::Body;
use axum::http::header::{
    CONNECTION, CONTENT_ENCODING, CONTENT_LENGTH, HeaderMap, TRANSFER_ENCODING,
};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;

use crate::connection::Connection;
use crate::content::{BodySize, Content};
use crate::delivery::{ConnectionEnd, Delivery, StopPoint};
use crate::response::ApiResponse;

/// A response that the sandbox writes directly to the connection, without the HTTP server.
struct Transmission {
    head: Vec<u8>,
    body: Content,
    chunked: bool,
    /// The maximum number of body bytes that the sandbox sends.
    limit: u64,
    pause: Option<Duration>,
    end: ConnectionEnd,
}

const CLOSE: HeaderValue = HeaderValue::from_static("close");

impl ApiResponse {
    /// Sends the response on the connection on which the request arrived.
    ///
    /// If the response has no fault, this function returns the response, and the HTTP server then
    /// sends it. If the response has a fault, this function sends the response directly, and the
    /// connection then ends. For an endless response, this function does not return while the
    /// connection is open. When the client closes the connection, the HTTP server drops the future
    /// of this function.
    pub(crate) async fn deliver(mut self, connection: &Connection, head_only: bool) -> Response {
        let has_forbidden_body = has_no_body(self.status) && !self.body.is_empty() && !head_only;
        let delivery = std::mem::take(&mut self.delivery);
        let content = Content::new(self.body, delivery.size, delivery.gzip);
        let mut headers = self.headers;
        if delivery.gzip {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }

        let is_complete = delivery.is_complete() && !has_forbidden_body;
        let is_plain = delivery.pause.is_none() && matches!(delivery.size, BodySize::AsGiven);
        if is_complete && is_plain {
            let body = content.chunks().collect::<Vec<_>>().concat();
            let mut response = Response::new(Body::from(body));
            *response.status_mut() = self.status;
            *response.headers_mut() = headers;
            return response;
        }
        if is_complete {
            // Without this header, the client could send its next request on the connection while
            // the sandbox closes the connection.
            headers.entry(CONNECTION).or_insert(CLOSE);
        }

        connection.discard_http_output();
        let transmission = Transmission::new(self.status, headers, content, &delivery, head_only);
        // An error means that the client closed the connection, so the error can be ignored.
        let _ = transmission.run(connection).await;
        // The client does not receive this empty response, because the connection discards it. The
        // header `Connection: close` makes the HTTP server drop the connection.
        let mut response = Response::default();
        response.headers_mut().insert(CONNECTION, CLOSE);
        response
    }
}

impl Transmission {
    fn new(
        status: StatusCode,
        mut headers: HeaderMap,
        body: Content,
        delivery: &Delivery,
        head_only: bool,
    ) -> Transmission {
        if let Some(length) = delivery.content_length {
            headers.insert(CONTENT_LENGTH, length.into());
        } else if let Some(length) = body.length()
            // RFC 9110, section 8.6, forbids `Content-Length` in a response with status 204.
            && !(has_no_body(status) && length == 0)
        {
            headers.entry(CONTENT_LENGTH).or_insert(length.into());
        }
        let has_length = body.length().is_some() || headers.contains_key(CONTENT_LENGTH);
        let chunked = !delivery.raw && !has_length;
        if chunked {
            headers.insert(TRANSFER_ENCODING, HeaderValue::from_static("chunked"));
        }

        let (limit, end) = match delivery.stop {
            None => (u64::MAX, ConnectionEnd::Close),
            Some((StopPoint::BeforeHead, end)) => (0, end),
            Some((StopPoint::InBody(bytes), end)) => (bytes, end),
            Some((StopPoint::AfterBody, end)) => (u64::MAX, end),
        };
        let sends_head = delivery.sends_status();
        Transmission {
            head: if sends_head {
                head(status, &headers)
            } else {
                Vec::new()
            },
            body,
            chunked,
            limit: if head_only && sends_head { 0 } else { limit },
            pause: delivery.pause,
            end,
        }
    }

    async fn run(self, connection: &Connection) -> io::Result<()> {
        let mut unsent = self.head;
        let mut left = self.limit;
        for mut chunk in self.body.chunks() {
            if left == 0 {
                break;
            }
            chunk.truncate(usize::try_from(left).unwrap_or(usize::MAX));
            left -= chunk.len() as u64;
            let piece = match self.pause {
                Some(_) => 1,
                None => chunk.len(),
            };
            for piece in chunk.chunks(piece) {
                if let Some(pause) = self.pause {
                    connection.send(&unsent).await?;
                    unsent.clear();
                    tokio::time::sleep(pause).await;
                }
                append_piece(&mut unsent, piece, self.chunked);
                connection.send(&unsent).await?;
                unsent.clear();
                // If this code did not yield here, a client that reads fast would block all other
                // requests.
                tokio::task::yield_now().await;
            }
        }
        connection.send(&unsent).await?;
        match self.end {
            ConnectionEnd::Close => {}
            ConnectionEnd::Reset => connection.reset_when_closed()?,
            ConnectionEnd::KeepOpen => future::pending().await,
        }
        Ok(())
    }
}

/// Returns whether HTTP forbids a body in a response with this status. In such a response, the HTTP
/// server would not send the body.
fn has_no_body(status: StatusCode) -> bool {
    matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED)
}

fn head(status: StatusCode, headers: &HeaderMap) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {status}\r\n").into_bytes();
    for (name, value) in headers {
        for part in [name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"] {
            head.extend_from_slice(part);
        }
    }
    head.extend_from_slice(b"\r\n");
    head
}

fn append_piece(unsent: &mut Vec<u8>, piece: &[u8], chunked: bool) {
    if chunked {
        unsent.extend_from_slice(format!("{:x}\r\n", piece.len()).as_bytes());
    }
    unsent.extend_from_slice(piece);
    if chunked {
        unsent.extend_from_slice(b"\r\n");
    }
}
