//! Tests of the settings of a client that change its connections and its headers. `bad_input.rs`
//! tests the access token, the organization id and the base URL.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::process::Command;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use tallyfy_groups::{ClientBuilder, ListGroups, RetryPolicy};
use tallyfy_sandbox::Sandbox;

use crate::support::{builder, error_chain, once};

/// Starts a server that reads the headers of one request from each connection, sends `response`,
/// and closes the connection. Returns the address of the server. The channel contains the address
/// of each client and the headers of its request.
fn serve(response: impl Into<String>) -> (SocketAddr, Receiver<(IpAddr, String)>) {
    let response = response.into();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        while let Ok((mut stream, client)) = listener.accept() {
            let lines = BufReader::new(stream.try_clone().unwrap()).lines();
            let head = lines
                .map_while(Result::ok)
                .take_while(|line| !line.is_empty());
            let head: Vec<String> = head.collect();
            let _ = sender.send((client.ip(), head.join("\n")));
            let _ = stream.write_all(response.as_bytes());
        }
    });
    (address, receiver)
}

/// Returns an empty list of groups as a response with `headers` headers.
fn empty_list(headers: usize) -> String {
    let body = r#"{"data": []}"#;
    let more: String = (3..headers).map(|n| format!("x-{n}: 1\r\n")).collect();
    format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n{more}\
         content-length: {}\r\n\r\n{body}",
        body.len()
    )
}

#[tokio::test]
async fn header_settings_are_sent() {
    let sandbox = Sandbox::start();
    let client = builder(&sandbox)
        .user_agent_suffix("my-program/1.2 (+https://example.com)")
        .client_header("TallyfySDK")
        .build()
        .unwrap();
    client.list_groups(ListGroups::new()).await.unwrap();
    let request = &sandbox.requests()[0];
    let expected = concat!(
        "tallyfy-groups/",
        env!("CARGO_PKG_VERSION"),
        " my-program/1.2 (+https://example.com)"
    );
    assert_eq!(request.header("user-agent"), Some(expected));
    assert_eq!(request.header("x-tallyfy-client"), Some("TallyfySDK"));
}

/// Only Linux accepts connections from each address of the network 127.0.0.0/8 by default.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn local_address_is_the_address_of_the_connection() {
    let (server, requests) = serve(empty_list(3));
    let local = IpAddr::from([127, 0, 0, 2]);
    let builder = once(format!("http://{server}"));
    let client = builder.clone().local_address(local).build().unwrap();
    client.list_groups(ListGroups::new()).await.unwrap();
    assert_eq!(requests.recv().unwrap().0, local);

    // RFC 5737 reserves this address for documentation, so no machine has it.
    let client = builder.local_address([192, 0, 2, 1]).build().unwrap();
    let error = client.list_groups(ListGroups::new()).await.unwrap_err();
    assert!(error.is_connect(), "{error:?}");
    assert_eq!(
        error.to_string(),
        "list_groups: this client could not connect to the server: the local address is not \
         available on this machine"
    );
    assert!(requests.try_recv().is_err());
}

#[tokio::test]
async fn max_response_headers_more_headers_fail() {
    for (headers, limit, is_accepted) in [
        (100, None, true),
        (101, None, false),
        (101, Some(101), true),
        (4, Some(3), false),
        (1000, Some(1000), true),
    ] {
        let (server, _requests) = serve(empty_list(headers));
        let mut builder = once(format!("http://{server}"));
        if let Some(limit) = limit {
            builder = builder.max_response_headers(limit);
        }
        let client = builder.build().unwrap();
        let result = client.list_groups(ListGroups::new()).await;
        match result {
            Ok(_) => assert!(is_accepted, "{headers} headers, limit {limit:?}"),
            Err(error) => {
                assert!(!is_accepted, "{headers} headers, limit {limit:?}: {error}");
                let message = error.to_string();
                assert!(
                    message.ends_with("the headers of the response are too large"),
                    "{message}"
                );
            }
        }
    }
}

/// The client sends the proxy only the host and the credentials of the proxy.
#[cfg(feature = "rustls")]
#[tokio::test]
async fn proxy_receives_connect_with_credentials() {
    let (proxy, requests) = serve("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
    let url = format!("http://us%40er:hunter2%3A%2F%20!$&'()*+,;=~-._@{proxy}");
    let builder = once("https://go.tallyfy.com/api").proxy(url);
    assert!(!format!("{builder:?}").contains("hunter2"), "{builder:?}");
    let client = builder.build().unwrap();
    assert!(!format!("{client:?}").contains("hunter2"), "{client:?}");
    let error = client.list_groups(ListGroups::new()).await.unwrap_err();
    assert!(error.is_connect(), "{error:?}");
    let texts = format!("{error:?} {}", error_chain(&error));
    assert!(
        texts.contains("the proxy requires authentication (407)"),
        "{texts}"
    );
    assert!(!texts.contains("hunter2"), "{texts}");

    let (_, head) = requests.recv().unwrap();
    assert!(
        head.starts_with("CONNECT go.tallyfy.com:443 HTTP/1.1\n"),
        "{head}"
    );
    // This text is the Base64 encoding of the user name, a colon, and the decoded password.
    let credentials = "Basic dXNAZXI6aHVudGVyMjovICEkJicoKSorLDs9fi0uXw==";
    let lower = head.to_ascii_lowercase();
    assert!(
        lower.contains(&format!(
            "proxy-authorization: {}",
            credentials.to_ascii_lowercase()
        )),
        "{head}"
    );
    assert!(head.contains("tallyfy-groups/"), "{head}");
    assert!(!head.contains("my-token"), "{head}");
}

/// The proxy that the program set has priority over the environment variables.
#[cfg(feature = "rustls")]
#[test]
fn proxy_ignores_proxy_variables() {
    const INNER: &str = "client_settings::proxy_receives_connect_with_credentials";

    let (other, requests) = serve("HTTP/1.1 502 Bad Gateway\r\n\r\n");
    // An environment variable applies to all tests in the same process. The test therefore starts a
    // second process, which has its own environment variables.
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", INNER])
        .envs(
            ["https_proxy", "HTTPS_PROXY", "ALL_PROXY"]
                .map(|name| (name, format!("http://{other}"))),
        )
        .envs(["no_proxy", "NO_PROXY"].map(|name| (name, "*")))
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let ran = String::from_utf8(output.stdout).unwrap();
    assert!(ran.contains("1 passed"), "{ran}");
    assert!(
        requests.try_recv().is_err(),
        "the other proxy received a connection"
    );
}

#[cfg(all(feature = "rustls", not(feature = "native-tls")))]
#[test]
fn build_invalid_setting_fails() {
    use std::fmt::Write as _;

    let mut messages = String::new();
    let mut check = |what: &str, set: &dyn Fn(ClientBuilder) -> ClientBuilder| {
        let builder = set(once("https://go.tallyfy.com/api"));
        let debug = format!("{builder:?}");
        let Err(error) = builder.build() else {
            panic!("{what} is accepted")
        };
        assert!(error.is_configuration(), "{what}: {error:?}");
        let texts = format!("{debug} {error:?} {}", error_chain(&error));
        assert!(!texts.contains("hunter2"), "{what}: {texts}");
        writeln!(messages, "{what}\n  {error}\n").unwrap();
    };
    for url in [
        "",
        "hunter2",
        "hunter2:3128",
        "http://",
        "http://u:hunter2@proxy:port",
        "http://u:hunter2@proxy:3128/path",
        "http://u:hunter2#@proxy:3128",
        "http://u:hunter2 @proxy:3128",
        "http://{proxy}:3128",
        "socks5://u:hunter2@proxy:1080",
        "ftp://u:hunter2@proxy",
    ] {
        check(&format!("the proxy {url:?}"), &|b| b.proxy(url));
    }
    check("a proxy for http", &|b| {
        b.base_url("http://localhost:1")
            .proxy("http://u:hunter2@proxy:3128")
    });
    for text in [
        "",
        " ",
        " hunter2",
        "hunter2\r\nx: y",
        "hunter2\t.",
        "hunter2é",
        "hunter2\x7f",
    ] {
        check(&format!("the user agent {text:?}"), &|b| {
            b.user_agent_suffix(text)
        });
        check(&format!("the client header {text:?}"), &|b| {
            b.client_header(text)
        });
    }
    for count in [0, 1001] {
        check(&format!("{count} headers"), &|b| {
            b.max_response_headers(count)
        });
    }
    let zero = Duration::ZERO;
    check("no time for an attempt", &|b| b.timeout(zero));
    check("no time for the next bytes", &|b| b.idle_timeout(zero));
    check("no time to connect", &|b| b.connect_timeout(zero));
    check("no time for a call", &|b| {
        b.retry(RetryPolicy::default().deadline(zero))
    });
    check("no bytes of a response", &|b| b.max_response_bytes(0));
    check("a multicast address", &|b| b.local_address([224, 0, 0, 1]));

    let pem = |label: &str| format!("-----BEGIN {label}-----\nhunter2A\n-----END {label}-----\n");
    let certificate = pem("CERTIFICATE");
    for (what, text) in [
        ("an empty text", String::new()),
        ("a text that is not PEM", "hunter2".to_owned()),
        ("only a key", pem("PRIVATE KEY")),
        ("only a certificate", certificate.clone()),
        (
            "an incomplete certificate",
            certificate.replace("-----END", ""),
        ),
        (
            "an encrypted key",
            pem("ENCRYPTED PRIVATE KEY") + &certificate,
        ),
        (
            "two keys",
            pem("EC PRIVATE KEY") + &certificate + &pem("PRIVATE KEY"),
        ),
        (
            "an invalid certificate and key",
            certificate.clone() + &pem("RSA PRIVATE KEY"),
        ),
    ] {
        let text = text.as_str();
        check(&format!("{what} as client certificate"), &|b| {
            b.client_certificate(text)
        });
        check(&format!("{what} as root certificate"), &|b| {
            b.add_root_certificates(text)
        });
    }
    insta::assert_snapshot!(messages);
}
