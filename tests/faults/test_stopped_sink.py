"""A sink that is stopped (SIGSTOP) under a long flow: the line waits, nothing grows past its window, nothing is lost."""

import os
import sys
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import line, pages, store_rows  # noqa: E402

PAGES, PAUSE = (20000, 60) if line.long_runs() else (6000, 12)
QUICK = ["--heartbeat", "500ms"]
KAFKA = ["--kafka", "session.timeout.ms=6000", "--kafka", "heartbeat.interval.ms=1000"]
MOST_MEMORY = 100 << 20


class StoppedSink(line.TestCase):
    def setUp(self):
        super().setUp()
        self.archive = self.path("pages.warc.gz")
        self.versions = pages.write_warc(self.archive, PAGES)

    def start_line(self, second, store):
        first = "tcp://127.0.0.1:%d" % line.free_port()
        more = QUICK + (KAFKA if second.startswith("kafka:") else [])
        sink = self.start_sink(second, store, *more)
        enrich = self.start_enrich(first, second, *more)
        ingest = self.start_ingest(first, "warc:" + self.archive, *more)
        line.wait_until(lambda: (store_rows.count(store) or 0) >= 100, 90, lambda: "100 stored\n" + sink.log()[-2000:])
        return sink, enrich, ingest

    def check_memory(self, programs):
        if line.SANITIZED:
            return
        for program in programs:
            self.assertLess(program.memory_peak(), MOST_MEMORY, program.name)

    def finish(self, programs, store):
        sink, enrich, ingest = programs
        if ingest.alive():
            self.check_memory([ingest])
        self.assertEqual(ingest.wait(180), 0, ingest.log()[-3000:])
        line.wait_until(lambda: store_rows.count(store) == self.versions, 120,
                        lambda: "%d versions (there are %s)\n%s" % (self.versions, store_rows.count(store),
                                                                    sink.log()[-3000:]))
        self.check_memory([sink, enrich])
        for program in (enrich, sink):
            program.terminate()
            self.assertEqual(program.wait(40), 0, program.log()[-3000:])

    def test_zeromq_line_stops_fetching(self):
        store = "sqlite:" + self.path("store.db")
        programs = sink, _, ingest = self.start_line("tcp://127.0.0.1:%d" % line.free_port(), store)
        sink.pause()
        end = time.monotonic() + PAUSE
        read = {"pages": -1, "since": time.monotonic()}

        def has_stopped():
            count = ingest.metric("newsmill_ingest_pages_total")
            if count != read["pages"]:
                read.update(pages=count, since=time.monotonic())
            return time.monotonic() - read["since"] > PAUSE / 4

        line.wait_until(has_stopped, PAUSE, "ingest stops reading")
        line.wait_until(lambda: time.monotonic() > end, PAUSE + 5, "the pause is over")
        self.assertEqual(ingest.metric("newsmill_ingest_pages_total"), read["pages"])
        self.assertLess(read["pages"], self.versions)
        self.check_memory(programs)
        sink.resume()
        self.finish(programs, store)

    def test_kafka_line_leaves_the_group_and_comes_back(self):
        store = line.postgres_uri()
        topic = line.topic_name()
        second = "kafka://%s/%s?group=%s" % (line.kafka_address(), topic, topic)
        programs = sink, _, _ = self.start_line(second, store)
        other = self.start_sink(second, store, *QUICK, *KAFKA)
        line.wait_until(other.ready, 60, "the second sink is in the group")
        sink.pause()
        end = time.monotonic() + PAUSE
        line.wait_until(lambda: time.monotonic() > end, PAUSE + 5, "the pause is over")
        line.wait_until(lambda: store_rows.count(store) == self.versions, 120,
                        lambda: "the other sink takes over: %s\n%s" % (store_rows.count(store), other.log()[-2000:]))
        sink.resume()
        line.wait_until(sink.ready, 60, lambda: "the sink is back in the group\n" + sink.log()[-2000:])
        self.finish(programs, store)
        self.check_memory([other])
        other.terminate()
        self.assertEqual(other.wait(40), 0, other.log()[-3000:])
        again = self.start_sink(second, "sqlite:" + self.path("check.db"), *QUICK, *KAFKA)
        line.wait_until(again.ready, 60, "a sink of the same group starts where the others ended")
        again.terminate()
        self.assertEqual(again.wait(40), 0)
        self.assertEqual(store_rows.count("sqlite:" + self.path("check.db")), 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
