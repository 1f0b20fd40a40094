"""docker-compose.yml and Dockerfile: they parse, and keep what docs/operating.md promises.

builds: ordinary
"""

import os
import re
import shutil
import subprocess
import unittest

import yaml

REPOSITORY = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
OWN = ("ingest", "enrich", "sink")


def read(name):
    with open(os.path.join(REPOSITORY, name), encoding="utf-8") as source:
        return source.read()


class Compose(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.file = yaml.safe_load(read("docker-compose.yml"))
        cls.services = cls.file["services"]

    def test_services(self):
        self.assertEqual(set(self.services), {"kafka", "postgres", *OWN})
        self.assertEqual(self.services["kafka"]["image"], "apache/kafka:4.1.2")
        self.assertRegex(self.services["postgres"]["image"], r"^postgres:\d+$")

    def test_every_service_is_watched_and_started_again(self):
        for name, service in self.services.items():
            with self.subTest(service=name):
                self.assertIn("test", service["healthcheck"])
                self.assertIn("restart", service)
                self.assertIn("stop_grace_period", service)

    def test_own_services_have_few_rights(self):
        for name in OWN:
            with self.subTest(service=name):
                service = self.services[name]
                self.assertIs(service["read_only"], True)
                self.assertEqual(service["cap_drop"], ["ALL"])
                self.assertIn("no-new-privileges:true", service["security_opt"])
                self.assertNotIn("privileged", service)
        self.assertRegex(read("Dockerfile"), r"(?m)^USER newsmill$")

    def test_scaled_services_can_be_scaled(self):
        for name in OWN:
            with self.subTest(service=name):
                self.assertNotIn("container_name", self.services[name])
                self.assertNotIn("ports", self.services[name])

    def test_what_must_survive_is_in_volumes(self):
        for name, folder in (("kafka", "/var/lib/kafka/data"), ("postgres", "/var/lib/postgresql/data")):
            mounts = dict(reversed(mount.split(":")[:2]) for mount in self.services[name]["volumes"] if "$" not in mount)
            self.assertIn(mounts.get(folder), self.file["volumes"], name)

    def test_ingests_share_a_frontier(self):
        command = self.services["ingest"]["command"]
        self.assertIn("--frontier postgresql://", command)
        self.assertIn("--dead-letters kafka://", command)
        self.assertIn("PGPASSWORD", self.services["ingest"]["environment"])
        self.assertEqual(self.services["ingest"]["depends_on"]["postgres"]["condition"], "service_healthy")

    def test_order_of_start(self):
        self.assertEqual(self.services["enrich"]["depends_on"]["kafka"]["condition"], "service_healthy")
        self.assertEqual(self.services["sink"]["depends_on"]["postgres"]["condition"], "service_healthy")
        self.assertEqual(self.services["ingest"]["depends_on"]["enrich"]["condition"], "service_healthy")

    def test_messages_fit_through_kafka(self):
        self.assertGreaterEqual(int(self.services["kafka"]["environment"]["KAFKA_MESSAGE_MAX_BYTES"]), 5 << 20)

    def test_docker_compose_agrees(self):
        try:
            subprocess.run(["docker", "compose", "version"], check=True, stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL)
        except (OSError, subprocess.CalledProcessError):
            return  # no docker here: the other tests stand alone
        done = subprocess.run(["docker", "compose", "-f", os.path.join(REPOSITORY, "docker-compose.yml"), "config", "-q"],
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              check=False)
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_image_has_what_the_programs_load(self):
        """Every shared library of the programs comes from a package that the Dockerfile installs."""
        program = os.path.join(os.environ.get("NEWSMILL_BUILD", os.path.join(REPOSITORY, "build")), "newsmill-ingest")
        if not (os.path.exists(program) and shutil.which("dpkg")):
            return
        # Only what it names itself: apt brings those libraries' own.
        named = subprocess.run(["objdump", "-p", program], check=True, stdout=subprocess.PIPE, text=True).stdout
        installed = read("Dockerfile").split("FROM debian:bookworm-slim\n")[1]
        for library in re.findall(r"NEEDED +(\S+)", named):
            if re.match(r"lib(c|m|gcc_s)\.so|ld-linux", library):
                continue
            found = subprocess.run(["dpkg", "-S", "*/" + library], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                   text=True, check=False).stdout
            package = found.split(":")[0]
            self.assertRegex(installed, r"\b%s\b" % re.escape(package or library))


if __name__ == "__main__":
    unittest.main()
