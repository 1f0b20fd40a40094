"""newsmill-ingest --save-warc: what was fetched, as web archives that read back into the same articles."""

import gzip
import hashlib
import json
import os
import re
import resource
import sys
import unittest
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import line
from lib.fetch_case import FetchCase
from lib.site import Answer, page


def members(path):
    """The gzip members of a file, decompressed; each has to be whole."""
    found = []
    with open(path, "rb") as file:
        data = file.read()
    while data:
        unpacker = zlib.decompressobj(31)
        found.append(unpacker.decompress(data) + unpacker.flush())
        assert unpacker.eof, "a member that is cut off"
        data = unpacker.unused_data
    return found


class Record:
    """One record, read by rules of its own: not by newsmill's reader."""

    def __init__(self, raw):
        head, _, rest = raw.partition(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        assert lines[0] == "WARC/1.1", lines
        self.fields = dict(row.split(": ", 1) for row in lines[1:])
        size = int(self.fields["Content-Length"])
        self.block = rest[:size]
        assert rest[size:] == b"\r\n\r\n", "the length is wrong"
        self.type, self.url = self.fields["WARC-Type"], self.fields.get("WARC-Target-URI")
        self.head, _, self.payload = self.block.partition(b"\r\n\r\n")


class SavedArchives(FetchCase):
    def archives(self, folder="w"):
        return sorted(self.path(folder, name) for name in os.listdir(self.path(folder)))

    def records(self, folder="w"):
        found = [Record(raw) for path in self.archives(folder) for raw in members(path)]
        for record in found:
            if record.type == "response":
                for name, data in (("Block", record.block), ("Payload", record.payload)):
                    self.assertEqual(record.fields["WARC-%s-Digest" % name], "sha256:" + hashlib.sha256(data).hexdigest())
        return found

    def read_back(self, folder="w"):
        code, articles, messages = self.ingest(*["warc:" + path for path in self.archives(folder)], frontier=False)
        self.assertEqual(code, 0, messages)
        return articles

    def same_articles(self, first, second):
        def plain(articles):
            rows = [dict(a, source={k: v for k, v in a["source"].items() if k != "kind"}) for a in articles]
            return sorted(json.dumps(row, sort_keys=True) for row in rows)

        self.assertEqual(plain(first), plain(second))

    def test_a_crawl_reads_back_into_the_same_articles(self):
        site = self.site({"/a": page("tide"),
                          "/b": Answer(gzip.compress(page("ebb")), headers={"Content-Encoding": "gzip"}),
                          "/old": Answer(status=301, headers={"Location": "/a"}),
                          "/robots.txt": Answer(b"User-agent: *\nDisallow: /private\n", content_type="text/plain")})
        site.answers["/feed"] = Answer(
            ("<rss version='2.0'><channel><title>Sound News</title><item><link>%s</link><title>Other words</title>"
             "<author>desk@example.org (Nadia Brandt)</author><pubDate>Wed, 02 Oct 2025 08:00:00 GMT</pubDate></item>"
             "<item><link>%s</link></item></channel></rss>" % (site.url("/a"), site.url("/b"))).encode(),
            content_type="application/rss+xml")
        code, articles, messages = self.ingest("--once", "--save-warc", self.path("w"), site.url("/feed"), site.url("/old"))
        self.assertEqual(code, 0, messages)
        told = [a for a in articles if "feed" in a["source"]]
        self.assertEqual([a.get("author") for a in told], [[{"name": "Nadia Brandt"}], None])
        records = self.records()
        self.assertEqual(records[0].type, "warcinfo")
        self.assertIn(b"software: newsmill/", records[0].block)
        self.assertEqual(sorted(r.url for r in records if r.type == "response"),
                         sorted(site.url(path) for path in ("/robots.txt", "/feed", "/a", "/a", "/b", "/old")))
        asked = [r for r in records if r.type == "request"]
        self.assertEqual(len(asked), len([r for r in records if r.type in ("response", "revisit")]))
        ids = {r.fields["WARC-Record-ID"] for r in records}
        self.assertEqual(len(ids), len(records))
        self.assertTrue(all(r.fields["WARC-Concurrent-To"] in ids and r.block.startswith(b"GET /") for r in asked))
        packed, = (r for r in records if r.type == "response" and r.url == site.url("/b"))
        self.assertIn(b"X-Archive-Orig-Content-Encoding: gzip", packed.head)
        self.assertEqual(packed.payload, page("ebb"))
        self.same_articles(articles, self.read_back())

    def test_what_has_not_changed_is_a_revisit(self):
        stamps = iter(range(100))

        def feed(handler):
            if handler.headers.get("If-None-Match") == '"1"':
                return Answer(status=304)
            return Answer(b"<rss version='2.0'><channel><title>%d</title></channel></rss>" % next(stamps),
                          headers={"ETag": '"1"'}, content_type="application/rss+xml")

        site = self.site({"/feed": feed, "/a": page("tide"), "/b": Answer(status=302, headers={"Location": "/a"})})
        for _ in range(2):
            self.ingest("--once", "--save-warc", self.path("w"), site.url("/feed"), site.url("/a"), site.url("/b"))
        records = self.records()
        full = {r.fields["WARC-Record-ID"]: r.url for r in records if r.type == "response"}
        revisits = [r for r in records if r.type == "revisit"]
        same = [r for r in revisits if r.fields["WARC-Profile"].endswith("/identical-payload-digest")]
        self.assertEqual({full[r.fields["WARC-Refers-To"]] for r in same}, {site.url("/a")})
        unchanged, = (r for r in revisits if r.fields["WARC-Profile"].endswith("/server-not-modified"))
        self.assertEqual(unchanged.url, site.url("/feed"))
        self.assertTrue(all(not r.payload for r in revisits))

    def test_a_full_archive_is_ended(self):
        site = self.site({"/%d" % i: page("tide %d" % i, words=3000) for i in range(12)})
        code, articles, messages = self.ingest("--save-warc", self.path("w"), "--save-warc-size", "4KiB",
                                               *[site.url("/%d" % i) for i in range(12)])
        self.assertEqual((code, len(articles)), (0, 12), messages)
        self.assertGreater(len(self.archives()), 2)
        for path in self.archives():
            self.assertRegex(os.path.basename(path), r"^newsmill-\d{14}-\d{5}-\d+\.warc\.gz$")
            self.assertEqual(Record(members(path)[0]).type, "warcinfo")
        self.same_articles(articles, self.read_back())

    def test_a_killed_writer_leaves_whole_records(self):
        site = self.site({"/%d" % i: page("tide %d" % i) for i in range(40)})
        process = self.start(self.command("--delay", "50ms", "--save-warc", self.path("w"), "--out", "file:" + self.path("out.jsonl"),
                                          *[site.url("/%d" % i) for i in range(40)]))
        line.wait_until(lambda: len(site.paths()) > 10, 30, "some pages are fetched")
        process.kill()
        left, = self.archives()
        self.assertTrue(left.endswith(".open"))
        with open(left, "ab") as file:
            file.write(gzip.compress(b"WARC/1.1\r\nWARC-Type: response\r\n")[:-9])
        code, _, messages = self.ingest("--save-warc", self.path("w"), "--out", "file:" + self.path("out.jsonl"),
                                        *[site.url("/%d" % i) for i in range(40)])
        self.assertEqual(code, 0, messages)
        self.assertTrue(any("not finished are cut off" in m for m in messages), messages)
        self.assertFalse([path for path in self.archives() if path.endswith(".open")])
        self.assertEqual({r.url for r in self.records() if r.type == "response"},
                         {site.url(path) for path in ["/robots.txt"] + ["/%d" % i for i in range(40)]})

    def test_a_full_disk_loses_nothing(self):
        site = self.site({"/%d" % i: page("tide %d" % i, words=5000) for i in range(30)})

        little_room = ["sh", "-c", 'trap "" XFSZ; ulimit -S -f 12; exec "$@"', "sh"]  # files of 6 KiB
        with open(self.path("out.jsonl"), "wb") as out:
            process = self.start(little_room + self.command("--save-warc", self.path("w"), "--out", "-",
                                                            *[site.url("/%d" % i) for i in range(30)], frontier=False),
                                 stdout=out)
        line.wait_until(lambda: "nothing is fetched until the archive can be written" in process.log(), 30, "it waits")
        self.assertLess(len(site.paths()), 31)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        self.assertEqual(process.wait(60), 0, process.log())
        with open(self.path("out.jsonl"), encoding="utf-8") as rows:
            articles = [json.loads(row) for row in rows]
        self.assertEqual(len(articles), 30)
        self.same_articles(articles, self.read_back())

    def test_a_folder_that_cannot_be(self):
        with open(self.path("file"), "wb"):
            pass
        code, articles, messages = self.ingest("--save-warc", self.path("file", "w"), self.path("file"))
        self.assertEqual((code, articles), (2, []))
        self.assertTrue(re.search(r"--save-warc .*cannot be made", messages[-1]), messages)


if __name__ == "__main__":
    unittest.main()
