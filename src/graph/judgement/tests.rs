//! What judgements add up to: in any order, with contradictions, and after some were withdrawn.

use super::*;
use crate::graph::judgement::state::Place;

fn at(minute: u32, verdict: Verdict) -> Judgement {
    Judgement::new(format!("2031-03-01T10:{minute:02}:00.000Z"), "Ann Lee".to_owned(), verdict, String::new())
}

fn merge(minute: u32, entity: &str, into: &str) -> Judgement {
    at(minute, Verdict::Merge { entity: entity.to_owned(), into: into.to_owned(), name: into.to_uppercase() })
}

fn rename(minute: u32, entity: &str, into: &str) -> Judgement {
    at(minute, Verdict::Rename { entity: entity.to_owned(), into: into.to_owned(), name: into.to_uppercase() })
}

fn apart(minute: u32, entity: &str, other: &str) -> Judgement {
    at(minute, Verdict::NotSame { entity: entity.to_owned(), other: other.to_owned() })
}

fn split(minute: u32, entity: &str, into: &str, articles: &[&str], role: Option<&str>) -> Judgement {
    let articles = articles.iter().map(|article| (*article).to_owned()).collect();
    let (role, body) = (role.map(str::to_owned), None);
    at(
        minute,
        Verdict::Split {
            entity: entity.to_owned(),
            into: into.to_owned(),
            name: into.to_uppercase(),
            articles,
            role,
            body,
        },
    )
}

fn withdraw(minute: u32, of: &Judgement) -> Judgement {
    at(minute, Verdict::Withdraw { judgement: of.id.clone() })
}

fn who<'a>(state: &'a Judgements, key: &'a str, article: &'a str) -> &'a str {
    state.resolve(key, Place { article, roles: &[] })
}

#[test]
fn a_merge_moves_one_and_leaves_a_trace() {
    let state = Judgements::new(vec![merge(1, "p/a", "p/b"), merge(2, "p/b", "p/c")]);
    assert_eq!((who(&state, "p/a", "x"), who(&state, "p/b", "x"), who(&state, "p/z", "x")), ("p/c", "p/c", "p/z"));
    assert_eq!((state.replacement("p/a"), state.replacement("p/c")), (Some("p/c"), None));
    assert_eq!((state.name("p/c"), state.name("p/b")), (Some("P/C"), None));
}

#[test]
fn merges_both_ways_end_at_the_later_one() {
    let state = Judgements::new(vec![merge(2, "p/b", "p/a"), merge(1, "p/a", "p/b")]);
    assert_eq!((who(&state, "p/a", "x"), who(&state, "p/b", "x")), ("p/b", "p/b"), "the two were one already");
    assert_eq!(state.name("p/b"), Some("P/A"), "and the later name holds");
}

#[test]
fn a_name_may_go_and_come_back() {
    let state = Judgements::new(vec![rename(1, "p/a", "p/b"), rename(2, "p/b", "p/a")]);
    assert_eq!((who(&state, "p/a", "x"), who(&state, "p/b", "x")), ("p/a", "p/a"));
    assert_eq!((state.replacement("p/a"), state.replacement("p/b")), (None, Some("p/a")));
    // Another log merges what it knew under the old name.
    let state = Judgements::new(vec![rename(1, "p/b", "p/n"), merge(2, "p/a", "p/b")]);
    assert_eq!(who(&state, "p/a", "x"), "p/n");
}

#[test]
fn whoever_takes_the_name_of_somebody_who_moved_gets_a_node_of_their_own() {
    let taken = rename(2, "p/c", "p/a");
    let state = Judgements::new(vec![rename(1, "p/a", "p/b"), taken.clone()]);
    assert_eq!(who(&state, "p/a", "x"), "p/b");
    assert_eq!(who(&state, "p/c", "x"), format!("p/a-{}", taken.id.get(..6).unwrap()));
}

#[test]
fn a_split_holds_in_its_articles_and_for_its_role_alone() {
    let state = Judgements::new(vec![split(1, "p/a", "p/a2", &["x"], Some("role/bishop"))]);
    assert_eq!((who(&state, "p/a", "x"), who(&state, "p/a", "y")), ("p/a2", "p/a"));
    let roles = [("role/bishop".to_owned(), None)];
    assert_eq!(state.resolve("p/a", Place { article: "y", roles: &roles }), "p/a2");
    assert!(state.are_apart("p/a", "p/a2") && !state.are_apart("p/a", "p/z"));
    // The new one is somebody whom another article calls so by itself.
    let state = Judgements::new(vec![split(1, "p/a", "p/a2", &["x"], None), merge(2, "p/a2", "p/c")]);
    assert_eq!((who(&state, "p/a", "x"), who(&state, "p/a", "y")), ("p/c", "p/a"));
}

#[test]
fn what_is_kept_apart_is_not_joined_by_others() {
    let state = Judgements::new(vec![apart(3, "p/a", "p/b"), merge(1, "p/a", "p/c"), merge(2, "p/b", "p/c")]);
    assert_eq!((who(&state, "p/a", "x"), who(&state, "p/b", "x")), ("p/c", "p/b"));
    let void = state.all().iter().filter(|judgement| state.void(&judgement.id).is_some()).count();
    assert_eq!(void, 1);
    let state = Judgements::new(vec![apart(1, "p/a", "p/b"), merge(2, "p/a", "p/b")]);
    assert_eq!(who(&state, "p/a", "x"), "p/b", "the later one names the very two");
    let state = Judgements::new(vec![apart(2, "p/a", "p/b"), merge(1, "p/a", "p/b")]);
    assert_eq!(who(&state, "p/a", "x"), "p/a");
}

#[test]
fn what_is_withdrawn_counts_no_more_until_that_is_withdrawn() {
    let first = merge(1, "p/a", "p/b");
    let second = withdraw(2, &first);
    let third = withdraw(3, &second);
    assert_eq!(who(&Judgements::new(vec![first.clone(), second.clone()]), "p/a", "x"), "p/a");
    assert_eq!(who(&Judgements::new(vec![third, second, first]), "p/a", "x"), "p/b");
}

#[test]
fn two_logs_give_the_same_in_any_order() {
    let one = [merge(1, "p/a", "p/b"), split(4, "p/b", "p/d", &["x"], None), rename(6, "p/b", "p/e")];
    let other = [apart(2, "p/c", "p/a"), merge(3, "p/c", "p/b"), merge(1, "p/a", "p/b"), merge(5, "p/d", "p/f")];
    let both: Vec<_> = one.iter().chain(&other).cloned().collect();
    let expected = Judgements::new(both.clone());
    let lines: Vec<String> = both.iter().map(|judgement| judgement.line() + "\n").collect();
    for shift in 0..lines.len() {
        let mut turned = lines.clone();
        turned.rotate_left(shift);
        let read = read(&turned.concat()).unwrap();
        assert_eq!(Judgements::new(read), expected);
        turned.reverse();
        assert_eq!(Judgements::new(super::read(&turned.concat()).unwrap()), expected);
    }
}

#[test]
fn a_judgement_is_one_line_that_reads_back() {
    let fact = Fact {
        article: "0123456789abcdef".to_owned(),
        kind: FactKind::Quotation,
        start: 4,
        end: 19,
        exact: "We said \"no\"\nto it".to_owned(),
        speakers: vec!["person/ann-lee".to_owned()],
        holder: None,
        role: None,
        body: None,
    };
    let verdicts = [
        Verdict::Reject { fact: fact.clone(), whoever: true },
        Verdict::Accept { fact: fact.clone() },
        Verdict::Note { entity: None, fact: Some(fact) },
        Verdict::Link { entity: "person/ann-lee".to_owned(), iri: "http://www.wikidata.org/entity/Q1".to_owned() },
    ];
    for verdict in verdicts {
        let judgement = at(1, verdict);
        let line = judgement.line();
        assert!(!line.contains('\n') && line.contains("\"verdict\""), "{line}");
        assert_eq!(read(&(line + "\n")).unwrap(), vec![judgement]);
    }
}

#[test]
fn a_broken_line_is_refused_and_a_torn_end_is_not() {
    let whole = merge(1, "p/a", "p/b").line() + "\n";
    assert_eq!(read(&format!("{whole}{}", whole.get(..20).unwrap())).unwrap().len(), 1);
    let error = read(&format!("{{\"who\": 1}}\n{whole}")).unwrap_err();
    assert!(error.to_string().starts_with("line 1 of the judgements"), "{error}");
    let when = whole.replace("10:01:00.000Z", "10:01");
    assert!(read(&when).unwrap_err().to_string().contains("is no moment"));
}

#[test]
fn what_is_judged_last_holds_though_the_clock_was_set_back() {
    let verdict =
        |name: &str| Verdict::Rename { entity: "p/a".to_owned(), into: "p/a".to_owned(), name: name.to_owned() };
    let mut state = Judgements::default();
    let mut log = Vec::new();
    for (when, name, turn) in [
        ("2031-03-01T10:00:00.000Z", "One", 0),
        ("2031-03-01T10:01:00.000Z", "Two", 0),
        ("1970-01-01T00:00:00.000Z", "Three", 1),
        ("1970-01-01T00:01:00.000Z", "Four", 1),
        ("1970-01-01T00:01:00.000Z", "Five", 2),
        ("2031-03-01T10:02:00.000Z", "Six", 2),
    ] {
        let judgement = state.next(when, "Ann Lee", verdict(name), "");
        assert_eq!(judgement.turn, turn, "{name}");
        assert_eq!(read(&format!("{}\n", judgement.line())).unwrap(), std::slice::from_ref(&judgement));
        assert_eq!(judgement.line().contains("turn"), turn > 0, "a log whose clock was right says nothing of turns");
        state = state.with(std::slice::from_ref(&judgement));
        assert_eq!((state.name("p/a"), state.all().last()), (Some(name), Some(&judgement)));
        assert_eq!(state.next(when, "Ann Lee", verdict(name), ""), judgement, "the same again is the same");
        log.push(judgement);
    }
    log.reverse();
    assert_eq!(Judgements::new(log.clone()), state, "in whatever order the lines stand");
    let taken_back = state.with(&[state.next(
        "2031-03-01T11:00:00.000Z",
        "Ann Lee",
        Verdict::Withdraw { judgement: log[0].id.clone() },
        "",
    )]);
    assert_eq!(taken_back.name("p/a"), Some("Five"));
    let anew = taken_back.next(&log[0].when, "Ann Lee", verdict("Six"), "");
    assert_eq!(
        taken_back.with(&[anew]).name("p/a"),
        Some("Six"),
        "what was withdrawn can be judged anew at the same moment"
    );
}

#[test]
fn a_log_that_used_up_all_turns_takes_more() {
    let last = Judgement::new(
        "2031-03-01T10:00:00.000Z".to_owned(),
        "Ann Lee".to_owned(),
        rename(1, "p/a", "p/b").verdict,
        String::new(),
    );
    let state = Judgements::new(vec![last.in_turn(u64::MAX)]);
    assert_eq!(state.next("2031-03-01T09:00:00.000Z", "Bo", rename(2, "p/b", "p/c").verdict, "").turn, u64::MAX);
}
