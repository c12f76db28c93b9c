//! The graph of invented articles: its shortcuts, identities, versions, and the proof of its spans.

mod sketch;

use dixit::annotate::{Document, EntityKind};
use dixit::extract::{
    Attribution, Extraction, QuoteType, RoleMention, RoleStatus, SourceForm, SourceMention, Stance, Topic,
};
use dixit::graph::{self, Fault, InMemory, Settings};
use dixit::resolve::{Entity, Gender, Kind, Mention, MentionForm, Resolution};
use dixit::text::{Article, Span};
use oxigraph::model::{Literal, NamedNode, NamedOrBlankNode, Term, Triple};
use proptest::prelude::*;
use sketch::{Sketch, harbour};
use std::collections::BTreeSet;

fn settings() -> Settings {
    Settings::default()
}

/// The triples with nodes shortened to prefix and name: `person:ann-lee dixit:said claim:01…`.
fn readable(triples: &[Triple]) -> BTreeSet<String> {
    let prefixes = dixit::vocab::prefixes(&settings().base);
    let short = |iri: &str| {
        let best =
            prefixes.iter().filter(|(_, base)| iri.starts_with(base.as_str())).max_by_key(|(_, base)| base.len());
        best.map_or_else(
            || format!("<{iri}>"),
            |(prefix, base)| format!("{prefix}:{}", iri.strip_prefix(base.as_str()).unwrap_or("")),
        )
    };
    let lines = triples.iter().map(|triple| {
        let subject = match &triple.subject {
            NamedOrBlankNode::NamedNode(node) => short(node.as_str()),
            NamedOrBlankNode::BlankNode(node) => panic!("a blank node: {node}"),
        };
        let object = match &triple.object {
            Term::NamedNode(node) => short(node.as_str()),
            Term::Literal(literal) => literal.value().to_owned(),
            Term::BlankNode(node) => panic!("a blank node: {node}"),
        };
        format!("{subject} {} {object}", short(triple.predicate.as_str()))
    });
    lines.collect()
}

/// The lines of one subject under one predicate, without the subject.
fn of(graph: &BTreeSet<String>, subject: &str, predicate: &str) -> Vec<String> {
    let head = format!("{subject} {predicate} ");
    graph.iter().filter_map(|line| line.strip_prefix(&head)).map(str::to_owned).collect()
}

fn claim_text(graph: &BTreeSet<String>, claim: &str) -> String {
    of(graph, claim, "schema:text").concat()
}

fn whole() -> BTreeSet<String> {
    readable(&harbour::graph_of(&harbour::articles(), &settings()))
}

#[test]
fn each_stance_has_its_own_shortcut() {
    let graph = whole();
    let texts = |subject: &str, predicate: &str| -> Vec<String> {
        of(&graph, subject, predicate).iter().map(|claim| claim_text(&graph, claim)).collect()
    };
    let mut said = texts("person:maren-oake", "dixit:said");
    said.sort();
    assert_eq!(
        said,
        [
            "The only way … is to shut the gate",
            "the harbour toll will not ruin every small boat owner",
            "the harbour toll will ruin every small boat owner"
        ]
    );
    assert_eq!(texts("person:tobin-reyes", "dixit:said"), ["Oake had promised that boats would never pay"]);
    assert_eq!(texts("person:maren-oake", "dixit:promised"), [""; 0]);
    assert_eq!(texts("person:maren-oake", "dixit:reportedlyVoiced"), ["boats would never pay"]);
    assert_eq!(texts("person:tobin-reyes", "dixit:held"), ["a long strike"]);
    assert_eq!(texts("person:ilse-quant", "dixit:accused"), ["of hiding the books of the harbour"]);
    assert_eq!(texts("person:ilse-quant", "dixit:demanded"), ["He must resign before the summer ends"]);
    let clerk = graph.iter().find(|line| line.contains("dixit:denied")).expect("the clerk's denial");
    assert!(clerk.starts_with("source:") && clerk.contains("harbour-guild-clerk"), "{clerk}");
    assert_eq!(graph.iter().filter(|line| line.contains("dixit:denied")).count(), 1);
}

#[test]
fn what_was_not_said_makes_no_shortcut_and_no_topic_of_the_speaker() {
    let graph = whole();
    let unsaid = graph.iter().find(|line| line.ends_with("schema:text whether she would sue the council"));
    assert!(unsaid.is_some(), "the quotation is kept");
    assert!(graph.iter().any(|line| line.ends_with("dixit:sayingNegated true")));
    assert!(!of(&graph, "person:maren-oake", "dixit:spokeAbout").contains(&"topic:council".to_owned()));
}

#[test]
fn one_claim_of_two_outlets_and_two_speakers_is_one_node() {
    let graph = whole();
    let of_oake: BTreeSet<_> = of(&graph, "person:maren-oake", "dixit:said").into_iter().collect();
    let of_quant: BTreeSet<_> = of(&graph, "person:ilse-quant", "dixit:said").into_iter().collect();
    let shared: Vec<_> = of_oake.intersection(&of_quant).collect();
    let [claim] = shared.as_slice() else { panic!("{shared:?}") };
    assert_eq!(of(&graph, claim, "schema:appearance").len(), 3);
    assert_eq!(claim_text(&graph, claim), "the harbour toll will ruin every small boat owner");
    assert!(of(&graph, claim, "dixit:negated").is_empty());
    let opposite =
        of_oake.iter().find(|claim| claim_text(&graph, claim).contains("will not ruin")).expect("the opposite");
    assert_eq!(of(&graph, opposite, "dixit:negated"), ["true"]);
}

#[test]
fn a_claim_with_an_unresolved_pronoun_belongs_to_its_article() {
    let text = "\"He must resign before the summer ends,\" Ada Finch said.\n";
    let claim_of = |url: &str, about: Option<&str>| {
        let text = format!("{text}{}", about.unwrap_or(""));
        let mut s = Sketch::new(&text, false).from(url, None, None, None);
        s.person(&["Ada Finch"]);
        if let Some(name) = about {
            let entity = s.person(&[name]);
            s.refer("He", MentionForm::Pronoun, entity);
        }
        s.say(&["\"He must resign before the summer ends,\""], "Ada Finch", "said=say", Stance::Demands);
        let graph = readable(&s.ground(&settings()).triples);
        graph
            .iter()
            .find_map(|line| line.split_once("dixit:expresses ").map(|(_, claim)| claim.to_owned()))
            .expect("one")
    };
    assert_ne!(claim_of("https://a.example/1", None), claim_of("https://a.example/2", None));
    let (one, two) = (Some("Bo Marsh"), Some("Cy Lund"));
    assert_eq!(claim_of("https://a.example/1", one), claim_of("https://a.example/2", one));
    assert_ne!(claim_of("https://a.example/1", one), claim_of("https://a.example/2", two));
    // A person known by one word only means somebody else in every article.
    assert_ne!(claim_of("https://a.example/1", Some("Marsh")), claim_of("https://a.example/2", Some("Marsh")));
}

#[test]
fn memberships_follow_the_latest_article() {
    let graph = whole();
    assert_eq!(of(&graph, "person:maren-oake", "dixit:affiliatedWith"), ["body:harbour-guild", "body:veld-shipping"]);
    assert_eq!(of(&graph, "person:maren-oake", "dixit:formerlyAffiliatedWith"), ["body:harbour-guild"]);
    assert_eq!(of(&graph, "person:lio-brandt", "dixit:affiliatedWith"), ["body:us"]);
    let chair = graph.iter().find_map(|line| {
        line.strip_suffix(" rdfs:label Maren Oake, chairwoman, Harbour Guild").filter(|node| !node.contains('-'))
    });
    let chair = chair.expect("the membership");
    assert_eq!(of(&graph, chair, "dixit:seenFrom"), ["2031-03-04"]);
    assert_eq!(of(&graph, chair, "dixit:seenTo"), ["2031-03-04"]);
    assert_eq!(of(&graph, chair, "dixit:status"), ["dixit:Former"]);
}

#[test]
fn entities_have_one_label_and_the_right_classes() {
    let graph = whole();
    assert_eq!(of(&graph, "person:maren-oake", "rdfs:label"), ["Maren Oake"]);
    assert_eq!(of(&graph, "person:maren-oake", "schema:alternateName"), ["Oake"]);
    assert_eq!(
        of(&graph, "body:us", "rdf:type"),
        ["org:Organization", "schema:Country", "schema:GovernmentOrganization"]
    );
    assert_eq!(of(&graph, "body:coast-courier", "rdf:type"), ["org:Organization", "schema:NewsMediaOrganization"]);
    assert_eq!(of(&graph, "thing:veldish", "rdf:type"), ["schema:Thing"]);
    assert_eq!(of(&graph, "topic:small_boat_owner", "rdfs:label"), ["small boat owner"]);
    assert!(!graph.iter().any(|line| line.starts_with("person:tamsin dixit:")), "one word is no full name");
    let labels = graph.iter().filter(|line| line.contains(" rdfs:label "));
    let labelled: Vec<&str> = labels.filter_map(|line| line.split(' ').next()).collect();
    let once: BTreeSet<&str> = labelled.iter().copied().collect();
    assert_eq!(once.len(), labelled.len(), "one label a node");
    let nodes: BTreeSet<&str> = graph.iter().filter_map(|line| line.split(' ').next()).collect();
    let bare: Vec<_> = nodes.difference(&once).filter(|node| !node.starts_with("span:")).collect();
    assert!(bare.is_empty(), "without label: {bare:?}");
}

#[test]
fn a_headline_that_the_prose_repeats_counts_once() {
    let graph = readable(&harbour::interview().ground(&settings()).triples);
    assert!(!graph.iter().any(|line| line.contains("dixit:headline")));
    let mut other = harbour::interview();
    other.extraction.attributions.retain(|a| a.headline);
    let graph = readable(&other.ground(&settings()).triples);
    assert_eq!(graph.iter().filter(|line| line.ends_with("dixit:headline true")).count(), 1);
}

#[test]
fn a_quotation_knows_the_role_the_speaker_spoke_in() {
    let graph = whole();
    let spoken_as = graph.iter().filter(|line| line.contains("dixit:speakerAs")).map(|line| {
        let post = line.rsplit(' ').next().expect("an object");
        of(&graph, post, "rdfs:label").concat()
    });
    let spoken_as: BTreeSet<String> = spoken_as.collect();
    assert!(spoken_as.contains("Maren Oake, director, Veld Shipping"), "{spoken_as:?}");
    assert!(spoken_as.contains("Maren Oake, head, Harbour Guild"), "{spoken_as:?}");
    assert!(spoken_as.contains("Tobin Reyes, Mayor"), "{spoken_as:?}");
}

#[test]
fn the_object_of_an_accusation_is_its_target() {
    let graph = whole();
    let targets: Vec<_> =
        graph.iter().filter(|line| line.starts_with("quote:") && line.contains("dixit:target ")).collect();
    assert!(matches!(targets.as_slice(), [one] if one.ends_with("person:tobin-reyes")), "{targets:?}");
}

#[test]
fn an_owner_or_the_speaker_is_no_target() {
    let target_of = |text: &str, words: &str, content: &str| {
        let mut s = Sketch::new(text, false).from("https://a.example/1", None, None, None);
        let lee = s.person(&["Ada Finch", "Finch"]);
        let marsh = s.person(&["Bo Marsh", "Marsh"]);
        if words == "her" || words == "him" {
            s.refer(words, MentionForm::Pronoun, if words == "her" { lee } else { marsh });
        }
        s.say(&[content], "Ada Finch", "praised=praise", Stance::Praises);
        let graph = readable(&s.ground(&settings()).triples);
        graph.iter().find_map(|line| line.split_once("dixit:target ").map(|(_, target)| target.to_owned()))
    };
    let marsh = Some("person:bo-marsh".to_owned());
    assert_eq!(target_of("Ada Finch praised Bo Marsh for the plan.", "Bo Marsh", "for the plan"), marsh);
    assert_eq!(target_of("Ada Finch praised him for the plan.  Bo Marsh.", "him", "for the plan"), marsh);
    assert_eq!(target_of("Ada Finch praised Bo Marsh's plan.", "Bo Marsh", "plan"), None);
    assert_eq!(target_of("Ada Finch praised her plan.", "her", "plan"), None);
    assert_eq!(target_of("Ada Finch praised her.  The plan.", "her", "The plan"), None);
    assert_eq!(target_of("Ada Finch praised the plan by Bo Marsh.", "Bo Marsh", "the plan"), None);
}

#[test]
fn only_the_main_clause_negates() {
    let negated = |content: &str| {
        let text = format!("Ada Finch said {content}.");
        let mut s = Sketch::new(&text, false).from("https://a.example/1", None, None, None);
        s.person(&["Ada Finch"]);
        s.say(&[content], "Ada Finch", "said=say", Stance::Asserts);
        readable(&s.ground(&settings()).triples).iter().any(|line| line.ends_with("dixit:negated true"))
    };
    for content in [
        "the pier will not open in the spring",
        "no deal was reached on the pier",
        "the town can never pay for it",
        "not opening the pier",
        "it is no longer safe",
    ] {
        assert!(negated(content), "{content}");
    }
    for content in [
        "the pier will open in the spring, not in the summer",
        "the pier, which was not safe, will open",
        "if it is not safe they will shut it",
        "Bo Marsh for not being there",
    ] {
        assert!(!negated(content), "{content}");
    }
}

#[test]
fn every_span_of_every_article_is_proved() {
    for sketch in harbour::articles() {
        let facts = sketch.ground(&settings());
        assert_eq!(graph::verify(&facts.triples, sketch.document.text()), []);
    }
}

#[test]
fn a_wrong_span_a_changed_text_and_a_false_quotation_are_found() {
    let sketch = harbour::wire_copy();
    let text = sketch.document.text();
    let facts = sketch.ground(&settings());
    let replace = |predicate: &str, from: &str, to: &str| {
        let mut triples = facts.triples.clone();
        let mut changed = 0;
        for triple in &mut triples {
            if let Term::Literal(literal) = &triple.object
                && triple.predicate.as_str().ends_with(predicate)
                && literal.value() == from
            {
                triple.object = Literal::new_simple_literal(to).into();
                changed += 1;
            }
        }
        assert!(changed > 0, "{from}");
        graph::verify(&triples, text).into_iter().map(|failure| failure.fault).collect::<Vec<_>>()
    };
    let planted = replace("oa#exact", "Lio Brandt", "Leo Brandt");
    assert_eq!(planted, [Fault::Exact { recorded: "Leo Brandt".to_owned(), found: "Lio Brandt".to_owned() }]);
    let words = "the United States would not buy the harbour";
    let planted = replace("schema.org/text", words, "the United States would buy the harbour");
    assert!(matches!(planted.as_slice(), [Fault::Content { .. }]), "{planted:?}");
    let changed = graph::verify(&facts.triples, &text.replace("Lio", "Leo"));
    assert!(changed.iter().any(|failure| failure.fault == Fault::OtherText));
    assert!(changed.iter().any(|failure| matches!(failure.fault, Fault::Exact { .. })));
    let cut = graph::verify(&facts.triples, "\"The");
    assert!(cut.iter().any(|failure| failure.fault == Fault::NoPlace));
    assert!(cut.iter().any(|failure| failure.fault == Fault::NoEvidence));
}

#[test]
fn a_changed_article_keeps_its_node_and_remembers_its_old_text() {
    let old = harbour::follow_up();
    let mut new = harbour::follow_up();
    new.document.article.body.push_str("The council did not comment.\n");
    let (before, after) = (old.ground(&settings()), new.ground(&settings()));
    assert_eq!(before.article, after.article);
    assert_eq!(graph::superseded(&before.triples, &before, &settings()), []);
    let kept = graph::superseded(&before.triples, &after, &settings());
    let lines = readable(&kept);
    assert!(lines.iter().any(|line| line.ends_with("rdf:type dixit:ArticleVersion")), "{lines:?}");
    assert!(lines.iter().any(|line| line.ends_with("dixit:date 2032-01-15")), "{lines:?}");
    assert!(lines.iter().any(|line| line.contains(" prov:wasRevisionOf article:")), "{lines:?}");

    // A store that holds the new facts finds all of the article again, its old version too, and keeps it at the next change.
    let everything: Vec<Triple> = after.triples.iter().chain(&kept).cloned().collect();
    let others = harbour::interview().ground(&settings()).triples;
    let view = InMemory::new(everything.iter().cloned().chain(others));
    let found = graph::ground_of(&after.article, &view, &settings());
    assert_eq!(found, graph::sorted(everything));
    new.document.article.body.push_str("Nor did the mayor.\n");
    let again = graph::superseded(&found, &new.ground(&settings()), &settings());
    let versions = again.iter().filter(|triple| triple.predicate.as_str().ends_with("wasRevisionOf")).count();
    assert_eq!(versions, 2);
    // Quotations that did not change keep their nodes.
    let quotations = |triples: &[Triple]| -> BTreeSet<String> {
        readable(triples)
            .iter()
            .filter(|line| line.starts_with("quote:"))
            .filter_map(|line| line.split(' ').next().map(str::to_owned))
            .collect()
    };
    assert_eq!(quotations(&before.triples), quotations(&after.triples));
}

#[test]
fn nothing_is_left_when_the_last_article_goes() {
    let ground = harbour::interview().ground(&settings()).triples;
    let empty = InMemory::default();
    for node in graph::touched(&ground, &settings()) {
        assert_eq!(graph::derive(&node, &empty, &settings()), [], "{node}");
    }
}

#[test]
fn derived_facts_among_the_ground_facts_change_nothing() {
    let all = harbour::graph_of(&harbour::articles(), &settings());
    let view = InMemory::new(all.iter().cloned());
    let subjects: BTreeSet<NamedNode> = all
        .iter()
        .filter_map(|triple| match &triple.subject {
            NamedOrBlankNode::NamedNode(node) => Some(node.clone()),
            NamedOrBlankNode::BlankNode(_) => None,
        })
        .filter(|node| !graph::is_ground(&settings().base, node))
        .collect();
    for node in subjects {
        let expected: Vec<Triple> =
            all.iter().filter(|triple| triple.subject == NamedOrBlankNode::NamedNode(node.clone())).cloned().collect();
        assert_eq!(graph::derive(&node, &view, &settings()), expected);
    }
}

/// Any extraction and resolution over any text: spans on and off the text, indices in and out of range.
fn anything() -> impl Strategy<Value = (Document, Extraction, Resolution)> {
    let text = prop_oneof![
        "[a-zA-Z \"“”'.,\n\u{301}éß—]{0,120}",
        any::<String>(),
        Just("He said it. \"We will,\" Ann Lee said. The U.S. did not pay us today.".to_owned()),
    ];
    let span = || (0usize..130, 0usize..40).prop_map(|(start, length)| Span::new(start, start + length));
    let mention = (span(), 0u8..3, proptest::option::of(0usize..6)).prop_map(|(span, form, entity)| Mention {
        span,
        form: [MentionForm::Name, MentionForm::Pronoun, MentionForm::Description][form as usize],
        entity,
        confidence: 0.5,
        antecedent: None,
    });
    let entity = ("[A-Za-zé\\. ]{0,20}|he|US|\\PC{0,8}", 0u8..5, proptest::option::of(0usize..6)).prop_map(
        |(name, kind, speaks_for)| Entity {
            kind: match kind {
                0 => Kind::Named(EntityKind::Person),
                1 => Kind::Named(EntityKind::Organization),
                2 => Kind::Named(EntityKind::Place),
                3 => Kind::Named(EntityKind::Misc),
                _ => Kind::Unnamed,
            },
            name,
            other_names: vec![("Lee".to_owned(), 2)],
            gender: Gender::Unknown,
            speaks_for,
        },
    );
    let attribution = (
        proptest::collection::vec(span(), 0..4),
        proptest::collection::vec(span(), 0..3),
        (span(), "\\PC{0,12}"),
        any::<[bool; 4]>(),
        proptest::option::of(0usize..6),
        any::<f32>(),
    )
        .prop_map(
            |(content, sources, (topic, concept), [negated, hypothetical, headline, asks], within, confidence)| {
                Attribution {
                    content,
                    quote_type: QuoteType::Mixed,
                    sources: sources
                        .into_iter()
                        .map(|span| SourceMention { span, head: span, form: SourceForm::Description })
                        .collect(),
                    cue: None,
                    addressee: Some(topic),
                    stance: if asks { Stance::Asks } else { Stance::Accuses },
                    negated,
                    hypothetical,
                    within,
                    headline,
                    translated: false,
                    rule: "any",
                    span_confidence: confidence,
                    source_confidence: confidence,
                    topics: vec![Topic { span: topic, concept }],
                    reading: dixit::extract::reading::Reading::default(),
                }
            },
        );
    let role = (span(), span(), span(), proptest::option::of(span())).prop_map(|(span, person, role, organization)| {
        RoleMention { span, person, role, organization, status: RoleStatus::Former, rule: "any", confidence: 2.0 }
    });
    (
        text,
        proptest::collection::vec(mention, 0..8),
        proptest::collection::vec(entity, 0..6),
        proptest::collection::vec(attribution, 0..6),
        proptest::collection::vec(role, 0..4),
    )
        .prop_map(|(body, mentions, entities, attributions, roles)| {
            let article =
                Article { url: Some(format!("https://any.example/{}", body.len())), body, ..Article::default() };
            let document = Document { article, ..Document::default() };
            (document, Extraction { attributions, roles }, Resolution { entities, mentions, ..Resolution::default() })
        })
}

proptest! {
    #[test]
    fn any_extraction_gives_facts_that_prove_themselves((document, extraction, resolution) in anything()) {
        let settings = settings();
        let facts = graph::ground(&document, &extraction, &resolution, &settings);
        prop_assert_eq!(graph::verify(&facts.triples, document.text()), []);
        prop_assert_eq!(&graph::sorted(facts.triples.clone()), &facts.triples);
        let view = InMemory::new(facts.triples.iter().cloned());
        prop_assert_eq!(graph::ground_of(&facts.article, &view, &settings), facts.triples.clone());
        for triple in graph::alone(&facts, &settings) {
            let NamedOrBlankNode::NamedNode(subject) = &triple.subject else { panic!("a blank node") };
            prop_assert!(NamedNode::new(subject.as_str()).is_ok(), "{subject}");
            if let Term::NamedNode(object) = &triple.object {
                prop_assert!(NamedNode::new(object.as_str()).is_ok(), "{object}");
            }
        }
    }

    #[test]
    fn the_order_of_articles_does_not_matter(
        (one, two, three) in (anything(), anything(), anything()),
        rotation in 0usize..3,
    ) {
        let settings = settings();
        let mut ground: Vec<Vec<Triple>> = [one, two, three].iter()
            .map(|(document, extraction, resolution)| graph::ground(document, extraction, resolution, &settings).triples)
            .collect();
        let all = |ground: &[Vec<Triple>]| {
            let view = InMemory::new(ground.iter().flatten().cloned());
            let nodes: BTreeSet<_> = ground.iter().flat_map(|triples| graph::touched(triples, &settings)).collect();
            nodes.iter().flat_map(|node| graph::derive(node, &view, &settings)).collect::<Vec<_>>()
        };
        let before = all(&ground);
        ground.rotate_left(rotation);
        prop_assert_eq!(before, all(&ground));
    }
}
