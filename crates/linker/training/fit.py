"""Fits the weights of data/antecedents.tsv: which entity a pronoun or a description refers to.

    cargo run --release -p onomast-linker --example eval_linker -- DATA --pairs FOLDER
    python3 crates/linker/training/fit.py FOLDER > crates/linker/data/antecedents.tsv

Needs numpy. FOLDER has train.tsv (GUM train, all its freely licensed genres) and dev.tsv (GUM dev, MEANTIME, the
sample corpus), a line for each candidate and one for "none of them". A mention-ranking model: the softmax of the
weighted features, with the mass on all right candidates as the likelihood, a quadratic penalty, and full-batch
gradient steps (Adam). The same input gives the same weights. Precision and recall on both files go to standard error.
"""

import sys

import numpy as np

PENALTY = 2.0
STEPS = 1500
CLASSES = ["person", "thing", "person described", "thing described"]


def read(path):
    """The names of the features, and for each class a list of (features, right) of one mention's pairs."""
    groups = {name: [] for name in CLASSES}
    document, open_groups = 0, {}
    with open(path, encoding="utf-8") as lines:
        names = next(lines).rstrip("\n").split("\t")[3:]
        for line in lines:
            if not line.strip():
                document += 1
                continue
            kind, at, verdict, *values = line.rstrip("\n").split("\t")
            key = (document, kind, int(at))
            if key not in open_groups:
                open_groups[key] = []
                groups[kind].append(open_groups[key])
            open_groups[key].append((verdict, [float(value) for value in values]))
    made = {}
    for kind, mentions in groups.items():
        made[kind] = []
        for pairs in mentions:
            right = np.array([verdict == "right" for verdict, _ in pairs])
            if not right.any():
                right = np.array([verdict == "none" for verdict, _ in pairs])
            made[kind].append((np.array([values for _, values in pairs]), right))
    return names, made


def fit(mentions, size):
    """Weights for one class."""
    rows = np.concatenate([features for features, _ in mentions])
    right = np.concatenate([right for _, right in mentions])
    owner = np.concatenate([np.full(len(features), at) for at, (features, _) in enumerate(mentions)])
    weights = np.zeros(size)
    mean, square = np.zeros(size), np.zeros(size)
    for step in range(1, STEPS + 1):
        scores = rows @ weights
        top = np.full(len(mentions), -np.inf)
        np.maximum.at(top, owner, scores)
        mass = np.exp(scores - top[owner])
        everything = np.bincount(owner, mass, len(mentions))
        good = np.bincount(owner, mass * right, len(mentions))
        slope = mass / everything[owner] - mass * right / good[owner]
        gradient = rows.T @ slope + PENALTY * weights
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.999 * square + 0.001 * gradient**2
        weights -= 0.03 * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    return weights


def report(name, mentions, weights):
    line = f"{name} ({len(mentions)} mentions):"
    for bar in [0.5, 0.6, 0.7, 0.8, 0.9]:
        linked = hits = wanted = 0
        for features, right in mentions:
            scores = features @ weights
            chances = np.exp(scores - scores.max())
            chances /= chances.sum()
            none = features[:, NONE] > 0
            chances[none] = 0
            best = int(chances.argmax())
            wanted += bool((right & ~none).any())
            if chances[best] >= bar:
                linked += 1
                hits += bool(right[best])
        line += f"  {bar}: {hits / max(linked, 1):.3f} / {hits / max(wanted, 1):.3f}"
    print(line, file=sys.stderr)


folder = sys.argv[1]
names, train = read(f"{folder}/train.tsv")
_, dev = read(f"{folder}/dev.tsv")
NONE = names.index("none")
columns = []
for kind in CLASSES:
    weights = fit(train[kind], len(names))
    report(f"train {kind}", train[kind], weights)
    report(f"dev {kind}", dev[kind], weights)
    columns.append(weights)
print("# Weights of the features of a pair for persons, things, persons described and things described. Written by training/fit.py.")
for at, name in enumerate(names):
    print(name, *(f"{column[at]:.2f}" for column in columns), sep="\t")
