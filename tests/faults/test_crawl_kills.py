"""ingest killed again and again in the middle of a crawl: every page is stored, no host is ever treated rudely, and hardly
a page is fetched twice."""

import os
import re
import sqlite3
import sys
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import line, web_check  # noqa: E402
from lib.made_up_web import MadeUpWeb  # noqa: E402

HOSTS, PAGES, KILLS, LATENCY = (200, 100, 30, (0.02, 0.5)) if line.long_runs() else (40, 15, 5, (0.002, 0.02))
DELAY, WINDOW = 0.02, 64


class CrawlKills(line.TestCase):
    def stored(self):
        try:
            with sqlite3.connect("file:%s?mode=ro" % self.path("store.db"), uri=True, timeout=20) as database:
                return database.execute("SELECT count(*) FROM articles").fetchone()[0]
        except sqlite3.OperationalError:
            return 0

    def test_every_page_once(self):
        web = MadeUpWeb(self.folder, [{"pages": PAGES, "busy": 40 if number % 10 == 0 else 0} for number in range(HOSTS)], LATENCY)
        self.addCleanup(web.stop)
        link = "tcp://127.0.0.1:%d" % line.free_port()
        more = ["--heartbeat", "200ms", "--window", str(WINDOW)]
        sink = self.start_sink(link, "sqlite:" + self.path("store.db"), *more)
        words = [*web.options(), "--once", "--delay", "%gs" % DELAY, *web.urls("/sitemap.xml"), *more]
        ingest = self.start_ingest(link, *words)
        kills, in_hand, total = [], 0, HOSTS * PAGES
        for number in range(1, KILLS + 1):
            wanted = number * total // (KILLS + 1)
            line.wait_until(lambda: self.stored() >= wanted, 300, lambda: "%d pages stored (there are %d)\n%s" %
                            (wanted, self.stored(), ingest.log()[-1500:]), step=0.02)
            ingest.kill()
            kills.append(time.time())
            ingest.close()
            ingest = self.start_ingest(link, *words)
            line.wait_until(ingest.ready, 20, "ingest works again")
            found = re.search(r"(\d+) addresses were in hand when the last ingest ended", ingest.log())
            in_hand += int(found.group(1)) if found else 0
        self.assertEqual(ingest.wait(300), 0, ingest.log()[-3000:])
        line.wait_until(lambda: self.stored() == total, 60, lambda: "%d pages stored of %d" % (self.stored(), total))
        sink.terminate()
        self.assertEqual(sink.wait(40), 0)
        with sqlite3.connect(self.path("store.db")) as database:
            found = dict(database.execute("SELECT url, headline FROM articles"))
        self.assertEqual(found, web.all_articles())
        self.assertEqual(web.check(DELAY, kills), [])
        again = sum(times - 1 for times in web_check.fetched_twice(web.log()).values())
        print("%d pages, %d kills: %d were in hand, %d were fetched twice" % (total, KILLS, in_hand, again))
        self.assertLessEqual(again, in_hand)


if __name__ == "__main__":
    unittest.main(verbosity=2)
