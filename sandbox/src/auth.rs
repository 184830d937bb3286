//! The checks a routed request passes before its handler runs, in the order of the documents (INF).

use axum::http::header::AUTHORIZATION;

use crate::operation::{Access, Operation};
use crate::options::{Permissions, Settings};
use crate::request::ApiRequest;
use crate::response::ApiError;

/// `X-Tallyfy-Client` → bearer → organization → permission.
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

/// A request without the header fails (D). The vendor's own clients send different values, so any
/// value is accepted, except a blank one (INF). HTTP ignores the blanks around a value.
fn check_client(request: &ApiRequest) -> Result<(), ApiError> {
    let client = request.headers.get("x-tallyfy-client");
    if client.is_some_and(|client| !client.is_empty()) {
        Ok(())
    } else {
        Err(ApiError::InvalidClient)
    }
}

/// `Bearer`, exactly one space, the token; one header only, since two would leave open which of
/// them counts.
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

/// 403 and not 404: S1 gives "not found" to a missing group and "forbidden" to a lack of
/// permission, reads are open to "any member of the organization", and whoever is no member of one
/// should not learn whether it exists.
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
