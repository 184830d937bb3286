//! The HTML page at `/`. The user passes a function to the builder. At the first request for the
//! page, this function creates the page.

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

    /// Returns the response that contains the page. The first call creates the page, which may take
    /// a long time.
    pub(crate) fn response(&self) -> Response {
        let html = Body::from(self.html.clone());
        (headers(&self.policy), html).into_response()
    }
}

/// Returns a random nonce. An attacker who injects HTML into the page cannot guess the nonce.
///
/// The randomness comes from a `RandomState`, which the operating system seeds. Every response
/// contains the same page, so all responses of one sandbox can have the same nonce.
fn nonce() -> String {
    let part = || RandomState::new().hash_one(0);
    format!("{:016x}{:016x}", part(), part())
}

/// Returns a content security policy. The policy allows three things: styles and scripts with the
/// nonce, requests to the sandbox, and an inline icon.
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
        // different token.
        (CACHE_CONTROL, fixed("no-store")),
    ])
}
