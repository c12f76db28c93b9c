//! Judgements as people give them: words become entities and facts, and the store takes them.

use super::answer::Mode;
use super::filter::meant;
use super::judge_table::rulings;
use super::judge_words::{changes, list, told};
use super::{Ui, escape};
use crate::error::{Error, Result};
use crate::graph::judgement::{Fact, Judgement, Verdict, is_moment};
use crate::query::Dialect;
use crate::query::alike::People;
use crate::query::facts::Facts;
use crate::store::{Store, Writer};
use oxigraph::model::NamedNode;
use std::path::PathBuf;

/// Where the name of the one who judges may stand, so that it need not be typed each time.
const WHO: &str = "DIXIT_WHO";

/// A judgement.
#[derive(Debug, clap::Args)]
pub struct JudgeArgs {
    /// What is decided.
    #[command(subcommand)]
    pub what: What,

    /// Who judges, when, and why.
    #[command(flatten)]
    pub by: ByArgs,

    /// Only say what it would change.
    #[arg(long, global = true)]
    pub dry_run: bool,
}

/// Who judges, when, and why.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct ByArgs {
    /// Who judges; without it, what the variable DIXIT_WHO says.
    #[arg(long, global = true, value_name = "NAME")]
    pub who: Option<String>,

    /// Why.
    #[arg(long, global = true, value_name = "TEXT")]
    pub note: Option<String>,

    /// When it was judged, if not now: 2026-11-24T15:03:12Z. It holds against all that was given before it.
    #[arg(long, global = true, value_name = "MOMENT")]
    pub when: Option<String>,
}

/// What is decided.
#[derive(Debug, clap::Subcommand)]
pub enum What {
    /// Two are one: what is said of the first is said of the second from now on.
    Merge {
        /// The one whose node goes; it keeps dixit:replacedBy.
        #[arg(value_name = "NAME")]
        entity: String,
        /// The one that stays.
        #[arg(value_name = "KEPT")]
        into: String,
        /// The main name of the two; the name of the one that stays when not given.
        #[arg(long)]
        name: Option<String>,
    },
    /// One is two: in some articles the name means somebody else.
    Split {
        /// The one that is two.
        #[arg(value_name = "NAME")]
        entity: String,
        /// What the other one is to be called, such as "Ann Lee (bishop)".
        #[arg(long = "as", value_name = "NAME")]
        name: String,
        /// An article that means the other one; may be given several times.
        #[arg(long, value_name = "ARTICLE")]
        article: Vec<String>,
        /// Articles that give this role mean the other one, now and later.
        #[arg(long, value_name = "ROLE")]
        role: Option<String>,
        /// Articles that give a role in this organisation mean the other one, now and later.
        #[arg(long, value_name = "NAME")]
        body: Option<String>,
    },
    /// Two are never to be joined.
    NotSame {
        /// One.
        #[arg(value_name = "NAME")]
        entity: String,
        /// The other.
        #[arg(value_name = "OTHER")]
        other: String,
    },
    /// Somebody or something is called otherwise.
    Rename {
        /// Who.
        #[arg(value_name = "NAME")]
        entity: String,
        /// The new main name.
        #[arg(value_name = "NEW")]
        name: String,
    },
    /// Facts are wrong: they leave the answers and stay visible as rejected.
    Reject {
        /// Quotations (quote:…) and role mentions (post:…).
        #[arg(value_name = "FACT", required = true)]
        facts: Vec<String>,
        /// Wrong whoever may be found to speak: the words are no quotation.
        #[arg(long)]
        whoever: bool,
    },
    /// Facts are right: they are reviewed.
    Accept {
        /// Quotations (quote:…) and role mentions (post:…).
        #[arg(value_name = "FACT", required = true)]
        facts: Vec<String>,
    },
    /// Something is to be known: the words of --note stand with the fact, person or organisation.
    Note {
        /// A fact (quote:…, post:…) or a name.
        #[arg(value_name = "WHAT")]
        what: String,
    },
    /// Somebody or something is the same as an IRI elsewhere: schema:sameAs.
    Link {
        /// Who.
        #[arg(value_name = "NAME")]
        entity: String,
        /// Wikidata's id (Q42), or any IRI.
        #[arg(value_name = "IRI")]
        iri: String,
    },
    /// Earlier judgements count no more.
    Withdraw {
        /// The judgements (judgement:…); list shows them.
        #[arg(value_name = "JUDGEMENT", required = true)]
        judgements: Vec<String>,
    },
    /// Join all people for whom at least so much speaks; names that agree alone are not enough.
    Alike {
        /// How much, from 0 to 1: full names that agree are 0.5, a shared role adds 0.2, a shared body 0.15, company 0.1.
        #[arg(long, value_name = "NUMBER", default_value_t = 0.75, value_parser = super::filter::probability)]
        at_least: f64,
    },
    /// All rows of a table that export wrote and a person filled in: accept or reject in the column judgement or reviewed; of
    /// people and bodies merge NAME, split NAME, not-same NAME, rename NAME, link IRI or note.
    Table {
        /// The file, CSV or TSV.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Show all judgements.
    List {
        /// How to write them.
        #[arg(long, value_enum, default_value_t)]
        format: Mode,
    },
}

/// Does what is asked; whether the store was changed.
pub fn judge(ui: &mut Ui, store: &Store, dialect: &Dialect, args: &JudgeArgs) -> Result<bool> {
    if let What::List { format } = args.what {
        return list(ui, store.judgements(), dialect, format).map(|()| false);
    }
    let bench = Bench { store, dialect, facts: Facts::new(store.graph()) };
    let by = By::of(&args.by)?;
    let rulings = bench.rulings(ui, &args.what)?;
    let known = store.judgements_now()?;
    let judgements: Vec<Judgement> = rulings
        .into_iter()
        .map(|(verdict, note)| {
            let note = note.unwrap_or_else(|| by.note.clone());
            known.next(&by.when, &by.who, verdict, &note)
        })
        .collect();
    if judgements.is_empty() {
        ui.line("nothing to judge")?;
        return Ok(false);
    }
    let after = store.judgements().with(&judgements);
    if let [only] = judgements.as_slice()
        && let Some(reason) = after.void(&only.id)
    {
        return Err(Error::usage(format!("this would change nothing: {reason}"))
            .hint("dixit judge list shows the judgements, dixit judge withdraw takes one back"));
    }
    if args.dry_run {
        let effect = store.preview(&judgements)?;
        for judgement in &judgements {
            ui.line(&escape::one_line(&told(judgement, store.judgements(), dialect)))?;
        }
        ui.line(&format!("would change {}", changes(&effect)))?;
        return Ok(false);
    }
    let mut writer = Writer::open(store.folder())?;
    let effect = writer.judge(&judgements)?;
    writer.finish()?;
    for judgement in &judgements {
        let told = told(judgement, store.judgements(), dialect);
        ui.line(&escape::one_line(&format!("{told} (judgement:{})", judgement.id)))?;
    }
    ui.line(&format!("changed {}", changes(&effect)))?;
    Ok(true)
}

/// Who judges, when, and why.
pub struct By {
    /// Who.
    pub who: String,
    /// The moment.
    pub when: String,
    /// Why.
    pub note: String,
}

impl By {
    /// What the arguments and the environment say.
    pub fn of(args: &ByArgs) -> Result<Self> {
        let who = args.who.clone().or_else(|| std::env::var(WHO).ok()).filter(|who| !who.trim().is_empty());
        let who = who
            .ok_or_else(|| Error::usage("who judges?").hint(format!("--who \"Ann Lee\", or set the variable {WHO}")))?;
        let when = match &args.when {
            Some(when) => moment(when)?,
            None => written(jiff::Timestamp::now()),
        };
        Ok(Self { who: who.trim().to_owned(), when, note: args.note.clone().unwrap_or_default() })
    }
}

/// A moment as judgements have it.
pub fn written(at: jiff::Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

fn moment(text: &str) -> Result<String> {
    let stamp: jiff::Timestamp =
        text.parse().map_err(|_| Error::usage(format!("{text:?} is no moment such as 2026-11-24T15:03:12Z")))?;
    let moment = written(stamp);
    if is_moment(&moment) { Ok(moment) } else { Err(Error::usage(format!("{text:?} is no moment of our age"))) }
}

/// A verdict, with a note of its own where the table has one.
pub type Ruling = (Verdict, Option<String>);

/// What judgements are made from.
pub struct Bench<'a> {
    /// The store.
    pub store: &'a Store,
    /// Its prefixes.
    pub dialect: &'a Dialect,
    /// Its facts.
    pub facts: Facts<'a>,
}

impl Bench<'_> {
    /// The verdicts that are asked for.
    pub fn rulings(&self, ui: &mut Ui, what: &What) -> Result<Vec<Ruling>> {
        let one = |verdict| Ok(vec![(verdict, None)]);
        match what {
            What::Merge { entity, into, name } => {
                let (from, to) = (self.entity(ui, entity)?, self.entity(ui, into)?);
                if from.key == to.key {
                    return Err(Error::usage(format!("{entity:?} and {into:?} are one already")));
                }
                if from.sort() != to.sort() {
                    return Err(Error::usage(format!(
                        "{} is a {} and {} a {}",
                        from.name,
                        from.sort(),
                        to.name,
                        to.sort()
                    )));
                }
                one(Verdict::Merge { entity: from.key, into: to.key, name: name.clone().unwrap_or(to.name) })
            }
            What::Split { entity, name, article, role, body } => {
                let entity = self.entity(ui, entity)?;
                let into = self.new_key(name, &entity, true)?;
                let articles = article.iter().map(|article| self.article(article)).collect::<Result<Vec<_>>>()?;
                let role = role.as_ref().map(|role| self.role(role)).transpose()?;
                let body = body.as_ref().map(|body| self.entity(ui, body)).transpose()?.map(|body| body.key);
                if articles.is_empty() && role.is_none() && body.is_none() {
                    return Err(Error::usage(format!("in which articles is {} somebody else?", entity.name))
                        .hint("--article ARTICLE, --role ROLE or --body NAME say it"));
                }
                one(Verdict::Split { entity: entity.key, into, name: name.clone(), articles, role, body })
            }
            What::NotSame { entity, other } => {
                let (entity, other) = (self.entity(ui, entity)?, self.entity(ui, other)?);
                if entity.key == other.key {
                    return Err(
                        Error::usage(format!("{} is one", entity.name)).hint("dixit judge split makes two of one")
                    );
                }
                one(Verdict::NotSame { entity: entity.key, other: other.key })
            }
            What::Rename { entity, name } => {
                let entity = self.entity(ui, entity)?;
                let into = self.new_key(name, &entity, false)?;
                if into == entity.key && *name == entity.name {
                    return Err(Error::usage(format!("{name} is called so already")));
                }
                one(Verdict::Rename { entity: entity.key, into, name: name.clone() })
            }
            What::Reject { facts, whoever } => {
                let each =
                    facts.iter().map(|fact| Ok((Verdict::Reject { fact: self.fact(fact)?, whoever: *whoever }, None)));
                each.collect()
            }
            What::Accept { facts } => {
                facts.iter().map(|fact| Ok((Verdict::Accept { fact: self.fact(fact)? }, None))).collect()
            }
            What::Note { what } => match self.known_fact(what)? {
                Some(fact) => one(Verdict::Note { entity: None, fact: Some(fact) }),
                None => one(Verdict::Note { entity: Some(self.entity(ui, what)?.key), fact: None }),
            },
            What::Link { entity, iri } => {
                one(Verdict::Link { entity: self.entity(ui, entity)?.key, iri: full_iri(iri)? })
            }
            What::Withdraw { judgements } => judgements.iter().map(|id| Ok((self.withdrawal(id)?, None))).collect(),
            What::Alike { at_least } => self.alike(*at_least),
            What::Table { file } => rulings(ui, self, file),
            What::List { .. } => Ok(Vec::new()),
        }
    }

    /// Merges of all pairs of people for whom at least so much speaks, with what speaks for them as the reason.
    fn alike(&self, at_least: f64) -> Result<Vec<Ruling>> {
        let settings = self.store.settings();
        let people = People::read(&self.facts)?;
        let mut rulings = Vec::new();
        for pair in people.pairs().into_iter().filter(|pair| pair.weight >= at_least) {
            let (Some(one), Some(other)) = (people.list().get(pair.one), people.list().get(pair.other)) else {
                continue;
            };
            let (Some(entity), Some(into)) = (one.key(&settings), other.key(&settings)) else { continue };
            if !self.store.judgements().are_apart(&entity, &into) {
                let verdict = Verdict::Merge { entity, into, name: other.name.clone() };
                rulings.push((verdict, Some(pair.because.join("; "))));
            }
        }
        Ok(rulings)
    }

    /// The one person, body or thing that the words mean.
    fn entity(&self, ui: &mut Ui, words: &str) -> Result<Entity> {
        let settings = self.store.settings();
        let found = meant(&self.facts, self.dialect, ui, words, &[])?;
        let mut entities: Vec<Entity> = found
            .into_iter()
            .filter_map(|named| {
                let key = settings.key(&named.node)?.to_owned();
                Some(Entity { key, name: named.name, node: named.node })
            })
            .collect();
        match (entities.pop(), entities.is_empty()) {
            (Some(entity), true) => Ok(entity),
            (None, _) => Err(Error::usage(format!("{words:?} is no person, organisation, place or thing"))),
            (Some(last), false) => {
                let error = Error::usage(format!("{words:?} means {}", entities.len() + 1));
                let hint = |node: &NamedNode| self.dialect.shorten(node.as_str()).unwrap_or_else(|| node.to_string());
                Err(entities.iter().chain([&last]).fold(error, |error, entity| error.hint(hint(&entity.node))))
            }
        }
    }

    /// The node that an entity gets with a new name; refused where that is somebody else's.
    fn new_key(&self, name: &str, entity: &Entity, other: bool) -> Result<String> {
        let settings = self.store.settings();
        let key = settings.key_named(name, &entity.node).ok_or_else(|| Error::usage(format!("{name:?} is no name")))?;
        let is_taken = self.store.graph().matching(Some(settings.node(&key).as_ref()), None, None).next().is_some();
        let own = key == entity.key || self.store.judgements().end(&key) == entity.key;
        if is_taken && (other || !own) {
            let shown = self.dialect.shorten(settings.node(&key).as_str()).unwrap_or(key);
            return Err(Error::usage(format!("{shown} is in the graph already"))
                .hint("take another name, such as \"Ann Lee (bishop)\"")
                .hint("dixit judge merge makes one of two"));
        }
        Ok(key)
    }

    fn article(&self, words: &str) -> Result<String> {
        let ledger = self.store.ledger()?;
        let node = self.dialect.expand(words).filter(|iri| ledger.find(iri).is_some());
        match ledger.named(node.as_deref().unwrap_or(words)).as_slice() {
            [one] => Ok(one.key.rsplit('/').next().unwrap_or(&one.key).to_owned()),
            [] => Err(Error::usage(format!("no article {words} is in the store"))),
            several => Err(Error::usage(format!("{words} names {} articles", several.len()))),
        }
    }

    /// The path of a role's node.
    fn role(&self, words: &str) -> Result<String> {
        let settings = self.store.settings();
        let node = self.dialect.expand(words).and_then(|iri| NamedNode::new(iri).ok());
        let node = node.unwrap_or_else(|| settings.role(words));
        if self.facts.of(node.as_ref())?.is_empty() {
            return Err(
                Error::usage(format!("no role {words} is in the graph")).hint("dixit ask roles NAME lists them")
            );
        }
        Ok(node.as_str().strip_prefix(settings.base.as_str()).unwrap_or(node.as_str()).to_owned())
    }

    /// The fact that a node's name means; none when it means none.
    pub fn known_fact(&self, id: &str) -> Result<Option<Fact>> {
        let iri = self.dialect.expand(id).or_else(|| self.dialect.expand(&format!("quote:{id}")));
        let nodes = [iri, self.dialect.expand(&format!("post:{id}"))];
        for node in nodes.into_iter().flatten().filter_map(|iri| NamedNode::new(iri).ok()) {
            if let Some(fact) = self.store.fact(&node)? {
                return Ok(Some(fact));
            }
        }
        Ok(None)
    }

    fn fact(&self, id: &str) -> Result<Fact> {
        self.known_fact(id)?.ok_or_else(|| {
            Error::usage(format!("{id} is no quotation and no role mention of the graph"))
                .hint("dixit ask said \"NAME\" lists quotations with their names (quote:…)")
        })
    }

    fn withdrawal(&self, id: &str) -> Result<Verdict> {
        let id = id.trim().rsplit([':', '/']).next().unwrap_or(id);
        let judgements = self.store.judgements();
        if judgements.get(id).is_none() {
            return Err(Error::usage(format!("there is no judgement {id}")).hint("dixit judge list shows all"));
        }
        if !judgements.counts(id) {
            return Err(Error::usage(format!("the judgement {id} is withdrawn already")));
        }
        Ok(Verdict::Withdraw { judgement: id.to_owned() })
    }
}

struct Entity {
    key: String,
    name: String,
    node: NamedNode,
}

impl Entity {
    /// The first part of its path: what it is.
    fn sort(&self) -> &str {
        self.key.split('/').next().unwrap_or_default()
    }
}

/// "Q42" is Wikidata's; anything else must be an IRI.
fn full_iri(words: &str) -> Result<String> {
    let is_item =
        words.strip_prefix('Q').is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| c.is_ascii_digit()));
    let iri = if is_item { format!("http://www.wikidata.org/entity/{words}") } else { words.to_owned() };
    NamedNode::new(&iri).map(NamedNode::into_string).map_err(|_| {
        Error::usage(format!("{words:?} is no IRI"))
            .hint("Q42, or https://www.wikidata.org/entity/Q42, or any other IRI")
    })
}
