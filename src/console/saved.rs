//! Queries kept by name in the user's state folder, with parameters that are put in as terms, never as text.

use super::terminal::state_folder;
use crate::error::{Error, Result};
use crate::query::facts::Facts;
use crate::query::{self, Dialect, Token, TokenKind, bind, tokens};
use crate::vocab::xsd;
use oxigraph::model::{Literal, NamedNode, Term};
use spargebra::Query;
use std::path::PathBuf;

/// Keeps a query under a name; an older one of that name is replaced.
pub fn save(name: &str, query: &str) -> Result<PathBuf> {
    let path = path(name)?;
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|e| Error::io("make the folder", folder, e))?;
    }
    std::fs::write(&path, format!("{}\n", query.trim())).map_err(|e| Error::io("write", &path, e))?;
    Ok(path)
}

/// The query kept under a name.
pub fn load(name: &str) -> Result<String> {
    let path = path(name)?;
    std::fs::read_to_string(&path).map_err(|error| {
        let names = names();
        let known = if names.is_empty() {
            "none is saved yet; .save NAME keeps the last query".to_owned()
        } else {
            names.join(", ")
        };
        if error.kind() == std::io::ErrorKind::NotFound {
            Error::usage(format!("no query {name} is saved")).hint(known)
        } else {
            Error::io("read", &path, error)
        }
    })
}

/// The names of all saved queries, in alphabetical order.
pub fn names() -> Vec<String> {
    let Some(folder) = state_folder().map(|state| state.join("queries")) else { return Vec::new() };
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> =
        files.filter_map(|file| file.file_name().into_string().ok()?.strip_suffix(".rq").map(str::to_owned)).collect();
    names.sort();
    names
}

fn path(name: &str) -> Result<PathBuf> {
    let plain = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    if !plain {
        return Err(Error::usage(format!("{name:?} cannot name a query")).hint("letters, digits, - and _"));
    }
    let state = state_folder().ok_or_else(|| {
        Error::usage("there is no folder for saved queries").hint("set HOME or XDG_STATE_HOME to an absolute path")
    })?;
    Ok(state.join("queries").join(format!("{name}.rq")))
}

/// Puts `variable=value` pairs into a query. A value is a prefixed name, an IRI in angle brackets, a number, a day,
/// true or false, or else a name in the graph; in quotation marks it is a string.
pub fn fill(query: &mut Query, pairs: &[String], facts: &Facts<'_>, dialect: &Dialect) -> Result<()> {
    for pair in pairs {
        let (variable, value) = pair.split_once('=').ok_or_else(|| {
            Error::usage(format!("{pair:?} gives no value")).hint("a parameter is written as person=person:ann-lee")
        })?;
        let variable = variable.trim_start_matches('?');
        let text = query.to_string();
        let is_it = |token: &Token| token.kind == TokenKind::Variable && token.of(&text).get(1..) == Some(variable);
        if !tokens(&text).iter().any(is_it) {
            return Err(Error::usage(format!("the query has no variable ?{variable}")));
        }
        bind(query, variable, &term(value, facts, dialect)?);
    }
    Ok(())
}

fn term(value: &str, facts: &Facts<'_>, dialect: &Dialect) -> Result<Term> {
    let literal = |datatype| Ok(Literal::new_typed_literal(value, datatype).into());
    if let Some(inner) = value.strip_prefix('"') {
        return Ok(Literal::new_simple_literal(inner.strip_suffix('"').unwrap_or(inner)).into());
    }
    match value {
        "true" | "false" => return literal(xsd::BOOLEAN),
        _ if value.parse::<i64>().is_ok() => return literal(xsd::INTEGER),
        _ if value.parse::<f64>().is_ok_and(f64::is_finite) => return literal(xsd::DECIMAL),
        _ if value.parse::<crate::text::Date>().is_ok() => return literal(xsd::DATE),
        _ => {}
    }
    if let Some(node) = dialect.expand(value).and_then(|iri| NamedNode::new(iri).ok()) {
        return Ok(node.into());
    }
    let found = query::names::find(facts, dialect, value, &[])?;
    match found.entities.as_slice() {
        [one] => Ok(one.node.clone().into()),
        several => {
            let error = Error::usage(format!("{value:?} is the name of {} nodes", several.len()));
            Err(several.iter().filter_map(|named| dialect.shorten(named.node.as_str())).fold(error, Error::hint))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{Statement, parse};
    use crate::store::Graph;
    use crate::vocab::DEFAULT_BASE;

    fn filled(pairs: &[&str]) -> Result<String> {
        let graph = Graph::in_memory(
            "<https://dixit.example/person/zoe-brandt> <http://schema.org/name> \"Zoë Brandt\" .
             <https://dixit.example/person/zoe-brandt> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://schema.org/Person> .",
        )?;
        let dialect = Dialect::new(DEFAULT_BASE);
        let Statement::Query(mut query) =
            parse("SELECT ?t { ?q schema:spokenByCharacter ?who ; ?p ?t }", &dialect)?.statement
        else {
            unreachable!("a SELECT is a query");
        };
        let pairs: Vec<String> = pairs.iter().map(ToString::to_string).collect();
        fill(&mut query, &pairs, &Facts::new(&graph), &dialect)?;
        Ok(query.to_string())
    }

    #[test]
    fn values_become_terms_and_never_text() {
        assert!(filled(&["who=person:zoe-brandt"]).unwrap().contains("<https://dixit.example/person/zoe-brandt>"));
        assert!(filled(&["?who=zoe brandt"]).unwrap().contains("<https://dixit.example/person/zoe-brandt>"));
        assert!(filled(&["t=2024-05-03"]).unwrap().contains("XMLSchema#date"));
        assert!(filled(&["t=\"} DROP ALL\""]).unwrap().contains("\"} DROP ALL\""));
        assert!(filled(&["who=Nobody"]).is_err() && filled(&["x=1"]).is_err() && filled(&["who"]).is_err());
    }

    #[test]
    fn a_name_that_is_a_path_is_refused() {
        for name in ["", "../x", "a/b", "a.b"] {
            assert!(save(name, "ASK {}").is_err(), "{name}");
        }
    }
}
