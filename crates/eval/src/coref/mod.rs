//! Coreference: how well the predicted clusters of mentions agree with the gold ones.
//!
//! Every measure is a function of one value, the [`Overlap`] of two clusterings: how many mentions each gold
//! cluster shares with each predicted one. Within documents the counts of a measure add up over documents, as in
//! the official scorer of CoNLL (Pradhan et al., 2014); over the corpus the overlaps are added up instead.

mod assignment;
mod measures;
mod overlap;

pub use measures::{Measure, blanc, blanc_halves};
pub(crate) use overlap::Cell;
pub use overlap::{Overlap, OverlapBuilder};
