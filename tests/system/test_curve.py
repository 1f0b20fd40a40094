"""CURVE between the real programs: a line with keys works and nobody on the way can read it; a program without the key,
or with another one, gets nothing."""

import os
import sqlite3
import socket
import sys
import threading
import unittest

import zmq

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import line  # noqa: E402

BEAT = "0.3s"


class Relay:
    """A TCP port that passes everything on to another one and keeps what went over it."""

    def __init__(self, target):
        self.target, self.seen, self.port = target, bytearray(), line.free_port()
        self.listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                near = self.listener.accept()[0]
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self.target))
            except OSError:  # nobody there yet: it comes again
                near.close()
                continue
            for ends in ((near, far), (far, near)):
                threading.Thread(target=self.copy, args=ends, daemon=True).start()

    def copy(self, source, target):
        try:
            while data := source.recv(65536):
                self.seen += data
                target.sendall(data)
        except OSError:
            pass
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)  # wakes the other direction, which closes its own end
            except OSError:
                pass
        source.close()


class Curve(line.TestCase):
    def keys(self, name):
        """The files of a new pair: secret, public."""
        public, secret = zmq.curve_keypair()
        for kind, key in (("secret", secret), ("public", public)):
            with open(self.path("%s.%s" % (name, kind)), "wb") as file:
                file.write(key + b"\n")
        return self.path(name + ".secret"), self.path(name + ".public")

    def start_line(self, first, second, ingest_words=(), enrich_words=(), sink_words=()):
        """ingest of one sample on port `first`, enrich, sink on `second`; returns them."""
        sink = self.start_sink("tcp://127.0.0.1:%d" % second, "sqlite:" + self.path("store.db"), "--heartbeat", BEAT,
                               *sink_words)
        enrich = self.start_enrich("tcp://127.0.0.1:%d" % first[1], "tcp://127.0.0.1:%d" % second, "--heartbeat", BEAT,
                                   *enrich_words)
        ingest = self.start_ingest("tcp://127.0.0.1:%d" % first[0], "--heartbeat", BEAT, *ingest_words,
                                   os.path.join(line.SAMPLES, "rate-pause.html"))
        return ingest, enrich, sink

    def stored(self):
        with sqlite3.connect(self.path("store.db")) as database:
            return database.execute("SELECT headline FROM articles").fetchall()

    def test_a_line_with_keys_works_and_cannot_be_read(self):
        port = line.free_port()
        relay = Relay(port)
        self.addCleanup(relay.listener.close)
        first, second = self.keys("ingest"), self.keys("enrich")
        ingest, _, _ = self.start_line((port, relay.port), line.free_port(), ["--curve-secret-key", first[0]],
                                       ["--curve-secret-key", second[0], "--curve-server-key", first[1]],
                                       ["--curve-server-key", second[1]])
        self.assertEqual(ingest.wait(30), 0, ingest.log())
        headlines = self.stored()
        self.assertEqual(len(headlines), 1)
        self.assertGreater(len(relay.seen), 1000)
        self.assertNotIn(b"articleBody", bytes(relay.seen))

    def test_a_line_without_keys_can_be_read(self):
        """So that the test above sees what it looks for."""
        port = line.free_port()
        relay = Relay(port)
        self.addCleanup(relay.listener.close)
        ingest, _, _ = self.start_line((port, relay.port), line.free_port())
        self.assertEqual(ingest.wait(30), 0, ingest.log())
        self.assertIn(b"articleBody", bytes(relay.seen))

    def test_the_whole_line_with_one_pair_of_keys(self):
        secret, public = self.keys("line")
        code, _, log = self.run_program([line.program("newsmill"), "run", "--data", self.path("data"), "--curve-secret-key",
                                         secret, "--curve-server-key", public, "--store",
                                         "sqlite:" + self.path("store.db"),
                                         os.path.join(line.SAMPLES, "rate-pause.html")])
        self.assertEqual(code, 0, log)
        self.assertEqual(len(self.stored()), 1)

    def test_strangers_get_nothing(self):
        port, second = line.free_port(), line.free_port()
        secret, public = self.keys("ingest")
        other_secret, other_public = self.keys("other")
        address = "tcp://127.0.0.1:%d" % port
        strangers = [self.start_enrich(address, "file:" + self.path("stolen-%d.jsonl" % i), "--heartbeat", BEAT, *words)
                     for i, words in enumerate((["--curve-server-key", other_public], [],
                                                ["--curve-secret-key", other_secret]))]
        ingest, enrich, _ = self.start_line((port, port), second, ["--curve-secret-key", secret],
                                       ["--curve-server-key", public])
        self.assertEqual(ingest.wait(30), 0, ingest.log())
        self.assertEqual(len(self.stored()), 1)
        self.assertIn("tcp://127.0.0.1:%d is not encrypted" % second, enrich.log())
        for i, stranger in enumerate(strangers):
            self.assertTrue(stranger.alive(), stranger.log())
            self.assertEqual(stranger.metric("newsmill_link_received_total"), 0)
            self.assertEqual(os.path.getsize(self.path("stolen-%d.jsonl" % i)), 0)
            self.assertFalse(stranger.ready())

    def test_a_worker_with_a_key_trusts_no_sender_without(self):
        """Nobody can put articles into the line by standing in for ingest."""
        port, second = line.free_port(), line.free_port()
        _, public = self.keys("ingest")
        ingest, enrich, _ = self.start_line((port, port), second, [], ["--curve-server-key", public])
        plain = self.start_enrich("tcp://127.0.0.1:%d" % port, "file:" + self.path("out.jsonl"), "--heartbeat", BEAT)
        self.assertEqual(ingest.wait(30), 0, ingest.log())
        self.assertGreater(os.path.getsize(self.path("out.jsonl")), 0)
        self.assertEqual(enrich.metric("newsmill_link_received_total"), 0)
        self.assertTrue(plain.alive())


if __name__ == "__main__":
    unittest.main()
