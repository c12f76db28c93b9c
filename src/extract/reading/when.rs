//! The days, months and years that a content names, with those that hang on the article's date resolved.
//!
//! | words | with an article of Thursday, 6 March 2031 | reading |
//! |---|---|---|
//! | "today", "tonight", "yesterday", "tomorrow" | "yesterday" | 2031-03-05 |
//! | a weekday, bare or "on": the past one, today's name is today | "on Tuesday" | 2031-03-04 |
//! | "last" and a weekday: before today; "next": after it | "next Tuesday" | 2031-03-11 |
//! | month and day, with or without a year | "3 May", "May 3, 2029" | 2031-05-03, 2029-05-03 |
//! | a month after "in", "last", "next", "since" …; a month and a year | "in January", "May 2029" | 2031-01, 2029-05 |
//! | "last", "this", "next" month or year | "last year" | 2030 |
//! | so many days, months or years ago | "two years ago" | 2029 |
//! | a year after "in", "since", "by", "until", "of", "during", "from" | "in 2019" | 2019 |
//!
//! A day or month without a year takes the year that brings it nearest to the article's date. Without that date only
//! what names its year is read.

use crate::annotate::Document;
use crate::annotate::lexicon;
use crate::text::{Date, MONTHS, Span, WEEKDAYS};
use std::fmt;
use std::ops::Range;

/// A day, a month or a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum When {
    /// A day.
    Day(Date),
    /// A year and a month, 1 to 12.
    Month(i16, i8),
    /// A year.
    Year(i16),
}

impl fmt::Display for When {
    /// As XML Schema writes it: "2031-03-07", "2031-03", "2031".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(date) => write!(f, "{date}"),
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Self::Year(year) => write!(f, "{year:04}"),
        }
    }
}

/// Words that name a day, month or year, with what they name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateMention {
    /// The words.
    pub span: Span,
    /// What they name.
    pub when: When,
}

/// Words before a bare month ("may" and "march" are words of their own).
const BEFORE_MONTH: &[&str] =
    &["in", "last", "next", "this", "since", "until", "by", "early", "late", "mid", "of", "from"];
const BEFORE_YEAR: &[&str] =
    &["in", "since", "until", "by", "of", "during", "from", "before", "after", "early", "late"];
const NUMBERS: [&str; 11] = ["a", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

/// The dates that a content names; `anchor` is the article's date.
pub(super) fn dates(document: &Document, content: &[Span], anchor: Option<Date>) -> Vec<DateMention> {
    let mut out = Vec::new();
    for piece in content {
        let tokens = document.tokens_in(*piece);
        let words: Vec<String> = tokens.clone().map(|token| lexicon::fold(document.word(token))).collect();
        let reader = Reader { words: &words, anchor };
        let mut at = 0;
        while at < words.len() {
            let Some((range, when)) = reader.read(at) else {
                at += 1;
                continue;
            };
            at = range.end.max(at + 1);
            let place = |index: usize| document.tokens.get(tokens.start + index).map(|token| token.span);
            if let (Some(first), Some(last)) = (place(range.start), place(range.end.saturating_sub(1))) {
                out.push(DateMention { span: first.union(last), when });
            }
        }
    }
    out
}

/// The words of one piece, with the article's date.
struct Reader<'a> {
    words: &'a [String],
    anchor: Option<Date>,
}

impl Reader<'_> {
    fn word(&self, at: usize) -> &str {
        self.words.get(at).map_or("", String::as_str)
    }

    fn before(&self, at: usize) -> &str {
        at.checked_sub(1).map_or("", |at| self.word(at))
    }

    /// What the words at `at` name, and where they end.
    fn read(&self, at: usize) -> Option<(Range<usize>, When)> {
        self.absolute(at).or_else(|| self.relative(at, self.anchor?))
    }

    fn month(&self, at: usize) -> Option<i8> {
        let word = self.word(at).trim_end_matches('.');
        if !word.starts_with(['j', 'f', 'm', 'a', 's', 'o', 'n', 'd']) {
            return None;
        }
        let place = MONTHS.iter().position(|month| {
            *month == word || word.len() >= 3 && word.len() <= 4 && *month != "may" && month.starts_with(word)
        })?;
        i8::try_from(place + 1).ok()
    }

    fn day(&self, at: usize) -> Option<i8> {
        let word = self.word(at);
        let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let ordinal = matches!(word.get(digits.len()..), Some("" | "st" | "nd" | "rd" | "th"));
        digits.parse().ok().filter(|day| ordinal && (1..=31).contains(day))
    }

    fn year(&self, at: usize) -> Option<i16> {
        let word = self.word(at);
        word.parse().ok().filter(|year| word.len() == 4 && (1000..2200).contains(year))
    }

    /// Dates that need no anchor, and days of a month, whose year the anchor gives.
    fn absolute(&self, at: usize) -> Option<(Range<usize>, When)> {
        if let Some(day) = self.day(at) {
            // "3 May", "3rd of May 2029".
            let month_at = at + 1 + usize::from(self.word(at + 1) == "of");
            if let Some(month) = self.month(month_at) {
                return self.day_of(at, month_at + 1, month, day);
            }
        }
        if let Some(month) = self.month(at) {
            if let Some(day) = self.day(at + 1).filter(|_| self.year(at + 1).is_none()) {
                return self.day_of(at, at + 2, month, day);
            }
            let comma = usize::from(self.word(at + 1) == ",");
            if let Some(year) = self.year(at + 1 + comma) {
                return Some((at..at + 2 + comma, When::Month(year, month)));
            }
        }
        let year = self.year(at).filter(|year| (1800..2100).contains(year))?;
        let unit = self.word(at + 1);
        let counted = matches!(unit, "people" | "percent" | "%" | "years" | "days" | "seats" | "votes");
        (BEFORE_YEAR.contains(&self.before(at)) && !counted).then_some((at..at + 1, When::Year(year)))
    }

    fn day_of(&self, start: usize, end: usize, month: i8, day: i8) -> Option<(Range<usize>, When)> {
        let comma = usize::from(self.word(end) == ",");
        if let Some(year) = self.year(end + comma) {
            return Some((start..end + comma + 1, When::Day(Date::new(year, month, day).ok()?)));
        }
        let anchor = self.anchor?;
        let years = [anchor.year() - 1, anchor.year(), anchor.year() + 1];
        let days = years.iter().filter_map(|year| Date::new(*year, month, day).ok());
        let nearest = days.min_by_key(|date| (days_between(anchor, *date).abs(), *date))?;
        Some((start..end, When::Day(nearest)))
    }

    fn relative(&self, at: usize, anchor: Date) -> Option<(Range<usize>, When)> {
        let word = self.word(at);
        let direction = match self.before(at) {
            "last" | "past" => -1,
            "next" | "coming" => 1,
            "this" => 2,
            _ => 0,
        };
        let shifted = |days: i32| anchor.checked_add(jiff::Span::new().days(days)).ok().map(When::Day);
        let one = at..at + 1;
        match word {
            "today" | "tonight" => return Some((one, When::Day(anchor))),
            "yesterday" => return Some((one, shifted(-1)?)),
            "tomorrow" => return Some((one, shifted(1)?)),
            "morning" | "afternoon" | "evening" if direction == 2 => return Some((at - 1..at + 1, When::Day(anchor))),
            "year" if direction != 0 => {
                let year = anchor.year() + if direction == 2 { 0 } else { direction };
                return Some((at - 1..at + 1, When::Year(year)));
            }
            "month" if direction != 0 => {
                let months = if direction == 2 { 0 } else { direction };
                return Some((at - 1..at + 1, month_from(anchor, i32::from(months))));
            }
            _ => {}
        }
        if let Some(weekday) = WEEKDAYS.iter().position(|day| *day == word) {
            let today = i32::from(anchor.weekday().to_monday_zero_offset());
            let back = (today - i32::try_from(weekday).ok()?).rem_euclid(7);
            let days = match direction {
                -1 if back == 0 => -7,
                1 => 7 - back,
                _ => -back,
            };
            let from = if direction == 0 { at } else { at - 1 };
            return Some((from..at + 1, shifted(days)?));
        }
        if let Some(month) = self.month(at).filter(|_| BEFORE_MONTH.contains(&self.before(at))) {
            let apart = i32::from(anchor.month()) - i32::from(month);
            // The nearest one; "last" and "next" say on which side it lies.
            let year = match direction {
                -1 if apart <= 0 => anchor.year() - 1,
                1 if apart >= 0 => anchor.year() + 1,
                0 if apart > 6 => anchor.year() + 1,
                0 if apart < -6 => anchor.year() - 1,
                _ => anchor.year(),
            };
            return Some((one, When::Month(year, month)));
        }
        self.ago(at, anchor)
    }

    /// "two years ago", "10 days ago".
    fn ago(&self, at: usize, anchor: Date) -> Option<(Range<usize>, When)> {
        if self.word(at + 2) != "ago" {
            return None;
        }
        let word = self.word(at);
        let spelled = NUMBERS.iter().position(|number| *number == word).map(|place| place.max(1));
        let count = spelled.and_then(|n| i32::try_from(n).ok()).or_else(|| word.parse().ok())?;
        let when = match self.word(at + 1) {
            "day" | "days" => When::Day(anchor.checked_sub(jiff::Span::new().try_days(count).ok()?).ok()?),
            "week" | "weeks" => {
                When::Day(anchor.checked_sub(jiff::Span::new().try_days(count.checked_mul(7)?).ok()?).ok()?)
            }
            "month" | "months" if count < 1200 => month_from(anchor, -count),
            "year" | "years" if count < 1000 => When::Year(anchor.year() - i16::try_from(count).ok()?),
            _ => return None,
        };
        Some((at..at + 3, when))
    }
}

/// The month so many months after the anchor's.
fn month_from(anchor: Date, months: i32) -> When {
    let all = i32::from(anchor.year()) * 12 + i32::from(anchor.month()) - 1 + months;
    let year = i16::try_from(all.div_euclid(12)).unwrap_or(anchor.year());
    let month = i8::try_from(all.rem_euclid(12) + 1).unwrap_or(anchor.month());
    When::Month(year, month)
}

fn days_between(one: Date, other: Date) -> i64 {
    (i64::from(other.year()) - i64::from(one.year())) * 365 + i64::from(other.day_of_year())
        - i64::from(one.day_of_year())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::{Models, annotate};
    use crate::text::Article;

    fn read(body: &str, anchor: Option<Date>) -> Vec<String> {
        let document = annotate(&Models::built_in(), Article { body: body.to_owned(), ..Article::default() });
        let found = dates(&document, &[Span::new(0, body.len())], anchor);
        found.iter().map(|d| format!("{}={}", d.span.of(body), d.when)).collect()
    }

    #[track_caller]
    fn check(body: &str, expected: &[&str]) {
        // A Thursday of a year that has not come: no article of today is meant.
        let anchor = Date::new(2031, 3, 6).expect("a date");
        assert_eq!(read(body, Some(anchor)), expected, "{body}");
    }

    #[test]
    fn days_hang_on_the_date_of_the_article() {
        check("It fell yesterday.", &["yesterday=2031-03-05"]);
        check("It fell on Tuesday.", &["Tuesday=2031-03-04"]);
        check("It fell on Thursday.", &["Thursday=2031-03-06"]);
        check("It falls next Tuesday.", &["next Tuesday=2031-03-11"]);
        check("It fell last Thursday.", &["last Thursday=2031-02-27"]);
        check("It fell ten days ago.", &["ten days ago=2031-02-24"]);
    }

    #[test]
    fn months_and_years() {
        check("It fell last month.", &["last month=2031-02"]);
        check("It fell in January.", &["January=2031-01"]);
        check("It fell in November.", &["November=2030-11"]);
        check("It fell last year.", &["last year=2030"]);
        check("It was built in 2019.", &["2019=2019"]);
        check("It was built two years ago.", &["two years ago=2029"]);
        check("It was built in May 2029.", &["May 2029=2029-05"]);
    }

    #[test]
    fn days_of_a_month() {
        check("It opens on 3 May.", &["3 May=2031-05-03"]);
        check("It opened on May 3, 2029.", &["May 3, 2029=2029-05-03"]);
        check("It opened on December 30.", &["December 30=2030-12-30"]);
    }

    #[test]
    fn other_numbers_and_words_name_no_date() {
        check("The pier may fall on 2019 people.", &[]);
        check("They march and may sing.", &[]);
        assert!(read("It fell on Tuesday.", None).is_empty());
        assert_eq!(read("It fell in 2019.", None), ["2019=2019"]);
    }
}
