//! The clock that dates the groups, and the header `Date` beside it.

use tallyfy_sandbox::{Sandbox, SandboxBuilder, Shape};

use crate::lag::{SALES, create, rename};
use crate::support::{Answer, delete, get, started};

fn updated_at(answer: &Answer, shape: Shape) -> String {
    let key = match shape {
        Shape::Current => "last_updated",
        Shape::Legacy => "updated_at",
    };
    let json = answer.json();
    json["data"][key].as_str().expect("a time").to_owned()
}

/// Sends six writes, the third of them a deletion, and expects the second of each.
#[track_caller]
fn check_seconds(builder: SandboxBuilder, shape: Shape, expected: [u64; 5]) {
    let sandbox = started(builder.shape(shape));
    let first = [rename(SALES, "A"), rename(SALES, "B")].map(|call| call.send(&sandbox));
    assert!(delete("/groups/group_id_def456").send(&sandbox).status < 300);
    // A refused write and a read are no writes.
    assert_eq!(rename(SALES, "").send(&sandbox).status, 422);
    assert_eq!(get(SALES).send(&sandbox).status, 200);
    let rest = [create("C"), rename(SALES, "D"), rename(SALES, "E")];
    let rest = rest.map(|call| call.send(&sandbox));
    let answers = first.iter().chain(&rest);
    let times: Vec<String> = answers.map(|answer| updated_at(answer, shape)).collect();
    let expected = expected.map(|second| format!("2024-05-21T18:00:0{second}Z"));
    assert_eq!(times, expected);
    assert_eq!(sandbox.groups()[0].updated_at, expected[4]);
    assert_eq!(updated_at(&get(SALES).send(&sandbox), shape), expected[4]);
}

#[test]
fn writes_per_second_many_writes_share_a_second() {
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
fn writes_per_second_date_header_follows_the_same_clock() {
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
