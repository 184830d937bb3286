//! The load that a client causes, and the pauses that a server requests.

use std::iter::{once, repeat, repeat_n};
use std::time::Duration;

use tallyfy_sandbox::{Operation, Reply};

use super::{all_succeed, get};
use crate::client::Ability;
use crate::row::{Row, Step, Trace, Verdict, set, verdict};

pub(super) const ROWS: [Row; 5] = [
    Row::new(
        "Many short rate limits",
        "The server responds to every second request with 429 and `Retry-After: 1`. The program \
         makes 64 calls.",
        "Each call succeeds after the pause.",
        || {
            let limited = || Reply::status(429).header("retry-after", "1");
            alternating([limited(), Reply::normal()], 64)
        },
        all_succeed,
    )
    .needs(Ability::Retries),
    Row::new(
        "Closed idle connections",
        "The server closes every second request's connection without a response. The connection \
         was idle before. The program reads a group 300 times.",
        "Each read succeeds on a new connection.",
        || alternating([Reply::normal(), Reply::hang_up()], 300),
        all_succeed,
    )
    .needs(Ability::Retries),
    Row::new(
        "Statuses of gateways",
        "A gateway responds to five reads with 520, 522, 524, 529 and 530. Each second attempt \
         would succeed.",
        "Each read is repeated.",
        || {
            let steps =
                [520, 522, 524, 529, 530].map(|status| [reply(Reply::status(status)), get()]);
            steps.concat()
        },
        all_succeed,
    )
    .needs(Ability::Retries),
    Row::new(
        "`Retry-After` as a date, wrong local clock",
        "The server responds with 429, `Date`, and a `Retry-After` that is 2 s later than `Date`. \
         The local clock is at least one day ahead.",
        "The client waits for 2 s.",
        || {
            let limited = Reply::status(429)
                .header("date", "Sun, 06 Nov 1994 08:49:37 GMT")
                .header("retry-after", "Sun, 06 Nov 1994 08:49:39 GMT");
            vec![reply(limited), get()]
        },
        |trace| waits(trace, Duration::from_secs(2)),
    )
    .needs(Ability::Retries),
    Row::new(
        "`Retry-After: 2.5`",
        "The server responds with 429 and `Retry-After: 2.5`.",
        "The client waits for at least 2.5 s.",
        || {
            vec![
                reply(Reply::status(429).header("retry-after", "2.5")),
                get(),
            ]
        },
        |trace| waits(trace, Duration::from_millis(2500)),
    )
    .needs(Ability::Retries),
];

fn alternating(replies: [Reply; 2], calls: usize) -> Vec<Step> {
    let script = set(move |sandbox| {
        sandbox.script(Operation::GetGroup, repeat(replies.clone()).flatten());
    });
    once(script).chain(repeat_n(get(), calls)).collect()
}

/// Sends a reply to the next read.
fn reply(reply: Reply) -> Step {
    set(move |sandbox| sandbox.script(Operation::GetGroup, [reply.clone()]))
}

/// Judges the pause before the second attempt.
fn waits(trace: &Trace, expected: Duration) -> Verdict {
    match trace.pauses.first() {
        None => verdict(false, "no second attempt"),
        Some(&pause) if pause < expected => verdict(false, "waits less"),
        Some(&pause) => verdict(pause < 2 * expected, format!("waits for {pause:?}")),
    }
}
