//! The checks that every request to an operation must pass before its handler runs.
//!
//! No document of the vendor defines the order of these checks. The order in this file is an
//! assumption of this project.
//!
//! S0 to S4 and D are the names of documents of the vendor. `x-sources` in `spec/groups.yaml` lists
//! these documents.

use axum::http::header::AUTHORIZATION;

use crate::operation::{Access, Operation};
use crate::options::{Permissions, Settings};
use crate::request::ApiRequest;
use crate::response::ApiError;

/// Makes four checks: the header `X-Tallyfy-Client`, the access token, the organization in the
/// path, and the permission of the access token. The checks run in this order.
pub(crate) fn authorize(
    settings: &Settings,
    operation: Operation,
    request: &ApiRequest,
) -> Result<(), ApiError> {
    check_client(request)?;
    let permissions = check_bearer(settings, request)?;
    check_organization(settings, request)?;
    check_permission(permissions, operation)
}

/// Checks that the header `X-Tallyfy-Client` is not blank.
///
/// According to the vendor's document D, a request without the header `X-Tallyfy-Client` fails. The
/// vendor's own clients send different values in this header. This project therefore assumes that
/// the service accepts every value except a blank value. The HTTP parser has already removed the
/// spaces before and after the value.
fn check_client(request: &ApiRequest) -> Result<(), ApiError> {
    let client = request.headers.get("x-tallyfy-client");
    if client.is_some_and(|client| !client.is_empty()) {
        Ok(())
    } else {
        Err(ApiError::InvalidClient)
    }
}

/// Checks that the request has exactly one `Authorization` header. Returns the permissions of the
/// access token in this header.
///
/// The value of the `Authorization` header must consist of `Bearer`, exactly one space and the
/// access token. If a request had two `Authorization` headers, the server could not know which of
/// the two tokens to use.
fn check_bearer(settings: &Settings, request: &ApiRequest) -> Result<Permissions, ApiError> {
    let mut values = request.headers.get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return Err(ApiError::Unauthenticated);
    };
    let given = value
        .as_bytes()
        .strip_prefix(b"Bearer ")
        .ok_or(ApiError::Unauthenticated)?;
    let known = settings
        .tokens
        .iter()
        .find(|(token, _)| token.as_bytes() == given);
    known
        .map(|(_, permissions)| *permissions)
        .ok_or(ApiError::Unauthenticated)
}

/// Checks that the path names the organization of the sandbox.
///
/// If the path names a different organization, the status of the response is 403, not 404. The
/// vendor's document S1 uses "not found" for a missing group and "forbidden" for a missing
/// permission. According to the vendor's document S1, any member of an organization may read a
/// group of this organization. A user who is not a member of an organization should not learn
/// whether the organization exists.
fn check_organization(settings: &Settings, request: &ApiRequest) -> Result<(), ApiError> {
    if request.organization == settings.organization {
        Ok(())
    } else {
        Err(ApiError::Forbidden(
            "You are not a member of this organization.",
        ))
    }
}

fn check_permission(permissions: Permissions, operation: Operation) -> Result<(), ApiError> {
    match (operation.access(), permissions) {
        (_, Permissions::Administrator)
        | (Access::AnyMember, _)
        | (Access::ManageGroups, Permissions::ManageGroups) => Ok(()),
        (Access::ManageGroups, Permissions::ReadOnly) => Err(ApiError::Forbidden(
            "You do not have permission to manage groups.",
        )),
        (Access::Administrator, Permissions::ManageGroups | Permissions::ReadOnly) => Err(
            ApiError::Forbidden("Only administrators may read a member."),
        ),
    }
}
