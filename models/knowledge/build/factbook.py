"""Heads of state and government from the wording of the World Factbook over the years.

A row reads like "President Donald J. TRUMP (since 20 January 2017); Vice President ...": title, name with the
surname in capitals, and the day on which the term began.
"""

import re

from common import PARTICLES, alike, respelt, sound, table, words

MONTHS = {m: i + 1 for i, m in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split())}
OFFICES = {"chief of state": "head-of-state", "head of government": "head-of-government"}
USUAL = {"head-of-state": "Head of State", "head-of-government": "Prime Minister", "governor-general": "Governor-General"}

# Words that a title is made of; the name begins at the first other word.
TITLE_WORDS = set(
    "acting interim caretaker transitional transition president prime minister king queen emperor sultan amir emir grand duke "
    "prince chancellor federal premier taoiseach chairman chairperson chairwoman of the and council state ministers cabinet "
    "secretary foreign political for administration government chairperson presidential leadership presidency sovereign supreme leader affairs commission pope head chief executive governor general "
    "governor-general administrator first minister-president custodian two holy mosques ruler captain regent military "
    "transitional sovereignty paramount premier great father french spanish coprince co-prince republic interior territorial "
    "gnu assembly commissioner captains minister-designate "
    "people's assembly presidium overall taliban commander in armed forces national salvation".split()
)
HONORIFICS = set("dr dr. sir dame gen gen. sr sr. lt lt. col col. maj. maj brig. brig air marshal sheikh ratu prof. prof capt. capt "
                 "vice adm. adm. rear mullah his her excellency the hon. rt. ret. (ret.) field lord archbishop tun tan sri dato' datuk "
                 "seri haji alhaj alhaji ing. eng. mrs. mr. ms. msgr.".split())
NUMERALS = re.compile(r"^(II|III|IV|V|VI|VII|VIII|IX|X|XI|XII|XIII|XIV|XV|XVI)$")


def day(text):
    """An ISO date, possibly partial, from "8 September 2016", "September 2016" or "2016"; None for anything else."""
    match = re.match(r"(?:(\d{1,2}) ?)?(?:([A-Z][a-z]+) ?)?(\d{4})\b", text.strip())
    if not match:
        return None
    number, month, year = match.groups()
    if month and month[:3].lower() not in MONTHS or number and not month:
        return None
    parts = [year] + ([f"{MONTHS[month[:3].lower()]:02}"] if month else []) + ([f"{int(number):02}"] if number else [])
    return "-".join(parts)


def spelt(word):
    """A word in capitals as a name is written: SIMPSON-MILLER, McKENZIE, II."""
    if NUMERALS.match(word) or not re.search(r"[A-ZÀ-Ž]{2}", word):
        return word
    word = "-".join(part if part in ("al", "el", "bin") else part[:1].upper() + part[1:].lower() for part in word.split("-"))
    word = re.sub(r"(?<=[’'])([a-zà-ž])(?=[a-zà-ž]{2})", lambda m: m.group(1).upper(), word)
    return re.sub(r"^(Mc|Mac(?=[A-Z]))(\w)", lambda m: m.group(1) + m.group(2).upper(), word)


def tidy(title, office):
    """A title without what belongs to other offices: "Sultan and Prime Minister" is a sultan, and a prime minister."""
    parts = [part.strip() for part in title.split(" and ")]
    if len(parts) > 1 and "Prime Minister" in parts and office == "head-of-government":
        return "Prime Minister"
    parts[0] = re.sub(r"^(transitional|transition) |-designate$| of (transitional government|the republic)$", "", parts[0], flags=re.I)
    title = {"king sultan": "King", "prime": "Prime Minister", "minister": "Prime Minister", "head": "Prime Minister",
             "amir": "Emir", "prime minister": "Prime Minister", "president": "President"}.get(parts[0].lower(), parts[0])
    return title.replace("Governor-General", "Governor General").replace("Governor General Governor General", "Governor General").replace(" Grand Chief", "")


def stray(word):
    """Whether a word is no part of a name: in small letters, and neither a particle nor joined to a name ("al-SUDANI")."""
    return word[0].islower() and word.lower() not in PARTICLES and not re.search(r"-[A-ZÀ-Ž‘’']", word)


def read_name(text):
    """Title, name and surname from a wording such as "Acting Prime Minister Artem NOVIKOV"; None if it is none."""
    text = re.sub(r"\"[^\"]*\"|“[^”]*”|\([^)]*\)", " ", text)
    text = re.sub(r",? (?:and|of|for) (?:the )?[A-Z][a-z].*$", "", text) if re.search(r"[A-Z]{3}.* of ", text) else text
    words = [w.strip(",;.") if w.lower() not in HONORIFICS else w for w in text.split()]
    words = [w for w in words if w]
    title = []
    while words and words[0].lower().strip(",") in TITLE_WORDS and not re.fullmatch(r"[A-Z\-]{3,}", words[0]):
        title.append(words.pop(0))
    while words and words[0].lower() in HONORIFICS:
        words.pop(0)
    words = [w for w in words if w.lower().strip(".") not in ("jr", "sr", "hon", "gen", "dr")]
    surname = [w for at, w in enumerate(words) if re.search(r"[A-ZÀ-Ž]{2}", w) and not (at and NUMERALS.match(w))]
    if not surname and title and 2 <= len(words) <= 4 and not re.search("vacant", text, re.I):
        surname = words[-1:]  # a name without capitals
    if not words or not surname or len(words) > 7 or any(stray(w) for w in words):
        return None
    name = " ".join(w.capitalize() if at == 0 and NUMERALS.match(w) else spelt(w) for at, w in enumerate(words))
    return " ".join(title), name, [spelt(w) for w in surname]


def terms(source, gec_ids, names):
    """Dictionaries with place, office, title, name, from, acting, first and last day seen; noise is left out.

    `names` are the names of countries: a title goes without them ("President of China XI Jinping").
    """
    found, unread = [], []
    of_country = re.compile(r" of (?:the )?(?:%s)(?= [A-Z(])" % "|".join(re.escape(n) for n in sorted(names, key=lambda n: (-len(n), n))))
    for row in table(source / "factbook/derived/leaders_by_commit.tsv", "\t"):
        place, office = gec_ids.get(row["gec"]), OFFICES.get(row["office"])
        if not place or not office:
            continue
        text = re.sub(r"^\(Ulu o Tokelau\)\s*", "", row["text"] or "")
        # Other words for "since", and remarks that stand before it.
        text = re.sub(r"\((?:sworn in|assumed office on|reappointed|appointed|chair(?:man|person) since|chief of state since|head of government since|"
                      r"since seizing power on|since coming to power on|elected [^,)]*, sworn in|president since|sultan since|"
                      r"interim president from|selected on|since since) ", "(since ", text)
        text = re.sub(r"\((?:both )?since ?(?=[\dA-Z])", "(since ", text)
        text = re.sub(r"^Notification Statement:.*?(?=President Nicolas)|^Lord of Mann ", "", text)
        text = re.sub(r"[,;] also spelled [^(]*(?=\()", " ", text)
        text = re.sub(of_country, "", text)
        text = re.sub(r"\((?=\d{1,2} [A-Z][a-z]+ \d{4}\))", "(since ", text)
        parts = [(office, text)]
        viceroy = re.search(r"represented (?:[^;(]*? )?by ((?:New Zealand )?(?:Acting )?(?:Governor[- ]General|Administrator)[^;]*)", text)
        if viceroy:
            parts.append(("governor-general", viceroy.group(1)))
        for which, part in parts:
            match = re.match(r"([^;]*?)\(since (?:about |early |mid-)?([^);,]+)", part.strip())
            read = match and read_name(match.group(1))
            since = match and day(match.group(2))
            if not since:
                read = read_name(re.split(r"[;(]| note", part)[0])
            if not read or re.match(r"President-elect|Vice President|.{0,20}Presidents", part, re.I) or "vacant" in part[:40].lower():
                if which == office:
                    unread.append((place, office, row["first_commit_seen"]))
                continue
            title, name, surname = read
            if which == "governor-general":
                title = re.sub(r"^New Zealand ", "", title)
            acting = bool(re.search(r"\b(acting|interim|caretaker|transitional?)\b", title, re.I))
            title = re.sub(r"(,| of| the| and)+$", "", title)
            title = re.sub(r"\b(Acting|Interim|Caretaker|Transitional?|acting|interim)\b ?", "", title).strip()
            found.append({"place": place, "office": which, "title": tidy(title, which), "name": name, "surname": surname, "from": since,
                          "acting": acting, "first": row["first_commit_seen"], "last": row["last_commit_changed"]})
    return found, unread


def runs(found):
    """Rows joined to terms: rows of one person with no other holder between are one term, from its first day.

    Gives the terms with `from`, `to` (the next one's first day), `known_to` (last day seen, if the end was not
    observed) and the list of differing first days.
    """
    groups = {}
    for row in found:
        groups.setdefault((row["place"], row["office"]), []).append(row)
    terms = []
    for (place, office), rows in sorted(groups.items()):
        undated = [r for r in rows if not r["from"]]
        rows = sorted((r for r in rows if r["from"]), key=lambda r: (r["from"], r["first"], r["name"]))
        joined = []
        for row in rows:
            key = {sound(w) for w in row["surname"]}
            last = joined[-1] if joined else None
            same = last and last["acting"] == row["acting"] and any(
                respelt(row["name"], n) or row["from"] == last["from"] and (key & last["key"] or alike(row["name"], n) >= 0.6)
                or key & last["key"] and set(words(n)) <= set(words(row["name"])) for n in last["names"])
            # One who was seen before and came (back) into office after that may have been away.
            away = same and row["from"][:10] > last["last"] and row["from"] > last["from"]
            if same and not away:
                last["last"] = max(last["last"], row["last"])
                last["first"] = min(last["first"], row["first"])
                last["starts"].setdefault(row["from"], []).append((row["first"], row["last"]))
                last["key"] |= key
                last["names"].append(row["name"])
                last["title"] = last["title"] or row["title"]
            else:
                joined.append({**row, "key": key, "starts": {row["from"]: [(row["first"], row["last"])]}, "names": [row["name"]]})
        for row in undated:
            # A wording without a day still shows that the holder was in office then.
            key = {sound(w) for w in row["surname"]}
            for term, after in zip(joined, joined[1:] + [None]):
                if key & term["key"] and term["from"] <= row["first"] and (not after or row["last"] <= after["from"]):
                    term["last"] = max(term["last"], row["last"])
        titles = [t["title"] for t in joined if t["title"]]
        usual = max(titles, key=lambda t: (titles.count(t), t), default=USUAL[office])
        for term, after in zip(joined, joined[1:] + [None]):
            term["to"] = after and after["from"]
            term["title"] = term["title"] or usual
            terms.append(term)
    return terms
