# Recipes of Onomast. `just` alone lists them.

[private]
default:
    @just --list --unsorted

# The main job on the sample corpus
run *ARGS:
    cargo run --release -- extract corpus -o out {{ ARGS }}

# All tests of the default members
test:
    cargo test

# The report in headless Chromium (Debian packages chromium and chromium-driver)
test-report:
    cargo test --locked -p onomast-tests --test report -- --ignored --test-threads 2 --show-output

# Pictures of every view of the report of the sample corpus, in target/report-pictures
report-pictures: run
    cargo run --release -- report out -o target/report.html
    cargo run -p onomast-tests --example report_pictures -- target/report.html target/report-pictures

# The exports of the sample corpus, read by DuckDB, networkx and others (Python 3.11 or later)
test-exports: run
    test -d target/test-exports || python3 -m venv target/test-exports
    target/test-exports/bin/pip install -q -r tests/exports/requirements.txt
    rm -rf target/exports
    target/test-exports/bin/python tests/exports/check.py "${CARGO_TARGET_DIR:-target}/release/onomast" out target/exports

# Lints, with warnings as errors; they need no libtorch
lint:
    cargo clippy --workspace --all-targets --features onomast/rust-bert,onomast-ner-rust-bert/doc-only -- -D warnings

# Bring libtorch into target/libtorch, once, for the engine rust-bert; LIBTORCH and LIBTORCH_USE_PYTORCH are honoured
libtorch:
    @crates/ner-rust-bert/libtorch.sh

# Tests of the engine rust-bert
test-rust-bert: libtorch
    cargo test -p onomast-ner-rust-bert -p onomast --features onomast/rust-bert \
        --test figures --test parity --test errors --test rust_bert

# Weights of a model folder as 32-bit model.safetensors, which PyTorch reads as well
dequantise *ARGS: libtorch
    cargo run --release -p onomast-ner-rust-bert --example dequantise -- {{ ARGS }}

# Format the code
fmt:
    cargo fmt --all

# Score the sample corpus against its gold annotations; fails where a figure is under corpus/baseline.json
eval *ARGS: run
    cargo run --release -- eval corpus/gold out --baseline corpus/baseline.json {{ ARGS }}

# Raise corpus/baseline.json to the figures of now; --allow-lower also lowers it
baseline *ARGS: run
    cargo run --release -- eval corpus/gold out --baseline corpus/baseline.json --update-baseline {{ ARGS }}

# How well the linker does on development data in the given folder; with --by-sieve, the precision of each sieve
eval-linker *ARGS:
    cargo run --release -p onomast-linker --example eval_linker -- {{ ARGS }}

# Heads of state and government on twenty days since 2000, as the knowledge has them and as the sources in the given folder do
eval-offices *DATA:
    cargo run --release -p onomast-knowledge --example office_questions -- {{ DATA }}

# How well and how fast cleaning does, on development data in the given folder, and HTML beside other crates in one run
eval-clean DATA:
    cargo run --release -p onomast-clean --example eval_clean -- {{ DATA }}
    cargo run --release --locked --manifest-path crates/clean/compare/Cargo.toml --target-dir target/compare -- {{ DATA }}

# Recognisers on the development sets in the given folder: the shipped model, further model folders, spaCy
eval-ner DATA *MODELS:
    python3 crates/ner/bench/eval_ner.py {{ DATA }} {{ MODELS }}

# Speed and memory of the main job on changed copies of the sample pages
bench-copies COPIES="1000":
    cargo build --release -p onomast
    cargo run --release -p onomast-tests --example vary_corpus -- target/copies {{ COPIES }}
    cargo run --release -- extract target/copies -o target/copies-out --force --threads 2
    cat target/copies-out/run.json

# Kill runs over changed copies of the sample pages at random moments, and resume them
kill-test KILLS="200" SEED="1":
    cargo run --release -p onomast-tests --example vary_corpus -- target/kill-pages 40
    cargo run --release -p onomast-tests --example kill_test -- target/kill-pages {{ KILLS }} {{ SEED }}

# The main job over and over in one process: memory, open files and speed
soak MINUTES="60":
    cargo run --release -p onomast-tests --example vary_corpus -- target/soak-pages 200
    cargo run --release -p onomast-tests --example soak -- target/soak-pages {{ MINUTES }}

# Look for bytes that a reader cannot stand, for so many minutes of processor time; tests/src/readers lists the targets
fuzz TARGET MINUTES="20":
    tests/fuzz/fuzz.sh {{ TARGET }} {{ MINUTES }}

# Time and memory of very many documents, with a toy in place of the model: their number, names of their own, least bytes; --files for a folder
many-documents DOCUMENTS="1000000" NAMES="3" BYTES="0" *ARGS:
    cargo run --release -p onomast-tests --example many_documents -- {{ DOCUMENTS }} {{ NAMES }} {{ BYTES }} {{ ARGS }}

# Speed and memory of the recogniser beside its peers, in one run: PAGES changed copies of the sample pages, best of ROUNDS
bench-ner PAGES="40" ROUNDS="2":
    python3 crates/ner/bench/bench.py {{ PAGES }} {{ ROUNDS }}

# What CI runs; changes nothing
ci:
    .ci/run

# Write models/manifest.toml anew after a model or knowledge file has changed
manifest:
    cd models && { \
        echo '# SHA-256 of every shipped file, checked at start. Written by `just manifest`.'; \
        echo; \
        echo '[files]'; \
        sha256sum ner/config.json ner/model.onnx ner/tokenizer.json knowledge/*.jsonl \
            | awk '{ printf "\"%s\" = \"%s\"\n", $2, $1 }'; \
    } > manifest.toml
