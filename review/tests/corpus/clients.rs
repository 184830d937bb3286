//! Clients that are really compiled: those of all contracts in one package, which is a copy of this
//! repository's client without code generation; programs that call them; and one that decodes.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::Value;
use tallyfy_review::{PRELUDE, Reading, caller};

use crate::package::cache::Cache;
use crate::package::{self, Files, built, cargo, manifest, names, own_types};

pub(crate) struct Clients {
    /// The number of each source's module.
    modules: BTreeMap<String, usize>,
    /// What a program is to be compiled for: its lines, and the number of its client.
    programs: BTreeMap<(String, usize), usize>,
    /// What is to be decoded, by client and type.
    decoders: BTreeMap<(usize, String), usize>,
}

impl Clients {
    pub(crate) fn new() -> Clients {
        Clients {
            modules: BTreeMap::new(),
            programs: BTreeMap::new(),
            decoders: BTreeMap::new(),
        }
    }

    /// The number of a contract's client; those whose source is the same are one.
    pub(crate) fn client(&mut self, of: &Reading) -> usize {
        let next = self.modules.len();
        let source = of.generated.source.clone();
        *self.modules.entry(source).or_insert(next)
    }

    /// The number of a program of these lines, with a client.
    pub(crate) fn program(&mut self, lines: &str, client: usize) -> usize {
        let next = self.programs.len();
        let program = (lines.to_owned(), client);
        *self.programs.entry(program).or_insert(next)
    }

    /// The number of a decoder for a type of a client.
    pub(crate) fn decoder(&mut self, client: usize, of: &str) -> usize {
        let next = self.decoders.len();
        let decoder = (client, of.to_owned());
        *self.decoders.entry(decoder).or_insert(next)
    }

    /// Returns which programs compile, and what the decoders make of the values: the value that
    /// each client writes again, and its debug text. A rejected value has no result.
    pub(crate) fn results(
        &mut self,
        values: &[(usize, Value)],
    ) -> (Vec<bool>, Vec<Option<(Value, String)>>) {
        let mut cache = Cache::read("corpus");
        let sources: BTreeMap<usize, &str> = self
            .modules
            .iter()
            .map(|(source, n)| (*n, source.as_str()))
            .collect();
        let programs: BTreeMap<usize, (&str, usize)> = self
            .programs
            .iter()
            .map(|((lines, client), n)| (*n, (lines.as_str(), *client)))
            .collect();
        let decoders: BTreeMap<usize, (usize, &str)> = self
            .decoders
            .iter()
            .map(|((client, of), n)| (*n, (*client, of.as_str())))
            .collect();
        let program_key =
            |cache: &Cache, (lines, client): (&str, usize)| cache.key(&[sources[&client], lines]);
        let value_key = |cache: &Cache, (decoder, value): &(usize, Value)| {
            let (client, of) = decoders[decoder];
            cache.key(&[sources[&client], of, &value.to_string()])
        };
        let new: Vec<usize> = programs
            .iter()
            .filter(|(_, program)| cache.get(&program_key(&cache, **program)).is_none())
            .map(|(number, _)| *number)
            .collect();
        let unknown: Vec<&(usize, Value)> = values
            .iter()
            .filter(|value| cache.get(&value_key(&cache, value)).is_none())
            .collect();
        if !new.is_empty() || !unknown.is_empty() {
            let folder = self.write(&new, &unknown);
            let compiled = compile(&folder, &new);
            for (number, is_compiled) in new.iter().zip(compiled) {
                cache.set(
                    &program_key(&cache, programs[number]),
                    if is_compiled { "+" } else { "-" },
                );
            }
            for (value, line) in unknown.iter().zip(decode(&folder, &unknown)) {
                cache.set(&value_key(&cache, value), &line);
            }
        }
        let compiled = programs
            .values()
            .map(|program| cache.get(&program_key(&cache, *program)) == Some("+"));
        let compiled = compiled.collect();
        let decoded = values.iter().map(|value| {
            let (again, shown) = cache.get(&value_key(&cache, value))?.split_once('\t')?;
            Some((serde_json::from_str(again).unwrap(), shown.to_owned()))
        });
        let decoded = decoded.collect();
        cache.write();
        (compiled, decoded)
    }

    /// Writes the package with these programs, and with the decoders of these values.
    fn write(&self, programs: &[usize], values: &[&(usize, Value)]) -> PathBuf {
        let used = |client: usize| {
            let of_programs = self.programs.iter().filter(|(_, n)| programs.contains(n));
            let of_decoders = self
                .decoders
                .iter()
                .filter(|(_, n)| values.iter().any(|(decoder, _)| decoder == *n));
            of_programs
                .map(|((_, one), _)| *one)
                .chain(of_decoders.map(|((one, _), _)| *one))
                .any(|one| one == client)
        };
        let sources = self.modules.iter().filter(|(_, number)| used(**number));
        let sources = sources.map(|(source, n)| (*n, source.as_str()));
        let mut files = package::with_modules("tallyfy-groups", sources);
        let mut write = |path: String, text: String| drop(files.insert(path, text));
        for ((lines, client), number) in self.programs.iter().filter(|(_, n)| programs.contains(n))
        {
            let module = format!("tallyfy_groups::corpus::c{client}");
            let source = self.modules.iter().find(|(_, number)| *number == client);
            let source = source.map_or("", |(source, _)| source);
            let lines = lines.replace("tallyfy_groups::generated", &module);
            let lines = own_types(source, &lines, "tallyfy_groups::", "types::");
            let text = format!("#![allow(warnings)]\n{lines}\nfn main() {{}}\n");
            write(format!("src/bin/p{number}.rs"), text);
        }
        write("src/bin/decode.rs".to_owned(), self.decode_program(values));
        package::settle("corpus", files)
    }

    /// A program that reads a line for each value, with the number of its decoder, and writes what
    /// is written again, and the names of the fields that are kept with the unknown ones.
    fn decode_program(&self, values: &[&(usize, Value)]) -> String {
        let mut arms = String::new();
        let used = |number: &usize| values.iter().any(|(decoder, _)| decoder == number);
        for ((client, of), number) in self.decoders.iter().filter(|(_, n)| used(n)) {
            let of = match of.replace("Option<", "").replace('&', "").as_str() {
                "str" | "str>" => "String".to_owned(),
                // Sent as a number, and checked when it is made.
                "tallyfy_groups::GroupsPerPage>" => {
                    _ = writeln!(
                        arms,
                        "{number} => match serde_json::from_str::<u32>(text) {{ Ok(n) => \
                         tallyfy_groups::GroupsPerPage::try_from(n).map(|n| (n.to_string(), \
                         String::new())).map_err(|e| e.to_string()), Err(e) => Err(e.to_string()) }},"
                    );
                    continue;
                }
                plain if of.starts_with("Option<&") || of.starts_with('&') => {
                    plain.trim_end_matches('>').to_owned()
                }
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

/// Returns which of these programs compile.
fn compile(folder: &Path, programs: &[usize]) -> Vec<bool> {
    let (messages, errors) = built(folder, &["check", "--bins", "--keep-going"]);
    let names = names(&messages);
    let is_library_compiled = names.contains("tallyfy_groups");
    assert!(is_library_compiled, "the clients do not compile: {errors}");
    let is_compiled = |number: &usize| names.contains(format!("p{number}").as_str());
    programs.iter().map(is_compiled).collect()
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
    text.lines().map(str::to_owned).collect()
}

/// A program that uses all that a client has.
pub(crate) fn caller_of(of: &Reading) -> String {
    caller(&of.api)
}

/// A program of the lines of a witness.
pub(crate) fn witness(lines: &str) -> String {
    format!("{PRELUDE}{lines}")
}

/// Returns with which generated sources the hand-written code of the client compiles.
pub(crate) fn hand_written(sources: &[&str]) -> Vec<bool> {
    let mut cache = Cache::read("hand-written");
    let new = sources.iter().enumerate();
    let new: Vec<_> = new
        .filter(|(_, source)| cache.get(&cache.key(&[source])).is_none())
        .collect();
    if !new.is_empty() {
        let compiled = compiled_with(&new);
        for ((_, source), is_compiled) in new.iter().zip(compiled) {
            cache.set(&cache.key(&[source]), if is_compiled { "+" } else { "-" });
        }
    }
    let compiled = sources
        .iter()
        .map(|source| cache.get(&cache.key(&[source])) == Some("+"));
    let compiled = compiled.collect();
    cache.write();
    compiled
}

fn compiled_with(sources: &[(usize, &&str)]) -> Vec<bool> {
    let mut files = Files::new();
    for (number, source) in sources {
        let mut package = package::client();
        package.insert(
            "src/generated/client.snap.rs".to_owned(),
            (**source).to_owned(),
        );
        let manifest = manifest(&format!("hand-written-{number}"));
        package.insert("Cargo.toml".to_owned(), manifest);
        let package = package.into_iter();
        files.extend(package.map(|(path, text)| (format!("c{number}/{path}"), text)));
    }
    let workspace = "[workspace]\nmembers = [\"c*\"]\nresolver = \"3\"\n";
    files.insert("Cargo.toml".to_owned(), workspace.to_owned());
    let folder = package::settle("hand-written", files);
    let (messages, _) = built(&folder, &["check", "--workspace", "--keep-going"]);
    let names = names(&messages);
    let is_compiled =
        |(number, _): &(usize, &&str)| names.contains(format!("hand_written_{number}").as_str());
    sources.iter().map(is_compiled).collect()
}
