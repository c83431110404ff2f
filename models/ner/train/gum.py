"""Names out of GUM's entity annotation, which marks every mention, nominals and pronouns too.

A mention is a name when its head is a proper noun. Proper nouns that no rule claims get the unknown label, so that
neither loss nor score rests on a guess of this conversion.
"""

import re
from pathlib import Path

from guideline import DETERMINERS, POSSESSIVES, PRONOUNS, TITLES
from sentence import UNKNOWN, Sentence, labels_of

KIND = {"person": "PER", "organization": "ORG", "place": "LOC", "event": "MISC", "abstract": "MISC", "object": "MISC"}
LINKS = frozenset("of and for the & - – 's ’s de la el al bin ibn van von der on in at".split())
CALENDAR = frozenset(
    "January February March April May June July August September October November December Monday Tuesday Wednesday "
    "Thursday Friday Saturday Sunday Jan. Feb. Mar. Apr. Aug. Sept. Oct. Nov. Dec. AD BC A.D. B.C. God Internet".split()
)
BRACKET = re.compile(r"\((\d+)-([a-z]+)-([^()]*)(\))?|(\d+)\)")


def mentions(rows):
    """The (start, end, type, identity) of a sentence's mentions, from the brackets of the last column."""
    open_at, found = {}, []
    for at, row in enumerate(rows):
        cell = next((part for part in row[9].split("|") if part.startswith("Entity=")), "")
        for match in BRACKET.finditer(cell):
            number, kind, rest, closed, closing = match.groups()
            if number is None:
                if open_at.get(closing):
                    start, kind, identity = open_at[closing].pop()
                    found.append((start, at + 1, kind, identity))
                continue
            # information status, salience, centering, minimal span, link, then the identity, itself perhaps hyphenated
            parts = rest.split("-", 5)
            identity = parts[5] if len(parts) > 5 else ""
            if closed:
                found.append((at, at + 1, kind, identity))
            else:
                open_at.setdefault(number, []).append((at, kind, identity))
    return found


def head_of(rows, start, end):
    """The word of a span that hangs on a word outside it."""
    inside = {rows[at][0] for at in range(start, end)}
    return next((at for at in range(start, end) if rows[at][6] not in inside), end - 1)


def is_capital(row):
    return row[1][:1].isupper() or row[3] in ("PROPN", "NUM")


def name_in(rows, start, end, kind, identity, taken):
    """The part of a mention that is its name, or None."""
    head = head_of(rows, start, end)
    if rows[head][3] != "PROPN" and not (identity and rows[head][1][:1].isupper()):
        return None
    if kind == "PER":
        run = head
        while run > start and (is_capital(rows[run - 1]) or rows[run - 1][1] in "-.'\"") and run - 1 not in taken:
            run -= 1
        stop = head + 1
        while stop < end and (is_capital(rows[stop]) or rows[stop][1] in ("-", "al", "bin", "de", "van", "von", "der", "la")) and stop not in taken:
            stop += 1
        while run < stop and rows[run][1].lower() in TITLES | DETERMINERS:
            run += 1
        titles = [at for at in range(run, stop) if rows[at][1].lower() in TITLES]
        if titles:
            run = titles[-1] + 1
        start, end = run, stop
    else:
        run, stop = head, head + 1
        links = LINKS if identity else frozenset(("of", "and", "for", "the", "&", "-"))
        while run > start and (is_capital(rows[run - 1]) or rows[run - 1][1] in links):
            run -= 1
        while stop < end and (is_capital(rows[stop]) or rows[stop][1] in links):
            stop += 1
        while stop > head + 1 and not is_capital(rows[stop - 1]):
            stop -= 1
        while run < head and (not is_capital(rows[run]) or rows[run][1].lower() in DETERMINERS):
            run += 1
        if any(rows[at][1] in POSSESSIVES for at in range(run, stop)) and not identity:
            return None
        start, end = run, stop
    if end - start == 1 and rows[start][1].lower() in PRONOUNS | {"emperor", "king", "queen"}:
        return None
    if start >= end or rows[start][1] in CALENDAR or not rows[start][1][:1].isupper():
        return None
    return start, end, kind


def sentence_of(rows, document):
    """One sentence with the names of its mentions."""
    found, taken = [], set()
    candidates = sorted(mentions(rows), key=lambda m: (m[2] == "person", m[0] - m[1]))
    unsure = set()
    for start, end, kind, identity in candidates:
        if kind not in KIND:
            continue
        name = name_in(rows, start, end, KIND[kind], identity, taken)
        if name is None or any(at in taken for at in range(*name[:2])):
            continue
        if KIND[kind] == "MISC" and not identity:
            unsure |= set(range(*name[:2]))
            continue
        found.append(name)
        taken |= set(range(*name[:2]))
    labels = labels_of(len(rows), found)
    for at, row in enumerate(rows):
        proper = row[3] == "PROPN" and row[1] not in CALENDAR and row[1].lower() not in TITLES and row[1][:1].isupper()
        if labels[at] == "O" and (proper or at in unsure):
            labels[at] = UNKNOWN
    glued = [at > 0 and "SpaceAfter=No" in rows[at - 1][9] for at in range(len(rows))]
    return Sentence([row[1] for row in rows], labels, True, document, glued)


def read(folder):
    """All sentences of a folder of CoNLL-U files, the documents by name."""
    sentences = []
    for path in sorted(Path(folder).glob("*.conllu")):
        rows = []
        for line in path.read_text(encoding="utf8").split("\n") + [""]:
            cells = line.split("\t")
            if len(cells) == 10 and cells[0].isdigit():
                rows.append(cells)
            elif not line.strip() and rows:
                # Word splits such as "wan-na" keep their parts; contractions are glued back by `glued` alone.
                sentences.append(sentence_of(rows, path.stem))
                rows = []
    return sentences
