//! A handful of invented articles about a harbour toll: what the tests of the graph and its questions look at.

use super::Sketch;
use dixit::annotate::EntityKind;
use dixit::extract::{CueClass, QuoteType, RoleStatus, Stance};
use dixit::graph::{self, Settings};
use dixit::resolve::MentionForm;
use oxigraph::model::Triple;

/// All of them.
pub fn articles() -> Vec<Sketch> {
    vec![interview(), wire_copy(), accusation(), follow_up(), undated()]
}

/// A dated interview: reported speech with addressee, a broken quote under a pronoun, a denial by an unnamed source,
/// hearsay, an attitude and a headline that the prose repeats.
pub fn interview() -> Sketch {
    let text = "Oake: harbour toll will ruin boat owners\n\
        Harbour Guild chairwoman Maren Oake told the Coast Courier that the harbour toll will ruin every small boat \
        owner. \"The only way,\" she added, \"is to shut the gate.\" A Harbour Guild clerk denied a plan to raise the toll.\n\
        Mayor Tobin Reyes said Oake had promised that boats would never pay. Reyes fears a long strike.\n";
    let mut s = Sketch::new(text, true).from(
        "https://post.example/toll",
        Some("2031-03-04"),
        Some("The Brindle Post"),
        Some("Oake: harbour toll will ruin boat owners"),
    );
    let oake = s.person(&["Maren Oake", "Oake"]);
    s.person(&["Tobin Reyes", "Reyes"]);
    let guild = s.body(&["Harbour Guild"]);
    s.body(&["Coast Courier"]);
    s.unnamed("A Harbour Guild clerk", Some(guild));
    s.refer("she", MentionForm::Pronoun, oake);
    s.role(
        "Harbour Guild chairwoman Maren Oake",
        "Maren Oake",
        "chairwoman",
        Some("Harbour Guild"),
        RoleStatus::Current,
    );
    s.role("Mayor Tobin Reyes", "Tobin Reyes", "Mayor", None, RoleStatus::Current);

    s.say(&["harbour toll will ruin boat owners"], "Oake", ":", Stance::Asserts).headline = true;
    s.extraction.attributions[0].cue = None;
    let addressee = s.at("Coast Courier");
    s.say(
        &["that the harbour toll will ruin every small boat owner"],
        "Harbour Guild chairwoman Maren Oake",
        "told=tell",
        Stance::Asserts,
    )
    .addressee = Some(addressee);
    s.topics(&[("2nd:harbour toll", "harbour toll"), ("small boat owner", "small boat owner")]);
    s.say(&["\"The only way,\"", "\"is to shut the gate.\""], "she", "added=add", Stance::Asserts);
    s.topics(&[("gate", "gate")]);
    s.say(&["a plan to raise the toll"], "A Harbour Guild clerk", "denied=deny", Stance::Denies).source_confidence =
        0.7;
    s.topics(&[("plan", "plan"), ("the toll", "toll")]);
    s.say(&["Oake had promised that boats would never pay"], "Mayor Tobin Reyes", "said=say", Stance::Asserts);
    s.topics(&[("boats", "boat")]);
    s.say(&["boats would never pay"], "3nd:Oake", "promised=promise", Stance::Promises).within = Some(4);
    s.topics(&[("boats", "boat")]);
    let fear = s.say(&["a long strike"], "2nd:Reyes", "fears=fear", Stance::Asserts);
    fear.cue.as_mut().expect("a cue").class = CueClass::Attitude;
    s
}

/// The same words a day later in another outlet, cut short, in quotation marks and under another role.
pub fn wire_copy() -> Sketch {
    let text = "\"The harbour toll will ruin every small boat owner,\" said Maren Oake, head of the Harbour Guild. \
        Lio Brandt, a spokesman for the U.S., said that the United States would not buy the harbour.\n";
    let mut s = Sketch::new(text, false).from(
        "https://courier.example/7",
        Some("2031-03-05"),
        Some("Coast Courier"),
        Some("Guild warns of ruin"),
    );
    s.person(&["Maren Oake"]);
    s.person(&["Lio Brandt"]);
    s.place(&["United States", "U.S."]);
    s.body(&["Harbour Guild"]);
    s.role("Maren Oake, head of the Harbour Guild", "Maren Oake", "head", Some("Harbour Guild"), RoleStatus::Current);
    s.role("Lio Brandt, a spokesman for the U.S.", "Lio Brandt", "spokesman", Some("U.S."), RoleStatus::Current);
    s.say(
        &["\"The harbour toll will ruin every small boat owner,\""],
        "Maren Oake, head of the Harbour Guild",
        "said=say",
        Stance::Asserts,
    );
    s.topics(&[("harbour toll", "harbour toll"), ("small boat owner", "small boat owner")]);
    s.say(
        &["that the United States would not buy the harbour"],
        "Lio Brandt, a spokesman for the U.S.",
        "2nd:said=say",
        Stance::Asserts,
    );
    s.topics(&[("2nd:harbour", "harbour")]);
    s
}

/// An accusation with a target who is not quoted, and a second speaker of one claim.
pub fn accusation() -> Sketch {
    let text = "Ilse Quant accused Tobin Reyes of hiding the books of the harbour. \
        Quant said the harbour toll will ruin every small boat owner. \
        \"He must resign before the summer ends,\" the lawyer said.\n";
    let mut s = Sketch::new(text, false).from(
        "https://courier.example/9",
        Some("2031-04-02"),
        Some("Coast Courier"),
        Some("Reyes accused"),
    );
    let quant = s.person(&["Ilse Quant", "Quant"]);
    let reyes = s.person(&["Tobin Reyes"]);
    s.refer("He", MentionForm::Pronoun, reyes);
    s.refer("the lawyer", MentionForm::Description, quant);
    s.say(&["of hiding the books of the harbour"], "Ilse Quant", "accused=accuse", Stance::Accuses);
    s.topics(&[("books", "book"), ("harbour", "harbour")]);
    s.say(&["the harbour toll will ruin every small boat owner"], "2nd:Quant", "said=say", Stance::Asserts);
    s.topics(&[("harbour toll", "harbour toll")]);
    s.say(&["\"He must resign before the summer ends,\""], "the lawyer", "2nd:said=say", Stance::Demands)
        .source_confidence = 0.5;
    s
}

/// A later article: a role that has ended, the opposite claim, a saying that was not said.
pub fn follow_up() -> Sketch {
    let text = "Former Harbour Guild chairwoman Maren Oake, now director of Veld Shipping, said the harbour toll will \
        not ruin every small boat owner. Oake declined to say whether she would sue the council.\n";
    let mut s = Sketch::new(text, false).from(
        "https://post.example/later",
        Some("2032-01-15"),
        Some("The Brindle Post"),
        Some("Oake changes course"),
    );
    let oake = s.person(&["Maren Oake", "Oake"]);
    s.body(&["Harbour Guild"]);
    s.body(&["Veld Shipping"]);
    s.refer("she", MentionForm::Pronoun, oake);
    s.role(
        "Former Harbour Guild chairwoman Maren Oake",
        "Maren Oake",
        "chairwoman",
        Some("Harbour Guild"),
        RoleStatus::Former,
    );
    s.role(
        "Maren Oake, now director of Veld Shipping",
        "Maren Oake",
        "director",
        Some("Veld Shipping"),
        RoleStatus::Current,
    );
    s.say(
        &["the harbour toll will not ruin every small boat owner"],
        "Maren Oake, now director of Veld Shipping",
        "said=say",
        Stance::Asserts,
    );
    s.topics(&[("harbour toll", "harbour toll"), ("small boat owner", "small boat owner")]);
    s.say(&["whether she would sue the council"], "2nd:Oake", "say", Stance::Asserts).negated = true;
    s.topics(&[("council", "council")]);
    s
}

/// An undated article without outlet, about a person known by one word only, with a nationality that is merely named.
pub fn undated() -> Sketch {
    let text = "Tamsin said the Veldish harbour toll was a gift to Tobin Reyes.\n";
    let mut s = Sketch::new(text, false);
    s.person(&["Tamsin"]);
    s.person(&["Tobin Reyes"]);
    s.named(EntityKind::Misc, &["Veldish"]);
    s.say(&["the Veldish harbour toll was a gift to Tobin Reyes"], "Tamsin", "said=say", Stance::Asserts).quote_type =
        QuoteType::Indirect;
    s.topics(&[("harbour toll", "harbour toll"), ("gift", "gift")]);
    s
}

/// The whole graph of some articles, ground and derived, sorted.
pub fn graph_of(sketches: &[Sketch], settings: &Settings) -> Vec<Triple> {
    let ground: Vec<Triple> = sketches.iter().flat_map(|sketch| sketch.ground(settings).triples).collect();
    graph::whole(&ground, settings)
}
