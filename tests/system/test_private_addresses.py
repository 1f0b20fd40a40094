"""Addresses that are not public, by every way that leads there: none of them is ever connected to.
builds: ordinary"""

import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import line
from lib.fetch_case import FetchCase
from lib.site import Answer, Site, page

REFUSED = "not a public one"

# 127.0.0.2, where a server would answer, and others where something may listen on a machine or in a cloud.
PLACES = ["127.0.0.2", "127.0.0.2.", "127.2", "127.0.2", "2130706434", "0x7f000002", "0x7f.0.0.2", "0177.0.0.2", "017700000002",
          "%31%32%37.0.0.2", "127。0。0。2", "[::ffff:127.0.0.2]", "[::ffff:7f00:2]", "[::127.0.0.2]", "[64:ff9b::7f00:2]",
          "[::1]", "[::]", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254", "224.0.0.1",
          "255.255.255.255", "[fe80::1]", "[fc00::1]", "[fd00:ec2::254]", "[ff02::1]"]


class PrivateAddresses(FetchCase):
    def command(self, *words, frontier=True):
        argv = [line.program("newsmill-ingest"), "--log", "json", "--allow-private", "127.0.0.1/32", "--delay", "0",
                "--fetch-attempts", "1"]
        return argv + (["--frontier", self.path("f.db")] if frontier else []) + list(words)

    def closed(self):
        """A server at an address that is not allowed."""
        site = Site({}, address="127.0.0.2")
        site.answers = {path: page("secret") for path in ["/secret", "/robots.txt"] + ["/%d" % i for i in range(100)]}
        self.addCleanup(site.close)
        return site

    def assert_refused(self, messages, url):
        self.assertEqual(len([m for m in messages if url in m and "failed" in m and REFUSED in m]), 1, (url, messages))

    def test_named_by_the_user(self):
        site = self.closed()
        urls = ["http://%s:%d/%d" % (place, site.port, i) for i, place in enumerate(PLACES)]
        code, articles, messages = self.ingest(*urls)
        self.assertEqual((code, articles), (1, []), messages)
        self.assertEqual(len([m for m in messages if REFUSED in m]), len(PLACES), messages)
        self.assertEqual(site.seen, [])

    def test_by_redirect(self):
        hidden = self.closed()
        site = self.site({"/good": page("good")})
        places = [place for place in PLACES if place.isascii()]  # as header fields are
        for i, place in enumerate(places):
            site.answers["/%d" % i] = Answer(status=302, headers={"Location": "http://%s:%d/secret" % (place, hidden.port)})
        code, articles, messages = self.ingest(site.url("/good"), *[site.url("/%d" % i) for i in range(len(places))])
        self.assertEqual((code, [a["headline"] for a in articles]), (1, ["good"]), messages)
        for i in range(len(places)):
            self.assert_refused(messages, site.url("/%d (" % i))
        self.assertEqual(hidden.seen, [])

    def test_robots_by_redirect(self):
        hidden = self.closed()
        site = self.site({"/a": page("a"), "/robots.txt": Answer(status=301, headers={"Location": hidden.url("/robots.txt")})})
        code, articles, messages = self.ingest(site.url("/a"))
        self.assertEqual((code, articles), (1, []), messages)
        self.assert_refused(messages, site.url("/a"))
        self.assertEqual(hidden.seen, [])

    def names(self, text, *words):
        """ingest with names that change."""
        return self.ingest(*words, env={"LD_PRELOAD": os.path.join(line.BUILD, "tests/lib/changing_names.so"), "CHANGING_NAMES": text})

    def test_a_name_that_means_a_private_address(self):
        hidden = self.closed()
        url = "http://news.example:%d/secret" % hidden.port
        code, articles, messages = self.names("news.example=127.0.0.2", url)
        self.assertEqual((code, articles), (1, []), messages)
        self.assert_refused(messages, url)
        self.assertEqual(hidden.seen, [])

    def test_a_name_that_means_a_private_address_too(self):
        """What is wrong with the other one may pass."""
        hidden, url = self.closed(), "http://news.example:%d/secret" % line.free_port()
        messages = self.names("news.example=127.0.0.2+127.0.0.1", "--fetch-attempts", "2", url)[2]
        self.assertTrue([m for m in messages if url in m and "tried again in 2 s" in m], messages)
        self.assertFalse([m for m in messages if REFUSED in m], messages)
        self.assertEqual(hidden.seen, [])

    def test_a_name_that_means_another_address_the_second_time(self):
        site, hidden = self.site({}), self.closed()
        first, second = ("http://news.example:%d/%s" % (port, path) for port, path in ((site.port, "feed"), (hidden.port, "secret")))
        items = b"<rss version='2.0'><channel><title>t</title><item><title>i</title><link>%s</link></item></channel></rss>" % second.encode()
        site.answers["/feed"] = Answer(items, content_type="application/rss+xml")  # so that it is looked up first
        code, articles, messages = self.names("news.example=127.0.0.1,127.0.0.2", "--once", first)
        self.assertEqual((code, articles), (1, []), messages)
        self.assertIn("/feed", site.paths())
        self.assert_refused(messages, second)
        self.assertEqual(hidden.seen, [])

    def test_a_redirect_to_a_name_that_has_changed(self):
        site, hidden = self.site({}), self.closed()
        site.answers["/a"] = Answer(status=302, headers={"Location": "http://news.example:%d/secret" % hidden.port})
        url = "http://news.example:%d/a" % site.port
        code, articles, messages = self.names("news.example=127.0.0.1,169.254.169.254", url)
        self.assertEqual((code, articles), (1, []), messages)
        self.assert_refused(messages, url)
        self.assertEqual(hidden.seen, [])


if __name__ == "__main__":
    unittest.main()
