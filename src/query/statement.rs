//! Parses SPARQL as people type it here: known prefixes need no declaration, both forms of schema.org are understood.

use super::problem;
use super::star;
use super::token::{Token, TokenKind, tokens};
use crate::error::{Error, Result};
use crate::vocab;
use spargebra::{Query, SparqlParser, Update};

/// The prefixes and the base IRI that a store's queries may use without declaring them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dialect {
    base: String,
    prefixes: Vec<(&'static str, String)>,
}

/// A statement that parsed.
#[derive(Debug, Clone)]
pub enum Statement {
    /// SELECT, ASK, CONSTRUCT or DESCRIBE.
    Query(Box<Query>),
    /// Anything that changes the store.
    Update(Box<Update>),
}

/// A statement with what its author should know about how it was read.
#[derive(Debug, Clone)]
pub struct Parsed {
    /// The statement.
    pub statement: Statement,
    /// Whole sentences: a twin of schema.org that was translated, a term that no vocabulary has.
    pub notes: Vec<String>,
}

impl Dialect {
    /// The dialect of a store whose nodes stand under `base`.
    pub fn new(base: &str) -> Self {
        Self { base: base.to_owned(), prefixes: vocab::prefixes(base) }
    }

    /// Every known prefix with its IRI, in alphabetical order.
    pub fn prefixes(&self) -> &[(&'static str, String)] {
        &self.prefixes
    }

    /// The IRI as a prefixed name, when it stands under a known prefix and its rest needs no escape.
    pub fn shorten(&self, iri: &str) -> Option<String> {
        let longest = self
            .prefixes
            .iter()
            .filter_map(|(prefix, space)| iri.strip_prefix(space.as_str()).map(|local| (prefix, local)))
            .min_by_key(|(_, local)| local.len());
        let (prefix, local) = longest?;
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') || is_name_letter(c);
        let fits = local.chars().all(plain) && !local.starts_with(['-', '.']) && !local.ends_with('.');
        fits.then(|| format!("{prefix}:{local}"))
    }

    /// The IRI that a prefixed name or an IRI, between angle brackets or as an export wrote it, stands for.
    pub fn expand(&self, name: &str) -> Option<String> {
        if name.starts_with("http://") || name.starts_with("https://") {
            return Some(name.to_owned());
        }
        if let Some(inner) = name.strip_prefix('<') {
            return inner.strip_suffix('>').map(str::to_owned);
        }
        let (prefix, local) = name.split_once(':')?;
        let (_, space) = self.prefixes.iter().find(|(known, _)| *known == prefix)?;
        Some(format!("{space}{local}"))
    }

    fn parser(&self) -> Result<SparqlParser> {
        let refused = |error| Error::store(format!("the store's base IRI {} is no IRI: {error}", self.base));
        let mut parser = SparqlParser::new().with_base_iri(&self.base).map_err(refused)?;
        for (prefix, iri) in &self.prefixes {
            parser = parser.with_prefix(*prefix, iri).map_err(refused)?;
        }
        Ok(parser)
    }
}

/// The letters beyond ASCII that a prefixed name may hold (SPARQL 1.1, `PN_CHARS_BASE`).
fn is_name_letter(c: char) -> bool {
    matches!(c, '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}' | '\u{370}'..='\u{37D}'
        | '\u{37F}'..='\u{1FFF}' | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}'
        | '\u{10000}'..='\u{EFFFF}')
}

/// Parses one query or update.
///
/// # Errors
/// A usage error with line, column, the line itself with a caret, and what may help.
pub fn parse(text: &str, dialect: &Dialect) -> Result<Parsed> {
    let found: Vec<Token> = tokens(text).into_iter().filter(|token| token.kind != TokenKind::Comment).collect();
    problem::check_tokens(text, &found, dialect)?;
    let mut notes = problem::doubtful_terms(text, &found);
    let (canonical, translated) = without_twins(text, &found);
    if translated {
        notes.push("the graph writes schema.org with http://, and so the query was read".to_owned());
    }
    let update = is_update(text, &found);
    let parser = dialect.parser()?;
    let statement = if update {
        parser.parse_update(&canonical).map(|update| Statement::Update(Box::new(update)))
    } else {
        parser.parse_query(&canonical).map(|mut query| {
            star::in_order_of_text(&mut query, text, &found);
            Statement::Query(Box::new(query))
        })
    };
    match statement {
        Ok(statement) => Ok(Parsed { statement, notes }),
        Err(refusal) => {
            let again = |spaced: &str| -> Option<String> {
                let parser = dialect.parser().ok()?;
                if update { parser.parse_update(spaced).err() } else { parser.parse_query(spaced).err() }
                    .map(|refusal| refusal.to_string())
            };
            Err(problem::explain(text, &found, &refusal.to_string(), again))
        }
    }
}

/// Whether the statement changes the store: its first word after the prologue is one of the update keywords.
fn is_update(text: &str, found: &[Token]) -> bool {
    const UPDATES: &[&str] = &["INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"];
    let prologue = |word: &&str| word.eq_ignore_ascii_case("PREFIX") || word.eq_ignore_ascii_case("BASE");
    let mut words = found.iter().filter(|token| token.kind == TokenKind::Word).map(|token| token.of(text));
    words.find(|word| !prologue(word)).is_some_and(|word| UPDATES.iter().any(|u| word.eq_ignore_ascii_case(u)))
}

/// The text with every IRI of schema.org in the one form that the graph has, and whether that changed anything.
fn without_twins(text: &str, found: &[Token]) -> (String, bool) {
    let mut result = String::with_capacity(text.len());
    let mut copied = 0;
    for token in found.iter().filter(|token| token.kind == TokenKind::Iri) {
        let inner = token.of(text).trim_matches(['<', '>']);
        if let Some(canonical) = vocab::canonical(inner) {
            result.push_str(text.get(copied..token.range.start).unwrap_or(""));
            result.push('<');
            result.push_str(&canonical);
            result.push('>');
            copied = token.range.end;
        }
    }
    result.push_str(text.get(copied..).unwrap_or(""));
    (result, copied > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dialect() -> Dialect {
        Dialect::new(vocab::DEFAULT_BASE)
    }

    fn refusal(text: &str) -> String {
        match parse(text, &dialect()) {
            Ok(_) => "no error".to_owned(),
            Err(error) => error.hints().iter().fold(error.to_string(), |all, hint| format!("{all}\nhint: {hint}")),
        }
    }

    #[test]
    fn known_prefixes_need_no_declaration_and_may_be_overridden() {
        for text in [
            "SELECT ?x { ?x dixit:said ?y ; a schema:Person }",
            "PREFIX dixit: <http://other.example/> SELECT ?x { ?x dixit:mine ?y }",
            "ASK { <person/ann-lee> ?p ?o }",
            "DESCRIBE person:ann-lee",
        ] {
            assert_eq!(refusal(text), "no error", "{text}");
        }
    }

    #[test]
    fn both_forms_of_schema_org_are_understood() {
        let parsed = parse("PREFIX s: <https://schema.org/> SELECT ?x { ?x a s:Person }", &dialect()).unwrap();
        let Statement::Query(query) = parsed.statement else { panic!("a query") };
        assert!(query.to_string().contains("<http://schema.org/Person>"), "{query}");
        assert_eq!(parsed.notes.len(), 1);
    }

    #[test]
    fn updates_are_told_from_queries() {
        let parsed = parse("PREFIX x: <http://x.example/>\nDELETE WHERE { ?s x:p ?o }", &dialect()).unwrap();
        assert!(matches!(parsed.statement, Statement::Update(_)));
    }

    #[test]
    fn iris_are_shortened_only_where_the_short_form_reads_back() {
        let dialect = dialect();
        assert_eq!(dialect.shorten("https://dixit.example/person/ann-lee").as_deref(), Some("person:ann-lee"));
        assert_eq!(dialect.shorten("http://schema.org/"), Some("schema:".to_owned()));
        assert_eq!(dialect.shorten("http://schema.org/a/b"), None);
        assert_eq!(dialect.shorten("http://schema.org/a."), None);
        let ann = "https://dixit.example/person/ann-lee";
        for way in ["person:ann-lee", "<https://dixit.example/person/ann-lee>", ann] {
            assert_eq!(dialect.expand(way).as_deref(), Some(ann));
        }
    }

    #[test]
    fn errors_show_the_place_and_what_may_help() {
        insta::assert_snapshot!(refusal("SELECT ?x WHERE { ?x foo:bar ?y }"), @r"
        in the query, line 1, column 22: the prefix foo: is not declared
           |
         1 | SELECT ?x WHERE { ?x foo:bar ?y }
           |                      ^^^^^^^
        hint: write PREFIX foo: <http://…> at the beginning
        hint: known without declaration: article: body: claim: dixit: judgement: name: oa: org: passage: person: post: prov: quote: rdf: rdfs: reprint: role: schema: skos: source: span: thing: topic: xsd:
        ");
        insta::assert_snapshot!(refusal("SELECT ?x\nWHERE { ?x shema:name ?y }"), @r"
        in the query, line 2, column 12: the prefix shema: is not declared
           |
         2 | WHERE { ?x shema:name ?y }
           |            ^^^^^^^^^^
        hint: did you mean schema:?
        ");
        insta::assert_snapshot!(refusal("SELECT ?x WHERE { ?x foaf:knows ?y }"), @r"
        in the query, line 1, column 22: the prefix foaf: is not declared
           |
         1 | SELECT ?x WHERE { ?x foaf:knows ?y }
           |                      ^^^^^^^^^^
        hint: write PREFIX foaf: <http://xmlns.com/foaf/0.1/> at the beginning
        ");
        insta::assert_snapshot!(refusal("SELECT ?x { ?x dixit:sayd ?y }"), @r"
        in the query, line 1, column 16: the vocabulary has no term dixit:sayd
           |
         1 | SELECT ?x { ?x dixit:sayd ?y }
           |                ^^^^^^^^^^
        hint: did you mean dixit:said?
        ");
        insta::assert_snapshot!(refusal("SELECT ?x WHER { ?x a ?y }"), @r"
        in the query, line 1, column 11: did not expect ‹WHER› here
           |
         1 | SELECT ?x WHER { ?x a ?y }
           |           ^^^^
        hint: did you mean WHERE?
        ");
        insta::assert_snapshot!(refusal("SELECT ?x WHERE { ?x a schema:Person"), @r"
        in the query, line 1, column 17: this { is never closed
           |
         1 | SELECT ?x WHERE { ?x a schema:Person
           |                 ^
        ");
        insta::assert_snapshot!(refusal("SELECT ?x WHERE { ?x a schema:Person } }"), @r"
        in the query, line 1, column 40: this } closes nothing
           |
         1 | SELECT ?x WHERE { ?x a schema:Person } }
           |                                        ^
        ");
        insta::assert_snapshot!(refusal("SELECT ?x { ?x schema:name \"Ann }"), @r#"
        in the query, line 1, column 28: this string never closes
           |
         1 | SELECT ?x { ?x schema:name "Ann }
           |                            ^^^^^^
        hint: close it with the same quotation mark; a mark inside is written \"
        "#);
        insta::assert_snapshot!(refusal("SELECT ?x {\n  ?x ?p ?y .\n  FILTER(?y > )\n}"), @r"
        in the query, line 3, column 15: did not expect ‹)› here
           |
         3 |   FILTER(?y > )
           |               ^
        ");
        insta::assert_snapshot!(refusal("SELECT ?x {\n  ?x dixit:said \n  ?y ,}\n\n"), @r"
        in the query, line 3, column 7: did not expect ‹}› here
           |
         3 |   ?y ,}
           |       ^
        ");
        insta::assert_snapshot!(refusal("SELECT ?x { ?x ?p ?y } LIMIT"), @r"
        in the query, line 1, column 29: the query ends too early
           |
         1 | SELECT ?x { ?x ?p ?y } LIMIT
           |                             ^
        ");
        insta::assert_snapshot!(refusal("SELECT ?x (COUNT(?y) AS ?n) WHERE { ?x ?p ?y }"), @r"
        in the query, line 1, column 47: SELECT names a variable that is neither grouped nor counted
           |
         1 | SELECT ?x (COUNT(?y) AS ?n) WHERE { ?x ?p ?y }
           |                                               ^
        hint: add it to GROUP BY, or put it into a function such as SAMPLE(…)
        ");
        insta::assert_snapshot!(refusal("SELECT ?x { ?x ?p ?y } ORDER BY"), @r"
        in the query, line 1, column 32: the query ends too early
           |
         1 | SELECT ?x { ?x ?p ?y } ORDER BY
           |                                ^
        ");
        insta::assert_snapshot!(refusal("who said what"), @r"
        in the query, line 1, column 1: did not expect ‹who› here
           |
         1 | who said what
           | ^^^
        hint: a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE
        ");
        insta::assert_snapshot!(refusal(""), @r"
        the query is empty
        hint: a first question: SELECT ?name { ?p a schema:Person ; schema:name ?name } LIMIT 10
        ");
    }
}
