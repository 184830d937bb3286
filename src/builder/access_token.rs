//! Validates the access token, and creates a header value from it.

use bytes::Bytes;
use reqwest::header::HeaderValue;
use zeroize::Zeroizing;

use crate::error::Error;

/// Returns the value of the header `Authorization`. No error message contains the token.
pub(super) fn authorization(token: &str) -> Result<HeaderValue, Error> {
    if token.is_empty() {
        return Err(Error::configuration(
            "the access token is empty; pass a personal access token",
        ));
    }
    let scheme = token.get(.."Bearer".len()).unwrap_or_default();
    let after_scheme = token.as_bytes().get("Bearer".len());
    if scheme.eq_ignore_ascii_case("Bearer") && matches!(after_scheme, Some(b' ' | b':')) {
        return Err(Error::configuration(
            "the access token begins with `Bearer`; pass only the token",
        ));
    }
    if token.bytes().any(|byte| !byte.is_ascii_graphic()) {
        return Err(Error::configuration(
            "the access token contains a space, a line break or another character that is not \
             printable ASCII; copy only the token",
        ));
    }
    // RFC 6750 allows letters, digits and `-._~+/=` in a token. Tokens of Laravel also contain a
    // `|`. The characters below are never a part of a token. A caller may copy such characters from
    // a configuration file or a template by mistake.
    if token.contains(|c: char| "\"'`<>{}$\\,;()[]*".contains(c)) {
        return Err(Error::configuration(
            "the access token contains a quotation mark, a bracket or another invalid character; \
             remove quotation marks, and replace placeholders",
        ));
    }
    let mut value = Zeroizing::new(Vec::with_capacity("Bearer ".len() + token.len()));
    value.extend_from_slice(b"Bearer ");
    value.extend_from_slice(token.as_bytes());
    // The clones of the header value share these bytes. When the last clone is dropped, the bytes
    // are overwritten.
    HeaderValue::from_maybe_shared(Bytes::from_owner(value)).map_err(|_| {
        Error::configuration("the access token cannot be sent in a header; copy it again")
    })
}
