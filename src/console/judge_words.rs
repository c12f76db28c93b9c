//! Judgements and what they change, in words.

use super::answer::{Mode, Showing, show};
use super::{Ui, counted};
use crate::error::Result;
use crate::graph::judgement::{Fact, Judgement, Judgements, Verdict};
use crate::query::{Answer, Dialect, Rows, Table};
use crate::store::Effect;
use crate::vocab::xsd;
use oxigraph::model::{Literal, Term};

/// The judgement in words.
pub fn told(judgement: &Judgement, known: &Judgements, dialect: &Dialect) -> String {
    let node = |key: &str| match key.split_once('/') {
        Some(("organization", local)) => format!("body:{local}"),
        Some((sort, local)) => format!("{sort}:{local}"),
        None => key.to_owned(),
    };
    let of_fact = |fact: &Fact| {
        let who: Vec<String> = fact.speakers.iter().chain(&fact.holder).map(|key| node(key)).collect();
        let text = super::cut(&fact.exact, 60);
        let who = if who.is_empty() { String::new() } else { format!("{}: ", who.join(" and ")) };
        format!("{who}“{text}” (article:{})", fact.article)
    };
    let words = match &judgement.verdict {
        Verdict::Merge { entity, into, name } => format!("{} is {}, called {name}", node(entity), node(into)),
        Verdict::Split { entity, into, name, articles, role, body } => {
            let named = articles.iter().map(|article| format!("article:{article}"));
            let given = role.iter().chain(body).map(|key| format!("articles that give {}", node(key)));
            let places: Vec<String> = named.chain(given).collect();
            format!("{} is {}, called {name}, in {}", node(entity), node(into), places.join(", "))
        }
        Verdict::NotSame { entity, other } => format!("{} is not {}", node(entity), node(other)),
        Verdict::Rename { entity, name, .. } => format!("{} is called {name}", node(entity)),
        Verdict::Reject { fact, whoever: false } | Verdict::Accept { fact } => of_fact(fact),
        Verdict::Reject { fact, whoever: true } => format!("whoever speaks: {}", of_fact(fact)),
        Verdict::Note { entity, fact } => {
            entity.as_ref().map(|key| node(key)).or_else(|| fact.as_ref().map(of_fact)).unwrap_or_default()
        }
        Verdict::Link { entity, iri } => {
            let iri = dialect.shorten(iri).unwrap_or_else(|| iri.clone());
            format!("{} is the same as {iri}", node(entity))
        }
        Verdict::Withdraw { judgement } => match known.get(judgement) {
            Some(other) => format!("no more: {}", told(other, &Judgements::default(), dialect)),
            None => format!("judgement:{judgement}"),
        },
    };
    format!("{}: {words}", judgement.verdict.name())
}

/// "2 articles: 3 sayings moved, 1 fact rejected".
pub fn changes(effect: &Effect) -> String {
    let parts = [
        (effect.sayings, "saying", "moved"),
        (effect.roles, "role mention", "moved"),
        (effect.names, "name", "moved"),
        (effect.rejected, "fact", "rejected"),
        (effect.restored, "fact", "back"),
        (effect.reviewed, "fact", "reviewed"),
    ];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, what, how)| format!("{} {how}", counted(*count as u64, what)))
        .collect();
    if parts.is_empty() {
        return "no fact of an article".to_owned();
    }
    format!("{}: {}", counted(effect.articles as u64, "article"), parts.join(", "))
}

/// Shows every judgement with its state.
pub fn list(ui: &mut Ui, judgements: &Judgements, dialect: &Dialect, mode: Mode) -> Result<()> {
    let text = |text: &str| Some(Term::from(Literal::new_simple_literal(text)));
    let rows = judgements.all().iter().map(|judgement| {
        let state = match judgements.void(&judgement.id) {
            _ if !judgements.counts(&judgement.id) => "withdrawn".to_owned(),
            Some(reason) => format!("without effect: {reason}"),
            None => "counts".to_owned(),
        };
        vec![
            Some(Literal::new_typed_literal(judgement.moment(), xsd::DATE_TIME).into()),
            text(&judgement.who),
            text(&told(judgement, judgements, dialect)),
            text(&judgement.note),
            text(&state),
            text(&format!("judgement:{}", judgement.id)),
        ]
    });
    let columns = ["when", "who", "what", "why", "state", "judgement"].map(str::to_owned).to_vec();
    let answer = Answer::Table(Table { columns, rows: Rows::of(rows.collect()) });
    let what = show(ui, answer, Showing { mode, dialect, limit: None })?;
    ui.note(&what);
    Ok(())
}
