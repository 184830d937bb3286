//! The command line of `cargo xtask`.

use clap::{Args, Parser, Subcommand, ValueEnum};
use tallyfy_review::{DiffFormat, Format};

const EXIT_CODES: &str = "\
Exit codes:
  0  success
  1  a check failed, or a change needs a larger version increase
  2  usage or I/O error
  4  generated files are out of date";

/// Check, change and compare the contract of the client, and run the checks of CI
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", after_help = EXIT_CODES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Update the files that are generated from spec/groups.yaml, and print the changes
    #[command(
        after_help = "Example: cargo xtask regen --check\n\nExit codes: 0 = success, \
                            1 = the contract has problems, 2 = usage or I/O error, \
                            4 = generated files are out of date (only with --check)"
    )]
    Regen {
        /// Check that the generated files are up to date, and change no file
        #[arg(long)]
        check: bool,
        /// First increase the versions as `diff` demands, and add a draft of the changes to
        /// CHANGELOG.md
        ///
        /// The option changes `info.version` of the contract, the version in Cargo.toml and in
        /// README.md, and adds a draft of the changes to CHANGELOG.md.
        #[arg(long, conflicts_with = "check")]
        bump: bool,
    },
    /// Check a contract, and print each problem with its remedy
    #[command(
        after_help = "Example: cargo xtask lint --format github\n\nExit codes: 0 = no problem, \
                            1 = the contract has problems, 2 = usage or I/O error"
    )]
    Lint {
        /// Format of the output
        #[arg(long, value_enum, default_value_t)]
        format: LintFormat,
        /// List the `allow` comments with their lines, owners and dates, and check nothing
        #[arg(long, conflicts_with = "format")]
        allowed: bool,
        /// Contract to check [default: spec/groups.yaml]
        file: Option<String>,
    },
    /// Compare two contracts, and check that each version increase is large enough
    ///
    /// The report states how the changes of the contract affect requests and responses, Rust code
    /// that uses the client, and decoding. BASE is a file, a git revision, or REVISION:PATH. The
    /// same is true for HEAD. By default, BASE is the commit where this branch left main, and HEAD
    /// is spec/groups.yaml.
    ///
    /// With this setting, `git diff` shows this report instead of the changed lines of a contract:
    /// git config diff.contract.command 'cargo --quiet xtask diff'
    #[command(
        after_help = "Example: cargo xtask diff --format markdown main\n\nExit codes: \
                            0 = success, 1 = HEAD is invalid or a version increase is too small, \
                            2 = BASE is invalid, or usage or I/O error"
    )]
    Diff(DiffArguments),
    /// Compare the contract with the vendor's own description of the API
    ///
    /// FILE is a Swagger 2.0 or OpenAPI 3 document, as JSON or YAML. The report lists the
    /// operations, parameters and fields that only one side has, and the types that differ. The
    /// command compares the operations of the contract. It also reports the vendor's other
    /// operations below the paths of the contract. An entry of spec/drift.yaml accepts a known
    /// difference.
    #[command(after_help = "Example: cargo xtask drift swagger.json\n\nExit codes: \
                            0 = no new difference, 1 = there are new differences, \
                            2 = a file is unusable, or usage or I/O error")]
    Drift(DriftArguments),
    /// List the rules of `lint`, the kinds of changes of `diff`, and the known limits of the checks
    Rules,
    /// Explain a rule or a kind of change, with its reason and examples
    #[command(after_help = "Example: cargo xtask explain ref-dangling")]
    Explain {
        /// Code of a rule or of a kind of change. `cargo xtask rules` lists all codes
        code: String,
    },
    /// Print the evidence for each part of the contract: what each source says, what the authors
    /// chose, and why
    Evidence,
    /// Write the contract as an HTML page
    #[command(after_help = "Example: cargo xtask docs --base main")]
    Docs {
        /// Mark the changes since an older contract: a file, a git revision, or REVISION:PATH
        #[arg(long)]
        base: Option<String>,
        /// File to write [default: contract.html in Cargo's target folder]
        file: Option<String>,
    },
    /// Start the sandbox with the page of the contract
    ///
    /// The page has a form for each operation. `cargo xtask sandbox -- --help` lists the arguments.
    #[command(after_help = "Example: cargo xtask sandbox --groups 3")]
    Sandbox {
        /// Arguments of the program tallyfy-sandbox
        #[arg(allow_hyphen_values = true, trailing_var_arg = true)]
        arguments: Vec<String>,
    },
    /// Write the public API of the client and the sandbox to spec/public_api*.txt
    Api,
    /// Compare the public API of the client and the sandbox with a revision
    ///
    /// The command fails if the version does not announce the changes.
    #[command(after_help = "Example: cargo xtask semver main")]
    Semver {
        /// Apply changes with known effects to a copy of the client, and show which checks find
        /// them
        #[arg(long, conflicts_with = "base")]
        planted: bool,
        /// Git revision to compare with [default: the last tag `v*`]
        base: Option<String>,
    },
    /// Install the tools and the Rust version that some steps of CI need, in pinned versions
    Tools,
    /// Run all checks of CI
    Ci {
        /// Also run the slow steps, which `--step` lists with the others
        #[arg(long)]
        full: bool,
        /// Run only this step
        #[arg(long, value_name = "NAME", value_parser = crate::ci::names())]
        step: Option<String>,
        /// Skip `cargo test --workspace`, for example because you have already run this command
        #[arg(long)]
        skip_tests: bool,
    },
    /// Compare the client with hand-written code and other generated clients
    ///
    /// If you name no section, the command runs all sections of the benchmarks, and also counts
    /// allocations.
    #[command(
        args_conflicts_with_subcommands = true,
        after_help = "Examples: cargo xtask bench decoding\n          cargo xtask bench build --tls 5"
    )]
    Bench {
        #[command(subcommand)]
        measurement: Option<Measurement>,
        /// Sections to measure
        #[arg(value_enum, value_name = "SECTION")]
        sections: Vec<Section>,
    },
    /// Compare what this client and other clients do when a service behaves badly
    ///
    /// The command runs this client, plain progenitor, the client of openapi-generator and the
    /// vendor's Python SDK on the sandbox. It prints a table, and writes src/guide/comparison.md.
    /// If Java or Python is missing, the command compares the other clients, and writes no file.
    #[command(
        after_help = "Example: cargo xtask compare --check\n\nExit codes: 0 = success, \
                            2 = usage or I/O error, \
                            4 = src/guide/comparison.md is out of date (only with --check)"
    )]
    Compare {
        /// Check that src/guide/comparison.md is up to date, and change no file
        #[arg(long)]
        check: bool,
    },
    /// Send invalid input to the decoder and to the contract loader
    #[command(after_help = "Example: cargo xtask fuzz 300")]
    Fuzz {
        /// Number of seconds for the decoder, and the same number for the contract loader
        #[arg(default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..))]
        seconds: u64,
    },
}

#[derive(Debug, Args)]
pub(crate) struct DiffArguments {
    /// Format of the output
    #[arg(long, value_enum, default_value_t, conflicts_with = "changelog")]
    pub(crate) format: ReportFormat,
    /// Print a draft for the changelog, and exit with 0 even if a version increase is too small
    #[arg(long)]
    pub(crate) changelog: bool,
    // If git runs this command as a diff driver, git passes up to nine arguments. The function
    // `git_driver_files` describes them.
    /// Contracts to compare
    #[arg(value_names = ["BASE", "HEAD"], num_args = 0..=9)]
    pub(crate) names: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct DriftArguments {
    /// Format of the output
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: DriftFormat,
    /// File of accepted differences [default: spec/drift.yaml]
    #[arg(long, value_name = "FILE")]
    pub(crate) accepted: Option<String>,
    /// Description of the vendor
    pub(crate) file: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, ValueEnum)]
pub(crate) enum DriftFormat {
    #[default]
    Text,
    Json,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Measurement {
    /// Measure clean builds of a program with the client, and of a hand-written program
    Build {
        /// Also measure each TLS feature
        #[arg(long)]
        tls: bool,
        /// Number of builds of each program
        #[arg(default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
        runs: u32,
    },
    /// Draw benches/chart.svg from the tables of benches/README.md
    Chart,
    /// Measure how long it takes to review the contract, and contracts 10 and 100 times as large
    Review,
    /// Measure the effect of compression and HTTP/2
    Wire,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Section {
    Calls,
    Decoding,
    Listing,
    Sharing,
    Instructions,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum LintFormat {
    #[default]
    Text,
    Json,
    Github,
}

impl From<LintFormat> for Format {
    fn from(format: LintFormat) -> Self {
        match format {
            LintFormat::Text => Format::Text,
            LintFormat::Json => Format::Json,
            LintFormat::Github => Format::Github,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum ReportFormat {
    #[default]
    Text,
    Markdown,
    Json,
    Github,
}

impl From<ReportFormat> for DiffFormat {
    fn from(format: ReportFormat) -> Self {
        match format {
            ReportFormat::Text => DiffFormat::Text,
            ReportFormat::Markdown => DiffFormat::Markdown,
            ReportFormat::Json => DiffFormat::Json,
            ReportFormat::Github => DiffFormat::Github,
        }
    }
}
