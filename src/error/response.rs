//! The type of the response that an [`Error`](super::Error) contains.

use reqwest::header::{HeaderName, HeaderValue};

use super::body::{PLACEHOLDER, ServerMessage};
use crate::http::{REQUEST_ID, Response};

/// The maximum number of bytes of the response body that an error contains. No documented error
/// response of this API has a longer body. A log can store a body of this size.
pub(crate) const MAX_RAW_BODY: usize = 64 * 1024;

pub(super) const RETRY_AFTER: HeaderName = reqwest::header::RETRY_AFTER;

/// A response that the client returns in an error. Also contains the error message that the client
/// found in the body of this response.
pub(crate) struct ErrorResponse {
    pub(super) response: Response,
    pub(super) message: ServerMessage,
}

impl From<Response> for ErrorResponse {
    fn from(mut response: Response) -> Self {
        let message = ServerMessage::read(&response.body);
        response.body.truncate(MAX_RAW_BODY);
        ErrorResponse { response, message }
    }
}

impl ErrorResponse {
    /// Replaces `secret` with a placeholder in the parts of the response that the `Display` output
    /// of an error can contain. The raw body is unchanged.
    pub(crate) fn redact(&mut self, secret: &str) {
        if is_redacted(secret) {
            for name in [REQUEST_ID, RETRY_AFTER] {
                if let Some(value) = self.response.headers.get_mut(name) {
                    redact_value(value, secret);
                }
            }
            self.message.redact(secret);
        }
    }
}

/// Replaces `secret` with a placeholder in the value of a header.
pub(crate) fn redact_value(value: &mut HeaderValue, secret: &str) {
    if is_redacted(secret)
        && let Ok(text) = value.to_str()
        && text.contains(secret)
        && let Ok(redacted) = HeaderValue::from_str(&text.replace(secret, PLACEHOLDER))
    {
        *value = redacted;
    }
}

/// Returns whether a secret is long enough to be replaced. Every access token of the service has at
/// least 8 characters. A shorter secret could be a part of an ordinary word.
fn is_redacted(secret: &str) -> bool {
    secret.len() >= 8
}
