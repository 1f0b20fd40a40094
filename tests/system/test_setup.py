"""Setting up: what is missing is said in one line, what is there needs no network, and an installation is complete.

builds: ordinary
"""

import os
import re
import stat
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import line

PACKAGES = os.path.join(line.REPOSITORY, ".ci", "packages")
LEXBOR = os.path.join(line.REPOSITORY, ".ci", "lexbor")


class SetUp(line.TestCase):
    def stand_ins(self, **scripts):
        """A folder for PATH with these shell scripts, and links to what the real scripts need besides."""
        folder = self.path("bin")
        os.makedirs(folder)
        for name, text in scripts.items():
            with open(os.path.join(folder, name.replace("_", "-")), "w", encoding="utf-8") as script:
                script.write("#!/bin/sh\n" + text + "\n")
            os.chmod(script.name, stat.S_IRWXU)
        for name in ("bash", "sh", "mktemp", "rm", "env", "tail", "cat"):
            path = os.path.join(folder, name)
            if not os.path.exists(path):
                os.symlink("/bin/" + name if os.path.exists("/bin/" + name) else "/usr/bin/" + name, path)
        return folder

    def call(self, argv, **environment):
        done = subprocess.run(argv, env=dict(os.environ, **environment), stdin=subprocess.DEVNULL, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300, check=False)
        return done.returncode, done.stdout, done.stderr

    def test_nothing_missing_nothing_said(self):
        path = self.stand_ins(apt_get="echo called >&2; exit 1", dpkg_query="echo installed", id="echo 1000")
        self.assertEqual(self.call([PACKAGES, "build", "test", "lint"], PATH=path), (0, "", ""))

    def test_neither_root_nor_sudo(self):
        path = self.stand_ins(apt_get="exit 1", dpkg_query="exit 1", id="echo 1000")
        code, _, said = self.call([PACKAGES, "build"], PATH=path)
        self.assertEqual(code, 1)
        self.assertEqual(said.count("\n"), 1, said)
        self.assertIn("neither root nor sudo", said)
        self.assertIn("librdkafka-dev", said)

    def test_sudo_that_wants_a_password_where_nobody_can_type(self):
        path = self.stand_ins(apt_get="exit 1", dpkg_query="exit 1", id="echo 1000", sudo="exit 1")
        code, _, said = self.call([PACKAGES, "build"], PATH=path)
        self.assertEqual((code, said.count("\n")), (1, 1), said)
        self.assertIn("sudo apt-get install", said)

    def test_installing_says_what_and_why(self):
        calls = self.path("calls")
        path = self.stand_ins(apt_get='echo "$DEBIAN_FRONTEND $*" >>%s' % calls, dpkg_query="exit 1", id="echo 0")
        code, _, said = self.call([PACKAGES, "postgres"], PATH=path)
        self.assertEqual(code, 0, said)
        self.assertEqual(said, "Installing with apt-get, to run a local PostgreSQL: postgresql\n")
        with open(calls, encoding="utf-8") as rows:
            for row in rows:
                self.assertTrue(row.startswith("noninteractive "), row)
                self.assertIn("-y", row)

    def test_a_failing_apt_is_named(self):
        path = self.stand_ins(apt_get="echo no mirror; exit 100", dpkg_query="exit 1", id="echo 0")
        code, _, said = self.call([PACKAGES, "postgres"], PATH=path)
        self.assertEqual(code, 1)
        self.assertIn("no mirror", said)
        self.assertIn("could not install: postgresql", said)

    def test_unknown_group(self):
        self.assertEqual(self.call([PACKAGES, "biuld"])[0], 2)

    def test_wrong_lexbor_is_one_line(self):
        code, _, said = self.call([LEXBOR], LEXBOR=self.path("none"))
        self.assertEqual((code, said.count("\n")), (1, 1), said)
        self.assertIn("LEXBOR=", said)

    def test_lexbor_in_place_is_silent(self):
        self.assertEqual(self.call([LEXBOR], LEXBOR=""), (0, "", ""))

    def test_unknown_store_and_broker(self):
        script = os.path.join(line.REPOSITORY, ".ci", "run-line")
        for variable in ("STORE", "BROKER"):
            code, _, said = self.call([script], **{variable: "mysql://"})
            self.assertEqual((code, said.count("\n")), (2, 1), said)
            self.assertIn("allowed are", said)

    def test_changed_header_is_followed_by_whatever_name(self):
        folder = self.path("build")
        make = ["make", "-C", line.REPOSITORY, "--no-print-directory", "SANITIZE="]
        compiled = []
        for name, changed in ((folder, []), (os.path.relpath(folder, line.REPOSITORY), []),
                              (os.path.relpath(folder, line.REPOSITORY), ["-W", "common/clock.h"])):
            code, said, _ = self.call(make + changed + ["BUILD=" + name, os.path.join(name, "obj/common/clock.o")])
            self.assertEqual(code, 0, said)
            compiled.append("common/clock.c" in said)
        self.assertEqual(compiled, [True, False, True])

    def check_links(self, folder):
        """Every link of an installed page leads to a file, and to a heading where it names one."""
        pages = ["README.md"] + [os.path.join("docs", name) for name in os.listdir(os.path.join(folder, "docs"))]
        self.assertIn("docs/operating.md", pages)
        for name in pages:
            with open(os.path.join(folder, name), encoding="utf-8") as page:
                targets = re.findall(r"\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)", page.read())
            for path, heading in targets:
                linked = os.path.join(folder, os.path.dirname(name), path) if path else os.path.join(folder, name)
                self.assertTrue(os.path.isfile(linked), "%s: %s" % (name, path))
                if heading:
                    with open(linked, encoding="utf-8") as page:
                        found = [re.sub(r"[^\w -]", "", row.lstrip("# ").lower()).strip().replace(" ", "-")
                                 for row in page if row.startswith("#")]
                    self.assertIn(heading, found, name)

    def test_installation_is_complete(self):
        target = self.path("target")
        code, _, said = self.call(["make", "-C", line.REPOSITORY, "-s", "install", "BUILD=" + line.BUILD,
                                   "DESTDIR=" + target, "PREFIX=/usr/local"])
        self.assertEqual(code, 0, said)
        for name in ("newsmill", "newsmill-ingest", "newsmill-enrich", "newsmill-sink"):
            installed = os.path.join(target, "usr/local/bin", name)
            self.assertEqual(self.call([installed, "--version"])[0], 0, installed)
        share = os.path.join(target, "usr/local/share/newsmill")
        self.assertGreater(len(os.listdir(share)), 1)
        self.check_links(os.path.join(target, "usr/local/share/doc/newsmill"))
        ingest = os.path.join(target, "usr/local/bin/newsmill-ingest")
        enrich = os.path.join(target, "usr/local/bin/newsmill-enrich")
        pages = os.path.join(line.SAMPLES, "digital-real.html")
        code, article, said = self.call([ingest, "--out", "-", pages], NEWSMILL_DATA=self.folder)
        self.assertEqual(code, 0, said)
        done = subprocess.run([enrich, "--in", "-", "--out", "-"], input=article, text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, env=dict(os.environ, NEWSMILL_SHARE=share), timeout=60, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn('"entities":[{', done.stdout)


if __name__ == "__main__":
    unittest.main()
