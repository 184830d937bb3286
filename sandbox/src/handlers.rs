//! The functions that carry out the operations. The name of each function is the `operationId` of
//! the operation in snake case.
//!
//! S0 to S4 and D are the names of documents of the vendor. `x-sources` in `spec/groups.yaml` lists
//! these documents.

use axum::http::StatusCode;
use serde_json::json;

use crate::input;
use crate::json::{self, GroupJson, Item, MemberIds};
use crate::listing::{self, Order, PageRequest, PerPage};
use crate::model::{GroupRecord, Member};
use crate::operation::Operation;
use crate::options::{Settings, Shape};
use crate::request::ApiRequest;
use crate::response::{ApiError, ApiResponse, ValidationErrors};
use crate::snapshot::Snapshot;
use crate::store::Store;

type Outcome = Result<ApiResponse, ApiError>;

pub(crate) fn handle(
    operation: Operation,
    settings: &Settings,
    store: &mut Store,
    request: &ApiRequest,
) -> Outcome {
    match operation {
        Operation::ListGroups => list_groups(settings, &store.search(), request),
        Operation::CreateGroup => create_group(settings, store, request),
        Operation::GetGroup => get_group(settings, &store.read(), request),
        Operation::UpdateGroup => update_group(settings, store, request),
        Operation::DeleteGroup => delete_group(settings, store, request),
        Operation::ListMembers => list_members(settings, &store.read(), request),
        Operation::GetMember => get_member(settings, &store.read(), request),
        Operation::ListGuests => list_guests(settings, &store.read(), request),
    }
}

/// Returns the response body that the operation would send for the group with this id. Returns
/// `None` if no group has this id, or if the response to the operation never describes a single
/// group.
pub(crate) fn body_with_group(
    operation: Operation,
    settings: &Settings,
    snapshot: &Snapshot,
    request: &ApiRequest,
    id: &str,
) -> Option<Vec<u8>> {
    let ids = match operation {
        Operation::GetGroup => MemberIds::StringsInCurrentShape,
        Operation::CreateGroup | Operation::UpdateGroup => MemberIds::Numbers,
        Operation::ListGroups
        | Operation::DeleteGroup
        | Operation::ListMembers
        | Operation::GetMember
        | Operation::ListGuests => return None,
    };
    let body = item(settings, snapshot, request, snapshot.group(id)?, ids);
    Some(ApiResponse::json(StatusCode::OK, &body).body)
}

/// Lists groups, as the vendor's documents S0 and S2 describe.
fn list_groups(settings: &Settings, snapshot: &Snapshot, request: &ApiRequest) -> Outcome {
    let mut errors = ValidationErrors::default();
    let order = Order::of_groups(&request.query, &mut errors);
    let page_request = PageRequest::read(settings, &request.query, PerPage::GROUPS, &mut errors);
    errors.check()?;

    let q = request.query.get("q");
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
    let to_json = |group| {
        json::group(
            settings.shape,
            snapshot,
            group,
            &request.query,
            MemberIds::Numbers,
        )
    };
    Ok(ApiResponse::json(
        StatusCode::OK,
        &page_request.select(settings, &request.path, found, to_json),
    ))
}

/// Creates a group, as the vendor's document S3 describes. In the current shape, the status of the
/// response is from the vendor's document D. In the legacy shape, this status is from the vendor's
/// older pages.
fn create_group(settings: &Settings, store: &mut Store, request: &ApiRequest) -> Outcome {
    let input = input::read(&request.fields()?, settings, store.newest(), None)?;
    let group = store.create(input);
    Ok(saved(settings, store.newest(), request, &group))
}

/// Returns a group, as the vendor's document S1 describes.
fn get_group(settings: &Settings, snapshot: &Snapshot, request: &ApiRequest) -> Outcome {
    let group = snapshot
        .group(&request.id)
        .ok_or(ApiError::ResourceNotFound)?;
    let ids = MemberIds::StringsInCurrentShape;
    let body = item(settings, snapshot, request, group, ids);
    Ok(ApiResponse::json(StatusCode::OK, &body))
}

/// Updates a group, as the vendor's documents S1 and D describe. The contract requires a request
/// body. This project assumes that an empty object is a valid body.
fn update_group(settings: &Settings, store: &mut Store, request: &ApiRequest) -> Outcome {
    let newest = store.newest();
    let group = newest
        .group(&request.id)
        .ok_or(ApiError::ResourceNotFound)?;
    if request.body.is_empty() {
        return Err(ApiError::MalformedBody("The request body is missing."));
    }
    let input = input::read(&request.fields()?, settings, newest, Some(group))?;
    let group = store
        .update(&request.id, input)
        .ok_or(ApiError::ResourceNotFound)?;
    Ok(saved(settings, store.newest(), request, &group))
}

/// Deletes a group. According to the vendor's document D, the status of a successful deletion is
/// 204. According to the vendor's older pages, the status is 200. These pages mention a response
/// body, but do not show it.
fn delete_group(settings: &Settings, store: &mut Store, request: &ApiRequest) -> Outcome {
    store
        .delete(&request.id)
        .ok_or(ApiError::ResourceNotFound)?;
    Ok(match settings.shape {
        Shape::Current => ApiResponse::empty(StatusCode::NO_CONTENT),
        Shape::Legacy => ApiResponse::json(StatusCode::OK, &json!({"message": "Group deleted."})),
    })
}

/// Lists members, as the vendor's documents S4 and D describe.
fn list_members(settings: &Settings, snapshot: &Snapshot, request: &ApiRequest) -> Outcome {
    let mut errors = ValidationErrors::default();
    let order = Order::of_members(&request.query);
    let page_request = PageRequest::read(settings, &request.query, PerPage::MEMBERS, &mut errors);
    errors.check()?;

    let q = request.query.get("q");
    let texts = |member: &Member| [member.full_name(), member.email.clone()];
    let mut found: Vec<_> = snapshot
        .members()
        .iter()
        .filter(|member| listing::matches(q, &texts(member)))
        .collect();
    order.sort(&mut found);
    let to_json = |member| json::member(settings.shape, snapshot, member, &request.query);
    Ok(ApiResponse::json(
        StatusCode::OK,
        &page_request.select(settings, &request.path, found, to_json),
    ))
}

/// Returns a member, as the vendor's document D describes. If the id in the path is not a number,
/// the sandbox responds as if no member had this id.
fn get_member(settings: &Settings, snapshot: &Snapshot, request: &ApiRequest) -> Outcome {
    let id = request.id.parse().map_err(|_| ApiError::ResourceNotFound)?;
    let member = snapshot.member(id).ok_or(ApiError::ResourceNotFound)?;
    let data = json::member(settings.shape, snapshot, member, &request.query);
    Ok(ApiResponse::json(StatusCode::OK, &Item { data }))
}

/// Lists guests, as the vendor's document D describes.
fn list_guests(settings: &Settings, snapshot: &Snapshot, request: &ApiRequest) -> Outcome {
    let mut errors = ValidationErrors::default();
    let page_request = PageRequest::read(settings, &request.query, PerPage::GUESTS, &mut errors);
    errors.check()?;

    let q = request.query.get("q");
    let found: Vec<_> = snapshot
        .guests()
        .into_iter()
        .filter(|guest| listing::matches(q, &[guest]))
        .collect();
    let to_json = |email| json::guest(settings.shape, snapshot, email, &request.query);
    Ok(ApiResponse::json(
        StatusCode::OK,
        &page_request.select(settings, &request.path, found, to_json),
    ))
}

/// Returns the response to a `createGroup` or `updateGroup` request that succeeded.
fn saved(
    settings: &Settings,
    snapshot: &Snapshot,
    request: &ApiRequest,
    group: &GroupRecord,
) -> ApiResponse {
    let status = match settings.shape {
        Shape::Current => StatusCode::CREATED,
        Shape::Legacy => StatusCode::OK,
    };
    let body = item(settings, snapshot, request, group, MemberIds::Numbers);
    ApiResponse::json(status, &body)
}

fn item<'a>(
    settings: &Settings,
    snapshot: &'a Snapshot,
    request: &ApiRequest,
    group: &'a GroupRecord,
    ids: MemberIds,
) -> Item<GroupJson<'a>> {
    let data = json::group(settings.shape, snapshot, group, &request.query, ids);
    Item { data }
}
