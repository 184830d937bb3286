//! The benchmarks that measure times.
//!
//! Start the benchmarks with `cargo xtask bench` or with
//! `cargo run --release -p tallyfy-benches -- [SECTION …]`. The benchmarks do not count
//! allocations. The tests in `tests/allocations.rs` count them.

#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod instructions;

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use serde::de::DeserializeOwned;
use tallyfy_benches::bench::{Repetitions, Subject, compare, one_thread, two_threads};
use tallyfy_benches::bodies;
use tallyfy_benches::contender::{Operation, contenders};
use tallyfy_benches::endpoint::{Endpoint, GROUP, sandbox};
use tallyfy_benches::minimal::{
    Group, GroupDetails, LegacyGroup, Many, One, OpenGroup, OpenLegacyGroup,
};
use tallyfy_benches::replay::{Replay, json};
use tallyfy_groups::ListGroups;
use tallyfy_groups::generated::types::GroupListResponse;
use tallyfy_sandbox::Sandbox;

/// The sections of the benchmarks. The program runs them in this order.
const SECTIONS: [(&str, fn()); 5] = [
    ("calls", calls),
    ("decoding", decoding),
    ("listing", listing),
    ("sharing", sharing),
    ("instructions", instructions::instructions),
];

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    if instructions::child(&wanted) {
        return;
    }
    let unknown = |wanted: &&String| SECTIONS.iter().all(|(name, _)| name != wanted);
    if let Some(unknown) = wanted.iter().find(unknown) {
        let names = SECTIONS.map(|(name, _)| name).join(", ");
        eprintln!("error: the section `{unknown}` does not exist; the sections are {names}");
        std::process::exit(2);
    }
    for (name, section) in SECTIONS {
        if wanted.is_empty() || wanted.iter().any(|wanted| wanted == name) {
            section();
        }
    }
}

/// Measures the time of single calls. The connection is already open.
fn calls() {
    let sandbox = sandbox(10_000);
    let runtime = one_thread();
    let all = contenders(&Endpoint::of(&sandbox));
    for (title, operation, rounds, times) in [
        ("Get a group", Operation::GetGroup, 401, 30),
        ("Create a group", Operation::CreateGroup, 401, 30),
        ("List 100 groups", Operation::ListGroups, 101, 20),
        ("List 10,000 groups", Operation::ListAll, 15, 1),
    ] {
        let subjects = all.iter().map(|contender| {
            Subject::new(contender.name, |times| {
                for _ in 0..times {
                    black_box(runtime.block_on(contender.call(operation)));
                }
            })
        });
        compare(title, Repetitions { rounds, times }, subjects.collect());
    }
}

/// Measures how long it takes to decode a page that is already in memory. The page has 100 groups
/// with 20 members each.
fn decoding() {
    fn from_str<T: DeserializeOwned>(body: &str) -> impl FnMut(usize) + '_ {
        |times| {
            for _ in 0..times {
                // The client checks in one step that the complete body is UTF-8, so this
                // hand-written code also does so.
                let text = std::str::from_utf8(black_box(body.as_bytes())).unwrap();
                black_box(serde_json::from_str::<T>(text).unwrap());
            }
        }
    }
    fn from_slice<T: DeserializeOwned>(body: &str) -> impl FnMut(usize) + '_ {
        |times| {
            for _ in 0..times {
                black_box(serde_json::from_slice::<T>(black_box(body.as_bytes())).unwrap());
            }
        }
    }
    let repetitions = Repetitions {
        rounds: 101,
        times: 20,
    };
    for is_extended in [false, true] {
        let fields = if is_extended {
            "three unknown fields in each group"
        } else {
            "only known fields"
        };
        let current = bodies::current(is_extended);
        let mut subjects = vec![
            Subject::new(
                "minimal structs, `from_str`",
                from_str::<Many<Group>>(&current),
            ),
            Subject::new(
                "minimal structs, `from_slice`",
                from_slice::<Many<Group>>(&current),
            ),
            Subject::new(
                "minimal structs, keeping unknown fields",
                from_str::<Many<OpenGroup>>(&current),
            ),
            Subject::new("this client", from_str::<GroupListResponse>(&current)),
        ];
        if is_extended {
            // The tool compares all other subjects with the first subject. If the page has unknown
            // fields, the first subject has to keep these fields.
            subjects.swap(0, 2);
        }
        compare(&format!("Decode a page, {fields}"), repetitions, subjects);

        let legacy = bodies::legacy(is_extended);
        let mut subjects = vec![
            Subject::new(
                "minimal structs, `from_str`",
                from_str::<Many<LegacyGroup>>(&legacy),
            ),
            Subject::new(
                "minimal structs, `from_slice`",
                from_slice::<Many<LegacyGroup>>(&legacy),
            ),
            Subject::new(
                "minimal structs, keeping unknown fields",
                from_str::<Many<OpenLegacyGroup>>(&legacy),
            ),
            Subject::new("this client", from_str::<GroupListResponse>(&legacy)),
        ];
        if is_extended {
            subjects.swap(0, 2);
        }
        compare(
            &format!("Decode a page in the older format, {fields}"),
            repetitions,
            subjects,
        );
    }
}

/// Measures the time of a stream that reads 100 pages. The server takes 20 ms to send each page.
fn listing() {
    let builder = Sandbox::builder()
        .groups(10_000)
        .latency(Duration::from_millis(20));
    let sandbox = builder.start().unwrap();
    let runtime = one_thread();
    let client = Endpoint::of(&sandbox).client();
    let list_all = |pages_in_flight: usize| {
        let (runtime, client) = (&runtime, &client);
        move |times| {
            for _ in 0..times {
                let count = async {
                    let groups = client.list_groups_stream(ListGroups::new());
                    let mut groups = groups.pages_in_flight(pages_in_flight);
                    let mut count = 0;
                    while let Some(group) = groups.next().await {
                        count += usize::from(!group.unwrap().name.is_empty());
                    }
                    count
                };
                assert_eq!(runtime.block_on(count), 10_000);
            }
        }
    };
    let subject = |(name, pages)| Subject::new(name, list_all(pages));
    let subjects = [
        ("one page after another", 1),
        ("2 pages in flight", 2),
        ("4 pages in flight", 4),
        ("8 pages in flight, the default", 8),
        ("16 pages in flight", 16),
    ];
    let repetitions = Repetitions {
        rounds: 5,
        times: 1,
    };
    compare(
        "List 100 pages that take 20 ms each",
        repetitions,
        subjects.map(subject).into(),
    );
}

/// Measures the time of many tasks. The tasks share one client and run on two threads.
///
/// One measurement uses the sandbox as its server. The other measurement uses a server that needs
/// almost no time, so this measurement shows only the cost of the clients.
fn sharing() {
    let sandbox = sandbox(100);
    share("64 parallel calls, sandbox", &Endpoint::of(&sandbox));

    let group = format!(
        r#"{{"data":{{"id":"{GROUP}","name":"Sales Team","description":"Handles all sales inquiries.","logo":null,"members":["1001","1005"],"guests":["client.a@example.com"],"created_at":"2023-01-15T09:00:00Z","last_updated":"2023-06-20T10:00:00Z"}}}}"#
    );
    let response = json(&group);
    let server = Replay::start(move |_| response.clone());
    share(
        "64 parallel calls, server with a fixed response",
        &server.endpoint(),
    );
}

/// Measures the time of 64 tasks. Each task gets a group again and again.
fn share(title: &str, endpoint: &Endpoint) {
    const TASKS: usize = 64;
    let runtime = two_threads();

    let minute = Duration::from_secs(60);
    let with_timeouts = endpoint.http_with(|builder| builder.timeout(minute).read_timeout(minute));
    let url: Arc<str> = format!("{}/organizations/demo/groups/{GROUP}", endpoint.base_url).into();
    let client = endpoint.client();
    let tasks = |times: usize, spawn: &dyn Fn(usize) -> tokio::task::JoinHandle<()>| {
        let tasks: Vec<_> = (0..TASKS).map(|_| spawn(times)).collect();
        for task in tasks {
            runtime.block_on(task).unwrap();
        }
    };
    let by_hand = |name, http: reqwest::Client| {
        let (tasks, runtime, url) = (&tasks, &runtime, &url);
        Subject::new(name, move |times| {
            tasks(times, &|times| {
                let (http, url) = (http.clone(), Arc::clone(url));
                runtime.spawn(async move {
                    for _ in 0..times {
                        let response = http.get(&*url).send().await.unwrap();
                        let response = response.error_for_status().unwrap();
                        let group: One<GroupDetails> = response.json().await.unwrap();
                        black_box(group.data.name.len());
                    }
                })
            });
        })
    };
    let subjects = vec![
        by_hand("hand-written", endpoint.http()),
        by_hand("hand-written, with timeouts", with_timeouts),
        Subject::new("this client", |times| {
            tasks(times, &|times| {
                let client = client.clone();
                runtime.spawn(async move {
                    for _ in 0..times {
                        black_box(client.get_group(GROUP).await.unwrap().name.len());
                    }
                })
            });
        }),
    ];
    let repetitions = Repetitions {
        rounds: 61,
        times: 20,
    };
    compare(title, repetitions, subjects);
}
