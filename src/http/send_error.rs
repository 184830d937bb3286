//! Finds the reason why the client received no complete response to a request. The chain of causes
//! of the reqwest error contains this reason.
//!
//! Most causes have types that are private to hyper-util or rustls, so this module cannot check
//! these types. Instead, this module recognizes some causes by their error message. The tests below
//! check most of these messages. If this module recognizes no cause of an error, it returns a
//! general message.

use std::io;
use std::time::Duration;

use super::HttpError;
use super::causes::causes;
use super::connections::Connections;

/// Converts a reqwest error to an [`HttpError`]. The reqwest error means that the client received
/// no complete response.
///
/// The reqwest error contains the URL of the request with its query. So this function removes the
/// URL from the reqwest error.
pub(super) fn classify_send_error(
    error: reqwest::Error,
    connect_timeout: Option<Duration>,
    connections: &Connections,
) -> HttpError {
    let classified = match (error.is_connect(), error.is_timeout()) {
        // The client sends no part of the request before the connection is established.
        (true, true) => HttpError::connect_timeout(connect_timeout),
        (true, false) => connect_error(&error),
        (false, true) => HttpError::timeout("the server sent no complete response in time"),
        (false, false) => {
            let (reason, is_closed) = transport_reason(&error);
            if is_closed && connections.take_reused(&error) {
                HttpError::closed_idle(reason)
            } else {
                HttpError::transport(reason)
            }
        }
    };
    classified.with_source(error.without_url())
}

/// Returns an error that contains the reason why the client could not connect to the server.
fn connect_error(error: &reqwest::Error) -> HttpError {
    let known = causes(error).find_map(|cause| {
        let text = cause.to_string();
        let kind = cause.downcast_ref::<io::Error>().map(io::Error::kind);
        let temporary = |reason: &str| HttpError::connect(reason);
        let permanent = |reason: &str| HttpError::connect(reason).permanent();
        Some(match (text.as_str(), kind) {
            ("dns error", _) => temporary("the host name of the server could not be resolved"),
            ("tunnel error: proxy authorization required", _) => {
                permanent("the proxy requires authentication (407)")
            }
            ("tunnel error: failed to create underlying connection", _) => {
                temporary("the proxy could not be reached")
            }
            (text, _) if text.starts_with("tunnel error") => {
                temporary("the proxy did not open a tunnel to the server")
            }
            (text, _) if text.starts_with("invalid peer certificate") => permanent(&format!(
                "the certificate of the server was rejected ({text})"
            )),
            // The error message of OpenSSL contains this text if OpenSSL rejected the certificate.
            (text, _) if text.contains("certificate verify failed") => {
                permanent("the certificate of the server was rejected")
            }
            (text, _) if is_tls(text) => permanent("the TLS handshake failed"),
            (_, Some(io::ErrorKind::ConnectionRefused)) => {
                temporary("the server refused the connection")
            }
            (_, Some(io::ErrorKind::ConnectionReset)) => {
                temporary("the server reset the connection")
            }
            (_, Some(io::ErrorKind::AddrNotAvailable)) => {
                temporary("the local address is not available on this machine")
            }
            (
                _,
                Some(
                    io::ErrorKind::NetworkUnreachable
                    | io::ErrorKind::HostUnreachable
                    | io::ErrorKind::NotConnected,
                ),
            ) => temporary("this machine has no network route to the server"),
            _ => return None,
        })
    });
    known.unwrap_or_else(HttpError::connect_unknown)
}

/// Returns whether `text` is the error message of a failed TLS handshake.
fn is_tls(text: &str) -> bool {
    let prefixes = ["received corrupt message", "received fatal alert", "peer "];
    prefixes.iter().any(|prefix| text.starts_with(prefix)) || text.contains("tls handshake")
}

/// Returns the reason why the response is incomplete. The returned boolean is true if the
/// connection was closed or reset before the response was complete.
fn transport_reason(error: &reqwest::Error) -> (&'static str, bool) {
    for cause in causes(error) {
        let text = cause.to_string();
        match text.as_str() {
            "message head is too large" => {
                return ("the headers of the response are too large", false);
            }
            text if text.starts_with("connection closed before message completed") => {
                return (
                    "the connection was closed before the response was complete",
                    true,
                );
            }
            text if text.starts_with("invalid HTTP") || text.starts_with("error parsing") => {
                return ("the response of the server is not valid HTTP", false);
            }
            _ => {}
        }
        match cause.downcast_ref::<io::Error>().map(io::Error::kind) {
            Some(io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted) => {
                return (
                    "the connection was reset before the response was complete",
                    true,
                );
            }
            Some(io::ErrorKind::BrokenPipe) => {
                return (
                    "the connection was closed before the response was complete",
                    true,
                );
            }
            _ => {}
        }
    }
    (
        "the connection failed before the response was complete",
        false,
    )
}

#[cfg(all(
    test,
    any(feature = "rustls", feature = "rustls-aws-lc", feature = "native-tls")
))]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::{SocketAddr, TcpListener, TcpStream};

    use super::classify_send_error;
    use crate::http::connections::Connections;

    /// Starts a test server that calls the function `serve` for each connection. Returns the
    /// address of this server. The server runs in a thread that ends when the test program ends.
    fn serve(serve: impl Fn(&mut TcpStream) + Send + 'static) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                serve(&mut stream.unwrap());
            }
        });
        address
    }

    /// Starts a test server. The server reads once from each connection, and then sends `bytes` on
    /// the same connection.
    fn respond(bytes: &'static [u8]) -> SocketAddr {
        serve(move |stream| {
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(bytes);
        })
    }

    /// Sends a GET request that must fail. Returns the message of the error that
    /// `classify_send_error` returns for this failure.
    async fn message(url: &str, proxy: Option<SocketAddr>) -> String {
        let builder = crate::transport::tls::with_tls(reqwest::Client::builder()).unwrap();
        let builder = match proxy {
            Some(address) => {
                builder.proxy(reqwest::Proxy::all(format!("http://{address}")).unwrap())
            }
            None => builder.no_proxy(),
        };
        let client = builder.build().unwrap();
        let error = client.get(url).send().await.unwrap_err();
        let connections = Connections::default();
        classify_send_error(error, None, &connections).to_string()
    }

    #[tokio::test]
    async fn classify_send_error_names_the_reason() {
        let closed = TcpListener::bind("127.0.0.1:0").unwrap();
        let refused = closed.local_addr().unwrap();
        drop(closed);
        // Each label of a host name may have at most 63 characters. This label has 64 characters,
        // so the system sends no DNS query.
        let no_name = format!("http://{}.test/", "x".repeat(64));
        let head = "x".repeat(500_000).leak().as_bytes();
        let large = serve(move |stream| {
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nx: ");
            let _ = stream.write_all(head);
        });
        for (url, proxy, expected) in [
            (
                no_name,
                None,
                "this client could not connect to the server: the host name of the server could \
                 not be resolved",
            ),
            (
                format!("http://{refused}/"),
                None,
                "this client could not connect to the server: the server refused the connection",
            ),
            (
                "https://example.test/".to_owned(),
                Some(respond(
                    b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n",
                )),
                "this client could not connect to the server: the proxy requires authentication \
                 (407)",
            ),
            (
                "https://example.test/".to_owned(),
                Some(respond(b"HTTP/1.1 502 Bad Gateway\r\n\r\n")),
                "this client could not connect to the server: the proxy did not open a tunnel to \
                 the server",
            ),
            (
                "https://example.test/".to_owned(),
                Some(refused),
                "this client could not connect to the server: the proxy could not be reached",
            ),
            (
                format!("https://{}/", respond(b"HTTP/1.1 400 Bad Request\r\n\r\n")),
                None,
                "this client could not connect to the server: the TLS handshake failed",
            ),
            (
                format!("https://{}/", respond(b"")),
                None,
                "this client could not connect to the server: the TLS handshake failed",
            ),
            (
                format!("http://{large}/"),
                None,
                "the headers of the response are too large",
            ),
            (
                format!("http://{}/", respond(b"SSH-2.0-OpenSSH_9.6\r\n")),
                None,
                "the response of the server is not valid HTTP",
            ),
            (
                format!("http://{}/", respond(b"")),
                None,
                "the connection was closed before the response was complete",
            ),
        ] {
            assert_eq!(message(&url, proxy).await, expected, "{url}");
        }
    }

    /// Checks the error message for a server with a self-signed certificate. The client rejects
    /// this certificate, because no system trusts it.
    #[cfg(feature = "rustls")]
    #[tokio::test]
    async fn classify_send_error_unknown_certificate_is_named() {
        use std::sync::Arc;

        use rustls::pki_types::PrivatePkcs8KeyDer;

        let signed = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
        let key = PrivatePkcs8KeyDer::from(signed.signing_key.serialize_der()).into();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![signed.cert.into()], key)
            .unwrap();
        let config = Arc::new(config);
        let address = serve(move |stream| {
            let mut tls = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
            let _ = tls.complete_io(stream);
        });
        let message = message(&format!("https://{address}/"), None).await;
        assert!(
            message.starts_with(
                "this client could not connect to the server: the certificate of the server was \
                 rejected ("
            ),
            "{message}"
        );
    }
}
