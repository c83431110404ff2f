"""python train.py DATA OUT --init MODEL: from the raw data folder to model.onnx and its scores, in OUT.

MODEL is an int8 or fp32 ONNX file of the same shape with its tokenizer.json beside it: the model in use, to go on from
it, or a DistilBERT-cased base, to start anew. An MPNet base (`.safetensors`) makes a teacher, which is not exported but
given to a later run as `--teacher`. See README.md for the commands.
"""

import argparse
import json
import random
import shutil
from pathlib import Path

import torch

import evaluate
import export
import fit
import mpnet
import weights
from guideline import demonyms
from mixture import SHARES, Mixture
from windows import Encoder


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="the folder with ner/, coref/ and kb/")
    parser.add_argument("out", type=Path, help="where checkpoints, model.onnx and scores go")
    parser.add_argument("--init", type=Path, required=True, help="ONNX file to start from, or a .pt of an earlier run")
    parser.add_argument("--tokenizer", type=Path, help="its tokenizer.json; that beside --init otherwise")
    parser.add_argument("--corpus", type=Path, help="the sample corpus, to be scored with the rest")
    parser.add_argument("--subwords", type=int, default=400_000, help="sub-words to train on")
    parser.add_argument("--batch", type=int, default=1_024, help="sub-words in a step")
    parser.add_argument("--rate", type=float, default=3e-5)
    parser.add_argument("--warmup", type=int, default=20, help="steps")
    parser.add_argument("--frozen", type=int, default=2, help="lowest layers kept, the embeddings with them; -1 for none")
    parser.add_argument("--decay", type=float, default=0.97, help="of the running average of weights, a step")
    parser.add_argument("--mix", action="append", default=[], metavar="MODEL=SHARE",
                        help="weights of another run and their share in the result, a model soup; the rest is this run's")
    parser.add_argument("--teacher", action="append", default=[], metavar="MODEL[=SET,…]",
                        help="a model to learn from too, .pt or .onnx with its tokenizer.json beside it; in these sets, if not in all; several for a set count alike")
    parser.add_argument("--articles", type=Path, help="a file of articles without labels, for the set `articles`; see recipe.sh")
    parser.add_argument("--taught", type=float, default=0.6, help="share of the teachers' labels in the loss")
    parser.add_argument("--share", action="append", default=[], metavar="SET=PARTS", help="another share of a set; see mixture.py")
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--save-every", type=int, default=50_000, help="sub-words between checkpoints")
    parser.add_argument("--fp32", action="store_true", help="no bf16 in training, for processors without it")
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def main():
    settings = arguments()
    torch.set_num_threads(settings.threads)
    settings.out.mkdir(parents=True, exist_ok=True)
    tokenizer = settings.tokenizer or settings.init.parent / "tokenizer.json"
    shutil.copyfile(tokenizer, settings.out / "tokenizer.json")
    nationalities = demonyms(settings.data)
    teachers, twins, taught = [], [], {}
    for path, _, sets in (teacher.partition("=") for teacher in settings.teacher):
        for name in sets.split(",") if sets else SHARES:
            taught.setdefault(name, []).append(len(teachers))
        teachers.append(evaluate.classifier(path, settings.threads))
        twins.append(Encoder(mpnet.tokenizer(Path(path).parent / "tokenizer.json"), nationalities))
    encoder = Encoder(mpnet.tokenizer(tokenizer), nationalities, twins)
    torch.manual_seed(settings.seed)
    model = weights.load(settings.init)
    if teachers and getattr(model, "is_teacher", False):
        model = mpnet.shortened(model)
    start = settings.out / "start.pt"
    weights.save(model, start)
    shares = {name: int(parts) for name, _, parts in (share.partition("=") for share in settings.share)}
    mixture = Mixture(settings.data, encoder, random.Random(settings.seed), shares, taught, settings.articles)
    last = fit.fit(model, mixture, settings.out, settings, teachers)
    if settings.mix:
        others = {path: float(share) for path, _, share in (other.rpartition("=") for other in settings.mix)}
        torch.save(fit.souped({last: 1 - sum(others.values()), **others}), last)
    is_product = not getattr(model, "is_teacher", False)
    if is_product:
        export.export(last, settings.out)
    sets = evaluate.development_sets(settings.data, settings.corpus)
    results = {}
    for name in (start, last, settings.out / "model.onnx") if is_product else (last,):
        results[name.name] = evaluate.evaluated(name, sets, encoder)
    if is_product:
        weights.write_config(model, settings.out, results["model.onnx"]["calibration"]["temperature"])
    (settings.out / "scores.json").write_text(json.dumps(results, indent=1) + "\n")
    (settings.out / "scores.md").write_text(evaluate.as_table(results))
    print(evaluate.as_table(results))


if __name__ == "__main__":
    main()
