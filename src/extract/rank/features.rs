//! What the ranker looks at in a candidate: the cue, where the content begins, where it ends, and the whole.

use super::super::content;
use super::super::cue::{CueForm, CueHit};
use super::super::draft::Draft;
use super::super::sheet::Sheet;
use super::super::source::How;
use super::super::{CueClass, SourceForm};
use super::candidates::{Candidate, Shape};
use super::model::Weights;
use super::sink::{Sink, Sum, Take, bucket, eighths, level, pos, word};
use crate::annotate::Pos;
use crate::annotate::linear::hash;
use std::ops::Range;

/// The features of a candidate of `hit`; `draft` is what the rules made of the cue, `labelled` what the labels take for
/// contents in its sentence.
pub(crate) fn features(
    sheet: &Sheet,
    hit: &CueHit,
    draft: Option<&Draft>,
    labelled: &[Range<usize>],
    candidate: &Candidate,
) -> Vec<u32> {
    let mut sink = Sink::new(candidate.shape as u32);
    let Some(whole) = Whole::new(sheet, hit, candidate) else { return sink.out };
    cue_features(sheet, hit, draft, candidate, &whole, &mut sink);
    start_features(sheet, hit, candidate, &whole, &mut sink);
    end_features(sheet, hit, &whole, &mut sink);
    whole_features(sheet, hit, candidate, &whole, &mut sink);
    label_features(sheet, hit, labelled, candidate, &whole, &mut sink);
    sink.out
}

/// The scores of a cue's candidates: the sums of the weights of their [`features`].
///
/// Candidates share beginnings, ends and all that is said of the cue, so that these sums are kept.
pub(crate) struct Scores<'a, 'd> {
    weights: &'a Weights,
    sheet: &'a Sheet<'d>,
    hit: &'a CueHit,
    draft: Option<&'a Draft>,
    labelled: &'a [Range<usize>],
    /// By shape and whether the rules chose the candidate.
    cues: Vec<((Shape, bool), i32)>,
    /// By shape, first token and how the beginning was found.
    starts: Vec<((Shape, usize, u8), i32)>,
    /// By shape, end and whether a verb stands in the content.
    ends: Vec<((Shape, usize, u32), i32)>,
}

impl<'a, 'd> Scores<'a, 'd> {
    /// Scores candidates of `hit`; the rest as for [`features`].
    pub fn new(
        weights: &'a Weights,
        sheet: &'a Sheet<'d>,
        hit: &'a CueHit,
        draft: Option<&'a Draft>,
        labelled: &'a [Range<usize>],
    ) -> Self {
        Self { weights, sheet, hit, draft, labelled, cues: Vec::new(), starts: Vec::new(), ends: Vec::new() }
    }

    /// The score of a candidate.
    pub fn of(&mut self, candidate: &Candidate) -> f32 {
        let (weights, sheet, hit, shape) = (self.weights, self.sheet, self.hit, candidate.shape);
        let Some(whole) = Whole::new(sheet, hit, candidate) else { return weights.total(0) };
        let sum = |add: &dyn Fn(&mut Sink<Sum<'a>>)| {
            let mut sink = Sink::summing(weights, shape as u32);
            add(&mut sink);
            sink.out.sum
        };
        let draft = self.draft;
        let cue = kept(&mut self.cues, (shape, candidate.chosen), || {
            sum(&|sink| cue_features(sheet, hit, draft, candidate, &whole, sink))
        });
        let start = kept(&mut self.starts, (shape, whole.content.start, candidate.opening), || {
            sum(&|sink| start_features(sheet, hit, candidate, &whole, sink))
        });
        let end = kept(&mut self.ends, (shape, whole.content.end, whole.verb), || {
            sum(&|sink| end_features(sheet, hit, &whole, sink))
        });
        let rest = sum(&|sink| {
            whole_features(sheet, hit, candidate, &whole, sink);
            label_features(sheet, hit, self.labelled, candidate, &whole, sink);
        });
        weights.total(cue + start + end + rest)
    }
}

/// The sum that is kept under `key`, else the one that `make` makes.
fn kept<K: PartialEq>(sums: &mut Vec<(K, i32)>, key: K, make: impl FnOnce() -> i32) -> i32 {
    if let Some((_, sum)) = sums.iter().rev().find(|(known, _)| *known == key) {
        return *sum;
    }
    let sum = make();
    sums.push((key, sum));
    sum
}

/// What several features look at, found once.
struct Whole {
    /// From the content's first token to its end.
    content: Range<usize>,
    /// Whether a finite verb stands there.
    verb: u32,
    /// The hash of the cue's lemma.
    lemma: u32,
}

impl Whole {
    fn new(sheet: &Sheet, hit: &CueHit, candidate: &Candidate) -> Option<Self> {
        let content = candidate.pieces.first()?.start..candidate.pieces.last()?.end;
        Some(Self { verb: u32::from(content::has_verb(sheet, &content)), lemma: hash(hit.lemma), content })
    }
}

fn cue_features<T: Take>(
    sheet: &Sheet,
    hit: &CueHit,
    draft: Option<&Draft>,
    candidate: &Candidate,
    whole: &Whole,
    sink: &mut Sink<T>,
) {
    let lemma = whole.lemma;
    let form = hit.form as u32;
    let likely = eighths(hit.entry.probability);
    let class = hit.entry.class as u32;
    let rule = draft.map_or(0, |d| hash(d.rule));
    let chosen = u32::from(candidate.chosen);
    let source = draft.and_then(|d| d.source.phrases.first());
    let form_of_source = source.map_or(9, |p| p.form as u32);
    let how = draft.map_or(How::Nothing, |d| d.source.how) as u32;
    sink.add(1, &[]);
    sink.add(2, &[lemma]);
    sink.add(3, &[likely, class]);
    sink.add(4, &[form, likely]);
    sink.add(5, &[rule, chosen]);
    sink.add(6, &[rule, likely]);
    sink.add(7, &[form_of_source, how]);
    sink.add(8, &[form_of_source, likely, class]);
    sink.add(9, &[u32::from(hit.negated), u32::from(hit.hypothetical), likely]);
    sink.add(10, &[word(sheet, hit.group.end), likely]);
    sink.add(11, &[lemma, word(sheet, hit.group.end)]);
    sink.add(12, &[lemma, pos(sheet, hit.group.end), form]);
    sink.add(13, &[pos(sheet, hit.group.start.wrapping_sub(1)), form]);
    sink.add(14, &[word(sheet, hit.group.start.wrapping_sub(1)), form]);
    sink.add(15, &[lemma, chosen]);
    sink.add(16, &[sheet.kind(sheet.paragraph_index(hit.verb)) as u32]);
    if let Some(phrase) = source {
        let kind = sheet.entity_kind(phrase.head.start).map_or(9, |k| k as u32);
        sink.add(17, &[kind, likely, form_of_source]);
        if phrase.form != SourceForm::Name {
            sink.add(18, &[hash(sheet.lemma(phrase.head.start))]);
        }
    }
}

fn start_features<T: Take>(sheet: &Sheet, hit: &CueHit, candidate: &Candidate, whole: &Whole, sink: &mut Sink<T>) {
    let (start, lemma) = (whole.content.start, whole.lemma);
    let opening = u32::from(candidate.opening);
    let class = hit.entry.class as u32;
    let gap = bucket(start.saturating_sub(hit.group.end));
    let before = start.wrapping_sub(1);
    sink.add(30, &[opening, gap]);
    sink.add(31, &[word(sheet, start), class]);
    sink.add(32, &[pos(sheet, start), pos(sheet, start + 1), class]);
    sink.add(33, &[word(sheet, before), pos(sheet, start)]);
    sink.add(34, &[lemma, opening]);
    sink.add(35, &[lemma, pos(sheet, start)]);
    sink.add(36, &[u32::from(sheet.is_mark(start)), opening]);
    sink.add(37, &[pos(sheet, before), pos(sheet, start)]);
    if sheet.pos(before) == Pos::Adp {
        sink.add(38, &[lemma, word(sheet, before)]);
    }
    // A "that" or a comma skipped between cue and content.
    let skipped = |w: &str| (hit.group.end..start).any(|i| sheet.is(i, w));
    sink.add(39, &[u32::from(skipped("that")), u32::from(skipped(",")), u32::from(skipped(":"))]);
    let verbs = (hit.group.end..start).filter(|&i| matches!(sheet.pos(i), Pos::Verb | Pos::Aux)).count();
    sink.add(40, &[bucket(verbs)]);
}

fn end_features<T: Take>(sheet: &Sheet, hit: &CueHit, whole: &Whole, sink: &mut Sink<T>) {
    let (end, verb) = (whole.content.end, whole.verb);
    let ceiling = content::end_of_clause(sheet, end.saturating_sub(1));
    let at_end = u32::from(end >= ceiling || end >= sheet.sentence(hit.verb).end);
    let (next, after) = (word(sheet, end), word(sheet, end + 1));
    let said = hit.entry.class == CueClass::Speech && hit.entry.probability > 0.5;
    let said = u32::from(said);
    sink.add(50, &[at_end, verb, said]);
    if at_end == 0 {
        sink.add(51, &[next, verb, said]);
        sink.add(52, &[next, after, verb]);
        sink.add(53, &[next, pos(sheet, end + 1), verb, said]);
        sink.add(54, &[pos(sheet, end), pos(sheet, end + 1), pos(sheet, end + 2), verb]);
        sink.add(55, &[word(sheet, end.wrapping_sub(1)), pos(sheet, end)]);
        sink.add(56, &[next, u32::from(sheet.is_mark(end.wrapping_sub(1)))]);
        sink.add(57, &[follows(sheet, hit, end), verb, said]);
        sink.add(58, &[pos(sheet, end.wrapping_sub(1)), next, verb]);
        sink.add(59, &[whole.lemma, next]);
        let rest = ceiling.saturating_sub(end);
        sink.add(60, &[bucket(rest), verb]);
        let rest_verb = u32::from(content::has_verb(sheet, &(end..ceiling)));
        sink.add(61, &[rest_verb, next, verb]);
        let closed = insertion(sheet, end, ceiling);
        sink.add(62, &[next, closed, verb]);
        sink.add(63, &[next, pos(sheet, end + 1), closed, said]);
    }
}

/// What stands behind the insertion that begins at the end, at a comma, a dash or a bracket: 0 when none begins there, 1 when it
/// runs to the end of the clause, else the part of speech after its closing mark.
fn insertion(sheet: &Sheet, end: usize, ceiling: usize) -> u32 {
    let same = |i: usize| match sheet.word(end) {
        "," => sheet.word(i) == ",",
        "(" => sheet.word(i) == ")",
        _ => sheet.is_dash(i),
    };
    if !matches!(sheet.word(end), "," | "(") && !sheet.is_dash(end) {
        return 0;
    }
    (end + 1..ceiling).find(|&i| same(i)).map_or(1, |close| 2 + pos(sheet, close + 1))
}

/// What kind of words follow the end: a verb in the cue's form, a clause with its own subject, a participle, a relative.
fn follows(sheet: &Sheet, hit: &CueHit, end: usize) -> u32 {
    let mut at = end;
    let comma = u32::from(sheet.word(at) == ",");
    at += comma as usize;
    let joint = u32::from(sheet.pos(at) == Pos::Cconj);
    at += joint as usize;
    if sheet.pos(at) == Pos::Adv {
        at += 1;
    }
    let kind = match sheet.pos(at) {
        Pos::Verb | Pos::Aux if sheet.word(at).ends_with("ing") => 1,
        Pos::Verb | Pos::Aux => {
            let past = |i: usize| {
                sheet.word(i).ends_with("ed")
                    || sheet.is_any(i, &["said", "told", "was", "were", "had", "did", "wrote", "made", "took", "went"])
            };
            let same =
                past(hit.verb) == past(at) && sheet.word(hit.verb).ends_with('s') == sheet.word(at).ends_with('s');
            let cue = super::super::lexicon::cue_entry(sheet.lemma(at)).is_some_and(|(_, e)| e.probability > 0.4);
            2 + u32::from(same) + 2 * u32::from(cue)
        }
        Pos::Pron | Pos::Det | Pos::Noun | Pos::Propn | Pos::Adj | Pos::Num => {
            let clause = super::super::phrase::phrase_right(sheet, at, sheet.sentence(hit.verb).end)
                .is_some_and(|p| matches!(sheet.pos(p.tokens.end), Pos::Verb | Pos::Aux | Pos::Adv));
            6 + u32::from(clause)
        }
        Pos::Sconj => 8,
        Pos::Adp => 9,
        _ => 10,
    };
    kind * 4 + comma * 2 + joint
}

fn whole_features<T: Take>(sheet: &Sheet, hit: &CueHit, candidate: &Candidate, whole: &Whole, sink: &mut Sink<T>) {
    let &Whole { content: Range { start, end }, verb, lemma } = whole;
    let length = bucket(candidate.pieces.iter().map(Range::len).sum());
    let class = hit.entry.class as u32;
    let quoted = candidate.pieces.iter().flat_map(Clone::clone).filter(|&i| sheet.quote_at(i).is_some()).count();
    let all: usize = candidate.pieces.iter().map(Range::len).sum();
    let share = if quoted == 0 {
        0
    } else if quoted == all {
        2
    } else {
        1
    };
    let that = u32::from(sheet.is_any(start, &["that", "whether", "if", "how", "why", "what", "to"]))
        * (1 + word(sheet, start) % 64);
    let infinitive = u32::from(hit.form == CueForm::Infinitive);
    sink.add(70, &[length, verb, class]);
    sink.add(71, &[lemma, verb]);
    sink.add(72, &[lemma, that, verb]);
    sink.add(73, &[share, verb, class]);
    sink.add(74, &[lemma, share]);
    sink.add(75, &[length, share]);
    sink.add(76, &[u32::from(candidate.pieces.len() > 1), infinitive]);
    // Whether the content cuts a clause: its first finite verb has a subject inside.
    sink.add(77, &[pos(sheet, start), verb, length]);
    let (mut commas, mut open, mut shut, mut dashes) = (0, 0, 0, 0);
    for i in start..end {
        match sheet.word(i) {
            "," => commas += usize::from(sheet.quote_at(i).is_none()),
            "(" => open += 1,
            ")" => shut += 1,
            word => dashes += usize::from(!word.starts_with(|c: char| c.is_ascii_alphabetic()) && sheet.is_dash(i)),
        }
    }
    sink.add(78, &[bucket(commas), verb]);
    sink.add(79, &[u32::from(open > shut), u32::from(shut > open), u32::from(dashes % 2 == 1)]);
}

/// What the labels say of the cue, of the content's edges and of what lies inside and outside.
fn label_features<T: Take>(
    sheet: &Sheet,
    hit: &CueHit,
    labelled: &[Range<usize>],
    candidate: &Candidate,
    whole: &Whole,
    sink: &mut Sink<T>,
) {
    let &Whole { content: Range { start, end }, verb, .. } = whole;
    let labels = sheet.labels(hit.verb);
    let cue = level(labels.of(hit.verb).cue);
    let likely = eighths(hit.entry.probability);
    let class = hit.entry.class as u32;
    let inner = || candidate.pieces.iter().flat_map(Clone::clone);
    let count = candidate.pieces.iter().map(Range::len).sum::<usize>().max(1) as f32;
    let content = |token: usize| labels.of(token).content;
    let mean = level(inner().map(content).sum::<f32>() / count);
    let least = level(inner().map(content).fold(1.0, f32::min));
    let opening = level(labels.of(start).opening);
    let before = level(content(start.wrapping_sub(1)));
    let last = level(content(end.wrapping_sub(1)));
    let next = level(content(end));
    sink.add(100, &[cue]);
    sink.add(101, &[cue, likely]);
    sink.add(102, &[cue, class, verb]);
    sink.add(103, &[mean]);
    sink.add(104, &[mean, cue]);
    sink.add(105, &[least, mean]);
    sink.add(106, &[opening, before]);
    sink.add(107, &[last, next]);
    sink.add(108, &[last, next, word(sheet, end)]);
    sink.add(109, &[opening, cue, likely]);
    // The labels' own span: what the candidate shares with it.
    let sentence = sheet.sentence(hit.verb);
    let meets = |span: &Range<usize>| {
        let common: usize = candidate.pieces.iter().map(|piece| common(piece, span)).sum();
        common as f32 / (count + span.len() as f32 - common as f32)
    };
    let best = labelled.iter().map(meets).fold(0.0, f32::max);
    sink.add(110, &[eighths(best)]);
    sink.add(111, &[eighths(best), cue, verb]);
    // What the labels take for content on the candidate's side of the cue but the candidate leaves out.
    let side = if start > hit.verb { hit.verb + 1..sentence.end } else { sentence.start..hit.verb };
    let left = side.filter(|i| content(*i) > 0.5 && !candidate.pieces.iter().any(|p| p.contains(i))).count();
    sink.add(112, &[bucket(left), mean]);
}

/// The number of tokens that two ranges share.
fn common(a: &Range<usize>, b: &Range<usize>) -> usize {
    a.end.min(b.end).saturating_sub(a.start.max(b.start))
}
