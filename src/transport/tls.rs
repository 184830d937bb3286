//! Selects the TLS implementation of the HTTP client.

use crate::error::Error;

/// Selects a TLS implementation. The enabled features of this crate determine the selection.
///
/// Other crates may enable features of reqwest. Without this selection, these features could change
/// the TLS implementation that reqwest uses.
pub(crate) fn with_tls(http: reqwest::ClientBuilder) -> Result<reqwest::ClientBuilder, Error> {
    #[cfg(feature = "native-tls")]
    let http = http.tls_backend_native();
    #[cfg(all(
        any(feature = "rustls-aws-lc", feature = "rustls-no-provider"),
        not(feature = "native-tls")
    ))]
    let http = http.tls_backend_rustls();

    // If no cryptography provider is installed, reqwest uses aws-lc. If aws-lc is not compiled in,
    // reqwest panics.
    #[cfg(all(
        feature = "rustls-no-provider",
        not(any(feature = "native-tls", feature = "rustls-aws-lc"))
    ))]
    {
        // `install_default` fails if the program has already installed a provider. In this case,
        // reqwest uses the provider of the program.
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
/// A client that uses only `http` needs no certificates, because it follows no redirects and sends
/// no request to an `https` URL. If a client read the certificates, this would take most of the
/// time that is needed to build the client. The tests of a program often build many clients.
pub(crate) fn without_certificates(http: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
    #[cfg(any(
        feature = "rustls-aws-lc",
        feature = "rustls-no-provider",
        feature = "native-tls"
    ))]
    let http = http.tls_certs_only([]);
    http
}
