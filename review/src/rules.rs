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
    "What stands in the way of reading the contract comes alone: marks of a merge and tabs, or else the \
     first of what is not YAML, a key that stands twice, a tag. What progenitor would stumble over is \
     found before it is asked; what it refuses in spite of that comes one at a time.",
    "Nothing here runs rustc: what is generated is read for two types of one name, and for nothing else. Of \
     types inside of a `oneOf` or an `anyOf` that would silently be one, nothing is said.",
    "Schemas that are merged without an end are found by merging them as typify does, for `allOf` with \
     several parts. Where the parts contradict each other as well, that may be said of what would end.",
    "A value is held to its schema but for patterns that the crate `regex` does not compile, such as those \
     that look ahead, formats other than int32, int64, uuid, date, date-time, ipv4, ipv6 and email, and \
     `discriminator`, `readOnly` and `writeOnly`.",
    "Whether a body decodes and encodes again without a loss is said by a model of the generated types; the \
     tests hold it to the types themselves (`cargo test decoding`).",
    "A source is held to the bodies in spec/evidence, and those to nothing: they are transcribed by hand. \
     What a page says in its text, and all that D, P, G, M and INF say, is taken at its word; so a source \
     that names a property which its body lacks is no finding.",
    "Of a conflict only that it has two sides is known. Whether what it says of them still holds, a reader \
     of `cargo xtask evidence` sees, and no rule.",
    "What a response loses or refuses is looked for in what the operations refer to. `callbacks`, `links` \
     and `discriminator` are not looked at: no client is generated from them.",
    "A line of the contract is a line of text: lengths are counted in characters, whatever their width.",
    "Patches are suggested where they are certain, and applied by hand.",
    "A change is judged on the wire by values that are tried: the limits of both sides, one of each kind, \
     and samples of texts. Two patterns that differ in none of these are called equal. A property with \
     another name is one that is gone and one that is new.",
    "Of Rust, public items are compared. Whether what is new makes another name ambiguous, or lets a type \
     no longer be inferred, is not looked for.",
    "What a client decodes is said by a model of its types, which tests hold to clients that are compiled. \
     Which statuses it reads is said by the contract alone.",
    "Where hand-written code names what changes is found by the very name, so another field of that name \
     may be meant.",
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
            "Fails, as {name}:\n\n{}\nPasses:\n\n{}",
            block(fails),
            block(passes)
        ),
    };
    let accept = match accept {
        true => format!(
            "It can be accepted, by a comment on the line above:\n\n    # allow({code}): the reason\n"
        ),
        false => "It cannot be accepted.\n".to_owned(),
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
