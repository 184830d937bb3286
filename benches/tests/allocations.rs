//! Holds the number of heap allocations: of each operation beside hand-written code and the plain
//! progenitor client, of decoding, and of a walk. Counts are the same on every machine, so a limit
//! is a gate; times are not, and are in the benchmarks only. With `--nocapture` it prints the table
//! that the README has.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use allocation_counter::{AllocationInfo, measure};
use serde::de::DeserializeOwned;
use tallyfy_benches::bench::one_thread;
use tallyfy_benches::bodies;
use tallyfy_benches::contender::{HAND_WRITTEN, Operation, PROGENITOR, THIS, contenders};
use tallyfy_benches::endpoint::{Endpoint, sandbox};
use tallyfy_benches::minimal::{Group, LegacyGroup, Many, OpenGroup, OpenLegacyGroup};
use tallyfy_benches::replay::{Replay, json};
use tallyfy_benches::unsent_requests::UnsentRequests;
use tallyfy_groups::generated::types::GroupListResponse;

/// What one call of an operation costs each contender, once its connection is there: the least of
/// several, because a body may arrive in more pieces than it need.
fn counts(
    operation: Operation,
    groups: usize,
    calls: usize,
) -> BTreeMap<&'static str, AllocationInfo> {
    let sandbox = sandbox(groups);
    let runtime = one_thread();
    let count = |contender: tallyfy_benches::contender::Contender| {
        for _ in 0..3 {
            runtime.block_on(contender.call(operation));
        }
        let least = (0..calls).map(|_| {
            let mut call = contender.call(operation);
            measure(|| {
                runtime.block_on(call.as_mut());
            })
        });
        (
            contender.name,
            least.min_by_key(|info| info.count_total).unwrap(),
        )
    };
    contenders(&Endpoint::of(&sandbox))
        .into_iter()
        .map(count)
        .collect()
}

/// Prints what an operation costs each contender, and holds this client to two limits: no more than
/// the plain progenitor client, and, but for what the generated code takes to build a request, no
/// more than 1.05 times what hand-written code takes.
#[track_caller]
fn check(operation: Operation, generated: u64) {
    let counts = counts(operation, 100, 20);
    println!("{operation:?}");
    for (name, info) in &counts {
        let ratio = info.count_total as f64 / counts[HAND_WRITTEN].count_total as f64;
        println!(
            "  {name:18} {:5} allocations {ratio:.3} {:7} bytes",
            info.count_total, info.bytes_total
        );
    }
    let hand_written = counts[HAND_WRITTEN].count_total;
    for name in THIS {
        let count = counts[name].count_total;
        assert!(
            count <= counts[PROGENITOR].count_total,
            "{operation:?}: {name} {count}"
        );
        let ours = count - generated;
        assert!(
            ours * 100 <= hand_written * 105,
            "{operation:?}: {name} {count} with {generated} of the generated code, by hand {hand_written}"
        );
    }
}

/// How many allocations more the generated code makes to build a request than somebody who builds
/// it by hand; `unsent_requests.rs` says why.
fn generated_code(generated: fn(&UnsentRequests), by_hand: fn(&UnsentRequests)) -> u64 {
    let requests = UnsentRequests::default();
    let count = |build: fn(&UnsentRequests)| measure(|| build(&requests)).count_total;
    count(generated) - count(UnsentRequests::rejection) - count(by_hand)
}

#[test]
fn the_generated_code_is_the_floor() {
    for (name, generated, by_hand, expected) in [
        (
            "get",
            UnsentRequests::get_group as fn(&UnsentRequests),
            UnsentRequests::get_group_by_hand as fn(&UnsentRequests),
            GET_GROUP,
        ),
        (
            "create",
            UnsentRequests::create_group,
            UnsentRequests::create_group_by_hand,
            CREATE_GROUP,
        ),
    ] {
        let count = generated_code(generated, by_hand);
        println!("generated code, {name}: {count} allocations more than by hand");
        assert_eq!(count, expected, "{name}");
    }
}

/// What [`generated_code`] counts.
const GET_GROUP: u64 = 4;
/// As above.
const CREATE_GROUP: u64 = 4;

#[test]
fn get_group() {
    check(Operation::GetGroup, GET_GROUP);
}

/// The input owns its name and its description, to be checked before anything is sent.
#[test]
fn create_group() {
    check(Operation::CreateGroup, CREATE_GROUP + 2);
}

#[test]
fn list_groups() {
    check(Operation::ListGroups, 0);
}

fn decode<T: DeserializeOwned>(body: &str) -> u64 {
    let mut decoded = None;
    let info = measure(|| decoded = Some(serde_json::from_str::<T>(body).unwrap()));
    drop(decoded);
    info.count_total
}

/// As many as the data needs that it owns: a string is one, a list one for each time it grows, and
/// no more than in a struct that holds nothing else.
#[test]
fn decoding_allocates_what_owning_the_data_takes() {
    let current: fn(&str) -> u64 = decode::<Many<Group>>;
    for (shape, lean, body) in [
        ("current", current, bodies::current(false)),
        (
            "current, unknown fields",
            decode::<Many<OpenGroup>>,
            bodies::current(true),
        ),
        ("legacy", decode::<Many<LegacyGroup>>, bodies::legacy(false)),
        (
            "legacy, unknown fields",
            decode::<Many<OpenLegacyGroup>>,
            bodies::legacy(true),
        ),
    ] {
        let (lean, ours) = (lean(&body), decode::<GroupListResponse>(&body));
        println!("{shape}: lean {lean}, this {ours}");
        assert!(ours <= lean, "{shape}: lean {lean}, this {ours}");
    }
}

/// The peak of a walk over so many groups, in pages of 100.
fn peak(groups: usize, pages_in_flight: usize) -> u64 {
    let server = Replay::start(move |path| json(&bodies::numbered(path, groups)));
    let endpoint = server.endpoint();
    let client = endpoint.client_with(|builder| builder.pages_in_flight(pages_in_flight));
    let walk = async || {
        let mut items = client.list_groups_stream(Default::default());
        let mut count = 0;
        while let Some(group) = items.next().await {
            group.unwrap();
            count += 1;
        }
        assert_eq!(count, groups);
    };
    let mut walk = Box::pin(walk());
    let runtime = one_thread();
    measure(|| runtime.block_on(walk.as_mut())).bytes_max
}

#[test]
fn a_walk_does_not_grow_with_the_list() {
    let (short, long) = (peak(10_000, 1), peak(100_000, 1));
    println!(
        "peak of a walk, page after page: {short} bytes for 10,000 groups, {long} for 100,000"
    );
    assert!(
        long * 10 <= short * 11,
        "{short} bytes for 10,000 groups, {long} for 100,000"
    );

    // What is fetched ahead depends on how fast it arrives, and has the limit of its pages: 100
    // groups of some 320 bytes and their strings, the body, and the connection's buffers.
    let ahead = peak(100_000, 8);
    println!("peak of a walk, eight pages at once: {ahead} bytes for 100,000 groups");
    assert!(ahead <= long + 8 * 100_000, "{ahead} bytes");
}
