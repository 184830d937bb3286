//! The builder, which checks the settings of a sandbox and starts the sandbox.

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
    /// Panics if the server cannot listen on any port of the loopback address.
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

    /// Sets the address on which the server listens. By default, the server listens on a free port
    /// of 127.0.0.1.
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// Sets the id of the organization. The sandbox has exactly one organization. The default id is
    /// `demo`.
    pub fn organization(mut self, id: impl Into<String>) -> Self {
        self.organization = id.into();
        self
    }

    /// Sets the access token that has the permissions of an administrator. The default token is
    /// `demo-token`.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.token = token.into();
        self
    }

    /// Adds an access token that has the given permissions.
    pub fn extra_token(mut self, token: impl Into<String>, permissions: Permissions) -> Self {
        self.extra_tokens.push((token.into(), permissions));
        self
    }

    /// Sets which generation of the API's documents the server follows. The default generation is
    /// [`Shape::Current`].
    pub fn shape(mut self, shape: Shape) -> Self {
        self.shape = shape;
        self
    }

    /// Sets the JSON value of `meta.pagination.links` in list responses. The default JSON value is
    /// `{}`.
    pub fn links(mut self, links: Links) -> Self {
        self.links = links;
        self
    }

    /// Sets what `updateGroup` does with the stored list `members` or `guests` if the request body
    /// does not contain this list. By default, `updateGroup` does not change the stored list.
    pub fn absent_lists(mut self, absent_lists: AbsentLists) -> Self {
        self.absent_lists = absent_lists;
        self
    }

    /// Adds this prefix, such as `/api`, to the path of every operation. By default, the paths have
    /// no prefix.
    pub fn path_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// Sets the number of groups that exist when the sandbox starts. The default number is 3. The
    /// first two groups are examples from the API's documents:
    ///
    /// | id | name | members | guests |
    /// |---|---|---|---|
    /// | `group_id_abc123` | Sales Team | 1001, 1005 | client.a@example.com |
    /// | `group_id_def456` | Support Tier 1 | 1001, 1002 | |
    pub fn groups(mut self, count: usize) -> Self {
        self.groups = count;
        self
    }

    /// Sets the number of members of the organization. The default is 12, with the ids 1001 to
    /// 1012. The members 1001 and 1002 have the email addresses alice@example.com and
    /// bob@example.com. Groups contain only members of the organization.
    pub fn members(mut self, count: usize) -> Self {
        self.members = count;
        self
    }

    /// Sets the time by which the sandbox delays every response of the API. By default, the sandbox
    /// does not delay responses. If several requests are concurrent, the delays of their responses
    /// run at the same time.
    pub fn latency(mut self, latency: Duration) -> Self {
        self.latency = latency;
        self
    }

    /// Sets the replicas that serve reads. By default, one replica without a lag serves all reads.
    ///
    /// A replica with a lag shows an earlier state of the groups. For example, a replica with a lag
    /// of two seconds shows the groups as they were two seconds ago. Each group has the
    /// `updated_at` that this group had two seconds ago. If a group was created in the last two
    /// seconds, this replica does not show the group. If a group was deleted in the last two
    /// seconds, this replica still shows the group. Directly after the start of the sandbox, even a
    /// replica with a lag shows the initial groups. The members of the organization never change.
    /// The API's documents do not mention replicas. This project assumes that Tallyfy's service may
    /// have replicas.
    ///
    /// Replicas serve only GET and HEAD requests whose headers, organization and permission are
    /// valid. The given [`Replicas`] choose a replica for each of these requests. No other request
    /// uses a replica. A write always changes the newest state of the groups. The response to a
    /// write shows this newest state. [`Sandbox::groups`] also returns the newest state.
    ///
    /// After each write, the sandbox keeps the state before this write in memory for at least the
    /// longest lag.
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

    /// Sets the search lag. With a search lag of two seconds, for example, `listGroups` shows the
    /// groups as they were two seconds ago. In a real service, a search index may show an older
    /// state than the database. If no search lag is set, a replica serves `listGroups`.
    ///
    /// If a search lag is set, the [`replicas`](Self::replicas) do not serve `listGroups`. This
    /// rule also applies to a search lag of [`Duration::ZERO`]. The search lag affects no operation
    /// except `listGroups`. The API's documents do not mention a search index. This project assumes
    /// that Tallyfy's service may have a search index.
    pub fn search_lag(mut self, lag: Duration) -> Self {
        self.search_lag = Some(lag);
        self
    }

    /// Sets the clock that measures lags. The function `clock` returns the time that has passed
    /// since a fixed moment. A test can choose any moment as this fixed moment. By default, the
    /// sandbox measures lags in real time.
    ///
    /// With its own clock, a test can end a lag without sleeping. If the clock goes back, the
    /// sandbox uses the latest time that the clock has returned so far. The dates of groups do not
    /// depend on this clock. The sandbox calls `clock` only if a lag is longer than zero. The
    /// server's state is locked while `clock` runs, so `clock` must not call a method of the
    /// sandbox.
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
    /// // Let the client send a write. The client's reads do not show the result of this write yet.
    ///
    /// seconds.store(5, Ordering::Relaxed);
    ///
    /// // From now on, the reads show the result of the write.
    /// # drop(sandbox);
    /// # Ok(())
    /// # }
    /// ```
    pub fn clock(mut self, clock: impl Fn() -> Duration + Send + Sync + 'static) -> Self {
        self.clock = Some(Box::new(clock));
        self
    }

    /// Sets how many consecutive writes have the same time. By default, each write has a different
    /// time.
    ///
    /// The dates of groups come from a clock that does not follow the real time. This clock
    /// advances by one second after every `n` successful writes. If `n` is greater than 1, two
    /// consecutive writes can have the same `updated_at`. A real server that stores times in whole
    /// seconds can also give two writes the same time. The examples in the vendor's documents show
    /// times in whole seconds. The header `Date` shows the time of the clock that sets the dates of
    /// groups.
    pub fn writes_per_second(mut self, n: u32) -> Self {
        self.writes_per_second = n;
        self
    }

    /// Adds this number of seconds to the time in the header `Date` of each response. A negative
    /// number makes this time earlier. With the default 0, `Date` shows the time of the clock that
    /// sets the dates of groups.
    ///
    /// The time in `Date` stays within the years 1970 to 9999. If a scripted reply sets `Date`, the
    /// sandbox sends that value unchanged. `Date` shows the real time only in responses with the
    /// HTML page and in responses to bytes that are not HTTP.
    pub fn date_offset(mut self, seconds: i64) -> Self {
        self.date_offset = seconds;
        self
    }

    /// Serves an HTML page at `/`. The path of the page has no prefix, even if the paths of the
    /// operations have a prefix. By default, the sandbox serves no page.
    ///
    /// The sandbox calls `make` at the first request for the page. `make` receives a nonce as its
    /// argument, and returns the HTML of the page. The browser accepts an inline style or script
    /// only if this style or script has the nonce. For this page, the browser loads no external
    /// files. Scripts of the page can send requests only to this server. The sandbox does not
    /// record or log requests for the page. [`latency`](Self::latency) does not delay the page.
    pub fn page(mut self, make: impl FnOnce(&str) -> String + Send + 'static) -> Self {
        self.page = Some(Page::new(make));
        self
    }

    /// Sets a function that receives one log line for each API request. The sandbox calls this
    /// function before the sandbox sends the response. A log line never contains an access token.
    /// By default, the sandbox logs nothing.
    pub fn log(mut self, log: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.log = Some(Box::new(log));
        self
    }

    /// Starts the server. When this method returns, the server already accepts connections.
    ///
    /// # Errors
    ///
    /// Returns an error if the server cannot listen on the address, or if the thread of the server
    /// cannot start. Returns [`io::ErrorKind::InvalidInput`] if
    ///
    /// - an access token or the id of the organization is empty,
    /// - two access tokens are equal,
    /// - the path prefix is invalid,
    /// - the list of replicas is empty, or
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
            return refuse("the organization id is empty; pass an id such as `demo`");
        }
        if tokens.contains(&"") {
            return refuse("an access token is empty; pass a token such as `demo-token`");
        }
        if (1..tokens.len()).any(|i| tokens[..i].contains(&tokens[i])) {
            return refuse("two access tokens are equal; pass each token only once");
        }
        let is_path_byte = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte);
        if !(self.prefix.is_empty() || self.prefix.starts_with('/'))
            || !self.prefix.bytes().all(is_path_byte)
        {
            return refuse(
                "the path prefix is invalid; use a path such as `/api` that begins with `/` and \
                 contains only letters, digits, `/`, `-`, `.`, `_` and `~`",
            );
        }
        if self.replicas.is_empty() {
            return refuse("the list of replicas is empty; pass the lag of at least one replica");
        }
        if self.writes_per_second == 0 {
            return refuse("`writes_per_second` is 0; pass a number of at least 1");
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
