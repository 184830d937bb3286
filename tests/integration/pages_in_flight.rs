//! Tests of prefetched pages: their number, their order, errors and rate limits. `lists.rs` tests
//! whether lists are complete. `benches/` measures the speed of prefetching.

use std::collections::BTreeSet;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use tallyfy_groups::http::{HttpClient, from_fn};
use tallyfy_groups::{Client, Group, Items, ListGroups, Pages, RetryPolicy};
use tallyfy_sandbox::{Operation, Reply, Sandbox};

use crate::support::{BOTH_SHAPES, TestClock, builder, client};

/// Starts a sandbox with `count` groups. With one group on each page, the list has `count` pages.
fn sandbox_with_pages(count: usize) -> Sandbox {
    Sandbox::builder().groups(count).start().unwrap()
}

/// Returns a stream that requests one group on each page.
fn stream_of_single_items(client: &Client) -> Items<Group> {
    client.list_groups_stream(ListGroups::new().per_page(1))
}

/// Returns the numbers of the requested pages in the order in which the requests arrived.
fn requested_pages(sandbox: &Sandbox) -> Vec<u64> {
    let page = |query: &str| {
        let number = query.split('&').find_map(|pair| pair.strip_prefix("page="));
        number.unwrap().parse().unwrap()
    };
    let requests = sandbox.requests();
    let queries = requests.iter().map(|request| request.query.as_deref());
    queries.map(|query| page(query.unwrap())).collect()
}

/// Waits until `is_so` returns true, for at most ten seconds.
pub(crate) async fn wait_until(is_so: impl Fn() -> bool) {
    let wait = async {
        while !is_so() {
            tokio::task::yield_now().await;
        }
    };
    // This limit must be shorter than the client's idle timeout, which ends a request if the server
    // sends nothing.
    let limit = Duration::from_secs(10);
    tokio::time::timeout(limit, wait)
        .await
        .expect("the condition was not met within 10 s");
}

/// Waits until the sandbox has received `count` requests. Returns the numbers of the requested
/// pages.
async fn wait_for_requests(sandbox: &Sandbox, count: usize) -> BTreeSet<u64> {
    wait_until(|| sandbox.requests().len() >= count).await;
    requested_pages(sandbox).into_iter().collect()
}

/// Returns the number of pages that the stream has requested, including the pages that it is
/// prefetching.
async fn count_list_requests(sandbox: &Sandbox) -> usize {
    // When the sandbox receives this deletion, it has received all earlier requests.
    client(sandbox).delete_group("none").await.unwrap_err();
    let requests = sandbox.requests();
    let lists = requests
        .iter()
        .filter(|request| request.operation == Some(Operation::ListGroups));
    lists.count()
}

#[tokio::test]
async fn stream_any_prefetch_limit_keeps_order() {
    for shape in BOTH_SHAPES {
        for limit in [0, 1, 2, 3, 8, 100] {
            let sandbox = Sandbox::builder().shape(shape).groups(25).start().unwrap();
            let client = client(&sandbox);
            let one_page = ListGroups::new().per_page(25);
            let expected = client.list_groups(one_page).await.unwrap().items;
            sandbox.take_requests();

            let groups = stream_of_single_items(&client).pages_in_flight(limit);
            assert_eq!(groups.collect_all().await.unwrap(), expected, "{limit}");
            // The stream requested no page twice.
            let requested = requested_pages(&sandbox);
            assert_eq!(
                requested.iter().collect::<BTreeSet<_>>().len(),
                requested.len()
            );
        }
    }
}

#[tokio::test]
async fn stream_default_limit_prefetches_2_then_4_then_8_pages() {
    let sandbox = sandbox_with_pages(100);
    let mut groups = stream_of_single_items(&client(&sandbox));
    groups.next().await.unwrap().unwrap();
    assert_eq!(wait_for_requests(&sandbox, 3).await, (1..=3).collect());

    groups.next().await.unwrap().unwrap();
    assert_eq!(wait_for_requests(&sandbox, 6).await, (1..=6).collect());

    groups.next().await.unwrap().unwrap();
    assert_eq!(wait_for_requests(&sandbox, 11).await, (1..=11).collect());

    // By default, the stream prefetches at most eight pages at a time.
    for used in 4..=20 {
        groups.next().await.unwrap().unwrap();
        let expected = used + 8;
        assert_eq!(wait_for_requests(&sandbox, expected).await.len(), expected);
    }
    assert_eq!(count_list_requests(&sandbox).await, 28);
}

#[tokio::test]
async fn stream_limit_1_never_prefetches() {
    let sandbox = sandbox_with_pages(5);
    let client = builder(&sandbox).pages_in_flight(1).build().unwrap();
    let mut groups = stream_of_single_items(&client);
    for used in 1..=5 {
        groups.next().await.unwrap().unwrap();
        assert_eq!(count_list_requests(&sandbox).await, used);
    }
    assert!(groups.next().await.is_none());
}

#[tokio::test]
async fn pages_limit_1_never_prefetch() {
    let limits: [fn(Items<Group>) -> Pages<Group>; 2] = [
        |groups| groups.pages_in_flight(1).pages(),
        |groups| groups.pages().pages_in_flight(1),
    ];
    for limited in limits {
        let sandbox = sandbox_with_pages(5);
        let mut pages = limited(stream_of_single_items(&client(&sandbox)));
        for used in 1..=5 {
            assert_eq!(count_list_requests(&sandbox).await, used - 1);
            pages.next().await.unwrap().unwrap();
        }
        assert!(pages.next().await.is_none());
    }
}

#[tokio::test]
async fn stream_without_page_count_never_prefetches() {
    let sandbox = sandbox_with_pages(4);
    let without_count = || {
        Reply::normal().edit_json(|body| {
            body.as_object_mut().unwrap().remove("meta");
        })
    };
    sandbox.script(Operation::ListGroups, std::iter::repeat_with(without_count));
    let mut groups = stream_of_single_items(&client(&sandbox));
    for used in 1..=4 {
        groups.next().await.unwrap().unwrap();
        assert_eq!(sandbox.requests().len(), used);
    }
}

#[tokio::test]
async fn stream_dropped_stops_requests() {
    check_dropped_stops_requests(async |mut items| {
        items.next().await.unwrap().unwrap();
        items
    })
    .await;
}

#[tokio::test]
async fn pages_dropped_stop_requests() {
    check_dropped_stops_requests(async |items| {
        let mut pages = items.pages();
        pages.next().await.unwrap().unwrap();
        pages
    })
    .await;
}

/// Drops a stream after its first result. Checks that the stream then sends no further request.
async fn check_dropped_stops_requests<S>(read: impl AsyncFnOnce(Items<Group>) -> S) {
    let sandbox = sandbox_with_pages(100);
    // The sandbox sends only the first page. When the test drops the stream, two prefetched pages
    // are in flight.
    let replies = std::iter::once(Reply::normal()).chain(std::iter::repeat_with(Reply::silence));
    sandbox.script(Operation::ListGroups, replies);
    let client = client(&sandbox);
    let stream = read(stream_of_single_items(&client)).await;
    wait_for_requests(&sandbox, 3).await;
    let tasks = || {
        tokio::runtime::Handle::current()
            .metrics()
            .num_alive_tasks()
    };
    let before = tasks();
    drop(stream);
    // The two tasks that fetch these pages end and close their connections. The client sends no
    // further request.
    wait_until(|| tasks() <= before - 2).await;
    assert_eq!(sandbox.requests().len(), 3);
}

#[tokio::test]
async fn stream_failed_page_is_reported_in_order() {
    let sandbox = sandbox_with_pages(20);
    let replies = (0..).map(|index| match index {
        // The requests can arrive in any order, so the test does not know which page the fourth
        // request asks for. The number of this page is at least 3.
        3 => Reply::status(500),
        _ => Reply::normal(),
    });
    sandbox.script(Operation::ListGroups, replies);
    let client = client(&sandbox).with_retry(RetryPolicy::none());
    let mut groups = stream_of_single_items(&client);
    let mut used = 0;
    let error = loop {
        match groups.next().await.unwrap() {
            Ok(_) => used += 1,
            Err(error) => break error,
        }
    };
    assert!(error.is_server_error(), "{error}");
    assert!((1..7).contains(&used), "{used}");
    assert!(groups.next().await.is_none());
}

#[tokio::test]
async fn stream_prefetched_list_changed_is_reported() {
    // Another client deletes a group while the stream reads the list.
    let sandbox = sandbox_with_pages(30);
    let mut groups = stream_of_single_items(&client(&sandbox));
    groups.next().await.unwrap().unwrap();
    wait_for_requests(&sandbox, 3).await;
    let last = sandbox.groups().last().unwrap().id.clone();
    client(&sandbox).delete_group(last).await.unwrap();
    let error = loop {
        if let Err(error) = groups.next().await.unwrap() {
            break error;
        }
    };
    let expected = "the list changed during the read: the number of items in the list changed \
                    from 30 to 29; the server reported 30 items, and this client received 3; read \
                    the list again";
    assert_eq!(error.to_string(), expected);
}

#[tokio::test]
async fn collect_all_late_duplicate_reads_list_again() {
    let sandbox = Sandbox::builder().groups(10_000).start().unwrap();
    let with_duplicate_at_the_end = || {
        (1..=100).map(|page| {
            Reply::normal().edit_json(move |body| {
                if page == 100 {
                    body["data"][99]["id"] = "group_id_abc123".into();
                }
            })
        })
    };
    // A stream does not keep the ids of all items, so it does not notice the duplicate.
    sandbox.script(Operation::ListGroups, with_duplicate_at_the_end());
    let client = client(&sandbox);
    let all = || {
        client
            .list_groups_stream(ListGroups::new())
            .pages_in_flight(1)
    };
    let mut groups = all();
    while let Some(group) = groups.next().await {
        group.unwrap();
    }
    sandbox.take_requests();

    // `collect_all` keeps all items, so it finds the duplicate and reads the list again.
    sandbox.script(Operation::ListGroups, with_duplicate_at_the_end());
    assert_eq!(all().collect_all().await.unwrap().len(), 10_000);
    assert_eq!(sandbox.requests().len(), 200);
}

#[tokio::test]
async fn stream_429_slows_all_requests() {
    let sandbox = sandbox_with_pages(60);
    let refusal = || Reply::status(429).header("retry-after", "1");
    let replies = (0..).map(move |index| match index {
        10 => refusal(),
        _ => Reply::normal(),
    });
    sandbox.script(Operation::ListGroups, replies);
    let clock = TestClock::default();
    let client = builder(&sandbox).clock(clock.clone()).build().unwrap();
    assert_eq!(
        stream_of_single_items(&client)
            .collect_all()
            .await
            .unwrap()
            .len(),
        60
    );
    // The sandbox refused one request, and the client sent it again. The client waited with the
    // repeated request and with all later requests.
    assert_eq!(sandbox.requests().len(), 61);
    let pauses = clock.pauses();
    assert!(pauses.contains(&Duration::from_secs(1)), "{pauses:?}");
    assert!(pauses.len() > 20, "{pauses:?}");
}

#[tokio::test]
async fn call_after_429_of_other_call_waits() {
    let sandbox = Sandbox::start();
    let clock = TestClock::default();
    let client = builder(&sandbox).clock(clock.clone()).build().unwrap();
    let refusal = Reply::status(429).header("retry-after", "5");
    sandbox.script(Operation::ListGroups, [refusal]);
    let once = client.with_retry(RetryPolicy::none());
    let error = once.list_groups(ListGroups::new()).await.unwrap_err();
    assert!(error.is_rate_limited());
    assert!(clock.pauses().is_empty());
    client.get_group("group_id_abc123").await.unwrap();
    assert_eq!(clock.pauses(), [Duration::from_secs(5)]);
    // After the refusal, the client sends its requests at a limited rate.
    client.get_group("group_id_abc123").await.unwrap();
    assert_eq!(clock.pauses().len(), 2);
    assert!(clock.pauses()[1] <= Duration::from_millis(50));
}

#[tokio::test]
async fn call_deadline_before_retry_after_is_sent_at_once() {
    let sandbox = Sandbox::start();
    let clock = TestClock::default();
    let client = builder(&sandbox).clock(clock.clone()).build().unwrap();
    let refusal = Reply::status(429).header("retry-after", "3600");
    sandbox.script(Operation::ListGroups, [refusal]);
    client.list_groups(ListGroups::new()).await.unwrap_err();
    let short = RetryPolicy::default().deadline(Duration::from_secs(10));
    client
        .with_retry(short)
        .get_group("group_id_abc123")
        .await
        .unwrap();
    assert!(clock.pauses().is_empty());
}

/// The program catches the panic of a prefetched request, and continues to read the list. The
/// stream must not use the next page in place of the page that it lost.
#[tokio::test]
async fn stream_panic_of_prefetched_request_fetches_page_again() {
    let sandbox = sandbox_with_pages(9);
    let requests = Arc::new(AtomicUsize::new(0));
    let layer = move |http: Arc<dyn HttpClient>| {
        let requests = requests.clone();
        from_fn(move |request| {
            let http = http.clone();
            let number = requests.fetch_add(1, Ordering::Relaxed);
            async move {
                assert_ne!(number, 3, "a bug of the program");
                http.send(request).await
            }
        })
    };
    let client = builder(&sandbox).http_layer(layer).build().unwrap();
    let mut groups = stream_of_single_items(&client);
    let (mut count, mut panics) = (0, 0);
    loop {
        let mut next = pin!(groups.next());
        let poll = |context: &mut Context<'_>| {
            let polled = catch_unwind(AssertUnwindSafe(|| next.as_mut().poll(context)));
            polled.map_or_else(|_| Poll::Ready(Err(())), |polled| polled.map(Ok))
        };
        match poll_fn(poll).await {
            Ok(Some(group)) => {
                group.unwrap();
                count += 1;
            }
            Ok(None) => break,
            Err(()) => panics += 1,
        }
    }
    assert_eq!((count, panics), (9, 1));
}
