//! The clients that the program compares, and the calls that each of them makes.

mod openapi_generator;
mod progenitor;
mod python;
mod this;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use tallyfy_benches::endpoint::Endpoint;
use tokio::runtime::Runtime;

use crate::clock::PauseClock;

/// A call of a client. The Python program reads the call as JSON.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "call", rename_all = "snake_case")]
pub(crate) enum Call {
    GetGroup {
        id: &'static str,
    },
    /// Reads one page of groups.
    ListGroups {
        q: Option<&'static str>,
    },
    /// Reads all pages of groups. A client without such a method reads one page after the other, as
    /// long as a page has a next page.
    ListAllGroups,
    /// Reads one page of members.
    ListMembers,
    CreateGroup {
        name: &'static str,
    },
    UpdateGroup {
        id: &'static str,
        name: Option<&'static str>,
        members: Option<&'static [u64]>,
        guests: Option<&'static [&'static str]>,
    },
    /// Adds a member. A client without such a method reads the group, and writes its list of
    /// members with the new member.
    AddMember {
        id: &'static str,
        member: u64,
    },
    RemoveMember {
        id: &'static str,
        member: u64,
    },
    DeleteGroup {
        id: &'static str,
    },
}

/// The result of a successful call.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Returned {
    /// The returned value as JSON text. A [`serde_json::Value`] would round large numbers.
    pub(crate) json: String,
    /// The number of returned groups or members.
    pub(crate) items: usize,
}

/// The facts that a program gets from an error of a client.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Failure {
    /// The message of the error, as its method for users prints it.
    pub(crate) text: String,
    /// The messages of the sources of the error.
    #[serde(default)]
    pub(crate) sources: String,
    pub(crate) status: Option<u16>,
    /// The body of the response, or the decoded body as JSON.
    pub(crate) body: Option<String>,
    /// `true` if the error states that the server did not apply the request.
    pub(crate) not_applied: bool,
}

pub(crate) type CallResult = Result<Returned, Failure>;

/// A part of a call that only some clients have. Without this part, the program has to add it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ability {
    /// The client has a method that adds or removes a member.
    ChangesMembers,
    /// The client has a method that reads all pages of a list.
    ListsAll,
    /// The client reads a group after a write, to learn whether the server applied the write.
    ConfirmsWrites,
    /// The client repeats a failed read.
    Retries,
    /// The client has a setting for the access token.
    TakesToken,
}

/// A client that is ready to send requests.
pub(crate) trait Client {
    fn call(&mut self, call: &Call) -> CallResult;
}

/// One of the clients that the program compares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    This,
    Progenitor,
    OpenapiGenerator,
    /// The vendor's SDK, with the path of a Python that has it.
    Python(PathBuf),
}

impl Kind {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Kind::This => "this client",
            Kind::Progenitor => "plain progenitor",
            Kind::OpenapiGenerator => "openapi-generator",
            Kind::Python(_) => "Python SDK",
        }
    }

    /// Returns whether the client has methods or settings for a part of a call.
    pub(crate) fn has(&self, ability: Ability) -> bool {
        match self {
            Kind::This => true,
            Kind::Progenitor => false,
            Kind::OpenapiGenerator => ability == Ability::TakesToken,
            Kind::Python(_) => matches!(
                ability,
                Ability::ListsAll | Ability::Retries | Ability::TakesToken
            ),
        }
    }

    /// Creates the client with its default settings. Fails if the client rejects the settings.
    pub(crate) fn start(
        &self,
        endpoint: &Endpoint,
        clock: &PauseClock,
    ) -> Result<Box<dyn Client>, Failure> {
        Ok(match self {
            Kind::This => Box::new(this::This::new(endpoint, clock)?),
            Kind::Progenitor => Box::new(progenitor::Progenitor::new(endpoint)),
            Kind::OpenapiGenerator => openapi_generator::client(endpoint),
            Kind::Python(python) => Box::new(python::Python::new(python, endpoint, clock)),
        })
    }
}

/// Returns whether this program contains the client of openapi-generator.
pub(crate) fn has_openapi_generator() -> bool {
    tallyfy_openapi_generator::IS_GENERATED
}

/// Returns the messages of all sources of an error.
fn sources(error: &dyn std::error::Error) -> String {
    let sources = std::iter::successors(error.source(), |error| error.source());
    sources.map(|source| format!(": {source}")).collect()
}

fn runtime() -> Runtime {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_all().build().unwrap()
}

/// Creates the HTTP client of a generated client. The program that uses a generated client adds the
/// headers that the API requires.
fn http(endpoint: &Endpoint) -> reqwest::Client {
    // The method `http_with` builds a client of this repository, which would reject a wrong base
    // URL or a wrong token. So the settings of the row are added afterwards.
    let valid = Endpoint {
        base_url: "http://127.0.0.1:1".to_owned(),
        token: "demo-token".to_owned(),
        organization: "demo".to_owned(),
    };
    valid.http_with(|builder| {
        let bearer = format!("Bearer {}", endpoint.token).try_into();
        let headers = [(reqwest::header::AUTHORIZATION, bearer.unwrap())];
        builder.default_headers(reqwest::header::HeaderMap::from_iter(headers))
    })
}

/// Returns the result of a call that returns one object.
fn one(value: &impl Serialize) -> Returned {
    Returned {
        json: json(value),
        items: 1,
    }
}

/// Returns the result of a call that returns a list.
fn many<T: Serialize>(items: &[T]) -> Returned {
    Returned {
        json: json(&items),
        items: items.len(),
    }
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|error| error.to_string())
}

/// Returns the failure of a client that rejects an argument.
fn rejected(error: impl std::fmt::Display) -> Failure {
    Failure {
        text: error.to_string(),
        not_applied: true,
        ..Failure::default()
    }
}

/// Returns the ids in a list of members that a generated client has decoded.
fn member_ids(members: &impl Serialize) -> Vec<u64> {
    let members = serde_json::to_value(members).unwrap_or_default();
    let ids = members.as_array().into_iter().flatten();
    ids.filter_map(|id| id.as_u64().or_else(|| id.as_str()?.parse().ok()))
        .collect()
}

/// Returns the list of members after a member was added or removed.
fn changed(mut members: Vec<u64>, call: &Call) -> Vec<u64> {
    match call {
        Call::AddMember { member, .. } => members.push(*member),
        Call::RemoveMember { member, .. } => members.retain(|one| one != member),
        _ => {}
    }
    members
}
