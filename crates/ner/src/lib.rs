//! Onomast: ner.
