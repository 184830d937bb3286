//! Why a request has no response, from the chain of errors that reqwest returns.
//!
//! The types behind most causes are private to hyper-util and rustls, so some are known by their
//! texts only. The tests of `tests/integration/connections.rs` hold each text; an unknown one falls
//! back to a general message, and never changes what the client does.

use std::error::Error as StdError;
use std::io;
use std::time::Duration;

use crate::Error;
use crate::error::TimeLimit;

/// Returns the error for a request without a complete response. The error of reqwest would show
/// the query, so its URL is dropped.
pub(super) fn classify_send_error(error: reqwest::Error, connect_timeout: Duration) -> Error {
    let is_connect = error.is_connect();
    let classified = match (is_connect, error.is_timeout()) {
        // A connection that was not made in time has sent nothing.
        (true, true) => Error::connect_timeout(connect_timeout),
        (true, false) => Error::connect(connect_reason(&error)),
        (false, true) => Error::timeout(TimeLimit::Unknown),
        (false, false) => {
            let (reason, is_closed) = transport_reason(&error);
            Error::transport(reason, is_closed)
        }
    };
    classified.because(error.without_url())
}

/// Returns why no connection was made.
fn connect_reason(error: &reqwest::Error) -> String {
    let reason = causes(error).find_map(|cause| {
        let text = cause.to_string();
        let kind = cause.downcast_ref::<io::Error>().map(io::Error::kind);
        Some(match (text.as_str(), kind) {
            ("dns error", _) => "the name of its host could not be resolved".to_owned(),
            ("tunnel error: proxy authorization required", _) => {
                "the proxy requires authentication (407)".to_owned()
            }
            (text, _) if text.starts_with("tunnel error") => {
                "the proxy did not open a tunnel to it".to_owned()
            }
            (text, _) if text.starts_with("invalid peer certificate") => {
                format!("its certificate was not accepted ({text})")
            }
            // OpenSSL's words.
            (text, _) if text.contains("certificate verify failed") => {
                "its certificate was not accepted".to_owned()
            }
            (text, _) if text.contains("tls handshake") => "the TLS handshake failed".to_owned(),
            (_, Some(io::ErrorKind::ConnectionRefused)) => "it refused the connection".to_owned(),
            (_, Some(io::ErrorKind::ConnectionReset)) => "it reset the connection".to_owned(),
            (
                _,
                Some(
                    io::ErrorKind::NetworkUnreachable
                    | io::ErrorKind::HostUnreachable
                    | io::ErrorKind::NotConnected,
                ),
            ) => "it cannot be reached from this network".to_owned(),
            _ => return None,
        })
    });
    match reason {
        Some(reason) => format!("no connection to the server: {reason}"),
        None => "no connection to the server could be made".to_owned(),
    }
}

/// Returns why a connection brought no complete response, and whether it was closed before the
/// first byte of one.
fn transport_reason(error: &reqwest::Error) -> (&'static str, bool) {
    for cause in causes(error) {
        let text = cause.to_string();
        match text.as_str() {
            "message head is too large" => {
                return ("the head of the response is too large", false);
            }
            text if text.starts_with("connection closed before message completed") => {
                return ("the connection was closed before a complete response", true);
            }
            text if text.starts_with("invalid HTTP") || text.starts_with("error parsing") => {
                return ("the response is not HTTP", false);
            }
            _ => {}
        }
        match cause.downcast_ref::<io::Error>().map(io::Error::kind) {
            Some(io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted) => {
                return ("the connection was reset before a complete response", true);
            }
            Some(io::ErrorKind::BrokenPipe) => {
                return ("the connection was closed before a complete response", true);
            }
            _ => {}
        }
    }
    ("the connection failed before a complete response", false)
}

/// Returns an error and its causes. [`io::Error`] hides the error inside it from `source`.
fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn StdError + 'static)> {
    let first: &(dyn StdError + 'static) = error;
    std::iter::successors(Some(first), |error| cause(*error))
}

fn cause<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a (dyn StdError + 'static)> {
    let inner = error
        .downcast_ref::<io::Error>()
        .and_then(io::Error::get_ref);
    match inner {
        Some(inner) => Some(inner),
        None => error.source(),
    }
}
