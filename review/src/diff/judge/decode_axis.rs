//! Judges the effect of a difference on decoding.

use tallyfy_codegen::Node;

use super::{Judge, always, verdict, worst};
use crate::Bump;
use crate::diff::decode::{compared, decoded, is_hand_written, is_optional};
use crate::diff::decode::{keeps_others, rejects_others};
use crate::diff::differences::{Difference, Form};
use crate::diff::merged_schema::MergedSchema;
use crate::diff::reach::{Place, Route};
use crate::diff::samples::is_allowed;
use crate::diff::{Use, Verdict};
use crate::rules::changes::{ChangeRule, Wire};

impl<'a> Judge<'_, 'a> {
    pub(super) fn decode(
        &self,
        rule: &ChangeRule,
        difference: &Difference<'a>,
        uses: &[Use],
    ) -> Verdict {
        let (bump, why) = rule.decode;
        let is_success = |one: &Use| one.part.starts_with('2');
        if rule.code == "response-body-added" && uses.iter().any(is_success) {
            let why = "the new client requires the body, which old servers do not send";
            return always(rule, Bump::Major, why, uses);
        }
        let routes = self.routes.to(&difference.pairs);
        let is_decoded = |route: &&Route<'_>| {
            matches!(
                route.root.place,
                Place::Parameter { .. } | Place::Body | Place::Response(_)
            )
        };
        let verdicts = routes.iter().filter(is_decoded).filter_map(|route| {
            let pair = self.list.reach.schemas(route.pair)?;
            match &difference.property {
                Some(name) => self.decode_property(difference, name, route, pair),
                None => self.decode_values(rule, difference, route, pair),
            }
        });
        worst(verdicts).unwrap_or_else(|| always(rule, bump, why, uses))
    }

    /// Returns the worst verdict that the clients show for a sample.
    fn decode_values(
        &self,
        rule: &ChangeRule,
        difference: &Difference<'a>,
        route: &Route<'_>,
        (old, new): (&'a Node, &'a Node),
    ) -> Option<Verdict> {
        if matches!(rule.wire, Wire::Is(..)) {
            return None;
        }
        let (old_document, new_document) = self.documents();
        let optional = route.holder(&self.list.reach).map(|((old, new), name)| {
            (
                is_optional(old_document, old, name),
                is_optional(new_document, new, name),
            )
        });
        let optional = optional.unwrap_or_default();
        let values = self
            .values(difference, (old, new))
            .into_iter()
            .filter(|value| {
                is_allowed(old_document, old, value) || is_allowed(new_document, new, value)
            });
        // An alternative of a union decodes only what the other alternatives leave to it.
        let outer = route.outer_pair(&self.list.reach);
        let outer = self.list.reach.schemas(outer).unwrap_or((old, new));
        let judged = values.filter_map(|value| {
            let before = decoded(old_document, outer.0, &value, optional.0);
            let after = decoded(new_document, outer.1, &value, optional.1);
            let (bump, why) = compared(&value, before.as_ref(), after.as_ref())?;
            Some((bump, why, value))
        });
        // The first of the worst values is the simplest.
        let worst = judged.reduce(|worst, one| if worst.0 >= one.0 { worst } else { one });
        worst.map(|(bump, why, value)| {
            verdict(
                bump,
                why,
                Some(self.witness(difference, route, Some(&value))),
            )
        })
    }

    /// Judges how clients decode objects with and without a property.
    fn decode_property(
        &self,
        difference: &Difference<'a>,
        name: &str,
        route: &Route<'_>,
        (old, new): (&'a Node, &'a Node),
    ) -> Option<Verdict> {
        let (old_document, new_document) = self.documents();
        // A hand-written type may also replace the union that has the object as an alternative.
        let outer = route.outer_pair(&self.list.reach);
        let outer = self.list.reach.schemas(outer).unwrap_or((old, new));
        let of_both = |(old, new): (&Node, &Node)| {
            is_hand_written(old_document, old) && is_hand_written(new_document, new)
        };
        if of_both((old, new)) || of_both(outer) {
            return Some(verdict(
                Bump::None,
                "a hand-written type decodes the object",
                None,
            ));
        }
        let (before, after) = (
            MergedSchema::of(old_document, old),
            MergedSchema::of(new_document, new),
        );
        let value = || self.property_value(difference);
        let (bump, why, sample) = match (difference.key.as_str(), difference.form) {
            ("required", Form::Added) => (
                Bump::Major,
                "the new client rejects an object without the property",
                None,
            ),
            ("required", _) => (
                Bump::Minor,
                "the new client accepts an object without the property",
                None,
            ),
            (_, Form::Added) if after.requires(name) => (
                Bump::Major,
                "the new client rejects an object without the property",
                None,
            ),
            (_, Form::Removed | Form::Renamed) if rejects_others(&after) => (
                Bump::Major,
                "the new client rejects an object with the old property",
                value(),
            ),
            (_, Form::Removed) if !keeps_others(&after) => {
                (Bump::Major, "the new client drops the property", value())
            }
            (_, Form::Renamed) if after.requires(name) => (
                Bump::Major,
                "the new client rejects an object with the old name only",
                None,
            ),
            _ if rejects_others(&before) => (
                Bump::Minor,
                "the new client accepts a property that the old client rejected",
                value(),
            ),
            _ => return None,
        };
        Some(verdict(
            bump,
            why,
            Some(self.witness(difference, route, sample.as_ref())),
        ))
    }
}
