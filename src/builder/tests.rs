//! Tests of the client builder.

use super::ClientBuilder;

fn build(variables: &[(&str, &str)]) -> Result<crate::client::Client, crate::error::Error> {
    let lookup = |name: &str| {
        let found = variables.iter().find(|(key, _)| *key == name);
        found.map(|(_, value)| (*value).to_owned())
    };
    ClientBuilder::from_variables(lookup)?.build()
}

#[track_caller]
fn check(variables: &[(&str, &str)], expected: &str) {
    let error = build(variables).unwrap_err();
    assert!(error.is_configuration(), "{error:?}");
    assert_eq!(error.to_string(), expected);
}

#[test]
fn from_env_missing_variable_is_named() {
    check(
        &[],
        "the environment variables TALLYFY_ACCESS_TOKEN and TALLYFY_ORG_ID are missing or empty; \
         set them",
    );
    check(
        &[("TALLYFY_ACCESS_TOKEN", "t"), ("TALLYFY_ORG_ID", "")],
        "the environment variable TALLYFY_ORG_ID is missing or empty; set it",
    );
    check(
        &[("TALLYFY_ACCESS_TOKEN", "t"), ("TALLYFY_ORG_ID", "a/b")],
        "the organization id is invalid; use 1 to 255 characters from A-Z, a-z, 0-9, `_` and `-`",
    );
}

#[test]
#[cfg(any(feature = "rustls", feature = "rustls-aws-lc", feature = "native-tls"))]
fn from_env_complete_variables_build_client() {
    let client = build(&[
        ("TALLYFY_ACCESS_TOKEN", "a-secret"),
        ("TALLYFY_ORG_ID", "demo"),
    ])
    .unwrap();
    assert_eq!(client.generated().baseurl, "https://go.tallyfy.com/api");
    assert!(!format!("{client:?}").contains("a-secret"));

    let client = build(&[
        ("TALLYFY_ACCESS_TOKEN", "a-secret"),
        ("TALLYFY_ORG_ID", "demo"),
        ("TALLYFY_BASE_URL", "https://api.tallyfy.com/"),
    ])
    .unwrap();
    assert_eq!(client.generated().baseurl, "https://api.tallyfy.com");
}

/// Checks that `build` returns an error if rustls has no cryptography provider. If the builder did
/// not check for a provider, reqwest would panic.
#[test]
#[cfg(all(
    feature = "rustls-no-provider",
    not(any(feature = "rustls", feature = "rustls-aws-lc", feature = "native-tls"))
))]
fn build_rustls_without_provider_fails() {
    let variables = [("TALLYFY_ACCESS_TOKEN", "t"), ("TALLYFY_ORG_ID", "demo")];
    check(
        &variables,
        "rustls has no cryptography provider; install one with \
         `CryptoProvider::install_default` before you build the client, or enable the feature \
         `rustls` of tallyfy-groups",
    );
    let _ = rustls::crypto::ring::default_provider().install_default();
    build(&variables).unwrap();
}

#[test]
#[cfg(not(any(
    feature = "rustls-no-provider",
    feature = "rustls-aws-lc",
    feature = "native-tls"
)))]
fn build_https_without_tls_fails() {
    check(
        &[("TALLYFY_ACCESS_TOKEN", "t"), ("TALLYFY_ORG_ID", "demo")],
        "this client was compiled without TLS, so it cannot use https; enable one of these \
         features of tallyfy-groups: `rustls`, `rustls-aws-lc`, `rustls-no-provider`, \
         `native-tls`",
    );
}

#[test]
#[cfg(not(any(
    feature = "rustls-no-provider",
    feature = "rustls-aws-lc",
    feature = "native-tls"
)))]
fn build_certificates_without_tls_fails() {
    let error = ClientBuilder::new()
        .access_token("t")
        .organization("demo")
        .base_url("http://localhost:1")
        .add_root_certificates("")
        .client_certificate("")
        .build()
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "this client was compiled without TLS, so it cannot use `add_root_certificates` and \
         `client_certificate`; enable one of these features of tallyfy-groups: `rustls`, \
         `rustls-aws-lc`, `rustls-no-provider`, `native-tls`"
    );
}

/// Checks the default value of each setting. The documentation of each setter states the same
/// default value. If you change a default value in this test, also change the documentation of the
/// setter.
#[test]
fn new_defaults_are_documented() {
    let builder = format!("{:?}", ClientBuilder::new());
    for default in [
        "timeout: 30s",
        "connect_timeout: 10s",
        "idle_timeout: 15s",
        "max_response_bytes: 67108864",
        "max_response_headers: 100",
        "pages_in_flight: 8",
        "max_attempts: 4",
        "base_delay: 250ms",
        "throttle_delay: 1s",
        "max_delay: 8s",
        "deadline: 60s",
        "budget: 20",
    ] {
        assert!(builder.contains(default), "{default}: {builder}");
    }
}
