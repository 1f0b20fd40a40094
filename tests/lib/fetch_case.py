"""A test case that runs newsmill-ingest against sites on loopback."""

import json
import sqlite3

from lib import line
from lib.site import Site, page


class FetchCase(line.TestCase):
    def site(self, answers=None, **options):
        site = Site(answers, **options)
        self.addCleanup(site.close)
        return site

    def command(self, *words, frontier=True):
        argv = [line.program("newsmill-ingest"), "--log", "json", "--allow-private", "--delay", "0"]
        if frontier:
            argv += ["--frontier", self.path("f.db")]
        return argv + list(words)

    def ingest(self, *words, stdin=b"", seconds=60, env=None, frontier=True):
        code, out, err = self.run_program(self.command("--once", *words, frontier=frontier), seconds, stdin, env)
        return code, [json.loads(row) for row in out.splitlines()], [json.loads(row)["message"] for row in err.splitlines()]

    def states(self):
        with sqlite3.connect("file:%s?mode=ro" % self.path("f.db"), uri=True) as database:
            return dict(database.execute("SELECT url, state FROM urls"))

    def failed(self, site, path, *parts, words=(), seconds=30):
        """The address fails with one line, and a sound one beside it is delivered."""
        site.answers["/good"] = page("good")
        code, articles, messages = self.ingest("--again", *words, site.url(path), site.url("/good"), seconds=seconds)
        self.assertEqual(code, 1, messages)
        self.assertEqual([a["headline"] for a in articles], ["good"])
        found = [m for m in messages if site.url(path) in m and "failed" in m and all(part in m for part in parts)]
        self.assertEqual(len(found), 1, messages)
        self.assertEqual(self.states()[site.url(path)], "failed")
        return messages
