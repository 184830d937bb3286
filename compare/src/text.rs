//! Texts for the observations. They contain no port, no time and no random value.

use std::any::Any;

use crate::client::CallResult;
use crate::row::{Request, Trace};

/// The maximum length of an observed text, in characters.
const MAX_LENGTH: usize = 160;
/// The maximum number of requests in the details of a cell.
const MAX_REQUESTS: usize = 5;

/// Returns the requests of a client and the result of the last call.
pub(crate) fn details(trace: &Trace) -> Vec<String> {
    let lines: Vec<String> = trace.requests.iter().map(request_line).collect();
    let runs: Vec<String> = lines
        .chunk_by(|line, next| line == next)
        .map(|run| match run {
            [line] => code(line),
            run => format!("{} {} times", code(&run[0]), run.len()),
        })
        .collect();
    let mut requests = runs[..runs.len().min(MAX_REQUESTS)].join(", ");
    match runs.len() {
        0 => requests.push_str("no request"),
        number if number > MAX_REQUESTS => requests.push_str(", and further requests"),
        _ => {}
    }
    let last = match trace.results.len() {
        0 | 1 => "result",
        _ => "result of the last call",
    };
    vec![requests, format!("{last}: {}", result(trace.last()))]
}

fn request_line(request: &Request) -> String {
    let Request {
        method,
        target,
        body,
        ..
    } = request;
    let space = if body.is_empty() { "" } else { " " };
    format!("{method} {target}{space}{body}")
}

/// Returns a result on one line.
fn result(result: &CallResult) -> String {
    match result {
        Ok(returned) if returned.json.is_empty() => "success".to_owned(),
        Ok(returned) => code(&returned.json),
        Err(failure) => format!("error {}", code(&failure.text)),
    }
}

/// Returns a text as code of Markdown, on one line and with a maximum length.
pub(crate) fn code(text: &str) -> String {
    let mut line = String::new();
    for (number, character) in text.chars().enumerate() {
        if number == MAX_LENGTH {
            line.push('…');
            break;
        }
        match character {
            '\n' | '\r' | '\t' => line.push(' '),
            '`' => line.push('\''),
            _ if is_visible(character) => line.push(character),
            _ => line.extend(character.escape_unicode()),
        }
    }
    match line.trim() {
        "" => "an empty text".to_owned(),
        line => format!("`{line}`"),
    }
}

fn is_visible(character: char) -> bool {
    let changes_direction = matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(character, '\u{2066}'..='\u{2069}' | '\u{feff}');
    !character.is_control() && !changes_direction
}

/// Replaces the address of the sandbox, and the addresses of objects in memory, with fixed texts.
pub(crate) fn without_address(text: &str, address: &str) -> String {
    let port = address.rsplit(':').next().unwrap_or_default();
    let text = text
        .replace(address, "HOST")
        .replace(&format!("port={port}"), "port=PORT");
    let mut parts = text.split(" at 0x");
    let mut replaced = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        replaced.push_str(" at 0x…");
        replaced.push_str(part.trim_start_matches(|digit: char| digit.is_ascii_hexdigit()));
    }
    replaced
}

/// Returns the message of a panic.
pub(crate) fn panic_message(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(|&text| text.to_owned());
    let text = text.or_else(|| payload.downcast_ref::<String>().cloned());
    text.unwrap_or_default()
}

/// Returns a number with a noun, for example `1 request` or `2 requests`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}
