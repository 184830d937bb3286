//! The type of a response that the sandbox has not sent yet, and the error bodies that the API's
//! documents show.

use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use serde::{Serialize, Serializer};

use crate::delivery::Delivery;
use crate::options::Shape;

/// A complete response to an API request. The sandbox has not sent this response yet.
pub(crate) struct ApiResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    pub(crate) delivery: Delivery,
    /// The reason why the sandbox refused the request. The log line of the request contains this
    /// reason.
    pub(crate) reason: Option<String>,
}

/// The reason why the sandbox did not carry out a request. The API's documents describe each of
/// these errors except [`ApiError::SandboxPanicked`].
pub(crate) enum ApiError {
    MalformedBody(&'static str),
    InvalidClient,
    Unauthenticated,
    Forbidden(&'static str),
    EndpointNotFound,
    ResourceNotFound,
    MethodNotAllowed,
    Invalid(ValidationErrors),
    /// The sandbox panicked while it handled the request. The request itself may be valid.
    SandboxPanicked,
}

/// The names of the invalid attributes, with the error messages for each attribute. The order is
/// the order in which the sandbox checks the attributes.
#[derive(Default)]
pub(crate) struct ValidationErrors(Vec<(String, Vec<String>)>);

pub(crate) const JSON: HeaderValue = HeaderValue::from_static("application/json");
const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=UTF-8");

impl ApiResponse {
    pub(crate) fn empty(status: StatusCode) -> ApiResponse {
        ApiResponse {
            status,
            headers: HeaderMap::new(),
            body: Vec::new(),
            delivery: Delivery::default(),
            reason: None,
        }
    }

    pub(crate) fn json(status: StatusCode, body: &impl Serialize) -> ApiResponse {
        let body =
            serde_json::to_vec(body).expect("every map in a response body must have string keys");
        ApiResponse::typed(status, JSON, body)
    }

    fn typed(status: StatusCode, media_type: HeaderValue, body: Vec<u8>) -> ApiResponse {
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, media_type)]);
        ApiResponse {
            status,
            headers,
            body,
            delivery: Delivery::default(),
            reason: None,
        }
    }
}

impl ApiError {
    pub(crate) fn into_response(self, shape: Shape, wants_json: bool) -> ApiResponse {
        let status = self.status();
        let mut response = if wants_json {
            ApiResponse::json(status, &self.body(shape))
        } else {
            ApiResponse::typed(status, HTML, html(status).into_bytes())
        };
        response.reason = self.reason();
        response
    }

    fn status(&self) -> StatusCode {
        match self {
            ApiError::MalformedBody(_) => StatusCode::BAD_REQUEST,
            ApiError::InvalidClient | ApiError::Unauthenticated => StatusCode::UNAUTHORIZED,
            ApiError::Forbidden(_) => StatusCode::FORBIDDEN,
            ApiError::EndpointNotFound | ApiError::ResourceNotFound => StatusCode::NOT_FOUND,
            ApiError::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            ApiError::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            ApiError::SandboxPanicked => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn body(&self, shape: Shape) -> ErrorBody<'_> {
        match self {
            ApiError::MalformedBody(message) | ApiError::Forbidden(message) => {
                ErrorBody::message(message)
            }
            // The API's documents show three different bodies for responses with the status 401.
            // This code sends the body that the documents show for an unknown client.
            ApiError::InvalidClient => ErrorBody {
                error: Some(ErrorField::Text("invalid_client")),
                ..ErrorBody::default()
            },
            ApiError::Unauthenticated => ErrorBody::flagged("Unauthenticated.", None),
            ApiError::EndpointNotFound => ErrorBody::flagged(
                "The requested endpoint was not found.",
                Some("ENDPOINT_NOT_FOUND"),
            ),
            ApiError::ResourceNotFound => ErrorBody::flagged(
                "The requested resource was not found.",
                Some("RESOURCE_NOT_FOUND"),
            ),
            ApiError::MethodNotAllowed => {
                ErrorBody::flagged("The method is not supported for this endpoint.", None)
            }
            ApiError::Invalid(errors) => match shape {
                Shape::Current => ErrorBody {
                    error: Some(ErrorField::Flag(true)),
                    errors: Some(errors),
                    ..ErrorBody::default()
                },
                // The service's framework sends this body by default. This project assumes that
                // older versions of the service send the same body.
                Shape::Legacy => ErrorBody {
                    message: Some("The given data was invalid."),
                    errors: Some(errors),
                    ..ErrorBody::default()
                },
            },
            ApiError::SandboxPanicked => {
                ErrorBody::message("The sandbox panicked and printed a message to standard error.")
            }
        }
    }

    fn reason(&self) -> Option<String> {
        match self {
            ApiError::Invalid(errors) => Some(errors.summary()),
            ApiError::MalformedBody(message) | ApiError::Forbidden(message) => {
                Some((*message).to_owned())
            }
            _ => None,
        }
    }
}

impl ValidationErrors {
    pub(crate) fn add(&mut self, attribute: impl Into<String>, message: impl Into<String>) {
        let (attribute, message) = (attribute.into(), message.into());
        match self.0.iter_mut().find(|(known, _)| *known == attribute) {
            Some((_, messages)) => messages.push(message),
            None => self.0.push((attribute, vec![message])),
        }
    }

    /// Returns an error if these validation errors contain at least one message.
    pub(crate) fn check(self) -> Result<(), ApiError> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(ApiError::Invalid(self))
        }
    }

    fn summary(&self) -> String {
        let lines = self
            .0
            .iter()
            .map(|(attribute, messages)| format!("{attribute}: {}", messages.join(" ")));
        lines.collect::<Vec<_>>().join("; ")
    }
}

impl Serialize for ValidationErrors {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(
            self.0
                .iter()
                .map(|(attribute, messages)| (attribute, messages)),
        )
    }
}

#[derive(Default, Serialize)]
struct ErrorBody<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorField>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    errors: Option<&'a ValidationErrors>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum ErrorField {
    Flag(bool),
    Text(&'static str),
}

impl<'a> ErrorBody<'a> {
    fn message(message: &'a str) -> Self {
        ErrorBody {
            message: Some(message),
            ..ErrorBody::default()
        }
    }

    fn flagged(message: &'a str, code: Option<&'static str>) -> Self {
        ErrorBody {
            error: Some(ErrorField::Flag(true)),
            code,
            ..ErrorBody::message(message)
        }
    }
}

fn html(status: StatusCode) -> String {
    let title = status.canonical_reason().unwrap_or("Error");
    let code = status.as_u16();
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><title>{title}</title></head>\
         <body><h1>{code}</h1><p>{title}</p></body></html>\n"
    )
}
