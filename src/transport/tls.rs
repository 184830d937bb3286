//! Selects the TLS implementation of the HTTP client.

use crate::error::Error;

/// Selects a TLS implementation. The enabled features of this crate determine which one.
///
/// Other crates may enable features of reqwest. Without this selection, reqwest could use a
/// different implementation because of these features.
pub(crate) fn with_tls(http: reqwest::ClientBuilder) -> Result<reqwest::ClientBuilder, Error> {
    #[cfg(feature = "native-tls")]
    let http = http.tls_backend_native();
    #[cfg(all(
        any(feature = "rustls-aws-lc", feature = "rustls-no-provider"),
        not(feature = "native-tls")
    ))]
    let http = http.tls_backend_rustls();

    // Without an installed provider, reqwest uses aws-lc if it is compiled in, and panics
    // otherwise.
    #[cfg(all(
        feature = "rustls-no-provider",
        not(any(feature = "native-tls", feature = "rustls-aws-lc"))
    ))]
    {
        // `install_default` fails if the program has already installed a provider. reqwest then
        // uses the provider of the program.
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

/// Configures a client that uses only `http`. The client does not read the certificates of the
/// operating system.
///
/// Such a client needs no certificates, because it follows no redirects and sends no request to an
/// `https` URL. Reading the certificates would take most of the time that it takes to build a
/// client. Programs build many clients in tests.
pub(crate) fn without_certificates(http: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
    #[cfg(any(
        feature = "rustls-aws-lc",
        feature = "rustls-no-provider",
        feature = "native-tls"
    ))]
    let http = http.tls_certs_only([]);
    http
}
