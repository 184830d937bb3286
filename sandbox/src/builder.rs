//! The builder, which checks the settings of a sandbox and starts it.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::history::Clock;
use crate::options::{AbsentLists, Links, Permissions, Settings, Shape};
use crate::page::Page;
use crate::replicas::Replicas;
use crate::sandbox::Sandbox;
use crate::seed;
use crate::server::{Port, Server};
use crate::state::{Log, Shared};
use crate::store::{ReadOptions, Store};

/// A builder that configures and starts a [`Sandbox`].
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
    replicas: Replicas,
    search_lag: Option<Duration>,
    clock: Option<Clock>,
    writes_per_second: u32,
    date_offset: i64,
    page: Option<Page>,
    log: Option<Log>,
}

impl Sandbox {
    /// Starts a server with the defaults of [`SandboxBuilder`].
    ///
    /// # Panics
    ///
    /// If no port of the loopback address can be bound.
    #[track_caller]
    pub fn start() -> Sandbox {
        match Sandbox::builder().start() {
            Ok(sandbox) => sandbox,
            Err(error) => panic!("the sandbox cannot listen on the loopback address: {error}"),
        }
    }

    /// Returns a builder with the default settings.
    pub fn builder() -> SandboxBuilder {
        SandboxBuilder::new()
    }
}

impl SandboxBuilder {
    fn new() -> SandboxBuilder {
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
            replicas: Replicas::up_to_date(),
            search_lag: None,
            clock: None,
            writes_per_second: 1,
            date_offset: 0,
            page: None,
            log: None,
        }
    }

    /// Sets the address to listen on. The default is a free port of 127.0.0.1.
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// Sets the id of the only organization. The default is `demo`.
    pub fn organization(mut self, id: impl Into<String>) -> Self {
        self.organization = id.into();
        self
    }

    /// Sets the access token of an administrator. The default is `demo-token`.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.token = token.into();
        self
    }

    /// Adds an access token with the given permissions.
    pub fn extra_token(mut self, token: impl Into<String>, permissions: Permissions) -> Self {
        self.extra_tokens.push((token.into(), permissions));
        self
    }

    /// Sets the generation of the documents that the server follows. The default is
    /// [`Shape::Current`].
    pub fn shape(mut self, shape: Shape) -> Self {
        self.shape = shape;
        self
    }

    /// Sets the form of `meta.pagination.links`. The default is `{}`.
    pub fn links(mut self, links: Links) -> Self {
        self.links = links;
        self
    }

    /// Sets what an update does with a list that is missing in its body. The default keeps the
    /// stored list.
    pub fn absent_lists(mut self, absent_lists: AbsentLists) -> Self {
        self.absent_lists = absent_lists;
        self
    }

    /// Adds this prefix, such as `/api`, to the path of every operation. The default is no prefix.
    pub fn path_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// Sets the number of groups at the start. The default is 3. The first two are the examples of
    /// the documents.
    pub fn groups(mut self, count: usize) -> Self {
        self.groups = count;
        self
    }

    /// Sets the number of members. The default is 12, with the ids 1001 to 1012. Groups contain
    /// only members that exist.
    pub fn members(mut self, count: usize) -> Self {
        self.members = count;
        self
    }

    /// Sets a delay for every response. The default is no delay. The delays of concurrent requests
    /// overlap.
    pub fn latency(mut self, latency: Duration) -> Self {
        self.latency = latency;
        self
    }

    /// Serves reads from these replicas. The default is one replica without lag.
    ///
    /// A replica shows the groups as they were before its lag, with the `updated_at` of that time.
    /// A group that was created since then is missing. A group that was deleted since then is
    /// still shown. The state at the start is older than any lag. Members never change. No
    /// document mentions replicas: they are assumed.
    ///
    /// A replica serves each GET or HEAD request that passes the checks of its headers, its
    /// organization and its permission. Only such a request selects the next replica. A write,
    /// its response and [`Sandbox::groups`] always see the newest state.
    ///
    /// The sandbox keeps past states in memory for the longest lag.
    ///
    /// ```
    /// use std::time::Duration;
    /// use tallyfy_sandbox::{Replicas, Sandbox};
    ///
    /// # fn main() -> std::io::Result<()> {
    /// let lags = [Duration::ZERO, Duration::from_millis(300)];
    /// let sandbox = Sandbox::builder().replicas(Replicas::in_turn(lags)).start()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn replicas(mut self, replicas: Replicas) -> Self {
        self.replicas = replicas;
        self
    }

    /// Makes `listGroups` show the groups as they were before this lag, like a search index that
    /// is behind the database. By default a replica serves `listGroups`.
    ///
    /// With a search lag, [`replicas`](Self::replicas) do not serve `listGroups`, even if the lag
    /// is [`Duration::ZERO`]. The other operations do not change. No document mentions such an
    /// index: it is assumed.
    pub fn search_lag(mut self, lag: Duration) -> Self {
        self.search_lag = Some(lag);
        self
    }

    /// Sets the clock that measures lags. It returns the time since any fixed moment. The default
    /// is the real time.
    ///
    /// A test with its own clock can end a lag without sleeping. A time before the latest one
    /// counts as the latest one. The dates of groups do not depend on this clock. The sandbox
    /// calls the clock only if there is a lag. The server's state is locked during the call, so the
    /// clock must not call the sandbox.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use std::sync::atomic::{AtomicU64, Ordering};
    /// use std::time::Duration;
    /// use tallyfy_sandbox::{Replicas, Sandbox};
    ///
    /// # fn main() -> std::io::Result<()> {
    /// let seconds = Arc::new(AtomicU64::new(0));
    /// let clock = Arc::clone(&seconds);
    /// let sandbox = Sandbox::builder()
    ///     .replicas(Replicas::in_turn([Duration::from_secs(5)]))
    ///     .clock(move || Duration::from_secs(clock.load(Ordering::Relaxed)))
    ///     .start()?;
    ///
    /// // Let the client write. Its reads do not show the write yet.
    ///
    /// seconds.store(5, Ordering::Relaxed);
    ///
    /// // Now its reads show the write.
    /// # drop(sandbox);
    /// # Ok(())
    /// # }
    /// ```
    pub fn clock(mut self, clock: impl Fn() -> Duration + Send + Sync + 'static) -> Self {
        self.clock = Some(Box::new(clock));
        self
    }

    /// Gives `n` consecutive writes the same time. The default is 1.
    ///
    /// The clock that dates the groups does not follow the real time. It advances by one second
    /// after every `n` successful writes. Two consecutive writes may therefore have the same
    /// `updated_at`, as on a server that stores whole seconds. The seed documents show whole
    /// seconds. The header `Date` follows the same clock.
    pub fn writes_per_second(mut self, n: u32) -> Self {
        self.writes_per_second = n;
        self
    }

    /// Adds this many seconds to the header `Date` of responses. A negative number subtracts. The
    /// default is 0, so that `Date` is equal to the clock that dates the groups.
    ///
    /// `Date` stays within the years 1970 to 9999. A scripted reply that sets `Date` keeps its own
    /// value. The page and the responses to bytes that are not HTTP have the real time as `Date`.
    pub fn date_offset(mut self, seconds: i64) -> Self {
        self.date_offset = seconds;
        self
    }

    /// Serves an HTML page at `/`, independent of the prefix. The default is no page.
    ///
    /// `make` creates the page at the first request for it. Its argument is a nonce. The browser
    /// applies only those inline styles and scripts of the page that have this nonce. It loads
    /// nothing else, and scripts can send requests to this server only. The sandbox neither records
    /// nor logs requests for the page, and adds no latency to them.
    pub fn page(mut self, make: impl FnOnce(&str) -> String + Send + 'static) -> Self {
        self.page = Some(Page::new(make));
        self
    }

    /// Calls `log` with one line for each request, when its response is known. The line never
    /// contains a token. By default nothing is logged.
    pub fn log(mut self, log: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.log = Some(Box::new(log));
        self
    }

    /// Starts the server. The server accepts connections when this method returns.
    ///
    /// # Errors
    ///
    /// Returns an error if the address cannot be bound or the thread cannot be started. Returns
    /// [`io::ErrorKind::InvalidInput`] if
    ///
    /// - a token or the organization is empty,
    /// - two tokens are equal,
    /// - the prefix is not a valid path,
    /// - there is no replica, or
    /// - `writes_per_second` is 0.
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
            date_offset: self.date_offset,
            origin: format!("http://{}", port.address()),
        };
        let reads = ReadOptions {
            replicas: self.replicas,
            search_lag: self.search_lag,
            clock: self.clock.unwrap_or_else(real_clock),
        };
        let seed = seed::snapshot(self.shape, self.groups, self.members);
        let store = Store::new(seed, reads, self.writes_per_second);
        let shared = Arc::new(Shared::new(settings, store, self.page, self.log));
        let server = Server::start(&mut port, &shared)?;
        Ok(Sandbox::from_parts(shared, port, server))
    }

    fn check(&self) -> io::Result<()> {
        let refuse = |why: &str| Err(io::Error::new(io::ErrorKind::InvalidInput, why));
        let tokens: Vec<&str> = [&self.token]
            .into_iter()
            .chain(self.extra_tokens.iter().map(|(token, _)| token))
            .map(String::as_str)
            .collect();
        if self.organization.is_empty() {
            return refuse("the organization id is empty; give one, such as demo");
        }
        if tokens.contains(&"") {
            return refuse("an access token is empty; give one, such as demo-token");
        }
        if (1..tokens.len()).any(|i| tokens[..i].contains(&tokens[i])) {
            return refuse("two access tokens are equal; give each token once");
        }
        let is_path_byte = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte);
        if !(self.prefix.is_empty() || self.prefix.starts_with('/'))
            || !self.prefix.bytes().all(is_path_byte)
        {
            return refuse(
                "the prefix is not a valid path; start it with `/` and use letters, digits, `-`, \
                 `.`, `_` and `~`, such as /api",
            );
        }
        if self.replicas.is_empty() {
            return refuse("the list of replicas is empty; give at least one lag");
        }
        if self.writes_per_second == 0 {
            return refuse("`writes_per_second` is 0; give at least 1");
        }
        Ok(())
    }
}

fn real_clock() -> Clock {
    let started = Instant::now();
    Box::new(move || started.elapsed())
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
