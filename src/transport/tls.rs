//! Selects the TLS implementation that reqwest uses for the client.

use crate::error::Error;

/// Selects a TLS implementation, according to the enabled Cargo features of this crate.
///
/// Other crates in the same program may enable TLS features of reqwest. Without this selection,
/// these features could change the TLS implementation that the client uses.
pub(crate) fn with_tls(http: reqwest::ClientBuilder) -> Result<reqwest::ClientBuilder, Error> {
    #[cfg(feature = "native-tls")]
    let http = http.tls_backend_native();
    #[cfg(all(
        any(feature = "rustls-aws-lc", feature = "rustls-no-provider"),
        not(feature = "native-tls")
    ))]
    let http = http.tls_backend_rustls();

    // If the program has installed no cryptography provider, reqwest uses the provider aws-lc. If
    // aws-lc is not compiled into the program, reqwest panics.
    #[cfg(all(
        feature = "rustls-no-provider",
        not(any(feature = "native-tls", feature = "rustls-aws-lc"))
    ))]
    {
        // `install_default` returns an error if the program has already installed a provider. This
        // code ignores the error, because reqwest then uses the provider that the program has
        // installed.
        #[cfg(feature = "rustls")]
        let _ = rustls::crypto::ring::default_provider().install_default();

        if rustls::crypto::CryptoProvider::get_default().is_none() {
            return Err(Error::configuration(
                "rustls has no cryptography provider; install one with \
                 `CryptoProvider::install_default` before you build the client, or enable the \
                 feature `rustls` of tallyfy-groups",
            ));
        }
    }
    Ok(http)
}

/// Configures an HTTP client that sends requests only to `http` URLs. With this configuration, the
/// HTTP client does not load the certificates of the operating system.
///
/// An HTTP client that uses only `http` needs no certificates, because it follows no redirects and
/// sends no request to an `https` URL. If the HTTP client loaded the certificates, this would take
/// most of the time that is needed to build the HTTP client. The tests of a program often build
/// many clients.
pub(crate) fn without_certificates(http: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
    #[cfg(any(
        feature = "rustls-aws-lc",
        feature = "rustls-no-provider",
        feature = "native-tls"
    ))]
    let http = http.tls_certs_only([]);
    http
}
