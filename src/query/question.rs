//! The named questions of `ontology/questions`, with parameters that are put in as terms, never as text.

use super::token::{TokenKind, tokens};
use crate::error::{Error, Result};
use oxigraph::model::{Literal, NamedNode, Term, Variable};
use spargebra::algebra::{AggregateExpression, Expression, GraphPattern, OrderExpression};
use spargebra::term::{TermPattern, TriplePattern};
use spargebra::{Query, SparqlParser};

/// A named question: a query with a heading and parameters in its leading comments.
///
/// The comments hold the question in words, then one line for each parameter:
/// `# parameter: about entity "whom or what it is about"`, or `# optional: …` for one that may be left out. A line
/// `# least confidence: 0.9` says below which confidence rows are left out where none is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    /// Its name: that of its file, without ending.
    pub name: &'static str,
    /// The whole file.
    pub text: &'static str,
}

/// What can be given for a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ParameterKind {
    /// Any entity or topic.
    Entity,
    /// A person.
    Person,
    /// An organisation, state or place.
    Organization,
    /// A topic.
    Topic,
    /// Anybody who can speak: a person, an organisation or an unnamed source.
    Speaker,
    /// A ground fact, or a claim: a quotation, role mention or unnamed source.
    Fact,
    /// A day, as `xsd:date`.
    Date,
    /// A number, as `xsd:decimal`.
    Number,
}

/// One parameter of a question: a variable of its query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// The variable's name.
    pub name: &'static str,
    /// What can be given.
    pub kind: ParameterKind,
    /// Whether it can be left out.
    pub optional: bool,
    /// What it means.
    pub doc: &'static str,
}

macro_rules! questions {
    ($($name:literal),* $(,)?) => {
        /// Every question, in alphabetical order.
        pub const QUESTIONS: &[Question] = &[$(Question {
            name: $name,
            text: include_str!(concat!("../../ontology/questions/", $name, ".rq")),
        }),*];
    };
}

questions![
    "about",
    "affiliations",
    "beside",
    "candidates",
    "compare",
    "denied",
    "doubtful",
    "hearsay",
    "judged",
    "leading",
    "names",
    "neighbors",
    "outlets",
    "proof",
    "roles",
    "said",
    "shares",
    "sources",
    "speaks-for",
    "spoke-as",
    "subgraph",
    "timeline",
    "topic-trend",
    "unanswered",
    "unnamed",
    "voiced-by",
    "voices",
];

/// The names of the kinds in the headers.
const KINDS: &[(&str, ParameterKind)] = &[
    ("entity", ParameterKind::Entity),
    ("person", ParameterKind::Person),
    ("organization", ParameterKind::Organization),
    ("topic", ParameterKind::Topic),
    ("speaker", ParameterKind::Speaker),
    ("fact", ParameterKind::Fact),
    ("date", ParameterKind::Date),
    ("number", ParameterKind::Number),
];

/// How a header says from which confidence on rows are shown.
const LEAST: &str = "least confidence:";

/// The header of a question whose rows are quotations, and which may be asked about everything.
const BY_DAY: &str = "listed by day";

impl Question {
    /// The question called `name`.
    pub fn named(name: &str) -> Option<&'static Self> {
        QUESTIONS.iter().find(|question| question.name == name)
    }

    /// The question in words.
    pub fn doc(&self) -> String {
        let lines =
            self.comments().filter(|line| parameter(line).is_none() && !line.starts_with(LEAST) && *line != BY_DAY);
        lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// The confidence below which its rows are left out unless another one is asked for: the line `least confidence: 0.9`.
    pub fn least_confidence(&self) -> Option<f64> {
        self.comments().find_map(|line| line.strip_prefix(LEAST)?.trim().parse().ok())
    }

    /// Whether its rows are quotations `?quotation` with their `?date`, so that those of some days can be asked for alone: the
    /// line `listed by day`.
    pub fn is_listed_by_day(&self) -> bool {
        self.comments().any(|line| line == BY_DAY)
    }

    /// Its parameters, in the order of its header.
    pub fn parameters(&self) -> Vec<Parameter> {
        self.comments().filter_map(parameter).collect()
    }

    /// The columns of its answer; none for a graph.
    pub fn columns(&self) -> Vec<&'static str> {
        let mut columns = Vec::new();
        let (mut depth, mut inside) = (0usize, None);
        for token in tokens(self.text) {
            match (token.kind, token.of(self.text)) {
                (TokenKind::Punctuation, "{") => break,
                (TokenKind::Punctuation, "(") => depth += 1,
                (TokenKind::Punctuation, ")") => {
                    depth = depth.saturating_sub(1);
                    // "(COUNT(?q) AS ?n)": the last variable is the column.
                    columns.extend(inside.take_if(|_| depth == 0));
                }
                (TokenKind::Variable, name) if depth == 0 => columns.push(name),
                (TokenKind::Variable, name) => inside = Some(name),
                _ => {}
            }
        }
        columns.into_iter().map(|name| name.trim_start_matches('?')).collect()
    }

    fn comments(&self) -> impl Iterator<Item = &'static str> {
        self.text.lines().map_while(|line| line.strip_prefix('#')).map(str::trim)
    }

    /// The query with `values` in the place of its parameters.
    ///
    /// # Errors
    /// A value is given for no parameter of the question, or none for a parameter that needs one.
    pub fn query(&self, values: &[(&str, Term)]) -> Result<Query> {
        let parameters = self.parameters();
        let known = |name: &str| parameters.iter().any(|parameter| parameter.name == name);
        if let Some((name, _)) = values.iter().find(|(name, _)| !known(name)) {
            let names: Vec<_> = parameters.iter().map(|parameter| parameter.name).collect();
            let error = Error::usage(format!("the question {} has no parameter {name}", self.name));
            return Err(error.hint(format!("it has: {}", names.join(", "))));
        }
        let given = |name: &str| values.iter().any(|(given, _)| *given == name);
        if let Some(missing) = parameters.iter().find(|parameter| !parameter.optional && !given(parameter.name)) {
            return Err(Error::usage(format!(
                "the question {} needs the parameter {}: {}",
                self.name, missing.name, missing.doc
            )));
        }
        let query = SparqlParser::new().parse_query(self.text);
        let mut query = query.map_err(|e| Error::usage(format!("the question {} is broken: {e}", self.name)))?;
        for (name, value) in values {
            bind(&mut query, name, value);
        }
        Ok(query)
    }
}

/// Reads a line such as `parameter: about entity "whom or what it is about"`.
fn parameter(line: &'static str) -> Option<Parameter> {
    let (optional, rest) = match (line.strip_prefix("parameter: "), line.strip_prefix("optional: ")) {
        (Some(rest), _) => (false, rest),
        (None, rest) => (true, rest?),
    };
    let (name, rest) = rest.split_once(' ')?;
    let (kind, doc) = rest.split_once(' ')?;
    let (_, kind) = KINDS.iter().find(|(name, _)| *name == kind)?;
    Some(Parameter { name, kind: *kind, optional, doc: doc.trim().trim_matches('"') })
}

/// Puts a term in the place of a variable, wherever the query has it; it is no column of the result any more.
pub fn bind(query: &mut Query, variable: &str, value: &Term) {
    let Ok(variable) = Variable::new(variable) else { return };
    let binding = Binding { variable, value };
    match query {
        Query::Select { pattern, .. } | Query::Ask { pattern, .. } | Query::Describe { pattern, .. } => {
            binding.pattern(pattern);
        }
        Query::Construct { template, pattern, .. } => {
            binding.triples(template);
            binding.pattern(pattern);
        }
    }
}

struct Binding<'a> {
    variable: Variable,
    value: &'a Term,
}

impl Binding<'_> {
    fn pattern(&self, pattern: &mut GraphPattern) {
        match pattern {
            GraphPattern::Bgp { patterns } => self.triples(patterns),
            GraphPattern::Path { subject, object, .. } => {
                self.term(subject);
                self.term(object);
            }
            GraphPattern::Join { left, right }
            | GraphPattern::Union { left, right }
            | GraphPattern::Minus { left, right } => {
                self.pattern(left);
                self.pattern(right);
            }
            GraphPattern::LeftJoin { left, right, expression } => {
                self.pattern(left);
                self.pattern(right);
                if let Some(expression) = expression {
                    self.expression(expression);
                }
            }
            GraphPattern::Filter { expr, inner } => {
                self.expression(expr);
                self.pattern(inner);
            }
            GraphPattern::Extend { inner, expression, .. } => {
                self.expression(expression);
                self.pattern(inner);
            }
            GraphPattern::OrderBy { inner, expression } => {
                for OrderExpression::Asc(by) | OrderExpression::Desc(by) in expression {
                    self.expression(by);
                }
                self.pattern(inner);
            }
            GraphPattern::Group { inner, aggregates, .. } => {
                for (_, aggregate) in aggregates {
                    if let AggregateExpression::FunctionCall { expr, .. } = aggregate {
                        self.expression(expr);
                    }
                }
                self.pattern(inner);
            }
            GraphPattern::Project { inner, variables } => {
                variables.retain(|variable| *variable != self.variable);
                self.pattern(inner);
            }
            GraphPattern::Graph { inner, .. }
            | GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner }
            | GraphPattern::Slice { inner, .. }
            | GraphPattern::Service { inner, .. } => self.pattern(inner),
            // VALUES holds no variables of its own, and the questions use no other form.
            _ => {}
        }
    }

    fn triples(&self, triples: &mut [TriplePattern]) {
        for triple in triples {
            self.term(&mut triple.subject);
            self.term(&mut triple.object);
        }
    }

    fn term(&self, term: &mut TermPattern) {
        if matches!(term, TermPattern::Variable(variable) if *variable == self.variable) {
            *term = match self.value {
                Term::NamedNode(node) => node.clone().into(),
                Term::Literal(literal) => literal.clone().into(),
                Term::BlankNode(node) => node.clone().into(),
            };
        }
    }

    fn expression(&self, expression: &mut Expression) {
        match expression {
            Expression::Variable(variable) if *variable == self.variable => {
                if let Some(constant) = self.constant() {
                    *expression = constant;
                }
            }
            Expression::Bound(variable) if *variable == self.variable => *expression = Literal::from(true).into(),
            Expression::Exists(pattern) => self.pattern(pattern),
            Expression::Or(one, other)
            | Expression::And(one, other)
            | Expression::Equal(one, other)
            | Expression::SameTerm(one, other)
            | Expression::Greater(one, other)
            | Expression::GreaterOrEqual(one, other)
            | Expression::Less(one, other)
            | Expression::LessOrEqual(one, other)
            | Expression::Add(one, other)
            | Expression::Subtract(one, other)
            | Expression::Multiply(one, other)
            | Expression::Divide(one, other) => {
                self.expression(one);
                self.expression(other);
            }
            Expression::UnaryPlus(one) | Expression::UnaryMinus(one) | Expression::Not(one) => self.expression(one),
            Expression::In(one, others) => {
                self.expression(one);
                for other in others {
                    self.expression(other);
                }
            }
            Expression::If(condition, yes, no) => [condition, yes, no].into_iter().for_each(|e| self.expression(e)),
            Expression::Coalesce(all) | Expression::FunctionCall(_, all) => {
                for one in all {
                    self.expression(one);
                }
            }
            Expression::NamedNode(_) | Expression::Literal(_) | Expression::Variable(_) | Expression::Bound(_) => {}
        }
    }

    fn constant(&self) -> Option<Expression> {
        match self.value {
            Term::NamedNode(node) => Some(NamedNode::clone(node).into()),
            Term::Literal(literal) => Some(Literal::clone(literal).into()),
            Term::BlankNode(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_read_from_the_text() {
        let columns = |name| Question::named(name).map(|question: &Question| question.columns());
        assert_eq!(columns("affiliations").unwrap(), ["person", "count", "organizations"]);
        assert_eq!(columns("shares").unwrap(), ["name", "quotations", "words", "percent"]);
        assert!(columns("said").unwrap().contains(&"date"));
        assert_eq!(columns("subgraph").unwrap(), Vec::<&str>::new());
    }

    #[test]
    fn every_question_says_what_it_asks_and_parses() {
        for question in QUESTIONS {
            assert!(question.doc().contains(['?', '.']), "{}", question.name);
            let required: Vec<_> = question.parameters().into_iter().filter(|parameter| !parameter.optional).collect();
            let value = |_: &Parameter| Term::from(NamedNode::new("https://dixit.example/x").expect("an IRI"));
            let values: Vec<_> = required.iter().map(|parameter| (parameter.name, value(parameter))).collect();
            let query = question.query(&values).unwrap_or_else(|e| panic!("{}: {e}", question.name)).to_string();
            for parameter in required {
                assert!(!query.contains(&format!("?{} ", parameter.name)), "{}: {query}", question.name);
                assert!(!parameter.doc.is_empty());
            }
        }
        let names: Vec<_> = QUESTIONS.iter().map(|question| question.name).collect();
        assert!(names.is_sorted(), "{names:?}");
    }

    #[test]
    fn a_header_may_name_the_least_confidence() {
        let of = |name| Question::named(name).and_then(Question::least_confidence);
        assert_eq!((of("judged"), of("said")), (Some(0.9), None));
        assert!(!Question::named("judged").expect("the question").doc().contains("least"));
    }

    #[test]
    fn missing_and_unknown_parameters_are_named() {
        let about = Question::named("about").expect("the question");
        let missing = about.query(&[]).expect_err("a parameter is missing");
        assert_eq!(missing.to_string(), "the question about needs the parameter about: whom or what it is about");
        let x = Term::from(NamedNode::new("https://dixit.example/x").expect("an IRI"));
        let unknown = about.query(&[("about", x.clone()), ("abuot", x)]).expect_err("no such parameter");
        assert!(unknown.hints().iter().any(|hint| hint.contains("since")));
    }

    #[test]
    fn a_value_cannot_break_out_of_its_place() {
        let about = Question::named("about").expect("the question");
        let hostile = Literal::new_simple_literal("\" } DROP ALL #");
        let query = about.query(&[("about", hostile.into())]).expect("a query").to_string();
        assert!(query.contains("\"\\\" } DROP ALL #\""), "{query}");
        assert!(SparqlParser::new().parse_query(&query).is_ok());
    }
}
