//! Tests with the requests of the vendor's own clients, including all headers.
//!
//! The requests of the Python SDK 3.1.0 contain exactly the bytes that this SDK sent in a
//! recording. The authors of these tests reconstructed the requests of the Go SDK from its source
//! code, `tallyfy/cli`. The requests of the n8n node 1.1.3 are built in the same way as this node
//! and n8n build them. The real service receives such requests, so the sandbox must accept them.

use serde_json::{Value, json};
use tallyfy_sandbox::{Sandbox, Shape};

use crate::support::{Request, delete, get, post, put, started};

/// A client of the vendor. The fields of this type contain the parts that all requests of this
/// client have in common.
struct Client {
    name: &'static str,
    headers: &'static [(&'static str, &'static str)],
    /// `true` if the client sends `Content-Type` even in requests without a body.
    always_has_content_type: bool,
}

const PYTHON: Client = Client {
    name: "TallyfySDK",
    headers: &[
        ("User-Agent", "python-requests/2.34.2"),
        ("Accept-Encoding", "gzip, deflate"),
    ],
    always_has_content_type: true,
};
const GO: Client = Client {
    name: "APIClient",
    headers: &[
        ("User-Agent", "tallyfy-cli/dev (linux/amd64)"),
        ("Accept-Encoding", "gzip"),
    ],
    always_has_content_type: false,
};
const N8N: Client = Client {
    name: "n8n",
    headers: &[
        ("User-Agent", "n8n"),
        ("Accept-Encoding", "gzip, compress, deflate, br"),
    ],
    always_has_content_type: true,
};

impl Client {
    #[track_caller]
    fn sends(&self, sandbox: &Sandbox, request: Request, has_body: bool) -> (u16, Value) {
        let mut request = request.with("X-Tallyfy-Client", self.name);
        for (name, value) in self.headers {
            request = request.header(name, value);
        }
        if self.always_has_content_type && !has_body {
            request = request.header("Content-Type", "application/json");
        }
        let response = request.send(sandbox);
        let body = serde_json::from_slice(&response.body).unwrap_or(Value::Null);
        (response.status, body)
    }

    #[track_caller]
    fn reads(&self, sandbox: &Sandbox, path: &str) -> Value {
        let (status, body) = self.sends(sandbox, get(path), false);
        assert_eq!(status, 200, "{} {path}: {body}", self.name);
        body
    }

    #[track_caller]
    fn writes(&self, sandbox: &Sandbox, request: Request) -> Value {
        let (status, body) = self.sends(sandbox, request, true);
        assert!(
            matches!(status, 200 | 201),
            "{}: {status} {body}",
            self.name
        );
        body
    }
}

const SHAPES: [Shape; 2] = [Shape::Current, Shape::Legacy];
const SALES: &str = "/groups/group_id_abc123";

fn sandbox(shape: Shape) -> Sandbox {
    started(Sandbox::builder().shape(shape).groups(25))
}

fn members(sandbox: &Sandbox) -> Vec<u64> {
    sandbox.groups()[0].members.clone()
}

#[test]
fn python_sdk_requests_are_carried_out() {
    for shape in SHAPES {
        let sandbox = sandbox(shape);
        for path in [
            "/groups?page=1&per_page=100&q=sales%20team&sort_by=name&sort=desc&with=users%2Cguests",
            "/groups/group_id_abc123?with=users",
            "/users?page=1&per_page=100&with=groups",
            "/users/1001",
            "/guests?page=1&per_page=100&with=stats",
        ] {
            PYTHON.reads(&sandbox, path);
        }
        let body =
            r#"{"name": "Ops", "description": "d", "members": [1001], "guests": ["a@x.io"]}"#;
        PYTHON.writes(&sandbox, post("/groups", body));
        // In an update, the SDK sends the lists of members and guests exactly as it received them
        // in a response. In such a list, an id may be a string of digits.
        let body = r#"{"name": "New", "members": ["1001", 1002], "guests": []}"#;
        PYTHON.writes(&sandbox, put(SALES, body));
        assert_eq!(members(&sandbox), [1001, 1002], "{shape}");
        assert!(sandbox.groups()[0].guests.is_empty());
        let (status, _) = PYTHON.sends(&sandbox, delete(SALES), false);
        assert!(matches!(status, 200 | 204), "{shape}");
        assert_eq!(sandbox.groups().len(), 25);
    }
    // If the user of the SDK gave no description, the SDK sends no `description`. The newer version
    // of the service refuses a `createGroup` request without `description`.
    let sandbox = sandbox(Shape::Current);
    let (status, _) = PYTHON.sends(&sandbox, post("/groups", r#"{"name": "Ops"}"#), true);
    assert_eq!(status, 422);
}

#[test]
fn go_sdk_requests_are_carried_out() {
    for shape in SHAPES {
        let sandbox = sandbox(shape);
        for path in [
            "/groups?page=1",
            "/groups?page=1&per_page=100",
            "/users?page=1",
            "/guests?page=1",
        ] {
            GO.reads(&sandbox, path);
        }
        let body = r#"{"name":"Ops","description":"d","members":[1001]}"#;
        GO.writes(&sandbox, post("/groups", body));
        GO.writes(&sandbox, put(SALES, r#"{"name":"New"}"#));
        assert_eq!(members(&sandbox), [1001, 1005], "{shape}");
        let (status, _) = GO.sends(&sandbox, delete(SALES), false);
        assert!(matches!(status, 200 | 204), "{shape}");
    }
}

#[test]
fn n8n_node_requests_are_carried_out() {
    for shape in SHAPES {
        let sandbox = sandbox(shape);
        for path in [
            // The n8n node sends the query parameter `limit`. The service does not have this
            // parameter.
            "/groups?limit=50",
            "/groups?page=1",
            "/users?q=alice&sort=-last_login&limit=10",
            "/users/1001",
            "/guests?sort=created_at&limit=10",
        ] {
            N8N.reads(&sandbox, path);
        }
        // The n8n node encodes a space as `+`. The service does not decode `+` as a space, so the
        // search finds no group.
        let found = N8N.reads(&sandbox, "/groups?q=sales+team&per_page=10");
        assert_eq!(found["data"], json!([]), "{shape}");
        let body =
            r#"{"name":"Ops","description":"d","members":["1001","1002"],"guests":["a@x.io"]}"#;
        N8N.writes(&sandbox, post("/groups", body));
        assert_eq!(sandbox.groups().last().unwrap().members, [1001, 1002]);
        N8N.writes(&sandbox, put(SALES, r#"{"members":["1001"]}"#));
        N8N.writes(
            &sandbox,
            put(SALES, r#"{"description":"updated description"}"#),
        );
        assert_eq!(members(&sandbox), [1001], "{shape}");
        // In the n8n node, the user enters a list of member ids. If this list ends with a comma,
        // the node sends an empty string as the last id.
        let body = r#"{"members":["1001",""]}"#;
        let (status, body) = N8N.sends(&sandbox, put(SALES, body), true);
        assert_eq!(status, 422, "{body}");
        assert!(body["errors"].get("members.1").is_some(), "{body}");
        let (status, _) = N8N.sends(&sandbox, delete(SALES), false);
        assert!(matches!(status, 200 | 204), "{shape}");
    }
    // If the user fills in no field of the form, the n8n node sends a PUT request without a body.
    // The contract requires a body in such a request.
    let sandbox = sandbox(Shape::Current);
    let (status, _) = N8N.sends(&sandbox, put(SALES, ""), true);
    assert_eq!(status, 400);
}
