//! What speaks of persons, and the forms in which it may go on.
//!
//! * [`titled`], [`numbered`], [`code`], [`described`]: which titles speak of persons, and what of a cell may stand in a message
//! * [`Raw`], [`Seen`]: a cell as a NIK or KK, a telephone number or an e-mail address; [`shaped`]: the shape of a NIK or KK
//! * [`scan`]: tokens shaped like a NIK or KK in text
//! * [`suppress`]: small cells
//! * [`Key`], [`Hashed`]: keyed hashes, the only form in which an identifier leaves the reading room

mod identifier;
mod key;
mod number;
pub mod scan;
pub mod suppress;
mod words;

pub use identifier::{Kind, Raw, Seen};
pub use key::{Hashed, Key};
pub use number::shaped;
pub use words::{code, described, numbered, titled};
