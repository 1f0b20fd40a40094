"""The made-up web while its desks work on: every edit arrives as a version within its due time, and noise never does.
builds: ordinary
limit: 900
"""

import itertools
import json
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import line, web_layouts, web_pages, web_versions
from lib.arrivals import Arrivals
from lib.made_up_web import MadeUpWeb

# An edit is due at the first visit after it; LATE is what a visit may be late by when all hosts are visited at once. It is
# less than lies between two visits, so that one that is left out is one that is late.
HOSTS, PAGES, STEPS, LATE, LATENCY = ((200, 5, (40, 100, 170), 35, (0.02, 0.5)) if line.long_runs() else
                                      (24, 4, (2, 7, 13), 4, (0.002, 0.01)))
DELAY = 0.05


def share(step, part):
    """The moment that lies `part` of the way to a step from the one before it."""
    before = ((0,) + STEPS)[step]
    return before + part * (STEPS[step] - before)


# Of a host's pages the first is never edited; one is before its first visit, one before its second, one before each of
# the two, and is then taken back.
EDITED = {"1": [[share(0, 0.3), 1]], "2": [[share(1, 0.4), 1]],
          "3": [[share(0, 0.3), 1], [share(1, 0.4), 2], [share(2, 0.4), 0]]}


def host(number):
    traits = {"pages": PAGES, "layout": number, "edited_after": EDITED if number % 3 else {}, "tagged": number % 4 == 0,
              "moved": 3 if number % 5 == 0 else 0, "busy": 2 if number % 7 == 0 else 0,
              "robots": {0: "rules", 1: "moved"}.get(number % 6, "none"), "crawl_delay": 0.2 if number % 13 == 0 else 0}
    if number == 3:
        traits["robots"] = "binary"
    if number == 9:
        traits["closed"] = 2
    return traits


FAULTS = [{"fault": fault} for fault in ("silent", "slow", "half", "garbage")] + [{"robots": "error"}, {"robots": "large"}]


class Edits(line.TestCase):
    def visited(self, web, articles):
        """Whether every article was asked for at its first delivery and once at each step."""
        asked = {}
        for record in web.log():
            if record["kind"] == "page" and record["status"] in (200, 304):
                key = record["host"], record["page"]
                asked[key] = asked.get(key, 0) + 1
        return len(asked) == articles and min(asked.values()) > len(STEPS)

    def test_edits_arrive_and_noise_does_not(self):
        web = MadeUpWeb(self.folder, [host(number) for number in range(1, HOSTS - len(FAULTS) + 1)] + FAULTS, LATENCY)
        self.addCleanup(web.stop)
        arrivals = Arrivals(self.path("out.jsonl"))
        self.addCleanup(arrivals.stop)
        lists = [web.url(number, web_pages.LISTS[number % 2]) for number in range(1, HOSTS + 1)]
        ingest = self.start([line.program("newsmill-ingest"), "--log", "json", "--frontier", self.path("f.db"), *web.options(),
                             "--delay", "%gs" % DELAY, "--revisit", ",".join("%ds" % step for step in STEPS), "--poll-min", "3s",
                             "--poll-max", "10s", "--fetch-timeout", "2s", "--fetch-attempts", "2",
                             "--out", "file:" + self.path("out.jsonl"), *lists])
        articles = len(web.all_articles())
        line.wait_until(lambda: self.visited(web, articles), STEPS[-1] + LATE + 60,
                        lambda: "all %d articles are visited\n%s" % (articles, ingest.log()[-1500:]), step=0.5)
        ingest.terminate()
        self.assertEqual(ingest.wait(30), 0, ingest.log()[-3000:])
        arrivals.stop()
        problems, counts = web.check_versions(arrivals.list(), STEPS, LATE)
        print("%d hosts, %d articles, %d requests: %s" % (HOSTS, articles, len(web.log()), counts))
        self.assertEqual(problems, [])
        self.assertEqual(web.check(DELAY), [])
        edited = sum(bool(traits["edited_after"]) for traits in web.hosts)
        self.assertEqual(counts["edits"], sum(len(edits) for edits in EDITED.values()) * edited)
        self.assertGreater(counts["noise"], articles)

    def test_noise_alone(self):
        """Each article in each layout, read again and again as files: to the letter the same, and one version."""
        os.mkdir(self.path("pages"))
        wanted = {}
        for layout in range(web_layouts.COUNT):
            for number, page, nonce in itertools.product(range(1, 9), range(5), range(4)):
                name = "%d-%d-%d-%d.html" % (layout, number, page, nonce)
                wanted["urn:newsmill:" + name] = number, page
                with open(self.path("pages", name), "wb") as out:
                    out.write(web_pages.article(number, page, dict(web_pages.TRAITS, layout=layout), nonce))
        code, out, err = self.run_program([line.program("newsmill-ingest"), "--out", "-", self.path("pages")], 60)
        self.assertEqual(code, 0, err)
        versions = {}
        for article in map(json.loads, out.splitlines()):
            number, page = wanted.pop(article["source"]["url"])
            headline, blocks = web_pages.text(number, page)
            self.assertEqual((article["headline"], article["articleBody"]), (headline, "\n\n".join(words for _, words in blocks)),
                             article["source"]["url"])
            layout = article["source"]["url"][len("urn:newsmill:")]
            self.assertEqual(versions.setdefault((layout, number, page), article["version"]), article["version"],
                             (article["source"]["url"], article.get("author")))
        self.assertEqual(wanted, {})


def sent(edition, start, page=1, digest=None, took=0.1):
    """A record of the log: a page in full."""
    return {"kind": "page", "host": "paper001.example", "page": page, "status": 200, "edition": edition, "start": start,
            "end": start + took, "bytes": digest or "at %g" % start}


def edit(edition, at, page=1):
    return {"kind": "edit", "host": "paper001.example", "page": page, "edition": edition, "at": at}


def arrival(at, edition, page=1, advert="", version=None):
    headline, blocks = web_pages.text(1, page, edition)
    return at, {"url": "http://paper001.example:8000/news/story-%05d.html" % page, "headline": headline,
                "articleBody": "\n\n".join([words for _, words in blocks] + ([advert] if advert else [])),
                "version": version or "v%d" % edition}


class Checker(unittest.TestCase):
    """What the checker lets pass and what it does not: visits are due after 10, 30 and 60 seconds, and may be 5 s late."""

    def check(self, log, edits, arrivals):
        return web_versions.check(log, edits, arrivals, (10, 30, 60), 5)

    def wrong(self, words, log, edits, arrivals):
        problems, _ = self.check(log, edits, arrivals)
        self.assertTrue(problems)
        self.assertTrue(all(words in problem for problem in problems), problems)

    def test_all_is_well(self):
        log = [sent(0, 100), sent(0, 110), sent(1, 130), sent(0, 160), sent(0, 100, page=2), sent(2, 110, page=2)]
        edits = [edit(1, 115), edit(0, 140), edit(1, 103, page=2), edit(2, 104, page=2), edit(3, 170, page=2)]
        arrivals = [arrival(100.2, 0), arrival(130.2, 1), arrival(160.2, 0), arrival(100.2, 0, page=2), arrival(110.2, 2, page=2)]
        self.assertEqual(self.check(log, edits, arrivals), ([], {"edits": 4, "noise": 1}))

    def test_an_edit_is_missing(self):
        self.wrong("edition 1, made 4.8 s after its arrival and due 10 s after it, did not arrive",
                   [sent(0, 100)], [edit(1, 105)], [arrival(100.2, 0)])
        self.wrong("which did not arrive", [sent(0, 100), sent(1, 110)], [], [arrival(100.2, 0)])
        self.wrong("did not arrive", [sent(0, 100), sent(1, 110)], [edit(1, 105)], [arrival(100.2, 0)])
        self.wrong("edition 2, made 14.8 s", [sent(0, 100), sent(1, 110)], [edit(1, 105), edit(2, 115)],
                   [arrival(100.2, 0), arrival(110.2, 1)])
        self.wrong("edition 0, made 14.8 s", [sent(0, 100), sent(1, 110)], [edit(1, 105), edit(0, 115)],
                   [arrival(100.2, 0), arrival(110.2, 1)])

    def test_an_edit_is_late(self):
        self.wrong("due 10 s after it, arrived 20.0 s late", [sent(0, 100), sent(1, 130)], [edit(1, 105)],
                   [arrival(100.2, 0), arrival(130.2, 1)])
        self.wrong("which did not arrive within", [sent(0, 100), sent(1, 106)], [edit(1, 105)],
                   [arrival(100.2, 0), arrival(114.2, 1)])

    def test_an_article_is_missing(self):
        self.wrong("was sent as edition 0, which did not arrive", [sent(0, 100)], [], [])

    def test_noise_arrives(self):
        log = [sent(0, 100), sent(0, 110)]
        self.wrong("arrived with a text that it never had: ['Buy a boat']", log, [],
                   [arrival(100.2, 0), arrival(110.2, 0, advert="Buy a boat")])
        self.wrong("though its text was the same", log, [], [arrival(100.2, 0), arrival(110.2, 0, version="other")])
        self.wrong("though its text was the same", log, [], [arrival(100.2, 0), arrival(110.2, 0)])

    def test_versions_are_mixed_up(self):
        log, edits = [sent(0, 100), sent(1, 110), sent(0, 130)], [edit(1, 105), edit(0, 115)]
        self.wrong("two texts have one version", log, edits, [arrival(100.2, 0), arrival(110.2, 1, version="v0"), arrival(130.2, 0)])
        self.wrong("has the text of version v0 again, but is version v7", log, edits,
                   [arrival(100.2, 0), arrival(110.2, 1), arrival(130.2, 0, version="v7")])
        self.wrong("which was not sent", log, edits, [arrival(100.2, 0), arrival(110.2, 1), arrival(130.2, 0), arrival(130.3, 0, page=9)])

    def test_an_edit_arrives_before_it_was_made(self):
        self.wrong("that it never had", [sent(0, 100)], [edit(1, 120)], [arrival(100.2, 0), arrival(101, 1), arrival(115, 0), arrival(130, 1)])


if __name__ == "__main__":
    unittest.main(verbosity=2)
