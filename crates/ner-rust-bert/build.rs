//! Checks that libtorch is of the kind that is being linked, and tells the linker where it will be at run time.
#![allow(clippy::print_stdout)] // So Cargo is told.

use std::path::Path;

/// An error's constructor as a library with the old C++ ABI of strings spells it.
const OLD_STRINGS: &[u8] = b"_ZN3c105ErrorC2ENS_14SourceLocationESs";

fn main() {
    println!("cargo:rerun-if-env-changed=LIBTORCH_CXX11_ABI");
    println!("cargo:rerun-if-env-changed=LIBTORCH_USE_PYTORCH");
    let Ok(folder) = std::env::var("DEP_TCH_LIBTORCH_LIB") else {
        return; // Windows finds its libraries by PATH.
    };
    println!("cargo:lib={folder}");
    println!("cargo:rustc-link-arg=-Wl,-rpath,{folder}");
    let core = Path::new(&folder).join("libc10.so");
    let (Ok(bytes), Err(_)) = (std::fs::read(core), std::env::var("LIBTORCH_USE_PYTORCH")) else {
        return;
    };
    let found = if bytes.windows(OLD_STRINGS.len()).any(|part| part == OLD_STRINGS) {
        "0"
    } else {
        "1"
    };
    let assumed = std::env::var("LIBTORCH_CXX11_ABI").unwrap_or_else(|_| "1".to_owned());
    assert!(
        found == assumed,
        "the libtorch in {folder} needs LIBTORCH_CXX11_ABI={found}; set it, or let `just libtorch` note it for Cargo"
    );
}
