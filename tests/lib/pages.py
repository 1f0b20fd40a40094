"""Made-up article pages in any number, as a WARC: for runs that need thousands of different articles.

Each page is a function of its number alone, so two archives of the same size are the same bytes. Every twentieth page is
followed by a second version of itself, seen a day later.
"""

import gzip
import random

_COUNTRIES = ["Germany", "Japan", "Brazil", "Switzerland", "India", "Norway", "Kenya", "Canada", "Poland", "Chile"]
_ASSETS = ["Bitcoin", "Ethereum", "Solana", "Litecoin"]
_BODIES = ["the European Central Bank", "the Federal Reserve", "the Bank of Japan", "the Bank of England"]
_WORDS = ("market reserve ledger treasury policy settlement custody auction volume margin contract index chip network "
          "energy quarter forecast guidance exporter regulator committee statement figure report analyst holder").split()


def _sentence(numbers):
    pick = numbers.choice
    words = " ".join(pick(_WORDS) for _ in range(numbers.randint(7, 14)))
    kinds = (
        "In %s, %s rose %.1f%% while the %s." % (pick(_COUNTRIES), pick(_ASSETS), numbers.uniform(0.1, 30), words),
        "Officials at %s said the %s would cost $%d million." % (pick(_BODIES), words, numbers.randint(2, 900)),
        "A holder in %s sold %s %s after the %s." % (pick(_COUNTRIES), "{:,}".format(numbers.randint(10, 99999)),
                                                     pick(("BTC", "ETH")), words),
        "The %s, according to the company, was worth EUR %.2f billion." % (words, numbers.uniform(1, 80)),
    )
    return pick(kinds)


def page(number, version=0):
    """HTML of one page; a later version has another last paragraph and a later dateModified."""
    numbers = random.Random(number)
    headline = "%s weighs a %s %s, report %d" % (numbers.choice(_COUNTRIES), numbers.choice(_WORDS),
                                                 numbers.choice(_WORDS), number)
    paragraphs = [" ".join(_sentence(numbers) for _ in range(numbers.randint(2, 4))) for _ in range(5)]
    if version:
        paragraphs.append("Correction: an earlier version misstated the figure given by %s." % numbers.choice(_BODIES))
    day = "2026-%02d-%02d" % (1 + number % 12, 1 + number % 28)
    return """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>%s | Mill Street Ledger</title>
<link rel="canonical" href="https://news.example/2026/story-%d">
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "%s", "datePublished": "%sT08:00:00Z",
"dateModified": "%sT%02d:30:00Z", "author": {"@type": "Person", "name": "Robin Example"}}</script></head><body>
<nav><a href="/">Home</a> <a href="/markets">Markets</a></nav><main><article><h1>%s</h1>
%s
</article></main><footer>© 2026 Mill Street Ledger</footer></body></html>""" % (
        headline, number, headline, day, day, 8 + version, headline, "\n".join("<p>%s</p>" % p for p in paragraphs))


def _record(kind, headers, body):
    head = "WARC/1.1\r\nWARC-Type: %s\r\n" % kind
    head += "".join("%s: %s\r\n" % header for header in headers) + "Content-Length: %d\r\n\r\n" % len(body)
    return gzip.compress(head.encode() + body + b"\r\n\r\n", 1, mtime=0)


def _response(number, version):
    html = page(number, version).encode()
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n" % len(html) + html
    return _record("response", [("WARC-Target-URI", "https://news.example/2026/story-%d" % number),
                                ("WARC-Date", "2026-11-%02dT00:00:00Z" % (1 + version)),
                                ("WARC-Record-ID", "<urn:uuid:00000000-0000-4000-8000-%012d>" % (2 * number + version)),
                                ("Content-Type", "application/http; msgtype=response")], http)


def write_warc(path, pages):
    """Writes an archive of `pages` pages and their second versions; returns how many (id, version) pairs that is."""
    versions = 0
    with open(path, "wb") as out:
        for number in range(pages):
            for version in (0, 1) if number % 20 == 0 else (0,):
                out.write(_response(number, version))
                versions += 1
    return versions
