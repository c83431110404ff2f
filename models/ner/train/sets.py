"""python sets.py DATA OUT: the development sets under our guideline as running text, a JSON file of lines a set.

A line is a text: `text`, `names` (`start`, `end`, `label`), `unknown` (stretches that the annotation says nothing about)
and `misc` (whether MISC is annotated). Offsets count characters. With `--corpus FOLDER` the gold pages of the sample
corpus are among the sets. The sets are what `crates/ner/examples/eval_ner.rs` scores.
"""

import argparse
import json
from pathlib import Path

from evaluate import JOINED, development_sets
from sentence import UNKNOWN, spans

BEHIND = frozenset((",", ".", ";", ":", "!", "?", ")", "]", "'s", "’s", "n't", "%", "..."))
"""Words that follow the one before without a space, where the set does not say."""
BEFORE = frozenset(("(", "[", "@", "#"))


def glued(sentence, at):
    """Whether a word follows the one before it without a space."""
    if sentence.glued:
        return sentence.glued[at]
    return sentence.words[at] in BEHIND or sentence.words[at - 1] in BEFORE


def running_text(sentences):
    """The line of some sentences that belong together, each on a line of its own."""
    text, names, unknown = "", [], []
    for sentence in sentences:
        starts, ends = [], []
        for at, word in enumerate(sentence.words):
            if text:
                text += "\n" if at == 0 else "" if glued(sentence, at) else " "
            starts.append(len(text))
            text += word
            ends.append(len(text))
        for first, last, kind in spans(sentence.labels):
            names.append({"start": starts[first], "end": ends[last - 1], "label": kind})
        unknown += [[starts[at], ends[at]] for at, label in enumerate(sentence.labels) if label == UNKNOWN]
    return {"text": text, "names": names, "unknown": unknown, "misc": sentences[0].knows_misc}


def groups(sentences, joined):
    """Sentences of one document together where the set keeps their order, else each alone."""
    found = []
    for sentence in sentences:
        if joined and found and sentence.document and found[-1][-1].document == sentence.document:
            found[-1].append(sentence)
        else:
            found.append([sentence])
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--corpus", type=Path)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    for name, sentences in development_sets(arguments.data, arguments.corpus).items():
        lines = [running_text(group) for group in groups(sentences, name in JOINED or name == "sample")]
        path = arguments.out / f"{name}.jsonl"
        path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf8")


if __name__ == "__main__":
    main()
