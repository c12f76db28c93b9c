//! Walks through a document once and gives every pronoun and every source its entity.

mod before;

use super::again;
use super::antecedent::{self, Saying, Scene, Seen};
use super::bodies::BodyName;
use super::candidates;
use super::clusters::{self, Clusters};
use super::context::Context;
use super::descriptions::{self, Class, Description};
use super::names::PersonName;
use super::offices::{self, KnownRole};
use super::place::{Place, place};
use super::pronouns::{self, Pronoun, PronounKind};
use super::sayings::Sayings;
use super::{Entity, Example, ExampleCandidate, Gender, Kind, Mention, MentionForm, Resolution};
use crate::annotate::EntityKind;
use crate::annotate::lexicon;
use crate::extract::{Extraction, QuoteType, SourceForm, SourceMention};
use crate::text::Span;
use before::{hint, shown_genders, speaking};
use rustc_hash::FxHashMap;
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

/// A pronoun is left unresolved when less belief than this falls on its best candidate.
const LEAST_BELIEF: f32 = 0.3;
/// A link this sure tells the gender of its entity.
const SURE: f32 = 0.75;

/// The state of the walk.
pub struct Linker<'a> {
    context: &'a Context<'a>,
    extraction: &'a Extraction,
    entities: Vec<Entity>,
    mentions: Vec<Mention>,
    /// Where the mentions stand.
    places: BTreeSet<(usize, usize)>,
    /// Where names stand: first byte to end; they do not overlap.
    names: BTreeMap<usize, usize>,
    seen: Vec<Seen>,
    /// The first token of the first mention of each entity in `seen`.
    firsts: FxHashMap<usize, usize>,
    sayings: Sayings,
    /// The names of each entity, taken apart when first asked for.
    body_names: Vec<OnceCell<Vec<BodyName>>>,
    /// The unnamed sources with their folded descriptions.
    unnamed: Vec<(usize, String)>,
    uses: Vec<u32>,
    roles: Vec<KnownRole>,
    examples: Option<Vec<Example>>,
    hints: Vec<Gender>,
    no_person: Vec<usize>,
    several: Vec<usize>,
}

/// Something that asks for an entity, at its place in the text.
enum Question<'a> {
    Pronoun(Pronoun),
    Source(usize, &'a SourceMention),
}

impl<'a> Linker<'a> {
    /// Groups the names and gathers the sayings.
    pub fn new(context: &'a Context<'a>, extraction: &'a Extraction) -> Self {
        let speaking = speaking(context, extraction);
        let Clusters { entities, mentions } = clusters::cluster(context, &speaking);
        let mut linker = Self {
            context,
            extraction,
            body_names: vec![OnceCell::new(); entities.len()],
            unnamed: Vec::new(),
            uses: vec![0; entities.len()],
            entities,
            mentions,
            places: BTreeSet::new(),
            names: BTreeMap::new(),
            seen: Vec::new(),
            firsts: FxHashMap::default(),
            sayings: Sayings::default(),
            roles: Vec::new(),
            examples: None,
            hints: Vec::new(),
            no_person: Vec::new(),
            several: Vec::new(),
        };
        linker.hints = linker.entities.iter().map(hint).collect();
        for (index, (mention, name)) in linker.mentions.iter().zip(&context.document.entities).enumerate() {
            let Some(entity) = mention.entity else { continue };
            if let Some(uses) = linker.uses.get_mut(entity) {
                *uses += 1;
            }
            let tokens = name.tokens.clone();
            // Who speaks is the subject of the speaking, wherever the name stands ("said Finn").
            let place = if speaking.contains(&index) { Place::Subject } else { place(context, &tokens) };
            linker.firsts.entry(entity).or_insert(tokens.start);
            linker.seen.push(Seen {
                entity,
                span: mention.span,
                token: tokens.start,
                end: tokens.end,
                place,
                named: true,
            });
        }
        linker.mentions.retain(|mention| mention.entity.is_some());
        linker.states();
        linker.places = linker.mentions.iter().map(|m| (m.span.start(), m.span.end())).collect();
        let names = linker.mentions.iter().filter(|m| m.form == MentionForm::Name);
        linker.names = names.map(|m| (m.span.start(), m.span.end())).collect();
        linker.sayings = Sayings::new(linker.sayings());
        linker.roles = offices::known(context, &extraction.roles, |person| linker.named_at(person));
        linker
    }

    /// The body of a state's office is the state: "Russian" in "Russian president" means Russia.
    fn states(&mut self) {
        let text = self.context.document.text();
        let mut found: BTreeMap<Span, usize> = BTreeMap::new();
        for span in self.extraction.roles.iter().filter_map(|role| role.organization) {
            let Some(state) = lexicon::demonym(&lexicon::folded(span.of(text))) else { continue };
            let means = |e: &Entity| {
                let country = lexicon::is_country(&lexicon::folded(&e.name));
                e.kind == Kind::Named(EntityKind::Place) && (e.name == state || country == Some(state))
            };
            let known = self.entities.iter().position(means);
            let entity = known.unwrap_or_else(|| {
                self.add(Entity {
                    kind: Kind::Named(EntityKind::Place),
                    name: state.to_owned(),
                    other_names: Vec::new(),
                    gender: Gender::Unknown,
                    speaks_for: None,
                })
            });
            found.insert(span, entity);
        }
        self.mentions.retain(|mention| !found.contains_key(&mention.span));
        for (span, entity) in found {
            self.mentions.push(Mention {
                span,
                form: MentionForm::Name,
                entity: Some(entity),
                confidence: 0.9,
                antecedent: None,
            });
        }
    }

    fn sayings(&self) -> Vec<Saying> {
        let attributions = self.extraction.attributions.iter();
        attributions
            .map(|attribution| Saying {
                content: attribution.content.iter().map(|piece| self.context.tokens_in(*piece)).collect(),
                direct: attribution.quote_type == QuoteType::Direct,
                cited: attribution.rule == "according-to",
                sources: attribution.sources.iter().map(|s| self.context.tokens_in(s.head)).collect(),
                speakers: attribution.sources.iter().filter_map(|s| self.named_at(s.head)).collect(),
            })
            .collect()
    }

    /// The entity of the name at `span`.
    fn named_at(&self, span: Span) -> Option<usize> {
        let tokens = self.context.tokens_in(span);
        let start = self.seen.partition_point(|s| s.end <= tokens.start);
        self.seen.get(start).filter(|s| s.span.overlaps(span)).map(|s| s.entity)
    }

    /// Answers every question in the order of the text; then the speakers' own "I".
    pub fn link(&mut self) {
        let pronouns = pronouns::find(self.context);
        for (entity, gender) in shown_genders(self.context, &self.entities, &self.seen, &pronouns) {
            if let Some(found) = self.entities.get_mut(entity) {
                found.gender = gender;
            }
        }
        let mut questions: Vec<(usize, Question<'a>)> = Vec::new();
        let extraction = self.extraction;
        for (index, attribution) in extraction.attributions.iter().enumerate() {
            for source in &attribution.sources {
                let next = pronouns.partition_point(|p| p.span.end() <= source.head.start());
                let is_pronoun = source.form == SourceForm::Pronoun
                    && pronouns.get(next).is_some_and(|p| p.span.overlaps(source.head));
                if !is_pronoun {
                    questions.push((source.head.start(), Question::Source(index, source)));
                }
            }
        }
        questions.extend(pronouns.iter().map(|p| (p.span.start(), Question::Pronoun(*p))));
        questions.sort_by_key(|(start, _)| *start);
        for (_, question) in &questions {
            match question {
                Question::Pronoun(pronoun) if !matches!(pronoun.kind, PronounKind::Speaker | PronounKind::Group) => {
                    self.pronoun(pronoun);
                }
                Question::Source(index, source) => self.source(*index, source),
                Question::Pronoun(_) => {}
            }
        }
        for pronoun in pronouns.iter().filter(|p| p.kind == PronounKind::Speaker) {
            self.speaker(pronoun);
        }
        for pronoun in pronouns.iter().filter(|p| p.kind == PronounKind::Group) {
            self.record(pronoun.span, MentionForm::Pronoun, None, 0.0, None);
        }
    }

    fn scene(&self) -> Scene<'_> {
        Scene {
            context: self.context,
            entities: &self.entities,
            seen: &self.seen,
            firsts: &self.firsts,
            sayings: &self.sayings,
            body_names: &self.body_names,
            uses: &self.uses,
            hints: &self.hints,
            no_person: &self.no_person,
            several: &self.several,
        }
    }

    fn record(
        &mut self,
        span: Span,
        form: MentionForm,
        entity: Option<usize>,
        confidence: f32,
        antecedent: Option<Span>,
    ) {
        self.places.insert((span.start(), span.end()));
        if form == MentionForm::Name {
            self.names.insert(span.start(), span.end());
        }
        self.mentions.push(Mention { span, form, entity, confidence, antecedent });
    }

    /// Makes a resolved mention a possible antecedent of what follows.
    fn see(&mut self, entity: usize, span: Span, place_known: Option<Place>) {
        let tokens = self.context.tokens_in(span);
        let place = place_known.unwrap_or_else(|| place(self.context, &tokens));
        let at = self.seen.partition_point(|s| s.token <= tokens.start);
        self.seen.insert(at, Seen { entity, span, token: tokens.start, end: tokens.end, place, named: false });
        self.firsts.entry(entity).and_modify(|first| *first = tokens.start.min(*first)).or_insert(tokens.start);
        self.sayings.hear(tokens.start, entity);
    }

    fn pronoun(&mut self, pronoun: &Pronoun) {
        self.keep_example(pronoun);
        let is_source = self.sayings.with_source(pronoun.token).is_some();
        let best = match pronoun.kind {
            PronounKind::Relative => self.relative(pronoun),
            PronounKind::Singular(_) => {
                antecedent::best(&self.scene(), pronoun).map(|(c, belief)| (c.entity, belief, c.mention.span))
            }
            _ if is_source => again::body(&self.scene(), pronoun),
            _ => None,
        };
        let best = best.filter(|(_, belief, _)| !is_source || *belief >= LEAST_BELIEF);
        let Some((entity, belief, through)) = best else {
            self.record(pronoun.span, MentionForm::Pronoun, None, 0.0, None);
            return;
        };
        if let (PronounKind::Singular(gender), Some(found)) = (pronoun.kind, self.entities.get_mut(entity))
            && found.gender == Gender::Unknown
            && belief >= SURE
        {
            found.gender = gender;
        }
        self.see(entity, pronoun.span, Some(pronoun.place));
        self.record(
            pronoun.span,
            MentionForm::Pronoun,
            Some(entity),
            belief.min(0.97),
            Some(self.name_before(entity, through)),
        );
    }

    /// The name mention that a chain of pronouns goes back to.
    fn name_before(&self, entity: usize, through: Span) -> Span {
        let is_name = |s: &&Seen| s.entity == entity && s.named;
        let upto = self.seen.partition_point(|s| s.span.start() <= through.start());
        let nearest = self.seen.get(..upto).unwrap_or_default().iter().rfind(is_name);
        nearest.or_else(|| self.seen.iter().find(is_name)).map_or(through, |s| s.span)
    }

    /// "who": the person named just before, past a comma.
    fn relative(&self, pronoun: &Pronoun) -> Option<(usize, f32, Span)> {
        let upto = self.seen.partition_point(|s| s.token < pronoun.token);
        let last = self.seen.get(..upto)?.last()?;
        let gap = self.context.document.text().get(last.span.end()..pronoun.span.start())?;
        let person = self.entities.get(last.entity).is_some_and(|e| e.kind == Kind::Named(EntityKind::Person));
        let adjacent = gap.trim_matches([' ', ',']).is_empty()
            || (gap.starts_with(", ") && gap.len() < 12 && gap.trim_end().ends_with(','));
        (person && adjacent).then_some((last.entity, 0.9, last.span))
    }

    /// "I" inside a quotation: its speaker.
    fn speaker(&mut self, pronoun: &Pronoun) {
        let quoted = self.context.is_quoted(pronoun.token);
        let holding = self.sayings.holding(pronoun.token).filter(|s| s.direct || quoted);
        let inner = holding.min_by_key(|s| s.content.iter().map(ExactSizeIterator::len).sum::<usize>());
        let speaker = inner.and_then(|s| match s.speakers[..] {
            [only] => Some(only),
            _ => None,
        });
        let through = speaker.map(|entity| self.name_before(entity, pronoun.span));
        self.record(pronoun.span, MentionForm::Pronoun, speaker, if speaker.is_some() { 0.9 } else { 0.0 }, through);
    }

    /// A source that is a name without a name mention, or a description.
    fn source(&mut self, index: usize, source: &SourceMention) {
        if self.initials(index, source) {
            return;
        }
        let name_before = self.names.range(..source.head.end()).next_back();
        let is_named = name_before.is_some_and(|(_, end)| *end > source.head.start());
        if is_named || self.places.contains(&(source.head.start(), source.head.end())) {
            return;
        }
        let outlet = descriptions::is_outlet(self.context, source.head);
        let bare_role = !outlet && lexicon::is_bare_role(source.head.of(self.context.document.text()));
        match source.form {
            SourceForm::Name if bare_role => self.description(source),
            SourceForm::Name => self.unlisted_name(source),
            SourceForm::Description if outlet => self.unlisted_name(source),
            SourceForm::Description => self.description(source),
            // No pronoun stands there: nothing is known of it.
            SourceForm::Pronoun => self.record(source.head, MentionForm::Pronoun, None, 0.0, None),
        }
    }

    /// The initials before a turn of an interview: the person of these initials, else somebody unnamed. False for other sources.
    fn initials(&mut self, index: usize, source: &SourceMention) -> bool {
        let turn = self.extraction.attributions.get(index).is_some_and(|a| a.rule == "transcript-turn");
        let text = source.head.of(self.context.document.text());
        let letters: String = text.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
        if !turn || letters.chars().count() > 3 || text.chars().any(char::is_lowercase) {
            return false;
        }
        let fits = |e: &Entity| {
            let name = PersonName::parse(&e.name);
            let initials: String = name.words.iter().filter_map(|word| word.chars().next()).collect();
            e.kind == Kind::Named(EntityKind::Person) && name.is_full() && initials == letters
        };
        let mut known = (0..self.entities.len()).filter(|i| self.entities.get(*i).is_some_and(fits));
        let only = known.next().filter(|_| known.next().is_none());
        let before = |e: &Entity| e.kind == Kind::Unnamed && e.name == text;
        let entity = only.or_else(|| self.entities.iter().position(before)).unwrap_or_else(|| {
            self.add(Entity {
                kind: Kind::Unnamed,
                name: text.to_owned(),
                other_names: Vec::new(),
                gender: Gender::Unknown,
                speaks_for: None,
            })
        });
        self.mentions.retain(|mention| !mention.span.overlaps(source.head));
        self.see(entity, source.head, None);
        let form = if only.is_some() { MentionForm::Name } else { MentionForm::Description };
        self.record(source.head, form, Some(entity), 0.8, None);
        true
    }

    /// Whether a word is the last name of a person whom the article names in full.
    fn is_known_family(&self, word: &str) -> bool {
        let folded = lexicon::fold(word.trim());
        self.entities.iter().any(|e| {
            let name = PersonName::parse(&e.name);
            e.kind == Kind::Named(EntityKind::Person) && name.is_full() && name.family() == folded
        })
    }

    /// A name that the recogniser missed: somebody known by it, else a new entity.
    fn unlisted_name(&mut self, source: &SourceMention) {
        let text = candidates::clean(source.head.of(self.context.document.text()));
        let name = PersonName::parse(text);
        let fits =
            |e: &Entity| e.kind == Kind::Named(EntityKind::Person) && PersonName::parse(&e.name).fit(&name).is_some();
        let known = self.entities.iter().position(|e| e.name == text).or_else(|| self.entities.iter().position(fits));
        let entity = known.unwrap_or_else(|| {
            let word = name.words.first().map(String::as_str).unwrap_or_default();
            let person = (lexicon::given_name(word).is_some() || name.words.len() == 1)
                && !descriptions::is_outlet(self.context, source.head);
            let kind = if person { EntityKind::Person } else { EntityKind::Organization };
            self.add(Entity {
                kind: Kind::Named(kind),
                name: text.to_owned(),
                other_names: Vec::new(),
                gender: Gender::Unknown,
                speaks_for: None,
            })
        });
        self.see(entity, source.head, None);
        self.record(source.head, MentionForm::Name, Some(entity), 0.6, None);
    }

    fn add(&mut self, entity: Entity) -> usize {
        self.hints.push(hint(&entity));
        self.body_names.push(OnceCell::new());
        if entity.kind == Kind::Unnamed {
            self.unnamed.push((self.entities.len(), lexicon::fold(&entity.name)));
        }
        self.entities.push(entity);
        self.uses.push(1);
        self.entities.len() - 1
    }

    fn description(&mut self, source: &SourceMention) {
        let words = source.span.of(self.context.document.text());
        if !words.trim().contains(' ') && words.starts_with(char::is_uppercase) && self.is_known_family(words) {
            self.unlisted_name(source);
            return;
        }
        let description = descriptions::read(self.context, source.span, source.head);
        let linked = descriptions::link(&self.scene(), &description, &self.roles)
            .filter(|(_, _, through)| !self.spoke_since(&description, *through));
        let (entity, confidence, antecedent) = match linked {
            Some((entity, confidence, through)) => (entity, confidence, Some(self.name_before(entity, through))),
            None => (self.unnamed(&description, source), 0.8, None),
        };
        self.see(entity, source.head, None);
        self.record(source.head, MentionForm::Description, Some(entity), confidence, antecedent);
    }

    /// Whether a body or a person without a name but with the description's noun ("the paramedics' union") has spoken since the
    /// mention of the named one: then "the union" means that.
    fn spoke_since(&self, description: &Description, through: Span) -> bool {
        let noun = |name: &str| name.split_whitespace().any(|word| word == description.noun);
        let alike = |entity: usize| self.unnamed.iter().any(|(known, name)| *known == entity && noun(name));
        let since = self.seen.iter().rev().take_while(|s| s.span.start() > through.start());
        matches!(description.class, Class::Body | Class::Person)
            && since.into_iter().any(|s| s.token < description.tokens.start && alike(s.entity))
    }

    /// The unnamed source of a description: the one that the same words or "the" plus the same noun spoke of, else a new one.
    fn unnamed(&mut self, description: &Description, source: &SourceMention) -> usize {
        let text = source.span.of(self.context.document.text()).trim();
        let folded = lexicon::fold(text);
        let owned = text.contains("'s ") || text.contains("’s ");
        let noun = |name: &str| {
            name.split_whitespace().any(|w| w == description.noun || w.trim_end_matches('s') == description.noun)
        };
        let same = |name: &str| {
            name == folded
                || (description.plural && !text.contains(' ') && name.starts_with(&folded))
                || (description.definite
                    && !owned
                    && description.class != Class::Other
                    && noun(name)
                    && !description.plural)
        };
        if let Some((known, _)) = self.unnamed.iter().rfind(|(_, name)| same(name)) {
            return *known;
        }
        let speaks_for = descriptions::speaks_for(&self.scene(), description);
        let is_thing = description.class == Class::Other && !descriptions::may_be_a_person(&description.noun);
        if description.plural || is_thing || matches!(description.class, Class::Body | Class::Document) {
            self.no_person.push(self.entities.len());
        }
        if description.plural || description.class == Class::Body {
            self.several.push(self.entities.len());
        }
        self.add(Entity {
            kind: Kind::Unnamed,
            name: text.to_owned(),
            other_names: Vec::new(),
            gender: description.gender,
            speaks_for,
        })
    }

    /// From now on what the ranker sees is kept.
    pub fn keep_examples(&mut self) {
        self.examples = Some(Vec::new());
    }

    /// What the ranker saw.
    pub fn into_examples(self) -> Vec<Example> {
        self.examples.unwrap_or_default()
    }

    fn keep_example(&mut self, pronoun: &Pronoun) {
        if self.examples.is_none() || !matches!(pronoun.kind, PronounKind::Singular(_)) {
            return;
        }
        let mentions = |entity: usize| self.seen.iter().filter(|s| s.entity == entity).map(|s| s.span).collect();
        let candidates = antecedent::candidates(&self.scene(), pronoun);
        let candidates = candidates
            .iter()
            .map(|c| ExampleCandidate { mentions: mentions(c.entity), features: c.features })
            .collect();
        if let Some(examples) = &mut self.examples {
            examples.push(Example { pronoun: pronoun.span, candidates });
        }
    }

    /// The resolution, its mentions in the order of the text and each place once.
    pub fn finish(mut self) -> Resolution {
        self.mentions.sort_by_key(|m| (m.span.start(), m.span.end()));
        let mut places = BTreeSet::new();
        self.mentions.retain(|m| places.insert((m.span.start(), m.span.end())));
        Resolution { entities: self.entities, mentions: self.mentions, ..Resolution::default() }
    }
}
