"""Wrong settings: one line that names the option, what is wrong with it and what to do, and the exit code 2."""

import os
import re
import subprocess
import sys
import time
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

    def check_refused(self, words, *parts, **options):
        """The same at the start and for --check-config."""
        words = words.split() if isinstance(words, str) else words
        self.refused([*words, "--check-config"], *parts, **options)
        self.refused(words, *parts, **options)

    def test_a_data_folder_without_a_name(self):
        for program in ("ingest", "enrich", "sink", "newsmill run"):
            self.check_refused([*program.split(), "--data", ""], "--data", "the folder has no name")

    def test_ports_of_metrics(self):
        for program in ("ingest", "enrich", "sink", "newsmill search"):
            for address in ("127.0.0.1:99999", "127.0.0.1:065537", "127.0.0.1:", "foo", "127.0.0.1:-1"):
                self.check_refused([*program.split(), "--metrics", address],
                                   "--metrics: '%s' is no address" % address, "from 1 to 65535")

    def test_links_are_checked_before_any_is_opened(self):
        for words, *parts in (
                ("ingest --out foo x.html", "--out: link 'foo': not an endpoint"),
                ("ingest --dead-letters foo x.html", "--dead-letters: link 'foo': not an endpoint"),
                ("ingest --out tcp://127.0.0.1:5555,tcp://127.0.0.1:5556 x.html", "--out: link", "takes one address"),
                ("enrich --in foo", "--in: link 'foo'"),
                ("enrich --in tcp://127.0.0.1:5555,tcp://127.0.0.1:99999", "--in: link 'tcp://127.0.0.1:99999'", "1 to 65535"),
                ("enrich --in kafka://127.0.0.1:1/t?grp=x", "--in: link", "only ?group=GROUP is known"),
                ("enrich --out file:", "--out: link 'file:'"),
                ("sink --in foo", "--in: link 'foo'")):
            self.check_refused(words, *parts)

    def test_settings_of_links(self):
        for program in ("ingest", "enrich", "sink"):
            self.check_refused([program, "--kafka", "partitions=x"], "--kafka: partitions=x: must be a number from 1 to 100000")
            self.check_refused([program, "--kafka", "acks=1"], "--kafka: acks: cannot be set")
            self.check_refused([program, "--curve-server-key", "/nonexistent"],
                               "--curve-server-key: key file '/nonexistent': No such file")

    def test_what_enrich_reads(self):
        with open(self.path("list.tsv"), "w", encoding="utf-8") as file:
            file.write("a\tORG\tAcme\n" "b\tROBOT\tBolt\n")
        self.check_refused(["enrich", "--watch-list", self.path("list.tsv")], "list.tsv, line 2: the type is none of")
        self.check_refused("enrich --model /nonexistent", "/nonexistent")

    def test_stores(self):
        for program, *stores in (("sink", "foo", "mysql://x/y", "sqlite:", "jsonl:" + self.folder, "postgresql://h:port/x"),):
            for store in stores:
                self.check_refused([*program.split(), "--store", store], "--store: store %s" % store[:6])

    def test_a_password_in_a_wrong_store(self):
        for program in ("sink", "newsmill search x"):
            log = self.refused([*program.split(), "--store", "mysql://u:s3cret@h/d"], "--store: store mysql://", "not a store")
            self.assertNotIn("s3cret", log)

    def test_frontiers(self):
        self.check_refused("ingest --frontier mysql://f.db x", "--frontier: 'mysql://…' is no frontier", "postgresql://")
        log = self.refused("ingest --frontier postgresql://h/d?nonsense=1 x", "--frontier: ", "nonsense")
        self.assertEqual(log.count("frontier"), 1)
        self.check_refused("ingest --frontier postgresql://h/d --lease 5s x", "--lease", "--fetch-timeout")
        self.check_refused("ingest --poll-min 1h --poll-max 5m x", "--poll-max", "--poll-min")

    def test_how_pages_are_asked_for(self):
        for agent in ("a\r\nX-Evil: y", "a\ty", "a\x7f"):
            self.check_refused(["ingest", "--user-agent", agent, "http://127.0.0.1:1/"], "--user-agent: ", "control character")
        self.check_refused(["ingest", "--user-agent", "a" * 512, "x"], "--user-agent: ", "512 bytes", "it may have 511")
        self.check_refused(["ingest", "--contact", "a" * 500 + "@b.example", "x"], "--user-agent: ", "it may have 511")
        for proxy in ("foo", "foo://bar:1", "http://", "http://h:99999", "h:x"):
            self.check_refused(["ingest", "--proxy", proxy, "http://127.0.0.1:1/"], "--proxy: it is no proxy")
        for proxy in ("h:3128", "127.0.0.1:1", "http://u:p@h", "socks5h://[::1]:1080"):
            self.assertEqual(self.run_program([line.program("newsmill-ingest"), "--check-config", "--proxy", proxy])[0], 0, proxy)

    def test_settings_of_commands(self):
        for name in ("run x", "status", "search x", "show x", "top"):
            self.check_refused("newsmill %s --store mysql://x" % name, "--store: store mysql://x: not a store")
        for name in ("run x", "status", "dead"):
            self.check_refused("newsmill %s --broker foo" % name, "--broker: 'foo' is no topic", "kafka://HOST:PORT/TOPIC")
            self.check_refused("newsmill %s --broker kafka://127.0.0.1:1/t?grp=x" % name, "--broker: link", "?group=GROUP")
        self.check_refused("newsmill run --workers 100 x", "--workers: '100' is not allowed", "from 0 to 64")
        for name in ("status", "sources"):
            self.check_refused("newsmill %s --frontier mysql://x" % name, "--frontier: 'mysql://…' is no frontier")

    def test_options_of_other_commands(self):
        config = self.path("c.json")
        with open(config, "w") as file:
            file.write('{"newsmill": {"workers": 2, "broker": "kafka://127.0.0.1:1/t", "store": "jsonl:x", "json": true}}')
        options = {"run": "store broker workers json", "status": "store broker json", "search": "store json",
                   "show": "store json", "top": "store json", "sources": "json", "dead": "broker json", "probe": ""}
        for name, own in options.items():
            help_text = self.run_program([line.program("newsmill"), name, "--help"])[1].decode()
            for option in ("store", "broker", "workers", "json"):
                self.assertEqual("--%s" % option in help_text.split("Options of every")[0], option in own.split(), (name, option))
                if option not in own.split():
                    self.refused("newsmill %s x --%s" % (name, option), "unknown option '--%s'" % option)
            words = [line.program("newsmill"), name, *([] if name in ("status", "top", "dead", "sources") else ["x"])]
            self.assertEqual(self.run_program([*words, "--config", config, "--check-config"])[0], 0, name)

    def test_a_broker_that_is_away(self):
        began = time.monotonic()
        broker = "kafka://127.0.0.1:%d/t" % line.free_port()
        code, out, log = self.run_program([line.program("newsmill"), "status", "--broker", broker])
        self.assertEqual(code, 1, log)
        self.assertIn("waiting for it for 9 s", log)
        self.assertLess(time.monotonic() - began, 15 * line.SLOWNESS)
        self.assertRegex(out.decode(), r"(?m)^dead letters +none$")

    def test_words_that_name_nothing(self):
        for word, said in (("", "a SOURCE is empty"), ("warc:", "no archive is named")):
            self.refused(["ingest", "x.html", word], said)

    def test_files_that_cannot_be_read(self):
        self.check_refused("ingest --config %s x" % self.folder, "this is a folder; name a file in it")
        self.refused("ingest --explain %s" % self.folder, "Is a directory")
        self.refused("ingest --explain /nonexistent", "/nonexistent: No such file")

    def test_the_format_of_errors(self):
        config = self.path("c.json")
        with open(config, "w") as file:
            file.write('{"log": "text", "sink": {"batch": 0}}')
        for words, env in ((["--log", "text", "--batch", "0"], {}), (["--batch", "0", "--log=text"], {}),
                           (["--batch", "0"], {"NEWSMILL_LOG": "text"}), (["--config", config], {})):
            self.assertNotIn("{", self.refused(["sink", *words], "batch", "'0' is not allowed", env=env))
        self.assertIn("{", self.refused(["sink", "--log", "json", "--batch", "0"], env={"NEWSMILL_LOG": "text"}))
        self.assertNotIn("{", self.refused("newsmill frob --log text", "unknown command 'frob'"))

    def test_ranges_of_times(self):
        self.check_refused("ingest --poll-min 31d x", "--poll-min: '31d' is not allowed", "from 100ms to 30d")

    def postgres(self, name="", user=None, **options):
        """A database of its own, by another name, user or search_path."""
        uri = line.postgres_uri()
        uri = re.sub(r"//[^@]*@", "//%s@" % user, uri) if user else uri
        return uri + name + "".join("%s%s=%s" % ("&" if "?" in uri + name else "?", *option) for option in options.items())

    def test_databases_that_do_not_exist(self):
        for word in ("ingest --frontier %s x", "sink --store %s", "newsmill search --store %s x"):
            missing, stranger = self.postgres(name="_no"), self.postgres(user="stranger")
            self.refused(word % missing, missing.split("/")[-1], "does not exist; create the database first")
            self.refused(word % stranger, "stranger", "; mend the user or the password in the URI")

    def test_schemas_that_do_not_exist(self):
        uri = self.postgres(options="-csearch_path%3Dnews")
        for word in ("ingest --frontier %s x", "sink --store %s"):
            self.refused(word % uri, "there is no schema news", "create it first: CREATE SCHEMA news")
        self.execute(uri, "CREATE SCHEMA news")
        with open(self.path("x.html"), "w") as file:
            file.write("<p>nothing")
        code, _, log = self.run_program([line.program("newsmill-ingest"), "--frontier", uri, self.path("x.html")])
        self.assertEqual(code, 0, log)
        store = self.postgres(options="-csearch_path%3Dnews")
        self.execute(store, "CREATE SCHEMA news")
        code, _, log = self.run_program([line.program("newsmill-sink"), "--in", "-", "--store", store])
        self.assertEqual(code, 0, log)

    def execute(self, uri, sql):
        import psycopg2
        connection = psycopg2.connect(uri)
        connection.autocommit = True
        connection.cursor().execute(sql)
        connection.close()

    def test_a_database_that_went_away_later(self):
        uri = self.postgres()
        sink = self.start_sink("-", uri, stdin=subprocess.PIPE)
        line.wait_until(sink.ready, 20, "the sink is ready")
        name = uri.split("/")[-1]
        self.execute(uri.replace(name, "postgres"), 'ALTER DATABASE "%s" WITH ALLOW_CONNECTIONS false' % name)
        self.execute(uri.replace(name, "postgres"), "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s'" % name)
        self.execute(uri.replace(name, "postgres"), 'ALTER DATABASE "%s" RENAME TO "%s_away"' % (name, name))
        ingest = [line.program("newsmill-ingest"), "--out", "-", os.path.join(line.SAMPLES, "chip-plant.html")]
        sink.stdin.write(self.run_program(ingest)[1])
        sink.stdin.flush()
        line.wait_until(lambda: "trying again" in sink.log(), 20, "the sink waits for its store")
        self.assertTrue(sink.alive())
        sink.terminate()
        self.assertEqual(sink.wait(30), 0)

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
