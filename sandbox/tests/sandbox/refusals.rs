//! Tests of `Sandbox::stop_listening` and `Sandbox::listen_again`.

use std::io::ErrorKind;
use std::net::TcpStream;

use tallyfy_sandbox::{Operation, Reply, Sandbox};

use crate::support::{check_stays_open, get, post, read_to_end};

fn address(sandbox: &Sandbox) -> String {
    sandbox.base_url().replace("http://", "")
}

#[track_caller]
fn check_refused(address: &str) {
    let refused = TcpStream::connect(address).expect_err("the connection must be refused");
    assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
}

#[test]
fn stop_listening_refuses_until_listen_again() {
    let sandbox = Sandbox::start();
    let address = address(&sandbox);
    for _ in 0..3 {
        sandbox.stop_listening();
        check_refused(&address);
        check_refused(&address);
        sandbox.listen_again();
        assert_eq!(get("/groups").send(&sandbox).status, 200);
    }
    assert_eq!(self::address(&sandbox), address);
}

#[test]
fn stop_listening_keeps_state_records_and_scripts() {
    let sandbox = Sandbox::start();
    let body = r#"{"name": "A", "description": "d"}"#;
    assert_eq!(post("/groups", body).send(&sandbox).status, 201);
    sandbox.script(Operation::ListGroups, [Reply::status(503)]);
    sandbox.stop_listening();
    assert_eq!((sandbox.groups().len(), sandbox.requests().len()), (4, 1));
    sandbox.listen_again();
    let statuses = [(); 2].map(|()| get("/groups").send(&sandbox).status);
    assert_eq!(statuses, [503, 200]);
    assert_eq!(
        get("/users").send(&sandbox).header("x-request-id"),
        Some("req-000004")
    );
}

#[test]
fn stop_listening_ends_open_connections() {
    let sandbox = Sandbox::start();
    sandbox.script(Operation::ListGroups, [Reply::silence()]);
    let mut silent = get("/groups").open(&sandbox);
    check_stays_open(&mut silent);
    let mut idle = TcpStream::connect(address(&sandbox)).unwrap();
    sandbox.stop_listening();
    assert_eq!(read_to_end(&mut silent).0, b"");
    assert_eq!(read_to_end(&mut idle).0, b"");
}

#[test]
fn stop_listening_repeated_has_no_effect() {
    let sandbox = Sandbox::start();
    let address = address(&sandbox);
    sandbox.listen_again();
    sandbox.stop_listening();
    sandbox.stop_listening();
    check_refused(&address);
    sandbox.listen_again();
    sandbox.listen_again();
    assert_eq!(get("/groups").send(&sandbox).status, 200);
    sandbox.stop_listening();
    sandbox.shutdown();
}
