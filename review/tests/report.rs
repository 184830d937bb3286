//! The texts of a contract stay text, however they are shown: no name ends what it stands in, and
//! none makes a comment longer than GitHub takes.

#![allow(clippy::unwrap_used, missing_docs)]

mod checkout;

use checkout::loaded;
use proptest::prelude::*;
use tallyfy_review::rules::CONTRACT;
use tallyfy_review::{
    Bump, Change, Diff, DiffFormat, Direction, ItemChange, ItemKind, Judged, Places, PublicItem,
    TryIt, Use, Verdict, Version, Witness, changelog, diff, page, report,
};

/// What GitHub takes.
const COMMENT: usize = 65_536;
const APART: char = '\u{200b}';

/// The contract with more properties of `group`, by their names as YAML has them.
fn with_properties(names: &[String]) -> String {
    let text = |name| {
        format!(
            "        {name}:\n          type: string\n          description: New.\n          \
             x-source:\n            - S0\n"
        )
    };
    let mut contract = CONTRACT.to_owned();
    let at = contract.find("        active:\n").unwrap();
    contract.insert_str(at, &names.iter().map(text).collect::<String>());
    contract
}

#[test]
fn the_page_of_a_contract_is_text() {
    let hostile = "<script>alert(1)</script> & \\\"x";
    let text = CONTRACT.replacen("A group.", &format!("\"{hostile}\""), 1);
    let loaded = loaded("<b>.yaml", text);
    let page = |try_it: Option<&TryIt>| page(&loaded, try_it, None);
    let read = page(None);
    assert!(!read.contains("<script") && !read.contains("<b>"), "{read}");
    assert!(read.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp;"));

    let operations = CONTRACT.matches("operationId: ").count();
    let quoted = || "\"><script>".to_owned();
    let tried = page(Some(&TryIt {
        nonce: "n".to_owned(),
        prefix: quoted(),
        token: quoted(),
        values: vec![("org_id".to_owned(), quoted())],
    }));
    assert_eq!(tried.matches("<script").count(), 1);
    assert_eq!(tried.matches("<script nonce=\"n\">").count(), 1);
    assert_eq!(
        tried.matches("\"&quot;&gt;&lt;script&gt;\"").count(),
        2 + operations
    );
}

#[test]
fn names_of_a_contract_are_text() {
    let hostile = [
        r"'a` ```<img src=x onerror=y> @octocat'",
        r#""b\n\n## c\n""#,
        r#""d\e[31m\u202e""#,
        r"'e | f \| g'",
        r"'[h](https://i.example) www.j.example #1 **k**'",
    ];
    let new = with_properties(&hostile.map(str::to_owned));
    let new = new.replacen("name: sort_by", "name: 'x<img src=//evil>'", 1);
    let mut difference = diff(&loaded("old.yaml", CONTRACT), &loaded("new.yaml", new));
    difference.changes[0].note = Some("`x<img src=//evil>` is decoded by hand".to_owned());
    for (name, format) in [
        ("hostile_summary", DiffFormat::Summary),
        ("hostile_markdown", DiffFormat::Markdown),
        ("hostile_github", DiffFormat::Github),
    ] {
        insta::assert_snapshot!(name, report(&difference, format));
    }
    insta::assert_snapshot!("hostile_changelog", changelog(&difference));
    are_lines(&difference);
}

#[test]
fn a_comment_is_never_longer_than_github_takes() {
    let names = |name: &str, number: usize| -> Vec<String> {
        (0..number).map(|n| format!("{name}{n}")).collect()
    };
    let old = names("property", 300);
    let new = [old.clone(), names("another", 45)].concat();
    let old = loaded("old.yaml", with_properties(&old));
    let mut difference = diff(&old, &loaded("new.yaml", with_properties(&new)));
    assert_eq!(difference.changes.len(), 45);
    let text = report(&difference, DiffFormat::Markdown);
    assert!(text.len() < COMMENT, "{}", text.len());
    assert!(text.contains("And 5 more changes.\n"), "{text}");
    let details = text.matches("<details>").count();
    let more = 45 - details;
    let more = format!("And {more} more changes. Run `cargo xtask diff` to see them.");
    assert!(details > 10 && text.contains(&more), "{details}: {text}");
    is_markdown(&text);

    // Each line of each change is longer than is shown, of what takes most room.
    for filler in ["`", "|", "é", "@", "\u{1b}", "\n", "``<"] {
        let long = filler.repeat(3_000);
        for change in &mut difference.changes {
            fill(change, &long);
        }
        difference.base = long.clone();
        let text = report(&difference, DiffFormat::Markdown);
        assert!(text.len() < COMMENT, "{filler:?}: {}", text.len());
        assert!(text.contains("| major |"), "{filler:?}: {text}");
        is_markdown(&text);
    }
}

#[test]
fn a_list_within_a_comment_is_short() {
    let mut change = change("`a` is new");
    let operation = |number| Use {
        direction: Direction::Request,
        operation: format!("operation{number}"),
        part: "body".to_owned(),
    };
    change.uses = (0..13).map(operation).collect();
    let text = report(&of(vec![change]), DiffFormat::Markdown);
    let list = "- request of operation9: body\n- and 3 more\n- `a` is new\n";
    assert!(text.contains(list), "{text}");
}

/// A change that says a text wherever it can.
fn change(text: &str) -> Change {
    let mut change = Change {
        code: "property-added",
        what: String::new(),
        at: Places::default(),
        owner: None,
        uses: Vec::new(),
        wire: Verdict::default(),
        source: Verdict::default(),
        decode: Verdict::default(),
        items: Vec::new(),
        surface: Vec::new(),
        note: None,
    };
    fill(&mut change, text);
    change
}

fn fill(change: &mut Change, text: &str) {
    let of = Use {
        direction: Direction::Response,
        operation: text.to_owned(),
        part: text.to_owned(),
    };
    let verdict = |witness| Verdict {
        bump: Bump::Major,
        why: text.to_owned(),
        witness: Some(witness),
    };
    let value = Witness::Value {
        of: of.clone(),
        body: Some(text.into()),
        at: text.to_owned(),
    };
    let item = PublicItem {
        kind: ItemKind::Field,
        owner: text.to_owned(),
        path: text.to_owned(),
        is: format!(": {text}"),
        ..PublicItem::default()
    };
    let judged = |change| Judged {
        change,
        bump: Bump::Major,
        why: "it is another",
        witness: None,
    };
    change.what = format!("`{text}` is {text}");
    change.uses = vec![of.clone()];
    change.wire = verdict(value);
    change.source = verdict(Witness::Rust(text.to_owned()));
    change.decode = verdict(Witness::Exchange {
        of: Some(of.clone()),
        what: "a request without it",
    });
    change.items = vec![
        judged(ItemChange::Added(item.clone())),
        judged(ItemChange::Changed {
            old: item.clone(),
            new: item,
        }),
    ];
    change.surface = vec![text.to_owned()];
    change.note = Some(text.to_owned());
}

fn of(changes: Vec<Change>) -> Diff {
    Diff {
        base: "old.yaml".to_owned(),
        head: "new.yaml".to_owned(),
        changes,
        versions: Vec::new(),
        note: None,
    }
}

/// What means something somewhere.
#[rustfmt::skip]
const PIECES: [&str; 42] = [
    "`", "``", "```", "~~~", "<", ">", "</details>", "<!--", "&", "&lt;", "|", "\\", "\\|", "\n",
    "\r\n", "\n\n", "\n## ", "\n```\n", "\u{1b}[31m", "\u{7f}", "\u{85}", "\u{9b}", "\u{2028}",
    "\u{202e}", "@octocat", "#1", "*", "_", "[a](b)", "![", "https://a.example", "www.a.example",
    "::error::", "%0A", "$", " ", "    ", "\t", "- ", "1. ", "name", "é",
];

/// Pieces of them, and any others.
fn names() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(&PIECES[..]).prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    prop::collection::vec(piece, 0..10).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn any_name_is_text(texts in prop::collection::vec(names(), 1..4), file in names()) {
        let mut difference = of(texts.iter().map(|text| change(text)).collect());
        difference.base = file.clone();
        difference.note = Some(file.clone());
        difference.announce(&file, "1.0.0", &texts[0]);
        are_lines(&difference);
        let text = report(&difference, DiffFormat::Markdown);
        is_markdown(&text);
        let rows = text.lines().filter(|line| line.starts_with("| ")).count();
        prop_assert_eq!(rows, 4 + 2 + 2 - 1 + texts.len(), "{}", text);
        prop_assert_eq!(text.matches("\n<details><summary>").count(), texts.len());
        let json = report(&difference, DiffFormat::Json);
        prop_assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok());
    }

    /// A version is what its numbers are, and whatever else it is, it is no panic.
    #[test]
    fn any_version_is_taken(from in "[0-9v.+-]{0,30}", to in "[0-9v.+-]{0,30}") {
        let mut difference = of(vec![change("a")]);
        difference.announce("version", &from, &to);
        let version: &Version = &difference.versions[0];
        prop_assert!(!version.state().is_empty());
    }
}

/// As many lines as with a harmless name, and nothing that a terminal or GitHub obeys.
#[track_caller]
fn are_lines(difference: &Diff) {
    let mut harmless = difference.clone();
    for (change, shown) in harmless.changes.iter_mut().zip(&difference.changes) {
        change.what = "what".to_owned();
        assert!(!shown.what.is_empty());
    }
    for format in [DiffFormat::Text, DiffFormat::Summary, DiffFormat::Github] {
        let text = report(difference, format);
        has_no_controls(&text);
        let lines = report(&harmless, format).lines().count();
        assert_eq!(text.lines().count(), lines, "{text}");
    }
    let github = report(difference, DiffFormat::Github);
    assert!(
        github.lines().all(|line| line.starts_with("::")),
        "{github}"
    );
    let text = changelog(difference);
    has_no_controls(&text);
    assert_eq!(text.lines().count(), changelog(&harmless).lines().count());
    for line in text.lines() {
        assert!(
            line.starts_with("- ") || line.starts_with("  In responses"),
            "{text}"
        );
        is_text(&without_code(line, |_| true), line);
    }
}

#[track_caller]
fn has_no_controls(text: &str) {
    let moves = ['\u{2028}', '\u{2029}', '\u{202e}', '\u{2066}'];
    let is_control = |one: char| one != '\n' && (one.is_control() || moves.contains(&one));
    assert!(!text.contains(is_control), "{text:?}");
}

/// Markdown that has the blocks of a report and no others, each closed where it should be.
#[track_caller]
fn is_markdown(text: &str) {
    has_no_controls(text);
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let ticks = line.trim_start().len() - line.trim_start().trim_start_matches('`').len();
        if ticks >= 3 {
            assert!(
                ["rust", "text"].contains(&line[2 + ticks..].trim_end()),
                "{line}"
            );
            // The first line that could end it does, and what follows is a part of the report.
            let ends = |line: &&str| {
                let line = line.trim();
                line.len() >= ticks && line.chars().all(|one| one == '`')
            };
            assert!(lines.find(ends).is_some(), "{text}");
            continue;
        }
        let known = [
            "### Contract change: ",
            "| ",
            "- ",
            "<details><summary>",
            "And ",
            "Note:",
            "</details>",
            "`",
        ];
        let is_known = line.is_empty() || known.iter().any(|known| line.starts_with(known));
        // Of a version, whose name is in a name's place.
        assert!(
            is_known || line.starts_with("<code>") || line.starts_with("&#96;"),
            "{line}"
        );
        let rest = without_code(line, |code| !code.contains(['<', '&', '|', '\\', '@']));
        is_text(&rest, line);
        let cells = match line.starts_with("| ") {
            true if line.matches('|').count() == 3 => 3,
            true => 5,
            false => 0,
        };
        assert_eq!(line.matches('|').count(), cells, "{line}");
    }
}

/// A line without what is between backticks, which are balanced.
#[track_caller]
fn without_code(line: &str, is_code: impl Fn(&str) -> bool) -> String {
    let parts: Vec<&str> = line.split('`').collect();
    assert!(parts.len() % 2 == 1, "{line}");
    for (index, part) in parts.iter().enumerate() {
        assert!(
            index % 2 == 0 || (!part.is_empty() && is_code(part)),
            "{line}"
        );
        // Two in a row are another kind of code.
        let is_between = index > 0 && index + 1 < parts.len() && index % 2 == 0;
        assert!(!is_between || !part.is_empty(), "{line}");
    }
    parts.into_iter().step_by(2).collect::<Vec<_>>().join("x")
}

/// No tag but those of a report, no entity by accident, no mention, link or emphasis.
#[track_caller]
fn is_text(text: &str, line: &str) {
    let mut rest = text.to_owned();
    for tag in ["details", "summary", "code"] {
        rest = rest
            .replace(&format!("<{tag}>"), "")
            .replace(&format!("</{tag}>"), "");
    }
    rest = rest.replacen("**Breaking:**", "", 1);
    for axis in ["WIRE", "SOURCE", "DECODE"] {
        for bump in [Bump::None, Bump::Minor, Bump::Major] {
            rest = rest.replacen(&format!("- **{axis} {bump}**"), "", 1);
        }
    }
    for entity in ["&lt;", "&gt;", "&amp;"] {
        rest = rest.replace(entity, "x");
    }
    while let Some(start) = rest.find("&#") {
        let end = start + rest[start..].find(';').unwrap();
        assert!(
            rest[start + 2..end].chars().all(|one| one.is_ascii_digit()),
            "{line}"
        );
        rest.replace_range(start..=end, "x");
    }
    assert!(
        !rest.contains(['<', '>', '&', '\\', '*', '[', ']', '~', '$']),
        "{rest} of {line}"
    );
    // A summary is read as HTML, where an address is no link.
    let is_link = ["://", "www."].iter().any(|link| rest.contains(link));
    assert!(!is_link || line.starts_with("<details>"), "{line}");
    let mut mentions = rest.split('@').skip(1);
    assert!(mentions.all(|after| after.starts_with(APART)), "{line}");
}
