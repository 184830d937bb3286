//! Response bodies that contain pages of groups. The bodies have the same format as those of the
//! server.

use std::fmt::Write as _;

/// Returns a page of 100 groups in the newer format, about 50 KB. Each group has 20 members and two
/// guests. If `is_extended` is true, each group has three additional fields that the contract does
/// not define.
pub fn current(is_extended: bool) -> String {
    page(is_extended, |text, index| {
        let members: Vec<String> = (0..20).map(|n| (1001 + index + n).to_string()).collect();
        write!(
            text,
            r#""members":[{}],"created_at":"2023-01-15T09:00:00Z","last_updated":"2023-06-20T10:00:00Z""#,
            members.join(",")
        )
    })
}

/// Returns the same page of 100 groups in the older format. In the older format, the ids of members
/// are strings.
pub fn legacy(is_extended: bool) -> String {
    page(is_extended, |text, index| {
        let members: Vec<String> = (0..20)
            .map(|n| format!("\"{}\"", 1001 + index + n))
            .collect();
        write!(
            text,
            r#""members":[{}],"created_at":"2023-01-15T09:00:00Z","updated_at":"2023-06-20T10:00:00Z","deleted_at":null"#,
            members.join(",")
        )
    })
}

/// Returns a page of 100 groups. Some fields are not the same in the newer format as in the older
/// format. The function `own` writes these fields.
fn page(is_extended: bool, own: impl Fn(&mut String, usize) -> std::fmt::Result) -> String {
    let mut text = String::from(r#"{"data":["#);
    for index in 0..100 {
        let separator = if index == 0 { "" } else { "," };
        // The ids and names look random, as in real data. If all values were similar, they would
        // compress better than real data.
        let id = scattered(index);
        let pick = |words: [&'static str; 8], shift: u32| words[(id >> shift) as usize % 8];
        let (team, city) = (pick(TEAMS, 0), pick(CITIES, 3));
        let (purpose, guest) = (pick(PURPOSES, 6), id as u32);
        let written = write!(
            text,
            r#"{separator}{{"id":"{id:032x}","name":"{team} {city} {index}","description":"{team} of {city}: {purpose}.","logo":null,"guests":["client.{guest}@example.com","partner.{guest}@example.org"],"#
        );
        written
            .and_then(|()| own(&mut text, index))
            .expect("writing to a string succeeds");
        if is_extended {
            text.push_str(
                r#","color":"orange","priority":3,"settings":{"notify":true,"channel":"mail"}"#,
            );
        }
        text.push('}');
    }
    text.push_str(r#"],"meta":{"pagination":{"total":100,"count":100,"per_page":100,"current_page":1,"total_pages":1,"links":{}}}}"#);
    text
}

const TEAMS: [&str; 8] = [
    "Finance Approvers",
    "Legal Review",
    "Client Onboarding",
    "Field Service",
    "Procurement",
    "People Operations",
    "Security Response",
    "Quality Assurance",
];
const CITIES: [&str; 8] = [
    "Lisbon",
    "St. Louis",
    "Osaka",
    "Montréal",
    "Nairobi",
    "Gdańsk",
    "Pune",
    "Santiago",
];
const PURPOSES: [&str; 8] = [
    "signs off what costs more than a month's budget",
    "reads every contract before it is sent",
    "walks new clients through their first week",
    "takes what the hotline cannot solve",
    "compares three offers and buys",
    "looks after starters, movers and leavers",
    "answers alerts, day and night",
    "tries each release as a client would",
];

/// Returns a number that looks random. The number is the same each time the program runs. The upper
/// and the lower half of the number are two outputs of the SplitMix64 generator.
fn scattered(index: usize) -> u128 {
    let mix = |seed: u64| {
        let mut z = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    };
    let index = index as u64;
    (u128::from(mix(2 * index + 1)) << 64) | u128::from(mix(2 * index + 2))
}

/// Returns one page of a list. The complete list has `groups` small groups. `path` is the path and
/// the query of a request. The query contains the page number. A page has 100 groups.
pub fn numbered(path: &str, groups: usize) -> String {
    let (_, query) = path.split_once('?').unwrap_or_default();
    let page = query.split('&').find_map(|pair| pair.strip_prefix("page="));
    let page: usize = page.map_or(1, |page| page.parse().unwrap());
    let pages = groups.div_ceil(100);
    let items: Vec<String> = ((page - 1) * 100..(page * 100).min(groups))
        .map(|index| format!(r#"{{"id":"g{index}","name":"Group {index}","members":[1001,1002]}}"#))
        .collect();
    format!(
        r#"{{"data":[{}],"meta":{{"pagination":{{"total":{groups},"count":{},"per_page":100,"current_page":{page},"total_pages":{pages},"links":{{}}}}}}}}"#,
        items.join(","),
        items.len(),
    )
}
