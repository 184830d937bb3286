//! Chooses the TLS of the HTTP client.

use crate::error::Error;

/// Names the TLS that the features choose. Otherwise the features of reqwest that other crates enable
/// could choose a different one.
pub(crate) fn with_tls(http: reqwest::ClientBuilder) -> Result<reqwest::ClientBuilder, Error> {
    #[cfg(feature = "native-tls")]
    let http = http.tls_backend_native();
    #[cfg(all(
        any(feature = "rustls-aws-lc", feature = "rustls-no-provider"),
        not(feature = "native-tls")
    ))]
    let http = http.tls_backend_rustls();

    // Without a provider reqwest takes aws-lc if it has it, and panics if not.
    #[cfg(all(
        feature = "rustls-no-provider",
        not(any(feature = "native-tls", feature = "rustls-aws-lc"))
    ))]
    {
        // An error says that the program has chosen a provider already; then that one is used.
        #[cfg(feature = "rustls")]
        let _ = rustls::crypto::ring::default_provider().install_default();

        if rustls::crypto::CryptoProvider::get_default().is_none() {
            return Err(Error::configuration(
                "rustls has no provider of cryptography; install one with its \
                 `CryptoProvider::install_default` before the client is built, or switch on the \
                 feature `rustls` of tallyfy-groups",
            ));
        }
    }
    Ok(http)
}

/// Leaves out the certificates of the operating system, which a client for plain `http` never needs:
/// it follows no redirect and sends nothing to another scheme. Reading them takes most of the time
/// that building a client takes, and programs build many clients for tests.
pub(crate) fn without_certificates(http: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
    #[cfg(any(
        feature = "rustls-aws-lc",
        feature = "rustls-no-provider",
        feature = "native-tls"
    ))]
    let http = http.tls_certs_only([]);
    http
}
