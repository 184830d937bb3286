//! Tests of how a sandbox starts, how it stops, and how it reports a panic.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::panic::{self, AssertUnwindSafe};
use std::thread;

use tallyfy_sandbox::{
    AbsentLists, Operation, Permissions, Replicas, Reply, Sandbox, SandboxBuilder,
};

use crate::support::{get, post};

fn address(sandbox: &Sandbox) -> SocketAddr {
    let base_url = sandbox.base_url();
    base_url
        .strip_prefix("http://")
        .and_then(|address| address.parse().ok())
        .expect("the socket must have an address")
}

fn panic_text(panicked: Result<(), Box<dyn std::any::Any + Send>>) -> String {
    let payload = panicked.expect_err("the call must panic");
    let text = payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned());
    text.or_else(|| payload.downcast_ref::<String>().cloned())
        .expect("the panic must have a message")
}

#[test]
fn start_default_settings_match_documentation() {
    let sandbox = Sandbox::start();
    assert_eq!(
        (sandbox.organization(), sandbox.token()),
        ("demo", "demo-token")
    );
    assert_eq!(sandbox.groups().len(), 3);
    assert_eq!(get("/users").send(&sandbox).column("id").len(), 12);
    assert!(address(&sandbox).ip().is_loopback());
}

#[test]
fn drop_closes_connections_and_refuses_new_ones() {
    let sandbox = Sandbox::start();
    let address = address(&sandbox);
    let mut idle = TcpStream::connect(address).unwrap();
    let mut kept = TcpStream::connect(address).unwrap();
    kept.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        .unwrap();
    let mut first = [0; 12];
    kept.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"HTTP/1.1 404");
    let mut half = TcpStream::connect(address).unwrap();
    half.write_all(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{")
        .unwrap();

    sandbox.shutdown();
    let refused = TcpStream::connect(address).expect_err("the connection must be refused");
    assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
    for stream in [&mut idle, &mut kept, &mut half] {
        // The sandbox may close or reset the connection. In this check, the test fails only if the
        // connection stays open.
        let _ = stream.read_to_end(&mut Vec::new());
    }
}

#[test]
fn listen_on_used_port_returns_addr_in_use() {
    let first = Sandbox::start();
    let address = address(&first);
    let taken = Sandbox::builder()
        .listen(address)
        .start()
        .expect_err("the port must be in use");
    assert_eq!(taken.kind(), ErrorKind::AddrInUse);
}

#[test]
fn reused_connection_serves_many_requests() {
    let sandbox = Sandbox::start();
    let mut stream = TcpStream::connect(address(&sandbox)).unwrap();
    for _ in 0..3 {
        stream
            .write_all(b"HEAD /organizations/demo/groups HTTP/1.1\r\nHost: x\r\n\r\n")
            .unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap();
            head.push(byte[0]);
        }
        assert!(head.starts_with(b"HTTP/1.1 401"));
    }
    assert_eq!(sandbox.requests().len(), 3);
}

#[test]
fn handler_panic_returns_500_and_fails_test() {
    let sandbox = Sandbox::start();
    sandbox.script(Operation::ListGroups, [Reply::panic("the handler failed")]);
    assert_eq!(get("/groups").send(&sandbox).status, 500);
    assert_eq!(
        get("/groups").send(&sandbox).status,
        200,
        "the server must still work"
    );
    assert_eq!(sandbox.requests()[0].status, Some(500));
    let panic_message = panic_text(panic::catch_unwind(AssertUnwindSafe(|| drop(sandbox))));
    assert_eq!(
        panic_message,
        "the sandbox panicked while it handled a request: the handler failed"
    );
}

#[test]
fn handler_panic_keeps_earlier_panic_of_test() {
    let panicked = panic::catch_unwind(|| {
        let sandbox = Sandbox::start();
        sandbox.script(Operation::ListGroups, [Reply::panic("the handler failed")]);
        get("/groups").send(&sandbox);
        panic!("the test failed first");
    });
    assert_eq!(panic_text(panicked), "the test failed first");
}

#[test]
fn log_panic_fails_test() {
    let sandbox = Sandbox::builder()
        .log(|_| panic!("the log {}", "failed"))
        .start()
        .unwrap();
    assert_eq!(get("/groups").send(&sandbox).status, 200);
    let panic_message = panic_text(panic::catch_unwind(AssertUnwindSafe(|| sandbox.shutdown())));
    assert_eq!(
        panic_message,
        "the sandbox panicked while it handled a request: the log failed"
    );
}

#[test]
fn start_inside_async_runtime_works() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let groups = runtime.block_on(async {
        let sandbox = Sandbox::start();
        get("/groups").send(&sandbox).column("id").len()
    });
    assert_eq!(groups, 3);
}

#[test]
fn incomplete_body_changes_no_group() {
    let sandbox = Sandbox::builder()
        .absent_lists(AbsentLists::Clear)
        .start()
        .unwrap();
    let before = sandbox.groups();
    let mut stream = TcpStream::connect(address(&sandbox)).unwrap();
    let head = "PUT /organizations/demo/groups/group_id_abc123 HTTP/1.1\r\n\
                Host: x\r\n\
                Authorization: Bearer demo-token\r\n\
                X-Tallyfy-Client: APIClient\r\n\
                Content-Length: 20\r\n\r\n{";
    stream.write_all(head.as_bytes()).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    let _ = stream.read_to_end(&mut Vec::new());
    assert_eq!(sandbox.groups(), before);
}

#[test]
fn sandbox_shared_by_threads_stores_every_group() {
    fn assert_movable<T: Send + Sync + 'static>(_: &T) {}
    let sandbox = Sandbox::start();
    assert_movable(&sandbox);
    thread::scope(|scope| {
        for number in 0..16 {
            let sandbox = &sandbox;
            let body = format!(r#"{{"name": "Team {number}", "description": "d"}}"#);
            scope.spawn(move || assert_eq!(post("/groups", &body).send(sandbox).status, 201));
        }
    });
    let ids: Vec<String> = sandbox
        .groups()
        .into_iter()
        .skip(3)
        .map(|group| group.id)
        .collect();
    let expected: Vec<String> = (789..805).map(|id| format!("new_group_id_{id}")).collect();
    assert_eq!(ids, expected);
    assert_eq!(sandbox.requests().len(), 16);
}

#[track_caller]
fn check_refused(builder: SandboxBuilder, why: &str) {
    let error = builder
        .start()
        .expect_err("the builder must return an error");
    assert_eq!(
        (error.kind(), error.to_string().as_str()),
        (ErrorKind::InvalidInput, why)
    );
}

#[test]
fn builder_invalid_settings_return_error() {
    let reader = Permissions::ReadOnly;
    check_refused(
        Sandbox::builder().organization(""),
        "the organization id is empty; pass an id such as `demo`",
    );
    check_refused(
        Sandbox::builder().token(""),
        "an access token is empty; pass a token such as `demo-token`",
    );
    check_refused(
        Sandbox::builder().extra_token("", reader),
        "an access token is empty; pass a token such as `demo-token`",
    );
    check_refused(
        Sandbox::builder().extra_token("demo-token", reader),
        "two access tokens are equal; pass each token only once",
    );
    for prefix in ["api", "/{api}", "/a b", "/api?x"] {
        check_refused(
            Sandbox::builder().path_prefix(prefix),
            "the path prefix is invalid; use a path such as `/api` that begins with `/` and \
             contains only letters, digits, `/`, `-`, `.`, `_` and `~`",
        );
    }
    check_refused(
        Sandbox::builder().replicas(Replicas::in_turn([])),
        "the list of replicas is empty; pass the lag of at least one replica",
    );
    check_refused(
        Sandbox::builder().writes_per_second(0),
        "`writes_per_second` is 0; pass a number of at least 1",
    );
}
