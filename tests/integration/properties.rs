//! Property tests of input and responses. If the client does not reject an input value, it sends
//! exactly this value. No response makes this client panic. `decoding.rs` tests the decoded values.

use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use tallyfy_groups::{Client, CreateGroup, ListGroups, RetryPolicy};
use tallyfy_sandbox::{Operation, RecordedRequest, Reply, Sandbox, Shape};
use tokio::runtime::Runtime;

use crate::support::builder;

/// The sandbox, the client and the runtime that all cases of one test share. The cases run one
/// after another.
struct Setup {
    sandbox: Sandbox,
    client: Client,
    runtime: Runtime,
}

impl Setup {
    fn new() -> Setup {
        let sandbox = Sandbox::builder().shape(Shape::Legacy).start().unwrap();
        let client = builder(&sandbox)
            .retry(RetryPolicy::none())
            .build()
            .unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        Setup {
            sandbox,
            client,
            runtime,
        }
    }

    /// Returns the request that a call sent, or `None` if the client rejected the input.
    fn request<T>(
        &self,
        call: impl Future<Output = Result<T, tallyfy_groups::Error>>,
    ) -> Result<Option<RecordedRequest>, TestCaseError> {
        let outcome = self.runtime.block_on(call);
        let request = self.sandbox.take_requests().into_iter().next();
        if let Err(error) = outcome
            && error.is_invalid_input()
        {
            prop_assert!(request.is_none(), "rejected, but sent: {:?}", error);
        } else {
            prop_assert!(request.is_some(), "neither rejected nor sent");
        }
        Ok(request)
    }
}

/// Generates arbitrary texts. Many of these texts are almost valid input.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,12}",
        "[A-Za-z0-9_./\\\\%+ -]{0,8}",
        "[a-z0-9_-]{1,40}",
        any::<String>()
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn group_id_any_text_is_rejected_or_sent_unchanged(id in any_text()) {
        static SETUP: LazyLock<Setup> = LazyLock::new(Setup::new);
        if let Some(request) = SETUP.request(SETUP.client.get_group(&id))? {
            prop_assert_eq!(request.path, format!("/organizations/demo/groups/{id}"));
        }
    }

    #[test]
    fn group_name_any_text_is_rejected_or_sent_unchanged(name in any_text(), guest in any_text()) {
        static SETUP: LazyLock<Setup> = LazyLock::new(Setup::new);
        let group = CreateGroup::new(&name).guests([&guest]);
        if let Some(request) = SETUP.request(SETUP.client.create_group(group))? {
            let body = request.json().unwrap();
            prop_assert_eq!(&body["name"], &name);
            prop_assert_eq!(&body["guests"][0], &guest);
        }
    }

    #[test]
    fn search_any_text_is_sent_unchanged(q in any_text()) {
        static SETUP: LazyLock<Setup> = LazyLock::new(Setup::new);
        let params = ListGroups::new().q(&q);
        let request = SETUP.request(SETUP.client.list_groups(params))?.unwrap();
        let query = request.query.unwrap();
        let sent = query.strip_prefix("q=").unwrap();
        prop_assert!(!sent.contains(['+', ' ', '&', '#']), "{}", sent);
        let decoded = percent_encoding::percent_decode_str(sent).decode_utf8().unwrap();
        prop_assert_eq!(decoded, q);
    }

    #[test]
    fn access_token_any_text_is_rejected_or_sent_unchanged(token in any_text()) {
        static SETUP: LazyLock<Setup> = LazyLock::new(Setup::new);
        match builder(&SETUP.sandbox).access_token(&token).build() {
            Ok(client) => {
                let request = SETUP.request(client.list_groups(ListGroups::new()))?.unwrap();
                let expected = format!("Bearer {token}");
                prop_assert_eq!(request.header("authorization"), Some(&*expected));
            }
            Err(error) => {
                prop_assert!(error.is_configuration());
                let shown = format!("{error} {error:?}");
                prop_assert!(token.len() < 8 || !shown.contains(&token), "{}", shown);
            }
        }
    }

    #[test]
    fn base_url_any_path_is_rejected_or_sent_unchanged(path in "(/[A-Za-z0-9._-]{0,5}){0,3}/?") {
        static SETUP: LazyLock<Setup> = LazyLock::new(Setup::new);
        let base_url = format!("{}{path}", SETUP.sandbox.base_url());
        let client = builder(&SETUP.sandbox).retry(RetryPolicy::none()).base_url(&base_url);
        if let Ok(client) = client.build() {
            let request = SETUP.request(client.list_groups(ListGroups::new()))?.unwrap();
            let path = path.trim_end_matches('/');
            prop_assert_eq!(request.path, format!("{path}/organizations/demo/groups"));
        }
    }

    #[test]
    fn response_any_bytes_never_panics(
        status in 200..=599_u16,
        body in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..64),
            r#"\{"data": ?(\[\{"id": ?("a"|1|null)(,"name":"n")?\}\]|null|\{\}|1)\}"#.prop_map(String::into_bytes),
            r#"\{"(message|error|errors)": ?("a"|1|null|\{"a": ?\["b"\]\})\}"#.prop_map(String::into_bytes),
        ],
        retry_after in "[ -~]{0,12}",
    ) {
        static SETUP: LazyLock<Setup> = LazyLock::new(Setup::new);
        let reply = Reply::status(status).header("retry-after", &retry_after).body(body);
        let operations = [Operation::ListGroups, Operation::GetGroup, Operation::CreateGroup];
        for operation in operations {
            SETUP.sandbox.script(operation, [reply.clone()]);
        }
        SETUP.runtime.block_on(async {
            for error in [
                SETUP.client.list_groups(ListGroups::new()).await.err(),
                SETUP.client.get_group("g").await.err(),
                SETUP.client.create_group(CreateGroup::new("n")).await.err(),
            ]
            .into_iter()
            .flatten()
            {
                let _ = format!("{error} {error:?} {:?}", error.outcome());
            }
        });
        for operation in operations {
            SETUP.sandbox.script(operation, []);
        }
        SETUP.sandbox.take_requests();
    }
}
