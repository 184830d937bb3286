//! Tests of writes whose response is lost. The tests check that the server applies no write twice,
//! and that the client reports no wrong outcome. `stale_confirmations.rs` tests stale reads, and
//! `membership.rs` tests members and guests.

use serde_json::json;
use tallyfy_groups::{Client, CreateGroup, Error, Group, Outcome, RetryPolicy, UpdateGroup};
use tallyfy_sandbox::{Operation, Reply, Sandbox, Shape};

use crate::support::{BOTH_SHAPES, SALES, client, sandbox};

fn new_group() -> CreateGroup {
    CreateGroup::new("Onboarding Specialists")
        .description("Team responsible for new client onboarding.")
        .members([1008, 1001, 1005])
        .guests(["client.liaison@partner.com"])
}

async fn create(sandbox: &Sandbox) -> Result<Group, Error> {
    client(sandbox).create_group(new_group()).await
}

fn created_count(sandbox: &Sandbox) -> usize {
    let groups = sandbox.groups();
    let named = groups
        .iter()
        .filter(|group| group.name == "Onboarding Specialists");
    named.count()
}

fn post_count(sandbox: &Sandbox) -> usize {
    let requests = sandbox.requests();
    requests
        .iter()
        .filter(|request| request.method == "POST")
        .count()
}

/// Returns responses that do not show whether the server applied the request. The sandbox has
/// applied the request before it sends one of these responses.
fn lost_responses() -> [Reply; 6] {
    [
        Reply::status_after_normal(500),
        Reply::status_after_normal(502).body("<html>"),
        Reply::status_after_normal(504),
        Reply::status_after_normal(200),
        Reply::status_after_normal(201).body("{\"data\": {"),
        Reply::status_after_normal(200).body("<html>sign in</html>"),
    ]
}

#[tokio::test]
async fn create_group_lost_response_returns_existing() {
    for shape in BOTH_SHAPES {
        for reply in lost_responses() {
            let sandbox = sandbox(shape);
            sandbox.script(Operation::CreateGroup, [reply.clone()]);
            let group = create(&sandbox).await.unwrap();
            assert_eq!(group.name, "Onboarding Specialists", "{shape} {reply:?}");
            assert_eq!(
                (created_count(&sandbox), post_count(&sandbox)),
                (1, 1),
                "{shape} {reply:?}"
            );
        }
    }
}

#[tokio::test]
async fn create_group_not_applied_is_sent_again() {
    for shape in BOTH_SHAPES {
        for status in [500, 502, 503, 504, 200] {
            let sandbox = sandbox(shape);
            sandbox.script(
                Operation::CreateGroup,
                [Reply::status(status), Reply::status(status)],
            );
            let group = create(&sandbox).await.unwrap();
            assert_eq!(group.name, "Onboarding Specialists", "{shape} {status}");
            assert_eq!(
                (created_count(&sandbox), post_count(&sandbox)),
                (1, 3),
                "{shape} {status}"
            );
        }
    }
}

#[tokio::test]
async fn create_group_first_search_empty_returns_existing() {
    let sandbox = Sandbox::start();
    // The first search does not show the new group yet.
    sandbox.script(Operation::CreateGroup, [Reply::status_after_normal(504)]);
    sandbox.script(
        Operation::ListGroups,
        [Reply::status(200).json(json!({"data": []}))],
    );
    create(&sandbox).await.unwrap();
    assert_eq!((created_count(&sandbox), post_count(&sandbox)), (1, 2));
}

#[tokio::test]
async fn create_group_name_of_other_program_is_name_taken() {
    let sandbox = Sandbox::start();
    let other_group = CreateGroup::new("Onboarding Specialists").description("Of another program.");
    client(&sandbox).create_group(other_group).await.unwrap();
    // The server's clock advances. The client sees the new time in the responses.
    let client = client(&sandbox);
    advance_server_time(&client).await;
    sandbox.script(Operation::CreateGroup, [Reply::status(502)]);
    let error = client.create_group(new_group()).await.unwrap_err();
    assert!(error.is_name_taken(), "{error}");
    assert_eq!(error.outcome(), Outcome::Refused);
    assert_eq!(
        error.to_string(),
        "create_group: the server returned 502 Bad Gateway, but the name already belongs to a \
         group that this call did not create: \"new_group_id_789\" (request req-000073)"
    );
    assert_eq!(created_count(&sandbox), 1);
}

/// Advances the sandbox's clock by more than a minute. Each write advances this clock by one
/// second.
async fn advance_server_time(client: &Client) {
    for round in 0..70 {
        let change = UpdateGroup::new().description(format!("round {round}"));
        let other = "group_id_def456";
        client.update_group(other, change).await.unwrap();
    }
    // The client sees the creation time of a new group in this response.
    let marker = CreateGroup::new("Marker").description("d");
    client.create_group(marker).await.unwrap();
}

/// The server already has a group with the same contents. This group existed before the call
/// started.
#[tokio::test]
async fn create_group_equal_older_group_is_name_taken() {
    for shape in BOTH_SHAPES {
        let sandbox = sandbox(shape);
        create(&sandbox).await.unwrap();
        let client = client(&sandbox);
        advance_server_time(&client).await;
        sandbox.script(Operation::CreateGroup, [Reply::status(502)]);
        let error = client.create_group(new_group()).await.unwrap_err();
        assert!(error.is_name_taken(), "{shape}: {error}");
        assert_eq!(created_count(&sandbox), 1);
    }
}

#[tokio::test]
async fn create_group_undecidable_result_is_unknown() {
    let lost = || [Reply::status_after_normal(502)];
    // The search returns the group with an invalid creation time.
    let sandbox = Sandbox::start();
    sandbox.script(Operation::CreateGroup, lost());
    let undated = Reply::normal().edit_json(|body| {
        for group in body["data"].as_array_mut().unwrap() {
            group["created_at"] = json!("recently");
        }
    });
    sandbox.script(Operation::ListGroups, [undated]);
    let error = create(&sandbox).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert!(error.to_string().contains("cannot determine"), "{error}");

    // The stored members differ from the members in the request. This can have two causes: another
    // program created the group, or the server dropped a member.
    let sandbox = Sandbox::start();
    sandbox.script(Operation::CreateGroup, lost());
    let dropped = Reply::normal().edit_json(|body| {
        for group in body["data"].as_array_mut().unwrap() {
            group["members"] = json!([1001]);
        }
    });
    sandbox.script(Operation::ListGroups, [dropped]);
    let error = create(&sandbox).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert!(error.to_string().contains("new_group_id_789"), "{error}");

    // Every search fails.
    let sandbox = Sandbox::start();
    sandbox.script(Operation::CreateGroup, lost());
    sandbox.script(Operation::ListGroups, std::iter::repeat(Reply::status(503)));
    let error = create(&sandbox).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert!(
        error.to_string().contains("search for it before you retry"),
        "{error}"
    );

    // The server never creates the group, and the last attempt fails.
    let sandbox = Sandbox::start();
    sandbox.script(
        Operation::CreateGroup,
        std::iter::repeat(Reply::status(503)),
    );
    let error = create(&sandbox).await.unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 4));
    assert_eq!((created_count(&sandbox), post_count(&sandbox)), (0, 4));
}

#[tokio::test]
async fn write_lost_response_without_retries_is_confirmed() {
    let once = |sandbox: &Sandbox| client(sandbox).with_retry(RetryPolicy::none());
    let sandbox = Sandbox::start();
    sandbox.script(Operation::CreateGroup, [Reply::status_after_normal(502)]);
    once(&sandbox).create_group(new_group()).await.unwrap();
    sandbox.script(Operation::DeleteGroup, [Reply::status_after_normal(502)]);
    once(&sandbox).delete_group(SALES).await.unwrap();
}

#[tokio::test]
async fn update_group_lost_response_is_confirmed_by_read() {
    let change = || {
        UpdateGroup::new()
            .name("Sales and Success")
            .members([1002])
            .clear_guests()
    };
    for shape in BOTH_SHAPES {
        for reply in lost_responses() {
            let sandbox = sandbox(shape);
            // The server applies every attempt, but no response shows this success.
            sandbox.script(Operation::UpdateGroup, std::iter::repeat(reply.clone()));
            let group = client(&sandbox)
                .update_group(SALES, change())
                .await
                .unwrap();
            assert_eq!(group.name, "Sales and Success", "{shape} {reply:?}");
        }
        let sandbox = sandbox(shape);
        sandbox.script(
            Operation::UpdateGroup,
            std::iter::repeat(Reply::status(503)),
        );
        let error = client(&sandbox)
            .update_group(SALES, change())
            .await
            .unwrap_err();
        assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 4));
        assert_eq!(sandbox.groups()[0].name, "Sales Team");
    }
}

#[tokio::test]
async fn delete_group_lost_response_is_confirmed_by_read() {
    // The server reports success, but does not delete the group.
    let not_deleting = Sandbox::start();
    not_deleting.script(
        Operation::DeleteGroup,
        [Reply::status(200).json(json!({"message": "Group deleted."}))],
    );
    let error = client(&not_deleting).delete_group(SALES).await.unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1));
    assert!(
        error.to_string().contains("the group still exists"),
        "{error}"
    );

    for shape in BOTH_SHAPES {
        for lost in [500, 502, 503, 504] {
            // The second attempt gets a 404, because the first attempt deleted the group.
            let sandbox = sandbox(shape);
            sandbox.script(Operation::DeleteGroup, [Reply::status_after_normal(lost)]);
            client(&sandbox).delete_group(SALES).await.unwrap();
            assert_eq!(sandbox.groups().len(), 2, "{shape} {lost}");
        }
        // A 404 in response to the first attempt is an error.
        let sandbox = sandbox(shape);
        assert!(
            client(&sandbox)
                .delete_group("unknown")
                .await
                .unwrap_err()
                .is_not_found()
        );
        // The first attempt gets a 429, so the server did not apply it.
        sandbox.script(Operation::DeleteGroup, [Reply::status(429)]);
        let error = client(&sandbox).delete_group("unknown").await.unwrap_err();
        assert!(error.is_not_found() && error.outcome() == Outcome::Refused);
        // The group still exists after the last attempt.
        sandbox.script(
            Operation::DeleteGroup,
            std::iter::repeat(Reply::status(503)),
        );
        let error = client(&sandbox).delete_group(SALES).await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::Unknown);
        assert_eq!(sandbox.groups().len(), 3);
    }
}

#[tokio::test]
async fn create_group_search_compares_case_but_not_outer_blanks() {
    let sandbox = Sandbox::builder().shape(Shape::Legacy).start().unwrap();
    let client: Client = client(&sandbox);
    // The server does not distinguish upper and lower case in names, so it treats this name as
    // taken. The client does distinguish upper and lower case, so it does not treat the existing
    // group as the new group.
    sandbox.script(Operation::CreateGroup, [Reply::status(502)]);
    let group = CreateGroup::new("sales TEAM");
    let error = client.create_group(group).await.unwrap_err();
    assert!(error.is_validation(), "{error}");

    sandbox.script(Operation::CreateGroup, [Reply::status_after_normal(502)]);
    let group = CreateGroup::new(" Blank around ");
    let group = client.create_group(group).await.unwrap();
    assert_eq!(group.name.trim(), "Blank around");
}

/// The server's clock advances while the client repeats the search. The client still recognizes the
/// new group.
#[tokio::test]
async fn create_group_slow_search_returns_existing() {
    let sandbox = Sandbox::start();
    sandbox.script(Operation::CreateGroup, [Reply::status_after_normal(502)]);
    sandbox.script(
        Operation::ListGroups,
        [
            Reply::status(503).header("retry-after", "10"),
            // The sandbox created the group at 18:00:01, ten seconds before this date.
            Reply::normal().header("date", "Tue, 21 May 2024 18:00:11 GMT"),
        ],
    );
    create(&sandbox).await.unwrap();
    assert_eq!(created_count(&sandbox), 1);
}

/// The creation time of the group is slightly before the start of the call. The two clocks of the
/// server may differ by this time, so the creation time proves nothing.
#[tokio::test]
async fn create_group_slightly_older_group_is_unknown() {
    let sandbox = Sandbox::start();
    sandbox.script(Operation::CreateGroup, [Reply::status_after_normal(502)]);
    let ahead = Reply::normal().header("date", "Tue, 21 May 2024 18:00:31 GMT");
    sandbox.script(Operation::ListGroups, [ahead]);
    let error = create(&sandbox).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
    assert_eq!((error.status(), error.attempts()), (Some(502), 1));
    assert!(error.request_id().is_some());
}

#[tokio::test]
async fn create_group_repeated_failures_stop_at_max_attempts() {
    let sandbox = Sandbox::start();
    let replies = [503, 503, 429, 429, 429, 429].map(Reply::status);
    sandbox.script(Operation::CreateGroup, replies);
    let error = create(&sandbox).await.unwrap_err();
    assert_eq!((post_count(&sandbox), error.attempts()), (4, 4));
}

/// A redirect does not show whether the server applied the write, so the client reads the group to
/// find out.
#[tokio::test]
async fn write_redirect_is_confirmed_by_read() {
    for status in [302, 303, 307] {
        let sandbox = Sandbox::start();
        let redirect = || Reply::status_after_normal(status).header("location", "/elsewhere");
        sandbox.script(Operation::CreateGroup, [redirect()]);
        create(&sandbox).await.unwrap();
        sandbox.script(Operation::DeleteGroup, [redirect()]);
        client(&sandbox).delete_group(SALES).await.unwrap();
        assert_eq!((created_count(&sandbox), post_count(&sandbox)), (1, 1));
    }
}

/// A 404 does not prove that a group was deleted, if it comes from a gateway or reports an unknown
/// endpoint.
#[tokio::test]
async fn delete_group_404_not_from_api_is_unknown() {
    let html = Reply::status(404)
        .header("content-type", "text/html")
        .body("<html>404</html>");
    let unknown_endpoint = Reply::status(404).json(json!({"code": "ENDPOINT_NOT_FOUND"}));
    for not_found in [html, unknown_endpoint] {
        let sandbox = Sandbox::start();
        sandbox.script(
            Operation::DeleteGroup,
            std::iter::repeat(Reply::status(503)),
        );
        sandbox.script(Operation::GetGroup, std::iter::repeat(not_found));
        let error = client(&sandbox).delete_group(SALES).await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::Unknown);
    }
}
