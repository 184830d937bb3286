//! Streams over all pages: that they end, and never pass off a short list as a whole one. That
//! pages are fetched ahead is in `pages_in_flight.rs`; other layouts are in `list_layouts.rs`.

use std::future::poll_fn;
use std::pin::pin;

use futures_core::Stream;
use serde_json::{Value, json};
use tallyfy_groups::{Error, Group, ListGroups, ListMembers, RetryPolicy};
use tallyfy_sandbox::{Operation, Reply, Sandbox};

use crate::support::{BOTH_SHAPES, client};

/// Streams the groups that a scripted server sends, and returns their ids and the error.
pub(crate) async fn stream(
    pages: Vec<Value>,
    params: ListGroups,
) -> (Vec<String>, Option<Error>, usize) {
    let sandbox = Sandbox::start();
    let requested = pages.len();
    let replies = pages.into_iter().map(|page| Reply::status(200).json(page));
    sandbox.script(Operation::ListGroups, replies);
    // One after another, so that each page gets the reply that is meant for it.
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
                    "a stream ends after an error"
                );
            }
        }
    }
    let requests = sandbox.requests().len();
    assert!(
        requests <= requested,
        "asked for {requests} pages of {requested}"
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
pub(crate) fn check(
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
async fn all_pages_are_streamed_in_both_shapes() {
    for shape in BOTH_SHAPES {
        for count in [0, 1, 9, 10, 11, 20, 25] {
            let sandbox = Sandbox::builder()
                .shape(shape)
                .groups(count)
                .start()
                .unwrap();
            let params = ListGroups::new().per_page(10);
            let groups = client(&sandbox).list_groups_stream(params);
            assert_eq!(
                groups.collect_all().await.unwrap().len(),
                count,
                "{shape} {count}"
            );
        }
    }
}

#[tokio::test]
async fn members_are_streamed_page_after_page() {
    for shape in BOTH_SHAPES {
        let sandbox = Sandbox::builder().shape(shape).members(40).start().unwrap();
        let members = client(&sandbox).list_members_stream(ListMembers::new().per_page(7));
        assert_eq!(members.collect_all().await.unwrap().len(), 40, "{shape}");
    }
}

#[tokio::test]
async fn a_stream_asks_for_full_pages_and_keeps_its_filters() {
    let sandbox = Sandbox::builder().groups(130).start().unwrap();
    let params = ListGroups::new().q("o");
    client(&sandbox)
        .list_groups_stream(params)
        .collect_all()
        .await
        .unwrap();
    for (index, request) in sandbox.requests().iter().enumerate() {
        let page = index + 1;
        assert_eq!(
            request.query.as_deref(),
            Some(&*format!("page={page}&per_page=100&q=o"))
        );
    }
}

#[tokio::test]
async fn a_stream_can_begin_in_the_middle() {
    let sandbox = Sandbox::builder().groups(25).start().unwrap();
    let params = ListGroups::new().page(2).per_page(10);
    let rest = client(&sandbox)
        .list_groups_stream(params)
        .collect_all()
        .await
        .unwrap();
    assert_eq!(rest.len(), 15);
}

#[tokio::test]
async fn nothing_is_sent_before_it_is_asked_for() {
    let sandbox = Sandbox::builder().groups(25).start().unwrap();
    let mut groups = client(&sandbox).list_groups_stream(ListGroups::new().per_page(10));
    assert!(sandbox.requests().is_empty());
    for _ in 0..10 {
        groups.next().await.unwrap().unwrap();
    }
    assert_eq!(sandbox.requests().len(), 1);
}

#[tokio::test]
async fn it_is_a_stream_for_stream_libraries() {
    fn is_stream<S: Stream<Item = Result<Group, Error>> + Send>(stream: S) -> S {
        stream
    }

    let sandbox = Sandbox::start();
    let mut groups = pin!(is_stream(
        client(&sandbox).list_groups_stream(ListGroups::new())
    ));
    let first = poll_fn(|context| groups.as_mut().poll_next(context)).await;
    assert_eq!(first.unwrap().unwrap().name, "Sales Team");
}

#[tokio::test]
async fn wrong_parameters_are_the_first_item() {
    let sandbox = Sandbox::start();
    let mut groups = client(&sandbox).list_groups_stream(ListGroups::new().per_page(101));
    assert!(groups.next().await.unwrap().unwrap_err().is_invalid_input());
    assert!(groups.next().await.is_none());
    assert!(sandbox.requests().is_empty());
}

#[tokio::test]
async fn without_meta_a_page_that_is_not_full_is_the_list() {
    let pages = vec![json!({"data": groups(0..7)})];
    check(stream(pages, ListGroups::new()).await, 7, "");
    // More than was asked for: the server does not page at all.
    let pages = vec![json!({"data": groups(0..7)})];
    check(stream(pages, ListGroups::new().per_page(5)).await, 7, "");
}

#[tokio::test]
async fn without_meta_a_full_page_may_not_be_all() {
    let pages = vec![json!({"data": groups(0..5)}), json!({"data": groups(5..7)})];
    check(stream(pages, ListGroups::new().per_page(5)).await, 7, "");
    let pages = vec![json!({"data": groups(0..5)}), json!({"data": []})];
    check(stream(pages, ListGroups::new().per_page(5)).await, 5, "");
    // The same list again: the server does not know of pages, and that was all.
    let pages = vec![json!({"data": groups(0..5)}), json!({"data": groups(0..5)})];
    check(stream(pages, ListGroups::new().per_page(5)).await, 5, "");
}

#[tokio::test]
async fn a_server_that_repeats_itself_is_stopped() {
    let facts = |page: u32| json!({"total": 6, "total_pages": 3, "current_page": page});
    let pages = vec![
        page(0..2, facts(1)),
        page(2..4, facts(2)),
        page(2..4, facts(3)),
    ];
    check(
        stream(pages, ListGroups::new()).await,
        4,
        "the list is not complete: page 3 repeats an earlier page; the server counted 6 items, and 4 arrived",
    );

    let pages = vec![page(0..2, facts(1)), page(2..4, facts(1))];
    let expected = "the list is not complete: page 2 was requested, and page 1 received; the server counted 6 items, and 2 arrived";
    check(stream(pages, ListGroups::new()).await, 2, expected);

    let full = |first: u32| json!({"data": groups(first..first + 2)});
    let pages = vec![full(0), full(2), full(0)];
    let expected = "the list is not complete: page 3 repeats an earlier page; the server did not count the items, and 4 arrived";
    check(
        stream(pages, ListGroups::new().per_page(2)).await,
        4,
        expected,
    );
}

#[tokio::test]
async fn a_server_that_never_ends_is_stopped() {
    let pages = (1..=20).map(|n| page([n], json!({"total_pages": n + 1})));
    let expected = "the list is not complete: it began with 2 pages, and does not end after 16; the server did not count the items, and 16 arrived";
    check(
        stream(pages.collect(), ListGroups::new()).await,
        16,
        expected,
    );
}

#[tokio::test]
async fn a_short_list_is_never_passed_off_as_whole() {
    let pages = vec![
        page(0..2, json!({"total": 5, "total_pages": 2})),
        page(2..4, json!({"total": 5, "total_pages": 2})),
    ];
    let expected = "the list is not complete: the count stayed the same, so this token may not see \
                    all items; the server counted 5 items, and 4 arrived";
    check(stream(pages, ListGroups::new()).await, 4, expected);

    let pages = vec![
        page(0..2, json!({"total": 5, "total_pages": 3})),
        page([], json!({"total": 5, "total_pages": 3})),
    ];
    let expected = "the list changed while it was read: page 2 of 3 is empty; the server counted 5 items, and 2 arrived";
    check(stream(pages, ListGroups::new()).await, 2, expected);

    let pages = vec![
        page(0..2, json!({"total": 4, "total_pages": 2})),
        page([3], json!({"total": 3, "total_pages": 2})),
    ];
    let expected = "the list changed while it was read: it had 4 items, and now has 3; the server counted 4 items, and 2 arrived";
    check(stream(pages, ListGroups::new()).await, 2, expected);

    // Something was added in front, and moved an item to the next page.
    let pages = vec![
        page(0..2, json!({"total_pages": 2})),
        page(1..3, json!({"total_pages": 2})),
    ];
    let expected = "the list changed while it was read: page 2 has an item for the second time; the server did not count the items, and 2 arrived";
    check(stream(pages, ListGroups::new()).await, 2, expected);

    let pages = vec![
        page(0..2, json!({"total": 4, "total_pages": 2})),
        json!({"data": groups(2..4)}),
    ];
    let expected = "the list is not complete: page 2 no longer has the number of pages; the server counted 4 items, and 2 arrived";
    check(stream(pages, ListGroups::new()).await, 2, expected);
}

#[tokio::test]
async fn a_list_that_changed_is_collected_from_its_beginning() {
    let sandbox = Sandbox::builder().groups(25).start().unwrap();
    let client = client(&sandbox);
    let params = || ListGroups::new().per_page(10);
    let shrunk =
        || Reply::normal().edit_json(|body| body["meta"]["pagination"]["total"] = 24.into());
    // The second page shows that something is gone, twice; then the list stands still.
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

    // A list that never stands still is not called whole.
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
async fn collecting_begins_at_the_beginning() {
    let sandbox = Sandbox::builder().groups(25).start().unwrap();
    let client = client(&sandbox);
    let mut groups = client.list_groups_stream(ListGroups::new().per_page(10));
    groups.next().await.unwrap().unwrap();
    assert_eq!(groups.collect_all().await.unwrap().len(), 25);

    let mut groups = client.list_groups_stream(ListGroups::new().per_page(10));
    sandbox.script(Operation::ListGroups, [Reply::status(401)]);
    groups.next().await.unwrap().unwrap_err();
    assert_eq!(groups.collect_all().await.unwrap().len(), 25);
}

#[tokio::test]
async fn a_server_without_pages_is_held_to_its_count() {
    let page = || json!({"data": groups(0..2), "meta": {"pagination": {"total": 4}}});
    let (ids, error, _) = stream(vec![page(), page()], ListGroups::new().per_page(2)).await;
    assert_eq!(ids.len(), 2);
    assert!(error.unwrap().is_incomplete_list());
}

#[tokio::test]
async fn the_last_page_there_can_be_is_asked_for() {
    let sandbox = Sandbox::start();
    let pagination = json!({"total_pages": u64::MAX / 2, "current_page": null});
    let reply = Reply::status(200).json(page(0..100, pagination));
    sandbox.script(Operation::ListGroups, [reply]);
    let mut groups = client(&sandbox).list_groups_stream(ListGroups::new().page(u64::MAX));
    for _ in 0..100 {
        groups.next().await.unwrap().unwrap();
    }
    assert!(groups.next().await.is_none());
    let query = format!("page={}&per_page=100", u64::MAX);
    assert_eq!(sandbox.requests()[0].query.as_deref(), Some(&*query));
}

#[tokio::test]
async fn an_error_in_the_middle_ends_the_stream() {
    let sandbox = Sandbox::builder().groups(25).start().unwrap();
    let replies = [
        Reply::normal(),
        Reply::status(503).body("<html>down</html>"),
    ];
    sandbox.script(Operation::ListGroups, replies);
    let params = ListGroups::new().per_page(10);
    let error = client(&sandbox)
        .with_retry(RetryPolicy::none())
        .list_groups_stream(params)
        .pages_in_flight(1)
        .collect_all()
        .await
        .unwrap_err();
    assert!(error.is_server_error());
    assert_eq!(sandbox.requests().len(), 2);
}

#[tokio::test]
async fn every_form_of_links_is_fine() {
    use tallyfy_sandbox::Links;

    for links in [
        Links::EmptyObject,
        Links::EmptyArray,
        Links::Null,
        Links::Absent,
        Links::PreviousNext,
    ] {
        let sandbox = Sandbox::builder().groups(25).links(links).start().unwrap();
        let params = ListGroups::new().per_page(10);
        let groups = client(&sandbox).list_groups_stream(params);
        assert_eq!(groups.collect_all().await.unwrap().len(), 25);
    }
}

/// Items that cannot be read, on pages of two, at the beginning and at the end of a page.
#[tokio::test]
async fn stream_unreadable_item_is_an_error_and_the_stream_continues() {
    let pages = [
        json!([{"id": "g0", "name": "n"}, null]),
        json!([{"id": "g1"}, {"id": "g4", "name": "n"}]),
        json!([null, {"id": "g2", "name": "n"}]),
        json!([{"name": "n"}, {"id": "g3", "name": "n"}]),
        json!([]),
    ];
    let pagination = json!({"pagination": {"total": 8, "total_pages": 4}});
    for meta in [pagination, json!({})] {
        let sandbox = Sandbox::start();
        let replies = pages
            .clone()
            .map(move |items| Reply::status(200).json(json!({"data": items, "meta": meta})));
        sandbox.script(Operation::ListGroups, replies);
        // One page after another, so that each gets its reply.
        let mut stream = client(&sandbox)
            .list_groups_stream(ListGroups::new().per_page(2))
            .pages_in_flight(1);
        let mut items = Vec::new();
        while let Some(item) = stream.next().await {
            items.push(match item {
                Ok(group) => group.id.to_string(),
                Err(error) => {
                    assert!(error.is_unreadable(), "{error}");
                    error.unreadable_item().unwrap().json.to_string()
                }
            });
        }
        let expected = [
            "g0",
            "null",
            r#"{"id":"g1"}"#,
            "g4",
            "null",
            "g2",
            r#"{"name":"n"}"#,
            "g3",
        ];
        assert_eq!(items, expected);
    }
}

#[tokio::test]
async fn list_unreadable_item_is_beside_the_others() {
    let sandbox = Sandbox::start();
    let reply = |data: Value| Reply::status(200).json(json!({"data": data}));
    let client = client(&sandbox);
    let odd = json!([{"id": 1}, {"id": 2, "name": "n", "email": "a@b.c"}, null]);
    sandbox.script(Operation::ListGroups, [reply(odd.clone())]);
    sandbox.script(Operation::ListMembers, [reply(odd.clone())]);
    let groups = client.list_groups(ListGroups::new()).await.unwrap();
    let members = client.list_members(Default::default()).await.unwrap();
    assert_eq!((groups.items.len(), members.items.len()), (1, 1));
    for unreadable in [&groups.unreadable, &members.unreadable] {
        let positions: Vec<_> = unreadable.iter().map(|item| item.position).collect();
        assert_eq!(positions, [0, 2]);
    }
    // The generated client has them beside the response.
    sandbox.script(Operation::ListGroups, [reply(odd.clone())]);
    let api = client.generated();
    let organization = client.organization_id();
    let response = api
        .list_groups(organization, None, None, None, None, None, None)
        .await
        .unwrap();
    assert_eq!(response.data.len(), 1);
    assert_eq!(response.unreadable_items(), groups.unreadable);

    sandbox.script(Operation::ListGroups, [reply(odd.clone())]);
    let error = client
        .list_groups_stream(ListGroups::new())
        .collect_all()
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "list_groups: the item at position 0 of a page does not match the contract: missing field `name`"
    );

    // No item can be read: the API has changed.
    let changed = json!([{"id": 1, "title": "n"}, {"id": 2, "title": "n"}]);
    sandbox.script(Operation::ListGroups, [reply(changed)]);
    let error = client.list_groups(ListGroups::new()).await.unwrap_err();
    assert!(error.is_unreadable(), "{error}");
    assert!(error.raw_body().is_some());
}

/// A search that shows an unreadable item does not prove that a group was not created.
#[tokio::test]
async fn create_group_search_with_unreadable_item_is_unknown() {
    let sandbox = Sandbox::start();
    sandbox.script(Operation::CreateGroup, [Reply::status_after_normal(502)]);
    let search = json!({"data": [{"id": "g1", "name": "Newer"}, {"name": "New"}]});
    sandbox.script(Operation::ListGroups, [Reply::status(200).json(search)]);
    let group = tallyfy_groups::CreateGroup::new("New").description("d");
    let error = client(&sandbox).create_group(group).await.unwrap_err();
    assert_eq!(
        (error.outcome(), error.attempts()),
        (tallyfy_groups::Outcome::Unknown, 1)
    );
}
