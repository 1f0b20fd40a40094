"""Tagging: words a second with everything on, and beside it spaCy's blank English tokenizer, which tags nothing.

Articles are those that ingest makes of CORPORA/html/pages when CORPORA is set, else of the project's own samples. spaCy
runs when PEER_PYTHON (default: python3) has it.
"""

import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import line  # noqa: E402

PEER = r"""
import json, sys, time
import spacy
nlp = spacy.blank("en")
nlp.max_length = 10**9
texts = [json.loads(row).get("articleBody", "") for row in sys.stdin]
words = sum(len(text.split()) for text in texts)
best = None
for _ in range(3):
    since = time.process_time()
    for text in texts:
        nlp.make_doc(text)
    took = time.process_time() - since
    best = took if best is None else min(best, took)
print("spaCy's blank tokenizer %8.0f words/s" % (words / best))
"""


def main():
    corpora = os.environ.get("CORPORA")
    pages = os.path.join(corpora, "html", "pages") if corpora else line.SAMPLES
    with tempfile.TemporaryDirectory(prefix="newsmill-tag-") as folder:
        path = os.path.join(folder, "articles.jsonl")
        with open(path, "wb") as file:
            sources = [os.path.join(pages, name) for name in sorted(os.listdir(pages)) if ".html" in name]
            subprocess.run([line.program("newsmill-ingest"), "--once", "--log-level", "error", "--out", "-", "-"],
                           input="\n".join(sources).encode(), stdout=file, check=False)
        with open(path, "rb") as articles:
            subprocess.run([os.path.join(line.BUILD, "tests", "bench", "bench_tag"), "5"], stdin=articles, check=True)
        with open(path, "rb") as articles:
            done = subprocess.run([os.environ.get("PEER_PYTHON", "python3"), "-c", PEER], stdin=articles, text=True,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        if done.returncode == 0:
            print(done.stdout, end="")
        else:
            print("spaCy                    not measured: %s" % (done.stderr.strip().splitlines() or ["no answer"])[-1])


if __name__ == "__main__":
    main()
