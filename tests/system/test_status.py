"""newsmill status beside an ingest that runs: addresses by state, the slowest and the failing hosts, on both databases."""

import json
import os
import sqlite3
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import line
from lib.fetch_case import FetchCase
from lib.site import Answer, page


def host_of(site):
    return site.url("/")[len("http://"):-1]


class Status(FetchCase):
    def status(self, *words, code=0):
        found, out, err = self.run_program([line.program("newsmill"), "status", "--data", self.path("none"), *words], 20)
        self.assertEqual(found, code, err + out.decode())
        return out.decode()

    def crawl(self, place):
        """A host that answers slowly, one that does not, and one that is done, as status tells of them."""
        slow = self.site({"/%d" % i: Answer(page("slow %d" % i), pause=0.3) for i in range(40)}, address="127.0.0.2")
        slow.answers["/robots.txt"] = Answer(b"", 404, pause=0.3)
        sick = self.site({"/%d" % i: Answer(b"", 503) for i in range(2)}, address="127.0.0.3")
        sound = self.site({"/a": page("a"), "/list": Answer(b"nothing", content_type="text/plain")})
        urls = [slow.url("/%d" % i) for i in range(40)] + [sick.url("/0"), sick.url("/1"), sound.url("/a"), sound.url("/list")]
        process = self.start(self.command("--frontier", place, "--out", "file:" + self.path("out.jsonl"), "--delay", "50ms",
                                          "--once", *urls, frontier=False))
        seen = {}

        def told():
            try:
                seen.update(json.loads(self.status("--json", "--frontier", place))["frontier"])
            except AssertionError:  # there is none yet
                return False
            urls = seen["urls"]
            return (urls["delivered"] >= 3 and urls["skipped"] == 1 and seen["failingHosts"] and
                    seen["failingHosts"][0]["failures"] >= 2 and host_of(slow) in [h["host"] for h in seen["slowestHosts"][:1]])

        line.wait_until(told, 20, lambda: seen)
        self.assertEqual(sum(seen["urls"].values()), 44, seen)
        self.assertGreater(seen["urls"]["queued"], 10)
        self.assertLessEqual(seen["articles"]["delivered"], seen["urls"]["delivered"])
        slowest = seen["slowestHosts"][0]
        self.assertTrue(0.25 < slowest["answerSeconds"] < 3, slowest)
        self.assertAlmostEqual(slowest["pause"] / slowest["answerSeconds"], 2, delta=0.3)
        self.assertTrue(10 < slowest["waiting"] < 40, slowest)
        self.assertEqual((slowest["failures"], slowest["error"]), (0, None))
        failing = seen["failingHosts"]
        self.assertEqual([(host["host"], host["error"]) for host in failing], [(host_of(sick), "HTTP status 503")])
        self.assertTrue(failing[0]["nextAllowedAt"])
        text = self.status("--frontier", place)
        self.assertRegex(text, r"(?m)^URLs +\d+ queued, \d+ leased, \d+ delivered, 1 skipped, \d+ failed$")
        self.assertRegex(text, r"(?m)^read again +0 scheduled, 0 due$")
        self.assertRegex(text, r"(?m)^Slowest hosts\n +host +waiting .*\n +%s +\d+ +0\.\d+ s +" % host_of(slow))
        self.assertRegex(text, r"(?m)^Failing hosts\n.*\n +%s .* \d+  HTTP status 503$" % host_of(sick))
        self.assertNotIn("hosts", self.status("--frontier", place, "--hosts", "0"))
        process.signal(2)
        process.wait(20)
        after = json.loads(self.status("--json", "--frontier", place))["frontier"]
        self.assertEqual(after["urls"]["leased"], 0)
        self.assertEqual(sum(after["urls"].values()), 44)

    def test_a_file(self):
        self.crawl(self.path("f.db"))

    def test_postgres(self):
        self.crawl(line.postgres_uri())

    def test_what_cannot_be_read(self):
        def said(place):
            rows = self.status("--frontier", place, code=1).splitlines()
            return [row for row in rows if row.startswith("frontier")]
        self.assertIn("No such file", said(self.path("nothing.db"))[0])
        self.assertIn("Connection refused", said("postgresql://127.0.0.1:%d/x" % line.free_port())[0])
        with open(self.path("text.db"), "w", encoding="utf-8") as file:
            file.write("no database, but long enough to have the size of a header of one, and more than that\n" * 20)
        self.assertIn("not a database", said(self.path("text.db"))[0])
        with sqlite3.connect(self.path("newer.db")) as database:
            database.execute("PRAGMA user_version = 999")
        self.assertIn("made by a newer newsmill", said(self.path("newer.db"))[0])
        self.assertEqual(len(said(self.path("newer.db"))), 1)
        self.assertEqual(json.loads(self.status("--json"))["frontier"], None)
        self.status("--hosts", "-1", code=2)


if __name__ == "__main__":
    unittest.main()
