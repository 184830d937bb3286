//! Tests of the type `Call`, which each method of the client returns. `metadata.rs` tests the
//! metadata of a call.

use tallyfy_groups::{CreateGroup, GroupInclude, ListGroups, ListMembers, UpdateGroup};
use tallyfy_sandbox::{Operation, Reply, Sandbox};

use crate::metadata::{MakeCall, OPERATIONS, metadata_of};
use crate::support::{SALES, client};

/// A call sends nothing before it is awaited, and returns the error of an invalid argument only
/// then.
#[tokio::test]
async fn call_invalid_argument_or_dropped_sends_nothing() {
    let sandbox = Sandbox::start();
    let client = client(&sandbox);
    for (name, _, _, call) in OPERATIONS {
        drop(call(&client));
        assert!(sandbox.requests().is_empty(), "{name}");
    }
    drop(client.delete_group(SALES));
    let invalid: [(&str, MakeCall); 13] = [
        ("list_groups", |client| {
            metadata_of(client.list_groups(ListGroups::new().page(0)))
        }),
        ("create_group", |client| {
            metadata_of(client.create_group(CreateGroup::new("")))
        }),
        ("get_group", |client| metadata_of(client.get_group(".."))),
        ("get_group_with, id", |client| {
            metadata_of(client.get_group_with("..", &[]))
        }),
        ("get_group_with, include", |client| {
            metadata_of(client.get_group_with(SALES, &[GroupInclude::Other("a,b".to_owned())]))
        }),
        ("update_group", |client| {
            metadata_of(client.update_group(SALES, UpdateGroup::new()))
        }),
        ("add_members", |client| {
            metadata_of(client.add_members(SALES, ["one"]))
        }),
        ("remove_members", |client| {
            metadata_of(client.remove_members("..", [1001]))
        }),
        ("add_guests", |client| {
            metadata_of(client.add_guests(SALES, ["nobody"]))
        }),
        ("remove_guests", |client| {
            metadata_of(client.remove_guests("..", ["a@example.com"]))
        }),
        ("delete_group", |client| {
            metadata_of(client.delete_group(".."))
        }),
        ("list_members", |client| {
            metadata_of(client.list_members(ListMembers::new().page(0)))
        }),
        ("get_member", |client| metadata_of(client.get_member("one"))),
    ];
    for (name, call) in invalid {
        let error = call(&client).await.unwrap_err();
        assert!(error.is_invalid_input(), "{name}: {error}");
    }
    let error = client.get_group("..").await.unwrap_err();
    assert!(error.is_invalid_input() && error.attempts() == 0);
    assert!(sandbox.requests().is_empty());
}

#[tokio::test]
async fn call_runs_in_tasks_join_and_select() {
    fn is_send_unpin<T: Send + Unpin>(call: T) -> T {
        call
    }

    let sandbox = Sandbox::start();
    let client = client(&sandbox);
    let task = tokio::spawn({
        let client = client.clone();
        async move { client.get_group(SALES).await }
    });
    assert_eq!(task.await.unwrap().unwrap().name, "Sales Team");
    let task = tokio::spawn({
        let client = client.clone();
        async move { client.add_members(SALES, [1002]).with_metadata().await }
    });
    assert_eq!(task.await.unwrap().unwrap().1.status(), 201);

    let call = is_send_unpin(client.get_group(SALES));
    let (group, member) = tokio::join!(call, client.get_member(1001));
    assert_eq!(group.unwrap().name, "Sales Team");
    assert_eq!(member.unwrap().email, "alice@example.com");

    // The group never arrives, and the call can be polled again after the `select!`.
    sandbox.script(Operation::GetGroup, std::iter::repeat(Reply::silence()));
    let mut call = client.get_group(SALES);
    tokio::select! {
        _ = &mut call => panic!("the sandbox sent no response"),
        member = client.get_member(1001) => assert!(member.is_ok()),
    }
    tokio::select! {
        biased;
        _ = &mut call => panic!("the sandbox sent no response"),
        () = std::future::ready(()) => {}
    }
}
