"""Reads the exports of an extraction with programs of others, and compares with its records.

    check.py ONOMAST OUT FOLDER

runs `ONOMAST export OUT` for each format into FOLDER, which has to be new.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

import duckdb
import networkx

onomast, out, folder = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])


def lines(name):
    with open(out / name, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def export(to):
    path = folder / to
    subprocess.run([onomast, "export", out, "--to", to, "-o", path], check=True)
    return path


def check(what, found, expected):
    if found != expected:
        sys.exit(f"{what}: found {found!r:.400}, expected {expected!r:.400}")
    print(f"{what}: {len(found) if hasattr(found, '__len__') else found} as expected")


documents, entities = lines("documents.jsonl"), lines("entities.jsonl")
texts = {document["id"]: document["text"] for document in documents}
mentions = [(document["id"], mention) for document in documents for mention in document["mentions"]]
folder.mkdir(parents=True)


def tables(extension, reader):
    path = export(extension)
    query = lambda sql: duckdb.sql(re.sub(r"@(\w+)", lambda name: reader(path / f"{name[1]}.{extension}"), sql)).fetchall()
    check(f"{extension}: documents", query("SELECT id, title, date::VARCHAR, text FROM @documents"),
          [(d["id"], d["title"], d["date"], d["text"]) for d in documents])
    check(f"{extension}: mentions",
          query("SELECT document, mention, text, label, kind, score, entity, why, raw_start, raw_end FROM @mentions"),
          [(d, m["id"], m["text"], m["label"], m["kind"], m["score"], m["entity"], m["why"], m["raw_start"], m["raw_end"])
           for d, m in mentions])
    places = query("SELECT document, start_char, end_char, start_byte, end_byte FROM @mentions")
    check(f"{extension}: places in characters", [texts[d][a:b] for d, a, b, _, _ in places], [m["text"] for _, m in mentions])
    check(f"{extension}: places in bytes", [texts[d].encode()[a:b].decode() for d, _, _, a, b in places],
          [m["text"] for _, m in mentions])
    check(f"{extension}: entities", query("SELECT id, name, label, kb_id, documents, mentions FROM @entities"),
          [(e["id"], e["name"], e["label"], e["kb_id"], e["documents"], len(e["mentions"])) for e in entities])
    aliases = query("SELECT aliases, evidence FROM @entities")
    check(f"{extension}: aliases and evidence", [(json.loads(a), json.loads(b)) for a, b in aliases],
          [(e["aliases"], e["evidence"]) for e in entities])
    joined = query("SELECT count(*) FROM @mentions m JOIN @entities e ON e.id = m.entity JOIN @documents d ON d.id = m.document")
    check(f"{extension}: joined", joined[0][0], sum(len(e["mentions"]) for e in entities))


def graph():
    found = networkx.read_graphml(export("graphml"))
    check("graphml: entities", {node: data["name"] for node, data in found.nodes(data=True)},
          {entity["id"]: entity["name"] for entity in entities})
    together = {}
    members = {}
    for document, mention in mentions:
        if mention["entity"]:
            members.setdefault(document, set()).add(mention["entity"])
    for group in members.values():
        for a in group:
            for b in group:
                if a < b:
                    together[a, b] = together.get((a, b), 0) + 1
    check("graphml: pairs", {tuple(sorted((a, b))): w for a, b, w in found.edges(data="weight")}, together)


def brat():
    """The rules of brat's own reader: ids, text-bound annotations against the text, references, declared types."""
    path = export("brat")
    declared = {name: [line.split("\t")[0] for line in body.split("\n") if line]
                for name, body in re.findall(r"\[(\w+)\]\n((?:[^\[\n].*\n|\n)*)", (path / "annotation.conf").read_text())}
    count = 0
    for document in documents:
        base = f"{document['id']}"
        # Line ends are kept as they are: offsets count them.
        text = open(path / f"{base}.txt", encoding="utf-8", newline="").read()
        ids = set()
        found = []
        for line in open(path / f"{base}.ann", encoding="utf-8", newline="").read().splitlines():
            id, data, *tail = line.split("\t")
            assert re.fullmatch(r"\*|[TANR][0-9]+", id), line
            assert id == "*" or id not in ids, line
            ids.add(id)
            if id[0] == "T":
                label, places = data.split(" ", 1)
                assert label in declared["entities"], line
                spans = [tuple(map(int, place.split(" "))) for place in places.split(";")]
                assert all(0 <= a < b <= len(text) for a, b in spans), line
                assert all(left[1] < right[0] for left, right in zip(spans, spans[1:])), line
                assert " ".join(text[a:b] for a, b in spans) == tail[0], line
                found.append((spans[0][0], spans[-1][1], label))
            elif id[0] == "A":
                kind, of, value = data.split(" ")
                assert kind in declared["attributes"] and of in ids and value in ("nominal", "pronoun"), line
            elif id[0] == "N":
                assert re.fullmatch(r"Reference T[0-9]+ \S+?:\S+", data) and data.split(" ")[1] in ids, line
            else:
                kind, *members = data.split(" ")
                assert kind in declared["relations"] and len(members) > 1 and set(members) <= ids, line
        expected = [(len(text.encode()[:m["start"]].decode()), len(text.encode()[:m["end"]].decode()), m["label"])
                    for m in document["mentions"]]
        assert sorted(found) == sorted(expected), document["id"]
        count += len(found)
    check("brat: mentions by its rules", count, len(mentions))


def annotations():
    path = export("jsonld")
    collection = json.loads((path / "annotations.jsonld").read_text(encoding="utf-8"))
    check("jsonld: context and type", (collection["@context"], collection["type"]),
          ("http://www.w3.org/ns/anno.jsonld", "AnnotationCollection"))
    from urllib.parse import unquote
    words = []
    for annotation in collection["first"]["items"]:
        position, quote = annotation["target"]["selector"]
        text = open(path / unquote(annotation["target"]["source"]), encoding="utf-8", newline="").read()
        words.append(text[position["start"]:position["end"]])
        assert words[-1] == quote["exact"], annotation["id"]
        assert quote["prefix"] + quote["exact"] + quote["suffix"] in text, annotation["id"]
    check("jsonld: annotations", words, [mention["text"] for _, mention in mentions])


def columns():
    path = export("conll")
    tagged = 0
    for document in documents:
        for line in open(path / f"{document['id']}.conll", encoding="utf-8", newline="\n"):
            fields = line.split()
            assert len(fields) in (0, 4), line
            tagged += len(fields) == 4 and fields[3].startswith("B-")
    names = sum(mention["kind"] == "name" for _, mention in mentions)
    # Names within names are left out.
    if not 0.9 * names <= tagged <= names:
        sys.exit(f"conll: {tagged} names of {names}")
    print(f"conll: {tagged} names of {names}")


def displacy():
    found = json.loads(export("displacy").read_text(encoding="utf-8"))
    words = [[" ".join(d["tokens"][s["start_token"]:s["end_token"]]) for s in d["spans"]] for d in found]
    bare = lambda text: re.sub(r"\s", "", text)
    check("displacy: spans", [[bare(word) for word in document] for document in words],
          [[bare(m["text"]) for m in d["mentions"]] for d in documents])
    for document in found:
        ends = [(ent["start"], ent["end"]) for ent in document["ents"]]
        assert all(left[1] <= right[0] for left, right in zip(ends, ends[1:])), document["id"]


tables("parquet", lambda path: f"read_parquet('{path}')")
tables("csv", lambda path: f"read_csv('{path}', header=true, nullstr='', quote='\"', escape='\"', strict_mode=true, all_varchar=false)")
graph()
brat()
annotations()
columns()
displacy()
webanno = export("webanno")
check("webanno: files", len(list(webanno.rglob("*.tsv"))), len(documents))
