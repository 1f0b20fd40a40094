"""The newsmill command: what it prints for people and for programs, its exit codes, and how `run` watches over the three
programs. limit: 300"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import line, samples, store_rows  # noqa: E402
from lib.site import Answer, Site, page  # noqa: E402

SUBCOMMANDS = ["run", "status", "search", "show", "top", "sources", "dead", "probe"]


class Command(line.TestCase):
    """A store with the samples in it, shared by the tests that only read."""

    @classmethod
    def setUpClass(cls):
        import shutil
        import tempfile

        cls.shared = tempfile.mkdtemp(prefix="newsmill-test-")
        cls.addClassCleanup(shutil.rmtree, cls.shared, True)
        cls.data = os.path.join(cls.shared, "data")
        cls.done = subprocess.run([line.program("newsmill"), "run", "--data", cls.data, line.SAMPLES],
                                  stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                  timeout=100 * line.SLOWNESS, check=False)

    def newsmill(self, *words, code=0, data=None):
        found, out, log = self.run_program([line.program("newsmill"), *words, "--data", data or self.data])
        self.assertEqual(found, code, log + out.decode())
        return out.decode() if code == 0 else log

    def json(self, *words):
        return json.loads(self.newsmill(*words, "--json"))

    def test_report(self):
        self.assertEqual(self.done.returncode, 0, self.done.stderr)
        report = self.done.stdout
        articles = len(samples.expected_articles())
        self.assertRegex(report, r"(?m)^  read +%d  pages$" % (articles + 1))
        self.assertRegex(report, r"(?m)^  stored +%d  " % articles)
        self.assertRegex(report, r"(?m)^  1 skipped: .")
        self.assertIn("front-page.html", report)
        self.assertRegex(report, r"Named in most articles\n +articles +mentions +type +name +id\n( +\d.*\n){10}")
        self.assertRegex(report, r"Peak memory +ingest \d+ MB, enrich \d+ MB, sink \d+ MB")
        self.assertNotIn("\r", self.done.stderr, "a progress line without a terminal")
        for command in re.findall(r"newsmill ((?:search|top|status) .*)", report):
            self.newsmill(*command.split())

    def test_help(self):
        for words in [["--help"]] + [[name, "--help"] for name in SUBCOMMANDS]:
            code, out, _ = self.run_program([line.program("newsmill"), *words])
            self.assertEqual(code, 0)
            self.assertTrue(out.startswith(b"Usage: newsmill"), out[:60])
            self.assertLessEqual(max(len(row) for row in out.decode().splitlines()), 120)

    def test_usage_errors(self):
        for words in [["frob"], ["run"], ["search"], ["show"], ["top", "--type", "FOO"], ["top", "--limit", "x"],
                      ["top", "word"], ["dead", "show", "x"], ["dead", "frob"], ["probe"], ["status", "--nope"],
                      ["dead", "show", "1:"], ["dead", "show", "0"], ["dead", "--broker", "http://x/y"],
                      ["run", "--broker", "http://x/y", "z.html"], ["run", "--store", "oracle:x", line.SAMPLES],
                      ["search", "--store", "sqlite:/nowhere/x.db", "word"]]:
            with self.subTest(words):
                code, out, log = self.run_program([line.program("newsmill"), *words, "--data", self.path("none")])
                self.assertEqual(code, 2, log)
                self.assertGreater(len(log.strip()), 20)

    def test_status(self):
        status = self.json("status")
        articles = len(samples.expected_articles())
        self.assertEqual(status["frontier"]["articles"], {"delivered": articles, "failed": 0})
        self.assertEqual(status["store"]["versions"], articles)
        self.assertEqual(status["store"]["articles"], articles - 1)
        self.assertIsNone(status["deadLetters"])
        self.assertIsNone(status["broker"])
        self.assertIn("dead letters  none", self.newsmill("status"))
        nothing = json.loads(self.newsmill("status", "--json", data=self.path("none")))
        self.assertEqual([nothing[key] for key in ("frontier", "store", "broker", "deadLetters")], [None] * 4)

    def test_search(self):
        hits = self.json("search", "Coinharbor", "reserves")
        self.assertEqual([hit["headline"] for hit in hits],
                         ["More governments will hold bitcoin by 2028, says Coinharbor chief"])
        self.assertEqual(self.json("search", "nowhereatall"), [])
        self.assertIn("Coinharbor chief", self.newsmill("search", "coinharbor"))
        self.assertEqual(len(self.json("search", "the", "--limit", "3")), 3)
        self.assertEqual(self.json("search", "agree to merge")[0]["headline"],
                         "Insurers Havelock and Quayside agree to merge")
        self.assertEqual(self.json("search", '"in talks on a merger"'), [], "an old version is found")

    def test_show(self):
        row = next(row for row in samples.expected_articles() if row["file"] == "reserve-race.html")
        found = self.json("show", row["url"])
        self.assertEqual(samples.field_problems(found["document"], row), [])
        self.assertEqual(self.json("show", found["document"]["id"]), found)
        for given in (row["url"] + "?utm_source=x#top", row["url"].replace("https://", "HTTPS://")):
            self.assertEqual(self.json("show", given), found)
        text = self.newsmill("show", row["url"])
        for words in [row["headline"], "Priya Nandakumar", "- Marek Dvorsky, chief executive", "All rights reserved.",
                      "16,400 BTC"]:
            self.assertIn(words, text)
        self.assertLessEqual(max(len(line_) for line_ in text.split("\n\n")[2].splitlines()), 120)
        self.newsmill("show", "https://www.example.com/nowhere", code=1)

    def test_versions(self):
        url = next(row["url"] for row in samples.expected_articles() if row.get("superseded"))
        found = self.json("show", url)
        self.assertEqual(found["document"]["headline"], "Insurers Havelock and Quayside agree to merge")
        versions = self.json("show", "--versions", url)
        self.assertEqual(versions, found["versions"])
        self.assertEqual([version["current"] for version in versions], [True, False])
        self.assertEqual(len(self.newsmill("show", "--versions", url).splitlines()), 3)

    def test_sources_of_a_mistyped_folder(self):
        wrong, place = self.path("wrong"), self.path("right")
        for words in ([], ["list"]):
            self.assertEqual(self.newsmill("sources", *words, data=wrong), "No sources are kept here.\n")
        for action in ("pause", "remove", "resume"):
            self.assertIn("there is no folder " + wrong,
                          self.newsmill("sources", action, "https://example.com/f", code=2, data=wrong))
        self.assertFalse(os.path.exists(wrong))
        self.newsmill("sources", "add", "https://example.com/f", data=place)

        def said(*words):
            return self.run_program([line.program("newsmill"), "sources", *words, "--data", place])[2]
        self.assertIn("https://example.com/g is not known in this frontier", said("pause", "https://example.com/g"))
        self.assertIn("site:https://example.com/ is not known in this frontier", said("remove", "site:example.com"))
        for words in (["pause", "https://example.com/f"], ["add", "https://example.com/h"]):
            self.assertNotIn("not known", said(*words))
        self.assertNotIn("example.com/h", self.newsmill("sources", "list", data=wrong))

    def test_top(self):
        top = self.json("top", "--type", "gpe", "--limit", "5")
        self.assertEqual([entity["type"] for entity in top], ["GPE"] * 5)
        counts = [entity["articles"] for entity in top]
        self.assertEqual(counts, sorted(counts, reverse=True))
        self.assertEqual(len(self.newsmill("top", "--limit", "7").splitlines()), 8)

    def test_dead(self):
        data = self.path("data")
        code, _, log = self.run_program([line.program("newsmill-sink"), "--data", data, "--in", "-"],
                                        stdin=b'{"broken\n{"id": "x"}\n')
        self.assertEqual(code, 1, log)
        letters = [json.loads(row) for row in self.newsmill("dead", "list", "--json", data=data).splitlines()]
        self.assertEqual([(letter["number"], letter["stage"], letter["size"]) for letter in letters],
                         [(1, "sink", 8), (2, "sink", 11)])
        self.assertEqual(len(self.newsmill("dead", data=data).splitlines()), 3)
        self.assertEqual(self.newsmill("dead", "show", "1", data=data), '{"broken')
        self.assertIn("there is no dead letter 3", self.newsmill("dead", "show", "3", code=1, data=data))
        self.assertEqual(json.loads(self.newsmill("status", "--json", data=data))["deadLetters"],
                         {"total": 2, "sink": 2})

    def test_dead_letters_of_a_topic(self):
        """They come with those of the data folder; reading them moves nobody's offset."""
        data, topic = self.path("data"), line.topic_name("cli-dead")
        link = "kafka://%s/%s" % (line.kafka_address(), topic)
        poison = [b'{"broken %d' % i for i in range(5)] + [b"y" * 700000]
        self.newsmill("dead", "--broker", link, data=data)
        code, _, log = self.run_program([line.program("newsmill-enrich"), "--data", data, "--out", link],
                                        stdin=b"".join(row + b"\n" for row in poison))
        self.assertEqual(code, 1, log)
        code, _, log = self.run_program([line.program("newsmill-sink"), "--data", data, "--in", "-"], stdin=b"[]\n")
        self.assertEqual(code, 1, log)
        for _ in range(2):
            rows = self.newsmill("dead", "list", "--json", "--broker", link, data=data).splitlines()
            letters = [json.loads(row) for row in rows]
            self.assertEqual((letters[0]["number"], letters[0]["stage"]), (1, "sink"))
            letters = letters[1:]
            self.assertEqual([letter["stage"] for letter in letters], ["enrich"] * len(poison))
            shown = [self.newsmill("dead", "show", "%(partition)d:%(offset)d" % letter, "--broker", link, data=data)
                     for letter in letters]
            self.assertEqual(sorted(shown), sorted(row.decode()[:65536] for row in poison))
        self.assertEqual(len(self.newsmill("dead", "--broker", link, data=data).splitlines()), 2 + len(poison))
        self.assertEqual(json.loads(self.newsmill("status", "--json", "--broker", link, data=data))["deadLetters"],
                         {"total": 1 + len(poison), "sink": 1, "enrich": len(poison)})
        self.assertIn("there is no dead letter 99:0",
                      self.newsmill("dead", "show", "99:0", "--broker", link, code=1, data=data))
        self.assertIn("--broker", self.newsmill("dead", "show", "1:0", code=1, data=data))

    def test_probe(self):
        port = line.free_port()
        self.newsmill("probe", "http://127.0.0.1:%d/healthz" % port, code=1)
        sink = self.start_sink("ipc://" + self.path("socket"), "sqlite:" + self.path("store.db"))
        url = "http://127.0.0.1:%d" % sink.metrics_port
        line.wait_until(lambda: line.http_status(sink.metrics_port, "/healthz") == 200, 20, "the sink answers")
        self.newsmill("probe", url + "/healthz")
        self.assertIn("503", self.newsmill("probe", url + "/readyz", code=1))
        self.assertIn("404", self.newsmill("probe", url + "/nothing", code=1))

    def test_unfinished_requests_block_nobody_else(self):
        sink = self.start_sink("ipc://" + self.path("socket"), "sqlite:" + self.path("store.db"))
        line.wait_until(lambda: line.http_status(sink.metrics_port, "/healthz") == 200, 20, "the sink answers")
        for _ in range(80):
            other = socket.create_connection(("127.0.0.1", sink.metrics_port), source_address=("127.0.0.2", 0))
            self.addCleanup(other.close)
            try:
                other.sendall(b"GET /healthz HTTP/1.1\r\n")
            except OSError:  # refused: one too many
                pass
        self.assertEqual(line.http_status(sink.metrics_port, "/healthz"), 200)


class Supervision(line.TestCase):
    """`newsmill run` with sources on a stdin that stays open, so that it ends only when it is told to."""

    def start_run(self, *words, data="data"):
        return self.start([line.program("newsmill"), "run", "--json", "--data", self.path(data), *words],
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          env={"TMPDIR": self.folder, "XDG_RUNTIME_DIR": ""})

    def children(self, run):
        """Process ids by program name."""
        found = {}
        for entry in os.listdir("/proc"):
            try:
                with open("/proc/%s/stat" % int(entry), encoding="utf-8", errors="replace") as stat:
                    name, rest = re.match(r"\d+ \((.*)\) \S (\d+)", stat.read()).groups()
            except (ValueError, OSError, AttributeError):
                continue
            if int(rest) == run.pid:
                found[name] = int(entry)
        return found

    def wait_stored(self, count, data="data"):
        store = "sqlite:" + self.path(data, "newsmill.db")
        line.wait_until(lambda: store_rows.count(store) == count, 60, "%d articles are stored" % count)

    def feed(self, run, *names):
        run.stdin.write("".join("%s/%s\n" % (line.SAMPLES, name) for name in names).encode())
        run.stdin.flush()

    def test_signal_drains(self):
        signal.signal(signal.SIGHUP, signal.SIG_DFL)  # nohup would have it ignored
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            run = self.start_run("-", data=str(number))
            self.feed(run, "reserve-race.html", "chip-plant.html")
            self.wait_stored(2, data=str(number))
            children = self.children(run)
            self.assertEqual(sorted(children), ["newsmill-enrich", "newsmill-ingest", "newsmill-sink"])
            run.signal(number)
            self.assertEqual(run.wait(40), 0, run.log())
            self.assertTrue(json.loads(run.stdout.read())["stopped"])
            run.close()
            for pid in children.values():
                self.assertFalse(os.path.exists("/proc/%d" % pid), "a child is left")

    def test_signal_at_once(self):
        """A signal before the programs have begun is no failure either."""
        run = self.start_run("-")
        line.wait_until(lambda: self.children(run), 20, "a child")
        run.terminate()
        self.assertEqual(run.wait(40), 0, run.log())

    def test_dead_children_are_started_again(self):
        run = self.start_run("-")
        self.feed(run, "reserve-race.html")
        self.wait_stored(1)
        first = self.children(run)
        for name in ("newsmill-enrich", "newsmill-sink"):
            os.kill(first[name], signal.SIGKILL)
        line.wait_until(lambda: len(self.children(run)) == 3 and
                        all(self.children(run).get(name, first[name]) != first[name]
                            for name in ("newsmill-enrich", "newsmill-sink")), 30, "they run again")
        self.feed(run, "chip-plant.html")
        self.wait_stored(2)
        run.stdin.close()
        self.assertEqual(run.wait(60), 0, run.log())
        report = json.loads(run.stdout.read())
        self.assertEqual(report["restarts"], {"ingest": 0, "enrich": 1, "sink": 1})
        self.assertEqual(report["stored"], 2)

    def test_killed_ingest_reads_again(self):
        """ingest is killed until it has done its work: everything is stored once, nothing is counted twice."""
        run = self.start([line.program("newsmill"), "run", "--json", "--data", self.path("data"), line.SAMPLES],
                         stdout=subprocess.PIPE)
        pid = line.wait_until(lambda: self.children(run).get("newsmill-ingest") or not run.alive(), 20, "ingest runs")
        if pid is not True:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.assertEqual(run.wait(60), 0, run.log())
        report = json.loads(run.stdout.read())
        self.assertEqual(report["store"]["versions"], len(samples.expected_articles()))
        self.assertEqual(report["stored"], len(samples.expected_articles()))
        self.assertEqual(report["known"], 0)

    def test_children_die_with_newsmill(self):
        run = self.start_run("-")
        children = line.wait_until(lambda: len(self.children(run)) == 3 and self.children(run), 20, "three children")
        run.kill()
        line.wait_until(lambda: not any(os.path.exists("/proc/%d" % pid) for pid in children.values()), 20,
                        "the children are gone")
        self.assertEqual(len(self.socket_folders(run)), 1)
        self.run_program([line.program("newsmill"), "run", "--data", self.path("other"),
                          line.SAMPLES + "/reserve-race.html"], env={"TMPDIR": self.folder, "XDG_RUNTIME_DIR": ""})
        self.assertEqual(self.socket_folders(run), [], "the next run takes the sockets' folder away")

    def socket_folders(self, run):
        return [name for name in os.listdir(self.folder) if name.startswith("newsmill-run-%d-" % run.pid)]

    def test_second_run_on_the_same_data(self):
        run = self.start_run("-")
        self.feed(run, "reserve-race.html")
        self.wait_stored(1)
        code, _, log = self.run_program([line.program("newsmill"), "run", "--data", self.path("data"), line.SAMPLES])
        self.assertEqual(code, 2, log)
        self.assertIn("frontier", log)
        run.stdin.close()
        self.assertEqual(run.wait(60), 0, run.log())

    def test_bad_sources(self):
        """Each is named with its reason; what is good is stored, and the exit code says that something was not."""
        bad = {"empty.html": b"", "binary.html": b"\x89PNG\r\n\x1a\n" + os.urandom(20000), "missing.html": None}
        for name, content in bad.items():
            if content is not None:
                with open(self.path(name), "wb") as file:
                    file.write(content)
        code, out, log = self.run_program([line.program("newsmill"), "run", "--json", "--data", self.path("data"),
                                           *[self.path(name) for name in bad], "ftp://example.com/x",
                                           line.SAMPLES + "/reserve-race.html"])
        self.assertEqual(code, 1, log)
        report = json.loads(out)
        self.assertEqual(report["stored"], 1)
        named = " ".join(page for group in report["notStored"] for page in group["pages"])
        for name in list(bad) + ["ftp://example.com/x"]:
            self.assertIn(name, named)

    def test_once(self):
        site = Site({"/a": page("a")})
        self.addCleanup(site.close)
        site.answers["/feed"] = Answer(("<rss version='2.0'><channel><item><link>%s</link></item></channel></rss>" %
                                        site.url("/a")).encode(), content_type="text/xml")
        code, out, log = self.run_program([line.program("newsmill"), "run", "--json", "--once", "--data", self.path("data"),
                                           site.url("/feed")], env={"NEWSMILL_ALLOW_PRIVATE": "true", "NEWSMILL_DELAY": "0"})
        self.assertEqual((code, json.loads(out)["stored"]), (0, 1), log)

    def test_gives_up(self):
        code, _, log = self.run_program([line.program("newsmill"), "run", "--data", self.path("data"), "--give-up", "1s",
                                         "--store", "postgresql://127.0.0.1:%d/none" % line.free_port(), line.SAMPLES])
        self.assertEqual(code, 3, log)


if __name__ == "__main__":
    unittest.main()
