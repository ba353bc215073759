//! A block of a column as a register.

use super::program::{BLOCK, FALSE, Register, TRUE, UNKNOWN, finite};
use polars::prelude::*;

/// Bits of a bitmap as it holds them: bytes, the place of the first bit, their number.
type Bits<'a> = (&'a [u8], usize, usize);

/// Rows from `start` on of a column, which is in one chunk; `len` of them.
pub(super) fn load<'a>(
    column: &'a Column,
    start: usize,
    len: usize,
    out: &mut Register<'a>,
) -> PolarsResult<()> {
    let series = column.as_materialized_series();
    match out {
        Register::Number(out) => {
            let out = &mut out[..len];
            match series.dtype() {
                DataType::Float64 => numbers(series.f64()?, start, out, finite),
                DataType::Float32 => numbers(series.f32()?, start, out, |x| finite(f64::from(x))),
                DataType::Int64 => numbers(series.i64()?, start, out, |x| x as f64),
                DataType::Int32 => numbers(series.i32()?, start, out, f64::from),
                DataType::UInt64 => numbers(series.u64()?, start, out, |x| x as f64),
                DataType::UInt32 => numbers(series.u32()?, start, out, f64::from),
                _ => out.fill(f64::NAN),
            }
            without(series, start, out, f64::NAN);
        }
        Register::Truth(out) => {
            let out = &mut out[..len];
            let truths = series.bool().ok();
            match truths.and_then(|truths| truths.downcast_iter().next()) {
                Some(array) => {
                    bits(array.values().as_slice(), start, out);
                    out.iter_mut().for_each(|bit| *bit *= TRUE);
                    without(series, start, out, UNKNOWN);
                }
                None => out.fill(UNKNOWN),
            }
        }
        Register::Text(out) => {
            let out = &mut out[..len];
            let texts = series.str().ok();
            match texts.and_then(|texts| texts.downcast_iter().next()) {
                Some(array) => {
                    for (i, out) in out.iter_mut().enumerate() {
                        *out = Some(array.value(start + i));
                    }
                    without(series, start, out, None);
                }
                None => out.fill(None),
            }
        }
    }
    Ok(())
}

/// Whether the texts of a column are `text`, or with `is` false that they are not.
pub(super) fn same(column: &Column, start: usize, text: &str, is: bool, out: &mut [u8]) {
    let series = column.as_materialized_series();
    let texts = series.str().ok();
    let Some(array) = texts.and_then(|texts| texts.downcast_iter().next()) else {
        out.fill(UNKNOWN);
        return;
    };
    let truth = |same: bool| if same == is { TRUE } else { FALSE };
    // what a view of a short text holds: its length and its bytes
    let mut short = [0; 16];
    short[..4].copy_from_slice(&(text.len() as u32).to_ne_bytes());
    match short[4..].get_mut(..text.len()) {
        Some(bytes) => {
            bytes.copy_from_slice(text.as_bytes());
            let short = u128::from_ne_bytes(short);
            for (out, view) in out.iter_mut().zip(&array.views()[start..]) {
                *out = truth(view.as_u128() == short);
            }
        }
        None => {
            for (i, out) in out.iter_mut().enumerate() {
                *out = truth(array.value(start + i) == text);
            }
        }
    }
    without(series, start, out, UNKNOWN);
}

fn numbers<T: PolarsNumericType>(
    numbers: &ChunkedArray<T>,
    start: usize,
    out: &mut [f64],
    of: impl Fn(T::Native) -> f64,
) {
    let Some(array) = numbers.downcast_iter().next() else {
        return;
    };
    for (out, x) in out.iter_mut().zip(&array.values()[start..]) {
        *out = of(*x);
    }
}

/// Puts `none` where there is no value.
fn without<T: Copy>(series: &Series, start: usize, out: &mut [T], none: T) {
    if let Some(there) = series.chunks().first().and_then(|chunk| chunk.validity()) {
        let mut is = [0; BLOCK];
        bits(there.as_slice(), start, &mut is[..out.len()]);
        for (out, is) in out.iter_mut().zip(is) {
            let own = *out;
            *out = if is == 1 { own } else { none };
        }
    }
}

/// Bits from `start` on, each as a byte of 0 or 1.
fn bits((bytes, offset, _): Bits, start: usize, out: &mut [u8]) {
    let at = offset + start;
    let (bytes, shift) = (&bytes[at / 8..], at % 8);
    for (i, out) in out.chunks_mut(8).enumerate() {
        let next = bytes.get(i + 1).copied().unwrap_or(0);
        let word = u16::from_le_bytes([bytes[i], next]) >> shift;
        for (k, out) in out.iter_mut().enumerate() {
            *out = (word >> k) as u8 & 1;
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_block_is_what_the_column_says(
            texts in prop::collection::vec(prop_oneof![
                Just(None), Just(Some("P")), Just(Some("")), Just(Some("of twelve...")), Just(Some("of more than twelve"))
            ], 1..300),
            wanted in prop_oneof![Just("P"), Just("of twelve..."), Just("of more than twelve"), Just("of more than twelfth")],
            is in any::<bool>(),
            cut in 0..300_usize,
        ) {
            let cut = cut.min(texts.len() - 1);
            let truths: Vec<Option<bool>> = texts.iter().map(|text| text.map(|text| text == "P")).collect();
            let numbers: Vec<Option<i32>> = texts.iter().map(|text| text.map(|text| text.len() as i32)).collect();
            // a column may start in the middle of its bytes
            let part = |series: Series| Column::from(series.slice(cut as i64 / 2, texts.len()));
            let start = cut - cut / 2;
            let texts_of = part(Series::new("t".into(), &texts));
            let len = texts.len() - cut;
            let mut truth = vec![9; len];
            same(&texts_of, start, wanted, is, &mut truth);
            let kind = |truth: Option<bool>| truth.map_or(UNKNOWN, |truth| if truth { TRUE } else { FALSE });
            for (found, text) in truth.iter().zip(&texts[cut..]) {
                prop_assert_eq!(*found, kind(text.map(|text| (text == wanted) == is)));
            }
            let mut registers = [Register::Text(vec![None; len]), Register::Truth(vec![9; len]), Register::Number(vec![0.0; len])];
            let columns = [texts_of, part(Series::new("b".into(), &truths)), part(Series::new("n".into(), &numbers))];
            for (column, register) in columns.iter().zip(&mut registers) {
                load(column, start, len, register).unwrap();
            }
            let [Register::Text(found), Register::Truth(truth), Register::Number(number)] = &registers else {
                return Err(TestCaseError::fail("kinds"));
            };
            prop_assert_eq!(found.as_slice(), &texts[cut..]);
            for (i, (truth, number)) in truth.iter().zip(number).enumerate() {
                prop_assert_eq!(*truth, kind(truths[cut + i]));
                prop_assert_eq!(Some(*number as i32).filter(|_| !number.is_nan()), numbers[cut + i]);
            }
        }
    }
}
