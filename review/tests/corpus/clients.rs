//! Compiles clients, and programs that use them. One package has the clients of all contracts, the
//! programs that call them, and one program that decodes values.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::Value;
use tallyfy_review::{LoadedContract, PRELUDE, caller};

use crate::cache::Cache;
use crate::package::{self, Files, built, cargo, is_compiled, manifest, own_types};

#[derive(Default)]
pub(crate) struct Clients {
    /// The generated sources. Each of them is a module.
    sources: Vec<String>,
    /// The programs to compile: the lines of each program, and the number of its client.
    programs: Vec<(String, usize)>,
    /// The types to decode: the number of the client, and the type.
    decoders: Vec<(usize, String)>,
}

/// Returns the number of an item. Adds the item if the list does not have it.
fn number<T: PartialEq>(list: &mut Vec<T>, item: T) -> usize {
    let known = list.iter().position(|other| *other == item);
    known.unwrap_or_else(|| {
        list.push(item);
        list.len() - 1
    })
}

impl Clients {
    /// Returns the number of a contract's client. Contracts with equal sources have one client.
    pub(crate) fn client(&mut self, of: &LoadedContract) -> usize {
        number(&mut self.sources, of.generated.source.clone())
    }

    /// Returns the number of a program that has these lines and uses a client.
    pub(crate) fn program(&mut self, lines: &str, client: usize) -> usize {
        number(&mut self.programs, (lines.to_owned(), client))
    }

    /// Returns the number of a decoder for a type of a client.
    pub(crate) fn decoder(&mut self, client: usize, of: &str) -> usize {
        number(&mut self.decoders, (client, of.to_owned()))
    }

    /// Returns which programs compile, and the result of decoding each value: the value that the
    /// client writes again, and its debug text. A rejected value has no result.
    pub(crate) fn results(
        &self,
        values: &[(usize, Value)],
    ) -> (Vec<bool>, Vec<Option<(Value, String)>>) {
        let mut cache = Cache::read("corpus");
        let sources = self.sources.iter().map(|source| cache.key(&[source]));
        let sources: Vec<String> = sources.collect();
        let programs = self.programs.iter();
        let programs = programs.map(|(lines, client)| cache.key(&[&sources[*client], lines]));
        let programs: Vec<String> = programs.collect();
        let decoded = values.iter().map(|(decoder, value)| {
            let (client, of) = &self.decoders[*decoder];
            cache.key(&[&sources[*client], of, &value.to_string()])
        });
        let decoded: Vec<String> = decoded.collect();
        let mut unknown = |keys: &[String]| -> Vec<usize> {
            let is_unknown = |number: &usize| cache.get(&keys[*number]).is_none();
            (0..keys.len()).filter(is_unknown).collect()
        };
        let (new, undecoded) = (unknown(&programs), unknown(&decoded));
        if !new.is_empty() || !undecoded.is_empty() {
            let values: Vec<_> = undecoded.iter().map(|number| &values[*number]).collect();
            let folder = self.write(&new, &values);
            for (number, is_compiled) in new.iter().zip(compile(&folder, &new)) {
                cache.set(&programs[*number], result(is_compiled));
            }
            for (number, line) in undecoded.iter().zip(decode(&folder, &values)) {
                cache.set(&decoded[*number], &line);
            }
        }
        let compiled = programs.iter().map(|key| cache.get(key) == Some("+"));
        let compiled = compiled.collect();
        let decoded = decoded.iter().map(|key| {
            let (again, shown) = cache.get(key)?.split_once('\t')?;
            Some((serde_json::from_str(again).unwrap(), shown.to_owned()))
        });
        let decoded = decoded.collect();
        cache.write();
        (compiled, decoded)
    }

    /// Writes the package with these programs, and with the decoders of these values.
    fn write(&self, programs: &[usize], values: &[&(usize, Value)]) -> PathBuf {
        let of_programs = programs.iter().map(|number| self.programs[*number].1);
        let of_values = values.iter().map(|(decoder, _)| self.decoders[*decoder].0);
        let used: BTreeSet<usize> = of_programs.chain(of_values).collect();
        let sources = used.iter().map(|number| (*number, &*self.sources[*number]));
        let mut files = package::with_modules("tallyfy-groups", sources);
        for number in programs {
            let (lines, client) = &self.programs[*number];
            let module = format!("tallyfy_groups::corpus::c{client}");
            let lines = lines.replace("tallyfy_groups::generated", &module);
            let lines = own_types(
                &self.sources[*client],
                &lines,
                "tallyfy_groups::",
                "types::",
            );
            let text = format!("#![allow(warnings)]\n{lines}\nfn main() {{}}\n");
            files.insert(format!("src/bin/p{number}.rs"), text);
        }
        let decode = self.decode_program(values);
        files.insert("src/bin/decode.rs".to_owned(), decode);
        package::write_files("corpus", files)
    }

    /// Returns a program that decodes values. The program reads one line for each value: the number
    /// of the decoder, and the value. The program writes the line that `decode` returns.
    fn decode_program(&self, values: &[&(usize, Value)]) -> String {
        let mut arms = String::new();
        let used: BTreeSet<usize> = values.iter().map(|(decoder, _)| *decoder).collect();
        for number in used {
            let (client, of) = &self.decoders[number];
            let value = of
                .strip_prefix("Option<")
                .and_then(|of| of.strip_suffix('>'));
            let value = value.unwrap_or(of);
            let owned = value.trim_start_matches('&').trim_start_matches("'a ");
            let of = match owned {
                "str" => "String".to_owned(),
                // The client sends this type as a number, and checks the number.
                "tallyfy_groups::GroupsPerPage" if value != of => {
                    _ = writeln!(
                        arms,
                        "{number} => match serde_json::from_str::<u32>(text) {{ Ok(n) => \
                         tallyfy_groups::GroupsPerPage::try_from(n).map(|n| (n.to_string(), \
                         String::new())).map_err(|e| e.to_string()), Err(e) => Err(e.to_string()) }},"
                    );
                    continue;
                }
                _ if value.starts_with('&') => owned.to_owned(),
                _ => of.clone(),
            };
            let of = of.replace(
                "types::",
                &format!("tallyfy_groups::corpus::c{client}::types::"),
            );
            _ = writeln!(arms, "{number} => decode::<{of}>(text),");
        }
        format!(
            "#![allow(warnings)]
fn decode<T: serde::de::DeserializeOwned + serde::Serialize + std::fmt::Debug>(
    text: &str,
) -> Result<(String, String), String> {{
    let value: T = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let again = serde_json::to_string(&value).unwrap();
    Ok((again, format!(\"{{value:?}}\")))
}}
fn main() {{
    for line in std::io::stdin().lines() {{
        let line = line.unwrap();
        let (number, text) = line.split_once(' ').unwrap();
        let number: usize = number.parse().unwrap();
        let decoded: Result<(String, String), String> = match number {{
            {arms}
            _ => unreachable!(),
        }};
        match decoded {{
            Ok((again, shown)) => println!(\"{{again}}\\t{{shown}}\"),
            Err(_) => println!(\"-\"),
        }}
    }}
}}
"
        )
    }
}

/// Returns the text of a result in the cache.
fn result(is_compiled: bool) -> &'static str {
    if is_compiled { "+" } else { "-" }
}

/// Returns which of these programs compile.
fn compile(folder: &Path, programs: &[usize]) -> Vec<bool> {
    let (messages, errors) = built(folder, &["check", "--bins", "--keep-going"]);
    let is_compiled = |name: &str| is_compiled(&messages, name, &errors);
    assert!(
        is_compiled("tallyfy_groups"),
        "the clients do not compile: {errors}"
    );
    let names = programs.iter().map(|number| format!("p{number}"));
    names.map(|name| is_compiled(&name)).collect()
}

/// Returns one line for each value: the value that the client writes again, and its debug text,
/// separated by a tab. The line of a rejected value has no tab.
fn decode(folder: &Path, values: &[&(usize, Value)]) -> Vec<String> {
    let mut cargo = cargo(folder, &["run", "--quiet", "--bin", "decode"]);
    let mut child = cargo
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = values
        .iter()
        .map(|(decoder, value)| format!("{decoder} {value}\n"));
    let lines: String = lines.collect();
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || stdin.write_all(lines.as_bytes()).unwrap());
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), values.len());
    lines
}

/// Returns a program that uses every item of a client.
pub(crate) fn caller_of(of: &LoadedContract) -> String {
    caller(&of.api)
}

/// Returns a program that has the lines of a witness.
pub(crate) fn witness(lines: &str) -> String {
    format!("{PRELUDE}{lines}")
}

/// Returns for each generated source whether the hand-written code of the client compiles with it.
pub(crate) fn hand_written(sources: &[&str]) -> Vec<bool> {
    let mut cache = Cache::read("hand-written");
    let keys = sources.iter().map(|source| cache.key(&[source]));
    let keys: Vec<String> = keys.collect();
    let mut new: Vec<usize> = (0..sources.len()).collect();
    new.retain(|number| cache.get(&keys[*number]).is_none());
    if !new.is_empty() {
        for (number, is_compiled) in new.iter().zip(compiled_with(sources, &new)) {
            cache.set(&keys[*number], result(is_compiled));
        }
    }
    let compiled = keys.iter().map(|key| cache.get(key) == Some("+"));
    let compiled = compiled.collect();
    cache.write();
    compiled
}

fn compiled_with(sources: &[&str], numbers: &[usize]) -> Vec<bool> {
    let mut files = Files::new();
    for number in numbers {
        let mut package = package::client();
        let source = sources[*number].to_owned();
        package.insert("src/generated/client.snap.rs".to_owned(), source);
        let manifest = manifest(&format!("hand-written-{number}"));
        package.insert("Cargo.toml".to_owned(), manifest);
        let package = package.into_iter();
        files.extend(package.map(|(path, text)| (format!("c{number}/{path}"), text)));
    }
    let workspace = "[workspace]\nmembers = [\"c*\"]\nresolver = \"3\"\n";
    files.insert("Cargo.toml".to_owned(), workspace.to_owned());
    let folder = package::write_files("hand-written", files);
    let (messages, errors) = built(&folder, &["check", "--workspace", "--keep-going"]);
    let names = numbers
        .iter()
        .map(|number| format!("hand_written_{number}"));
    names
        .map(|name| is_compiled(&messages, &name, &errors))
        .collect()
}

#[test]
fn compiled_target_without_message_panics() {
    let message = |reason: &str, level: &str| {
        serde_json::json!({
            "reason": reason, "target": { "name": "p1" }, "message": { "level": level },
        })
    };
    let artifact = message("compiler-artifact", "");
    let error = message("compiler-message", "error");
    let warning = message("compiler-message", "warning");
    assert!(is_compiled(&[warning.clone(), artifact.clone()], "p1", ""));
    assert!(!is_compiled(&[warning.clone(), error.clone()], "p1", ""));
    for messages in [vec![], vec![warning], vec![artifact, error]] {
        let run = || is_compiled(&messages, "p1", "");
        assert!(std::panic::catch_unwind(run).is_err());
    }
}
