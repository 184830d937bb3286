//! Validates the access token, and makes a header of it.

use bytes::Bytes;
use reqwest::header::HeaderValue;
use zeroize::Zeroizing;

use crate::error::Error;

/// Returns the value of the header `Authorization`. No message shows the token.
pub(super) fn authorization(token: &str) -> Result<HeaderValue, Error> {
    if token.is_empty() {
        return Err(Error::configuration("the access token is empty"));
    }
    let scheme = token.get(.."Bearer".len()).unwrap_or_default();
    let after_scheme = token.as_bytes().get("Bearer".len());
    if scheme.eq_ignore_ascii_case("Bearer") && matches!(after_scheme, Some(b' ' | b':')) {
        return Err(Error::configuration(
            "the access token begins with `Bearer`; pass the token only",
        ));
    }
    if token.bytes().any(|byte| !byte.is_ascii_graphic()) {
        return Err(Error::configuration(
            "the access token contains a blank, a line break or another character that no token \
             has; it may have been copied with too much",
        ));
    }
    // RFC 6750 allows letters, digits and `-._~+/=`; tokens of Laravel have a `|`. Not these, which
    // come from a file or a template around the token.
    if token.contains([
        '"', '\'', '`', '<', '>', '{', '}', '$', '\\', ',', ';', '(', ')', '[', ']', '*',
    ]) {
        return Err(Error::configuration(
            "the access token contains a quote, a bracket or another character that no token has; \
             it may be quoted, or a placeholder",
        ));
    }
    let mut value = Zeroizing::new(Vec::with_capacity("Bearer ".len() + token.len()));
    value.extend_from_slice(b"Bearer ");
    value.extend_from_slice(token.as_bytes());
    // The header's clones share these bytes, and the last of them to go overwrites them.
    HeaderValue::from_maybe_shared(Bytes::from_owner(value))
        .map_err(|_| Error::configuration("the access token cannot be sent in a header"))
}
