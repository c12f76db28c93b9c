//! The nodes of the article's entities, the forms of their names and the unnamed sources.

use super::{Mentions, Writer};
use crate::annotate::EntityKind;
use crate::annotate::lexicon;
use crate::extract::Extraction;
use crate::graph::{mint, mint::Space, names, row, words};
use crate::resolve::{Kind, MentionForm, Resolution};
use crate::text::Span;
use crate::vocab::{dixit, rdfs, schema};
use oxigraph::model::{NamedNode, NamedNodeRef};
use std::collections::{BTreeMap, BTreeSet};

/// Words that stand for a name and are none.
const NO_NAMES: &[&str] = &[
    "he", "him", "his", "she", "her", "hers", "it", "its", "they", "them", "their", "we", "us", "our", "i", "me", "my",
    "you", "your", "who", "this", "that", "these", "those",
];

/// Titles of address, which are no part of a name.
const HONORIFICS: &[&str] = &["mr", "mrs", "ms", "miss", "mx", "dr", "prof", "comrade", "cde"];

/// Offices and ranks that stand before a name: with a last name alone they make no full name ("President Marsh").
const TITLES: &[&str] = &[
    "president",
    "senator",
    "sen",
    "representative",
    "rep",
    "congressman",
    "congresswoman",
    "governor",
    "gov",
    "mayor",
    "minister",
    "chancellor",
    "secretary",
    "ambassador",
    "judge",
    "justice",
    "sheriff",
    "attorney",
    "king",
    "queen",
    "prince",
    "princess",
    "pope",
    "bishop",
    "archbishop",
    "father",
    "sister",
    "reverend",
    "rev",
    "sir",
    "dame",
    "lord",
    "lady",
    "general",
    "gen",
    "colonel",
    "col",
    "captain",
    "capt",
    "major",
    "lieutenant",
    "lt",
    "sergeant",
    "sgt",
    "officer",
    "detective",
    "inspector",
    "chief",
    "director",
    "professor",
    "doctor",
    "coach",
    "councillor",
    "democrat",
    "republican",
];

/// Offices, ranks and parties that are no part of a full name that follows them ("Senator Ann Lee").
const LEADING: &[&str] = &[
    "president",
    "senator",
    "sen",
    "representative",
    "rep",
    "congressman",
    "congresswoman",
    "governor",
    "gov",
    "mayor",
    "minister",
    "chancellor",
    "secretary",
    "ambassador",
    "sheriff",
    "professor",
    "councillor",
    "general",
    "colonel",
    "lieutenant",
    "sergeant",
    "democrat",
    "republican",
    "mp",
    "mep",
    "rev",
];

/// Regions and countries after which people are called as well.
const NAMES_TOO: &[&str] = &[
    "africa",
    "america",
    "asia",
    "carolina",
    "chad",
    "china",
    "dakota",
    "florida",
    "georgia",
    "holland",
    "india",
    "indiana",
    "ireland",
    "israel",
    "jordan",
    "kenya",
    "louisiana",
    "malta",
    "montana",
    "nevada",
    "tennessee",
    "virginia",
    "wales",
    "york",
];

/// The node of each entity of the article.
pub struct Nodes {
    nodes: Vec<Option<Node>>,
}

struct Node {
    iri: NamedNode,
    /// Whether its IRI means this article's entity alone.
    own: bool,
    unnamed: bool,
}

impl Nodes {
    /// Mints a node for every entity that has a name or description.
    pub fn new(base: &str, key: &str, extraction: &Extraction, resolution: &Resolution, mentions: &Mentions) -> Self {
        let acting = acting(extraction, resolution, mentions);
        let mut taken = BTreeSet::new();
        let nodes = resolution.entities.iter().enumerate().map(|(index, entity)| match entity.kind {
            Kind::Unnamed => is_name(&entity.name).then(|| unnamed(base, key, &entity.name, &mut taken)),
            Kind::Named(kind) => named(base, key, kind, &entity.name, acting.contains(&index)),
        });
        Self { nodes: nodes.collect() }
    }

    /// The entity's node; none when its "name" is no name.
    pub fn of(&self, index: usize) -> Option<NamedNode> {
        self.get(index).map(|node| node.iri.clone())
    }

    /// Whether the entity is an unnamed source.
    pub fn is_unnamed(&self, index: usize) -> bool {
        self.get(index).is_some_and(|node| node.unnamed)
    }

    /// Whether the node means an entity of this article alone.
    pub fn is_own(&self, index: usize) -> bool {
        self.get(index).is_none_or(|node| node.own)
    }

    fn get(&self, index: usize) -> Option<&Node> {
        self.nodes.get(index)?.as_ref()
    }
}

/// The entities that speak, are spoken for or have roles: a name of no known kind that does so is an organisation.
fn acting(extraction: &Extraction, resolution: &Resolution, mentions: &Mentions) -> BTreeSet<usize> {
    let sources = extraction.attributions.iter().flat_map(|a| a.sources.iter().map(|source| source.head));
    let addressees = extraction.attributions.iter().filter_map(|a| a.addressee);
    let organizations = extraction.roles.iter().filter_map(|role| role.organization);
    let spans = sources.chain(addressees).chain(organizations);
    let spoken_for = resolution.entities.iter().filter_map(|entity| entity.speaks_for);
    spans.filter_map(|span| mentions.entity_at(resolution, span)).chain(spoken_for).collect()
}

fn named(base: &str, key: &str, kind: EntityKind, name: &str, acting: bool) -> Option<Node> {
    let bare = if kind == EntityKind::Person { without_leading(name) } else { without_honorific(name) };
    if !is_name(bare) {
        return None;
    }
    let node = |space, local: &str, own| Some(Node { iri: mint::node(base, space, local), own, unnamed: false });
    match kind {
        EntityKind::Person if is_full(bare) => node(Space::Person, &mint::slug(bare), false),
        EntityKind::Person => node(Space::Person, &format!("{}-{key}", mint::slug(bare)), true),
        // "the Secretary of State" names no body.
        EntityKind::Organization if names::is_no_body(bare) => None,
        EntityKind::Organization if names::is_kind(bare) => {
            node(Space::Body, &format!("{}-{key}", names::body(bare).0), true)
        }
        EntityKind::Organization | EntityKind::Place => node(Space::Body, &names::body(bare).0, false),
        EntityKind::Misc if acting => node(Space::Body, &names::body(bare).0, false),
        EntityKind::Misc => node(Space::Thing, &mint::slug(bare), false),
    }
}

/// The node of an unnamed source: its description without article; a second one of the same words is numbered.
fn unnamed(base: &str, key: &str, description: &str, taken: &mut BTreeSet<String>) -> Node {
    let slug = mint::slug(description);
    let bare = ["a-", "an-", "the-", "one-", "some-"].iter().find_map(|article| slug.strip_prefix(article));
    let bare = bare.filter(|rest| !rest.is_empty()).unwrap_or(&slug);
    let mut local = format!("{key}-{bare}");
    let mut number = 2;
    while !taken.insert(local.clone()) {
        local = format!("{key}-{bare}-{number}");
        number += 1;
    }
    Node { iri: mint::node(base, Space::Source, &local), own: true, unnamed: true }
}

/// The name without a title of address before it.
fn without_honorific(name: &str) -> &str {
    let name = name.trim();
    match name.split_once(char::is_whitespace) {
        Some((first, rest)) if HONORIFICS.contains(&mint::fold(first.trim_end_matches('.')).as_str()) => {
            rest.trim_start()
        }
        _ => name,
    }
}

/// A person's name without what stands before a full name and is no part of it: a title of address, an office, a party,
/// or the place that the person comes from ("Senator from Vermont Ann Lee"). Two words at least are left.
fn without_leading(name: &str) -> &str {
    let mut name = without_honorific(name);
    while let Some((first, rest)) = name.split_once(char::is_whitespace) {
        let (first, rest) = (lexicon::fold(first.trim_end_matches('.')), rest.trim_start());
        let next = rest.split_whitespace().next().map(lexicon::fold).unwrap_or_default();
        let is_office = LEADING.contains(&first.as_str()) || first == "first" && next == "lady";
        let is_place = || {
            (lexicon::is_region(&first) || lexicon::is_country(&first).is_some())
                && !NAMES_TOO.contains(&first.as_str())
                && lexicon::given_name(&next).is_some()
        };
        let rest =
            if first == "first" { rest.split_once(char::is_whitespace).map_or("", |(_, name)| name) } else { rest };
        if rest.split_whitespace().count() < 2 || !(is_office || is_place()) {
            break;
        }
        name = rest.trim_start();
    }
    name
}

/// Whether a person's name tells them apart beyond the article: two words, or two initials and a word; a title is none.
fn is_full(name: &str) -> bool {
    let slug = mint::slug(name);
    let parts: Vec<&str> = slug.split('-').skip_while(|part| TITLES.contains(part)).collect();
    let whole = parts.iter().filter(|part| part.chars().count() > 1).count();
    whole >= 2 || whole == 1 && parts.len() >= 3
}

/// The node of the outlet with this name.
pub fn outlet(base: &str, name: &str) -> Option<NamedNode> {
    let name = words::one_line(name);
    name.contains(char::is_alphanumeric).then(|| mint::node(base, Space::Body, &names::body(&name).0))
}

/// How often one form of a name is used, where first, and whether it is the entity's fullest.
#[derive(Default)]
struct Use {
    count: usize,
    first: Option<Span>,
    fullest: bool,
}

/// The forms of each node's names, apart for each class under which the article names it.
type Forms = BTreeMap<(NamedNode, &'static str), BTreeMap<String, Use>>;

impl Writer<'_> {
    /// Writes a name use for every form of the name of every entity that some fact names, and for the outlet.
    pub(super) fn names(&mut self) {
        let mut forms = Forms::new();
        for mention in self.resolution.mentions.iter().filter(|mention| mention.form == MentionForm::Name) {
            let Some(key) = mention.entity.and_then(|index| self.name_key(index)) else { continue };
            let Some(span) = self.trimmed(mention.span) else { continue };
            let form = words::one_line(span.of(self.text));
            if is_name(&form) {
                let entry = forms.entry(key).or_default().entry(form).or_default();
                entry.count += 1;
                entry.first = Some(entry.first.map_or(span, |first| first.min(span)));
            }
        }
        for (index, entity) in self.resolution.entities.iter().enumerate() {
            let Some(key) = self.name_key(index) else { continue };
            let of_node = forms.entry(key).or_default();
            for (other, count) in &entity.other_names {
                let form = words::one_line(other);
                if is_name(&form) {
                    of_node.entry(form).or_insert(Use { count: *count as usize, ..Use::default() });
                }
            }
            let is_person = entity.kind == Kind::Named(EntityKind::Person);
            let bare = if is_person { without_leading(&entity.name) } else { without_honorific(&entity.name) };
            of_node.entry(words::one_line(bare)).or_default().fullest = true;
        }
        if let (Some(node), Some(name)) = (self.outlet.clone(), self.document.article.publisher.as_deref()) {
            let of_outlet = forms.entry((node, schema::NEWS_MEDIA_ORGANIZATION.as_str())).or_default();
            of_outlet.insert(words::one_line(name), Use { count: 1, first: None, fullest: true });
        }
        for ((node, class), of_node) in forms {
            for (form, used) in of_node {
                self.name_use(&node, &form, &used, NamedNodeRef::new_unchecked(class));
            }
        }
    }

    /// The node and class under which the names of a used entity are collected; none for unnamed sources.
    fn name_key(&self, index: usize) -> Option<(NamedNode, &'static str)> {
        if !self.used.contains(&index) || self.nodes.is_unnamed(index) {
            return None;
        }
        let (node, entity) = (self.nodes.of(index)?, self.resolution.entities.get(index)?);
        let class = self.class_of(entity.kind, &node);
        Some((node, class.as_str()))
    }

    /// The class under which the article names the entity.
    fn class_of(&self, kind: Kind, node: &NamedNode) -> NamedNodeRef<'static> {
        match (kind, mint::parse(&self.settings.base, node)) {
            (Kind::Named(EntityKind::Person), _) => schema::PERSON,
            (Kind::Named(EntityKind::Place), _) => schema::PLACE,
            (_, Some((Space::Thing, _))) => schema::THING,
            _ => schema::ORGANIZATION,
        }
    }

    fn name_use(&mut self, entity: &NamedNode, form: &str, used: &Use, class: NamedNodeRef<'_>) {
        let local = entity.as_str().strip_prefix(&self.settings.base).unwrap_or(entity.as_str());
        let node = self.own(Space::Name, &mint::hash(&[local, form, class.as_str()], 10));
        let article = self.article.clone();
        self.class(&node, dixit::NAME_USE);
        self.plain(&node, rdfs::LABEL, form);
        self.plain(&node, schema::NAME, form);
        self.add(&node, schema::IS_PART_OF, article);
        self.add(&node, dixit::NAMES, entity.clone());
        self.add(&node, dixit::NAMED_AS, class.into_owned());
        self.add(&node, dixit::COUNT, row::integer(used.count));
        self.flag(&node, dixit::FULLEST, used.fullest);
        if let Some(span) = used.first.and_then(|span| self.span(span, "name")) {
            self.add(&node, dixit::EVIDENCE, span);
        }
    }

    /// A description as it reads inside a sentence, what begins with a name of the article left as it stands.
    pub(super) fn in_sentence(&self, description: &str) -> String {
        let mut names = self.document.entities.iter().map(|entity| entity.span.of(self.text));
        if names.any(|name| begins_with(description, name)) { description.to_owned() } else { lowered(description) }
    }

    /// Writes the unnamed sources that some fact names.
    pub(super) fn unnamed_sources(&mut self) {
        let unnamed: Vec<usize> = self.used.iter().copied().filter(|&index| self.nodes.is_unnamed(index)).collect();
        let mut first: BTreeMap<usize, (bool, Span)> = BTreeMap::new();
        for mention in &self.resolution.mentions {
            if let (Some(index), Some(span)) = (mention.entity, self.trimmed(mention.span)) {
                let place = (mention.form == MentionForm::Pronoun, span);
                first.entry(index).and_modify(|found| *found = place.min(*found)).or_insert(place);
            }
        }
        for index in unnamed {
            let (Some(node), Some(entity)) = (self.nodes.of(index), self.resolution.entities.get(index)) else {
                continue;
            };
            let description = words::one_line(&entity.name);
            let article = self.article.clone();
            self.class(&node, dixit::UNNAMED_SOURCE);
            self.plain(&node, rdfs::LABEL, &self.in_sentence(&description));
            self.plain(&node, dixit::DESCRIPTION, &description);
            self.add(&node, schema::IS_PART_OF, article);
            let spoken_for = entity.speaks_for.filter(|&other| other != index && !self.nodes.is_unnamed(other));
            if let Some(other) = spoken_for.and_then(|other| self.entity(other)) {
                self.add(&node, dixit::SPEAKS_FOR, other);
            }
            if let Some(span) = first.get(&index).and_then(|(_, span)| self.span(*span, "description")) {
                self.add(&node, dixit::EVIDENCE, span);
            }
        }
    }
}

/// Whether the form has letters or digits and is no pronoun.
fn is_name(form: &str) -> bool {
    form.contains(char::is_alphanumeric)
        && (form == "US" || form == "IT" || !NO_NAMES.contains(&mint::fold(form).as_str()))
}

/// The first word of a description, its genitive left out.
fn first_word(description: &str) -> &str {
    let first = description.split_whitespace().next().unwrap_or_default();
    ["'s", "’s", "'", "’"].iter().find_map(|ending| first.strip_suffix(ending)).unwrap_or(first)
}

/// Whether a description begins with a word of `name`: "Lenz’s team" with one of "Ivo Lenz". Articles are words of no name.
fn begins_with(description: &str, name: &str) -> bool {
    let first = first_word(description);
    !["a", "an", "the"].contains(&first.to_lowercase().as_str())
        && name.split_whitespace().any(|word| first_word(word) == first)
}

/// The description as it reads inside a sentence: "A clerk" becomes "a clerk", "UN staff" stays.
fn lowered(description: &str) -> String {
    let mut chars = description.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), second) if second.is_none_or(|c| c.is_lowercase() || c.is_whitespace()) => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => description.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn iri(kind: EntityKind, name: &str) -> Option<String> {
        named("https://n.example/", "0123456789abcdef", kind, name, false)
            .map(|node| node.iri.as_str().trim_start_matches("https://n.example/").to_owned())
    }

    #[test]
    fn full_names_are_shared_and_single_names_are_not() {
        let person = |name| iri(EntityKind::Person, name).unwrap_or_default();
        assert_eq!(person("Maren Oake"), "person/maren-oake");
        assert_eq!(person("Ms. Maren Oake"), "person/maren-oake");
        assert_eq!(person("Oake"), "person/oake-0123456789abcdef");
        assert_eq!(person("Mr. Oake"), "person/oake-0123456789abcdef");
        assert_eq!(person("M. Oake"), "person/m-oake-0123456789abcdef");
        assert_eq!(person("M. T. Oake"), "person/m-t-oake");
        assert_eq!(person("President Oake"), "person/president-oake-0123456789abcdef");
        assert_eq!(person("Senator Maren Oake"), "person/maren-oake");
        assert_eq!(person("First Lady Maren Oake"), "person/maren-oake");
        assert_eq!(person("Comrade Oake"), "person/oake-0123456789abcdef");
        assert_eq!(person("Vermont Maren Oake"), "person/maren-oake");
        assert_eq!(person("Maren Vermont Oake"), "person/maren-vermont-oake");
        assert_eq!(person("Virginia Maren Oake"), "person/virginia-maren-oake");
        assert_eq!(person("Democrat Oake"), "person/democrat-oake-0123456789abcdef");
    }

    #[test]
    fn a_word_for_a_kind_of_body_is_shared_by_no_articles() {
        let body = |name| iri(EntityKind::Organization, name);
        assert_eq!(body("House").as_deref(), Some("organization/house"));
        assert_eq!(body("the Court").as_deref(), Some("organization/court-0123456789abcdef"));
        assert_eq!(body("Velden Court").as_deref(), Some("organization/velden-court"));
        assert_eq!(body("State"), None);
    }

    #[test]
    fn a_pronoun_is_never_a_name() {
        assert_eq!(iri(EntityKind::Person, "He"), None);
        assert_eq!(iri(EntityKind::Organization, "it"), None);
        assert_eq!(iri(EntityKind::Place, "US").as_deref(), Some("organization/us"));
        assert_eq!(iri(EntityKind::Misc, "—"), None);
    }

    #[test]
    fn two_sources_of_one_description_are_two() {
        let mut taken = BTreeSet::new();
        let one = unnamed("https://n.example/", "00", "A harbour clerk", &mut taken).iri;
        let two = unnamed("https://n.example/", "00", "a harbour clerk", &mut taken).iri;
        assert_eq!(one.as_str(), "https://n.example/source/00-harbour-clerk");
        assert_eq!(two.as_str(), "https://n.example/source/00-harbour-clerk-2");
    }

    #[test]
    fn descriptions_read_inside_a_sentence() {
        assert_eq!(lowered("A clerk"), "a clerk");
        assert_eq!(lowered("Residents"), "residents");
        assert_eq!(lowered("UN staff"), "UN staff");
        assert!(begins_with("Lenz’s team", "Ivo Lenz") && begins_with("Norse officials", "Norse"));
        assert!(!begins_with("The team", "The Velden Times") && !begins_with("Residents", "Ivo Lenz"));
    }
}
