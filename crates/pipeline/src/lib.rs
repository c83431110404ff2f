//! Onomast: pipeline.
