//! Tests of the types that programs use for ids and email addresses. The client accepts each of
//! these types.

use std::borrow::Cow;
use std::num::NonZeroU64;

use tallyfy_groups::{CreateGroup, GroupId, UserId};

use crate::support::{SALES, client, sandbox};
use tallyfy_sandbox::Shape;

#[tokio::test]
async fn get_member_all_types_of_ids_return_the_member() {
    let sandbox = sandbox(Shape::Current);
    let client = client(&sandbox);
    let text = "1001".to_owned();
    let id = UserId::try_from(1001).unwrap();
    let received = client.get_member(1001).await.unwrap().id;
    macro_rules! check {
        ($($id:expr),* $(,)?) => {$({
            let member = client.get_member($id).await.unwrap();
            assert_eq!(UserId::try_from(member.id).unwrap(), id, stringify!($id));
        })*};
    }
    check!(
        1001, 1001_i16, 1001_u16, 1001_i32, 1001_u32, 1001_i64, 1001_u64
    );
    check!(1001_i128, 1001_u128, 1001_isize, 1001_usize, &1001_u64);
    check!(
        NonZeroU64::new(1001).unwrap(),
        &NonZeroU64::new(1001).unwrap(),
        id,
        &id,
        received.clone(),
        &received
    );
    check!(
        "1001",
        &"1001",
        text.clone(),
        &text,
        text.clone().into_boxed_str(),
        &text.clone().into_boxed_str()
    );
    check!(Cow::Borrowed("1001"), &Cow::Borrowed("1001"));
}

#[tokio::test]
async fn get_group_all_types_of_ids_return_the_group() {
    let sandbox = sandbox(Shape::Current);
    let client = client(&sandbox);
    let text = SALES.to_owned();
    let id: GroupId = SALES.parse().unwrap();
    let received = client.get_group(SALES).await.unwrap().id;
    macro_rules! check {
        ($($id:expr),* $(,)?) => {$({
            let group = client.get_group($id).await.unwrap();
            assert_eq!(GroupId::try_from(group.id).unwrap(), id, stringify!($id));
        })*};
    }
    check!(
        SALES,
        &SALES,
        text.clone(),
        &text,
        text.clone().into_boxed_str(),
        &text.clone().into_boxed_str()
    );
    check!(Cow::Borrowed(SALES), &Cow::Borrowed(SALES));
    check!(id.clone(), &id, received.clone(), &received);
}

#[tokio::test]
async fn change_lists_all_types_of_items_are_accepted() {
    let sandbox = sandbox(Shape::Current);
    let client = client(&sandbox);
    let numbers: [u64; 2] = [1002, 1003];
    let texts = vec!["1002".to_owned(), "1003".to_owned()];
    let ids = numbers.map(|number| UserId::try_from(number).unwrap());
    macro_rules! check {
        ($($members:expr),* $(,)?) => {$(
            client.remove_members(SALES, ids).await.unwrap();
            let group = client.add_members(SALES, $members).await.unwrap();
            let added = group.member_ids().unwrap();
            assert!(ids.iter().all(|id| added.contains(id)), stringify!($members));
        )*};
    }
    check!(
        [1002, 1003],
        ["1002", "1003"],
        &["1002", "1003"],
        numbers,
        &numbers,
        &numbers[..]
    );
    check!(
        numbers.to_vec(),
        vec![1002_u32, 1003],
        &texts,
        texts.clone(),
        ids,
        &ids
    );
    check!(numbers.iter().copied());

    let emails = ["a@example.com".to_owned()];
    macro_rules! check_guests {
        ($($emails:expr),* $(,)?) => {$(
            let group = client.add_guests(SALES, $emails).await.unwrap();
            assert!(group.guest_emails().contains(&"a@example.com"), stringify!($emails));
            let group = client.remove_guests(SALES, $emails).await.unwrap();
            assert!(!group.guest_emails().contains(&"a@example.com"), stringify!($emails));
        )*};
    }
    check_guests!(
        ["a@example.com"],
        &["a@example.com"],
        &emails,
        emails.clone()
    );
    check_guests!(emails.iter().map(Cow::from));
    let group = CreateGroup::new("New").members(&texts).guests(&emails);
    assert_eq!(
        group,
        CreateGroup::new("New")
            .members(ids)
            .guests(["a@example.com"])
    );
}

#[test]
fn user_id_out_of_range_names_the_limit() {
    let message = |id: Result<UserId, tallyfy_groups::Error>| id.unwrap_err().to_string();
    for (id, expected) in [
        (
            UserId::try_from(0_u8),
            "the user id 0 is invalid; it must be greater than 0",
        ),
        (
            UserId::try_from(-1_i128),
            "the user id -1 is invalid; it must be greater than 0",
        ),
        (
            UserId::try_from(1_u128 << 64),
            "the user id 18446744073709551616 is invalid; it must be less than 2^64",
        ),
    ] {
        assert_eq!(message(id), expected);
    }
}
