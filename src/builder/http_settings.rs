//! The settings of the HTTP client, and of the layers around it.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use reqwest::header::HeaderValue;
use zeroize::Zeroizing;

use super::certificates::Certificates;
use super::{ClientBuilder, local_address, proxy};
use crate::error::Error;
use crate::http::{AnyHttpClient, HttpClient, ReqwestClient};
use crate::transport::tls;

const DEFAULT_CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The default maximum number of headers of a response. hyper has the same default.
const DEFAULT_MAX_RESPONSE_HEADERS: usize = 100;

/// The highest value of [`ClientBuilder::max_response_headers`]. For each response, hyper allocates
/// up to 64 bytes for each of these headers.
const LIMIT_MAX_RESPONSE_HEADERS: usize = 1000;

/// The settings of the default HTTP client, or a custom HTTP client of the program.
#[derive(Clone, Default)]
pub(super) struct HttpSettings {
    pub(super) proxy: Option<Zeroizing<String>>,
    pub(super) certificates: Certificates,
    pub(super) local_address: Option<IpAddr>,
    connect_timeout: Option<Duration>,
    max_response_headers: Option<usize>,
    /// The HTTP client of the program. `None` for the default HTTP client.
    custom: Option<AnyHttpClient>,
    /// The layers around the HTTP client, from the inside to the outside.
    layers: Vec<Layer>,
}

type Layer = Arc<dyn Fn(Arc<dyn HttpClient>) -> Arc<dyn HttpClient> + Send + Sync>;

/// The result of [`HttpSettings::build`].
pub(super) struct BuiltHttp {
    /// The HTTP client with its layers.
    pub(super) http: AnyHttpClient,
    /// The value of the header `User-Agent`. `None` if the HTTP client adds this header itself.
    pub(super) user_agent: Option<HeaderValue>,
    /// The `reqwest::Client` that builds the requests.
    pub(super) requests: reqwest::Client,
}

impl ClientBuilder {
    /// Sets how long the client may take to connect to the server. The default is 10 seconds, and
    /// zero is an error.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let client = tallyfy_groups::Client::builder()
    ///     .access_token("my-token")
    ///     .organization("my-organization")
    ///     .connect_timeout(Duration::from_secs(3))
    ///     .build()?;
    /// # Ok::<(), tallyfy_groups::Error>(())
    /// ```
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.http.connect_timeout = Some(timeout);
        self
    }

    /// Sets the maximum number of headers of a response with HTTP/1.1.
    ///
    /// The default is 100. Values from 1 to 1000 are allowed. If a response has more headers, the
    /// call fails. With HTTP/2, the client does not limit the number of headers. The headers of an
    /// HTTP/2 response may have 16 KiB in total.
    ///
    /// ```
    /// let client = tallyfy_groups::Client::builder()
    ///     .access_token("my-token")
    ///     .organization("my-organization")
    ///     .max_response_headers(200)
    ///     .build()?;
    /// # Ok::<(), tallyfy_groups::Error>(())
    /// ```
    pub fn max_response_headers(mut self, count: usize) -> Self {
        self.http.max_response_headers = Some(count);
        self
    }

    /// Sets the HTTP client that sends the requests. By default, this crate configures a client of
    /// reqwest.
    ///
    /// The module [`http`](crate::http) describes the task of an HTTP client, and has examples. The
    /// settings `add_root_certificates`, `client_certificate`, `connect_timeout`, `local_address`,
    /// `max_response_headers` and `proxy` apply only to the default HTTP client. If you use one of
    /// them together with this method, [`build`](ClientBuilder::build) returns an error. All other
    /// settings and all [`CallOptions`](crate::CallOptions) apply.
    ///
    /// ```
    /// use tallyfy_groups::http::{HttpError, from_fn};
    ///
    /// let offline = from_fn(|_| async { Err(HttpError::connect("this machine is offline")) });
    /// let client = tallyfy_groups::Client::builder()
    ///     .access_token("my-token")
    ///     .organization("my-organization")
    ///     .http_client(offline)
    ///     .build()?;
    /// # Ok::<(), tallyfy_groups::Error>(())
    /// ```
    pub fn http_client(mut self, http: impl HttpClient + 'static) -> Self {
        self.http.custom = Some(AnyHttpClient::Other(Arc::new(http)));
        self
    }

    /// Sets a configured client of reqwest as the [HTTP client](ClientBuilder::http_client).
    ///
    /// With the default features, `reqwest::Client::new` panics, because no cryptography provider
    /// is installed.
    ///
    /// Begin with [`reqwest_builder`](ClientBuilder::reqwest_builder), which has the settings that
    /// are necessary. If you change them, these problems can occur:
    ///
    /// - If the client follows a redirect to a different URL, the call fails. The other server may
    ///   have received the headers of the request. For a different host, reqwest removes the header
    ///   `Authorization`.
    /// - This crate cannot notice a redirect to the same URL. The redirect can change a write to a
    ///   GET. A request of [`endpoint`](crate::Client::endpoint) then seems to succeed.
    /// - If the client repeats requests, the [number of attempts](Error::attempts) is wrong. The
    ///   client repeats only a GET or a DELETE, because reqwest can send other bodies only once.
    /// - If the client uses a proxy, and the scheme of the base URL is `http`, the proxy can read
    ///   the access token.
    ///
    /// ```
    /// use tallyfy_groups::ClientBuilder;
    ///
    /// let http = ClientBuilder::reqwest_builder()?.pool_max_idle_per_host(2).build()?;
    /// let client = tallyfy_groups::Client::builder()
    ///     .access_token("my-token")
    ///     .organization("my-organization")
    ///     .reqwest_client(http)
    ///     .build()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn reqwest_client(mut self, http: reqwest::Client) -> Self {
        self.http.custom = Some(AnyHttpClient::Reqwest(ReqwestClient::new(http)));
        self
    }

    /// Returns a builder of reqwest for [`reqwest_client`](ClientBuilder::reqwest_client). Its
    /// client follows no redirects, repeats no requests, and uses the TLS library that the features
    /// of this crate select.
    ///
    /// # Errors
    ///
    /// [`is_configuration`](Error::is_configuration) if the TLS library rustls has no cryptography
    /// provider.
    pub fn reqwest_builder() -> Result<reqwest::ClientBuilder, Error> {
        Ok(tls::with_tls(reqwest::Client::builder())?
            // If reqwest followed a redirect, it could send the request to a different host, or
            // change a PUT into a GET.
            .redirect(reqwest::redirect::Policy::none())
            // The transport of this client retries requests and counts the attempts. If reqwest
            // also retried requests, this count would be wrong.
            .retry(reqwest::retry::never().max_retries_per_request(0)))
    }

    /// Adds a layer around the HTTP client, for example to write a log or to sign the requests.
    ///
    /// `layer` receives an HTTP client, and returns a second HTTP client, which sends its requests
    /// with the first one. [`build`](ClientBuilder::build) calls `layer` once. If you call this
    /// method several times, the last layer is the outermost one. A layer sees each attempt of each
    /// request, with the access token.
    ///
    /// ```
    /// use std::sync::Arc;
    ///
    /// use tallyfy_groups::http::{HttpClient, HttpRequest, SendFuture};
    ///
    /// #[derive(Debug)]
    /// struct Log {
    ///     inner: Arc<dyn HttpClient>,
    /// }
    ///
    /// impl HttpClient for Log {
    ///     fn send(&self, request: HttpRequest) -> SendFuture<'_> {
    ///         let method = request.method().clone();
    ///         Box::pin(async move {
    ///             let result = self.inner.send(request).await;
    ///             match &result {
    ///                 Ok(response) => eprintln!("{method}: {}", response.status()),
    ///                 Err(error) => eprintln!("{method}: {error}"),
    ///             }
    ///             result
    ///         })
    ///     }
    /// }
    ///
    /// let client = tallyfy_groups::Client::builder()
    ///     .access_token("my-token")
    ///     .organization("my-organization")
    ///     .http_layer(|inner| Log { inner })
    ///     .build()?;
    /// # Ok::<(), tallyfy_groups::Error>(())
    /// ```
    pub fn http_layer<H: HttpClient + 'static>(
        mut self,
        layer: impl Fn(Arc<dyn HttpClient>) -> H + Send + Sync + 'static,
    ) -> Self {
        let layer: Layer = Arc::new(move |inner| Arc::new(layer(inner)));
        self.http.layers.push(layer);
        self
    }
}

impl HttpSettings {
    /// Builds the HTTP client, and checks its settings.
    pub(super) fn build(
        self,
        base_url: &Url,
        user_agent: &HeaderValue,
    ) -> Result<BuiltHttp, Error> {
        let mut built = match &self.custom {
            None => self.build_default(base_url, user_agent)?,
            Some(custom) => {
                self.reject_default_settings()?;
                // This `reqwest::Client` opens no connection, so it needs no certificates.
                let requests = ClientBuilder::reqwest_builder()?.no_proxy();
                let requests = tls::without_certificates(requests);
                BuiltHttp {
                    http: custom.clone(),
                    user_agent: Some(user_agent.clone()),
                    requests: requests.build().map_err(|error| {
                        Error::configuration(self.certificates.build_problem()).with_source(error)
                    })?,
                }
            }
        };
        for layer in &self.layers {
            built.http = AnyHttpClient::Other(layer(built.http.into_dyn()));
        }
        Ok(built)
    }

    /// Builds the default HTTP client, which follows no redirects and repeats no requests.
    fn build_default(&self, base_url: &Url, user_agent: &HeaderValue) -> Result<BuiltHttp, Error> {
        let connect_timeout = self.connect_timeout.unwrap_or(DEFAULT_CONNECT_TIMEOUT);
        if connect_timeout.is_zero() {
            return Err(Error::configuration(
                "the option `connect_timeout` is zero, so each call would fail; set a longer time",
            ));
        }
        let mut http = ClientBuilder::reqwest_builder()?;
        if base_url.scheme() == "http" {
            // With `http`, a proxy could read the access token. A proxy would also connect to its
            // own machine if the host in the URL is `localhost`.
            http = tls::without_certificates(http.no_proxy());
        }
        if let Some(proxy) = &self.proxy {
            http = http.proxy(proxy::parse(proxy, base_url)?);
        }
        // With its default limit, hyper needs no allocation for the headers of a response.
        if let Some(count) = self.max_response_headers {
            if !(1..=LIMIT_MAX_RESPONSE_HEADERS).contains(&count) {
                return Err(Error::configuration(format!(
                    "`max_response_headers` must be from 1 to {LIMIT_MAX_RESPONSE_HEADERS}, not \
                     {count}"
                )));
            }
            if count != DEFAULT_MAX_RESPONSE_HEADERS {
                http = http.http1_max_headers(count);
            }
        }
        let http = self
            .certificates
            .add_to(http)?
            .local_address(local_address::check(self.local_address)?)
            .user_agent(user_agent.clone())
            .connect_timeout(connect_timeout)
            .build()
            .map_err(|error| {
                Error::configuration(self.certificates.build_problem()).with_source(error)
            })?;
        Ok(BuiltHttp {
            http: AnyHttpClient::Reqwest(ReqwestClient::new_configured(
                http.clone(),
                connect_timeout,
            )),
            user_agent: None,
            requests: http,
        })
    }

    /// Returns an error if a setting is set that only the default HTTP client has.
    fn reject_default_settings(&self) -> Result<(), Error> {
        let mut setters = self.certificates.setters();
        let others = [
            (self.connect_timeout.is_some(), "`connect_timeout`"),
            (self.local_address.is_some(), "`local_address`"),
            (
                self.max_response_headers.is_some(),
                "`max_response_headers`",
            ),
            (self.proxy.is_some(), "`proxy`"),
        ];
        setters.extend(
            others
                .iter()
                .filter(|(is_set, _)| *is_set)
                .map(|(_, name)| *name),
        );
        if setters.is_empty() {
            return Ok(());
        }
        Err(Error::configuration(format!(
            "the program sets a custom HTTP client, so the client cannot use {}; configure the custom \
             HTTP client instead",
            setters.join(" and ")
        )))
    }
}

impl fmt::Debug for HttpSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let HttpSettings {
            proxy,
            // A private key is a secret.
            certificates: _,
            local_address,
            connect_timeout,
            max_response_headers,
            custom,
            layers,
        } = self;
        let connect_timeout = connect_timeout.unwrap_or(DEFAULT_CONNECT_TIMEOUT);
        let max_response_headers = max_response_headers.unwrap_or(DEFAULT_MAX_RESPONSE_HEADERS);
        f.debug_struct("HttpSettings")
            .field("connect_timeout", &connect_timeout)
            .field("max_response_headers", &max_response_headers)
            // The URL of the proxy may contain a password.
            .field("proxy", &proxy.as_ref().map(|_| "…"))
            .field("local_address", local_address)
            .field("custom", &custom.as_ref().map(|_| "…"))
            .field("layers", &layers.len())
            .finish_non_exhaustive()
    }
}
