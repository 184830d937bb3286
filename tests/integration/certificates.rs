//! Tests of root certificates and client certificates. The tests start a TLS server on this
//! machine. The certificate of this server is valid only for the client that adds it as a root
//! certificate.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;

use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use rustls::server::WebPkiClientVerifier;
use tallyfy_groups::ListGroups;

use crate::support::{error_chain, once};

/// A self-signed certificate with its private key.
struct Certified {
    certificate: CertificateDer<'static>,
    key: Vec<u8>,
}

impl Certified {
    /// Creates a certificate with its own name. OpenSSL finds a root certificate by its name.
    fn new(name: &str) -> Certified {
        let mut params = rcgen::CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
        let common_name = rcgen::DnType::CommonName;
        params.distinguished_name.push(common_name, name);
        let key = rcgen::KeyPair::generate().unwrap();
        Certified {
            certificate: params.self_signed(&key).unwrap().into(),
            key: key.serialize_der(),
        }
    }

    fn certificate_pem(&self) -> String {
        pem("CERTIFICATE", &self.certificate)
    }

    fn key_pem(&self) -> String {
        pem("PRIVATE KEY", &self.key)
    }
}

/// Returns binary data as PEM text.
fn pem(label: &str, data: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = format!("-----BEGIN {label}-----\n");
    for line in data.chunks(48) {
        for group in line.chunks(3) {
            let byte = |at: usize| u32::from(group.get(at).copied().unwrap_or_default());
            let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
            for digit in 0..4 {
                let value = (bits >> (18 - 6 * digit)) & 63;
                text.push(if digit <= group.len() {
                    char::from(DIGITS[value as usize])
                } else {
                    '='
                });
            }
        }
        text.push('\n');
    }
    format!("{text}-----END {label}-----\n")
}

/// Starts a TLS server that returns an empty list to each request. If `client` is given, the server
/// accepts only clients with this certificate. Returns the base URL of the server.
fn serve(server: &Certified, client: Option<&Certified>) -> String {
    let key = PrivatePkcs8KeyDer::from(server.key.clone()).into();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .unwrap();
    let config = match client {
        Some(client) => {
            let mut roots = rustls::RootCertStore::empty();
            roots.add(client.certificate.clone()).unwrap();
            let verifier = WebPkiClientVerifier::builder_with_provider(roots.into(), provider);
            config.with_client_cert_verifier(verifier.build().unwrap())
        }
        None => config.with_no_client_auth(),
    };
    let chain = vec![server.certificate.clone()];
    let config = Arc::new(config.with_single_cert(chain, key).unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base_url = format!("https://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        while let Ok((stream, _)) = listener.accept() {
            let tls = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut tls = rustls::StreamOwned::new(tls, stream);
            // The client sends its request without a body, and in one part.
            if tls.read(&mut [0; 4096]).is_ok() {
                let _ = tls.write_all(
                    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\
                      content-length: 12\r\n\r\n{\"data\": []}",
                );
                tls.conn.send_close_notify();
                let _ = tls.flush();
            }
        }
    });
    base_url
}

#[tokio::test]
async fn add_root_certificates_server_is_trusted() {
    let (server, other) = (Certified::new("server"), Certified::new("other"));
    let base_url = serve(&server, None);
    let both = format!("{}{}", other.certificate_pem(), server.certificate_pem());
    for builder in [
        once(&base_url).add_root_certificates(server.certificate_pem()),
        once(&base_url).add_root_certificates(both),
        once(&base_url)
            .add_root_certificates(server.certificate_pem())
            .add_root_certificates(other.certificate_pem()),
    ] {
        let client = builder.build().unwrap();
        client.list_groups(ListGroups::new()).await.unwrap();
    }

    let builder = once(&base_url).add_root_certificates(other.certificate_pem());
    let client = builder.build().unwrap();
    let error = client.list_groups(ListGroups::new()).await.unwrap_err();
    assert!(error.is_connect() && !error.is_retryable(), "{error:?}");
    let message = error.to_string();
    assert!(
        message.contains("the certificate of the server was rejected"),
        "{message}"
    );
}

#[tokio::test]
async fn client_certificate_is_sent_to_server() {
    let (server, client) = (Certified::new("server"), Certified::new("client"));
    let base_url = serve(&server, Some(&client));
    let builder = once(&base_url).add_root_certificates(server.certificate_pem());
    for pem in [
        client.certificate_pem() + &client.key_pem(),
        client.key_pem() + &client.certificate_pem(),
    ] {
        let builder = builder.clone().client_certificate(pem);
        let client = builder.build().unwrap();
        client.list_groups(ListGroups::new()).await.unwrap();
    }
    let client = builder.build().unwrap();
    client.list_groups(ListGroups::new()).await.unwrap_err();
}

#[test]
fn client_certificate_key_of_other_certificate_fails() {
    let (client, other) = (Certified::new("client"), Certified::new("other"));
    let key = other.key_pem();
    let builder =
        once("https://go.tallyfy.com/api").client_certificate(client.certificate_pem() + &key);
    let lines_of_key = || key.lines().filter(|line| !line.starts_with('-'));
    let debug = format!("{builder:?}");
    let error = builder.build().unwrap_err();
    assert!(error.is_configuration(), "{error:?}");
    let texts = format!("{debug} {error:?} {}", error_chain(&error));
    assert!(texts.contains("`client_certificate`"), "{texts}");
    assert!(!lines_of_key().any(|line| texts.contains(line)), "{texts}");
}
