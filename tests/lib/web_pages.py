"""What the hosts of the made-up web hold (made_up_web.py): their robots.txt, lists and articles, as functions of a host's
traits, so that the server and a test that checks it see the same thing."""

import email.utils
import hashlib
import random
from xml.sax.saxutils import escape

HOST_NAME = "paper%03d.example"
ADDRESS = "127.0.1.%d"
MOST_HOSTS = 200
LISTS = ("/feed.xml", "/sitemap.xml")

_PLACES = ["the northern harbour", "the river lock", "the old grain hall", "the ferry office", "the tram depot",
           "the glass works", "the county archive", "the upper reservoir", "the fish market", "the signal tower"]
_PEOPLE = ["Mara Lindqvist", "Tobias Renner", "Ines Calloway", "Piet Oostra", "Hanne Feld", "Carlo Brandt", "Nadia Wren"]
_DEEDS = ["was closed for repairs", "took in more goods than in the year before", "opened its doors to visitors",
          "raised its fees by a small amount", "was handed over to the county", "counted fewer boats than expected",
          "bought a second crane", "lost a third of its staff to the neighbours"]
_ENDS = ["as its board had said it would", "which nobody in the town had foreseen", "and the work is to last until autumn",
         "although the council had asked for a delay", "so that the traffic had to find another way",
         "and the costs are shared by three districts"]

# The traits of a host and what they are when a plan does not name them; see made_up_web.py.
TRAITS = {"pages": 10, "feed_items": 20, "robots": "none", "crawl_delay": 0, "closed": 0, "busy": 0, "retry_after": 1,
          "moved": 0, "fault": None, "latency": None, "edits": {}, "gone": [], "noise": True, "validators": True,
          "changed": 0}


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


def headline(number, page, edits=0):
    rng = random.Random("headline %d %d" % (number, page))
    return "Paper %d, story %d: %s %s%s" % (number, page, rng.choice(_PLACES), rng.choice(_DEEDS),
                                            ", edition %d" % (edits + 1) if edits else "")


def article(number, page, traits, nonce):
    """The page of an article; `nonce` changes what is none of the article: counter, advert, related stories."""
    edits = traits["edits"].get(str(page), 0)
    rng = random.Random("text %d %d" % (number, page))
    paragraphs = []
    for _ in range(7):
        paragraphs.append(" ".join(
            "%s said on the %dth that %s %s in week %d, %s." % (rng.choice(_PEOPLE), rng.randrange(4, 21), rng.choice(_PLACES),
                                                               rng.choice(_DEEDS), rng.randrange(1, 53), rng.choice(_ENDS))
            for _ in range(3)))
    if edits:
        paragraphs.append("This story was edited %d times; the last change concerned week %d, and %s confirmed it." %
                          (edits, edits + 2, rng.choice(_PEOPLE)))
    noise = random.Random("noise %s" % nonce)
    views, advert = noise.randrange(1000, 99999), noise.randrange(1 << 30)
    related = "".join('<li><a href="%s">%s</a></li>' % (path(traits, other), escape(headline(number, other)))
                      for other in noise.sample(range(max(traits["pages"], 4)), 3)) if traits["pages"] else ""
    title = escape(headline(number, page, edits))
    return ('<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>%s</title>'
            '<meta property="og:type" content="article"><meta property="article:published_time" '
            'content="2026-0%d-1%dT08:%02d:00Z"></head><body><nav><a href="/">Front page</a> <a href="/news/">News</a></nav>'
            '<main><article><h1>%s</h1><p class="byline">By %s</p>%s</article>'
            '<div class="views">%d views</div><div class="advert"><a href="https://ads.example/%d">Buy boat no. %d</a></div>'
            '<aside class="related"><h2>Related stories</h2><ul>%s</ul></aside></main>'
            '<footer>Paper %d</footer></body></html>'
            % (title, 1 + page % 9, page % 10, page % 60, title, _PEOPLE[(number + page) % len(_PEOPLE)],
               "".join("<p>%s</p>" % escape(text) for text in paragraphs), views, advert, advert % 97, related,
               number)).encode()


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
