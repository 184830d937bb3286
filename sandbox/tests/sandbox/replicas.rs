//! These tests check which replica serves a read, and which state of the groups each operation
//! shows.

use serde_json::json;
use tallyfy_sandbox::{Operation, Permissions, Replicas, Reply, Sandbox, Shape};

use crate::lag::{NEW, SALES, create, in_turn, lags, name, rename, send, with_clock};
use crate::support::{delete, get, put, raw};

#[test]
fn get_group_lagging_replica_shows_past_state() {
    for shape in [Shape::Current, Shape::Legacy] {
        let updated_at = match shape {
            Shape::Current => "last_updated",
            Shape::Legacy => "updated_at",
        };
        let replicas = Replicas::in_turn(lags([5]));
        let (sandbox, clock) = with_clock(Sandbox::builder().shape(shape).replicas(replicas));
        let read = || send(&sandbox, &get(SALES), 200)["data"].clone();
        let seed = read();

        let [first, second] = [("A", 10), ("B", 12)].map(|(name, at)| {
            clock.set(at);
            let saved = rename(SALES, name).send(&sandbox).json();
            assert_eq!(
                saved["data"]["name"], name,
                "a write must see the newest state"
            );
            assert_ne!(saved["data"][updated_at], seed[updated_at]);
            saved["data"][updated_at].clone()
        });
        assert_eq!(read(), seed);
        for (at, name, updated) in [
            (14, "Sales Team", &seed[updated_at]),
            (15, "A", &first),
            (16, "A", &first),
            (17, "B", &second),
            (1_000, "B", &second),
        ] {
            clock.set(at);
            let group = read();
            assert_eq!(
                (&group["name"], &group[updated_at]),
                (&json!(name), updated)
            );
        }
        assert_eq!(sandbox.groups()[0].name, "B");
    }
}

#[test]
fn get_group_created_within_lag_returns_404() {
    let (sandbox, clock) = in_turn([5]);
    clock.set(10);
    send(&sandbox, &create("A"), 201);
    assert_eq!(sandbox.groups().len(), 4);
    let missing = send(&sandbox, &get(NEW), 404);
    assert_eq!(missing["code"], "RESOURCE_NOT_FOUND");
    assert!(!sandbox.requests()[1].carried_out);
    // A write always uses the newest state of the groups, so the write finds the group.
    send(&sandbox, &rename(NEW, "B"), 201);
    clock.set(15);
    assert_eq!(send(&sandbox, &get(NEW), 200)["data"]["name"], "B");
}

#[test]
fn get_group_deleted_within_lag_shows_group() {
    let (sandbox, clock) = in_turn([5, 0]);
    clock.set(10);
    send(&sandbox, &delete(SALES), 204);
    assert_eq!(name(&sandbox), "Sales Team");
    send(&sandbox, &get(SALES), 404);
    clock.set(14);
    assert_eq!(name(&sandbox), "Sales Team");
    send(&sandbox, &get(SALES), 404);
    for request in [delete(SALES), rename(SALES, "A")] {
        send(&sandbox, &request, 404);
    }
    clock.set(15);
    send(&sandbox, &get(SALES), 404);
}

#[test]
fn replicas_in_turn_serve_one_read_each() {
    let (sandbox, clock) = in_turn([0, 3, 60]);
    clock.set(10);
    send(&sandbox, &rename(SALES, "A"), 201);
    clock.set(14);
    send(&sandbox, &rename(SALES, "B"), 201);
    for _ in 0..2 {
        assert_eq!([(); 3].map(|()| name(&sandbox)), ["B", "A", "Sales Team"]);
    }
    clock.set(100);
    assert_eq!([(); 3].map(|()| name(&sandbox)), ["B", "B", "B"]);
}

#[test]
fn replicas_in_turn_writes_and_refusals_select_no_replica() {
    let replicas = Replicas::in_turn(lags([0, 60, 60]));
    let reader = Permissions::ReadOnly;
    let (sandbox, _clock) = with_clock(
        Sandbox::builder()
            .extra_token("reader", reader)
            .replicas(replicas),
    );
    send(&sandbox, &rename(SALES, "A"), 201);
    sandbox.script(Operation::GetGroup, [Reply::status(503)]);
    for (request, status) in [
        (get(SALES), 503),
        (get(SALES).bearer("wrong"), 401),
        (get(SALES).without("X-Tallyfy-Client"), 401),
        (get("/users/1001").bearer("reader"), 403),
        (raw("GET", "/organizations/other/groups"), 403),
        (raw("GET", "/nowhere"), 404),
        (rename(SALES, "A"), 201),
        (rename(SALES, ""), 422),
    ] {
        assert_eq!(request.send(&sandbox).status, status);
        let names = [(); 3].map(|()| name(&sandbox));
        assert_eq!(names, ["A", "Sales Team", "Sales Team"], "after a {status}");
    }
    // These requests have valid headers, a valid organization and the necessary permission. A
    // replica therefore serves each of these requests, even if the response is an error.
    for (request, status) in [
        (get("/groups/unknown"), 404),
        (get("/groups?page=0"), 422),
        (raw("HEAD", "/organizations/demo/groups"), 200),
    ] {
        assert_eq!(request.send(&sandbox).status, status);
        let names = [(); 2].map(|()| name(&sandbox));
        assert_eq!(names, ["Sales Team", "Sales Team"], "after a {status}");
    }
}

/// Reads the first group 40 times, and returns the group name in each of the 40 responses. Each of
/// the three replicas shows a different name for the group. The returned names therefore show which
/// replica served each read.
fn served(replicas: Replicas) -> Vec<String> {
    let (sandbox, clock) = with_clock(Sandbox::builder().replicas(replicas));
    clock.set(10);
    send(&sandbox, &rename(SALES, "A"), 201);
    clock.set(14);
    send(&sandbox, &rename(SALES, "B"), 201);
    (0..40).map(|_| name(&sandbox)).collect()
}

#[test]
fn replicas_at_random_same_seed_gives_same_sequence() {
    let of_seed = |seed| served(Replicas::at_random(seed, lags([0, 3, 60])));
    let first = of_seed(1);
    assert_eq!(of_seed(1), first);
    assert_ne!(of_seed(2), first);
    for name in ["B", "A", "Sales Team"] {
        assert!(first.iter().any(|served| served == name), "{first:?}");
    }
    let changes = first.windows(2).filter(|pair| pair[0] != pair[1]).count();
    assert!(
        (10..39).contains(&changes),
        "neither constant nor in turn: {first:?}"
    );
    let copied = Replicas::at_random(1, lags([0, 3, 60]));
    assert_eq!(served(copied.clone()), served(copied));
}

#[test]
fn lists_lagging_replica_show_past_state() {
    for shape in [Shape::Current, Shape::Legacy] {
        let replicas = Replicas::in_turn(lags([60, 0]));
        let (sandbox, clock) = with_clock(Sandbox::builder().shape(shape).replicas(replicas));
        clock.set(10);
        for request in [
            create("A"),
            delete(SALES),
            put(
                "/groups/group_id_def456",
                r#"{"members": [1007], "guests": ["new@x.org"]}"#,
            ),
        ] {
            assert!(request.send(&sandbox).status < 300);
        }
        let [behind, newest] = [(); 2].map(|()| get("/groups").send(&sandbox).column("name"));
        assert_eq!(behind[..2], ["Sales Team", "Support Tier 1"]);
        assert_eq!((behind.len(), newest.len()), (3, 3));
        assert_eq!(
            (&newest[0], &newest[2]),
            (&"Support Tier 1".to_owned(), &"A".to_owned())
        );

        let [behind, newest] = [(); 2].map(|()| get("/groups?q=sales").send(&sandbox));
        assert_eq!(
            (behind.column("id").len(), newest.column("id").len()),
            (1, 0)
        );

        let [behind, newest] = [(); 2].map(|()| get("/guests").send(&sandbox).column("email"));
        assert!(
            behind.contains(&"client.a@example.com".to_owned()),
            "{behind:?}"
        );
        assert!(!behind.contains(&"new@x.org".to_owned()), "{behind:?}");
        assert!(newest.contains(&"new@x.org".to_owned()), "{newest:?}");
        assert!(
            !newest.contains(&"client.a@example.com".to_owned()),
            "{newest:?}"
        );
    }
}

#[test]
fn members_lagging_replica_show_past_groups() {
    let (sandbox, _clock) = in_turn([60, 0]);
    send(&sandbox, &delete(SALES), 204);
    send(
        &sandbox,
        &put("/groups/group_id_def456", r#"{"members": [1007]}"#),
        201,
    );
    let path = "/users/1001?with=groups,stats";
    let [behind, newest] = [(); 2].map(|()| send(&sandbox, &get(path), 200)["data"].clone());
    assert_eq!(behind["groups"]["data"].as_array().map(Vec::len), Some(2));
    assert_eq!(behind["stats"]["data"]["groups"], 2);
    assert_eq!(newest["groups"]["data"], json!([]));
    assert_eq!(newest["stats"]["data"]["groups"], 0);

    let path = "/users?with=groups&q=grace";
    let [behind, newest] = [(); 2].map(|()| send(&sandbox, &get(path), 200)["data"][0].clone());
    assert_eq!((&behind["id"], &newest["id"]), (&json!(1007), &json!(1007)));
    assert_eq!(behind["groups"]["data"], json!([]));
    assert_eq!(newest["groups"]["data"][0]["id"], "group_id_def456");

    let stats = "/guests?with=stats";
    send(
        &sandbox,
        &put(
            "/groups/group_id_def456",
            r#"{"guests": ["partner3@example.com"]}"#,
        ),
        201,
    );
    let [behind, newest] = [(); 2].map(|()| {
        let guests = get(stats).send(&sandbox).json();
        guests["data"]
            .as_array()
            .expect("the response must contain a list")
            .clone()
    });
    let partner = |groups: u64| {
        let stats = json!({"data": {"groups": groups}});
        json!({"email": "partner3@example.com", "stats": stats})
    };
    assert!(behind.contains(&partner(1)), "{behind:?}");
    assert!(newest.contains(&partner(2)), "{newest:?}");
}

#[test]
fn pages_from_two_replicas_skip_or_repeat_group() {
    let replicas = Replicas::in_turn(lags([60, 0]));
    let (sandbox, _clock) = with_clock(Sandbox::builder().groups(4).replicas(replicas));
    send(&sandbox, &create("A"), 201);
    send(&sandbox, &delete(SALES), 204);
    let page = |number: u64| {
        let list = send(
            &sandbox,
            &get(&format!("/groups?per_page=2&page={number}")),
            200,
        );
        let ids: Vec<String> = list["data"]
            .as_array()
            .expect("the response must contain a list")
            .iter()
            .map(|group| group["id"].to_string())
            .collect();
        (ids, list["meta"]["pagination"]["total"].clone())
    };
    let [first, second] = [page(1), page(2)];
    assert_eq!(first.0, [r#""group_id_abc123""#, r#""group_id_def456""#]);
    assert_eq!(second.0, [r#""group_id_gen003""#, r#""new_group_id_789""#]);
    assert_eq!((first.1, second.1), (json!(4), json!(4)));
    // The two pages come from different replicas. If the stale replica sends page 1, no page
    // contains `group_id_gen002`. If the stale replica sends page 2, both pages contain
    // `group_id_gen002`.
    send(&sandbox, &get("/users"), 200);
    let [first, second] = [page(1), page(2)];
    assert_eq!(first.0, [r#""group_id_def456""#, r#""group_id_gen002""#]);
    assert_eq!(second.0, [r#""group_id_gen002""#, r#""group_id_gen003""#]);
}
