//! The response that an error keeps.

use reqwest::header::HeaderValue;

use super::body::ServerMessage;
use crate::http::Response;

/// The length of a body that an error keeps: more than any error of this API has, and not too much
/// for a log.
pub(crate) const MAX_RAW_BODY: usize = 64 * 1024;

pub(super) const REQUEST_ID: &str = "x-request-id";
pub(super) const RETRY_AFTER: &str = "retry-after";

/// A response that became an error, and what its body reports.
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
    /// Replaces a secret that the server has repeated in the parts that `Display` shows. The raw body
    /// keeps it.
    pub(crate) fn redact(&mut self, secret: &str) {
        // A shorter text is no token of the service, and may be part of any word.
        const MIN_LENGTH: usize = 8;
        if secret.len() < MIN_LENGTH {
            return;
        }
        for name in [REQUEST_ID, RETRY_AFTER] {
            let Some(value) = self.response.headers.get_mut(name) else {
                continue;
            };
            let Ok(text) = value.to_str() else { continue };
            if text.contains(secret)
                && let Ok(hidden) = HeaderValue::from_str(&text.replace(secret, PLACEHOLDER))
            {
                *value = hidden;
            }
        }
        self.message.redact(secret);
    }
}

const PLACEHOLDER: &str = "[the access token]";

/// Replaces a secret in a text.
pub(super) fn redact(text: Option<&mut String>, secret: &str) {
    if let Some(text) = text.filter(|text| text.contains(secret)) {
        *text = text.replace(secret, PLACEHOLDER);
    }
}
