//! Tests of the language of comments and documents.
//!
//! The writing rules are in CONTRIBUTING.md. These tests check only the rules that a program can
//! check. A person has to review the names, and has to judge whether a sentence is easy to
//! understand.

use std::fs;
use std::path::Path;

use crate::support::root;

/// The maximum length of a comment line, in columns. rustfmt does not wrap comments.
const MAX_COLUMNS: usize = 100;

/// Phrases that readers misunderstood, and what to write instead.
const PHRASES: [(&str, &str); 21] = [
    ("airlock", "the term of HTTP or OpenAPI"),
    ("are others", "are different"),
    ("but for", "except"),
    ("cannot be told", "is unknown"),
    ("has the last word", "decides"),
    ("in vain", "without effect"),
    ("is another", "changed, or is different"),
    ("is none", "is missing, or is malformed"),
    ("is to be said", "the message"),
    ("none when", "`None` if"),
    ("none where", "`None` if"),
    ("of before", "earlier, or existing"),
    ("of now", "new"),
    ("one more", "added, or a further one"),
    ("patience", "a wait, or a timeout"),
    ("sealed room", "a module"),
    ("somebody else", "another program, or another caller"),
    ("stand-in", "a replacement"),
    ("stands in for", "replaces"),
    ("tells nothing of", "does not show"),
    ("whoever", "the caller, or the name of the actor"),
];

/// Words that must not begin a comment or a sentence of a document.
const BEGINNINGS: [&str; 8] = [
    "Else",
    "Neither",
    "Of",
    "Those",
    "Whatever",
    "Whether",
    "Whichever",
    "Whoever",
];

/// Words that must not begin a comment. The first sentence of a comment names its subject with a
/// noun.
const COMMENT_BEGINNINGS: [&str; 4] = ["All", "It", "They", "What"];

/// Folders with files that the authors of this repository did not write: build results, and the
/// texts of the vendor.
const EXCLUDED: [&str; 5] = ["target", ".git", "evidence", "snapshots", "generated"];

/// A paragraph of a comment or document, and the number of its first line.
struct Paragraph {
    line: usize,
    text: String,
}

/// Returns the path and the text of every file with one of the given extensions.
fn files(extensions: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                if !EXCLUDED.contains(&name.as_str()) {
                    folders.push(path);
                }
            } else if has_extension(&path, extensions) {
                let name = path.strip_prefix(root()).unwrap().to_string_lossy();
                found.push((name.replace('\\', "/"), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert!(
        !found.is_empty(),
        "no file has the extensions {extensions:?}"
    );
    found
}

fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| extensions.contains(&extension))
}

/// Returns the text of a comment line. Returns `None` if the line is code.
fn comment<'a>(name: &str, line: &'a str) -> Option<&'a str> {
    let line = line.trim_start();
    let text = if name.ends_with(".rs") {
        line.strip_prefix("//")?.trim_start_matches(['/', '!'])
    } else {
        line.strip_prefix('#')?
    };
    Some(text.trim_start())
}

/// Returns the paragraphs of the comments of a source file, without its examples.
fn comments(name: &str, text: &str) -> Vec<Paragraph> {
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    let mut is_new = true;
    let mut is_example = false;
    for (index, line) in text.lines().enumerate() {
        let Some(text) = comment(name, line) else {
            is_new = true;
            continue;
        };
        is_example ^= text.starts_with("```");
        let is_prose = !is_example
            && !text.is_empty()
            && !text.starts_with("```")
            && !text.starts_with(['|', '#', '-', '[']);
        match paragraphs.last_mut() {
            Some(last) if is_prose && !is_new => {
                last.text.push(' ');
                last.text.push_str(text);
            }
            _ if is_prose => paragraphs.push(Paragraph {
                line: index + 1,
                text: text.to_owned(),
            }),
            _ => {}
        }
        is_new = !is_prose;
    }
    paragraphs
}

/// Returns the paragraphs of a Markdown document, without its code and tables.
fn prose(text: &str) -> Vec<Paragraph> {
    let mut is_code = false;
    let mut lines = Vec::new();
    for line in text.lines() {
        is_code ^= line.starts_with("```");
        let is_prose = !is_code && !line.starts_with(['`', '|', '#', '<']);
        let line = if is_prose {
            line.trim_start_matches("- ")
        } else {
            ""
        };
        lines.push(if line.is_empty() {
            String::new()
        } else {
            format!("// {line}")
        });
    }
    comments("document.rs", &lines.join("\n"))
}

/// Returns the rules that a paragraph breaks, and how to fix each of them.
fn problems(paragraph: &Paragraph, beginnings: &[&str]) -> Vec<String> {
    let mut problems = Vec::new();
    let lower = format!(" {} ", paragraph.text.to_lowercase());
    for (phrase, instead) in PHRASES {
        let is_found = lower.match_indices(phrase).any(|(start, _)| {
            let is_edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
            is_edge(lower[..start].chars().next_back())
                && is_edge(lower[start + phrase.len()..].chars().next())
        });
        if is_found {
            problems.push(format!("`{phrase}`: write {instead}"));
        }
    }
    let first_word = |text: &str| text.split([' ', ',']).next().unwrap_or_default().to_owned();
    let first = first_word(&paragraph.text);
    if beginnings.contains(&first.as_str()) {
        problems.push(format!(
            "begins with `{first}`: name the subject with a noun"
        ));
    }
    for sentence in paragraph.text.split(". ") {
        let first = first_word(sentence);
        if BEGINNINGS.contains(&first.as_str()) {
            problems.push(format!(
                "a sentence begins with `{first}`: subject, verb, object"
            ));
        }
    }
    problems
}

#[track_caller]
fn assert_none(problems: &[String]) {
    let count = problems.len();
    assert!(
        problems.is_empty(),
        "{count} problems\n{}",
        problems.join("\n")
    );
}

#[test]
fn comment_lines_have_at_most_100_columns() {
    let mut problems = Vec::new();
    for (name, text) in files(&["rs", "toml", "yaml"]) {
        for (index, line) in text.lines().enumerate() {
            if comment(&name, line).is_some() && line.chars().count() > MAX_COLUMNS {
                problems.push(format!("{name}:{}", index + 1));
            }
        }
    }
    assert_none(&problems);
}

#[test]
fn comments_follow_the_writing_rules() {
    let mut found = Vec::new();
    for (name, text) in files(&["rs", "toml", "yaml"]) {
        // This file contains the phrases as data. The comments of `review/` do not follow the rules
        // yet.
        if name.ends_with("language.rs") || name.starts_with("review/") {
            continue;
        }
        for paragraph in comments(&name, &text) {
            for problem in problems(&paragraph, &COMMENT_BEGINNINGS) {
                found.push(format!("{name}:{}: {problem}", paragraph.line));
            }
        }
    }
    assert_none(&found);
}

#[test]
fn documents_follow_the_writing_rules() {
    let mut found = Vec::new();
    for (name, text) in files(&["md"]) {
        for paragraph in prose(&text) {
            for problem in problems(&paragraph, &[]) {
                found.push(format!("{name}:{}: {problem}", paragraph.line));
            }
        }
    }
    assert_none(&found);
}

#[test]
fn problems_forbidden_phrase_or_beginning_is_found() {
    for (text, expected) in [
        ("The server replaces the list.", 0),
        ("Everything but for the name is kept.", 1),
        ("Returns the name; none when it is absent.", 1),
        ("It is kept.", 1),
        ("The name is kept. Whether it is unique is unknown.", 1),
        ("Nonewhere is a word.", 0),
        ("All of it, but for one more.", 3),
    ] {
        let paragraph = Paragraph {
            line: 1,
            text: text.to_owned(),
        };
        assert_eq!(
            problems(&paragraph, &COMMENT_BEGINNINGS).len(),
            expected,
            "{text}"
        );
    }
}
