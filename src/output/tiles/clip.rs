//! Shapes on the grid of a zoom cut into tiles.

use std::cmp::Ordering;

/// Steps of the grid along the side of a tile.
pub(super) const EXTENT: i32 = 4096;
/// Steps around a tile that it holds too, so that no border is drawn along its edge.
const BUFFER: i32 = 64;

/// A place on the grid, y downwards.
pub(super) type Place = [i32; 2];
/// The corners of a ring, each once, the inside on the right as seen: shells have a positive area with y downwards, holes a negative.
pub(super) type Ring = Vec<Place>;

/// Hands the part of a shape in each tile of `zoom`, in the grid of all tiles, to `put`.
///
/// The square of all tiles is halved over and over along the same lines for every shape, so that a border that two shapes share is
/// cut at the same places of both. A line runs between two steps of the grid: no corner lies on it.
pub(super) fn cut(rings: Vec<Ring>, zoom: u8, put: &mut dyn FnMut([u32; 2], Vec<Ring>)) {
    descend(rings, [0, 0], zoom, put);
}

fn descend(rings: Vec<Ring>, tile: [u32; 2], depth: u8, put: &mut dyn FnMut([u32; 2], Vec<Ring>)) {
    if rings.is_empty() {
        return;
    }
    if depth == 0 {
        return put(tile, rings);
    }
    let half = 1_u32 << (depth - 1);
    let line = |axis: usize| (tile[axis] + half) as i32 * EXTENT;
    let (west, east) = halves(rings, 0, line(0));
    for (x, rings) in [(tile[0], west), (tile[0] + half, east)] {
        let (north, south) = halves(rings, 1, line(1));
        descend(north, [x, tile[1]], depth - 1, put);
        descend(south, [x, tile[1] + half], depth - 1, put);
    }
}

/// What lies before a line and what lies behind it, each with the buffer beyond it.
fn halves(rings: Vec<Ring>, axis: usize, line: i32) -> (Vec<Ring>, Vec<Ring>) {
    let places = || rings.iter().flatten().map(|place| place[axis]);
    let least = places().min().unwrap_or(i32::MAX);
    let most = places().max().unwrap_or(i32::MIN);
    if most < line - BUFFER {
        (rings, Vec::new())
    } else if least > line + BUFFER {
        (Vec::new(), rings)
    } else {
        let before = side(&rings, axis, line + BUFFER, Side::Before);
        let behind = side(&rings, axis, line - BUFFER, Side::Behind);
        (before, behind)
    }
}

/// The side of a line that is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Before,
    Behind,
}

/// Where an edge crosses a line: the fraction `over / under` along it.
#[derive(Debug, Clone, Copy)]
struct Crossing {
    over: i64,
    under: i64,
}

impl Crossing {
    /// Of the edge between two places, whichever comes first, with the line at `twice / 2`.
    fn new(a: Place, b: Place, axis: usize, twice: i64) -> Self {
        let (a, b) = if a[axis] < b[axis] { (a, b) } else { (b, a) };
        let [a, b] = [a, b].map(|place| place.map(i64::from));
        let other = 1 - axis;
        let under = 2 * (b[axis] - a[axis]);
        let over = a[other] * under + (b[other] - a[other]) * (twice - 2 * a[axis]);
        Self { over, under }
    }

    fn compare(&self, other: &Self) -> Ordering {
        let wide = |over: i64, under: i64| i128::from(over) * i128::from(under);
        wide(self.over, other.under).cmp(&wide(other.over, self.under))
    }

    fn rounded(&self) -> i32 {
        (2 * self.over + self.under).div_euclid(2 * self.under) as i32
    }
}

/// A piece of a ring on the kept side, from where it comes over the line to where it leaves.
struct Piece {
    places: Vec<Place>,
    from: Crossing,
    to: Crossing,
}

/// The part of a shape up to and with the grid line `last`, as valid as the shape itself.
///
/// Pieces are joined along the line: as the inside of a shape meets it in intervals that each have one end where a ring leaves and one
/// where a ring comes back, the first to leave goes on with the first that comes, and so on.
fn side(rings: &[Ring], axis: usize, last: i32, side: Side) -> Vec<Ring> {
    let kept = |place: &Place| match side {
        Side::Before => place[axis] <= last,
        Side::Behind => place[axis] >= last,
    };
    let twice = match side {
        Side::Before => 2 * i64::from(last) + 1,
        Side::Behind => 2 * i64::from(last) - 1,
    };
    let mut whole = Vec::new();
    let mut pieces: Vec<Piece> = Vec::new();
    for ring in rings {
        let n = ring.len();
        let Some(out) = ring.iter().position(|place| !kept(place)) else {
            whole.push(ring.clone());
            continue;
        };
        let on_line = |crossing: &Crossing| {
            let mut place = [last; 2];
            place[1 - axis] = crossing.rounded();
            place
        };
        let mut open: Option<Piece> = None;
        for step in out..out + n {
            let (a, b) = (ring[step % n], ring[(step + 1) % n]);
            if kept(&a) != kept(&b) {
                let crossing = Crossing::new(a, b, axis, twice);
                if let Some(mut piece) = open.take() {
                    piece.places.push(on_line(&crossing));
                    piece.to = crossing;
                    pieces.push(piece);
                } else {
                    open = Some(Piece {
                        places: vec![on_line(&crossing)],
                        from: crossing,
                        to: crossing,
                    });
                }
            }
            if let (true, Some(piece)) = (kept(&b), &mut open) {
                piece.places.push(b);
            }
        }
    }
    let order = |end: fn(&Piece) -> &Crossing| {
        let mut order: Vec<usize> = (0..pieces.len()).collect();
        order.sort_by(|&a, &b| end(&pieces[a]).compare(end(&pieces[b])));
        order
    };
    let (leaving, coming) = (order(|piece| &piece.to), order(|piece| &piece.from));
    let mut next = vec![0; pieces.len()];
    for (from, to) in leaving.into_iter().zip(coming) {
        next[from] = to;
    }
    let mut done = vec![false; pieces.len()];
    for first in 0..pieces.len() {
        let mut ring = Ring::new();
        let mut at = first;
        while !done[at] {
            done[at] = true;
            ring.append(&mut pieces[at].places);
            at = next[at];
        }
        whole.extend(tidy(ring));
    }
    whole
}

/// A ring without repeated corners and without spikes; `None` when nothing is left of it.
pub(super) fn tidy(ring: Ring) -> Option<Ring> {
    let mut kept: Ring = Vec::with_capacity(ring.len());
    for place in ring {
        kept.push(place);
        while spike(&mut kept) {}
    }
    // the ends meet
    loop {
        let n = kept.len();
        if n < 3 {
            return None;
        }
        if kept[0] == kept[n - 1] || returns(kept[n - 2], kept[n - 1], kept[0]) {
            kept.pop();
        } else if returns(kept[n - 1], kept[0], kept[1]) {
            kept.remove(0);
        } else {
            break;
        }
    }
    (area(&kept) != 0).then_some(kept)
}

/// Takes the last corner but one away when it is the last, or the tip of a spike.
fn spike(kept: &mut Ring) -> bool {
    let n = kept.len();
    let takes = n >= 2 && kept[n - 1] == kept[n - 2]
        || n >= 3 && returns(kept[n - 3], kept[n - 2], kept[n - 1]);
    if takes {
        kept.remove(n - 2);
    }
    takes
}

/// Whether the way from `a` over `b` to `c` goes back on itself.
fn returns(a: Place, b: Place, c: Place) -> bool {
    let [a, b, c] = [a, b, c].map(|place| place.map(i64::from));
    let (to, on) = ([b[0] - a[0], b[1] - a[1]], [c[0] - b[0], c[1] - b[1]]);
    to[0] * on[1] == to[1] * on[0] && to[0] * on[0] + to[1] * on[1] < 0
}

/// Twice the area of a ring, y downwards.
pub(super) fn area(ring: &[Place]) -> i64 {
    let Some(&origin) = ring.first() else {
        return 0;
    };
    let away = |place: Place| [0, 1].map(|axis| i64::from(place[axis]) - i64::from(origin[axis]));
    let edges = ring.iter().zip(ring.iter().cycle().skip(1));
    edges
        .map(|(&a, &b)| (away(a), away(b)))
        .map(|(a, b)| a[0] * b[1] - b[0] * a[1])
        .sum()
}

/// Rings as polygons: shells each with its holes behind it; a hole in no shell is left out.
pub(super) fn polygons(rings: Vec<Ring>) -> Vec<Vec<Ring>> {
    let (shells, holes): (Vec<Ring>, Vec<Ring>) =
        rings.into_iter().partition(|ring| area(ring) > 0);
    let mut polygons: Vec<Vec<Ring>> = shells.into_iter().map(|shell| vec![shell]).collect();
    for hole in holes {
        let around = polygons
            .iter()
            .enumerate()
            .filter(|(_, polygon)| within(&hole, &polygon[0]));
        // of nested islands the innermost
        let at = around
            .min_by_key(|(_, polygon)| area(&polygon[0]))
            .map(|(at, _)| at);
        if let Some(at) = at {
            polygons[at].push(hole);
        }
    }
    polygons
}

/// Whether a ring lies in another: its first corner that is not on the other's edges does.
fn within(inner: &[Place], outer: &[Place]) -> bool {
    inner
        .iter()
        .find_map(|&place| inside(place, outer))
        .unwrap_or(false)
}

/// Whether a place is inside a ring; `None` on its edge.
fn inside(place: Place, ring: &[Place]) -> Option<bool> {
    let [x, y] = place.map(i64::from);
    let mut odd = false;
    for (a, b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
        let [a, b] = [a, b].map(|place| place.map(i64::from));
        let turn = (b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0]);
        let between =
            |axis: usize, at: i64| a[axis].min(b[axis]) <= at && at <= a[axis].max(b[axis]);
        if turn == 0 && between(0, x) && between(1, y) {
            return None;
        }
        if (a[1] > y) != (b[1] > y) && ((turn > 0) == (b[1] > a[1])) {
            odd = !odd;
        }
    }
    Some(odd)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn tiles(rings: Vec<Ring>, zoom: u8) -> BTreeMap<[u32; 2], Vec<Ring>> {
        let mut found = BTreeMap::new();
        cut(rings, zoom, &mut |tile, rings| {
            assert!(found.insert(tile, rings).is_none());
        });
        found
    }

    fn square(low: Place, high: Place) -> Ring {
        vec![low, [high[0], low[1]], high, [low[0], high[1]]]
    }

    fn turned(mut ring: Ring) -> Ring {
        ring.reverse();
        ring
    }

    #[test]
    fn a_square_over_four_tiles_is_in_each_with_the_buffer() {
        let found = tiles(vec![square([4000, 4000], [5000, 6000])], 1);
        assert_eq!(found.len(), 4);
        let clipped = EXTENT + BUFFER;
        assert_eq!(area(&found[&[0, 0]][0]), 2 * 160 * 160);
        let corners = &found[&[0, 0]][0];
        assert!(corners.contains(&[clipped, clipped]) && corners.len() == 4);
        assert_eq!(area(&found[&[1, 1]][0]), 2 * (5000 - 4032) * (6000 - 4032));
        // a shape that only the buffer has is there too, and one beyond it is not
        assert_eq!(tiles(vec![square([4100, 10], [4200, 20])], 1).len(), 2);
        assert_eq!(tiles(vec![square([4161, 10], [4200, 20])], 1).len(), 1);
    }

    #[test]
    fn a_fork_comes_apart_and_a_hole_that_is_cut_is_none() {
        let fork = vec![
            [0, 0],
            [5000, 0],
            [5000, 100],
            [100, 100],
            [100, 200],
            [5000, 200],
            [5000, 300],
            [0, 300],
        ];
        assert!(area(&fork) > 0);
        let east = &tiles(vec![fork], 1)[&[1, 0]];
        assert_eq!(east.len(), 2, "two prongs: {east:?}");
        assert!(
            east.iter()
                .all(|ring| area(ring) == 2 * 100 * (5000 - 4032))
        );
        let frame = vec![
            square([3000, 0], [5000, 900]),
            turned(square([3500, 300], [4500, 600])),
        ];
        let found = tiles(frame, 1);
        assert_eq!((found[&[0, 0]].len(), found[&[1, 0]].len()), (1, 1));
        let whole = 1160 * 900 - (4160 - 3500) * 300;
        assert_eq!(area(&found[&[0, 0]][0]), 2 * whole);
    }

    #[test]
    fn holes_are_behind_their_shells() {
        let island = square([40, 40], [60, 60]);
        let lake = turned(square([20, 20], [80, 80]));
        let land = square([0, 0], [100, 100]);
        let other = square([200, 0], [300, 100]);
        let pond = turned(square([45, 45], [50, 50]));
        let made = polygons(vec![
            pond.clone(),
            other.clone(),
            lake.clone(),
            island.clone(),
            land.clone(),
        ]);
        assert_eq!(made, [vec![other], vec![island, pond], vec![land, lake]]);
        assert!(polygons(vec![turned(square([1, 1], [2, 2]))]).is_empty());
    }

    #[test]
    fn spikes_and_slivers_go() {
        assert_eq!(
            tidy(vec![[0, 0], [5, 0], [9, 0], [5, 0], [5, 5]]),
            Some(vec![[0, 0], [5, 0], [5, 5]])
        );
        assert_eq!(
            tidy(vec![[9, 0], [0, 0], [0, 4], [4, 0], [9, 0]]),
            Some(vec![[0, 0], [0, 4], [4, 0]])
        );
        assert_eq!(tidy(vec![[0, 0], [5, 5], [9, 9], [2, 2]]), None);
        assert_eq!(tidy(vec![[0, 0], [1, 0], [0, 0]]), None);
    }

    /// A star around a place: simple, as its corners go around once.
    fn star(radii: &[i32], middle: Place) -> Ring {
        let corner = |(i, radius): (usize, &i32)| {
            let angle = i as f64 / radii.len() as f64 * std::f64::consts::TAU;
            [
                middle[0] + (angle.cos() * f64::from(*radius)).round() as i32,
                middle[1] + (angle.sin() * f64::from(*radius)).round() as i32,
            ]
        };
        radii.iter().enumerate().map(corner).collect()
    }

    proptest! {
        #[test]
        fn tiles_cover_what_the_shape_covers(radii in prop::collection::vec(500..9000_i32, 5..40), x in 0..16_000, y in 0..16_000) {
            let zoom = 3;
            let shape = star(&radii, [x, y]);
            prop_assume!(area(&shape) > 0);
            // what lies beyond all tiles is in none
            let inside: Vec<Ring> = side(&side(&[shape], 0, 0, Side::Behind), 1, 0, Side::Behind);
            let whole: i64 = inside.iter().map(|ring| area(ring)).sum();
            let mut sum = 0;
            for (tile, rings) in tiles(inside, zoom) {
                let low = tile.map(|at| at as i32 * EXTENT);
                for ring in &rings {
                    for place in ring {
                        for axis in [0, 1] {
                            let at = place[axis] - low[axis];
                            prop_assert!((-BUFFER..=EXTENT + BUFFER).contains(&at));
                        }
                    }
                }
                // the tile itself, without its buffer
                let mut own = rings;
                for axis in [0, 1] {
                    own = side(&side(&own, axis, low[axis], Side::Behind), axis, low[axis] + EXTENT, Side::Before);
                }
                sum += own.iter().map(|ring| area(ring)).sum::<i64>();
            }
            // crossings are rounded to the grid, so edges move by a step at most
            let most = radii.len() as i64 * 9000 * 8;
            prop_assert!((sum - whole).abs() <= most, "{} of {}", sum, whole);
        }

        #[test]
        fn neighbours_share_their_edges_in_every_tile(radii in prop::collection::vec(500..9000_i32, 6..30)) {
            let middle = [12_000, 12_000];
            let ring = star(&radii, middle);
            prop_assume!(area(&ring) > 0);
            // two units: the star cut along the way from a corner over the middle to another
            let half = ring.len() / 2;
            let mut one: Ring = ring[..=half].to_vec();
            let mut other: Ring = ring[half..].to_vec();
            other.push(ring[0]);
            one.push(middle);
            other.push(middle);
            let (Some(one), Some(other)) = (tidy(one), tidy(other)) else { return Ok(()) };
            prop_assume!(area(&one) > 0 && area(&other) > 0);
            let edges = |rings: &[Ring]| -> Vec<(Place, Place)> {
                let of = |ring: &Ring| ring.iter().copied().zip(ring.iter().copied().cycle().skip(1)).collect::<Vec<_>>();
                rings.iter().flat_map(of).collect()
            };
            let (ours, theirs) = (tiles(vec![one], 3), tiles(vec![other], 3));
            for (tile, rings) in &ours {
                let Some(beside) = theirs.get(tile) else { continue };
                let beside = edges(beside);
                for (a, b) in edges(rings) {
                    // an edge of the way to the middle, cut or not, is walked the other way by the other unit
                    let on_way = |place: Place| [ring[0], ring[half]].into_iter().any(|end| {
                        let [m, e, p] = [middle, end, place].map(|place| place.map(i64::from));
                        (e[0] - m[0]) * (p[1] - m[1]) == (e[1] - m[1]) * (p[0] - m[0])
                    });
                    if [a, b].contains(&middle) && on_way(a) && on_way(b) {
                        prop_assert!(beside.contains(&(b, a)), "{:?} {:?}", a, b);
                    }
                }
            }
        }
    }
}
