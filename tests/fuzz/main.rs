//! One program for all targets: the variable `TARGET` names the reader, arguments are those of libFuzzer.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use onomast_tests::readers::{self, Target};

static TARGET: LazyLock<Target> = LazyLock::new(|| {
    let name = std::env::var("TARGET").unwrap_or_default();
    let known: Vec<&str> = readers::TARGETS.iter().map(|(name, _)| *name).collect();
    readers::target(&name).unwrap_or_else(|| panic!("TARGET is {name:?}; there are {}", known.join(", ")))
});

fuzz_target!(
    init: {
        // A fault within an engine or a tokenizer becomes an error of a document, as in any run; one that nothing
        // catches still ends the fuzzer.
        if std::env::var("TARGET").is_ok_and(|name| readers::CATCHES.contains(&name.as_str())) {
            std::panic::set_hook(Box::new(|_| {}));
        }
    },
    |bytes: &[u8]| {
        TARGET(bytes);
    }
);
