"""Learns the weights of the line model: logistic regression, in plain Python.

    cargo run --release -p onomast-clean --example eval_clean -- FOLDER --features en train > en.tsv
    python3 crates/clean/train/train.py en.tsv [more.tsv ...] > crates/clean/src/model/weights.txt

Each input is what `eval_clean --features` prints. Only pages of training splits go in; `weights.txt` is made of the
English, German and Spanish ones. The threshold is chosen by
cross-validation over pages, on those of the first input, as the lowest at which the precision asked for is reached.
"""

import argparse
import math
import random
import sys


def read(path):
    """Pages as lists of (is junk, is taken by a rule, features), and the names of the features."""
    pages, names = {}, []
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            fields = line.rstrip("\n").split("\t")
            if fields[0] == "names":
                names = fields[1].split(" ")
                continue
            page, junk, rule, features = fields
            row = (int(junk), rule != "-", [int(f) for f in features.split(" ")])
            pages.setdefault((path, page), []).append(row)
    return pages, names


def train(rows, count, epochs, decay, rate=0.1, seed=1):
    """Weights by AdaGrad on the logistic loss; each row is (junk, features, weight of the row)."""
    weights, squares = [0.0] * count, [1e-6] * count
    order = list(range(len(rows)))
    source = random.Random(seed)
    for _ in range(epochs):
        source.shuffle(order)
        for at in order:
            junk, features, importance = rows[at]
            score = sum(weights[f] for f in features)
            error = (1 / (1 + math.exp(-max(-30.0, min(30.0, score)))) - junk) * importance
            for f in features:
                gradient = error + decay * weights[f]
                squares[f] += gradient * gradient
                weights[f] -= rate * gradient / math.sqrt(squares[f])
    return weights


def rows_of(pages, keys, cap):
    """Training rows; a page counts no more than `cap` lines, so that one long page does not rule."""
    rows = []
    for key in keys:
        importance = min(1.0, cap / len(pages[key]))
        rows.extend((junk, features, importance) for junk, _, features in pages[key])
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("inputs", nargs="+")
    parser.add_argument("--precision", type=float, default=0.90)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--decay", type=float, default=2e-3)
    parser.add_argument("--cap", type=int, default=200)
    parser.add_argument("--folds", type=int, default=5)
    options = parser.parse_args()
    pages, names = {}, []
    for path in options.inputs:
        found, names = read(path)
        pages.update(found)
    keys = sorted(pages)
    random.Random(7).shuffle(keys)
    scored = []
    for fold in range(options.folds):
        held = keys[fold :: options.folds]
        rest = [key for key in keys if key not in set(held)]
        weights = train(rows_of(pages, rest, options.cap), len(names), options.epochs, options.decay)
        for key in held:
            if key[0] != options.inputs[0]:
                continue
            for junk, taken, features in pages[key]:
                score = sum(weights[f] for f in features)
                scored.append((math.inf if taken else score, junk))
    scored.sort(key=lambda row: -row[0])
    total = sum(junk for _, junk in scored)
    threshold, right = math.inf, 0
    for at, (score, junk) in enumerate(scored):
        right += junk
        if score < math.inf and right / (at + 1) >= options.precision:
            threshold, reached = score, (right / (at + 1), right / total)
    for level in (0.98, 0.96, 0.94, 0.92, 0.9, 0.88, 0.85):
        right, best = 0, (0, 0.0)
        for at, (score, junk) in enumerate(scored):
            right += junk
            if right / (at + 1) >= level:
                best = (right / total, score)
        print(f"precision {level}: recall {best[0]:.3f} at {best[1]:.2f}", file=sys.stderr)
    weights = train(rows_of(pages, keys, options.cap), len(names), options.epochs, options.decay)
    print("# Weights of the line model, made by train/train.py: a line of text is taken when the weights of its features")
    print("# sum to more than the threshold. Learnt from the Turku web line annotations (Laippala et al., 2022,")
    print("# aclanthology.org/2022.wnut-1.23), training split.")
    print(f"threshold {threshold:.2f}")
    for name, weight in zip(names, weights):
        if abs(weight) >= 0.005:
            print(f"{name} {weight:.2f}")


if __name__ == "__main__":
    main()
