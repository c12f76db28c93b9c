//! Tests of the role rules: what each finds, and what it must leave alone; people and bodies are invented.

use super::{RULES, roles};
use crate::annotate::{Document, EntityKind, EntityMention, Models, annotate};
use crate::extract::RoleStatus;
use crate::text::{Article, Span};

/// Marks names in a test's text: `<P Mara Okonjo>`, `<O Brightwater>`, `<L Port Salis>`.
fn document(marked: &str) -> Document {
    let mut text = String::new();
    let mut names = Vec::new();
    let mut rest = marked;
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        let (inside, tail) = after.split_once('>').expect("a closed mark");
        let (kind, name) = inside.split_once(' ').expect("kind and name");
        let kind = match kind {
            "P" => EntityKind::Person,
            "O" => EntityKind::Organization,
            "L" => EntityKind::Place,
            _ => EntityKind::Misc,
        };
        names.push((Span::new(text.len(), text.len() + name.len()), kind));
        text.push_str(name);
        rest = tail;
    }
    text.push_str(rest);
    let mut document = annotate(&Models::built_in(), Article { body: text, ..Article::default() });
    document.entities = names
        .into_iter()
        .filter_map(|(span, kind)| {
            let start = document.tokens.iter().position(|t| t.span.start() == span.start())?;
            let end = document.tokens.iter().position(|t| t.span.end() == span.end())? + 1;
            Some(EntityMention { span, tokens: start..end, kind })
        })
        .collect();
    document
}

/// "person | role | organisation" of each fact.
fn facts(marked: &str) -> Vec<String> {
    let document = document(marked);
    let text = document.text();
    let of = |span: Span| span.of(text);
    roles(&document)
        .iter()
        .map(|r| format!("{} | {} | {}", of(r.person), of(r.role), r.organization.map_or("-", of)))
        .collect()
}

/// The words with their tags, for the message of a failed test.
fn tags(marked: &str) -> String {
    let document = document(marked);
    let tag = |(index, token): (usize, &crate::annotate::Token)| {
        format!("{}/{:?}/{}", document.word(index), token.pos, token.lemma)
    };
    document.tokens.iter().enumerate().map(tag).collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn check(marked: &str, expected: &[&str]) {
    assert_eq!(facts(marked), expected, "{marked}\n{}", tags(marked));
}

#[track_caller]
fn status(marked: &str, expected: RoleStatus) {
    let found = roles(&document(marked));
    assert_eq!(found.first().map(|r| r.status), Some(expected), "{marked}\n{}", tags(marked));
}

#[test]
fn titles_before_a_name() {
    check("<O RIVA> Director General <P Mara Okonjo> spoke.", &["Mara Okonjo | Director General | RIVA"]);
    check("<O Harbour Council> spokeswoman <P Mara Okonjo> spoke.", &["Mara Okonjo | spokeswoman | Harbour Council"]);
    check("Prime Minister <P Mara Okonjo> spoke.", &["Mara Okonjo | Prime Minister | -"]);
    check("Norwegian Foreign Minister <P Mara Okonjo> spoke.", &["Mara Okonjo | Foreign Minister | Norwegian"]);
    check("Norwegian painter <P Mara Okonjo> spoke.", &["Mara Okonjo | painter | -"]);
    check("<L Salisia>'s prime minister <P Mara Okonjo> spoke.", &["Mara Okonjo | prime minister | Salisia"]);
    check("He praised immigration barrister <P Ivo Lenz>.", &["Ivo Lenz | immigration barrister | -"]);
    check(
        "Executive director of the <O Harbour Council> <P Mara Okonjo> spoke.",
        &["Mara Okonjo | Executive director | Harbour Council"],
    );
    check("The mayor, <P Mara Okonjo>, spoke.", &["Mara Okonjo | mayor | -"]);
    check("<O Brightwater>'s creator, <P Ivo Lenz>, spoke.", &["Ivo Lenz | creator | Brightwater"]);
    check("Emeritus Professor <P Ivo Lenz> spoke.", &["Ivo Lenz | Emeritus Professor | -"]);
    check("The rowing club owner <P Ivo Lenz> spoke.", &["Ivo Lenz | rowing club owner | rowing club"]);
}

#[test]
fn no_title_where_the_words_belong_elsewhere() {
    check("She told the mayor <P Ivo Lenz> had left.", &["Ivo Lenz | mayor | -"]);
    check("The table <P Ivo Lenz> built stood.", &[]);
    check("In a letter to the minister, <P Ivo Lenz> complained.", &[]);
    check("On Monday, <P Ivo Lenz> left.", &[]);
    check("In a letter on Monday <P Ivo Lenz> complained.", &[]);
    check("In a statement Thursday Senator <P Ivo Lenz> complained.", &["Ivo Lenz | Senator | -"]);
    check("After the match, <P Ivo Lenz>, the coach, left.", &["Ivo Lenz | coach | -"]);
    check("They removed a video featuring actor <P Ivo Lenz>.", &["Ivo Lenz | actor | -"]);
    check("He wrestled under the ring name <P Ivo Lenz>.", &[]);
}

#[test]
fn appositions_after_a_name() {
    check("<P Mara Okonjo>, head of the <O Harbour Council>, spoke.", &["Mara Okonjo | head | Harbour Council"]);
    check("<P Mara Okonjo> head of the <O Harbour Council>", &["Mara Okonjo | head | Harbour Council"]);
    check("<P Mara Okonjo>, 45, a teacher, spoke.", &["Mara Okonjo | teacher | -"]);
    check(
        "<P Ivo Lenz>, chief financial officer and treasurer at the <O Tarrow Foundation>, spoke.",
        &["Ivo Lenz | chief financial officer | Tarrow Foundation", "Ivo Lenz | treasurer | Tarrow Foundation"],
    );
    check(
        "<P Ivo Lenz>, former trade secretary, mayor of <L Velden>, spoke.",
        &["Ivo Lenz | trade secretary | -", "Ivo Lenz | mayor | Velden"],
    );
    check("<P Ivo Lenz>, chief of staff, spoke.", &["Ivo Lenz | chief of staff | -"]);
    check("<P Ivo Lenz>, an <O RIVA> instructor in English, spoke.", &["Ivo Lenz | instructor | RIVA"]);
}

#[test]
fn no_apposition_where_a_clause_or_another_name_follows() {
    check("<P Ivo Lenz>, officials said, left.", &[]);
    check("With <P Ivo Lenz>, on Tuesday, it rained.", &[]);
    check("<P Ivo Lenz>, illustrator <P Mara Okonjo> and others came.", &["Mara Okonjo | illustrator | -"]);
    // No kin of the body: the hyphen makes it a part of the name, and only the bond is read.
    check("<P Ivo Lenz>-kin of <O RIVA> left.", &["Ivo Lenz |  | RIVA"]);
}

#[test]
fn copulas_and_service() {
    check("<P Mara Okonjo> is the director of the <O Harbour Council>.", &["Mara Okonjo | director | Harbour Council"]);
    check("She is the director of the <O Harbour Council>.", &["She | director | Harbour Council"]);
    check("<P Ivo Lenz> served as treasurer of <O Brightwater>.", &["Ivo Lenz | treasurer | Brightwater"]);
    check("<P Ivo Lenz> became chairman of <O Brightwater>.", &["Ivo Lenz | chairman | Brightwater"]);
}

#[test]
fn no_copula_without_a_role() {
    check("<P Mara Okonjo> is happy.", &[]);
    check("<P Mara Okonjo> is a mystery.", &[]);
}

#[test]
fn relative_clauses() {
    check("<P Mara Okonjo>, who chairs the <O Harbour Council>, spoke.", &["Mara Okonjo | chairs | Harbour Council"]);
    check("<P Mara Okonjo>, who likes the <O Harbour Council>, spoke.", &[]);
}

#[test]
fn appointments() {
    check("The board named <P Mara Okonjo> chief executive.", &["Mara Okonjo | chief executive | -"]);
    check("<P Ivo Lenz> was appointed as chairman of <O Brightwater>.", &["Ivo Lenz | chairman | Brightwater"]);
    check("On Monday <P Ivo Lenz> was elected as treasurer.", &["Ivo Lenz | treasurer | -"]);
    check("<P Ivo Lenz> was appointed chief executive in May.", &["Ivo Lenz | chief executive | -"]);
    status("<P Ivo Lenz> was appointed chief executive in May.", RoleStatus::Current);
    check("The board named no successor.", &[]);
}

#[test]
fn employment() {
    check("<P Ivo Lenz> works for <O Brightwater>.", &["Ivo Lenz | works for | Brightwater"]);
    check("<P Ivo Lenz> joined <O Brightwater> in May.", &["Ivo Lenz | joined | Brightwater"]);
    check("<O Brightwater> was founded in 1990 by <P Ivo Lenz>.", &["Ivo Lenz | founded | Brightwater"]);
    check("<P Ivo Lenz> likes <O Brightwater>.", &[]);
}

#[test]
fn affiliations() {
    check("<P Ivo Lenz> of <O Brightwater> spoke.", &["Ivo Lenz |  | Brightwater"]);
    check("<P Ivo Lenz>, of the <O Harbour Council>, spoke.", &["Ivo Lenz |  | Harbour Council"]);
    check("<P Ivo Lenz> met <O Brightwater>.", &[]);
}

#[test]
fn the_time_of_a_role() {
    status("Former minister <P Ivo Lenz> spoke.", RoleStatus::Former);
    status("Acting director <P Ivo Lenz> spoke.", RoleStatus::Acting);
    status("President-elect <P Ivo Lenz> spoke.", RoleStatus::Future);
    status("Director <P Ivo Lenz> spoke.", RoleStatus::Current);
    status("<P Ivo Lenz> was the director of <O Brightwater>.", RoleStatus::Former);
}

#[test]
fn every_rule_is_named_once_and_has_an_example() {
    for (index, rule) in RULES.iter().enumerate() {
        assert!(!rule.what.is_empty() && rule.example.split(' ').count() > 2, "{}", rule.name);
        assert!(RULES[..index].iter().all(|other| other.name != rule.name));
    }
}

#[test]
fn an_accusation_and_a_place_in_a_complement_give_no_role() {
    check("<P Ivo Lenz> accused <P Mara Okonjo> of lying.", &[]);
    check("The spokesman, <P Ivo Lenz>, accused <P Okonjo> of lying.", &["Ivo Lenz | spokesman | -"]);
    check("A spokeswoman for the police of nearby <P Lorne> spoke.", &[]);
}

#[test]
fn plural_roles_belong_to_lists() {
    check("The number of officials <P Lenz> met grew.", &[]);
    check("Through his lawyers, <P Ivo Lenz>, 23, denied it.", &[]);
    check("Politicians and the mayor, <P Ivo Lenz>, spoke.", &["Ivo Lenz | mayor | -"]);
    check("Painters <P Ivo Lenz> of <L Velden> and <P Mara Okonjo> spoke.", &["Ivo Lenz | Painters | -"]);
}

#[test]
fn words_that_are_no_role() {
    check("The elder <P Lenz> was there.", &[]);
    check("<P Mara Okonjo> is tough and smart.", &[]);
    check("The police met officer <P Ivo Lenz>.", &["Ivo Lenz | officer | -"]);
    check("The mother of prisoner <P Ivo Lenz> spoke.", &["Ivo Lenz | prisoner | -"]);
    check("The chief of staff <P Ivo Lenz> spoke.", &["Ivo Lenz | chief of staff | -"]);
    check(
        "<P Mara Okonjo>, the mayor of <L Velden>, also cancelled graduate studies.",
        &["Mara Okonjo | mayor | Velden"],
    );
    check(
        "<O Deputy Harbour Affairs> Minister <P Ivo Lenz> spoke.",
        &["Ivo Lenz | Deputy Harbour Affairs Minister | -"],
    );
}

#[test]
fn what_is_wished_or_supposed_is_no_fact() {
    check("He intends to leave <O Brightwater> by May.", &[]);
    check("<P Ivo Lenz> never worked for <O Brightwater>.", &[]);
    check("<P Ivo Lenz> could join <O Brightwater>.", &[]);
    check("If I am the director of <O Brightwater>, we win.", &[]);
    check("<P Ivo Lenz> went on to lead <O Brightwater>.", &["Ivo Lenz | lead | Brightwater"]);
    check("Prior to joining <O Brightwater>, <P Ivo Lenz> slept.", &["Ivo Lenz | joining | Brightwater"]);
}

#[test]
fn adverbs_tell_that_a_role_is_over() {
    status("<P Ivo Lenz>, formerly the director of <O Brightwater>, spoke.", RoleStatus::Former);
    status("<P Ivo Lenz>, previously head of <O Brightwater>, spoke.", RoleStatus::Former);
    status("<P Ivo Lenz>, the long-serving director of <O Brightwater>, spoke.", RoleStatus::Current);
}
