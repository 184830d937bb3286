//! Clients that are really compiled: those of all contracts in one package, which is a copy of this
//! repository's client without code generation; programs that call them; and one that decodes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use serde_json::Value;
use tallyfy_review::{PRELUDE, Reading, caller};

use crate::files::{self, Files};
use crate::root;

pub(crate) struct Clients {
    folder: PathBuf,
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
            folder: PathBuf::new(),
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

    /// Writes the package.
    pub(crate) fn write(&mut self) {
        let mut files = files::client();
        let mut write = |path: String, text: String| drop(files.insert(path, text));
        let whole = manifest("tallyfy-groups");
        // Nobody debugs them.
        let profile = "[profile.dev.package.tallyfy-groups]\ndebug = false\n";
        write(
            "Cargo.toml".to_owned(),
            format!("{whole}\n[workspace]\n\n{profile}"),
        );
        let mut modules = String::from(
            "//! The clients of all contracts.\n\
             #![allow(rustdoc::all, unreachable_patterns, dead_code, missing_docs, clippy::all)]\n",
        );
        for (source, number) in &self.modules {
            _ = writeln!(modules, "pub mod c{number};");
            write(format!("src/corpus/c{number}.rs"), module(source));
        }
        write("src/corpus.rs".to_owned(), modules);
        for ((lines, client), number) in &self.programs {
            let module = format!("tallyfy_groups::corpus::c{client}");
            let source = self.modules.iter().find(|(_, number)| *number == client);
            let source = source.map_or("", |(source, _)| source);
            let lines = lines.replace("tallyfy_groups::generated", &module);
            let lines = own_types(source, &lines, "tallyfy_groups::", "types::");
            let text = format!("#![allow(warnings)]\n{lines}\nfn main() {{}}\n");
            write(format!("src/bin/p{number}.rs"), text);
        }
        write("src/bin/decode.rs".to_owned(), self.decode_program());
        self.hooks(files.get_mut("src/generated.rs").unwrap());
        *files.get_mut("src/lib.rs").unwrap() += "\npub mod corpus;\n";
        self.folder = files::settle("corpus", files);
    }

    /// How each client sends its requests: as the client of this repository does.
    fn hooks(&self, runtime: &mut String) {
        const OF: &str = "for Client {";
        let start = runtime.find(&format!(
            "impl progenitor_client::ClientHooks<crate::transport::Transport> {OF}"
        ));
        let start = start.unwrap();
        let end = start + runtime[start..].find("\n}\n").unwrap() + "\n}\n".len();
        let hooks = runtime[start..end].to_owned();
        for number in self.modules.values() {
            let of = format!("for crate::corpus::c{number}::Client {{");
            *runtime += &hooks.replace(OF, &of);
        }
    }

    /// A program that reads a line for each value, with the number of its decoder, and writes what
    /// is written again, and the names of the fields that are kept with the unknown ones.
    fn decode_program(&self) -> String {
        let mut arms = String::new();
        for ((client, of), number) in &self.decoders {
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

    /// Which programs compile.
    pub(crate) fn compile(&self) -> Vec<bool> {
        let arguments = ["check", "--bins", "--keep-going", "--message-format=json"];
        let (names, errors) = built(&self.folder, &arguments);
        let is_library_compiled = names.contains("tallyfy_groups");
        assert!(is_library_compiled, "the clients do not compile: {errors}");
        let numbers = 0..self.programs.len();
        numbers
            .map(|number| names.contains(&format!("p{number}")))
            .collect()
    }

    /// What the decoders make of values: what is written again, and how it is shown; none for
    /// refused.
    pub(crate) fn decode(&self, values: &[(usize, Value)]) -> Vec<Option<(Value, String)>> {
        let mut cargo = cargo(&self.folder, &["run", "--quiet", "--bin", "decode"]);
        let mut child = cargo
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines: String = values
            .iter()
            .map(|(decoder, value)| format!("{decoder} {value}\n"))
            .collect();
        let mut stdin = child.stdin.take().unwrap();
        let writer = std::thread::spawn(move || stdin.write_all(lines.as_bytes()).unwrap());
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        assert!(output.status.success());
        let text = String::from_utf8(output.stdout).unwrap();
        let decoded = text.lines().map(|line| {
            let (again, shown) = line.split_once('\t')?;
            Some((serde_json::from_str(again).unwrap(), shown.to_owned()))
        });
        decoded.collect()
    }
}

/// A program that uses all that a client has.
pub(crate) fn caller_of(of: &Reading) -> String {
    caller(&of.api)
}

/// A program of the lines of a witness.
pub(crate) fn witness(lines: &str) -> String {
    format!("{PRELUDE}{lines}")
}

/// A text with the generated types that the client exports at its root by the names that those of
/// this very client have.
fn own_types(source: &str, text: &str, at_root: &str, own: &str) -> String {
    let mut text = text.to_owned();
    for name in ["Group", "Guest", "User"] {
        if source.contains(&format!("pub struct {name} {{")) {
            for behind in [">", ","] {
                let from = format!("{at_root}{name}{behind}");
                text = text.replace(&from, &format!("{own}{name}{behind}"));
            }
        }
    }
    text
}

/// The source of a client, as a module beside others.
fn module(source: &str) -> String {
    let source = own_types(source, source, "crate::", "");
    format!("use crate::progenitor_client;\n{source}")
}

/// The client's manifest, for one package without code generation and TLS.
fn manifest(name: &str) -> String {
    let text = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let section = |name: &str| -> Vec<String> {
        let lines = text.lines().skip_while(|line| *line != format!("[{name}]"));
        let lines = lines.skip(1).take_while(|line| !line.starts_with('['));
        lines.map(str::to_owned).collect()
    };
    let shared = section("workspace.dependencies");
    let mut dependencies = String::new();
    for line in section("dependencies") {
        match line.strip_suffix(".workspace = true") {
            Some(name) => {
                let own = shared.iter().find(|line| line.starts_with(name)).unwrap();
                _ = writeln!(dependencies, "{own}");
            }
            None if line.contains("optional = true") => {}
            None => _ = writeln!(dependencies, "{line}"),
        }
    }
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\
         build = false\n\n[features]\nbrotli = []\ncodegen = []\ngzip = []\n\
         http2 = []\nnative-tls = []\nrustls = []\nrustls-aws-lc = []\nrustls-no-provider = []\n\
         zstd = []\n\n[dependencies]\n{dependencies}"
    )
}

/// Which of some generated sources the hand-written code of the client compiles with.
pub(crate) fn hand_written(sources: &[&str]) -> Vec<bool> {
    let mut files = Files::new();
    for (number, source) in sources.iter().enumerate() {
        let mut package = files::client();
        package.insert(
            "src/generated/client.snap.rs".to_owned(),
            (*source).to_owned(),
        );
        let manifest = manifest(&format!("hand-written-{number}"));
        package.insert("Cargo.toml".to_owned(), manifest);
        let package = package.into_iter();
        files.extend(package.map(|(path, text)| (format!("c{number}/{path}"), text)));
    }
    let workspace = "[workspace]\nmembers = [\"c*\"]\nresolver = \"3\"\n";
    files.insert("Cargo.toml".to_owned(), workspace.to_owned());
    let folder = files::settle("hand-written", files);
    let arguments = [
        "check",
        "--workspace",
        "--keep-going",
        "--message-format=json",
    ];
    let (names, _) = built(&folder, &arguments);
    let numbers = 0..sources.len();
    numbers
        .map(|number| names.contains(&format!("hand_written_{number}")))
        .collect()
}

/// The names of the targets that Cargo has built, and its errors.
fn built(folder: &Path, arguments: &[&str]) -> (BTreeSet<String>, String) {
    let output = cargo(folder, arguments).output().unwrap();
    let lines = String::from_utf8(output.stdout).unwrap();
    let messages = lines
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let artifacts = messages.filter(|message| message["reason"] == "compiler-artifact");
    let names =
        artifacts.filter_map(|message| message["target"]["name"].as_str().map(str::to_owned));
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    (names.collect(), errors)
}

fn cargo(folder: &Path, arguments: &[&str]) -> Command {
    // The Cargo that runs this test; the one that compiled it may be another checkout's.
    let program = env::var_os("CARGO").unwrap_or_else(|| env!("CARGO").into());
    let mut cargo = Command::new(program);
    cargo.args(arguments).arg("--offline");
    cargo.current_dir(folder).env("CARGO_TERM_COLOR", "never");
    // As the workspace's own tests do, so that what those have built need not be built again.
    cargo.env("CARGO_TARGET_DIR", target());
    cargo
}

/// Cargo's target folder, from that of tests' files.
fn target() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    folder.parent().unwrap_or(folder).to_owned()
}
