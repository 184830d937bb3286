//! Validates the base URL.

use reqwest::Url;

use crate::error::Error;

/// The default base URL. The vendor's current documents contain this URL.
pub(super) const DEFAULT: &str = "https://go.tallyfy.com/api";

/// Parses and checks a base URL. The error messages of this function do not contain `text`, because
/// any part of `text` may contain credentials.
pub(super) fn parse(text: &str, allow_plain_http: bool) -> Result<Url, Error> {
    let refuse = |problem: &str| {
        let message = format!("{problem}; use a base URL such as {DEFAULT}");
        Err(Error::configuration(message))
    };
    if text.is_empty() {
        return refuse("the base URL is empty");
    }
    let url = match Url::parse(text) {
        Ok(url) => url,
        Err(error) if text.contains("://") => {
            return refuse(&format!("the base URL is invalid ({error})"));
        }
        Err(_) => return refuse("the base URL has no scheme"),
    };
    if !text.contains("://") || !matches!(url.scheme(), "http" | "https") {
        return refuse("the base URL does not begin with https://");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Error::configuration(
            "the base URL must not contain credentials; use `access_token`",
        ));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return refuse("the base URL contains a query or a fragment");
    }
    // `Url::parse` resolves the path segments `.` and `..`. So if `text` contained such a segment,
    // the client would send its requests to a different path than the path in `text`.
    let is_dots = |segment: &str| {
        let segment = segment.to_ascii_lowercase().replace("%2e", ".");
        matches!(segment.as_str(), "." | "..")
    };
    if text.contains('\\') || text.split('/').any(is_dots) {
        return refuse("the base URL contains a path segment `.` or `..`, or a backslash");
    }
    if text.contains(['{', '}', '$', '<', '>']) || text.contains(":///") {
        return refuse("the base URL contains a placeholder, or it has no host");
    }
    // The client adds the path `/organizations/{org_id}/groups` to the base URL.
    let is_operation = |segment: &str| segment.eq_ignore_ascii_case("organizations");
    if url.path().split('/').any(is_operation) {
        return refuse(
            "the base URL contains `/organizations`, but this client adds this part of the path",
        );
    }
    // This list does not contain the feature `rustls`, because `rustls` enables the feature
    // `rustls-no-provider`.
    let has_tls = cfg!(any(
        feature = "rustls-no-provider",
        feature = "rustls-aws-lc",
        feature = "native-tls"
    ));
    if url.scheme() == "https" && !has_tls {
        return Err(Error::configuration(
            "this client was compiled without TLS, so it cannot use https; enable one of these \
             features of tallyfy-groups: `rustls`, `rustls-aws-lc`, `rustls-no-provider`, \
             `native-tls`",
        ));
    }
    if url.scheme() == "http" && !allow_plain_http && !is_loopback(&url) {
        return Err(Error::configuration(
            "this client would send the access token unencrypted to an http base URL; use https, \
             or call `allow_plain_http(true)`",
        ));
    }
    Ok(url)
}

/// Returns whether the host in a URL is the machine on which this program runs.
fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || address
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}
