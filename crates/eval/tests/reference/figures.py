"""Figures of the reference scorers on the snapshots of this folder, as figures.json.

    python3 -m venv .venv
    .venv/bin/pip install -r requirements.txt
    .venv/bin/python figures.py

The snapshots are gold.jsonl (the gold annotations of the sample corpus), onomast.jsonl (what `onomast extract` made of
its pages) and disturbed.jsonl (gold with mistakes thrown in by disturb.py). tests/reference.rs holds our scores to the
figures. Measures that no installable scorer has are counted here link by link: LEA, and the links of a corpus.
"""

import collections
import collections.abc
import json
import re
from importlib.metadata import version
from itertools import combinations
from pathlib import Path

import numpy

# neleval 3.1.1 takes these names from where they stood before Python 3.10 and numpy 1.24.
collections.Sequence = collections.abc.Sequence
numpy.int = int

from neleval import coref_metrics
from neleval.annotation import Annotation, Candidate
from neleval.configs import MEASURES
from nervaluate import Evaluator
from scorch.scores import b_cubed, blanc, ceaf_e, ceaf_m, conll2012, muc
from seqeval.metrics import classification_report

HERE = Path(__file__).parent
LABELS = ["LOC", "MISC", "ORG", "PER"]


def load(name):
    with open(HERE / name, encoding="utf-8") as lines:
        return {document["id"]: document for document in map(json.loads, lines)}


def names(document):
    return [span for span in document["spans"] if span.get("kind", "name") == "name"]


def tags(text, spans, cuts):
    """IOB2 tags of the tokens of a text (in bytes), which no span straddles."""
    bounds = sorted({0, len(text)} | cuts)
    tokens = []
    for start, end in zip(bounds, bounds[1:]):
        part = text[start:end].decode("utf-8")
        for token in re.finditer(r"\w+|[^\w\s]", part):
            tokens.append(start + len(part[: token.start()].encode("utf-8")))
    found = []
    for token in tokens:
        over = [span for span in spans if span["start"] <= token < span["end"]]
        if len(over) > 1:
            raise SystemExit(f"names overlap: {over}")
        if not over:
            found.append("O")
        else:
            first = not any(over[0]["start"] <= other < token for other in tokens)
            found.append(("B-" if first else "I-") + over[0]["label"])
    return found


def name_figures(gold, predicted):
    gold_tags, predicted_tags = [], []
    for name, document in gold.items():
        text = document["text"].encode("utf-8")
        cuts = {span[end] for side in (document, predicted[name]) for span in names(side) for end in ("start", "end")}
        gold_tags.append(tags(text, names(document), cuts))
        predicted_tags.append(tags(text, names(predicted[name]), cuts))
    report = classification_report(gold_tags, predicted_tags, output_dict=True, zero_division=0)
    seqeval = {
        key: {score: float(report[key][score]) for score in ("precision", "recall", "f1-score")}
        for key in [*LABELS, "micro avg", "macro avg"]
        if key in report
    }
    results = Evaluator(gold_tags, predicted_tags, tags=LABELS, loader="list").evaluate()["overall"]
    fields = ("correct", "incorrect", "partial", "missed", "spurious", "precision", "recall", "f1")
    nervaluate = {
        scheme: {field: getattr(results[ours], field) for field in fields}
        for scheme, ours in {"strict": "strict", "exact": "exact", "partial": "partial", "type": "ent_type"}.items()
    }
    return {"seqeval": seqeval, "nervaluate": nervaluate}


def clusters(documents, names_of, kinds=None):
    found = {}
    for name in names_of:
        for span in documents[name]["spans"]:
            if "entity" in span and (kinds is None or span.get("kind", "name") in kinds):
                found.setdefault(span["entity"], set()).add((name, span["start"], span["end"]))
    return list(found.values())


def lea(key, response):
    """Recall of LEA, link by link (Moosavi and Strube, 2016)."""
    cluster_of = {mention: index for index, cluster in enumerate(response) for mention in cluster}
    kept, all_mentions = 0.0, 0
    for cluster in key:
        all_mentions += len(cluster)
        if len(cluster) == 1:
            (mention,) = cluster
            kept += mention in cluster_of and len(response[cluster_of[mention]]) == 1
        else:
            pairs = list(combinations(cluster, 2))
            same = sum(a in cluster_of and b in cluster_of and cluster_of[a] == cluster_of[b] for a, b in pairs)
            kept += len(cluster) * same / len(pairs)
    return kept / all_mentions if all_mentions else 0.0


def harmonic(recall, precision):
    return 2 * recall * precision / (recall + precision) if recall + precision else 0.0


def links(of):
    return {frozenset(pair) for cluster in of for pair in combinations(cluster, 2)}


def cluster_figures(key, response):
    figures = {
        "muc": muc(key, response),
        "b3": b_cubed(key, response),
        "ceafe": ceaf_e(key, response),
        "ceafm": ceaf_m(key, response),
        "blanc": blanc(key, response),
    }
    recall, precision = lea(key, response), lea(response, key)
    figures["lea"] = (recall, precision, harmonic(recall, precision))
    in_key, in_response = links(key), links(response)
    if in_key and in_response:
        recall, precision = (len(in_key & in_response) / len(side) for side in (in_key, in_response))
        figures["pairwise"] = (recall, precision, harmonic(recall, precision))
    figures = {name: [float(score) for score in scores] for name, scores in figures.items()}
    figures["conll"] = [float(conll2012(key, response))]
    return figures


def as_fraction(hits_in_response, of_response, hits_in_key, of_key):
    recall = hits_in_key / of_key if of_key else 0.0
    precision = hits_in_response / of_response if of_response else 0.0
    return [float(recall), float(precision), float(harmonic(recall, precision))]


def neleval_clusters(key, response):
    key, response = ({str(name): mentions for name, mentions in enumerate(side)} for side in (key, response))
    measures = {
        "muc": coref_metrics.muc,
        "b3": coref_metrics.b_cubed,
        "ceafe": coref_metrics.entity_ceaf,
        "ceafm": coref_metrics.mention_ceaf,
        "pairwise": coref_metrics.pairwise,
    }
    return {name: as_fraction(*measure(key, response)) for name, measure in measures.items()}


def neleval_links(gold, predicted):
    """The measures of the entity linking track of TAC KBP."""

    def annotations(documents):
        return [
            Annotation(name, span["start"], span["end"], [Candidate(span.get("kb_id") or f"NIL {span['entity']}")])
            for name in gold
            for span in documents[name]["spans"]
            if "entity" in span
        ]

    found = {}
    for ours, theirs in {"linked": "strong_link_match", "nil": "strong_nil_match", "all": "strong_all_match"}.items():
        right, spurious, missed = MEASURES[theirs].count_matches(annotations(predicted), annotations(gold))
        found[f"kb.{ours}"] = as_fraction(right, right + spurious, right, right + missed)
    return found


def without_singletons(of):
    return [cluster for cluster in of if len(cluster) > 1]


def main():
    gold = load("gold.jsonl")
    figures = {"versions": {name: version(name) for name in ("seqeval", "nervaluate", "scorch", "neleval", "numpy", "scipy")}}
    for system in ("onomast", "disturbed"):
        predicted = load(f"{system}.jsonl")
        key, response = clusters(gold, gold), clusters(predicted, gold)
        found = name_figures(gold, predicted)
        found["documents"] = {
            name: cluster_figures(clusters(gold, [name]), clusters(predicted, [name])) for name in gold
        }
        found["corpus"] = cluster_figures(key, response)
        found["corpus-no-singletons"] = cluster_figures(without_singletons(key), without_singletons(response))
        only = {"name"}
        found["neleval"] = {"links": neleval_links(gold, predicted), "corpus": neleval_clusters(key, response)}
        found["corpus-names"] = cluster_figures(clusters(gold, gold, only), clusters(predicted, gold, only))
        figures[system] = found
    with open(HERE / "figures.json", "w", encoding="utf-8") as out:
        json.dump(figures, out, indent=1, sort_keys=True)
        out.write("\n")


if __name__ == "__main__":
    main()
