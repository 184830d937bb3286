//! Escapes the texts of a contract, so that Markdown, HTML and terminals show these texts
//! unchanged. A name in a contract may have any characters.

use std::fmt::Write as _;

/// The characters that reorder text or break lines, although they are not control characters. A
/// reader would not see the text as it is.
const MOVES: [std::ops::RangeInclusive<char>; 4] = [
    '\u{61c}'..='\u{61c}',
    '\u{200e}'..='\u{200f}',
    '\u{2028}'..='\u{202e}',
    '\u{2066}'..='\u{2069}',
];

/// The zero-width space. After an `@` or a `#`, this character prevents GitHub from notifying
/// people, and from linking addresses and issues.
const APART: char = '\u{200b}';

/// Returns a text as one line. A character that a terminal would interpret is written as in Rust,
/// such as `\u{1b}`.
pub(crate) fn clean(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_control() || MOVES.iter().any(|moves| moves.contains(&letter)) {
            clean.extend(letter.escape_default())
        } else {
            clean.push(letter)
        }
    }
    clean
}

/// Cleans each line with [`clean`], and keeps the line breaks.
pub(crate) fn clean_lines(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(clean).collect();
    lines.join("\n")
}

/// Shortens a text to a maximum number of characters.
pub(super) fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Returns a line for Markdown, also for a cell of a table. The parts between backticks become
/// code, and all other parts remain text.
pub(super) fn markdown(line: &str) -> String {
    inline(line, true)
}

/// Returns a line for HTML, for example for a `<summary>`. The parts between backticks become code.
pub(super) fn html(line: &str) -> String {
    inline(line, false)
}

/// Returns any text as code. The result is not for tables.
pub(super) fn code(text: &str) -> String {
    let text = clean(text);
    if text.is_empty() || text.contains('`') {
        code_in_html(&text, true)
    } else {
        format!("`{text}`")
    }
}

/// Returns lines as a block of code in an item of a list. The fence is longer than each run of
/// backticks in the lines.
pub(super) fn fenced(text: &str, language: &str) -> String {
    let runs = text.split(|letter| letter != '`').map(str::len);
    let fence = "`".repeat(runs.max().unwrap_or_default().max(2) + 1);
    let mut fenced = format!("  {fence}{language}\n");
    for line in clean_lines(text).lines() {
        _ = writeln!(fenced, "  {line}");
    }
    fenced + "  " + &fence + "\n"
}

fn inline(line: &str, is_markdown: bool) -> String {
    let line = clean(line);
    let parts: Vec<&str> = line.trim().split('`').collect();
    let last = parts.len() - 1;
    let mut text = String::new();
    for (index, part) in parts.iter().enumerate() {
        match index % 2 {
            0 => prose(&mut text, part),
            // No second backtick ends the code.
            _ if index == last => {
                text += "&#96;";
                prose(&mut text, part);
            }
            _ if part.is_empty() => text += "&#96;&#96;",
            // Two adjacent backticks would begin code that a single one does not end. In a table, a
            // `|` ends the cell even in code.
            _ if is_markdown
                && !text.ends_with('`')
                && !part.contains(['<', '&', '|', '\\', '@']) =>
            {
                _ = write!(text, "`{part}`");
            }
            _ => text += &code_in_html(part, is_markdown),
        }
    }
    text
}

/// Returns code as HTML. Markdown does not interpret characters that are written as entities.
fn code_in_html(text: &str, is_markdown: bool) -> String {
    let mut code = "<code>".to_owned();
    for letter in text.chars() {
        let is_plain = match letter {
            ' ' => true,
            '.' | ',' | '_' | '-' => !is_markdown,
            _ => letter.is_ascii_alphanumeric() || !letter.is_ascii(),
        };
        if is_plain {
            code.push(letter)
        } else {
            entity(&mut code, letter)
        }
        // Without this character, GitHub would link an e-mail address.
        if is_markdown && letter == '@' {
            code.push(APART);
        }
    }
    code + "</code>"
}

/// Adds text in which no character begins a tag, a cell, emphasis, a link, a list, a mention or
/// code.
fn prose(text: &mut String, part: &str) {
    let mut before = None;
    let mut rest = part;
    while let Some(letter) = rest.chars().next() {
        rest = &rest[letter.len_utf8()..];
        let after = rest.chars().next();
        let is_word = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
        let is_first =
            text.is_empty() && (letter.is_ascii_digit() || letter.is_ascii_punctuation());
        match letter {
            '<' | '>' | '&' | '|' | '\\' | '*' | '[' | ']' | '~' | '$' => entity(text, letter),
            '_' if !(is_word(before) && is_word(after)) => entity(text, letter),
            ':' if rest.starts_with("//") => entity(text, letter),
            '.' if is_of_the_web(text) => entity(text, letter),
            '@' => text.extend([letter, APART]),
            '#' if is_word(after) && !is_first => text.extend([letter, APART]),
            _ if is_first => entity(text, letter),
            _ => text.push(letter),
        }
        before = Some(letter);
    }
}

/// Returns whether a full stop after this text would make a link.
fn is_of_the_web(text: &str) -> bool {
    let end = text.as_bytes().last_chunk::<3>();
    end.is_some_and(|end| end.eq_ignore_ascii_case(b"www"))
}

fn entity(text: &mut String, letter: char) {
    _ = match letter {
        '<' => write!(text, "&lt;"),
        '>' => write!(text, "&gt;"),
        '&' => write!(text, "&amp;"),
        _ => write!(text, "&#{};", u32::from(letter)),
    };
}
