"""Readers of the raw data sets, each to sentences with its own types mapped to ours; the guideline comes after."""

import json
import re
from pathlib import Path

from gold import words_of
from sentence import UNKNOWN, Sentence, labels_of, spans

TYPE_OF = {
    **dict.fromkeys("PER person politician scientist musicalartist writer researcher".split(), "PER"),
    **dict.fromkeys("ORG corporation group organisation politicalparty university band".split(), "ORG"),
    **dict.fromkeys("LOC location country".split(), "LOC"),
    **dict.fromkeys(
        "MISC OTH product creative-work event election award misc poem book magazine song album theory "
        "astronomicalobject academicjournal conference".split(),
        "MISC",
    ),
    # Common nouns, not names, under our guideline.
    **dict.fromkeys(
        "O literarygenre musicgenre musicalinstrument discipline chemicalelement chemicalcompound protein enzyme "
        "field task algorithm metrics programlang".split(),
        None,
    ),
}
"""CrossNER's 39 types and the types of the other sets, as ours."""


def ours(labels):
    """Labels with the set's own types, IOB1 or IOB2, as IOB2 with our types."""
    kept = []
    for start, end, kind in spans(labels):
        if TYPE_OF[kind] is not None:
            kept.append((start, end, TYPE_OF[kind]))
    return labels_of(len(labels), kept)


def columns(path, separator=None, knows_misc=True, raw=False):
    """A CoNLL file: one word a line, its label last, an empty line between sentences; `raw` keeps the set's types."""
    sentences, words, labels = [], [], []
    for line in Path(path).read_text(encoding="utf8", errors="replace").split("\n") + [""]:
        cells = line.rstrip("\r").split(separator)
        if line.strip() and not line.startswith("-DOCSTART-"):
            if len(cells) > 1:
                words.append(cells[0])
                labels.append(cells[-1])
        elif words:
            sentences.append(Sentence(words, labels if raw else ours(labels), knows_misc))
            words, labels = [], []
    return sentences


def universal_ner(path, keep_other):
    """Universal NER. Its OTH holds nationalities beside much else, so MISC counts as unannotated."""
    sentences, words, labels, document = [], [], [], ""
    for line in Path(path).read_text(encoding="utf8").split("\n") + [""]:
        if line.startswith("# newdoc"):
            document = line.split("=", 1)[1].strip()
        cells = line.split("\t")
        if len(cells) > 2 and cells[0].isdigit():
            words.append(cells[1])
            label = "O" if cells[2].endswith("-O") else cells[2]
            labels.append("O" if label.endswith("OTH") and not keep_other else label)
        elif not line.strip() and words:
            sentences.append(Sentence(words, ours(labels), False, document))
            words, labels = [], []
    return sentences


def re_docred(path):
    """Re-DocRED: whole documents; only the four types of names, not times and numbers."""
    sentences = []
    for document in json.loads(Path(path).read_text(encoding="utf8")):
        found = [[] for _ in document["sents"]]
        for mention in (m for cluster in document["vertexSet"] for m in cluster):
            if mention["type"] in ("PER", "ORG", "LOC", "MISC"):
                found[mention["sent_id"]].append((*mention["pos"], mention["type"]))
        for words, names in zip(document["sents"], found):
            names.sort(key=lambda name: (name[0] - name[1], name))
            sentences.append(Sentence(words, labels_of(len(words), names), True, document["title"]))
    return sentences


def crossner(folder, domain, parts):
    """A domain of CrossNER, its files in the order given."""
    files = [folder / domain / f"{part}.txt" for part in parts]
    return [sentence for file in files for sentence in columns(file, "\t")]


SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
FEW_NAMES = ("Mathematics", "Biology and health sciences", "Physical sciences", "Everyday life")
"""Topics of articles that hold few names."""


def articles(path, held_out):
    """Beginnings of articles of Wikipedia without labels, for teachers to label.

    Sentences that share eight words in a row with one of `held_out` are left out.
    """
    def stretches(words):
        return {tuple(words[at : at + 8]) for at in range(len(words) - 7)}

    kept_apart = set().union(*(stretches(sentence.words) for sentence in held_out))
    found = []
    for article in json.loads(Path(path).read_text(encoding="utf8")).values():
        if article["topic"] in FEW_NAMES:
            continue
        for text in SENTENCE_END.split(article["extract"]):
            words = [text[start:end] for start, end in words_of(text)]
            if kept_apart.isdisjoint(stretches(words)):
                found.append(Sentence(words, [UNKNOWN] * len(words), True, article["title"]))
    return found


def training_sets(data):
    """Every token-annotated training set, raw."""
    ner = Path(data) / "ner"
    whole = ("train", "dev", "test")
    return {
        "uner": universal_ner(ner / "uner_ewt/en_ewt-ud-train.commit-0c7ce0d.iob2", keep_other=True),
        "btc": columns(ner / "btc/btc.train", knows_misc=False),
        "wnut": columns(ner / "wnut17/wnut17train.conll", "\t"),
        "wikigold": columns(ner / "wikigold/wikigold.conll.txt"),
        "politics": crossner(ner / "crossner", "politics", ("train",)),
        "science": crossner(ner / "crossner", "science", whole),
        "music": crossner(ner / "crossner", "music", whole),
        "literature": crossner(ner / "crossner", "literature", whole),
        "ai": crossner(ner / "crossner", "ai", whole),
        "redocred": re_docred(ner / "redocred/data/dev_revised.json")
        + re_docred(ner / "redocred/data/test_revised.json"),
    }


def development_sets(data):
    """The development parts of the same sets, raw."""
    ner = Path(data) / "ner"
    return {
        "uner": universal_ner(ner / "uner_ewt/en_ewt-ud-dev.iob2", keep_other=False),
        "btc": columns(ner / "btc/btc.dev", knows_misc=False),
        "wnut": columns(ner / "wnut17/emerging.dev.conll", "\t"),
        "politics": crossner(ner / "crossner", "politics", ("dev",)),
    }
