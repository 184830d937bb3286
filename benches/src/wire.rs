//! The benchmark that measures compression and HTTP/2 with a page of 100 groups. Start it with
//! `cargo xtask bench wire`.

#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used)]

use std::hint::black_box;
use std::io::Write as _;
use std::net::SocketAddr;
use std::num::NonZeroU64;
use std::thread;

use axum::Router;
use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use axum::response::IntoResponse as _;
use axum::serve::ListenerExt as _;
use bytes::Bytes;
use tallyfy_benches::bench::{Repetitions, Subject, compare, one_thread, two_threads};
use tallyfy_benches::bodies;
use tallyfy_benches::endpoint::Endpoint;
use tallyfy_groups::{ClientBuilder, ListGroups, OrganizationId, generated};
use tokio::net::TcpListener;

fn main() {
    compression();
    http2();
}

/// Measures, for each kind of compression, how long it takes to get a page over loopback.
///
/// Over loopback, a smaller body saves no time. The server compresses the page once, before the
/// measurement begins. A call with compression therefore takes longer only because the client has
/// to decompress the page.
fn compression() {
    let page = bodies::current(true);
    let encodings = [
        ("uncompressed", None, Bytes::from(page.clone())),
        ("gzip, level 6", Some("gzip"), gzip(&page)),
        ("brotli, quality 5", Some("br"), brotli(&page)),
        ("zstd, level 3", Some("zstd"), zstd(&page)),
    ];
    let runtime = one_thread();
    let subject = |(name, encoding, body): &(&'static str, Option<&'static str>, Bytes)| {
        let client = serve(body.clone(), *encoding).client();
        let runtime = &runtime;
        Subject::new(*name, move |times| {
            for _ in 0..times {
                let page = runtime.block_on(client.list_groups(ListGroups::new()));
                assert_eq!(black_box(page.unwrap()).items.len(), 100);
            }
        })
    };
    let repetitions = Repetitions {
        rounds: 61,
        times: 40,
    };
    let subjects = encodings.iter().map(subject).collect();
    let times = compare("A page of 100 groups, compressed", repetitions, subjects);

    println!("\n| | bytes | ratio | saves time below |\n|---|---:|---:|---:|");
    for ((name, _, body), time) in encodings.iter().zip(&times) {
        let saved_bits = (page.len() - body.len()) as f64 * 8.0;
        let spent = (time.as_secs_f64() - times[0].as_secs_f64()).max(0.0);
        let limit = if saved_bits > 0.0 {
            format!("{:.0} Mbit/s", saved_bits / spent / 1e6)
        } else {
            String::new()
        };
        let part = body.len() as f64 / page.len() as f64;
        println!("| {name} | {} | {part:.3} | {limit} |", body.len());
    }
}

/// Compares HTTP/2 with HTTP/1.1 on the same kind of server.
///
/// In the first measurement, one task makes one call after another. In the second measurement, 64
/// tasks make calls in parallel. With HTTP/2, the 64 tasks share one connection. With HTTP/1.1, the
/// 64 tasks use 64 connections.
fn http2() {
    let endpoint = serve(Bytes::from(bodies::current(false)), None);
    let organization = endpoint.client().organization_id().clone();
    let repetitions = Repetitions {
        rounds: 61,
        times: 40,
    };

    let runtime = one_thread();
    let subject = |(name, is_http2)| {
        let api = api(&endpoint, is_http2);
        let (runtime, organization) = (&runtime, &organization);
        Subject::new(name, move |times| {
            for _ in 0..times {
                runtime.block_on(list(&api, organization));
            }
        })
    };
    let versions = [("HTTP/1.1", false), ("HTTP/2", true)];
    let subjects = versions.map(subject).into();
    compare("A page of 100 groups, HTTP/2", repetitions, subjects);

    let runtime = two_threads();
    let subject = |(name, is_http2)| {
        let api = api(&endpoint, is_http2);
        let (runtime, organization) = (&runtime, &organization);
        Subject::new(name, move |times| {
            let tasks: Vec<_> = (0..64)
                .map(|_| {
                    let (api, organization) = (api.clone(), organization.clone());
                    runtime.spawn(async move {
                        for _ in 0..times {
                            list(&api, &organization).await;
                        }
                    })
                })
                .collect();
            for task in tasks {
                runtime.block_on(task).unwrap();
            }
        })
    };
    let repetitions = Repetitions {
        rounds: 21,
        times: 4,
    };
    compare(
        "64 parallel pages of 100 groups, HTTP/2",
        repetitions,
        versions.map(subject).into(),
    );
}

/// Creates a client that uses TCP without TLS. Without TLS, client and server cannot negotiate the
/// HTTP version, so the parameter `is_http2` selects this version.
fn api(endpoint: &Endpoint, is_http2: bool) -> generated::Client {
    let mut http = ClientBuilder::reqwest_builder().unwrap().no_proxy();
    if is_http2 {
        http = http.http2_prior_knowledge();
    }
    let http = http.build().unwrap();
    let client = endpoint.client_with(|builder| builder.reqwest_client(http));
    client.generated().clone()
}

/// Gets one page of 100 groups.
async fn list(api: &generated::Client, organization: &OrganizationId) {
    let request = api.list_groups(organization).page(NonZeroU64::MIN);
    assert_eq!(black_box(request.send().await.unwrap()).data.len(), 100);
}

/// Starts a server that sends the given body as its response to every request. The server supports
/// HTTP/1.1 and HTTP/2. The server runs in a separate thread.
fn serve(body: Bytes, encoding: Option<&'static str>) -> Endpoint {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    listener.set_nonblocking(true).unwrap();
    let address: SocketAddr = listener.local_addr().unwrap();
    let respond = move || {
        let mut response = body.clone().into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, "application/json".parse().unwrap());
        if let Some(encoding) = encoding {
            headers.insert(CONTENT_ENCODING, encoding.parse().unwrap());
        }
        std::future::ready(response)
    };
    thread::spawn(move || {
        one_thread().block_on(async {
            let listener = TcpListener::from_std(listener).unwrap();
            // Without this option, the second frame of an HTTP/2 response would wait 40 ms for the
            // acknowledgement of the first frame.
            let listener = listener.tap_io(|stream| stream.set_nodelay(true).unwrap());
            let router: Router = Router::new().fallback(respond);
            axum::serve(listener, router).await.unwrap();
        });
    });
    Endpoint {
        base_url: format!("http://{address}"),
        token: "demo-token".to_owned(),
        organization: "demo".to_owned(),
    }
}

fn gzip(text: &str) -> Bytes {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap().into()
}

fn brotli(text: &str) -> Bytes {
    let mut compressed = Vec::new();
    let mut encoder = brotli::CompressorWriter::new(&mut compressed, 4096, 5, 22);
    encoder.write_all(text.as_bytes()).unwrap();
    drop(encoder);
    compressed.into()
}

fn zstd(text: &str) -> Bytes {
    zstd::encode_all(text.as_bytes(), 3).unwrap().into()
}
