"""A crawl of the made-up web keeps every rule of politeness; a client that does not is caught by the same checker."""

import http.client
import json
import os
import sys
import threading
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import line
from lib.made_up_web import MadeUpWeb

QUICK = (0.002, 0.01)  # seconds that an answer takes


class WebCase(line.TestCase):
    def web(self, hosts, latency=QUICK):
        web = MadeUpWeb(self.folder, hosts, latency)
        self.addCleanup(web.stop)
        return web

    def ingest(self, web, *words, seconds=60):
        """(exit code, articles, messages) of one run."""
        code, out, err = self.run_program([line.program("newsmill-ingest"), "--log", "json", "--once", "--frontier", self.path("f.db"),
                                           *web.options(), *words], seconds)
        return code, [json.loads(row) for row in out.splitlines()], [json.loads(row)["message"] for row in err.splitlines()]

    def assert_found(self, articles, web):
        self.assertEqual({article["source"]["url"]: article["headline"] for article in articles}, web.all_articles())


class Polite(WebCase):
    def test_a_crawl(self):
        web = self.web([{"pages": 8, "busy": 4}, {"pages": 12, "closed": 4, "moved": 3}, {"pages": 5, "crawl_delay": 0.3},
                        {"pages": 6, "robots": "moved"}, {"pages": 6, "robots": "large", "closed": 3}, {"pages": 6, "robots": "binary"},
                        {"pages": 4, "latency": [0.1, 0.2]}] + [{"pages": 12}] * 9)
        code, articles, messages = self.ingest(web, "--delay", "100ms", *web.urls("/sitemap.xml"))
        self.assertEqual(code, 1, messages)  # what robots.txt forbids is named
        self.assert_found(articles, web)
        self.assertEqual(web.check(0.1), [])
        for number, words in ((5, "longer than 512 KiB"), (6, "no text")):
            self.assertEqual(len([m for m in messages if web.url(number, "/robots.txt") in m and words in m]), 1, messages)

    def test_so_many_connections_and_no_more(self):
        web = self.web([{"pages": 3}] * 6, latency=(0.05, 0.05))
        self.assert_found(self.ingest(web, "--delay", "0", "--connections", "2", *web.urls("/sitemap.xml"))[1], web)
        log = web.log()
        busy = [sum(other["start"] <= record["start"] < other["start"] + 0.04 for other in log) for record in log]
        self.assertEqual(max(busy), 2)

    def test_hosts_that_do_not_work(self):
        web = self.web([{"fault": fault} for fault in ("silent", "slow", "half", "garbage")] + [{"robots": "error"}, {}, {}])
        code, articles, messages = self.ingest(web, "--delay", "50ms", "--fetch-timeout", "1s", "--fetch-attempts", "1",
                                               *web.urls("/feed.xml"))
        self.assertEqual(code, 1, messages)
        self.assert_found(articles, web)
        self.assertEqual(web.check(0.05), [])
        for url in web.urls("/feed.xml")[:5]:
            self.assertEqual(len([m for m in messages if m.startswith(url + ": failed")]), 1, messages)

    def test_what_has_not_changed(self):
        web = self.web([{}, {"pages": 3}, {}])
        words = ["--delay", "20ms", *web.urls("/feed.xml")]
        self.assertEqual(len(self.ingest(web, *words)[1]), 23)
        self.assertEqual(self.ingest(web, *words)[1], [])
        self.assertEqual([record["status"] for record in web.log() if record["kind"] == "list"], [200] * 3 + [304] * 3)
        web.change(2, pages=5)
        code, articles, messages = self.ingest(web, *words)
        self.assertEqual([article["source"]["url"] for article in articles], [web.page_url(2, 4), web.page_url(2, 3)], messages)
        self.assertEqual(web.check(0.02), [])


class Rude(WebCase):
    """Breaks one rule after the other."""

    def get(self, web, number, path):
        channel = http.client.HTTPConnection("127.0.1.%d" % number, web.port, timeout=20)
        try:
            channel.request("GET", path)
            channel.getresponse().read()
        finally:
            channel.close()

    def caught(self, web, delay, words):
        problems = web.check(delay)
        self.assertTrue(problems)
        self.assertTrue(all(words in problem for problem in problems), problems)

    def test_two_at_once(self):
        web = self.web([{}], latency=(0.3, 0.3))
        self.get(web, 1, "/robots.txt")
        time.sleep(0.1)
        threads = [threading.Thread(target=self.get, args=(web, 1, "/news/story-0000%d.html" % i)) for i in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.caught(web, 0, "two requests at once")

    def test_too_soon(self):
        web = self.web([{}, {"crawl_delay": 5}])
        for number in (1, 2):
            self.get(web, number, "/robots.txt")
            time.sleep(0.05)
            self.get(web, number, "/news/story-00001.html")
        self.assertEqual([problem[:16] for problem in web.check(0.01)], ["paper002.example"])
        self.caught(web, 9, "apart, not")

    def test_robots(self):
        web = self.web([{"closed": 2}, {"robots": "error"}])
        self.get(web, 1, "/closed/story-00002.html")
        self.get(web, 2, "/robots.txt")
        self.get(web, 2, "/news/story-00001.html")
        self.assertEqual(sorted(problem.partition(": asked for ")[2] for problem in web.check(0)), [
            "/closed/story-00002.html without its robots.txt", "/closed/story-00002.html, which its robots.txt forbids",
            "/news/story-00001.html without its robots.txt"])

    def test_retry_after(self):
        web = self.web([{"busy": 1, "retry_after": 30}])
        self.get(web, 1, "/robots.txt")
        self.get(web, 1, "/news/story-00001.html")
        self.get(web, 1, "/news/story-00001.html")
        self.get(web, 1, "/news/story-00002.html")
        problems = web.check(0)
        self.assertEqual(len(problems), 2, problems)
        self.assertTrue(all("before the Retry-After" in problem for problem in problems), problems)

    def test_lists_in_full(self):
        web = self.web([{}])
        for path in ("/robots.txt", "/feed.xml", "/feed.xml"):
            self.get(web, 1, path)
        self.caught(web, 0, "again in full")


if __name__ == "__main__":
    unittest.main(verbosity=2)
