#!/usr/bin/env python3
"""Builds enrich/data/dictionary.tsv.gz from a knowledge base of named entities.

    KB=FOLDER python3 enrich/train/build_dictionary.py

FOLDER holds entities.tsv.gz and wellknown.tsv with the columns id, type, subtype, name, aliases, demonyms, wikidata,
codes, prior, ambiguous, source. The format of what is written is described in enrich/dictionary.h. Which entities go
in, and which of their names need which context, is decided here; hand-made decisions are in choices.py.
"""
import collections
import csv
import gzip
import io
import os
import re
import sys
import unicodedata

import broad
import choices
import companies

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data")
COLUMNS = ("id", "type", "subtype", "name", "prior", "ids", "place", "names")
ID_KEYS = ("wikidata", "iso3166", "iso4217", "ticker", "mic", "cik", "lei", "caip2", "caip19", "geonames", "domain")


def read_rows(folder):
    with gzip.open(os.path.join(folder, "entities.tsv.gz"), "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    with open(os.path.join(folder, "wellknown.tsv"), encoding="utf-8", newline="") as file:
        rows += csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
    for row in rows:
        row["prior"] = float(row["prior"] or 0)
        row["wikidata"] = choices.EXTRA_WIKIDATA.get(row["id"], row["wikidata"])
        row["aliases"] = [alias for alias in row["aliases"].split("|") if alias]
        row["ambiguous"] = set(row["ambiguous"].split("|")) - {""}
        row["codes"] = dict(code.split("=", 1) for code in row["codes"].split(";") if "=" in code)
    return rows


def join_hand_written(rows):
    """Puts what was written by hand of a company into the row that a source has of it."""
    owners = {}
    for row in rows:
        if row["type"] == "ORG" and row["subtype"] in ("company", "brand") and row["prior"] >= 0.5 and not row["id"].startswith("hand:"):
            for name in (row["name"], *row["aliases"]):
                owners.setdefault(name, row)
    kept = []
    for row in rows:
        owner = owners.get(row["name"]) if row["id"].startswith("hand:") and row["subtype"] == "company" else None
        if owner is None:
            kept.append(row)
            continue
        owner["aliases"] += [name for name in row["aliases"] if name not in owner["aliases"]]
        for key, value in row["codes"].items():
            owner["codes"].setdefault(key, value)
    return kept


class Dictionary:
    def __init__(self):
        self.entries = {}  # id: [type, subtype, name, prior, ids, names]

    def add(self, row, type_, subtype, names, ids=(), name=None, prior=None):
        """Adds the entity, or only the names when it is there already."""
        known = {"wikidata": row["wikidata"]}
        for key in ("mic", "cik", "lei", "geonames", "domain"):
            known[key] = row["codes"].get(key, "").split(",")[0]
        known.update(ids)
        names = list(dict.fromkeys(n for n in names if n.strip("=~^")))
        if not names:
            return
        if row["id"] in self.entries:
            entry = self.entries[row["id"]]
            entry[5] += [n for n in names if n not in entry[5]]
            return
        ids = ";".join("%s=%s" % (key, known[key]) for key in ID_KEYS if known.get(key))
        value = row["prior"] if prior is None else prior
        shown = choices.SHOWN_NAMES.get(row["id"]) or name or row["name"]
        self.entries[row["id"]] = [type_, subtype, shown, value, ids, names, place_of(row)]

    def drop_shared(self):
        """A name without context that several entities share stays with the one that has the greatest prior."""
        owners = collections.defaultdict(list)
        for id_, entry in self.entries.items():
            for name in entry[5]:
                owners[name.lstrip("=~^").casefold()].append((entry[3], id_, name))
        for shared in owners.values():
            free = sorted((o for o in shared if "@" not in o[2]), key=lambda o: (-o[0], o[1]))
            for _, id_, name in free[1:]:
                if id_ != free[0][1]:
                    self.entries[id_][5].remove(name)

    def add_extra(self, rows):
        for id_, names in choices.EXTRA_NAMES.items():
            if id_ not in self.entries:
                self.add(rows[id_], rows[id_]["type"], rows[id_]["subtype"], names)
            entry = self.entries[id_]
            plain = {name.lstrip("=~").split("@")[0] for name in names}
            entry[5][:] = [n for n in entry[5] if n.lstrip("=~").split("@")[0] not in plain] + names

    def add_missing(self):
        for type_, rows in (("PRODUCT", choices.BENCHMARKS), ("ORG", choices.BODIES)):
            for name, subtype, shown, names in rows:
                self.entries.setdefault("hand:%s:%s" % (type_.lower(), name), [type_, subtype, shown, 0.6, "", names, ""])

    def owner_of(self, names):
        """The company that has the first of these names, or is shown by another one."""
        first = self.owners.get(names[0].lstrip("?"))
        shown = (self.owners[name] for name in names[1:] if name in self.owners and self.entries[self.owners[name]][2] == name)
        return first or next(shown, None)

    def add_companies_of_news(self, is_plain):
        """Names for companies that are here already, and the others."""
        self.owners = {}
        for id_, entry in sorted(self.entries.items(), key=lambda item: item[1][3]):
            if entry[0] == "ORG" and entry[1] not in ("party", "university", "education"):
                self.owners.update((name.lstrip("=~^").split("@")[0], id_) for name in entry[5] + [entry[2]])
        for row in companies.rows():
            id_ = self.owner_of(row["names"]) or self.add_company(row)
            entry = self.entries[id_]
            known = {name.lstrip("=~^").split("@")[0] for name in entry[5]}
            for name in row["names"]:
                wanted = companies.with_context(name, is_plain)
                if wanted == [name]:  # sure, so that it needs no context that it may have here
                    entry[5][:] = [n for n in entry[5] if n.lstrip("=~^").split("@")[0] != name] + wanted
                elif name.lstrip("?") not in known:
                    entry[5] += wanted

    def add_company(self, row):
        """Without its names. Returns its id."""
        shown = row["names"][0].lstrip("?")
        id_ = "hand:org:" + re.sub(r"[^a-z0-9]+", "-", unaccented(shown).lower()).strip("-")
        ids = "ticker=%s;mic=%s" % (row["ticker"], row["mic"]) if row["ticker"] else ""
        self.entries.setdefault(id_, ["ORG", "company", shown, 0.55, ids, [], row["country"]])
        return id_

    def write(self, path):
        with gzip.GzipFile(path, "wb", mtime=0) as packed, io.TextIOWrapper(packed, "utf-8", newline="\n") as file:
            file.write("# The names that newsmill-enrich tags; built by enrich/train/build_dictionary.py, format in "
                       "enrich/dictionary.h.\n# Sources and their licences: ATTRIBUTION.md.\n")
            file.write("# version %s\n%s\n" % (choices.VERSION, "\t".join(COLUMNS)))
            for id_, entry in sorted(self.entries.items(), key=lambda item: item[0].encode()):
                type_, subtype, name, prior, ids, names, place = entry
                if names:
                    file.write("\t".join((id_, type_, subtype, name, "%.3f" % prior, ids, place, "|".join(names))) + "\n")


def unaccented(name):
    return "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))


def place_of(row):
    """The country, or the region, that an entity belongs to."""
    codes = row["codes"]
    if row["id"].startswith(("country:", "region:")):
        return row["id"].split(":")[1]
    country, region = codes.get("country", ""), codes.get("admin1", codes.get("state", ""))
    if len(country) != 2:
        return ""
    region = choices.REGIONS.get(country, {}).get(region, region if country == "US" else "")
    return country + "-" + region if region else country


def is_acronym(name):
    return name.isascii() and len(name) <= 6 and " " not in name and name.upper() == name and any(c.isalpha() for c in name)


def plain(names):
    """Names that the marks of the format do not occur in and that are more than two characters or known to be safe."""
    return [n for n in names if not re.search(r"[|@=~^*\t()]", n) and (len(n) > 2 or not n.isascii() or n in choices.SHORT_NAMES)]


def institution_names(row, extra=()):
    """Full names as they are; acronyms in their own case, with their full name in the article unless well known."""
    names = []
    for name in plain([row["name"], *row["aliases"], *extra]):
        if name in choices.STRONG_ACRONYMS:
            names.append("=" + name + ("@calm" if name in choices.WORDS_IN_CAPITALS else ""))
        elif is_acronym(name):
            names.append("=" + name + "@known")
        elif name in row["ambiguous"] and " " not in name:
            names.append(name + "@known")
        else:
            names.append(name)
    return names


def add_countries(out, rows):
    owners = collections.defaultdict(list)
    countries = [r for r in rows if r["type"] == "GPE" and r["subtype"] in ("country", "territory")]
    for row in countries:
        for demonym in row["demonyms"].split("|"):
            owners[demonym].append(row)
    for row in countries:
        names = []
        for name in plain([row["name"], *row["aliases"], *choices.COUNTRY_NAMES.get(row["id"], ())]):
            if name in choices.DROPPED_NAMES or (is_acronym(name) and name not in choices.COUNTRY_ACRONYMS):
                continue
            mark = "=" if is_acronym(name) else ""
            names.append(mark + name + choices.COUNTRY_CONTEXT.get(name, ""))
        for demonym in row["demonyms"].split("|"):
            best = max(owners[demonym], key=lambda r: r["prior"])
            if demonym and best is row and demonym not in choices.DROPPED_NAMES:
                names.append("^" + demonym)
        out.add(row, "GPE", row["subtype"], names, {"iso3166": row["codes"]["iso2"]})
    for row in rows:
        if row["type"] == "LOC":
            names = [row["name"]] + ["^" + d for d in row["demonyms"].split("|") if d]
            out.add(row, "LOC", row["subtype"], names)


def add_places(out, rows):
    for row in rows:
        if row["id"].startswith("region:US-") and row["name"] not in choices.DROPPED_NAMES and row["prior"] >= 0.7:
            context = "@state@place" if row["name"] == "Georgia" else "@alone"
            out.add(row, "GPE", "state", [row["name"] + context], {"iso3166": row["id"].split(":")[1]})
        if row["subtype"] in ("city", "capital") and row["name"] in choices.CITIES and row["prior"] >= 0.7:
            if row["codes"].get("country") in (None, choices.CITIES[row["name"]]):
                out.add(row, "GPE", "city", [n + "@alone" for n in (row["name"], *choices.CITY_NAMES.get(row["name"], ()))])


def add_currencies(out, rows):
    for row in rows:
        if row["type"] != "CURRENCY" or (row["subtype"] != "fiat" and row["id"] != "currency:AED"):
            continue
        code = row["codes"]["iso4217"]
        word = code in row["ambiguous"] or code in choices.CODES_THAT_ARE_WORDS
        names = ["=" + code + ("@amount" if code not in choices.MAJOR_CODES else "@calm@money" if word else "@calm")]
        for name in [row["name"], *row["aliases"], *choices.CURRENCY_NAMES.get(code, ())]:
            if name == code or "(" in name or is_acronym(name):
                continue
            single = " " not in name and "-" not in name and "$" not in name
            if single and name.lower() in choices.AMOUNT_WORDS:
                names.append("~" + name.lower() + "@amount")
            elif name in choices.DROPPED_NAMES:
                continue
            elif single:
                context = "" if name.lower() in choices.PLAIN_CURRENCY_WORDS else "@money"
                names.append("~" + name.lower() + context)
            elif "$" not in name:
                names.append("~" + name.lower())
        names += ["=RMB"] if code == "CNY" else []
        out.add(row, "CURRENCY", "", names, {"iso4217": code})


def asset_names(row):
    symbol = row["codes"].get("symbol", "")
    names = []
    for name in plain([row["name"], *row["aliases"], symbol]):
        if name in choices.DROPPED_NAMES or (name == "Ripple"):
            continue
        word = name in row["ambiguous"] or name in choices.ASSET_WORDS
        if name == symbol or is_acronym(name):
            if name in choices.STRONG_SYMBOLS:
                names.append("=" + name)
            elif len(name) >= 3 and (not word or row["prior"] >= 0.7):
                names.append("=" + name + "@crypto@calm")
        elif name.lower() in choices.PLAIN_ASSET_WORDS:
            names.append("~" + name.lower())
        elif name.lower() == "ether":
            names.append("~ether@crypto")
        elif name[0].islower() and name.isalpha():
            continue
        elif not word or row["prior"] >= 0.7 or " " in name:
            free = row["prior"] >= 0.6 and not word
            names.append(name + ("" if free else "@crypto"))
    return names


def add_assets(out, rows):
    seen = set()
    assets = [r for r in rows if r["type"] == "ASSET"]
    for row in sorted(assets, key=lambda r: -r["prior"]):
        if int(row["codes"].get("lists", "0")) < 3 and row["name"] not in choices.MORE_ASSETS:
            continue
        symbol = row["codes"].get("symbol", "")
        if symbol in seen:
            continue
        seen.add(symbol)
        caip = row["codes"].get("caip19", "").split(",")[0]
        out.add(row, "ASSET", row["subtype"], asset_names(row), {"ticker": symbol, "caip19": caip})
    for row in rows:
        if row["type"] == "CHAIN" and row["name"] in choices.CHAINS and row["prior"] >= 0.6:
            out.add(row, "ASSET", "chain", [n + choices.CHAINS[row["name"]] for n in plain([row["name"], *row["aliases"]])
                                            if not n.islower() and not is_acronym(n)], {"caip2": row["codes"]["caip2"]})


def add_exchanges(out, rows):
    for row in rows:
        if row["type"] == "EXCHANGE" and row["subtype"] in ("crypto", "dex") and row["prior"] >= 0.3:
            names = [n + ("@crypto" if n in row["ambiguous"] or n in choices.EXCHANGE_WORDS else "")
                     for n in plain([row["name"], *row["aliases"]]) if n != "Coinbase" and n not in choices.DROPPED_NAMES]
            out.add(row, "ORG", "crypto_exchange", names)
        elif row["type"] == "EXCHANGE" and row["prior"] >= 0.5:
            row["aliases"] = [n for n in row["aliases"] if n not in choices.DROPPED_NAMES]
            out.add(row, "ORG", "exchange", institution_names(row, choices.EXCHANGE_NAMES.get(row["id"], ())))


def add_institutions(out, rows):
    chosen = {}
    for row in rows:
        wanted = (row["type"] == "REGULATOR" and row["prior"] >= 0.25) or \
                 (row["type"] == "ORG" and row["subtype"] == "international" and row["prior"] >= 0.42) or \
                 (row["type"] == "ORG" and row["subtype"] == "organisation") or \
                 (row["subtype"] == "government" and row["prior"] >= 0.7 and row["id"].startswith("gov:US"))
        if not wanted or row["id"] in choices.DROPPED_IDS or re.match(choices.JUNK, row["name"]):
            continue
        full = [n.casefold() for n in [row["name"], *row["aliases"]] if " " in n]
        same = next((chosen[n] for n in full if n in chosen), row)
        for name in full:
            chosen.setdefault(name, same)
        if same is not row:
            same["aliases"] += [row["name"], *row["aliases"]]
            same["prior"] = max(same["prior"], row["prior"])
            same["subtype"] = "central_bank" if "central_bank" in (row["subtype"], same["subtype"]) else same["subtype"]
    for row in {id(r): r for r in chosen.values()}.values():
        add_institution(out, row)
    for row in rows:
        if row["type"] in ("ORG", "REGULATOR") and row["id"].startswith("hand:") and row["subtype"] != "company":
            if not any(n.casefold() in chosen for n in [row["name"], *row["aliases"]] if " " in n):
                add_institution(out, row)


def add_institution(out, row):
    subtype = "organization" if row["subtype"] == "organisation" else row["subtype"]
    names = institution_names(row, choices.INSTITUTION_NAMES.get(row["name"], ()))
    names = [n for n in names if n.lstrip("=").split("@")[0] not in choices.DROPPED_NAMES]
    out.add(row, "ORG", subtype, names)


def company_names(row):
    first = row["name"].split()[0].casefold()
    names = []
    for name in plain([row["name"], *row["aliases"]]):
        words = name.split()
        kin = words[0].casefold() == first or name in choices.COMPANY_NAMES
        if name in choices.DROPPED_NAMES or not (kin or len(words) > 1) or set(words) & choices.SHOP_WORDS:
            continue
        word = name in row["ambiguous"] or name in choices.COMPANY_WORDS
        common = word or (row["prior"] < 0.6 and name.isalpha() and name[1:].islower())
        if is_acronym(name) and len(name) <= 3:
            names.append("=" + name + "@company@calm")
        elif common and len(words) == 1:
            names.append(name + "@company@bare" + ("@crypto" if name in choices.CRYPTO_COMPANY_WORDS else ""))
            if not word and name not in choices.CRYPTO_COMPANY_WORDS:
                names.append(name + "@tagged@bare")
        else:
            names.append(name)
    return names


def add_companies(out, rows):
    taken = set()
    for row in rows:
        hand = row["id"].startswith("hand:org:") and row["subtype"] == "company"
        listed = row["type"] == "ORG" and row["subtype"] == "company" and row["prior"] >= 0.4
        brand = row["type"] == "ORG" and row["subtype"] in ("brand", "defi") and row["name"] in choices.BRANDS
        if not (hand or listed or brand) or row["name"] in taken or row["id"] in choices.DROPPED_IDS:
            continue
        taken.add(row["name"])
        subtype = "crypto_exchange" if row["id"] in choices.CRYPTO_EXCHANGE_COMPANIES else "company"
        ticker = row["codes"].get("ticker", "").split(",")[0]
        out.add(row, "ORG", subtype, company_names(row), {"ticker": ticker})


def add_rest(out, rows):
    media = {}
    for row in rows:
        names = plain([row["name"], *row["aliases"]])
        names = [n for n in names if n not in choices.DROPPED_NAMES and not re.search(r"[:()]| - |\.\w", n)]
        if row["type"] == "MEDIA" and row["prior"] >= 0.6 and row["codes"].get("domain") not in media:
            media[row["codes"].get("domain")] = row
            names = [n for n in names if n not in row["ambiguous"] and n not in choices.MEDIA_WORDS and " The " not in n]
            marked = [("=" + n) if is_acronym(n) else n + choices.MEDIA_CONTEXT.get(n, "") for n in names]
            out.add(row, "ORG", "media", marked, name=names[0] if names else None)
        elif row["type"] == "PRODUCT" and row["subtype"] in ("index", "law"):
            out.add(row, "PRODUCT", row["subtype"], institution_names(row))
        elif row["type"] == "PRODUCT" and row["name"] in choices.PRODUCTS:
            out.add(row, "PRODUCT", "technology", [row["name"]])
        elif row["type"] == "PERSON" and row["prior"] >= 0.6:
            family = row["name"].split()[-1]
            full = [n for n in names if " " in n and n not in row["ambiguous"] and 2 <= len(n.split()) <= 4
                    and (n == row["name"] or n.split()[-1] == family)]
            out.add(row, "PERSON", row["subtype"], full)


def names_of_people(folder):
    names = set()
    for which in ("given", "family"):
        with gzip.open(os.path.join(folder, "names_%s.tsv.gz" % which), "rt", encoding="utf-8", newline="") as file:
            names.update(row["name"] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return names


def main():
    folder = os.environ.get("KB")
    if not folder:
        sys.exit("KB=FOLDER must name the knowledge base")
    rows, out = join_hand_written(read_rows(folder)), Dictionary()
    for add in (add_countries, add_places, add_currencies, add_assets, add_exchanges, add_institutions, add_companies,
                add_rest):
        add(out, rows)
    out.add_missing()
    out.drop_shared()
    broad.Broad(out, rows, folder, plain).add_all()
    out.add_extra({row["id"]: row for row in rows})
    common = {name for row in rows if row["type"] in ("GPE", "LOC") for name in (row["name"], *row["aliases"])} | names_of_people(folder)
    out.add_companies_of_news(lambda name: name not in common)
    out.write(os.path.join(ROOT, "dictionary.tsv.gz"))
    print("%d entities" % len(out.entries))


if __name__ == "__main__":
    main()
