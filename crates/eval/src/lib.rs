//! Onomast: eval.
