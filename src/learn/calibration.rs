//! Fits the curves that turn scores into probabilities: isotonic regression by pooling adjacent violators.
//!
//! Method: Ayer and others, "An empirical distribution function for sampling with incomplete information" (1955), on groups of
//! `SMALLEST` sayings so that no step rests on a few; each share is drawn towards the part's own by `PULL` sayings.

use crate::resolve::sureness::{Part, REST};
use std::collections::BTreeMap;
use std::fmt::Write;

/// A step of a curve rests on at least this many sayings.
const SMALLEST: usize = 25;
/// A family with fewer sayings than this has no curve of its own.
const FEWEST: usize = 60;
/// The weight of the part's own share in a step, in sayings.
const PULL: f64 = 4.0;

/// One saying as a curve sees it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample {
    /// The score, 0 to 1.
    pub score: f32,
    /// Whether it was right.
    pub right: bool,
}

/// The samples of every part and family.
pub type Samples = BTreeMap<(Part, &'static str), Vec<Sample>>;

/// A step of a curve: samples whose scores lie together.
#[derive(Debug, Clone, Copy, Default)]
struct Step {
    scores: f64,
    right: f64,
    count: usize,
}

impl Step {
    fn add(&mut self, other: Self) {
        self.scores += other.scores;
        self.right += other.right;
        self.count += other.count;
    }

    fn score(self) -> f64 {
        self.scores / self.count.max(1) as f64
    }

    fn share(self, prior: f64) -> f64 {
        (self.right + prior * PULL) / (self.count as f64 + PULL)
    }
}

/// The table of curves as text: part, family, score, probability and the number of samples, tab-separated and sorted.
pub fn table(samples: &Samples) -> String {
    let mut out = String::from("# part\tfamily\tscore\tprobability\tcount\n");
    for part in Part::ALL {
        let mut families: BTreeMap<&str, Vec<Sample>> = BTreeMap::new();
        for ((_, family), own) in samples.iter().filter(|((of, _), _)| *of == part) {
            let family = if own.len() < FEWEST { REST } else { family };
            families.entry(family).or_default().extend(own);
        }
        let all: Vec<Sample> = families.values().flatten().copied().collect();
        let prior = all.iter().filter(|sample| sample.right).count() as f64 / all.len().max(1) as f64;
        // Rules that come later are judged by all that is known while the rest is small.
        let rest = families.entry(REST).or_default();
        if rest.len() < FEWEST {
            *rest = all;
        }
        for (family, own) in families {
            for step in curve(own, prior) {
                // A write to a string cannot fail.
                let _ = writeln!(
                    out,
                    "{}\t{family}\t{:.3}\t{:.3}\t{}",
                    part.name(),
                    step.score(),
                    step.share(prior),
                    step.count
                );
            }
        }
    }
    out
}

/// The steps of the monotone curve, lowest score first.
fn curve(mut samples: Vec<Sample>, prior: f64) -> Vec<Step> {
    samples.sort_by(|a, b| a.score.total_cmp(&b.score).then(a.right.cmp(&b.right)));
    let mut groups: Vec<Step> = Vec::new();
    let mut last_score = None;
    for sample in samples {
        let one = Step { scores: f64::from(sample.score), right: f64::from(u8::from(sample.right)), count: 1 };
        match groups.last_mut() {
            // Equal scores stay together, as the table prints them.
            Some(group) if group.count < SMALLEST || last_score == Some(printed(sample.score)) => group.add(one),
            _ => groups.push(one),
        }
        last_score = Some(printed(sample.score));
    }
    if let [.., before, last] = &mut groups[..]
        && last.count < SMALLEST
    {
        before.add(*last);
        groups.pop();
    }
    let mut steps: Vec<Step> = Vec::new();
    for mut group in groups {
        while let Some(before) = steps.pop_if(|before| before.share(prior) >= group.share(prior)) {
            group.add(before);
        }
        steps.push(group);
    }
    steps
}

/// A score as the table prints it.
fn printed(score: f32) -> String {
    format!("{score:.3}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolve::sureness::Calibration;

    /// `right` of `count` samples at `score`.
    fn samples(score: f32, right: usize, count: usize) -> Vec<Sample> {
        (0..count).map(|n| Sample { score, right: n < right }).collect()
    }

    #[test]
    fn a_curve_follows_the_shares_and_never_falls() {
        let own = [samples(0.3, 20, 100), samples(0.6, 70, 100), samples(0.8, 60, 100), samples(0.9, 98, 100)].concat();
        let steps = curve(own, 0.5);
        let shares: Vec<_> = steps.iter().map(|step| (step.share(0.5) * 20.0).round() / 20.0).collect();
        assert_eq!(shares, [0.2, 0.65, 0.95], "the third, which is lower than the second, is pooled with it");
        assert_eq!(steps.iter().map(|step| step.count).sum::<usize>(), 400);
    }

    #[test]
    fn a_small_family_is_judged_with_the_rest() {
        let of = |family, own| ((Part::Span, family), own);
        let all = Samples::from([
            of("big", samples(0.9, 90, 100)),
            of("small", samples(0.9, 0, 10)),
            of("smaller", samples(0.9, 0, 5)),
        ]);
        let read = Calibration::read(&table(&all));
        assert!(read.probability(Part::Span, "big", 0.9) > 0.85);
        let small = read.probability(Part::Span, "small", 0.9);
        assert!((0.7..0.85).contains(&small), "{small}: all samples together, as the rest alone is too small");
    }
}
