"""Makes disturbed.jsonl of gold.jsonl: every kind of mistake, thrown in by a seeded draw."""

import json
import random
from pathlib import Path

HERE = Path(__file__).parent
LABELS = ["LOC", "MISC", "ORG", "PER"]


def words(text):
    """Starts and ends of the words of a text, in bytes."""
    found, at = [], 0
    for word in text.split(" "):
        length = len(word.encode("utf-8"))
        if word.strip() and "\n" not in word:
            found.append((at, at + length))
        at += length + 1
    return found


def main():
    draw = random.Random(7)
    lines = []
    with open(HERE / "gold.jsonl", encoding="utf-8") as gold:
        documents = [json.loads(line) for line in gold]
    entities = sorted({span["entity"] for document in documents for span in document["spans"]})
    merged = {a: b for a, b in zip(entities[::9], entities[4::9])}
    split = set(entities[2::7])
    for document in documents:
        text = document["text"].encode("utf-8")
        kept, taken = [], []
        for span in document["spans"]:
            if draw.random() < 0.12:
                continue
            if draw.random() < 0.08:
                span["label"] = draw.choice(LABELS)
            space = text.find(b" ", span["start"], span["end"])
            if space > 0 and draw.random() < 0.25:
                # The first word stands for all of it, or all but the first.
                if draw.random() < 0.5:
                    span["end"] = space
                else:
                    span["start"] = space + 1
            entity = merged.get(span["entity"], span["entity"])
            if entity in split and draw.random() < 0.4:
                entity += "-again"
            if draw.random() < 0.06:
                entity = draw.choice(entities)
            span["entity"] = entity
            span.pop("kb_id", None)
            kept.append(span)
        for start, end in words(document["text"]):
            if draw.random() < 0.02 and not any(s["start"] < end and start < s["end"] for s in kept + taken):
                taken.append({"start": start, "end": end, "label": draw.choice(LABELS), "entity": draw.choice(entities)})
        places = set()
        spans = []
        for span in sorted(kept + taken, key=lambda span: (span["start"], span["end"])):
            names = [other for other in spans if other.get("kind", "name") == "name"]
            overlap = any(other["start"] < span["end"] and span["start"] < other["end"] for other in names)
            if (span["start"], span["end"]) in places or (overlap and span.get("kind", "name") == "name"):
                continue
            places.add((span["start"], span["end"]))
            spans.append(span)
        document["spans"] = spans
        lines.append(json.dumps(document, ensure_ascii=False))
    (HERE / "disturbed.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
