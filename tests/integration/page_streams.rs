//! Tests of streams of whole pages, and of the number of items that a stream knows. `lists.rs` and
//! `pages_in_flight.rs` test completeness and prefetching with streams of items.

use std::fmt::Debug;
use std::future::poll_fn;
use std::pin::Pin;

use futures_core::Stream;
use serde_json::{Value, json};
use tallyfy_groups::{Error, Group, Items, ListGroups, ListItem, ListMembers, Page, RetryPolicy};
use tallyfy_sandbox::{Operation, Reply, Sandbox, Shape};

use crate::lists::{groups, page};
use crate::support::{BOTH_SHAPES, client};

/// Returns the ids of all items, in the order of the stream.
async fn item_ids<T: ListItem>(mut items: Items<T>) -> Vec<String> {
    let mut ids = Vec::new();
    while let Some(item) = items.next().await {
        ids.push(item.unwrap().id().to_string());
    }
    ids
}

/// Returns the ids of the items of each page.
async fn page_ids<T: ListItem>(items: Items<T>) -> Vec<Vec<String>> {
    let mut pages = items.pages();
    let mut ids = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page.unwrap().into_iter();
        ids.push(page.map(|item| item.id().to_string()).collect());
    }
    assert!(pages.next().await.is_none());
    ids
}

fn lengths(pages: &[Vec<String>]) -> Vec<usize> {
    pages.iter().map(Vec::len).collect()
}

/// Starts a sandbox that returns the prepared pages, and a stream that requests one page at a time.
/// Parallel requests could get the prepared pages in a different order.
fn prepared(pages: Vec<Value>, params: ListGroups) -> (Sandbox, Items<Group>) {
    let sandbox = Sandbox::start();
    let replies = pages.into_iter().map(|page| Reply::status(200).json(page));
    sandbox.script(Operation::ListGroups, replies);
    let groups = client(&sandbox).list_groups_stream(params);
    (sandbox, groups.pages_in_flight(1))
}

#[tokio::test]
async fn pages_both_shapes_return_pages_in_order() {
    // In the legacy shape, a list has only one page.
    let by_shape: [(Shape, &[usize], &[usize]); 2] = [
        (Shape::Current, &[4, 4, 4, 4, 4, 4, 1], &[7, 7, 2]),
        (Shape::Legacy, &[25], &[16]),
    ];
    for (shape, group_counts, member_counts) in by_shape {
        for limit in [1, 2, 8] {
            let sandbox = Sandbox::builder()
                .shape(shape)
                .groups(25)
                .members(16)
                .start()
                .unwrap();
            let client = client(&sandbox);
            let groups = || {
                let params = ListGroups::new().per_page(4);
                client.list_groups_stream(params).pages_in_flight(limit)
            };
            let pages = page_ids(groups()).await;
            assert_eq!(lengths(&pages), group_counts, "{shape} {limit}");
            assert_eq!(pages.concat(), item_ids(groups()).await, "{shape} {limit}");

            let members = || {
                let params = ListMembers::new().per_page(7);
                client.list_members_stream(params).pages_in_flight(limit)
            };
            let pages = page_ids(members()).await;
            assert_eq!(lengths(&pages), member_counts, "{shape} {limit}");
            assert_eq!(pages.concat(), item_ids(members()).await, "{shape} {limit}");
        }
    }
}

#[tokio::test]
async fn pages_empty_list_returns_one_empty_page() {
    let sandbox = Sandbox::builder().groups(0).start().unwrap();
    let groups = client(&sandbox).list_groups_stream(ListGroups::new());
    assert_eq!(lengths(&page_ids(groups).await), [0]);
}

#[tokio::test]
async fn pages_without_count_never_repeat_a_page() {
    let params = || ListGroups::new().per_page(2);
    // The last page has no items.
    let pages = vec![json!({"data": groups(0..2)}), json!({"data": []})];
    let (_sandbox, groups_stream) = prepared(pages, params());
    assert_eq!(lengths(&page_ids(groups_stream).await), [2, 0]);
    // The server does not support paging, so it sends the complete list for every page.
    let pages = vec![json!({"data": groups(0..2)}), json!({"data": groups(0..2)})];
    let (_sandbox, groups_stream) = prepared(pages, params());
    assert_eq!(lengths(&page_ids(groups_stream).await), [2]);
}

#[tokio::test]
async fn pages_later_page_fails_return_earlier_pages_and_error() {
    let sandbox = Sandbox::builder().groups(25).start().unwrap();
    let replies = [
        Reply::normal(),
        Reply::normal(),
        Reply::status(503).body("<html>down</html>"),
    ];
    sandbox.script(Operation::ListGroups, replies);
    let mut pages = client(&sandbox)
        .with_retry(RetryPolicy::none())
        .list_groups_stream(ListGroups::new().per_page(10))
        .pages_in_flight(1)
        .pages();
    for number in [1, 2] {
        let page = pages.next().await.unwrap().unwrap();
        assert_eq!((page.current_page(), page.items.len()), (Some(number), 10));
    }
    assert!(pages.next().await.unwrap().unwrap_err().is_server_error());
    assert!(pages.next().await.is_none());
    assert_eq!(sandbox.requests().len(), 3);
}

#[tokio::test]
async fn pages_incomplete_list_end_with_error() {
    let counts = json!({"total": 4, "total_pages": 2});
    let repeated = vec![page(0..2, counts.clone()), page(1..3, counts.clone())];
    let short = vec![page(0..2, counts.clone()), page(2..3, counts)];
    // The stream does not return a page with an item that it has already returned.
    for (pages, expected) in [(repeated, 1), (short, 2)] {
        let (_sandbox, items) = prepared(pages, ListGroups::new());
        let mut pages = items.pages();
        for _ in 0..expected {
            pages.next().await.unwrap().unwrap();
        }
        let error = pages.next().await.unwrap().unwrap_err();
        assert!(error.is_incomplete_list(), "{error}");
        assert!(pages.next().await.is_none());
    }
}

#[tokio::test]
async fn pages_unreadable_item_is_in_its_page() {
    let counts = json!({"pagination": {"total": 4, "total_pages": 2}});
    let data = json!([{"id": "g0", "name": "n"}, {"id": "g1"}]);
    let first = json!({"data": data, "meta": counts});
    let second = json!({"data": groups(2..4), "meta": counts});
    let (_sandbox, items) = prepared(vec![first, second], ListGroups::new());
    let mut pages = items.pages();
    let first = pages.next().await.unwrap().unwrap();
    assert_eq!(first.items.len(), 1);
    assert_eq!(first.unreadable.len(), 1);
    assert_eq!(first.unreadable[0].json.to_string(), r#"{"id":"g1"}"#);
    assert_eq!(pages.next().await.unwrap().unwrap().items.len(), 2);
    assert!(pages.next().await.is_none());
}

#[tokio::test]
async fn pages_partly_read_items_start_at_first_page() {
    let sandbox = Sandbox::builder().groups(25).start().unwrap();
    let client = client(&sandbox);
    for read in [1, 5, 6, 20] {
        let mut groups = client.list_groups_stream(ListGroups::new().page(2).per_page(5));
        for _ in 0..read {
            groups.next().await.unwrap().unwrap();
        }
        assert_eq!(lengths(&page_ids(groups).await), [5, 5, 5, 5], "{read}");
    }
}

#[tokio::test]
async fn total_both_streams_is_known_after_first_page() {
    for shape in BOTH_SHAPES {
        let sandbox = Sandbox::builder().shape(shape).groups(25).start().unwrap();
        let client = client(&sandbox);
        // The total includes the items of the pages that the stream skips.
        let params = || ListGroups::new().page(2).per_page(10);
        let total = client.list_groups(params()).await.unwrap().total();
        let mut items = client.list_groups_stream(params());
        assert_eq!(items.total(), None);
        items.next().await.unwrap().unwrap();
        assert_eq!(items.total(), total, "{shape}");
        let mut pages = items.pages();
        assert_eq!(pages.total(), None);
        while let Some(page) = pages.next().await {
            page.unwrap();
            assert_eq!(pages.total(), total, "{shape}");
        }
        assert_eq!(pages.total(), total, "{shape}");
    }
}

#[tokio::test]
async fn total_depends_on_counts_of_server() {
    let empty = Sandbox::builder().groups(0).start().unwrap();
    let mut items = client(&empty).list_groups_stream(ListGroups::new());
    assert!(items.next().await.is_none());
    assert_eq!(items.total(), Some(0));

    let (_sandbox, mut items) = prepared(vec![json!({"data": groups(0..2)})], ListGroups::new());
    items.next().await.unwrap().unwrap();
    assert_eq!(items.total(), None);
}

/// Reads the stream to its end. Checks each size hint against the number of results that the stream
/// returned after it. Returns the hints.
async fn size_hints<S, T: Debug>(mut stream: S) -> Vec<(usize, Option<usize>)>
where
    S: Stream<Item = Result<T, Error>> + Unpin,
{
    let mut hints = vec![stream.size_hint()];
    while poll_fn(|context| Pin::new(&mut stream).poll_next(context))
        .await
        .is_some()
    {
        hints.push(stream.size_hint());
    }
    let results = hints.len() - 1;
    for (returned, (lower, upper)) in hints.iter().enumerate() {
        let rest = results - returned;
        assert!(*lower <= rest, "{hints:?}");
        assert!(upper.is_none_or(|upper| rest <= upper), "{hints:?}");
    }
    assert_eq!(stream.size_hint(), (0, Some(0)));
    hints
}

#[tokio::test]
async fn size_hint_counts_received_items() {
    let counts = || json!({"total": 4, "total_pages": 2});
    let pages = || vec![page(0..2, counts()), page(2..4, counts())];
    let (_sandbox, items) = prepared(pages(), ListGroups::new());
    let exact = |count| (count, Some(count));
    assert_eq!(
        size_hints(items).await,
        [(0, None), (1, None), (0, None), exact(1), exact(0)]
    );
    let (_sandbox, items) = prepared(pages(), ListGroups::new());
    assert_eq!(
        size_hints(items.pages()).await,
        [(0, None), (0, None), exact(0)]
    );
}

#[tokio::test]
async fn size_hint_counts_unreadable_items_and_errors() {
    let data = json!([{"id": "g0", "name": "n"}, null, {"id": "g2", "name": "n"}]);
    let short =
        || vec![json!({"data": data, "meta": {"pagination": {"total": 5, "total_pages": 1}}})];
    let (_sandbox, items) = prepared(short(), ListGroups::new());
    let exact = |count| (count, Some(count));
    assert_eq!(
        size_hints(items).await,
        [(0, None), exact(3), exact(2), exact(1), exact(0)]
    );
    let (_sandbox, items) = prepared(short(), ListGroups::new());
    assert_eq!(
        size_hints(items.pages()).await,
        [(0, None), exact(1), exact(0)]
    );
}

#[tokio::test]
async fn size_hint_wrong_counts_is_correct() {
    for counts in [
        json!({"total": 0}),
        json!({"total": 1, "total_pages": 3}),
        json!({"total": 1000, "total_pages": 2}),
        json!({"total": 6, "total_pages": 1}),
        json!({"total": u64::MAX, "total_pages": u64::MAX, "per_page": 1}),
        json!({"per_page": 1000}),
        json!({}),
    ] {
        let pages = || -> Vec<Value> {
            let page = |number: u32| page(number * 2..number * 2 + 2, counts.clone());
            let empty = json!({"data": [], "meta": {"pagination": counts}});
            (0..3).map(page).chain([empty]).collect()
        };
        let (_sandbox, items) = prepared(pages(), ListGroups::new().per_page(2));
        assert!(size_hints(items).await.len() > 2, "{counts}");
        let (_sandbox, items) = prepared(pages(), ListGroups::new().per_page(2));
        assert!(size_hints(items.pages()).await.len() > 1, "{counts}");
    }
}

#[tokio::test]
async fn pages_polled_as_stream_return_pages() {
    fn is_stream<S: Stream<Item = Result<Page<Group>, Error>> + Send + Unpin>(stream: S) -> S {
        stream
    }

    let sandbox = Sandbox::start();
    let items = client(&sandbox).list_groups_stream(ListGroups::new());
    let mut pages = is_stream(items.pages());
    let first = poll_fn(|context| Pin::new(&mut pages).poll_next(context)).await;
    assert_eq!(first.unwrap().unwrap().items[0].name, "Sales Team");
}
