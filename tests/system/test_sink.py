#!/usr/bin/python3
"""newsmill-sink by itself: JSON Lines in, rows out; poison, databases that are away, several sinks, stops."""

import base64
import hashlib
import json
import os
import sqlite3
import subprocess
import sys
import threading
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import line, store_rows  # noqa: E402


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def article(number, version=0, fetched="2026-11-22T10:00:00Z", **more):
    url = "https://news.example/%d" % number
    body = "Article %d, text %d. Acme Corp fell 5.2%% to $90m; Jane Roe said nothing. Ünïcödé too." % (number, version)
    made = {
        "id": digest(url), "version": digest(body), "url": url, "headline": "Headline %d" % number, "articleBody": body,
        "author": [{"name": "Jane Roe"}], "publisher": {"name": "The Paper", "url": "https://news.example/"},
        "datePublished": "2026-11-22T11:30:00+02:00", "inLanguage": "en", "keywords": ["one", "zwei"],
        "fetchedAt": fetched, "source": {"kind": "page", "url": url + "?from=feed"}, "x-unknown": {"kept": [1, 2.5]},
        "entities": [
            {"id": "company:acme", "type": "ORG", "subtype": "company", "name": "Acme Corp", "salience": 0.8125,
             "confidence": 0.93, "ids": {"wikidata": "Q1", "ticker": "ACME"},
             "mentions": [{"start": 20, "end": 29, "text": "Acme Corp"}, {"start": 0, "end": 8, "field": "headline",
                                                                         "text": "Headline"}]},
            {"id": "name:PERSON:jane roe", "type": "PERSON", "name": "Jane Roe",
             "mentions": [{"start": 50, "end": 58, "text": "Jane Roe"}]},
            {"id": "money:90000000:USD", "type": "MONEY", "name": "$90m", "value": 90000000, "currency": "USD",
             "mentions": [{"start": 44, "end": 48, "text": "$90m"}]}],
    }
    made.update(more)
    return made


def lines(articles):
    return b"".join(json.dumps(a, ensure_ascii=False).encode() + b"\n" for a in articles)


class Sink(line.TestCase):
    def write(self, name, data):
        with open(self.path(name), "wb") as out:
            out.write(data)
        return "file:" + self.path(name)

    def sqlite(self, name="store.db"):
        return "sqlite:" + self.path(name)

    def finish(self, incoming, store, *words, code=0, seconds=60, **options):
        sink = self.start_sink(incoming, store, *words, metrics=False, **options)
        self.assertEqual(sink.wait(seconds), code, sink.log())
        return sink

    def count(self, store, table="articles"):
        connection = store_rows.connect(store)
        try:
            cursor = connection.cursor()
            cursor.execute("SELECT count(*) FROM " + table)
            return cursor.fetchone()[0]
        finally:
            connection.close()

    def dead(self, data="data"):
        with open(self.path(data, "dead.jsonl"), encoding="utf-8") as letters:
            return [json.loads(row) for row in letters]

    def test_lines_become_rows(self):
        incoming = self.write("in.jsonl", lines(article(i) for i in range(600)))
        self.finish(incoming, self.sqlite())
        rows = store_rows.rows(self.sqlite())
        self.assertEqual([len(rows[table]) for table in ("articles", "article_versions", "entities", "mentions")],
                         [600, 600, 3, 2400])
        connection = sqlite3.connect(self.path("store.db"))
        row = connection.execute("SELECT headline, date_published, authors, publisher_name, source_url, fetched_at, "
                                 "last_seen_at, keywords FROM articles WHERE id = ?", (article(7)["id"],)).fetchone()
        self.assertEqual(row, ("Headline 7", "2026-11-22T09:30:00Z", '[{"name":"Jane Roe"}]', "The Paper",
                               "https://news.example/7?from=feed", "2026-11-22T10:00:00Z", "2026-11-22T10:00:00Z",
                               '["one","zwei"]'))
        document = connection.execute("SELECT document FROM article_versions WHERE id = ?", (article(7)["id"],))
        self.assertEqual(json.loads(document.fetchone()[0]), article(7))
        self.assertEqual(connection.execute('SELECT "start", "end", field, text FROM mentions WHERE article_id = ? '
                                            "AND entity_id = 'company:acme' ORDER BY field", (article(7)["id"],)
                                            ).fetchall(), [(20, 29, "articleBody", "Acme Corp"),
                                                           (0, 8, "headline", "Headline")])
        connection.close()
        sink = self.finish(incoming, self.sqlite())
        self.assertIn("0 new versions stored, 600 known already", sink.log())
        self.assertEqual(store_rows.rows(self.sqlite()), rows)

    def test_stores_agree(self):
        articles = [article(i % 150, version=i // 150, fetched="2026-11-22T10:%02d:00Z" % (i * 7 % 60))
                    for i in range(450)]
        articles += [article(3, version=0, fetched="2026-11-23T00:00:00Z"), article(900, dateModified="2026-01-01")]
        incoming = self.write("in.jsonl", lines(articles))
        again = self.write("again.jsonl", lines(reversed(articles)))
        postgres = line.postgres_uri()
        self.finish(incoming, self.sqlite(), "--batch", "200")
        self.finish(again, self.sqlite("other.db"), "--batch", "17")
        self.finish(incoming, postgres, "--batch", "100")
        rows = store_rows.rows(self.sqlite())
        self.assertEqual(rows, store_rows.rows(postgres))
        self.assertEqual(rows, store_rows.rows(self.sqlite("other.db"), ()) | {
            "article_versions": rows["article_versions"]})  # the document is that of whichever came first
        self.finish(again, postgres)
        self.assertEqual(rows, store_rows.rows(postgres))
        self.finish(incoming, "jsonl:" + self.path("store.jsonl"))
        with open(self.path("store.jsonl"), encoding="utf-8") as stored:
            versions = [(row["id"], row["version"]) for row in map(json.loads, stored)]
        self.assertEqual(sorted(versions), sorted(row[:2] for row in rows["article_versions"]))

    def test_poison_alone_is_refused(self):
        good = [article(i) for i in range(300)]
        bad = [b"no JSON\n", b'{"id":"1"}\n', b"\xff\xfe\n", b"[" * 5000 + b"\n",
               lines([article(1000, headline="nul \0 here")]),
               lines([article(1001, entities=[{"id": "x" * 3000, "type": "ORG", "name": "x", "mentions": []}])])]
        data = b"".join(lines([a]) + (bad[i // 50] if i % 50 == 0 else b"") for i, a in enumerate(good))
        self.finish(self.write("in.jsonl", data), self.sqlite(), code=1)
        self.assertEqual(self.count(self.sqlite()), 300)
        letters = self.dead()
        self.assertEqual(len(letters), len(bad), letters)
        self.assertEqual(sorted(base64.b64decode(letter["data"]) for letter in letters),
                         sorted(row.rstrip(b"\n") for row in bad))
        for letter in letters:
            self.assertEqual(letter["stage"], "sink")
            self.assertTrue(letter["reason"])

    def test_a_line_over_the_limit_is_a_dead_letter(self):
        """Also one whose beginning alone would be an article."""
        padded = lines([article(1)]).rstrip(b"\n") + b" " * 5000000
        data = lines([article(0)]) + padded + b"\n" + lines([article(2)])
        self.finish(self.write("in.jsonl", data), self.sqlite(), code=1)
        self.assertEqual(self.count(self.sqlite()), 2)
        letters = self.dead()
        self.assertEqual([letter["size"] for letter in letters], [len(padded)])
        self.assertEqual(base64.b64decode(letters[0]["dataStart"]), padded[:65536])
        self.assertEqual(letters[0]["sha256"], hashlib.sha256(padded).hexdigest())
        self.assertIn("over the limit of 4194304", letters[0]["reason"])

    def test_two_sinks_on_one_sqlite(self):
        articles = [article(i) for i in range(1200)]
        first = self.start_sink(self.write("1.jsonl", lines(articles[:800])), self.sqlite(), "--batch", "20", data="d1")
        second = self.start_sink(self.write("2.jsonl", lines(reversed(articles[400:]))), self.sqlite(), "--batch", "30",
                                 data="d2")
        self.assertEqual((first.wait(60), second.wait(60)), (0, 0), first.log() + second.log())
        self.finish(self.write("all.jsonl", lines(articles)), self.sqlite("quiet.db"))
        self.assertEqual(store_rows.rows(self.sqlite()), store_rows.rows(self.sqlite("quiet.db")))

    def test_database_away_at_the_start_and_bounced(self):
        postgres = self.start_peer("postgres")
        postgres.stop()
        articles = [article(i) for i in range(400)]
        sink = self.start_sink("-", postgres.address, "--batch", "50", stdin=subprocess.PIPE)
        feeding = threading.Thread(target=self.feed, args=(sink, articles))
        line.wait_until(lambda: "trying again" in sink.log(), 20, "the sink says that the database is away", 0.05)
        self.assertEqual(line.http_status(sink.metrics_port, "/readyz"), 503)
        self.assertEqual(line.http_status(sink.metrics_port, "/healthz"), 200)
        postgres.start()
        line.wait_until(sink.ready, 30, "the sink is ready once the database is there")
        feeding.start()
        line.wait_until(lambda: sink.metric("newsmill_sink_articles_total") >= 100, 30, "100 articles settled")
        postgres.kill()
        line.wait_until(lambda: not sink.ready() or sink.code is not None, 30, "the sink notices")
        postgres.start()
        feeding.join()
        self.assertEqual(sink.wait(60), 0, sink.log())
        self.assertEqual(self.count(postgres.address), 400)
        self.assertLess(sink.log().count("\n"), 40, "one line now and then, not one a try")

    @staticmethod
    def feed(sink, articles):
        for i, made in enumerate(articles):
            sink.stdin.write(lines([made]))
            if i % 10 == 0:
                sink.stdin.flush()
                threading.Event().wait(0.02)
        sink.stdin.close()

    def test_stop_while_the_store_is_locked(self):
        self.finish(self.write("one.jsonl", lines([article(0)])), self.sqlite())
        lock = sqlite3.connect(self.path("store.db"), isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        sink = self.start_sink("-", self.sqlite(), "--log-level", "debug", stdin=subprocess.PIPE)
        sink.stdin.write(lines(article(i) for i in range(1, 50)))
        sink.stdin.flush()
        line.wait_until(lambda: "trying again" in sink.log(), 30, "the sink says that the store is locked")
        self.assertFalse(sink.ready())
        sink.terminate()
        self.assertEqual(sink.wait(25), 0, sink.log())
        lock.execute("ROLLBACK")
        lock.close()
        self.assertEqual(self.count(self.sqlite()), 1)
        self.assertIn("given back", sink.log())

    def test_stop_drains(self):
        sink = self.start_sink("-", self.sqlite(), "--batch-wait", "50ms", stdin=subprocess.PIPE)
        sink.stdin.write(lines(article(i) for i in range(100)))
        sink.stdin.flush()
        line.wait_until(lambda: sink.metric("newsmill_sink_articles_stored_total") == 100, 20, "100 stored")
        sink.terminate()
        self.assertEqual(sink.wait(20), 0, sink.log())
        self.assertEqual(self.count(self.sqlite()), 100)

    def test_wrong_settings(self):
        for words in (["--store", "mysql:x"], ["--store", "sqlite:/nonexistent/dir/x.db"], ["--store", "jsonl:/tmp"],
                      ["--store", "postgresql://h:port/x"], ["--batch", "0"], ["--batch-wait", "never"], ["surplus"],
                      ["--in", "ftp://x"], ["--nonsense"], ["--store", self.sqlite(), "--in", "file:/nonexistent.jsonl"]):
            with self.subTest(words):
                code, out, log = self.run_program(
                    [line.program("newsmill-sink"), "--data", self.path("data"), "--log", "text", *words], 20)
                self.assertEqual((code, out), (2, b""), log)
                self.assertEqual(len(log.strip().splitlines()), 1, log)

    def test_newer_schema_is_refused(self):
        self.finish(self.write("one.jsonl", lines([article(0)])), self.sqlite())
        connection = sqlite3.connect(self.path("store.db"))
        connection.execute("INSERT INTO schema_migrations VALUES (999, 'of tomorrow', '')")
        connection.commit()
        connection.close()
        sink = self.finish("file:" + self.path("one.jsonl"), self.sqlite(), code=2)
        self.assertIn("schema 999", sink.log())

    def test_giving_up(self):
        uri = "postgresql://nobody@127.0.0.1:%d/nothing" % line.free_port()
        sink = self.start_sink(self.write("one.jsonl", lines([article(0)])), uri, "--give-up", "1s")
        self.assertEqual(sink.wait(20), 3, sink.log())
        self.assertIn("gave up", sink.log())

    def test_dead_letters_that_nobody_takes(self):
        nobody = ["--dead-letters", "tcp://127.0.0.1:%d" % line.free_port()]
        sink = self.start_sink("-", self.sqlite(), *nobody, stdin=subprocess.PIPE)
        line.wait_until(lambda: "storing what comes" in sink.log(), 20, "the sink has begun")
        line.wait_until(lambda: line.http_status(sink.metrics_port, "/readyz") == 503, 20, "it is not ready")
        sink.kill()
        for message in (b"", b"[]\n"):  # while it waits for one, and while it has one to write
            sink = self.start_sink("-", self.sqlite(), *nobody, "--give-up", "1s", stdin=subprocess.PIPE)
            sink.stdin.write(message)
            sink.stdin.flush()
            self.assertEqual(sink.wait(30), 3, sink.log())
            self.assertIn("dead letters' link away", sink.log())


if __name__ == "__main__":
    unittest.main()
