"""Several newsmill-ingest on one PostgreSQL frontier: no page is lost or stored twice, no host has two fetchers at once.
limit: 300
"""

import json
import os
import signal
import sys
import threading
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import line
from lib.site import Site, Answer, page

HOSTS = 12
PAGES = 40  # of each host
LEASE = 2.0
DELAY = 0.15


class Web:
    """Hosts of their own addresses, 127.0.1.1 and so on, each with pages that take a moment; writes down who asked."""

    def __init__(self, hosts, pages):
        self.requests, self.lock, self.gate = [], threading.Lock(), threading.Event()
        self.gate.set()
        self.sites = [Site(address="127.0.1.%d" % (n + 1)) for n in range(hosts)]
        for number, site in enumerate(self.sites):
            for i in range(pages):
                site.answers["/%d" % i] = self.slow(site, page("tide %d of %d" % (i, number)))
        self.urls = [site.url("/%d" % i) for i in range(pages) for site in self.sites]

    def slow(self, site, body):
        def answer(handler):
            began = time.monotonic()
            time.sleep(0.02)
            with self.lock:
                self.requests.append((site.port, began, time.monotonic(), handler.path, handler.headers["User-Agent"]))
            return body
        return answer

    def fetched(self):
        with self.lock:
            return list(self.requests)

    def close(self):
        for site in self.sites:
            site.close()


class Shared(line.TestCase):
    def setUp(self):
        super().setUp()
        self.frontier = line.postgres_uri()

    def web(self, hosts=HOSTS, pages=PAGES):
        web = Web(hosts, pages)
        self.addCleanup(web.close)
        return web

    def ingest(self, number, *sources, words=()):
        return self.start([line.program("newsmill-ingest"), "--log", "json", "--allow-private", "--delay", str(DELAY),
                           "--frontier", self.frontier, "--lease", "%gs" % LEASE, "--fetch-timeout", "900ms",
                           "--user-agent", "replica%d/1" % number, "--out", "file:" + self.path("out%d.jsonl" % number),
                           "--data", self.path("data%d" % number), *words, *sources], name="ingest%d" % number)

    def articles(self, *numbers):
        found = []
        for number in numbers:
            with open(self.path("out%d.jsonl" % number), encoding="utf-8") as rows:
                for row in rows:
                    if row.endswith("\n"):  # the last one of a replica that was killed may be cut off
                        found.append(json.loads(row)["url"])
        return found

    def list_of(self, urls):
        path = self.path("list.xml")
        with open(path, "w", encoding="utf-8") as out:
            out.write("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">%s</urlset>" % "".join(
                "<url><loc>%s</loc></url>" % url for url in urls))
        return path

    def check_politeness(self, web):
        """Never two requests at once to a host, whoever asks; and who takes a host over keeps its delay, too."""
        by_host = {}
        for port, began, ended, path, agent in sorted(web.fetched(), key=lambda request: request[1]):
            before = by_host.get(port)
            if before:
                self.assertGreaterEqual(began - before[0], 0, (before, path, agent))
                if agent != before[3]:
                    self.assertGreaterEqual(began - before[1], DELAY * 0.5, (before, path, agent))
            by_host[port] = (ended, began, path, agent)

    def check_agents(self, web, least):
        agents = {}
        for request in web.fetched():
            agents[request[4]] = agents.get(request[4], 0) + 1
        self.assertEqual(len(agents), least, agents)
        return agents

    def test_three_share_the_work_one_is_killed_and_one_is_stopped(self):
        web = self.web()
        path = self.list_of(web.urls)
        first, second = self.ingest(1, path), self.ingest(2, path)
        line.wait_until(lambda: len(web.fetched()) > 40, 30, "the first pages")
        third = self.ingest(3, path)
        line.wait_until(lambda: any(r[4] == "replica3/1" for r in web.fetched()), 30, "the third ingest to get its share")
        first.kill()
        line.wait_until(lambda: len(web.fetched()) > 150, 30, "more pages")
        os.kill(second.pid, signal.SIGSTOP)
        time.sleep(3 * LEASE)
        os.kill(second.pid, signal.SIGCONT)
        self.assertEqual(third.wait(60), 0, third.log())
        self.assertEqual(second.wait(60), 0, second.log())
        found = self.articles(1, 2, 3)
        self.assertEqual(set(found), set(web.urls))
        twice = len(found) - len(set(found))
        self.assertLessEqual(twice, 2 * 24, "delivered twice is only what was in hand")
        fetched = [request[3:4] + request[0:1] for request in web.fetched()]
        self.assertLessEqual(len(fetched) - len(set(fetched)), 2 * 24)
        self.check_politeness(web)
        self.check_agents(web, 3)
        self.assertIn("has run out and other ingests have taken over", second.log())
        self.assertIn("what it had in hand is done by the others", third.log())

    def test_one_after_the_other_ends_and_nothing_is_fetched_twice(self):
        web = self.web(hosts=4, pages=8)
        path = self.list_of(web.urls)
        both = [self.ingest(1, path), self.ingest(2, path)]
        for process in both:
            self.assertEqual(process.wait(60), 0, process.log())
        self.assertEqual(sorted(self.articles(1, 2)), sorted(web.urls))
        self.assertEqual(len(web.fetched()), len(web.urls))
        self.check_politeness(web)
        self.check_agents(web, 2)


if __name__ == "__main__":
    unittest.main()
