//! The groups and members that exist when the sandbox starts. The first two groups and the first
//! two members are examples from the API's documents. The code generates the other groups and
//! members.
//!
//! S0 to S4 and D are the names of documents of the vendor. `x-sources` in `spec/groups.yaml` lists
//! these documents.

use crate::model::{GroupRecord, Member, MemberStatus, Role};
use crate::options::Shape;
use crate::snapshot::Snapshot;
use crate::store::timestamp;

const FIRST_MEMBER: u64 = 1001;
const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;

/// Returns the groups and members that exist when the sandbox starts. The same arguments always
/// produce the same groups and members.
pub(crate) fn snapshot(shape: Shape, groups: usize, members: usize) -> Snapshot {
    let members: Vec<Member> = (0..members as u64).map(member).collect();
    let exists = |id: &u64| members.iter().any(|member| member.id == *id);
    let mut groups: Vec<GroupRecord> = (0..groups as u64)
        .map(|index| group(shape, index))
        .collect();
    for group in &mut groups {
        group.members.retain(exists);
    }
    Snapshot::new(groups, members)
}

fn group(shape: Shape, index: u64) -> GroupRecord {
    match index {
        0 => sales_team(shape),
        1 => support_tier_1(shape),
        _ => generated_group(shape, index),
    }
}

/// Returns the group that the vendor's documents S0, S1 and S2 show. These documents show different
/// dates for the group, so its dates depend on the shape.
fn sales_team(shape: Shape) -> GroupRecord {
    let (created_at, updated_at) = match shape {
        Shape::Current => ("2023-01-15T09:00:00Z", "2023-06-20T10:00:00Z"),
        Shape::Legacy => ("2023-03-10T09:00:00Z", "2024-04-20T10:00:00Z"),
    };
    GroupRecord {
        id: "group_id_abc123".to_owned(),
        name: "Sales Team".to_owned(),
        description: Some("Handles all sales inquiries.".to_owned()),
        logo: Some("https://.../group_logo.png".to_owned()),
        members: vec![1001, 1005],
        guests: vec!["client.a@example.com".to_owned()],
        created_at: created_at.to_owned(),
        updated_at: updated_at.to_owned(),
    }
}

/// Returns the second group of the vendor's document S0. This document shows only the id and the
/// name of this group. According to the vendor's document S4, the member Alice is in the first
/// group and in the second group.
fn support_tier_1(shape: Shape) -> GroupRecord {
    GroupRecord {
        id: "group_id_def456".to_owned(),
        name: "Support Tier 1".to_owned(),
        description: Some("Answers the first questions of every customer.".to_owned()),
        members: vec![1001, 1002],
        guests: Vec::new(),
        ..generated_group(shape, 1)
    }
}

const TEAMS: [&str; 12] = [
    "Finance Approvers",
    "Onboarding Specialists",
    "Legal Review",
    "Field Service",
    "Procurement",
    "Quality Assurance",
    "Facilities",
    "Customer Success",
    "Data Protection",
    "Payroll",
    "Recruiting",
    "Logistics",
];
const PLACES: [&str; 10] = [
    "Lisbon", "Oslo", "Nairobi", "Austin", "Kyoto", "Lima", "Leeds", "Perth", "Riga", "Turin",
];

/// Returns a group that is not an example from the API's documents. The `created_at` of each group
/// is one minute later than the `created_at` of the previous group. Even with 100,000 groups, every
/// generated `created_at` is earlier than the time of a client's first write.
fn generated_group(shape: Shape, index: u64) -> GroupRecord {
    let first_created = match shape {
        Shape::Current => 1_673_773_200,
        Shape::Legacy => 1_678_438_800,
    };
    let created = first_created + index * MINUTE;
    let (team, place) = (
        TEAMS[(index % 12) as usize],
        PLACES[(index / 12 % 10) as usize],
    );
    let name = match index / 120 {
        0 => format!("{team} {place}"),
        round => format!("{team} {place} {}", round + 1),
    };
    let partner = index % 7 + 1;
    GroupRecord {
        id: format!("group_id_gen{index:03}"),
        description: (index % 5 != 4).then(|| format!("{team}, {place} office.")),
        name,
        logo: None,
        members: (0..index % 4)
            .map(|step| FIRST_MEMBER + (index + 3 * step) % 12)
            .collect(),
        guests: (0..index % 3)
            .map(|step| format!("partner{}@example.com", partner + step))
            .collect(),
        created_at: timestamp(created),
        // The order of `updated_at` differs from the order of `created_at`, so that a test can
        // detect which of the two dates determines the order of a list.
        updated_at: timestamp(created + index * 37 % 101 * HOUR),
    }
}

const FIRST_NAMES: [&str; 20] = [
    "Alice", "Bob", "Carla", "Deniz", "Elena", "Farid", "Grace", "Hugo", "Ines", "Jonas", "Keiko",
    "Liam", "Mira", "Nils", "Olga", "Pavel", "Quinn", "Rosa", "Samir", "Tess",
];
const LAST_NAMES: [&str; 20] = [
    "Smith",
    "Jones",
    "Moreau",
    "Yilmaz",
    "Petrova",
    "Haddad",
    "Okafor",
    "Lindqvist",
    "Almeida",
    "Weber",
    "Tanaka",
    "Byrne",
    "Kovacs",
    "Larsen",
    "Ivanova",
    "Novak",
    "Taylor",
    "Marino",
    "Aziz",
    "Walker",
];

/// Returns a member. The first two members are Alice and Bob, whom the vendor's document S4 shows.
fn member(index: u64) -> Member {
    let (row, round) = ((index % 20) as usize, (index / 20) as usize);
    let first_name = FIRST_NAMES[row].to_owned();
    // A round consists of 20 members, one for each first name in `FIRST_NAMES`. The first 20 rounds
    // combine each first name with each last name once. Later rounds append a number to the last
    // name.
    let last_name = match round / 20 {
        0 => LAST_NAMES[(row + round) % 20].to_owned(),
        again => format!("{} {}", LAST_NAMES[(row + round) % 20], again + 1),
    };
    let username = match index {
        0 | 1 => first_name.to_lowercase(),
        _ => format!("{first_name}.{last_name}")
            .to_lowercase()
            .replace(' ', ""),
    };
    let status = match index % 10 {
        6 => MemberStatus::Invited,
        8 => MemberStatus::Disabled,
        _ => MemberStatus::Active,
    };
    let role = match index % 4 {
        0 => Role::Admin,
        3 => Role::Light,
        _ => Role::Standard,
    };
    let created = 1_673_773_200 + index * MINUTE;
    let updated = match index {
        0 => 1_715_338_800,
        _ => created + (index * 53 % 97 + 1) * HOUR,
    };
    let last_login = match index {
        0 => 1_716_201_000,
        _ => updated + 24 * HOUR,
    };
    Member {
        id: FIRST_MEMBER + index,
        email: format!("{username}@example.com"),
        username,
        first_name,
        last_name,
        profile_pic: (index == 0).then(|| "https://.../profile.jpg".to_owned()),
        status,
        role,
        created_at: timestamp(created),
        updated_at: timestamp(updated),
        last_login_at: (status != MemberStatus::Invited).then(|| timestamp(last_login)),
    }
}
