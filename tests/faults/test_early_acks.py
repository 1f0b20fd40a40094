"""An ack means safe: while the store is held by a lock, nothing counts as delivered that is not stored; after kill -9 of
everything in that state nothing is missing."""

import os
import sqlite3
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import line, pages, store_rows  # noqa: E402

PAGES = 2000
QUICK = ["--heartbeat", "200ms", "--window", "100"]
KAFKA = ["--kafka", "session.timeout.ms=6000", "--kafka", "heartbeat.interval.ms=1000"]


def committed(address, topic, group):
    """Sum of the group's committed offsets over all partitions of the topic."""
    import subprocess

    done = subprocess.run([line.program("newsmill"), "status", "--broker", "kafka://%s/%s?group=%s" %
                           (address, topic, group), "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          timeout=60, check=False, text=True)
    import json

    return json.loads(done.stdout)["broker"]["committed"]


class EarlyAcks(line.TestCase):
    def setUp(self):
        super().setUp()
        self.archive = self.path("pages.warc.gz")
        self.versions = pages.write_warc(self.archive, PAGES)

    def start_line(self, first, second_out, second_in, store):
        more = QUICK + (KAFKA if second_in.startswith("kafka:") else [])
        return [self.start_sink(second_in, store, *more), self.start_enrich(first, second_out, *more),
                self.start_ingest(first, "warc:" + self.archive, *more)]

    def wait_still(self, read, what):
        """Waits until `read` has given the same value for two seconds."""
        seen = {"value": None, "times": 0}

        def still():
            value = read()
            seen["times"] = seen["times"] + 1 if value == seen["value"] else 0
            seen["value"] = value
            return seen["times"] >= 40

        line.wait_until(still, 60, what)
        return seen["value"]

    def delivered(self):
        """URLs and articles that the frontier calls delivered."""
        connection = sqlite3.connect("file:%s?mode=ro" % self.path("data", "frontier.db"), uri=True, timeout=30)
        try:
            return connection.execute("SELECT count(*) FROM articles WHERE state = 'delivered'").fetchone()[0]
        finally:
            connection.close()

    def finish(self, store, ends):
        """Starts the line again and waits for its end; every version must be there."""
        sink, enrich, ingest = self.start_line(*ends, store)
        self.assertEqual(ingest.wait(120), 0, ingest.log()[-3000:])
        line.wait_until(lambda: store_rows.count(store) == self.versions, 60,
                        lambda: "%d versions (there are %s)\n%s" % (self.versions, store_rows.count(store),
                                                                    sink.log()[-3000:]))
        for program in (enrich, sink):
            program.terminate()
            self.assertEqual(program.wait(40), 0, program.log()[-3000:])

    def test_sqlite_behind_zeromq(self):
        path = self.path("store.db")
        store = "sqlite:" + path
        first, second = ["tcp://127.0.0.1:%d" % line.free_port() for _ in range(2)]
        programs = self.start_line(first, second, second, store)
        line.wait_until(lambda: store_rows.count(store) >= 200, 60, lambda: "200 stored\n" + programs[0].log()[-2000:])
        lock = sqlite3.connect(path, timeout=60, isolation_level=None)
        self.addCleanup(lock.close)
        lock.execute("BEGIN IMMEDIATE")
        stored = store_rows.count(store)
        self.wait_still(lambda: programs[2].metric("newsmill_ingest_pages_total"), "ingest has filled its window")
        self.assertLess(stored, self.versions)
        for program in programs:
            program.kill()
        self.assertLessEqual(self.delivered(), stored)
        lock.execute("ROLLBACK")
        self.finish(store, (first, second, second))

    def test_postgres_behind_kafka(self):
        import psycopg2

        address, store = line.kafka_address(), line.postgres_uri()
        topic = line.topic_name()
        first = "tcp://127.0.0.1:%d" % line.free_port()
        second = "kafka://%s/%s?group=%s" % (address, topic, topic)
        programs = self.start_line(first, second, second, store)
        line.wait_until(lambda: (store_rows.count(store) or 0) >= 200, 90,
                        lambda: "200 stored\n" + programs[0].log()[-2000:])
        lock = psycopg2.connect(store)
        self.addCleanup(lock.close)
        lock.cursor().execute("LOCK TABLE article_versions IN ACCESS EXCLUSIVE MODE")
        cursor = lock.cursor()
        cursor.execute("SELECT count(*) FROM article_versions")
        stored = cursor.fetchone()[0]
        self.assertEqual(programs[2].wait(120), 0, programs[2].log()[-3000:])  # Kafka has it all: that is safe too
        offset = self.wait_still(lambda: committed(address, topic, topic), "the sink has stopped committing")
        self.assertLessEqual(offset, stored)
        self.assertLess(offset, self.versions)
        for program in programs:
            program.kill()
        self.assertLessEqual(committed(address, topic, topic), stored)
        lock.rollback()
        self.finish(store, (first, second, second))


if __name__ == "__main__":
    unittest.main(verbosity=2)
