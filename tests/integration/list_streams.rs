//! Tests of the parameters, requests and errors of streams over all pages of a list. `lists.rs`
//! tests whether lists are complete, and `pages_in_flight.rs` tests prefetching.

use std::future::poll_fn;
use std::pin::pin;

use futures_core::Stream;
use serde_json::json;
use tallyfy_groups::{Error, Group, ListGroups, ListMembers, RetryPolicy};
use tallyfy_sandbox::{Operation, Reply, Sandbox};

use crate::lists::page;
use crate::support::{BOTH_SHAPES, client};

#[tokio::test]
async fn groups_stream_both_shapes_returns_all_items() {
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
async fn members_stream_both_shapes_returns_all_items() {
    for shape in BOTH_SHAPES {
        let sandbox = Sandbox::builder().shape(shape).members(40).start().unwrap();
        let members = client(&sandbox).list_members_stream(ListMembers::new().per_page(7));
        assert_eq!(members.collect_all().await.unwrap().len(), 40, "{shape}");
    }
}

#[tokio::test]
async fn stream_default_page_size_requests_100_with_filters() {
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
async fn stream_page_given_starts_there() {
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
async fn stream_not_polled_sends_nothing() {
    let sandbox = Sandbox::builder().groups(25).start().unwrap();
    let mut groups = client(&sandbox).list_groups_stream(ListGroups::new().per_page(10));
    assert!(sandbox.requests().is_empty());
    for _ in 0..10 {
        groups.next().await.unwrap().unwrap();
    }
    assert_eq!(sandbox.requests().len(), 1);
}

#[tokio::test]
async fn items_polled_as_stream_return_items() {
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
async fn stream_invalid_parameters_fails_and_sends_nothing() {
    let sandbox = Sandbox::start();
    let mut groups = client(&sandbox).list_groups_stream(ListGroups::new().per_page(101));
    assert!(groups.next().await.unwrap().unwrap_err().is_invalid_input());
    assert!(groups.next().await.is_none());
    assert!(sandbox.requests().is_empty());
}

#[tokio::test]
async fn collect_all_partly_read_stream_returns_all_items() {
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
async fn stream_largest_page_number_is_requested() {
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
async fn collect_all_later_page_fails_returns_error() {
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
async fn stream_all_forms_of_links_returns_all_items() {
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

#[tokio::test]
async fn stream_token_expires_midway_ends_with_401() {
    let sandbox = Sandbox::builder().groups(25).start().unwrap();
    sandbox.script(Operation::ListGroups, [Reply::normal(), Reply::status(401)]);
    let groups = client(&sandbox).list_groups_stream(ListGroups::new().per_page(10));
    // With prefetching, the third page could get the status 401.
    let mut groups = groups.pages_in_flight(1);
    let mut seen = 0;
    let error = loop {
        match groups.next().await.unwrap() {
            Ok(_) => seen += 1,
            Err(error) => break error,
        }
    };
    assert!(error.status() == Some(401) && seen == 10);
    assert!(groups.next().await.is_none());
}
