//! Whether a body is JSON, and which part of it.

use serde::de::IgnoredAny;

/// Returns why a body is not a complete JSON text, as far as its two ends show: a body that is
/// empty or cut, or a page of a gateway. The request can then be repeated. Whether the JSON between
/// the ends is valid is found when it is decoded.
pub(crate) fn reason_not_json(body: &[u8]) -> Option<&'static str> {
    let body = match body.trim_ascii() {
        [0xef, 0xbb, 0xbf, rest @ ..] => rest.trim_ascii(),
        body => body,
    };
    match (body.first(), body.last()) {
        (None, _) => Some("its body is empty"),
        (Some(b'{'), Some(b'}')) | (Some(b'['), Some(b']')) => None,
        (Some(b'{' | b'['), _) if begins_with_json(body) => None,
        (Some(b'{' | b'['), _) => Some("its body ends too early"),
        (Some(b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n'), _) => None,
        (Some(b'<'), _) => Some("its body is HTML, and not JSON"),
        (Some(_), _) => Some("its body is not JSON"),
    }
}

/// Returns whether a body that ends in something else begins with a complete JSON value.
fn begins_with_json(body: &[u8]) -> bool {
    let text = std::str::from_utf8(body).unwrap_or_default();
    let values = serde_json::Deserializer::from_str(json_text(text));
    matches!(values.into_iter::<IgnoredAny>().next(), Some(Ok(_)))
}

/// Returns the JSON of a body, without a byte order mark before it and comments after it, such as
/// the `<!-- 0.1 s -->` of a caching proxy. None of them changes what the JSON says.
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
