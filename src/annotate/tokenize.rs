//! Cuts a block of text into tokens as the Universal Dependencies English treebanks do.

use super::abbreviations::{Abbreviation, abbreviation, starts_sentences};
use crate::text::Span;

/// Appends the tokens of `block` to `tokens`, in order; together they hold every character that is not white space.
pub(crate) fn tokenize(text: &str, block: Span, tokens: &mut Vec<Span>) {
    let mut chunks = Chunks { text, at: block.start(), end: block.end() }.peekable();
    let mut before = None;
    while let Some(chunk) = chunks.next() {
        let next = chunks.peek().map_or("", |next| next.of(text));
        Chunk { text, before, next }.tokenize(chunk, tokens);
        before = Some(chunk.of(text));
    }
}

/// The stretches between white space.
struct Chunks<'t> {
    text: &'t str,
    at: usize,
    end: usize,
}

impl Iterator for Chunks<'_> {
    type Item = Span;

    fn next(&mut self) -> Option<Span> {
        let rest = Span::new(self.at, self.end).of(self.text);
        let start = self.at + rest.find(|c: char| !is_blank(c))?;
        let rest = Span::new(start, self.end).of(self.text);
        let end = start + rest.find(is_blank).unwrap_or(rest.len());
        self.at = end;
        Some(Span::new(start, end))
    }
}

/// White space and the invisible characters that stand between words.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}')
}

/// Marks that are a token of their own at the start of a chunk.
fn opens(c: char) -> bool {
    matches!(c, '(' | '[' | '{' | '<' | '$' | '£' | '€' | '¥' | '*' | '•' | '·' | '¿' | '¡' | '|' | '_' | '~')
        || is_quote(c)
        || is_dash(c)
        || closes(c)
}

/// Marks that are a token of their own at the end of a chunk, the full stop apart.
fn closes(c: char) -> bool {
    matches!(c, ',' | ';' | ':' | '!' | '?' | '…' | ')' | ']' | '}' | '>' | '%' | '*' | '|') || is_quote(c)
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '“' | '”' | '„' | '‟' | '‘' | '’' | '‚' | '‛' | '«' | '»' | '‹' | '›' | '`' | '´')
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—' | '―' | '‐' | '‑' | '−')
}

/// Whether a run of this mark is one token ("...", "--", "!!!", "''").
fn runs(c: char) -> bool {
    matches!(c, '.' | '-' | '!' | '?' | '*' | '_' | '=' | '~' | '\'' | '`' | '’' | '‘' | '—')
}

/// Whether a chunk is an initial with its full stop.
fn is_initial(chunk: &str) -> bool {
    let mut letters = chunk.chars();
    letters.next().is_some_and(char::is_uppercase) && letters.as_str() == "."
}

/// One stretch between white space, with what must be known of its surroundings.
struct Chunk<'t> {
    text: &'t str,
    /// The chunk before it; none where it opens its block.
    before: Option<&'t str>,
    /// The chunk behind it.
    next: &'t str,
}

impl Chunk<'_> {
    fn of(&self, start: usize, end: usize) -> &str {
        Span::new(start, end).of(self.text)
    }

    /// Strips marks from both ends and cuts what is left.
    fn tokenize(&self, chunk: Span, tokens: &mut Vec<Span>) {
        let (mut start, end) = (chunk.start(), chunk.end());
        let plain = self.of(start, end);
        if plain.bytes().all(|b| b.is_ascii_alphabetic()) {
            return match contracted(plain) {
                Some(cut) => push_two(chunk, cut, tokens),
                None => tokens.push(chunk),
            };
        }
        while let Some(c) = self.of(start, end).chars().next() {
            let rest = self.of(start + c.len_utf8(), end);
            if keeps_opening(c, rest) || !(opens(c) || c == '.' && !rest.starts_with(|d: char| d.is_ascii_digit())) {
                break;
            }
            start = push_marks(self.text, start, end, tokens);
        }
        let core = self.core_end(start, end);
        if core > start {
            self.cut_core(Span::new(start, core), tokens);
        }
        start = core;
        while start < end {
            start = push_marks(self.text, start, end, tokens);
        }
    }

    /// Where the closing marks of the chunk begin.
    fn core_end(&self, start: usize, end: usize) -> usize {
        let mut core = end;
        while let Some(c) = self.of(start, core).chars().next_back() {
            if c == '.' {
                if self.keeps_stop(start, core, end) {
                    break;
                }
            } else if !closes(c) && !is_dash(c) || is_emoticon(self.of(start, core)) {
                break;
            }
            core -= c.len_utf8();
        }
        core
    }

    /// Whether the full stop at the end of `start..core` belongs to the word before it.
    fn keeps_stop(&self, start: usize, core: usize, end: usize) -> bool {
        let word = self.of(start, core - 1);
        let word = word.rsplit(['-', '/', '(', '–', '—', '“', '"']).next().unwrap_or(word);
        let last = core == end;
        let next_is_number = last && self.next.starts_with(|c: char| c.is_ascii_digit() || c == '#');
        match abbreviation(word) {
            Some(Abbreviation::BeforeNumber) => return next_is_number,
            Some(_) => return true,
            None => {}
        }
        let mut letters = word.chars();
        match (letters.next(), letters.next()) {
            (Some(letter), None) if letter.is_uppercase() => {
                let initial = last && self.next.starts_with(char::is_uppercase) && !starts_sentences(self.next);
                initial && (letter != 'I' || self.before.is_none_or(is_initial))
            }
            (Some(_), None) if word.is_ascii() && !word.bytes().all(|b| b.is_ascii_digit()) => next_is_number,
            (Some(_), _) => {
                self.before.is_none()
                    && last
                    && !self.next.is_empty()
                    && word.len() < 4
                    && word.bytes().all(|b| b.is_ascii_digit() || b == b'.')
            }
            _ => false,
        }
    }

    /// Cuts a chunk without its outer marks at inner ones.
    fn cut_core(&self, core: Span, tokens: &mut Vec<Span>) {
        let word = core.of(self.text);
        if is_address(word) {
            tokens.push(core);
            return;
        }
        let mut from = core.start();
        let mut before = '\0';
        let mut at = core.start();
        while at < core.end() {
            let rest = self.of(at, core.end());
            let Some(c) = rest.chars().next() else { break };
            let after = rest.chars().nth(1).unwrap_or('\0');
            if at > core.start() && splits_at(before, c, after, self.of(from, at), rest, word) {
                split_word(self.text, Span::new(from, at), tokens);
                at = push_marks(self.text, at, core.end(), tokens);
                from = at;
                before = '\0';
                continue;
            }
            if before.is_ascii_digit() && c.is_alphabetic() && is_amount(self.of(from, at)) && is_unit(rest) {
                tokens.push(Span::new(from, at));
                from = at;
            }
            before = c;
            at += c.len_utf8();
            if is_currency(c) && after.is_ascii_digit() {
                tokens.push(Span::new(from, at));
                from = at;
                before = '\0';
            }
        }
        if from < core.end() {
            split_word(self.text, Span::new(from, core.end()), tokens);
        }
    }
}

/// Whether an opening character belongs to what follows it: "'80s", "'em", "-5", "#hashtag", "_id".
fn keeps_opening(c: char, rest: &str) -> bool {
    let next_is_digit = rest.starts_with(|d: char| d.is_ascii_digit());
    match c {
        '\'' | '’' | '‘' => {
            next_is_digit && rest.bytes().take_while(u8::is_ascii_digit).count() == 2
                || matches!(clitic_length(rest), Some(n) if n == rest.len() && n > 0)
        }
        '-' | '−' => next_is_digit && rest.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b','),
        '_' => rest.starts_with(char::is_alphanumeric),
        _ => false,
    }
}

/// Pushes the mark at `start`, with the equal ones behind it where such a run is one token, and gives its end.
fn push_marks(text: &str, start: usize, end: usize, tokens: &mut Vec<Span>) -> usize {
    let rest = Span::new(start, end).of(text);
    let Some(first) = rest.chars().next() else { return end };
    if rest.starts_with("[...]") {
        tokens.push(Span::new(start, start + 5));
        return start + 5;
    }
    let same = |c: char| c == first || matches!(first, '!' | '?') && matches!(c, '!' | '?');
    let mut stop = start + first.len_utf8();
    if runs(first) {
        let most = if is_quote(first) { 2 } else { usize::MAX };
        stop = start + rest.chars().take(most).take_while(|c| same(*c)).map(char::len_utf8).sum::<usize>();
    }
    tokens.push(Span::new(start, stop));
    stop
}

/// Whether the token that ends before `c` is cut there; `head` is what it holds, `rest` what follows, `word` all.
fn splits_at(before: char, c: char, after: char, head: &str, rest: &str, word: &str) -> bool {
    let digits = before.is_ascii_digit() && after.is_ascii_digit();
    match c {
        '-' | '‐' | '‑' => {
            !(after == '\0' || is_bound_prefix(head) && after != '-' || digits && is_number_group(word))
        }
        '–' | '—' | '―' | '…' | ';' | '!' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '"' | '“' | '”' | '«' | '»'
        | '|' | '<' | '>' | '*' | '=' | '%' => true,
        ',' | ':' => !digits,
        '/' => !digits && (head.chars().count() > 1 && rest.chars().count() > 2),
        '.' => after == '.',
        '\'' | '’' | '‘' => after == c,
        _ => false,
    }
}

/// Prefixes that are not cut off at their hyphen.
const BOUND_PREFIXES: &[&str] = &[
    "anti", "co", "counter", "cross", "e", "ex", "inter", "intra", "mega", "mid", "mini", "multi", "neo", "non",
    "over", "pan", "post", "pre", "pro", "pseudo", "re", "semi", "socio", "sub", "super", "trans", "uh", "ultra", "un",
    "under",
];

fn is_bound_prefix(head: &str) -> bool {
    head.len() <= 7 && BOUND_PREFIXES.iter().any(|prefix| head.eq_ignore_ascii_case(prefix))
}

/// "713-853-3989", "345-3436", "1996-08-30": numbers and dates that keep their hyphens.
fn is_number_group(word: &str) -> bool {
    let groups = word.split('-').count();
    let numeric = word.bytes().all(|b| b.is_ascii_digit() || b == b'-' || b == b'(' || b == b')' || b == b'+');
    numeric && (groups > 2 || groups == 2 && word.len() == 8 && word.as_bytes().get(3) == Some(&b'-'))
}

/// Web and mail addresses, handles and file names.
fn is_address(word: &str) -> bool {
    word.contains("://") || word.starts_with("www.") || word.len() > 1 && word.starts_with(['@', '#']) || {
        let at = word.find('@');
        at.is_some_and(|at| at > 0 && word.get(at..).is_some_and(|domain| domain.contains('.')))
    }
}

fn is_emoticon(word: &str) -> bool {
    matches!(word, ":)" | ":(" | ":-)" | ":-(" | ";)" | ";-)" | ":D" | ":P" | "=)")
}

fn is_currency(c: char) -> bool {
    matches!(c, '$' | '£' | '€' | '¥')
}

/// Digits with thousands marks and decimals.
fn is_amount(head: &str) -> bool {
    head.bytes().all(|b| b.is_ascii_digit() || b == b',' || b == b'.' || b == b':')
}

/// Units written at their number that are tokens of their own.
const UNITS: &[&str] = &[
    "am", "pm", "a.m", "p.m", "a.m.", "p.m.", "km", "kms", "m", "cm", "mm", "kg", "kgs", "g", "mg", "lb", "lbs", "oz",
    "ft", "mi", "mph", "kph", "kmh", "mw", "gw", "kw", "kwh", "gb", "mb", "tb", "kb", "ghz", "mhz", "hz", "bn", "mn",
    "tn", "k", "b", "million", "billion", "trillion", "hrs", "hr", "min", "mins", "sec", "yr", "yrs", "c", "f", "ml",
    "l",
];

fn is_unit(rest: &str) -> bool {
    let unit = rest.split(['-', '/', ',']).next().unwrap_or(rest);
    unit.len() <= 8 && UNITS.iter().any(|known| unit.eq_ignore_ascii_case(known))
}

/// The length of the ending that is a token of its own, with its apostrophe; `rest` begins behind the apostrophe.
fn clitic_length(rest: &str) -> Option<usize> {
    let known = ["s", "re", "ve", "ll", "d", "m"];
    known.iter().find(|clitic| rest.eq_ignore_ascii_case(clitic)).map(|clitic| clitic.len())
}

/// Words written together that are two tokens: the word and the length of the first.
const CONTRACTED: &[(&str, usize)] =
    &[("cannot", 3), ("gonna", 3), ("wanna", 3), ("gotta", 3), ("gimme", 3), ("lemme", 3)];

/// The length of the first of the two tokens that are written together in `word`.
fn contracted(word: &str) -> Option<usize> {
    let known = CONTRACTED.iter().filter(|(known, _)| word.len() == known.len());
    known.into_iter().find(|(known, _)| word.eq_ignore_ascii_case(known)).map(|(_, cut)| *cut)
}

/// Pushes a word, its clitic endings apart.
fn split_word(text: &str, span: Span, tokens: &mut Vec<Span>) {
    let word = span.of(text);
    if word.is_empty() {
        return;
    }
    if let Some(cut) = contracted(word) {
        return push_two(span, cut, tokens);
    }
    let apostrophe = word.rfind(['\'', '’']).filter(|at| *at > 0);
    let Some(at) = apostrophe else {
        return tokens.push(span);
    };
    let mark = if word.get(at..).is_some_and(|end| end.starts_with('\'')) { 1 } else { '’'.len_utf8() };
    let ending = word.get(at + mark..).unwrap_or("");
    let head = word.get(..at).unwrap_or("");
    if ending.eq_ignore_ascii_case("t") && at > 1 && head.ends_with(['n', 'N']) {
        return push_two(span, at - 1, tokens);
    }
    let decade = ending == "s"
        && head.ends_with('0')
        && head.len() != 3
        && head.len() <= 4
        && head.bytes().all(|b| b.is_ascii_digit());
    if clitic_length(ending).is_some() && !decade {
        split_word(text, Span::new(span.start(), span.start() + at), tokens);
        return tokens.push(Span::new(span.start() + at, span.end()));
    }
    tokens.push(span);
}

fn push_two(span: Span, cut: usize, tokens: &mut Vec<Span>) {
    let middle = span.start() + cut;
    tokens.push(Span::new(span.start(), middle));
    tokens.push(Span::new(middle, span.end()));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> String {
        let mut spans = Vec::new();
        tokenize(text, Span::new(0, text.len()), &mut spans);
        spans.iter().map(|span| span.of(text)).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn clitics_and_contractions_are_tokens() {
        assert_eq!(
            tokens("Don't say Ode's men can't or won’t; they'd've gone."),
            "Do n't say Ode 's men ca n't or wo n’t ; they 'd 've gone ."
        );
        assert_eq!(tokens("I cannot see the workers' hall, O'Brien."), "I can not see the workers ' hall , O'Brien .");
        assert_eq!(tokens("in the 1990's and '80s"), "in the 1990's and '80s");
    }

    #[test]
    fn marks_are_tokens() {
        assert_eq!(tokens("“We left,” (she) said..."), "“ We left , ” ( she ) said ...");
        assert_eq!(tokens("''Go!'' he--or she—said: \"No?!\""), "'' Go ! '' he -- or she — said : \" No ?! \"");
        assert_eq!(tokens("'I left,' he said"), "' I left , ' he said");
    }

    #[test]
    fn numbers_keep_their_marks_and_lose_their_units() {
        assert_eq!(
            tokens("$5 and US$1,000.50, up 3.5% at 7:30pm for 5km"),
            "$ 5 and US$ 1,000.50 , up 3.5 % at 7:30 pm for 5 km"
        );
        assert_eq!(tokens("the 21st, 1996-08-30 or 9/11, 2010-2011"), "the 21st , 1996-08-30 or 9/11 , 2010 - 2011");
    }

    #[test]
    fn hyphens_split_but_for_prefixes() {
        assert_eq!(
            tokens("Jean-Claude, a pro-war co-founder and/or ex-wife"),
            "Jean - Claude , a pro-war co-founder and / or ex-wife"
        );
    }

    #[test]
    fn abbreviations_keep_their_stop() {
        assert_eq!(
            tokens("Wren A. I. Ode met Vale and I. Then we left."),
            "Wren A. I. Ode met Vale and I . Then we left ."
        );
        assert_eq!(
            tokens("Mr. J. Ode (D-Mo.) of Lorne Inc. met U.S. envoys at 5 p.m."),
            "Mr. J. Ode ( D - Mo. ) of Lorne Inc. met U.S. envoys at 5 p.m."
        );
        assert_eq!(tokens("No. I saw no. 5. So did I. The end"), "No . I saw no. 5 . So did I . The end");
        assert_eq!(
            tokens("See www.lorne.example/a-b, or ask ann@lorne.example."),
            "See www.lorne.example/a-b , or ask ann@lorne.example ."
        );
    }
}
