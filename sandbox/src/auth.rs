//! The checks that every request to an operation must pass before its handler runs.
//!
//! No document defines the order of the checks. This project assumes the order in this file.
//!
//! S0 to S4 and D are documents of the vendor. `x-sources` in `spec/groups.yaml` lists these
//! documents.

use axum::http::header::AUTHORIZATION;

use crate::operation::{Access, Operation};
use crate::options::{Permissions, Settings};
use crate::request::ApiRequest;
use crate::response::ApiError;

/// Checks the header `X-Tallyfy-Client`, then the access token, the organization and the
/// permission.
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
/// According to source D, a request without the header `X-Tallyfy-Client` fails. The vendor's own
/// clients send different values in this header. So every value except a blank value is assumed to
/// be valid. This function receives the value without surrounding spaces, because the HTTP parser
/// removes them.
fn check_client(request: &ApiRequest) -> Result<(), ApiError> {
    let client = request.headers.get("x-tallyfy-client");
    if client.is_some_and(|client| !client.is_empty()) {
        Ok(())
    } else {
        Err(ApiError::InvalidClient)
    }
}

/// Checks that the request has exactly one `Authorization` header, and returns the permissions of
/// its token.
///
/// The value of the header must be `Bearer`, exactly one space and the token. If there were two
/// headers, it would be unclear which one applies.
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
/// If the path names a different organization, the status is 403 and not 404. Source S1 uses "not
/// found" for a missing group and "forbidden" for a missing permission. According to source S1, any
/// member of the organization may read. A user who is not a member of an organization should not
/// learn whether the organization exists.
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
