//! Every reader on the seeds of the fuzzer, and on many small changes of them. `just fuzz` looks further.

use std::fs;

use onomast_tests::readers::{TARGETS, Target, seeds};

/// Changed copies of each seed.
const CHANGES: u64 = 60;

#[test]
fn readers_stand_the_seeds_and_changes_of_them() {
    for (name, target) in TARGETS {
        let mut files: Vec<_> = fs::read_dir(seeds(name))
            .expect("every target has seeds")
            .map(|entry| entry.expect("a seed").path())
            .collect();
        files.sort();
        assert!(files.len() >= 2, "{name} has too few seeds");
        for path in files {
            let seed = fs::read(&path).expect("a seed can be read");
            println!("{}", path.display());
            target(&seed);
            changed(&seed, target);
        }
    }
}

/// Cuts off, flips, deletes and doubles parts of a seed, the same ones in every run.
fn changed(seed: &[u8], target: Target) {
    let mut random = 0x9E37_79B9_7F4A_7C15_u64;
    let mut below = |bound: usize| {
        // Xorshift: any sequence that is always the same will do.
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        (random % bound.max(1) as u64) as usize
    };
    for _ in 0..CHANGES {
        let mut bytes = seed.to_vec();
        for _ in 0..=below(3) {
            let at = below(bytes.len());
            let end = (at + below(20)).min(bytes.len());
            match below(5) {
                0 => bytes.truncate(at),
                1 => bytes.drain(at..end).for_each(drop),
                2 => bytes.extend_from_within(at..end),
                3 => bytes.insert(at.min(bytes.len()), b"\"\n\\{[<&0\0\xff"[below(10)]),
                _ => {
                    if let Some(byte) = bytes.get_mut(at) {
                        *byte ^= 1 << below(8);
                    }
                }
            }
        }
        target(&bytes);
    }
}
