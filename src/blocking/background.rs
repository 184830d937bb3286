//! The background thread of a blocking client, which runs a tokio runtime.

use std::cell::Cell;
use std::fmt::Display;
use std::panic::resume_unwind;
use std::sync::mpsc;
use std::thread;

use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

use crate::error::Error;
use crate::transport::in_current_span;

thread_local! {
    /// `true` on the background thread of any blocking client.
    static IS_BACKGROUND: Cell<bool> = const { Cell::new(false) };
}

/// A thread with a tokio runtime, which runs connections, timers and spawned tasks.
///
/// Dropping this value ends the thread. The drop does not wait for the end of the thread, so a
/// program can drop this value inside of a runtime.
pub(super) struct Background {
    handle: Handle,
    /// The thread ends when this sender is dropped.
    _stop: oneshot::Sender<()>,
}

impl Background {
    /// Starts the thread and its runtime.
    pub(super) fn start() -> Result<Background, Error> {
        Background::start_on(new_thread())
    }

    fn start_on(thread: thread::Builder) -> Result<Background, Error> {
        let (stop, stopped) = oneshot::channel::<()>();
        let (send, receive) = mpsc::sync_channel(1);
        // The new thread also builds and drops the runtime. tokio panics if a program drops a
        // runtime inside of a different runtime.
        let run = move || {
            IS_BACKGROUND.set(true);
            let built = Builder::new_current_thread().enable_all().build();
            let handle = built.as_ref().map(|runtime| runtime.handle().clone());
            _ = send.send(handle.map_err(|error| error.to_string()));
            if let Ok(runtime) = built {
                // The future ends with an error when the sender is dropped.
                _ = runtime.block_on(stopped);
                // Without this call, the drop would wait for DNS lookups.
                runtime.shutdown_background();
            }
        };
        thread.spawn(run).map_err(not_started)?;
        let handle = receive.recv().map_err(not_started)?.map_err(not_started)?;
        Ok(Background {
            handle,
            _stop: stop,
        })
    }

    /// Runs a future, and waits for its result.
    ///
    /// # Errors
    ///
    /// [`is_configuration`](Error::is_configuration) if the caller is a background thread, or if
    /// the operating system cannot start a thread. The function has then not polled the future.
    pub(super) fn run<F>(&self, future: F) -> Result<F::Output, Error>
    where
        F: Future<Output: Send> + Send,
    {
        self.run_on(new_thread(), future)
    }

    /// Runs a future. The function uses `thread` only inside of a tokio runtime.
    fn run_on<F>(&self, thread: thread::Builder, future: F) -> Result<F::Output, Error>
    where
        F: Future<Output: Send> + Send,
    {
        if IS_BACKGROUND.get() {
            return Err(Error::configuration(
                "this blocking call is on the background thread of a blocking client, which must \
                 not wait; use an async client in token sources, metrics and HTTP clients, or make \
                 the call in `tokio::task::spawn_blocking`, and do not block this thread",
            ));
        }
        match Handle::try_current() {
            Err(error) if error.is_missing_context() => Ok(self.handle.block_on(future)),
            // `Handle::block_on` panics on a thread of a tokio runtime. A poll by this thread would
            // not be enough: `yield_now` would wake the future only after this function returns.
            _ => {
                let future = in_current_span(future);
                thread::scope(|scope| {
                    let run = || self.handle.block_on(future);
                    let thread = thread.spawn_scoped(scope, run);
                    let thread = thread.map_err(not_started)?;
                    Ok(thread.join().unwrap_or_else(|panic| resume_unwind(panic)))
                })
            }
        }
    }
}

fn new_thread() -> thread::Builder {
    thread::Builder::new().name("tallyfy-groups".to_owned())
}

fn not_started(error: impl Display) -> Error {
    Error::configuration(format!(
        "the blocking client cannot start a thread with a tokio runtime ({error}); check the \
         limits of the process, or use fewer blocking clients"
    ))
}

#[cfg(test)]
mod tests;
