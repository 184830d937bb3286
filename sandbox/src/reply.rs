//! The replies of a script. A reply replaces or changes the response that the sandbox would
//! normally send.

use std::fmt;
use std::sync::Arc;

use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde_json::Value;

use crate::delivery::Delivery;
use crate::response::{ApiResponse, JSON};

/// A reply of a script. A reply defines how the sandbox reacts to one request.
/// [`Sandbox::script`](crate::Sandbox::script) explains scripts.
///
/// ```
/// use serde_json::json;
/// use tallyfy_sandbox::Reply;
///
/// let throttled = Reply::status(429)
///     .header("Retry-After", "1")
///     .json(json!({"message": "Too Many Attempts."}));
/// let without_meta = Reply::normal().edit_json(|body| {
///     body.as_object_mut().unwrap().remove("meta");
/// });
/// # let _ = (throttled, without_meta);
/// ```
#[derive(Clone)]
pub struct Reply {
    base: Base,
    status: Option<StatusCode>,
    headers: HeaderMap,
    body: Option<Vec<u8>>,
    /// The id of the group that the response describes. `None` means the group in the request.
    group: Option<String>,
    edit: Option<Edit>,
    pub(crate) delivery: Delivery,
}

/// The response that a reply changes.
#[derive(Clone)]
pub(crate) enum Base {
    /// The normal response. The sandbox carries out the request in the same way as without a
    /// script.
    Normal,
    /// An empty response. The sandbox does not carry out the request.
    NotCarriedOut,
    Panic(String),
}

type Edit = Arc<dyn Fn(&mut Value) + Send + Sync>;

impl Reply {
    /// Sends a response with this status and an empty body. The sandbox does not carry out the
    /// request and does not check the headers of the request.
    ///
    /// # Panics
    ///
    /// Panics if the status is not within 200..=599.
    #[track_caller]
    pub fn status(status: u16) -> Reply {
        Reply {
            status: Some(final_status(status)),
            ..Reply::with_base(Base::NotCarriedOut)
        }
    }

    /// Carries out the request and sends the normal response. The other methods of `Reply` can
    /// replace parts of this response.
    pub fn normal() -> Reply {
        Reply::with_base(Base::Normal)
    }

    /// Carries out the request, and then sends a response with this status and an empty body. This
    /// response does not show whether the request succeeded.
    ///
    /// # Panics
    ///
    /// Panics if the status is not within 200..=599.
    #[track_caller]
    pub fn status_after_normal(status: u16) -> Reply {
        Reply {
            status: Some(final_status(status)),
            body: Some(Vec::new()),
            ..Reply::normal()
        }
    }

    /// Makes the sandbox panic while it handles the request. With this method, a test of the
    /// sandbox checks that such a panic makes a client's test fail.
    #[doc(hidden)]
    pub fn panic(message: impl Into<String>) -> Reply {
        Reply::with_base(Base::Panic(message.into()))
    }

    /// Adds a header to the response. If the normal response has a header with the same name, the
    /// new header replaces the header of the normal response. To send a wrong `Content-Length`, use
    /// [`content_length`](Self::content_length).
    ///
    /// # Panics
    ///
    /// Panics if `name` is not a valid header name, or if `value` is not a valid header value.
    #[track_caller]
    pub fn header(mut self, name: &str, value: &str) -> Reply {
        let name = HeaderName::try_from(name).expect("the header name of a reply must be valid");
        let value =
            HeaderValue::try_from(value).expect("the header value of a reply must be valid");
        if name == CONTENT_TYPE {
            self.headers.insert(name, value);
        } else {
            self.headers.append(name, value);
        }
        self
    }

    /// Sets the body of the response, but does not set the header `Content-Type`. A test can set
    /// this header with [`header`](Self::header).
    ///
    /// The sandbox sends the body even with the statuses 204 and 304, although HTTP forbids a body
    /// for these statuses. After such a body, the sandbox closes the connection.
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Reply {
        self.body = Some(body.into());
        self.group = None;
        self
    }

    /// Sets the body of the response to this JSON. Also sets the header `Content-Type`, unless the
    /// test has already set this header.
    pub fn json(mut self, body: Value) -> Reply {
        self.headers.entry(CONTENT_TYPE).or_insert(JSON);
        self.body(body.to_string())
    }

    /// Makes the response describe the group with this id instead of the group in the request. With
    /// this method, a test can imitate a faulty cache or proxy that sends the wrong response.
    ///
    /// The first method call of the reply, such as [`normal`](Self::normal), still decides whether
    /// the sandbox carries out the request. The response shows the newest state of the group with
    /// this id. The JSON of the response has the usual keys of the operation's response, and the
    /// includes that the request names. This method and the methods [`body`](Self::body) and
    /// [`json`](Self::json) replace each other: only the last call has an effect.
    ///
    /// The method has no effect if there is no group with this id or if the sandbox refuses the
    /// request. The method has an effect only for `getGroup`, `createGroup` and `updateGroup`,
    /// because only the responses to these operations describe a single group.
    ///
    /// ```
    /// use tallyfy_sandbox::{Operation, Reply, Sandbox};
    ///
    /// let sandbox = Sandbox::start();
    /// // Every response of `getGroup` describes this group.
    /// let sales_team = Reply::normal().for_group("group_id_abc123");
    /// sandbox.script(Operation::GetGroup, std::iter::repeat(sales_team));
    /// // Creates no group. The response describes a group that already exists.
    /// let not_created = Reply::status(201).for_group("group_id_def456");
    /// sandbox.script(Operation::CreateGroup, [not_created]);
    /// ```
    pub fn for_group(mut self, id: impl Into<String>) -> Reply {
        self.group = Some(id.into());
        self
    }

    /// Changes the JSON of the response body with the function `edit`. If the response body is not
    /// JSON, this method has no effect.
    ///
    /// The server's state is locked while `edit` runs, so `edit` must not call a method of the
    /// sandbox. The order of the keys in the JSON may change.
    pub fn edit_json(mut self, edit: impl Fn(&mut Value) + Send + Sync + 'static) -> Reply {
        self.edit = Some(Arc::new(edit));
        self
    }

    pub(crate) fn base(&self) -> &Base {
        &self.base
    }

    pub(crate) fn group(&self) -> Option<&str> {
        self.group.as_deref()
    }

    /// Replaces parts of the normal response with the values that this reply sets. These parts are
    /// the status, the headers and the body. The response keeps each part that this reply does not
    /// set. `group` is the JSON of the group that [`for_group`](Self::for_group) selected.
    pub(crate) fn apply_to(self, mut response: ApiResponse, group: Option<Vec<u8>>) -> ApiResponse {
        if let Some(status) = self.status {
            response.status = status;
        }
        if let Some(body) = self.body {
            response.body = body;
            if !self.headers.contains_key(CONTENT_TYPE) {
                response.headers.remove(CONTENT_TYPE);
            }
        }
        if let Some(group) = group {
            response.body = group;
            response.headers.insert(CONTENT_TYPE, JSON);
        }
        response.headers.extend(self.headers);
        if let Some(edit) = self.edit
            && let Ok(mut body) = serde_json::from_slice(&response.body)
        {
            edit(&mut body);
            response.body = body.to_string().into_bytes();
        }
        response.delivery = self.delivery;
        response
    }

    fn with_base(base: Base) -> Reply {
        Reply {
            base,
            status: None,
            headers: HeaderMap::new(),
            body: None,
            group: None,
            edit: None,
            delivery: Delivery::default(),
        }
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("status", &self.status)
            .field("delivery", &self.delivery)
            .finish_non_exhaustive()
    }
}

/// Checks that the status is between 200 and 599. A response with a status below 200 is
/// informational: after it, the server must send a second response to the request. HTTP defines no
/// status above 599.
#[track_caller]
fn final_status(status: u16) -> StatusCode {
    assert!(
        (200..=599).contains(&status),
        "the status of a reply must be from 200 to 599, but it is {status}"
    );
    StatusCode::from_u16(status).expect("the range is valid")
}
