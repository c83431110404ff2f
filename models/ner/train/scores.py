"""Strict scores: a name counts when its words and its type are right; micro F1 over PER, ORG, LOC, and with MISC."""

from dataclasses import dataclass

import numpy as np

from sentence import INDEX, LABELS, TYPES, UNKNOWN, spans
from windows import batches

MAIN = ("PER", "ORG", "LOC")


@dataclass
class Reading:
    """What a model says of a set: label and logits for each word of each sentence."""

    labels: list[list[str]]
    logits: list[list[np.ndarray]]


def read_set(classify, sentences, encoder, limit, joined):
    """Runs a model, `classify(ids, mask) -> logits`, over windows of a set."""
    labels = [["O"] * len(s.words) for s in sentences]
    sure = np.full(len(LABELS), -np.inf)
    sure[0] = 0.0
    logits_of = [[sure] * len(s.words) for s in sentences]
    for batch in batches(encoder.windows(sentences, limit, joined), 2048):
        ids, mask, _, _ = encoder.arrays(batch)
        logits = classify(ids, mask)
        for row, window in enumerate(batch):
            for (number, at), first in zip(window.words, window.first):
                found = logits[row, first + 1]
                labels[number][at] = LABELS[int(found.argmax())]
                logits_of[number][at] = found
    return Reading(labels, logits_of)


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


def names_of(sentences, reading):
    """The logits of every name found, one row a word, and whether the name is right."""
    logits, right = [], []
    for sentence, labels, rows in zip(sentences, reading.labels, reading.logits):
        true = set(spans(sentence.labels))
        for start, end, kind in spans(labels):
            if all(label != UNKNOWN for label in sentence.labels[start:end]) and (kind != "MISC" or sentence.knows_misc):
                logits.append(np.stack(rows[start:end]))
                right.append((start, end, kind) in true)
    return logits, right


def confidence(rows, temperature):
    """A name's score as the product gives it: the product, over its words, of the probability of a name of that type."""
    probabilities = softmax(rows, temperature)
    kind = LABELS[int(rows[0].argmax())][2:]
    return probabilities[:, [INDEX[f"B-{kind}"], INDEX[f"I-{kind}"]]].sum(-1).prod()


def calibration_error_of_names(logits, right, temperature):
    """The calibration error of names at a temperature (Guo et al., 2017)."""
    found = np.array([confidence(rows, temperature) for rows in logits])
    return expected_calibration_error(found, np.array(right, float))


def best_temperature(logits, right):
    """The temperature at which the confidence of names is nearest to their precision, to a twentieth."""
    return min((t / 20 for t in range(10, 61)), key=lambda t: calibration_error_of_names(logits, right, t))
