//! How a sandbox is described, checked and started.

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

    /// Starts describing a server.
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

    /// Serves reads from these replicas. The default is one replica that is up to date.
    ///
    /// A replica shows the groups as they were before its lag, with the `updated_at` of that time.
    /// A group that was created since then is missing. A group that was deleted since then is
    /// still shown. The state at the start is older than any lag. Members never change. No
    /// document mentions replicas (assumed).
    ///
    /// A replica serves each GET or HEAD request that passes the checks of its headers, its
    /// organization and its permission. Only such a request moves on to the next replica. A write,
    /// the response to it and [`Sandbox::groups`] always see the newest state.
    ///
    /// Past states are kept in memory for the longest lag.
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

    /// Lets `listGroups` show the groups as they were this long ago, as a search index that lags
    /// behind the database. By default a replica serves it.
    ///
    /// With a search lag, [`replicas`](Self::replicas) do not serve `listGroups`, even if the lag
    /// is [`Duration::ZERO`]. The other operations are not affected. No document mentions such an
    /// index (assumed).
    pub fn search_lag(mut self, lag: Duration) -> Self {
        self.search_lag = Some(lag);
        self
    }

    /// Sets the clock that measures lags: it returns the time since any fixed moment. The default
    /// is the real time.
    ///
    /// A test with its own clock makes a lag pass without sleeping. A time before the latest one
    /// counts as the latest one. This clock does not date the groups. It is called only if there
    /// is a lag, and while the server's state is locked: it must not call the sandbox.
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
    /// // Here the client writes, and its reads do not show it.
    ///
    /// seconds.store(5, Ordering::Relaxed);
    ///
    /// // Now its reads show it.
    /// # drop(sandbox);
    /// # Ok(())
    /// # }
    /// ```
    pub fn clock(mut self, clock: impl Fn() -> Duration + Send + Sync + 'static) -> Self {
        self.clock = Some(Box::new(clock));
        self
    }

    /// Lets this many writes in a row carry the same time; the default is 1.
    ///
    /// The clock that dates the groups does not follow the real time: it moves by one second after
    /// each `n`-th successful write. So two writes in a row may leave `updated_at` unchanged, as on
    /// a server that counts in whole seconds (S0 to S4). The header `Date` follows the same clock.
    pub fn writes_per_second(mut self, n: u32) -> Self {
        self.writes_per_second = n;
        self
    }

    /// Moves the header `Date` of responses this many seconds away from the clock that dates the
    /// groups: forwards, or backwards if negative. The default is 0.
    ///
    /// `Date` stays within the years 1970 to 9999. A reply with a `Date` of its own keeps it. The
    /// page and responses to bytes that are not HTTP carry the real time.
    pub fn date_offset(mut self, seconds: i64) -> Self {
        self.date_offset = seconds;
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
    /// a token or the organization is empty, two tokens are equal, the prefix is no path, there is
    /// no replica, or there are no writes per second.
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
        if self.replicas.is_empty() {
            return refuse("there are no replicas; give at least one lag");
        }
        if self.writes_per_second == 0 {
            return refuse("there are no writes per second; give at least 1");
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
