//! Checks whether the body of a response is JSON, and removes other text before and after the JSON.

use serde::de::IgnoredAny;

/// Returns the reason why the body of a response is not complete JSON. Returns `None` if this
/// function finds no such reason.
///
/// A body that is not complete JSON is, for example, empty, incomplete, or the HTML page of a
/// gateway. If a response has such a body, the client can send the request again.
///
/// For most bodies, this function checks only the first and the last character of the body. The
/// decoder later finds any other error in the JSON.
pub(crate) fn reason_not_json(body: &[u8]) -> Option<&'static str> {
    let body = match body.trim_ascii() {
        [0xef, 0xbb, 0xbf, rest @ ..] => rest.trim_ascii(),
        body => body,
    };
    match (body.first(), body.last()) {
        (None, _) => Some("the response body is empty"),
        (Some(b'{'), Some(b'}')) | (Some(b'['), Some(b']')) => None,
        (Some(b'{' | b'['), _) if begins_with_json(body) => None,
        (Some(b'{' | b'['), _) => Some("the response body is incomplete JSON"),
        (Some(first), _) if b"\"-0123456789tfn".contains(first) => None,
        (Some(b'<'), _) => Some("the response body is HTML instead of JSON"),
        (Some(_), _) => Some("the response body is not JSON"),
    }
}

/// Returns whether `body` begins with a complete JSON value. Other text may follow this value.
fn begins_with_json(body: &[u8]) -> bool {
    let text = std::str::from_utf8(body).unwrap_or_default();
    let values = serde_json::Deserializer::from_str(json_text(text));
    matches!(values.into_iter::<IgnoredAny>().next(), Some(Ok(_)))
}

/// Returns the JSON in the body of a response. Removes a byte order mark before the JSON, and HTML
/// comments after the JSON.
///
/// A caching proxy may add a comment such as `<!-- 0.1 s -->` to the end of the body. This comment
/// is not a part of the JSON, so it is safe to remove the comment.
pub(crate) fn json_text(text: &str) -> &str {
    let mut text = text.trim_start_matches('\u{feff}').trim();
    while let Some(before) = text.strip_suffix("-->").and_then(|text| {
        let start = text.rfind("<!--")?;
        Some(text[..start].trim_end())
    }) {
        text = before;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::json_text;

    #[test]
    fn json_text_text_around_json_is_removed() {
        for (body, expected) in [
            ("{}", "{}"),
            ("\u{feff} {} \n", "{}"),
            ("{}<!-- a --> <!-- b -->", "{}"),
            ("{} -->", "{} -->"),
            ("<!-- a -->", ""),
            ("", ""),
        ] {
            assert_eq!(json_text(body), expected, "{body}");
        }
    }
}
