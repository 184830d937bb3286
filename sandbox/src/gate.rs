//! The checks a routed request passes before its handler runs, in the order of the documents (INF).

use axum::http::header::AUTHORIZATION;

use crate::answer::Failure;
use crate::call::Call;
use crate::operation::{Access, Operation};
use crate::options::{Permissions, Settings};

/// `X-Tallyfy-Client` → bearer → organization → permission.
pub(crate) fn admit(settings: &Settings, operation: Operation, call: &Call) -> Result<(), Failure> {
    check_client(call)?;
    let permissions = check_bearer(settings, call)?;
    check_organization(settings, call)?;
    check_permission(permissions, operation)
}

/// A request without the header fails (D). The vendor's own clients send different values, so any
/// value is accepted, except a blank one (INF). HTTP ignores the blanks around a value.
fn check_client(call: &Call) -> Result<(), Failure> {
    let client = call.headers.get("x-tallyfy-client");
    if client.is_some_and(|client| !client.is_empty()) {
        Ok(())
    } else {
        Err(Failure::InvalidClient)
    }
}

/// `Bearer`, exactly one space, the token; one header only, since two would leave open which of
/// them counts.
fn check_bearer(settings: &Settings, call: &Call) -> Result<Permissions, Failure> {
    let mut values = call.headers.get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return Err(Failure::Unauthenticated);
    };
    let given = value
        .as_bytes()
        .strip_prefix(b"Bearer ")
        .ok_or(Failure::Unauthenticated)?;
    let known = settings
        .tokens
        .iter()
        .find(|(token, _)| token.as_bytes() == given);
    known
        .map(|(_, permissions)| *permissions)
        .ok_or(Failure::Unauthenticated)
}

/// 403 and not 404: S1 gives "not found" to a missing group and "forbidden" to a lack of
/// permission, reads are open to "any member of the organization", and whoever is no member of one
/// should not learn whether it exists.
fn check_organization(settings: &Settings, call: &Call) -> Result<(), Failure> {
    if call.organization == settings.organization {
        Ok(())
    } else {
        Err(Failure::Forbidden(
            "You are not a member of this organization.",
        ))
    }
}

fn check_permission(permissions: Permissions, operation: Operation) -> Result<(), Failure> {
    match (operation.access(), permissions) {
        (_, Permissions::Administrator)
        | (Access::AnyMember, _)
        | (Access::ManageGroups, Permissions::ManageGroups) => Ok(()),
        (Access::ManageGroups, Permissions::ReadOnly) => Err(Failure::Forbidden(
            "You do not have permission to manage groups.",
        )),
        (Access::Administrator, Permissions::ManageGroups | Permissions::ReadOnly) => {
            Err(Failure::Forbidden("Only administrators may read a member."))
        }
    }
}
