"""Several newsmill-ingest on one PostgreSQL frontier: no page is lost or stored twice, no host has two fetchers at once.
limit: 1200
"""

import os
import re
import sqlite3
import sys
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import line, web_check
from lib.made_up_web import MadeUpWeb

HOSTS, PAGES, LEASE, LATENCY, DELAY = ((200, 100, 10, (0.02, 0.5), 0.05) if line.long_runs() else
                                       (12, 70, 2, (0.02, 0.06), 0.15))
TIMEOUT = LEASE * 0.3  # of a request: a lease has to be twice as long at least
TOTAL = HOSTS * PAGES
CONNECTIONS = 16  # of an ingest: few enough that the hosts' answer times, not their pauses, are the limit of one and of two
MOST_CHANGES = 8  # times that a host goes to another ingest: when one comes, is killed, is stopped and wakes, and for its share


def agent(number):
    return "replica%d/1" % number


class Crawl(line.TestCase):
    """Ingests with a sink behind them."""

    def begin(self, hosts, ingests):
        self.frontier = line.postgres_uri()
        self.web = MadeUpWeb(self.folder, hosts, LATENCY)
        self.addCleanup(self.web.stop)
        self.links = ["tcp://127.0.0.1:%d" % line.free_port() for _ in range(ingests)]
        self.sink = self.start_sink(",".join(self.links), "sqlite:" + self.path("store.db"), "--heartbeat", "200ms")

    def ingest(self, number):
        return self.start_ingest(self.links[number - 1], *self.web.options(), "--frontier", self.frontier, "--lease", "%gs" % LEASE,
                                 "--fetch-timeout", "%gs" % TIMEOUT, "--delay", "%gs" % DELAY, "--connections", CONNECTIONS,
                                 "--user-agent", agent(number), "--once", "--heartbeat", "200ms", *self.web.urls("/sitemap.xml"), data="data%d" % number, name="ingest%d" % number)

    def pages(self, number=None):
        """The pages that were sent in full so far, to one ingest or all."""
        return [record for record in self.web.log() if record["kind"] == "page" and record["status"] == 200
                and (number is None or record["agent"] == agent(number))]

    def reach(self, count, number=None):
        line.wait_until(lambda: len(self.pages(number)) >= count, 300, lambda: "%d pages are fetched by %s; there are %d" % (
            count, agent(number) if number else "all", len(self.pages(number))), step=0.2)

    def speed(self, count):
        """Pages a second while the next `count` are fetched."""
        before = len(self.pages())
        self.reach(before + count)
        found = sorted(record["end"] for record in self.pages())
        return count / (found[before + count - 1] - found[before - 1])

    def stored(self, total):
        """Ends the sink once everything is in the store; returns how many messages it knew already."""
        def count():
            try:
                with sqlite3.connect("file:%s?mode=ro" % self.path("store.db"), uri=True, timeout=20) as database:
                    return database.execute("SELECT count(*) FROM articles").fetchone()[0]
            except sqlite3.OperationalError:
                return 0
        line.wait_until(lambda: count() >= total, 60, lambda: "%d articles are stored of %d" % (count(), total))
        known = int(self.sink.metric("newsmill_sink_articles_known_total"))
        self.sink.terminate()
        self.assertEqual(self.sink.wait(40), 0)
        with sqlite3.connect(self.path("store.db")) as database:
            self.assertEqual(dict(database.execute("SELECT url, headline FROM articles")), self.web.all_articles())
            self.assertEqual(database.execute("SELECT count(*) FROM article_versions").fetchone()[0], total)
        return known

    def changes(self):
        """How often the host that changed hands most did so."""
        most, last, times = 0, {}, {}
        for record in self.web.log():
            host = record["host"]
            if last.setdefault(host, record["agent"]) != record["agent"]:
                times[host] = times.get(host, 0) + 1
                most = max(most, times[host])
            last[host] = record["agent"]
        return most


class Shared(Crawl):
    def test_three_share_the_work_one_is_killed_and_one_is_stopped(self):
        self.begin([{"pages": PAGES, "busy": 20 if number % 10 == 0 else 0} for number in range(HOSTS)], 3)
        first, speeds = self.ingest(1), []
        self.reach(TOTAL // 40)
        speeds.append(self.speed(TOTAL // 10))
        second = self.ingest(2)
        self.reach(TOTAL // 80, 2)
        speeds.append(self.speed(TOTAL // 10))
        third = self.ingest(3)
        self.reach(TOTAL // 80, 3)
        speeds.append(self.speed(TOTAL // 10))

        first.kill()
        ends = [time.time()]
        self.reach(len(self.pages()) + TOTAL // 20)
        second.pause()
        ends.append(time.time())
        time.sleep(3 * LEASE)
        self.assertLess(len(self.pages()), TOTAL * 0.9, "there is work left when it wakes")
        woken = time.time()
        second.resume()
        for process in (second, third):
            self.assertEqual(process.wait(300), 0, process.log()[-3000:])
        known = self.stored(TOTAL)
        log = self.web.log()
        again = sum(times - 1 for times in web_check.fetched_twice(log).values())
        in_hand = sum(map(int, re.findall(r"the (\d+) addresses that it had in hand", second.log() + third.log())))
        print("%d pages of %d hosts; pages/s with 1, 2 and 3 ingests: %s; in hand at the kill and the stop: %d, fetched twice: %d, "
              "delivered twice: %d; a host changed hands %d times at most; the woken one fetched %d pages more"
              % (TOTAL, HOSTS, ", ".join("%.0f" % speed for speed in speeds), in_hand, again, known, self.changes(),
                 sum(record["start"] > woken for record in self.pages(2))))
        self.assertEqual(self.web.check(DELAY, ends), [])
        self.assertLessEqual(self.changes(), MOST_CHANGES)
        self.assertLessEqual(again, in_hand)
        self.assertLessEqual(known, in_hand)
        self.assertIn("has run out and other ingests have taken over", second.log())
        if line.long_runs():  # on a few hosts one ingest is as fast as their pauses let it be
            self.assertGreater(speeds[1], speeds[0] * 1.3, speeds)
            self.assertGreater(speeds[2], speeds[1] * 1.1, speeds)

    def test_nothing_is_fetched_twice(self):
        self.begin([{"pages": 8}] * 4, 2)
        for process in [self.ingest(1), self.ingest(2)]:
            self.assertEqual(process.wait(60), 0, process.log())
        self.assertEqual(self.stored(32), 0)
        self.assertEqual(web_check.fetched_twice(self.web.log()), {})
        self.assertEqual(self.web.check(DELAY), [])
        self.assertEqual({record["agent"] for record in self.pages()}, {agent(1), agent(2)})


if __name__ == "__main__":
    unittest.main(verbosity=2)
