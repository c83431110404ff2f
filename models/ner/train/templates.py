"""Paragraphs in the manner of news and of ministries, from our own templates and names of the world.

`<slot>` stands for a name, `{a|b}` for a choice. The same numbered slot is the same person, city or country all
through a paragraph; roles, titles, ranks and honours stay without label.
"""

import re
from pathlib import Path

from augment import recased
from gold import words_of
from sentence import Sentence

SLOT = re.compile(r"<([a-z]+)([0-9]?)>")
CHOICE = re.compile(r"\{([^{}]*)\}")
TYPE_OF = {
    **dict.fromkeys("per sur giv".split(), "PER"),
    **dict.fromkeys("min org body ibody long co cos school party pab house medium club office".split(), "ORG"),
    **dict.fromkeys("c o city region water venue seat".split(), "LOC"),
    **dict.fromkeys("a event vote affair".split(), "MISC"),
}
MAKER = {
    "c": "country", "o": "official_country", "min": "ministry", "ibody": "short_body", "long": "long_body", "co": "company",
    "seat": "constituency", "vote": "election", "a": "adjective", "org": "organisation",
}
"""What draws the names of a slot, where it is not called as the slot is."""
TITLES = ["President", "Prime Minister", "Foreign Minister", "King", "Chancellor", "Vice President", "Emir", "Speaker"]
ROLE_HEADS = (
    "Minister|Deputy Minister|First Deputy Minister|Chairman|Deputy Chairman|First Deputy Chairman|Secretary|Head|"
    "Director|Deputy Director|Director General|Ambassador|Governor|Mayor|Deputy Mayor|Khokim|Akim|State Secretary|"
    "Permanent Representative|Special Envoy|Chief of Staff|Executive Secretary|Commissioner|Rector|Chief Executive"
).split("|")
ROLES = (
    "Foreign Minister|Deputy Foreign Minister|First Deputy Foreign Minister|Deputy Prime Minister|Finance Minister|"
    "First Deputy Prime Minister|Interior Minister|Defence Minister|Health Minister|Energy Minister|Prime Minister|"
    "Secretary of State|Chief Justice|Attorney General|Secretary General|presidential adviser|press secretary|"
    "Education Minister|Chief of the General Staff|government spokeswoman|Speaker of Parliament|opposition leader|"
    "Justice Minister|chief negotiator|deputy head of department|Vice-Chancellor|Transport Minister|national coach|"
    "Minister of Foreign Affairs|Minister of Finance|Minister of Transport|Minister of Economy|Minister of Energy|"
    "Chairman of the Board|Deputy Chairman of the Board|Chairwoman of the Senate|head of the delegation|Vice President|"
    "Adviser to the President|Deputy Head of the Presidential Administration|chief specialist|project coordinator"
).split("|")
HEADLINE_DRAW = 0.25
"""The draw that decides on letter case is this small for headlines: a quarter of them stay as they are written."""
MONTHS = "January February March April May June July August September October November December".split()


def topics(path=Path(__file__).parent / "templates.txt"):
    """The templates by topic."""
    found = {}
    for line in path.read_text(encoding="utf8").splitlines():
        if line.startswith("#"):
            found[line[1:].strip()] = current = []
        elif line.strip():
            current.append(line)
    return found


class Writer:
    """Fills templates; `names` holds the random source."""

    def __init__(self, names):
        self.names = names
        self.topics = topics()
        self.cast = {}

    def value(self, kind, number):
        """The words of a slot; numbered slots are drawn once a paragraph."""
        names = self.names
        if kind == "title":
            return names.pick(TITLES).split() if names.chance(0.6) else names.listed("title")
        if kind in ("rank", "honour"):
            return names.listed("title" if kind == "rank" else kind)
        if kind == "giv":
            return self.value("per", number)[:1]
        if kind == "role":
            return names.pick(ROLES).split()
        if kind == "pab":
            letters = "".join(word[0] for word in self.value("party", number) if word[:1].isupper())
            return [letters] if len(letters) > 1 else names.short_body()
        if kind == "year":
            return [str(names.random.randint(1848, 2026))]
        if kind == "num":
            return [str(names.random.randint(2, 99))]
        if kind == "date":
            return f"{names.random.randint(1, 30)} {names.pick(MONTHS)}".split()
        if kind == "sur":
            return names.short(self.value("per", number))
        if kind == "cos":
            return names.short_company(self.value("co", number))
        if number and (kind, number) in self.cast:
            return self.cast[kind, number]
        drawn = names.person() if kind == "per" else getattr(names, MAKER.get(kind, kind))()
        self.cast[kind, number] = drawn
        return drawn

    def sentence(self, template):
        """One template filled."""
        while CHOICE.search(template):
            template = CHOICE.sub(lambda match: self.names.pick(match.group(1).split("|")), template)
        words, labels, at = [], [], 0
        for slot in SLOT.finditer(template):
            words += self.literal(template[at : slot.start()])
            labels += ["O"] * (len(words) - len(labels))
            kind, number = slot.groups()
            value = self.value(kind, number)
            if kind in ("body", "min") and value[0] == "The":
                value = value[1:]
            name_type = TYPE_OF.get(kind)
            words += value
            labels += [f"B-{name_type}"] + [f"I-{name_type}"] * (len(value) - 1) if name_type else ["O"] * len(value)
            at = slot.end()
        words += self.literal(template[at:])
        labels += ["O"] * (len(words) - len(labels))
        return Sentence(words, labels)

    @staticmethod
    def literal(text):
        return [text[start:end] for start, end in words_of(text)]

    def paragraph(self, number, topic=None):
        """Some sentences of one topic with one cast; now and then a plain one, or a headline by itself."""
        self.cast = {}
        topic = topic or self.names.pick(sorted(self.topics))
        size = 1 if topic == "headlines" else self.names.random.randint(1, 4)
        found = []
        for _ in range(size):
            source = "plain" if self.names.chance(0.12) else topic
            found.append(self.sentence(self.names.pick(self.topics[source])))
            if topic == "headlines":
                found[-1] = recased(found[-1], self.names.random.random() * HEADLINE_DRAW)
            found[-1].document = f"template-{number}"
        return found
