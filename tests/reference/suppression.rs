//! Hidden cells attacked as a reader of the tables could: by differences over all levels, and by linear bounds over all tables at once.

use kawasan::base::privacy::suppress::{blank, parts, totals};
use kawasan::plan::solve::{Program, Simplex, Solver};
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

const K: u64 = 5;
/// No count in these tables is as great.
const MOST: f64 = 1e4;

/// What a reader has: a tree of rows, and columns of cells that are published or not; sums of columns.
struct Tables {
    parent: Vec<Option<u32>>,
    /// The truth, and what is published of it.
    cells: Vec<Vec<u64>>,
    published: Vec<Vec<bool>>,
    /// A column and those it is the sum of.
    sums: Vec<(usize, Vec<usize>)>,
}

impl Tables {
    /// Every sum of cells that is known to be right: a total and its parts, as (column, row).
    fn relations(&self) -> Vec<Vec<(usize, usize)>> {
        let rows = self.parent.len();
        let mut found = Vec::new();
        for above in 0..rows {
            let below = (0..rows).filter(|&row| self.parent[row] == Some(above as u32));
            let below: Vec<usize> = below.collect();
            for column in 0..self.cells.len() {
                if !below.is_empty() {
                    let cells = std::iter::once(above).chain(below.iter().copied());
                    found.push(cells.map(|row| (column, row)).collect());
                }
            }
        }
        for (whole, parts) in &self.sums {
            for row in 0..rows {
                let cells = std::iter::once(*whole).chain(parts.iter().copied());
                found.push(cells.map(|column| (column, row)).collect());
            }
        }
        found
    }

    /// Cells that become known when every sum with one unknown cell is solved, again and again.
    fn found_by_differences(&self) -> Vec<(usize, usize)> {
        let relations = self.relations();
        let mut known = self.published.clone();
        let mut found = Vec::new();
        loop {
            let before = found.len();
            for relation in &relations {
                let mut unknown = relation
                    .iter()
                    .filter(|(column, row)| !known[*column][*row]);
                if let (Some(&(column, row)), None) = (unknown.next(), unknown.next()) {
                    known[column][row] = true;
                    found.push((column, row));
                }
            }
            if found.len() == before {
                return found;
            }
        }
    }

    /// The least or the most that a cell can be.
    fn bound(&self, (column, row): (usize, usize), sign: f64) -> f64 {
        let rows = self.parent.len();
        let mut program = Program::default();
        for (c, cells) in self.cells.iter().enumerate() {
            for (r, &count) in cells.iter().enumerate() {
                let (lower, upper) = match self.published[c][r] {
                    true => (count as f64, count as f64),
                    false => (0.0, MOST),
                };
                let cost = if (c, r) == (column, row) { sign } else { 0.0 };
                program.column(cost, lower, upper, false);
            }
        }
        for relation in self.relations() {
            let term = |(i, &(column, row)): (usize, &(usize, usize))| {
                (
                    (column * rows + row) as u32,
                    if i == 0 { -1.0 } else { 1.0 },
                )
            };
            program.row(relation.iter().enumerate().map(term).collect(), 0.0, 0.0);
        }
        let found = Simplex.relax(&program, &program.lower, &program.upper);
        let values = found.unwrap().expect("the truth keeps the rows").values;
        values[column * rows + row]
    }
}

/// Villages, districts and regencies of a province, the province last; leaves first.
fn tree(rng: &mut ChaCha8Rng) -> Vec<Option<u32>> {
    let regencies = rng.random_range(1..3_usize);
    let districts: Vec<usize> = (0..regencies).map(|_| rng.random_range(1..4)).collect();
    let count = districts.iter().sum();
    let of_district: Vec<usize> = (0..count).map(|_| rng.random_range(1..5)).collect();
    let villages = of_district.iter().sum::<usize>();
    let mut parent = Vec::new();
    for (district, &n) in of_district.iter().enumerate() {
        parent.extend(vec![Some((villages + district) as u32); n]);
    }
    for (regency, &n) in districts.iter().enumerate() {
        parent.extend(vec![Some((villages + count + regency) as u32); n]);
    }
    let top = (villages + count + regencies) as u32;
    parent.extend(vec![Some(top); regencies]);
    parent.push(None);
    parent
}

fn sums(parent: &[Option<u32>], mut counts: Vec<u64>) -> Vec<u64> {
    for row in 0..parent.len() {
        if let Some(above) = parent[row] {
            counts[above as usize] += counts[row];
        }
    }
    counts
}

/// Persons of villages by decile group (three, all told), by poverty (the poor are told) and by age (the old are told).
fn tables(rng: &mut ChaCha8Rng) -> Tables {
    let parent = tree(rng);
    let leaf = |row: usize| !parent.contains(&Some(row as u32));
    let mut groups = vec![vec![0_u64; parent.len()]; 3];
    let (mut poor, mut old) = (vec![0_u64; parent.len()], vec![0_u64; parent.len()]);
    for row in (0..parent.len()).filter(|&row| leaf(row)) {
        let most = [1_u64, 3, 8, 30, 60][rng.random_range(0..5_usize)];
        for group in &mut groups {
            group[row] = rng.random_range(0..=most);
        }
        let all: u64 = groups.iter().map(|group| group[row]).sum();
        poor[row] = rng.random_range(0..=all);
        if rng.random_bool(0.3) {
            poor[row] = poor[row].min(4);
        }
        old[row] = rng.random_range(0..=all);
    }
    let up = |counts: Vec<u64>| sums(&parent, counts);
    let groups: Vec<Vec<u64>> = groups.into_iter().map(up).collect();
    let (poor, old) = (up(poor), up(old));
    let all: Vec<u64> = (0..parent.len())
        .map(|row| groups.iter().map(|g| g[row]).sum())
        .collect();
    let less = |a: &[u64], b: &[u64]| -> Vec<u64> { a.iter().zip(b).map(|(a, b)| a - b).collect() };
    let (others, young) = (less(&all, &poor), less(&all, &old));

    let hidden = totals(&parent, &all, K).unwrap();
    let of_groups: Vec<&[u64]> = groups.iter().map(Vec::as_slice).collect();
    let by_group = parts(&parent, &all, &hidden, &of_groups, K).unwrap();
    let by_poverty = parts(&parent, &all, &hidden, &[&poor], K).unwrap();
    let by_age = parts(&parent, &all, &hidden, &[&old], K).unwrap();
    let shown = |hidden: &[bool]| hidden.iter().map(|hidden| !hidden).collect::<Vec<bool>>();
    let none = vec![false; parent.len()];
    Tables {
        published: vec![
            shown(&hidden),
            shown(&by_group[0]),
            shown(&by_group[1]),
            shown(&by_group[2]),
            shown(&by_poverty[0]),
            none.clone(),
            shown(&by_age[0]),
            none,
        ],
        cells: [vec![all], groups, vec![poor, others, old, young]].concat(),
        sums: vec![(0, vec![1, 2, 3]), (0, vec![4, 5]), (0, vec![6, 7])],
        parent,
    }
}

#[test]
fn no_small_count_is_found_by_differences_or_by_linear_bounds() {
    let (mut attacked, mut others) = (0, 0);
    for seed in 0..25 {
        let tables = tables(&mut ChaCha8Rng::seed_from_u64(seed));
        for (column, row) in tables.found_by_differences() {
            let count = tables.cells[column][row];
            assert!(
                !(1..K).contains(&count),
                "seed {seed}: column {column}, row {row}"
            );
        }
        for (column, cells) in tables.cells.iter().enumerate() {
            for (row, &count) in cells
                .iter()
                .enumerate()
                .filter(|(row, _)| !tables.published[column][*row])
            {
                let small = (1..K).contains(&count);
                // of the others that are hidden, those of columns that are published
                if !small && (count == 0 || tables.published[column].iter().all(|shown| !shown)) {
                    continue;
                }
                let low = tables.bound((column, row), 1.0);
                let high = tables.bound((column, row), -1.0);
                let place =
                    format!("seed {seed}: column {column}, row {row}, {count} in {low} to {high}");
                if small {
                    assert!(low < 1.001 && high > K as f64 - 0.001, "{place}");
                    assert!(high - low > K as f64 - 0.001, "{place}");
                    attacked += 1;
                } else {
                    assert!(high - low > 0.999, "{place}");
                    others += 1;
                }
            }
        }
    }
    assert!(
        attacked > 100 && others > 50,
        "{attacked} and {others} cells attacked"
    );
}

#[test]
fn without_complementary_cells_the_attack_succeeds() {
    let mut found = 0;
    for seed in 0..25 {
        let mut tables = tables(&mut ChaCha8Rng::seed_from_u64(seed));
        for (shown, cells) in tables.published.iter_mut().zip(&tables.cells).take(4) {
            *shown = cells.iter().map(|count| !(1..K).contains(count)).collect();
        }
        found += tables.found_by_differences().len();
    }
    assert!(found > 20, "{found}");
}

#[test]
fn a_share_is_shown_only_where_its_counts_are() {
    let tables = tables(&mut ChaCha8Rng::seed_from_u64(3));
    let (all, poor) = (&tables.cells[0], &tables.cells[4]);
    let hidden = |column: usize| -> Vec<bool> {
        tables.published[column]
            .iter()
            .map(|shown| !shown)
            .collect()
    };
    let share = |row: usize| (all[row] > 0).then(|| poor[row] as f64 / all[row] as f64);
    let mut shares: Vec<Option<f64>> = (0..all.len()).map(share).collect();
    let emptied = blank(&mut shares, &[&hidden(0), &hidden(4)]);
    assert!(emptied > 0);
    for (row, share) in shares.iter().enumerate() {
        assert!(share.is_none() || tables.published[0][row] && tables.published[4][row]);
    }
}
