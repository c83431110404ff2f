"""Countries, territories, regions and capitals."""

import re

from common import fold, slug, table, unique

# Which letters an alias may have: Latin or Cyrillic.
READABLE = re.compile(r"^[\W\d_A-Za-z\u00c0-\u024f\u0259\u1e00-\u1eff\u02bb\u02bc\u0400-\u052f]+$")


# The countries themselves, where the source names the realm that they are part of.
STATE_IDS = {"dk": "Q35", "nl": "Q55"}
# States in the sense of the news, whether or not all recognise them.
DISPUTED = {"xk", "tw", "ps", "va"}
# Codes of the Factbook that the code table joins or shares.
GEC = {"rs": "ri", "xk": "kv", "ps": "we", "bq": "", "sj": "sv", "ax": "", "um": ""}


def read_yaml(path):
    """The scalars and lists at the top level of a territory file; comments and nested values are passed over."""
    values, current = {}, None
    with open(path, encoding="utf-8") as file:
        for line in file:
            line = line.rstrip("\n")
            top = re.match(r"^(\w+):\s*(.*)$", line)
            entry = re.match(r"^\s+- (.*)$", line)
            if top:
                current = top.group(1)
                text = clean(top.group(2))
                values[current] = text if text not in ("", ">-", "[]") else []
            elif entry and isinstance(values.get(current), list):
                values[current].append(clean(entry.group(1)))
    return values


def clean(text):
    """A YAML scalar without its comment and quotes."""
    text = re.sub(r"\s+#.*$", "", text).strip()
    if len(text) >= 2 and text[0] == text[-1] and text[0] in "'\"":
        text = text[1:-1]
    return text


def demonyms(source):
    """GEC code -> demonyms, from the nouns and adjectives of the Factbook."""
    words = {}
    for row in table(source / "factbook/derived/demonyms.tsv", "\t"):
        found = []
        for text in (row["adjective"] or "", row["noun"] or ""):
            text = re.sub(r"\((?:singular|plural|s|es|n)[^)]*\)", "", text.split("note")[0])
            text = re.sub(r"\([^)]*\)?", " ", text)
            for part in re.split(r"[,;/]| or | and ", text):
                part = part.strip(" .)")
                if re.fullmatch(r"[A-ZÀ-Ž][\w'’.\-]*(?: [A-Z][\w'’\-]*)*", part) and len(part) < 30:
                    found.append(part)
        words[row["gec"]] = unique(found)
    return words


def from_sources(source):
    """Records of places by id, the ids of the Factbook's codes, and the capitals' names by country id."""
    codes = {row["ISO3166-1-Alpha-2"].lower(): row for row in table(source / "country_codes/data/country-codes.csv")}
    nouns = demonyms(source)
    places, gec_ids, capitals = {}, {}, {}
    territories = {}
    for path in sorted((source / "rigour/resources/territories").glob("*.yml")):
        territory = read_yaml(path)
        # The republics of the Soviet Union are former names of today's states.
        if "SSR" in territory["name"] or "SFSR" in territory["name"] or territory.get("region") == "Supranational" or path.stem in ("cp", "cq", "ip", "dg", "ta", "ac", "um") or path.stem in ("zz", "eu", "un", "ic"):
            continue
        territory["qid"] = STATE_IDS.get(path.stem, territory["qid"])
        territories[path.stem] = territory
    for code, territory in territories.items():
        row = codes.get(code, {})
        name = re.sub(r"\s*\(.*\)$", "", territory["name"])
        historical = territory.get("is_historical") == "true"
        country = historical and territory.get("is_country") == "true" or code in DISPUTED or (row.get("is_independent") or "").startswith("Yes")
        parent = territories.get(territory["parent"]) if isinstance(territory.get("parent"), str) else None
        kind = "country" if country else "region" if "_" in code or code.startswith(("su", "az")) else "territory"
        place = {"kind": "place", "id": territory["qid"], "type": kind, "name": name}
        official = re.sub(r"^the ", "", row.get("UNTERM English Formal") or "").replace("*", "").strip()
        if official and fold(official) != fold(name):
            place["official"] = official
        names = list(territory.get("names_strong") or [])
        if country:
            names += [territory.get("full_name") or "", row.get("CLDR display name") or ""]
            names += [re.sub(r" \((the)\)$", "", row.get("UNTERM English Short") or "").replace("*", "")]
            names += [re.sub(r"\*|\(.*\)", "", row.get(key) or "") for key in ("UNTERM Russian Short", "UNTERM Russian Formal")]
        names = [n for n in names if not (n.islower() or n.isupper() and len(n) > 4) and READABLE.match(n) and len(fold(n)) > 3 and not re.search(r"[()\[\]]", n)]
        # An adjective is a demonym, and no name.
        gec = GEC.get(code, (row.get("FIPS") or "").strip().lower())
        place["aliases"] = unique(names, but=[name, official, *(nouns.get(gec, []) if "_" not in code else [])])
        if gec and "_" not in code:
            gec_ids.setdefault(gec, territory["qid"])
            place["demonyms"] = nouns.get(gec, [])
        if parent:
            place["country"] = parent["qid"]
        if country and row.get("Capital"):
            capitals[territory["qid"]] = row["Capital"]
        places[place["id"]] = place
    return places, gec_ids, capitals


def add_capitals(places, capitals, curated_cities, ids):
    """Capitals as places of their own; a city described by hand is recognised by its names or its id."""
    known = {}
    for country, city in ids.items():
        name = capitals.get(country)
        if city in places:
            places[country].setdefault("capital", city)
        elif name:
            places[city] = {"kind": "place", "id": city, "type": "city", "name": name, "country": country}
            known[(country, fold(name))] = city
    for city in curated_cities:
        for name in [city["name"], *(a if isinstance(a, str) else a["text"] for a in city.get("aliases", []))]:
            known.setdefault((city.get("country"), fold(name)), city["id"])
    for country in sorted(capitals):
        if places[country].get("capital"):
            continue
        name = capitals[country]
        city = known.get((country, fold(name)))
        if city is None:
            city = f"onomast:city:{slug(name)}"
            if city in places:
                city += f"-{slug(places[country]['name'])}"
            places[city] = {"kind": "place", "id": city, "type": "city", "name": name, "country": country}
        places[country]["capital"] = city


def add_curated(places, curated):
    """Joins records written by hand: demonyms and single values are replaced, other lists grow, `not` is removed."""
    for record in curated:
        place = places.setdefault(record["id"], {"kind": "place", "id": record["id"]})
        without = set(record.pop("not", []))
        for field in ("aliases", "demonyms"):
            if without and field in place:
                place[field] = [v for v in place[field] if v not in without]
        for field, value in record.items():
            if field == "demonyms":
                place[field] = value
            elif isinstance(value, list) and field != "successors":
                old = place.get(field, [])
                texts = {v["text"] for v in value if isinstance(v, dict)} | {v for v in value if isinstance(v, str)}
                place[field] = [v for v in old if v not in texts] + value
            else:
                place[field] = value
