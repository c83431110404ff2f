//! The `onomast` command.
fn main() {}
