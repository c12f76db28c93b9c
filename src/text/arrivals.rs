//! Finds the files that came into folders, each when it has been written to its end.

use super::input;
use crate::error::{Error, Result};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::SystemTime;

/// What is known of the files under some inputs: looked at again and again, it tells which ones are new.
#[derive(Debug)]
pub struct Arrivals {
    inputs: Vec<String>,
    /// The files that were handed out.
    taken: BTreeMap<PathBuf, Stamp>,
    /// The files that may still be growing, as they were at the last look.
    seen: BTreeMap<PathBuf, Stamp>,
}

/// Size and time of the last change. A file that keeps both from one look to the next is taken to be whole.
type Stamp = (u64, Option<SystemTime>);

impl Arrivals {
    /// What comes into these folders and patterns from now on, and what is there already.
    ///
    /// # Errors
    /// Standard input, which cannot be looked at twice, and an input that does not exist.
    pub fn new<S: AsRef<str>>(inputs: &[S]) -> Result<Self> {
        let inputs: Vec<String> = inputs.iter().map(|input| input.as_ref().to_owned()).collect();
        if inputs.iter().any(|input| input == "-") {
            return Err(Error::usage("standard input cannot be watched").hint("name folders or patterns"));
        }
        input::files(&inputs)?;
        Ok(Self { inputs, taken: BTreeMap::new(), seen: BTreeMap::new() })
    }

    /// The files that are new or changed since they were handed out, and that did not change since the last look.
    pub fn look(&mut self) -> Result<Vec<PathBuf>> {
        let mut ready = Vec::new();
        let mut seen = BTreeMap::new();
        for path in input::files(&self.inputs)? {
            // A file that is gone again is no arrival.
            let Ok(data) = path.metadata() else { continue };
            let stamp = (data.len(), data.modified().ok());
            if self.taken.get(&path) == Some(&stamp) {
                continue;
            }
            if self.seen.get(&path) == Some(&stamp) {
                self.taken.insert(path.clone(), stamp);
                ready.push(path);
            } else {
                seen.insert(path, stamp);
            }
        }
        self.seen = seen;
        Ok(ready)
    }

    /// Hands the files out once more at the look after the next: what was to be done with them failed.
    pub fn put_back(&mut self, paths: &[PathBuf]) {
        for path in paths {
            self.taken.remove(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_taken_once_and_only_when_it_grows_no_more() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        let mut arrivals = Arrivals::new(&[folder.path().to_str().unwrap()]).unwrap();
        let mut look = || -> Vec<String> {
            let name = |path: PathBuf| path.file_name().unwrap().to_string_lossy().into_owned();
            arrivals.look().unwrap().into_iter().map(name).collect()
        };
        assert_eq!(look(), [""; 0]);
        write("a.txt", "One.");
        assert_eq!(look(), [""; 0]);
        write("a.txt", "One. And more.");
        write("b.txt", "Two.");
        write("p.png", "");
        assert_eq!(look(), [""; 0]);
        assert_eq!(look(), ["a.txt", "b.txt"]);
        assert_eq!(look(), [""; 0]);
        write("b.txt", "Two, changed.");
        assert_eq!(look(), [""; 0]);
        assert_eq!(look(), ["b.txt"]);
        assert!(Arrivals::new(&["-"]).is_err());
        assert!(Arrivals::new(&["/no/such/folder"]).is_err());
    }
}
