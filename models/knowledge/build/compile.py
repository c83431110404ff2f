#!/usr/bin/env python3
"""Compiles the knowledge files from their sources.

    python3 compile.py SOURCES OUT

SOURCES is the folder with the sources that README.md names (everypol, factbook, rigour, country_codes); OUT gets
places.jsonl, organizations.jsonl, officers.jsonl and DISAGREEMENTS.md. What is written by hand lies in `curated/` beside
this file. Python 3.11 or later, standard library only. The same input gives the same bytes.
"""

import json
import re
import sys
from pathlib import Path

import officers
import places as place_records
from common import table, unique

HERE = Path(__file__).parent
ORDER = ["kind", "id", "office", "type", "name", "title", "place", "person", "official", "aliases", "acronyms", "demonyms",
         "gender", "country", "capital", "successors", "from", "to", "known_to", "acting"]


def curated(name):
    """Records written by hand, one JSON object a line; lines that begin with # are remarks."""
    lines = (HERE / "curated" / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip() and not line.startswith("#")]


def line(record):
    """A record as a line: fields in order, without empty ones."""
    fields = {k: record[k] for k in ORDER if record.get(k) not in (None, "", [], False)}
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def rank(identifier):
    """Wikidata ids by number, then local ids."""
    match = re.fullmatch(r"Q(\d+)", identifier)
    return (0, int(match.group(1)), "") if match else (1, 0, identifier)


def write(path, records):
    path.write_text("".join(line(r) + "\n" for r in records), encoding="utf-8")


def main(source, out):
    places, gec_ids, capitals = place_records.from_sources(source)
    hand = curated("places.jsonl")
    place_records.add_curated(places, hand)
    place_records.add_capitals(places, capitals, [p for p in hand if p.get("type") == "city"],
                               {row["country"]: row["capital"] for row in table(HERE / "curated/capitals.tsv", "\t")})

    people = officers.People(curated("people.jsonl"))
    removed = set()
    terms = officers.from_tables(source, table(HERE / "curated/terms.tsv", "\t"), people, removed)
    officers.world_leaders(source, places, people)
    terms, disagreements, unread = officers.with_factbook(terms, source, gec_ids, people, places, removed)

    holders = {term["person"] for term in terms}
    persons = [p for qid, p in people.by_id.items() if qid in holders]
    for person in persons:
        person["aliases"] = unique(person["aliases"], but=[person["name"]])
    write(out / "places.jsonl", sorted(places.values(), key=lambda p: rank(p["id"])))
    write(out / "organizations.jsonl", sorted(curated("organizations.jsonl"), key=lambda o: rank(o["id"])))
    terms = [{"kind": "term", **t} for t in terms]
    terms.sort(key=lambda t: (rank(t["place"]), t["office"], t["from"], rank(t["person"])))
    write(out / "officers.jsonl", [*sorted(persons, key=lambda p: rank(p["id"])), *terms])

    with open(out / "DISAGREEMENTS.md", "w", encoding="utf-8") as file:
        file.write("# Where the sources disagree\n\nOne row a disagreement; what was taken is marked, or else the latest edition.\n\n")
        file.write("| place | office | person | about | sources |\n|---|---|---|---|---|\n")
        for place, office, name, about, said in sorted(disagreements, key=lambda d: (places[d[0]]["name"], *d[1:])):
            file.write(f"| {places[place]['name']} | {office} | {name} | {about} | {said} |\n")
        file.write("\n# Wordings of the Factbook that are not read\n\n")
        file.write("Mostly vacancies and interregna, by the edition in which each first stood.\n\n")
        editions = {}
        for place, office, first in unread:
            editions.setdefault((places[place]["name"], office), []).append(first)
        for (name, office), firsts in sorted(editions.items()):
            file.write(f"- {name}, {office}: {', '.join(sorted(set(firsts)))}\n")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
