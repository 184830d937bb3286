//! Tests of three faults: responses about a different object than requested, unusable successful
//! responses, and two clocks of the server that differ. The client must neither report a wrong
//! outcome nor send a wrong write. `exactly_once.rs` tests lost responses.

use serde_json::json;
use tallyfy_groups::{Client, CreateGroup, Error, Outcome, RetryPolicy, UpdateGroup};
use tallyfy_sandbox::{Operation, Reply, Sandbox};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::support::{BOTH_SHAPES, SALES, client, sandbox};

const OTHER: &str = "group_id_def456";

fn write_count(sandbox: &Sandbox) -> usize {
    let requests = sandbox.requests();
    requests.iter().filter(|one| one.method != "GET").count()
}

fn other_group() -> Reply {
    Reply::normal().for_group(OTHER)
}

#[tokio::test]
async fn get_response_about_other_object_is_mismatched() {
    for shape in BOTH_SHAPES {
        let sandbox = sandbox(shape);
        let client = client(&sandbox);
        sandbox.script(Operation::GetGroup, [other_group()]);
        let error = client.get_group(SALES).await.unwrap_err();
        assert!(error.is_mismatched(), "{error}");
        assert_eq!((error.outcome(), error.attempts()), (Outcome::Refused, 1));
        assert_eq!(
            error.to_string(),
            "get_group: the response is about the group \"group_id_def456\", but the request was \
             about \"group_id_abc123\"; check whether a cache or proxy mixes up responses"
        );
        let other_user = Reply::normal().edit_json(|body| body["data"]["id"] = json!(1002));
        sandbox.script(Operation::GetMember, [other_user]);
        let error = client.get_member(1001).await.unwrap_err();
        assert!(error.is_mismatched(), "{error}");
    }
}

/// The client treats a number and the text of this number as the same id. It also treats two
/// hexadecimal ids as the same id if only upper and lower case differ.
#[tokio::test]
async fn get_response_id_in_other_form_is_accepted() {
    let sandbox = Sandbox::start();
    let client = client(&sandbox);
    for (requested, received) in [
        ("42", json!(42)),
        ("ABCDEF", json!("abcdef")),
        ("18446744073709551616", json!("18446744073709551616")),
    ] {
        let reply = Reply::status(200).json(json!({"data": {"id": received, "name": "n"}}));
        sandbox.script(Operation::GetGroup, [reply]);
        client.get_group(requested).await.unwrap();
    }
    let text = Reply::normal().edit_json(|body| body["data"]["id"] = json!("1001"));
    sandbox.script(Operation::GetMember, [text]);
    client.get_member(1001).await.unwrap();
}

#[tokio::test]
async fn add_members_read_of_other_group_sends_no_write() {
    for shape in BOTH_SHAPES {
        for reads in [vec![other_group()], vec![Reply::normal(), other_group()]] {
            let sandbox = sandbox(shape);
            let before = sandbox.groups();
            sandbox.script(Operation::GetGroup, reads);
            let client = client(&sandbox);
            let error = client.add_members(SALES, [1003]).await.unwrap_err();
            assert!(error.is_mismatched(), "{error}");
            assert_eq!(error.outcome(), Outcome::Refused);
            assert_eq!((write_count(&sandbox), sandbox.groups()), (0, before));
        }
    }
}

#[tokio::test]
async fn write_response_about_other_group_is_confirmed_or_unknown() {
    for shape in BOTH_SHAPES {
        // A read shows that the server applied the write.
        let sandbox = sandbox(shape);
        let client = client(&sandbox);
        let rename = || UpdateGroup::new().name("Renamed");
        sandbox.script(Operation::UpdateGroup, [other_group()]);
        let group = client.update_group(SALES, rename()).await.unwrap();
        assert_eq!(
            (group.id.to_string().as_str(), &*group.name),
            (SALES, "Renamed")
        );
        sandbox.script(Operation::UpdateGroup, [other_group()]);
        let group = client.add_members(SALES, [1002]).await.unwrap();
        assert_eq!(group.id.to_string(), SALES);
        sandbox.script(Operation::CreateGroup, [other_group()]);
        let new = || CreateGroup::new("New").description("d");
        let group = client.create_group(new()).await.unwrap();
        assert_eq!(group.name, "New");
        assert_eq!(sandbox.groups().len(), 4);

        // In this case, no read shows that the server applied the write. The client does not repeat
        // the write.
        let sandbox = crate::support::sandbox(shape);
        let client = crate::support::client(&sandbox);
        let not_applied = || Reply::status(200).for_group(OTHER);
        sandbox.script(Operation::UpdateGroup, std::iter::repeat_with(not_applied));
        let error = client.update_group(SALES, rename()).await.unwrap_err();
        assert!(error.is_mismatched(), "{error}");
        assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1));
        sandbox.script(Operation::CreateGroup, std::iter::repeat_with(not_applied));
        let error = client.create_group(new()).await.unwrap_err();
        assert_eq!(
            (error.outcome(), error.attempts()),
            (Outcome::Unknown, 1),
            "{error}"
        );
        assert_eq!(write_count(&sandbox), 2);
    }
}

/// The response is a success, but does not contain the group. The client does not repeat the
/// creation, because a second attempt may create a second group.
#[tokio::test]
async fn create_group_unusable_success_is_sent_once() {
    for body in [
        json!({"error": true, "message": "The name has already been taken."}),
        json!({"message": "Created."}),
        json!({"data": null}),
        json!({"data": []}),
        json!({}),
    ] {
        let sandbox = Sandbox::start();
        let reply = Reply::status(200).json(body.clone());
        sandbox.script(Operation::CreateGroup, std::iter::repeat(reply));
        let group = CreateGroup::new("New").description("d");
        let error = client(&sandbox).create_group(group).await.unwrap_err();
        assert_eq!(
            (error.outcome(), error.attempts()),
            (Outcome::Unknown, 1),
            "{body}"
        );
        assert_eq!(write_count(&sandbox), 1, "{body}");
        if body["error"] == json!(true) {
            let message = "The name has already been taken.";
            assert_eq!(error.message(), Some(message));
            assert!(error.to_string().contains(message), "{error}");
        }
    }
}

/// The server applies the write, but does not store one of the values. The error names the missing
/// value.
#[tokio::test]
async fn write_success_stores_less_is_applied_otherwise() {
    for shape in BOTH_SHAPES {
        let sandbox = sandbox(shape);
        let client = client(&sandbox);
        let dropped = || Reply::normal().edit_json(|body| body["data"]["members"] = json!([1001]));
        sandbox.script(Operation::CreateGroup, [dropped()]);
        let group = CreateGroup::new("New")
            .description("d")
            .members([1001, 1002]);
        let error = client.create_group(group).await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::AppliedOtherwise);
        assert_eq!(
            error.to_string(),
            "create_group: the server created the group \"new_group_id_789\", but did not store all \
             values; missing: member 1002"
        );
        sandbox.script(Operation::UpdateGroup, [dropped()]);
        sandbox.script(Operation::GetGroup, std::iter::repeat_with(dropped));
        let change = UpdateGroup::new().name("Renamed").members([1001, 1002]);
        let error = client.update_group(SALES, change).await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::AppliedOtherwise);
        assert!(
            error.to_string().ends_with("missing: member 1002"),
            "{error}"
        );
    }
}

/// The time in the sandbox's `Date` header differs from the time in `created_at` by `offset`
/// seconds. The first sandbox applies the creation. The second sandbox does not apply it, but has
/// an equal group that a different call created.
#[tokio::test]
async fn create_group_clocks_disagree_reports_no_wrong_outcome() {
    let new = || CreateGroup::new("New").description("d").members([1002]);
    let create = async |sandbox: &Sandbox, reply: Reply| -> Result<String, Error> {
        let client: Client = client(sandbox).with_retry(RetryPolicy::none());
        sandbox.script(Operation::CreateGroup, [reply]);
        Ok(client.create_group(new()).await?.id.to_string())
    };
    for shape in BOTH_SHAPES {
        for offset in [
            -86_400, -7_200, -90, -10, 0, 10, 90, 7_200, 86_400, 40_000_000,
        ] {
            let sandbox = || {
                let sandbox = Sandbox::builder().shape(shape).date_offset(offset);
                sandbox.start().unwrap()
            };
            let applied = sandbox();
            match create(&applied, Reply::status_after_normal(502)).await {
                Ok(id) => assert_eq!(id, "new_group_id_789"),
                Err(error) => {
                    assert_eq!(error.outcome(), Outcome::Unknown, "{offset}: {error}");
                    assert_ne!(offset, 0, "the clocks agree, but the outcome is unknown");
                }
            }
            let not_applied = sandbox();
            client(&not_applied).create_group(new()).await.unwrap();
            let result = create(&not_applied, Reply::status(502)).await;
            if offset.abs() > 2 {
                let error = result.expect_err("the group of a different call was returned");
                assert_eq!(error.outcome(), Outcome::Unknown, "{offset}: {error}");
            }
        }
    }
}

/// From the first response, the client learns that the clocks of `Date` and `created_at` differ.
#[tokio::test]
async fn create_group_known_clock_difference_is_unknown() {
    let sandbox = Sandbox::builder().date_offset(3).start().unwrap();
    let client = client(&sandbox).with_retry(RetryPolicy::none());
    let new = |name: &str| CreateGroup::new(name).description("d");
    client.create_group(new("First")).await.unwrap();
    sandbox.script(Operation::CreateGroup, [Reply::status_after_normal(502)]);
    let error = client.create_group(new("Second")).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
}

/// After each response, the server sends a second response that the client did not request. If
/// hyper notices the second response in time, it drops the connection. If not, the client receives
/// a response about a different group.
#[tokio::test]
async fn get_group_unrequested_response_is_never_returned() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            tokio::spawn(async move {
                let response = |id: &str| {
                    let body = format!(r#"{{"data": {{"id": "{id}", "name": "n"}}}}"#);
                    let length = body.len();
                    format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{body}")
                };
                let mut buffer = [0; 4096];
                while let Ok(1..) = stream.read(&mut buffer).await {
                    let request = String::from_utf8_lossy(&buffer);
                    let path = request.split(' ').nth(1).unwrap_or_default();
                    let id = path.rsplit('/').next().unwrap_or_default().to_owned();
                    // The server sends the second response later, so that the next request is
                    // already in flight.
                    for part in [response(&id), response("unrequested")] {
                        if stream.write_all(part.as_bytes()).await.is_err() {
                            return;
                        }
                        tokio::task::yield_now().await;
                    }
                }
            });
        }
    });
    let client = Client::builder()
        .access_token("t")
        .organization("demo")
        .base_url(format!("http://{address}"))
        .build()
        .unwrap();
    let mut returned = 0;
    for number in 0..300 {
        let id = format!("group{number}");
        match client.get_group(&id).await {
            Ok(group) => {
                assert_eq!(group.id.to_string(), id);
                returned += 1;
            }
            Err(error) => assert!(error.is_mismatched() || error.is_transport(), "{error}"),
        }
    }
    assert!(returned > 0, "no call returned a group");
}
