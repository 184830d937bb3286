//! The handle of a running server, which tests use to control and inspect it.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use crate::model::GroupRecord;
use crate::operation::Operation;
use crate::recorded::RecordedRequest;
use crate::reply::Reply;
use crate::server::{Port, Server};
use crate::state::{Shared, panic_message};

/// A running server, which stops when this value is dropped.
///
/// The server has its own thread and its own runtime. A test can therefore use it with or without
/// an async runtime. Dropping does not wait for open connections.
///
/// ```
/// use tallyfy_sandbox::{Operation, Reply, Sandbox, Shape};
///
/// # fn main() -> std::io::Result<()> {
/// let sandbox = Sandbox::builder().shape(Shape::Legacy).groups(25).members(40).start()?;
/// sandbox.script(Operation::ListGroups, [Reply::status(503), Reply::normal()]);
///
/// // Let the client list groups at `sandbox.base_url()`, with `sandbox.token()`.
///
/// assert_eq!(sandbox.groups().len(), 25);
/// assert!(sandbox.requests().is_empty());
/// # Ok(())
/// # }
/// ```
///
/// # Panics
///
/// Dropping panics if the server panicked while it handled a request, so that the test fails. It
/// does not panic if the current thread is already panicking.
pub struct Sandbox {
    shared: Arc<Shared>,
    base_url: String,
    serving: Mutex<Serving>,
}

struct Serving {
    /// The running server. `None` while the sandbox refuses connections.
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

    /// Returns the base URL of the API, such as `http://127.0.0.1:40123/api`, without a slash at
    /// the end.
    pub fn base_url(&self) -> String {
        self.base_url.clone()
    }

    /// Returns the URL of the page, such as `http://127.0.0.1:40123/`. Returns `None` if the
    /// builder set no page.
    pub fn page_url(&self) -> Option<String> {
        let page = self.shared.page.as_ref();
        page.map(|_| format!("{}/", self.shared.settings.origin))
    }

    /// Returns the id of the only organization.
    pub fn organization(&self) -> &str {
        &self.shared.settings.organization
    }

    /// Returns the access token of an administrator.
    pub fn token(&self) -> &str {
        &self.shared.settings.tokens[0].0
    }

    /// Returns every request so far, in order of arrival, including requests without a route.
    ///
    /// A request has arrived when its body is complete. Bytes that are not HTTP do not count as a
    /// request.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.shared.state().requests.clone()
    }

    /// Returns the same as [`requests`](Self::requests), and removes the requests from the record.
    pub fn take_requests(&self) -> Vec<RecordedRequest> {
        std::mem::take(&mut self.shared.state().requests)
    }

    /// Returns the stored groups in order of creation. The [`Shape`](crate::Shape) does not change
    /// them.
    pub fn groups(&self) -> Vec<GroupRecord> {
        self.shared
            .state()
            .store
            .newest()
            .groups()
            .cloned()
            .collect()
    }

    /// Scripts an operation: each of its next requests gets one of these replies. After the last
    /// reply, the operation works normally again.
    ///
    /// The sandbox takes a reply from the iterator when a request arrives. With an endless iterator
    /// the operation never recovers. A new script replaces an earlier script of the same operation,
    /// and an empty script only ends it. Every request to the route takes a reply, even if its
    /// headers or ids are invalid.
    ///
    /// The iterator runs while the server's state is locked, so it must not call the sandbox.
    ///
    /// ```
    /// use std::iter;
    /// use tallyfy_sandbox::{Operation, Reply, Sandbox};
    ///
    /// let sandbox = Sandbox::start();
    /// // Sends 503 twice, then the normal response.
    /// sandbox.script(Operation::ListGroups, iter::repeat_n(Reply::status(503), 2));
    /// // Saves the group and resets the connection. The second attempt gets the normal response.
    /// sandbox.script(Operation::CreateGroup, [Reply::normal().then_reset()]);
    /// // Never sends a response again.
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

    /// Ends every connection, even in the middle of a response, and refuses new connections. A
    /// client sees the same as after a crash of the server. The state and the scripts stay.
    ///
    /// On Linux no other program can get the port in the meantime. This method does nothing if the
    /// server does not listen.
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
    /// [`stop_listening`](Self::stop_listening). This method does nothing if the server listens.
    ///
    /// # Panics
    ///
    /// If the server cannot start because no thread can be created or the port is in use.
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
    /// Under the same conditions as dropping.
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
            panic!("the sandbox panicked while it handled a request: {message}");
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
