//! The code that all list operations use. This code searches and sorts lists, and divides them into
//! pages.
//!
//! S0 to S4 and D are the names of documents of the vendor. `x-sources` in `spec/groups.yaml` lists
//! these documents.

use serde::Serialize;

use crate::model::{GroupRecord, Member};
use crate::options::{Links, Settings, Shape};
use crate::request::Query;
use crate::response::ValidationErrors;

/// Returns whether at least one of the texts contains the search text `q`. The search ignores upper
/// and lower case.
pub(crate) fn matches(q: Option<&str>, texts: &[impl AsRef<str>]) -> bool {
    let Some(q) = q.map(str::to_lowercase) else {
        return true;
    };
    texts
        .iter()
        .any(|text| text.as_ref().to_lowercase().contains(&q))
}

/// The sort order of a list: a column and a direction.
pub(crate) struct Order<T> {
    key: Key<T>,
    descending: bool,
}

/// A function that returns the sort key of an item of a list. `None` means that the list stays in
/// the order of the store, which is the order in which the items were created.
type Key<T> = Option<fn(&T) -> String>;

type Column<T> = (&'static str, Key<T>);

const GROUP_COLUMNS: &[Column<GroupRecord>] = &[
    // The store already contains the groups in the order of `created_at`, so this column needs no
    // sort key.
    ("created_at", None),
    ("name", Some(|group| group.name.to_lowercase())),
    ("updated_at", Some(|group| group.updated_at.clone())),
];

const MEMBER_COLUMNS: &[Column<Member>] = &[
    // Because of the leading zeros, the sort order of the texts is the same as the sort order of
    // the ids.
    ("id", Some(|member| format!("{:020}", member.id))),
    ("email", Some(|member| member.email.to_lowercase())),
    (
        "first_name",
        Some(|member| member.first_name.to_lowercase()),
    ),
    ("last_name", Some(|member| member.last_name.to_lowercase())),
    (
        "full_name",
        Some(|member| member.full_name().to_lowercase()),
    ),
    ("created_at", Some(|member| member.created_at.clone())),
];

impl Order<GroupRecord> {
    /// Reads the sort order of groups from the query. The parameter `sort_by` names the column. The
    /// vendor's document S2 lists the valid values of `sort_by`. The parameter `sort` is the
    /// direction. The vendor's Python SDK is the only source that shows the parameter `sort` for
    /// groups. This project assumes that the default sort direction is ascending.
    pub(crate) fn of_groups(query: &Query, errors: &mut ValidationErrors) -> Self {
        let descending = match query.get("sort") {
            None | Some("asc") => false,
            Some("desc") => true,
            Some(_) => {
                errors.add("sort", "The selected sort order is invalid.");
                false
            }
        };
        let key = column(GROUP_COLUMNS, query.get("sort_by").unwrap_or("created_at"));
        if key.is_none() {
            errors.add("sort_by", "The selected sort column is invalid.");
        }
        Order {
            key: key.unwrap_or_default(),
            descending,
        }
    }
}

impl Order<Member> {
    /// Reads the sort order of members from the query. In the vendor's document D, the value of the
    /// parameter `sort` is a column. A `-` before the column means a descending order.
    ///
    /// No document lists the columns by which members can be sorted. This project assumes that the
    /// service ignores the parameter `sort` if the column is unknown.
    pub(crate) fn of_members(query: &Query) -> Self {
        let sort = query.get("sort").unwrap_or("id");
        let key = column(MEMBER_COLUMNS, sort.strip_prefix('-').unwrap_or(sort));
        Order {
            key: key.unwrap_or_default(),
            descending: key.is_some() && sort.starts_with('-'),
        }
    }
}

impl<T> Order<T> {
    /// Sorts the items. In an ascending sort, items with equal sort keys are in the order of
    /// creation. In a descending sort, items with equal sort keys are in the reverse order of
    /// creation.
    pub(crate) fn sort(&self, items: &mut [&T]) {
        if let Some(key) = self.key {
            items.sort_by_cached_key(|item| key(item));
        }
        if self.descending {
            items.reverse();
        }
    }
}

/// Returns the sort key function of the column with this name. Returns `None` if no column has this
/// name.
fn column<T>(columns: &[Column<T>], name: &str) -> Option<Key<T>> {
    let column = columns.iter().find(|(known, _)| *known == name);
    column.map(|(_, key)| *key)
}

/// The default value and the maximum value of the parameter `per_page`.
pub(crate) struct PerPage {
    default: usize,
    max: Option<usize>,
}

impl PerPage {
    /// The limits of `per_page` for groups, from the vendor's document S2.
    pub(crate) const GROUPS: PerPage = PerPage {
        default: 10,
        max: Some(100),
    };
    /// The limits of `per_page` for members, from the vendor's document D.
    pub(crate) const MEMBERS: PerPage = PerPage {
        default: 9999,
        max: None,
    };
    /// The limits of `per_page` for guests, from the vendor's document D.
    pub(crate) const GUESTS: PerPage = PerPage {
        default: 999,
        max: None,
    };
}

/// The part of a list that a request selects.
pub(crate) enum PageRequest {
    /// The complete list. The response has no `meta`, and the sandbox ignores the parameters `page`
    /// and `per_page` of the request.
    Everything,
    Page {
        page: usize,
        per_page: usize,
    },
}

/// The JSON envelope of a list. The envelope contains the items. In the current shape, the envelope
/// also contains `meta`.
#[derive(Serialize)]
pub(crate) struct ListJson<T> {
    data: Vec<T>,
    #[serde(skip_serializing_if = "Option::is_none")]
    meta: Option<Meta>,
}

#[derive(Serialize)]
struct Meta {
    pagination: Pagination,
}

#[derive(Serialize)]
struct Pagination {
    total: usize,
    count: usize,
    per_page: usize,
    current_page: usize,
    total_pages: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    links: Option<LinksJson>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum LinksJson {
    Map {
        #[serde(skip_serializing_if = "Option::is_none")]
        previous: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        next: Option<String>,
    },
    List([(); 0]),
    Null,
}

impl PageRequest {
    pub(crate) fn read(
        settings: &Settings,
        query: &Query,
        per_page: PerPage,
        errors: &mut ValidationErrors,
    ) -> PageRequest {
        match settings.shape {
            Shape::Legacy => PageRequest::Everything,
            Shape::Current => PageRequest::Page {
                page: positive_integer(query, "page", 1, None, errors),
                per_page: positive_integer(
                    query,
                    "per_page",
                    per_page.default,
                    per_page.max,
                    errors,
                ),
            },
        }
    }

    pub(crate) fn select<T, V>(
        &self,
        settings: &Settings,
        path: &str,
        found: Vec<T>,
        to_json: impl FnMut(T) -> V,
    ) -> ListJson<V> {
        let PageRequest::Page { page, per_page } = *self else {
            return ListJson {
                data: found.into_iter().map(to_json).collect(),
                meta: None,
            };
        };
        let total = found.len();
        let skipped = (page - 1).saturating_mul(per_page);
        let data: Vec<V> = found
            .into_iter()
            .skip(skipped)
            .take(per_page)
            .map(to_json)
            .collect();
        // An empty list has one page. The service's framework counts an empty list as one page.
        // This project assumes that the service does the same.
        let total_pages = total.div_ceil(per_page).max(1);
        let address = |page: usize| format!("{}{path}?page={page}", settings.origin);
        let links = match settings.links {
            Links::EmptyObject => Some(LinksJson::Map {
                previous: None,
                next: None,
            }),
            Links::EmptyArray => Some(LinksJson::List([])),
            Links::Null => Some(LinksJson::Null),
            Links::Absent => None,
            Links::PreviousNext => Some(LinksJson::Map {
                previous: (page > 1).then(|| address(page - 1)),
                next: (page < total_pages).then(|| address(page + 1)),
            }),
        };
        let pagination = Pagination {
            total,
            count: data.len(),
            per_page,
            current_page: page,
            total_pages,
            links,
        };
        ListJson {
            data,
            meta: Some(Meta { pagination }),
        }
    }
}

fn positive_integer(
    query: &Query,
    name: &str,
    default: usize,
    max: Option<usize>,
    errors: &mut ValidationErrors,
) -> usize {
    let Some(text) = query.get(name) else {
        return default;
    };
    let attribute = name.replace('_', " ");
    match (text.parse::<i64>(), max) {
        (Err(_), _) => errors.add(name, format!("The {attribute} must be an integer.")),
        (Ok(number), Some(max)) if !(1..=max as i64).contains(&number) => {
            errors.add(
                name,
                format!("The {attribute} must be between 1 and {max}."),
            );
        }
        (Ok(..=0), None) => errors.add(name, format!("The {attribute} must be at least 1.")),
        (Ok(number), _) => return usize::try_from(number).unwrap_or(usize::MAX),
    }
    default
}
