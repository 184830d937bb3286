//! The replies of a script. A reply replaces or changes the normal response of the server.

use std::fmt;
use std::sync::Arc;

use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde_json::Value;

use crate::delivery::Delivery;
use crate::response::{ApiResponse, JSON};

/// A reply of a script: the response that the server sends to one request.
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
    /// The id of the group that the response describes, if this is not the group in the request.
    group: Option<String>,
    edit: Option<Edit>,
    pub(crate) delivery: Delivery,
}

/// The response on which a reply is based.
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
    /// Sends this status with an empty body. The sandbox does not carry out the request and does
    /// not check its headers.
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

    /// Carries out the request and sends the normal response. Other methods can replace parts of
    /// this response.
    pub fn normal() -> Reply {
        Reply::with_base(Base::Normal)
    }

    /// Carries out the request, and then sends this status with an empty body. The response does
    /// not show whether the request succeeded.
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

    /// Makes the handler panic. A test of the sandbox uses this method to check that a panic of the
    /// server makes a test fail.
    #[doc(hidden)]
    pub fn panic(message: impl Into<String>) -> Reply {
        Reply::with_base(Base::Panic(message.into()))
    }

    /// Adds a header. If the normal response has a header of the same name, the new header replaces
    /// it. To send a wrong `Content-Length`, use [`content_length`](Self::content_length).
    ///
    /// # Panics
    ///
    /// Panics if HTTP does not allow the name or the value.
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

    /// Sets the body, but no content type. [`header`](Self::header) can set the content type.
    ///
    /// The sandbox sends the body even with the statuses 204 and 304, although HTTP forbids a body
    /// for them. After such a body, the sandbox closes the connection.
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Reply {
        self.body = Some(body.into());
        self.group = None;
        self
    }

    /// Sets the body to this JSON. Also sets the content type, unless the reply already has one.
    pub fn json(mut self, body: Value) -> Reply {
        self.headers.entry(CONTENT_TYPE).or_insert(JSON);
        self.body(body.to_string())
    }

    /// Makes the response describe the group with this id instead of the group in the request. With
    /// this method, a test can imitate a faulty cache or proxy that sends the wrong response.
    ///
    /// The first method of the reply still decides whether the sandbox carries out the request. The
    /// response shows the newest state of the group. The JSON of the response has the keys that are
    /// usual for the operation, and the includes that the request names. If a reply uses more than
    /// one of [`body`](Self::body), [`json`](Self::json) and this method, only the last call has an
    /// effect.
    ///
    /// The method has no effect if there is no group with this id or if the sandbox refuses the
    /// request. The method has an effect only for `getGroup`, `createGroup` and `updateGroup`,
    /// because only these operations return one group.
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

    /// Changes the JSON of the response with the function `edit`. A body that is not JSON does not
    /// change.
    ///
    /// The server's state is locked while `edit` runs, so `edit` must not call the sandbox. The
    /// order of the keys in the JSON may change.
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

    /// Replaces the status, headers and body of the response with the values that this reply sets.
    /// The response keeps each value that this reply does not set. `group` is the JSON of the group
    /// that [`for_group`](Self::for_group) selected.
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
/// informational, so a different response must follow. HTTP has no status above 599.
#[track_caller]
fn final_status(status: u16) -> StatusCode {
    assert!(
        (200..=599).contains(&status),
        "the status of a reply must be from 200 to 599, but it is {status}"
    );
    StatusCode::from_u16(status).expect("the range is valid")
}
