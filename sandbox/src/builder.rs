//! How a sandbox is described, checked and started.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use crate::options::Settings;
use crate::page::Page;
use crate::router::{Log, Shared};
use crate::server::{Port, Server};
use crate::store::Store;
use crate::{AbsentLists, Links, Permissions, Sandbox, Shape, seed};

/// Describes a [`Sandbox`] before it starts.
pub struct SandboxBuilder {
    listen: SocketAddr,
    organization: String,
    token: String,
    extra_tokens: Vec<(String, Permissions)>,
    shape: Shape,
    links: Links,
    absent_lists: AbsentLists,
    prefix: String,
    groups: usize,
    members: usize,
    latency: Duration,
    page: Option<Page>,
    log: Option<Log>,
}

impl SandboxBuilder {
    pub(crate) fn new() -> SandboxBuilder {
        SandboxBuilder {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            organization: "demo".to_owned(),
            token: "demo-token".to_owned(),
            extra_tokens: Vec::new(),
            shape: Shape::default(),
            links: Links::default(),
            absent_lists: AbsentLists::default(),
            prefix: String::new(),
            groups: 3,
            members: 12,
            latency: Duration::ZERO,
            page: None,
            log: None,
        }
    }

    /// The address to listen on; by default a free port of 127.0.0.1.
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// The id of the one organization; by default `demo`.
    pub fn organization(mut self, id: impl Into<String>) -> Self {
        self.organization = id.into();
        self
    }

    /// The access token of an administrator; by default `demo-token`.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.token = token.into();
        self
    }

    /// A further access token, for what others may and may not do.
    pub fn extra_token(mut self, token: impl Into<String>, permissions: Permissions) -> Self {
        self.extra_tokens.push((token.into(), permissions));
        self
    }

    /// The generation of the documents to follow; by default the current one.
    pub fn shape(mut self, shape: Shape) -> Self {
        self.shape = shape;
        self
    }

    /// What `meta.pagination.links` holds; by default `{}`.
    pub fn links(mut self, links: Links) -> Self {
        self.links = links;
        self
    }

    /// What an update does with a list it does not name; by default it keeps it.
    pub fn absent_lists(mut self, absent_lists: AbsentLists) -> Self {
        self.absent_lists = absent_lists;
        self
    }

    /// Mounts everything below this path, such as `/api`; by default there is none.
    pub fn path_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// How many groups there are at first; by default 3. The first two are those of the documents.
    pub fn groups(mut self, count: usize) -> Self {
        self.groups = count;
        self
    }

    /// How many members there are; by default 12, with the ids 1001 to 1012. Groups name only
    /// members that exist.
    pub fn members(mut self, count: usize) -> Self {
        self.members = count;
        self
    }

    /// How long every answer takes at least; by default no time. Requests that come together take
    /// it together.
    pub fn latency(mut self, latency: Duration) -> Self {
        self.latency = latency;
        self
    }

    /// Serves a page for people at `/`, whatever the prefix is; by default there is none.
    ///
    /// It is made when it is first asked for. `make` is given a nonce: of the page's own styles and
    /// scripts, those that carry it are obeyed; nothing else is loaded, and scripts reach no other
    /// server than this one. Requests for the page are neither recorded nor logged, and no latency
    /// is added to them.
    pub fn page(mut self, make: impl FnOnce(&str) -> String + Send + 'static) -> Self {
        self.page = Some(Page::new(make));
        self
    }

    /// Receives one line for each request, after it is answered; never a token. By default nothing
    /// is logged.
    pub fn log(mut self, log: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.log = Some(Box::new(log));
        self
    }

    /// Starts the server; it accepts connections when this returns.
    ///
    /// # Errors
    ///
    /// The address cannot be bound or the thread not started, or ([`io::ErrorKind::InvalidInput`])
    /// a token or the organization is empty, two tokens are equal, or the prefix is no path.
    pub fn start(self) -> io::Result<Sandbox> {
        self.check()?;
        let prefix = self.prefix.trim_end_matches('/').to_owned();
        let mut port = Port::bind(self.listen)?;

        let mut tokens = vec![(self.token, Permissions::Administrator)];
        tokens.extend(self.extra_tokens);
        let settings = Settings {
            organization: self.organization,
            tokens,
            shape: self.shape,
            links: self.links,
            absent_lists: self.absent_lists,
            prefix,
            latency: self.latency,
            origin: format!("http://{}", port.address()),
        };
        let store = Store::new(seed::snapshot(self.shape, self.groups, self.members));
        let shared = Arc::new(Shared::new(settings, store, self.page, self.log));
        let server = Server::start(&mut port, &shared)?;
        Ok(Sandbox::running(shared, port, server))
    }

    fn check(&self) -> io::Result<()> {
        let refuse = |why: &str| Err(io::Error::new(io::ErrorKind::InvalidInput, why));
        let tokens: Vec<&str> = [&self.token]
            .into_iter()
            .chain(self.extra_tokens.iter().map(|(token, _)| token))
            .map(String::as_str)
            .collect();
        if self.organization.is_empty() {
            return refuse("the organization is empty");
        }
        if tokens.contains(&"") {
            return refuse("a token is empty");
        }
        if (1..tokens.len()).any(|i| tokens[..i].contains(&tokens[i])) {
            return refuse("two tokens are equal");
        }
        let is_path_byte = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte);
        if !(self.prefix.is_empty() || self.prefix.starts_with('/'))
            || !self.prefix.bytes().all(is_path_byte)
        {
            return refuse("the prefix is no path such as /api");
        }
        Ok(())
    }
}

impl fmt::Debug for SandboxBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SandboxBuilder")
            .field("listen", &self.listen)
            .field("organization", &self.organization)
            .field("shape", &self.shape)
            .finish_non_exhaustive()
    }
}
