"""Fits the weights of data/antecedents.tsv: which entity a pronoun or a description refers to.

    cargo run --release -p onomast-linker --example eval_linker -- DATA --pairs FOLDER
    python3 crates/linker/training/fit.py FOLDER > crates/linker/data/antecedents.tsv
    python3 crates/linker/training/fit.py FOLDER --folds     # how it does on pages that it was not fitted to

Needs numpy. FOLDER has train.tsv (GUM train, all its freely licensed genres), pages.tsv (our own pages in `pages/`, in the
manner of what users read) and dev.tsv (GUM dev, MEANTIME, the sample corpus), a line for each candidate and one for
"none of them". A mention-ranking model: the softmax of the weighted features, with the mass on all right candidates as
the likelihood, a quadratic penalty, and full-batch gradient steps (Adam). A mention of our pages counts as so many
of GUM's as PAGES says, for GUM's genres are farther off. The same input gives the same weights. Precision and recall go to standard error.
"""

import sys

import numpy as np

PENALTY = 2.0
PAGES = {"person": 3, "thing": 3, "person described": 1, "thing described": 1}
STEPS = 1500
CLASSES = ["person", "thing", "person described", "thing described"]


def read(path):
    """The names of the features, and for each class a list of (features, right, document), one of a mention's pairs."""
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
                groups[kind].append((document, open_groups[key]))
            open_groups[key].append((verdict, [float(value) for value in values]))
    made = {}
    for kind, mentions in groups.items():
        made[kind] = []
        for document, pairs in mentions:
            right = np.array([verdict == "right" for verdict, _ in pairs])
            if not right.any():
                right = np.array([verdict == "none" for verdict, _ in pairs])
            made[kind].append((np.array([values for _, values in pairs]), right, document))
    return names, made


def fit(mentions, size):
    """Weights for one class."""
    rows = np.concatenate([features for features, _, _ in mentions])
    right = np.concatenate([right for _, right, _ in mentions])
    owner = np.concatenate([np.full(len(features), at) for at, (features, _, _) in enumerate(mentions)])
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


def report(name, judged):
    """Precision and recall at several bars, of what `judge` made of mentions."""
    line = f"{name} ({len(judged)} mentions):"
    wanted = sum(there for _, _, there in judged)
    for bar in [0.45, 0.55, 0.65, 0.75, 0.85]:
        linked = [hit for chance, hit, _ in judged if chance >= bar]
        line += f"  {bar}: {sum(linked) / max(len(linked), 1):.3f} / {sum(linked) / max(wanted, 1):.3f}"
    print(line, file=sys.stderr)


def judge(mentions, weights, none):
    """For each mention the chance of the likeliest candidate, whether it is right, and whether any is."""
    judged = []
    for features, right, _ in mentions:
        scores = features @ weights
        chances = np.exp(scores - scores.max())
        chances /= chances.sum()
        is_none = features[:, none] > 0
        chances[is_none] = 0
        best = int(chances.argmax())
        judged.append((chances[best], bool(right[best]), bool((right & ~is_none).any())))
    return judged


FOLDS = 5
folder = sys.argv[1]
names, train = read(f"{folder}/train.tsv")
_, pages = read(f"{folder}/pages.tsv")
_, dev = read(f"{folder}/dev.tsv")
none = names.index("none")
if sys.argv[2:] == ["--folds"]:
    for kind in CLASSES:
        judged = []
        for fold in range(FOLDS):
            seen = [mention for mention in pages[kind] if mention[2] % FOLDS != fold]
            unseen = [mention for mention in pages[kind] if mention[2] % FOLDS == fold]
            judged += judge(unseen, fit(train[kind] + PAGES[kind] * seen, len(names)), none)
        report(f"unseen pages, {kind}", judged)
    sys.exit()
columns = []
for kind in CLASSES:
    weights = fit(train[kind] + PAGES[kind] * pages[kind], len(names))
    for name, mentions in [("train", train), ("pages", pages), ("dev", dev)]:
        report(f"{name} {kind}", judge(mentions[kind], weights, none))
    columns.append(weights)
print("# Weights of the features of a pair for persons, things, persons described and things described. Written by training/fit.py.")
for at, name in enumerate(names):
    print(name, *(f"{column[at]:.2f}" for column in columns), sep="\t")
