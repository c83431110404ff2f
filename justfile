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

# Lints, with warnings as errors
lint:
    cargo clippy --workspace --all-targets -- -D warnings

# Format the code
fmt:
    cargo fmt --all

# Score the sample corpus against its gold annotations
eval *ARGS: run
    cargo run --release -- eval corpus/gold out {{ ARGS }}

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
