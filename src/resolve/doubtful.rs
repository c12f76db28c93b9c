//! Leaves out the indirect sayings that are far more likely wrong than right.

use super::Resolution;
use crate::extract::{Attribution, CueClass, Extraction, QuoteType};

/// The least probability, of span and speaker both, with which words outside quotation marks count as something said. On the
/// development articles 33 of 46 below it are wrong (`dixit eval quotes GOLD --speech --reliability --without doubt`); quotation
/// marks are evidence of their own, and what is thought or wanted is asked for by those who want the doubtful too.
pub const LEAST: f32 = 0.4;

/// Leaves them out of the extraction and of everything that the resolution holds for each saying. What stood within one of
/// them stands within what that one stood in.
pub fn leave_out(extraction: &mut Extraction, resolution: &mut Resolution) {
    let sayings = extraction.attributions.iter().enumerate();
    let stays: Vec<bool> = sayings.map(|(n, saying)| !is_doubtful(saying, resolution, n)).collect();
    if stays.iter().all(|stay| *stay) {
        return;
    }
    let outer: Vec<Option<usize>> = extraction.attributions.iter().map(|saying| saying.within).collect();
    let mut places = Vec::with_capacity(stays.len());
    let mut count = 0;
    for stay in &stays {
        places.push(stay.then_some(count));
        count += usize::from(*stay);
    }
    for saying in &mut extraction.attributions {
        saying.within = saying.within.and_then(|within| place(within, &places, &outer));
    }
    retain(&mut extraction.attributions, &stays);
    retain(&mut resolution.sureness, &stays);
    retain(&mut resolution.aboutness, &stays);
}

fn is_doubtful(saying: &Attribution, resolution: &Resolution, index: usize) -> bool {
    let is_speech = saying.cue.as_ref().is_none_or(|cue| cue.class == CueClass::Speech);
    saying.quote_type == QuoteType::Indirect && is_speech && resolution.sureness_of(index, saying).both() < LEAST
}

/// The new place of the innermost of the saying and those around it that stays. A chain is no longer than there are sayings.
fn place(from: usize, places: &[Option<usize>], outer: &[Option<usize>]) -> Option<usize> {
    let mut at = Some(from);
    for _ in 0..=outer.len() {
        let index = at?;
        if let Some(place) = places.get(index).copied().flatten() {
            return Some(place);
        }
        at = outer.get(index).copied().flatten();
    }
    None
}

fn retain<T>(all: &mut Vec<T>, stays: &[bool]) {
    let mut stays = stays.iter();
    all.retain(|_| stays.next().copied().unwrap_or(true));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::{Models, annotate};
    use crate::extract::{BuiltIn, Extractor};
    use crate::resolve::resolve;
    use crate::text::Article;

    #[test]
    fn a_doubtful_saying_goes_and_what_stood_in_it_moves_outwards() {
        let text = "Mira Lenz told the council that the harbour board said the pier was safe.\n\n\
                    \u{201c}It will stand,\u{201d} said Ivo Finn.";
        let article = Article { body: text.to_owned(), ..Article::default() };
        let document = annotate(&Models::built_in(), article);
        let mut extraction = BuiltIn::default().extract(&document);
        let mut resolution = resolve(&document, &extraction);
        assert_eq!(extraction.attributions.len(), 3, "{:?}", extraction.attributions);
        extraction.attributions.push(extraction.attributions[1].clone());
        extraction.attributions[3].within = Some(1);
        resolution.sureness.push(resolution.sureness[1]);
        resolution.aboutness.push(resolution.aboutness[1].clone());
        resolution.sureness[1].span = 0.2;
        resolution.sureness[2].span = 0.2;
        leave_out(&mut extraction, &mut resolution);
        let within: Vec<Option<usize>> = extraction.attributions.iter().map(|saying| saying.within).collect();
        assert_eq!(within, [None, None, Some(0)], "the quotation stays whatever its probability");
        assert_eq!((resolution.sureness.len(), resolution.aboutness.len()), (3, 3));
    }

    #[test]
    fn a_ring_of_sayings_ends() {
        assert_eq!(place(0, &[None, None, Some(0)], &[Some(1), Some(0), None]), None);
    }
}
