//! Tests of lists whose counts and links are not at the documented places in the JSON. A stream
//! over such a list returns all items or fails. `lists.rs` tests counts and links at the documented
//! places.

use serde_json::{Value, json};
use tallyfy_groups::{ListGroups, Outcome};
use tallyfy_sandbox::{Operation, Reply, Sandbox};

use crate::lists::{assert_stream, groups, page, stream_pages};
use crate::support::client;

#[tokio::test]
async fn stream_counts_in_other_layouts_returns_all_items() {
    let resource = |page: u32, last: u32| {
        json!({
            "data": groups((page - 1) * 2..page * 2),
            "links": {"next": (page < last).then(|| format!("https://x/?page={}", page + 1))},
            "meta": {"current_page": page, "last_page": last, "per_page": "2", "total": last * 2},
        })
    };
    let plain = |page: u32, last: u32| {
        json!({
            "data": groups((page - 1) * 2..page * 2),
            "current_page": page, "last_page": last, "per_page": 2, "total": last * 2,
            "next_page_url": (page < last).then_some("https://x/"),
        })
    };
    let total_only = |page: u32, last: u32| json!({"data": groups((page - 1) * 2..page * 2), "meta": {"total": last * 2}});
    let layouts: [&dyn Fn(u32, u32) -> Value; 3] = [&resource, &plain, &total_only];
    for layout in layouts {
        let pages = (1..=3).map(|page| layout(page, 3)).collect();
        assert_stream(stream_pages(pages, ListGroups::new()).await, 6, "");
        // The server reports six items, but sends only five. One item is missing from the last
        // page.
        let mut pages: Vec<Value> = (1..=3).map(|page| layout(page, 3)).collect();
        pages[2]["data"].as_array_mut().unwrap().pop();
        pages.push(json!({"data": []}));
        let (ids, error, _) = stream_pages(pages, ListGroups::new()).await;
        let error = error.unwrap();
        assert!(error.is_incomplete_list(), "{error}");
        assert!(
            error
                .to_string()
                .contains("reported 6 items, and this client received 5"),
            "{error}"
        );
        assert_eq!(ids.len(), 5);
    }
}

#[tokio::test]
async fn stream_hint_of_next_page_requests_it() {
    let with = |range: std::ops::Range<u32>, hint: Value| {
        let mut page = json!({"data": groups(range)});
        page.as_object_mut()
            .unwrap()
            .extend(hint.as_object().unwrap().clone());
        page
    };
    for hint in [
        json!({"links": {"next": "https://x/?page=2"}}),
        json!({"next_page_url": "https://x/?page=2"}),
        json!({"next": {"href": "https://x/?page=2"}}),
        json!({"meta": {"next_cursor": "abc"}}),
        json!({"meta": {"has_more": true}}),
        json!({"meta": {"pagination": {"has_more_pages": true}}}),
        json!({"meta": {"pagination": {"links": {"next": "https://x/?page=2"}}}}),
        json!({"meta": {"links": [{"label": "Next &raquo;", "url": "https://x/"}]}}),
        json!({"meta": {"total": 5}}),
        json!({"meta": {"total": "5"}}),
        json!({"meta": {"last_page": 2}}),
        json!({"meta": {"cursor": {"current": "a", "next": "b"}}}),
        json!({"meta": {"page": {"total": 5}}}),
        json!({"pagination": {"total": 5.0}}),
        json!({"meta": {"total_count": " 5 "}}),
        json!({"meta": {"hasNextPage": "true"}}),
        json!({"paging": {"nextPageToken": "abc"}}),
        json!({"_links": {"next": {"href": "https://x/?page=2"}}}),
        json!({"has_more": 1}),
        json!({"meta": {"pagination": {"total": 5, "total_pages": "2"}}}),
    ] {
        let last = json!({"meta": {"last_page": 2}});
        let last = if hint.to_string().contains("page\":2}") {
            last
        } else {
            json!({})
        };
        let last = match hint.pointer("/meta/pagination/total_pages") {
            Some(_) => hint.clone(),
            None => last,
        };
        let pages = vec![with(0..3, hint.clone()), with(3..5, last)];
        let (ids, error, _) = stream_pages(pages, ListGroups::new()).await;
        assert!(error.is_none(), "{hint}: {error:?}");
        assert_eq!(ids.len(), 5, "{hint}");
        // The server sends the first page twice.
        let pages = vec![with(0..3, hint.clone()), with(0..3, hint.clone())];
        let (_, error, _) = stream_pages(pages, ListGroups::new()).await;
        assert!(
            error.is_some_and(|error| error.is_incomplete_list()),
            "{hint}"
        );
    }
    // The first page links to a second page, but the second page is empty.
    let named = json!({"links": {"next": "https://x/?page=2"}});
    let pages = vec![with(0..3, named), json!({"data": []})];
    let (_, error, _) = stream_pages(pages, ListGroups::new()).await;
    let error = error.unwrap().to_string();
    assert!(
        error.contains("refers to a next page, but page 2 has no items"),
        "{error}"
    );
    for no_hint in [
        json!({"links": {"next": null}}),
        json!({"links": []}),
        json!({"meta": {"next_cursor": "", "has_more": false}}),
        json!({"meta": []}),
        json!({"meta": "none"}),
    ] {
        let pages = vec![with(0..3, no_hint)];
        assert_stream(stream_pages(pages, ListGroups::new()).await, 3, "");
    }
    // The first two pages have the same size, so both may be full and a third page may follow. The
    // stream therefore requests a third page.
    let page = |range| json!({"data": groups(range)});
    let pages = vec![page(0..5), page(5..10), page(10..12)];
    assert_stream(
        stream_pages(pages, ListGroups::new().per_page(5)).await,
        12,
        "",
    );
    let pages = vec![
        with(0..15, json!({"links": {"next": "https://x/"}})),
        page(15..30),
        page(30..40),
    ];
    assert_stream(stream_pages(pages, ListGroups::new()).await, 40, "");
}

#[tokio::test]
async fn list_body_reports_error_is_unreadable() {
    let sandbox = Sandbox::start();
    let body = json!({"error": true, "message": "The search is down.", "data": []});
    let reply = Reply::status(200).json(body);
    sandbox.script(Operation::ListGroups, [reply.clone()]);
    sandbox.script(Operation::ListMembers, [reply.clone()]);
    let client = client(&sandbox);
    for error in [
        client.list_groups(ListGroups::new()).await.unwrap_err(),
        client.list_members(Default::default()).await.unwrap_err(),
    ] {
        assert!(error.is_unreadable(), "{error}");
        assert!(
            error.to_string().ends_with("an error: The search is down."),
            "{error}"
        );
    }
    // The response to the search reports an error, so it does not show whether the group exists.
    // The client therefore does not repeat the creation.
    sandbox.script(Operation::CreateGroup, [Reply::status_after_normal(502)]);
    sandbox.script(Operation::ListGroups, [reply]);
    let group = tallyfy_groups::CreateGroup::new("New").description("d");
    let error = client.create_group(group).await.unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1));
}

/// The server reports a larger number of items than it sends, and reports the same number on every
/// page. A second read would return the same items, so the client does not read the list again.
#[tokio::test]
async fn collect_all_hidden_items_fails_after_one_pass() {
    let sandbox = Sandbox::start();
    let page = |number: u32| {
        let range = (number - 1) * 100..(number * 100).min(250);
        page(
            range,
            json!({"total": 253, "total_pages": 3, "current_page": number}),
        )
    };
    let replies = (1..=3).map(move |number| Reply::status(200).json(page(number)));
    sandbox.script(Operation::ListGroups, replies);
    let groups = client(&sandbox).list_groups_stream(ListGroups::new());
    let error = groups.pages_in_flight(1).collect_all().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the list is incomplete: the item count did not change during the read, so the access \
         token may have no access to some items; the server reported 253 items, and this client \
         received 250; read the list again"
    );
    assert_eq!(sandbox.requests().len(), 3);
}

/// A Tokio runtime ends while the stream fetches pages in it. The stream continues in a new
/// runtime, and requests the unfinished pages again.
#[test]
fn stream_runtime_ended_continues_in_next_runtime() {
    let sandbox = Sandbox::builder().groups(50).start().unwrap();
    let runtime = || {
        tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .unwrap()
    };
    let first = runtime();
    let mut groups = client(&sandbox).list_groups_stream(ListGroups::new().per_page(5));
    let mut count = 0;
    first.block_on(async {
        while count < 12 {
            groups.next().await.unwrap().unwrap();
            count += 1;
        }
    });
    drop(first);
    runtime().block_on(async {
        while let Some(group) = groups.next().await {
            group.unwrap();
            count += 1;
        }
    });
    assert_eq!(count, 50);
}
