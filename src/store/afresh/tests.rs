//! Facts derived from shares beside those derived node by node.

use super::super::files::Appender;
use super::super::ledger::{Entry, Ledger};
use super::super::lines;
use super::super::log::{Kind, Log, Table};
use super::*;
use crate::graph::{Settings, Space};
use crate::vocab::{dixit, org, rdf, rdfs, schema};
use oxigraph::model::{Literal, NamedNodeRef, Term};

/// So many that the rows of what some have in common are counted, and not read one by one.
const ARTICLES: usize = 300;

fn add(triples: &mut Vec<Triple>, subject: &NamedNode, facts: &[(NamedNodeRef<'static>, Term)]) {
    triples.extend(facts.iter().map(|(predicate, object)| Triple::new(subject.clone(), *predicate, object.clone())));
}

/// The ground facts of an article in which one of four people says one of seven things; every third is a reprint.
fn article(settings: &Settings, number: usize) -> Vec<Triple> {
    let node = |space, local: String| graph::node(&settings.base, space, &local);
    let text = |text: String| Term::from(Literal::new_simple_literal(text));
    let own = format!("{number:016x}");
    let (person, at) = (node(Space::Person, format!("ann-{}", number % 4)), node(Space::Article, own.clone()));
    let wording: Vec<u64> = (0..60).map(|word| (word + 7_919 * (number - number % 3) as u64) << 20).collect();
    let sketch = graph::Sketch::of(&wording, &[]).map(|sketch| sketch.to_text()).unwrap_or_default();
    let mut triples = Vec::new();
    add(
        &mut triples,
        &at,
        &[
            (rdf::TYPE, schema::NEWS_ARTICLE.into()),
            (rdfs::LABEL, text(format!("Article {number}"))),
            (dixit::DATE, text(format!("2031-01-{:02}", 1 + number % 28))),
            (dixit::WORDS, text(format!("{}", 100 + number))),
            (dixit::SKETCH, text(sketch)),
        ],
    );
    for shared in 0..3 {
        let passage = graph::passage(&settings.base, (number / 3 * 10 + shared) as u64);
        add(&mut triples, &at, &[(dixit::PASSAGE, passage.into())]);
    }
    let said = node(Space::Quotation, format!("{own}-00000001"));
    let outer = node(Space::Quotation, format!("{own}-00000002"));
    add(
        &mut triples,
        &said,
        &[
            (rdf::TYPE, schema::QUOTATION.into()),
            (schema::TEXT, text(format!("the pier is {}", number % 7))),
            (schema::SPOKEN_BY_CHARACTER, person.clone().into()),
            (schema::ABOUT, node(Space::Topic, format!("pier-{}", number % 5)).into()),
            (schema::IS_PART_OF, at.clone().into()),
            (dixit::EXPRESSES, node(Space::Claim, format!("{:016x}", number % 7)).into()),
            (dixit::STANCE, dixit::ASSERTS.into()),
        ],
    );
    if number.is_multiple_of(2) {
        add(&mut triples, &said, &[(dixit::WITHIN, outer.clone().into())]);
        add(
            &mut triples,
            &outer,
            &[
                (rdf::TYPE, schema::QUOTATION.into()),
                (schema::SPOKEN_BY_CHARACTER, node(Space::Person, format!("bo-{}", number % 3)).into()),
                (schema::IS_PART_OF, at.clone().into()),
            ],
        );
    }
    let mention = node(Space::Membership, format!("{own}-00000003"));
    let role = if number % 4 == 1 { "striker" } else { "mayor" };
    add(
        &mut triples,
        &mention,
        &[
            (schema::IS_PART_OF, at.clone().into()),
            (org::MEMBER, person.clone().into()),
            (org::ROLE, node(Space::Role, role.to_owned()).into()),
            (org::ORGANIZATION_OF, node(Space::Body, format!("town-{}", number % 6)).into()),
            (dixit::ATTESTS, node(Space::Membership, format!("{:016x}", number % 12)).into()),
            (dixit::STATUS, dixit::CURRENT.into()),
            (dixit::DATE, text(format!("2031-01-{:02}", 1 + number % 28))),
            (schema::ROLE_NAME, text(role.to_owned())),
        ],
    );
    let form = node(Space::Name, format!("{own}-00000004"));
    add(
        &mut triples,
        &form,
        &[
            (schema::IS_PART_OF, at.into()),
            (dixit::NAMES, person.into()),
            (dixit::FULLEST, Literal::new_typed_literal("true", crate::vocab::xsd::BOOLEAN).into()),
            (schema::NAME, text(format!("Ann {}", number % 4))),
        ],
    );
    graph::sorted(triples)
}

#[test]
fn whatever_the_shares_the_facts_are_those_that_single_nodes_have() {
    let settings = Settings::default();
    let folder = tempfile::tempdir().unwrap();
    let log = Log::new(folder.path().join("ground.nq.zst"));
    let mut appender = Appender::open(log.path(), 0).unwrap();
    let (mut ledger, mut stale) = (Ledger::default(), Stale::default());
    let wanted = Graph::empty().unwrap();
    let mut ground = Vec::new();
    for number in 0..ARTICLES {
        let triples = article(&settings, number);
        let lines = lines::lines(&triples);
        let key = graph::node(&settings.base, Space::Article, &format!("{number:016x}")).into_string();
        let entry = Entry { bytes: lines.len() as u64, ..Entry::new(&key, format!("{number:064x}")) };
        let mut table = Table::new(Kind::Ground, vec![entry]);
        log.append(&mut appender, &mut table, &lines).unwrap();
        table.articles.into_iter().for_each(|entry| drop(ledger.put(entry)));
        stale.mark(&triples, &settings);
        ground.extend(triples);
    }
    wanted.apply(&[], ground.clone()).unwrap();
    stale.refresh(&wanted, &settings, 1).unwrap();
    let wanted = wanted.sorted_lines().unwrap();
    for class in ["Passage>", "Reprint>"] {
        assert!(wanted.iter().any(|line| line.contains(class)), "{class}");
    }
    // Read row by row, as what is in memory always is.
    let view = graph::InMemory::new(ground.iter().cloned());
    let nodes = graph::touched(&ground, &settings);
    let is_reprint = |node: &&NamedNode| !matches!(graph::parse(&settings.base, node), Some((Space::Reprint, _)));
    for node in nodes.iter().filter(is_reprint) {
        let lines: Vec<String> = graph::derive(node, &view, &settings).iter().map(|fact| format!("{fact}")).collect();
        let own = format!("{node} ");
        let found: Vec<&String> = wanted.iter().filter(|line| line.starts_with(&own)).collect();
        assert!(found.len() == lines.len() && lines.iter().all(|line| found.contains(&line)), "{lines:?} {found:?}");
    }
    for (share, threads) in [(u64::MAX, 1), (4_000, 1), (1_000, 3)] {
        let graph = Graph::empty().unwrap();
        graph.apply(&[], ground.clone()).unwrap();
        let source = Source { folder: folder.path(), log: &log, ledger: &ledger, settings: &settings, threads, share };
        let reprints = derive_shares(&graph, &source, &Stale::default()).unwrap();
        derive_reprints(&graph, &source, &reprints).unwrap();
        assert_eq!(graph.sorted_lines().unwrap(), wanted, "shares of {share} bytes");
    }
}
