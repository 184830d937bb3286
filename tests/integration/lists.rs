//! Tests of the completeness of lists. Every stream ends. If items are missing, the stream ends
//! with an error. `list_layouts.rs` tests counts and links at undocumented places in the JSON.
//! `list_streams.rs` tests parameters.

use serde_json::{Value, json};
use tallyfy_groups::{Error, ListGroups};
use tallyfy_sandbox::{Operation, Reply, Sandbox};

use crate::support::client;

/// Reads the groups of prepared pages with a stream. Returns the ids of the groups, the error and
/// the number of requests.
pub(crate) async fn stream_pages(
    pages: Vec<Value>,
    params: ListGroups,
) -> (Vec<String>, Option<Error>, usize) {
    let sandbox = Sandbox::start();
    let page_count = pages.len();
    let replies = pages.into_iter().map(|page| Reply::status(200).json(page));
    sandbox.script(Operation::ListGroups, replies);
    // The stream requests one page at a time. Parallel requests could get the prepared pages in a
    // different order.
    let groups = client(&sandbox).list_groups_stream(params);
    let mut groups = groups.pages_in_flight(1);
    let mut ids = Vec::new();
    let mut failure = None;
    while let Some(group) = groups.next().await {
        match group {
            Ok(group) => ids.push(group.id.to_string()),
            Err(error) => {
                failure = Some(error);
                assert!(
                    groups.next().await.is_none(),
                    "the stream continued after an error"
                );
            }
        }
    }
    let requests = sandbox.requests().len();
    assert!(
        requests <= page_count,
        "the client sent {requests} requests for {page_count} pages"
    );
    (ids, failure, requests)
}

pub(crate) fn groups(ids: impl IntoIterator<Item = u32>) -> Value {
    ids.into_iter()
        .map(|id| json!({"id": format!("g{id}"), "name": "n"}))
        .collect()
}

pub(crate) fn page(ids: impl IntoIterator<Item = u32>, pagination: Value) -> Value {
    json!({"data": groups(ids), "meta": {"pagination": pagination}})
}

#[track_caller]
pub(crate) fn assert_stream(
    (ids, failure, _): (Vec<String>, Option<Error>, usize),
    count: usize,
    expected: &str,
) {
    assert_eq!(ids.len(), count, "{ids:?} {failure:?}");
    let message = failure.as_ref().map(ToString::to_string);
    assert_eq!(message.unwrap_or_default(), expected);
    assert!(failure.is_none_or(|error| error.is_incomplete_list()));
}

#[tokio::test]
async fn stream_without_meta_short_page_ends_list() {
    let pages = vec![json!({"data": groups(0..7)})];
    assert_stream(stream_pages(pages, ListGroups::new()).await, 7, "");
    // The first page has more items than `per_page` allows, so the server does not support paging.
    let pages = vec![json!({"data": groups(0..7)})];
    assert_stream(
        stream_pages(pages, ListGroups::new().per_page(5)).await,
        7,
        "",
    );
}

#[tokio::test]
async fn stream_without_meta_full_page_requests_next() {
    let pages = vec![json!({"data": groups(0..5)}), json!({"data": groups(5..7)})];
    assert_stream(
        stream_pages(pages, ListGroups::new().per_page(5)).await,
        7,
        "",
    );
    let pages = vec![json!({"data": groups(0..5)}), json!({"data": []})];
    assert_stream(
        stream_pages(pages, ListGroups::new().per_page(5)).await,
        5,
        "",
    );
    // The server does not support paging, so it sends the complete list for every page.
    let pages = vec![json!({"data": groups(0..5)}), json!({"data": groups(0..5)})];
    assert_stream(
        stream_pages(pages, ListGroups::new().per_page(5)).await,
        5,
        "",
    );
}

#[tokio::test]
async fn stream_repeated_page_is_incomplete_list() {
    let pagination = |page: u32| json!({"total": 6, "total_pages": 3, "current_page": page});
    let pages = vec![
        page(0..2, pagination(1)),
        page(2..4, pagination(2)),
        page(2..4, pagination(3)),
    ];
    assert_stream(
        stream_pages(pages, ListGroups::new()).await,
        4,
        "the list is incomplete: page 3 has the same items as an earlier page; the server \
         reported 6 items, and this client received 4; read the list again",
    );

    let pages = vec![page(0..2, pagination(1)), page(2..4, pagination(1))];
    let expected = "the list is incomplete: this client requested page 2, but the server returned \
                    page 1; the server reported 6 items, and this client received 2; read the list \
                    again";
    assert_stream(stream_pages(pages, ListGroups::new()).await, 2, expected);

    let full = |first: u32| json!({"data": groups(first..first + 2)});
    let pages = vec![full(0), full(2), full(0)];
    let expected = "the list is incomplete: page 3 has the same items as an earlier page; the \
                    server did not report a total, and this client received 4 items; read the \
                    list again";
    assert_stream(
        stream_pages(pages, ListGroups::new().per_page(2)).await,
        4,
        expected,
    );
}

#[tokio::test]
async fn stream_endless_pages_is_incomplete_list() {
    let pages = (1..=20).map(|n| page([n], json!({"total_pages": n + 1})));
    let expected = "the list is incomplete: the server first reported 2 pages, but the list \
                    continues after page 16; the server did not report a total, and this client \
                    received 16 items; read the list again";
    assert_stream(
        stream_pages(pages.collect(), ListGroups::new()).await,
        16,
        expected,
    );
}

#[tokio::test]
async fn stream_missing_or_moved_items_is_incomplete_list() {
    let pages = vec![
        page(0..2, json!({"total": 5, "total_pages": 2})),
        page(2..4, json!({"total": 5, "total_pages": 2})),
    ];
    let expected = "the list is incomplete: the item count did not change during the read, so \
                    the access token may have no access to some items; the server reported 5 \
                    items, and this client received 4; read the list again";
    assert_stream(stream_pages(pages, ListGroups::new()).await, 4, expected);

    let pages = vec![
        page(0..2, json!({"total": 5, "total_pages": 3})),
        page([], json!({"total": 5, "total_pages": 3})),
    ];
    let expected = "the list changed during the read: page 2 of 3 has no items; the server \
                    reported 5 items, and this client received 2; read the list again";
    assert_stream(stream_pages(pages, ListGroups::new()).await, 2, expected);

    let pages = vec![
        page(0..2, json!({"total": 4, "total_pages": 2})),
        page([3], json!({"total": 3, "total_pages": 2})),
    ];
    let expected = "the list changed during the read: the number of items in the list changed \
                    from 4 to 3; the server reported 4 items, and this client received 2; read \
                    the list again";
    assert_stream(stream_pages(pages, ListGroups::new()).await, 2, expected);

    // Another program added an item at the beginning of the list. The last item of page 1 moved to
    // page 2.
    let pages = vec![
        page(0..2, json!({"total_pages": 2})),
        page(1..3, json!({"total_pages": 2})),
    ];
    let expected = "the list changed during the read: page 2 contains an item that the server has \
                    already returned; the server did not report a total, and this client received \
                    2 items; read the list again";
    assert_stream(stream_pages(pages, ListGroups::new()).await, 2, expected);

    let pages = vec![
        page(0..2, json!({"total": 4, "total_pages": 2})),
        json!({"data": groups(2..4)}),
    ];
    let expected = "the list is incomplete: the server sent the number of pages with an earlier \
                    page, but not with page 2; the server reported 4 items, and this client \
                    received 2; read the list again";
    assert_stream(stream_pages(pages, ListGroups::new()).await, 2, expected);
}

#[tokio::test]
async fn collect_all_list_changed_reads_it_again() {
    let sandbox = Sandbox::builder().groups(25).start().unwrap();
    let client = client(&sandbox);
    let params = || ListGroups::new().per_page(10);
    let shrunk =
        || Reply::normal().edit_json(|body| body["meta"]["pagination"]["total"] = 24.into());
    // In the first two reads of the list, page 2 reports a smaller total of items than page 1. In
    // the third read, all pages report the same total.
    let replies = [Reply::normal(), shrunk(), Reply::normal(), shrunk()];
    sandbox.script(Operation::ListGroups, replies);
    let groups = client
        .list_groups_stream(params())
        .pages_in_flight(1)
        .collect_all()
        .await
        .unwrap();
    assert_eq!(groups.len(), 25);
    assert_eq!(sandbox.take_requests().len(), 2 + 2 + 3);

    // If the list changes during every read, the call fails.
    let replies = (0..).map(move |n| {
        if n % 2 == 0 {
            Reply::normal()
        } else {
            shrunk()
        }
    });
    sandbox.script(Operation::ListGroups, replies);
    let error = client
        .list_groups_stream(params())
        .pages_in_flight(1)
        .collect_all()
        .await
        .unwrap_err();
    assert!(error.is_incomplete_list(), "{error}");
    assert_eq!(sandbox.requests().len(), 6);
}

#[tokio::test]
async fn stream_same_page_below_total_is_incomplete_list() {
    let page = || json!({"data": groups(0..2), "meta": {"pagination": {"total": 4}}});
    let (ids, error, _) = stream_pages(vec![page(), page()], ListGroups::new().per_page(2)).await;
    assert_eq!(ids.len(), 2);
    assert!(error.unwrap().is_incomplete_list());
}
