//! Tests that limit the number of heap allocations.
//!
//! The tests count how many allocations the client makes in each operation, when it decodes a page,
//! and when it lists all groups. The tests compare the client with hand-written code and with the
//! plain progenitor client. The number of allocations is the same on every machine, so a test can
//! check it. The measured time is different on every machine, so only the benchmarks measure it.
//! With `--nocapture`, the tests print the numbers for the table of allocations in
//! `benches/README.md`.

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
use tallyfy_groups::generated::types::GroupListResponse;

/// Counts, for each contender, the allocations of one call. The connection is already open.
///
/// The function counts the allocations of several calls, and returns the smallest count. If a body
/// arrives in several pieces, the call needs additional allocations.
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

/// Prints, for each contender, the number of allocations of an operation. Checks that this client
/// needs at most 1.10 times the allocations of the hand-written code, and no more than the plain
/// progenitor client.
#[track_caller]
fn check(operation: Operation) {
    let counts = counts(operation, 100, 20);
    println!("{operation:?}");
    let hand_written = counts[HAND_WRITTEN].count_total;
    for (name, info) in &counts {
        let ratio = info.count_total as f64 / hand_written as f64;
        println!(
            "  {name:27} {:5} allocations {ratio:.3} {:7} bytes",
            info.count_total, info.bytes_total
        );
    }
    for name in THIS {
        let count = counts[name].count_total;
        assert!(
            count <= counts[PROGENITOR].count_total && count * 100 <= hand_written * 110,
            "{operation:?}: {name} has {count} allocations, and {HAND_WRITTEN} has {hand_written}"
        );
    }
}

#[test]
fn get_group_allocations_are_limited() {
    check(Operation::GetGroup);
}

/// The client copies the name and the description of the group, and checks the copies before it
/// sends the request. The two copies need two additional allocations.
#[test]
fn create_group_allocations_are_limited() {
    check(Operation::CreateGroup);
}

#[test]
fn list_groups_allocations_are_limited() {
    check(Operation::ListGroups);
}

fn decode<T: DeserializeOwned>(body: &str) -> u64 {
    let mut decoded = None;
    let info = measure(|| decoded = Some(serde_json::from_str::<T>(body).unwrap()));
    drop(decoded);
    info.count_total
}

/// The client allocates memory only for the decoded data: once for each string, and once each time
/// a list grows. The limit is the number of allocations that the minimal structs need.
#[test]
fn decode_page_allocates_no_more_than_minimal_structs() {
    let current: fn(&str) -> u64 = decode::<Many<Group>>;
    for (format, minimal, body) in [
        ("newer", current, bodies::current(false)),
        (
            "newer, unknown fields",
            decode::<Many<OpenGroup>>,
            bodies::current(true),
        ),
        ("older", decode::<Many<LegacyGroup>>, bodies::legacy(false)),
        (
            "older, unknown fields",
            decode::<Many<OpenLegacyGroup>>,
            bodies::legacy(true),
        ),
    ] {
        let (minimal, ours) = (minimal(&body), decode::<GroupListResponse>(&body));
        println!("{format}: minimal structs {minimal}, this client {ours}");
        assert!(
            ours <= minimal,
            "{format}: minimal structs {minimal}, this client {ours}"
        );
    }
}

/// Reads a stream of all groups, in pages of 100 groups. Returns the peak memory while the stream
/// is read.
fn peak(groups: usize, pages_in_flight: usize) -> u64 {
    let server = Replay::start(move |path| json(&bodies::numbered(path, groups)));
    let endpoint = server.endpoint();
    let client = endpoint.client_with(|builder| builder.pages_in_flight(pages_in_flight));
    let list_all = async || {
        let mut items = client.list_groups_stream(Default::default());
        let mut count = 0;
        while let Some(group) = items.next().await {
            group.unwrap();
            count += 1;
        }
        assert_eq!(count, groups);
    };
    let mut list_all = Box::pin(list_all());
    let runtime = one_thread();
    measure(|| runtime.block_on(list_all.as_mut())).bytes_max
}

#[test]
fn list_all_longer_list_needs_no_more_memory() {
    let (short, long) = (peak(10_000, 1), peak(100_000, 1));
    println!(
        "peak memory, one page in flight: {short} bytes for 10,000 groups, {long} bytes for 100,000"
    );
    assert!(
        long * 10 <= short * 11,
        "{short} bytes for 10,000 groups, {long} for 100,000"
    );

    // The amount of data that the client prefetches depends on the speed of the server. The limit
    // allows 100 KB of memory for each page in flight. This is enough for 100 structs `Group`
    // of about 320 bytes each, for their strings, for the response body, and for the buffers.
    let prefetched = peak(100_000, 8);
    println!("peak memory, 8 pages in flight: {prefetched} bytes for 100,000 groups");
    assert!(prefetched <= long + 8 * 100_000, "{prefetched} bytes");
}
