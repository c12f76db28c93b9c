//! Reads the cases under `tests/corpus`: prose says what a case shows, a text stands under it, and the facts found in it.
//!
//! A case is a fenced `text` block and the fenced `facts` block after it. After a wanted change:
//! `DIXIT_UPDATE=1 cargo test --test corpus`, and read the difference before it is committed. A case whose facts are known to
//! be wrong stays, with `FIXME` in its prose and what would be right.

use dixit::annotate::{Models, annotate};
use dixit::extract::{Attribution, BuiltIn, Extraction, Extractor, RULES, RoleMention, roles};
use dixit::resolve::{Resolution, resolve};
use dixit::text::{Article, CodePoints, Span};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What a corpus file is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    /// Lines that stay as they are, fences included.
    Kept(String),
    /// The inside of a `text` block, and the line in which it begins.
    Text(String, usize),
    /// The inside of a `facts` block.
    Facts(String),
}

/// The parts of a corpus file in their order; put together again they are the file.
fn parts(file: &str) -> Vec<Part> {
    let (mut found, mut kept, mut inside) = (Vec::new(), String::new(), None);
    for (number, line) in file.lines().enumerate() {
        match (&mut inside, line) {
            (Some(Part::Text(block, _) | Part::Facts(block)), line) if line != "```" => {
                block.push_str(line);
                block.push('\n');
            }
            (None, "```text" | "```facts") => {
                kept.push_str(line);
                kept.push('\n');
                found.push(Part::Kept(std::mem::take(&mut kept)));
                let text = line == "```text";
                inside = Some(if text { Part::Text(String::new(), number + 2) } else { Part::Facts(String::new()) });
            }
            _ => {
                found.extend(inside.take());
                kept.push_str(line);
                kept.push('\n');
            }
        }
    }
    found.extend(inside);
    found.push(Part::Kept(kept));
    found
}

/// One article read through all language stages, ready to be written down.
struct Reading {
    text: String,
    points: CodePoints,
    extraction: Extraction,
    resolution: Resolution,
}

impl Reading {
    fn new(models: &Models, text: &str) -> Self {
        let article = Article { body: text.to_owned(), ..Article::default() };
        let document = annotate(models, article);
        let extraction = BuiltIn::default().extract(&document);
        let resolution = resolve(&document, &extraction);
        Self { points: CodePoints::new(text), text: text.to_owned(), extraction, resolution }
    }

    /// One fact a line, in the order of the text.
    fn facts(&self) -> String {
        let sayings = self.extraction.attributions.iter().map(|saying| self.saying(saying));
        let roles = self.extraction.roles.iter().map(|role| self.role(role));
        sayings.chain(roles).fold(String::new(), |all, line| all + &line + "\n")
    }

    fn saying(&self, saying: &Attribution) -> String {
        let quoted: Vec<_> = saying.content.iter().map(|piece| format!("⟦{}⟧", self.words(*piece))).collect();
        let speakers: Vec<_> = saying.sources.iter().map(|source| self.named(source.head)).collect();
        let places: Vec<_> = saying.content.iter().map(|piece| self.place(*piece)).collect();
        let mut line = format!(
            "quote {} by {} {} rule={} {:?}",
            quoted.join(" + "),
            if speakers.is_empty() { "nobody".to_owned() } else { speakers.join(" and ") },
            places.join(" "),
            saying.rule,
            saying.quote_type,
        );
        if let Some(cue) = &saying.cue {
            let cue = format!(" cue=\"{}\" {:?} {:?}", cue.lemma, cue.class, saying.stance);
            line.push_str(&cue);
        }
        let flags = [
            (saying.negated, "negated"),
            (saying.hypothetical, "hypothetical"),
            (saying.headline, "headline"),
            (saying.translated, "translated"),
        ];
        for (_, flag) in flags.iter().filter(|(is, _)| *is) {
            line.extend([" ", flag]);
        }
        let outer = saying.within.and_then(|index| self.extraction.attributions.get(index));
        if let Some(place) = outer.and_then(|outer| outer.content.first()) {
            line.extend([" within=", &self.place(*place)]);
        }
        line
    }

    fn role(&self, role: &RoleMention) -> String {
        let body = role.organization.map_or("nowhere".to_owned(), |span| self.named(span));
        let (person, words) = (self.named(role.person), self.words(role.role));
        format!("role {person} is \"{words}\" at {body} {} rule={} {:?}", self.place(role.span), role.rule, role.status)
    }

    /// Who the words at `span` mean, and the words where they are no name of that entity.
    fn named(&self, span: Span) -> String {
        let words = self.words(span);
        match self.resolution.entity_at(span) {
            Some(entity) if entity.name == words => words,
            Some(entity) => format!("{} (\"{words}\")", entity.name),
            None => format!("? (\"{words}\")"),
        }
    }

    /// The words on one line.
    fn words(&self, span: Span) -> String {
        span.of(&self.text).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// `[12..48]`, in code points of the text.
    fn place(&self, span: Span) -> String {
        let points = self.points.span(&self.text, span);
        format!("[{}..{}]", points.start, points.end)
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")
}

/// The corpus files, by path.
fn files() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut open = vec![folder()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).expect("a folder of the corpus") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "md") {
                let text = fs::read_to_string(&path).expect("UTF-8");
                found.push((path, text));
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "the corpus is empty");
    found
}

#[test]
fn every_case_has_the_facts_that_are_kept() {
    let models = Models::built_in();
    let update = std::env::var_os("DIXIT_UPDATE").is_some();
    let mut wrong = String::new();
    for (path, file) in files() {
        let mut facts: Option<String> = None;
        let (mut rebuilt, mut line) = (String::new(), 0);
        for part in parts(&file) {
            match part {
                Part::Kept(lines) => rebuilt.push_str(&lines),
                Part::Text(text, at) => {
                    assert_eq!(facts, None, "{}:{line} has a text without facts", path.display());
                    line = at;
                    facts = Some(Reading::new(&models, &text).facts());
                    rebuilt.push_str(&text);
                }
                Part::Facts(kept) => {
                    let made = facts.take().unwrap_or_else(|| panic!("{} has facts without a text", path.display()));
                    if made != kept {
                        wrong = wrong + &format!("{}:{line}\n", path.display()) + &difference(&kept, &made);
                    }
                    rebuilt.push_str(&made);
                }
            }
        }
        assert_eq!(facts, None, "{}:{line} has a text without facts", path.display());
        if update && rebuilt != file {
            fs::write(&path, rebuilt).expect("writes the case");
        }
    }
    assert!(update || wrong.is_empty(), "in the order kept -, found +:\n{wrong}");
}

/// The lines that only one of the two has.
fn difference(kept: &str, made: &str) -> String {
    let only = |ours: &str, theirs: &str, mark: &str| {
        let theirs: BTreeSet<&str> = theirs.lines().collect();
        let lines = ours.lines().filter(|line| !theirs.contains(line));
        lines.fold(String::new(), |all, line| all + "  " + mark + " " + line + "\n")
    };
    only(kept, made, "-") + &only(made, kept, "+")
}

#[test]
fn every_rule_has_a_case() {
    let cases: String = files()
        .into_iter()
        .flat_map(|(_, file)| parts(&file))
        .fold(String::new(), |all, part| if let Part::Facts(facts) = part { all + &facts } else { all });
    let shown: BTreeSet<&str> = cases.split_whitespace().filter_map(|word| word.strip_prefix("rule=")).collect();
    let rules = RULES.iter().map(|rule| rule.name).chain(roles::RULES.iter().map(|rule| rule.name));
    let without: Vec<&str> = rules.filter(|rule| !shown.contains(rule)).collect();
    assert!(without.is_empty(), "no case under tests/corpus shows {without:?}");
}

#[test]
fn a_file_is_the_sum_of_its_parts() {
    let file = "# One\n\nprose\n\n```text\nA said.\n\nB.\n```\n\n```facts\nquote\n```\nend\n";
    let found = parts(file);
    assert_eq!(found[1], Part::Text("A said.\n\nB.\n".to_owned(), 6));
    assert_eq!(found[3], Part::Facts("quote\n".to_owned()));
    let joined: String = found
        .into_iter()
        .map(|part| match part {
            Part::Kept(lines) | Part::Text(lines, _) | Part::Facts(lines) => lines,
        })
        .collect();
    assert_eq!(joined, file);
}
