//! The rules: what each is, why it matters, and an edit that breaks it.

mod api;
pub mod changes;
mod readers;
mod rust;
mod yaml;

/// A rule that a contract is held to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its name, which findings carry.
    pub code: &'static str,
    /// What is wrong when it is broken.
    pub what: &'static str,
    /// Why that matters here.
    pub why: &'static str,
    /// Whether a comment can accept what breaks it: `# allow(code): the reason`, on the line above.
    pub accept: bool,
    /// What breaks it.
    pub example: Example,
}

/// What breaks a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Example {
    /// An edit of [`CONTRACT`]: the first of one text becomes another.
    Edit {
        /// What passes.
        passes: &'static str,
        /// What fails in its place.
        fails: &'static str,
    },
    /// A whole contract.
    Contract(&'static str),
    /// A body of evidence beside [`CONTRACT`].
    Evidence {
        /// The name of its file.
        name: &'static str,
        /// The body that passes.
        passes: &'static str,
        /// The body that fails.
        fails: &'static str,
    },
}

/// A contract that breaks no rule.
pub const CONTRACT: &str = include_str!("rules/example.yaml");

/// What the rules do not find.
pub const LIMITS: [&str; 14] = [
    "Problems that prevent reading the contract are reported without any others. Merge conflict \
     markers and tabs come first. Otherwise lint reports only the first YAML error, duplicate key \
     or tag. Lint checks for the known failures of progenitor before it runs progenitor. All other \
     failures of progenitor are reported one at a time.",
    "Lint does not run rustc. It only checks the generated code for two types with the same name. \
     It does not notice types inside a `oneOf` or an `anyOf` that silently become one type.",
    "Lint imitates typify to find endless merges of an `allOf` with several parts. If the parts \
     also contradict each other, it may report a merge that would end.",
    "Values are checked against their schemas, with exceptions. Patterns that the crate `regex` \
     does not compile, such as look-ahead, are ignored. The only formats that are checked are \
     int32, int64, uuid, date, date-time, ipv4, ipv6 and email. `discriminator`, `readOnly` and \
     `writeOnly` are ignored.",
    "A model of the generated types predicts whether a body survives decoding and encoding. The \
     tests compare the model with the real types: `cargo test decoding`.",
    "Sources are compared only with the bodies in spec/evidence. These bodies are transcribed by \
     hand, and nothing checks them. Nothing checks the text of a page either, or the sources D, P, \
     G, M and INF. So lint accepts a source that names a property which its body does not have.",
    "A conflict is checked only for having two sources. No rule checks whether its text is still \
     true. Read the output of `cargo xtask evidence` for that.",
    "Lost or rejected fields of responses are searched only in what the operations refer to. \
     `callbacks`, `links` and `discriminator` are ignored, because no client code is generated \
     from them.",
    "The length of a line is counted in characters, whatever their width.",
    "Lint suggests a patch only where the fix is certain. It never changes the file.",
    "Diff judges WIRE by trying sample values: the limits of both sides, one value of each kind, \
     and sample strings. Two patterns that treat all samples the same count as equal. A renamed \
     property counts as one removed and one added property.",
    "Diff compares only public Rust items. It does not check whether a new item makes another name \
     ambiguous or breaks type inference.",
    "A model of the generated types predicts what a client decodes. The tests compare the model \
     with compiled clients. The statuses that a client decodes are taken only from the contract.",
    "Diff finds hand-written code by the name of the changed item. So it may report a field of a \
     different type with the same name.",
];

/// All rules, by what they are about.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    [yaml::RULES, api::RULES, rust::RULES, readers::RULES]
        .into_iter()
        .flatten()
}

/// What there is to know of a code, to print; of one that is unknown, those that are like it.
///
/// # Errors
///
/// The codes that share a word with one that there is not.
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

/// The rule of a code.
#[must_use]
pub fn rule(code: &str) -> Option<&'static Rule> {
    rules().find(|rule| rule.code == code)
}

/// What there is to know of a rule, to print.
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

/// The rules of a group are written in few lines each.
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
