//! Tests of the metadata that a successful call returns: status, headers, request id, attempts,
//! duration, and whether a read confirmed a write. `calls.rs` tests the type `Call`.

use std::pin::Pin;
use std::time::Duration;

use serde_json::json;
use tallyfy_groups::{
    Call, Client, CreateGroup, Error, Group, GroupId, GroupInclude, ListGroups, ListMembers,
    MemberInclude, Metadata, Page, RetryPolicy, UpdateGroup,
};
use tallyfy_sandbox::{Operation, Reply, Sandbox, Shape};

use crate::stale_reads::start;
use crate::support::{SALES, client};

pub(crate) type MetadataFuture<'a> =
    Pin<Box<dyn Future<Output = Result<Metadata, Error>> + Send + 'a>>;

/// A function that makes a call with fixed arguments.
pub(crate) type MakeCall = fn(&Client) -> MetadataFuture<'_>;

/// Makes a call, and returns only its metadata.
pub(crate) fn metadata_of<'a, T: 'a>(call: Call<'a, T>) -> MetadataFuture<'a> {
    let call = call.with_metadata();
    Box::pin(async { call.await.map(|(_, metadata)| metadata) })
}

fn new_group() -> CreateGroup {
    CreateGroup::new("New").description("d").members([1002])
}

fn create(client: &Client) -> MetadataFuture<'_> {
    metadata_of(client.create_group(new_group()))
}

fn update(client: &Client) -> MetadataFuture<'_> {
    metadata_of(client.update_group(SALES, UpdateGroup::new().name("Renamed")))
}

fn add(client: &Client) -> MetadataFuture<'_> {
    metadata_of(client.add_members(SALES, [1002]))
}

fn delete(client: &Client) -> MetadataFuture<'_> {
    metadata_of(client.delete_group(SALES))
}

/// Each operation: the method, the operation of its last request, and the status of a success.
pub(crate) const OPERATIONS: [(&str, Operation, u16, MakeCall); 13] = [
    ("list_groups", Operation::ListGroups, 200, |client| {
        metadata_of(client.list_groups(ListGroups::new()))
    }),
    ("create_group", Operation::CreateGroup, 201, create),
    ("get_group", Operation::GetGroup, 200, |client| {
        metadata_of(client.get_group(SALES))
    }),
    ("get_group_with", Operation::GetGroup, 200, |client| {
        metadata_of(client.get_group_with(SALES, &[GroupInclude::Assets]))
    }),
    ("update_group", Operation::UpdateGroup, 201, update),
    ("add_members", Operation::UpdateGroup, 201, add),
    ("remove_members", Operation::UpdateGroup, 201, |client| {
        metadata_of(client.remove_members(SALES, [1001]))
    }),
    ("add_guests", Operation::UpdateGroup, 201, |client| {
        metadata_of(client.add_guests(SALES, ["new@example.com"]))
    }),
    ("remove_guests", Operation::UpdateGroup, 201, |client| {
        metadata_of(client.remove_guests(SALES, ["client.a@example.com"]))
    }),
    ("delete_group", Operation::DeleteGroup, 204, delete),
    ("list_members", Operation::ListMembers, 200, |client| {
        metadata_of(client.list_members(ListMembers::new()))
    }),
    ("get_member", Operation::GetMember, 200, |client| {
        metadata_of(client.get_member(1001))
    }),
    ("get_member_with", Operation::GetMember, 200, |client| {
        metadata_of(client.get_member_with(1001, &[MemberInclude::Groups]))
    }),
];

/// Returns the id that the sandbox gives its request with this number. The first request has the
/// number 1.
fn request_id(number: usize) -> String {
    format!("req-{number:06}")
}

#[tokio::test]
async fn metadata_second_attempt_succeeds_is_complete() {
    for (name, operation, status, call) in OPERATIONS {
        let (sandbox, client, clock) = start(Sandbox::builder());
        let busy = Reply::status(429).header("retry-after", "2");
        sandbox.script(operation, [busy]);
        let metadata = call(&client).await.expect(name);
        assert_eq!(metadata.status(), status, "{name}");
        let last = request_id(sandbox.requests().len());
        assert_eq!(metadata.request_id(), Some(&*last), "{name}");
        assert_eq!(metadata.headers()["x-request-id"], *last, "{name}");
        assert_eq!(metadata.attempts(), 2, "{name}");
        assert!(clock.elapsed() >= Duration::from_secs(2), "{name}");
        assert_eq!(metadata.elapsed(), clock.elapsed(), "{name}");
        assert!(!metadata.is_confirmed_by_read(), "{name}");
    }
}

/// A write, the operation whose responses the sandbox changes, and the expected metadata.
struct Write {
    name: &'static str,
    shape: Shape,
    retry: RetryPolicy,
    operation: Operation,
    reply: Reply,
    call: MakeCall,
    /// The status, the number of the request, the attempts, and whether a read confirmed the write.
    expected: (u16, usize, u32, bool),
}

fn writes() -> Vec<Write> {
    let lost = || Reply::status_after_normal(502);
    let without_time = || {
        Reply::normal().edit_json(|body| {
            let group = body["data"].as_object_mut().unwrap();
            group.retain(|name, _| name != "last_updated" && name != "updated_at");
        })
    };
    let default = Write {
        name: "",
        shape: Shape::Current,
        retry: RetryPolicy::none(),
        operation: Operation::UpdateGroup,
        reply: lost(),
        call: update,
        expected: (200, 2, 1, true),
    };
    let repeated = RetryPolicy::default();
    vec![
        Write {
            name: "update, lost response",
            retry: default.retry,
            ..default
        },
        Write {
            name: "update, lost response, PUT repeated",
            reply: lost(),
            retry: repeated,
            expected: (201, 2, 2, false),
            ..default
        },
        Write {
            name: "update, response without time",
            reply: without_time(),
            ..default
        },
        // Two reads precede the PUT.
        Write {
            name: "add, lost response",
            reply: lost(),
            call: add,
            expected: (200, 4, 1, true),
            ..default
        },
        // After the lost response, two reads show the change.
        Write {
            name: "add, lost response, reads before the next PUT",
            reply: lost(),
            retry: repeated,
            call: add,
            expected: (200, 5, 1, true),
            ..default
        },
        Write {
            name: "add, response without time",
            reply: without_time(),
            call: add,
            expected: (200, 4, 1, true),
            ..default
        },
        Write {
            name: "add, nothing to write",
            reply: lost(),
            call: |client| metadata_of(client.add_members(SALES, [1001])),
            expected: (200, 2, 1, false),
            ..default
        },
        Write {
            name: "delete, lost response",
            operation: Operation::DeleteGroup,
            reply: lost(),
            call: delete,
            expected: (404, 2, 1, true),
            ..default
        },
        Write {
            name: "delete, status 200",
            shape: Shape::Legacy,
            operation: Operation::DeleteGroup,
            reply: Reply::normal(),
            call: delete,
            expected: (200, 1, 1, true),
            ..default
        },
        Write {
            name: "create, found by the search",
            operation: Operation::CreateGroup,
            reply: lost(),
            call: create,
            ..default
        },
        // The requests are POST, search, POST, search.
        Write {
            name: "create, repeated and confirmed by the search",
            retry: repeated,
            operation: Operation::CreateGroup,
            reply: Reply::status(502),
            call: create,
            expected: (201, 3, 2, true),
            ..default
        },
    ]
}

#[tokio::test]
async fn metadata_write_confirmed_by_read_is_of_that_response() {
    for write in writes() {
        let name = write.name;
        let (sandbox, client, clock) = start(Sandbox::builder().shape(write.shape));
        let client = client.with_retry(write.retry);
        sandbox.script(write.operation, [write.reply]);
        let metadata = (write.call)(&client).await.expect(name);
        let (status, number, attempts, is_confirmed) = write.expected;
        assert_eq!(metadata.status(), status, "{name}");
        let id = request_id(number);
        assert_eq!(metadata.request_id(), Some(&*id), "{name}");
        assert_eq!(metadata.attempts(), attempts, "{name}");
        assert_eq!(metadata.is_confirmed_by_read(), is_confirmed, "{name}");
        assert_eq!(metadata.elapsed(), clock.elapsed(), "{name}");
    }
}

/// The call waits for the lock of the group, and this wait is a part of its duration.
#[tokio::test]
async fn metadata_write_waits_for_lock_elapsed_contains_the_wait() {
    let (sandbox, client, clock) = start(Sandbox::builder());
    let busy = Reply::status(429).header("retry-after", "3");
    sandbox.script(Operation::UpdateGroup, [busy]);
    let (first, second) = tokio::join!(update(&client), add(&client));
    assert_eq!(first.unwrap().elapsed(), Duration::from_secs(3));
    let second = second.unwrap();
    assert_eq!((second.elapsed(), second.attempts()), (clock.elapsed(), 1));
}

#[tokio::test]
async fn page_metadata_is_of_the_request_of_the_page() {
    let sandbox = Sandbox::start();
    let client = client(&sandbox);
    let mut pages = client
        .list_groups_stream(ListGroups::new().per_page(1))
        .pages_in_flight(1)
        .pages();
    for number in 1..=3 {
        let page = pages.next().await.unwrap().unwrap();
        let metadata = page.metadata().unwrap();
        assert_eq!(metadata.request_id(), Some(&*request_id(number)));
        assert_eq!((metadata.status(), metadata.attempts()), (200, 1));
    }
    let mut pages = client.list_members_stream(ListMembers::new()).pages();
    let page = pages.next().await.unwrap().unwrap();
    assert_eq!(page.metadata().unwrap().request_id(), Some(&*request_id(4)));

    let call = client.list_groups(ListGroups::new()).with_metadata();
    let (page, metadata) = call.await.unwrap();
    let of_page = page.metadata().unwrap();
    assert_eq!(of_page.request_id(), metadata.request_id());
    // The comparison of pages ignores the metadata.
    let again = client.list_groups(ListGroups::new()).await.unwrap();
    assert_ne!(
        again.metadata().unwrap().request_id(),
        metadata.request_id()
    );
    assert_eq!(again, page);
    assert!(Page::<Group>::new(Vec::new()).metadata().is_none());
}

/// The server sends the same response twice, but the body of the second response is unreadable.
#[tokio::test]
async fn error_and_success_same_response_have_same_metadata() {
    let scripted = |body| {
        // A client slows down after a 429, so each response has its own client.
        let (sandbox, client, _) = start(Sandbox::builder());
        let last = Reply::status(203)
            .json(body)
            .header("x-request-id", "r1")
            .header("x-region", "eu")
            .header("date", "Sun, 06 Nov 1994 08:49:37 GMT");
        let busy = Reply::status(429).header("retry-after", "2");
        sandbox.script(Operation::GetGroup, [busy, last]);
        (sandbox, client)
    };
    let (_sandbox, client) = scripted(json!({"data": {"id": SALES, "name": "n"}}));
    let call = client.get_group(SALES).with_metadata();
    let (_, success) = call.await.unwrap();
    let (sandbox, client) = scripted(json!({"data": []}));
    let error = client.get_group(SALES).await.unwrap_err();
    assert!(error.is_unreadable());
    assert_eq!(error.status(), Some(success.status()));
    assert_eq!(error.request_id(), success.request_id());
    assert_eq!(success.request_id(), Some("r1"));
    assert_eq!(error.attempts(), success.attempts());
    assert_eq!(error.elapsed(), success.elapsed());
    let mut headers = [error.headers().unwrap(), success.headers()].map(Clone::clone);
    for headers in &mut headers {
        assert_eq!(headers["x-region"], "eu");
        headers.remove("content-length").unwrap();
    }
    assert_eq!(headers[0], headers[1]);
    sandbox.stop_listening();
    let error = client.get_group(SALES).await.unwrap_err();
    assert!(error.headers().is_none());
}

#[tokio::test]
async fn generated_client_response_has_metadata() {
    let (sandbox, client, clock) = start(Sandbox::builder());
    let busy = Reply::status(429).header("retry-after", "2");
    sandbox.script(Operation::GetGroup, [busy]);
    let id: GroupId = SALES.parse().unwrap();
    let api = client.generated();
    let request = api.get_group(client.organization_id(), &id);
    let response = request.send().await.unwrap();
    let metadata = response.metadata();
    assert_eq!(metadata.status(), response.status());
    assert_eq!(metadata.request_id(), Some("req-000002"));
    assert_eq!(
        (metadata.attempts(), metadata.elapsed()),
        (2, clock.elapsed())
    );
}

#[tokio::test]
async fn metadata_debug_shows_no_secret() {
    let sandbox = Sandbox::builder().token("hunter2-token").start().unwrap();
    // A gateway may copy the access token into the header `X-Request-Id`.
    let reply = || {
        Reply::normal()
            .header("set-cookie", "session=hunter2")
            .header("x-request-id", "r1 hunter2-token")
    };
    let unreadable = reply().edit_json(|body| body["data"] = json!([]));
    sandbox.script(Operation::GetGroup, [reply(), unreadable]);
    let client = client(&sandbox);
    let call = client.get_group(SALES);
    assert_eq!(format!("{call:?}"), "Call { .. }");
    let (_, metadata) = call.with_metadata().await.unwrap();
    assert_eq!(metadata.headers()["set-cookie"], "session=hunter2");
    let text = format!("{metadata:?}");
    assert!(text.contains("200") && text.contains("r1"), "{text}");
    assert!(!text.contains("hunter2"), "{text}");
    let error = client.get_group(SALES).await.unwrap_err();
    let text = format!("{error} {error:?}");
    assert!(error.is_unreadable() && text.contains("r1"), "{text}");
    assert!(!text.contains("hunter2"), "{text}");
}
