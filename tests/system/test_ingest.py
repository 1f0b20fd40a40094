"""newsmill-ingest by itself: sources, bad input, exit codes, and what it remembers. Fetching is in test_fetch.py."""

import gzip
import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import line
from lib.site import page


def record(url, body, kind="response", date="2026-01-02T03:04:05Z", head="HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"):
    block = (head.encode() if kind == "response" else b"") + body
    start = ("WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\nWARC-Date: %s\r\nContent-Type: %s\r\n"
             "Content-Length: %d\r\n\r\n" % (kind, url, date, "text/html" if kind == "resource" else "application/http",
                                             len(block)))
    return start.encode() + block + b"\r\n\r\n"


class IngestCase(line.TestCase):
    def write(self, name, data):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data)
        return path

    def ingest(self, *words, stdin=b"", seconds=60):
        """Runs it to its end; returns (exit code, articles on stdout, log messages)."""
        code, out, err = self.run_program([line.program("newsmill-ingest"), "--log", "json", *words], seconds, stdin)
        articles = [json.loads(row) for row in out.splitlines()]
        messages = []
        for row in err.splitlines():
            try:
                messages.append(json.loads(row)["message"])
            except (ValueError, KeyError):
                self.fail("not a log line: %r" % row)
        return code, articles, messages

    def one_line(self, messages, *parts):
        """Exactly one message holds all the parts."""
        found = [m for m in messages if all(part in m for part in parts)]
        self.assertEqual(len(found), 1, "%s in %s" % (parts, messages))
        return found[0]


class Sources(IngestCase):
    def test_a_file(self):
        path = self.write("a.html", page("tide"))
        code, articles, messages = self.ingest(path)
        self.assertEqual(code, 0, messages)
        article, = articles
        self.assertEqual(article["headline"], "tide")
        self.assertEqual(article["url"], "urn:newsmill:a.html")
        self.assertEqual(article["source"]["kind"], "file")
        self.assertRegex(article["id"], "^[0-9a-f]{32}$")
        self.one_line(messages, "1 delivered")

    def test_a_packed_file_and_one_without_a_name(self):
        packed = self.write("a.html.gz", gzip.compress(page("tide")))
        bare = self.write("bare", page("ebb"))
        code, articles, _ = self.ingest(packed, bare)
        self.assertEqual(code, 0)
        self.assertEqual([a["headline"] for a in articles], ["tide", "ebb"])

    def test_explained(self):
        page = os.path.join(line.SAMPLES, "ads-between.html")
        code, out, _ = self.run_program([line.program("newsmill-ingest"), "--explain", page], 60)
        text = out if isinstance(out, str) else out.decode()
        self.assertEqual(code, 0)
        self.assertNotIn("\033", text)
        self.assertRegex(text, r"(?m)^0\.\d{3}  taken +div>div>div>p: The Reserve Bank of India")
        self.assertRegex(text, r"(?m)^0\.\d{3}  left out +div>div>div>p: Gold loans")
        self.assertRegex(text, r"(?m)^datePublished +JSON-LD datePublished +2026-05-11")
        code, out, err = self.run_program([line.program("newsmill-ingest"), "--explain", self.path("none.html")], 60)
        self.assertEqual(code, 2)

    def test_an_archive_of_the_older_kind(self):
        block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page("tide")
        parts = [b"filedesc://made.arc 127.0.0.1 20140216050221 text/plain 9\n1 0 made up\n\n",
                 b"http://a.example/1 192.0.2.1 20140216050221 text/html %d\n%s\n" % (len(block), block)]
        self.write("pages/old.arc", b"".join(parts))
        self.write("pages/older.arc.gz", b"".join(gzip.compress(part) for part in parts))
        code, articles, messages = self.ingest(self.path("pages"))
        self.assertEqual(code, 0, messages)
        self.assertEqual([a["headline"] for a in articles], ["tide", "tide"])
        self.assertEqual(articles[0]["fetchedAt"], "2014-02-16T05:02:21Z")
        self.assertEqual(articles[0]["source"], {"kind": "warc", "url": "http://a.example/1"})

    def test_the_same_output_each_time(self):
        for i in range(40):
            self.write("pages/%02d.html" % i, page("tide %d" % i, words=2000 if i % 7 == 0 else 100))
        first = self.ingest("--threads", "4", self.path("pages"))[1]
        second = self.ingest("--threads", "4", self.path("pages"))[1]
        self.assertEqual([a["headline"] for a in first], ["tide %d" % i for i in range(40)])
        self.assertEqual([(a["id"], a["version"]) for a in first], [(a["id"], a["version"]) for a in second])

    def test_a_folder(self):
        self.write("pages/b/deep.html", page("deep"))
        self.write("pages/a.htm", page("first"))
        self.write("pages/c", page("bare"))
        self.write("pages/notes.txt", b"just words")
        self.write("pages/photo.jpg", b"\xff\xd8\xff\xe0" * 50)
        self.write("pages/.hidden.html", page("hidden"))
        self.write("pages/z.warc", record("http://a.example/x", page("archived")))
        os.symlink("..", self.path("pages", "loop"))
        code, articles, messages = self.ingest(self.path("pages"))
        self.assertEqual(code, 0, messages)
        self.assertEqual([a["headline"] for a in articles], ["first", "deep", "bare", "archived"])
        self.assertEqual(articles[1]["url"], "urn:newsmill:b/deep.html")
        self.one_line(messages, "loop", "passed over")

    def test_an_archive(self):
        records = [
            record("http://a.example/1", page("one")),
            record("http://a.example/2", b"%x\r\n" % len(page("two")) + page("two") + b"\r\n0\r\n\r\n",
                   head="HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"),
            record("http://a.example/3", gzip.compress(page("three")),
                   head="HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n"),
            record("http://a.example/4", page("four"), kind="resource"),
            record("http://a.example/5", b"gone", head="HTTP/1.1 404 Not Found\r\n\r\n"),
            record("http://a.example/6", b"\x89PNG", head="HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n"),
            record("http://a.example/1", b"GET / HTTP/1.1\r\n\r\n", kind="request"),
        ]
        plain = self.write("a.warc", b"".join(records))
        members = self.write("b.warc.gz", b"".join(gzip.compress(r) for r in records))
        whole = self.write("c.warc.gz", gzip.compress(b"".join(records)))
        results = []
        for path in (plain, members, whole):
            code, articles, messages = self.ingest("warc:" + path)
            self.assertEqual(code, 0, messages)
            self.one_line(messages, "a.example/5", "HTTP status 404")
            self.one_line(messages, "a.example/6", "not HTML")
            results.append(articles)
        self.assertEqual([a["headline"] for a in results[0]], ["one", "two", "three", "four"])
        self.assertEqual(results[0], results[1])
        self.assertEqual(results[0], results[2])
        self.assertEqual(results[0][0]["url"], "http://a.example/1")
        self.assertEqual(results[0][0]["fetchedAt"], "2026-01-02T03:04:05Z")
        self.assertEqual(results[0][0]["source"], {"kind": "warc", "url": "http://a.example/1"})

    def test_an_archive_without_its_prefix(self):
        path = self.write("crawl", gzip.compress(record("http://a.example/1", page("one"))))
        self.assertEqual(len(self.ingest(path)[1]), 1)

    def test_a_list_on_stdin(self):
        first, second = self.write("a.html", page("tide")), self.write("b.html", page("ebb"))
        archive = self.write("c.warc", record("http://a.example/1", page("one")))
        listing = "# a comment\n\n  %s  \r\n%s\nwarc:%s\n-\nmissing.html" % (first, second, archive)
        code, articles, messages = self.ingest("-", stdin=listing.encode())
        self.assertEqual(code, 1)
        self.assertEqual([a["headline"] for a in articles], ["tide", "ebb", "one"])
        self.one_line(messages, "cannot name itself")
        self.one_line(messages, "missing.html", "no such file")

    def test_the_first_line_comes_at_once(self):
        one = gzip.compress(record("http://a.example/1", page("one", words=3000)))
        archive = self.write("big.warc.gz", one * 6000)
        begun = time.monotonic()
        process = self.start([line.program("newsmill-ingest"), "warc:" + archive], stdout=subprocess.PIPE)
        process.stdout.readline()
        self.assertLess(time.monotonic() - begun, 1 * line.SLOWNESS)
        process.kill()


class BadInput(IngestCase):
    def refused(self, path, *parts, code=1, words=()):
        """A bad source costs one line and exit code 1, and the sound page after it still goes through."""
        good = self.write("good.html", page("good"))
        got, articles, messages = self.ingest(*words, path, good)
        self.assertEqual(got, code, messages)
        self.assertEqual([a["headline"] for a in articles], ["good"])
        if parts:
            self.one_line(messages, *parts)
        return messages

    def test_missing(self):
        self.refused("nowhere.html", "nowhere.html", "no such file")
        self.refused("warc:nowhere.warc", "nowhere.warc", "No such file")

    def test_unreadable(self):
        os.symlink("circle.html", self.path("circle.html"))
        self.refused(self.path("circle.html"), "circle.html", "Too many levels of symbolic links")
        self.refused("/proc/self/mem", "/proc/self/mem", "Input/output error")
        if os.geteuid() != 0:  # root may read everything
            path = self.write("secret.html", page("secret"))
            os.chmod(path, 0)
            self.refused(path, "secret.html", "Permission denied")

    def test_empty_and_binary(self):
        self.refused(self.write("empty.html", b""), "empty.html", "unreadable")
        self.refused(self.write("noise.html", bytes(range(256)) * 50), "noise.html", "unreadable")
        self.refused("warc:" + self.write("empty.warc", b""), "empty.warc", "empty")
        self.refused("warc:" + self.write("text.warc", b"hello\n"), "text.warc", "neither a WARC nor an ARC")
        self.refused("warc:" + self.write("old.arc", b"filedesc://x 0.0.0.0 0 text/plain 5\n"), "old.arc", "empty")
        self.refused("warc:" + self.folder, "a folder")

    def test_too_large(self):
        self.refused(self.write("large.html", page("large") + b" " * (9 << 20)), "large.html", "--max-page")
        self.refused(self.write("bomb.html.gz", gzip.compress(b"\0" * (300 << 20), 1)), "bomb.html.gz", "--max-page")
        self.refused(self.write("small.html", page("small", 800)), "small.html", "--max-page", words=["--max-page", "2000"])

    def test_too_large_in_an_archive(self):
        records = (record("http://a.example/1", page("large") + b" " * (9 << 20)),
                   record("http://a.example/2", gzip.compress(b"<html>" + b" " * (20 << 20)),
                          head="HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n"))
        messages = self.refused("warc:" + self.write("a.warc.gz", b"".join(gzip.compress(r) for r in records)))
        self.one_line(messages, "a.example/1", "--max-page")
        self.one_line(messages, "a.example/2", "when decompressed")

    def test_hostile_markup(self):
        self.write("pages/deep.html", b"<html><body>" + b"<div>" * 100000 + b"text")
        self.write("pages/wide.html", b"<html><body><p " + b" ".join(b"a%d=1" % i for i in range(100000)) + b">text")
        self.write("pages/nuls.html", page("nuls").replace(b"measured", b"mea\0sured"))
        self.write("pages/bytes.html", page("bytes").replace(b"measured", b"mea\xff\xfe\xc0sured"))
        begun = time.monotonic()
        code, articles, messages = self.ingest(self.path("pages"))
        self.assertIn(code, (0, 1), messages)
        self.assertLess(time.monotonic() - begun, 10 * line.SLOWNESS)
        for article in articles:
            self.assertNotIn("\0", json.dumps(article))
        self.assertIn("nuls", [a.get("headline") for a in articles])

    def test_damaged_archives(self):
        members = [gzip.compress(record("http://a.example/%d" % i, page("page %d" % i))) for i in range(5)]
        broken = bytearray(members[2])
        broken[len(broken) // 2] ^= 0xff
        path = self.write("a.warc.gz", members[0] + members[1] + bytes(broken) + members[3] + members[4][:-40])
        code, articles, messages = self.ingest("warc:" + path)
        self.assertEqual(code, 1)
        self.assertEqual([a["headline"] for a in articles], ["page 0", "page 1", "page 3"])
        self.assertTrue([m for m in messages if "at byte %d: unreadable" % (len(members[0]) + len(members[1])) in m], messages)
        self.one_line(messages, "cut-off gzip data")

    def test_no_article_is_no_error(self):
        path = self.write("list.html", b"<html><title>x</title><body><a href=/1>a</a></body></html>")
        code, articles, messages = self.ingest(path)
        self.assertEqual((code, articles), (0, []), messages)
        self.one_line(messages, "list.html", "skipped")

    def test_bad_addresses(self):
        self.refused("http://", "http://", "no URL")
        self.refused("ftp://example.com/a", "allowed are http:// and https://")

    def test_usage(self):
        for words, part in ((["--nonsense"], "nonsense"), (["--max-page", "huge", "a"], "max-page"),
                            ([], "SOURCE"), (["--out", "xyz://a", "a"], "xyz://a"),
                            (["--out", "tcp://127.0.0.1:notaport", "a"], "notaport"),
                            (["--metrics", "nonsense", "a"], "nonsense")):
            code, _, messages = self.ingest(*words)
            self.assertEqual(code, 2, (words, messages))
            self.assertEqual(len(messages), 1, messages)
            self.assertIn(part, messages[0])

    def test_nobody_reads_stdout(self):
        self.write("a.warc", record("http://a.example/1", page("one")) * 500)
        process = self.start([line.program("newsmill-ingest"), "warc:" + self.path("a.warc")], stdout=subprocess.PIPE)
        process.stdout.readline()
        process.stdout.close()
        self.assertEqual(process.wait(20), 1)
        self.assertEqual(process.log().count("nobody reads"), 1)


class Memory(IngestCase):
    def frontier(self, sql):
        with sqlite3.connect("file:%s?mode=ro" % self.path("f.db"), uri=True) as database:
            return database.execute(sql).fetchall()

    def run_into_file(self, *words, **options):
        before = os.path.getsize(self.path("out.jsonl")) if os.path.exists(self.path("out.jsonl")) else 0
        code, _, messages = self.ingest("--frontier", self.path("f.db"), "--out", "file:" + self.path("out.jsonl"), *words,
                                        **options)
        with open(self.path("out.jsonl"), "rb") as file:
            file.seek(before)
            return code, [json.loads(row) for row in file], messages

    def test_what_is_known_is_not_sent_again(self):
        path = self.write("pages/a.html", page("tide"))
        code, articles, _ = self.run_into_file(self.path("pages"))
        self.assertEqual((code, len(articles)), (0, 1))
        first, began = articles[0], int(time.time())
        line.wait_until(lambda: int(time.time()) > began, 5, "the next second")  # fetchedAt has whole seconds
        code, articles, messages = self.run_into_file(self.path("pages"))
        self.assertEqual((code, articles), (0, []))
        self.one_line(messages, "1 known")
        _, articles, _ = self.run_into_file("--again", self.path("pages"))
        self.assertEqual(articles, [first])
        self.write("pages/a.html", page("tide").replace(b"morning", b"evening"))
        _, articles, _ = self.run_into_file(self.path("pages"))
        self.assertEqual([a["id"] for a in articles], [first["id"]])
        self.assertNotEqual(articles[0]["version"], first["version"])
        self.assertGreater(articles[0]["fetchedAt"], first["fetchedAt"])
        self.assertTrue(os.path.exists(path))

    def test_a_later_sighting_of_an_older_version_is_sent(self):
        older, newer = page("tide"), page("tide").replace(b"morning", b"evening")
        archives = [self.write("%d.warc" % day, record("http://a.example/1", body, date="2026-01-0%dT00:00:00Z" % day))
                    for day, body in ((1, older), (2, newer), (3, older))]
        sent = [self.run_into_file(archive)[1] for archive in archives]
        self.assertEqual([len(articles) for articles in sent], [1, 1, 1])
        self.assertEqual(sent[0][0]["version"], sent[2][0]["version"])
        self.assertEqual([len(self.run_into_file(archive)[1]) for archive in archives], [0, 0, 0])

    def test_without_a_frontier_nothing_is_left_behind(self):
        self.ingest(self.write("a.html", page("tide")))
        self.assertEqual(sorted(os.listdir(self.folder)), ["a.html"])

    def test_a_second_ingest_is_refused(self):
        reader, writer = os.pipe()
        first = self.start([line.program("newsmill-ingest"), "--frontier", self.path("f.db"), "-"], stdin=reader)
        os.close(reader)
        line.wait_until(lambda: os.path.exists(self.path("f.db-wal")), 10, "the first has the frontier")
        code, _, messages = self.ingest("--frontier", self.path("f.db"), self.write("a.html", page("tide")))
        self.assertEqual(code, 2)
        self.one_line(messages, "in use by another newsmill-ingest (process %d)" % first.pid)
        os.close(writer)
        self.assertEqual(first.wait(10), 0)

    def test_over_the_message_limit_becomes_a_dead_letter(self):
        path = self.write("a.html", page("tide", words=4000))
        good = self.write("b.html", page("ebb"))
        code, articles, messages = self.run_into_file("--data", self.path("data"), "--max-message-bytes", "5000", path, good)
        self.assertEqual(code, 1)
        self.assertEqual([a["headline"] for a in articles], ["ebb"])
        self.one_line(messages, "a.html", "rejected", "over the limit")
        with open(self.path("data", "dead.jsonl"), encoding="utf-8") as file:
            letter, = [json.loads(row) for row in file]
        self.assertEqual(letter["stage"], "ingest")
        self.assertIn("over the limit", letter["reason"])
        self.assertEqual(self.frontier("SELECT state FROM articles ORDER BY state"), [("delivered",), ("failed",)])

    def test_a_full_disk_is_waited_for(self):
        """A file size limit stands in for the disk: the frontier cannot grow, and then it can."""
        for i in range(800):
            self.write("pages/%03d.html" % i, page("tide %d" % i))
        first = self.write("first.html", page("the first one makes the frontier"))
        self.run_program([line.program("newsmill-ingest"), "--frontier", self.path("f.db"), first], 60)

        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (40000, resource.RLIM_INFINITY))

        reader, writer = os.pipe()
        log = open(self.path("log"), "wb")
        process = subprocess.Popen([line.program("newsmill-ingest"), "--log", "json", "--frontier", self.path("f.db"),
                                    self.path("pages")], stdout=writer, stderr=log, preexec_fn=limit)
        self.addCleanup(process.kill)
        os.close(writer)
        with os.fdopen(reader, "rb") as out:
            rows = [out.readline() for _ in range(400)]
            self.assertTrue(all(rows))

            def said():
                with open(self.path("log"), encoding="utf-8") as file:
                    return "cannot be written" in file.read()

            line.wait_until(said, 20, "the full disk is named")
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            rows += out.readlines()
        self.assertEqual(process.wait(30 * line.SLOWNESS), 0)
        log.close()
        self.assertEqual(len(rows), 800)
        self.assertEqual(self.frontier("SELECT state, count(*) FROM articles GROUP BY 1"), [("delivered", 801)])

    def test_a_frontier_that_cannot_be_used(self):
        path = self.write("a.html", page("tide"))
        self.write("f.db", b"this is not a database" * 1000)
        code, _, messages = self.ingest("--frontier", self.path("f.db"), path)
        self.assertEqual((code, len(messages)), (2, 1), messages)
        code, _, messages = self.ingest("--frontier", self.path("nowhere", "f.db"), path)
        self.assertEqual((code, len(messages)), (2, 1), messages)


    def test_a_damaged_frontier_is_kept_aside(self):
        path, frontier = self.write("a.html", page("tide")), self.path("f.db")
        self.assertEqual(len(self.ingest("--frontier", frontier, path)[1]), 1)
        self.assertEqual(len(self.ingest("--frontier", frontier, path)[1]), 0)
        with open(frontier, "r+b") as file:
            file.seek(4096)
            file.write(b"written over by a fault of the disk" * 1000)
        code, articles, messages = self.ingest("--frontier", frontier, path)
        self.assertEqual((code, len(articles)), (0, 1), messages)
        kept, = [name for name in os.listdir(self.folder) if name.startswith("f.db.damaged-")]
        self.assertEqual(len([m for m in messages if "is damaged" in m and kept in m]), 1, messages)
        self.assertEqual(len(self.ingest("--frontier", frontier, path)[1]), 0)


class Running(IngestCase):
    def test_memory_is_bounded_while_nobody_reads(self):
        filler = b"<script>" + b"x = 1;" * 160000 + b"</script>"
        archive = self.write("a.warc.gz", b"".join(
            gzip.compress(record("http://a.example/%d" % i, page("tide %d" % i, words=3000) + filler), 1) for i in range(200)))
        process = self.start([line.program("newsmill-ingest"), "warc:" + archive], stdout=subprocess.PIPE)
        process.stdout.readline()
        peaks = []

        def steady():
            peaks.append(process.memory())
            return len(peaks) > 10 and peaks[-1] == peaks[-10]

        line.wait_until(steady, 20, "it stands still")
        if not line.SANITIZED:
            self.assertLess(process.memory_peak(), 100 << 20)
        self.assertEqual(len(process.stdout.readlines()), 199)
        self.assertEqual(process.wait(20), 0)

    def test_metrics(self):
        reader, writer = os.pipe()
        process = self.start_ingest("file:" + self.path("out.jsonl"), "-", stdin=reader)
        os.close(reader)
        empty = self.write("empty.html", b"")
        os.write(writer, ("%s\n%s\n" % (self.write("a.html", page("tide")), empty)).encode())
        line.wait_until(lambda: process.metric("newsmill_ingest_delivered_total") == 1, 10, "one is delivered")
        line.wait_until(lambda: process.metric('newsmill_ingest_pages_total{result="unreadable"}') == 1, 10, "one is not")
        self.assertEqual(process.metric("newsmill_ingest_read_total"), 2)
        self.assertTrue(process.ready())
        os.close(writer)
        self.assertEqual(process.wait(10), 1)


class Stopping(IngestCase):
    def test_sigterm_drains(self):
        reader, writer = os.pipe()
        process = self.start([line.program("newsmill-ingest"), "--log", "json", "--frontier", self.path("f.db"), "--out",
                              "file:" + self.path("out.jsonl"), "-"], stdin=reader)
        os.close(reader)
        os.write(writer, (self.write("a.html", page("tide")) + "\n").encode())
        line.wait_until(lambda: os.path.exists(self.path("out.jsonl")) and os.path.getsize(self.path("out.jsonl")) > 0, 10,
                        "the article is out")
        process.terminate()
        self.assertEqual(process.wait(10), 0, process.log())
        os.close(writer)

    def test_with_nobody_there_it_waits_and_then_leaves(self):
        process = self.start_ingest("tcp://127.0.0.1:%d" % line.free_port(), "--drain-timeout", "1",
                                    self.write("a.html", page("tide")))
        line.wait_until(lambda: line.http_status(process.metrics_port, "/readyz") == 503, 10, "it says it is not ready")
        process.terminate()
        self.assertEqual(process.wait(30), 0, process.log())
        process = self.start_ingest("tcp://127.0.0.1:%d" % line.free_port(), "--give-up", "1", "--drain-timeout", "1",
                                    self.path("a.html"))
        self.assertEqual(process.wait(20), 3, process.log())
        self.assertIn("giving up", process.log())

    def test_killed_and_run_again(self):
        """Not one article is lost, and those of files have the fetchedAt of the run that was cut off."""
        for i in range(300):
            self.write("pages/%03d.html" % i, page("tide %d" % i))
        words = [line.program("newsmill-ingest"), "--log", "json", "--frontier", self.path("f.db"), "--out",
                 "file:" + self.path("out.jsonl"), self.path("pages")]

        def done():
            if not os.path.exists(self.path("out.jsonl")):
                return 0
            with open(self.path("out.jsonl"), "rb") as out:
                return len(out.readlines())

        for _ in range(3):
            before = done()
            process = self.start(words)
            line.wait_until(lambda: done() > before or not process.alive(), 20, "an article is out", step=0.002)
            process.kill()
        code, _, messages = self.ingest(*words[3:])
        self.assertEqual(code, 0, messages)
        with open(self.path("out.jsonl"), "rb") as file:
            articles = [json.loads(row) for row in file]
        self.assertEqual(len({(a["id"], a["version"]) for a in articles}), 300)
        with sqlite3.connect(self.path("f.db")) as database:
            delivered, = database.execute("SELECT count(*) FROM articles WHERE state = 'delivered'").fetchone()
            unfinished, = database.execute("SELECT count(*) FROM runs WHERE finished_at IS NULL").fetchone()
        self.assertEqual((delivered, unfinished), (300, 0))


if __name__ == "__main__":
    unittest.main()
