//! Keeps what a contract says from being more than text: names may have any characters, and a
//! comment in a pull request is read by whoever reviews it.

use std::fmt::Write as _;

/// What moves text about, or breaks lines, without being a control character: a reader would see
/// other text than there is.
const MOVES: [std::ops::RangeInclusive<char>; 4] = [
    '\u{61c}'..='\u{61c}',
    '\u{200e}'..='\u{200f}',
    '\u{2028}'..='\u{202e}',
    '\u{2066}'..='\u{2069}',
];

/// Behind an `@` or a `#` it keeps GitHub from calling people, and from linking addresses and
/// issues.
const APART: char = '\u{200b}';

/// One line, with what a terminal would obey as Rust writes it, such as `\u{1b}`.
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

/// As [`clean`], and its lines stay lines.
pub(crate) fn clean_lines(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(clean).collect();
    lines.join("\n")
}

/// No more characters than there may be.
pub(super) fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A line for Markdown: what stands between backticks as code, and nothing else as anything but
/// text, be it in a cell of a table.
pub(super) fn markdown(line: &str) -> String {
    inline(line, true)
}

/// The same where Markdown is not read, as in a `<summary>`.
pub(super) fn html(line: &str) -> String {
    inline(line, false)
}

/// Text as code, whatever is in it, outside of tables.
pub(super) fn code(text: &str) -> String {
    let text = clean(text);
    if text.is_empty() || text.contains('`') {
        code_in_html(&text, true)
    } else {
        format!("`{text}`")
    }
}

/// Lines as a block of code within a point of a list. What fences them is longer than any such line
/// in them.
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
            // Nothing ends it.
            _ if index == last => {
                text += "&#96;";
                prose(&mut text, part);
            }
            _ if part.is_empty() => text += "&#96;&#96;",
            // Two backticks would begin another code, and in a cell of a table a `|` ends it even
            // there.
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

/// Code without backticks. An entity is never a part of what Markdown is made of.
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
        // An address would be a link.
        if is_markdown && letter == '@' {
            code.push(APART);
        }
    }
    code + "</code>"
}

/// Text that begins nothing: no tag, cell, emphasis, link or list, no mention, and no code.
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

/// Whether a full stop would make a link of it.
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
