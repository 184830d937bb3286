//! Compares what this client and other clients do when a service behaves badly. The command
//! `cargo xtask compare` builds and starts this program.
//!
//! Each row has a fault of the service and the calls of a client. The program runs each row with
//! each client on a sandbox. A function of the row judges the observations.

#![forbid(unsafe_code)]
// The program is a tool of the developers. If its own code fails, a panic shows the place.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod client;
mod clock;
mod generators;
mod render;
mod row;
mod rows;
mod text;

use std::path::PathBuf;
use std::process::ExitCode;
use std::{env, fs, panic};

use client::Kind;
use render::{Line, Report, Section};
use row::Row;
use rows::{PARTS, Part};

/// The settings of the program.
#[derive(Debug, Default)]
struct Settings {
    /// Only check that the file is up to date.
    check: bool,
    /// The file for the table as Markdown.
    file: PathBuf,
    /// A Python that has the vendor's SDK.
    python: Option<PathBuf>,
    /// The program openapi-generator.
    openapi_generator: Option<PathBuf>,
}

fn main() -> ExitCode {
    let settings = match settings(env::args().skip(1)) {
        Ok(settings) => settings,
        Err(message) => {
            eprintln!("error: {message}");
            return ExitCode::from(2);
        }
    };
    match run(&settings) {
        Ok(code) => code,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
    }
}

fn settings(mut arguments: impl Iterator<Item = String>) -> Result<Settings, String> {
    let mut settings = Settings::default();
    while let Some(argument) = arguments.next() {
        let mut path = || arguments.next().map(PathBuf::from);
        match argument.as_str() {
            "--check" => settings.check = true,
            "--python" => settings.python = path(),
            "--openapi-generator" => settings.openapi_generator = path(),
            "--file" => settings.file = path().unwrap_or_default(),
            other => {
                return Err(format!(
                    "unknown argument {other}; run `cargo xtask compare`"
                ));
            }
        }
    }
    Ok(settings)
}

fn run(settings: &Settings) -> Result<ExitCode, String> {
    // The details of a cell show the message of a panic.
    panic::set_hook(Box::new(|_| {}));
    let report = observe(settings);
    print!("{}", render::text(&report));
    let markdown = render::markdown(&report);
    let missing: Vec<&str> = render::COLUMNS
        .into_iter()
        .filter(|column| !report.columns.contains(column))
        .collect();
    let path = settings.file.display();
    if settings.check {
        let old = fs::read_to_string(&settings.file).map_err(|error| format!("{path}: {error}"))?;
        let common = |page: &str| {
            let page = page.to_owned();
            missing
                .iter()
                .fold(page, |page, column| render::without(&page, column))
        };
        if common(&old) != common(&markdown) {
            eprintln!("error: {path} is out of date; run `cargo xtask compare`");
            return Ok(ExitCode::from(4));
        }
    } else if missing.is_empty() {
        // A reader of the file sees either the old text or the complete new text.
        let temporary = settings.file.with_extension("new");
        fs::write(&temporary, markdown)
            .and_then(|()| fs::rename(&temporary, &settings.file))
            .map_err(|error| format!("{path}: {error}"))?;
    } else {
        println!(
            "{path} was not changed, because these clients are missing: {}",
            missing.join(", ")
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// Runs each row with each available client.
fn observe(settings: &Settings) -> Report {
    let mut kinds = vec![Kind::This, Kind::Progenitor];
    if client::has_openapi_generator() {
        kinds.push(Kind::OpenapiGenerator);
    }
    kinds.extend(settings.python.clone().map(Kind::Python));
    let jar = settings.openapi_generator.as_deref();
    let generators = Section {
        title: generators::TITLE,
        lines: generators::ROWS
            .iter()
            .map(|row| Line {
                name: row.name,
                service: row.service,
                right: row.right,
                cells: kinds.iter().map(|kind| row.run(kind, jar)).collect(),
            })
            .collect(),
    };
    let mut sections: Vec<Section> = PARTS.iter().map(|part| section(part, &kinds)).collect();
    sections.insert(1, generators);
    Report {
        columns: kinds.iter().map(Kind::name).collect(),
        sections,
        skipped: &rows::SKIPPED,
    }
}

/// Runs the rows of a part, one client after the other. While the Python process starts, it has
/// copies of all sockets of this process. So a sandbox that stops at the same time would still
/// accept connections.
fn section(part: &Part, kinds: &[Kind]) -> Section {
    let line = |row: &Row| Line {
        name: row.name,
        service: row.service,
        right: row.right,
        cells: kinds.iter().map(|kind| row.run(kind)).collect(),
    };
    Section {
        title: part.title,
        lines: part.rows.iter().map(line).collect(),
    }
}
