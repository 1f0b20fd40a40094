"""Whatever is killed, nothing is lost and nothing is stored twice: after many kills the store equals that of an undisturbed run."""

import os
import random
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import line, pages, store_rows  # noqa: E402

PAGES, KILLS, STEP = (19048, 50, 100) if line.long_runs() else (3810, 10, 100)
QUICK = ["--heartbeat", "200ms", "--window", "128"]
KAFKA = ["--kafka", "session.timeout.ms=6000", "--kafka", "heartbeat.interval.ms=1000"]


class Stage:
    """One program of a line that is started again whenever it was killed."""

    def __init__(self, start):
        self._start = start
        self.program = start()
        self.kills = 0

    def kill(self):
        self.program.kill()
        self.kills += 1
        self.program.close()
        self.program = self._start()


class KillTest(line.TestCase):
    """Starts lines over the same archive and compares their stores."""

    @classmethod
    def setUpClass(cls):
        import tempfile

        cls.shared = tempfile.TemporaryDirectory(prefix="newsmill-kills-")
        cls.archive = os.path.join(cls.shared.name, "pages.warc.gz")
        cls.versions = pages.write_warc(cls.archive, PAGES)
        cls.expected = None

    @classmethod
    def tearDownClass(cls):
        cls.shared.cleanup()

    def start_line(self, middle, store, name):
        """Three stages over `middle`: an endpoint for the second hop, or None for ZeroMQ."""
        first = "tcp://127.0.0.1:%d" % line.free_port()
        second_out = middle or "tcp://127.0.0.1:%d" % line.free_port()
        more = QUICK + (KAFKA if middle else [])
        return {
            "ingest": Stage(lambda: self.start_ingest(first, "warc:" + self.archive, *more, data=name)),
            "enrich": Stage(lambda: self.start_enrich(first, second_out, *more, data=name)),
            "sink": Stage(lambda: self.start_sink(second_out, store, *more, data=name)),
        }

    def logs(self, stages):
        return "\n".join("== %s\n%s" % (name, stage.program.log()[-1500:]) for name, stage in stages.items())

    def wait_stored(self, stages, store, at_least, seconds):
        line.wait_until(lambda: (store_rows.count(store) or 0) >= at_least, seconds,
                        lambda: "%d versions stored (there are %s)\n%s" % (at_least, store_rows.count(store),
                                                                          self.logs(stages)), step=0.01)

    def finish(self, stages, store):
        """Waits until ingest has its acks and all is stored, then drains the others."""
        self.assertEqual(stages["ingest"].program.wait(240), 0, self.logs(stages))
        self.wait_stored(stages, store, self.versions, 120)
        for name in ("enrich", "sink"):
            stages[name].program.terminate()
            self.assertEqual(stages[name].program.wait(40), 0, self.logs(stages))

    def undisturbed(self):
        """Rows of a run that nobody disturbs, made once."""
        if KillTest.expected is None:
            store = "sqlite:" + self.path("undisturbed.db")
            stages = self.start_line(None, store, "undisturbed")
            self.finish(stages, store)
            KillTest.expected = store_rows.rows(store)
            self.assertEqual(len(KillTest.expected["article_versions"]), self.versions)
            self.assertEqual(len(KillTest.expected["articles"]), PAGES)
            self.assertGreater(len(KillTest.expected["mentions"]), PAGES)
        return KillTest.expected

    def kill_run(self, stages, store, victims, kills, bounces=()):
        """Kills `victims` in a fixed random order, each time after STEP more versions were stored; `bounces` are calls
        spread over the run."""
        order = random.Random(20261122)
        stored = 0
        for number in range(kills):
            self.wait_stored(stages, store, min(stored + STEP, self.versions), 60)
            stored = store_rows.count(store) or stored
            self.assertLess(stored, self.versions, "the run was over after %d kills" % number)
            stages[victims[number % len(victims)] if number < len(victims) else order.choice(victims)].kill()
            for index, bounce in enumerate(bounces):
                if number == (index + 1) * kills // (len(bounces) + 1):
                    bounce()
        self.finish(stages, store)
        problem = store_rows.difference(self.undisturbed(), store_rows.rows(store))
        self.assertEqual(problem, "")
        self.assertFalse(os.path.exists(self.path("data", "dead.jsonl")) and
                         os.path.getsize(self.path("data", "dead.jsonl")))

    def test_zeromq_and_sqlite(self):
        store = "sqlite:" + self.path("store.db")
        self.undisturbed()
        self.kill_run(self.start_line(None, store, "data"), store, ["ingest", "enrich", "sink"], KILLS)

    def test_enrich_and_sink_alone(self):
        store = "sqlite:" + self.path("store.db")
        self.undisturbed()
        self.kill_run(self.start_line(None, store, "data"), store, ["enrich", "sink"], KILLS)

    def test_kafka_and_postgres_bounced(self):
        line.kafka_address()
        line.postgres_uri()
        self.undisturbed()
        kafka, postgres = self.start_peer("kafka"), self.start_peer("postgres")

        def bounce(peer):
            def act():
                peer.kill()
                peer.start()

            return act

        stages = self.start_line("kafka://%s/articles?group=sinks" % kafka.address, postgres.address, "data")
        self.kill_run(stages, postgres.address, ["ingest", "enrich", "sink"], KILLS,
                      [bounce(kafka), bounce(postgres)] * 3)


if __name__ == "__main__":
    unittest.main(verbosity=2)
