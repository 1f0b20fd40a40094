"""A worker and a sender in Python, written from docs/link-protocol.md alone, against the real programs; and strangers:
garbage, wrong versions, old epochs."""

import json
import os
import random
import re
import socket
import struct
import sys
import time
import unittest

import zmq

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import line  # noqa: E402

HELLO, WELCOME, REFUSE, AGAIN, WORK, ACK, REJECT, RELEASE, HEARTBEAT, WINDOW, DRAIN, BYE = range(1, 13)
LIMIT = 4 << 20
BEAT = 0.3 * line.SLOWNESS
DOCUMENT = os.path.join(line.REPOSITORY, "docs", "link-protocol.md")


def frame(kind, layout="", *fields):
    return b"NM" + struct.pack("!BB" + layout, kind, 0, *fields)


def hello(lowest=0x0100, highest=0x0100, messages=8, size=16 << 20, limit=LIMIT, nonce=7, previous=b"", name=b"py"):
    return (frame(HELLO, "HHIQQQB", lowest, highest, messages, size, limit, nonce, len(previous)) + previous +
            bytes([len(name)]) + name)


def read_hello(head):
    lowest, highest, messages, size, limit, nonce, length = struct.unpack_from("!HHIQQQB", head, 4)
    previous, rest = head[37:37 + length], head[37 + length:]
    return {"lowest": lowest, "highest": highest, "messages": messages, "bytes": size, "limit": limit, "nonce": nonce,
            "previous": previous, "name": rest[1:1 + rest[0]]}


def outcome(kind, epoch, sequences, reason=b""):
    text = b"".join(struct.pack("!QI", sequence, 1) for sequence in sequences)
    head = frame(kind, "QH", epoch, len(sequences)) + text
    return head + struct.pack("!H", len(reason)) + reason if kind == REJECT else head


def sequences_of(head):
    """Of an outcome frame: all sequences, and what is behind them."""
    count, found = struct.unpack_from("!H", head, 12)[0], []
    for i in range(count):
        first, number = struct.unpack_from("!QI", head, 14 + 12 * i)
        found += range(first, first + number)
    return found, head[14 + 12 * count:]


class Worker:
    """A worker whose every step the test decides."""

    def __init__(self, context, endpoint):
        self.socket = context.socket(zmq.DEALER)
        self.id = b"\x80" + os.urandom(15)
        self.socket.routing_id = self.id
        self.socket.linger = 0
        self.socket.connect(endpoint)
        self.epoch, self.beat, self.sent = None, None, time.monotonic()

    def send(self, data):
        self.sent = time.monotonic()
        self.socket.send(data)

    def receive(self, seconds=20, beats=True):
        """The next message that is no heartbeat, as (type, frames); (None, []) when none comes in time."""
        deadline = time.monotonic() + seconds * (line.SLOWNESS if seconds >= 1 else 1)
        while time.monotonic() < deadline:
            if beats and self.beat and time.monotonic() - self.sent > self.beat / 2:
                self.send(frame(HEARTBEAT, "Q", self.epoch))
            if not self.socket.poll(20):
                continue
            parts = self.socket.recv_multipart()
            assert parts[0][:2] == b"NM" and parts[0][3] == 0, parts[0]
            if parts[0][2] != HEARTBEAT:
                return parts[0][2], parts
        return None, []

    def join(self, **fields):
        self.send(hello(**fields))
        kind, parts = self.receive()
        assert kind == WELCOME, kind
        self.version, self.epoch, nonce, milliseconds, self.limit = struct.unpack_from("!HQQIQ", parts[0], 4)
        assert nonce == fields.get("nonce", 7)
        self.beat = milliseconds / 1000

    def work(self, seconds=20):
        """The next work as [(sequence, attempts, key, payload)]; [] when none comes in time."""
        kind, parts = self.receive(seconds)
        if kind is None:
            return []
        assert kind == WORK, kind
        epoch, count = struct.unpack_from("!QH", parts[0], 4)
        assert epoch == self.epoch and count == len(parts) - 1 and count >= 1
        at, found = 14, []
        for payload in parts[1:]:
            sequence, size, attempts, key_size = struct.unpack_from("!QIIB", parts[0], at)
            assert size == len(payload)
            found.append((sequence, attempts, parts[0][at + 17:at + 17 + key_size].decode(), payload))
            at += 17 + key_size
        assert at == len(parts[0])
        return found

    def ack_all(self, program):
        """Acks whatever comes until the program has ended; returns the payloads."""
        payloads = []
        while program.alive():
            kind, parts = self.receive(0.3)
            if kind == BYE:
                break
            if kind != WORK:
                continue
            at = 14
            for payload in parts[1:]:
                sequence, _size, _attempts, key_size = struct.unpack_from("!QIIB", parts[0], at)
                at += 17 + key_size
                payloads.append(payload)
                self.send(outcome(ACK, self.epoch, [sequence]))
        return payloads

    def close(self):
        self.socket.close()


class ProtocolCase(line.TestCase):
    def setUp(self):
        super().setUp()
        self.context = zmq.Context()
        self.addCleanup(self.context.destroy, 0)
        self.endpoint = "tcp://127.0.0.1:%d" % line.free_port()

    def worker(self):
        worker = Worker(self.context, self.endpoint)
        self.addCleanup(worker.close)
        return worker

    def ingest(self, *words):
        return self.start_ingest(self.endpoint, "--heartbeat", "%gs" % BEAT, *(words or (line.SAMPLES,)))


class WorkerInPython(ProtocolCase):
    def test_worker_of_the_document_runs(self):
        with open(DOCUMENT, encoding="utf-8") as document:
            source = re.search(r"```python\n(.*?)```", document.read(), re.S).group(1)
        with open(self.path("worker.py"), "w", encoding="utf-8") as script:
            script.write(source)
        with open(self.path("out"), "wb") as out:
            worker = self.start([sys.executable, self.path("worker.py"), self.endpoint], stdout=out)
        ingest = self.ingest()
        self.assertEqual(ingest.wait(60), 0, ingest.log())
        with open(self.path("out"), encoding="utf-8") as out:
            keys = [row.split()[0] for row in out]
        self.assertGreater(len(keys), 20)
        self.assertTrue(all(re.fullmatch("[0-9a-f]{32}", key) for key in keys))
        self.assertEqual(worker.log(), "")

    def test_work_comes_within_the_window_and_is_acked(self):
        worker = self.worker()
        ingest = self.ingest()
        worker.join(messages=3)
        self.assertEqual(worker.version, 0x0100)
        self.assertEqual(worker.limit, LIMIT)
        held, seen = [], 0
        while True:
            more = worker.work(2 * BEAT if held else 20)
            held += more
            self.assertLessEqual(len(held), 3)
            if more:
                continue
            if seen > 8:
                break
            for sequence, attempts, key, payload in held:
                article = json.loads(payload)
                self.assertEqual(article["id"], key)
                self.assertEqual(attempts, 0)
                seen += 1
            self.assertTrue(held)
            worker.send(outcome(ACK, worker.epoch, [sequence for sequence, *_ in held]))
            held = []
        worker.send(frame(WINDOW, "QIQ", worker.epoch, 100, 16 << 20))
        worker.send(outcome(ACK, worker.epoch, [sequence for sequence, *_ in held]))
        worker.ack_all(ingest)
        self.assertEqual(ingest.wait(30), 0, ingest.log())

    def test_rejection_is_final_and_told(self):
        worker = self.worker()
        ingest = self.ingest()
        worker.join(messages=1)
        sequence, _, key, _ = worker.work()[0]
        worker.send(outcome(REJECT, worker.epoch, [sequence], "not today – thanks".encode()))
        others = [json.loads(payload)["id"] for payload in worker.ack_all(ingest)]
        self.assertEqual(ingest.wait(30), 1, ingest.log())
        self.assertNotIn(key, others)
        self.assertIn("not today – thanks", "".join(row["message"] for row in ingest.log_lines()))

    def test_release_gives_the_message_to_somebody_else(self):
        first, second = self.worker(), self.worker()
        ingest = self.ingest()
        first.join(messages=1)
        sequence, _, key, _ = first.work()[0]
        second.join(messages=1)
        other = second.work()[0]
        first.send(frame(DRAIN, "Q", first.epoch))
        first.send(outcome(RELEASE, first.epoch, [sequence]))
        first.send(frame(BYE, "Q", first.epoch))
        second.send(outcome(ACK, second.epoch, [other[0]]))
        again = second.work()[0]
        self.assertEqual((again[1], again[2]), (1, key))
        self.assertNotEqual(again[0], sequence)
        second.send(outcome(ACK, second.epoch, [again[0]]))
        second.ack_all(ingest)
        self.assertEqual(ingest.wait(30), 0, ingest.log())

    def test_drained_worker_gets_nothing_more(self):
        worker, other = self.worker(), self.worker()
        ingest = self.ingest()
        worker.join(messages=1)
        sequence = worker.work()[0][0]
        worker.send(frame(DRAIN, "Q", worker.epoch))
        worker.send(outcome(ACK, worker.epoch, [sequence]))
        self.assertEqual(worker.work(4 * BEAT), [])
        other.join()
        other.ack_all(ingest)
        self.assertEqual(ingest.wait(30), 0, ingest.log())

    def test_silence_breaks_the_lease(self):
        silent, other = self.worker(), self.worker()
        ingest = self.ingest()
        silent.join(messages=1)
        sequence, _, key, _ = silent.work()[0]
        kind, parts = silent.receive(20, beats=False)
        self.assertEqual(kind, AGAIN)
        self.assertEqual(parts[0], frame(AGAIN, "Q", silent.epoch))
        silent.send(outcome(ACK, silent.epoch, [sequence]))  # too late: it must not count
        self.assertEqual(silent.receive(20)[0], AGAIN)
        other.join(messages=1)
        _sequence, attempts, again, payload = other.work()[0]
        self.assertEqual((attempts, again), (1, key))
        other.send(outcome(ACK, other.epoch, [_sequence]))
        other.ack_all(ingest)
        self.assertEqual(ingest.wait(30), 0, ingest.log())

    def test_new_hello_names_the_previous_session(self):
        first, second = self.worker(), self.worker()
        ingest = self.ingest()
        first.join(messages=1)
        key = first.work()[0][2]
        second.join(messages=1, previous=first.id)
        sequence, attempts, again, _ = second.work(2 * BEAT)[0]  # at once, not when the lease is over
        self.assertEqual((attempts, again), (1, key))
        second.send(outcome(ACK, second.epoch, [sequence]))
        second.ack_all(ingest)
        self.assertEqual(ingest.wait(30), 0, ingest.log())

    def test_many_hellos_make_few_log_lines(self):
        worker, ingest = self.worker(), self.ingest()
        for _ in range(500):
            worker.join(messages=0)
        log = ingest.log()
        self.assertGreater(log.count("joined"), 5)
        self.assertLess(log.count("joined") + log.count("starts over"), 200)

    def test_versions(self):
        ingest = self.ingest()
        for lowest, highest in ((0x0200, 0x0201), (0x0001, 0x00FF), (0x0101, 0x0102)):
            stranger = self.worker()
            stranger.send(hello(lowest=lowest, highest=highest, name=b"stranger-%04x" % lowest))
            kind, parts = stranger.receive()
            self.assertEqual(kind, REFUSE)
            code, oldest, newest, size = struct.unpack_from("!HHHH", parts[0], 4)
            self.assertEqual((code, oldest, newest), (1, 0x0100, 0x0100))
            self.assertIn(b"protocol", parts[0][12:12 + size])
        refusals = [row for row in ingest.log_lines() if "stranger" in row["message"]]
        self.assertEqual(len(refusals), 3)
        for _ in range(5):  # the same one again: said once
            stranger.send(hello(lowest=0x0101, highest=0x0102, name=b"stranger-0101"))
            self.assertEqual(stranger.receive()[0], REFUSE)
        self.assertEqual(len([row for row in ingest.log_lines() if "stranger" in row["message"]]), 3)
        small = self.worker()
        small.send(hello(limit=1000))
        kind, parts = small.receive()
        self.assertEqual((kind, struct.unpack_from("!H", parts[0], 4)[0]), (REFUSE, 2))
        neighbour = self.worker()
        neighbour.join(lowest=0x0100, highest=0x0101, nonce=1 << 63, name=b"")
        self.assertEqual(neighbour.version, 0x0100)
        line.wait_until(lambda: "worker without a name joined" in ingest.log(), 10, ingest.log)
        neighbour.ack_all(ingest)
        self.assertEqual(ingest.wait(30), 0, ingest.log())

    def test_garbage_and_strangers_do_no_harm(self):
        worker, stranger = self.worker(), self.worker()
        ingest = self.ingest()
        worker.join(messages=1)
        held = worker.work()[0]
        chance = random.Random(1)
        for number in range(300):
            data = bytes(chance.randrange(256) for _ in range(chance.randrange(200)))
            if number % 3 == 0:
                data = frame(chance.randrange(0, 14)) + data
            if number % 7 == 0:
                stranger.socket.send_multipart([data, data, data])
            else:
                stranger.socket.send(data)
        for text in (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", bytes(5000), b"\xff" * 70000):
            with socket.create_connection(("127.0.0.1", int(self.endpoint.rsplit(":", 1)[1]))) as noise:
                noise.sendall(text)
        stranger.socket.send(b"NM" + bytes([ACK, 0]) + bytes(66000))  # over the limit of a frame: the peer is cut off
        line.wait_until(lambda: ingest.metric("newsmill_link_garbage_total") > 100, 20, "garbage is counted")
        warned = [row for row in ingest.log_lines() if "does not speak the link protocol" in row["message"]]
        self.assertTrue(1 <= len(warned) <= 3, ingest.log())

        # Of another epoch, from a stranger: told so, and its ack is worth nothing.
        unknown = self.worker()
        unknown.send(outcome(ACK, worker.epoch, [held[0]]))
        self.assertEqual(unknown.receive()[1], [frame(AGAIN, "Q", worker.epoch)])
        # What a worker does not hold it cannot settle; huge and empty ranges are no trouble.
        worker.send(outcome(ACK, worker.epoch, [held[0] + 1, 0, 1 << 63]))
        worker.send(frame(ACK, "QHQI", worker.epoch, 1, 0, 0xFFFFFFFF))
        worker.send(frame(ACK, "QH", worker.epoch, 0))
        worker.send(frame(99, "Q", worker.epoch) + b"of a later version")
        self.assertEqual(ingest.metric("newsmill_link_acked_total"), 0)
        worker.send(outcome(ACK, worker.epoch, [held[0]]))
        worker.ack_all(ingest)
        self.assertEqual(ingest.wait(30), 0, ingest.log())


class SenderInPython(ProtocolCase):
    """A ROUTER of the test's own, and newsmill-sink as its worker."""

    def setUp(self):
        super().setUp()
        self.router = self.context.socket(zmq.ROUTER)
        self.router.router_mandatory = 1
        self.router.linger = 0
        self.router.bind(self.endpoint)
        self.epoch = random.getrandbits(64)
        self.sequence = 0

    def sink(self, *words):
        return self.start_sink(self.endpoint, "jsonl:" + self.path("store.jsonl"), "--heartbeat", "%gs" % BEAT, *words)

    def receive(self, kinds, seconds=20, ident=None, beat=True):
        """The next message of one of the types (of one worker), as (routing id, frame); heartbeats go out meanwhile."""
        deadline, sent = time.monotonic() + seconds * line.SLOWNESS, 0
        while time.monotonic() < deadline:
            if ident and beat and time.monotonic() - sent > BEAT / 2:
                self.send(ident, frame(HEARTBEAT, "Q", self.epoch))
                sent = time.monotonic()
            if self.router.poll(20):
                sender, head = self.router.recv_multipart()
                self.assertEqual(head[:2], b"NM")
                if head[2] in kinds and (not ident or ident == sender or not beat):
                    return sender, head
        self.fail("no frame of type %s" % (kinds,))

    def send(self, ident, *frames):
        self.router.send_multipart([ident, *frames])

    def welcome(self, seconds=20):
        ident, head = self.receive((HELLO,), seconds)
        fields = read_hello(head)
        self.send(ident, frame(WELCOME, "HQQIQ", 0x0100, self.epoch, fields["nonce"], int(BEAT * 1000), LIMIT))
        return ident, fields

    def work(self, ident, *payloads, epoch=None, key=b"k" * 32):
        head = frame(WORK, "QH", self.epoch if epoch is None else epoch, len(payloads))
        for payload in payloads:
            self.sequence += 1
            head += struct.pack("!QIIB", self.sequence, len(payload), 0, len(key)) + key
        self.send(ident, head, *payloads)

    def settled(self, ident, count):
        """Outcomes of `count` messages as {sequence: (type, rest of the frame)}."""
        found = {}
        while len(found) < count:
            _, head = self.receive((ACK, REJECT, RELEASE), ident=ident)
            self.assertEqual(struct.unpack_from("!Q", head, 4)[0], self.epoch)
            sequences, rest = sequences_of(head)
            for sequence in sequences:
                self.assertNotIn(sequence, found)
                found[sequence] = head[2], rest
        return found

    def articles(self):
        code, out, log = self.run_program([line.program("newsmill-ingest"), "--out", "-", line.SAMPLES])
        self.assertEqual(code, 0, log)
        return out.splitlines()

    def test_worker_says_hello_acks_and_leaves(self):
        articles = self.articles()
        sink = self.sink("--window", "50")
        ident, fields = self.welcome()
        self.assertEqual(len(ident), 16)
        self.assertNotEqual(ident[0], 0)
        self.assertEqual((fields["lowest"], fields["highest"], fields["previous"]), (0x0100, 0x0100, b""))
        self.assertEqual((fields["messages"], fields["limit"]), (50, LIMIT))
        self.assertGreaterEqual(fields["bytes"], LIMIT)
        self.work(ident, *articles[:10])
        self.work(ident, articles[10])
        for sequence, (kind, rest) in self.settled(ident, 11).items():
            self.assertEqual((kind, rest), (ACK, b""), sequence)
        with open(self.path("store.jsonl"), encoding="utf-8") as store:  # acked means stored
            self.assertEqual(len(store.read().splitlines()), 11)
        sink.terminate()
        self.receive((DRAIN,), ident=ident)
        self.receive((BYE,), ident=ident)
        self.assertEqual(sink.wait(20), 0, sink.log())

    def test_bad_payload_is_rejected_with_its_reason(self):
        articles = self.articles()
        sink = self.sink()
        ident, _ = self.welcome()
        self.work(ident, articles[0], b"\xff no article", articles[1])
        found = self.settled(ident, 3)
        self.assertEqual([found[i][0] for i in (1, 2, 3)], [ACK, REJECT, ACK])
        size = struct.unpack("!H", found[2][1][:2])[0]
        self.assertEqual(len(found[2][1]), 2 + size)
        self.assertGreater(size, 5)
        with open(self.path("data", "dead.jsonl"), encoding="utf-8") as dead:
            self.assertEqual(len(dead.read().splitlines()), 1)
        self.assertTrue(sink.alive())

    def test_worker_starts_over_when_told_and_when_left_alone(self):
        sink = self.sink()
        first, _ = self.welcome()
        self.send(first, frame(AGAIN, "Q", self.epoch))
        second, fields = self.welcome()
        self.assertNotEqual(second, first)
        self.assertEqual(fields["previous"], first)
        began = time.monotonic()
        third, head = self.receive((HELLO,))  # nothing is sent to the second one any more
        self.assertGreater(time.monotonic() - began, 2 * BEAT)
        self.assertEqual(read_hello(head)["previous"], second)
        self.send(third, frame(BYE, "Q", self.epoch))  # not welcome yet: ignored
        self.assertTrue(sink.alive())

    def test_refused_worker_says_so_and_asks_again(self):
        sink = self.sink()
        ident, _ = self.receive((HELLO,))
        self.send(ident, frame(REFUSE, "HHHH", 1, 0x0300, 0x0301, 3) + b"old")
        line.wait_until(lambda: any("refuses this worker: old" in row["message"] for row in sink.log_lines()), 10,
                        "the refusal is logged")
        self.welcome(15)

    def test_garbage_and_old_epochs_are_ignored(self):
        articles = self.articles()
        sink = self.sink()
        ident, _ = self.welcome()
        for data in (b"", b"NM", b"xx", frame(WORK), frame(0), os.urandom(300), frame(WELCOME), frame(REFUSE)):
            self.send(ident, data)
            self.send(ident, data, data)
        self.work(ident, articles[0], epoch=self.epoch ^ 1)
        self.work(ident, articles[1])
        self.assertEqual(self.settled(ident, 1), {2: (ACK, b"")})
        self.assertGreater(sink.metric("newsmill_link_garbage_total"), 10)
        # Malformed work of this epoch: it cannot be settled, so the worker starts over.
        self.send(ident, frame(WORK, "QHQIIB", self.epoch, 2, 9, 5, 0, 0), b"hello")
        again, _ = self.welcome()
        self.assertNotEqual(again, ident)
        self.work(again, articles[2])
        self.assertEqual(self.settled(again, 1), {3: (ACK, b"")})


if __name__ == "__main__":
    unittest.main()
