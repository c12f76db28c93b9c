//! Shows how Oxigraph carries out a query: the steps of its plan, the outermost first.

use super::statement::Dialect;
use super::token::{TokenKind, tokens};
use crate::error::{Error, ErrorKind, Result};
use crate::store::Graph;
use oxigraph::sparql::SparqlEvaluator;
use spargebra::Query;

/// One line for each step; a step stands below the one that uses it, and further in. The plan does not depend on the
/// data, so that nothing is evaluated.
pub fn plan(query: Query, dialect: &Dialect) -> Result<Vec<String>> {
    let empty = Graph::in_memory("")?;
    let failed =
        |error: &dyn std::fmt::Display| Error::new(ErrorKind::Store, format!("the plan cannot be shown: {error}"));
    let json = empty.explain(SparqlEvaluator::new().for_query(query)).map_err(|error| failed(&error))?;
    let plan: serde_json::Value = serde_json::from_slice(&json).map_err(|error| failed(&error))?;
    let mut lines = Vec::new();
    if let Some(step) = plan.get("plan") {
        put(step, 0, dialect, &mut lines);
    }
    Ok(lines)
}

fn put(step: &serde_json::Value, depth: usize, dialect: &Dialect, lines: &mut Vec<String>) {
    let name = step.get("name").and_then(serde_json::Value::as_str).unwrap_or_default();
    lines.push(format!("{}{}", "  ".repeat(depth), short(name, dialect)));
    for child in step.get("children").and_then(serde_json::Value::as_array).into_iter().flatten() {
        put(child, depth + 1, dialect, lines);
    }
}

/// The name with its IRIs as prefixed names.
fn short(name: &str, dialect: &Dialect) -> String {
    let mut result = String::new();
    let mut copied = 0;
    for token in tokens(name).into_iter().filter(|token| token.kind == TokenKind::Iri) {
        let inner = token.of(name).trim_matches(['<', '>']);
        if let Some(prefixed) = dialect.shorten(inner) {
            result.push_str(name.get(copied..token.range.start).unwrap_or(""));
            result.push_str(&prefixed);
            copied = token.range.end;
        }
    }
    result + name.get(copied..).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{QUESTIONS, Statement, parse};
    use crate::vocab::DEFAULT_BASE;
    use oxigraph::model::{NamedNode, Term};

    #[test]
    fn the_steps_are_named_with_short_names() {
        let dialect = Dialect::new(DEFAULT_BASE);
        let text = "SELECT ?n { ?p a schema:Person ; schema:name ?n . FILTER(?n > \"A\") } ORDER BY ?n LIMIT 3";
        let Statement::Query(query) = parse(text, &dialect).unwrap().statement else { unreachable!("a query") };
        insta::assert_snapshot!(plan(*query, &dialect).unwrap().join("\n"), @r#"
        Slice(start = 0, length = 3)
          Project(?n)
            Sort(ASC(?n))
              Filter((?n > "A"))
                Lateral
                  QuadPattern(?p rdf:type schema:Person)
                  QuadPattern(?p schema:name ?n)
        "#);
    }

    /// A hash join over an OPTIONAL reads all that it may hold, from the whole graph. Oxigraph takes one where it believes that
    /// there are very many rows, as it does after a few paths of several steps.
    #[test]
    fn no_question_reads_an_optional_of_the_whole_graph() {
        let dialect = Dialect::new(DEFAULT_BASE);
        let value = Term::from(NamedNode::new("https://dixit.example/x").unwrap());
        for question in QUESTIONS {
            let needed = question.parameters().into_iter().filter(|parameter| !parameter.optional);
            let values: Vec<_> = needed.map(|parameter| (parameter.name, value.clone())).collect();
            let plan = plan(question.query(&values).unwrap(), &dialect).unwrap();
            let whole = plan.iter().filter(|step| step.contains("LeftJoin(HashBuildRightProbeLeft, keys = ?"));
            // Theirs hold only what the entity or speaker has that they ask about.
            let own = matches!(question.name, "compare" | "timeline");
            assert!(own || whole.count() == 0, "{}: {}", question.name, plan.join("\n"));
        }
    }
}
