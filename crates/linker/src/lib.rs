//! Onomast: linker.
