//! Lets the user change the last query in an editor of their own, and runs what comes back.

use super::Ui;
use super::session::Session;
use super::split::Input;
use crate::error::{Error, ErrorKind, Result};
use std::path::Path;
use std::process::Command;

/// Opens the last query in `$VISUAL`, `$EDITOR` or vi; runs what is saved, and nothing where that is empty.
pub fn edit(session: &mut Session, ui: &mut Ui) -> Result<()> {
    ui.need_prompt(".edit")?;
    ui.finish()?;
    let named = tempfile::Builder::new().prefix("dixit-").suffix(".rq").tempfile();
    let file = named.map_err(|e| Error::io("create a file in", &std::env::temp_dir(), e))?;
    let failed = |e| Error::io("write", file.path(), e);
    std::fs::write(file.path(), session.last.clone().unwrap_or_default() + "\n").map_err(failed)?;
    open(file.path())?;
    let text = std::fs::read_to_string(file.path()).map_err(|e| Error::io("read", file.path(), e))?;
    let input = session.input(&format!("{}\n\n", text.trim_end()));
    match &input {
        Input::Empty => Ok(()),
        Input::Dot(_) => Err(Error::usage("a dot command is typed at the prompt").hint(".edit is for queries")),
        Input::Statement(_) => session.run(ui, &input).map(|_| ()),
        // Running it says what is missing.
        Input::Incomplete => session.run(ui, &Input::Statement(text)).map(|_| ()),
    }
}

fn open(file: &Path) -> Result<()> {
    let set = |name: &str| std::env::var(name).ok().filter(|command| !command.trim().is_empty());
    let editor = set("VISUAL").or_else(|| set("EDITOR")).unwrap_or_else(|| "vi".to_owned());
    // An editor's setting may hold options: the shell parts them.
    let mut command = if cfg!(windows) {
        let mut command = Command::new("cmd");
        command.args(["/C", &format!("{editor} {}", file.display())]);
        command
    } else {
        let mut command = Command::new("sh");
        command.args(["-c", &format!("{editor} \"$1\""), "sh"]).arg(file);
        command
    };
    let status = command.status().map_err(|e| Error::io("start the editor for", file, e))?;
    if status.success() {
        Ok(())
    } else {
        Err(Error::new(ErrorKind::Io, format!("the editor {editor} failed: {status}"))
            .hint("set EDITOR to a program that edits a file"))
    }
}
