"""What the parts of the recipe share: reading tables, folding names, slugs."""

import csv
import re
import unicodedata


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
