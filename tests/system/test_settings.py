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


if __name__ == "__main__":
    unittest.main()
