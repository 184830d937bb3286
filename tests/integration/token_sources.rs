//! Tests of token sources, which replace a token that the server rejects.

use std::error::Error as _;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tallyfy_groups::http::{HeaderMap, HttpResponse, StatusCode, from_fn};
use tallyfy_groups::{
    CallOptions, Client, ClientBuilder, CreateGroup, Error, ListGroups, ListMembers, Outcome,
    RetryPolicy, TokenFuture, TokenSource, UpdateGroup,
};
use tallyfy_sandbox::{Operation, Reply, Sandbox};

use crate::support::{SALES, TestClock, error_chain};

/// A source that returns `first` until the client refreshes it, and then `second`.
#[derive(Clone, Debug)]
struct Tokens {
    current: Arc<Mutex<Result<String, &'static str>>>,
    second: Result<String, &'static str>,
    refreshes: Arc<AtomicU32>,
    /// `true` if `token` returns the first token also after the refresh.
    is_slow: bool,
}

fn tokens(first: &str, second: &str) -> Tokens {
    Tokens {
        current: Arc::new(Mutex::new(Ok(first.to_owned()))),
        second: Ok(second.to_owned()),
        refreshes: Arc::default(),
        is_slow: false,
    }
}

impl Tokens {
    fn refreshes(&self) -> u32 {
        self.refreshes.load(Ordering::Relaxed)
    }
}

impl TokenSource for Tokens {
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(async { Ok(self.current.lock().unwrap().clone()?.into()) })
    }

    fn refresh(&self) -> TokenFuture<'_> {
        Box::pin(async {
            self.refreshes.fetch_add(1, Ordering::Relaxed);
            // The other calls receive their 401 in this time, and then wait for this refresh.
            for _ in 0..100 {
                tokio::task::yield_now().await;
            }
            if !self.is_slow {
                *self.current.lock().unwrap() = self.second.clone();
            }
            Ok(self.second.clone()?.into())
        })
    }
}

fn builder(sandbox: &Sandbox, source: &Tokens) -> ClientBuilder {
    Client::builder()
        .token_source(source.clone())
        .organization(sandbox.organization())
        .base_url(sandbox.base_url())
        .clock(TestClock::default())
}

/// Calls one operation, whose name is `name`.
async fn call(client: &Client, name: &str) -> Result<(), Error> {
    let api = client.generated();
    let organization = client.organization_id();
    match name {
        "list_groups" => client.list_groups(ListGroups::new()).await.map(drop),
        "list_members" => client.list_members(ListMembers::new()).await.map(drop),
        "get_group" => client.get_group(SALES).await.map(drop),
        "get_member" => client.get_member("1001").await.map(drop),
        "create_group" => {
            let group = CreateGroup::new("New").description("Text");
            client.create_group(group).await.map(drop)
        }
        "update_group" => {
            let change = UpdateGroup::new().description("Changed");
            client.update_group(SALES, change).await.map(drop)
        }
        "add_members" => client.add_members(SALES, ["1005"]).await.map(drop),
        "delete_group" => client.delete_group(SALES).await.map(drop),
        "stream" => {
            let mut groups = client.list_groups_stream(ListGroups::new().per_page(1));
            while let Some(group) = groups.next().await {
                group?;
            }
            Ok(())
        }
        "generated list_groups" => Ok(api.list_groups(organization).send().await.map(drop)?),
        _ => panic!("{name}"),
    }
}

const OPERATIONS: [&str; 10] = [
    "list_groups",
    "list_members",
    "get_group",
    "get_member",
    "create_group",
    "update_group",
    "add_members",
    "delete_group",
    "stream",
    "generated list_groups",
];

#[tokio::test]
async fn rejected_token_each_operation_refreshes_once() {
    for name in OPERATIONS {
        for is_slow in [false, true] {
            let sandbox = Sandbox::start();
            let source = Tokens {
                is_slow,
                ..tokens("an-expired-token", sandbox.token())
            };
            // The repetition does not need the retry policy.
            let client = builder(&sandbox, &source).retry(RetryPolicy::none());
            let client = client.build().unwrap();
            call(&client, name)
                .await
                .unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(source.refreshes(), 1, "{name}");
            let requests = sandbox.requests();
            let rejected = requests
                .iter()
                .filter(|request| request.status == Some(401));
            assert_eq!(rejected.count(), 1, "{name}");
        }
    }
}

#[tokio::test]
async fn rejected_token_concurrent_calls_share_one_refresh() {
    let sandbox = Sandbox::start();
    let source = tokens("an-expired-token", sandbox.token());
    let client = builder(&sandbox, &source).build().unwrap();
    let options = CallOptions::new().timeout(Duration::from_secs(20));
    let copy = client.with_options(&options).unwrap();
    let calls: Vec<_> = (0..24)
        .map(|number| {
            let client = [&client, &copy][number % 2].clone();
            tokio::spawn(async move { client.get_group(SALES).await })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(source.refreshes(), 1);
}

/// Returns a client whose server rejects each token.
fn rejecting(source: &Tokens) -> (Client, Arc<AtomicU32>) {
    let sent = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&sent);
    let http = from_fn(move |_| {
        count.fetch_add(1, Ordering::Relaxed);
        async {
            let body = r#"{"message": "Unauthenticated."}"#;
            Ok(HttpResponse::new(
                StatusCode::UNAUTHORIZED,
                HeaderMap::new(),
                body,
            ))
        }
    });
    let client = Client::builder()
        .token_source(source.clone())
        .organization("demo")
        .http_client(http)
        .build();
    (client.unwrap(), sent)
}

#[tokio::test]
async fn failed_refresh_is_shared_and_never_sent() {
    let source = Tokens {
        second: Err("the identity provider is down"),
        ..tokens("an-expired-token", "")
    };
    let (client, sent) = rejecting(&source);
    let calls: Vec<_> = (0..16)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.delete_group(SALES).await })
        })
        .collect();
    for call in calls {
        let error = call.await.unwrap().unwrap_err();
        assert!(
            error.is_token_unavailable() && error.is_retryable(),
            "{error:?}"
        );
        assert_eq!((error.outcome(), error.attempts()), (Outcome::NeverSent, 1));
        assert_eq!(
            error.to_string(),
            "delete_group: the token source of the program returned an error; see the source of \
             this error"
        );
        let text = error.source().unwrap().to_string();
        assert_eq!(text, "the identity provider is down");
    }
    assert_eq!((source.refreshes(), sent.load(Ordering::Relaxed)), (1, 16));
}

#[tokio::test]
async fn second_rejection_or_same_token_is_unauthorized() {
    for (second, expected) in [("a-second-token", 2), ("an-expired-token", 1)] {
        let source = tokens("an-expired-token", second);
        let (client, sent) = rejecting(&source);
        let error = client.get_group(SALES).await.unwrap_err();
        assert!(error.is_unauthorized(), "{error:?}");
        assert_eq!(
            (error.attempts(), sent.load(Ordering::Relaxed)),
            (expected, expected)
        );
        assert_eq!(source.refreshes(), 1);
    }
}

#[tokio::test]
async fn other_401_or_fixed_token_never_repeats() {
    let sandbox = Sandbox::start();
    let source = tokens(sandbox.token(), sandbox.token());
    let client = builder(&sandbox, &source).build().unwrap();
    let reply = Reply::status(401).body(r#"{"error": "invalid_client"}"#);
    sandbox.script(Operation::GetGroup, [reply]);
    let error = client.get_group(SALES).await.unwrap_err();
    assert_eq!((error.status(), error.attempts()), (Some(401), 1));
    assert_eq!(source.refreshes(), 0);

    let fixed = crate::support::client_with_token(&sandbox, "an-expired-token");
    let error = fixed.get_group(SALES).await.unwrap_err();
    assert!(error.is_unauthorized() && error.attempts() == 1, "{error}");
}

#[tokio::test]
async fn token_invalid_sends_nothing() {
    let sandbox = Sandbox::start();
    for (token, problem) in [
        ("", "the access token is empty"),
        ("Bearer abc", "the access token begins with `Bearer`"),
        (
            "abc\ndef",
            "the access token contains a space, a line break",
        ),
    ] {
        let source = tokens(token, sandbox.token());
        let client = builder(&sandbox, &source).build().unwrap();
        let error = client
            .create_group(CreateGroup::new("New"))
            .await
            .unwrap_err();
        assert!(error.is_token_unavailable(), "{error:?}");
        assert_eq!((error.outcome(), error.attempts()), (Outcome::NeverSent, 0));
        let text = error_chain(&error);
        assert!(text.contains(problem) && !text.contains("abc"), "{text}");
    }
    assert!(sandbox.requests().is_empty());
}

/// A source that never returns a token.
#[derive(Debug)]
struct Pending;

impl TokenSource for Pending {
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(std::future::pending())
    }

    fn refresh(&self) -> TokenFuture<'_> {
        Box::pin(std::future::pending())
    }
}

#[tokio::test]
async fn token_source_that_never_returns_is_limited_by_the_deadline() {
    let client = Client::builder().token_source(Pending).organization("demo");
    let client = client.retry(RetryPolicy::none().deadline(Duration::from_millis(1)));
    let error = client
        .build()
        .unwrap()
        .delete_group(SALES)
        .await
        .unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
    assert_eq!((error.outcome(), error.attempts()), (Outcome::NeverSent, 0));
}

#[tokio::test]
async fn token_of_the_source_is_in_no_text() {
    let sandbox = Sandbox::start();
    let source = tokens(sandbox.token(), "an-unused-token");
    let client = builder(&sandbox, &source).build().unwrap();
    let body = format!(r#"{{"message": "The token {} is wrong"}}"#, sandbox.token());
    sandbox.script(Operation::GetGroup, [Reply::status(400).body(body)]);
    let error = client.get_group(SALES).await.unwrap_err();
    let text = format!("{error} {error:?} {client:?}");
    assert!(!text.contains(sandbox.token()), "{text}");
}

#[test]
fn token_source_with_access_token_fails() {
    let builder = Client::builder().organization("demo").token_source(Pending);
    assert!(!format!("{builder:?}").contains("Pending"));
    let error = builder.access_token("my-token").build().unwrap_err();
    assert_eq!(
        error.to_string(),
        "the program sets both `access_token` and `token_source`; set only one of them"
    );
}
