//! The JSON of groups, members and guests in the current and the legacy shape. The keys of this
//! JSON are the same as in the examples of the API's documents.
//!
//! S0 to S4 and D are the names of documents of the vendor. `x-sources` in `spec/groups.yaml` lists
//! these documents.

use serde::Serialize;

use crate::model::{GroupRecord, Member, MemberStatus, Role};
use crate::options::Shape;
use crate::request::Query;
use crate::snapshot::Snapshot;

/// The JSON envelope `{"data": …}`. In both shapes, the envelope contains one item. In the current
/// shape, this envelope also contains an include, such as `groups`.
#[derive(Serialize)]
pub(crate) struct Item<T> {
    pub(crate) data: T,
}

/// The JSON type of the member ids in the property `members` of a group.
#[derive(Clone, Copy)]
pub(crate) enum MemberIds {
    /// The member ids are numbers in both shapes, as in the vendor's documents S0, S1, S2 and S3.
    Numbers,
    /// The member ids are strings in the current shape and numbers in the legacy shape. In the
    /// vendor's document D, only the response to `getGroup` contains ids that are strings. The
    /// vendor's document S1 shows ids that are numbers.
    StringsInCurrentShape,
}

pub(crate) fn group<'a>(
    shape: Shape,
    snapshot: &'a Snapshot,
    group: &'a GroupRecord,
    query: &Query,
    ids: MemberIds,
) -> GroupJson<'a> {
    match shape {
        Shape::Current => GroupJson::Current(current_group(snapshot, group, query, ids)),
        Shape::Legacy => GroupJson::Legacy(legacy_group(group, query)),
    }
}

pub(crate) fn member<'a>(
    shape: Shape,
    snapshot: &'a Snapshot,
    member: &'a Member,
    query: &Query,
) -> MemberJson<'a> {
    match shape {
        Shape::Current => MemberJson::Current(current_member(snapshot, member, query)),
        Shape::Legacy => MemberJson::Legacy(legacy_member(snapshot, member, query)),
    }
}

pub(crate) fn guest<'a>(
    shape: Shape,
    snapshot: &Snapshot,
    email: &'a str,
    query: &Query,
) -> GuestJson<'a> {
    let has_stats = shape == Shape::Current && query.includes("stats");
    GuestJson {
        email,
        stats: has_stats.then(|| stats(snapshot.groups_of_guest(email).count())),
    }
}

#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum GroupJson<'a> {
    Current(CurrentGroup<'a>),
    Legacy(LegacyGroup<'a>),
}

#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum MemberJson<'a> {
    Current(CurrentMember<'a>),
    Legacy(LegacyMember<'a>),
}

/// A group in JSON. The first keys are the keys that the vendor's document S2 shows, in the same
/// order. The includes follow after these keys.
///
/// The documents do not show the keys of an included asset, user or guest, so this project assumes
/// these keys.
#[derive(Serialize)]
pub(crate) struct CurrentGroup<'a> {
    id: &'a str,
    name: &'a str,
    description: Option<&'a str>,
    /// The logo of the group, which is always null. The vendor's document S2 shows null even if the
    /// request contains `with=assets`. In the vendor's document D, the URL of the logo is in
    /// `assets`.
    logo: Option<&'a str>,
    members: Ids<'a>,
    guests: Guests<'a>,
    created_at: &'a str,
    last_updated: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    assets: Option<Item<Vec<AssetJson<'a>>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    users: Option<Item<Vec<IncludedMember<'a>>>>,
}

/// A group with the keys of the vendor's documents S0, S1 and S3, in the same order. These
/// documents have only one include, `assets`. If the client requests `assets`, `logo` contains the
/// URL of the logo.
#[derive(Serialize)]
pub(crate) struct LegacyGroup<'a> {
    id: &'a str,
    name: &'a str,
    description: Option<&'a str>,
    logo: Option<&'a str>,
    members: &'a [u64],
    guests: &'a [String],
    created_at: &'a str,
    updated_at: &'a str,
    deleted_at: Option<&'a str>,
}

/// A member with the properties of the vendor's document S4, in the same order. The names of the
/// properties are from the vendor's document D.
#[derive(Serialize)]
pub(crate) struct CurrentMember<'a> {
    id: u64,
    email: &'a str,
    username: &'a str,
    first_name: &'a str,
    last_name: &'a str,
    full_name: String,
    profile_pic: Option<&'a str>,
    is_active: bool,
    created_at: &'a str,
    updated_at: &'a str,
    last_login_at: Option<&'a str>,
    role: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    groups: Option<Item<Vec<IncludedGroup<'a>>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stats: Option<Item<Stats>>,
}

/// A member with the keys of the vendor's document S4, in the same order.
#[derive(Serialize)]
pub(crate) struct LegacyMember<'a> {
    id: u64,
    email: &'a str,
    username: &'a str,
    first_name: &'a str,
    last_name: &'a str,
    full_name: String,
    profile_pic: Option<&'a str>,
    active: bool,
    is_suspended: bool,
    created_at: &'a str,
    last_updated: &'a str,
    last_login_at: Option<&'a str>,
    status: &'static str,
    user_role: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    groups: Option<Vec<NamedGroup<'a>>>,
}

#[derive(Serialize)]
pub(crate) struct GuestJson<'a> {
    email: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    stats: Option<Item<Stats>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Ids<'a> {
    Numbers(&'a [u64]),
    Strings(Vec<String>),
}

#[derive(Serialize)]
#[serde(untagged)]
enum Guests<'a> {
    Emails(&'a [String]),
    /// The value of `guests` if the client requests `with=guests`. No document shows this value, so
    /// this project assumes it.
    Included(Item<Vec<GuestJson<'a>>>),
}

#[derive(Serialize)]
struct AssetJson<'a> {
    id: String,
    filename: &'a str,
    url: &'a str,
}

/// A user in the include `users` of a group. The vendor's document D shows these six properties.
#[derive(Serialize)]
struct IncludedMember<'a> {
    id: u64,
    email: &'a str,
    first_name: &'a str,
    last_name: &'a str,
    full_name: String,
    role: &'static str,
}

/// A group in the include `groups` of a user. The vendor's document D shows these five properties.
#[derive(Serialize)]
struct IncludedGroup<'a> {
    id: &'a str,
    name: &'a str,
    logo: Option<&'a str>,
    members: &'a [u64],
    guests: &'a [String],
}

#[derive(Serialize)]
struct NamedGroup<'a> {
    id: &'a str,
    name: &'a str,
}

/// The include `stats`. No document shows the properties of `stats`, so this project assumes them.
#[derive(Serialize)]
struct Stats {
    groups: usize,
}

fn current_group<'a>(
    snapshot: &'a Snapshot,
    group: &'a GroupRecord,
    query: &Query,
    ids: MemberIds,
) -> CurrentGroup<'a> {
    CurrentGroup {
        id: &group.id,
        name: &group.name,
        description: group.description.as_deref(),
        logo: None,
        members: match ids {
            MemberIds::Numbers => Ids::Numbers(&group.members),
            MemberIds::StringsInCurrentShape => {
                Ids::Strings(group.members.iter().map(u64::to_string).collect())
            }
        },
        guests: if query.includes("guests") {
            let data = group
                .guests
                .iter()
                .map(|email| GuestJson { email, stats: None });
            Guests::Included(Item {
                data: data.collect(),
            })
        } else {
            Guests::Emails(&group.guests)
        },
        created_at: &group.created_at,
        last_updated: &group.updated_at,
        assets: query.includes("assets").then(|| Item {
            data: assets(group),
        }),
        users: query.includes("users").then(|| Item {
            data: users(snapshot, group),
        }),
    }
}

fn legacy_group<'a>(group: &'a GroupRecord, query: &Query) -> LegacyGroup<'a> {
    LegacyGroup {
        id: &group.id,
        name: &group.name,
        description: group.description.as_deref(),
        logo: group.logo.as_deref().filter(|_| query.includes("assets")),
        members: &group.members,
        guests: &group.guests,
        created_at: &group.created_at,
        updated_at: &group.updated_at,
        deleted_at: None,
    }
}

fn current_member<'a>(
    snapshot: &'a Snapshot,
    member: &'a Member,
    query: &Query,
) -> CurrentMember<'a> {
    CurrentMember {
        id: member.id,
        email: &member.email,
        username: &member.username,
        first_name: &member.first_name,
        last_name: &member.last_name,
        full_name: member.full_name(),
        profile_pic: member.profile_pic.as_deref(),
        is_active: member.status == MemberStatus::Active,
        created_at: &member.created_at,
        updated_at: &member.updated_at,
        last_login_at: member.last_login_at.as_deref(),
        role: current_role(member.role),
        groups: query.includes("groups").then(|| Item {
            data: groups(snapshot, member),
        }),
        stats: query
            .includes("stats")
            .then(|| stats(snapshot.groups_of_member(member.id).count())),
    }
}

fn legacy_member<'a>(
    snapshot: &'a Snapshot,
    member: &'a Member,
    query: &Query,
) -> LegacyMember<'a> {
    let groups = snapshot
        .groups_of_member(member.id)
        .map(|group| NamedGroup {
            id: &group.id,
            name: &group.name,
        });
    LegacyMember {
        id: member.id,
        email: &member.email,
        username: &member.username,
        first_name: &member.first_name,
        last_name: &member.last_name,
        full_name: member.full_name(),
        profile_pic: member.profile_pic.as_deref(),
        active: member.status == MemberStatus::Active,
        is_suspended: member.status == MemberStatus::Disabled,
        created_at: &member.created_at,
        last_updated: &member.updated_at,
        last_login_at: member.last_login_at.as_deref(),
        status: match member.status {
            MemberStatus::Active => "active",
            MemberStatus::Invited => "invited",
            MemberStatus::Disabled => "disabled",
        },
        user_role: match member.role {
            Role::Admin => "Admin",
            Role::Standard => "Standard",
            Role::Light => "Light",
        },
        groups: query.includes("groups").then(|| groups.collect()),
    }
}

fn assets(group: &GroupRecord) -> Vec<AssetJson<'_>> {
    let id = format!("logo_of_{}", group.id);
    group
        .logo
        .iter()
        .map(|url| AssetJson {
            id: id.clone(),
            filename: "group_logo.png",
            url,
        })
        .collect()
}

fn users<'a>(snapshot: &'a Snapshot, group: &GroupRecord) -> Vec<IncludedMember<'a>> {
    let members = group.members.iter().filter_map(|id| snapshot.member(*id));
    let to_json = |member: &'a Member| IncludedMember {
        id: member.id,
        email: &member.email,
        first_name: &member.first_name,
        last_name: &member.last_name,
        full_name: member.full_name(),
        role: current_role(member.role),
    };
    members.map(to_json).collect()
}

fn groups<'a>(snapshot: &'a Snapshot, member: &Member) -> Vec<IncludedGroup<'a>> {
    let to_json = |group: &'a GroupRecord| IncludedGroup {
        id: &group.id,
        name: &group.name,
        logo: None,
        members: &group.members,
        guests: &group.guests,
    };
    snapshot.groups_of_member(member.id).map(to_json).collect()
}

fn stats(groups: usize) -> Item<Stats> {
    Item {
        data: Stats { groups },
    }
}

/// Returns the name of the role as the vendor's document D spells it. `Admin` begins with a capital
/// letter, and the names of the other roles do not.
fn current_role(role: Role) -> &'static str {
    match role {
        Role::Admin => "Admin",
        Role::Standard => "standard",
        Role::Light => "light",
    }
}
