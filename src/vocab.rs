//! The terms of dixit's graph as constants, with the prefixes that make them readable.

use oxigraph::model::NamedNodeRef;

/// What a term is in the ontology.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A class.
    Class,
    /// A property.
    Property,
    /// A fixed individual, such as a stance.
    Individual,
    /// A datatype.
    Datatype,
}

/// One term, for completion, hints and the test that holds `ontology/dixit.ttl` against this file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// The prefix of its namespace, without colon.
    pub prefix: &'static str,
    /// Its name in the namespace.
    pub local: &'static str,
    /// Its full IRI.
    pub iri: NamedNodeRef<'static>,
    /// What it is.
    pub kind: Kind,
    /// One sentence about it.
    pub doc: &'static str,
}

/// Declares a namespace: `BASE`, one documented constant for each term, and the table `TERMS` of all.
macro_rules! namespace {
    ($(#[$about:meta])* $module:ident = $base:literal;
     $( #[doc = $doc:literal] $name:ident = $local:literal $kind:ident; )*) => {
        $(#[$about])*
        pub mod $module {
            use super::{Kind, Term};
            use oxigraph::model::NamedNodeRef;

            /// The IRI under which all terms of the namespace stand.
            pub const BASE: &str = $base;
            $(
                #[doc = $doc]
                pub const $name: NamedNodeRef<'_> = NamedNodeRef::new_unchecked(concat!($base, $local));
            )*
            /// Every term above, in the same order.
            pub const TERMS: &[Term] = &[$(Term {
                prefix: stringify!($module),
                local: $local,
                iri: $name,
                kind: Kind::$kind,
                doc: $doc.trim_ascii(),
            }),*];
        }
    };
}

namespace! {
    /// dixit's own terms; `ontology/dixit.ttl` gives them domains, ranges and their order.
    dixit = "https://w3id.org/dixit/ns#";

    /// A statement of one article that a person holds or held a role, with or without an organisation.
    ROLE_MENTION = "RoleMention" Class;
    /// A source that one article quotes without a name; never the same as one of another article.
    UNNAMED_SOURCE = "UnnamedSource" Class;
    /// One written form of an entity's name in one article.
    NAME_USE = "NameUse" Class;
    /// The text of an article as it was before it changed.
    ARTICLE_VERSION = "ArticleVersion" Class;
    /// A thought, knowledge or plan that an article ascribes to somebody; not a quotation.
    THOUGHT_REPORT = "ThoughtReport" Class;
    /// A wish, fear or support that an article ascribes to somebody; not a quotation.
    ATTITUDE_REPORT = "AttitudeReport" Class;
    /// What a person decided about a fact or an entity.
    JUDGEMENT = "Judgement" Class;
    /// A quotation, report or role mention that a person rejected: no answer has it, and what shows it is kept.
    REJECTED_FACT = "RejectedFact" Class;
    /// A run of words in one or more articles, by which reprints are found.
    PASSAGE_CLASS = "Passage" Class;
    /// That an article repeats the wording of an earlier one.
    REPRINT = "Reprint" Class;
    /// What a speaker does with the content of a quotation.
    STANCE_CLASS = "Stance" Class;
    /// How a quotation reports its content.
    QUOTE_TYPE_CLASS = "QuoteType" Class;
    /// How a content judges what it speaks of.
    EVALUATION_CLASS = "Evaluation" Class;
    /// What kind of statement a content is.
    MODALITY_CLASS = "Modality" Class;
    /// What kind of words name a speaker.
    SPEAKER_BASIS_CLASS = "SpeakerBasis" Class;
    /// Whether a role is held at the article's date.
    ROLE_STATUS_CLASS = "RoleStatus" Class;

    /// The outlet that published the article or the quotation's article.
    OUTLET = "outlet" Property;
    /// The day of publication, always an xsd:date; absent where the article has none.
    DATE = "date" Property;
    /// The SHA-256 of the kept text, in lower-case hexadecimal digits.
    TEXT_SHA256 = "textSha256" Property;
    /// The author or authors as the source names them.
    BYLINE = "byline" Property;
    /// The number of words of an article's text or of a quotation's content.
    WORDS = "words" Property;
    /// The fingerprint of an article's wording: the smallest hashes of its runs of five words, and of those it quotes.
    SKETCH = "sketch" Property;
    /// A run of words of the article by which its reprints are found: one of those with the smallest hashes.
    PASSAGE = "passage" Property;
    /// The earliest article that has the passage and of which a later one is a reprint.
    LEADER = "leader" Property;
    /// The article that is a reprint.
    COPY = "copy" Property;
    /// The first article, by date, whose wording the reprint repeats.
    ORIGINAL = "original" Property;
    /// The share of the shorter text's wording that stands in the longer one too, from 0 to 1.
    SHARE = "share" Property;
    /// How many quotations of somebody there are: said, at the outermost level.
    QUOTATION_COUNT = "quotationCount" Property;
    /// In how many outlets quotations express a claim; given where there is more than one.
    OUTLET_COUNT = "outletCount" Property;
    /// The membership that a role mention is evidence of.
    ATTESTS = "attests" Property;
    /// Whether a role is held: current, acting, former or future.
    STATUS = "status" Property;
    /// How likely the fact is right, from 0 to 1.
    CONFIDENCE = "confidence" Property;
    /// The span of the kept text that proves the fact.
    EVIDENCE = "evidence" Property;
    /// The span of the kept text that names the speaker.
    SPEAKER_EVIDENCE = "speakerEvidence" Property;
    /// The rule or model that found what the span proves.
    RULE = "rule" Property;
    /// The place of the span among the pieces of a broken content, counted from one.
    PIECE = "piece" Property;
    /// The role mention that says in which role the speaker speaks.
    SPEAKER_AS = "speakerAs" Property;
    /// What kind of words name the speaker.
    SPEAKER_BASIS = "speakerBasis" Property;
    /// The words that name the speaker, where they are no name.
    SPEAKER_WORDS = "speakerWords" Property;
    /// Who is spoken to.
    ADDRESSEE = "addressee" Property;
    /// The lemma of the word that reports the saying.
    CUE_LEMMA = "cueLemma" Property;
    /// What the speaker does with the content.
    STANCE = "stance" Property;
    /// Whether the content stands in quotation marks wholly, partly or not at all.
    QUOTE_TYPE = "quoteType" Property;
    /// The claim that the quotation expresses.
    EXPRESSES = "expresses" Property;
    /// Whom the content judges or acts on; also one of schema:about.
    TARGET = "target" Property;
    /// How likely the content judges that target and judges it so, from 0 to 1.
    TARGET_CONFIDENCE = "targetConfidence" Property;
    /// The quotation or report inside which this one stands: what A said that B said is within what A said.
    WITHIN = "within" Property;
    /// How the content judges what it speaks of; absent where it neither praises nor blames.
    EVALUATION = "evaluation" Property;
    /// What kind of statement the content is; absent where it tells a fact.
    MODALITY = "modality" Property;
    /// A day, month or year that the content names; what hangs on the article's date is resolved.
    WHEN = "when" Property;
    /// True where the main clause of the content is negated.
    NEGATED = "negated" Property;
    /// True where the text says that this was not said.
    SAYING_NEGATED = "sayingNegated" Property;
    /// True where the text says that this would or might be said.
    SAYING_HYPOTHETICAL = "sayingHypothetical" Property;
    /// True where the quotation stands in the headline.
    HEADLINE = "headline" Property;
    /// True where the text says that the words were translated.
    TRANSLATED = "translated" Property;
    /// An unnamed source's description as it stands.
    DESCRIPTION = "description" Property;
    /// The organisation, state or person for whom a source speaks.
    SPEAKS_FOR = "speaksFor" Property;
    /// Who holds the thought or attitude that an article reports.
    HOLDER = "holder" Property;
    /// The entity that a form of name names.
    NAMES = "names" Property;
    /// The class under which the article names the entity.
    NAMED_AS = "namedAs" Property;
    /// How often the article uses the form.
    COUNT = "count" Property;
    /// True for the fullest form of the entity's name in the article.
    FULLEST = "fullest" Property;
    /// The IRI that replaces this one since two entities were joined or one was renamed; several where people of one name were told apart.
    REPLACED_BY = "replacedBy" Property;
    /// The entity that the article alone would mean, where a judgement makes it another one or where people of one name are told apart.
    EXTRACTED_AS = "extractedAs" Property;
    /// A judgement that bears on the fact or the entity.
    JUDGED_BY = "judgedBy" Property;
    /// True where a person found the fact right.
    REVIEWED = "reviewed" Property;
    /// What a judgement decides: merge, split, not-same, rename, reject, accept, note, link or withdraw.
    VERDICT = "verdict" Property;
    /// Who judged, in the words of the one who wrote it down.
    JUDGE = "judge" Property;
    /// When it was judged.
    JUDGED_AT = "judgedAt" Property;
    /// Why it was judged so.
    REASON = "reason" Property;

    /// The first day on which an article says that the role is held.
    SEEN_FROM = "seenFrom" Property;
    /// The last day on which an article says that the role is held.
    SEEN_TO = "seenTo" Property;
    /// The organisation where the person holds a role, by the latest article that says so.
    AFFILIATED_WITH = "affiliatedWith" Property;
    /// The organisation where the person held a role and, by the latest article, holds it no more.
    FORMERLY_AFFILIATED_WITH = "formerlyAffiliatedWith" Property;
    /// Whom or what somebody's own quotations are about.
    SPOKE_ABOUT = "spokeAbout" Property;
    /// The PageRank in the network of who speaks about whom; it stands in a named graph of its own.
    PAGE_RANK = "pageRank" Property;
    /// The share of shortest paths in that network that pass through the node, 0 to 1; in a named graph of its own.
    BETWEENNESS = "betweenness" Property;
    /// The number of the node's community in that network; in a named graph of its own.
    COMMUNITY = "community" Property;

    /// Uttered in any way, in the outlet's own words and not as hearsay; the parent of said, denied, asked and the others.
    VOICED = "voiced" Property;
    /// Stated as so.
    SAID = "said" Property;
    /// Stated as not so, or denied having done it.
    DENIED = "denied" Property;
    /// Asked.
    ASKED = "asked" Property;
    /// Promised.
    PROMISED = "promised" Property;
    /// Demanded, urged or requested.
    DEMANDED = "demanded" Property;
    /// Warned of it.
    WARNED = "warned" Property;
    /// Accused somebody of it.
    ACCUSED = "accused" Property;
    /// Granted it, admitted it or apologised for it.
    ADMITTED = "admitted" Property;
    /// Suggested it.
    PROPOSED = "proposed" Property;
    /// Praised or welcomed it.
    PRAISED = "praised" Property;
    /// Blamed or criticised it.
    CRITICIZED = "criticized" Property;
    /// Predicted it.
    PREDICTED = "predicted" Property;
    /// Uttered according to another speaker: hearsay, of whatever stance.
    REPORTEDLY_VOICED = "reportedlyVoiced" Property;
    /// Stated according to another speaker: hearsay.
    REPORTEDLY_SAID = "reportedlySaid" Property;
    /// Thinks or wants according to an article; the parent of thought and held.
    ASCRIBED = "ascribed" Property;
    /// Thinks, knows or plans according to an article.
    THOUGHT = "thought" Property;
    /// Wants, fears, supports or opposes according to an article.
    HELD = "held" Property;

    /// The speaker states the content.
    ASSERTS = "Asserts" Individual;
    /// The speaker says that the content is not so.
    DENIES = "Denies" Individual;
    /// The speaker asks it.
    ASKS = "Asks" Individual;
    /// The speaker promises it.
    PROMISES = "Promises" Individual;
    /// The speaker demands, urges or requests it.
    DEMANDS = "Demands" Individual;
    /// The speaker warns of it.
    WARNS = "Warns" Individual;
    /// The speaker accuses somebody of it.
    ACCUSES = "Accuses" Individual;
    /// The speaker grants it, admits it or apologises for it.
    ADMITS = "Admits" Individual;
    /// The speaker suggests it.
    PROPOSES = "Proposes" Individual;
    /// The speaker praises or welcomes it.
    PRAISES = "Praises" Individual;
    /// The speaker blames or criticises it.
    CRITICIZES = "Criticizes" Individual;
    /// The speaker predicts it.
    PREDICTS = "Predicts" Individual;
    /// The content praises.
    POSITIVE = "Positive" Individual;
    /// The content blames.
    NEGATIVE = "Negative" Individual;
    /// Something may be so.
    POSSIBILITY = "Possibility" Individual;
    /// Something ought to be so or must be done.
    OBLIGATION = "Obligation" Individual;
    /// The speaker means to do something.
    INTENTION = "Intention" Individual;
    /// Something is asked.
    QUESTION = "Question" Individual;
    /// Something is or would be so on a condition.
    CONDITIONAL = "Conditional" Individual;
    /// All of the content stands in quotation marks.
    DIRECT = "Direct" Individual;
    /// Part of the content stands in quotation marks.
    MIXED = "Mixed" Individual;
    /// None of the content stands in quotation marks.
    INDIRECT = "Indirect" Individual;
    /// A name names the speaker.
    NAMED = "Named" Individual;
    /// A pronoun stands for the speaker.
    PRONOUN = "Pronoun" Individual;
    /// A common noun phrase describes the speaker.
    DESCRIBED = "Described" Individual;
    /// The role is held.
    CURRENT = "Current" Individual;
    /// The role is held for the time being.
    ACTING = "Acting" Individual;
    /// The role was held before.
    FORMER = "Former" Individual;
    /// The role is to be held.
    FUTURE = "Future" Individual;
}

namespace! {
    /// The terms of schema.org that dixit uses. dixit writes the `http` form; `vocab::canonical` knows both.
    schema = "http://schema.org/";

    /// An article.
    NEWS_ARTICLE = "NewsArticle" Class;
    /// Words that somebody uttered, as one article reports them.
    QUOTATION = "Quotation" Class;
    /// What quotations of one or more articles express.
    CLAIM = "Claim" Class;
    /// A person.
    PERSON = "Person" Class;
    /// An organisation.
    ORGANIZATION = "Organization" Class;
    /// A body of a state; also the state itself.
    GOVERNMENT_ORGANIZATION = "GovernmentOrganization" Class;
    /// An outlet.
    NEWS_MEDIA_ORGANIZATION = "NewsMediaOrganization" Class;
    /// A state.
    COUNTRY = "Country" Class;
    /// A place.
    PLACE = "Place" Class;
    /// Anything else that has a name.
    THING = "Thing" Class;
    /// The headline.
    HEADLINE = "headline" Property;
    /// The day of publication as schema.org names it.
    DATE_PUBLISHED = "datePublished" Property;
    /// Where the article stands on the web.
    URL = "url" Property;
    /// The source's own identifier of the article.
    IDENTIFIER = "identifier" Property;
    /// The language of the text.
    IN_LANGUAGE = "inLanguage" Property;
    /// The article that a fact belongs to.
    IS_PART_OF = "isPartOf" Property;
    /// The content's words, without the outer quotation marks.
    TEXT = "text" Property;
    /// Who speaks: a person, an organisation or an unnamed source.
    SPOKEN_BY_CHARACTER = "spokenByCharacter" Property;
    /// A topic or entity that the content is about.
    ABOUT = "about" Property;
    /// An entity that the content merely names.
    MENTIONS = "mentions" Property;
    /// An article in which the claim appears.
    APPEARANCE = "appearance" Property;
    /// The most usual name.
    NAME = "name" Property;
    /// Another name.
    ALTERNATE_NAME = "alternateName" Property;
    /// The role's words as they stand in the article.
    ROLE_NAME = "roleName" Property;
    /// The same thing in another data set.
    SAME_AS = "sameAs" Property;
}

namespace! {
    /// The terms of the W3C Organization Ontology that dixit uses.
    org = "http://www.w3.org/ns/org#";

    /// Anything in which people hold roles.
    ORGANIZATION = "Organization" Class;
    /// A person's role in an organisation, as all articles together show it.
    MEMBERSHIP = "Membership" Class;
    /// A role.
    ROLE_CLASS = "Role" Class;
    /// Who holds the role.
    MEMBER = "member" Property;
    /// The role that is held.
    ROLE = "role" Property;
    /// Where the role is held.
    ORGANIZATION_OF = "organization" Property;
}

mod w3c;

pub use w3c::{oa, prov, rdf, rdfs, skos, xsd};

/// Every term of the vocabularies above, for completion and "Did you mean …?".
pub fn terms() -> impl Iterator<Item = &'static Term> {
    let facts = [dixit::TERMS, schema::TERMS, org::TERMS, oa::TERMS, prov::TERMS];
    let framework = [skos::TERMS, rdfs::TERMS, rdf::TERMS, xsd::TERMS];
    facts.into_iter().chain(framework).flatten()
}

/// The prefixes of the vocabularies, in alphabetical order.
pub const VOCABULARIES: &[(&str, &str)] = &[
    ("dixit", dixit::BASE),
    ("oa", oa::BASE),
    ("org", org::BASE),
    ("prov", prov::BASE),
    ("rdf", rdf::BASE),
    ("rdfs", rdfs::BASE),
    ("schema", schema::BASE),
    ("skos", skos::BASE),
    ("xsd", xsd::BASE),
];

/// The prefixes of the nodes that a store mints: prefix, path under the store's base IRI.
pub const SPACES: &[(&str, &str)] = &[
    ("article", "article/"),
    ("body", "organization/"),
    ("claim", "claim/"),
    ("judgement", "judgement/"),
    ("name", "name/"),
    ("passage", "passage/"),
    ("person", "person/"),
    ("post", "membership/"),
    ("quote", "quotation/"),
    ("reprint", "reprint/"),
    ("role", "role/"),
    ("source", "source/"),
    ("span", "span/"),
    ("thing", "thing/"),
    ("topic", "topic/"),
];

/// The base IRI of a store that names no other; nobody can take it for a real address.
pub const DEFAULT_BASE: &str = "https://dixit.example/";

/// Every prefix of a store whose nodes stand under `base`, with its IRI, in alphabetical order.
pub fn prefixes(base: &str) -> Vec<(&'static str, String)> {
    let vocabularies = VOCABULARIES.iter().map(|(prefix, iri)| (*prefix, (*iri).to_owned()));
    let spaces = SPACES.iter().map(|(prefix, path)| (*prefix, format!("{base}{path}")));
    let mut all: Vec<_> = vocabularies.chain(spaces).collect();
    all.sort();
    all
}

/// The IRI as dixit writes it: schema.org's `https` twin (and the `www.` forms) become `http://schema.org/`; none when
/// it is written so already.
pub fn canonical(iri: &str) -> Option<String> {
    const TWINS: [&str; 3] = ["https://schema.org/", "https://www.schema.org/", "http://www.schema.org/"];
    let local = TWINS.iter().find_map(|twin| iri.strip_prefix(twin))?;
    Some(format!("{}{local}", schema::BASE))
}

#[cfg(test)]
mod tests;
