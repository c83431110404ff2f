"""Names out of re3d, whose spans are whole noun phrases with their roles: only the capitalised core is kept."""

from pathlib import Path

from guideline import DETERMINERS, POSSESSIVES, TITLES
from sentence import UNKNOWN, Sentence, labels_of, spans
from sources import columns

KIND = {"Person": "PER", "Organisation": "ORG", "Location": "LOC", "Nationality": "MISC"}
HELD_OUT = ("Australian_Department_of_Foreign_Affairs", "CENTCOM", "Delegation_of_the_European_Union_to_Syria")
TRAINING = ("Wikipedia",)
LINKS = frozenset("of and for the - al & ’ '".split())
NO_NAMES = frozenset("coalition army government forces president minister parliament commander members state".split())


def is_capital(word):
    return word[:1].isupper()


def runs(words, start, end):
    """The capitalised stretches of a phrase, joined over small linking words."""
    found, at = [], start
    while at < end:
        if not is_capital(words[at]) or words[at].lower() in DETERMINERS:
            at += 1
            continue
        stop = at + 1
        while stop < end:
            ahead = stop
            while ahead < end and ahead - stop < 2 and words[ahead].lower() in LINKS and not is_capital(words[ahead]):
                ahead += 1
            if ahead < end and (is_capital(words[ahead]) or words[ahead].isdigit()):
                stop = ahead + 1
            else:
                break
        found.append((at, stop))
        at = stop
    return found


def names_in(words, start, end, kind):
    """The name of a phrase, and the words that may be names of another kind."""
    found = runs(words, start, end)
    if not found:
        return [], []
    if kind == "PER":
        at, stop = found[-1]
        titles = [index for index in range(at, stop) if words[index].lower() in TITLES]
        at = titles[-1] + 1 if titles else at
        while at < stop and words[at] in ("-", "'", "’"):
            at += 1
        rest = [index for run in found[:-1] for index in range(*run)] + list(range(found[-1][0], at))
        name = [(at, stop, kind)] if at < stop and stop == end and is_capital(words[at]) else []
        return name, rest if name else [index for run in found for index in range(*run)]
    at, stop = found[0] if kind == "ORG" else found[-1]
    name = [(at, stop, kind)]
    if len(found) > 1 or stop - at == 1 and words[at].lower() in NO_NAMES or stop < end and (kind == "ORG" or words[stop] in "-’'"):
        # "ISIL tactical units", "U.S. officials": a name of some kind within a phrase that is none.
        return [], [index for run in found for index in range(*run)]
    return name, []


def sentence_of(words, labels):
    """A sentence with names for noun phrases."""
    found, unsure = [], set()
    for start, end, kind in spans(labels):
        if end - start > 1 and words[end - 1] in POSSESSIVES:
            end -= 1
        if kind in KIND:
            names, rest = names_in(words, start, end, KIND[kind])
            found += names
            unsure |= set(rest)
        else:
            unsure |= {at for at in range(start, end) if is_capital(words[at]) and kind not in ("Temporal", "Money", "Quantity")}
    new = labels_of(len(words), found)
    return Sentence(words, [UNKNOWN if label == "O" and at in unsure else label for at, label in enumerate(new)], False)


def read(folder, parts):
    """The sentences of some sources of re3d, document after document."""
    sentences = []
    for part in parts:
        for path in sorted((Path(folder) / part).glob("*.conll")):
            for sentence in columns(path, "\t", raw=True):
                new = sentence_of(sentence.words, sentence.labels)
                new.document = path.stem
                sentences.append(new)
    return sentences
