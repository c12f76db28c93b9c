//! Which moves lead to the gold tree, or lose least of it (Goldberg and Nivre 2013).

use crate::annotate::parse::moves::{Arena, State};
use crate::annotate::parse::relations::{FIRST_LEFT, FIRST_RIGHT, MOVES, SHIFT};

/// The gold tree of a sentence.
#[derive(Debug, Clone, Default)]
pub struct Gold {
    /// The head of each word; the number of words for the root.
    pub heads: Vec<u16>,
    /// The move that should hang each word.
    pub moves: Vec<u8>,
}

impl Gold {
    fn head(&self, word: u16) -> u16 {
        self.heads.get(usize::from(word)).copied().unwrap_or(u16::MAX)
    }

    fn action(&self, word: u16) -> u8 {
        self.moves.get(usize::from(word)).copied().unwrap_or(SHIFT)
    }

    /// How many gold arcs are lost by SHIFT, by LEFT and by RIGHT.
    fn costs(&self, arena: &Arena, state: &State) -> [u32; 3] {
        let words = arena.words();
        let item = arena.item(state.top);
        let (top, next) = (item.token, state.next);
        let below = arena.item(item.below).token;
        let head = self.head(top);
        let children = (next..words).filter(|&word| self.head(word) == top).count();
        let children = u32::try_from(children).unwrap_or(u32::MAX);
        let mut shift = 0;
        if next < words {
            let front = self.head(next);
            let mut at = state.top;
            let mut first = true;
            while at != 0 {
                let item = arena.item(at);
                shift += u32::from(self.head(item.token) == next);
                shift += u32::from(!first && front == item.token);
                first = false;
                at = item.below;
            }
        }
        let left = children + u32::from(head == below && state.depth >= 2 || head > next && head <= words);
        let right = children + u32::from(head >= next && head <= words);
        [shift, left, right]
    }

    /// The moves that lose least, as bits.
    pub fn best_moves(&self, arena: &Arena, state: &State) -> u16 {
        let costs = self.costs(arena, state);
        let item = arena.item(state.top);
        let below = arena.item(item.below).token;
        let (top, head) = (item.token, self.head(item.token));
        let allowed = [SHIFT, FIRST_LEFT, FIRST_RIGHT].map(|action| arena.allows(state, action));
        let least = costs.iter().zip(allowed).filter(|(_, allowed)| *allowed).map(|(cost, _)| *cost).min();
        let good = |kind: usize| allowed.get(kind).copied().unwrap_or(false) && costs.get(kind).copied() == least;
        let action = self.action(top);
        let [left, right] = [mask(FIRST_LEFT, FIRST_RIGHT), mask(FIRST_RIGHT, u8::try_from(MOVES).unwrap_or(0))];
        let mut moves = u16::from(good(0));
        if good(1) {
            moves |= if head == state.next && left & 1 << action != 0 { 1 << action } else { left };
        }
        if good(2) {
            moves |= if head == below && right & 1 << action != 0 { 1 << action } else { right };
        }
        moves
    }
}

/// The bits of the moves from `first` up to `end`.
fn mask(first: u8, end: u8) -> u16 {
    (first..end).fold(0, |mask, action| mask | 1 << action)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// "Ann sang old songs ." with "sang" as the root.
    fn gold() -> Gold {
        Gold { heads: vec![1, 5, 3, 1, 1], moves: vec![1, SHIFT, 3, 6, 11] }
    }

    #[test]
    fn following_the_oracle_gives_the_gold_tree() {
        let gold = gold();
        let mut arena = Arena::default();
        let mut state = arena.start(5);
        let mut path = Vec::new();
        while !arena.complete(&state) {
            let moves = gold.best_moves(&arena, &state);
            let action = u8::try_from(moves.trailing_zeros()).unwrap();
            assert!(arena.allows(&state, action));
            state = arena.take(&state, action);
            path.push(action);
        }
        let (heads, moves) = crate::annotate::parse::moves::heads(5, &path);
        assert_eq!((heads, moves), (vec![1, 1, 3, 1, 1], gold.moves));
    }

    #[test]
    fn after_a_wrong_move_the_least_loss_is_wanted() {
        let gold = gold();
        let mut arena = Arena::default();
        let mut state = arena.start(5);
        // "sang" goes onto the stack with "Ann" still there: the arc between them is lost.
        for _ in 0..2 {
            state = arena.take(&state, SHIFT);
        }
        // To hang "sang" now would lose its object too, so only SHIFT is left.
        assert_eq!(gold.best_moves(&arena, &state), 1);
    }
}
