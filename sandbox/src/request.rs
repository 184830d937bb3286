//! The type of the requests that the functions in `handlers.rs` receive. The ids and query
//! parameters in this type are already decoded.

use std::cell::RefCell;
use std::collections::BTreeSet;

use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use crate::response::ApiError;

/// A request to the API.
pub(crate) struct ApiRequest {
    /// The path of the URL as the sandbox received it. In a list response, the URLs of the previous
    /// and the next page contain this path.
    pub(crate) path: String,
    pub(crate) organization: String,
    /// The id of the group or member in the path. The text is empty if the path contains no id of a
    /// group or member.
    pub(crate) id: String,
    pub(crate) query: Query,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// The decoded query parameters.
pub(crate) struct Query {
    pairs: Vec<(String, String)>,
    /// The names that a handler has read.
    read: RefCell<BTreeSet<String>>,
}

impl ApiRequest {
    /// Returns whether the body of an error response must be JSON. If the result is `false`, the
    /// body is HTML.
    ///
    /// According to measurements in the vendor's Python SDK, the service sends errors as HTML
    /// unless the header `Accept` is `application/json`. This project assumes three details. If the
    /// header `Accept` is missing, the body is JSON. If the value of this header is `*/*`, the body
    /// is JSON. If this header contains several media types, only the first media type matters.
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

    /// Returns the properties of the JSON object in the request body. If the body is empty, returns
    /// no properties.
    ///
    /// In the examples of the API's documents, every request with a body has the header
    /// `Content-Type: application/json`. The documents do not define the response to a request that
    /// has a body, but not this header. The sandbox refuses such a request, so that a test finds
    /// this mistake of a client.
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
    /// Decodes the query of a URL. The sandbox does not decode a `+` as a space. According to the
    /// vendor's Python SDK, Tallyfy's API does not decode a `+` as a space either.
    pub(crate) fn parse(raw: &str) -> Query {
        let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let pairs = raw.split('&').filter(|pair| !pair.is_empty());
        let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        let pairs = pairs.map(|(name, value)| (decode(name), decode(value)));
        Query {
            pairs: pairs.collect(),
            read: RefCell::default(),
        }
    }

    /// Returns the value of a query parameter. Returns `None` if the parameter is missing or its
    /// value is blank.
    ///
    /// If the query contains a parameter several times, this function returns the last value, like
    /// PHP. A parameter with a blank value counts as missing, because the service turns `""` into
    /// null before validation. The vendor's Python SDK and the vendor's MCP server report this
    /// behavior of the service.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.read.borrow_mut().insert(name.to_owned());
        let (_, value) = self.pairs.iter().rev().find(|(known, _)| known == name)?;
        Some(value.trim()).filter(|value| !value.is_empty())
    }

    /// Returns the names of the parameters that no handler has read.
    pub(crate) fn unread(&self) -> Vec<String> {
        let read = self.read.borrow();
        let names = self.pairs.iter().map(|(name, _)| name);
        names
            .filter(|name| !read.contains(*name))
            .cloned()
            .collect()
    }

    /// Returns whether the comma-separated list in the parameter `with` contains this include.
    pub(crate) fn includes(&self, include: &str) -> bool {
        self.get("with")
            .is_some_and(|list| list.split(',').any(|item| item == include))
    }
}
