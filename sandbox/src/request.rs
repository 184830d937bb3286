//! One request as the handlers read it: decoded ids, query parameters and body.

use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use crate::response::ApiError;

/// A routed request.
pub(crate) struct ApiRequest {
    /// As received: the addresses of other pages repeat it.
    pub(crate) path: String,
    pub(crate) organization: String,
    /// Of the group or member; empty where the route has none.
    pub(crate) id: String,
    pub(crate) query: Query,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// Decoded query parameters.
pub(crate) struct Query(Vec<(String, String)>);

impl ApiRequest {
    /// Whether an error is to be told in JSON.
    ///
    /// With another `Accept` than `application/json` errors come back as HTML (P, measured). No
    /// `Accept` and `*/*` count as JSON, and of several media types the first decides (INF).
    pub(crate) fn wants_json(&self) -> bool {
        let Some(accept) = self.headers.get(ACCEPT) else {
            return true;
        };
        let Ok(accept) = accept.to_str() else {
            return false;
        };
        let first = accept.split([',', ';']).next().unwrap_or_default().trim();
        ["application/json", "*/*", ""]
            .iter()
            .any(|known| first.eq_ignore_ascii_case(known))
    }

    /// The members of the JSON object in the body; none for an empty body.
    ///
    /// The documents send `Content-Type: application/json` with every body. They do not say what
    /// happens without it; the sandbox refuses, so that a client which forgets it is found out.
    pub(crate) fn fields(&self) -> Result<Map<String, Value>, ApiError> {
        if self.body.is_empty() {
            return Ok(Map::new());
        }
        if !self.has_json_body() {
            return Err(ApiError::MalformedBody(
                "The request body must be sent as application/json.",
            ));
        }
        match serde_json::from_slice(&self.body) {
            Ok(Value::Object(fields)) => Ok(fields),
            Ok(_) => Err(ApiError::MalformedBody(
                "The request body must be a JSON object.",
            )),
            Err(_) => Err(ApiError::MalformedBody(
                "The request body is not valid JSON.",
            )),
        }
    }

    fn has_json_body(&self) -> bool {
        let media_type = self
            .headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let essence = media_type.split(';').next().unwrap_or_default().trim();
        essence.eq_ignore_ascii_case("application/json")
    }
}

impl Query {
    /// A `+` stays a plus: the API does not read it as a space (P).
    pub(crate) fn parse(raw: &str) -> Query {
        let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let pairs = raw.split('&').filter(|pair| !pair.is_empty());
        let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        Query(
            pairs
                .map(|(name, value)| (decode(name), decode(value)))
                .collect(),
        )
    }

    /// The last value given, as PHP reads repeated parameters; a blank value counts as absent,
    /// since `""` becomes null before validation (P, M).
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.0.iter().rev().find(|(known, _)| known == name)?;
        Some(value.trim()).filter(|value| !value.is_empty())
    }

    /// Whether the comma list `with` names this include.
    pub(crate) fn includes(&self, include: &str) -> bool {
        self.get("with")
            .is_some_and(|list| list.split(',').any(|item| item == include))
    }
}
