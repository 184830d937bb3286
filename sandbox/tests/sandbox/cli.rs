//! Tests of the output and the errors of the command line program.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tallyfy-sandbox"));
    command.args(arguments);
    command
}

#[track_caller]
fn run_failing(arguments: &[&str]) -> (Option<i32>, String) {
    let Output { status, stderr, .. } =
        program(arguments).output().expect("the program must start");
    (
        status.code(),
        String::from_utf8(stderr).expect("the output must be UTF-8"),
    )
}

/// A running sandbox program. The program stops when this value is dropped, even if the test fails.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Sends a request, and returns the response.
fn response(host: &str, head: &str) -> String {
    let mut stream = TcpStream::connect(host).expect("the program must accept connections");
    write!(stream, "{head}Connection: close\r\n\r\n").expect("the program must read the request");
    let mut response = String::new();
    stream
        .read_to_string(&mut response)
        .expect("the program must send a response");
    response
}

#[test]
fn program_prints_variables_and_one_line_per_request() {
    let page = Path::new(env!("CARGO_TARGET_TMPDIR")).join("page.html");
    let html = "<p title=\"{{organization}} {{prefix}} {{token}}\">{{nonce}}</p>";
    fs::write(&page, html).expect("the page must be writable");
    let arguments = [
        "--listen",
        "127.0.0.1:0",
        "--token",
        "it's <\"&",
        "--prefix",
        "/api/",
        "--groups",
        "1",
        "--page",
        page.to_str().expect("the path must be UTF-8"),
    ];
    let mut running = Running(
        program(&arguments)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program must start"),
    );
    let mut lines = BufReader::new(
        running
            .0
            .stdout
            .take()
            .expect("standard output must be a pipe"),
    )
    .lines();
    let mut line = || {
        lines
            .next()
            .expect("the program must print another line")
            .expect("the output must be UTF-8")
    };

    let first = line();
    let base_url = first
        .strip_prefix("Listening at ")
        .expect("the first line must be the base URL")
        .to_owned();
    let origin = base_url.trim_end_matches("/api");
    assert_eq!(line(), format!("The page is at {origin}/"));
    assert_eq!(line(), "");
    assert_eq!(line(), r#"export TALLYFY_ACCESS_TOKEN='it'\''s <"&'"#);
    assert_eq!(line(), "export TALLYFY_ORG_ID=demo");
    assert_eq!(line(), format!("export TALLYFY_BASE_URL={base_url}"));
    assert_eq!(line(), "");

    let host = base_url
        .strip_prefix("http://")
        .and_then(|rest| rest.strip_suffix("/api"))
        .expect("the base URL must contain a host");
    let served = response(host, "GET / HTTP/1.1\r\nHost: x\r\n");
    let (_, nonce) = served
        .split_once("style-src 'nonce-")
        .expect("the response must have a policy");
    let nonce = &nonce[..32];
    let expected = format!("<p title=\"demo /api it&#39;s &lt;&quot;&amp;\">{nonce}</p>");
    assert!(served.ends_with(&expected), "{served}");

    let head = "GET /api/organizations/demo/groups?page=0 HTTP/1.1\r\n\
                Host: x\r\n\
                X-Tallyfy-Client: APIClient\r\n\
                Authorization: Bearer it's <\"&\r\n";
    response(host, head);
    let expected = "GET /api/organizations/demo/groups?page=0 422 listGroups req-000001 \
                    (page: The page must be at least 1.)";
    assert_eq!(line(), expected);
}

#[test]
fn program_address_in_use_prints_one_line() {
    let taken =
        TcpListener::bind("127.0.0.1:0").expect("the loopback address must have a free port");
    let address = taken
        .local_addr()
        .expect("the socket must have an address")
        .to_string();
    let (code, stderr) = run_failing(&["--listen", &address]);
    assert_eq!(code, Some(1));
    assert!(
        stderr.starts_with(&format!(
            "tallyfy-sandbox: the server cannot start on {address}: "
        )),
        "{stderr}"
    );
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
}

#[test]
fn program_invalid_arguments_print_reason() {
    for (arguments, message) in [
        (
            ["--shape", "modern"],
            r#"the value "modern" is unknown; use one of these values: current, legacy"#,
        ),
        (
            ["--links", "none"],
            "use one of these values: empty-object, empty-array, null, absent, previous-next",
        ),
        (["--groups", "many"], "invalid digit found in string"),
        (["--listen", "8787"], "invalid socket address"),
        (["--colour", "red"], "unexpected argument"),
    ] {
        let (code, stderr) = run_failing(&arguments);
        assert_eq!(code, Some(2), "{stderr}");
        assert!(stderr.contains(message), "{stderr}");
    }
    for (option, value, message) in [
        (
            "--prefix",
            "api",
            "the path prefix is invalid; use a path such as `/api`",
        ),
        (
            "--page",
            "no/page.html",
            "the page no/page.html is not readable: ",
        ),
    ] {
        let (code, stderr) = run_failing(&["--listen", "127.0.0.1:0", option, value]);
        assert_eq!(code, Some(1));
        assert!(stderr.contains(message), "{stderr}");
    }
}
