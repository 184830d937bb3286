//! Scripted replies: what a test makes the server say instead of, or on top of, its usual answer.

use std::fmt;
use std::sync::Arc;

use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde_json::Value;

use crate::delivery::Delivery;
use crate::response::{ApiResponse, JSON};

/// One reply of a script; see [`Sandbox::script`](crate::Sandbox::script).
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
    /// The id of the group that the response shows.
    group: Option<String>,
    edit: Option<Edit>,
    pub(crate) delivery: Delivery,
}

/// What a reply is made from, before its own parts are laid over it.
#[derive(Clone)]
pub(crate) enum Base {
    /// The request is carried out as if nothing were scripted.
    Normal,
    /// The request is not carried out.
    NotCarriedOut,
    Panic(String),
}

type Edit = Arc<dyn Fn(&mut Value) + Send + Sync>;

impl Reply {
    /// This status with an empty body; the request is not carried out and none of its headers are
    /// checked.
    ///
    /// # Panics
    ///
    /// Unless the status is within 200..=599.
    #[track_caller]
    pub fn status(status: u16) -> Reply {
        Reply {
            status: Some(final_status(status)),
            ..Reply::with_base(Base::NotCarriedOut)
        }
    }

    /// The usual answer. Parts given with the other methods replace those of the usual answer.
    pub fn normal() -> Reply {
        Reply::with_base(Base::Normal)
    }

    /// Carries the request out, then answers with this status and an empty body: a success whose
    /// answer got lost.
    ///
    /// # Panics
    ///
    /// Unless the status is within 200..=599.
    #[track_caller]
    pub fn status_after_normal(status: u16) -> Reply {
        Reply {
            status: Some(final_status(status)),
            body: Some(Vec::new()),
            ..Reply::normal()
        }
    }

    /// Makes the handler panic, to prove that a sick server fails its test.
    #[doc(hidden)]
    pub fn panic(message: impl Into<String>) -> Reply {
        Reply::with_base(Base::Panic(message.into()))
    }

    /// Adds a header; the usual answer's header of the same name is replaced. For a wrong
    /// `Content-Length` see [`content_length`](Self::content_length).
    ///
    /// # Panics
    ///
    /// If HTTP does not allow the name or the value.
    #[track_caller]
    pub fn header(mut self, name: &str, value: &str) -> Reply {
        let name = HeaderName::try_from(name).expect("a scripted header has a valid name");
        let value = HeaderValue::try_from(value).expect("a scripted header has a valid value");
        if name == CONTENT_TYPE {
            self.headers.insert(name, value);
        } else {
            self.headers.append(name, value);
        }
        self
    }

    /// Sets the body and leaves the content type alone.
    ///
    /// It is sent even with a status to which HTTP gives none (204 and 304); the connection is
    /// closed then.
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Reply {
        self.body = Some(body.into());
        self.group = None;
        self
    }

    /// Sets the body, and the content type unless a header gave one before.
    pub fn json(mut self, body: Value) -> Reply {
        self.headers.entry(CONTENT_TYPE).or_insert(JSON);
        self.body(body.to_string())
    }

    /// Shows the group with this id in the response, instead of the one that the request is about:
    /// the response to another request, as a faulty cache or proxy may give it.
    ///
    /// The request itself is carried out as usual, or not at all with [`Reply::status`]. The
    /// response shows the newest state of the group, in the shape of the operation and with the
    /// includes that the request asks for. Of this method, [`body`](Self::body) and
    /// [`json`](Self::json), the last one counts.
    ///
    /// The response stays as it is if there is no such group or if the request is refused. The same
    /// is true for all operations except `getGroup`, `createGroup` and `updateGroup`, as their
    /// responses do not show one group.
    ///
    /// ```
    /// use tallyfy_sandbox::{Operation, Reply, Sandbox};
    ///
    /// let sandbox = Sandbox::start();
    /// // Every response of `getGroup` shows this group.
    /// let sales_team = Reply::normal().for_group("group_id_abc123");
    /// sandbox.script(Operation::GetGroup, std::iter::repeat(sales_team));
    /// // Nothing is created, and the response shows a group that already exists.
    /// let not_created = Reply::status(201).for_group("group_id_def456");
    /// sandbox.script(Operation::CreateGroup, [not_created]);
    /// ```
    pub fn for_group(mut self, id: impl Into<String>) -> Reply {
        self.group = Some(id.into());
        self
    }

    /// Changes the JSON of the answer; a body that is not JSON stays as it is.
    ///
    /// The server's state is locked meanwhile: `edit` must not call the sandbox. The order of
    /// the keys may change.
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

    /// Lays the parts of this reply over an answer. `group` is the JSON of the reply's group.
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

/// Informational statuses are no answers, and HTTP knows none above 599.
#[track_caller]
fn final_status(status: u16) -> StatusCode {
    assert!(
        (200..=599).contains(&status),
        "a scripted status must be within 200..=599, not {status}"
    );
    StatusCode::from_u16(status).expect("the range is valid")
}
