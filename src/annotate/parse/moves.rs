//! The arc-hybrid transition system (Kuhlmann et al. 2011): how a parse grows move by move from left to right.
//!
//! A state has a stack of partial trees and a buffer of words still to come, the root behind the last. SHIFT moves the
//! buffer's front onto the stack, LEFT hangs the stack's top under the front, RIGHT hangs it under the tree below.
//! Every sentence ends as one tree: as long as another tree stands below, the last words can only be hung under it.

use super::relations::{FIRST_RIGHT, MOVES, SHIFT};

/// A partial tree, on the stack or at the buffer's front. Tokens are sentence-relative indices.
#[derive(Debug, Clone, Copy, Default)]
pub struct Item {
    /// Its head word; the number of words for the root, one more where there is none.
    pub token: u16,
    /// The item below it on the stack, as an index into the arena; 0 is nothing.
    pub below: u32,
    /// The two outermost words hanging on the left, outermost first.
    pub left: [u16; 2],
    /// The two outermost words hanging on the right.
    pub right: [u16; 2],
    /// The moves that hung these words there.
    pub left_moves: [u8; 2],
    /// The same on the right.
    pub right_moves: [u8; 2],
    /// One bit for each move that hung a word here.
    pub moves: u16,
    /// How many words hang on the left and on the right.
    pub counts: [u8; 2],
}

/// A point on the way to a parse.
#[derive(Debug, Clone, Copy, Default)]
pub struct State {
    /// The stack's top item; 0 when the stack is empty.
    pub top: u32,
    /// The item at the buffer's front.
    pub front: u32,
    /// How many items the stack holds.
    pub depth: u16,
    /// The token at the buffer's front.
    pub next: u16,
}

/// The items of all states of one sentence.
#[derive(Debug, Clone, Default)]
pub struct Arena {
    items: Vec<Item>,
    words: u16,
}

impl Arena {
    /// Forgets everything and gives the first state for a sentence of `words` words.
    pub fn start(&mut self, words: u16) -> State {
        self.words = words;
        self.items.clear();
        self.items.push(self.fresh(words.saturating_add(1)));
        self.items.push(self.fresh(0));
        State { front: 1, ..State::default() }
    }

    /// The number of words of the sentence.
    pub fn words(&self) -> u16 {
        self.words
    }

    fn fresh(&self, token: u16) -> Item {
        let none = self.words.saturating_add(1);
        Item { token, left: [none; 2], right: [none; 2], ..Item::default() }
    }

    /// The item at `index`; the item of nothing where there is none.
    pub fn item(&self, index: u32) -> Item {
        self.items.get(index as usize).copied().unwrap_or_default()
    }

    fn push(&mut self, item: Item) -> u32 {
        self.items.push(item);
        u32::try_from(self.items.len() - 1).unwrap_or(0)
    }

    /// Whether a parse is complete: all words read, one tree left.
    pub fn complete(&self, state: &State) -> bool {
        state.next >= self.words && state.depth <= 1
    }

    /// Whether `action` may be taken.
    pub fn allows(&self, state: &State, action: u8) -> bool {
        if action == SHIFT {
            state.next < self.words
        } else if action < FIRST_RIGHT {
            state.depth >= 1 && state.next < self.words
        } else {
            state.depth >= 2 && usize::from(action) < MOVES
        }
    }

    /// The state after `action`, which must be allowed.
    pub fn take(&mut self, state: &State, action: u8) -> State {
        let mut after = *state;
        if action == SHIFT {
            let front = self.item(state.front);
            after.top = self.push(Item { below: state.top, ..front });
            after.next = state.next + 1;
            after.front = self.push(self.fresh(after.next));
            after.depth = state.depth + 1;
        } else if action < FIRST_RIGHT {
            let top = self.item(state.top);
            let front = self.item(state.front);
            after.front = self.push(Item {
                left: [top.token, front.left[0]],
                left_moves: [action, front.left_moves[0]],
                moves: front.moves | 1 << action,
                counts: [front.counts[0].saturating_add(1), front.counts[1]],
                ..front
            });
            after.top = top.below;
            after.depth = state.depth - 1;
        } else {
            let top = self.item(state.top);
            let below = self.item(top.below);
            after.top = self.push(Item {
                right: [top.token, below.right[0]],
                right_moves: [action, below.right_moves[0]],
                moves: below.moves | 1 << action,
                counts: [below.counts[0], below.counts[1].saturating_add(1)],
                ..below
            });
            after.depth = state.depth - 1;
        }
        after
    }
}

/// The heads that `path` gives to the words of a sentence, with the move that hung each; the root is its own head.
pub fn heads(words: u16, path: &[u8]) -> (Vec<u16>, Vec<u8>) {
    let mut heads: Vec<u16> = (0..words).collect();
    let mut moves = vec![SHIFT; usize::from(words)];
    let mut stack: Vec<u16> = Vec::new();
    let mut next = 0u16;
    for &action in path {
        if action == SHIFT {
            stack.push(next);
            next = next.saturating_add(1);
            continue;
        }
        let Some(word) = stack.pop() else { continue };
        let head = if action < FIRST_RIGHT { Some(next) } else { stack.last().copied() };
        if let (Some(head), Some(slot), Some(how)) =
            (head.filter(|head| *head < words), heads.get_mut(usize::from(word)), moves.get_mut(usize::from(word)))
        {
            (*slot, *how) = (head, action);
        }
    }
    (heads, moves)
}

#[cfg(test)]
mod tests {
    use super::super::relations::{FIRST_LEFT, FIRST_RIGHT};
    use super::*;

    #[test]
    fn moves_build_the_tree_that_their_path_gives() {
        // "Ann sings songs": SHIFT, LEFT, SHIFT, SHIFT, RIGHT.
        let mut arena = Arena::default();
        let mut state = arena.start(3);
        let path = [SHIFT, FIRST_LEFT, SHIFT, SHIFT, FIRST_RIGHT];
        assert!(!arena.allows(&state, FIRST_LEFT) && !arena.allows(&state, FIRST_RIGHT));
        for action in path {
            assert!(arena.allows(&state, action) && !arena.complete(&state));
            state = arena.take(&state, action);
        }
        assert!(arena.complete(&state));
        assert!(!arena.allows(&state, SHIFT) && !arena.allows(&state, FIRST_LEFT));
        let root = arena.item(state.top);
        assert_eq!((root.token, root.left[0], root.right[0], root.counts), (1, 0, 2, [1, 1]));
        assert_eq!(heads(3, &path), (vec![1, 1, 1], vec![FIRST_LEFT, SHIFT, FIRST_RIGHT]));
    }
}
