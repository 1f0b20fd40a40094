"""A clock that jumps while ingest runs, by days and back: lists and articles are read on, no sooner and no later, leases
hold, and what is fetched later is the later version. builds: ordinary"""

import email.utils
import json
import os
import sys
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import line
from lib.fetch_case import FetchCase
from lib.site import Answer, page

DAY = 86400
DELAY = 0.15


def feed(*urls):
    return ("<rss version=\"2.0\"><channel><title>Harbour</title>%s</channel></rss>"
            % "".join("<item><link>%s</link></item>" % url for url in urls)).encode()


class Jumps(FetchCase):
    def shift(self, seconds):
        with open(self.path("shift.new"), "w", encoding="utf-8") as file:
            file.write("%d\n" % seconds)
        os.replace(self.path("shift.new"), self.path("shift"))

    def start_ingest_with(self, frontier, *words):
        return self.start(self.command("--frontier", frontier, "--out", "file:" + self.path("out.jsonl"), "--delay", "%dms" % (DELAY * 1000),
                                       *words, frontier=False),
                          env={"LD_PRELOAD": os.path.join(line.BUILD, "tests/lib/clock_shift.so"), "CLOCK_SHIFT": self.path("shift")})

    def articles(self):
        try:
            with open(self.path("out.jsonl"), encoding="utf-8") as rows:
                return [json.loads(row) for row in rows if row.endswith("\n")]
        except FileNotFoundError:
            return []

    def told(self):
        return [article.get("headline", "gone") for article in self.articles()]

    def arrives(self, *headlines):
        line.wait_until(lambda: self.told() == list(headlines), 20, lambda: "%s, but %s" % (headlines, self.told()))

    def polled(self, site, more):
        wanted = site.paths().count("/feed") + more
        line.wait_until(lambda: site.paths().count("/feed") >= wanted, 20, "the feed is read")

    def crawl(self, frontier):
        site = self.site({"/a": page("a")})
        site.answers["/feed"] = feed(site.url("/a"))
        busy = [Answer(b"", 429, {}), page("busy")]

        def answer(_):
            found = busy.pop(0) if len(busy) > 1 else busy[0]
            if isinstance(found, Answer):
                found.headers["Retry-After"] = email.utils.formatdate(time.time() + 4, usegmt=True)
            return found
        site.answers["/busy"] = answer
        self.shift(0)
        process = self.start_ingest_with(frontier, "--poll-min", "400ms", "--poll-max", "400ms", "--revisit",
                                         ",".join("%ds" % i for i in range(1, 17)), site.url("/feed"))
        self.arrives("a")
        self.shift(10 * DAY)
        site.answers["/a"] = page("b")
        self.arrives("a", "b")
        self.polled(site, 2)
        site.answers["/feed"] = feed(site.url("/a"), site.url("/busy"))
        self.arrives("a", "b", "busy")
        asked = [at for at, path, _ in site.seen if path == "/busy"]
        self.assertGreater(asked[1] - asked[0], 3, "its Retry-After is a date of its own clock")
        self.shift(-5 * 3600)
        site.answers["/a"] = page("c")
        self.arrives("a", "b", "busy", "c")
        self.polled(site, 2)
        site.answers["/a"] = Answer(b"gone", 410)
        self.arrives("a", "b", "busy", "c", "gone")
        stamps = [article["fetchedAt"] for article in self.articles() if article["url"] == site.url("/a")]
        self.assertEqual(stamps, sorted(set(stamps)), "later versions have later times")
        self.assertGreater(stamps[1][:10], time.strftime("%Y-%m-%d", time.gmtime(time.time() + 8 * DAY)), "the clock did jump")
        times = [at for at, _, _ in site.seen]
        self.assertGreater(min(later - at for at, later in zip(times, times[1:])), DELAY - 0.03)
        process.terminate()
        self.assertEqual(process.wait(20), 0, process.log())
        self.assertNotIn("run out", process.log())

    def test_with_a_file(self):
        self.crawl(self.path("f.db"))

    def test_with_postgres(self):
        self.crawl(line.postgres_uri())

    def test_started_again_after_it_was_set_back(self):
        site = self.site({"/a": page("a")})
        site.answers["/feed"] = feed(site.url("/a"))
        words = ["--poll-min", "1s", "--poll-max", "1s", "--revisit", "none", site.url("/feed")]
        self.shift(5 * 3600)
        process = self.start_ingest_with(self.path("f.db"), *words)
        self.arrives("a")
        self.polled(site, 1)
        process.terminate()
        self.assertEqual(process.wait(20), 0, process.log())
        self.shift(0)
        process = self.start_ingest_with(self.path("f.db"), *words)
        self.polled(site, 2)
        process.terminate()
        self.assertEqual(process.wait(20), 0, process.log())


if __name__ == "__main__":
    unittest.main()
