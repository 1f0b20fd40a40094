"""The whole line against its CPU bound, in one run.

The bound is what the machine could do if its cores did nothing but the line's own work: cores divided by the CPU seconds that
all processes together (broker and database too) spend on an article. The ratio tells how much of the time the line waits.
"""

import os
import shutil
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import line, pages, store_rows  # noqa: E402

TICKS = os.sysconf("SC_CLK_TCK")
CORES = len(os.sched_getaffinity(0))


def cpu_seconds(pid):
    """CPU seconds of a process, its ended children and its living ones (a database's backends)."""
    try:
        with open("/proc/%d/stat" % pid) as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        with open("/proc/%d/task/%d/children" % (pid, pid)) as children:
            below = [int(child) for child in children.read().split()]
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / TICKS + sum(map(cpu_seconds, below))


def ended_cpu_seconds(program):
    """CPU seconds of a program that ends by itself."""
    _, status, usage = os.wait4(program.pid, 0)
    program.process.returncode = os.waitstatus_to_exitcode(status)
    assert program.process.returncode == 0, program.log()[-1000:]
    return usage.ru_utime + usage.ru_stime


def peer_pid(peer):
    with open(os.path.join(peer.folder, "pid")) as file:
        return int(file.read().split()[0])


def measure(name, archive, versions, folder, second, store, peers):
    """Runs the line once; prints and returns (articles a second, ratio to the bound)."""
    first = "ipc://%s/first" % folder
    common = ["--data", os.path.join(folder, "data")]
    programs = []
    before = sum(cpu_seconds(peer_pid(peer)) for peer in peers)
    start = {}
    try:
        for stage, words in (("newsmill-sink", ["--in", second, "--store", store]),
                             ("newsmill-enrich", ["--in", first, "--out", second]),
                             ("newsmill-ingest", ["--out", first, "warc:" + archive])):
            port = line.free_port()
            programs.append(line.Program([line.program(stage), *common, *words, "--metrics", "127.0.0.1:%d" % port],
                                         folder=folder, metrics_port=port))
            if stage != "newsmill-ingest":
                line.wait_until(lambda: programs[-1].alive() and (stage == "newsmill-enrich" or
                                                                  line.http_status(port, "/healthz") == 200), 30, stage)
            start[stage] = time.monotonic()
        sink = programs[0]
        line.wait_until(lambda: sink.metric("newsmill_sink_articles_total") >= versions, 600,
                        lambda: "all stored: %s\n%s" % (sink.metric("newsmill_sink_articles_total"), sink.log()[-1000:]))
        wall = time.monotonic() - start["newsmill-ingest"]
        each = [cpu_seconds(program.pid) for program in programs]
        each[2] = ended_cpu_seconds(programs[2])
        cpu = sum(each) + sum(cpu_seconds(peer_pid(peer)) for peer in peers) - before
        memory = max(program.memory_peak() for program in programs[:2])
    finally:
        for program in programs:
            program.close()
    assert store_rows.count(store) == versions
    rate, bound = versions / wall, CORES / (cpu / versions)
    print("%-24s %8.0f articles/s  bound %8.0f  ratio %.2f  (%d articles, %.1f s, CPU s: sink %.1f enrich %.1f all %.1f, "
          "peak memory of enrich or sink %.0f MB)" % (name, rate, bound, rate / bound, versions, wall, each[0], each[1], cpu,
                                                   memory / 1e6), flush=True)
    return rate, rate / bound


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20000
    folder = tempfile.mkdtemp(prefix="newsmill-bench-")
    os.chmod(folder, 0o711)  # a PostgreSQL started by root runs as another user
    try:
        archive = os.path.join(folder, "pages.warc.gz")
        versions = pages.write_warc(archive, count)
        sub = tempfile.mkdtemp(dir=folder)
        measure("ZeroMQ and SQLite", archive, versions, sub, "ipc://%s/second" % sub, "sqlite:%s/store.db" % sub, [])
        peers = []
        try:
            for kind in ("kafka", "postgres"):
                peers.append(line.Peer(kind, os.path.join(folder, kind)))
            sub = tempfile.mkdtemp(dir=folder)
            measure("Kafka and PostgreSQL", archive, versions, sub, "kafka://%s/articles" % peers[0].address,
                    peers[1].address, peers)
        finally:
            for peer in peers:
                peer.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
