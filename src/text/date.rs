//! Reads the day out of the many ways in which sources write a date.

use jiff::civil::Date;

/// Why a date was not understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateDoubt {
    /// No known form.
    Unknown,
    /// Day and month could be exchanged (`03/04/2021`), or two days are named.
    Ambiguous,
}

impl DateDoubt {
    /// The note that an article with this date gets.
    pub(super) fn note(self, text: &str) -> String {
        let text = super::fields::shortened(text.trim(), 60);
        match self {
            Self::Unknown => format!("date {text:?} not understood"),
            Self::Ambiguous => format!("date {text:?} can be read in two ways, so it is left out"),
        }
    }
}

/// The day that `text` names, as written: a time is dropped without moving the day to another time zone.
///
/// Understood are ISO 8601 (`2021-05-03T10:00Z`, `20210503`), RFC 2822, `2021/05/03`, month names in English
/// (`3 May 2021`, `Friday, July 21, 2017`), numeric dates in which only one order is possible (`21/07/2017`) and
/// seconds or milliseconds since 1970 (the day in UTC).
///
/// ```
/// use dixit::text::{Date, DateDoubt, parse_date};
///
/// assert_eq!(parse_date("Friday, July 21, 2017"), Ok(Date::constant(2017, 7, 21)));
/// assert_eq!(parse_date("03/04/2021"), Err(DateDoubt::Ambiguous));
/// ```
///
/// # Errors
/// [`DateDoubt`], when the day is not certain.
pub fn parse_date(text: &str) -> Result<Date, DateDoubt> {
    let text = text.trim();
    if text.len() > 200 {
        return Err(DateDoubt::Unknown);
    }
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        return digits_only(text);
    }
    let tokens = tokens(text);
    match numeric(&tokens) {
        Some(result) => result,
        None => named_month(&tokens),
    }
}

/// The date in a line that holds nothing else, such as "Friday, January 4, 2019" or "Published: 3 May 2021, 10:15 GMT".
pub(super) fn date_line(line: &str) -> Option<Date> {
    const BESIDE: [&str; 30] = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "mon",
        "tue",
        "tues",
        "wed",
        "thu",
        "thurs",
        "fri",
        "sat",
        "sun",
        "published",
        "posted",
        "date",
        "on",
        "at",
        "of",
        "st",
        "nd",
        "rd",
        "th",
        "am",
        "pm",
        "gmt",
        "utc",
    ];
    if line.len() > 80 {
        return None;
    }
    let beside = |token: &Token<'_>| match token {
        Token::Word(word) => {
            let word = word.to_ascii_lowercase();
            month(&word).is_some()
                || BESIDE.contains(&word.as_str())
                || matches!(word.as_str(), "a" | "p" | "m" | "t" | "z")
        }
        Token::Number(..) => true,
        Token::Mark(mark) => ",.:-/|+".contains(*mark),
    };
    let tokens = tokens(line);
    if tokens.len() < 3 || !tokens.iter().all(beside) { None } else { parse_date(line).ok() }
}

/// The day in UTC of a number of seconds, or milliseconds, since 1970.
pub(super) fn epoch_date(number: f64) -> Result<Date, DateDoubt> {
    // Up to the year 5138 in seconds; larger numbers are milliseconds.
    let seconds = if number.abs() >= 1e11 { number / 1000.0 } else { number };
    if !seconds.is_finite() || seconds.abs() < 1e8 || seconds.abs() > 7.3e9 {
        return Err(DateDoubt::Unknown);
    }
    #[expect(clippy::cast_possible_truncation, reason = "the magnitude was checked above")]
    let stamp = jiff::Timestamp::from_second(seconds.floor() as i64).map_err(|_| DateDoubt::Unknown)?;
    let day = stamp.to_zoned_datetime(jiff::tz::TimeZone::UTC).date();
    plausible(day)
}

fn digits_only(text: &str) -> Result<Date, DateDoubt> {
    if text.len() == 8 {
        let part = |range: std::ops::Range<usize>| text.get(range).and_then(|t| t.parse::<u32>().ok()).unwrap_or(0);
        return date(part(0..4), part(4..6), part(6..8));
    }
    epoch_date(text.parse().map_err(|_| DateDoubt::Unknown)?)
}

fn date(year: u32, month: u32, day: u32) -> Result<Date, DateDoubt> {
    let narrow = |n: u32| i8::try_from(n).map_err(|_| DateDoubt::Unknown);
    let year = i16::try_from(year).map_err(|_| DateDoubt::Unknown)?;
    plausible(Date::new(year, narrow(month)?, narrow(day)?).map_err(|_| DateDoubt::Unknown)?)
}

/// Newspapers have been printed since 1605.
fn plausible(day: Date) -> Result<Date, DateDoubt> {
    if (1605..=2200).contains(&day.year()) { Ok(day) } else { Err(DateDoubt::Unknown) }
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Token<'a> {
    /// Digits: their value and how many they are.
    Number(u32, usize),
    Word(&'a str),
    Mark(char),
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let same = |c: char| {
            if first.is_ascii_digit() { c.is_ascii_digit() } else { first.is_alphabetic() && c.is_alphabetic() }
        };
        let len = rest.find(|c| !same(c)).unwrap_or(rest.len()).max(first.len_utf8());
        let (run, after) = rest.split_at(len);
        if first.is_ascii_digit() {
            tokens.push(Token::Number(run.parse().unwrap_or(u32::MAX), run.len()));
        } else if first.is_alphabetic() {
            tokens.push(Token::Word(run));
        } else if !first.is_whitespace() {
            tokens.push(Token::Mark(first));
        }
        rest = after;
    }
    tokens
}

/// A date of three numbers with the same separator; `None` when the text begins in another way.
fn numeric(tokens: &[Token<'_>]) -> Option<Result<Date, DateDoubt>> {
    // "Fri, 2021-05-03" and "Published: 2021-05-03" begin with words.
    let start = tokens.iter().position(|token| matches!(token, Token::Number(..)))?;
    let [
        Token::Number(a, a_len),
        Token::Mark(mark),
        Token::Number(b, b_len),
        Token::Mark(again),
        Token::Number(c, c_len),
    ] = *tokens.get(start..start + 5)?
    else {
        return None;
    };
    if mark != again || !matches!(mark, '-' | '/' | '.') || b_len > 2 {
        return None;
    }
    if tokens.get(..start)?.iter().any(|t| matches!(t, Token::Word(word) if month(word).is_some())) {
        return None;
    }
    match (a_len, c_len) {
        (4, 1 | 2) => Some(date(a, b, c)),
        (1 | 2, 4) => Some(match (a > 12, b > 12) {
            (true, false) => date(c, b, a),
            (false, true) => date(c, a, b),
            (true, true) => Err(DateDoubt::Unknown),
            (false, false) if a == b => date(c, a, b),
            (false, false) => Err(DateDoubt::Ambiguous),
        }),
        _ => Some(Err(DateDoubt::Unknown)),
    }
}

/// A date whose month is a word: "3 May 2021", "May 3rd, 2021", "Mon, 03 May 2021 10:00:00 +0000", "3-May-2021".
fn named_month(tokens: &[Token<'_>]) -> Result<Date, DateDoubt> {
    let mut found = None;
    for (index, token) in tokens.iter().enumerate() {
        let Token::Word(word) = token else { continue };
        let Some(month) = month(word) else { continue };
        let Some(day) = around(tokens, index, month) else { continue };
        match found {
            Some(other) if other != day => return Err(DateDoubt::Ambiguous),
            _ => found = Some(day),
        }
    }
    found.unwrap_or(Err(DateDoubt::Unknown))
}

/// The date around the month at `index`.
fn around(tokens: &[Token<'_>], index: usize, month: u32) -> Option<Result<Date, DateDoubt>> {
    let filler = |token: &Token<'_>| match token {
        Token::Mark(mark) => matches!(mark, ',' | '.' | '-' | '/'),
        Token::Word(word) => ["of", "st", "nd", "rd", "th", "the"].iter().any(|w| word.eq_ignore_ascii_case(w)),
        Token::Number(..) => false,
    };
    let mut after = tokens.iter().skip(index + 1).filter(|t| !filler(t));
    let mut before = tokens.get(..index)?.iter().rev().filter(|t| !filler(t));
    let day_before = match before.next() {
        Some(Token::Number(day, 1 | 2)) => Some(*day),
        _ => None,
    };
    let first = after.next()?;
    match (day_before, first) {
        (Some(day), Token::Number(year, 4)) => Some(date(*year, month, day)),
        (None, Token::Number(day, 1 | 2)) => match after.next()? {
            Token::Number(year, 4) => Some(date(*year, month, *day)),
            _ => None,
        },
        _ => None,
    }
}

/// The days of the week in lower case, from Monday.
pub const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// The months in lower case.
pub const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The number of an English month name or its abbreviation.
fn month(word: &str) -> Option<u32> {
    let word = word.to_ascii_lowercase();
    let abbreviated = |name: &str| word.len() >= 3 && name.starts_with(&word) && (word.len() <= 4 || word == name);
    let index = MONTHS.iter().position(|name| abbreviated(name))?;
    u32::try_from(index + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_forms() {
        let forms = [
            ("2021-05-03", (2021, 5, 3)),
            ("2021-05-03T23:59:59-07:00", (2021, 5, 3)),
            ("2021-05-03T00:10:00.000Z", (2021, 5, 3)),
            ("2021-05-03 10:00", (2021, 5, 3)),
            ("20210503", (2021, 5, 3)),
            ("2021/05/03", (2021, 5, 3)),
            ("2021/5/3", (2021, 5, 3)),
            ("2021.05.03", (2021, 5, 3)),
            ("Mon, 03 May 2021 10:00:00 +0000", (2021, 5, 3)),
            ("Mon May 3, 2021", (2021, 5, 3)),
            ("3 May 2021", (2021, 5, 3)),
            ("3rd of May, 2021", (2021, 5, 3)),
            ("3-May-2021", (2021, 5, 3)),
            ("May 3, 2021", (2021, 5, 3)),
            ("May 3rd 2021", (2021, 5, 3)),
            ("Sept. 9, 2020", (2020, 9, 9)),
            ("Friday, July 21, 2017", (2017, 7, 21)),
            ("Friday, July 21, 2017 ", (2017, 7, 21)),
            ("Published 10:32 AM EDT, Tue May 3, 2022", (2022, 5, 3)),
            ("21/07/2017", (2017, 7, 21)),
            ("07/21/2017", (2017, 7, 21)),
            ("5.5.2021", (2021, 5, 5)),
            ("1620000000", (2021, 5, 3)),
            ("1620000000000", (2021, 5, 3)),
            ("5 May 2021 (updated 5 May 2021)", (2021, 5, 5)),
        ];
        for (text, (year, month, day)) in forms {
            assert_eq!(parse_date(text), Ok(Date::constant(year, month, day)), "{text}");
        }
    }

    #[test]
    fn a_date_line_holds_nothing_but_a_date() {
        let day = Some(Date::constant(2019, 1, 4));
        for line in [
            "Friday, January 4, 2019 ",
            "2019-01-04",
            "Published: 4 Jan 2019, 10:15 a.m. GMT",
            "4 January 2019 | 10:15",
        ] {
            assert_eq!(date_line(line), day, "{line}");
        }
        for line in
            ["Updated 4 January 2019", "LOMSK, 4 January 2019", "The bridge fell on 4 January 2019.", "2019", "5", ""]
        {
            assert_eq!(date_line(line), None, "{line}");
        }
    }

    #[test]
    fn doubtful_forms_are_no_date() {
        let forms = [
            ("03/04/2021", DateDoubt::Ambiguous),
            ("3.4.2021", DateDoubt::Ambiguous),
            ("3 May 2021, corrected 5 June 2021", DateDoubt::Ambiguous),
            ("", DateDoubt::Unknown),
            ("yesterday", DateDoubt::Unknown),
            ("May 2021", DateDoubt::Unknown),
            ("2021", DateDoubt::Unknown),
            ("31/02/2021", DateDoubt::Unknown),
            ("2021-13-01", DateDoubt::Unknown),
            ("20/30/2021", DateDoubt::Unknown),
            ("0000-00-00", DateDoubt::Unknown),
            ("0001-01-01T00:00:00", DateDoubt::Unknown),
            ("99999999999999999999999", DateDoubt::Unknown),
            ("12345", DateDoubt::Unknown),
            ("they may 3 times", DateDoubt::Unknown),
            ("Marching 3, 2021", DateDoubt::Unknown),
        ];
        for (text, doubt) in forms {
            assert_eq!(parse_date(text), Err(doubt), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_survives(text in "\\PC*") {
            let _ = parse_date(&text);
        }

        #[test]
        fn every_day_is_read_back_from_its_iso_form(days in 0i64..80_000) {
            let day = Date::constant(1900, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap();
            proptest::prop_assert_eq!(parse_date(&day.to_string()), Ok(day));
        }
    }
}
