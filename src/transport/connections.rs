//! Tells requests on a reused connection from those that have opened one.
//!
//! A server may close an idle connection at any time. A request that was just written to it is lost
//! then, although nothing is wrong with the server, and a retry multiplies nothing. reqwest does not
//! report on which connection a request was sent, so this module notes when one is opened: hyper
//! calls the connector while the future of the request is polled, and not at all when the pool has
//! an idle connection (hyper-util 0.1, `client/legacy/client.rs`, `connection_for`).

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use tower_layer::Layer;
use tower_service::Service;

tokio::task_local! {
    static HAS_CONNECTED: Cell<bool>;
}

/// Awaits a request, and returns whether it began to open a connection.
pub(super) async fn watch<F: Future>(request: F) -> (F::Output, bool) {
    let watched = async {
        let output = request.await;
        (output, HAS_CONNECTED.with(Cell::get))
    };
    HAS_CONNECTED.scope(Cell::new(false), watched).await
}

/// The knowledge about the connections of one client.
#[derive(Debug, Default)]
pub(super) struct Connections {
    /// Whether a connection was ever seen to be opened: an HTTP client without [`NoteConnects`]
    /// never shows one, and then each failure counts as one on a new connection.
    is_seen: AtomicBool,
}

impl Connections {
    pub(super) fn note(&self, has_connected: bool) {
        if has_connected {
            self.is_seen.store(true, Ordering::Relaxed);
        }
    }

    pub(super) fn is_reused(&self, has_connected: bool) -> bool {
        !has_connected && self.is_seen.load(Ordering::Relaxed)
    }
}

/// A layer around reqwest's connector that notes when a connection is opened.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NoteConnects;

/// The connector with the layer around it.
#[derive(Clone, Debug)]
pub(crate) struct Noting<S>(S);

impl<S> Layer<S> for NoteConnects {
    type Service = Noting<S>;

    fn layer(&self, connector: S) -> Noting<S> {
        Noting(connector)
    }
}

impl<R, S: Service<R>> Service<R> for Noting<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, target: R) -> S::Future {
        // Outside of `watch` there is nothing to note.
        let _ = HAS_CONNECTED.try_with(|has_connected| has_connected.set(true));
        self.0.call(target)
    }
}
