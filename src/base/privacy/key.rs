//! Keyed hashes: the only form in which an identifier leaves the reading room.

use super::identifier::{Kind, Raw};
use crate::error::{Error, Result};
use hmac::{Hmac, KeyInit, Mac};
use serde::{Serialize, Serializer};
use sha2::Sha256;
use std::fmt;
use std::path::Path;
use zeroize::Zeroizing;

/// Fewest bytes of a key: as many as the hash has.
const LEAST: usize = 32;
/// Bytes of a hash that are kept.
const KEPT: usize = 16;

/// A secret key; never stored, logged or shown, and wiped when it is dropped.
#[derive(Clone)]
pub struct Key(Hmac<Sha256>);

/// An identifier under a key: the first 16 bytes of HMAC-SHA-256, shown as 32 hexadecimal digits.
///
/// The same identifier gives the same hash under the same key, in any spelling and any table; under another key it gives another.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hashed([u8; KEPT]);

impl Key {
    /// The bytes of a file but line ends behind them.
    ///
    /// # Errors
    /// A file that cannot be read or holds fewer than 32 bytes.
    pub fn file(path: &Path) -> Result<Self> {
        let fault = |what: String| Error::study(what).file(path).remedy(REMEDY);
        let bytes = std::fs::read(path)
            .map_err(|error| fault(format!("the key cannot be read: {error}")))?;
        Self::new(bytes).map_err(fault)
    }

    /// The bytes of an environment variable.
    ///
    /// # Errors
    /// A variable that is not set or holds fewer than 32 bytes.
    pub fn variable(name: &str) -> Result<Self> {
        let fault = |what: String| {
            Error::study(format!("environment variable {name}: {what}")).remedy(REMEDY)
        };
        let value = std::env::var_os(name).ok_or_else(|| fault("it is not set".to_owned()))?;
        Self::new(value.into_encoded_bytes()).map_err(fault)
    }

    fn new(bytes: Vec<u8>) -> Result<Self, String> {
        let bytes = Zeroizing::new(bytes);
        let end = bytes
            .iter()
            .rposition(|byte| !matches!(byte, b'\n' | b'\r'));
        let secret = &bytes[..end.map_or(0, |end| end + 1)];
        if secret.len() < LEAST {
            return Err(format!(
                "a key has at least {LEAST} bytes, this one has {}",
                secret.len()
            ));
        }
        let state = Hmac::new_from_slice(secret).map_err(|error| error.to_string())?;
        Ok(Self(state))
    }

    /// Hashes an identifier: HMAC-SHA-256 (FIPS 198-1) of `number`, `telephone` or `mail`, a zero byte, and its one spelling.
    pub fn hash(&self, raw: &Raw) -> Hashed {
        let kind: &[u8] = match raw.kind() {
            Kind::Number => b"number\0",
            Kind::Telephone => b"telephone\0",
            Kind::Mail => b"mail\0",
            Kind::Own => b"own\0",
        };
        let mut state = self.0.clone();
        state.update(kind);
        state.update(raw.text().as_bytes());
        Hashed::first(state)
    }

    /// What tells this key from another and nothing else.
    pub fn mark(&self) -> Hashed {
        let mut state = self.0.clone();
        state.update(b"mark\0");
        Hashed::first(state)
    }
}

impl Hashed {
    fn first(state: Hmac<Sha256>) -> Self {
        let whole = state.finalize().into_bytes();
        let mut kept = [0; KEPT];
        kept.copy_from_slice(&whole[..KEPT]);
        Self(kept)
    }

    /// Its bytes as a number, in the order of its text.
    pub fn number(self) -> u128 {
        u128::from_be_bytes(self.0)
    }
}

const REMEDY: &str = "make one with: openssl rand -hex 32 > FILE, and keep it apart from the data";

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key")
    }
}

impl fmt::Display for Hashed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hashed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hashed({self})")
    }
}

impl Serialize for Hashed {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::super::identifier::Seen;
    use super::*;

    const SECRET: &[u8] = b"0123456789abcdef0123456789abcdef";

    fn hash(secret: &[u8], cell: &str) -> String {
        let Seen::Whole(raw) = Raw::read(cell, false) else {
            panic!("{cell}")
        };
        Key::new(secret.to_vec()).unwrap().hash(&raw).to_string()
    }

    #[test]
    fn hashes_as_python_does() {
        // hmac.new(SECRET, b"number\0" + b"3271014501900001", "sha256").hexdigest()[:32], and so on
        for (cell, expected) in [
            ("3271014501900001", "dc9ab6949dda0f590a7c5ac845009eb9"),
            ("0812 3456 7890", "973a025290e36ad448bc1be6795f22fb"),
            ("Siti@Desa.id", "c63297faa48f8b0760796a31dc821fb1"),
        ] {
            assert_eq!(hash(SECRET, cell), expected, "{cell}");
        }
    }

    #[test]
    fn one_identifier_has_one_hash_under_one_key() {
        let one = hash(SECRET, "3271014501900001");
        assert_eq!(one, hash(SECRET, "32.71.01.450190.0001"));
        assert_ne!(one, hash(SECRET, "3271014501900002"));
        assert_ne!(
            one,
            hash(b"1123456789abcdef0123456789abcdef", "3271014501900001")
        );
        let Seen::Whole(raw) = Raw::read("3271014501900001", false) else {
            panic!()
        };
        let json = serde_json::to_string(&Key::new(SECRET.to_vec()).unwrap().hash(&raw)).unwrap();
        assert_eq!(json, format!("\"{one}\""));
    }

    #[test]
    fn keys_are_long_and_show_nothing() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(&file, [SECRET, b"\r\n"].concat()).unwrap();
        let key = Key::file(file.path()).unwrap();
        assert_eq!(format!("{key:?}"), "Key");
        let Seen::Whole(raw) = Raw::read("3271014501900001", false) else {
            panic!()
        };
        assert_eq!(key.hash(&raw).to_string(), hash(SECRET, "3271014501900001"));
        std::fs::write(&file, [&SECRET[1..], b"\n"].concat()).unwrap();
        let error = Key::file(file.path()).unwrap_err();
        assert!(error.what.ends_with("this one has 31"), "{error}");
        assert!(!error.to_string().contains("123456789abcdef"), "{error}");
        let error = Key::variable("KAWASAN_NO_SUCH_KEY").unwrap_err();
        assert!(error.what.ends_with("it is not set"), "{error}");
        assert_eq!(error.exit_code(), 2);
    }
}
