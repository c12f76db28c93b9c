//! Where each node of the page stands: links pull, all nodes push each other apart, computed once so that the page need not.
//!
//! The forces are those of Fruchterman and Reingold (1991), the far pushes are taken together by a quadtree (Barnes and
//! Hut 1986). Nothing is drawn by lot and no function of the system's mathematics is called beyond the square root: the
//! same network has the same places on every machine.

/// The length of a link between two nodes that nothing else holds.
const LENGTH: f64 = 40.0;

/// Rounds of moving every node; the farthest that a node may move shrinks from round to round.
const ROUNDS: usize = 200;

/// How strongly everything is drawn to the middle.
const GRAVITY: f64 = 0.8;

/// A square of the quadtree pushes as one when it looks smaller than this from where it is felt.
const OPENING: f64 = 0.9;

/// Squares of the quadtree are not divided deeper than this: nodes at one place push as one.
const DEEPEST: usize = 32;

/// Cosine and sine of the golden angle, by which nodes begin in a spiral.
const TURN: (f64, f64) = (-0.737_368_878, 0.675_490_294);

type Point = (f64, f64);

/// The places of `count` nodes. Pairs that are `light` move only those of their ends that no other pair holds.
pub(super) fn places(count: usize, pairs: &[(usize, usize)], light: &[(usize, usize)]) -> Vec<(i32, i32)> {
    let mut core = vec![false; count];
    pairs.iter().flat_map(|(a, b)| [a, b]).filter_map(|node| core.get_mut(*node).map(|is| *is = true)).for_each(drop);
    let mut places = spiral(count, pairs, &core);
    settle(&mut places, pairs, &core, &core);
    if !light.is_empty() {
        beside(&mut places, light, &core);
        let (moved, all) = (core.iter().map(|core| !core).collect::<Vec<_>>(), vec![true; count]);
        settle(&mut places, light, &all, &moved);
    }
    #[expect(clippy::cast_possible_truncation, reason = "whole units are finer than what is drawn")]
    places.iter().map(|(x, y)| (x.round() as i32, y.round() as i32)).collect()
}

/// The core in a spiral, the most linked in its middle; all others outside.
fn spiral(count: usize, pairs: &[(usize, usize)], core: &[bool]) -> Vec<Point> {
    let degrees = degrees(count, pairs);
    let mut order: Vec<usize> = (0..count).collect();
    let key = |node: &usize| (core.get(*node) != Some(&true), degrees.get(*node).copied().unwrap_or_default());
    order.sort_by_key(|node| {
        let (outside, degree) = key(node);
        (outside, std::cmp::Reverse(degree))
    });
    let mut places = vec![(0.0, 0.0); count];
    let mut direction = (1.0, 0.0);
    for (nth, node) in order.into_iter().enumerate() {
        let radius = LENGTH * (nth as f64 + 1.0).sqrt();
        if let Some(place) = places.get_mut(node) {
            *place = (radius * direction.0, radius * direction.1);
        }
        direction = (direction.0 * TURN.0 - direction.1 * TURN.1, direction.0 * TURN.1 + direction.1 * TURN.0);
    }
    places
}

fn degrees(count: usize, pairs: &[(usize, usize)]) -> Vec<u32> {
    let mut degrees = vec![0; count];
    for node in pairs.iter().flat_map(|(a, b)| [*a, *b]) {
        if let Some(degree) = degrees.get_mut(node) {
            *degree += 1;
        }
    }
    degrees
}

/// Puts what is outside the core beside the middle of those it is linked to.
#[expect(clippy::indexing_slicing, reason = "pairs hold places of nodes")]
fn beside(places: &mut [Point], light: &[(usize, usize)], core: &[bool]) {
    let mut sums = vec![(0.0, 0.0, 0.0); places.len()];
    for (one, other) in light.iter().flat_map(|(a, b)| [(*a, *b), (*b, *a)]) {
        if !core[one] && core[other] {
            let sum = &mut sums[one];
            *sum = (sum.0 + places[other].0, sum.1 + places[other].1, sum.2 + 1.0);
        }
    }
    for (place, (x, y, held)) in places.iter_mut().zip(sums).filter(|(_, (_, _, held))| *held > 0.0) {
        // A little of the old place keeps apart those that are linked to the same.
        *place = (x / held + place.0 * 0.01, y / held + place.1 * 0.01);
    }
}

/// Moves the nodes that may move under the pushes of those that are there and the pull of the pairs.
#[expect(clippy::indexing_slicing, reason = "pairs hold places of nodes")]
fn settle(places: &mut [Point], pairs: &[(usize, usize)], there: &[bool], may_move: &[bool]) {
    let degrees = degrees(places.len(), pairs);
    let nodes: Vec<usize> = (0..places.len()).filter(|node| there[*node]).collect();
    for round in 0..ROUNDS {
        let tree = Tree::of(&nodes.iter().map(|node| places[*node]).collect::<Vec<_>>());
        let mut forces = vec![(0.0, 0.0); places.len()];
        for node in nodes.iter().copied().filter(|node| may_move[*node]) {
            let (x, y) = tree.push(places[node]);
            forces[node] = (x - GRAVITY * places[node].0, y - GRAVITY * places[node].1);
        }
        for (one, other) in pairs.iter().copied() {
            let (x, y) = (places[other].0 - places[one].0, places[other].1 - places[one].1);
            let least = f64::from(degrees[one].min(degrees[other]).max(1));
            let pull = (x * x + y * y).sqrt() / LENGTH / least.sqrt();
            forces[one] = (forces[one].0 + x * pull, forces[one].1 + y * pull);
            forces[other] = (forces[other].0 - x * pull, forces[other].1 - y * pull);
        }
        let left = 1.0 - round as f64 / ROUNDS as f64;
        let farthest = 4.0 * LENGTH * left * left + 0.5;
        for node in nodes.iter().copied().filter(|node| may_move[*node]) {
            let (x, y) = forces[node];
            let strength = (x * x + y * y).sqrt();
            let part = if strength > farthest { farthest / strength } else { 1.0 };
            places[node] = (places[node].0 + x * part, places[node].1 + y * part);
        }
    }
}

/// A square with the number and the middle of the points in it, and its four quarters where there are any.
#[derive(Default)]
struct Square {
    side: f64,
    points: f64,
    middle: Point,
    quarters: Vec<Square>,
}

/// All points in one square.
struct Tree(Square);

impl Tree {
    fn of(points: &[Point]) -> Self {
        let first = points.first().copied().unwrap_or_default();
        let (mut low, mut high) = (first, first);
        for (x, y) in points {
            low = (low.0.min(*x), low.1.min(*y));
            high = (high.0.max(*x), high.1.max(*y));
        }
        Self(Square::of(points.to_vec(), low, (high.0 - low.0).max(high.1 - low.1) + 1.0, 0))
    }

    /// What pushes at a place, away from all points.
    fn push(&self, at: Point) -> Point {
        let mut open = vec![&self.0];
        let mut sum = (0.0, 0.0);
        while let Some(square) = open.pop() {
            let (x, y) = (at.0 - square.middle.0, at.1 - square.middle.1);
            let far = x * x + y * y;
            if square.quarters.is_empty() || square.side * square.side < OPENING * OPENING * far {
                let push = square.points * LENGTH * LENGTH / (far + 25.0);
                sum = (sum.0 + x * push, sum.1 + y * push);
            } else {
                open.extend(&square.quarters);
            }
        }
        sum
    }
}

impl Square {
    fn of(points: Vec<Point>, low: Point, side: f64, depth: usize) -> Self {
        let count = points.len() as f64;
        let sum = points.iter().fold((0.0, 0.0), |sum, (x, y)| (sum.0 + x, sum.1 + y));
        let middle = (sum.0 / count.max(1.0), sum.1 / count.max(1.0));
        let mut square = Self { side, points: count, middle, quarters: Vec::new() };
        if points.len() > 1 && depth < DEEPEST {
            let half = side / 2.0;
            let mut quarters: [Vec<Point>; 4] = Default::default();
            for (x, y) in points {
                let place = usize::from(x >= low.0 + half) + 2 * usize::from(y >= low.1 + half);
                quarters.get_mut(place).into_iter().for_each(|quarter| quarter.push((x, y)));
            }
            for (place, quarter) in quarters.into_iter().enumerate().filter(|(_, quarter)| !quarter.is_empty()) {
                let corner = (low.0 + half * (place % 2) as f64, low.1 + half * (place / 2) as f64);
                square.quarters.push(Self::of(quarter, corner, half, depth + 1));
            }
        }
        square
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn apart((ax, ay): (i32, i32), (bx, by): (i32, i32)) -> f64 {
        (f64::from(ax - bx).powi(2) + f64::from(ay - by).powi(2)).sqrt()
    }

    #[test]
    fn the_linked_stand_near_and_none_upon_another() {
        // Two rings of four that one link joins, and a topic of the first ring.
        let pairs = [(0, 1), (1, 2), (2, 3), (3, 0), (3, 4), (4, 5), (5, 6), (6, 7), (7, 4)];
        let found = places(9, &pairs, &[(0, 8), (1, 8)]);
        assert!(apart(found[0], found[1]) < apart(found[0], found[6]), "{found:?}");
        assert!(apart(found[8], found[0]) < apart(found[8], found[6]), "{found:?}");
        for one in 0..9 {
            for other in 0..one {
                assert!(apart(found[one], found[other]) > 8.0, "{one} {other} {found:?}");
            }
        }
    }

    #[test]
    fn topics_move_nobody_else_and_small_networks_have_places_too() {
        let pairs = [(0, 1), (1, 2)];
        assert_eq!(places(4, &pairs, &[(0, 3)])[..3], places(3, &pairs, &[])[..]);
        assert!(places(0, &[], &[]).is_empty());
        assert_eq!(places(1, &[], &[]).len(), 1);
    }

    #[test]
    fn far_points_push_as_one_much_as_they_do_alone() {
        let points: Vec<Point> = (0..200).map(|n| (f64::from(n * 37 % 101), f64::from(n * 61 % 89))).collect();
        let at = (400.0, 50.0);
        let (x, y) = Tree::of(&points).push(at);
        let alone = points.iter().map(|(px, py)| (at.0 - px, at.1 - py)).fold((0.0, 0.0), |sum, (dx, dy)| {
            let push = LENGTH * LENGTH / (dx * dx + dy * dy + 25.0);
            (sum.0 + dx * push, sum.1 + dy * push)
        });
        assert!((x - alone.0).abs() < 0.05 * alone.0.abs() && (y - alone.1).abs() < 0.05 * alone.0.abs());
    }
}
