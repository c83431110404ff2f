"""Copies of annotated sentences with other names, other letter case and less punctuation."""

from sentence import Sentence, labels_of, spans

SMALL = frozenset("a an and as at by for from in into of on or the to with".split())
PARTIES = frozenset("Party Democrats Liberals Socialists Greens Conservatives Republicans Alliance Front Movement Coalition Bloc".split())
"""Words that tell a party, which another party stands for."""
ONLY_PEOPLE = frozenset(("btc", "wnut"))
"""Tweets: places and organisations there are seldom of a kind that ours could stand for."""


def other_name(names, words, kind, places, seen):
    """A name to stand for another of its kind, or the same words."""
    key = (kind, tuple(words))
    if key in seen:
        return seen[key]
    new, text = words, " ".join(words)
    if kind == "PER" and words[0][:1].isupper():
        full = [full for (other, _), full in seen.items() if other == "full"]
        if len(words) > 1:
            new = names.person()
            seen["full", words[-1]] = new
        elif ("full", words[0]) in seen:
            new = [seen["full", words[0]][-1]]
        else:
            person = names.person()
            new = [person[-1]] if not full or names.chance(0.8) else names.short(person)
    elif kind == "LOC":
        if text in places:
            new = names.country() if names.chance(0.85) else names.official_country()
        elif len(words) == 1 and len(text) > 3 and not text.isupper():
            new = names.city() if names.chance(0.8) else names.region()
    elif kind == "ORG":
        if PARTIES.intersection(words) and names.chance(0.7):
            new = names.party()
        elif len(words) > 2:
            new = names.organisation()
        elif len(words) == 1 and text.isupper() and len(text) < 6:
            new = names.short_body()
        elif len(words) == 2 and names.chance(0.5):
            new = names.company()
        elif len(words) == 1 and text[:1].isupper() and names.chance(0.35):
            new = names.pick([names.company, names.medium, names.club, names.party])()
    elif kind == "MISC" and len(words) == 1 and text in names.adjectives:
        new = names.adjective()
    seen[key] = new
    return new


def renamed(sentence, names, places, only_people=False, share=0.7):
    """The sentence with most of its names replaced, the same name by the same name."""
    words, found, at, seen = [], [], 0, {}
    for start, end, kind in spans(sentence.labels):
        words += sentence.words[at:start]
        old = sentence.words[start:end]
        new = old
        if (kind == "PER" or not only_people) and names.chance(share):
            new = other_name(names, old, kind, places, seen)
        found.append((len(words), len(words) + len(new), kind))
        words += new
        at = end
    # Unknown labels stay with their words, which lie outside every name.
    labels = labels_of(len(words) + len(sentence.words) - at, found)
    words += sentence.words[at:]
    outside_old = [label for label in sentence.labels if label in ("O", "?")]
    outside_new = [index for index, label in enumerate(labels) if label == "O"]
    for index, label in zip(outside_new, outside_old):
        labels[index] = label
    return Sentence(words, labels, sentence.knows_misc, sentence.document)


def recased(sentence, draw):
    """The sentence as a headline, in capitals, or in small letters, by the draw in 0..1; most stay as they are."""
    words = sentence.words
    if draw < 0.06:
        words = [w if at and w in SMALL else w[:1].upper() + w[1:] for at, w in enumerate(words)]
    elif draw < 0.10:
        words = [word.upper() for word in words]
    elif draw < 0.12:
        words = [w.lower() if at and w in SMALL else w[:1].upper() + w[1:].lower() for at, w in enumerate(words)]
    elif draw < 0.15:
        words = [word.lower() for word in words]
    else:
        return sentence
    return Sentence(words, sentence.labels, sentence.knows_misc, sentence.document)


def without_end(sentence, draw):
    """Some sentences lose their last full stop, as headlines and captions do."""
    if draw < 0.06 and len(sentence.words) > 3 and sentence.words[-1] in (".", "!", "?"):
        return Sentence(sentence.words[:-1], sentence.labels[:-1], sentence.knows_misc, sentence.document)
    return sentence


def augmented(sentence, names, places, only_people):
    """One augmented copy."""
    sentence = renamed(sentence, names, places, only_people)
    sentence = without_end(sentence, names.random.random())
    return recased(sentence, names.random.random())
