//! Tests of the clock that sets the dates of groups, and of the header `Date`.

use tallyfy_sandbox::{Operation, Reply, Sandbox, SandboxBuilder, Shape};

use crate::lag::{SALES, create, rename};
use crate::support::{Response, delete, get, raw, started};

fn updated_at(response: &Response, shape: Shape) -> String {
    let key = match shape {
        Shape::Current => "last_updated",
        Shape::Legacy => "updated_at",
    };
    let json = response.json();
    json["data"][key]
        .as_str()
        .expect("the group must have a time")
        .to_owned()
}

/// Sends six writes that succeed. The third write is a deletion. The responses to the other five
/// writes each contain a group. Checks the seconds of `updated_at` in these five responses.
#[track_caller]
fn check_seconds(builder: SandboxBuilder, shape: Shape, expected: [u64; 5]) {
    let sandbox = started(builder.shape(shape));
    let first = [rename(SALES, "A"), rename(SALES, "B")].map(|request| request.send(&sandbox));
    assert!(delete("/groups/group_id_def456").send(&sandbox).status < 300);
    // A refused write and a read must not advance the clock.
    assert_eq!(rename(SALES, "").send(&sandbox).status, 422);
    assert_eq!(get(SALES).send(&sandbox).status, 200);
    let rest = [create("C"), rename(SALES, "D"), rename(SALES, "E")];
    let rest = rest.map(|request| request.send(&sandbox));
    let responses = first.iter().chain(&rest);
    let times: Vec<String> = responses
        .map(|response| updated_at(response, shape))
        .collect();
    let expected = expected.map(|second| format!("2024-05-21T18:00:0{second}Z"));
    assert_eq!(times, expected);
    assert_eq!(sandbox.groups()[0].updated_at, expected[4]);
    assert_eq!(updated_at(&get(SALES).send(&sandbox), shape), expected[4]);
}

#[test]
fn writes_per_second_n_writes_have_same_time() {
    for shape in [Shape::Current, Shape::Legacy] {
        let builder = Sandbox::builder;
        check_seconds(builder(), shape, [0, 1, 3, 4, 5]);
        check_seconds(builder().writes_per_second(1), shape, [0, 1, 3, 4, 5]);
        check_seconds(builder().writes_per_second(2), shape, [0, 0, 1, 2, 2]);
        check_seconds(builder().writes_per_second(3), shape, [0, 0, 1, 1, 1]);
        check_seconds(builder().writes_per_second(u32::MAX), shape, [0; 5]);
    }
}

#[test]
fn writes_per_second_changes_date_header() {
    let sandbox = started(Sandbox::builder().writes_per_second(2));
    let date = || {
        get("/users")
            .send(&sandbox)
            .header("date")
            .map(str::to_owned)
    };
    let mut dates = Vec::new();
    for name in ["A", "B", "C"] {
        dates.extend(date());
        assert_eq!(rename(SALES, name).send(&sandbox).status, 201);
    }
    dates.extend(date());
    let expected = [0, 0, 1, 1].map(|second| format!("Tue, 21 May 2024 18:00:0{second} GMT"));
    assert_eq!(dates, expected);
}

#[track_caller]
fn check_date(offset: i64, expected: &str) {
    let sandbox = started(Sandbox::builder().date_offset(offset));
    for request in [
        get("/groups"),
        get("/groups/unknown"),
        raw("GET", "/nowhere"),
    ] {
        assert_eq!(request.send(&sandbox).header("date"), Some(expected));
    }
    sandbox.script(
        Operation::ListGroups,
        [
            Reply::status(503),
            Reply::status(503).content_length(0),
            Reply::status(503).header("Date", "now"),
        ],
    );
    let dates = [expected, expected, "now"];
    for date in dates {
        assert_eq!(get("/groups").send(&sandbox).header("date"), Some(date));
    }
    let created = create("A").send(&sandbox).json();
    assert_eq!(created["data"]["created_at"], "2024-05-21T18:00:00Z");
}

#[test]
fn date_offset_changes_only_date_header() {
    check_date(0, "Tue, 21 May 2024 18:00:00 GMT");
    check_date(90, "Tue, 21 May 2024 18:01:30 GMT");
    check_date(-90, "Tue, 21 May 2024 17:58:30 GMT");
    check_date(86_400 * 365, "Wed, 21 May 2025 18:00:00 GMT");
}

#[test]
fn date_offset_out_of_range_is_limited() {
    check_date(i64::MIN, "Thu, 01 Jan 1970 00:00:00 GMT");
    check_date(-1_716_314_401, "Thu, 01 Jan 1970 00:00:00 GMT");
    check_date(i64::MAX, "Fri, 31 Dec 9999 23:59:59 GMT");
}

#[test]
fn date_offset_after_write_is_added_to_new_time() {
    let sandbox = started(Sandbox::builder().date_offset(-30));
    assert_eq!(rename(SALES, "A").send(&sandbox).status, 201);
    let date = get("/groups").send(&sandbox);
    assert_eq!(date.header("date"), Some("Tue, 21 May 2024 17:59:31 GMT"));
}
