"""Sentences with inline marks, ours: the gold pages of the sample corpus and the challenge list. Only for scoring."""

import re
from pathlib import Path

from sentence import Sentence, labels_of

MARK = re.compile(r"(PER|ORG|LOC|MISC)(?::(nominal|pronoun))?(?: [a-z0-9-]+)?\)")
WORD = re.compile(
    r"(?:[A-Z]\.)+(?=[\s,;)]|$)|[A-Z][a-z]\.(?=[ -][A-Z])"
    r"|['’]s\b|(?:[^\W_]|[\u0300-\u036f])+(?:['’ʼ‘&.-](?:[^\W_]|[\u0300-\u036f])+)*|\S"
)
POSSESSIVE = re.compile(r"(?:'s|’s)$")
ABBREVIATION = re.compile(r"(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|St|Jr|Sr|Inc|Ltd|Co|Sh|Zh|Ch|Yu|Kh)$")


def parsed(text):
    """The plain text of marked text, the name spans (start, end, label) in it, and where junk began and ended."""
    plain, names, junk, open_at, at = [], [], [], [], 0
    size = 0

    def put(character):
        nonlocal size
        plain.append(character)
        size += 1

    junk_from = None
    while at < len(text):
        if text[at] == "\\" and at + 1 < len(text) and text[at + 1] in "[]{}\\":
            put(text[at + 1])
            at += 2
        elif text.startswith("{{", at):
            junk_from, at = size, at + 2
        elif text.startswith("}}", at):
            junk.append((junk_from, size))
            at += 2
        elif text[at] == "[":
            open_at.append(size)
            at += 1
        elif text[at] == "]" and open_at:
            start = open_at.pop()
            mark = MARK.match(text, at + 2) if text[at + 1 : at + 2] == "(" else None
            if mark is None:
                raise ValueError(f"no label after a mention: {text[at - 20 : at + 20]!r}")
            if mark.group(2) is None:
                names.append((start, size, mark.group(1)))
            at = mark.end()
        else:
            put(text[at])
            at += 1
    return "".join(plain), names, junk


def words_of(text):
    """(start, end) of the words of a text, cut as the product cuts them or nearly so."""
    found = []
    for match in WORD.finditer(text):
        start, end = match.span()
        possessive = POSSESSIVE.search(text, start, end)
        if possessive and possessive.start() > start:
            found += [(start, possessive.start()), (possessive.start(), end)]
        elif text[start:end] == "." and found and found[-1][1] == start and ABBREVIATION.fullmatch(text, *found[-1]):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def sentence_of(text, names, document):
    """A paragraph as one sentence; joined words are cut where a name begins or ends inside them."""
    edges = {edge for start, end, _ in names for edge in (start, end)}
    words = []
    for start, end in words_of(text):
        inner = sorted(edge for edge in edges if start < edge < end)
        cuts = [start, *inner, end]
        words += list(zip(cuts, cuts[1:]))
    at_start = {start: index for index, (start, _) in enumerate(words)}
    at_end = {end: index + 1 for index, (_, end) in enumerate(words)}
    found = [(at_start[start], at_end[end], kind) for start, end, kind in names]
    return Sentence([text[start:end] for start, end in words], labels_of(len(words), found), True, document)


def read_pages(folder):
    """The paragraphs of the gold pages, without junk and HTML tags."""
    sentences = []
    for path in sorted(Path(folder).glob("*/*.gold")):
        text, names, junk = parsed(path.read_text(encoding="utf8"))
        kept = list(text)
        for start, end in junk:
            kept[start:end] = "\n" * (end - start)
        # Tags and references are blanked, so that positions stay.
        text = re.sub(r"<[^>]*>|&[a-z]+;|&#\d+;", lambda m: " " * len(m.group(0)), "".join(kept))
        for line in re.finditer(r"[^\n]+", text):
            inside = [(s - line.start(), e - line.start(), k) for s, e, k in names if line.start() <= s and e <= line.end()]
            if line.group(0).strip():
                sentences.append(sentence_of(line.group(0), inside, path.stem))
    return sentences


def read_list(path):
    """A list of marked sentences, one a line; lines with # head a group."""
    sentences, group = [], ""
    for line in Path(path).read_text(encoding="utf8").splitlines():
        if line.startswith("#"):
            group = line.lstrip("# ").strip()
        elif line.strip():
            text, names, _ = parsed(line)
            sentences.append(sentence_of(text, names, group))
    return sentences
