//! Tells a text that is not English by its script and its commonest words, so that it is set aside and not mangled.

use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::sync::OnceLock;

/// Words of a text that are looked at.
const LOOKED_AT: usize = 2_000;
/// Letters of another script without which it does not count.
const FEWEST_LETTERS: usize = 20;
/// A text in Latin letters with fewer words is taken for English: a sentence full of names tells nothing.
const FEWEST: usize = 50;
/// English prose has about one of its commonest words in five; a table of results has fewer.
const ENGLISH: f32 = 0.08;
/// The share of its commonest words from which on a text counts as of another language.
const OTHER: f32 = 0.12;

/// Words from which on a text without English words is in another language, whichever.
const LONG: usize = 100;
/// The share of English words that counts as none.
const NONE: f32 = 0.02;
/// The share of words in small letters that makes prose: a table of names and results has fewer.
const PROSE: f32 = 0.6;

/// Languages with some of their commonest words. English words that are words of others too ("in", "die", "on") are left
/// out of English, and words that English has too are left out of the others where they are rare.
const WORDS: &[(&str, &str)] = &[
    (
        "English",
        "the and of to that for with said from his her they which have has been were will would by this not who their",
    ),
    ("German", "und der die das nicht ist mit den von dem sich auf für ein eine einen auch wird werden bei nach im zu"),
    ("French", "le la les des est une dans qui pour pas sur plus par avec au aux ce cette ont été du et il"),
    ("Spanish", "el los las del que por con una para más como pero fue su dijo entre sobre en de la y se"),
    ("Italian", "il di che della per non una sono con nel alla più anche gli dei è la un dal le del e"),
    ("Portuguese", "os da do que não uma com para por mais foi dos são ao pela disse em um na no de e"),
    ("Dutch", "de het een van en dat niet zijn op met voor aan er ook werd worden bij door te"),
    ("Swedish", "och att det som är på inte av för en till med har den ett om i"),
    ("Danish or Norwegian", "og det at er på ikke til af av som med har den et de en i"),
    ("Polish", "w na z się że nie do jest przez od po oraz dla są jak"),
    ("Czech", "se na v je že s z do o který jsou pro ale by podle"),
    ("Romanian", "și în de la cu pe este nu din care pentru să au mai o"),
    ("Hungarian", "a az és hogy nem is egy meg volt már csak de szerint"),
    ("Finnish", "ja on ei että se oli ovat mutta myös kun joka hän mukaan"),
    ("Turkish", "ve bir bu için ile da de olarak olan çok daha gibi"),
    ("Indonesian", "yang dan di itu dengan untuk tidak ini dari pada dalam akan"),
    ("Vietnamese", "và của là có không được cho người trong một các đã"),
];

/// Scripts by the first and last letter of their ranges.
const SCRIPTS: &[(&str, char, char)] = &[
    ("Greek", '\u{370}', '\u{3FF}'),
    ("Cyrillic", '\u{400}', '\u{52F}'),
    ("Armenian", '\u{530}', '\u{58F}'),
    ("Hebrew", '\u{590}', '\u{5FF}'),
    ("Arabic", '\u{600}', '\u{77F}'),
    ("Indic", '\u{900}', '\u{DFF}'),
    ("Thai", '\u{E00}', '\u{E7F}'),
    ("Georgian", '\u{10A0}', '\u{10FF}'),
    ("Hangul", '\u{1100}', '\u{11FF}'),
    ("Japanese", '\u{3040}', '\u{30FF}'),
    ("Chinese", '\u{3400}', '\u{9FFF}'),
    ("Hangul", '\u{AC00}', '\u{D7AF}'),
];

/// The language or script of a text that is not English; none for English and for what cannot be told.
pub fn other_than_english(text: &str) -> Option<&'static str> {
    let words = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).take(LOOKED_AT);
    let mut counts = [0usize; WORDS.len()];
    let mut scripts = [0usize; SCRIPTS.len()];
    let (mut total, mut letters, mut small) = (0usize, 0usize, 0usize);
    for word in words {
        total += 1;
        small += usize::from(word.starts_with(char::is_lowercase));
        letters += word.chars().count();
        // The letters of all other scripts take several bytes.
        for c in if word.is_ascii() { "" } else { word }.chars() {
            if c >= '\u{370}'
                && let Some(at) = SCRIPTS.iter().position(|(_, first, last)| (*first..=*last).contains(&c))
                && let Some(count) = scripts.get_mut(at)
            {
                *count += 1;
            }
        }
        // Most words are in lower case already.
        let is_lower = word.bytes().all(|byte| byte.is_ascii_lowercase());
        let lower = if is_lower { Cow::Borrowed(word) } else { Cow::Owned(word.to_lowercase()) };
        for at in table().get(lower.as_ref()).into_iter().flatten() {
            if let Some(count) = counts.get_mut(*at) {
                *count += 1;
            }
        }
    }
    let most = scripts.iter().enumerate().max_by_key(|(at, count)| (**count, std::cmp::Reverse(*at)));
    if let Some((at, count)) = most
        && count * 2 > letters
        && letters >= FEWEST_LETTERS
    {
        // Kanji are counted as Chinese: some kana make a text Japanese.
        let japanese = SCRIPTS
            .iter()
            .position(|(name, ..)| *name == "Japanese")
            .filter(|at| scripts.get(*at) > Some(&(letters / 20)));
        return SCRIPTS.get(japanese.unwrap_or(at)).map(|(name, ..)| *name);
    }
    let share = |count: usize| count as f32 / total.max(1) as f32;
    let (english, others) = counts.split_first()?;
    if total < FEWEST || share(*english) >= ENGLISH {
        return None;
    }
    let (at, best) = others.iter().enumerate().max_by_key(|(at, count)| (**count, std::cmp::Reverse(*at)))?;
    let is_other = share(*best) >= OTHER && *best >= 2 * english;
    let named = WORDS.get(at + 1).filter(|_| is_other).map(|(name, _)| *name);
    // Long prose without "the" and "of" is in no language of the table.
    named.or_else(|| {
        let is_prose = total >= LONG && share(small) >= PROSE;
        (is_prose && share(*english) < NONE).then_some("another language")
    })
}

/// The languages of each word.
fn table() -> &'static FxHashMap<&'static str, Vec<usize>> {
    static TABLE: OnceLock<FxHashMap<&'static str, Vec<usize>>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table: FxHashMap<&'static str, Vec<usize>> = FxHashMap::default();
        for (at, (_, words)) in WORDS.iter().enumerate() {
            // A single letter is an initial or a section as often.
            for word in words.split(' ').filter(|word| word.chars().nth(1).is_some()) {
                table.entry(word).or_default().push(at);
            }
        }
        table
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_is_read_whatever_it_speaks_of() {
        for text in [
            "The mayor of Lomsk said on Tuesday that the bridge would stay shut until the money had been found, and that \
             nobody knew when that would be.",
            "Ruud, Orla, Lomsk.",
            "Lomsk 3 Orla 1 (halftime 1-1) Scorers: Ruud 12, Finn 44, Lee 70. ".repeat(20).as_str(),
            "Group A: Lomsk 3 Orla 1, Velmora 2 Tarsk 2, Alden 0 Norvale 4, Brindle 1 Quay 1, Dam 2 Toll 0, Pier 3 Mole 3, \
             Ferry 1 Ship 0, Port 2 Dock 5",
            "“La vida es sueño y los sueños, sueños son,” the poet said to the crowd that had come for her, and they wept with \
             her for an hour.",
            "",
        ] {
            assert_eq!(other_than_english(text), None, "{text}");
        }
    }

    #[test]
    fn other_languages_and_scripts_are_named() {
        let xhosa = "Umongameli uthe ibhuloho lizohlala livaliwe kuze kube sentwasahlobo. ".repeat(20);
        for (language, text) in [
            (
                "German",
                "Der Bürgermeister sagte am Dienstag, dass die Brücke bis zum Frühjahr geschlossen bleibt, weil das Geld für die Reparatur nicht da ist und niemand weiß, wann es kommt.",
            ),
            (
                "French",
                "Le maire a dit mardi que le pont resterait fermé jusqu’au printemps, parce que les fonds pour les travaux ne sont pas encore là et que le conseil n’a pas voté.",
            ),
            (
                "Spanish",
                "El alcalde dijo el martes que el puente seguirá cerrado hasta la primavera, porque el dinero para las obras no ha llegado y nadie sabe cuándo vendrá.",
            ),
            (
                "Italian",
                "Il sindaco ha detto martedì che il ponte resterà chiuso fino alla primavera, perché i soldi per i lavori non sono ancora arrivati e nessuno sa quando verranno.",
            ),
            (
                "Portuguese",
                "O prefeito disse na terça que a ponte continuará fechada até a primavera, porque o dinheiro para as obras não chegou e ninguém sabe quando virá, com os prazos da cidade.",
            ),
            (
                "Dutch",
                "De burgemeester zei dinsdag dat de brug tot het voorjaar dicht blijft, omdat het geld voor de reparatie er niet is en niemand weet wanneer het komt.",
            ),
            (
                "Swedish",
                "Borgmästaren sade på tisdagen att bron är stängd till våren, för att pengarna till arbetet inte har kommit och ingen vet när det blir av med planen.",
            ),
            ("another language", xhosa.as_str()),
            (
                "Polish",
                "Burmistrz powiedział we wtorek, że most do wiosny nie będzie otwarty, bo nie ma pieniędzy na remont i nikt nie wie, kiedy się to zmieni w mieście.",
            ),
            (
                "Cyrillic",
                "Мэр сказал во вторник, что мост останется закрытым до весны, потому что денег на ремонт нет.",
            ),
            ("Chinese", "市长星期二说这座桥将关闭到春天因为没有钱修理它没有人知道什么时候会有钱"),
            ("Japanese", "市長は火曜日に、橋は春まで閉鎖されると述べた。修理のためのお金がないからである。"),
            ("Arabic", "قال رئيس البلدية يوم الثلاثاء إن الجسر سيبقى مغلقا حتى الربيع لأن المال غير متوفر"),
        ] {
            let text = format!("{text} ").repeat(3);
            assert_eq!(other_than_english(&text), Some(language), "{text}");
        }
    }
}
