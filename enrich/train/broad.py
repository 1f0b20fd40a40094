"""The breadth of the dictionary: rules for the many entities that nobody looks at one by one.

Names that could mean something else ask for context (enrich/context.h): the less known the entity and the more common
its words, the more of it. What stays too uncertain is left out: no tag is better than a wrong one.
"""
import collections
import csv
import gzip
import os
import re
import unicodedata

import choices

RARE_WORD = 30       # a word in at most so many names of organisations tells one of them from others
COMMON_FAMILY = 40000  # bearers: such a family name is no distinguishing word
COMMON_GIVEN = 20000
LARGE_CITY, CITY = 500000, 100000
KNOWN_BRAND, KNOWN_COMPANY, KNOWN_ORGANISATION, KNOWN_REGION, KNOWN_SHORT = 0.3, 0.5, 0.5, 0.3, 0.35
ORGANISATIONS = ("university", "education", "archive", "facility", "government", "nonprofit", "healthcare", "other",
                 "funder", "international", "organisation")
FUND_WORDS = {"fund", "trust", "etf", "index", "shares"}
COMPANY_ENDINGS = set("""inc corp corporation ltd limited plc llc ag sa holdings holding group bancorp bancshares bank financial
    therapeutics pharmaceuticals pharma biosciences energy technologies technology partners capital insurance airlines systems
    industries company co resources properties trust semiconductor motors mining petroleum""".split())
LEGAL_FORMS = set("inc corp corporation ltd limited plc llc ag sa se nv holdings holding group company co trust".split())
LEGAL_ENDING = re.compile(r"(?:,? (?:& |and )?(?:Inc|Corp|Corporation|Co|Company|Ltd|Limited|LLC|plc|PLC|AG|SE|SA|NV|Group|Holdings?|Bancorp|Bancorporation)\.?)+$")
SEVERAL_WORDS = re.compile(r"[^ -][ -]\S*\w$")
TORN_NAME = re.compile(r"^The | (of|and)$")
# Brands that are spoken of as companies are, not as shops.
FIRMS = {"amenity/bank", "amenity/fuel", "office/insurance", "office/financial", "office/energy_supplier", "shop/car", "shop/mobile_phone",
         "shop/telecommunication", "shop/travel_agency", "power/plant", "power/generator", "power/line", "power/substation", "tourism/hotel"}
SUBTYPES = {"organisation": "organization", "capital": "city", "tech_brand": "brand", "other": "organization",
            "defi": "protocol", "blockchain": "chain"}
SAINTS = {"st", "st.", "saint", "san", "santa", "são", "sao", "our", "holy", "sacred"}


def words_of(name):
    return [word.strip(".,'’&-").casefold() for word in name.split()]


def is_acronym(name):
    return " " not in name and len(name) <= 6 and name.upper() == name and any(c.isalpha() for c in name)


def has_inner_capital(name):
    return name.isascii() and len(name) >= 4 and bool(re.search(r"[a-z][A-Z]", name))


def fold(name):
    return "".join(c for c in unicodedata.normalize("NFD", name.casefold()) if not unicodedata.combining(c))


def read_counts(folder, name):
    with gzip.open(os.path.join(folder, name), "rt", encoding="utf-8", newline="") as file:
        return {row["name"].casefold(): int(row["count"]) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}


class Broad:
    """Adds what `out` does not have yet. `plain` filters names that cannot stand in the dictionary."""

    def __init__(self, out, rows, folder, plain):
        self.out, self.rows, self.plain = out, rows, plain
        self.family, self.given = read_counts(folder, "names_family.tsv.gz"), read_counts(folder, "names_given.tsv.gz")
        self.frequency = collections.Counter(w for r in rows if r["type"] == "ORG" for w in set(words_of(r["name"])))
        self.places = {w for r in rows if r["type"] == "GPE" and (r["subtype"] in ("country", "region") or
                       int(r["codes"].get("population", "0")) >= CITY) for w in words_of(r["name"]) if len(w) > 3}
        self.places -= {"north", "south", "east", "west", "central", "northern", "southern", "eastern", "western", "capital"}
        self.towns = {n.casefold() for r in rows if r["type"] == "GPE" for n in (r["name"], *r["aliases"])}
        self.countries = {r["name"].casefold() for r in rows if r["type"] == "GPE" and r["subtype"] in ("country", "territory")}
        self.owners = collections.defaultdict(set)  # folded name: kinds of organisations that have it
        self.handled = {row["id"] for row in rows if row["id"] in out.entries}
        self.known_names = {n.lstrip("=~^").split("@")[0].casefold() for e in out.entries.values() if e[0] == "ORG" for n in e[5]}
        self.asset_names, self.company_names = set(), dict.fromkeys(self.known_names, 1.0)  # of companies: how well known

    def is_distinctive(self, name):
        """Whether a word of the name tells it from others of its kind."""
        words = words_of(name)
        if any(word in SAINTS for word in words):
            return False
        for word in words:
            common = self.family.get(word, 0) >= COMMON_FAMILY or self.given.get(word, 0) >= COMMON_GIVEN
            if word in self.places or (len(word) > 2 and self.frequency[word] <= RARE_WORD and not common):
                return True
        return False

    def add(self, row, type_, marked, ids=(), subtype=None):
        if marked:
            self.out.add(row, type_, SUBTYPES.get(subtype or row["subtype"], subtype or row["subtype"]), marked, ids)

    def names(self, row):
        names = self.plain([row["name"], *row["aliases"]])
        return [n for n in names if n not in choices.DROPPED_NAMES and len(n) <= 80 and any(c.isalpha() for c in n)]

    # ---- places ----

    def region(self, row):
        marked = []
        if row["name"].casefold() in self.countries:
            return  # a country or territory of its own elsewhere in the list
        for name in self.names(row):
            common = name in row["ambiguous"] or len(name) < 4 or row["prior"] < KNOWN_REGION
            marked.append(name + ("@tagged@country" if common else "@tagged"))
        self.add(row, "GPE", marked, {"iso3166": row["codes"]["iso3166_2"]}, "region")

    def city(self, row):
        population = int(row["codes"].get("population", "0"))
        if row["subtype"] == "capital" and population < CITY and row["codes"].get("country") in ("US", "GB", "DE"):
            row["prior"] = 0.1  # a county's seat
        marked = []
        for name in self.names(row):
            own = fold(name) == fold(row["name"])
            begins = population >= CITY and row["name"].startswith(name + " ")  # Newcastle upon Tyne
            if name != row["name"] and not (own or begins or (population >= LARGE_CITY and len(name) >= 5)):
                continue
            common = name in row["ambiguous"] or len(name) < 4
            if begins:
                marked.append(name + "@tagged")
            elif population >= LARGE_CITY and own and not common:
                marked.append(name + "@alone")
            elif population >= CITY and own and not common:
                marked.append(name + "@tagged")
            else:
                marked.append(name + "@tagged@country")
        self.add(row, "GPE", marked, (), "city")

    # ---- organisations ----

    def organisation(self, row):
        marked = []
        for name in self.names(row):
            single = name.split()[-1] if len(name.split()) == 1 or (re.match("(The|La|El|Le|Los|Las) ", name) and len(name.split()) == 2) else ""
            if is_acronym(name):
                marked.append("=" + name + "@known")
            elif single and name.casefold() in self.towns:
                continue  # the town, more likely than what is in it
            elif single and not any(word.startswith(fold(single)[:3]) for word in map(fold, row["name"].split())):
                continue  # a nickname
            elif single and " " in name:
                marked.append(name + "@tagged@known")
            elif " " in name and name not in row["ambiguous"] and (self.is_distinctive(name) or row["prior"] >= KNOWN_ORGANISATION):
                marked.append(name)
            elif " " in name and (name == row["name"] or len(name.split()) > 2):
                marked.append(name + "@country")
            elif " " not in name and name not in row["ambiguous"] and len(name) >= 5:
                marked.append(name + "@tagged@country")
        self.add(row, "ORG", marked)

    def company(self, row):
        marked = []
        large = row["prior"] >= KNOWN_COMPANY
        for name in self.names(row):
            common = name in row["ambiguous"] or name in choices.COMPANY_WORDS
            rest = words_of(row["name"])[1:]
            if " " not in name and name != row["name"] and not (row["name"].startswith(name + " ") and set(rest) <= LEGAL_FORMS):
                continue  # such aliases are often another company's name
            if is_acronym(name) or len(name) <= 3:
                marked.append("=" + name + "@known")
            elif " " in name and not common and self.is_distinctive(name):
                marked.append(name + ("" if large or set(words_of(name)) & COMPANY_ENDINGS else "@tagged"))
            elif " " in name:
                marked.append(name + ("@tagged" if large else "@tagged@known"))
            elif common:
                marked.append(name + ("@company@bare" if large else "@tagged@known"))
            else:
                marked.append(name + "@tagged")
        ticker = row["codes"].get("ticker", "").split(",")[0]
        for name in marked:
            folded = name.lstrip("=").split("@")[0].casefold()
            self.company_names[folded] = max(row["prior"], self.company_names.get(folded, -1))
        self.add(row, "ORG", marked, {"ticker": ticker})

    def brand(self, row):
        countries = row["codes"].get("countries", "").split(",")
        if len(countries) == 1 and len(countries[0]) == 2:
            row["codes"]["country"] = countries[0].upper()
        local = "country" in row["codes"] and row["prior"] < KNOWN_BRAND
        firm = row["codes"].get("category") in FIRMS
        marked = []
        for name in self.names(row)[:4]:
            folded = name.casefold()
            if self.company_names.get(folded, -1) >= row["prior"] or set(name.split()) & choices.SHOP_WORDS:
                continue
            if (name in row["ambiguous"] or is_acronym(name) or len(name) < 5 or self.family.get(folded, 0) >= 1000 or
                    folded in self.towns or folded in self.given):
                if name == row["name"] and " " not in name and row["prior"] >= KNOWN_BRAND and name not in choices.COMMON_SINGLES:
                    marked.append("=" + name + "@company@tagged@bare")
                continue
            if " " in name and not self.is_distinctive(name):
                continue
            if row["prior"] >= KNOWN_BRAND or local or has_inner_capital(name):
                asked = "@tagged@country@shop" if not firm else "@tagged@company"
                if firm and len(name.split()) == 2 and set(name.split()) & choices.BANK_WORDS:
                    asked += "@country"
                marked.append(name + (asked if local else "@tagged"))
        self.add(row, "ORG", marked)

    def party(self, row):
        marked = []
        for name in self.names(row):
            if is_acronym(name):
                marked.append("=" + name + "@known")
            elif " " in name:
                marked.append(name + "@country")
            elif name not in row["ambiguous"] and len(name) >= 4:
                marked.append(name + "@tagged@country@politics")
        self.add(row, "ORG", marked)

    def media(self, row):
        marked = []
        for name in self.names(row):
            if name in choices.MEDIA_NAMES:
                marked.append(name + "@tagged")
                continue
            if name in choices.MEDIA_WORDS or re.search(r"[:()]| - |\.\w", name) or is_acronym(name):
                continue
            if " " in name and self.is_distinctive(name):
                marked.append(name + "@tagged")
            elif name.startswith("The ") and row["prior"] >= KNOWN_ORGANISATION:
                marked.append("the" + name[3:] + "@tagged")
            elif " " in name or (name not in row["ambiguous"] and len(name) >= 5):
                marked.append(name + "@tagged@country")
        self.add(row, "ORG", marked, (), "media")

    def exchange(self, row):
        marked = []
        for name in self.names(row):
            if is_acronym(name):
                marked.append("=" + name + "@known")
            elif " " in name and re.search(r"Exchange|Bourse|Börse|Boerse|Borsa|Bolsa", name) and self.is_distinctive(name):
                marked.append(name)
            elif " " in name:
                marked.append(name + "@tagged@company")
        self.add(row, "ORG", marked, (), "exchange")

    def crypto(self, row):
        marked = []
        for name in self.names(row):
            if is_acronym(name) or name.casefold() in self.asset_names:
                continue
            if (" " in name and self.is_distinctive(name)) or (has_inner_capital(name) and name not in row["ambiguous"]):
                marked.append(name + "@crypto")
            elif name not in row["ambiguous"] and len(name) >= 5 and name.casefold() not in self.family:
                marked.append(name + "@crypto@tagged")
        self.add(row, "ORG", marked)

    # ---- the rest ----

    def asset(self, row):
        symbol = row["codes"].get("symbol", "")
        marked = []
        known = {n.lstrip("=~^").split("@")[0].casefold() for n in self.out.entries[row["id"]][5]} if row["id"] in self.out.entries else ()
        for name in self.plain([row["name"], *row["aliases"]]):
            if name.casefold() in known or len(name) < 3:
                continue
            if name == symbol or is_acronym(name):
                marked.append("=" + name + "@crypto@known")
            elif name.islower():
                continue
            elif " " in name and name not in row["ambiguous"]:
                marked.append(name + "@crypto")
            else:
                marked.append(name + "@crypto@coin")
        self.add(row, "ASSET", marked, {"ticker": symbol, "caip19": row["codes"].get("caip19", "").split(",")[0]})

    def chain(self, row):
        marked = [n + ("@crypto" if " " in n and n not in row["ambiguous"] else "@crypto@coin") for n in self.names(row)
                  if n.casefold() not in self.asset_names and not n.islower() and not is_acronym(n)]
        self.add(row, "ASSET", marked, {"caip2": row["codes"]["caip2"]})

    def product(self, row):
        marked = []
        for name in self.names(row):
            if row["subtype"] == "fund":
                if len(name.split()) >= 3 and set(words_of(name)) & FUND_WORDS:
                    marked.append(name)
            elif has_inner_capital(name) and name not in row["ambiguous"]:
                marked.append(name)
        ticker = row["codes"].get("ticker", "").split(",")[0]
        self.add(row, "PRODUCT", marked, {"ticker": ticker} if ticker else ())

    def person(self, row):
        family = row["name"].split()[-1]
        marked = []
        for name in self.names(row):
            words = name.split()
            if not 2 <= len(words) <= 5 or (name != row["name"] and words[-1] != family):
                continue
            common = self.given.get(words[0].casefold(), 0) >= COMMON_GIVEN and self.family.get(words[-1].casefold(), 0) >= COMMON_FAMILY / 4
            if row["subtype"] == "business":
                marked.append(name + "@company")
            else:
                marked.append(name + "@country" + ("@politics@office" if common else "@politics"))
        self.add(row, "PERSON", marked)

    def kind(self, row):
        """What treats the row, or None."""
        type_, subtype = row["type"], row["subtype"]
        if type_ == "GPE":
            return {"region": self.region, "city": self.city, "capital": self.city}.get(subtype)
        if type_ == "ORG":
            kinds = {"company": self.company, "brand": self.brand, "party": self.party, "crypto_project": self.crypto,
                     "defi": self.crypto, "mining_pool": self.crypto}
            return self.organisation if subtype in ORGANISATIONS else kinds.get(subtype)
        return {"REGULATOR": self.organisation, "EXCHANGE": self.exchange, "MEDIA": self.media, "ASSET": self.asset, "CHAIN": self.chain,
                "PRODUCT": self.product, "PERSON": self.person}.get(type_)

    def competes(self, row):
        return row["type"] in ("ORG", "EXCHANGE", "REGULATOR", "PRODUCT") and row["subtype"] not in ("party", "fund")

    def group(self, row):
        """Organisations of one name are told apart by it: a branch by its country, businesses not at all."""
        return row["codes"].get("country", "") if row["subtype"] in ORGANISATIONS else "business"

    def is_second(self, row):
        """Whether a better known organisation of the same kind has this name: a brand beside its company, a branch."""
        if not self.competes(row):
            return False
        group = self.group(row)
        names = self.owners[row["name"].casefold()]
        second = bool(names) if group == "business" and not row["codes"].get("cik") else group in names
        return second or (row["name"].casefold() in self.known_names and "cik" not in row["codes"])

    def note_owner(self, row):
        if self.competes(row) and row["id"] in self.out.entries:
            self.owners[row["name"].casefold()].add(self.group(row))

    def add_all(self):
        # software is named as products only; brands of technology are what companies are called
        self.asset_names = {n.casefold() for r in self.rows if r["type"] == "ASSET" for n in (r["name"], *r["aliases"])}
        order = {"company": 0, "brand": 2}
        for row in sorted(self.rows, key=lambda r: (order.get(r["subtype"], 1), -r["prior"], r["id"])):
            treat = self.kind(row)
            if row["id"] in self.handled and row["type"] == "ASSET":
                self.asset(row)
                continue
            if treat is None or row["id"] in self.handled or row["id"] in choices.DROPPED_IDS or row["id"].startswith("hand:"):
                continue
            if not self.is_second(row):
                treat(row)
                self.note_owner(row)
        self.companies_for_short()
        self.agencies_without_dots()
        self.called_by_news()

    def called_by_news(self):
        """"UPS", "Delta": decided by hand, and in place of what the rules have made of these names."""
        letters = {id_: ["=" + (name if "@" in name else name + "@company@tagged")] for id_, name in choices.LETTERS.items()}
        leaders = {id_: [name + "@tagged@politics"] for id_, name in choices.SURNAMES.items()}
        leaders.update((id_, [name + "@tagged@politics@country"]) for id_, name in choices.SURNAMES_AT_HOME.items())
        for id_, called in [*letters.items(), *choices.CALLED.items(), *leaders.items(), *choices.SPELLINGS.items()]:
            names, plain = self.out.entries[id_][5], {name.lstrip("=").split("@")[0] for name in called}
            names[:] = [n for n in names if n.lstrip("=~^").split("@")[0] not in plain] + called

    def agencies_without_dots(self):
        """"US Department of Justice" beside "U.S. Department of Justice"."""
        for entry in self.out.entries.values():
            names = set(entry[5])
            entry[5] += [name for name in ("US " + name[5:] for name in entry[5] if name.startswith("U.S. ")) if name not in names]

    def companies_for_short(self):
        """"American Airlines" is American Airlines Group, where no other entity is called so."""
        entries = self.out.entries
        taken = {name.lstrip("=~^").split("@")[0].casefold() for entry in entries.values() for name in entry[5]}
        short = collections.defaultdict(set)
        for id_, entry in entries.items():
            if entry[0] == "ORG" and entry[1] in ("company", "crypto_exchange"):
                for name in (name.split("@")[0] for name in entry[5]):
                    bare = LEGAL_ENDING.sub("", name)
                    single = " " not in bare and len(bare) >= 4 and float(entry[3]) >= KNOWN_SHORT and bare not in choices.COMMON_SINGLES
                    whole = single or (SEVERAL_WORDS.search(bare) and not TORN_NAME.search(bare) and self.is_distinctive(bare))
                    if bare != name and whole and bare.casefold() not in taken:
                        short[bare].add(id_)
        for bare, ids in sorted(short.items()):
            if len(ids) == 1:
                entries[ids.pop()][5].append(bare + "@tagged" if " " in bare else "=" + bare + "@company@tagged@bare")
