//! Tests of calls that a program makes outside of a tokio runtime.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use tallyfy_groups::{Client, CreateGroup, Error, ListGroups, ListMembers, Outcome, UpdateGroup};

use crate::support::SALES;

/// Polls a future once, and returns its error.
fn error<T>(future: impl Future<Output = Result<T, Error>>) -> Error {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Err(error)) => error,
        Poll::Ready(Ok(_)) => panic!("the call succeeded"),
        Poll::Pending => panic!("the call waits"),
    }
}

#[test]
fn call_outside_of_a_runtime_returns_an_error() {
    let builder = Client::builder().access_token("token").organization("demo");
    let client = builder.base_url("http://localhost:9").build().unwrap();
    let mut groups = client.list_groups_stream(ListGroups::new());
    let mut members = client.list_members_stream(ListMembers::new());
    let generated = client.generated().list_members(client.organization_id());
    let next = |item: Option<Result<(), Error>>| item.unwrap();
    let errors = [
        error(client.list_groups(ListGroups::new())),
        error(client.get_group(SALES)),
        error(client.create_group(CreateGroup::new("New"))),
        error(client.update_group(SALES, UpdateGroup::new().name("New"))),
        error(client.delete_group(SALES)),
        error(client.add_members(SALES, [1001])),
        error(client.remove_members(SALES, [1001])),
        error(client.add_guests(SALES, ["a@example.com"])),
        error(client.remove_guests(SALES, ["a@example.com"])),
        error(client.list_members(ListMembers::new())),
        error(client.get_member(1001)),
        error(async { next(groups.next().await.map(|item| item.map(drop))) }),
        error(async { next(members.next().await.map(|item| item.map(drop))) }),
        error(async { generated.send().await.map_err(Error::from) }),
    ];
    for error in errors {
        assert!(error.is_configuration(), "{error}");
        assert_eq!((error.outcome(), error.attempts()), (Outcome::NeverSent, 0));
        assert!(error.to_string().contains("tokio runtime"), "{error}");
        assert!(error.operation().is_some(), "{error}");
    }
}
