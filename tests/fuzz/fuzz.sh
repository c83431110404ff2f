#!/usr/bin/env bash
# tests/fuzz/fuzz.sh TARGET MINUTES: looks for bytes that a reader cannot stand, for so many minutes of processor time.
# What it found to be new goes to target/fuzz/corpus/TARGET, what made the reader fail to target/fuzz/found/TARGET-*.
set -euo pipefail
cd "$(dirname "$0")/../.."
target=$1 seconds=$(($2 * 60))

export CARGO_TARGET_DIR=${FUZZ_TARGET_DIR:-$PWD/target/fuzz}
# Counters at the edges of the control flow and the operands of comparisons, as cargo-fuzz asks for them. They are given
# to dependencies as well, and not to build scripts, which `--target` sees to.
host=$(rustc -vV | sed -n 's/^host: //p')
RUSTFLAGS="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
-Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
-Cllvm-args=-sanitizer-coverage-trace-compares" \
    cargo build --release --quiet --manifest-path tests/fuzz/Cargo.toml --target "$host"

mkdir -p "$CARGO_TARGET_DIR/corpus/$target" "$CARGO_TARGET_DIR/found"
export TARGET=$target
"$CARGO_TARGET_DIR/$host/release/fuzz" -artifact_prefix="$CARGO_TARGET_DIR/found/$target-" -max_len=4096 -timeout=300 \
    -rss_limit_mb=2048 -malloc_limit_mb=1024 -print_final_stats=1 \
    "$CARGO_TARGET_DIR/corpus/$target" "tests/fuzz/seeds/$target" &
fuzzer=$!
trap 'kill $fuzzer 2>/dev/null || true' EXIT

# Minutes of processor time, so that a busy machine shortens nothing.
used=0
while kill -0 $fuzzer 2>/dev/null && [ $used -lt $seconds ]; do
    sleep 5
    ticks=$(awk '{ sub(/.*\) /, ""); print $12 + $13 }' /proc/$fuzzer/stat 2>/dev/null) || break
    used=$((ticks / $(getconf CLK_TCK)))
done
kill -INT $fuzzer 2>/dev/null || true
status=0
wait $fuzzer || status=$?
trap - EXIT
# 72 is libFuzzer's answer to an interrupt.
if [ $status -ne 0 ] && [ $status -ne 72 ]; then
    echo "$target: failed after $used s of processor time; see $CARGO_TARGET_DIR/found"
    exit 1
fi
echo "$target: nothing found in $used s of processor time"
