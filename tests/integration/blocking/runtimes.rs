//! Tests of blocking calls inside and outside of async runtimes, and in callbacks of a client.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread;
use std::time::Duration;

use tallyfy_groups::blocking::{Client, Items};
use tallyfy_groups::http::{HttpClient, from_fn};
use tallyfy_groups::{
    Client as AsyncClient, Error, Group, ListGroups, Outcome, TokenFuture, TokenSource, UpdateGroup,
};
use tallyfy_sandbox::{Operation, Reply, Sandbox};
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::task::{block_in_place, spawn_blocking};

use super::{client, requests_of_all_operations};
use crate::support::{SALES, builder, once};

fn runtimes() -> [Runtime; 2] {
    let multi_thread = Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build();
    let current_thread = Builder::new_current_thread().enable_all().build();
    [multi_thread.unwrap(), current_thread.unwrap()]
}

/// Runs a test outside of a runtime, and in each kind of thread of two runtimes.
fn everywhere(test: fn()) {
    test();
    for runtime in runtimes() {
        runtime.block_on(async { test() });
        runtime
            .block_on(async { tokio::spawn(async move { test() }).await })
            .unwrap();
        runtime
            .block_on(async { spawn_blocking(test).await })
            .unwrap();
    }
    let [multi_thread, _] = runtimes();
    multi_thread.block_on(async { block_in_place(test) });
    // The context of a runtime, without a task of the runtime.
    let _context = multi_thread.enter();
    test();
}

fn stream(client: &Client) -> Items<Group> {
    client.list_groups_stream(ListGroups::new().per_page(1))
}

#[test]
fn operations_succeed_everywhere() {
    everywhere(|| assert!(!requests_of_all_operations().is_empty()));
}

#[test]
fn iterators_succeed_everywhere() {
    everywhere(|| {
        let sandbox = Sandbox::builder().groups(12).start().unwrap();
        let client = client(&sandbox);
        let page = client.list_groups(ListGroups::new().per_page(12)).unwrap();
        for limit in [0, 8] {
            let mut groups = stream(&client).pages_in_flight(limit);
            let items: Result<Vec<Group>, Error> = groups.by_ref().collect();
            assert_eq!(items.unwrap(), page.items);
            assert_eq!(groups.total(), Some(12));
            assert_eq!(groups.collect_all().unwrap(), page.items);
            let mut pages = stream(&client).pages().pages_in_flight(limit);
            assert_eq!(pages.size_hint(), (0, None));
            let items = pages.by_ref().flat_map(|page| page.unwrap());
            assert_eq!(items.collect::<Vec<_>>(), page.items);
            assert_eq!((pages.total(), pages.size_hint()), (Some(12), (0, Some(0))));
        }
    });
}

#[test]
fn iterators_with_limit_1_never_prefetch() {
    let sandbox = Sandbox::builder().groups(5).start().unwrap();
    let client = client(&sandbox);
    let mut items = stream(&client).pages_in_flight(1);
    let mut pages = stream(&client).pages().pages_in_flight(1);
    for used in 1..=5 {
        items.next().unwrap().unwrap();
        pages.next().unwrap().unwrap();
        client.get_group(SALES).unwrap();
        assert_eq!(sandbox.requests().len(), 3 * used);
    }
}

#[test]
fn many_items_in_one_task_succeed_everywhere() {
    everywhere(|| {
        let sandbox = Sandbox::builder().groups(2000).start().unwrap();
        let client = client(&sandbox);
        let params = ListGroups::new().per_page(20);
        assert_eq!(client.list_groups_stream(params).flatten().count(), 2000);
    });
}

#[test]
fn clients_and_iterators_drop_everywhere() {
    everywhere(|| {
        let sandbox = Sandbox::builder().groups(25).start().unwrap();
        let mut groups = stream(&client(&sandbox));
        // The program has dropped the client, but the iterator still needs its thread.
        assert_eq!(groups.by_ref().take(5).flatten().count(), 5);
        // The server never sends the prefetched pages, so a drop must not wait for them.
        let silence = (0..8).map(|_| Reply::silence());
        let replies = [Reply::normal()].into_iter().chain(silence);
        let silent = Sandbox::builder().groups(25).start().unwrap();
        silent.script(Operation::ListGroups, replies);
        let client = client(&silent);
        let mut pages = stream(&client).pages();
        pages.next().unwrap().unwrap();
        drop((groups, pages, client.clone(), client));
    });
}

#[test]
fn time_limits_end_calls_everywhere() {
    everywhere(|| {
        let sandbox = Sandbox::start();
        sandbox.script(Operation::ListGroups, [Reply::silence()]);
        let client = once(sandbox.base_url()).access_token(sandbox.token());
        let client = client.timeout(Duration::from_millis(50)).build_blocking();
        let mut groups = stream(&client.unwrap());
        let error = groups.next().unwrap().unwrap_err();
        assert!(error.is_timeout(), "{error}");
        assert!(groups.next().is_none());
    });
}

/// The call blocks the runtime of the server, so the server never responds.
#[tokio::test]
async fn call_to_a_server_of_the_blocked_runtime_ends_at_the_time_limit() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(async move { listener.accept().await.map(drop) });
    let client = once(format!("http://{address}")).timeout(Duration::from_millis(50));
    let error = client
        .build_blocking()
        .unwrap()
        .get_group(SALES)
        .unwrap_err();
    assert!(error.is_timeout(), "{error}");
    server.abort();
}

/// The client runs the first request of a list on the thread of the caller, and prefetches the
/// other pages on the background thread.
#[test]
fn call_on_the_background_thread_returns_an_error() {
    // A call that waits for itself would never end.
    let (send, receive) = mpsc::channel();
    let test = thread::spawn(move || {
        call_on_the_background_thread();
        send.send(())
    });
    let limit = Duration::from_secs(60);
    if receive.recv_timeout(limit) == Err(RecvTimeoutError::Timeout) {
        panic!("the call on the background thread does not end");
    }
    test.join().unwrap().unwrap();
}

fn call_on_the_background_thread() {
    let sandbox = Sandbox::builder().groups(5).start().unwrap();
    let blocking = Arc::new(OnceLock::<Client>::new());
    let found = Arc::new(Mutex::new(Vec::new()));
    let (inner, errors, caller) = (blocking.clone(), found.clone(), thread::current().id());
    let call = Arc::new(move || {
        if thread::current().id() == caller {
            return;
        }
        let client = inner.get().unwrap();
        let mut errors = errors.lock().unwrap();
        errors.push(client.get_group(SALES).unwrap_err());
        let mut groups = stream(client);
        errors.push(groups.next().unwrap().unwrap_err());
        assert!(groups.next().is_none() && groups.size_hint() == (0, Some(0)));
        let mut pages = stream(client).pages();
        errors.push(pages.next().unwrap().unwrap_err());
        assert!(pages.next().is_none() && pages.size_hint() == (0, Some(0)));
        errors.push(stream(client).collect_all().unwrap_err());
    });
    let layer = move |http: Arc<dyn HttpClient>| {
        let call = call.clone();
        from_fn(move |request| {
            call();
            let http = http.clone();
            async move { http.send(request).await }
        })
    };
    let client = builder(&sandbox)
        .http_layer(layer)
        .build_blocking()
        .unwrap();
    blocking.set(client.clone()).unwrap();
    assert_eq!(stream(&client).flatten().count(), 5);
    let errors = found.lock().unwrap();
    assert_eq!(
        errors.len(),
        4 * 4,
        "the client prefetched the pages 2 to 5"
    );
    for error in errors.iter() {
        assert!(error.is_configuration(), "{error}");
        assert_eq!((error.outcome(), error.attempts()), (Outcome::NeverSent, 0));
        assert!(error.to_string().contains("background thread"), "{error}");
        assert!(error.to_string().contains("spawn_blocking"), "{error}");
    }
    assert_eq!(sandbox.requests().len(), 5);
}

/// The error of a call on the background thread recommends `spawn_blocking`.
#[test]
fn call_in_spawn_blocking_of_a_callback_succeeds_everywhere() {
    everywhere(|| {
        let sandbox = Sandbox::builder().groups(5).start().unwrap();
        let nested = client(&sandbox);
        let layer = move |http: Arc<dyn HttpClient>| {
            let nested = nested.clone();
            from_fn(move |request| {
                let (http, nested) = (http.clone(), nested.clone());
                async move {
                    let call = spawn_blocking(move || stream(&nested).flatten().count());
                    assert_eq!(call.await.unwrap(), 5);
                    http.send(request).await
                }
            })
        };
        let client = builder(&sandbox)
            .http_layer(layer)
            .build_blocking()
            .unwrap();
        assert_eq!(stream(&client).flatten().count(), 5);
    });
}

/// A source that gets its token with a call of a different blocking client.
#[derive(Debug)]
struct Nested(Client, String);

impl TokenSource for Nested {
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(async {
            tokio::task::yield_now().await;
            self.0.get_group(SALES)?;
            Ok(self.1.clone().into())
        })
    }

    fn refresh(&self) -> TokenFuture<'_> {
        self.token()
    }
}

#[test]
fn call_in_a_callback_on_another_thread_succeeds_everywhere() {
    everywhere(|| {
        let sandbox = Sandbox::start();
        let source = Nested(client(&sandbox), sandbox.token().to_owned());
        let client = AsyncClient::builder()
            .token_source(source)
            .organization(sandbox.organization())
            .base_url(sandbox.base_url())
            .build_blocking();
        let change = UpdateGroup::new().description("New");
        client.unwrap().update_group(SALES, change).unwrap();
    });
}
