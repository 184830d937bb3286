//! The YAML parser. It builds the tree, and reports YAML that different parsers read differently.

mod marks;
mod plain;
mod syntax;

use std::collections::HashMap;
use std::mem;

use saphyr_parser::{Event, Parser, ScalarStyle, Span, Tag};
use serde_json::Value;

pub use marks::Marks;

use self::plain::plain;
use self::syntax::{causes, is_fatal, malformed, markers, too_deep};
use crate::finding::{Finding, Lines, Patch};
use crate::position::Position;
use crate::tree::{Data, Entry, Node};

/// The maximum number of nested levels. Functions that walk the tree recurse for each level.
const MAX_DEPTH: usize = 64;
/// The maximum number of values that aliases may add to the tree. Without this limit, a few nested
/// aliases could need more memory than the computer has.
const MAX_ALIASED: usize = 10_000;

/// The result of parsing a YAML text.
#[derive(Debug)]
pub struct Yaml {
    /// The tree.
    pub root: Node,
    /// The notation of the values.
    pub marks: Marks,
    /// The problems that do not prevent reading the rest of the text.
    pub findings: Vec<Finding>,
}

/// Parses a text that has exactly one YAML document.
///
/// # Errors
///
/// Returns the problems up to the first one that prevents reading the rest of the text.
pub fn read(text: &str) -> Result<Yaml, Vec<Finding>> {
    let mut reader = Reader {
        lines: Lines::of(text),
        open: Vec::new(),
        anchored: HashMap::new(),
        aliased: 0,
        root: None,
        marks: Marks::default(),
        findings: Vec::new(),
    };
    let result = reader.events(text);
    let Reader {
        root,
        marks,
        mut findings,
        ..
    } = reader;
    match result {
        Ok(()) => findings.extend(markers(text, false)),
        Err(error) if error.code == "yaml-syntax" => findings.extend(causes(text, error)),
        Err(error) => findings.push(error),
    }
    match root {
        Some(root) if !findings.iter().any(is_fatal) => Ok(Yaml {
            root,
            marks,
            findings,
        }),
        None if findings.is_empty() => Err(vec![Finding::new(
            "empty-contract",
            Position::START,
            "the contract is empty",
            "begin the contract with `openapi: 3.0.3`",
        )]),
        _ => Err(findings),
    }
}

/// The state of the parser.
struct Reader<'a> {
    lines: Lines<'a>,
    /// The sequences and mappings that have not ended yet.
    open: Vec<Open>,
    /// The values that have an anchor, by the number of the anchor, and how many values they have.
    anchored: HashMap<usize, (Node, usize)>,
    aliased: usize,
    root: Option<Node>,
    marks: Marks,
    findings: Vec<Finding>,
}

/// A sequence or a mapping that has not ended yet.
struct Open {
    position: Position,
    anchor: usize,
    data: OpenData,
    /// How many values it has.
    size: usize,
}

enum OpenData {
    Sequence(Vec<Node>),
    Mapping {
        entries: Vec<Entry>,
        /// The lines of the keys.
        lines: HashMap<String, usize>,
        /// The key whose value comes next.
        key: Option<Key>,
    },
}

/// A key that was read before its value. The text is `None` if the entry is invalid.
struct Key {
    text: Option<String>,
    position: Position,
}

impl Reader<'_> {
    fn events(&mut self, text: &str) -> Result<(), Finding> {
        let mut documents = 0;
        for event in Parser::new_from_str(text) {
            let (event, span) = event.map_err(|error| malformed(&error))?;
            let position = Position::from(&span.start);
            match event {
                Event::DocumentStart(_) => {
                    documents += 1;
                    if documents > 1 {
                        return Err(Finding::new(
                            "several-documents",
                            position,
                            "the contract has more than one YAML document",
                            "delete the `---` lines and keep one OpenAPI document",
                        ));
                    }
                }
                Event::Scalar(text, style, anchor, tag) => {
                    self.mark(position, anchor, tag.as_deref());
                    self.scalar(&text, style, anchor, tag.as_deref(), span);
                }
                Event::SequenceStart(anchor, tag) => {
                    self.mark(position, anchor, tag.as_deref());
                    self.begin(position, anchor, OpenData::Sequence(Vec::new()))?;
                }
                Event::MappingStart(anchor, tag) => {
                    self.mark(position, anchor, tag.as_deref());
                    let data = OpenData::Mapping {
                        entries: Vec::new(),
                        lines: HashMap::new(),
                        key: None,
                    };
                    self.begin(position, anchor, data)?;
                }
                Event::SequenceEnd | Event::MappingEnd => self.end(),
                Event::Alias(anchor) => self.alias(position, anchor)?,
                Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
            }
        }
        Ok(())
    }

    /// Remembers the anchor of a value, and reports its tag.
    fn mark(&mut self, position: Position, anchor: usize, tag: Option<&Tag>) {
        // The parser numbers anchors from 1. The number 0 means that the value has no anchor.
        if anchor > 0 {
            self.marks.anchors.push(position);
        }
        if tag.is_some() {
            let (before, written) = self.lines.split(position);
            let tag = written.split(' ').next().unwrap_or_default();
            let rest = written[tag.len()..].trim_start();
            // Without the tag `!!str`, a value such as 5 is not a string.
            let is_text = tag == "!!str" && !Marks::is_string(rest);
            let with = match rest {
                _ if is_text => format!("{before}'{rest}'"),
                "" => before.trim_end().to_owned(),
                _ => format!("{before}{rest}"),
            };
            let patch = Patch {
                line: position.line,
                with: vec![with],
            };
            let finding = Finding::new(
                "yaml-tag",
                position,
                "the value has a YAML tag, which OpenAPI does not use",
                "delete the tag",
            );
            // In flow style, the rest of the line has other values.
            let is_certain = tag.starts_with('!') && !rest.contains([':', '#', '&', ',', ']', '}']);
            self.findings
                .push(finding.with_patch(is_certain.then_some(patch)));
        }
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<&Tag>,
        span: Span,
    ) {
        let position = Position::from(&span.start);
        let is_string = tag.is_some_and(|tag| tag.suffix == "str");
        let value = if style != ScalarStyle::Plain {
            self.marks.add_text(style, &span.start, &span.end);
            text.into()
        } else if is_string {
            text.into()
        } else {
            self.marks.plain.push((position, text.to_owned()));
            if self.is_key() {
                if anchor > 0 {
                    let data = Data::Scalar(plain(text).unwrap_or_else(|(instead, _)| instead));
                    self.anchored.insert(anchor, (Node { position, data }, 1));
                }
                return self.plain_key(position, text);
            }
            self.plain_value(position, text)
        };
        let data = Data::Scalar(value);
        self.add(Node { position, data }, anchor, 1);
    }

    /// Converts a value without quotes. Reports a number that JSON cannot represent.
    fn plain_value(&mut self, position: Position, text: &str) -> Value {
        plain(text).unwrap_or_else(|(instead, reason)| {
            self.findings.push(Finding::new(
                "number-form",
                position,
                format!("the number `{text}` {reason}"),
                "write a number that a 64-bit type can represent; to remove a limit, delete its \
                 key; if a string is meant, put it in quotes",
            ));
            instead
        })
    }

    /// Adds a key without quotes. Reports a key that YAML does not read as a string. A status such
    /// as `404` is allowed, because its text remains the same.
    fn plain_key(&mut self, position: Position, text: &str) {
        let value = plain(text);
        let is_kept = match &value {
            Ok(Value::String(_)) => true,
            Ok(Value::Number(number)) => number.is_u64() && number.to_string() == text,
            Ok(_) | Err(_) => false,
        };
        if !is_kept {
            let quoted = format!("'{text}'");
            let (message, patch) = match value {
                _ if text.is_empty() => ("the key is empty".to_owned(), None),
                Ok(Value::Number(number)) if number.to_string() != text => (
                    format!("YAML reads the key `{text}` as the number {number}"),
                    self.lines.rewrite(position, text, &quoted),
                ),
                _ => (
                    format!("the key `{text}` is not a string"),
                    self.lines.rewrite(position, text, &quoted),
                ),
            };
            let finding = Finding::new("yaml-key", position, message, "put the key in quotes");
            self.findings.push(finding.with_patch(patch));
        }
        self.key(Some(text.to_owned()), position);
    }

    /// Returns whether the next value is a key.
    fn is_key(&self) -> bool {
        let last = self.open.last().map(|open| &open.data);
        matches!(last, Some(OpenData::Mapping { key: None, .. }))
    }

    fn begin(&mut self, position: Position, anchor: usize, data: OpenData) -> Result<(), Finding> {
        if self.open.len() >= MAX_DEPTH {
            return Err(too_deep(position));
        }
        self.open.push(Open {
            position,
            anchor,
            data,
            size: 1,
        });
        Ok(())
    }

    fn end(&mut self) {
        let Some(open) = self.open.pop() else { return };
        let data = match open.data {
            OpenData::Sequence(items) => Data::Sequence(items),
            OpenData::Mapping { entries, .. } => Data::Mapping(entries),
        };
        let position = open.position;
        self.add(Node { position, data }, open.anchor, open.size);
    }

    /// Adds the value that an alias refers to.
    fn alias(&mut self, position: Position, anchor: usize) -> Result<(), Finding> {
        self.marks.anchors.push(position);
        let (_, written) = self.lines.split(position);
        let name = written.split([' ', ',', ']', '}']).next();
        let name = name.unwrap_or_default();
        let Some((node, size)) = self.anchored.get(&anchor).cloned() else {
            return Err(Finding::new(
                "alias-form",
                position,
                format!("the alias `{name}` is inside the value that it refers to"),
                "move the value to `components`, and replace the alias with a `$ref`",
            ));
        };
        self.aliased += size;
        let problem = if self.aliased > MAX_ALIASED {
            format!("the aliases up to `{name}` stand for more than {MAX_ALIASED} values")
        } else if node.depth() + self.open.len() > MAX_DEPTH {
            format!("the value of the alias `{name}` ends more than {MAX_DEPTH} levels deep")
        } else {
            let data = node.data;
            self.add(Node { position, data }, 0, size);
            return Ok(());
        };
        Err(Finding::new(
            "alias-form",
            position,
            problem,
            "move the repeated values to `components`, and replace the aliases with `$ref`",
        ))
    }

    /// Adds a complete value to the innermost sequence or mapping.
    fn add(&mut self, node: Node, anchor: usize, size: usize) {
        if anchor > 0 {
            self.anchored.insert(anchor, (node.clone(), size));
        }
        if self.is_key() {
            let text = match &node.data {
                Data::Scalar(Value::String(text)) => Some(text.clone()),
                _ => {
                    self.findings.push(Finding::new(
                        "yaml-key",
                        node.position,
                        "the key is not a string",
                        "put the key in quotes",
                    ));
                    None
                }
            };
            return self.key(text, node.position);
        }
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return;
        };
        open.size += size;
        match &mut open.data {
            OpenData::Sequence(items) => items.push(node),
            OpenData::Mapping { entries, key, .. } => {
                if let Some(Key {
                    text: Some(key),
                    position,
                }) = mem::take(key)
                {
                    entries.push(Entry {
                        key,
                        position,
                        value: node,
                    });
                }
            }
        }
    }

    /// Remembers a key until its value has been read. Reports a key that occurs twice.
    fn key(&mut self, text: Option<String>, position: Position) {
        let Some(Open { data, .. }) = self.open.last_mut() else {
            return;
        };
        let OpenData::Mapping { lines, key, .. } = data else {
            return;
        };
        let text = text.filter(|text| match lines.get(text) {
            None => true,
            Some(first) => {
                self.findings.push(Finding::new(
                    "duplicate-key",
                    position,
                    format!("the key `{text}` occurs twice in one mapping, first on line {first}"),
                    "delete one of the two keys; most generators silently ignore a duplicate key",
                ));
                false
            }
        });
        if let Some(text) = &text {
            lines.insert(text.clone(), position.line);
        }
        *key = Some(Key { text, position });
    }
}
