//! The HTML page at `/`. The user of the library passes a function to the builder. At the first
//! request for the page, the sandbox calls this function to create the page.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::LazyLock;

use axum::body::{Body, Bytes};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};

/// An HTML page and its content security policy.
pub(crate) struct Page {
    policy: String,
    html: LazyLock<Bytes, Box<dyn FnOnce() -> Bytes + Send>>,
}

impl Page {
    pub(crate) fn new(make: impl FnOnce(&str) -> String + Send + 'static) -> Page {
        let nonce = nonce();
        Page {
            policy: policy(&nonce),
            html: LazyLock::new(Box::new(move || make(&nonce).into())),
        }
    }

    /// Returns the response that contains the page. The first call of this method also creates the
    /// page, which may take a long time.
    pub(crate) fn response(&self) -> Response {
        let html = Body::from(self.html.clone());
        (headers(&self.policy), html).into_response()
    }
}

/// Returns a random nonce. An attacker who injects HTML into the page cannot guess the nonce.
///
/// The randomness comes from a `RandomState`, which the operating system seeds. All responses
/// contain the same page, so one nonce is enough for a sandbox.
fn nonce() -> String {
    let part = || RandomState::new().hash_one(0);
    format!("{:016x}{:016x}", part(), part())
}

/// Returns the content security policy of the page. This policy allows only three things: styles
/// and scripts that have the nonce, requests to the sandbox, and images in `data:` URLs.
fn policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; \
         connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'"
    )
}

fn headers(policy: &str) -> HeaderMap {
    let policy =
        HeaderValue::try_from(policy).expect("the content security policy must be printable ASCII");
    let fixed = HeaderValue::from_static;
    HeaderMap::from_iter([
        (CONTENT_TYPE, fixed("text/html; charset=utf-8")),
        (CONTENT_SECURITY_POLICY, policy),
        (X_CONTENT_TYPE_OPTIONS, fixed("nosniff")),
        (REFERRER_POLICY, fixed("no-referrer")),
        // Browsers must not cache the page, because the next sandbox at this address may have a
        // different access token.
        (CACHE_CONTROL, fixed("no-store")),
    ])
}
