"""What the parts of the recipe share: reading tables, folding names, slugs."""

import csv
import re
import unicodedata
from difflib import SequenceMatcher


def table(path, delimiter=","):
    """Rows of a CSV or TSV file, as dictionaries."""
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


SPELT_OUT = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "ə": "a", "ß": "ss", "þ": "th", "æ": "ae", "œ": "oe"})


def fold(text):
    """Lower case, without diacritics, punctuation and apostrophes."""
    text = unicodedata.normalize("NFKD", text.lower().translate(SPELT_OUT))
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = re.sub("[’‘'`´ʻʼʹʾʿ]", "", text)
    return re.sub(r"[^\w]+", " ", text).strip()


def slug(text):
    """A text as part of a local id."""
    return fold(text).replace(" ", "-")


def sound(word):
    """A rough key of a word of a name, so that transliterations of it meet."""
    word = fold(word).replace(" ", "")
    for old, new in (("dzh", "j"), ("zh", "j"), ("dj", "j"), ("kh", "h"), ("q", "k"), ("y", "i"), ("w", "v"), ("x", "ks")):
        word = word.replace(old, new)
    word = re.sub(r"(.)\1+", r"\1", word)
    word = re.sub(r"(?<=[aeou])i(?=[aeou])", "", word)
    return re.sub(r"i?[oae]?ev$", "ev", word)


PARTICLES = set("de da di del dos do la le el al bin bint ibn ibni ben ould van von der den ter e y i".split())


def words(name):
    """The words of a name that tell people apart, by their sound: without initials and particles."""
    kept = [fold(w).replace(" ", "") for w in re.split(r"[\s\-]", re.sub(r"\b(al|el|Al|El|an)-", "", name))]
    return [sound(w) for w in kept if len(w) > 1 and w not in PARTICLES]


def alike(one, other):
    """How much two spellings of a name agree, from 0 to 1."""
    return SequenceMatcher(None, " ".join(words(one)), " ".join(words(other))).ratio()


def respelt(one, other):
    """Whether one name is the other in another spelling: word by word nearly the same."""
    one, other = words(one), words(other)
    return len(one) == len(other) and all(SequenceMatcher(None, a, b).ratio() >= 0.85 for a, b in zip(one, other))


def unique(texts, but=()):
    """The texts without those that differ only in case, marks or punctuation, or are among `but`."""
    seen, kept = {fold(text) for text in but}, []
    for text in texts:
        text = " ".join(text.split())
        key = fold(text)
        if key and key not in seen:
            seen.add(key)
            kept.append(text)
    return kept
