//! What the server and the test's handle share, and what of it changes.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::operation::Operation;
use crate::options::Settings;
use crate::page::Page;
use crate::recorded::RecordedRequest;
use crate::reply::Reply;
use crate::store::Store;

/// What the server and the test's handle have in common.
pub(crate) struct Shared {
    pub(crate) settings: Settings,
    pub(crate) page: Option<Page>,
    pub(crate) log: Option<Log>,
    state: Mutex<ServerState>,
}

/// Everything that changes. One lock around it makes the order of records the order of effects.
pub(crate) struct ServerState {
    pub(crate) store: Store,
    pub(crate) requests: Vec<RecordedRequest>,
    pub(crate) scripts: HashMap<Operation, Box<dyn Iterator<Item = Reply> + Send>>,
    pub(crate) panics: Vec<String>,
    pub(crate) request_count: u64,
}

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

    /// A poisoned lock is taken all the same: what panicked is told when the sandbox is dropped.
    pub(crate) fn state(&self) -> MutexGuard<'_, ServerState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The text of a panic's payload; `panic!` makes no other than these two kinds.
pub(crate) fn panic_message(payload: &(dyn Any + Send)) -> &str {
    match (
        payload.downcast_ref::<&str>(),
        payload.downcast_ref::<String>(),
    ) {
        (Some(text), _) => text,
        (_, Some(text)) => text,
        _ => "a panic without a message",
    }
}
