//! Tests of rare faults of HTTP clients and token sources. A stub returns the responses, so the
//! tests need no server.

use std::error::Error as _;
use std::fmt;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tallyfy_groups::http::{
    Bytes, HeaderMap, HttpError, HttpRequest, HttpResponse, Method, StatusCode, from_fn,
};
use tallyfy_groups::metrics::{CallStarted, Metrics};
use tallyfy_groups::{
    Client, ClientBuilder, Clock, CreateGroup, Error, Outcome, RetryPolicy, TokenFuture,
    TokenSource,
};

use crate::support::{SALES, TestClock};

const GROUP: &str = r#"{"data": {"id": "group_id_abc123", "name": "New", "description": "d"}}"#;
const LIST: &str = r#"{"data": [{"id": "group_id_abc123", "name": "New", "description": "d"}]}"#;
const EMPTY: &str = r#"{"data": []}"#;
const REJECTED: &str = r#"{"message": "Unauthenticated."}"#;

fn response(status: u16, body: &'static str) -> Result<HttpResponse, HttpError> {
    let status = StatusCode::from_u16(status).unwrap();
    Ok(HttpResponse::new(status, HeaderMap::new(), body))
}

/// Returns the builder of a client. The HTTP client passes the number and the method of each
/// request to `send`. The returned number is the number of requests.
fn stub(
    send: impl Fn(u32, &Method) -> Result<HttpResponse, HttpError> + Send + Sync + 'static,
) -> (ClientBuilder, Arc<AtomicU32>) {
    let sent = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&sent);
    let http = from_fn(move |request: HttpRequest| {
        let number = count.fetch_add(1, Ordering::Relaxed) + 1;
        let result = send(number, request.method());
        async { result }
    });
    let builder = Client::builder()
        .organization("demo")
        .clock(TestClock::default())
        .http_client(http);
    (builder, sent)
}

/// A token source that calls functions.
struct Source<T, R> {
    token: T,
    refresh: R,
}

impl<T, R> fmt::Debug for Source<T, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Source")
    }
}

impl<T, R> TokenSource for Source<T, R>
where
    T: Fn() -> &'static str + Send + Sync,
    R: Fn() -> Option<&'static str> + Send + Sync,
{
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(async { Ok((self.token)().into()) })
    }

    /// Returns a token, or never.
    fn refresh(&self) -> TokenFuture<'_> {
        Box::pin(async {
            match (self.refresh)() {
                Some(token) => Ok(token.into()),
                None => std::future::pending().await,
            }
        })
    }
}

#[tokio::test]
async fn token_source_time_counts_towards_the_deadline() {
    let (builder, sent) = stub(|_, _| response(200, GROUP));
    let clock = TestClock::default();
    let source = Source {
        token: {
            let clock = clock.clone();
            move || {
                drop(clock.sleep(Duration::from_secs(2)));
                "a-token"
            }
        },
        refresh: || Some("a-token"),
    };
    let client = builder.clock(clock).token_source(source);
    let client = client.retry(RetryPolicy::default().deadline(Duration::from_secs(1)));
    let error = client.build().unwrap().get_group(SALES).await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert_eq!(
        (error.outcome(), sent.load(Ordering::Relaxed)),
        (Outcome::NeverSent, 0)
    );
}

#[tokio::test]
async fn token_source_new_token_needs_no_refresh() {
    let (builder, _) = stub(|number, _| match number {
        1 => response(401, REJECTED),
        _ => response(200, GROUP),
    });
    let calls = AtomicU32::new(0);
    let source = Source {
        token: move || match calls.fetch_add(1, Ordering::Relaxed) {
            0 => "an-old-token",
            _ => "a-new-token",
        },
        refresh: || panic!("the client refreshed the token"),
    };
    let client = builder.token_source(source).build().unwrap();
    client.get_group(SALES).await.unwrap();
}

/// The method `token` of this source always returns the first token.
#[tokio::test]
async fn token_source_that_never_changes_is_refreshed_after_each_rejection() {
    let (builder, _) = stub(|number, _| match number {
        1 | 3 => response(401, REJECTED),
        _ => response(200, GROUP),
    });
    let refreshes = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&refreshes);
    let source = Source {
        token: || "the-first-token",
        refresh: move || match count.fetch_add(1, Ordering::Relaxed) {
            0 => Some("the-second-token"),
            _ => Some("the-third-token"),
        },
    };
    let client = builder.token_source(source).build().unwrap();
    for expected in [1, 2, 2] {
        client.get_group(SALES).await.unwrap();
        assert_eq!(refreshes.load(Ordering::Relaxed), expected);
    }
}

#[tokio::test]
async fn each_401_except_invalid_client_is_refreshed() {
    for (body, attempts) in [
        ("", 2),
        ("<html>", 2),
        (r#"{"message": "Token has expired"}"#, 2),
        (r#"{"error": "invalid_client"}"#, 1),
    ] {
        let (builder, sent) = stub(move |_, _| response(401, body));
        let source = Source {
            token: || "an-old-token",
            refresh: || Some("a-new-token"),
        };
        let client = builder.token_source(source).build().unwrap();
        let error = client.get_group(SALES).await.unwrap_err();
        assert_eq!(error.status(), Some(401));
        assert_eq!(sent.load(Ordering::Relaxed), attempts, "{body}");
    }
}

#[tokio::test]
async fn refresh_until_the_deadline_returns_the_401() {
    let (builder, _) = stub(|_, _| response(401, REJECTED));
    let source = Source {
        token: || "an-old-token",
        refresh: || None,
    };
    let client = builder
        .token_source(source)
        .retry(RetryPolicy::none().deadline(Duration::from_millis(5)));
    let error = client
        .build()
        .unwrap()
        .delete_group(SALES)
        .await
        .unwrap_err();
    assert!(error.is_unauthorized(), "{error}");
    assert_eq!(error.outcome(), Outcome::Refused);
}

#[tokio::test]
async fn refresh_is_not_an_attempt_of_create_group() {
    let (builder, sent) = stub(|number, method| match (number, method) {
        (1, _) => response(401, REJECTED),
        (2, _) => Err(HttpError::transport("lost")),
        (3, _) => response(200, EMPTY),
        (4, &Method::POST) => response(201, GROUP),
        _ => response(200, LIST),
    });
    let source = Source {
        token: || "an-old-token",
        refresh: || Some("a-new-token"),
    };
    let client = builder
        .token_source(source)
        .retry(RetryPolicy::default().max_attempts(2));
    let group = CreateGroup::new("New").description("d");
    client.build().unwrap().create_group(group).await.unwrap();
    assert_eq!(sent.load(Ordering::Relaxed), 5);
}

/// An error of a program.
#[derive(Debug)]
struct NoKey;

impl fmt::Display for NoKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("there is no key")
    }
}

impl std::error::Error for NoKey {}

impl TokenSource for NoKey {
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(async { Err(NoKey.into()) })
    }

    fn refresh(&self) -> TokenFuture<'_> {
        self.token()
    }
}

#[tokio::test]
async fn error_of_the_token_source_is_the_source() {
    let (builder, _) = stub(|_, _| response(200, GROUP));
    let client = builder.token_source(NoKey).build().unwrap();
    let error = client.get_group(SALES).await.unwrap_err();
    assert!(error.source().unwrap().downcast_ref::<NoKey>().is_some());
}

/// A clock that records at each pause whether the last request was dropped.
#[derive(Debug)]
struct PauseClock {
    is_dropped: Arc<AtomicBool>,
    at_pause: Arc<Mutex<Vec<bool>>>,
}

impl Clock for PauseClock {
    fn sleep(&self, _: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        let is_dropped = self.is_dropped.swap(false, Ordering::Relaxed);
        self.at_pause.lock().unwrap().push(is_dropped);
        Box::pin(async {})
    }
}

struct Guard(Arc<AtomicBool>);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[tokio::test]
async fn request_after_its_time_limit_ends_before_the_pause() {
    let is_dropped = Arc::new(AtomicBool::new(false));
    let at_pause = Arc::default();
    let clock = PauseClock {
        is_dropped: Arc::clone(&is_dropped),
        at_pause: Arc::clone(&at_pause),
    };
    let (builder, _) = stub(|_, _| response(200, GROUP));
    let client = builder
        .access_token("a-token")
        .clock(clock)
        .timeout(Duration::from_millis(1))
        .http_client(from_fn(move |_| {
            let guard = Guard(Arc::clone(&is_dropped));
            async move {
                let _guard = guard;
                std::future::pending().await
            }
        }));
    client.build().unwrap().get_group(SALES).await.unwrap_err();
    assert_eq!(*at_pause.lock().unwrap(), [true; 3]);
}

/// A body that always returns the same error.
struct Failing(fn() -> HttpError);

impl futures_core::Stream for Failing {
    type Item = Result<Bytes, HttpError>;

    fn poll_next(
        self: Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(Some(Err((self.0)())))
    }
}

#[tokio::test]
async fn error_of_a_body_never_means_that_nothing_was_sent() {
    for error in [
        || HttpError::connect("no route"),
        || HttpError::closed_idle("closed\nERROR forged"),
    ] {
        let (builder, sent) = stub(move |_, _| {
            let body = Failing(error);
            Ok(HttpResponse::from_stream(
                StatusCode::CREATED,
                HeaderMap::new(),
                body,
            ))
        });
        let client = builder.access_token("a-token").build().unwrap();
        let request = client.endpoint(Method::POST, "/organizations/{org_id}/tags");
        let error: Error = request.send::<()>().await.unwrap_err();
        assert_eq!(
            (error.outcome(), sent.load(Ordering::Relaxed)),
            (Outcome::Unknown, 1)
        );
        assert!(!error.to_string().contains('\n'), "{error}");
    }
    let body = Failing(|| HttpError::transport("cut"));
    let mut response = HttpResponse::from_stream(StatusCode::OK, HeaderMap::new(), body);
    assert!(response.chunk().await.is_err());
    assert_eq!(response.chunk().await.unwrap(), None);
}

#[tokio::test]
async fn endpoint_write_with_an_empty_success_is_sent_once() {
    for (body, is_accepted) in [("", true), ("OK", false)] {
        let (builder, sent) = stub(move |_, _| response(200, body));
        let client = builder.access_token("a-token").build().unwrap();
        let request = client.endpoint(Method::DELETE, "/organizations/{org_id}/tags/x");
        let result = request.send::<()>().await;
        assert_eq!(
            (result.is_ok(), sent.load(Ordering::Relaxed)),
            (is_accepted, 1),
            "{body}"
        );
    }
}

#[tokio::test]
async fn find_members_email_that_is_not_a_string_is_an_error() {
    let (builder, _) = stub(|_, _| response(200, r#"{"data": [{"id": 1001, "email": 123}]}"#));
    let client = builder.access_token("a-token").build().unwrap();
    let error = client.find_members(["a@example.com"]).await.unwrap_err();
    assert!(error.is_unreadable(), "{error}");
}

/// Counts the calls of a client.
#[derive(Clone, Debug, Default)]
struct Calls(Arc<AtomicU32>);

impl Metrics for Calls {
    fn call_started(&self, _: &CallStarted) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// A token source that calls a different client.
#[derive(Debug)]
struct OtherClient(Client);

impl TokenSource for OtherClient {
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(async { Ok(self.0.get_group(SALES).await?.id.to_string().into()) })
    }

    fn refresh(&self) -> TokenFuture<'_> {
        self.token()
    }
}

#[tokio::test]
async fn call_of_a_different_client_within_a_call_is_reported() {
    let (inner, outer) = (Calls::default(), Calls::default());
    let builder = || stub(|_, _| response(200, GROUP)).0;
    let client = builder().access_token("a-token").metrics(inner.clone());
    let source = OtherClient(client.build().unwrap());
    let client = builder().token_source(source).metrics(outer.clone());
    client.build().unwrap().get_group(SALES).await.unwrap();
    let count = |calls: &Calls| calls.0.load(Ordering::Relaxed);
    assert_eq!((count(&inner), count(&outer)), (1, 1));
}
