//! Onomast: clean.
