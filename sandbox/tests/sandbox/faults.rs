//! Tests of requests that get no response, and of requests whose response is not HTTP. The tests
//! also check how the sandbox records these requests.

use std::iter;
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use tallyfy_sandbox::{Operation, Reply, Sandbox};

use crate::support::{
    End, Request, Response, check_stays_open, delete, get, post, read_exact, read_head,
    read_to_end, started,
};

fn create() -> Request {
    post("/groups", r#"{"name": "A", "description": "d"}"#)
}

/// Sets a script with one reply for `createGroup`, and sends a `createGroup` request. The caller
/// reads the response from the returned stream.
#[track_caller]
fn created(reply: Reply) -> (Sandbox, TcpStream) {
    let sandbox = Sandbox::start();
    sandbox.script(Operation::CreateGroup, [reply]);
    let stream = create().open(&sandbox);
    (sandbox, stream)
}

/// Checks how the sandbox recorded the first request, and whether this request created a group.
/// Also checks that the server still responds to new requests.
#[track_caller]
fn check_record(sandbox: &Sandbox, status: Option<u16>, carried_out: bool) {
    let requests = sandbox.requests();
    let recorded = (requests[0].status, requests[0].carried_out);
    assert_eq!(recorded, (status, carried_out));
    assert_eq!(
        requests[0].json(),
        Some(serde_json::json!({"name": "A", "description": "d"}))
    );
    assert_eq!(sandbox.groups().len(), if carried_out { 4 } else { 3 });
    let again = create().send(sandbox).status;
    assert_eq!(again, if carried_out { 422 } else { 201 });
}

#[track_caller]
fn check_ends(reply: Reply, bytes: &[u8], end: End, carried_out: bool) {
    let (sandbox, mut stream) = created(reply);
    assert_eq!(read_to_end(&mut stream), (bytes.to_vec(), end));
    check_record(&sandbox, None, carried_out);
}

#[test]
fn reset_ends_connection_with_reset() {
    check_ends(Reply::reset(), b"", End::Reset, false);
    check_ends(Reply::normal().then_reset(), b"", End::Reset, true);
    check_ends(Reply::status(503).then_reset(), b"", End::Reset, false);
}

#[test]
fn hang_up_closes_connection() {
    check_ends(Reply::hang_up(), b"", End::Closed, false);
    check_ends(Reply::normal().then_hang_up(), b"", End::Closed, true);
}

#[test]
fn raw_sends_given_bytes() {
    check_ends(
        Reply::raw("SSH-2.0\r\n"),
        b"SSH-2.0\r\n",
        End::Closed,
        false,
    );
    check_ends(Reply::raw(""), b"", End::Closed, false);
    let after = Reply::normal().then_raw([0, 255]);
    check_ends(after, &[0, 255], End::Closed, true);
    let head = "HTTP/1.1 200 OK\r\nContent-Ty";
    let cut = Reply::raw(head).cut_body(12);
    check_ends(cut, b"HTTP/1.1 200", End::Closed, false);
    let reset = Reply::raw(head).reset_body(u64::MAX);
    check_ends(reset, head.as_bytes(), End::Reset, false);
    let neither_head = Reply::raw("x").header("A", "b").content_length(9);
    check_ends(neither_head, b"x", End::Closed, false);
}

#[test]
fn silence_keeps_connection_open() {
    for (reply, carried_out) in [
        (Reply::silence(), false),
        (Reply::normal().then_silence(), true),
    ] {
        let (sandbox, mut stream) = created(reply);
        // The sandbox sends no response, so the test waits until the sandbox has recorded the
        // request.
        while sandbox.requests().is_empty() {
            thread::yield_now();
        }
        check_stays_open(&mut stream);
        check_record(&sandbox, None, carried_out);
        check_stays_open(&mut stream);
        sandbox.shutdown();
        assert_eq!(read_to_end(&mut stream).0, b"");
    }
}

#[test]
fn raw_head_stalls_or_never_ends() {
    let (sandbox, mut stream) = created(Reply::raw("HTTP/1.1 2").stall_body(9));
    assert_eq!(read_exact(&mut stream, 9), b"HTTP/1.1 ");
    check_stays_open(&mut stream);
    check_record(&sandbox, None, false);

    let (sandbox, mut stream) = created(Reply::raw("HTTP/1.1 200 OK\r\nA:").endless_body());
    assert_eq!(read_exact(&mut stream, 19), b"HTTP/1.1 200 OK\r\nA:");
    let blanks = read_exact(&mut stream, 3 << 20);
    assert!(blanks.iter().all(|&byte| byte == b' '));
    check_record(&sandbox, None, false);
}

#[test]
fn several_endings_last_one_counts() {
    check_ends(
        Reply::silence().cut_body(3).then_reset(),
        b"",
        End::Reset,
        false,
    );
}

#[test]
fn script_mixes_faults_and_responses() {
    let sandbox = Sandbox::start();
    let twice = iter::repeat_n(Reply::status(503), 2);
    let script = twice.chain([Reply::reset(), Reply::raw("?"), Reply::normal()]);
    sandbox.script(Operation::ListGroups, script);
    let list = get("/groups");
    assert_eq!([(); 2].map(|()| list.send(&sandbox).status), [503, 503]);
    assert_eq!(read_to_end(&mut list.open(&sandbox)), (vec![], End::Reset));
    assert_eq!(
        read_to_end(&mut list.open(&sandbox)),
        (b"?".to_vec(), End::Closed)
    );
    assert_eq!([(); 2].map(|()| list.send(&sandbox).status), [200, 200]);
    let outcomes: Vec<_> = sandbox
        .requests()
        .iter()
        .map(|request| (request.status, request.carried_out))
        .collect();
    let expected = [
        (Some(503), false),
        (Some(503), false),
        (None, false),
        (None, false),
        (Some(200), true),
        (Some(200), true),
    ];
    assert_eq!(outcomes, expected);
}

/// The test imitates a client that reuses a connection. The first response on the connection is
/// complete. After the second request, the sandbox resets the connection.
#[test]
fn reset_on_reused_connection_fails_next_request() {
    let sandbox = Sandbox::start();
    sandbox.script(Operation::ListGroups, [Reply::normal(), Reply::reset()]);
    let mut stream = get("/groups").open(&sandbox);
    let length = read_head(&mut stream)
        .header("content-length")
        .map(str::parse);
    read_exact(&mut stream, length.unwrap().unwrap());
    get("/groups").send_on(&mut stream, &sandbox);
    assert_eq!(read_to_end(&mut stream), (vec![], End::Reset));
    assert_eq!(get("/groups").send(&sandbox).status, 200);
    assert_eq!(sandbox.requests().len(), 3);
}

/// Adds `then_close` to `reply`, sets a script with this reply, and sends one request. Checks that
/// the sandbox sends the expected response and then closes the connection.
#[track_caller]
fn check_then_close(operation: Operation, request: &Request, reply: Reply, expected: &Response) {
    let sandbox = Sandbox::start();
    sandbox.script(operation, [reply.then_close()]);
    let (bytes, end) = read_to_end(&mut request.open(&sandbox));
    let response = Response::parse(&bytes);
    assert_eq!((response.status, end), (expected.status, End::Closed));
    assert_eq!(response.text(), expected.text());
    assert_eq!(response.header("connection"), None);
    let sorted = |response: &Response| {
        let mut headers = response.headers.clone();
        headers.retain(|(name, _)| name != "connection");
        headers.sort();
        headers
    };
    assert_eq!(sorted(&response), sorted(expected));
    assert!(sandbox.requests()[0].carried_out);
    assert_eq!(get("/groups").send(&sandbox).status, 200);
}

#[test]
fn then_close_sends_response_and_closes() {
    let delete = || delete("/groups/group_id_abc123");
    for (operation, request) in [
        (Operation::ListGroups, get("/groups")),
        (Operation::CreateGroup, create()),
        (Operation::DeleteGroup, delete()),
    ] {
        let expected = request.send(&Sandbox::start());
        check_then_close(operation, &request, Reply::normal(), &expected);
    }
    let slow = Reply::normal().drip(Duration::ZERO);
    let expected = get("/groups").send(&Sandbox::start());
    check_then_close(Operation::ListGroups, &get("/groups"), slow, &expected);
    let cut = Reply::normal().cut_body(3);
    check_then_close(Operation::ListGroups, &get("/groups"), cut, &expected);
}

#[test]
fn then_close_on_reused_connection_fails_next_request() {
    let sandbox = Sandbox::start();
    let replies = [Reply::normal(), Reply::normal().then_close()];
    sandbox.script(Operation::ListGroups, replies);
    let list = get("/groups");
    let mut stream = list.open(&sandbox);
    let mut read = || {
        let head = read_head(&mut stream);
        let length = head
            .header("content-length")
            .expect("the response must have a length")
            .parse();
        read_exact(&mut stream, length.expect("the length must be a number"));
        assert_eq!(head.header("connection"), None);
        list.send_on(&mut stream, &sandbox);
    };
    read();
    read();
    // The connection was closed after the second response, so the third request did not reach the
    // server.
    let (bytes, _) = read_to_end(&mut stream);
    assert_eq!(bytes, b"");
    assert_eq!(sandbox.requests().len(), 2);
}

#[test]
fn then_close_with_later_ending_or_header_is_replaced() {
    check_ends(
        Reply::normal().then_close().then_reset(),
        b"",
        End::Reset,
        true,
    );
    let sandbox = Sandbox::start();
    let announced = Reply::status(503).header("Connection", "close");
    sandbox.script(Operation::ListGroups, [announced.then_close()]);
    let (bytes, end) = read_to_end(&mut get("/groups").open(&sandbox));
    let response = Response::parse(&bytes);
    assert_eq!(
        (response.status, response.header("connection")),
        (503, Some("close"))
    );
    assert_eq!(
        (response.header("content-length"), end),
        (Some("0"), End::Closed)
    );
    assert!(!sandbox.requests()[0].carried_out);
}

#[test]
fn refused_request_is_not_carried_out() {
    let sandbox = Sandbox::start();
    get("/groups").bearer("wrong").send(&sandbox);
    get("/groups/unknown").send(&sandbox);
    get("/nowhere").send(&sandbox);
    get("/groups").send(&sandbox);
    let outcomes: Vec<_> = sandbox
        .requests()
        .iter()
        .map(|request| (request.status, request.carried_out))
        .collect();
    let expected = [
        (Some(401), false),
        (Some(404), false),
        (Some(404), false),
        (Some(200), true),
    ];
    assert_eq!(outcomes, expected);
}

#[test]
fn open_connection_delays_no_request_and_no_shutdown() {
    let sandbox = Sandbox::start();
    let hour = Duration::from_secs(3600);
    let replies = [
        Reply::silence(),
        Reply::normal().stall_body(3),
        Reply::normal().drip(hour),
        Reply::normal().drip(Duration::ZERO).endless_body(),
        Reply::normal().endless_body(),
        Reply::normal().huge_body(u64::MAX),
        Reply::normal().huge_body(u64::MAX).gzip(),
    ];
    let count = replies.len();
    sandbox.script(Operation::GetMember, replies);
    let mut streams: Vec<_> = iter::repeat_with(|| get("/users/1001").open(&sandbox))
        .take(count)
        .collect();
    for _ in 0..3 {
        assert_eq!(get("/groups").send(&sandbox).status, 200);
    }
    for stream in &mut streams[1..] {
        assert_eq!(read_head(stream).status, 200);
    }
    let before = Instant::now();
    sandbox.shutdown();
    assert!(
        before.elapsed() < hour / 60,
        "the shutdown must not wait for connections"
    );
    for stream in &mut streams {
        // The sandbox may close or reset the connection. In this check, the test fails only if the
        // connection stays open.
        read_to_end(stream);
    }
}

#[test]
fn log_reset_response_has_no_status() {
    let (lines, logged) = std::sync::mpsc::channel();
    let sandbox = started(Sandbox::builder().log(move |line| drop(lines.send(line.to_owned()))));
    sandbox.script(Operation::CreateGroup, [Reply::normal().then_reset()]);
    read_to_end(&mut create().open(&sandbox));
    let expected = "POST /organizations/demo/groups - createGroup req-000001";
    assert_eq!(logged.recv().as_deref(), Ok(expected));
}
