"""The sample pages through the whole line: as a filter, over ZeroMQ into SQLite, over Kafka into PostgreSQL; every
article field by field against tests/samples/expected.jsonl and the article's schema. limit: 300

builds: ordinary asan tsan
"""

import json
import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import line, samples, store_rows  # noqa: E402


def filtered():
    """The samples through `newsmill-ingest --out - | newsmill-enrich --in - --out -`: articles, ingest's exit code and
    log lines."""
    ingest = subprocess.Popen([line.program("newsmill-ingest"), "--log", "json", "--out", "-", line.SAMPLES],
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    enrich = subprocess.Popen([line.program("newsmill-enrich"), "--in", "-", "--out", "-"], stdin=ingest.stdout,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    ingest.stdout.close()
    out, complaints = enrich.communicate(timeout=60 * line.SLOWNESS)
    log = ingest.stderr.read().decode()
    ingest.stderr.close()
    codes = [ingest.wait(10), enrich.returncode]
    if codes != [0, 0]:
        raise AssertionError("exit codes of ingest and enrich: %s\n%s\n%s" % (codes, log, complaints.decode()))
    return [json.loads(row) for row in out.splitlines()], log


class AsFilter(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.articles, cls.log = filtered()

    def each(self, problems_of):
        for row in samples.expected_articles():
            with self.subTest(file=row["file"], url=row["url"]):
                article = samples.find(self.articles, row)
                self.assertIsNotNone(article, "no such article")
                problems = problems_of(article, row)
                self.assertFalse(problems, "\n" + "\n".join(problems))

    def test_number(self):
        wanted = sorted(row["url"] for row in samples.expected_articles())
        self.assertEqual(sorted(article["url"] for article in self.articles), wanted)

    def test_fields(self):
        self.each(samples.field_problems)

    def test_entities_and_offsets(self):
        self.each(samples.entity_problems)

    def test_schema(self):
        validator = samples.validator()
        for article in self.articles:
            with self.subTest(url=article["url"]):
                self.assertEqual([error.message for error in validator.iter_errors(article)], [])

    def test_skipped_pages_are_named(self):
        for row in samples.expectations():
            if "skipped" in row:
                self.assertRegex(self.log, r"%s: skipped: " % row["file"])

    def test_versions_of_one_article(self):
        ids = {}
        for article in self.articles:
            ids.setdefault(article["id"], set()).add(article["version"])
        self.assertEqual(sorted(len(versions) for versions in ids.values())[-2:], [1, 2])

    def test_documented_example(self):
        """docs/article.md shows what really comes out; it cuts body and lists and leaves times open."""
        with open(os.path.join(line.REPOSITORY, "docs", "article.md"), encoding="utf-8") as page:
            text = page.read()
        rows = text[text.index("\n    {\n"):text.index("\n    }\n") + 6].splitlines()
        shown = json.loads("\n".join(row[4:] for row in rows))
        found = timeless(next(article for article in self.articles if article["url"] == shown["url"]))
        self.assertTrue(found["articleBody"].startswith(shown["articleBody"]))
        for key in ("entities", "quotes", "statements"):
            for item in shown[key]:
                self.assertIn(item, found[key])
        self.assertIn("of %d entities five are shown, of %d quotes and %d statements one each" %
                      (len(found["entities"]), len(found["quotes"]), len(found["statements"])), text)
        for key in ("articleBody", "entities", "quotes", "statements", "enrichment"):
            del shown[key], found[key]
        del shown["fetchedAt"]
        self.assertEqual(shown, found)

    def test_same_again(self):
        """A filter gives the same output twice, times apart."""
        self.assertEqual([timeless(article) for article in self.articles],
                         [timeless(article) for article in filtered()[0]])


def timeless(article):
    kept = dict(article)
    if article["source"]["kind"] != "warc":
        kept.pop("fetchedAt", None)
    kept["enrichment"] = dict(kept.get("enrichment", {}))
    kept["enrichment"].pop("at", None)
    return kept


class IntoStores(line.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.articles = filtered()[0]

    def run_newsmill(self, *words, code=0):
        found, out, log = self.run_program([line.program("newsmill"), *words], seconds=120)
        self.assertEqual(found, code, log)
        return out, log

    def check(self, store, *words):
        count = len(self.articles)
        data = ["--data", self.path("data")]
        out, log = self.run_newsmill("run", *data, *words, "--json", line.SAMPLES)
        report = json.loads(out)
        self.assertEqual([report["stored"], report["known"], report["skipped"]], [count, 0, 1], report)
        self.assertEqual([report["unreadable"], report["rejected"], report["failed"]], [0, 0, 0], report)
        self.assertTrue(report["top"])
        self.assertTrue(all(0 < peak < line.SLOWNESS * 100e6 for peak in report["peakMemoryBytes"].values())
                        or line.SANITIZED, report["peakMemoryBytes"])
        first = store_rows.rows(store)
        self.check_rows(first)
        out, log = self.run_newsmill("run", *data, *words, "--json", line.SAMPLES)
        report = json.loads(out)
        self.assertEqual([report["stored"], report["known"]], [0, count], report)
        self.assertEqual(store_rows.rows(store), first, "the second run has changed the store")
        still = store_rows.rows(store, ignore=("last_seen_at",))
        out, log = self.run_newsmill("run", *data, *words, "--json", "--again", line.SAMPLES)
        report = json.loads(out)
        self.assertEqual([report["stored"], report["known"], report["already"]], [0, 0, count], report)
        self.assertEqual(store_rows.rows(store, ignore=("last_seen_at",)), still, "sending all again has changed it")

    def check_rows(self, rows):
        """What is stored is what the filter gave."""
        column = store_rows.TABLES["article_versions"].index("document")
        stored = {(row[0], row[1]): json.loads(row[column]) for row in rows["article_versions"]}
        self.assertEqual(sorted(stored), sorted((article["id"], article["version"]) for article in self.articles))
        for article in self.articles:
            self.assertEqual(timeless(stored[article["id"], article["version"]]), timeless(article))
        mentions = sum(len(entity["mentions"]) for article in self.articles for entity in article["entities"])
        self.assertEqual(len(rows["mentions"]), mentions)
        current = {row[0]: row[1] for row in rows["articles"]}
        for row in samples.expected_articles():
            article = samples.find(self.articles, row)
            self.assertEqual(current[article["id"]] == article["version"], not row.get("superseded"), row["file"])

    def test_zeromq_sqlite(self):
        self.check("sqlite:" + self.path("data", "newsmill.db"))

    def test_zeromq_postgres(self):
        store = line.postgres_uri()
        self.check(store, "--store", store)

    def test_kafka_postgres(self):
        store = line.postgres_uri()
        self.check(store, "--store", store, "--broker", "kafka://%s/%s" % (line.kafka_address(), line.topic_name()))

    def test_kafka_sqlite(self):
        store = "sqlite:" + self.path("own.db")
        self.check(store, "--store", store, "--broker", "kafka://%s/%s" % (line.kafka_address(), line.topic_name()))

    def test_json_lines(self):
        path = self.path("articles.jsonl")
        words = ["run", "--data", self.path("data"), "--store", "jsonl:" + path, "--json", line.SAMPLES]
        for stored in (len(self.articles), 0):
            self.assertEqual(json.loads(self.run_newsmill(*words)[0])["stored"], stored)
        with open(path, encoding="utf-8") as rows:
            stored = {(article["id"], article["version"]): article for article in map(json.loads, rows)}
        self.assertEqual(len(stored), len(self.articles))
        for article in self.articles:
            self.assertEqual(timeless(stored[article["id"], article["version"]]), timeless(article))


if __name__ == "__main__":
    unittest.main()
