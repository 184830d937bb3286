//! Judges each difference by a table, and by sample values that only one contract allows.

mod decode_axis;
mod kind;
mod text;

use std::collections::BTreeSet;
use std::rc::Rc;

use serde_json::{Value, json};
use tallyfy_codegen::Node;

pub(super) use self::kind::kind;
use super::decode::allows_other;
use super::differences::{Difference, Differences, Form};
use super::merged_schema::MergedSchema;
use super::reach::{AllRoutes, Direction, Place, Root, Route};
use super::samples::{
    MAX_LENGTH, candidates, instance, is_allowed, is_repeated, is_text_allowed, object_of_both,
};
use super::{Use, Verdict, Witness};
use crate::Bump;
use crate::rules::changes::{ChangeRule, Wire, change};

/// A difference with its verdicts on requests, responses and decoding.
pub(super) struct Row {
    pub(super) code: &'static str,
    pub(super) what: String,
    pub(super) roots: Vec<Rc<Root>>,
    pub(super) uses: Vec<Use>,
    pub(super) wire: Verdict,
    pub(super) decode: Verdict,
}

/// A sample, and which contract allows it.
struct Sample {
    /// `None` if the value is omitted.
    value: Option<Value>,
    old: bool,
    new: bool,
}

/// Judges differences.
pub(super) struct Judge<'j, 'a> {
    list: &'j Differences<'a>,
    routes: AllRoutes,
}

impl<'j, 'a> Judge<'j, 'a> {
    pub(super) fn of(list: &'j Differences<'a>) -> Judge<'j, 'a> {
        Judge {
            routes: list.reach.routes(),
            list,
        }
    }

    pub(super) fn row(&self, difference: &Difference<'a>) -> Row {
        let roots = self.list.reach.roots_to(&difference.pairs);
        let code = kind(difference, !roots.is_empty());
        let uses: BTreeSet<Use> = roots.iter().map(|root| Use::of(root)).collect();
        let uses: Vec<Use> = uses.into_iter().collect();
        let (wire, decode) = match change(code) {
            Some(rule) => (
                self.wire(rule, difference, &uses),
                self.decode(rule, difference, &uses),
            ),
            None => Default::default(),
        };
        Row {
            code,
            what: text::what(code, difference),
            roots,
            uses,
            wire,
            decode,
        }
    }

    fn documents(&self) -> (&'a Node, &'a Node) {
        (self.list.old, self.list.new)
    }

    fn wire(&self, rule: &ChangeRule, difference: &Difference<'a>, uses: &[Use]) -> Verdict {
        let (floor, why) = match rule.wire {
            Wire::Is(bump, why) => return always(rule, bump, why, uses),
            Wire::Tried(floor, why) => (floor, why),
            Wire::Narrower | Wire::Wider => (Bump::None, "no value shows a difference"),
        };
        let routes = self.routes.to(&difference.pairs);
        if routes.is_empty() {
            return verdict(Bump::None, "no operation uses it", None);
        }
        let verdicts = routes.iter().map(|route| {
            let samples = self.samples(difference, route);
            let unshown = || match rule.wire {
                // A limit may be too large for samples, but the samples have all values of an enum.
                Wire::Narrower | Wire::Wider
                    if !self.is_enum(route) && !is_conclusive(difference, &samples) =>
                {
                    let is_narrower = matches!(rule.wire, Wire::Narrower);
                    direction_verdict(route.root.place.direction(), is_narrower)
                }
                _ => (floor, why),
            };
            let shown = self.shown(difference, route, &samples);
            shown.unwrap_or_else(|| {
                let (bump, why) = unshown();
                verdict(bump, why, None)
            })
        });
        worst(verdicts).unwrap_or_default()
    }

    /// Returns whether both schemas have an `enum`, so that the samples are all values.
    fn is_enum(&self, route: &Route<'_>) -> bool {
        self.list
            .reach
            .schemas(route.pair)
            .is_some_and(|(old, new)| {
                let (old_document, new_document) = self.documents();
                let has =
                    |document, schema| MergedSchema::of(document, schema).get("enum").is_some();
                has(old_document, old) && has(new_document, new)
            })
    }

    /// Returns the worst verdict that a sample shows.
    fn shown(
        &self,
        difference: &Difference<'a>,
        route: &Route<'_>,
        samples: &[Sample],
    ) -> Option<Verdict> {
        let only_old = samples.iter().find(|sample| sample.old && !sample.new);
        let only_new = samples.iter().find(|sample| sample.new && !sample.old);
        let direction = route.root.place.direction();
        let (sample, is_narrower) =
            match (direction, only_old, only_new) {
                (Direction::Request, Some(sample), _)
                | (Direction::Response, Some(sample), None) => (sample, true),
                (Direction::Request, None, Some(sample))
                | (Direction::Response, _, Some(sample)) => (sample, false),
                (_, None, None) => return None,
            };
        let (bump, why) = direction_verdict(direction, is_narrower);
        Some(verdict(
            bump,
            why,
            Some(self.witness(difference, route, sample.value.as_ref())),
        ))
    }

    fn witness(
        &self,
        difference: &Difference<'a>,
        route: &Route<'_>,
        value: Option<&Value>,
    ) -> Witness {
        let object = self.object_with(difference, route, value);
        let value = object.as_ref().or(value);
        let (body, mut at) = route.body(self.documents(), &self.list.reach, value);
        if let (Some(_), Some(name)) = (object, &difference.property) {
            at = format!("{at}.{name}");
        }
        Witness::Value {
            of: Use::of(route.root),
            body,
            at,
        }
    }

    /// For a difference of a property, returns an object that has the value as this property.
    fn object_with(
        &self,
        difference: &Difference<'a>,
        route: &Route<'_>,
        value: Option<&Value>,
    ) -> Option<Value> {
        let name = difference.property.as_ref()?;
        let ((old, new), (old_document, new_document)) =
            (self.list.reach.schemas(route.pair)?, self.documents());
        let mut object = object_of_both((old_document, old), (new_document, new));
        object.remove(name);
        match value {
            // The sample of a renamed property is an object with one of the two names.
            Some(Value::Object(renamed)) if difference.form == Form::Renamed => {
                object.remove(&difference.texts.0);
                object.extend(renamed.clone());
            }
            Some(value) => drop(object.insert(name.clone(), value.clone())),
            None => {}
        }
        Some(Value::Object(object))
    }

    fn samples(&self, difference: &Difference<'a>, route: &Route<'_>) -> Vec<Sample> {
        let Some((old, new)) = self.list.reach.schemas(route.pair) else {
            return Vec::new();
        };
        let (old_document, new_document) = self.documents();
        if let Some(name) = &difference.property {
            return self.property_samples(difference, name, (old, new));
        }
        let place = &route.root.place;
        let allowed = |document: &Node, schema: &Node, value: &Value| {
            if place.is_text() {
                is_text_allowed(document, schema, value, *place == Place::Header)
            } else {
                is_allowed(document, schema, value)
            }
        };
        // A value of an alternative is allowed only if no other alternative of a `oneOf` allows it.
        let outer = route.outer_pair(&self.list.reach);
        let outer = self.list.reach.schemas(outer).unwrap_or((old, new));
        let samples = self
            .values(difference, (old, new))
            .into_iter()
            .map(|value| Sample {
                old: allowed(old_document, outer.0, &value),
                new: allowed(new_document, outer.1, &value),
                value: Some(value),
            });
        samples.collect()
    }

    /// Returns the values to try for a difference of a schema.
    fn values(&self, difference: &Difference<'a>, (old, new): (&'a Node, &'a Node)) -> Vec<Value> {
        let (old_document, new_document) = self.documents();
        let only = |document: &'a Node, node: Option<&'a Node>| {
            let node = node.filter(|_| difference.key.ends_with("[]"))?;
            Some(match difference.key.as_str() {
                "enum[]" => node.to_json(),
                _ => instance(document, node),
            })
        };
        let only =
            only(new_document, difference.new).or_else(|| only(old_document, difference.old));
        only.map_or_else(
            || candidates((old_document, old), (new_document, new)),
            |value| vec![value],
        )
    }

    /// Returns the smallest value of the property that a difference is about.
    fn property_value(&self, difference: &Difference<'a>) -> Option<Value> {
        let (old, new) = self.documents();
        let value = difference.new.map(|node| instance(new, node));
        value.or_else(|| difference.old.map(|node| instance(old, node)))
    }

    fn property_samples(
        &self,
        difference: &Difference<'a>,
        name: &str,
        (old, new): (&'a Node, &'a Node),
    ) -> Vec<Sample> {
        let documents = self.documents();
        let sides = [(documents.0, old), (documents.1, new)];
        let requires =
            |side: usize, name: &str| MergedSchema::of(sides[side].0, sides[side].1).requires(name);
        let value = self.property_value(difference).unwrap_or_default();
        let takes_other = |side: usize| allows_other(sides[side].0, sides[side].1, &value);
        let absent = Sample {
            value: None,
            old: !requires(0, name),
            new: !requires(1, name),
        };
        match difference.form {
            Form::Renamed => {
                let (old_name, new_name) = (&difference.texts.0, &difference.texts.1);
                let named = |name: &str| Some(json!({ name: value }));
                vec![
                    Sample {
                        value: named(old_name),
                        old: true,
                        new: !requires(1, new_name) && takes_other(1),
                    },
                    Sample {
                        value: named(new_name),
                        old: !requires(0, old_name) && takes_other(0),
                        new: true,
                    },
                ]
            }
            _ if difference.key == "required" => vec![absent],
            Form::Added => vec![
                absent,
                Sample {
                    old: takes_other(0),
                    new: true,
                    value: Some(value),
                },
            ],
            _ => vec![
                absent,
                Sample {
                    old: true,
                    new: takes_other(1),
                    value: Some(value),
                },
            ],
        }
    }

    /// Returns the values that the clients of both contracts decode, for tests that compare the
    /// verdicts with compiled clients.
    pub(super) fn bodies(&self, difference: &Difference<'a>) -> Vec<(Rc<Root>, Value)> {
        let routes = self.routes.to(&difference.pairs);
        let bodies = routes.iter().flat_map(|route| {
            let samples = self.samples(difference, route).into_iter();
            let samples = samples.filter(|sample| sample.old || sample.new);
            let bodies = samples.filter_map(|sample| {
                match self.witness(difference, route, sample.value.as_ref()) {
                    Witness::Value {
                        body: Some(body), ..
                    } => Some((Rc::clone(route.root), body)),
                    _ => None,
                }
            });
            bodies.collect::<Vec<_>>()
        });
        bodies.collect()
    }
}

/// Returns whether the samples would show each effect of a limit of the length. A pattern may allow
/// none of the samples around the limit, but then it allows no sample of this kind.
fn is_conclusive(difference: &Difference<'_>, samples: &[Sample]) -> bool {
    let mut limits = [difference.old, difference.new].into_iter().flatten();
    let is_small = |node: &Node| {
        node.to_json()
            .as_i64()
            .is_some_and(|limit| limit <= MAX_LENGTH)
    };
    let is_of_both = |sample: &Sample| {
        sample.old && sample.new && sample.value.as_ref().is_some_and(is_repeated)
    };
    matches!(difference.key.as_str(), "minLength" | "maxLength")
        && limits.all(is_small)
        && samples.iter().any(is_of_both)
}

/// Returns the verdict for a value that only one contract allows. The set of allowed values became
/// narrower or wider.
fn direction_verdict(direction: Direction, is_narrower: bool) -> (Bump, &'static str) {
    match (direction, is_narrower) {
        (Direction::Request, true) => (
            Bump::Major,
            "the new server rejects requests that existing clients send",
        ),
        (Direction::Request, false) => (
            Bump::Minor,
            "old servers reject requests that new clients may send",
        ),
        (Direction::Response, true) => (
            Bump::Minor,
            "new clients do not expect what old servers send",
        ),
        (Direction::Response, false) => (
            Bump::Major,
            "existing clients do not expect what the new server sends",
        ),
    }
}

/// Returns the verdict that does not depend on values, with a request or response that shows it.
fn always(rule: &ChangeRule, bump: Bump, why: &'static str, uses: &[Use]) -> Verdict {
    let is_shown = bump == Bump::Major && !rule.shown.is_empty();
    let witness = is_shown.then(|| Witness::Exchange {
        of: uses.first().cloned(),
        what: rule.shown,
    });
    verdict(bump, why, witness)
}

fn verdict(bump: Bump, why: &str, witness: Option<Witness>) -> Verdict {
    Verdict {
        bump,
        why: why.to_owned(),
        witness,
    }
}

/// Returns the first of the worst verdicts.
fn worst(verdicts: impl Iterator<Item = Verdict>) -> Option<Verdict> {
    verdicts.reduce(|worst, one| if worst.bump >= one.bump { worst } else { one })
}
