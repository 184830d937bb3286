//! Tests of each operation with both response formats of the sandbox, without faults. `wire.rs`
//! tests the text of the requests, and `errors.rs` tests errors.

use tallyfy_groups::{
    CreateGroup, GroupInclude, GroupSortBy, ListGroups, ListMembers, MemberInclude, SortDirection,
    UpdateGroup, UserId,
};
use tallyfy_sandbox::{Sandbox, Shape};

use crate::support::{BOTH_SHAPES, client, sandbox};

#[tokio::test]
async fn group_create_get_update_delete_succeed() {
    for shape in BOTH_SHAPES {
        let sandbox = sandbox(shape);
        let client = client(&sandbox);
        let created = client
            .create_group(
                CreateGroup::new("Onboarding Specialists")
                    .description("Team responsible for new client onboarding.")
                    .members([1001, 1005, 1008])
                    .guests(["client.liaison@partner.com"]),
            )
            .await
            .unwrap();
        assert_eq!(created.name, "Onboarding Specialists");
        assert_eq!(created.guest_emails(), ["client.liaison@partner.com"]);

        let got = client.get_group(&created.id).await.unwrap();
        assert_eq!(
            got.description(),
            Some("Team responsible for new client onboarding.")
        );
        let ids = [1001, 1005, 1008].map(|id| UserId::try_from(id).unwrap());
        assert_eq!(got.member_ids().unwrap(), ids, "{shape}");

        let change = UpdateGroup::new()
            .name("Onboarding")
            .members([1002])
            .clear_guests();
        let changed = client.update_group(&created.id, change).await.unwrap();
        assert_eq!(changed.name, "Onboarding");
        assert!(changed.guest_emails().is_empty());
        assert!(changed.updated_at().unwrap().to_utc() > created.updated_at().unwrap().to_utc());

        client.delete_group(&created.id).await.unwrap();
        assert!(
            client
                .get_group(&created.id)
                .await
                .unwrap_err()
                .is_not_found()
        );
        let error = client.delete_group(&created.id).await.unwrap_err();
        assert!(error.is_not_found(), "{shape}: {error}");
    }
}

#[tokio::test]
async fn create_group_missing_description_legacy_succeeds() {
    let [current, legacy] = BOTH_SHAPES.map(sandbox);
    let group = || CreateGroup::new("Project Alpha Team");
    assert!(client(&legacy).create_group(group()).await.is_ok());
    let error = client(&current).create_group(group()).await.unwrap_err();
    assert!(error.is_validation());
    assert!(error.field_errors().contains_key("description"), "{error}");
}

#[tokio::test]
async fn list_groups_parameters_are_applied() {
    let sandbox = Sandbox::builder().groups(25).start().unwrap();
    let client = client(&sandbox);

    let page = client.list_groups(ListGroups::new()).await.unwrap();
    assert_eq!(page.items.len(), 10);
    assert_eq!((page.total(), page.total_pages()), (Some(25), Some(3)));
    assert_eq!((page.current_page(), page.per_page()), (Some(1), Some(10)));

    let last = client.list_groups(ListGroups::new().page(3)).await.unwrap();
    assert_eq!(last.items.len(), 5);

    let by_name = ListGroups::new()
        .sort_by(GroupSortBy::Name)
        .sort(SortDirection::Desc)
        .per_page(100);
    let names: Vec<String> = client
        .list_groups(by_name)
        .await
        .unwrap()
        .into_iter()
        .map(|group| group.name.to_string())
        .collect();
    assert!(names.is_sorted_by(|a, b| a >= b), "{names:?}");

    // The search text contains a space, and the server decodes it as a space.
    let found = client
        .list_groups(ListGroups::new().q("sales team"))
        .await
        .unwrap();
    assert_eq!(found.items[0].name, "Sales Team");
    // The search text contains a plus sign, and the server decodes it as a plus sign.
    let found = client
        .list_groups(ListGroups::new().q("sales+team"))
        .await
        .unwrap();
    assert!(found.items.is_empty());
}

#[tokio::test]
async fn get_group_includes_return_related_data() {
    for shape in BOTH_SHAPES {
        let sandbox = sandbox(shape);
        let client = client(&sandbox);
        let group = client.get_group("group_id_abc123").await.unwrap();
        assert!(group.users().is_empty());

        let includes = [
            GroupInclude::Users,
            GroupInclude::Guests,
            GroupInclude::Assets,
        ];
        let group = client.get_group_with(&group.id, &includes).await.unwrap();
        assert_eq!(group.guest_emails(), ["client.a@example.com"], "{shape}");
        match shape {
            // A legacy response includes the logo of a group, but not its users.
            Shape::Legacy => assert!(group.logo().is_some() && group.users().is_empty()),
            Shape::Current => assert_eq!(group.users()[0].email, "alice@example.com"),
        }

        let params = ListMembers::new().q("alice").with(MemberInclude::Groups);
        let page = client.list_members(params).await.unwrap();
        assert!(
            page.items[0]
                .groups()
                .iter()
                .any(|group| group.name == "Sales Team")
        );
    }
}

#[tokio::test]
async fn members_both_shapes_are_listed_and_fetched() {
    for shape in BOTH_SHAPES {
        let sandbox = sandbox(shape);
        let client = client(&sandbox);
        let page = client.list_members(ListMembers::new()).await.unwrap();
        let alice = &page.items[0];
        assert_eq!(alice.email, "alice@example.com");
        assert!(alice.has_role("ADMIN"));
        assert_eq!(alice.is_active(), Some(true));

        let again = client.get_member(&alice.id).await.unwrap();
        assert_eq!(again.id, alice.id);
        let with = client
            .get_member_with(1001, &[MemberInclude::Groups])
            .await
            .unwrap();
        assert!(!with.groups().is_empty());
        assert!(client.get_member(999_999).await.unwrap_err().is_not_found());

        let down = ListMembers::new().sort("-id").per_page(3);
        let page = client.list_members(down).await.unwrap();
        let ids: Vec<u64> = page
            .items
            .iter()
            .map(|user| UserId::try_from(&user.id).unwrap().get())
            .collect();
        assert!(ids.is_sorted_by(|a, b| a > b), "{shape}: {ids:?}");
    }
}

#[tokio::test]
async fn update_group_lists_are_kept_replaced_or_cleared() {
    let sandbox = Sandbox::start();
    let client = client(&sandbox);
    let stored = || {
        sandbox
            .groups()
            .into_iter()
            .find(|g| g.id == "group_id_abc123")
            .unwrap()
    };
    let before = stored();

    let rename = UpdateGroup::new().name("Sales");
    client
        .update_group("group_id_abc123", rename)
        .await
        .unwrap();
    assert_eq!(stored().members, before.members);
    assert_eq!(stored().guests, before.guests);
    let body = sandbox.take_requests()[0].json().unwrap();
    assert!(
        body.get("members").is_none() && body.get("guests").is_none(),
        "{body}"
    );

    let replace = UpdateGroup::new().members([1002]).guests(["x@example.com"]);
    client
        .update_group("group_id_abc123", replace)
        .await
        .unwrap();
    assert_eq!(stored().members, [1002]);
    assert_eq!(stored().guests, ["x@example.com"]);

    let clear = UpdateGroup::new().clear_members().clear_guests();
    client.update_group("group_id_abc123", clear).await.unwrap();
    assert!(stored().members.is_empty() && stored().guests.is_empty());
}

#[tokio::test]
async fn base_url_with_prefix_or_slash_is_accepted() {
    for prefix in ["", "/", "/api", "/api/", "/a/b/"] {
        let mount = prefix.trim_end_matches('/');
        let sandbox = Sandbox::builder().path_prefix(mount).start().unwrap();
        let root = sandbox.base_url();
        let root = root.strip_suffix(mount).unwrap();
        let client = tallyfy_groups::Client::builder()
            .access_token(sandbox.token())
            .organization(sandbox.organization())
            .base_url(format!("{root}{prefix}"))
            .build()
            .unwrap();
        client.list_groups(ListGroups::new()).await.unwrap();
        let path = &sandbox.requests()[0].path;
        assert_eq!(*path, format!("{mount}/organizations/demo/groups"));
    }
}

#[tokio::test]
async fn client_shared_by_tasks_and_organizations_works() {
    fn assert_send_sync<T: Send + Sync + Clone + 'static>(_: &T) {}

    let sandbox = Sandbox::start();
    let client = client(&sandbox);
    assert_send_sync(&client);
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.get_group("group_id_abc123").await })
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.unwrap().unwrap().name, "Sales Team");
    }

    let other_organization = client.with_organization("elsewhere".parse().unwrap());
    let error = other_organization
        .list_groups(ListGroups::new())
        .await
        .unwrap_err();
    assert!(error.is_not_found() || error.is_forbidden(), "{error}");
    assert_eq!(other_organization.organization_id().as_str(), "elsewhere");
}
