//! Chance: seeded streams, and noise that can be asked for by place in any order.
//!
//! Only additions, multiplications and square roots reach the output, so every machine makes the same bytes.

use rand::rngs::ChaCha8Rng;
use rand::{Rng, RngExt, SeedableRng};

/// A random stream of its own for each purpose and unit.
pub fn stream(seed: u64, purpose: &str, unit: u64) -> ChaCha8Rng {
    let salt = purpose
        .bytes()
        .fold(seed, |salt, byte| mix(salt, u64::from(byte)));
    let mut rng = ChaCha8Rng::seed_from_u64(salt);
    rng.set_stream(unit);
    rng
}

/// A whole number in 0..n; n must not be 0.
pub fn below(rng: &mut impl Rng, n: usize) -> usize {
    ((rng.random::<f64>() * n as f64) as usize).min(n - 1)
}

/// Uniform in low..high.
pub fn between(rng: &mut impl Rng, low: f64, high: f64) -> f64 {
    low + (high - low) * rng.random::<f64>()
}

/// Mean 0, variance 1, nearly normal: the sum of four uniforms.
pub fn bell(rng: &mut impl Rng) -> f64 {
    let sum: f64 = (0..4).map(|_| rng.random::<f64>()).sum();
    (sum - 2.0) * 3.0_f64.sqrt()
}

/// A unit vector of random direction.
pub fn direction(rng: &mut impl Rng) -> [f64; 2] {
    loop {
        let (x, y) = (between(rng, -1.0, 1.0), between(rng, -1.0, 1.0));
        let length = (x * x + y * y).sqrt();
        if (0.1..=1.0).contains(&length) {
            return [x / length, y / length];
        }
    }
}

/// A well-mixed number of a place: the splitmix64 finaliser (Steele, Lea and Flood 2014).
pub fn mix(seed: u64, place: u64) -> u64 {
    let mut z = seed.wrapping_add((place.wrapping_add(1)).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Uniform in -1..1, of a place.
pub fn at(seed: u64, place: u64) -> f64 {
    (mix(seed, place) >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
}

/// Smooth noise in -1..1 with features of size 1.
pub fn smooth(seed: u64, x: f64, y: f64) -> f64 {
    let (x0, y0) = (x.floor(), y.floor());
    let ease = |t: f64| t * t * (3.0 - 2.0 * t);
    let (u, v) = (ease(x - x0), ease(y - y0));
    let (i, j) = (x0 as i64, y0 as i64);
    let corner = |i: i64, j: i64| {
        let place = (i as u64 & 0xFFFF_FFFF) << 32 | (j as u64 & 0xFFFF_FFFF);
        at(seed, place)
    };
    let south = corner(i, j) * (1.0 - u) + corner(i + 1, j) * u;
    let north = corner(i, j + 1) * (1.0 - u) + corner(i + 1, j + 1) * u;
    south * (1.0 - v) + north * v
}

/// Fractal noise of about -1..1: octaves of halving size and weight.
pub fn fractal(seed: u64, x: f64, y: f64, octaves: u32) -> f64 {
    let (mut total, mut weight, mut scale) = (0.0, 0.5, 1.0);
    for octave in 0..octaves {
        total += weight * smooth(seed.wrapping_add(u64::from(octave)), x * scale, y * scale);
        weight *= 0.55;
        scale *= 2.0;
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_differ_and_repeat() {
        let draw = |purpose, unit| stream(7, purpose, unit).random::<u64>();
        assert_eq!(draw("a", 1), draw("a", 1));
        assert_ne!(draw("a", 1), draw("a", 2));
        assert_ne!(draw("a", 1), draw("b", 1));
    }

    #[test]
    fn noise_is_continuous_and_bounded() {
        for k in 0..500 {
            let x = f64::from(k) * 0.173 - 40.0;
            let here = smooth(3, x, -x);
            assert!(here.abs() <= 1.0);
            assert!((here - smooth(3, x + 1e-6, -x)).abs() < 1e-4);
        }
    }
}
