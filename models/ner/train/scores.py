"""Strict scores: a name counts when its words and its type are right; micro F1 over PER, ORG, LOC, and with MISC."""

from dataclasses import dataclass

import numpy as np

from sentence import LABELS, TYPES, UNKNOWN, spans
from windows import arrays, batches

MAIN = ("PER", "ORG", "LOC")


@dataclass
class Reading:
    """What a model says of a set: label and its probability for each word of each sentence."""

    labels: list[list[str]]
    scores: list[list[float]]
    logits: np.ndarray
    """One row for each word that has a gold label, for calibration."""
    gold: np.ndarray


def read_set(classify, sentences, encoder, limit, joined):
    """Runs a model, `classify(ids, mask) -> logits`, over windows of a set."""
    labels = [["O"] * len(s.words) for s in sentences]
    scores = [[1.0] * len(s.words) for s in sentences]
    rows, gold = [], []
    for batch in batches(encoder.windows(sentences, limit, joined), 2048):
        ids, mask, targets, _ = arrays(batch)
        logits = classify(ids, mask)
        for row, window in enumerate(batch):
            for (number, at), first in zip(window.words, window.first):
                found = logits[row, first + 1]
                odds = np.exp(found - found.max())
                best = int(found.argmax())
                labels[number][at] = LABELS[best]
                scores[number][at] = float(odds[best] / odds.sum())
                if targets[row, first + 1] >= 0:
                    rows.append(found)
                    gold.append(targets[row, first + 1])
    return Reading(labels, scores, np.array(rows), np.array(gold))


def counts(sentences, labels, types):
    """(right, found, gold) over a set; names that touch unknown words are left out on both sides."""
    right = found = gold = 0
    for sentence, row in zip(sentences, labels):
        known = [label != UNKNOWN for label in sentence.labels]
        said = {s for s in spans(row) if s[2] in types and all(known[s[0] : s[1]])}
        true = {s for s in spans(sentence.labels) if s[2] in types}
        right, found, gold = right + len(said & true), found + len(said), gold + len(true)
    return right, found, gold


def f1(right, found, gold):
    """The harmonic mean of precision and recall."""
    return 2 * right / (found + gold) if found + gold else 0.0


def table_row(sentences, labels, with_misc):
    """F1 over PER ORG LOC, F1 with MISC or None, F1 by type, and the number of gold names."""
    main = counts(sentences, labels, MAIN)
    return {
        "f1": f1(*main),
        "precision": main[0] / main[1] if main[1] else 0.0,
        "recall": main[0] / main[2] if main[2] else 0.0,
        "names": main[2],
        "with_misc": f1(*counts(sentences, labels, TYPES)) if with_misc else None,
        **{kind: f1(*counts(sentences, labels, (kind,))) for kind in MAIN},
    }


def expected_calibration_error(probabilities, right, bins=15):
    """The mean distance of confidence and precision over bins of equal width, weighted by their size."""
    edges = np.minimum((probabilities * bins).astype(int), bins - 1)
    total = 0.0
    for edge in range(bins):
        chosen = edges == edge
        if chosen.any():
            total += chosen.mean() * abs(probabilities[chosen].mean() - right[chosen].mean())
    return total


def softmax(logits, temperature):
    """Probabilities of the labels at a temperature."""
    scaled = logits / temperature
    scaled = np.exp(scaled - scaled.max(-1, keepdims=True))
    return scaled / scaled.sum(-1, keepdims=True)


def best_temperature(logits, gold):
    """The temperature of the least negative log likelihood, to two digits."""
    grid = np.arange(0.5, 3.01, 0.02)
    losses = [-np.log(softmax(logits, t)[np.arange(len(gold)), gold] + 1e-12).mean() for t in grid]
    return float(grid[int(np.argmin(losses))])


def name_confidence(sentences, reading):
    """Confidence (mean over its words, as the product gives it) and rightness of every name found."""
    confidence, right = [], []
    for sentence, labels, scores in zip(sentences, reading.labels, reading.scores):
        true = set(spans(sentence.labels))
        for start, end, kind in spans(labels):
            if all(label != UNKNOWN for label in sentence.labels[start:end]) and (kind != "MISC" or sentence.knows_misc):
                confidence.append(float(np.mean(scores[start:end])))
                right.append((start, end, kind) in true)
    return np.array(confidence), np.array(right, float)
