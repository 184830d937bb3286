//! Validates the base URL.

use reqwest::Url;

use crate::error::Error;

pub(super) const DEFAULT: &str = "https://go.tallyfy.com/api";

/// Returns the URL. No message shows the text: it may hold credentials in any of its parts.
pub(super) fn parse(text: &str, allow_plain_http: bool) -> Result<Url, Error> {
    let refuse = |reason: &str| {
        let message = format!("the base URL {reason}; write it as in {DEFAULT}");
        Err(Error::configuration(message))
    };
    if text.is_empty() {
        return refuse("is empty");
    }
    let url = match Url::parse(text) {
        Ok(url) => url,
        Err(error) if text.contains("://") => return refuse(&format!("is not a URL ({error})")),
        Err(_) => return refuse("has no scheme"),
    };
    if !text.contains("://") || !matches!(url.scheme(), "http" | "https") {
        return refuse("does not begin with https://");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return refuse("must not contain credentials; use `access_token`");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return refuse("has a query or a fragment");
    }
    // The parser resolves them, and the requests would go elsewhere than is written.
    let is_dots = |segment: &str| {
        let segment = segment.to_ascii_lowercase().replace("%2e", ".");
        matches!(segment.as_str(), "." | "..")
    };
    if text.contains('\\') || text.split('/').any(is_dots) {
        return refuse("has a segment `.` or `..` or a backslash");
    }
    if text.contains(['{', '}', '$', '<', '>']) || text.contains(":///") {
        return refuse("is a template, or has no host");
    }
    if text.contains(['{', '}', '$', '<', '>']) || text.contains(":///") {
        return refuse("is a template, or has no host");
    }
    // The client adds `/organizations/{org_id}/groups` itself.
    let is_operation = |segment: &str| segment.eq_ignore_ascii_case("organizations");
    if url.path().split('/').any(is_operation) {
        return refuse("must end before `/organizations`, which the client adds");
    }
    // `rustls` is `rustls-no-provider` and more.
    let has_tls = cfg!(any(
        feature = "rustls-no-provider",
        feature = "rustls-aws-lc",
        feature = "native-tls"
    ));
    if url.scheme() == "https" && !has_tls {
        return Err(Error::configuration(
            "https needs one of the features `rustls`, `rustls-aws-lc`, `rustls-no-provider` and \
             `native-tls` of tallyfy-groups, and all are switched off",
        ));
    }
    if url.scheme() == "http" && !allow_plain_http && !is_loopback(&url) {
        return Err(Error::configuration(
            "the base URL would send the access token unencrypted; use https, or allow it with \
             `allow_plain_http`",
        ));
    }
    Ok(url)
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || address
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}
