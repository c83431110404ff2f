"""Sentences become windows of sub-words, and these batches.

The first sub-word of every piece that the tokenizer's own word cutting finds carries a label, so that a joined word
such as "Kazakh-Kyrgyz" teaches the model where its parts begin; the first piece of a word is what the product reads.
"""

from dataclasses import dataclass, field

import numpy as np

from sentence import INDEX, UNKNOWN

IGNORED = -100
SPECIAL = (("[CLS]", "[SEP]", "[PAD]"), ("<s>", "</s>", "<pad>"))
"""What stands before a window, behind it and in its place, as BERT and as MPNet write it."""


@dataclass
class Window:
    """A stretch of sub-words without special tokens."""

    ids: list[int]
    targets: list[int]
    """A label index at the first sub-word of each piece, else IGNORED."""
    first: list[int]
    """Where each word begins."""
    knows_misc: bool
    words: list[tuple[int, int]]
    """Sentence and word number of each word."""
    pieces: list[list[int]]
    """Where the pieces of each word begin."""
    twins: dict[int, "Window"] = field(default_factory=dict)
    """The same words in the sub-words of the teachers, by their numbers."""

    def shared(self, teacher):
        """Where the pieces begin that a teacher has too, here and in the twin: words that both cut into as many pieces teach."""
        twin = self.twins[teacher]
        others = dict(zip(twin.words, twin.pieces))
        found = []
        for word, here in zip(self.words, self.pieces):
            there = others.get(word, [])
            if len(here) == len(there):
                found += [pair for pair in zip(here, there) if pair[0] < len(self.ids) and pair[1] < len(twin.ids)]
        return found


def piece_labels(word, label, pieces, nationalities):
    """The labels of a word's pieces: `U.S.-led` is a name and no name, `Kazakh-Kyrgyz` two names."""
    if label in ("O", UNKNOWN) or len(pieces) == 1:
        return [label] * len(pieces)
    kind = label[2:]
    dashes = [at for at, piece in enumerate(pieces) if piece in ("-", "–", "‐")]
    if dashes and pieces[dashes[-1] + 1 :] and "".join(pieces[dashes[-1] + 1 :]).islower() and kind != "PER":
        keep = dashes[-1]
        return piece_labels(word, label, pieces[:keep], nationalities) + ["O"] * (len(pieces) - keep)
    names = [piece for piece in pieces if piece not in ("-", "–", "‐")]
    if dashes and len(names) > 1 and all(name in nationalities for name in names):
        return ["O" if at in dashes else f"B-{kind}" for at in range(len(pieces))]
    return [label] + [f"I-{kind}"] * (len(pieces) - 1)


class Encoder:
    """The tokenizer with the list of nationalities that cutting labels needs; `twins` are the encoders of teachers."""

    def __init__(self, tokenizer, nationalities, twins=()):
        self.tokenizer = tokenizer
        self.nationalities = nationalities
        self.twins = twins
        self.cache = {}
        found = [[tokenizer.token_to_id(token) for token in tokens] for tokens in SPECIAL]
        self.begin, self.end, self.pad = next(ids for ids in reversed(found) if None not in ids)

    def pieces(self, word):
        """The pieces of a word: (text, sub-word ids) each."""
        if word not in self.cache:
            encoded = self.tokenizer.encode(word, add_special_tokens=False)
            cuts = [at for at, token in enumerate(encoded.tokens) if not token.startswith("##")]
            found = []
            for at, cut in enumerate(cuts):
                stop = cuts[at + 1] if at + 1 < len(cuts) else len(encoded.ids)
                text = word[encoded.offsets[cut][0] : encoded.offsets[stop - 1][1]]
                found.append((text, encoded.ids[cut:stop]))
            self.cache[word] = found
        return self.cache[word]

    def encode(self, sentences, numbers, teachers=()):
        """One window out of some sentences that follow one another, beside those of the teachers with these numbers."""
        ids, targets, first, words, starts = [], [], [], [], []
        for number, sentence in zip(numbers, sentences):
            for at, (word, label) in enumerate(zip(sentence.words, sentence.labels)):
                pieces = self.pieces(word)
                if not pieces:
                    continue
                first.append(len(ids))
                words.append((number, at))
                starts.append([])
                for (_, sub), piece_label in zip(
                    pieces, piece_labels(word, label, [text for text, _ in pieces], self.nationalities)
                ):
                    starts[-1].append(len(ids))
                    targets += [INDEX.get(piece_label, IGNORED)] + [IGNORED] * (len(sub) - 1)
                    ids += sub
        twins = {teacher: self.twins[teacher].encode(sentences, numbers) for teacher in teachers}
        return Window(ids, targets, first, sentences[0].knows_misc, words, starts, twins)

    def length(self, sentence):
        """Sub-words in a sentence."""
        return sum(len(sub) for word in sentence.words for _, sub in self.pieces(word))

    def windows(self, sentences, limit, joined=True, random=None, teachers=()):
        """Whole sentences up to `limit` sub-words, of one document each; with `random`, up to a drawn limit."""
        found, group, numbers, size = [], [], [], 0
        most = limit
        for number, sentence in enumerate(sentences):
            length = self.length(sentence)
            new_document = group and (sentence.document != group[-1].document or not joined)
            if group and (new_document or size + length > most or sentence.knows_misc != group[-1].knows_misc):
                found.append(self.encode(group, numbers, teachers))
                group, numbers, size = [], [], 0
                most = random.randint(limit // 4, limit) if random else limit
            group.append(sentence)
            numbers.append(number)
            size += length
        if group:
            found.append(self.encode(group, numbers, teachers))
        return [window for window in found if window.ids]

    def arrays(self, batch):
        """A batch as padded arrays: ids, attention mask, targets, knows_misc."""
        longest = max(len(window.ids) for window in batch) + 2
        ids = np.full((len(batch), longest), self.pad, np.int64)
        mask = np.zeros((len(batch), longest), np.int64)
        targets = np.full((len(batch), longest), IGNORED, np.int64)
        for row, window in enumerate(batch):
            size = len(window.ids)
            ids[row, : size + 2] = [self.begin, *window.ids, self.end]
            mask[row, : size + 2] = 1
            targets[row, 1 : size + 1] = window.targets
        return ids, mask, targets, np.array([window.knows_misc for window in batch])


def cut(window, limit=250):
    """A window no longer than the model is used with; what is beyond is left unread."""
    if len(window.ids) <= limit:
        return window
    keep = sum(first < limit for first in window.first)
    twins = {teacher: cut(twin, limit) for teacher, twin in window.twins.items()}
    return Window(window.ids[:limit], window.targets[:limit], window.first[:keep], window.knows_misc, window.words[:keep],
                  window.pieces[:keep], twins)


def batches(windows, budget, random=None):
    """Windows of like length together, at most `budget` sub-words with padding; in drawn order where `random`."""
    windows = [cut(window) for window in windows]
    if random:
        random.shuffle(windows)
    found = []
    for start in range(0, len(windows), 512):
        group = []
        for window in sorted(windows[start : start + 512], key=lambda w: len(w.ids)):
            if group and (len(window.ids) + 2) * (len(group) + 1) > budget:
                found.append(group)
                group = []
            group.append(window)
        if group:
            found.append(group)
    if random:
        random.shuffle(found)
    return found
