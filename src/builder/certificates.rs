//! Sets and validates root certificates and the certificate of the client.

use zeroize::Zeroizing;

use super::ClientBuilder;
use crate::error::Error;

/// The PEM texts that the caller passed to the builder.
#[derive(Clone, Default)]
pub(super) struct Certificates {
    roots: Vec<Vec<u8>>,
    /// The certificate chain and the private key of the client.
    client: Option<Zeroizing<Vec<u8>>>,
}

impl ClientBuilder {
    /// Adds root certificates. The client trusts a server if its certificate was signed by one of
    /// these root certificates, or by a root certificate of the operating system.
    ///
    /// The argument is a PEM text with one or more certificates. If you call this method several
    /// times, the client trusts the root certificates of all calls. A text without a certificate is
    /// an error. The client also uses these root certificates for a [`proxy`](Self::proxy) with the
    /// scheme `https`. If the scheme of the base URL is `http`, the client checks the text, but
    /// needs no root certificates.
    ///
    /// This method needs one of the TLS features. On Android, it needs the feature `native-tls`.
    ///
    /// ```no_run
    /// let client = tallyfy_groups::Client::builder()
    ///     .access_token("my-token")
    ///     .organization("my-organization")
    ///     .add_root_certificates(std::fs::read("company-roots.pem")?)
    ///     .build()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn add_root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.http.certificates.roots.push(pem.into());
        self
    }

    /// Sets the certificate with which the client authenticates itself to the server, in addition
    /// to the access token. By default, the client has no certificate.
    ///
    /// The argument is a PEM text with the certificate of the client, its intermediate certificates
    /// and one private key. The certificate of the client must be the first certificate. The
    /// private key must not be encrypted. The format of the key is PKCS#8, PKCS#1 or SEC1. With the
    /// feature `native-tls`, the format must be PKCS#8. When a builder is dropped, it overwrites
    /// its copy of the text in memory. No error and no `Debug` text of this crate contains the key.
    ///
    /// The client also uses this certificate for a [`proxy`](Self::proxy) with the scheme `https`.
    /// If the scheme of the base URL is `http`, the client checks the text, but does not use the
    /// certificate. This method needs one of the TLS features.
    ///
    /// ```no_run
    /// let client = tallyfy_groups::Client::builder()
    ///     .access_token("my-token")
    ///     .organization("my-organization")
    ///     .client_certificate(std::fs::read("certificate-and-key.pem")?)
    ///     .build()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn client_certificate(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.http.certificates.client = Some(Zeroizing::new(pem.into()));
        self
    }
}

impl Certificates {
    /// Returns the names of the setters that the caller used.
    pub(super) fn setters(&self) -> Vec<&'static str> {
        let roots = (!self.roots.is_empty()).then_some("`add_root_certificates`");
        let client = self.client.is_some().then_some("`client_certificate`");
        roots.into_iter().chain(client).collect()
    }

    /// Returns the message of the error if reqwest cannot build its client.
    pub(super) fn build_problem(&self) -> String {
        let check = match self.client {
            Some(_) => "check the PEM text, and whether the private key belongs to the certificate",
            None => "check the PEM text",
        };
        match self.setters().as_slice() {
            [] => "this client could not initialize the HTTP library reqwest".to_owned(),
            setters => {
                let setters = setters.join(" or ");
                format!("the TLS library rejected a certificate in {setters}; {check}")
            }
        }
    }

    /// Adds the certificates to an HTTP client.
    #[cfg(any(
        feature = "rustls-no-provider",
        feature = "rustls-aws-lc",
        feature = "native-tls"
    ))]
    pub(super) fn add_to(
        &self,
        mut http: reqwest::ClientBuilder,
    ) -> Result<reqwest::ClientBuilder, Error> {
        for pem in &self.roots {
            http = http.tls_certs_merge(pem::roots(pem)?);
        }
        if let Some(pem) = &self.client {
            http = http.identity(pem::identity(pem)?);
        }
        Ok(http)
    }

    /// Returns an error if the caller passed a certificate, because this client cannot use it.
    #[cfg(not(any(
        feature = "rustls-no-provider",
        feature = "rustls-aws-lc",
        feature = "native-tls"
    )))]
    pub(super) fn add_to(
        &self,
        http: reqwest::ClientBuilder,
    ) -> Result<reqwest::ClientBuilder, Error> {
        match self.setters().as_slice() {
            [] => Ok(http),
            setters => Err(Error::configuration(format!(
                "this client was compiled without TLS, so it cannot use {}; enable one of these \
                 features of tallyfy-groups: `rustls`, `rustls-aws-lc`, `rustls-no-provider`, \
                 `native-tls`",
                setters.join(" and ")
            ))),
        }
    }
}

/// Parses PEM texts. The errors of these functions do not contain any part of the text.
#[cfg(any(
    feature = "rustls-no-provider",
    feature = "rustls-aws-lc",
    feature = "native-tls"
))]
mod pem {
    use reqwest::{Certificate, Identity};

    use crate::error::Error;

    pub(super) fn roots(pem: &[u8]) -> Result<Vec<Certificate>, Error> {
        let certificates = Certificate::from_pem_bundle(pem).map_err(|error| {
            Error::configuration(
                "`add_root_certificates` contains an invalid certificate; pass certificates in PEM",
            )
            .with_source(error)
        })?;
        if certificates.is_empty() {
            return Err(Error::configuration(
                "`add_root_certificates` contains no certificate; pass a PEM text with \
                 `-----BEGIN CERTIFICATE-----`",
            ));
        }
        Ok(certificates)
    }

    pub(super) fn identity(pem: &[u8]) -> Result<Identity, Error> {
        let refuse = |problem: &str| {
            let message = format!("`client_certificate` {problem}");
            Err(Error::configuration(message))
        };
        let count = |label: &str| {
            let begin = format!("-----BEGIN {label}-----");
            let lines = pem.split(|byte| *byte == b'\n');
            lines
                .filter(|line| line.starts_with(begin.as_bytes()))
                .count()
        };
        if count("CERTIFICATE") == 0 {
            return refuse(
                "contains no certificate; pass a PEM text with `-----BEGIN CERTIFICATE-----`",
            );
        }
        if count("ENCRYPTED PRIVATE KEY") > 0 {
            return refuse("contains an encrypted private key; decrypt the key");
        }
        let pkcs8 = count("PRIVATE KEY");
        match pkcs8 + count("RSA PRIVATE KEY") + count("EC PRIVATE KEY") {
            0 => {
                return refuse("contains no private key; append the key of the certificate in PEM");
            }
            1 => {}
            _ => {
                return refuse(
                    "contains several private keys; pass only the key of the certificate",
                );
            }
        }
        if cfg!(feature = "native-tls") && pkcs8 == 0 {
            return refuse(
                "contains a private key that is not in PKCS#8 format; the feature `native-tls` \
                 needs `-----BEGIN PRIVATE KEY-----`",
            );
        }
        parse(pem).map_err(|error| {
            let message = "`client_certificate` contains an invalid certificate or private key; \
                           check the PEM text, and whether the key belongs to the certificate";
            Error::configuration(message).with_source(error)
        })
    }

    #[cfg(not(feature = "native-tls"))]
    fn parse(pem: &[u8]) -> reqwest::Result<Identity> {
        Identity::from_pem(pem)
    }

    /// Parses the certificates and the PKCS#8 key. native-tls needs them in two separate texts.
    #[cfg(feature = "native-tls")]
    fn parse(pem: &[u8]) -> reqwest::Result<Identity> {
        let find = |text: &str| {
            pem.windows(text.len())
                .position(|part| part == text.as_bytes())
        };
        let end = "-----END PRIVATE KEY-----";
        let begin_at = find("-----BEGIN PRIVATE KEY-----").unwrap_or_default();
        let end_at = find(end)
            .map_or(pem.len(), |at| at + end.len())
            .max(begin_at);
        let certificates = [&pem[..begin_at], &pem[end_at..]].concat();
        Identity::from_pkcs8_pem(&certificates, &pem[begin_at..end_at])
    }
}
