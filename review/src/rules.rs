//! The rules for contracts. Each rule has a reason, and an example that breaks the rule.

mod api;
pub mod changes;
mod readers;
mod rust;
mod yaml;

/// A rule that `cargo xtask lint` checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The name of the rule. Each finding of the rule has this name.
    pub code: &'static str,
    /// A phrase that describes the problem.
    pub what: &'static str,
    /// The reason for the rule.
    pub why: &'static str,
    /// True if a comment such as `# allow(code): the reason` on the line above can accept a
    /// finding.
    pub accept: bool,
    /// An example that breaks the rule.
    pub example: Example,
}

/// An example that breaks a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Example {
    /// An edit of [`CONTRACT`]. The first occurrence of `passes` is replaced with `fails`.
    Edit {
        /// The text that passes.
        passes: &'static str,
        /// The text that fails.
        fails: &'static str,
    },
    /// A complete contract.
    Contract(&'static str),
    /// An evidence file for [`CONTRACT`].
    Evidence {
        /// The name of the file.
        name: &'static str,
        /// The body that passes.
        passes: &'static str,
        /// The body that fails.
        fails: &'static str,
    },
}

/// A contract that breaks no rule.
pub const CONTRACT: &str = include_str!("rules/example.yaml");

/// The limits of the rules: problems that lint and diff do not find, or report wrongly.
pub const LIMITS: [&str; 14] = [
    "If lint cannot read the YAML, it reports only the problems up to the first YAML error, and \
     the problems of single lines. Lint checks for the known failures of progenitor before it runs \
     progenitor. It reports all other failures of progenitor one at a time. If a component refers \
     to itself, lint does not search for an endless merge of an `allOf`.",
    "Lint does not compile the generated code. In this code, lint searches only for types with a \
     reserved name, and for two types with the same name. Lint does not detect that progenitor \
     silently merged two types of a `oneOf` or an `anyOf` into one type.",
    "The crate typify, which progenitor uses, merges all schemas of an `allOf`. Lint simulates \
     this merge to detect a merge that would never end. If the schemas contradict each other, lint \
     may report a merge that does end.",
    "Lint validates values against their schemas, but not completely. Lint ignores a pattern that \
     the crate `regex` cannot compile, such as a look-ahead. Lint checks only the formats int32, \
     int64, uuid, date, date-time, ipv4, ipv6 and email. Lint ignores `discriminator`, `readOnly` \
     and `writeOnly`.",
    "Lint does not run the generated Rust types. Instead, lint uses the rules of typify to predict \
     how a body changes when a program decodes and encodes it. `cargo test decoding` compares the \
     prediction with the real types.",
    "Lint compares each `x-source` only with the bodies in spec/evidence. People copied these \
     bodies from the vendor's pages. Lint does not check the copies and does not read the text of \
     the pages. Lint also does not read the sources D, P, G, M and INF, which `x-sources` defines. \
     Lint does not report an `x-source` entry if the body of that source lacks the property.",
    "An `x-conflict` describes a contradiction between sources. Lint checks only that at least two \
     sources are named. Lint cannot check that the text of the `x-conflict` is still true. To \
     check the text yourself, read the output of `cargo xtask evidence`.",
    "Lint searches for lost or rejected fields only in the responses and schemas that operations \
     use. Lint ignores `callbacks`, `links` and `discriminator`, because progenitor generates no \
     code from them.",
    "Lint measures the length of a line in characters. Lint counts a wide character, such as a \
     Chinese one, as one character.",
    "Lint suggests a patch only if the correct fix is known. Lint never changes the file.",
    "In a diff report, WIRE is the effect of a change on requests and responses. Diff determines \
     this effect with sample values. The samples are the limits in both contracts, one value of \
     each kind, and some strings. If two patterns accept the same samples, diff treats the \
     patterns as equal. Diff recognizes a renamed property only if its schema stays the same.",
    "Diff compares only public Rust items. Diff does not check whether a new item makes \
     another name ambiguous or breaks type inference.",
    "Diff does not run the generated clients. Instead, diff uses the rules of typify to predict \
     what a client decodes. The tests compare the prediction with compiled clients. The prediction \
     knows only the statuses in the contract.",
    "Diff searches for the name of a changed item in the hand-written code. So diff may report \
     code that uses a field with the same name in a different type.",
];

/// Returns all rules, in groups of related rules.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    [yaml::RULES, api::RULES, rust::RULES, readers::RULES]
        .into_iter()
        .flatten()
}

/// Returns the printed explanation of a rule or of a kind of change, by its code.
///
/// # Errors
///
/// Returns the known codes that share a word with `code`, if `code` is unknown.
pub fn explain_code(code: &str) -> Result<String, Vec<&'static str>> {
    let rule = rule(code).map(explain);
    let change = || changes::change(code).map(changes::explain);
    rule.or_else(change).ok_or_else(|| {
        let words: Vec<&str> = code.split('-').collect();
        let changes = changes::changes().map(|rule| rule.code);
        let known = rules().map(|rule| rule.code).chain(changes);
        let is_like = |known: &&str| known.split('-').any(|word| words.contains(&word));
        known.filter(is_like).collect()
    })
}

/// Returns the rule with a code.
#[must_use]
pub fn rule(code: &str) -> Option<&'static Rule> {
    rules().find(|rule| rule.code == code)
}

/// Returns the explanation of a rule, as `cargo xtask explain` prints it.
#[must_use]
pub fn explain(rule: &Rule) -> String {
    let Rule {
        code,
        what,
        why,
        accept,
        example,
    } = rule;
    let block = |text: &str| -> String {
        let lines = text.lines().map(|line| format!("    {line}\n"));
        lines.collect()
    };
    let examples = match example {
        Example::Edit { passes, fails } => {
            format!("Fails:\n\n{}\nPasses:\n\n{}", block(fails), block(passes))
        }
        Example::Contract(fails) => format!("Fails:\n\n{}", block(fails)),
        Example::Evidence {
            name,
            passes,
            fails,
        } => format!(
            "Fails as the evidence file {name}:\n\n{}\nPasses as the same file:\n\n{}",
            block(fails),
            block(passes)
        ),
    };
    let accept = if *accept {
        format!(
            "To accept a finding, write one of these comments on the line above the finding:\n\n    # \
             allow({code}): the reason\n    # allow({code}, owner: api-team, until: 2027-03-31): the \
             reason\n"
        )
    } else {
        "An `allow` comment cannot suppress the findings of this rule.\n".to_owned()
    };
    format!("{code}: {what}\n\n{why}\n\n{examples}\n{accept}")
}

/// Returns a rule whose findings a comment cannot accept.
const fn rule_of(
    code: &'static str,
    what: &'static str,
    why: &'static str,
    example: Example,
) -> Rule {
    Rule {
        code,
        what,
        why,
        accept: false,
        example,
    }
}

const fn acceptable(rule: Rule) -> Rule {
    Rule {
        accept: true,
        ..rule
    }
}

const fn edit(passes: &'static str, fails: &'static str) -> Example {
    Example::Edit { passes, fails }
}
