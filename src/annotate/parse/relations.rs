//! The relations of a parse, and the moves that stand for kinds of them.

/// The relations of Universal Dependencies that English treebanks use; `Parse::relations` are indices into this table.
pub const RELATIONS: [&str; 51] = [
    "root",
    "acl",
    "acl:relcl",
    "advcl",
    "advcl:relcl",
    "advmod",
    "amod",
    "appos",
    "aux",
    "aux:pass",
    "case",
    "cc",
    "cc:preconj",
    "ccomp",
    "compound",
    "compound:prt",
    "conj",
    "cop",
    "csubj",
    "csubj:pass",
    "csubj:outer",
    "dep",
    "det",
    "det:predet",
    "discourse",
    "dislocated",
    "expl",
    "fixed",
    "flat",
    "goeswith",
    "iobj",
    "list",
    "mark",
    "nmod",
    "nmod:desc",
    "nmod:poss",
    "nmod:unmarked",
    "nsubj",
    "nsubj:outer",
    "nsubj:pass",
    "nummod",
    "obj",
    "obl",
    "obl:agent",
    "obl:unmarked",
    "orphan",
    "parataxis",
    "punct",
    "reparandum",
    "vocative",
    "xcomp",
];

/// The relation of this name; without its subtype when that is unknown, "dep" when all of it is.
pub fn relation_of(name: &str) -> u8 {
    let find = |name: &str| RELATIONS.iter().position(|known| *known == name);
    let plain = || name.split(':').next().and_then(find);
    let at = find(name).or_else(plain).or_else(|| find("dep")).unwrap_or(0);
    u8::try_from(at).unwrap_or(0)
}

/// The name of a relation; empty when there is none of this index.
pub fn relation_name(relation: u8) -> &'static str {
    RELATIONS.get(usize::from(relation)).copied().unwrap_or("")
}

/// The number of moves.
pub const MOVES: usize = 16;
/// The move that brings the next word onto the stack.
pub const SHIFT: u8 = 0;
/// The first of the moves that hang a word under a later one.
pub const FIRST_LEFT: u8 = 1;
/// The first of the moves that hang a word under an earlier one.
pub const FIRST_RIGHT: u8 = 6;

/// The move that hangs a word by `relation` under a later word (`left`) or an earlier one.
///
/// Moves stand for kinds of relations: few enough to be scored at once, and telling enough to look at later on.
pub fn move_of(relation: u8, left: bool) -> u8 {
    let name = relation_name(relation);
    let plain = name.split(':').next().unwrap_or(name);
    if left {
        return match plain {
            "nsubj" | "csubj" | "expl" => 1,
            "det" | "case" | "mark" | "aux" | "cop" | "cc" => 2,
            "amod" | "nummod" | "compound" | "nmod" | "flat" => 3,
            "punct" => 5,
            _ => 4,
        };
    }
    match plain {
        "obj" | "iobj" => 6,
        "xcomp" | "ccomp" | "csubj" => 7,
        "obl" => 8,
        "nmod" => 9,
        "conj" => 10,
        "punct" => 11,
        "acl" | "advcl" => 12,
        "flat" | "fixed" | "appos" | "compound" | "nummod" | "goeswith" => 13,
        "parataxis" | "discourse" | "vocative" | "dep" | "list" | "reparandum" | "dislocated" | "orphan" => 14,
        _ => 15,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_relation_has_a_move_in_both_directions() {
        for name in RELATIONS {
            let relation = relation_of(name);
            assert_eq!(relation_name(relation), name);
            assert!((FIRST_LEFT..FIRST_RIGHT).contains(&move_of(relation, true)));
            assert!((FIRST_RIGHT..).contains(&move_of(relation, false)));
            assert!(usize::from(move_of(relation, false)) < MOVES);
        }
    }

    #[test]
    fn unknown_subtypes_and_relations_are_taken_for_known_ones() {
        assert_eq!(relation_name(relation_of("nmod:tmod")), "nmod");
        assert_eq!(relation_name(relation_of("???")), "dep");
    }
}
