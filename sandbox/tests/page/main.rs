//! Tests of the web page that shows the contract. `cargo xtask sandbox` starts the sandbox program
//! with this page, and `cargo xtask docs` writes this page to a file.
//!
//! Some tests read the page over HTTP. Another test opens the page in a browser, if a browser is
//! installed. The tests in `tests/sandbox/` check how the library serves an HTML page.

#![allow(clippy::expect_used, clippy::unwrap_used, missing_docs)]

mod browser;
mod chrome;
mod expressions;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::LazyLock;

use tallyfy_review::{Contract, LoadedContract, TryIt, page};

const CONTRACT: &str = include_str!("../../../spec/groups.yaml");

/// The file with the page that `cargo xtask sandbox` creates.
static PAGE: LazyLock<PathBuf> = LazyLock::new(|| {
    let page = page(
        &load_contract(CONTRACT.to_owned()),
        Some(&TryIt::placeholders()),
        None,
    );
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("contract.html");
    fs::write(&file, page).unwrap();
    file
});

fn load_contract(text: String) -> LoadedContract {
    let contract = Contract::new("spec/groups.yaml", text);
    LoadedContract::of(contract).ok().unwrap()
}

/// A running sandbox program. The program stops when this value is dropped, even if the test fails.
struct Program {
    process: Child,
    lines: BufReader<ChildStdout>,
    /// The URL of the page, with a slash at the end.
    url: String,
}

impl Program {
    fn start() -> Program {
        let mut process = Command::new(env!("CARGO_BIN_EXE_tallyfy-sandbox"))
            .args(["--listen", "127.0.0.1:0", "--prefix", "/api/", "--page"])
            .arg(&*PAGE)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program must start");
        let lines = BufReader::new(
            process
                .stdout
                .take()
                .expect("standard output must be a pipe"),
        );
        let mut program = Program {
            process,
            lines,
            url: String::new(),
        };
        program.line();
        let line = program.line();
        let url = line.strip_prefix("The page is at ");
        program.url = url
            .expect("the second line must be the URL of the page")
            .to_owned();
        // The next five lines of the program's output are a blank line, three `export` commands and
        // a blank line.
        for _ in 0..5 {
            program.line();
        }
        program
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.lines
            .read_line(&mut line)
            .expect("the output must be UTF-8");
        line.trim_end().to_owned()
    }

    /// Sends a request, and returns the head and the body of the response.
    fn response(&self, method: &str, path: &str) -> (String, String) {
        let host = self.url.trim_start_matches("http://");
        let mut stream = TcpStream::connect(host.trim_end_matches('/'))
            .expect("the program must accept connections");
        let head = format!("{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        stream
            .write_all(head.as_bytes())
            .expect("the program must read the request");
        let mut response = String::new();
        stream
            .read_to_string(&mut response)
            .expect("the program must send a response");
        let (head, body) = response
            .split_once("\r\n\r\n")
            .expect("the head must end with a blank line");
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
            && !page.contains("{{")
    );

    // The page has exactly one script and one style, and the content security policy allows both.
    let (_, nonce) = head
        .split_once("script-src 'nonce-")
        .expect("the policy must have a nonce");
    let (nonce, _) = nonce
        .split_once('\'')
        .expect("the nonce must end with a quote");
    for element in ["script", "style"] {
        assert_eq!(page.matches(&format!("<{element}")).count(), 1);
        assert!(page.contains(&format!("<{element} nonce=\"{nonce}\">")));
    }
    assert!(!page.contains(" style=\"") && !page.contains(" onclick="));

    // Without this `link` element, a browser would request an icon from the sandbox, and the
    // sandbox would record this request.
    assert!(page.contains("<link rel=\"icon\" href=\"data:,\">"));

    let (head, body) = program.response("HEAD", "/");
    assert!(
        head.starts_with("HTTP/1.1 200 ") && body.is_empty(),
        "{head}"
    );

    // The program does not log requests for the page, so the first line of the log describes the
    // first API request.
    program.response("GET", "/api/organizations/demo/groups");
    let line = program.line();
    assert!(line.ends_with(" 401 listGroups req-000001"), "{line}");
}
