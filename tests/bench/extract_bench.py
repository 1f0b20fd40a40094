"""Reading pages: the whole article against the bare parse, ingest on one and two threads, other readers when they are there.

Pages are those of CORPORA/html/pages when CORPORA is set, else the project's own samples (small pages: what is done once
for a page counts for more there). Other readers, trafilatura and resiliparse, run when PEER_PYTHON (default: python3) has
them: bytes in, text and metadata out, on the same pages and against the same bare parse.
"""

import glob
import gzip
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import line  # noqa: E402

SECONDS = 20  # for each other reader

PEER = r"""
import gzip, sys, time
name, seconds = sys.argv[1], float(sys.argv[2])
if name == "trafilatura":
    import trafilatura
    read = lambda page: trafilatura.bare_extraction(page, with_metadata=True)
else:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import detect_encoding
    from resiliparse.parse.html import HTMLTree
    read = lambda page: extract_plain_text(HTMLTree.parse_from_bytes(page, detect_encoding(page)), main_content=True)
paths = [path.strip() for path in sys.stdin]
pages = [gzip.open(path).read() if path.endswith(".gz") else open(path, "rb").read() for path in paths]
read(pages[0])
until = time.process_time() + seconds
for path, page in zip(paths, pages):
    since = time.process_time()
    if since > until:
        break
    try:
        read(page)
    except Exception:
        pass
    print(time.process_time() - since, path)
"""


def page_files():
    corpora = os.environ.get("CORPORA")
    if corpora:
        found = sorted(glob.glob(os.path.join(corpora, "html", "pages", "*.html*")))
        if not found:
            sys.exit("extract_bench: no pages in %s" % os.path.join(corpora, "html", "pages"))
        return found
    return sorted(glob.glob(os.path.join(line.REPOSITORY, "tests", "samples", "*.html")))


def whole_against_parse(files):
    """Prints both; returns the seconds of the bare parse of each page."""
    rounds = max(3, 2000 // len(files))
    done = subprocess.run([os.path.join(line.BUILD, "tests", "bench", "bench_extract"), "-v", str(rounds), *files],
                          stdout=subprocess.PIPE, text=True, check=True)
    parse = {}
    for text in done.stdout.splitlines():
        one = re.match(r" *\d+ bytes, parse +([\d.]+) ms, read +[\d.]+ ms  (.*)", text)
        if one:
            parse[one.group(2)] = float(one.group(1)) / 1e3
        else:
            print(text, flush=True)
    return parse


def threads(files, folder):
    """Wall time of ingest, its output thrown away, with one thread and with two, in turn."""
    pages = os.path.join(folder, "pages")
    os.mkdir(pages)
    copies = max(1, 4000 // len(files))  # so that start and end count for little
    for copy in range(copies):
        for path in files:
            data = gzip.open(path).read() if path.endswith(".gz") else open(path, "rb").read()
            with open(os.path.join(pages, "%d-%s" % (copy, os.path.basename(path).replace(".gz", ""))), "wb") as file:
                file.write(data)
    best = {}
    for turn in range(3):
        for count in (1, 2):
            data = os.path.join(folder, "data-%d-%d" % (turn, count))
            since = time.monotonic()
            subprocess.run([line.program("newsmill-ingest"), "--data", data, "--log-level", "error", "--threads",
                            str(count), "--out", "-", pages], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL, check=False)
            took = time.monotonic() - since
            best[count] = min(best.get(count, took), took)
    total = copies * len(files)
    print("newsmill-ingest          %8.0f pages/s with one thread, %.0f with two: %.2f times (frontier and output included)"
          % (total / best[1], total / best[2], best[1] / best[2]), flush=True)


def peers(files, parse):
    python = os.environ.get("PEER_PYTHON", "python3")
    order = sorted(files, key=lambda path: hashlib.sha256(os.path.basename(path).encode()).digest())
    for name in ("resiliparse", "trafilatura"):
        done = subprocess.run([python, "-c", PEER, name, str(SECONDS)], input="\n".join(order), text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        rows = [row.split(" ", 1) for row in done.stdout.splitlines()]
        if done.returncode or not rows:
            said = done.stderr.strip().splitlines()
            print("%-24s not measured with %s: %s" % (name, python, said[-1] if said else "no answer"), flush=True)
            continue
        spent = sum(float(seconds) for seconds, _ in rows)
        print("%-24s %8.0f pages/s             ratio %.3f  (%d of the pages)" % (
            name, len(rows) / spent, sum(parse[path] for _, path in rows) / spent, len(rows)), flush=True)


def main():
    files = page_files()
    folder = tempfile.mkdtemp(prefix="newsmill-bench-")
    try:
        parse = whole_against_parse(files)
        threads(files, folder)
        peers(files, parse)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
