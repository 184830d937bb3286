//! The programs of other projects that a command starts, such as Python and Java.

use std::fs::File;
use std::io;
use std::path::Path;
use std::process::Command;

/// Returns the name of a Python that has pip.
pub(crate) fn python() -> Result<&'static str, String> {
    let has_pip = |python: &&str| {
        let mut pip = Command::new(python);
        let output = pip.args(["-m", "pip", "--version"]).output();
        output.is_ok_and(|output| output.status.success())
    };
    let mut names = ["python3", "python"].into_iter();
    let found = names.find(has_pip);
    found.ok_or_else(|| "Python with pip is not installed".to_owned())
}

/// Runs a program and writes its output to a log file in a folder of the target folder.
///
/// If the program fails, the function returns an error message of one line. This message does not
/// contain the program's output, so the message can be published.
pub(crate) fn run(command: &mut Command, folder: &Path) -> Result<(), String> {
    let path = Path::new(command.get_program());
    let program = path.file_name().unwrap_or_default().to_string_lossy();
    let program = program.into_owned();
    let log = folder.join(format!("{program}.log"));
    let shown = log.strip_prefix(folder.parent().unwrap_or(folder));
    let shown = shown.unwrap_or(&log).display().to_string();
    let unusable = |error| format!("{shown} in the target folder is not usable: {error}");
    let file = File::create(&log).map_err(unusable)?;
    command.stdout(file.try_clone().map_err(unusable)?);
    command.stderr(file);
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(format!(
            "{program} failed; see {shown} in the target folder"
        )),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Err(format!("{program} is not installed"))
        }
        Err(error) => Err(format!("failed to start {program}: {error}")),
    }
}
