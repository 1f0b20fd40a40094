"""A made-up web on loopback: up to 200 news sites at 127.0.1.1 to 127.0.1.200 that do what sites do to a crawler.

From a test:

    web = MadeUpWeb(self.folder, [{"pages": 30}, {"pages": 10, "busy": 5, "robots": "moved"}] + [{}] * 8, latency=(0.001, 0.005))
    self.addCleanup(web.stop)
    ingest = [line.program("newsmill-ingest"), *web.options(), "--once", "--delay", "50ms", *web.urls("/feed.xml")]
    …
    self.assertEqual(web.check(delay=0.05), [])          the rules of web_check.py, over the server's own log

Host N of the plan (from 1) is paper00N.example at 127.0.1.N; `options()` tells ingest where the names lead (--resolve) and
that these addresses are allowed (--allow-private). The traits of a host, all optional:

    pages        articles it has (10); page P is at /news/story-0000P.html
    feed_items   how many of the newest its feed lists (20); the sitemap lists all
    robots       none (404, or rules where others traits need them), rules, moved (by a redirect), error (503), large
                 (10 MB), binary
    crawl_delay  seconds that its robots.txt asks for (0: nothing)
    closed       every Nth page lies where robots.txt forbids (0: none)
    busy         every Nth page is first answered 429 or 503 with Retry-After, in turn as seconds and as a date (0: none)
    retry_after  seconds of that (1)
    moved        every Nth page is listed with an older address that redirects (0: none)
    fault        silent, slow (a byte a second), half (closes half way), garbage (no HTTP): all but its robots.txt
    latency      [least, most] seconds until it answers; the plan's when not given
    edits        {"P": N}: page P was edited N times; at N = 0 again it is as it was at first
    edited_after {"P": [[S, N], …]}: it becomes that S seconds after it was asked for the first time
    layout       of its articles, 0 to 4; see web_layouts.py
    tagged       true: its articles have an ETag, the same until they are edited
    gone         pages that are answered 410
    noise        false: no counters, adverts, related stories … that differ with every request
    validators   false: its lists have no ETag and Last-Modified

    /feed.xml    RSS          /sitemap.xml  all pages          /  a front page with links to both

`change(N, pages=31, edits={"3": 1})` changes traits while it runs: a new page, an edit. `log()` gives the requests so far
(web_server.py says what is in one), `edits()` the edits, `articles(N)` what a crawl of a host has to find.

By hand: python3 tests/lib/made_up_web.py --hosts 20 --pages 50 [--latency 0.02-0.5] FOLDER
"""

import argparse
import json
import os
import socket
import subprocess
import sys

if __name__ == "__main__":
    sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import web_check, web_pages, web_versions

NETWORK = "127.0.1.0/24"


class MadeUpWeb:
    def __init__(self, folder, hosts, latency=(0.02, 0.5), seed=1):
        self.hosts = [dict(web_pages.TRAITS, **traits) for traits in hosts]
        self.log_path = os.path.join(folder, "web.log")
        plan, self.config = os.path.join(folder, "web-plan.json"), os.path.join(folder, "web-names.json")
        with open(plan, "w") as file:
            json.dump({"seed": seed, "latency": latency, "hosts": hosts}, file)
        self.process = subprocess.Popen([sys.executable, os.path.abspath(__file__), "--plan", plan, "--log", self.log_path],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        ready = self.process.stdout.readline()
        if not ready:
            raise AssertionError("the made-up web did not start")
        self.port, self.control = json.loads(ready)
        names = {web_pages.name(number): web_pages.ADDRESS % number for number in range(1, len(hosts) + 1)}
        with open(self.config, "w") as file:
            json.dump({"ingest": {"resolve": names}}, file)

    def options(self):
        """What newsmill-ingest needs to reach this web and nothing else."""
        return ["--config", self.config, "--allow-private", NETWORK]

    def url(self, number, path):
        return "http://%s:%d%s" % (web_pages.name(number), self.port, path)

    def urls(self, path):
        """One address a host."""
        return [self.url(number, path) for number in range(1, len(self.hosts) + 1)]

    def page_url(self, number, page):
        return self.url(number, web_pages.path(self.hosts[number - 1], page))

    def articles(self, number):
        """{URL: headline} of the articles that a crawl of the host's sitemap has to find."""
        traits = self.hosts[number - 1]
        if traits["fault"] or traits["robots"] == "error":
            return {}
        return {self.page_url(number, page): web_pages.headline(number, page, traits["edits"].get(str(page), 0))
                for page in range(traits["pages"]) if not web_pages.is_closed(traits, page) and page not in traits["gone"]}

    def all_articles(self):
        found = {}
        for number in range(1, len(self.hosts) + 1):
            found.update(self.articles(number))
        return found

    def change(self, number, **traits):
        self.hosts[number - 1].update(traits)
        self._tell({"host": number, "set": traits})

    def _tell(self, wish):
        with socket.create_connection(("127.0.0.1", self.control), timeout=20) as channel, channel.makefile("rw") as talk:
            talk.write(json.dumps(wish) + "\n")
            talk.flush()
            return json.loads(talk.readline())

    def _records(self):
        if self.process.poll() is None:
            self._tell({})
        with open(self.log_path) as file:
            return [json.loads(row) for row in file if row.endswith("\n")]

    def log(self):
        """The requests that were answered so far, in the order in which they came."""
        return sorted((record for record in self._records() if record["kind"] != "edit"), key=lambda record: record["start"])

    def edits(self):
        """The edits that were made so far, in their order."""
        return [record for record in self._records() if record["kind"] == "edit"]

    def check(self, delay, kills=()):
        """What was done against the rules so far, one line each; see web_check.py."""
        return web_check.check(self.log(), self.hosts, delay, kills)

    def check_versions(self, arrivals, steps, late):
        """(what is wrong with the versions that arrived, counts of what was checked); see web_versions.py."""
        return web_versions.check(self.log(), self.edits(), arrivals, steps, late)

    def stop(self):
        if self.process.poll() is None:
            try:
                self._tell({"stop": True})
                self.process.wait(10)
            except (OSError, ValueError, subprocess.TimeoutExpired):
                self.process.kill()
                self.process.wait()
        self.process.stdout.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", help="where its log and the names for --config go")
    parser.add_argument("--plan", help=argparse.SUPPRESS)
    parser.add_argument("--log", help=argparse.SUPPRESS)
    parser.add_argument("--hosts", type=int, default=20)
    parser.add_argument("--pages", type=int, default=50)
    parser.add_argument("--latency", default="0.02-0.5", help="seconds, from-to")
    options = parser.parse_args()
    if options.plan:
        from lib import web_server

        with open(options.plan) as file, open(options.log, "w") as log:
            web_server.Server(json.load(file), log, lambda *ports: print(json.dumps(ports), flush=True)).run()
        return
    if not options.folder or not 1 <= options.hosts <= web_pages.MOST_HOSTS:
        parser.error("a FOLDER, and at most %d hosts" % web_pages.MOST_HOSTS)
    web = MadeUpWeb(options.folder, [{"pages": options.pages}] * options.hosts,
                    [float(word) for word in options.latency.split("-")])
    print("newsmill-ingest %s %s" % (" ".join(web.options()), web.url(1, "/sitemap.xml")), flush=True)
    try:
        web.process.wait()
    except KeyboardInterrupt:
        web.stop()


if __name__ == "__main__":
    main()
