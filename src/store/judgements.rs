//! The file with people's judgements: read, appended to, and compared with what the graph shows.

use super::files::{self, Appender};
use super::lock::Lock;
use super::texts::{hash, hex};
use crate::error::{Error, Result};
use crate::graph::judgement::{self, Judgement, Judgements};
use serde::{Deserialize, Serialize};
use std::io::Write;
use std::path::{Path, PathBuf};

/// How much of the file the graph shows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Applied {
    /// Its first bytes.
    pub(super) bytes: u64,
    /// The SHA-256 of these, in hexadecimal; empty for none.
    pub(super) sha256: String,
}

impl Applied {
    fn of(text: &str) -> Self {
        if text.is_empty() {
            return Self::default();
        }
        Self { bytes: text.len() as u64, sha256: hex(&hash(text)) }
    }
}

/// The file as it was read.
#[derive(Debug)]
pub(super) struct JudgementFile {
    path: PathBuf,
    text: String,
}

impl JudgementFile {
    /// Reads the file; a missing one holds no judgement.
    pub(super) fn read(path: PathBuf) -> Result<Self> {
        let mut bytes = files::read(&path)?;
        // An interrupted write may end in the middle of a character: the line is no judgement then, like every torn one.
        let valid = std::str::from_utf8(&bytes).map_or_else(|error| error.valid_up_to(), str::len);
        if bytes.get(valid..).is_some_and(|rest| !rest.contains(&b'\n')) {
            bytes.truncate(valid);
        }
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Self { path, text }),
            Err(_) => Err(Error::store(format!("{} is damaged: it is no UTF-8", path.display()))
                .hint("dixit doctor says which lines it is; --repair takes them out")),
        }
    }

    /// What all its judgements add up to.
    pub(super) fn judgements(&self) -> Result<Judgements> {
        parse(&self.text, &self.path)
    }

    /// How much of it there is.
    pub(super) fn extent(&self) -> Applied {
        Applied::of(&self.text)
    }

    /// What the judgements added up to that the graph shows; none when the file no longer begins with them.
    pub(super) fn judgements_of(&self, applied: &Applied) -> Result<Option<Judgements>> {
        let start = usize::try_from(applied.bytes).ok().and_then(|end| self.text.get(..end));
        match start.filter(|start| Applied::of(start) == *applied) {
            Some(start) => parse(start, &self.path).map(Some),
            None => Ok(None),
        }
    }

    /// Appends judgements; they are on the disk when this returns.
    pub(super) fn append(&mut self, new: &[Judgement]) -> Result<()> {
        // What an interrupted write left behind the last whole line is no judgement.
        let torn = !self.text.is_empty() && !self.text.ends_with('\n');
        let whole = self.text.rfind('\n').map_or(0, |end| end + 1);
        let last = self.text.get(whole..).unwrap_or("");
        let mut lines = String::new();
        if torn && judgement::read(last).is_ok_and(|found| found.is_empty()) {
            self.text.truncate(whole);
        } else if torn {
            lines.push('\n');
        }
        for judgement in new {
            lines.push_str(&judgement.line());
            lines.push('\n');
        }
        Appender::open(&self.path, self.text.len() as u64)?.append(lines.as_bytes())?;
        self.text.push_str(&lines);
        Ok(())
    }

    /// Takes out the judgements that `goes` says, and what withdraws them. Gives how many are gone.
    pub(super) fn remove(&mut self, goes: impl Fn(&Judgement) -> bool) -> Result<usize> {
        let all = judgement::read(&self.text).map_err(|error| located(error, &self.path))?;
        let gone: Vec<&str> = all.iter().filter(|judgement| goes(judgement)).map(|j| j.id.as_str()).collect();
        if gone.is_empty() {
            return Ok(0);
        }
        let withdraws = |judgement: &Judgement| match &judgement.verdict {
            judgement::Verdict::Withdraw { judgement } => gone.contains(&judgement.as_str()),
            _ => false,
        };
        let kept = all.iter().filter(|judgement| !gone.contains(&judgement.id.as_str()) && !withdraws(judgement));
        let text: String = kept.map(|judgement| judgement.line() + "\n").collect();
        files::replace(&self.path, |out| {
            out.write_all(text.as_bytes()).map_err(|e| Error::io("write", &self.path, e))
        })?;
        self.text = text;
        Ok(gone.len())
    }
}

/// Appends judgements to the file of the store in `folder`; they are on the disk when this returns. The facts show them
/// from the next opening for writing on.
pub fn write_down(folder: &Path, new: &[Judgement]) -> Result<()> {
    let _lock = Lock::take(folder)?;
    JudgementFile::read(folder.join("judgements.jsonl"))?.append(new)
}

fn parse(text: &str, path: &Path) -> Result<Judgements> {
    judgement::read(text).map(Judgements::new).map_err(|error| located(error, path))
}

fn located(error: Error, path: &Path) -> Error {
    error.hint(path.display().to_string())
}
