//! The state that two parts of the sandbox share: the running server, and the test's `Sandbox`
//! value.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::operation::Operation;
use crate::options::Settings;
use crate::page::Page;
use crate::recorded::RecordedRequest;
use crate::reply::Reply;
use crate::store::Store;

/// The settings and the state that two parts of the sandbox share: the running server, and the
/// test's `Sandbox` value.
pub(crate) struct Shared {
    pub(crate) settings: Settings,
    pub(crate) page: Option<Page>,
    pub(crate) log: Option<Log>,
    state: Mutex<ServerState>,
}

/// The part of the shared state that requests can change. A single lock protects this state, so the
/// sandbox records requests in the order in which it carries them out.
pub(crate) struct ServerState {
    pub(crate) store: Store,
    pub(crate) requests: Vec<RecordedRequest>,
    pub(crate) scripts: HashMap<Operation, Box<dyn Iterator<Item = Reply> + Send>>,
    pub(crate) panics: Vec<String>,
    pub(crate) request_count: u64,
}

/// The user's function that receives each line of the log.
pub(crate) type Log = Box<dyn Fn(&str) + Send + Sync>;

impl Shared {
    pub(crate) fn new(
        settings: Settings,
        store: Store,
        page: Option<Page>,
        log: Option<Log>,
    ) -> Shared {
        let state = ServerState {
            store,
            requests: Vec::new(),
            scripts: HashMap::new(),
            panics: Vec::new(),
            request_count: 0,
        };
        Shared {
            settings,
            page,
            log,
            state: Mutex::new(state),
        }
    }

    /// Locks the server's state, even if a thread panicked while this thread had the lock. When the
    /// test drops the `Sandbox` value, the test sees the panic.
    pub(crate) fn state(&self) -> MutexGuard<'_, ServerState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns the message in the payload of a panic. The payload that `panic!` creates is always a
/// `&str` or a `String`.
pub(crate) fn panic_message(payload: &(dyn Any + Send)) -> &str {
    match (
        payload.downcast_ref::<&str>(),
        payload.downcast_ref::<String>(),
    ) {
        (Some(text), _) => text,
        (_, Some(text)) => text,
        _ => "the panic has no message",
    }
}
