//! Offers what is doubtful one by one, with its evidence, and writes each answer down at once as a judgement.

use super::judge::{By, ByArgs, written};
use super::{Style, Ui, counted, escape, quote};
use crate::error::{Error, Result};
use crate::graph::Settings;
use crate::graph::judgement::{Judgement, Verdict};
use crate::query::Dialect;
use crate::query::alike::{Pair, People, Person};
use crate::query::facts::{Facts, local_name};
use crate::query::homonyms::{self, Group, Homonym};
use crate::store::{Store, Writer, write_down};
use crate::vocab::{dixit, oa, rdf, rdfs, schema};
use oxigraph::model::{NamedNode, NamedNodeRef};
use std::io::BufRead;
use std::path::Path;

/// Places in the texts that are shown of each of two people.
const SHOWN: usize = 2;

/// What to look at.
#[derive(Debug, clap::Args)]
pub struct ReviewArgs {
    /// Offer facts that are less sure than this, from 0 to 1.
    #[arg(long, value_name = "NUMBER", default_value_t = 0.5, value_parser = super::filter::probability)]
    below: f64,

    /// Offer only people who may be one, or only facts.
    #[arg(long, value_enum, value_name = "KIND")]
    only: Option<Kind>,

    /// Offer at most this many.
    #[arg(long, value_name = "NUMBER")]
    limit: Option<usize>,

    /// Who judges, when, and why.
    #[command(flatten)]
    by: ByArgs,
}

/// What kind of doubts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Kind {
    /// People who may be one, and names that may be two people's.
    People,
    /// Quotations and role mentions of low confidence.
    Facts,
}

/// One doubt.
enum Doubt {
    Pair(Pair),
    Homonym(Person, Homonym),
    Quotation(NamedNode),
    Role(NamedNode),
}

/// What a person answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    Yes,
    No,
    Skip,
    Undo,
    Quit,
}

impl Key {
    fn of(line: &str) -> Option<Self> {
        match line.trim().to_lowercase().as_str() {
            "y" | "yes" => Some(Self::Yes),
            "n" | "no" => Some(Self::No),
            "s" | "skip" | "" => Some(Self::Skip),
            "u" | "undo" => Some(Self::Undo),
            "q" | "quit" => Some(Self::Quit),
            _ => None,
        }
    }
}

/// Offers doubts until none is left or the person quits; whether the store was changed.
pub fn review(
    ui: &mut Ui,
    store: &Store,
    dialect: &Dialect,
    args: &ReviewArgs,
    answers: &mut dyn BufRead,
) -> Result<bool> {
    let by = By::of(&args.by)?;
    let facts = Facts::new(store.graph());
    let people = if args.only == Some(Kind::Facts) { People::default() } else { People::read(&facts)? };
    let mut doubts = pairs(store, &people);
    doubts.extend(homonyms(&facts, &people)?);
    if args.only != Some(Kind::People) {
        doubts.extend(unsure(&facts, args.below)?);
    }
    doubts.truncate(args.limit.unwrap_or(usize::MAX));
    if doubts.is_empty() {
        ui.line("nothing is in doubt")?;
        return Ok(false);
    }
    let when = args.by.when.as_ref().and(milliseconds(&by.when));
    let mut review =
        Review { ui, store, dialect, facts: &facts, people: &people, by, last: i64::MIN, when, done: Vec::new() };
    review.run(&doubts, answers)?;
    let judged = review.done.iter().map(Vec::len).sum::<usize>();
    let left = doubts.len() - review.done.len();
    ui.line(&format!("{}; {} left", counted(judged as u64, "judgement"), counted(left as u64, "doubt")))?;
    let changed = review_changed(store)?;
    if changed {
        Writer::open(store.folder())?.finish()?;
    }
    Ok(changed)
}

fn milliseconds(when: &str) -> Option<i64> {
    when.parse().ok().map(|at: jiff::Timestamp| at.as_millisecond())
}

/// Whether the file of judgements holds more than the store showed when it was opened.
fn review_changed(store: &Store) -> Result<bool> {
    Ok(store.judgements_now()?.all().len() != store.judgements().all().len())
}

/// The pairs that nobody has judged, those for which most speaks first.
fn pairs(store: &Store, people: &People) -> Vec<Doubt> {
    let settings = store.settings();
    let key = |place: usize| people.list().get(place).and_then(|person| person.key(&settings)).unwrap_or_default();
    let open = |pair: &Pair| !store.judgements().are_apart(&key(pair.one), &key(pair.other));
    people.pairs().into_iter().filter(open).map(Doubt::Pair).collect()
}

/// The names that may be two people's.
fn homonyms(facts: &Facts<'_>, people: &People) -> Result<Vec<Doubt>> {
    let mut found = Vec::new();
    for person in people.list().iter().filter(|person| person.articles.len() > 1 && person.roles.len() > 1) {
        let Ok(node) = NamedNode::new(person.node.as_str()) else { continue };
        found.extend(homonyms::doubt(facts, node.as_ref())?.map(|homonym| Doubt::Homonym(person.clone(), homonym)));
    }
    Ok(found)
}

/// The quotations and role mentions below a confidence that nobody has reviewed, the least sure first.
fn unsure(facts: &Facts<'_>, below: f64) -> Result<Vec<Doubt>> {
    let mut found = Vec::new();
    for class in [schema::QUOTATION, dixit::ROLE_MENTION] {
        for node in facts.subjects(rdf::TYPE, class.into())? {
            let own = facts.of(node.as_ref())?;
            let confidence: f64 = own.number(dixit::CONFIDENCE).unwrap_or(1.0);
            if confidence < below && !own.flag(dixit::REVIEWED) {
                found.push((confidence, class == schema::QUOTATION, node));
            }
        }
    }
    found.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.2.as_str().cmp(b.2.as_str())));
    let doubt = |(_, speech, node)| if speech { Doubt::Quotation(node) } else { Doubt::Role(node) };
    Ok(found.into_iter().map(doubt).collect())
}

struct Review<'a> {
    ui: &'a mut Ui,
    store: &'a Store,
    dialect: &'a Dialect,
    facts: &'a Facts<'a>,
    people: &'a People,
    by: By,
    /// The moment of the last judgement, in milliseconds; each has one of its own, so that what was withdrawn can be judged
    /// anew.
    last: i64,
    /// The moment that was asked for; none for now.
    when: Option<i64>,
    /// What was decided about each doubt so far: nothing where it was skipped.
    done: Vec<Vec<Judgement>>,
}

impl Review<'_> {
    fn run(&mut self, doubts: &[Doubt], answers: &mut dyn BufRead) -> Result<()> {
        self.ui.line("y yes, n no, s skip, u undo, q quit; each answer is kept at once")?;
        while let Some(doubt) = doubts.get(self.done.len()) {
            self.ui.line("")?;
            let head = format!("[{}/{}]", self.done.len() + 1, doubts.len());
            let head = self.ui.paint(Style::Faint, &head);
            self.ui.line(&head)?;
            let question = self.show(doubt)?;
            match self.ask(&question, answers)? {
                Key::Yes => self.decide(doubt, true)?,
                Key::No => self.decide(doubt, false)?,
                Key::Skip => self.done.push(Vec::new()),
                Key::Undo => self.undo()?,
                Key::Quit => break,
            }
        }
        Ok(())
    }

    /// Asks until the answer is one of the keys; the end of the answers quits.
    fn ask(&mut self, question: &str, answers: &mut dyn BufRead) -> Result<Key> {
        loop {
            let prompt = format!("{question} [y/n/s/u/q] ");
            self.ui.out().write_all(prompt.as_bytes()).map_err(Ui::write_error)?;
            self.ui.finish()?;
            let mut line = String::new();
            let read = answers.read_line(&mut line).map_err(|e| Error::io("read", Path::new("the answer"), e))?;
            if read == 0 {
                self.ui.line("")?;
                return Ok(Key::Quit);
            }
            if let Some(key) = Key::of(&line) {
                return Ok(key);
            }
            self.ui.line("y yes, n no, s skip, u undo, q quit")?;
        }
    }

    /// Shows the doubt with its evidence and gives the question.
    fn show(&mut self, doubt: &Doubt) -> Result<String> {
        match doubt {
            Doubt::Pair(pair) => {
                let (one, other) = self.two(pair);
                for person in [&one, &other] {
                    self.person(person)?;
                }
                self.ui.line(&escape::one_line(&pair.because.join("; ")))?;
                Ok("Are the two one person?".to_owned())
            }
            Doubt::Homonym(person, homonym) => {
                let name = self.ui.paint(Style::Strong, &escape::one_line(&person.name));
                self.ui.line(&format!("{name} · {}", escape::one_line(&homonym.told())))?;
                for mention in homonym.groups.iter().filter_map(|group| group.mentions.first()) {
                    let own = self.facts.of(mention.as_ref())?;
                    if let Some(span) = own.node(dixit::EVIDENCE) {
                        self.place(span.as_ref())?;
                    }
                }
                Ok("Is this one person?".to_owned())
            }
            Doubt::Quotation(node) => {
                let name = self.dialect.shorten(node.as_str()).unwrap_or_else(|| node.to_string());
                quote(self.ui, self.store, self.dialect, &name)?;
                Ok("Does the speaker say this here?".to_owned())
            }
            Doubt::Role(node) => {
                let own = self.facts.of(node.as_ref())?;
                self.ui.line(&escape::one_line(own.text(rdfs::LABEL).unwrap_or_default()))?;
                let status = own.node(dixit::STATUS).map(|status| local_name(status.as_str()).to_lowercase());
                self.ui.line(&format!(
                    "{}, confidence {}",
                    status.unwrap_or_default(),
                    own.text(dixit::CONFIDENCE).unwrap_or("?")
                ))?;
                for span in own.nodes(dixit::EVIDENCE) {
                    self.place(span.as_ref())?;
                }
                Ok("Is the role right?".to_owned())
            }
        }
    }

    fn two(&self, pair: &Pair) -> (Person, Person) {
        let person = |place: usize| self.people.list().get(place).cloned().unwrap_or_default();
        (person(pair.one), person(pair.other))
    }

    /// A person with roles and the places that name them.
    fn person(&mut self, person: &Person) -> Result<()> {
        let roles: Vec<String> = person.roles.iter().map(|role| role.replace('-', " ")).collect();
        let bodies: Vec<&str> = person.bodies.iter().map(|body| local_name(body)).collect();
        let parts = [person.seen(), roles.join(", "), bodies.join(", ")];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        let name = self.ui.paint(Style::Strong, &escape::one_line(&person.name));
        self.ui.line(&format!("{name} · {}", escape::one_line(&parts.join(" · "))))?;
        let Ok(node) = NamedNode::new(person.node.as_str()) else { return Ok(()) };
        let mut shown = 0;
        for form in self.facts.subjects(dixit::NAMES, node.as_ref().into())? {
            let own = self.facts.of(form.as_ref())?;
            if let Some(span) = own.node(dixit::EVIDENCE).filter(|_| shown < SHOWN && own.flag(dixit::FULLEST)) {
                self.place(span.as_ref())?;
                shown += 1;
            }
        }
        Ok(())
    }

    /// A place of a text: its words with what stands around them, and the article.
    fn place(&mut self, span: NamedNodeRef<'_>) -> Result<()> {
        let own = self.facts.of(span)?;
        let part = |predicate| escape::one_line(own.text(predicate).unwrap_or_default());
        let (before, exact, after) = (part(oa::PREFIX), part(oa::EXACT), part(oa::SUFFIX));
        let exact = self.ui.paint(Style::Marked, &exact);
        let article = own.node(crate::vocab::prov::WAS_QUOTED_FROM).map(|article| self.facts.label(article.as_ref()));
        let article = escape::one_line(&article.transpose()?.unwrap_or_default());
        self.ui.line(&format!("  …{before}⟦{exact}⟧{after}… ({article})"))
    }

    /// Writes down what the answer means.
    fn decide(&mut self, doubt: &Doubt, yes: bool) -> Result<()> {
        let verdicts = self.verdicts(doubt, yes)?;
        let judgements = verdicts.into_iter().map(|verdict| self.judgement(verdict)).collect::<Result<Vec<_>>>()?;
        if !judgements.is_empty() {
            write_down(self.store.folder(), &judgements)?;
        }
        self.done.push(judgements);
        Ok(())
    }

    /// What an answer decides; nothing where the graph no longer holds what is in doubt.
    fn verdicts(&self, doubt: &Doubt, yes: bool) -> Result<Vec<Verdict>> {
        let settings = self.store.settings();
        Ok(match doubt {
            Doubt::Pair(pair) => {
                let (one, other) = self.two(pair);
                let (Some(entity), Some(into)) = (one.key(&settings), other.key(&settings)) else {
                    return Ok(Vec::new());
                };
                vec![if yes {
                    Verdict::Merge { entity, into, name: other.name }
                } else {
                    Verdict::NotSame { entity, other: into }
                }]
            }
            Doubt::Homonym(_, homonym) if yes => {
                let mut verdicts = Vec::new();
                for mention in homonym.groups.iter().skip(1).flat_map(|group| &group.mentions) {
                    verdicts.extend(self.store.fact(mention)?.map(|fact| Verdict::Accept { fact }));
                }
                verdicts
            }
            Doubt::Homonym(person, homonym) => {
                let split = homonym.groups.iter().skip(1).filter_map(|group| split(&settings, person, group));
                split.collect()
            }
            Doubt::Quotation(node) | Doubt::Role(node) => match self.store.fact(node)? {
                Some(fact) if yes => vec![Verdict::Accept { fact }],
                Some(fact) => vec![Verdict::Reject { fact, whoever: false }],
                None => Vec::new(),
            },
        })
    }

    fn judgement(&mut self, verdict: Verdict) -> Result<Judgement> {
        let now = self.when.unwrap_or_else(|| jiff::Timestamp::now().as_millisecond());
        self.last = now.max(self.last.saturating_add(1));
        let when = jiff::Timestamp::from_millisecond(self.last).map_or_else(|_| self.by.when.clone(), written);
        // Others may have judged meanwhile.
        Ok(self.store.judgements_now()?.next(&when, &self.by.who, verdict, &self.by.note))
    }

    /// Goes back to the last doubt and withdraws what was decided about it.
    fn undo(&mut self) -> Result<()> {
        match self.done.pop() {
            Some(last) if !last.is_empty() => {
                let withdrawals = last.into_iter().map(|last| self.judgement(Verdict::Withdraw { judgement: last.id }));
                let withdrawals: Vec<Judgement> = withdrawals.collect::<Result<_>>()?;
                write_down(self.store.folder(), &withdrawals)?;
                self.ui.line("undone")
            }
            Some(_) => Ok(()),
            None => self.ui.line("there is nothing to undo"),
        }
    }
}

/// The judgement that in the articles of a group somebody else bears the name.
fn split(settings: &Settings, person: &Person, group: &Group) -> Option<Verdict> {
    let role = group.roles.first()?;
    let name = format!("{} ({})", person.name, role.replace('-', " "));
    let into = settings.key_named(&name, &NamedNode::new(person.node.as_str()).ok()?)?;
    let articles = group.articles.iter().map(|article| local_name(article.as_str()).to_owned()).collect();
    Some(Verdict::Split { entity: person.key(settings)?, into, name, articles, role: None, body: None })
}
