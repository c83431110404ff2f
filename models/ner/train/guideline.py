"""One guideline for all sets: spans without determiner, title and possessive; nationalities and languages are MISC.

The rules look at words and labels alone, so they apply to training and development data alike.
"""

import csv
import json
import re
from pathlib import Path

from sentence import UNKNOWN, Sentence, labels_of, spans

TITLES = frozenset(
    "mr mr. mrs mrs. ms ms. miss dr dr. prof prof. professor president vice-president minister premier chancellor "
    "senator sen sen. rep rep. congressman congresswoman governor gov gov. mayor ambassador secretary general gen gen. "
    "colonel col col. major maj maj. captain capt capt. lieutenant lt lt. sergeant sgt sgt. admiral adm adm. judge "
    "justice chairman chairwoman director sheikh shaikh sheik ayatollah mullah rev rev. reverend h.e. he spc spc. cpl "
    "cpl. commander cmdr cmdr. brig brig. brigadier marshal deputy first prime foreign chief spokesman spokeswoman "
    "spokesperson envoy special representative coach".split()
)
DETERMINERS = frozenset("the a an this that these those our their his her its my your".split())
PRONOUNS = frozenset(
    "i he she it they we you me him her us them my his its our their your here all one who this that there both others "
    "everyone someone anyone nobody".split()
)
POSSESSIVES = frozenset("'s ’s ' ’".split())
KEEP_ARTICLE = frozenset("hague gambia times guardian economist bahamas".split())

MORE_DEMONYMS = frozenset(
    "American Americans British Uzbek Uzbeks Kazakh Kazakhs Kyrgyz Tajik Tajiks Turkmen Turkmens Soviet European "
    "Europeans African Africans Asian Asians Arab Arabs Arabic Palestinian Palestinians Scottish Welsh English Jewish "
    "Muslim Muslims Christian Christians Kurdish Kurds Kurd Catalan Tibetan Chechen Turkish Turks Turkic Tatar Uyghur "
    "Persian Russian Russians Slavic Islamic Hindu Buddhist Latin Sunni Shia Shiite Yazidi Yazidis Balkan Caucasian "
    "Hispanic Roman Greek Greeks Bosniak Bosniaks Flemish Basque Sikh Bengali Punjabi Tamil Urdu Hindi Pashto Dari "
    "Mandarin Cantonese Hebrew Swahili Farsi Eurasian Siberian Karakalpak Danish Swedish Polish Czech Serb Serbs "
    "Croat Croats Finnish Irish Spanish French Dutch Swiss Chinese Japanese Iraqi Iraqis Israeli Israelis Afghan "
    "Afghans Anglo Bolshevik Ottoman Germanic Celtic Nordic Scandinavian".split()
)
NO_DEMONYMS = frozenset("Georgia Islamic Latin Roman Christian Balkan Nice Bolshevik Buddhist Hindu".split())


def demonyms(data):
    """Nationality adjectives and nouns: those of the factbook, with those of peoples without a state."""
    found = set(MORE_DEMONYMS)
    path = Path(data) / "kb/factbook/derived/demonyms.tsv"
    with path.open(encoding="utf8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            for cell in (row["noun"] or "", row["adjective"] or ""):
                for name in re.split(r"[;,]| or ", re.sub(r"\(.*?\)", "", cell)):
                    name = name.strip()
                    if len(name) > 3 and name[0].isupper() and " " not in name:
                        found |= {name, name if name.endswith(("s", "i", "ese", "sh", "ch")) else name + "s"}
    return frozenset(found - NO_DEMONYMS)


def countries(data):
    """Names of countries in words joined by spaces: these are LOC, as places and as political actors."""
    entries = json.loads((Path(data) / "kb/countries_mledoze/countries.json").read_text(encoding="utf8"))
    names = {entry["name"][key] for entry in entries for key in ("common", "official")}
    return frozenset(names | set("U.S. US U.S.A. USA UK U.K. UAE DPRK America Britain Burma Macedonia Holland".split()))


def countries_are_places(sentence, names):
    """The sentence with countries that act, which some sets call organisations, as LOC."""
    found = [
        (start, end, "LOC" if kind == "ORG" and " ".join(sentence.words[start:end]) in names else kind)
        for start, end, kind in spans(sentence.labels)
    ]
    labels = labels_of(len(sentence.words), found)
    labels = [UNKNOWN if old == UNKNOWN else new for old, new in zip(sentence.labels, labels)]
    return Sentence(sentence.words, labels, sentence.knows_misc, sentence.document, sentence.glued)


def stripped(words, start, end, kind):
    """A span without what our guideline leaves out; never empty."""
    if end - start > 1 and words[end - 1] in POSSESSIVES:
        end -= 1
    first = words[start].lower()
    if end - start > 1 and kind != "MISC" and first in DETERMINERS and words[start + 1].lower() not in KEEP_ARTICLE:
        start += 1
    if kind == "PER":
        while end - start > 1 and words[start].lower() in TITLES:
            start += 1
    return start, end


def is_handle(words, at):
    """Whether a word belongs to the name of an account: `@somebody`, in one word or two."""
    return words[at].startswith("@") or (at > 0 and words[at - 1] == "@")


def harmonised(sentence, nationalities):
    """The sentence with its labels brought to the guideline."""
    words = sentence.words
    found = []
    for start, end, kind in spans(sentence.labels):
        start, end = stripped(words, start, end, kind)
        if end - start == 1 and words[start].lower() in PRONOUNS and words[start] not in ("US", "WHO"):
            continue
        if (kind == "LOC" or end - start == 1) and all(word in nationalities for word in words[start:end]):
            found += [(at, at + 1, "MISC") for at in range(start, end)]
        else:
            found.append((start, end, kind))
    labels = labels_of(len(words), found)
    for at, word in enumerate(words):
        # Some sets take accounts for names, some do not; a page of news has next to none.
        if sentence.labels[at] == UNKNOWN or is_handle(words, at):
            labels[at] = UNKNOWN
        elif labels[at] == "O" and word in nationalities:
            labels[at] = "B-MISC"
    return Sentence(words, labels, sentence.knows_misc, sentence.document, sentence.glued)
