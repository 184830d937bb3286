//! Tests of HTTP clients that the program implements, and of layers. `reqwest_clients.rs` tests
//! clients of reqwest that the program configures.

use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;
use tallyfy_groups::generated::ClientInfo as _;
use tallyfy_groups::http::{
    Bytes, HeaderMap, HttpClient, HttpError, HttpRequest, HttpResponse, ReqwestClient, SendFuture,
    StatusCode, from_fn,
};
use tallyfy_groups::{CallOptions, Client, ClientBuilder, Error, Outcome, generated};
use tallyfy_sandbox::{Operation, Reply, Sandbox};

use crate::support::{SALES, builder, error_chain, once};

const GROUP: &str = r#"{"data": {"id": "group_id_abc123", "name": "Sales Team"}}"#;

fn response(status: StatusCode, body: impl Into<Bytes>) -> HttpResponse {
    HttpResponse::new(status, HeaderMap::new(), body)
}

/// Returns the builder of a client whose HTTP client calls `send`, and needs no network.
fn stub<R>(send: impl Fn(HttpRequest) -> R + Send + Sync + 'static) -> ClientBuilder
where
    R: Future<Output = Result<HttpResponse, HttpError>> + Send + 'static,
{
    once("https://go.tallyfy.com/api").http_client(from_fn(send))
}

#[tokio::test]
async fn http_client_error_decides_about_retries_and_outcome() {
    type Make = fn() -> HttpError;
    type Predicate = fn(&Error) -> bool;
    let rows: [(Make, Predicate, u32, u32, Outcome); 5] = [
        (
            || HttpError::connect("no route"),
            Error::is_connect,
            4,
            4,
            Outcome::NeverSent,
        ),
        (
            || HttpError::transport("lost"),
            Error::is_transport,
            4,
            1,
            Outcome::Unknown,
        ),
        (
            || HttpError::timeout("too slow"),
            Error::is_timeout,
            4,
            1,
            Outcome::Unknown,
        ),
        (
            || HttpError::closed_idle("closed"),
            Error::is_transport,
            20,
            1,
            Outcome::Unknown,
        ),
        (
            || HttpError::transport("broken").permanent(),
            Error::is_transport,
            1,
            1,
            Outcome::Unknown,
        ),
    ];
    for (make, predicate, reads, posts, outcome) in rows {
        let sent = Arc::new(AtomicU32::new(0));
        let count = Arc::clone(&sent);
        let http = from_fn(move |_| {
            count.fetch_add(1, Ordering::Relaxed);
            async move { Err(make().with_source(std::io::Error::other("the source"))) }
        });
        let client = Client::builder()
            .access_token("my-token")
            .organization("demo")
            .clock(crate::support::TestClock::default())
            .http_client(http)
            .build()
            .unwrap();
        let error = client.get_group(SALES).await.unwrap_err();
        assert!(predicate(&error), "{error:?}");
        assert_eq!(
            (error.attempts(), sent.swap(0, Ordering::Relaxed)),
            (reads, reads),
            "{error}"
        );
        assert!(error_chain(&error).contains("the source"));
        let input = generated::types::CreateGroupInput::new("A".parse().unwrap());
        let api = client.generated();
        let error = api
            .create_group(client.organization_id(), &input)
            .send()
            .await
            .unwrap_err();
        assert_eq!(
            (error.outcome(), sent.load(Ordering::Relaxed)),
            (outcome, posts),
            "{error}"
        );
    }
}

/// A body that arrives in pieces. After the last piece, the body ends, fails, or never ends.
struct Pieces {
    left: Vec<&'static str>,
    end: End,
}

#[derive(Clone, Copy)]
enum End {
    Complete,
    Fails,
    Never,
}

impl Stream for Pieces {
    type Item = Result<Bytes, HttpError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match (self.left.pop(), self.end) {
            (Some(piece), _) => Poll::Ready(Some(Ok(piece.into()))),
            (None, End::Complete) => Poll::Ready(None),
            (None, End::Fails) => Poll::Ready(Some(Err(HttpError::transport("cut")))),
            (None, End::Never) => Poll::Pending,
        }
    }
}

#[tokio::test]
async fn http_client_body_in_pieces_has_limits() {
    let client = |end| {
        let builder = stub(move |_| async move {
            let (first, second) = GROUP.split_at(20);
            let body = Pieces {
                left: vec![second, "", first],
                end,
            };
            Ok(HttpResponse::from_stream(
                StatusCode::OK,
                HeaderMap::new(),
                body,
            ))
        });
        builder.build().unwrap()
    };
    let group = client(End::Complete).get_group(SALES).await.unwrap();
    assert_eq!(group.name, "Sales Team");

    let error = client(End::Fails).get_group(SALES).await.unwrap_err();
    assert!(
        error.is_transport() && error.status() == Some(200),
        "{error:?}"
    );
    assert_eq!(error.raw_body(), Some(GROUP.as_bytes()));

    let options = CallOptions::new().idle_timeout(Duration::from_millis(1));
    let never = client(End::Never).with_options(&options).unwrap();
    let error = never.get_group(SALES).await.unwrap_err();
    assert!(
        error.is_timeout() && error.to_string().contains("`idle_timeout`"),
        "{error}"
    );

    let options = CallOptions::new().max_response_bytes(GROUP.len() - 1);
    let small = client(End::Never).with_options(&options).unwrap();
    assert!(small.get_group(SALES).await.unwrap_err().is_too_large());
}

#[tokio::test]
async fn http_client_that_never_responds_is_limited_by_the_timeout() {
    let client = stub(|_| std::future::pending()).timeout(Duration::from_millis(1));
    let error = client.build().unwrap().get_group(SALES).await.unwrap_err();
    assert!(
        error.is_timeout() && error.to_string().contains("`timeout`"),
        "{error}"
    );
}

#[tokio::test]
async fn http_client_receives_no_request_outside_of_the_base_url() {
    let client = stub(|_| async { panic!("the client sent a request") })
        .build()
        .unwrap();
    let inner = client.generated().inner().clone();
    let other = generated::Client::new("https://go.tallyfy.com/other", inner);
    let id = SALES.parse().unwrap();
    let error = other
        .get_group(client.organization_id(), &id)
        .send()
        .await
        .unwrap_err();
    assert!(error.is_invalid_input(), "{error}");
}

/// A layer that records its name and the number of headers of each request.
#[derive(Debug)]
struct Record {
    name: &'static str,
    records: Arc<Mutex<Vec<String>>>,
    inner: Arc<dyn HttpClient>,
}

impl HttpClient for Record {
    fn send(&self, mut request: HttpRequest) -> SendFuture<'_> {
        let has_token = request.headers().contains_key("authorization");
        let signature = format!("{} bytes", request.body().len());
        request
            .headers_mut()
            .insert("x-signature", signature.parse().unwrap());
        Box::pin(async move {
            let result = self.inner.send(request).await;
            let status = result.as_ref().map(HttpResponse::status);
            let record = format!("{} {has_token} {:?}", self.name, status.ok());
            self.records.lock().unwrap().push(record);
            result
        })
    }
}

#[tokio::test]
async fn http_layer_sees_each_attempt_from_the_outside_to_the_inside() {
    let sandbox = Sandbox::start();
    for is_default in [true, false] {
        let records = Arc::new(Mutex::new(Vec::new()));
        let layer = |name, records: &Arc<Mutex<Vec<String>>>| {
            let records = Arc::clone(records);
            move |inner| Record {
                name,
                records: Arc::clone(&records),
                inner,
            }
        };
        let mut builder = builder(&sandbox)
            .http_layer(layer("inner", &records))
            .http_layer(layer("outer", &records));
        if !is_default {
            let http = ClientBuilder::reqwest_builder().unwrap().no_proxy();
            builder = builder.http_client(ReqwestClient::new(http.build().unwrap()));
        }
        sandbox.script(Operation::GetGroup, [Reply::status(503)]);
        builder.build().unwrap().get_group(SALES).await.unwrap();
        assert_eq!(
            *records.lock().unwrap(),
            [
                "inner true Some(503)",
                "outer true Some(503)",
                "inner true Some(200)",
                "outer true Some(200)"
            ]
        );
        let requests = sandbox.requests();
        assert_eq!(
            requests.last().unwrap().header("x-signature"),
            Some("0 bytes")
        );
    }
}

#[tokio::test]
async fn http_client_debug_hides_headers_and_url() {
    let texts = Arc::new(Mutex::new(String::new()));
    let shown = Arc::clone(&texts);
    let client = stub(move |request| {
        *shown.lock().unwrap() = format!("{request:?}");
        async { Ok(response(StatusCode::OK, GROUP)) }
    });
    let client = client.access_token("a-secret-token").build().unwrap();
    client.get_group(SALES).await.unwrap();
    let text = format!(
        "{} {client:?} {:?}",
        texts.lock().unwrap(),
        response(StatusCode::OK, GROUP)
    );
    assert!(text.contains("\"authorization\""), "{text}");
    for hidden in ["a-secret-token", SALES, "Sales Team"] {
        assert!(!text.contains(hidden), "{text}");
    }
}
