"""Fetching: ingest (--fetch-only, no delay) against curl --parallel with as many connections, from a server on loopback."""

import os
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import line  # noqa: E402

HOSTS, PAGES, BYTES, ROUNDS = 64, 400, 50000, 3


def curl(urls, folder):
    config = os.path.join(folder, "curl.conf")
    with open(config, "w") as file:
        file.writelines('url = "%s"\noutput = "/dev/null"\n' % url for url in urls)
    subprocess.run(["curl", "--silent", "--no-progress-meter", "--parallel", "--parallel-max", str(HOSTS), "--config", config],
                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)


def ingest(urls, folder, keep=False):
    """`keep`: with a frontier in a file, where every request is noted before it starts."""
    data = tempfile.mkdtemp(dir=folder)
    place = ["--frontier", os.path.join(data, "frontier.db")] if keep else []
    done = subprocess.run([line.program("newsmill-ingest"), "--data", data, *place, "--log-level", "warning", "--fetch-only",
                           "--once", "--delay", "0", "--allow-private", "127.0.1.0/24", "--threads", "1", "--out", "-",
                           "-"], input="\n".join(urls), text=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                          check=False)
    if done.returncode != 0:
        sys.exit("fetch_bench: ingest ended with %d: %s" % (done.returncode, done.stderr[-500:]))


def ingest_with_frontier(urls, folder):
    ingest(urls, folder, True)


def main():
    if not shutil.which("curl"):
        print("not measured: there is no curl")
        return
    folder = tempfile.mkdtemp(prefix="newsmill-fetch-")
    server = subprocess.Popen([os.path.join(line.BUILD, "tests", "bench", "serve_pages"), str(HOSTS), str(BYTES)],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        port = int(server.stdout.readline())
        urls = ["http://127.0.1.%d:%d/page-%d.html" % (host, port, page)
                for page in range(PAGES) for host in range(1, HOSTS + 1)]
        best = {}
        for _ in range(ROUNDS):
            for what in (curl, ingest, ingest_with_frontier):
                since = time.monotonic()
                what(urls, folder)
                took = time.monotonic() - since
                best[what] = min(best.get(what, took), took)
        print("curl --parallel          %8.0f pages/s  (%d connections, pages of %d KB)"
              % (len(urls) / best[curl], HOSTS, BYTES // 1000))
        print("newsmill-ingest          %8.0f pages/s  ratio %.2f" % (len(urls) / best[ingest], best[curl] / best[ingest]))
        print("… its frontier in a file %8.0f pages/s  ratio %.2f"
              % (len(urls) / best[ingest_with_frontier], best[curl] / best[ingest_with_frontier]))
    finally:
        server.stdin.close()
        server.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
