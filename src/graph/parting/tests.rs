//! Tests which accounts of one name are of several people.

use super::*;

/// An account of present roles in these fields, which names this company.
fn account(fields: &[Field], company: &[&str], day: Option<i64>) -> Account {
    Account {
        fields: fields.iter().copied().collect(),
        ties: fields.iter().map(|field| format!("field {}", field.word())).collect(),
        company: company.iter().map(|name| (*name).to_owned()).collect(),
        day,
        ..Account::default()
    }
}

fn of(accounts: &[(&str, Account)], decided: Decided) -> Vec<(String, &'static str)> {
    let accounts = accounts.iter().map(|(article, account)| ((*article).to_owned(), account.clone())).collect();
    sides(&accounts, decided).into_iter().map(|(article, field)| (article, field.word())).collect()
}

fn words(pairs: &[(&str, &'static str)]) -> Vec<(String, &'static str)> {
    pairs.iter().map(|(article, field)| ((*article).to_owned(), *field)).collect()
}

#[test]
fn accounts_that_share_nothing_are_of_two_people() {
    let bishop = account(&[Field::Church], &["body/ostby", "person/ann-lee"], Some(1000));
    let striker = account(&[Field::Sport], &["body/rovers", "body/us"], Some(1010));
    let with_bishop = account(&[], &["body/ostby"], None);
    let alone = account(&[], &["body/elsewhere"], None);
    let accounts = [
        ("1", bishop.clone()),
        ("2", striker.clone()),
        ("3", with_bishop.clone()),
        ("4", alone),
        ("5", bishop.clone()),
    ];
    let parted = words(&[("1", "church"), ("2", "sport"), ("3", "church"), ("5", "church")]);
    assert_eq!(of(&accounts, Decided::Nothing), parted, "the fourth may be either");
    assert!(of(&accounts, Decided::All).is_empty());
    assert!(of(&[("1", bishop), ("3", with_bishop)], Decided::Nothing).is_empty());
}

#[test]
fn whatever_joins_the_sides_makes_them_one() {
    let bishop = account(&[Field::Church], &["body/ostby"], Some(1000));
    let striker = account(&[Field::Sport], &["body/rovers"], Some(1010));
    let link = account(&[], &["body/ostby", "body/rovers"], None);
    let both = account(&[Field::Church, Field::Sport], &[], None);
    for joined in [link, both] {
        let accounts = [("1", bishop.clone()), ("2", striker.clone()), ("3", joined)];
        assert!(of(&accounts, Decided::Nothing).is_empty());
        let kept = words(&[("1", "church"), ("2", "sport")]);
        assert_eq!(of(&accounts, Decided::Apart), kept, "unless people know better");
    }
}

#[test]
fn a_state_joins_only_where_a_role_is_held_there() {
    let minister = account(&[Field::Office], &["body/norway"], Some(1000));
    let actor = account(&[Field::Art], &["body/norway"], Some(1010));
    let accounts = |minister: &Account| [("1", minister.clone()), ("2", actor.clone())];
    assert_eq!(of(&accounts(&minister), Decided::Nothing), words(&[("1", "office"), ("2", "art")]));
    let of_norway = Account { bodies: BTreeSet::from(["body/norway".to_owned()]), ..minister };
    assert!(of(&accounts(&of_norway), Decided::Nothing).is_empty());
}

#[test]
fn years_between_make_a_second_career_likely() {
    let at = |field, day: i64| account(&[field], &[], Some(day));
    let accounts = |field, days: i64| [("1", at(Field::Sport, 700_000)), ("2", at(field, 700_000 + days))];
    let are_two = |field, days| !of(&accounts(field, days), Decided::Nothing).is_empty();
    assert!(are_two(Field::Office, 60) && !are_two(Field::Office, 400));
    assert!(are_two(Field::Church, 400) && !are_two(Field::Church, 4000));
    assert!(are_two(Field::Office, 95 * 365));
}

#[test]
fn a_scholar_in_office_is_one() {
    let accounts = [("1", account(&[Field::Science], &[], None)), ("2", account(&[Field::Office], &[], None))];
    assert!(of(&accounts, Decided::Nothing).is_empty());
}

#[test]
fn a_part_is_told_from_its_name() {
    let node = part("person/john-smith", Field::Sport);
    assert_eq!(base_of(&node), Some(("person/john-smith", Field::Sport)));
    assert_eq!(base_of("person/john-smith"), None);
    assert_eq!(base_of("person/john_smith"), None);
    assert!(is_own("smith-0123456789abcdef") && !is_own("john-smith"));
}

#[test]
fn what_articles_tell_of_a_name_finds_the_candidates_of_the_graph() {
    let base = "https://dixit.example/";
    let node = |path: &str| NamedNode::new_unchecked(format!("{base}{path}"));
    let mention = |number: usize, person: &str, role: &str, status: NamedNodeRef<'static>| {
        let mention = node(&format!("membership/{number:016x}-0000000{number}"));
        [(org::MEMBER, node(person)), (org::ROLE, node(&format!("role/{role}"))), (dixit::STATUS, status.into_owned())]
            .map(|(predicate, object)| Triple::new(mention.clone(), predicate, object))
    };
    let name = node("person/ann-lee");
    let cases = [
        (vec![("person/ann-lee", "bishop", dixit::CURRENT), ("person/ann-lee", "striker", dixit::CURRENT)], true),
        (vec![("person/ann-lee", "bishop", dixit::FORMER), ("person/ann-lee", "striker", dixit::CURRENT)], false),
        (vec![("person/ann-lee", "bishop", dixit::ACTING), ("person/bo-lee", "striker", dixit::CURRENT)], false),
        (vec![("person/ann-lee", "bishop", dixit::CURRENT), ("person/ann-lee", "bishop", dixit::ACTING)], false),
    ];
    for (mentions, several) in cases {
        let mentions = mentions.into_iter().enumerate();
        let articles: Vec<_> = mentions.map(|(at, (person, role, status))| mention(at, person, role, status)).collect();
        let told = articles.iter().flat_map(|facts| told_of(facts, base)).filter(|(told, _)| *told == name);
        let fields: BTreeSet<Field> = told.filter_map(|(_, field)| field).collect();
        assert_eq!(are_apart(&fields), several);
        let all = crate::graph::sorted(articles.concat());
        assert_eq!(is_candidate(&name, &Sorted(&all), base), several);
    }
    // Who was told apart is one of a name, and what they were taken for is a name whose facts show somebody else.
    let form = node("name/0123456789abcdef-00000001");
    let facts = [
        Triple::new(form.clone(), dixit::NAMES, node("person/ann-lee_church")),
        Triple::new(form, dixit::EXTRACTED_AS, name.clone()),
    ];
    assert_eq!(told_of(&facts, base), [(name.clone(), None)]);
    let apart = mention(1, "person/ann-lee_church", "bishop", dixit::CURRENT);
    assert_eq!(told_of(&apart, base), [(name, Some(Field::Church))]);
    assert!(told_of(&mention(1, "person/lee-0123456789abcdef", "bishop", dixit::CURRENT), base).is_empty());
}
