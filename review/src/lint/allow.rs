//! The comments that accept findings, such as `# allow(long-line): the vendor's own title`.
//!
//! A comment can also name an owner, and the last day on which it is valid:
//! `# allow(long-line, owner: api-team, until: 2027-03-31): the vendor's own title`.

pub use chrono::NaiveDate as Date;
use tallyfy_codegen::{Finding, Patch, Position, nearest, read};

use super::Lint;
use crate::openapi::schema::date;
use crate::{Contract, rules};

const FORM: &str = "write `# allow(CODE): the reason`, or \
                    `# allow(CODE, owner: NAME, until: YYYY-MM-DD): the reason`";

/// A comment that accepts the findings of one rule on the next line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allow {
    /// The number of the line of the comment. The first line has the number 1.
    pub line: usize,
    /// The code of the rule.
    pub code: String,
    /// The person or team that is responsible for the comment.
    pub owner: Option<String>,
    /// The last day on which the comment is valid.
    pub until: Option<Date>,
    /// The reason.
    pub reason: String,
}

/// Returns the `allow` comments of a contract, in the order of the text. Malformed comments are not
/// in the list, because [`lint`](crate::lint) reports them.
#[must_use]
pub fn allowed(contract: &Contract) -> Vec<Allow> {
    let marks = read(&contract.text).map(|yaml| yaml.marks);
    let marks = marks.unwrap_or_default();
    let lines = contract.text.lines().enumerate();
    let lines = lines.filter(|(index, _)| !marks.is_text(index + 1));
    lines
        .filter_map(|(index, line)| parse(line, index + 1)?.ok())
        .collect()
}

impl Lint<'_> {
    /// Removes the findings that comments accept. Reports each comment that is malformed or
    /// expired, or accepts no finding.
    pub(super) fn allow(&mut self, today: Option<Date>) {
        let lines: Vec<&str> = self.lines.all().collect();
        for (index, line) in lines.iter().enumerate() {
            if self.marks.is_text(index + 1) {
                continue;
            }
            let position = Position {
                line: index + 1,
                column: line.len() - line.trim_start().len() + 1,
            };
            match parse(line, index + 1) {
                None => {}
                Some(Err((message, patch))) => {
                    self.report("allow-form", position, message, FORM).patch = patch;
                }
                Some(Ok(allow)) => {
                    // Several comments may be above one line.
                    let comments = lines[index..].iter();
                    let comments = comments.take_while(|line| parse(line, 0).is_some());
                    let next = index + comments.count() + 1;
                    self.accept(&allow, position, next, today);
                }
            }
        }
    }

    /// Removes the findings on the line `next` that a comment accepts.
    fn accept(&mut self, allow: &Allow, position: Position, next: usize, today: Option<Date>) {
        let code = &allow.code;
        let is_accepted = |finding: &Finding| {
            finding.file.is_none()
                && finding.position.line == next
                && finding.code == code
                && rules::rule(finding.code).is_some_and(|rule| rule.accept)
        };
        let before = self.findings.len();
        self.findings.retain(|finding| !is_accepted(finding));
        if self.findings.len() == before {
            let message = if rules::rule(code).is_some_and(|rule| rule.accept) {
                format!("the next line does not break the rule `{code}`")
            } else {
                format!("no comment can accept a finding of the rule `{code}`")
            };
            self.report("unused-allow", position, message, "delete the comment")
                .patch = Some(Patch {
                line: position.line,
                with: Vec::new(),
            });
        } else if let Some(until) = allow.until
            && today.is_some_and(|today| today > until)
        {
            let owner = allow.owner.as_ref();
            let owner = owner.map_or_else(String::new, |owner| format!(" with {owner}"));
            self.report(
                "expired-allow",
                position,
                format!("this `allow` comment was valid until {until}"),
                format!(
                    "fix the problem on the next line and delete the comment, or agree on a new \
                     date{owner}"
                ),
            );
        }
    }
}

/// The message about a malformed comment, and its patch.
type Malformed = (String, Option<Patch>);

/// Parses a comment that accepts findings. Returns `None` if the line is not such a comment.
fn parse(line: &str, number: usize) -> Option<Result<Allow, Malformed>> {
    let text = line.trim_start().strip_prefix('#')?.trim_start();
    let rest = text.strip_prefix("allow")?;
    let words = rest.trim_start();
    let is_code = || {
        let first = words.split([' ', ':', ',']).next();
        first.is_some_and(|word| rules::rule(word).is_some())
    };
    if !words.starts_with('(') {
        let message = || "the code of this `allow` comment is not in parentheses".to_owned();
        return is_code().then(|| Err((message(), None)));
    }
    Some(fields(&words[1..], number).map_err(|error| {
        let replaced = error.replacement.map(|(old, new)| Patch {
            line: number,
            with: vec![line.replacen(&old, &new, 1)],
        });
        (error.message, replaced)
    }))
}

struct FieldError {
    message: String,
    replacement: Option<(String, String)>,
}

/// Parses the rest of a comment, after the opening parenthesis.
fn fields(rest: &str, line: usize) -> Result<Allow, FieldError> {
    let error = |message: String, replacement: Option<(&str, &str)>| FieldError {
        message,
        replacement: replacement.map(|(old, new)| (old.to_owned(), new.to_owned())),
    };
    let Some((list, reason)) = rest.split_once(')') else {
        return Err(error(
            "this `allow` comment has no closing parenthesis".to_owned(),
            None,
        ));
    };
    let mut parts = list.split(',').map(str::trim);
    let code = parts.next().unwrap_or_default();
    let Some(rule) = rules::rule(code) else {
        let near = nearest(code, rules::rules().map(|rule| rule.code));
        let replacement = near.map(|near| (code, near)).filter(|_| !code.is_empty());
        return Err(error(
            format!("the rule `{code}` does not exist"),
            replacement,
        ));
    };
    let mut allow = Allow {
        line,
        code: rule.code.to_owned(),
        owner: None,
        until: None,
        reason: String::new(),
    };
    for part in parts {
        let (key, value) = part.split_once(':').unwrap_or((part, ""));
        let (key, value) = (key.trim(), value.trim());
        let is_repeated = match key {
            "owner" => allow.owner.is_some(),
            "until" => allow.until.is_some(),
            _ => {
                let near = nearest(key, ["owner", "until"].into_iter());
                let replacement = near.map(|near| (key, near));
                return Err(error(
                    format!("an `allow` comment has no field `{key}`"),
                    replacement.filter(|_| !key.is_empty()),
                ));
            }
        };
        if is_repeated {
            return Err(error(format!("the field `{key}` occurs twice"), None));
        }
        if value.is_empty() {
            return Err(error(format!("the field `{key}` has no value"), None));
        }
        if key == "owner" {
            allow.owner = Some(value.to_owned());
        } else {
            let message = |why| format!("`{value}` is not a date such as 2027-03-31: {why}");
            let date = date(value).map_err(|why| error(message(why), None))?;
            allow.until = Some(date);
        }
    }
    let Some(reason) = reason.strip_prefix(':') else {
        let message = "this `allow` comment has no colon after its parentheses";
        let is_missing = !reason.trim().is_empty();
        return Err(error(message.to_owned(), is_missing.then_some((")", "):"))));
    };
    allow.reason = reason.trim().to_owned();
    if allow.reason.is_empty() {
        return Err(error("this `allow` comment has no reason".to_owned(), None));
    }
    Ok(allow)
}
