//! The contract's page as the program serves it, and as a file: over HTTP, and in a real browser
//! where one is installed. How the library serves a page is tested in `tests/sandbox/`.

#![allow(clippy::expect_used, clippy::unwrap_used, missing_docs)]

mod browser;
mod chrome;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Command, Stdio};

const CONTRACT: &str = include_str!("../../../spec/groups.yaml");

/// The program; stopped however the test ends.
struct Program {
    process: Child,
    lines: BufReader<ChildStdout>,
    /// Where its page is, with a slash at the end.
    url: String,
}

impl Program {
    fn start() -> Program {
        let mut process = Command::new(env!("CARGO_BIN_EXE_tallyfy-sandbox"))
            .args(["--listen", "127.0.0.1:0", "--prefix", "/api/"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts");
        let lines = BufReader::new(process.stdout.take().expect("a pipe"));
        let mut program = Program {
            process,
            lines,
            url: String::new(),
        };
        program.line();
        let line = program.line();
        let url = line.strip_prefix("Contract page with request forms: ");
        program.url = url.expect("its second line").to_owned();
        // A blank line, three variables, a blank line.
        for _ in 0..5 {
            program.line();
        }
        program
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.lines.read_line(&mut line).expect("text");
        line.trim_end().to_owned()
    }

    /// The head and the body of an answer.
    fn response(&self, method: &str, path: &str) -> (String, String) {
        let host = self.url.trim_start_matches("http://");
        let mut stream = TcpStream::connect(host.trim_end_matches('/')).expect("it listens");
        let head = format!("{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        stream.write_all(head.as_bytes()).expect("it reads");
        let mut response = String::new();
        stream.read_to_string(&mut response).expect("it answers");
        let (head, body) = response.split_once("\r\n\r\n").expect("a blank line");
        (head.to_owned(), body.to_owned())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn program_root_path_serves_contract_page() {
    let mut program = Program::start();
    let (head, page) = program.response("GET", "/");
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>"));

    let operations = CONTRACT.matches("operationId: ").count();
    assert!(operations > 0);
    assert_eq!(page.matches("<form ").count(), operations);
    for id in CONTRACT
        .lines()
        .filter_map(|line| line.trim().strip_prefix("operationId: "))
    {
        assert!(
            page.contains(&format!("data-operation=\"{id}\"")),
            "{id} has no form"
        );
    }
    assert_eq!(
        page.matches(" name=\"org_id\" data-in=\"path\" value=\"demo\"")
            .count(),
        operations
    );
    assert!(
        page.contains(" id=\"server\" data-prefix=\"/api\"")
            && page.contains("value=\"demo-token\"")
    );

    // What the policy lets through is all that there is.
    let (_, nonce) = head.split_once("script-src 'nonce-").expect("a policy");
    let (nonce, _) = nonce.split_once('\'').expect("a quote");
    for element in ["script", "style"] {
        assert_eq!(page.matches(&format!("<{element}")).count(), 1);
        assert!(page.contains(&format!("<{element} nonce=\"{nonce}\">")));
    }
    assert!(!page.contains(" style=\"") && !page.contains(" onclick="));

    // Else a browser asks for one, and that is recorded.
    assert!(page.contains("<link rel=\"icon\" href=\"data:,\">"));

    let (head, body) = program.response("HEAD", "/");
    assert!(
        head.starts_with("HTTP/1.1 200 ") && body.is_empty(),
        "{head}"
    );

    // What is logged first is the first request of the API.
    program.response("GET", "/api/organizations/demo/groups");
    let line = program.line();
    assert!(line.ends_with(" 401 listGroups req-000001"), "{line}");
}
