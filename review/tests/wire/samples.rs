//! Values that a schema allows, at and around every limit of two schemas.

use std::collections::{BTreeMap, BTreeSet};

use fastrand::Rng;
use serde_json::{Map, Value, json};

use crate::schema::{EXTRA, Schema, is_same, list};

/// The longest list or object that is sampled.
const MAX_ITEMS: usize = 40;
/// The longest text that is sampled.
const MAX_LENGTH: usize = 5000;

/// Makes values of one schema. The second schema adds its limits, enums and properties.
pub(crate) struct Sampler<'a> {
    of: &'a Schema,
    other: &'a Schema,
    /// The number of values for a scalar that has the same schema in both documents.
    kept: usize,
    scalars: Vec<Value>,
    counts: BTreeSet<usize>,
    rng: Rng,
    /// The schemas around the current place.
    around: Vec<*const Value>,
}

/// A conjunction of schemas.
type Nodes<'a> = Vec<&'a Value>;

impl<'a> Sampler<'a> {
    pub(crate) fn values(of: &'a Schema, other: &'a Schema, kept: usize) -> Vec<Value> {
        // Equal schemas allow the same values, so one value is enough.
        if std::ptr::eq(of, other) {
            return of
                .sample
                .get_or_init(|| Sampler::tried(of, other, 1))
                .clone();
        }
        Sampler::tried(of, other, kept)
    }

    fn tried(of: &'a Schema, other: &'a Schema, kept: usize) -> Vec<Value> {
        let (scalars, counts) = pool(&[&of.doc, &other.doc]);
        let rng = Rng::with_seed(1);
        let mut sampler = Sampler {
            of,
            other,
            kept,
            scalars,
            counts,
            rng,
            around: Vec::new(),
        };
        let mut values = sampler.at(&of.root(), Some(&other.root()));
        let is_sent = |value: &Value| of.accepts(value) && of.describes(value);
        values.retain(is_sent);
        values
    }

    fn at(&mut self, nodes: &[&'a Value], others: Option<&[&'a Value]>) -> Vec<Value> {
        let is_same = others.is_some_and(|others| {
            let mut pairs = nodes.iter().zip(others);
            others.len() == nodes.len()
                && pairs.all(|(a, b)| is_same((self.of, *a), (self.other, *b), &mut Vec::new()))
        });
        let own = self.of.alternatives(nodes);
        let paired = others
            .map(|others| self.other.alternatives(others))
            .unwrap_or_default();
        let is_inside = own
            .iter()
            .flatten()
            .any(|node| self.around.contains(&std::ptr::from_ref(*node)));
        let is_short = (is_same && self.kept == 1) || is_inside || self.around.len() > 40;
        let mut values = Vec::new();
        for (index, alternative) in own.iter().enumerate() {
            let other = paired.get(index.min(paired.len().saturating_sub(1)));
            let depth = self.around.len();
            self.around
                .extend(alternative.iter().map(|node| std::ptr::from_ref(*node)));
            let all = paired.concat();
            let other = other.filter(|_| own.len() == paired.len()).unwrap_or(&all);
            self.alternative(alternative, other, is_short, is_same, &mut values);
            self.around.truncate(depth);
        }
        if is_short {
            values.truncate(1);
        }
        values
    }

    fn alternative(
        &mut self,
        own: &Nodes<'a>,
        other: &Nodes<'a>,
        is_short: bool,
        is_same: bool,
        values: &mut Vec<Value>,
    ) {
        let kind = own.iter().find_map(|node| node.get("type")?.as_str());
        let has = |nodes: &Nodes<'_>, key: &str| nodes.iter().any(|node| node.get(key).is_some());
        let is_free = kind.is_none() && !has(own, "properties") && !has(own, "items");
        let kept = if is_short {
            1
        } else if is_same {
            self.kept
        } else {
            usize::MAX
        };
        if kind != Some("object") && kind != Some("array") {
            let rules = Schema::of_scalars(own);
            let fits = |value: &&Value| rules.iter().all(|rule| rule.accepts(value));
            values.extend(self.scalars.iter().filter(fits).take(kept).cloned());
        }
        if is_short && !values.is_empty() {
            return;
        }
        if kind == Some("object") || has(own, "properties") || is_free && has(other, "properties") {
            self.objects(own, other, is_short, values);
        }
        if kind == Some("array") || has(own, "items") || is_free && has(other, "items") {
            self.arrays(own, other, is_short, values);
        }
    }

    fn objects(
        &mut self,
        own: &Nodes<'a>,
        other: &Nodes<'a>,
        is_short: bool,
        values: &mut Vec<Value>,
    ) {
        let (properties, others) = (properties(own), properties(other));
        let required: BTreeSet<&str> = own
            .iter()
            .flat_map(|node| list(node, "required"))
            .filter_map(Value::as_str)
            .collect();
        let mut choices: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
        for (name, nodes) in &properties {
            if !is_short || required.contains(name) {
                choices.insert(name, self.at(nodes, others.get(name).map(Vec::as_slice)));
            }
        }
        let extra: Vec<_> = own
            .iter()
            .filter_map(|node| node.get("additionalProperties"))
            .collect();
        let other_extra: Vec<_> = other
            .iter()
            .filter_map(|node| node.get("additionalProperties"))
            .collect();
        let extra = if extra.is_empty() || is_short {
            vec![json!("a"), json!(1), json!({})]
        } else {
            self.at(&extra, Some(&other_extra))
        };
        for name in &required {
            choices.entry(name).or_insert_with(|| extra.clone());
        }
        let first = |(name, values): (&&str, &Vec<Value>)| {
            Some(((*name).to_owned(), values.first()?.clone()))
        };
        let full: Map<String, Value> = choices.iter().filter_map(first).collect();
        let mut least = full.clone();
        least.retain(|name, _| required.contains(name.as_str()));
        values.push(least.clone().into());
        if is_short {
            return;
        }
        values.push(full.clone().into());
        let with = |object: &Map<String, Value>, name: &str, value: &Value| {
            let mut object = object.clone();
            object.insert(name.to_owned(), value.clone());
            Value::from(object)
        };
        for (name, own) in &choices {
            values.extend(own.iter().map(|value| with(&least, name, value)));
            let mut rest = full.clone();
            rest.remove(*name);
            values.push(rest.into());
        }
        values.extend(extra.iter().map(|value| with(&least, EXTRA, value)));
        for count in self.counts.iter().filter(|count| **count < MAX_ITEMS) {
            let mut object = least.clone();
            let names = (object.len()..*count).map(|number| format!("{EXTRA}{number}"));
            object.extend(names.zip(extra.iter().cycle().cloned()));
            values.push(object.into());
        }
        for _ in 0..20 {
            let mut object = least.clone();
            for (name, values) in &choices {
                if let Some(value) = self.rng.choice(values)
                    && self.rng.bool()
                {
                    object.insert((*name).to_owned(), value.clone());
                }
            }
            values.push(object.into());
        }
    }

    fn arrays(
        &mut self,
        own: &Nodes<'a>,
        other: &Nodes<'a>,
        is_short: bool,
        values: &mut Vec<Value>,
    ) {
        let items = |nodes: &Nodes<'a>| -> Nodes<'a> {
            nodes.iter().filter_map(|node| node.get("items")).collect()
        };
        let mut choices = self.at(&items(own), Some(&items(other)));
        if is_short && let [first] = &choices[..] {
            let least = own
                .iter()
                .filter_map(|node| node.get("minItems")?.as_u64())
                .max();
            // A short list is valid with equal items, unless `uniqueItems` forbids them.
            let count = usize::try_from(least.unwrap_or(0)).unwrap();
            values.push(vec![first.clone(); count.min(MAX_ITEMS)].into());
            if count < 2 {
                return;
            }
            choices.extend(self.scalars.iter().cloned());
        }
        values.push(json!([]));
        values.extend(choices.iter().map(|item| json!([item])));
        for count in self.counts.iter().filter(|count| **count < MAX_ITEMS) {
            values.push(choices.iter().take(*count).cloned().collect());
            let repeated = choices.first().map(|first| vec![first.clone(); *count]);
            values.extend(repeated.map(Value::from));
        }
    }
}

fn properties<'a>(nodes: &Nodes<'a>) -> BTreeMap<&'a str, Nodes<'a>> {
    let mut all: BTreeMap<&str, Nodes<'_>> = BTreeMap::new();
    for node in nodes {
        for (name, part) in node
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            all.entry(name).or_default().push(part);
        }
    }
    all
}

/// Returns the scalars to try, and the counts of items, by the limits and enums of documents.
fn pool(docs: &[&Value]) -> (Vec<Value>, BTreeSet<usize>) {
    let (mut numbers, mut listed) = (BTreeSet::from([0, 1, 2]), Vec::new());
    docs.iter()
        .for_each(|doc| limits(doc, &mut numbers, &mut listed));
    let around = numbers
        .iter()
        .flat_map(|n| [n.saturating_sub(1), *n, n.saturating_add(1)]);
    let numbers: BTreeSet<i64> = around.collect();
    let counts: BTreeSet<usize> = numbers
        .iter()
        .filter_map(|n| usize::try_from(*n).ok())
        .collect();
    let mut scalars = listed;
    let texts = [
        "a",
        "A",
        "5",
        "",
        " ",
        "-1",
        "1.5",
        "true",
        "null",
        "a b",
        "a-b_C9",
        "\u{e9}",
        "Zz09",
        "2026-01-31",
        "2026-01-31T12:00:00Z",
        "00000000-0000-4000-8000-000000000000",
        "192.0.2.1",
        "2001:db8::1",
        "https://example.com/a",
        "a@example.com",
        "a@b",
    ];
    scalars.extend(texts.map(Value::from));
    scalars.extend((0..14).map(|n| json!(format!("user{n}@example.com"))));
    scalars.extend((b'!'..=b'~').map(|byte| json!(char::from(byte).to_string())));
    for count in counts.iter().filter(|count| **count <= MAX_LENGTH) {
        scalars.push("a".repeat(*count).into());
        // The parts of an address have limits, so a long address has a domain of many labels.
        let name = ["aa@", "a@"][count % 2];
        let labels = count.saturating_sub(name.len() + "example.com".len()) / 2;
        scalars.push(format!("{name}{}example.com", "b.".repeat(labels)).into());
    }
    scalars.extend((1..14).map(Value::from));
    scalars.extend(numbers.iter().map(|n| json!(n)));
    let sizes = [
        i64::from(i32::MAX),
        i64::from(i32::MIN),
        i64::MIN,
        i64::MAX,
        1 << 40,
    ];
    scalars.extend(sizes.iter().map(|n| json!(n)));
    scalars.extend([
        json!(i64::from(i32::MAX) + 1),
        json!(i64::from(i32::MIN) - 1),
        json!(u64::MAX),
    ]);
    scalars.extend(
        numbers
            .iter()
            .filter(|n| n.unsigned_abs() < 1 << 40)
            .map(|n| json!(*n as f64 + 0.5)),
    );
    scalars.extend([json!(1e300), json!(true), json!(false), Value::Null]);
    (scalars, counts)
}

fn limits(node: &Value, numbers: &mut BTreeSet<i64>, listed: &mut Vec<Value>) {
    match node {
        Value::Array(items) => items.iter().for_each(|item| limits(item, numbers, listed)),
        Value::Object(keys) => {
            for (key, value) in keys {
                match (key.as_str(), value) {
                    ("enum", Value::Array(values)) => listed.extend(values.iter().cloned()),
                    ("pattern", Value::String(pattern)) => {
                        let digits = pattern.split(|c: char| !c.is_ascii_digit());
                        numbers.extend(digits.filter_map(|part| part.parse::<i64>().ok()));
                    }
                    (_, Value::Number(number)) => numbers.extend(number.as_f64().map(|n| n as i64)),
                    _ => limits(value, numbers, listed),
                }
            }
        }
        _ => {}
    }
}
