//! The page at `/`, for people: HTML that the sandbox knows nothing of. It is made for the first
//! request.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::LazyLock;

use axum::body::{Body, Bytes};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};

/// A page, and the policy that it is served with.
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

    pub(crate) fn response(&self) -> Response {
        let html = Body::from(self.html.clone());
        (headers(&self.policy), html).into_response()
    }
}

/// What nobody can guess who wrote something that the page shows: the seeds of a `RandomState` are
/// the system's. The page is the same for all, so one for each start is as good as one for each
/// answer.
fn nonce() -> String {
    let part = || RandomState::new().hash_one(0);
    format!("{:016x}{:016x}", part(), part())
}

/// Allows styles and scripts with the nonce, requests to the sandbox, and an inline icon.
fn policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; \
         connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'"
    )
}

fn headers(policy: &str) -> HeaderMap {
    let policy = HeaderValue::try_from(policy).expect("letters and signs are a header value");
    let fixed = HeaderValue::from_static;
    HeaderMap::from_iter([
        (CONTENT_TYPE, fixed("text/html; charset=utf-8")),
        (CONTENT_SECURITY_POLICY, policy),
        (X_CONTENT_TYPE_OPTIONS, fixed("nosniff")),
        (REFERRER_POLICY, fixed("no-referrer")),
        // The next sandbox at this address may have another token.
        (CACHE_CONTROL, fixed("no-store")),
    ])
}
