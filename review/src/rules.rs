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
    /// True if the comment `# allow(code): the reason` on the line above can accept a finding.
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
    "If lint cannot read the contract, it reports only the problems that prevent reading. Lint \
     first searches for merge conflict markers and tabs. If it finds none, it reports only the \
     first YAML error, duplicate key or tag. Lint checks for the known failures of progenitor \
     before it runs progenitor. It reports all other failures of progenitor one at a time.",
    "Lint does not run rustc. In the generated code, it searches only for two types with the same \
     name. It does not notice if progenitor silently merges two types of a `oneOf` or an `anyOf` \
     into one.",
    "If an `allOf` has several parts, typify merges them. Lint imitates this merge to find an \
     `allOf` whose merge would never end. If the parts contradict each other, lint may report a \
     merge that would end.",
    "Lint checks values against their schemas, with exceptions. It ignores patterns that the crate \
     `regex` cannot compile, such as look-ahead. The only formats that it checks are int32, int64, \
     uuid, date, date-time, ipv4, ipv6 and email. It ignores `discriminator`, `readOnly` and \
     `writeOnly`.",
    "Lint does not run the generated types. A model of these types predicts whether a body is \
     unchanged after decoding and encoding. `cargo test decoding` compares the model with the real \
     types.",
    "Lint compares sources only with the bodies in spec/evidence. People copied these bodies from \
     the vendor's pages, and lint does not check the copies. Lint does not read the text of a \
     page, or the sources D, P, G, M and INF, which `x-sources` defines. So lint accepts an \
     `x-source` that names a source whose body does not show the property.",
    "For an `x-conflict`, lint checks only that at least two sources are named. Lint cannot check \
     whether the text of the conflict is still true. To check the text, read the output of `cargo \
     xtask evidence`.",
    "Lint searches for lost or rejected fields only in the responses and schemas that operations \
     refer to. It ignores `callbacks`, `links` and `discriminator`, because progenitor generates \
     no code from them.",
    "Lint counts the characters of a line. It does not consider that some characters are wider \
     than others.",
    "Lint suggests a patch only if it knows the correct fix. It never changes the file.",
    "WIRE is the effect of a change on requests and responses. To judge it, diff tries sample \
     values: the limits in both contracts, one value of each kind, and sample strings. If two \
     patterns accept the same samples, diff treats the patterns as equal. Diff reports a renamed \
     property as one removed and one added property.",
    "Diff compares only public Rust items. It does not check whether a new item makes another name \
     ambiguous or breaks type inference.",
    "Diff does not run the clients. A model of the generated types predicts what a client decodes. \
     The tests compare the model with compiled clients. The model knows only the statuses that the \
     contract has.",
    "Diff finds hand-written code by the name of the changed item. So it may report code that uses \
     a field with the same name in a different type.",
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
            "Fails, in a file named {name}:\n\n{}\nPasses:\n\n{}",
            block(fails),
            block(passes)
        ),
    };
    let accept = if *accept {
        format!(
            "To accept a finding, write a comment on the line above it:\n\n    # allow({code}): the reason\n"
        )
    } else {
        "A comment cannot suppress findings of this rule.\n".to_owned()
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
