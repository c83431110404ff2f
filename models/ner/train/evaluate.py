"""python evaluate.py DATA OUT MODEL…: scores of models (.onnx or .pt) on all development sets, as a table.

With `--corpus FOLDER` the gold pages of the sample corpus are scored too.
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np

import gold
import gum
import mpnet
import re3d
import scores
import sources
from guideline import countries, countries_are_places, demonyms, harmonised
from windows import Encoder

WINDOW = 126
JOINED = frozenset(("uner", "gum", "re3d"))
"""Sets whose sentences follow one another in a document and are read in windows, as the product reads pages."""
WITH_MISC = frozenset(("wnut", "politics", "gum", "sample", "challenge"))


def development_sets(data, corpus=None):
    """All sets that are scored, under our guideline."""
    data = Path(data)
    nationalities, places = demonyms(data), countries(data)
    raw = sources.development_sets(data)
    raw["gum"] = [countries_are_places(s, places) for s in gum.read(data / "coref/gum/dep/dev")]
    raw["re3d"] = [countries_are_places(s, places) for s in re3d.read(data / "ner/re3d", re3d.HELD_OUT)]
    sets = {name: [harmonised(s, nationalities) for s in sentences] for name, sentences in raw.items()}
    if corpus:
        sets["sample"] = gold.read_pages(Path(corpus) / "gold")
    sets["challenge"] = gold.read_list(Path(__file__).parent / "challenge.txt")
    return {name: sentences for name, sentences in sets.items() if sentences}


def classifier(path, threads=2):
    """`classify(ids, mask) -> logits` for an ONNX file, run as it is, or a PyTorch state."""
    if Path(path).suffix == ".onnx":
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        # Without it, sums of int8 products overflow 16 bits on processors that have AVX2 or AVX-512 but no VNNI.
        options.add_session_config_entry("session.x64quantprecision", "1")
        session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        return lambda ids, mask: session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
    import torch

    import weights

    device = "cuda" if torch.cuda.is_available() else "cpu"
    model = weights.load(path).to(device).eval()

    def classify(ids, mask):
        with torch.inference_mode():
            return model(torch.from_numpy(ids).to(device), torch.from_numpy(mask).to(device)).logits.float().cpu().numpy()

    return classify


def evaluated(path, sets, encoder):
    """Scores of one model on every set, with its calibration over the sets together."""
    classify, found, logits, right = classifier(path), {}, [], []
    for name, sentences in sets.items():
        reading = scores.read_set(classify, sentences, encoder, WINDOW, name in JOINED)
        found[name] = scores.table_row(sentences, reading.labels, name in WITH_MISC)
        for all_sets, names in zip((logits, right), scores.names_of(sentences, reading)):
            all_sets += names
    macro = [found[name]["f1"] for name in found if name != "challenge"]
    temperature = scores.best_temperature(logits, right)
    calibration = {
        "temperature": temperature,
        "ece": scores.calibration_error_of_names(logits, right, 1.0),
        "ece_calibrated": scores.calibration_error_of_names(logits, right, temperature),
    }
    return {"sets": found, "macro": float(np.mean(macro)), "calibration": calibration}


def as_table(results):
    """Markdown: a row for each set, a column for each model."""
    models = list(results)
    lines = ["| set | names | " + " | ".join(models) + " |", "|---|---|" + "---|" * len(models)]
    for name in results[models[0]]["sets"]:
        cells = []
        for model in models:
            row = results[model]["sets"][name]
            misc = "" if row["with_misc"] is None else f" ({100 * row['with_misc']:.1f})"
            cells.append(f"{100 * row['f1']:.1f}{misc}")
        lines.append(f"| {name} | {results[models[0]]['sets'][name]['names']} | " + " | ".join(cells) + " |")
    lines.append("| macro | | " + " | ".join(f"{100 * results[model]['macro']:.1f}" for model in models) + " |")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("models", nargs="+", type=Path)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--tokenizer", type=Path)
    parser.add_argument("--sets", help="only these, comma-separated")
    arguments = parser.parse_args()
    tokenizer = arguments.tokenizer or arguments.models[0].parent / "tokenizer.json"
    encoder = Encoder(mpnet.tokenizer(tokenizer), demonyms(arguments.data))
    sets = development_sets(arguments.data, arguments.corpus)
    if arguments.sets:
        sets = {name: sets[name] for name in arguments.sets.split(",")}
    results = {}
    for path in arguments.models:
        start = time.time()
        results[f"{path.parent.name}/{path.name}"] = evaluated(path, sets, encoder)
        print(path, f"{time.time() - start:.0f}s", json.dumps(results[f"{path.parent.name}/{path.name}"]["calibration"]), flush=True)
        print(as_table(results), flush=True)
    arguments.out.mkdir(parents=True, exist_ok=True)
    (arguments.out / "scores.json").write_text(json.dumps(results, indent=1) + "\n")
    (arguments.out / "scores.md").write_text(as_table(results))


if __name__ == "__main__":
    main()
