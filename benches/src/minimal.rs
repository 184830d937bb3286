//! The smallest structs that can decode the responses. Each struct supports only one version of the
//! format. Most of the structs ignore unknown fields.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

#[derive(Deserialize)]
pub struct One<T> {
    pub data: T,
}

#[derive(Deserialize)]
pub struct Many<T> {
    pub data: Vec<T>,
    pub meta: Option<Meta>,
}

#[derive(Deserialize)]
pub struct Meta {
    pub pagination: Pagination,
}

#[derive(Deserialize)]
pub struct Pagination {
    pub total: u64,
    pub count: u64,
    pub per_page: u64,
    pub current_page: u64,
    pub total_pages: u64,
}

/// A group in the newer format, as it occurs in a list of groups.
#[derive(Deserialize)]
pub struct Group {
    pub id: String,
    pub name: String,
    pub description: Option<String>,
    pub logo: Option<String>,
    pub members: Vec<u64>,
    pub guests: Vec<String>,
    pub created_at: Option<String>,
    pub last_updated: Option<String>,
}

/// A group in a response with a single group. Its member ids are strings.
#[derive(Deserialize)]
pub struct GroupDetails {
    pub id: String,
    pub name: String,
    pub description: Option<String>,
    pub logo: Option<String>,
    pub members: Vec<String>,
    pub guests: Vec<String>,
    pub created_at: Option<String>,
    pub last_updated: Option<String>,
}

/// A group in the older format.
#[derive(Deserialize)]
pub struct LegacyGroup {
    pub id: String,
    pub name: String,
    pub description: Option<String>,
    pub logo: Option<String>,
    pub members: Vec<String>,
    pub guests: Vec<String>,
    pub created_at: Option<String>,
    pub updated_at: Option<String>,
    pub deleted_at: Option<String>,
}

/// A group in the newer format. This struct keeps unknown fields.
#[derive(Deserialize)]
pub struct OpenGroup {
    pub id: String,
    pub name: String,
    pub description: Option<String>,
    pub logo: Option<String>,
    pub members: Vec<u64>,
    pub guests: Vec<String>,
    pub created_at: Option<String>,
    pub last_updated: Option<String>,
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A group in the older format. This struct keeps unknown fields.
#[derive(Deserialize)]
pub struct OpenLegacyGroup {
    pub id: String,
    pub name: String,
    pub description: Option<String>,
    pub logo: Option<String>,
    pub members: Vec<String>,
    pub guests: Vec<String>,
    pub created_at: Option<String>,
    pub updated_at: Option<String>,
    pub deleted_at: Option<String>,
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

#[derive(Serialize)]
pub struct NewGroup<'a> {
    pub name: &'a str,
    pub description: &'a str,
}
