//! Validates the access token, and creates the value of the header `Authorization` from it.

use bytes::Bytes;
use reqwest::header::HeaderValue;
use zeroize::Zeroizing;

use crate::error::Error;

/// Returns the value of the header `Authorization` for an access token. The error messages of this
/// function do not contain the token.
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
    // RFC 6750 allows letters, digits and the characters `-._~+/=` in a token. Tokens of the
    // framework Laravel also contain the character `|`. A valid token never contains one of the
    // characters in the list below. A caller may copy such a character by mistake from a
    // configuration file or a template.
    if token.contains(|c: char| "\"'`<>{}$\\,;()[]*".contains(c)) {
        return Err(Error::configuration(
            "the access token contains a quotation mark, a bracket or another invalid character; \
             remove quotation marks, and replace placeholders",
        ));
    }
    let mut value = Zeroizing::new(Vec::with_capacity("Bearer ".len() + token.len()));
    value.extend_from_slice(b"Bearer ");
    value.extend_from_slice(token.as_bytes());
    // The clones of this header value share the bytes in `value`. When the last clone is dropped,
    // `Zeroizing` overwrites these bytes.
    let value = HeaderValue::from_maybe_shared(Bytes::from_owner(value));
    let mut value = value.map_err(|_| {
        Error::configuration("the access token cannot be sent in a header; copy it again")
    })?;
    // This call marks the access token as sensitive. `Debug` then does not show the token, and
    // HTTP/2 does not store the token in its header compression table.
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::authorization;

    #[test]
    fn authorization_is_sensitive() {
        let header = authorization("hunter2").unwrap();
        assert_eq!(header.as_bytes(), b"Bearer hunter2");
        assert!(header.is_sensitive() && !format!("{header:?}").contains("hunter2"));
    }
}
