"""Wrong settings: one line that names the option, what is wrong with it and what to do, and the exit code 2."""

import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import line  # noqa: E402

PROGRAMS = {"ingest": "newsmill-ingest", "enrich": "newsmill-enrich", "sink": "newsmill-sink", "newsmill": "newsmill"}


class Settings(line.TestCase):
    def refused(self, words, *parts, code=2, env=None):
        """The program (the first of the words) ends with one line that has the parts. Returns it."""
        program, *words = words.split() if isinstance(words, str) else words
        clean = {key: value for key, value in os.environ.items() if not key.startswith("NEWSMILL_")}
        done = subprocess.run([line.program(PROGRAMS[program]), *words], cwd=self.folder, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=30 * line.SLOWNESS,
                              env=dict(clean, **env or {}), check=False)
        self.assertEqual((done.returncode, done.stderr.count("\n")), (code, 1), (words, done.stdout, done.stderr))
        for part in parts:
            self.assertIn(part, done.stderr, words)
        return done.stderr

    def test_a_mistyped_network_is_no_source(self):
        for word in ["10.0.0.0/40", "10.0.0/8", "10.0.0.0/8,192.168.0.0/16x", "fd00:/8", "None"]:
            self.refused(["ingest", "--check-config", "--allow-private", word, "http://127.0.0.1:1/"],
                         "--allow-private: '" + word.split(",")[-1] + "' is no network")

    def test_giving_up_a_frontier_that_was_never_there(self):
        place = "postgresql://nobody@127.0.0.1:%d/nothing" % line.free_port()
        ingest = self.start_ingest("-", "--frontier", place, "--give-up", "1s", "http://127.0.0.1:1/")
        self.assertEqual(ingest.wait(20), 3, ingest.log())
        self.assertIn("giving up: the frontier has been away for 1 s (--give-up)", ingest.log())

    def test_a_stop_before_the_frontier_is_there(self):
        place = "postgresql://nobody@127.0.0.1:%d/nothing" % line.free_port()
        ingest = self.start_ingest("-", "--frontier", place, "http://127.0.0.1:1/")
        line.wait_until(lambda: "trying again" in ingest.log(), 20, "it says that it waits")
        ingest.terminate()
        self.assertEqual(ingest.wait(20), 0, ingest.log())


if __name__ == "__main__":
    unittest.main()
