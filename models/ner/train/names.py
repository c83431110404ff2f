"""Names of the world for augmentation: people, places and organisations, out of the knowledge sources and patterns."""

import csv
import json
import re
from pathlib import Path

NEAR = frozenset("UZB KAZ KGZ TJK TKM AZE AFG TUR GEO ARM RUS BLR UKR MNG IRN PAK".split())
"""Countries whose people fill the product's pages; they are drawn more often."""
NO_PERSON = frozenset(
    "president minister king queen official officials government army forces party police prime general ministry of and "
    "the for rebel rebels military council chief parliament opposition former state united republic islands house "
    "court union leader ambassador embassy secretary front movement group prince princess committee people sir lord lady dame sheikh mullah emir sultan imam".split()
)
SMALL = frozenset("bin ibn ben al el de la da dos del der van von den und y ul ur ud oglu ogly uly kyzy qizi e".split())
CITIES = (
    "Tashkent Samarkand Bukhara Khiva Nukus Andijan Namangan Fergana Kokand Termez Karshi Navoi Urgench Jizzakh Gulistan "
    "Angren Uchkuduk Zarafshan Margilan Almaty Shymkent Karaganda Aktobe Taraz Pavlodar Atyrau Aktau Kostanay Kyzylorda "
    "Petropavl Oral Semey Ekibastuz Turkistan Zhezkazgan Osh Jalal-Abad Karakol Naryn Batken Tokmok Balykchy Khujand "
    "Kulob Bokhtar Khorog Panjakent Isfara Tursunzoda Ashgabat Mary Dashoguz Turkmenabat Balkanabat Turkmenbashi Herat "
    "Mazar-i-Sharif Kandahar Jalalabad Kunduz Ganja Sumgait Lankaran Sheki Batumi Kutaisi Gori Gyumri Vanadzor Mashhad "
    "Tabriz Isfahan Shiraz Bursa Izmir Konya Trabzon Gaziantep Kazan Ufa Omsk Novosibirsk Astrakhan Makhachkala Grozny "
    "Urumqi Kashgar Lanzhou Xi'an Chengdu Lviv Odesa Kharkiv Dnipro Lahore Peshawar Quetta Multan Surat Pune Kochi "
    "Chittagong Sylhet Mandalay Danang Haiphong Surabaya Medan Makassar Cebu Davao Busan Daegu Sapporo Nagoya Kumasi "
    "Tamale Kano Ibadan Mombasa Kisumu Arusha Mwanza Gulu Beira Nampula Bulawayo Lubumbashi Goma Oran Constantine Sfax "
    "Aleppo Homs Basra Erbil Mosul Aden Salalah Sharjah Dammam Medina Cordoba Rosario Mendoza Arequipa Cusco Guayaquil "
    "Cuenca Medellin Cali Maracaibo Valencia Recife Fortaleza Curitiba Manaus Puebla Merida Oaxaca Gdansk Lodz Brno "
    "Ostrava Kosice Debrecen Szeged Cluj-Napoca Iasi Plovdiv Varna Nis Split Rijeka Mostar Bitola Durres Shkodra Patras "
    "Tartu Daugavpils Kaunas Klaipeda Tampere Turku Malmo Aarhus Bergen Lyon Lille Nantes Dresden Leipzig Bremen Graz "
    "Linz Basel Turin Bari Porto Bilbao Seville Leeds Cardiff Cork Hamilton Regina Adelaide Dunedin"
).split()
REGIONS = (
    "Samarkand Region|Fergana Valley|Khorezm Region|Surkhandarya|Kashkadarya Region|Karakalpakstan|Turkistan Region|"
    "Mangystau Region|Almaty Province|Zhambyl Oblast|Issyk-Kul Oblast|Talas Region|Batken Province|Sughd Region|"
    "Khatlon Province|Gorno-Badakhshan|Balkan Velayat|Lebap Province|Karabakh|Adjara|Dagestan|Tatarstan|Bashkortostan|"
    "Xinjiang|Inner Mongolia|Punjab|Sindh|Balochistan|Khyber Pakhtunkhwa|Kerala|Gujarat|West Bengal|Rakhine State|"
    "Aceh|Central Java|Mindanao|Anatolia|Khuzestan|Kurdistan Region|Anbar Province|Helmand Province|Tigray|Oromia|"
    "Darfur|Casamance|Katanga|North Kivu|Cabo Delgado|KwaZulu-Natal|Catalonia|Andalusia|Bavaria|Saxony|Lombardy|Silesia|"
    "Transylvania|Vojvodina|Donetsk Oblast|Crimea|Patagonia|Minas Gerais|Chiapas|Yucatan|Central Asia|South Caucasus|"
    "Middle East|Horn of Africa|Sahel|Western Balkans|Southeast Asia|Latin America|Eastern Europe|Persian Gulf|Baltic Sea"
).split("|")
WATERS = (
    "Amu Darya|Syr Darya|Zarafshan River|Vakhsh|Naryn|Ili River|Irtysh|Ural River|Murghab|Aral Sea|Caspian Sea|"
    "Lake Balkhash|Issyk-Kul|Lake Sevan|Kura|Aras|Tigris|Euphrates|Indus|Ganges|Mekong|Brahmaputra|Nile|Blue Nile|"
    "Lake Victoria|Lake Chad|Niger River|Congo River|Zambezi|Danube|Sava|Dnieper|Vistula|Rhine|Black Sea|Red Sea|"
    "Tien Shan|Pamirs|Altai|Hindu Kush|Karakoram|Caucasus|Kyzylkum Desert|Gobi|Karakum|Strait of Hormuz|Suez Canal"
).split("|")
FIELDS = (
    "Foreign Affairs|Finance|Justice|Defence|Defense|Internal Affairs|the Interior|Health|Public Education|Higher Education|"
    "Agriculture|Water Resources|Energy|Transport|Culture|Culture and Tourism|Economic Development|Labour and Social Protection|"
    "Digital Technologies|Emergency Situations|Ecology and Natural Resources|Industry and Trade|Construction|"
    "Investment and Foreign Trade|Youth and Sports|Information and Public Development|Mining and Geology|"
    "Employment and Poverty Reduction|Higher Education, Science and Innovation"
).split("|")
SUBJECTS = (
    "Nuclear Energy|Statistics|Tourism|Road Construction|Border Protection|Standardisation|Religious Affairs|Civil Aviation|"
    "Anti-Corruption|Land Resources|Customs|Forestry|Space Research|Food Safety|Rail Transport|Capital Markets|"
    "Strategic Reforms|Public Procurement|Migration|Competition|Financial Monitoring|Drug Control|Cultural Heritage"
).split("|")
STEMS = (
    "Altyn Turan Silk Ipak Zamin Asia Orient Caspian Steppe Navruz Ala Bereke Temir Kok Kyzyl Ugar Orion Delta Nova Polar "
    "Vostok Metro Inter Trans Euro Sino Indo Andes Sahara Baltic Nordic Pacific Atlas Meridian Zenit Kristal Progress Alfa "
    "Omega Artel Humo Terra Agro Energo Uz Kaz Tajik Azer Turk"
).split()
TAILS = "telecom gaz neft bank invest stroy trans energo avto metal agro textile air pharm cement mash logistics".split()
FORMS = ["JSC", "LLC", "Holding", "Group", "Ltd", "Inc.", "AG", "Corporation", "Company", "OJSC", "Plc", "", "", "", ""]
ONSETS = "b br c cl cr d dr f fl g gl h k kr l m n p pr qu r s st str t tr v w z".split()
VOWELS = "a e i o u ae ia eo".split()
ENDS = "na ra la ris ric trix tek vex nor lon ston well gate bridge field mark cor dyne lle tta x n r s nova via sys soft".split()
CLUBS = "FC SC United City Dynamo Lokomotiv Spartak Rovers Athletic Warriors Barys Kings".split()
PARTIES = (
    "Democratic Party|People's Party|Liberal Party|Socialist Party|Green Party|National Front|Labour Party|Unity Movement|"
    "Republican Party|Civic Union|Progress Party|Justice and Development Party|Conservative Party"
).split("|")
MEDIA = "Times Post Herald Tribune News Today Daily Gazette Observer Press TV Radio Telegraph Chronicle Weekly Agency".split()
CREEDS = (
    "Social Democratic|Christian Democratic|Liberal|Conservative|Progressive|Socialist|Communist|Green|Centre|Agrarian|Radical|"
    "Republican|Labour|People's|Workers'|Peasants'|Unionist|Nationalist|Popular|Humanist|Moderate|Royalist|Federalist|Civic|"
    "Patriotic|National|Democratic|Reform|United|Independent|Left|Libertarian|Constitutional|Revolutionary|Islamic|Farmers'"
).split("|")
PARTY_KINDS = "Party|Union|Front|Movement|Alliance|League|Bloc|Coalition|Congress|List|Rally|Assembly|Forum|Federation|Group".split("|")
CAUSES = (
    "Freedom|Democracy|Justice|Change|Renewal|Progress|Unity|Independence|Reform|Solidarity|Europe|Homeland|Equality|Peace|"
    "Dignity|Order|Sovereignty|Autonomy|Republic|Future|Nature|Work|National Salvation|Human Rights|Social Justice"
).split("|")
FOLLOWERS = "Liberals|Democrats|Socialists|Conservatives|Greens|Independents|Reformers|Workers|Farmers|Patriots|Communists|Women|Pensioners|Regions".split("|")
TONGUES = [
    [part.split() for part in line.split("/")]
    for line in (
        "Partido Unión Frente Movimiento Alianza Acción Convergencia Concertación/Popular Nacional Socialista Ciudadana Republicana Progresista Obrera",
        "Partido União Frente Movimento Aliança Bloco Coligação/Popular Nacional Trabalhista Cidadã Ecologista Renovador Operária",
        "Partito Unione Fronte Movimento Alleanza Lega Polo Lista/Popolare Nazionale Liberale Socialista Civica Repubblicana Autonomista",
        "Parti Union Front Mouvement Alliance Rassemblement Ligue/Populaire National Libéral Socialiste Citoyen Républicain Radical Démocrate",
        "Partit Unió Front Moviment Aliança Bloc/Popular Nacionalista Liberal Socialista Català Insular Independentista",
        "Partidul Uniunea Frontul Mișcarea Alianța Blocul/Popular Național Liberal Socialist Țărănesc Umanist Muncii",
        "Freie Deutsche Christliche Soziale Demokratische Vaterländische Bayerische/Volkspartei Union Wähler Partei Bewegung Front Liste",
        "Vrije Christelijke Nieuwe Democratische Sociale Vlaamse/Partij Unie Beweging Lijst Volksunie Vereniging",
        "Nya Fria Svenska Norske Danske Kristne Sociale/Partiet Demokraterna Samling Folkeparti Venstre Forbund Alliansen",
        "Partia Ruch Unia Liga Front Porozumienie/Ludowa Narodowy Pracy Demokratyczna Polskich Chłopska Wolności",
        "Strana Hnutie Únia Hnutí Zväz Koalice/Práce Demokratická Občanské Národná Slobody Zelených Rolníkov",
        "Stranka Pokret Savez Zajednica Front Lista/Narodna Demokratska Socijalna Seljačka Nezavisna Naprednih Radikalna",
        "Partiya Dvizhenie Soyuz Blok Front Sila/Narodnaya Svobody Rossii Truda Demokraticheskiy Spravedlivosti Grazhdanskaya",
        "Partiia Rukh Soiuz Blok Sylny/Narodna Vilna Ukrainy Pratsi Demokratychnyi Selianska Hromadska",
        "Magyar Független Szabad Keresztény Nemzeti/Párt Szövetség Mozgalom Fórum Néppárt Unió Kör",
        "Kansan Suomen Vapaa Uusi Maaseudun/Liitto Puolue Rintama Kokoomus Liike Unioni",
        "Eesti Rahva Vaba Uus Latvijas Tautas Jaunā/Liit Erakond Partija Savienība Koalitsioon Kustība Apvienība",
        "Lietuvos Tautos Laisvės Darbo Žemės/Partija Sąjunga Sąjūdis Frontas Koalicija Judėjimas",
        "Halkın Yeni Demokrat Milli Hür Büyük Doğru/Partisi Birliği Hareketi Cephesi Yol İttifakı",
        "Adil Jana Bizding El Jangi Ulut Umut Erkin Azat/Qozog'iston Kyrgyzstan Partiyasy Harakati Kuchi Jol Birimdik",
        "Barisan Partai Parti Pakatan Gerakan Ikatan/Rakyat Kebangsaan Bersatu Negara Keadilan Buruh Amanah",
        "Hizb Harakat Tahaluf Ittihad Jabhat Tayyar/al-Watan al-Shaab al-Islah al-Umma al-Adala al-Nahda al-Karama",
        "Hezb Jebhe Jamiat Nehzat Ittehad/e_Mardom e_Azadi e_Edalat e_Mellat e_Islami e_Mihan",
        "Ha Tnuat Brit Mifleget Ihud Mahane Derekh/Am Shalom Avoda Hadash Aretz Haherut Ha'am Tzedek",
        "Lok Jan Rashtriya Nava Krantikari Bharat Samyukta/Dal Morcha Sabha Parishad Manch Sangh Kranti Jagriti",
        "Chama Umoja Muungano Jumuiya Vuguvugu/cha_Wananchi cha_Haki la_Taifa la_Uhuru ya_Umma cha_Maendeleo",
        "Eusko Nafar Langile Euskal Gazte/Bildu Alderdia Elkartasuna Indarra Mugimendua Aukera",
        "Páirtí Clann Comhaontas Comhghuaillíocht Aontas/na_nOibrithe an_Phobail Uile Éireann na_Saoirse na_Tuaithe",
        "Lapiang Kilusan Bagong Lakas Alyansa/ng_Bayan ng_Masa Pilipino ng_Manggagawa Progresibo",
        "Minju Saenuri Kokumin Shimin Minshu Nihon Jiyu/Dang Hoe Renmei To Kai Rentai Shinto",
    )
]
"""Words of the names of parties in other tongues: how such a name begins, and how it ends; `_` stands for a space in an ending."""
SIDES = "North South East West Central".split()
HOUSES = (
    "Senate|Parliament|Congress|House of Commons|House of Lords|House of Representatives|Chamber of Deputies|National Assembly|"
    "Federal Council|Supreme Soviet|Legislative Council|House of Assembly|Council of States|Bundesrat|Riksdag|Storting|Folketing|"
    "Althing|Eduskunta|Saeima|Seimas|Riigikogu|Sejm|Verkhovna Rada|Milli Majlis|Majlis|Mazhilis|Jogorku Kenesh|Oliy Majlis|Lok Sabha|"
    "Rajya Sabha|Diet|Cortes Generales|Great National Assembly|Constituent Assembly|General Court|State Senate|Landtag|Volkskammer"
).split("|")


SUBJECT_PAIRS = (
    "Journalists and Writers|Veterans and Pensioners|Farmers and Horticulturists|Women and Families|Industry and Crafts|"
    "Applied Geology and Seismology|Water and Sanitation|Textile and Leather Workers|Science and Technology|"
    "Trade and Tourism|Wildlife and Forests|Children 's Rights|Consumer Rights|Foreign Investment|Human Rights|"
    "Radiation and Nuclear Safety|Roads and Bridges|Folk Music and Dance|Archives and Manuscripts|Economic Crimes"
).split("|")
HEADS = "Committee|Department|Commission|Centre|Center|Union|Association|Federation|Museum|Institute|Fund|Council|Service|Directorate|Chamber|Inspectorate".split("|")


def world(path=Path(__file__).parent / "world.txt"):
    """The lists of world.txt by kind."""
    lines = [line.split(":", 1) for line in path.read_text(encoding="utf8").splitlines() if line[:1] not in ("", "#")]
    return {kind: names.strip().split("|") for kind, names in lines}


LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff'‘’ʼ.-]+")


def cased(word):
    """A word of an all-capital list in ordinary case."""
    if word.lower() in SMALL:
        return word.lower()
    parts = re.split(r"(['-])", word.lower())
    return "".join(part if part in ("al", "el", "ul", "ur", "i") and len(parts) > 1 else part[:1].upper() + part[1:] for part in parts)


def listed_people(path):
    """(near, name words) of the people in a dictionary of political actors."""
    found, lines = [], Path(path).read_text(encoding="utf8", errors="replace").split("\n")
    for at, line in enumerate(lines[:-1]):
        match = re.match(r"([A-Z_'-]+?)_?\s*;\s*CountryInfo", line)
        code = re.match(r"\s*\[([A-Z]{3})", lines[at + 1])
        if match and code:
            words = [cased(word) for word in match.group(1).split("_") if word]
            if 2 <= len(words) <= 4 and not any(word.lower() in NO_PERSON for word in words) and words[-1].lower() not in SMALL:
                found.append((code.group(1) in NEAR, words))
    return found


def office_holders(folder):
    """People of the office-holder tables, in Latin letters."""
    found = []
    for path in sorted(Path(folder).glob("*/html/holders21.csv")):
        with path.open(encoding="utf8") as file:
            for row in csv.DictReader(file):
                words = row["person"].split()
                if 2 <= len(words) <= 3 and all(word[0].isupper() and LATIN.fullmatch(word) for word in words):
                    found.append((True, words))
    return found


class Names:
    """Draws names; all draws come from the random source given."""

    def __init__(self, data, random, nationalities):
        knowledge = Path(data) / "kb"
        self.random = random
        self.world = world()
        people = listed_people(knowledge / "oeda_dictionaries/Phoenix.Countries.actors.txt")
        people += office_holders(knowledge / "everypol") * 4
        self.near = [words for near, words in people if near]
        self.far = [words for near, words in people if not near]
        entries = json.loads((knowledge / "countries_mledoze/countries.json").read_text(encoding="utf8"))
        self.countries = [entry["name"]["common"] for entry in entries]
        self.near_countries = [entry["name"]["common"] for entry in entries if entry["cca3"] in NEAR]
        self.official = [entry["name"]["official"] for entry in entries]
        self.capitals = [capital for entry in entries for capital in entry.get("capital", []) if capital]
        self.adjectives = sorted(n for n in nationalities if n in ("Kyrgyz", "Swiss") or not n.endswith(("s", "er", "lander")))
        text = (knowledge / "supraverden_igos/data/general_list.yaml").read_text(encoding="utf8")
        self.bodies = [name.strip("'\" ") for name in re.findall(r"Name_en: (.*)", text) if len(name) < 70]
        short = re.findall(r"Abbreviation_en: (.*)", text)
        self.short_bodies = sorted({name.strip("'\" ") for name in short if 2 < len(name.strip("'\" ")) < 9 and name.strip("'\" ").isalpha()})

    def pick(self, items):
        return items[self.random.randrange(len(items))]

    def chance(self, share):
        return self.random.random() < share

    def varied(self, word):
        """Another transliteration of a name, or the same."""
        changes = [("kh", "h"), ("zh", "j"), ("dzh", "j"), ("yev", "ev"), ("ov", "ow"), ("K", "Q"), ("sh", "sch"),
                   ("iy", "i"), ("u", "ou"), ("ch", "tch"), ("a", "o"), ("dj", "j"), ("Ye", "E"), ("v", "w"), ("y", "i"),
                   ("oy", "oi"), ("i", "ı"), ("s", "ş"), ("g", "ğ"), ("O", "O'"), ("c", "ç"), ("e", "é"), ("o", "ö")]
        old, new = self.pick(changes)
        return word.replace(old, new, 1) if old in word else word

    def person(self):
        """A full name, as words."""
        words = list(self.pick(self.near if self.chance(0.5) else self.far))
        if self.chance(0.25):
            other = self.pick(self.near if self.chance(0.5) else self.far)
            words = [words[0], *other[1:]]
        if self.chance(0.2):
            words = [self.varied(word) for word in words]
        if self.chance(0.06) and "-" not in words[0]:
            words[0] += "-" + self.pick(self.near)[0]
        if self.chance(0.04):
            words[-1] += "-" + self.pick(self.far)[-1]
        return words

    def short(self, words):
        """The same person again: surname, or initials and surname."""
        draw = self.random.random()
        if draw < 0.1:
            return [words[0]]
        if draw < 0.7:
            return [words[-1]]
        initial = words[0][:2] if words[0][:2] in ("Sh", "Ch", "Zh", "Yu", "Kh") else words[0][:1]
        if draw < 0.9:
            return [initial + ".", words[-1]]
        return [words[0][:1] + ".", words[0][1:2].upper() + ".", words[-1]]

    def country(self):
        return (self.pick(self.near_countries) if self.chance(0.4) else self.pick(self.countries)).split()

    def official_country(self):
        return self.pick(self.official).split()

    def city(self):
        return (self.pick(CITIES) if self.chance(0.7) else self.pick(self.capitals)).split()

    def region(self):
        return self.pick(REGIONS).split()

    def water(self):
        return self.pick(WATERS).split()

    def adjective(self):
        return self.pick(self.world["people"] if self.chance(0.25) else self.adjectives).split()

    def listed(self, kind):
        """A name of world.txt, as words."""
        return self.pick(self.world[kind]).split()

    def ministry(self):
        """A ministry, committee or agency, often with the country."""
        head = self.pick(["Ministry of"] * 6 + ["Department of", "Ministry for"]) + " " + self.pick(FIELDS)
        if self.chance(0.35):
            subject = self.pick(SUBJECTS)
            head = self.pick([f"State Committee for {subject}", f"{subject} Agency", f"Agency for {subject}",
                              f"National Committee on {subject}", f"State {subject} Service", f"General Directorate of {subject}"])
        if self.chance(0.35):
            head += " of " + (self.article(self.pick(self.official)) if self.chance(0.5) else self.pick(self.countries))
        return self.commas(head)

    @staticmethod
    def commas(text):
        return text.replace(",", " ,").split()

    @staticmethod
    def article(country):
        return "the " + country if country.split()[0] in ("Republic", "Kingdom", "United", "State", "Islamic", "Federal") else country

    def short_body(self):
        if self.chance(0.4):
            return self.listed("acronym")
        return [self.pick(self.short_bodies)] if self.chance(0.6) else [self.pick("UN EU WTO SCO CIS NATO OSCE ADB EBRD OTS EAEU WHO IMF UNDP UNICEF".split())]

    def long_body(self):
        """A body with a long name that holds other names."""
        draw, subject = self.random.random(), self.pick(SUBJECT_PAIRS if self.chance(0.6) else SUBJECTS)
        name = f"{self.pick(HEADS)} {self.pick(['for', 'of', 'on', 'for the Protection of', 'for Combating'])} {subject}"
        if draw < 0.3:
            return self.commas(f"{name} of the Ministry of {self.pick(FIELDS)}")
        if draw < 0.45:
            over = self.pick(["President", "Cabinet of Ministers", "Government", "Parliament"])
            return self.commas(f"{name} under the {over} of {self.article(self.pick(self.official))}")
        if draw < 0.75:
            return f"{name} of {' '.join(self.pick([self.region, self.city, self.country])())}".split()
        if draw < 0.9:
            return f"{name} in {' '.join(self.city())}".split()
        return f"{' '.join(self.city())} {name}".split()

    def body(self):
        if self.chance(0.2):
            return self.long_body()
        if self.chance(0.2):
            return self.listed("body")
        return self.commas(self.pick(self.bodies).removeprefix("The "))

    def invented(self):
        """A name of one word that means nothing, as companies take: Corvana, Meltrix, Ostrelle."""
        parts = [self.pick(ONSETS) + self.pick(VOWELS) for _ in range(self.random.randint(1, 2))]
        return ("".join(parts) + self.pick(ENDS)).capitalize()

    def short_company(self, words):
        """A company again: without its legal form, or by its first word."""
        while len(words) > 1 and words[-1] in FORMS:
            words = words[:-1]
        first_alone = len(words) > 1 and words[0] not in ("Air", "Bank") and words[1] != "&" and self.chance(0.5)
        return words[:1] if first_alone else words

    def company(self):
        if self.chance(0.15):
            tail = self.pick(["", "", *self.world["sector"], *FORMS, "Resources", "Partners", "Systems", "Brothers", "Works"])
            head = self.person()[-1] if self.chance(0.4) else self.invented()
            return f"{head} {tail}".split()
        if self.chance(0.45):
            return self.listed("company")
        if self.chance(0.12):
            place = self.pick([self.country, self.city])
            return self.pick([["Air", *place()], [*place(), *self.listed("sector")], [*self.adjective(), *self.listed("sector")]])
        if self.chance(0.1):
            return [self.person()[-1], *(["&", self.person()[-1]] if self.chance(0.5) else self.listed("sector"))]
        word = self.pick(STEMS) + (self.pick(TAILS) if self.chance(0.6) else "")
        if self.chance(0.4):
            word = self.pick(STEMS) + " " + self.pick(TAILS + STEMS).capitalize()
        if self.chance(0.2):
            word = "".join(self.random.choice("ABCDEGIKLMNOPRSTUZ") for _ in range(self.random.randint(2, 4)))
        return f"{word} {self.pick(FORMS)}".split()

    def school(self):
        if self.chance(0.3):
            return self.listed("school")
        city = " ".join(self.city())
        return self.pick([f"{city} State University", f"University of {city}", f"{city} Medical Institute",
                          f"{city} Institute of Technology", f"Academy of Sciences of {self.pick(self.countries)}",
                          f"{' '.join(self.person())} University", f"National Museum of {self.pick(self.countries)}",
                          f"Institute of {self.pick(SUBJECTS)} Research", f"{city} Polytechnic"]).split()

    def party(self):
        draw = self.random.random()
        if draw < 0.32:
            return self.listed("party")
        if draw < 0.44:
            return self.foreign_party()
        if draw < 0.5:
            return [self.invented()]
        if draw < 0.75:
            return self.long_party()
        return ([self.pick(STEMS) if self.chance(0.3) else self.pick(self.adjectives)] if self.chance(0.5) else []) + self.pick(PARTIES).split()

    def long_party(self):
        """A party with what it stands for, and for whom: Agrarian Union, Alliance of Liberals for Reform, Peasants' League of Chile."""
        what, kind = self.pick(CREEDS), self.pick(PARTY_KINDS)
        if self.chance(0.25):
            what = f"{self.pick(self.adjectives)} {what}"
        draw = self.random.random()
        if draw < 0.4:
            name = f"{what} {kind}"
        elif draw < 0.55:
            name = f"{what} {kind} of {self.article(self.pick(self.countries))}"
        elif draw < 0.7:
            name = f"{kind} {self.pick(['for', 'of', 'for the'])} {self.pick(CAUSES)}"
        elif draw < 0.8:
            name = f"{kind} of {self.pick(FOLLOWERS)} and {self.pick(FOLLOWERS)}{self.pick(['', ' for ' + self.pick(CAUSES)])}"
        elif draw < 0.85:
            name = f"{what} {kind} - {self.pick(CAUSES + FOLLOWERS)}"
        elif draw < 0.92:
            name = f"{self.pick(CAUSES)} and {self.pick(CAUSES)}{self.pick(['', ' ' + kind])}"
        else:
            name = f"{' '.join(self.region())} {self.pick([what + ' ', ''])}{kind}"
        return name.replace("'", " '").split()

    def foreign_party(self):
        """A party in a tongue other than English: Frente Ciudadana, Lietuvos Darbo Frontas."""
        begin, end = self.pick(TONGUES)
        words = [self.pick(begin)]
        if self.chance(0.3) and (other := self.pick(begin)) not in words:
            words.append(other)
        words += self.pick(end).split("_")
        if self.chance(0.2) and (other := self.pick(end))[:1].isupper() and other not in words:
            words.append(other)
        return words if self.chance(0.9) else words[-1:]

    def house(self):
        """A parliament or one of its chambers."""
        if self.chance(0.6):
            return self.pick(HOUSES).split()
        place = self.pick([self.country, self.region, self.city, self.adjective])
        return [*place(), *self.pick("Parliament|Legislative Assembly|Legislature|Senate|House of Representatives|City Council|Assembly".split("|")).split()]

    def constituency(self):
        """A district that elects: Bukhara North, Bukhara North and Osh, Osh–Naryn, Osh, Bukhara and Naryn."""
        first, second, third = (" ".join(self.pick([self.city, self.city, self.region])()) for _ in range(3))
        return self.pick([first, f"{first} {self.pick(SIDES)}", f"{self.pick([*SIDES[:4], 'Mid'])} {first}", f"{first} {self.pick(SIDES)} and {second}",
                          f"{first} - {second}", f"{first}–{second}", f"{first}-{second}",
                          f"{first} - {second} - {third}", f"{first} , {second} and {third}", f"{first} and {second}"]).split()

    def election(self):
        """An election with its year and country."""
        whose = self.pick([self.adjective, self.country, self.country, self.region, self.city])()
        what = self.pick("general presidential parliamentary legislative local federal state municipal regional leadership".split())
        kind = self.pick(["election"] * 4 + ["elections", "by-election", "referendum"])
        year = [str(self.random.randint(1871, 2026))] if self.chance(0.8) else []
        if self.chance(0.25):
            chamber = self.pick(["Senate", "House of Representatives", "gubernatorial", "presidential", "Senate special", "legislative"])
            return [*year, *self.pick([self.country, self.adjective])(), *chamber.split(), "election", "in", *self.region()]
        return [*year, *whose, *([] if kind in ("by-election", "referendum") else [what]), kind]

    def affair(self):
        """A war, campaign or summit with the names of those in it: 2003 invasion of Oman, 1999 OSCE bombing campaign in Chad."""
        year = [str(self.random.randint(1871, 2026))]
        place = self.pick([self.country, self.city, self.region])()
        draw = self.random.random()
        if draw < 0.35:
            return [*year, *self.pick("invasion of|bombing of|siege of|war in|protests in|unrest in|intervention in|coup in|famine in".split("|")).split(), *place]
        if draw < 0.5:
            return [*year, *self.pick([self.short_body, self.adjective])(), *self.pick(["bombing campaign in", "intervention in", "mission in"]).split(), *place]
        if draw < 0.75:
            return [*year, *self.person()[-1:], *self.pick(["presidential campaign", "senatorial campaign", "gubernatorial campaign"]).split()]
        return [*year, *self.adjective(), *self.pick("coup|revolution|constitutional crisis|civil war|uprising|general strike|census|budget crisis".split("|")).split()]

    def medium(self):
        if self.chance(0.5):
            return self.listed("medium")
        head = " ".join(self.city()) if self.chance(0.6) else self.pick(STEMS)
        return f"{head} {self.pick(MEDIA)}".split()

    def club(self):
        if self.chance(0.5):
            return self.listed("club")
        city, word = " ".join(self.city()), self.pick(CLUBS)
        return (f"{word} {city}" if word in ("FC", "SC", "Dynamo", "Lokomotiv", "Spartak") else f"{city} {word}").split()

    def office(self):
        """A body of state that is neither ministry nor company."""
        country = self.pick(self.countries)
        return self.pick([f"Government of {country}", f"Supreme Court of {country}", f"Parliament of {country}", "Senate",
                          "Constitutional Court", "Central Election Commission", "General Prosecutor's Office",
                          f"National Bank of {country}", f"Embassy of {country}", "Cabinet of Ministers", "Security Council",
                          "Chamber of Commerce and Industry", f"{' '.join(self.city())} City Council", "Legislative Chamber",
                          f"Central Bank of {country}", "National Guard", f"{' '.join(self.city())} Regional Administration",
                          "House of Representatives", "Supreme Assembly", "National Assembly", "State Duma", "Air Force"]
                         ).replace("'s", " 's").split()

    def organisation(self):
        draw = self.pick([self.ministry, self.ministry, self.body, self.body, self.long_body, self.short_body, self.company, self.company,
                          self.school, self.party, self.medium, self.club, self.office, self.office])
        return draw()

    def venue(self):
        if self.chance(0.35):
            return self.listed("venue")
        city = " ".join(self.city())
        surname = self.person()[-1]
        return self.pick([f"{city} International Airport", f"{city} Airport", f"{surname} Stadium", f"{surname} Palace",
                          f"Hotel {city}", f"{surname} Street", f"{surname} Square", f"{city} Opera", f"{surname} Avenue",
                          f"{city} Congress Centre", f"{surname} Park", f"{city} Central Station", f"Port of {city}",
                          "Independence Square", "Victory Park", f"{surname} Museum", f"Lake {surname}", f"Mount {surname}"]).split()

    def event(self):
        if self.chance(0.4):
            return self.listed("event")
        if self.chance(0.05):
            return [self.person()[-1], "v.", *self.country()]
        city, year = " ".join(self.city()), self.random.randint(1991, 2030)
        adjective = self.pick(self.adjectives)
        return self.pick([f"{city} Forum", f"{city} International Film Festival", "World Cup", "Asian Games", "Olympic Games",
                          f"{city} Declaration", f"Treaty of {city}", f"{adjective} Cup", "Navruz", "Independence Day",
                          f"{city} Marathon", f"Strategy {year}", f"Vision {year}", "Silk Road", "Belt and Road Initiative",
                          f"{city} Summit", "Second World War", "New Year", "Constitution", "Paris Agreement", "Nowruz",
                          f"Green Energy Week {year}", "Days of Culture", "Champions League", "Eurovision", f"Expo {year}"]).split()
