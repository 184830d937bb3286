//! Tests of responses with a faulty body. A body can be incomplete, slow, too long or compressed. A
//! body can also stop in the middle, or the header `Content-Length` can be wrong.

use std::io::Read;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use flate2::read::GzDecoder;
use serde_json::{Value, json};
use tallyfy_sandbox::{Operation, Reply, Sandbox};

use crate::support::{
    End, Request, Response, check_stays_open, delete, get, raw, read_exact, read_head, read_to_end,
};

const MIB: usize = 1 << 20;

fn list() -> Request {
    get("/groups")
}

#[track_caller]
fn open_list(reply: Reply) -> (Sandbox, TcpStream) {
    let sandbox = Sandbox::start();
    sandbox.script(Operation::ListGroups, [reply]);
    let stream = list().open(&sandbox);
    (sandbox, stream)
}

#[track_caller]
fn complete_response(reply: Reply) -> (Response, End) {
    let (sandbox, mut stream) = open_list(reply);
    let (bytes, end) = read_to_end(&mut stream);
    assert_eq!(
        list().send(&sandbox).status,
        200,
        "the server must still work"
    );
    (Response::parse(&bytes), end)
}

/// Returns the body of a normal response to `listGroups`.
fn usual() -> Vec<u8> {
    list().send(&Sandbox::start()).body
}

#[track_caller]
fn check_body(reply: Reply, length: &str, body: &[u8], end: End) -> Response {
    let (response, ended) = complete_response(reply);
    assert_eq!(response.header("content-length"), Some(length));
    assert_eq!(
        String::from_utf8_lossy(&response.body),
        String::from_utf8_lossy(body)
    );
    assert_eq!(ended, end);
    response
}

#[test]
fn cut_body_sends_first_bytes() {
    let usual = usual();
    let length = usual.len().to_string();
    let cut = check_body(
        Reply::normal().cut_body(10),
        &length,
        &usual[..10],
        End::Closed,
    );
    assert_eq!((cut.status, cut.header("connection")), (200, None));
    assert_eq!(cut.header("content-type"), Some("application/json"));
    assert_eq!(cut.header("x-request-id"), Some("req-000001"));
    check_body(Reply::normal().cut_body(0), &length, b"", End::Closed);
    check_body(
        Reply::normal().cut_body(u64::MAX),
        &length,
        &usual,
        End::Closed,
    );
    let reset = check_body(
        Reply::normal().reset_body(10),
        &length,
        &usual[..10],
        End::Reset,
    );
    assert_eq!(reset.status, 200);
    let error = Reply::status(503).body("Down").cut_body(2);
    assert_eq!(check_body(error, "4", b"Do", End::Closed).status, 503);
}

#[test]
fn cut_body_of_endless_body_omits_last_chunk() {
    let endless = Reply::status(200).body("{}").endless_body();
    let (response, end) = complete_response(endless.cut_body(2));
    assert_eq!(response.header("transfer-encoding"), Some("chunked"));
    assert_eq!(response.header("content-length"), None);
    assert_eq!((response.text(), end), ("2\r\n{}\r\n", End::Closed));
}

#[test]
fn stall_body_keeps_connection_open() {
    let usual = usual();
    let length = usual.len().to_string();
    for stalled in [0, 10, usual.len()] {
        let (sandbox, mut stream) = open_list(Reply::normal().stall_body(stalled as u64));
        let head = read_head(&mut stream);
        assert_eq!(head.header("content-length"), Some(length.as_str()));
        assert_eq!(read_exact(&mut stream, stalled), usual[..stalled]);
        check_stays_open(&mut stream);
        let request = &sandbox.requests()[0];
        assert_eq!((request.status, request.carried_out), (Some(200), true));
    }
}

#[test]
fn content_length_sends_given_value() {
    let reply = || Reply::status(200).body("four");
    for claimed in [0, 3, 4, 5, u64::MAX] {
        let reply = reply().content_length(claimed);
        check_body(reply, &claimed.to_string(), b"four", End::Closed);
    }
    let both = reply().content_length(9).cut_body(1);
    check_body(both, "9", b"f", End::Closed);
    let empty = Reply::status(500).content_length(9);
    check_body(empty, "9", b"", End::Closed);
}

#[test]
fn body_with_204_or_304_is_sent() {
    let no_content = Reply::status(204).body("surplus");
    let response = check_body(no_content, "7", b"surplus", End::Closed);
    assert_eq!(response.status, 204);
    let not_modified = Reply::status(304).json(json!({}));
    let response = check_body(not_modified, "2", b"{}", End::Closed);
    assert_eq!((response.status, response.json()), (304, json!({})));

    let sandbox = Sandbox::start();
    sandbox.script(Operation::DeleteGroup, [Reply::normal().body("gone")]);
    let response = delete("/groups/group_id_abc123").send(&sandbox);
    assert_eq!((response.status, response.text()), (204, "gone"));
    assert_eq!(sandbox.groups().len(), 2);
}

#[test]
fn drip_sends_one_byte_at_a_time() {
    let pause = Duration::from_millis(2);
    let before = Instant::now();
    let response = check_body(
        Reply::status(200).body("slowly").drip(pause),
        "6",
        b"slowly",
        End::Closed,
    );
    assert!(before.elapsed() >= 6 * pause);
    assert_eq!(response.header("connection"), Some("close"));

    // The size of each chunk shows how many bytes of the body the sandbox sent at once.
    let endless = Reply::status(200).body("ab").endless_body();
    let (response, _) = complete_response(endless.drip(Duration::ZERO).cut_body(3));
    assert_eq!(response.text(), "1\r\na\r\n1\r\nb\r\n1\r\n \r\n");

    let (_sandbox, mut stream) = open_list(Reply::normal().drip(Duration::from_secs(3600)));
    assert_eq!(read_head(&mut stream).status, 200);
    check_stays_open(&mut stream);
}

#[test]
fn endless_body_sends_blanks_without_end() {
    let (sandbox, mut stream) = open_list(Reply::status(200).body("{}").endless_body());
    let head = read_head(&mut stream);
    assert_eq!(head.header("transfer-encoding"), Some("chunked"));
    assert_eq!(read_exact(&mut stream, 7), b"2\r\n{}\r\n");
    for _ in 0..3 {
        assert_eq!(read_exact(&mut stream, 8), b"100000\r\n");
        assert_eq!(read_exact(&mut stream, MIB), vec![b' '; MIB]);
        assert_eq!(read_exact(&mut stream, 2), b"\r\n");
    }
    drop(stream);
    assert_eq!(list().send(&sandbox).status, 200);

    let claimed = Reply::status(200)
        .body("{}")
        .endless_body()
        .content_length(5);
    let (_sandbox, mut stream) = open_list(claimed);
    let head = read_head(&mut stream);
    assert_eq!(
        (
            head.header("content-length"),
            head.header("transfer-encoding")
        ),
        (Some("5"), None)
    );
    assert_eq!(read_exact(&mut stream, 7), b"{}     ");
}

#[test]
fn huge_body_has_given_length() {
    let usual = usual();
    let (sandbox, mut stream) = open_list(Reply::normal().huge_body(1 << 40));
    let head = read_head(&mut stream);
    assert_eq!(head.header("content-length"), Some("1099511627776"));
    assert_eq!(head.header("connection"), Some("close"));
    let read = read_exact(&mut stream, 3 * MIB);
    assert!(read.starts_with(&usual));
    assert_eq!(json_of(&read), json_of(&usual));
    drop(stream);
    assert_eq!(list().send(&sandbox).status, 200);

    for length in [0, 2, 3, MIB, MIB + 2, 3 * MIB + 1] {
        let (response, end) =
            complete_response(Reply::status(200).body("{}").huge_body(length as u64));
        assert_eq!(
            response.header("content-length"),
            Some(length.to_string().as_str())
        );
        assert_eq!((response.body.len(), end), (length, End::Closed));
        assert!(length == 0 || json_of(&response.body) == json!({}));
    }
    check_body(
        Reply::status(200).body("{}").huge_body(1),
        "1",
        b"{",
        End::Closed,
    );
}

#[test]
fn gzip_keeps_connection_open() {
    let sandbox = Sandbox::start();
    let usual = list().send(&sandbox).body;
    sandbox.script(
        Operation::ListGroups,
        [Reply::normal().gzip(), Reply::status(200).gzip()],
    );
    // Compression is not a fault, so the connection stays open.
    let mut stream = list().open(&sandbox);
    for expected in [usual.as_slice(), b""] {
        let head = read_head(&mut stream);
        assert_eq!(head.header("content-encoding"), Some("gzip"));
        assert_eq!(head.header("connection"), None);
        let length = head.header("content-length").unwrap().parse().unwrap();
        assert_eq!(unzipped(&read_exact(&mut stream, length)), expected);
        list().send_on(&mut stream, &sandbox);
    }
    assert_eq!(read_head(&mut stream).header("content-encoding"), None);
}

#[test]
fn gzip_with_other_faults_changes_compressed_body() {
    let gzipped = |reply: Reply| complete_response(reply.gzip()).0;
    let (cut, _) = complete_response(Reply::normal().gzip().cut_body(30));
    assert_eq!(cut.body.len(), 30);
    GzDecoder::new(cut.body.as_slice())
        .read_to_end(&mut Vec::new())
        .expect_err("an incomplete gzip member must fail");
    // The function `unzipped` also verifies the checksum in the gzip data.
    for length in [1, 2, MIB, 5 * MIB + 7] {
        let response = gzipped(Reply::status(200).body("{}").huge_body(length as u64));
        assert_eq!(
            response.header("content-length"),
            Some(response.body.len().to_string().as_str())
        );
        let body = unzipped(&response.body);
        assert!(body.len() == length && body.starts_with(&b"{}"[..length.min(2)]));
    }
    let (_sandbox, mut stream) = open_list(
        Reply::status(200)
            .body("[]")
            .endless_body()
            .gzip()
            .content_length(0),
    );
    let mut body = vec![0; 3 * MIB];
    read_head(&mut stream);
    GzDecoder::new(stream)
        .read_exact(&mut body)
        .expect("the body must not end");
    assert_eq!(json_of(&body), json!([]));
}

#[test]
fn gzip_of_huge_body_sends_few_bytes() {
    let (response, end) = complete_response(Reply::normal().huge_body(1 << 30).gzip());
    assert_eq!(
        response.header("content-length"),
        Some(response.body.len().to_string().as_str())
    );
    assert!(
        response.body.len() < MIB + MIB / 8,
        "{}",
        response.body.len()
    );
    let (_, length) = response.body.split_last_chunk::<4>().unwrap();
    assert_eq!((u32::from_le_bytes(*length), end), (1 << 30, End::Closed));
    let mut start = vec![0; 2 * MIB];
    GzDecoder::new(response.body.as_slice())
        .read_exact(&mut start)
        .expect("the body must decompress");
    assert_eq!(json_of(&start), json_of(&usual()));
}

#[test]
fn head_request_gets_no_body() {
    for reply in [
        Reply::normal().huge_body(7),
        Reply::normal().content_length(7),
        Reply::normal().body("seven b").cut_body(3),
    ] {
        let sandbox = Sandbox::start();
        sandbox.script(Operation::ListGroups, [reply]);
        let response = raw("HEAD", "/organizations/demo/groups").send(&sandbox);
        assert_eq!(
            (response.header("content-length"), response.body.len()),
            (Some("7"), 0)
        );
    }
}

#[track_caller]
fn unzipped(bytes: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    GzDecoder::new(bytes)
        .read_to_end(&mut body)
        .expect("the body must be one gzip member");
    body
}

#[track_caller]
fn json_of(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).expect("the bytes must be JSON")
}
