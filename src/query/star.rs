//! Gives the columns of `SELECT *` the order in which the query names its variables: the parser sorts them by name.

use super::token::{Token, TokenKind};
use spargebra::Query;
use spargebra::algebra::GraphPattern;
use std::collections::BTreeMap;

/// Reorders the columns where the query selects all of them.
pub(super) fn in_order_of_text(query: &mut Query, text: &str, found: &[Token]) {
    let Query::Select { pattern, .. } = query else { return };
    if !selects_all(text, found) {
        return;
    }
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for token in found.iter().filter(|token| token.kind == TokenKind::Variable) {
        let next = places.len();
        places.entry(token.of(text).trim_start_matches(['?', '$'])).or_insert(next);
    }
    if let Some(GraphPattern::Project { variables, .. }) = projection(pattern) {
        variables.sort_by_key(|variable| places.get(variable.as_str()).copied().unwrap_or(usize::MAX));
    }
}

/// Whether `*` follows the first SELECT, which is the outermost.
fn selects_all(text: &str, found: &[Token]) -> bool {
    let is = |token: &Token, word: &str| token.kind == TokenKind::Word && token.of(text).eq_ignore_ascii_case(word);
    let after = found.iter().skip_while(|token| !is(token, "SELECT")).skip(1);
    let mut rest = after.skip_while(|token| is(token, "DISTINCT") || is(token, "REDUCED"));
    rest.next().is_some_and(|token| token.of(text) == "*")
}

/// The pattern that names the columns, below what cuts and thins the rows.
fn projection(pattern: &mut GraphPattern) -> Option<&mut GraphPattern> {
    match pattern {
        GraphPattern::Slice { inner, .. } | GraphPattern::Distinct { inner } | GraphPattern::Reduced { inner } => {
            projection(inner)
        }
        GraphPattern::Project { .. } => Some(pattern),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::query::{Dialect, Statement, parse};
    use crate::vocab::DEFAULT_BASE;
    use spargebra::Query;
    use spargebra::algebra::GraphPattern;

    fn columns(text: &str) -> Vec<String> {
        let parsed = parse(text, &Dialect::new(DEFAULT_BASE)).unwrap();
        let Statement::Query(query) = parsed.statement else { panic!("{text} is a query") };
        let Query::Select { mut pattern, .. } = *query else { panic!("{text} is a SELECT") };
        match super::projection(&mut pattern) {
            Some(GraphPattern::Project { variables, .. }) => variables.iter().map(|v| v.as_str().to_owned()).collect(),
            _ => panic!("{text} has no columns"),
        }
    }

    #[test]
    fn a_star_gives_the_order_of_the_text() {
        assert_eq!(columns("SELECT * { ?s ?p ?o }"), ["s", "p", "o"]);
        assert_eq!(
            columns("# ?a\nSELECT DISTINCT * { ?z dixit:said ?y BIND(1 AS ?a) } ORDER BY ?a LIMIT 3"),
            ["z", "y", "a"]
        );
    }

    #[test]
    fn named_columns_keep_their_own_order() {
        assert_eq!(columns("SELECT ?b ?a { ?a ?c ?b }"), ["b", "a"]);
        assert_eq!(columns("SELECT ?b ?a { { SELECT * { ?a ?c ?b } } }"), ["b", "a"]);
    }
}
