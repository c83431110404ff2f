"""Terms of office: the dated tables first, the Factbook for what they lack, ends derived from successors."""

import re
from datetime import date

import factbook
from common import alike, fold, respelt, slug, table, words

STATES = {"kazakhstan": "Q232", "kyrgyzstan": "Q813", "tajikistan": "Q863", "turkmenistan": "Q874", "uzbekistan": "Q265"}
# What the tables list besides offices of the state.
NO_OFFICE = re.compile(r"ambassador|First Lady|Mayor|Äkim|Chair of the Council of Ministers$|^First Deputy Head|Chair of the Mazhilis$")
OFFICES = [
    (r"^President$", "head-of-state", "President"),
    (r"Prime Minister\)$", "head-of-government", "Chairman of the Cabinet of Ministers"),
    (r"^Prime Minister$", "head-of-government", "Prime Minister"),
    (r"^Minister (of|for) Foreign Affairs$", "foreign-minister", "Minister of Foreign Affairs"),
    (r"^Minister of Defence$", "defence-minister", None),
    (r"^Minister of (Internal Affairs|the Interior)$", "interior-minister", None),
    (r"^Minister of (Public Health|Health|Healthcare)$", "health-minister", None),
    (r"^Minister of (\w+)$", None, None),
    (r"^Deputy (Prime Minister|Chairman of the Cabinet.*)$", "deputy-prime-minister", None),
    (r"^First Deputy (Prime Minister|Chairman of the Cabinet.*)$", "first-deputy-prime-minister", None),
    (r"^Vice-President$", "vice-president", "Vice President"),
    (r"^Governor of the (Central|National) Bank$", "central-bank-governor", None),
    (r"^Speaker of the (Supreme Council|Assembly of Representatives|Legislative Chamber)$|^Chairman of the Assembly$", "speaker", None),
    (r"^Chair of the Senate$|^Speaker of the National Assembly$", "upper-house-speaker", None),
    (r"^Minister of Emergency Situations$", "emergency-minister", None),
    (r"^Prosecutor General$", "prosecutor-general", None),
]
# A day's difference between sources is one of reckoning; beyond it is listed.
GAP_DAYS = 45


def office_of(position):
    for pattern, office, title in OFFICES:
        match = re.search(pattern, position)
        if match:
            return office or f"{slug(match.group(1))}-minister", title or position
    return slug(position), position


def days(text):
    """A possibly partial ISO date as a number of days, by its first day."""
    parts = [int(p) for p in text.split("-")] + [1, 1]
    return date(*parts[:3]).toordinal()


class People:
    """Persons by id, and who is meant by a name in a place."""

    def __init__(self, curated):
        self.by_id, self.by_place, self.by_name = {}, {}, {}
        self.starts, self.on_day = {}, {}
        for record in curated:
            self.add(record["id"], record["name"], record.get("gender"), record.get("aliases", []))

    def add(self, qid, name, gender=None, aliases=(), place=None):
        name = re.sub(r" \([^)]*\)$", "", name).replace("ʻ", "’").replace("‘", "’")
        person = self.by_id.setdefault(qid, {"kind": "person", "id": qid, "name": name, "aliases": []})
        latin = lambda text: not re.search(r"[\u0400-\u052f]", text)
        if latin(name) and not latin(person["name"]):
            person["aliases"].append(person["name"])
            person["name"] = name
        for alias in [name, *(re.sub(r" \([^)]*\)$", "", alias) for alias in aliases)]:
            if alias != person["name"] and alias not in person["aliases"]:
                person["aliases"].append(alias)
            self.by_name.setdefault(fold(alias), qid)
        if gender and "gender" not in person:
            person["gender"] = gender
        if place:
            self.by_place.setdefault(place, {})[qid] = None
        return qid

    def find(self, place, name, start):
        """Who of the place is meant by a name: one who came into office about then and shares a word of the name,
        or one whose whole name agrees; else a person of exactly that name anywhere."""
        best = []
        for qid in self.by_place.get(place, ()):
            person = self.by_id[qid]
            then = any(abs(int(start[:4]) - year) <= 1 for year in self.starts.get((place, qid), ()))
            for text in [person["name"], *person["aliases"]]:
                ours, theirs = words(name), words(text)
                shared = set(ours) & set(theirs)
                subset = len(shared) >= 2 and shared in (set(ours), set(theirs))
                whole = subset and (ours[0] == theirs[0] or ours[-1] == theirs[-1]) or set(ours) == set(theirs)
                if whole or respelt(name, text) or then and shared and alike(name, text) >= 0.6:
                    best.append((alike(name, text), qid))
        if best:
            return max(best)[1]
        return self.by_name.get(fold(name))

    def at_start(self, office, start, name):
        """Who came into that office somewhere on that very day, under a name like that: heads of several places."""
        for qid in self.on_day.get((office, start), ()):
            if max(alike(name, text) for text in [self.by_id[qid]["name"], *self.by_id[qid]["aliases"]]) >= 0.55:
                return qid
        return None


def from_tables(source, curated, people, removed):
    """Terms of the Central Asian tables and of those written by hand."""
    terms = []
    for state, place in STATES.items():
        seen = re.search(r"\d{4}-\d\d-\d\d", (source / f"everypol/{state}/SOURCE.txt").read_text()).group()
        for row in table(source / f"everypol/{state}/html/holders21.csv"):
            people.add(row["personID"], row["person"], row.get("gender"), [row["enwiki"]] if row.get("enwiki") else [], place)
            if NO_OFFICE.search(row["position"]) or not row["start"]:
                continue
            office, title = office_of(row["position"])
            if title == "Chairman of the Cabinet of Ministers" and row["start"] < "2021-05-05":
                title = "Prime Minister"  # as the office in Kyrgyzstan was called until then
            terms.append({"office": office, "title": title, "place": place, "person": row["personID"], "from": row["start"],
                          "to": row["end"] or None, "last": seen, "acting": False, "source": "everypol"})
            if state == "turkmenistan" and office == "head-of-state":
                terms.append({**terms[-1], "office": "head-of-government"})
    for row in curated:
        if row["name"]:
            people.add(row["person"], row["name"], row["gender"] or None, place=row["place"])
        term = {"office": row["office"], "title": row["title"], "place": row["place"], "person": row["person"],
                "from": row["from"], "to": row["to"] or None, "last": row["known_to"] or None,
                "acting": row["acting"] == "yes", "source": row["source"]}
        terms = [t for t in terms if (t["office"], t["place"], t["person"], t["from"]) != (
            term["office"], term["place"], term["person"], term["from"])]
        if row["source"] == "remove":
            removed.add((row["place"], row["office"], row["person"], row["from"]))
        else:
            terms.append(term)
    return terms


def world_leaders(source, places, people):
    """Adds the world leaders of 2021 to the persons of their countries."""
    by_name = {}
    for place in places.values():
        if place["type"] in ("country", "territory"):
            for text in [place["name"], place.get("official", ""), *place.get("aliases", [])]:
                by_name.setdefault(fold(text if isinstance(text, str) else text["text"]), place["id"])
    for name in ("wikidata", "wikipedia"):
        for row in table(source / f"everypol/world-leaders-2021/data/{name}.csv"):
            qid, label = row["officeholder"], row.get("officeholderLabel") or row.get("officeholderlabel") or ""
            place = row.get("countryid") or by_name.get(fold(re.sub(r"^the ", "", row["country"])))
            if re.fullmatch(r"Q\d+", qid) and label and not re.fullmatch(r"Q\d+", label) and place:
                place = {"Q29999": "Q55", "Q756617": "Q35"}.get(place, place)
                label = re.sub(r"(?<=.{4}) of (?:the )?[A-Z].*$", "", label) if re.search(r"onarch|King|Queen|Sultan|Emir|Grand Duke", row.get("positionLabel") or row["positionlabel"]) else label
                people.add(qid, label, place=place)
                if row["start_year"]:
                    people.starts.setdefault((place, qid), set()).add(int(row["start_year"]))


def with_factbook(terms, source, gec_ids, people, places, removed):
    """All terms: the tables' own, joined with the Factbook's; and where the two disagree."""
    names = {n for p in places.values() if p["type"] in ("country", "territory") for n in (p["name"], p.get("official")) if n}
    found, unread = factbook.terms(source, gec_ids, names)
    disagreements = []
    rows = []
    for term in terms:
        people.starts.setdefault((term["place"], term["person"]), set()).add(int(term["from"][:4]))
        people.on_day.setdefault((term["office"], term["from"]), {})[term["person"]] = None
    states_first = lambda row: places[row["place"]]["type"] != "country"
    for row in sorted(factbook.runs(found), key=states_first):
        names = sorted(set(row["names"]), key=lambda n: (-row["names"].count(n), n))
        qid = people.at_start(row["office"], row["from"], names[0]) or people.find(row["place"], names[0], row["from"])
        if qid is None:
            qid = f"onomast:person:{slug(names[0])}"
        people.on_day.setdefault((row["office"], row["from"]), {})[qid] = None
        if {(row["place"], row["office"], who, row["from"]) for who in (qid, "*")} & removed:
            continue
        gender = {"Queen": "female", "King": "male"}.get(row["title"].split(" ")[0])
        people.add(qid, people.by_id[qid]["name"] if qid in people.by_id else names[0], gender, names, row["place"])
        name = people.by_id[qid]["name"]
        starts = sorted(row["starts"])
        if len(starts) > 1 and days(starts[-1]) - days(starts[0]) <= 120:
            seen = "; ".join(f"{s} (seen {row['starts'][s][0][0]} to {max(l for _, l in row['starts'][s])})" for s in starts)
            disagreements.append((row["place"], row["office"], name, "start", f"factbook, editions: {seen}"))
            # The latest edition is taken for corrected.
            row["from"] = max(starts, key=lambda s: max(l for _, l in row["starts"][s]))
        rows.append({"office": row["office"], "title": row["title"], "place": row["place"], "person": qid, "from": row["from"],
                     "to": None, "last": row["last"], "acting": row["acting"], "source": "factbook"})
    return join(terms, rows, people, disagreements), disagreements, unread


def join(tables, rows, people, disagreements):
    groups = {}
    for term in tables:
        groups.setdefault((term["place"], term["office"]), ([], []))[0].append(term)
    for term in rows:
        groups.setdefault((term["place"], term["office"]), ([], []))[1].append(term)
    joined = []
    for (place, office), (base, extra) in sorted(groups.items()):
        kept = list(base)
        name = lambda term: people.by_id[term["person"]]["name"]
        for term in sorted(extra, key=lambda t: t["from"]):
            match = [b for b in base if b["person"] == term["person"] and b["acting"] == term["acting"]
                     and days(b["from"]) - 60 <= days(term["from"]) and (not b["to"] or days(term["from"]) < days(b["to"]))]
            match = match or [b for b in base if b["person"] == term["person"] and abs(days(b["from"]) - days(term["from"])) <= 60]
            if match:
                ours = match[-1]
                ours["last"] = max(filter(None, [ours["last"], term["last"]]), default=None)
                if abs(days(ours["from"]) - days(term["from"])) <= 60:
                    ours["acting"] = term["acting"]
                if ours["from"] != term["from"] and not term["from"].startswith(ours["from"]):
                    disagreements.append((place, office, name(term), "start",
                                          f"{ours['source']}: {ours['from']} (taken); factbook: {term['from']}"))
                continue
            inside = [b for b in base if b["to"] and days(b["from"]) < days(term["from"]) < days(b["to"]) and b["person"] != term["person"]]
            if inside:
                disagreements.append((place, office, name(term), "holder",
                                      f"factbook: {name(term)} from {term['from']}; {inside[0]['source']}: {name(inside[0])} "
                                      f"{inside[0]['from']} to {inside[0]['to']} (taken)"))
                continue
            kept.append(term)
        kept.sort(key=lambda t: (t["from"], t["person"]))
        for at, term in enumerate(kept):
            after = next((t for t in kept[at + 1:] if t["from"] > term["from"]), None)
            if not term["to"] and after and not shared(office):
                term["to"] = after["from"]
                # The tables list one holder after the other; between editions of the Factbook somebody may be missing.
                if after["source"] == "factbook" and term["last"] and days(after["from"]) - days(term["last"]) > GAP_DAYS:
                    term["known_to"] = term["last"]
            elif not term["to"] and term["last"]:
                term["known_to"] = term["last"]
            joined.append(term)
        for term, after in zip(kept, kept[1:]):
            if term["to"] and days(after["from"]) < days(term["to"]) and after["person"] != term["person"] and not shared(office):
                said = f"{term['source']}: {name(term)} to {term['to']}, but {name(after)} from {after['from']}"
                disagreements.append((place, office, name(after), "overlap", said))
    # The tables state some terms twice, under two titles.
    first = {}
    for term in joined:
        first.setdefault((term["place"], term["office"], term["person"], term["from"]), term)
    return list(first.values())


def shared(office):
    """Whether several hold the office at once."""
    return "deputy" in office or office in ("minister",)
