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

/// All rules, by what they are about.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    [yaml::RULES, api::RULES, rust::RULES, readers::RULES]
        .into_iter()
        .flatten()
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
