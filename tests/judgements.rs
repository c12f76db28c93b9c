//! Tests that judgements hold: in both homes, whatever came first, after rebuilds and for another extractor.

mod newsroom;

use dixit::graph::judgement::{Fact, Judgement, Verdict};
use dixit::store::{Effect, Home, Put, Store, Writer};
use dixit::vocab::{dixit as term, schema};
use newsroom::{article, articles, assert_same, build, facts, homes, printed};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Term, Triple};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const MARTA: &str = "person/marta-oldenkamp";
const JONAS: &str = "person/jonas-threlkeld";

fn fresh() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = folder.path().join("news.dixit");
    (folder, store)
}

fn at(minute: u32, verdict: Verdict) -> Judgement {
    let when = format!("2031-03-01T10:{minute:02}:00.000Z");
    Judgement::new(when, "Ann Lee".to_owned(), verdict, "as the editor knows".to_owned())
}

fn merge(minute: u32) -> Judgement {
    let (entity, into) = (JONAS.to_owned(), MARTA.to_owned());
    at(minute, Verdict::Merge { entity, into, name: "Marta Oldenkamp".to_owned() })
}

fn judge(store: &Path, judgements: &[Judgement]) -> Effect {
    let mut writer = Writer::open(store).expect("opens for writing");
    let effect = writer.judge(judgements).expect("judges");
    writer.finish().expect("finishes");
    effect
}

fn node(path: &str) -> NamedNode {
    NamedNode::new(format!("https://dixit.example/{path}")).expect("an IRI")
}

fn subjects(store: &Store, predicate: NamedNodeRef<'_>, object: &NamedNode) -> Vec<NamedNode> {
    let triples = store.graph().matching(None, Some(predicate), Some(object.as_ref().into()));
    let mut found: Vec<NamedNode> = triples
        .filter_map(|triple| match triple.expect("a triple").subject {
            NamedOrBlankNode::NamedNode(node) => Some(node),
            NamedOrBlankNode::BlankNode(_) => None,
        })
        .collect();
    found.sort_by(|a, b| a.as_str().cmp(b.as_str()));
    found
}

fn values(store: &Store, subject: &NamedNode, predicate: NamedNodeRef<'_>) -> Vec<String> {
    let triples = store.graph().matching(Some(subject.as_ref()), Some(predicate), None);
    let mut found: Vec<String> = triples
        .map(|triple| match triple.expect("a triple").object {
            Term::Literal(literal) => literal.value().to_owned(),
            other => other.to_string(),
        })
        .collect();
    found.sort();
    found
}

/// Every kind of judgement about the first articles of the newsroom.
fn every_kind(store: &Path) -> Vec<Judgement> {
    let store = Store::open(store).expect("opens");
    let said = |who: &str| subjects(&store, schema::SPOKEN_BY_CHARACTER, &node(who));
    let fact = |node: &NamedNode| store.fact(node).expect("reads").expect("a fact");
    let (priya, samuel) = ("person/priya-castellane", "person/samuel-pettibone");
    let role = subjects(&store, dixit::vocab::org::MEMBER, &node(samuel));
    let role = role.iter().find(|node| node.as_str().contains('-')).expect("a role mention");
    let split = fact(&said(priya)[0]).article;
    vec![
        merge(1),
        at(
            2,
            Verdict::Rename {
                entity: MARTA.to_owned(),
                into: "person/marta-van-oldenkamp".to_owned(),
                name: "Marta van Oldenkamp".to_owned(),
            },
        ),
        at(
            3,
            Verdict::Split {
                entity: priya.to_owned(),
                into: format!("{priya}-poet"),
                name: "Priya Castellane (poet)".to_owned(),
                articles: vec![split],
                role: None,
                body: None,
            },
        ),
        at(4, Verdict::Reject { fact: fact(&said("person/tobias-wrenfield")[0]), whoever: false }),
        at(5, Verdict::Accept { fact: fact(&said("person/tobias-wrenfield")[1]) }),
        at(6, Verdict::Reject { fact: fact(role), whoever: false }),
        at(7, Verdict::NotSame { entity: priya.to_owned(), other: samuel.to_owned() }),
        at(8, Verdict::Link { entity: samuel.to_owned(), iri: "http://www.wikidata.org/entity/Q1".to_owned() }),
        at(9, Verdict::Note { entity: Some("organization/harbour-board".to_owned()), fact: None }),
        at(10, Verdict::Note { entity: None, fact: Some(fact(&said(samuel)[0])) }),
    ]
}

#[test]
fn a_merge_makes_one_of_two_and_a_withdrawal_makes_two_of_one() {
    for home in homes() {
        let (_folder, path) = fresh();
        build(&path, home, &articles(0..30));
        let before = facts(&path);
        let store = Store::open(&path).expect("opens");
        let said = |store: &Store, who: &str| subjects(store, schema::SPOKEN_BY_CHARACTER, &node(who)).len();
        let (of_marta, of_jonas) = (said(&store, MARTA), said(&store, JONAS));
        assert!(of_marta > 0 && of_jonas > 0);
        let preview = store.preview(&[merge(1)]).expect("looks");
        assert_same(&facts(&path), &before, "a look changes nothing");
        let effect = judge(&path, &[merge(1)]);
        assert_eq!(effect, preview);
        assert!(
            effect.sayings == of_jonas && effect.roles > 0 && effect.names > 0 && effect.rejected == 0,
            "{effect:?}"
        );

        let store = Store::open(&path).expect("opens");
        assert_eq!((said(&store, MARTA), said(&store, JONAS)), (of_marta + of_jonas, 0));
        assert_eq!(values(&store, &node(MARTA), schema::NAME), ["Marta Oldenkamp"]);
        assert!(values(&store, &node(MARTA), schema::ALTERNATE_NAME).contains(&"Jonas Threlkeld".to_owned()));
        assert_eq!(values(&store, &node(JONAS), term::REPLACED_BY), [node(MARTA).to_string()]);
        assert_eq!(store.graph().matching(Some(node(JONAS).as_ref()), None, None).count(), 1);
        let ruling = node(&format!("judgement/{}", merge(1).id));
        assert_eq!(values(&store, &node(MARTA), term::JUDGED_BY), [ruling.to_string()]);
        assert_eq!(values(&store, &ruling, term::REASON), ["as the editor knows"]);
        drop(store);

        judge(&path, &[at(2, Verdict::Withdraw { judgement: merge(1).id })]);
        let ruling = format!("judgement/{}", at(2, Verdict::Withdraw { judgement: merge(1).id }).id);
        let after: Vec<String> = facts(&path).into_iter().filter(|line| !line.contains(&ruling)).collect();
        assert_same(&after, &before, "after the withdrawal");
    }
}

#[test]
fn a_rejected_quotation_leaves_the_answers_and_stays_visible() {
    for home in homes() {
        let (_folder, path) = fresh();
        build(&path, home, &articles(0..12));
        let store = Store::open(&path).expect("opens");
        let wrong = subjects(&store, schema::SPOKEN_BY_CHARACTER, &node(MARTA))[0].clone();
        let fact = store.fact(&wrong).expect("reads").expect("a fact");
        let text = values(&store, &wrong, schema::TEXT);
        drop(store);
        let effect = judge(&path, &[at(1, Verdict::Reject { fact: fact.clone(), whoever: false })]);
        assert_eq!((effect.rejected, effect.sayings, effect.articles), (1, 0, 1));
        let store = Store::open(&path).expect("opens");
        assert!(!subjects(&store, schema::SPOKEN_BY_CHARACTER, &node(MARTA)).contains(&wrong));
        assert_eq!(values(&store, &wrong, dixit::vocab::rdf::TYPE), [term::REJECTED_FACT.to_string()]);
        assert_eq!(values(&store, &wrong, schema::TEXT), text);
        assert_eq!(values(&store, &wrong, term::EXPRESSES), Vec::<String>::new());
        assert_eq!(store.fact(&wrong).expect("reads"), Some(fact.clone()), "it can be judged again");
        drop(store);
        let effect = judge(&path, &[at(2, Verdict::Accept { fact })]);
        assert_eq!((effect.rejected, effect.restored, effect.reviewed), (0, 1, 1));
        let store = Store::open(&path).expect("opens");
        assert_eq!(values(&store, &wrong, term::REVIEWED), ["true"]);
    }
}

#[test]
fn a_rebuild_from_scratch_gives_the_same_bytes_whatever_came_first() {
    for home in homes() {
        let (_folder, path) = fresh();
        build(&path, home, &articles(0..24));
        let judgements = every_kind(&path);
        // One after the other, then more articles.
        for judgement in &judgements {
            judge(&path, std::slice::from_ref(judgement));
        }
        build(&path, home, &articles(24..40));
        let expected = facts(&path);

        // All at once, backwards, on a store of all articles in another order.
        let (_other, other) = fresh();
        let mut backwards = articles(0..40);
        backwards.reverse();
        build(&other, home, &backwards);
        let mut turned = judgements.clone();
        turned.reverse();
        judge(&other, &turned);
        assert_same(&facts(&other), &expected, "all at once");

        // The log before the articles, its lines in another order.
        let (_third, third) = fresh();
        drop(Writer::open_or_create(&third, &newsroom::manifest(home)).expect("makes a store"));
        let lines: String = turned.iter().map(|judgement| judgement.line() + "\n").collect();
        fs::write(third.join("judgements.jsonl"), lines).expect("writes");
        assert!(!Store::open(&third).expect("opens").judgements().is_empty());
        build(&third, home, &backwards);
        assert_same(&facts(&third), &expected, "the log first");
        if home == Home::GraphFile {
            assert_same(&printed(&path), &expected, "what zstdcat prints");
        }
    }
}

/// The triples as another extractor might give them: another name of the quotation, a content that begins later.
fn extracted_otherwise(triples: &[Triple], quotation: &NamedNode, fact: &Fact) -> Vec<Triple> {
    let span = |triple: &Triple| {
        triple.predicate.as_ref() == dixit::vocab::oa::EXACT
            && triple.object == Term::from(Literal::new_simple_literal(&fact.exact))
    };
    let span = triples.iter().find(|triple| span(triple)).expect("the span").subject.clone();
    let lines = triples.iter().map(|triple| {
        let line = format!("{triple} .\n").replace(quotation.as_str(), &format!("{}0f0f", quotation.as_str()));
        if triple.subject != span {
            return line;
        }
        let number = |n: u64| format!("\"{n}\"^^<http://www.w3.org/2001/XMLSchema#integer>");
        let exact: String = fact.exact.chars().skip(1).collect();
        match triple.predicate.as_ref() {
            dixit::vocab::oa::START => line.replace(&number(fact.start), &number(fact.start + 1)),
            dixit::vocab::oa::EXACT => line.replace(&fact.exact, &exact),
            _ => line,
        }
    });
    let text: String = lines.collect();
    let quads = RdfParser::from_format(RdfFormat::NQuads).for_slice(text.as_bytes());
    dixit::graph::sorted(quads.map(|quad| Triple::from(quad.expect("a triple"))).collect())
}

#[test]
fn a_judgement_outlives_another_extractor() {
    for home in homes() {
        let (_folder, path) = fresh();
        build(&path, home, &articles(0..8));
        let store = Store::open(&path).expect("opens");
        let said = subjects(&store, schema::SPOKEN_BY_CHARACTER, &node(MARTA));
        let direct =
            said.iter().find(|node| values(&store, node, schema::TEXT)[0].len() > 40).expect("a quotation").clone();
        let fact = store.fact(&direct).expect("reads").expect("a fact");
        drop(store);
        judge(&path, &[at(1, Verdict::Reject { fact: fact.clone(), whoever: false }), merge(2)]);

        let mut writer = Writer::open(&path).expect("opens for writing");
        let key = format!("https://dixit.example/article/{}", fact.article);
        let mut entry = writer.ledger().versions(&key).last().expect("the article").clone();
        let extracted = writer.extracted(&[&entry]).expect("reads").concat();
        let triples = extracted_otherwise(&extracted, &direct, &fact);
        assert_ne!(triples, extracted);
        entry.engine = "another".into();
        writer.commit(vec![Put { entry, triples, text: None }]).expect("commits");
        writer.finish().expect("finishes");
        drop(writer);

        let store = Store::open(&path).expect("opens");
        let rejected = subjects(&store, dixit::vocab::rdf::TYPE, &term::REJECTED_FACT.into_owned());
        assert_eq!(rejected, [NamedNode::new(format!("{}0f0f", direct.as_str())).expect("an IRI")]);
        assert!(subjects(&store, schema::SPOKEN_BY_CHARACTER, &node(JONAS)).is_empty());
        // Whoever withdraws both gets what the other extractor says.
        drop(store);
        let withdrawn = |j: &Judgement, minute| at(minute, Verdict::Withdraw { judgement: j.id.clone() });
        let reject = at(1, Verdict::Reject { fact, whoever: false });
        judge(&path, &[withdrawn(&reject, 3), withdrawn(&merge(2), 4)]);
        let store = Store::open(&path).expect("opens");
        assert!(!subjects(&store, schema::SPOKEN_BY_CHARACTER, &node(JONAS)).is_empty());
        assert!(subjects(&store, dixit::vocab::rdf::TYPE, &term::REJECTED_FACT.into_owned()).is_empty());
    }
}

#[test]
fn a_rejection_of_one_speaker_does_not_hide_another() {
    for home in homes() {
        let (_folder, path) = fresh();
        build(&path, home, &articles(0..8));
        let store = Store::open(&path).expect("opens");
        let quotation = subjects(&store, schema::SPOKEN_BY_CHARACTER, &node(MARTA))[0].clone();
        let mut fact = store.fact(&quotation).expect("reads").expect("a fact");
        fact.speakers = vec!["person/somebody-else".to_owned()];
        let effect = |whoever| store.preview(&[at(1, Verdict::Reject { fact: fact.clone(), whoever })]).expect("looks");
        assert_eq!((effect(false).rejected, effect(true).rejected), (0, 1));
    }
}

#[test]
fn lines_that_somebody_adds_to_the_log_count_from_the_next_build_on() {
    for home in homes() {
        let (_folder, path) = fresh();
        build(&path, home, &articles(0..12));
        judge(&path, &[merge(5)]);
        let log = path.join("judgements.jsonl");
        let own = fs::read_to_string(&log).expect("reads");
        let note = at(1, Verdict::Note { entity: Some(MARTA.to_owned()), fact: None });
        // Another log's lines come first, so that the file no longer begins with what the facts show.
        fs::write(&log, format!("{}\n{own}", note.line())).expect("writes");
        if home == Home::GraphFile {
            assert!(Store::open(&path).expect("opens").notes().iter().any(|note| note.contains("judgements")));
        }
        build(&path, home, &[]);
        let store = Store::open(&path).expect("opens");
        assert_eq!(values(&store, &node(MARTA), term::JUDGED_BY).len(), 2);
        assert!(store.notes().is_empty(), "{:?}", store.notes());
    }
}

#[test]
fn a_judgement_outlives_a_changed_text_and_goes_with_a_forgotten_article() {
    for home in homes() {
        let (_folder, path) = fresh();
        build(&path, home, &articles(0..6));
        let store = Store::open(&path).expect("opens");
        let wrong = subjects(&store, schema::SPOKEN_BY_CHARACTER, &node(MARTA))[0].clone();
        let fact = store.fact(&wrong).expect("reads").expect("a fact");
        drop(store);
        judge(&path, &[at(1, Verdict::Reject { fact: fact.clone(), whoever: false })]);
        let mut longer = article(0, 0);
        longer.body = longer.body.replacen("Talks", "Long and hard talks", 1);
        build(&path, home, &[longer]);
        let rejected = |path: &Path| {
            let store = Store::open(path).expect("opens");
            subjects(&store, dixit::vocab::rdf::TYPE, &term::REJECTED_FACT.into_owned()).len()
        };
        assert_eq!(rejected(&path), 1);
        let key = format!("https://dixit.example/article/{}", fact.article);
        assert!(Writer::open(&path).expect("opens").forget(&key).expect("forgets") >= 1);
        assert_eq!(rejected(&path), 0);
        assert_eq!(fs::read_to_string(path.join("judgements.jsonl")).expect("reads"), "");
    }
}
