"""Whether we read CorefUD as UDAPI does: mentions, entities and their sizes, document by document.

    onomast eval DIR DIR --brat read
    .venv/bin/python corefud.py DIR read/gold

DIR holds .conllu files of one document each, such as those of GUM.
"""

import sys
from collections import Counter
from pathlib import Path

from udapi.core.document import Document


def sizes_by_udapi(path):
    return Counter(len(entity.mentions) for entity in Document(str(path)).coref_entities)


def sizes_in_brat(path):
    """The sizes of entities in standoff that `onomast eval --brat` wrote: each mention names its entity."""
    with open(path, encoding="utf-8") as lines:
        entities = Counter(line.split("Entity:")[1].split("\t")[0] for line in lines if "\tReference T" in line and " Entity:" in line)
    return Counter(entities.values())


def main():
    conllu, brat = map(Path, sys.argv[1:])
    mentions = entities = differing = 0
    files = sorted(conllu.glob("*.conllu"))
    for path in files:
        theirs, ours = sizes_by_udapi(path), sizes_in_brat(brat / f"{path.stem}.ann")
        if theirs != ours:
            differing += 1
            print(f"{path.stem}: UDAPI {dict(theirs)}, ours {dict(ours)}")
        mentions += sum(size * count for size, count in theirs.items())
        entities += sum(theirs.values())
    print(f"{len(files)} documents, {mentions} mentions, {entities} entities; {differing} documents differ")


if __name__ == "__main__":
    main()
