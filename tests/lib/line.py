"""Helpers for tests that run the programs: start them, wait for a condition, read their metrics and logs, kill them.

Use it from tests/system and tests/faults:

    import os, sys
    sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
    from lib import line

    class Passes(line.TestCase):
        def test_samples(self):
            port = line.free_port()
            self.start_enrich("tcp://127.0.0.1:%d" % port, "file:" + self.path("out.jsonl"))
            ingest = self.start_ingest("tcp://127.0.0.1:%d" % port, line.SAMPLES)
            self.assertEqual(ingest.wait(60), 0, ingest.log())

What a test starts lives in a folder of its own and is gone when the test ends, however it ends. tests/run sets:
NEWSMILL_BUILD (where the programs are), NEWSMILL_TEST_KAFKA (host:port), NEWSMILL_TEST_POSTGRES (postgresql://…),
NEWSMILL_TEST_LONG (1: the long kill runs).
"""

import atexit
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest
import urllib.error
import urllib.request

REPOSITORY = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.path.abspath(os.environ.get("NEWSMILL_BUILD") or os.path.join(REPOSITORY, "build"))
SAMPLES = os.path.join(REPOSITORY, "tests", "samples")
EXPIRED_CERTIFICATE = os.path.join(REPOSITORY, "tests", "lib", "expired.pem")
PEERS = os.path.join(REPOSITORY, "tests", "peers")
SANITIZED = os.path.basename(BUILD) in ("asan", "tsan")
SLOWNESS = {"asan": 3, "tsan": 5}.get(os.path.basename(BUILD), 1)  # time limits are multiplied by it


def long_runs():
    """True when the long kill runs are wanted (make test-long)."""
    return os.environ.get("NEWSMILL_TEST_LONG") == "1"


def program(name):
    """Path of a program of this build: program("newsmill-ingest")."""
    return os.path.join(BUILD, name)


# ---- waiting and ports ----


def wait_until(condition, seconds, what, step=0.05):
    """Calls `condition` until it gives something true, which is returned; fails the test after `seconds`.

    `what` completes "did not come true: …"; it may be a function, called for the message.
    """
    deadline = time.monotonic() + seconds * SLOWNESS
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError("after %g s did not come true: %s" % (seconds, what() if callable(what) else what))
        time.sleep(step)


_ports_given = set()


def free_port():
    """A loopback port that nobody listens on, below the range that outgoing connections use; never the same twice."""
    while True:
        port = random.randrange(20000, 32000)
        if port in _ports_given:
            continue
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        _ports_given.add(port)
        return port


# ---- metrics ----

_SAMPLE = re.compile(r"^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{[^}]*\})? (\S+)")


def scrape(port, seconds=5):
    """Metrics at /metrics as {name: value}; a name with labels is there with them ('x{reason="a"}') and as the sum
    over its labels ('x'). None when nobody answers."""
    try:
        with urllib.request.urlopen("http://127.0.0.1:%d/metrics" % port, timeout=seconds) as answer:
            text = answer.read().decode()
    except (OSError, urllib.error.URLError):
        return None
    values = {}
    for row in text.splitlines():
        found = _SAMPLE.match(row)
        if not found:
            continue
        name, labels, value = found.group(1), found.group(2), float(found.group(3))
        values[name] = values.get(name, 0.0) + value
        if labels:
            values[name + labels] = value
    return values


def http_status(port, path):
    """Status code of a GET on loopback: 200, 503, …; 0 when nobody answers."""
    try:
        with urllib.request.urlopen("http://127.0.0.1:%d%s" % (port, path), timeout=5) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except (OSError, urllib.error.URLError):
        return 0


# ---- programs ----

_running = set()


class Program:
    """A child process with its stderr in a log file. `stdout` and `stdin` as for subprocess (default: none)."""

    def __init__(self, argv, env=None, folder=None, name=None, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                 metrics_port=None, cwd=None):
        self.argv = [str(word) for word in argv]
        self.name = name or os.path.basename(self.argv[0])
        self.metrics_port = metrics_port
        folder = folder or tempfile.gettempdir()
        handle, self.log_path = tempfile.mkstemp(prefix=self.name + "-", suffix=".log", dir=folder)
        environment = dict(os.environ)
        for key in [key for key in environment if key.startswith("NEWSMILL_")]:
            del environment[key]  # the settings of whoever runs the tests are none of the test's
        environment.setdefault("ASAN_OPTIONS", "detect_leaks=1:abort_on_error=0:exitcode=66")
        environment.setdefault("UBSAN_OPTIONS", "print_stacktrace=1:halt_on_error=1")
        environment.setdefault(
            "TSAN_OPTIONS", "halt_on_error=0:exitcode=66:suppressions=" + os.path.join(REPOSITORY, "tests/tsan.supp"))
        environment.update(env or {})
        with os.fdopen(handle, "wb") as log:
            self.process = subprocess.Popen(self.argv, env=environment, stdin=stdin, stdout=stdout, stderr=log,
                                            cwd=cwd)
        _running.add(self)

    @property
    def pid(self):
        return self.process.pid

    @property
    def stdout(self):
        return self.process.stdout

    @property
    def stdin(self):
        return self.process.stdin

    @property
    def code(self):
        """Exit code, negative for a signal; None while it runs."""
        return self.process.poll()

    def alive(self):
        return self.code is None

    def log(self):
        """All that it wrote to stderr so far."""
        with open(self.log_path, "rb") as log:
            return log.read().decode("utf-8", "replace")

    def log_lines(self):
        """The log lines as objects; lines that are no JSON come as {"message": line}."""
        lines = []
        for row in self.log().splitlines():
            try:
                value = json.loads(row)
            except ValueError:
                value = None
            lines.append(value if isinstance(value, dict) else {"message": row})
        return lines

    def wait(self, seconds):
        """Waits for the end and returns the exit code; fails the test when it has not ended after `seconds`."""
        try:
            self.process.wait(seconds * SLOWNESS)
        except subprocess.TimeoutExpired:
            raise AssertionError("%s has not ended after %g s; its log ends:\n%s" %
                                 (self.name, seconds, self.log()[-3000:])) from None
        _running.discard(self)
        return self.process.returncode

    def signal(self, number):
        if self.alive():
            self.process.send_signal(number)

    def terminate(self):
        """SIGTERM: asks for a drain."""
        self.signal(signal.SIGTERM)

    def pause(self):
        self.signal(signal.SIGSTOP)

    def resume(self):
        self.signal(signal.SIGCONT)

    def kill(self):
        """SIGKILL, and waits for the end. Does nothing when it has ended."""
        if self.alive():
            self.process.kill()
            self.process.wait()
        _running.discard(self)

    def close(self):
        """Kills it if need be and closes the pipes to it."""
        self.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                try:
                    pipe.close()
                except OSError:
                    pass

    def metrics(self):
        """As scrape(); an empty dict when it does not answer (any more)."""
        return scrape(self.metrics_port) or {}

    def metric(self, name):
        """One metric's value, 0 when it is not there."""
        return self.metrics().get(name, 0.0)

    def ready(self):
        return http_status(self.metrics_port, "/readyz") == 200

    def memory(self):
        """Resident memory in bytes now; 0 when it has ended."""
        return self._status("VmRSS")

    def memory_peak(self):
        return self._status("VmHWM")

    def _status(self, key):
        try:
            with open("/proc/%d/status" % self.pid) as status:
                for row in status:
                    if row.startswith(key + ":"):
                        return int(row.split()[1]) * 1024
        except OSError:
            pass
        return 0


@atexit.register
def _end_all():
    for running in list(_running):
        running.kill()


# ---- real peers ----


def kafka_address():
    """host:port of the Kafka that tests/run started; without one the test is skipped (fails when CI is set)."""
    return _peer("NEWSMILL_TEST_KAFKA", "Apache Kafka")


def postgres_uri():
    """URI of the PostgreSQL that tests/run started, on an empty database of its own for each call."""
    import psycopg2

    base = _peer("NEWSMILL_TEST_POSTGRES", "PostgreSQL")
    name = "test_%d_%d" % (os.getpid(), random.randrange(1 << 30))
    connection = psycopg2.connect(base)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute('CREATE DATABASE "%s"' % name)
    connection.close()
    return re.sub(r"/[^/?]*(\?.*)?$", "/" + name + r"\1", base)


def topic_name(word="articles"):
    """A topic name that no other test uses."""
    return "%s-%d-%d" % (word, os.getpid(), random.randrange(1 << 30))


def _peer(variable, what):
    value = os.environ.get(variable)
    if value:
        return value
    if os.environ.get("CI"):
        raise AssertionError("%s is not set: a run with CI set needs a real %s" % (variable, what))
    raise unittest.SkipTest("no %s: %s is not set (make test sets it)" % (what, variable))


class Peer:
    """A real Kafka ("kafka") or PostgreSQL ("postgres") of a test's own, which it may kill and start again on the same
    port with the same data. `address` is host:port or the connection URI."""

    def __init__(self, kind, folder):
        self.script = os.path.join(PEERS, kind)
        self.folder = folder
        self.address = self._call("start")
        atexit.register(self.close)

    def _call(self, *words):
        done = subprocess.run([self.script, *words, self.folder], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=180, text=True, check=False)
        if done.returncode:
            raise AssertionError("%s %s: %s" % (self.script, " ".join(words), done.stderr.strip()))
        return done.stdout.strip()

    def stop(self):
        self._call("stop")

    def kill(self):
        """kill -9 of all its processes."""
        self._call("kill")

    def start(self):
        """Starts it again where it was; waits until it answers."""
        self._call("start")

    def restart(self):
        self._call("restart")

    def close(self):
        if os.path.isdir(self.folder):
            self._call("kill")


# ---- test cases ----


class TestCase(unittest.TestCase):
    """A test with a folder of its own (`self.folder`) whose programs are killed when it ends."""

    def setUp(self):
        super().setUp()
        self.folder = tempfile.mkdtemp(prefix="newsmill-test-")
        os.chmod(self.folder, 0o711)  # a PostgreSQL started by root runs as another user
        self.addCleanup(shutil.rmtree, self.folder, True)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def start(self, argv, **options):
        """A Program that is killed when the test ends; options as for Program."""
        options.setdefault("folder", self.folder)
        started = Program(argv, **options)
        self.addCleanup(started.close)
        return started

    def _start_stage(self, name, words, data, metrics, options):
        port = free_port() if metrics else None
        argv = [program(name), "--data", self.path(data), "--log", "json", *words]
        if port:
            argv += ["--metrics", "127.0.0.1:%d" % port]
        return self.start(argv, metrics_port=port, **options)

    def start_ingest(self, out, *words, data="data", metrics=True, **options):
        """newsmill-ingest with --out `out`; `words` are sources and more options."""
        return self._start_stage("newsmill-ingest", ["--out", out, *words], data, metrics, options)

    def start_enrich(self, incoming, out, *words, data="data", metrics=True, **options):
        return self._start_stage("newsmill-enrich", ["--in", incoming, "--out", out, *words], data, metrics, options)

    def start_sink(self, incoming, store, *words, data="data", metrics=True, **options):
        return self._start_stage("newsmill-sink", ["--in", incoming, "--store", store, *words], data, metrics, options)

    def start_peer(self, kind):
        """A real Kafka or PostgreSQL of this test's own; see Peer."""
        peer = Peer(kind, self.path(kind))
        self.addCleanup(peer.close)
        return peer

    def run_program(self, argv, seconds=60, stdin=b"", env=None):
        """Runs to the end; returns (exit code, stdout, stderr) as int, bytes, str."""
        environment = dict(os.environ, **(env or {}))
        done = subprocess.run([str(word) for word in argv], input=stdin, stdout=subprocess.PIPE, cwd=self.folder,
                              stderr=subprocess.PIPE, timeout=seconds * SLOWNESS, env=environment, check=False)
        return done.returncode, done.stdout, done.stderr.decode("utf-8", "replace")
