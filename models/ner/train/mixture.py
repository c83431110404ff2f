"""What a run trains on: how much of each set, how much of it augmented, drawn in an order that the seed fixes."""

from pathlib import Path

import gold
import gum
import re3d
import sources
from augment import ONLY_PEOPLE, augmented
from guideline import countries, countries_are_places, demonyms, harmonised
from names import Names
from templates import Writer

SHARES = {
    "uner": 15, "btc": 6, "wnut": 4, "wikigold": 6, "politics": 6, "science": 1, "music": 1, "literature": 1, "ai": 1,
    "redocred": 10, "gum": 22, "re3d": 3, "templates": 30, "pages": 10, "elections": 0, "articles": 0,
}
"""Parts of the training sub-words, unless a run has others."""
PAGES = Path(__file__).parents[3] / "crates/linker/training/pages"
"""Annotated pages of our own in the manner of news, from which the linker learns too."""
AUGMENTED = 0.5
"""The share of a set's windows that are augmented copies; templates are new by themselves."""
WINDOW = 126
TOPICS = {"templates": None, "elections": "elections"}
"""Sets that are written from templates, and of which topic: of any, or of one."""
SINGLE = frozenset(("btc", "wnut", "politics", "science", "music", "literature", "ai"))
"""Sets whose sentences come without their neighbours."""
UNLABELLED = frozenset(("articles",))
"""Sets that only teachers label, and best as they are."""


class Mixture:
    """An endless source of windows in the shares above."""

    def __init__(self, data, encoder, random, shares=None, taught=None, articles=None):
        data = Path(data)
        self.encoder, self.random = encoder, random
        self.shares = {**SHARES, **(shares or {})}
        # The numbers of the encoder's teachers that a set has.
        self.taught = taught or {}
        if unknown := (self.shares.keys() | self.taught.keys()) - SHARES.keys():
            raise ValueError(f"no such set: {', '.join(sorted(unknown))}")
        nationalities, self.places = demonyms(data), countries(data)
        raw = sources.training_sets(data)
        raw["gum"] = [countries_are_places(s, self.places) for s in gum.read(data / "coref/gum/dep/train")]
        raw["re3d"] = [countries_are_places(s, self.places) for s in re3d.read(data / "ner/re3d", re3d.TRAINING)]
        raw["pages"] = gold.read_pages(PAGES)
        if articles:
            raw["articles"] = sources.articles(articles, [s for sets in sources.development_sets(data).values() for s in sets])
        self.sets = {name: [harmonised(s, nationalities) for s in found] for name, found in raw.items()}
        self.names = Names(data, random, nationalities)
        self.writer = Writer(self.names)
        self.queues = {name: [] for name in SHARES}
        self.paragraphs = 0

    def refill(self, name):
        """Windows of one pass over a set, in drawn order; of the templates, of some hundred paragraphs."""
        teachers = self.taught.get(name, ())
        if name in TOPICS:
            sentences = []
            for _ in range(200):
                sentences += self.writer.paragraph(self.paragraphs, TOPICS[name])
                self.paragraphs += 1
            windows = self.encoder.windows(sentences, WINDOW, teachers=teachers)
        elif name in UNLABELLED:
            windows = self.encoder.windows(self.sets[name], WINDOW, True, self.random, teachers)
        else:
            sentences = self.sets[name]
            copies = [augmented(s, self.names, self.places, name in ONLY_PEOPLE) for s in sentences]
            # The same cut for both, so that a window is either wholly original or wholly augmented.
            windows = self.encoder.windows(sentences, WINDOW, name not in SINGLE, self.random, teachers)
            others = self.encoder.windows(copies, WINDOW, name not in SINGLE, self.random, teachers)
            self.random.shuffle(windows)
            self.random.shuffle(others)
            keep = round(len(windows) * (1 - AUGMENTED))
            windows = windows[:keep] + others[: len(windows) - keep]
        self.random.shuffle(windows)
        self.queues[name] = windows

    def windows(self, size):
        """Windows of about `size` sub-words in all."""
        found, total = [], sum(self.shares.values())
        for name, share in self.shares.items():
            wanted = size * share / total
            while wanted > 0:
                if not self.queues[name]:
                    self.refill(name)
                window = self.queues[name].pop()
                # The last one is taken with a chance that keeps the shares right in the mean.
                if len(window.ids) > wanted and self.random.random() > wanted / len(window.ids):
                    break
                found.append(window)
                wanted -= len(window.ids)
        return found
