#!/usr/bin/env python3
"""Turns corpora, name lists and word statistics into the plain tables that newsmill-train reads.

  read_corpora.py CORPORA LOOKUPS OUT [--taught TAUGHT] [--leave-out FILE,FILE…] [--leave-slice N/M]

CORPORA  a folder with ner/train/*.conll (token TAB tag, BIO; `# doc` starts a document) and kb/ (names of entities and people)
LOOKUPS  the wheel of spacy-lookups-data 1.0.5 (PyPI, MIT), which has Brown clusters and frequencies of English words
OUT      a folder for documents.tsv, gazetteer.tsv, words.tsv and clusters.tsv
TAUGHT   a folder that taught.py wrote: more texts, with what larger taggers found in them

--leave-out and --leave-slice keep files, and documents by hash, out of the training, so that they can measure.
The same input gives the same bytes.
"""
import argparse
import collections
import fnmatch
import gzip
import hashlib
import json
import math
import os
import re
import zipfile

import companies
import invented
import taught

TYPES = {"PER", "ORG", "LOC"}
TITLES = set("mr mr. mrs mrs. ms ms. dr dr. prof prof. professor president minister senator sen. sen gov. gov governor rep. rep "
             "representative general gen. gen colonel col. captain capt. judge justice king queen prince princess sir lord lady "
             "chancellor secretary ambassador mayor pope reverend rev. sheikh premier deputy prime vice former".split())
DETERMINERS = {"the", "a", "an", "this", "that", "these", "those", "its", "his", "her", "their", "our"}
ROLES = set("borrower borrowers lender lenders agent company guarantor guarantors executive employee bank party parties holder "
            "trustee purchaser seller landlord tenant parent subsidiary employer consultant investor".split())
NORMALISED = ("gum", "re3d", "sec", "taught")
CLOSING = set(",.;:!?)]}%…”’") | {"...", "''"} | {mark + rest for mark in "'’" for rest in ("s", "re", "ve", "ll", "d", "m")} \
    | {"n't", "n’t"}
OPENING = set("([{“‘$£€¥#@") | {"``"}
WITHOUT_MARKS = 20  # sentences to a document where a file does not mark documents
INVENTED = 3000      # articles
TAUGHT_WEIGHT = 1    # of a sentence, where one marked by hand is 1
VARIED = 12         # one sentence in so many comes a second time, in capitals or in a headline's style
SMALL_WORDS = set("a an the and or of in on at to for by with from as is are".split())


def documents(path):
    """(number, sentences) of each document; a sentence is a list of (token, tag)."""
    with open(path, encoding="utf-8") as file:
        marked = "# doc" in file.read(4096)
    sentences, sentence, number = [], [], 0
    with open(path, encoding="utf-8") as file:
        for line in list(file) + ["\n", "# doc\n"]:
            line = line.rstrip("\n")
            if "\t" in line and not line.startswith("# doc"):
                sentence.append(tuple(line.split("\t")[:2]))
                continue
            if sentence and not line.startswith("# doc"):
                sentences.append(sentence)
                sentence = []
            if sentences and (line.startswith("# doc") or (not marked and len(sentences) == WITHOUT_MARKS)):
                yield number, sentences
                sentences, number = [], number + 1


def lay_out(sentence):
    """The sentence as print shows it, and [start, end, type] of its names."""
    text, spans, glue, quoted = "", [], True, False
    for token, tag in sentence:
        space = not glue and token not in CLOSING
        glue = token in OPENING
        if token == '"':
            space, glue, quoted = not quoted and text != "", not quoted, not quoted
        elif token in ("-", "/") and text:
            space, glue = False, True
        text += " " if space and text else ""
        start = len(text)
        text += token
        if tag[:1] == "I" and spans and spans[-1][3] and spans[-1][2] == tag[2:]:
            spans[-1][1] = len(text)
        elif tag != "O":
            spans.append([start, len(text), tag[2:], True])
        if tag == "O" and spans:
            spans[-1][3] = False
    return text, [span[:3] for span in spans if span[2] in TYPES]


def normalise(text, span, family, demonyms):
    """The span as newsmill means a name: without article and title; None if it is no name."""
    start, end, kind = span
    if family in NORMALISED:
        while True:
            word = re.match(r"\S+\s+", text[start:end])
            first = word.group().strip().lower() if word else ""
            if first in DETERMINERS or (kind == "PER" and first in TITLES):
                start += word.end()
            else:
                break
        end -= len(re.search(r"(['’]s?)?$", text[start:end]).group())
        words = text[start:end].lower().split()
        if not words or not re.search(r"[A-Z]", text[start:end]) or (len(words) < 3 and words[-1] in ROLES):
            return None
    if family == "btc" and start > 0 and text[start - 1] == "@" or text[start:start + 1] == "@":
        return None
    if kind == "LOC" and text[start:end] in demonyms:
        return None
    return (start, end, kind) if end > start else None


def vary(text, number):
    """The sentence in capitals, or in a headline's style; letters keep their places."""
    if number % 2 == 0:
        varied = text.upper()
    else:
        varied = re.sub(r"[^\W\d_]+(?:['’]\w+)?",
                        lambda m: m.group() if m.start() and m.group() in SMALL_WORDS else m.group()[0].upper() + m.group()[1:],
                        text)
        varied = varied.rstrip(".")
    return varied


def left_out(name, number, files, leave_slice):
    key = int(hashlib.sha256(("%s#%d" % (name, number)).encode()).hexdigest(), 16)
    return any(fnmatch.fnmatch(name, pattern) for pattern in files) or \
        (leave_slice is not None and key % leave_slice[1] == leave_slice[0])


def write_document(out, family, text, spans):
    out.write("D\t%s\t%s\n" % (family, re.sub(r"[\t\n\r]", " ", text)))
    for span in spans:
        out.write("S\t%d\t%d\t%s\n" % tuple(span))


def write_documents(folder, out, demonyms, files, leave_slice):
    for name in sorted(os.listdir(folder)):
        if not name.endswith(".conll"):
            continue
        family = name.split("_")[0].split("17")[0].split(".")[0]
        for number, sentences in documents(os.path.join(folder, name)):
            if left_out(name, number, files, leave_slice):
                continue
            text, spans = "", []
            for index, sentence in enumerate(sentences):
                laid, found = lay_out(sentence)
                kept = [span for span in (normalise(laid, span, family, demonyms) for span in found) if span]
                shift = len(text) + (1 if text else 0)
                text += (" " if text else "") + laid
                spans += [(start + shift, end + shift, kind) for start, end, kind in kept]
                turn = int(hashlib.sha256(laid.encode()).hexdigest()[:8], 16)
                varied = vary(laid, turn // VARIED)
                if turn % VARIED == 0 and 4 <= len(sentence) <= 40 and len(varied) >= len(laid) - 1:
                    write_document(out, family, varied, [(s, min(e, len(varied)), k) for s, e, k in kept])
            write_document(out, family, text, spans)


def write_invented(kb, out, count):
    """News with names of the knowledge base; see invented.py."""
    firms, media, places, towns = [], [], [], []
    for row in table(os.path.join(kb, "entities.tsv.gz")):
        kind = kind_of(row)
        if kind in ("company", "brand", "media") and 3 < len(row["name"]) < 40 and row["name"][0].isupper():
            firms.append(row["name"])
            media += [row["name"]] if kind == "media" else []
        elif kind == "country" or (kind == "city" and float(row["prior"] or 0) > 0.5):
            places.append(row["name"])
            if kind == "city":
                towns.append(row["name"])
    people = [[row["name"] for row in table(os.path.join(kb, "names_%s.tsv.gz" % which))][:6000] for which in ("given", "family")]
    for text, spans in invented.articles(invented.Names(firms, media, people[0], people[1], places, towns), count):
        write_document(out, "invented", text, spans)


def write_taught(folder, out, demonyms):
    out.write("W\ttaught\t%g\n" % TAUGHT_WEIGHT)
    for text, spans in taught.documents(folder, lambda text, span: normalise(text, span, "taught", demonyms)):
        write_document(out, "taught", text, spans)


def table(path):
    with (gzip.open(path, "rt", encoding="utf-8") if path.endswith(".gz") else open(path, encoding="utf-8")) as file:
        head = file.readline().rstrip("\n").split("\t")
        for line in file:
            yield dict(zip(head, line.rstrip("\n").split("\t")))


KINDS = ("person", "company", "brand", "university", "organization", "media", "city", "region", "country", "product", "asset")
SUFFIX = re.compile(r"(,? (?:Inc|Corp|Corporation|Company|Co|Ltd|Limited|LLC|L\.P|LP|PLC|plc|N\.V|S\.A|SA|AG|SE|Holdings?|Group|"
                    r"Incorporated|Bancorp|Technologies)\.?)+$")


def kind_of(row):
    kind, subtype = row["type"], row["subtype"]
    if kind == "PERSON":
        return "person"
    if kind in ("GPE", "LOC"):
        return {"city": "city", "country": "country", "territory": "country"}.get(subtype, "region")
    if kind == "ORG":
        return subtype if subtype in ("company", "brand", "university", "media") else "organization"
    return {"MEDIA": "media", "EXCHANGE": "company", "REGULATOR": "organization", "PRODUCT": "product", "CURRENCY": "asset",
            "ASSET": "asset", "CHAIN": "asset", "INDEX": "product", "LAW": "product"}.get(kind)


def write_gazetteer(kb, out):
    """Rows of kind, bucket (0: ambiguous, 1 to 4 by prior), name; sorted. Returns the demonyms."""
    best, demonyms = {}, set()
    for path in ("entities.tsv.gz", "wellknown.tsv"):
        for row in table(os.path.join(kb, path)):
            demonyms.update(word for word in row.get("demonyms", "").split("|") if word)
            kind = kind_of(row)
            if kind is None:
                continue
            ambiguous = set(row.get("ambiguous", "").split("|"))
            prior = float(row["prior"] or 0)
            names = [row["name"]] + row["aliases"].split("|")
            if kind == "company":
                names += [SUFFIX.sub("", name) for name in names]
            for name in names:
                name = re.sub(r"\s+", " ", re.sub(r"\s*\(.*?\)", "", name)).strip()
                if len(name) < 2 or len(name) > 80 or not re.search(r"[^\W\d_]", name) or name == name.lower():
                    continue
                bucket = 0 if name in ambiguous else 1 + min(3, int(prior * 4))
                key = (kind, name)
                best[key] = max(best.get(key, 0), bucket)
    for row in companies.rows():
        for name in row["names"]:
            best.setdefault(("company", name.lstrip("?")), 0 if name.startswith("?") else 2)
    with open(out, "w", encoding="utf-8") as file:
        for (kind, name), bucket in sorted(best.items()):
            file.write("%d\t%d\t%s\n" % (KINDS.index(kind), bucket, name))
    return demonyms


def count_bucket(count, edges):
    return 1 + sum(count >= edge for edge in edges)


def write_words(kb, lookups, folder):
    with zipfile.ZipFile(lookups) as wheel:
        clusters, chances = (json.loads(gzip.decompress(wheel.read("spacy_lookups_data/data/en_lexeme_%s.json.gz" % which)))
                             for which in ("cluster", "prob"))
    with open(os.path.join(folder, "clusters.tsv"), "w", encoding="utf-8") as file:
        for word in sorted(clusters):
            if clusters[word] != 0 and not re.search(r"\s", word):
                file.write("%s\t%d\n" % (word, clusters[word]))
    given, family, ratio = {}, {}, {}
    for row in table(os.path.join(kb, "names_given.tsv.gz")):
        if int(row["count"]) >= 100:
            given[row["name"].lower()] = count_bucket(int(row["count"]), (1000, 10000, 100000, 1000000))
    for row in table(os.path.join(kb, "names_family.tsv.gz")):
        if int(row["count"]) >= 400:
            family[row["name"].lower()] = count_bucket(int(row["count"]), (2000, 10000, 50000, 250000))
    floor = -19.0
    for word, chance in chances.items():
        if not re.fullmatch(r"[^\W\d_]{2,}", word) or chance < floor:
            continue
        low = word.lower()
        if low not in ratio:
            difference = max(chances.get(low, floor), floor) - max(chances.get(low.capitalize(), floor), floor)
            if max(chances.get(low, floor), chances.get(low.capitalize(), floor)) > -17.5:
                ratio[low] = 1 + max(0, min(8, int(math.floor(difference + 4.5))))
    with open(os.path.join(folder, "words.tsv"), "w", encoding="utf-8") as file:
        for word in sorted(set(given) | set(family) | set(ratio)):
            if not re.search(r"\s", word):
                file.write("%s\t%d\t%d\t%d\n" % (word, ratio.get(word, 0), given.get(word, 0), family.get(word, 0)))


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for folder in ("corpora", "lookups", "out"):
        options.add_argument(folder, metavar=folder.upper())
    options.add_argument("--taught", metavar="TAUGHT")
    options.add_argument("--leave-out", default="", metavar="FILE,FILE…")
    options.add_argument("--leave-slice", metavar="N/M")
    given = options.parse_args()
    files = given.leave_out.split(",")
    leave_slice = tuple(map(int, given.leave_slice.split("/"))) if given.leave_slice else None
    os.makedirs(given.out, exist_ok=True)
    kb = os.path.join(given.corpora, "kb")
    demonyms = write_gazetteer(kb, os.path.join(given.out, "gazetteer.tsv"))
    write_words(kb, given.lookups, given.out)
    with open(os.path.join(given.out, "documents.tsv"), "w", encoding="utf-8") as file:
        write_documents(os.path.join(given.corpora, "ner", "train"), file, demonyms, files, leave_slice)
        write_invented(kb, file, INVENTED)
        if given.taught:
            write_taught(given.taught, file, demonyms)


if __name__ == "__main__":
    main()
