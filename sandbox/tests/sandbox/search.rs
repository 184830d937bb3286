//! Tests of the search lag. With a search lag, `listGroups` shows a past state of the groups.

use std::time::Duration;

use tallyfy_sandbox::{Replicas, Sandbox, Shape};

use crate::lag::{NEW, SALES, create, lags, name, rename, send, with_clock};
use crate::support::{delete, get};

#[test]
fn search_lag_only_list_groups_shows_past_state() {
    for shape in [Shape::Current, Shape::Legacy] {
        let lag = Duration::from_secs(5);
        let (sandbox, clock) = with_clock(Sandbox::builder().shape(shape).search_lag(lag));
        clock.set(10);
        for request in [
            rename(SALES, "A"),
            create("B"),
            delete("/groups/group_id_gen002"),
        ] {
            assert!(request.send(&sandbox).status < 300);
        }
        let listed = || get("/groups").send(&sandbox).column("name");
        let [before, after] = [
            ["Sales Team", "Support Tier 1", "Legal Review Lisbon"],
            ["A", "Support Tier 1", "B"],
        ];
        for (at, expected) in [(10, before), (14, before), (15, after)] {
            clock.set(at);
            assert_eq!(listed(), expected);
            assert_eq!(name(&sandbox), "A");
            send(&sandbox, &get(NEW), 200);
            send(&sandbox, &get("/groups/group_id_gen002"), 404);
        }
    }
}

#[test]
fn search_lag_list_groups_uses_no_replica() {
    let replicas = Replicas::in_turn(lags([0, 60]));
    let builder = Sandbox::builder().replicas(replicas);
    let (sandbox, clock) = with_clock(builder.search_lag(Duration::from_secs(3)));
    clock.set(10);
    send(&sandbox, &rename(SALES, "A"), 201);
    clock.set(13);
    send(&sandbox, &rename(SALES, "B"), 201);
    for _ in 0..2 {
        assert_eq!(name(&sandbox), "B");
        assert_eq!(get("/groups").send(&sandbox).column("name")[0], "A");
        assert_eq!(name(&sandbox), "Sales Team");
        assert_eq!(get("/groups?q=a").send(&sandbox).column("name")[0], "A");
    }
}

#[test]
fn search_lag_zero_list_groups_shows_newest_state() {
    let replicas = Replicas::in_turn(lags([60]));
    let builder = Sandbox::builder().replicas(replicas);
    let (sandbox, _clock) = with_clock(builder.search_lag(Duration::ZERO));
    send(&sandbox, &rename(SALES, "A"), 201);
    assert_eq!(get("/groups").send(&sandbox).column("name")[0], "A");
    assert_eq!(name(&sandbox), "Sales Team");
}
