//! The claims of shapes of a file as it is written, which all networks of a program are compared with.

use std::sync::{Arc, OnceLock};

use foldhash::HashMap;

use super::options::Limits;
use crate::source::Span;
use crate::tensor::Shape;

/// The sizes that a claim states, `None` for any.
pub type Claimed = Vec<Option<i128>>;

/// Each claim, by its place: what it claims and the shape there, each time that it is evaluated.
pub type AsWritten = HashMap<Span, Vec<(Claimed, Shape)>>;

/// The claims of a program, once they have been needed.
#[derive(Debug, Default)]
pub struct KeptClaims(OnceLock<(Limits, Arc<AsWritten>)>);

impl KeptClaims {
    /// Those that a run within these limits finds, if they are known.
    pub fn get(&self, limits: Limits) -> Option<&AsWritten> {
        let (known, claims) = self.0.get()?;
        (*known == limits).then_some(&**claims)
    }

    /// Keeps what a run within these limits has found, unless something is kept.
    pub fn keep(&self, limits: Limits, claims: AsWritten) -> Arc<AsWritten> {
        let claims = Arc::new(claims);
        // Of two threads, one keeps them.
        _ = self.0.set((limits, claims.clone()));
        claims
    }
}
