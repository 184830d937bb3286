//! The operations, one function each, named as its `operationId`.

use axum::http::StatusCode;
use serde_json::json;

use crate::answer::{Answer, Errors, Failure};
use crate::call::Call;
use crate::listing::{self, Limits, Order, Window};
use crate::options::Settings;
use crate::snapshot::Snapshot;
use crate::store::{GroupRecord, Member, Store};
use crate::view::{self, GroupView, Item, MemberIds};
use crate::{Operation, Shape, input};

type Outcome = Result<Answer, Failure>;

pub(crate) fn handle(
    operation: Operation,
    settings: &Settings,
    store: &mut Store,
    call: &Call,
) -> Outcome {
    match operation {
        Operation::ListGroups => list_groups(settings, &store.search(), call),
        Operation::CreateGroup => create_group(settings, store, call),
        Operation::GetGroup => get_group(settings, &store.read(), call),
        Operation::UpdateGroup => update_group(settings, store, call),
        Operation::DeleteGroup => delete_group(settings, store, call),
        Operation::ListMembers => list_members(settings, &store.read(), call),
        Operation::GetMember => get_member(settings, &store.read(), call),
        Operation::ListGuests => list_guests(settings, &store.read(), call),
    }
}

/// Returns the body of an operation's response, if that shows one group, with the group of this id.
pub(crate) fn body_with_group(
    operation: Operation,
    settings: &Settings,
    snapshot: &Snapshot,
    call: &Call,
    id: &str,
) -> Option<Vec<u8>> {
    let ids = match operation {
        Operation::GetGroup => MemberIds::AsGetGroupShowsThem,
        Operation::CreateGroup | Operation::UpdateGroup => MemberIds::Numbers,
        Operation::ListGroups
        | Operation::DeleteGroup
        | Operation::ListMembers
        | Operation::GetMember
        | Operation::ListGuests => return None,
    };
    let body = item(settings, snapshot, call, snapshot.group(id)?, ids);
    Some(Answer::json(StatusCode::OK, &body).body)
}

/// Sources: S0, S2.
fn list_groups(settings: &Settings, snapshot: &Snapshot, call: &Call) -> Outcome {
    let mut errors = Errors::default();
    let order = Order::of_groups(&call.query, &mut errors);
    let window = Window::read(settings, &call.query, Limits::GROUPS, &mut errors);
    errors.check()?;

    let q = call.query.get("q");
    let texts = |group: &GroupRecord| {
        [
            group.name.clone(),
            group.description.clone().unwrap_or_default(),
        ]
    };
    let mut found: Vec<_> = snapshot
        .groups()
        .filter(|group| listing::matches(q, &texts(group)))
        .collect();
    order.sort(&mut found);
    let show = |group| {
        view::group(
            settings.shape,
            snapshot,
            group,
            &call.query,
            MemberIds::Numbers,
        )
    };
    Ok(Answer::json(
        StatusCode::OK,
        &window.page(settings, &call.path, found, show),
    ))
}

/// Source: S3; the statuses are those of D and of the older pages.
fn create_group(settings: &Settings, store: &mut Store, call: &Call) -> Outcome {
    let draft = input::read(&call.fields()?, settings, store.newest(), None)?;
    let group = store.create(draft);
    Ok(saved(settings, store.newest(), call, &group))
}

/// Source: S1.
fn get_group(settings: &Settings, snapshot: &Snapshot, call: &Call) -> Outcome {
    let group = snapshot.group(&call.id).ok_or(Failure::ResourceNotFound)?;
    let ids = MemberIds::AsGetGroupShowsThem;
    let body = item(settings, snapshot, call, group, ids);
    Ok(Answer::json(StatusCode::OK, &body))
}

/// Sources: S1, D. A body is required, as the contract has it, but it may be `{}` (INF).
fn update_group(settings: &Settings, store: &mut Store, call: &Call) -> Outcome {
    let newest = store.newest();
    let group = newest.group(&call.id).ok_or(Failure::ResourceNotFound)?;
    if call.body.is_empty() {
        return Err(Failure::MalformedBody("The request body is missing."));
    }
    let draft = input::read(&call.fields()?, settings, newest, Some(group))?;
    let group = store
        .update(&call.id, draft)
        .ok_or(Failure::ResourceNotFound)?;
    Ok(saved(settings, store.newest(), call, &group))
}

/// 204 is D's; the older pages answer 200 with a body they do not show.
fn delete_group(settings: &Settings, store: &mut Store, call: &Call) -> Outcome {
    store.delete(&call.id).ok_or(Failure::ResourceNotFound)?;
    Ok(match settings.shape {
        Shape::Current => Answer::empty(StatusCode::NO_CONTENT),
        Shape::Legacy => Answer::json(StatusCode::OK, &json!({"message": "Group deleted."})),
    })
}

/// Sources: S4, D.
fn list_members(settings: &Settings, snapshot: &Snapshot, call: &Call) -> Outcome {
    let mut errors = Errors::default();
    let order = Order::of_members(&call.query);
    let window = Window::read(settings, &call.query, Limits::MEMBERS, &mut errors);
    errors.check()?;

    let q = call.query.get("q");
    let texts = |member: &Member| [member.full_name(), member.email.clone()];
    let mut found: Vec<_> = snapshot
        .members()
        .iter()
        .filter(|member| listing::matches(q, &texts(member)))
        .collect();
    order.sort(&mut found);
    let show = |member| view::member(settings.shape, snapshot, member, &call.query);
    Ok(Answer::json(
        StatusCode::OK,
        &window.page(settings, &call.path, found, show),
    ))
}

/// Source: D. An id that is no number is an id that nobody has.
fn get_member(settings: &Settings, snapshot: &Snapshot, call: &Call) -> Outcome {
    let id = call.id.parse().map_err(|_| Failure::ResourceNotFound)?;
    let member = snapshot.member(id).ok_or(Failure::ResourceNotFound)?;
    let data = view::member(settings.shape, snapshot, member, &call.query);
    Ok(Answer::json(StatusCode::OK, &Item { data }))
}

/// Source: D.
fn list_guests(settings: &Settings, snapshot: &Snapshot, call: &Call) -> Outcome {
    let mut errors = Errors::default();
    let window = Window::read(settings, &call.query, Limits::GUESTS, &mut errors);
    errors.check()?;

    let q = call.query.get("q");
    let found: Vec<_> = snapshot
        .guests()
        .into_iter()
        .filter(|guest| listing::matches(q, &[guest]))
        .collect();
    let show = |email| view::guest(settings.shape, snapshot, email, &call.query);
    Ok(Answer::json(
        StatusCode::OK,
        &window.page(settings, &call.path, found, show),
    ))
}

fn saved(settings: &Settings, snapshot: &Snapshot, call: &Call, group: &GroupRecord) -> Answer {
    let status = match settings.shape {
        Shape::Current => StatusCode::CREATED,
        Shape::Legacy => StatusCode::OK,
    };
    let body = item(settings, snapshot, call, group, MemberIds::Numbers);
    Answer::json(status, &body)
}

fn item<'a>(
    settings: &Settings,
    snapshot: &'a Snapshot,
    call: &Call,
    group: &'a GroupRecord,
    ids: MemberIds,
) -> Item<GroupView<'a>> {
    let data = view::group(settings.shape, snapshot, group, &call.query, ids);
    Item { data }
}
