//! The handle of a running server: what a test asks of it, and how it ends.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use crate::model::GroupRecord;
use crate::operation::Operation;
use crate::recorded::RecordedRequest;
use crate::reply::Reply;
use crate::server::{Port, Server};
use crate::state::{Shared, panic_message};

/// A running server; it stops when this is dropped.
///
/// The server has a thread and a runtime of its own, so this works with and without an async
/// runtime. Dropping does not wait for open connections.
///
/// ```
/// use tallyfy_sandbox::{Operation, Reply, Sandbox, Shape};
///
/// # fn main() -> std::io::Result<()> {
/// let sandbox = Sandbox::builder().shape(Shape::Legacy).groups(25).members(40).start()?;
/// sandbox.script(Operation::ListGroups, [Reply::status(503), Reply::normal()]);
///
/// // Here the client under test lists groups at `sandbox.base_url()`, with `sandbox.token()`.
///
/// assert_eq!(sandbox.groups().len(), 25);
/// assert!(sandbox.requests().is_empty());
/// # Ok(())
/// # }
/// ```
///
/// # Panics
///
/// Dropping panics when the server panicked while it answered, unless the thread is panicking
/// already: a sick server fails the test.
pub struct Sandbox {
    shared: Arc<Shared>,
    base_url: String,
    serving: Mutex<Serving>,
}

struct Serving {
    /// `None` while connections are refused.
    server: Option<Server>,
    port: Port,
}

const THREAD_PANICKED: &str = "the sandbox's thread panicked";

impl Sandbox {
    pub(crate) fn from_parts(shared: Arc<Shared>, port: Port, server: Server) -> Sandbox {
        let base_url = format!("{}{}", shared.settings.origin, shared.settings.prefix);
        Sandbox {
            shared,
            base_url,
            serving: Mutex::new(Serving {
                server: Some(server),
                port,
            }),
        }
    }

    /// Where the API is, such as `http://127.0.0.1:40123/api`; no slash at the end.
    pub fn base_url(&self) -> String {
        self.base_url.clone()
    }

    /// Where the page for people is, such as `http://127.0.0.1:40123/`, if there is one.
    pub fn page_url(&self) -> Option<String> {
        let page = self.shared.page.as_ref();
        page.map(|_| format!("{}/", self.shared.settings.origin))
    }

    /// The id of the one organization.
    pub fn organization(&self) -> &str {
        &self.shared.settings.organization
    }

    /// The access token of an administrator.
    pub fn token(&self) -> &str {
        &self.shared.settings.tokens[0].0
    }

    /// Every request so far, in order of arrival, those without a route included.
    ///
    /// A request has arrived when its body is complete. Bytes that are no HTTP are no request.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.shared.state().requests.clone()
    }

    /// As [`requests`](Self::requests), and forgets them.
    pub fn take_requests(&self) -> Vec<RecordedRequest> {
        std::mem::take(&mut self.shared.state().requests)
    }

    /// The stored groups in order of creation, whatever shape they are shown in.
    pub fn groups(&self) -> Vec<GroupRecord> {
        self.shared
            .state()
            .store
            .newest()
            .groups()
            .cloned()
            .collect()
    }

    /// Gives the next calls of an operation these replies, one each; then it behaves normally
    /// again.
    ///
    /// The replies are drawn as the calls arrive, so an endless iterator makes a server that never
    /// recovers. What was left of an earlier script of the operation is dropped; an empty script
    /// ends one. A reply is drawn whatever the headers and ids of the request are; only the route
    /// counts.
    ///
    /// The iterator runs while the server's state is locked: it must not call the sandbox.
    ///
    /// ```
    /// use std::iter;
    /// use tallyfy_sandbox::{Operation, Reply, Sandbox};
    ///
    /// let sandbox = Sandbox::start();
    /// // 503 twice, then the usual answer.
    /// sandbox.script(Operation::ListGroups, iter::repeat_n(Reply::status(503), 2));
    /// // Saves the group, but resets the connection; then the usual answer, to the second try.
    /// sandbox.script(Operation::CreateGroup, [Reply::normal().then_reset()]);
    /// // Never recovers.
    /// sandbox.script(Operation::GetGroup, iter::repeat(Reply::silence()));
    /// ```
    pub fn script<I>(&self, operation: Operation, replies: I)
    where
        I: IntoIterator<Item = Reply>,
        I::IntoIter: Send + 'static,
    {
        self.shared
            .state()
            .scripts
            .insert(operation, Box::new(replies.into_iter()));
    }

    /// Ends every connection, those with an answer on its way included, and refuses new ones, as
    /// if the server's process had died; its state and scripts survive.
    ///
    /// On Linux no other program is given the port meanwhile. Does nothing if the server does not
    /// listen.
    ///
    /// ```
    /// use std::net::TcpStream;
    /// use tallyfy_sandbox::Sandbox;
    ///
    /// let sandbox = Sandbox::start();
    /// let address = sandbox.base_url().replace("http://", "");
    /// sandbox.stop_listening();
    /// assert!(TcpStream::connect(&address).is_err());
    /// sandbox.listen_again();
    /// assert!(TcpStream::connect(&address).is_ok());
    /// ```
    ///
    /// # Panics
    ///
    /// If the server's thread panicked.
    #[track_caller]
    pub fn stop_listening(&self) {
        let server = self.serving().server.take();
        if let Some(Err(payload)) = server.map(Server::stop) {
            panic!("{THREAD_PANICKED}: {}", panic_message(&*payload));
        }
    }

    /// Accepts connections again, at the same address, after
    /// [`stop_listening`](Self::stop_listening). Does nothing if the server listens.
    ///
    /// # Panics
    ///
    /// If the server cannot start, for want of a thread or because the port is taken.
    #[track_caller]
    pub fn listen_again(&self) {
        let mut serving = self.serving();
        let Serving { server, port } = &mut *serving;
        if server.is_some() {
            return;
        }
        match Server::start(port, &self.shared) {
            Ok(started) => *server = Some(started),
            Err(error) => panic!("the sandbox cannot listen again: {error}"),
        }
    }

    fn serving(&self) -> MutexGuard<'_, Serving> {
        self.serving.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Stops the server.
    ///
    /// # Panics
    ///
    /// As dropping does.
    pub fn shutdown(self) {}
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let server = self.serving().server.take();
        let ended = server.map_or(Ok(()), Server::stop);
        if thread::panicking() {
            return;
        }
        if let Some(message) = self.shared.state().panics.first() {
            panic!("the sandbox panicked while answering: {message}");
        }
        if let Err(payload) = ended {
            panic!("{THREAD_PANICKED}: {}", panic_message(&*payload));
        }
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox")
            .field("base_url", &self.base_url)
            .finish_non_exhaustive()
    }
}
