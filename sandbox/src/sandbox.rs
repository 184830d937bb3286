//! The type `Sandbox`, with which a test controls and inspects the running server.

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
/// The server runs in a separate thread and has its own async runtime. A test that uses the server
/// therefore does not need an async runtime, but can have one. Dropping this value does not wait
/// for open connections.
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
/// Dropping this value panics if the server panicked while it handled a request. This panic makes
/// the test fail. If the current thread is already panicking, dropping this value does not cause a
/// second panic.
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

    /// Returns the base URL of the API, such as `http://127.0.0.1:40123`, without a slash at the
    /// end. The URL ends with the [`path_prefix`](crate::SandboxBuilder::path_prefix), if any.
    pub fn base_url(&self) -> String {
        self.base_url.clone()
    }

    /// Returns the URL of the HTML page, such as `http://127.0.0.1:40123/`. Returns `None` if
    /// [`SandboxBuilder::page`](crate::SandboxBuilder::page) was not called.
    pub fn page_url(&self) -> Option<String> {
        let page = self.shared.page.as_ref();
        page.map(|_| format!("{}/", self.shared.settings.origin))
    }

    /// Returns the id of the organization. The sandbox has exactly one organization.
    pub fn organization(&self) -> &str {
        &self.shared.settings.organization
    }

    /// Returns the access token of an administrator.
    pub fn token(&self) -> &str {
        &self.shared.settings.tokens[0].0
    }

    /// Returns the records of all API requests that the sandbox has received so far, in order of
    /// arrival. The records include requests whose path or method is unknown.
    ///
    /// The sandbox records a request after the sandbox has read the complete request body. The
    /// sandbox does not record bytes that are not HTTP.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.shared.state().requests.clone()
    }

    /// Returns the same records as [`requests`](Self::requests), and removes these records from the
    /// sandbox.
    pub fn take_requests(&self) -> Vec<RecordedRequest> {
        std::mem::take(&mut self.shared.state().requests)
    }

    /// Returns the groups that the sandbox stores, in order of creation. The returned groups do not
    /// depend on the [`Shape`](crate::Shape) of the responses.
    pub fn groups(&self) -> Vec<GroupRecord> {
        self.shared
            .state()
            .store
            .newest()
            .groups()
            .cloned()
            .collect()
    }

    /// Sets the script of an operation. Each later request for the operation uses the next reply of
    /// this script. After the last reply, the sandbox handles requests for the operation normally
    /// again.
    ///
    /// The sandbox takes a reply from the iterator when a request arrives. An endless iterator
    /// therefore provides a reply for every later request. A new script replaces an earlier script
    /// of the same operation. An empty script only removes the earlier script. Every request with
    /// the method and path of the operation uses a reply, even if the headers or ids of the request
    /// are invalid.
    ///
    /// The sandbox calls the iterator while the server's state is locked, so the iterator must not
    /// call a method of the sandbox.
    ///
    /// ```
    /// use std::iter;
    /// use tallyfy_sandbox::{Operation, Reply, Sandbox};
    ///
    /// let sandbox = Sandbox::start();
    /// // Responds with the status 503 twice, and then with the normal response.
    /// sandbox.script(Operation::ListGroups, iter::repeat_n(Reply::status(503), 2));
    /// // Saves the new group and resets the connection. The second request gets the normal
    /// // response.
    /// sandbox.script(Operation::CreateGroup, [Reply::normal().then_reset()]);
    /// // Sends no more responses to `getGroup` requests.
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

    /// Ends every connection, even in the middle of a response, and refuses new connections. For a
    /// client, it looks as if the server had crashed. The sandbox keeps its groups, records and
    /// scripts.
    ///
    /// On Linux, no other program can use the port until the server listens again. This method does
    /// nothing if the server is not listening.
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
    /// Panics if the server's thread panicked.
    #[track_caller]
    pub fn stop_listening(&self) {
        let server = self.serving().server.take();
        if let Some(Err(payload)) = server.map(Server::stop) {
            panic!("{THREAD_PANICKED}: {}", panic_message(&*payload));
        }
    }

    /// Accepts connections again, at the same address, after
    /// [`stop_listening`](Self::stop_listening). This method does nothing if the server is already
    /// listening.
    ///
    /// # Panics
    ///
    /// Panics if the server cannot start again. Possible reasons: a thread cannot be created, or
    /// the port is in use.
    #[track_caller]
    pub fn listen_again(&self) {
        let mut serving = self.serving();
        let Serving { server, port } = &mut *serving;
        if server.is_some() {
            return;
        }
        match Server::start(port, &self.shared) {
            Ok(started) => *server = Some(started),
            Err(error) => panic!("the sandbox cannot listen on its address again: {error}"),
        }
    }

    fn serving(&self) -> MutexGuard<'_, Serving> {
        self.serving.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Stops the server.
    ///
    /// # Panics
    ///
    /// Panics if the server panicked while it handled a request, unless the current thread is
    /// already panicking.
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
