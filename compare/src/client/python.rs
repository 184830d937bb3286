//! The vendor's Python SDK. A Python process makes the calls.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::json;
use tallyfy_benches::endpoint::Endpoint;

use super::{Call, CallResult, Client, Failure, Returned};
use crate::clock::PauseClock;

/// The program that makes the calls.
const PROGRAM: &str = include_str!("../../python/sdk.py");

pub(super) struct Python {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    clock: PauseClock,
}

/// A line that the Python program writes.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    Ready(()),
    Pause(f64),
    Returned(Returned),
    Failed(Failure),
}

impl Python {
    pub(super) fn new(python: &Path, endpoint: &Endpoint, clock: &PauseClock) -> Python {
        let mut process = Command::new(python)
            .args(["-c", PROGRAM])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (input, output) = (process.stdin.take(), process.stdout.take());
        let mut client = Python {
            process,
            input: input.unwrap(),
            output: BufReader::new(output.unwrap()),
            clock: clock.clone(),
        };
        client.write(&json!({
            "base_url": endpoint.base_url,
            "token": endpoint.token,
            "organization": endpoint.organization,
        }));
        assert!(matches!(client.read(), Line::Ready(())));
        client
    }

    fn write(&mut self, value: &impl Serialize) {
        writeln!(self.input, "{}", super::json(value)).unwrap();
    }

    fn read(&mut self) -> Line {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap()
    }
}

impl Client for Python {
    fn call(&mut self, call: &Call) -> CallResult {
        self.write(call);
        loop {
            match self.read() {
                Line::Returned(returned) => return Ok(returned),
                Line::Failed(failure) => return Err(failure),
                Line::Pause(seconds) => self.clock.add(Duration::from_secs_f64(seconds)),
                Line::Ready(()) => {}
            }
            self.write(&json!(null));
        }
    }
}

impl Drop for Python {
    fn drop(&mut self) {
        // The process may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
