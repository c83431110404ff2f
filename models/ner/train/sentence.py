"""What all steps share: a sentence of words with one label each, and the spans that the labels say."""

from dataclasses import dataclass, field

TYPES = ("PER", "ORG", "LOC", "MISC")
LABELS = ("O",) + tuple(f"{begin}-{kind}" for kind in TYPES for begin in "BI")
INDEX = {label: index for index, label in enumerate(LABELS)}
UNKNOWN = "?"
"""The label of a word that the annotation says nothing about; it is left out of loss and scores."""


@dataclass
class Sentence:
    """Words as the data set cuts them, an IOB2 label each, and whether MISC names are annotated at all."""

    words: list[str]
    labels: list[str]
    knows_misc: bool = True
    document: str = ""
    glued: list[bool] = field(default_factory=list)
    """Whether a word follows the one before it without white space; empty where the data set does not say."""


def spans(labels):
    """The (start, end, type) triples of a row of IOB2 labels; an I without a B before it begins a span too."""
    found, start, kind = [], None, None
    for at, label in enumerate(list(labels) + ["O"]):
        begin, _, new = label.partition("-")
        if start is not None and (begin != "I" or new != kind):
            found.append((start, at, kind))
            start = None
        if begin in ("B", "I") and start is None:
            start, kind = at, new
    return found


def labels_of(length, found):
    """The IOB2 labels of spans over a number of words; of spans that overlap, the first given stays."""
    labels = ["O"] * length
    for start, end, kind in found:
        if start < end and all(label == "O" for label in labels[start:end]):
            labels[start:end] = [f"B-{kind}"] + [f"I-{kind}"] * (end - start - 1)
    return labels
