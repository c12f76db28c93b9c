//! Tests of resolution over short articles of invented people, with the names given by hand.

use super::{Gender, Kind, MentionForm, Resolution, resolve};
use crate::annotate::{Document, EntityKind, EntityMention, Models, annotate};
use crate::extract::{
    Attribution, Cue, CueClass, Extraction, QuoteType, RoleMention, RoleStatus, SourceForm, SourceMention, Stance,
};
use crate::text::{Article, Span};

use EntityKind::{Organization as Org, Person as Per, Place as Loc};

/// The annotated text with every occurrence of `names` as its only name mentions; longer names first.
fn document(text: &str, names: &[(&str, EntityKind)]) -> Document {
    let mut document = annotate(&Models::built_in(), Article { body: text.to_owned(), ..Article::default() });
    document.entities.clear();
    for (name, kind) in names {
        for (start, _) in text.match_indices(name) {
            let span = Span::new(start, start + name.len());
            let taken = document.entities.iter().any(|e: &EntityMention| e.span.overlaps(span));
            let first = document.tokens.iter().position(|t| t.span.start() == start);
            let last = document.tokens.iter().position(|t| t.span.end() == span.end());
            if let (false, Some(first), Some(last)) = (taken, first, last) {
                document.entities.push(EntityMention { span, tokens: first..last + 1, kind: *kind });
            }
        }
    }
    document.entities.sort_by_key(|e| e.span);
    document
}

fn span(text: &str, part: &str) -> Span {
    let start = text.find(part).expect("the part stands in the text");
    Span::new(start, start + part.len())
}

/// A saying with its content, source phrase and the source's head.
fn saying(text: &str, content: &str, source: &str, head: &str, form: SourceForm) -> Attribution {
    let whole = span(text, source);
    let head_start = whole.start() + source.find(head).expect("the head stands in the source");
    Attribution {
        content: vec![span(text, content)],
        quote_type: if content.starts_with(['"', '“']) { QuoteType::Direct } else { QuoteType::Indirect },
        sources: vec![SourceMention { span: whole, head: Span::new(head_start, head_start + head.len()), form }],
        cue: Some(Cue { span: span(text, "said"), lemma: "say".to_owned(), class: CueClass::Speech }),
        addressee: None,
        stance: Stance::Asserts,
        negated: false,
        hypothetical: false,
        within: None,
        headline: false,
        translated: false,
        rule: "by-hand",
        span_confidence: 1.0,
        source_confidence: 1.0,
        topics: Vec::new(),
        reading: crate::extract::reading::Reading::default(),
    }
}

/// The entity's name of each mention, in the order of the text; "-" while unresolved.
fn names(text: &str, resolution: &Resolution) -> Vec<(String, String)> {
    let name = |entity: Option<usize>| {
        entity.and_then(|e| resolution.entities.get(e)).map_or_else(|| "-".to_owned(), |e| e.name.clone())
    };
    resolution.mentions.iter().map(|m| (m.span.of(text).to_owned(), name(m.entity))).collect()
}

#[track_caller]
fn check(text: &str, people: &[(&str, EntityKind)], expected: &[(&str, &str)]) {
    let found = resolve(&document(text, people), &Extraction::default());
    let found = names(text, &found);
    let found: Vec<(&str, &str)> = found.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert_eq!(found, expected);
}

#[test]
fn a_last_name_means_the_person_named_in_full() {
    check(
        "Mara Okonjo opened the bridge. Okonjo thanked Ivo Lenz. Mr. Lenz bowed.",
        &[("Mara Okonjo", Per), ("Ivo Lenz", Per), ("Okonjo", Per), ("Lenz", Per)],
        &[("Mara Okonjo", "Mara Okonjo"), ("Okonjo", "Mara Okonjo"), ("Ivo Lenz", "Ivo Lenz"), ("Lenz", "Ivo Lenz")],
    );
}

#[test]
fn a_headline_may_name_before_the_text_does() {
    check(
        "Okonjo to open bridge\n\nThe bridge will be opened by Mara Okonjo on Friday, the council wrote.",
        &[("Mara Okonjo", Per), ("Okonjo", Per)],
        &[("Okonjo", "Mara Okonjo"), ("Mara Okonjo", "Mara Okonjo")],
    );
}

#[test]
fn family_members_stay_apart() {
    let text = "Viktor Balin arrived with his wife Anna Balin. Mrs. Balin left early. Mr. Balin stayed.";
    let people = [("Viktor Balin", Per), ("Anna Balin", Per), ("Balin", Per)];
    let found = resolve(&document(text, &people), &Extraction::default());
    let found = names(text, &found);
    let of = |n: usize| found.iter().filter(|(m, _)| m == "Balin").nth(n).map(|(_, e)| e.as_str());
    assert_eq!(of(0), Some("Anna Balin"));
    assert_eq!(of(1), Some("Viktor Balin"));
}

#[test]
fn acronyms_and_short_forms_join_their_full_name() {
    check(
        "The Northern Harbour Council (NHC) met Brightwater Holdings. NHC praised Brightwater.",
        &[("Northern Harbour Council", Org), ("NHC", Org), ("Brightwater Holdings", Org), ("Brightwater", Org)],
        &[
            ("Northern Harbour Council", "Northern Harbour Council"),
            ("NHC", "Northern Harbour Council"),
            ("Brightwater Holdings", "Brightwater Holdings"),
            ("NHC", "Northern Harbour Council"),
            ("Brightwater", "Brightwater Holdings"),
        ],
    );
}

#[test]
fn pronouns_follow_gender() {
    let text = "Mara Okonjo met Ivo Lenz in Port Salis. She thanked him.";
    let found = resolve(
        &document(text, &[("Mara Okonjo", Per), ("Ivo Lenz", Per), ("Port Salis", Loc)]),
        &Extraction::default(),
    );
    let found = names(text, &found);
    assert!(found.contains(&("She".to_owned(), "Mara Okonjo".to_owned())));
    assert!(found.contains(&("him".to_owned(), "Ivo Lenz".to_owned())));
}

#[test]
fn i_in_a_quotation_is_its_speaker_and_a_pronoun_source_is_named() {
    let text = "Mara Okonjo, 45, opened the bridge. “I am glad about my bridge,” she said.";
    let mut extraction = Extraction::default();
    extraction.attributions.push(saying(text, "“I am glad about my bridge,”", "she", "she", SourceForm::Pronoun));
    let found = resolve(&document(text, &[("Mara Okonjo", Per)]), &extraction);
    let found = names(text, &found);
    for word in ["I", "my", "she"] {
        assert!(found.contains(&(word.to_owned(), "Mara Okonjo".to_owned())), "{word}: {found:?}");
    }
}

fn role(text: &str, person: &str, role: &str) -> RoleMention {
    let person = span(text, person);
    let role = span(text, role);
    RoleMention {
        span: person.union(role),
        person,
        role,
        organization: None,
        status: RoleStatus::Current,
        rule: "by-hand",
        confidence: 1.0,
    }
}

#[test]
fn a_known_role_leads_to_its_bearer() {
    let text = "Mayor Mara Okonjo met Ivo Lenz. The mayor said the bridge was safe.";
    let mut extraction = Extraction::default();
    extraction.roles.push(role(text, "Mara Okonjo", "Mayor"));
    extraction.attributions.push(saying(text, "the bridge was safe", "The mayor", "mayor", SourceForm::Description));
    let found = resolve(&document(text, &[("Mara Okonjo", Per), ("Ivo Lenz", Per)]), &extraction);
    assert_eq!(found.entity_at(span(text, "The mayor")).map(|e| e.name.as_str()), Some("Mara Okonjo"));
}

#[test]
fn an_office_is_not_one_of_another_grade_or_field() {
    let start =
        "Prime Minister Mara Okonjo left. Deputy Prime Minister Ivo Lenz and Finance Minister Anna Brel stayed.";
    let cases = [
        ("the Prime Minister", Some("Mara Okonjo")),
        ("the deputy prime minister", Some("Ivo Lenz")),
        ("the finance minister", Some("Anna Brel")),
        ("the foreign minister", None),
        ("the former finance minister", None),
    ];
    for (source, bearer) in cases {
        let text = format!("{start} It rained, {source} said.");
        let mut extraction = Extraction::default();
        extraction.roles.push(role(&text, "Mara Okonjo", "Prime Minister"));
        extraction.roles.push(role(&text, "Ivo Lenz", "Deputy Prime Minister"));
        extraction.roles.push(role(&text, "Anna Brel", "Finance Minister"));
        let noun = source.rsplit(' ').next().expect("a noun");
        let saying = saying(&text, "It rained", source, noun, SourceForm::Description);
        let head = saying.sources[0].head;
        extraction.attributions.push(saying);
        let names = [("Mara Okonjo", Per), ("Ivo Lenz", Per), ("Anna Brel", Per)];
        let found = resolve(&document(&text, &names), &extraction);
        let named = found.entity_at(head).filter(|e| e.kind == Kind::Named(Per)).map(|e| e.name.as_str());
        assert_eq!(named, bearer, "{source}");
    }
}

#[test]
fn an_expert_is_nobody_in_office() {
    let text = "Analyst Mara Okonjo met Minister Ivo Lenz. Lenz left. It rained. The bridge is safe, said the expert.";
    let mut extraction = Extraction::default();
    extraction.roles.push(role(text, "Mara Okonjo", "Analyst"));
    extraction.roles.push(role(text, "Ivo Lenz", "Minister"));
    extraction.attributions.push(saying(text, "The bridge is safe", "the expert", "expert", SourceForm::Description));
    let found = resolve(&document(text, &[("Mara Okonjo", Per), ("Ivo Lenz", Per), ("Lenz", Per)]), &extraction);
    assert_eq!(found.entity_at(span(text, "the expert")).map(|e| e.name.as_str()), Some("Mara Okonjo"));
}

#[test]
fn a_source_without_a_name_stays_unnamed_and_speaks_for_its_body() {
    let text = "Mara Okonjo was silent. A Brightwater spokesperson said the bridge was safe.";
    let mut extraction = Extraction::default();
    let source = "A Brightwater spokesperson";
    extraction.attributions.push(saying(text, "the bridge was safe", source, "spokesperson", SourceForm::Description));
    let found = resolve(&document(text, &[("Mara Okonjo", Per), ("Brightwater", Org)]), &extraction);
    let mention = found.mentions.iter().find(|m| m.form == MentionForm::Description).expect("the source");
    let entity = &found.entities[mention.entity.expect("an entity")];
    assert_eq!((entity.kind, entity.name.as_str()), (Kind::Unnamed, source));
    assert_eq!(entity.speaks_for.map(|e| found.entities[e].name.as_str()), Some("Brightwater"));
}

#[test]
fn gender_shows_in_titles_and_given_names() {
    let text = "Ms. Okonjo met Peter Lenz and Zzyrq.";
    let found =
        resolve(&document(text, &[("Okonjo", Per), ("Peter Lenz", Per), ("Zzyrq", Per)]), &Extraction::default());
    let genders: Vec<Gender> = found.entities.iter().map(|e| e.gender).collect();
    assert_eq!(genders, [Gender::Feminine, Gender::Masculine, Gender::Unknown]);
}

#[test]
fn a_title_of_address_makes_a_person_of_any_word() {
    let text = "Ms. Balinsk said the pier was shut. Balinsk left. Ivo Petersen came. Mr. Peterson said nothing.";
    let names = [("Balinsk", Org), ("Ivo Petersen", Per), ("Peterson", Per)];
    let found = resolve(&document(text, &names), &Extraction::default());
    let people: Vec<(Kind, &str)> = found.entities.iter().map(|e| (e.kind, e.name.as_str())).collect();
    assert_eq!(people, [(Kind::Named(Per), "Balinsk"), (Kind::Named(Per), "Ivo Petersen")]);
}

#[test]
fn every_source_has_a_mention_and_no_name_is_a_pronoun() {
    let text = "They said it was over. Residents said nothing.";
    let mut extraction = Extraction::default();
    extraction.attributions.push(saying(text, "it was over", "They", "They", SourceForm::Pronoun));
    extraction.attributions.push(saying(text, "nothing", "Residents", "Residents", SourceForm::Description));
    let found = resolve(&document(text, &[]), &extraction);
    for attribution in &extraction.attributions {
        assert!(found.mentions.iter().any(|m| m.span == attribution.sources[0].head));
    }
    assert!(found.entities.iter().all(|e| e.name != "They"));
}

#[test]
fn titles_and_offices_are_no_part_of_a_name() {
    check(
        "Maj. Gen. Ivo Lenz left. Lenz slept.",
        &[("Maj. Gen. Ivo Lenz", Per), ("Lenz", Per)],
        &[("Maj. Gen. Ivo Lenz", "Ivo Lenz"), ("Lenz", "Ivo Lenz")],
    );
}

#[test]
fn the_first_word_of_a_party_is_no_person() {
    let text = "The Tide Party lost. A Tide sign stood there.";
    let found = resolve(&document(text, &[("Tide Party", Org), ("Tide", Per)]), &Extraction::default());
    assert!(found.entities.iter().all(|e| e.kind != Kind::Named(Per)), "{:?}", found.entities);
}

#[test]
fn a_speaker_with_the_name_of_a_city_is_the_person_named_so() {
    let text = "Valeria Paris left the port. “We sail,” Paris said.";
    let mut extraction = Extraction::default();
    extraction.attributions.push(saying(text, "“We sail,”", "Paris said", "Paris", SourceForm::Name));
    let found = resolve(&document(text, &[("Valeria Paris", Per), ("Paris", Loc)]), &extraction);
    assert!(names(text, &found).contains(&("Paris".to_owned(), "Valeria Paris".to_owned())), "{:?}", found.mentions);
}

#[test]
fn a_word_after_an_article_is_no_person() {
    let text = "Ivo Lenz wrote to The Lantern. He told the Lantern that he was late. The Lenz plan failed.";
    let document = document(text, &[("Ivo Lenz", Per), ("The Lantern", Per), ("Lantern", Per), ("Lenz", Per)]);
    let resolution = resolve(&document, &Extraction::default());
    assert!(resolution.entities.iter().all(|e| e.kind != Kind::Named(Per) || e.name == "Ivo Lenz"));
    assert_eq!(names(text, &resolution).iter().filter(|(_, name)| name == "Ivo Lenz").count(), 4);
}

#[test]
fn a_picture_lends_no_antecedent() {
    let text = "Ivo Lenz opened the port of Ellery on Monday and spoke for three hours.\n\nA boat lies in the bay. (Jon Vard/AFP)\n\nHe left at noon, and the board of the port went on without a head.";
    check(
        text,
        &[("Ivo Lenz", Per), ("Jon Vard", Per)],
        &[("Ivo Lenz", "Ivo Lenz"), ("Jon Vard", "Jon Vard"), ("He", "Ivo Lenz")],
    );
}

#[test]
fn a_determiner_of_its_own_keeps_a_description_apart() {
    let text = "Ivo Lenz left the port, a guard said.";
    let document = document(text, &[("Ivo Lenz", Per)]);
    let attribution = saying(text, "Ivo Lenz left the port", "a guard", "guard", SourceForm::Description);
    let resolution = resolve(&document, &Extraction { attributions: vec![attribution], ..Extraction::default() });
    assert_eq!(resolution.entity_at(span(text, "guard")).map(|e| e.name.as_str()), Some("a guard"));
}

#[test]
fn a_noun_of_a_name_leads_to_the_only_body_named_so() {
    let text = "The Northern Diocese of Ellery met on Monday. The diocese said that it was glad.";
    let attribution = saying(text, "that it was glad", "The diocese", "diocese", SourceForm::Description);
    let extraction = Extraction { attributions: vec![attribution], ..Extraction::default() };
    let resolution = resolve(&document(text, &[("Northern Diocese of Ellery", Org)]), &extraction);
    assert_eq!(
        resolution.entity_at(span(text, "diocese")).map(|e| e.name.as_str()),
        Some("Northern Diocese of Ellery")
    );
}

#[test]
fn a_study_is_by_who_made_it() {
    let text = "A study by the Harbour Board said that the port was old.";
    let attribution =
        saying(text, "that the port was old", "A study by the Harbour Board", "study", SourceForm::Description);
    let extraction = Extraction { attributions: vec![attribution], ..Extraction::default() };
    let resolution = resolve(&document(text, &[("Harbour Board", Org)]), &extraction);
    assert_eq!(resolution.entity_at(span(text, "study")).map(|e| e.name.as_str()), Some("Harbour Board"));
}

#[test]
fn a_statement_is_by_who_sent_it() {
    let text = "A statement sent to reporters by Ivo Lenz said that the port was old.";
    let attribution = saying(text, "that the port was old", "A statement", "statement", SourceForm::Description);
    let extraction = Extraction { attributions: vec![attribution], ..Extraction::default() };
    let resolution = resolve(&document(text, &[("Ivo Lenz", Per)]), &extraction);
    assert_eq!(resolution.entity_at(span(text, "statement")).map(|e| e.name.as_str()), Some("Ivo Lenz"));
}

#[test]
fn a_paper_is_nobody_who_was_named() {
    let text = "Mara Okonjo left the port. The Courier said the bridge was safe.";
    let mut extraction = Extraction::default();
    extraction.attributions.push(saying(
        text,
        "the bridge was safe",
        "The Courier",
        "Courier",
        SourceForm::Description,
    ));
    let found = resolve(&document(text, &[("Mara Okonjo", Per)]), &extraction);
    let paper = found.entity_at(span(text, "Courier")).map(|e| (e.kind, e.name.as_str()));
    assert_eq!(paper, Some((Kind::Named(Org), "Courier")));
}

#[test]
fn who_is_named_in_a_quotation_does_not_speak_it() {
    let text = "Mara Okonjo met Peter Lenz and Ivo Brand. Brand was late. “Brand was up five points,” he said.";
    let mut extraction = Extraction::default();
    extraction.attributions.push(saying(text, "“Brand was up five points,”", "he", "he", SourceForm::Pronoun));
    let names = [("Mara Okonjo", Per), ("Peter Lenz", Per), ("Ivo Brand", Per), ("Brand", Per)];
    let found = resolve(&document(text, &names), &extraction);
    assert_eq!(found.entity_at(span(text, "he said")).map(|e| e.name.as_str()), Some("Peter Lenz"));
}

#[test]
fn what_a_speaker_announces_is_his_own() {
    let text = "Ivo Lenz left the council and said little. Lenz thanked Lenz's crew. \
                Marek Dahl, chief of staff of Lenz, also announced his resignation on Tuesday.";
    let mut extraction = Extraction::default();
    let (content, source) = ("his resignation on Tuesday", "Marek Dahl");
    extraction.attributions.push(saying(text, content, source, source, SourceForm::Name));
    let found = resolve(&document(text, &[("Ivo Lenz", Per), ("Marek Dahl", Per), ("Lenz", Per)]), &extraction);
    let found = names(text, &found);
    assert!(found.contains(&("his".to_owned(), "Marek Dahl".to_owned())), "{found:?}");
}
