//! Tells the linker where libtorch will be at run time, if the engine rust-bert is built in.
#![allow(clippy::print_stdout)] // So Cargo is told.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if let Ok(folder) = std::env::var("DEP_ONOMAST_LIBTORCH_LIB") {
        println!("cargo:rustc-link-arg-bins=-Wl,-rpath,{folder}");
    }
}
