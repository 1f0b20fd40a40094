"""What the hosts of the made-up web hold (made_up_web.py): their robots.txt, lists and articles, as functions of a host's
traits, so that the server and a test that checks it see the same thing."""

import email.utils
import functools
import hashlib
import random
import re
from xml.sax.saxutils import escape

from lib import web_layouts

HOST_NAME = "paper%03d.example"
ADDRESS = "127.0.1.%d"
MOST_HOSTS = 200
LISTS = ("/feed.xml", "/sitemap.xml")

_PLACES = ["the northern harbour", "the river lock", "the old grain hall", "the ferry office", "the tram depot",
           "the glass works", "the county archive", "the upper reservoir", "the fish market", "the signal tower",
           "the swing bridge", "the cannery on the quay", "the pilots' school", "the rope walk", "the western sluice"]
_PEOPLE = ["Mara Lindqvist", "Tobias Renner", "Ines Calloway", "Piet Oostra", "Hanne Feld", "Carlo Brandt", "Nadia Wren",
           "Jonas Verhulst", "Amelie Rask", "Viktor Tamm", "Lotte Eriksen", "Samir Haddad"]
_DEEDS = ["was closed for repairs", "took in more goods than in the year before", "opened its doors to visitors",
          "raised its fees by a small amount", "was handed over to the county", "counted fewer boats than expected",
          "bought a second crane", "lost a third of its staff to the neighbours", "put off the painting of its roof",
          "ended the year with a surplus", "asked the ministry for a loan", "dismissed its second surveyor"]
_ENDS = ["as its board had said it would", "which nobody in the town had foreseen", "and the work is to last until autumn",
         "although the council had asked for a delay", "so that the traffic had to find another way",
         "and the costs are shared by three districts", "while the unions called for a vote",
         "for the first time since the flood", "without a word to the tenants next door"]
_STARTS = ["%s said on the %dth that", "According to a letter by %s of the %dth,", "%s, who has kept the books for %d years, wrote that",
           "What %s had told the committee %d days before was right:", "In the view of %s, shared by %d others on the board,"]
_MIDDLES = ["in week %d", "for the %dth time", "with the help of %d volunteers", "at a cost of %d,000 crowns", "on platform %d"]

# The traits of a host and what they are when a plan does not name them; see made_up_web.py.
TRAITS = {"pages": 10, "feed_items": 20, "robots": "none", "crawl_delay": 0, "closed": 0, "busy": 0, "retry_after": 1,
          "moved": 0, "fault": None, "latency": None, "edits": {}, "edited_after": {}, "gone": [], "layout": 0,
          "noise": True, "tagged": False, "validators": True, "changed": 0}


def name(number):
    return HOST_NAME % number


def is_closed(traits, page):
    """Whether a page lies where the host's robots.txt forbids to go."""
    return traits["closed"] > 0 and page % traits["closed"] == 0


def is_moved(traits, page):
    return traits["moved"] > 0 and page % traits["moved"] == 0 and not is_closed(traits, page)


def is_busy(traits, page):
    """Whether the first request for a page is sent away with a Retry-After."""
    return traits["busy"] > 0 and page % traits["busy"] == 0


def path(traits, page):
    """Where an article is."""
    return "/%s/story-%05d.html" % ("closed" if is_closed(traits, page) else "news", page)


def listed_path(traits, page):
    """What the lists say of where it is: an older address, if it was moved."""
    return "/old/%d" % page if is_moved(traits, page) else path(traits, page)


def _sentence(rng):
    return "%s %s %s %s, %s." % (rng.choice(_STARTS) % (rng.choice(_PEOPLE), rng.randrange(4, 21)), rng.choice(_PLACES),
                                 rng.choice(_DEEDS), rng.choice(_MIDDLES) % rng.randrange(4, 99), rng.choice(_ENDS))


def _paragraph(rng, said):
    """One that does not repeat what `said`, a set of runs of four words, holds: readers of pages take that for a copy."""
    while True:
        words = " ".join(_sentence(rng) for _ in range(rng.randrange(1, 5))).split(" ")
        runs = {tuple(words[at:at + 4]) for at in range(len(words) - 3)}
        if len(runs & said) < len(runs) / 2:
            said |= runs
            return " ".join(words)


def _edit(rng, kind, edition, title, blocks):
    """One edit, as desks make them; returns the headline, changes `blocks`."""
    if kind == 0:
        blocks.append(("p", "%s added later that %s %s, and that a decision is to be made in week %d." %
                       (rng.choice(_PEOPLE), rng.choice(_PLACES), rng.choice(_DEEDS), edition + 30)))
    elif kind == 1:  # one figure
        tag, text = blocks[-1]
        blocks[-1] = tag, re.sub(r"\d+", str(100 + edition), text, count=1)
    elif kind == 2:
        return "%s, edition %d" % (title, edition + 1)
    elif kind == 3 and len(blocks) > 4:
        del blocks[2]
    else:  # a sentence within a paragraph
        tag, text = blocks[1]
        first, stop, rest = text.partition(". ")
        blocks[1] = tag, " ".join([first + stop.strip(), _sentence(rng), rest]).strip()
    return title


@functools.lru_cache(maxsize=100000)
def text(number, page, edition=0):
    """(headline, ((element, text), …)) of an article: `edition` edits were made, of a different kind one after the other."""
    rng = random.Random("headline %d %d" % (number, page))
    title = "Paper %d, story %d: %s %s" % (number, page, rng.choice(_PLACES), rng.choice(_DEEDS))
    rng = random.Random("text %d %d" % (number, page))
    blocks, said = [], set()
    for at in range(rng.randrange(5, 9)):
        if at == 3 and rng.random() < 0.4:
            blocks.append(("h2", "What %s means for the town" % rng.choice(_PLACES)))
        blocks.append(("p", _paragraph(rng, said)))
    for edit in range(1, edition + 1):
        rng = random.Random("edit %d %d %d" % (number, page, edit))
        title = _edit(rng, (number + page + edit) % 5, edit, title, blocks)
    return title, tuple(blocks)


def headline(number, page, edition=0):
    return text(number, page, edition)[0]


def byline(number, page):
    return _PEOPLE[(number + page) % len(_PEOPLE)]


def published(page):
    return "2026-0%d-1%dT08:%02d:00Z" % (1 + page % 9, page % 10, page % 60)


def article(number, page, traits, nonce):
    """The page of an article; `nonce` changes what is none of the article: counters, adverts, related stories …"""
    title, blocks = text(number, page, traits["edits"].get(str(page), 0))
    others = [(path(traits, other), headline(number, other))
              for other in range(min(max(traits["pages"], 12), 40)) if other != page]
    story = web_layouts.Story("Paper %d" % number, title, byline(number, page), published(page), blocks, others)
    return web_layouts.render(traits["layout"], story, nonce).encode()


def robots(number, traits):
    """The robots.txt of a host, or None where there is none."""
    lines = ["User-agent: *", "Disallow: /closed/", "", "User-agent: badbot", "Disallow: /"]
    if traits["crawl_delay"]:
        lines.insert(2, "Crawl-delay: %g" % traits["crawl_delay"])
    text = "\n".join(lines) + "\nSitemap: http://%s/sitemap.xml\n" % name(number)
    if traits["robots"] == "none":
        return text.encode() if traits["closed"] or traits["crawl_delay"] else None
    if traits["robots"] == "large":
        return text.encode() + b"# nothing to see here, move along, move along\n" * 230000
    if traits["robots"] == "binary":
        return random.Random(number).randbytes(20000)
    return text.encode()


def _address(number, port, where):
    return "http://%s:%d%s" % (name(number), port, where)


def feed(number, port, traits):
    newest = range(traits["pages"] - 1, max(-1, traits["pages"] - 1 - traits["feed_items"]), -1)
    items = "".join("<item><title>%s</title><link>%s</link></item>"
                    % (escape(headline(number, page, traits["edits"].get(str(page), 0))),
                       _address(number, port, listed_path(traits, page))) for page in newest)
    return ('<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Paper %d</title><link>%s</link>%s'
            "</channel></rss>" % (number, _address(number, port, "/"), items)).encode()


def sitemap(number, port, traits):
    urls = "".join("<url><loc>%s</loc></url>" % _address(number, port, listed_path(traits, page))
                   for page in range(traits["pages"]))
    return ('<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">%s</urlset>' % urls).encode()


def front_page(number, port, traits):
    links = "".join('<li><a href="%s">%s</a></li>' % (listed_path(traits, page), escape(headline(number, page)))
                    for page in range(min(traits["pages"], 30)))
    return ('<!DOCTYPE html><html><head><title>Paper %d</title><link rel="alternate" type="application/rss+xml" '
            'href="/feed.xml"></head><body><ul>%s</ul></body></html>' % (number, links)).encode()


def validators(body, changed):
    """ETag and Last-Modified of a list."""
    return {"ETag": '"%s"' % hashlib.sha256(body).hexdigest()[:16],
            "Last-Modified": email.utils.formatdate(changed, usegmt=True)}
