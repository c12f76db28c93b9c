//! Reads gold coreference: treebanks with entity annotations, and snippets with one pronoun and two names.

use crate::error::{Error, Result};
use crate::text::Span;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// A text with the clusters of its people.
#[derive(Debug, Clone, Default)]
pub struct Gold {
    /// The text.
    pub text: String,
    /// The places of each person's mentions.
    pub people: Vec<Vec<Span>>,
    /// The only pronoun that is judged, when not all are.
    pub only: Option<Span>,
}

/// Reads the documents of a CoNLL-U file whose MISC column holds `Entity=` brackets as in the GUM treebanks.
pub fn read_treebank(path: &Path) -> Result<Vec<Gold>> {
    let text = fs::read_to_string(path).map_err(|e| Error::io("read", path, e))?;
    let mut documents = Vec::new();
    let mut reader = Reader::default();
    for line in text.lines() {
        if line.starts_with("# newdoc") {
            documents.extend(reader.finish());
        } else if line.starts_with("# newpar") && !line.starts_with("# newpar_") {
            reader.paragraph = true;
        } else if !line.is_empty() && !line.starts_with('#') {
            reader.row(line);
        }
    }
    documents.extend(reader.finish());
    Ok(documents)
}

/// The state while a treebank is read.
#[derive(Default)]
struct Reader {
    text: String,
    paragraph: bool,
    space: bool,
    /// The last word of an open multi-word token and its characters.
    joined: Option<(usize, Span)>,
    open: Vec<(String, usize)>,
    people: BTreeMap<String, Vec<Span>>,
}

impl Reader {
    fn row(&mut self, line: &str) {
        let fields: Vec<&str> = line.split('\t').collect();
        let (Some(id), Some(form), Some(misc)) = (fields.first(), fields.get(1), fields.get(9)) else { return };
        if id.contains('.') {
            return;
        }
        let number = |id: &str| id.parse::<usize>().unwrap_or(0);
        let space = !misc.split('|').any(|item| item == "SpaceAfter=No");
        if let Some((_, last)) = id.split_once('-') {
            let span = self.append(form, space);
            self.joined = Some((number(last), span));
            return;
        }
        let span = match self.joined {
            Some((last, span)) if number(id) <= last => span,
            _ => self.append(form, space),
        };
        let entity = misc.split('|').find_map(|item| item.strip_prefix("Entity="));
        for piece in entity.map(brackets).unwrap_or_default() {
            self.bracket(&piece, span);
        }
    }

    /// Adds a word to the text.
    fn append(&mut self, form: &str, space: bool) -> Span {
        if self.paragraph && !self.text.is_empty() {
            self.text.push_str("\n\n");
        } else if self.space {
            self.text.push(' ');
        }
        self.paragraph = false;
        self.space = space;
        self.joined = None;
        let start = self.text.len();
        self.text.push_str(form);
        Span::new(start, self.text.len())
    }

    /// Opens or closes one mention; only people count.
    fn bracket(&mut self, piece: &str, span: Span) {
        let id = piece.trim_matches(['(', ')']).split('-').next().unwrap_or_default().to_owned();
        if piece.starts_with('(') {
            if piece.split('-').nth(1) == Some("person") {
                self.open.push((id.clone(), span.start()));
            } else {
                self.open.push((String::new(), span.start()));
                if let Some(last) = self.open.last_mut() {
                    last.0 = format!("other {id}");
                }
            }
        }
        if piece.ends_with(')') {
            let other = format!("other {id}");
            if let Some(at) = self.open.iter().rposition(|(open, _)| *open == id || *open == other) {
                let (open, start) = self.open.remove(at);
                if open == id {
                    self.people.entry(id).or_default().push(Span::new(start, span.end()));
                }
            }
        }
    }

    fn finish(&mut self) -> Option<Gold> {
        let done = std::mem::take(self);
        let people = done.people.into_values().filter(|mentions| mentions.len() > 1).collect();
        (!done.text.is_empty()).then_some(Gold { text: done.text, people, only: None })
    }
}

/// Cuts "(1-person-new(2-place-old)3)" into its brackets.
fn brackets(value: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut piece = String::new();
    for c in value.chars() {
        if c == '(' && !piece.is_empty() {
            pieces.push(std::mem::take(&mut piece));
        }
        piece.push(c);
        if c == ')' {
            pieces.push(std::mem::take(&mut piece));
        }
    }
    if !piece.is_empty() {
        pieces.push(piece);
    }
    pieces
}

/// Reads snippets with one pronoun and two names (JSON Lines); those where the pronoun means neither are left out.
pub fn read_snippets(path: &Path) -> Result<Vec<Gold>> {
    let text = fs::read_to_string(path).map_err(|e| Error::io("read", path, e))?;
    let mut snippets = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let value: serde_json::Value = serde_json::from_str(line)
            .map_err(|e| Error::input(format!("{}:{}: no JSON object: {e}", path.display(), number + 1)))?;
        let body = value["text"].as_str().unwrap_or_default();
        let points = crate::text::CodePoints::new(body);
        let offset = |place: &serde_json::Value, end: &str| {
            let point = place[end].as_u64().and_then(|v| usize::try_from(v).ok()).unwrap_or(0);
            points.byte_of(body, point)
        };
        let span = |place: &serde_json::Value| Span::new(offset(place, "start"), offset(place, "end"));
        let pronoun = span(&value["pronoun"]);
        let right = ["a", "b"].iter().find(|side| value[**side]["coref"].as_bool() == Some(true));
        if let Some(side) = right {
            let people = vec![vec![span(&value[*side]), pronoun]];
            snippets.push(Gold { text: body.to_owned(), people, only: Some(pronoun) });
        }
    }
    Ok(snippets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn treebank_brackets_become_clusters() {
        let rows = [
            "# newdoc id = x",
            "1\tMara\tMara\tPROPN\tNNP\t_\t2\tnsubj\t_\tEntity=(1-person-new-cf1-1-coref)",
            "2\tsaw\tsee\tVERB\tVBD\t_\t0\troot\t_\t_",
            "3\ther\ther\tPRON\tPRP$\t_\t4\tnmod:poss\t_\tEntity=(2-object-new(1-person-giv)",
            "4\tbridge\tbridge\tNOUN\tNN\t_\t2\tobj\t_\tEntity=2)|SpaceAfter=No",
            "5\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_",
        ];
        let mut reader = Reader::default();
        for row in rows.iter().skip(1) {
            reader.row(row);
        }
        let gold = reader.finish().expect("a document");
        assert_eq!(gold.text, "Mara saw her bridge.");
        let words: Vec<&str> = gold.people[0].iter().map(|s| s.of(&gold.text)).collect();
        assert_eq!(words, ["Mara", "her"]);
    }
}
