"""The rules of politeness, checked over the log of the made-up web (made_up_web.py).

Per host: never two requests at once; never sooner after an answer than the delay, or than the crawl-delay of its
robots.txt once that was read; no page before its robots.txt was had, none that it forbids, none while it cannot be had;
nothing before a Retry-After is over; what has an ETag and has not changed is asked for with it, so that it costs a 304.

`kills`: Unix times at which the client was killed. What a killed client could not have known is held against nobody:
when its last answer ended (then the requests' starts must lie a delay apart), what an answer said that was under way at
the kill, and one that came within KILL_BLUR before it.
"""

KILL_BLUR = 0.25  # seconds before a kill in which an answer may have come too late to be noted
LATE = 0.05  # seconds by which the server may see late that a request came, or that a client left in the middle


def check(log, hosts, delay, kills=()):
    """Violations, one line each. `log`: records in the order of their starts; `hosts`: the traits of all hosts."""
    problems = []
    by_host = {}
    for record in log:
        by_host.setdefault(record["host"], []).append(record)
    for name, records in sorted(by_host.items()):
        traits = hosts[int(name[5:8]) - 1]
        problems += _check_times(name, records, delay, traits["crawl_delay"], kills)
        problems += _check_robots(name, records, traits)
        problems += _check_unchanged(name, records, kills)
    return problems


def _killed(kills, start, end):
    return any(start <= kill <= end for kill in kills)


def _check_times(name, records, delay, crawl_delay, kills):
    problems = []
    for record, following in zip(records, records[1:]):
        if record["kind"] == "robots" and following["kind"] != "robots":  # from now on it is known
            delay = max(delay, crawl_delay)
        between = "%s: %s, then %s" % (name, record["path"], following["path"])
        if record["end"] > following["start"]:
            problems.append("%s: two requests at once" % between)
            continue
        killed = _killed(kills, record["start"], following["start"])
        gap = following["start"] - record["start" if killed else "end"]
        if killed or record.get("aborted"):
            gap += LATE
        if gap < delay:
            problems.append("%s: only %.3f s apart, not %g" % (between, gap, delay))
    for record in records:
        until = record.get("retry_until", 0)
        if not until or record.get("aborted") or _killed(kills, record["start"], record["end"] + KILL_BLUR):
            continue
        for other in records:
            if record["end"] <= other["start"] < until:
                noted = min((kill - record["end"] for kill in kills if record["end"] <= kill <= other["start"]), default=None)
                problems.append("%s: asked for %s %.3f s before the Retry-After of %s was over%s"
                                % (name, other["path"], until - other["start"], record["path"],
                                   ", which came %.3f s before a kill" % noted if noted is not None else ""))
    return problems


def _check_robots(name, records, traits):
    problems, had = [], False
    for record in records:
        path = record["path"]
        if record["kind"] == "robots":
            had = 200 <= record["status"] < 300 or 400 <= record["status"] < 500
        elif not had:
            problems.append("%s: asked for %s without its robots.txt" % (name, path))
        if path.startswith("/closed/") and traits["closed"]:
            problems.append("%s: asked for %s, which its robots.txt forbids" % (name, path))
    return problems


def _check_unchanged(name, records, kills):
    problems, had = [], {}
    for record in records:
        if "etag" not in record or record.get("aborted"):
            continue
        earlier = had.get(record["path"])
        if record["status"] == 200 and earlier and earlier["etag"] == record["etag"] and not _killed(
                kills, earlier["start"], record["start"]):
            problems.append("%s: took %s again in full, though it had not changed" % (name, record["path"]))
        if record["status"] == 200:
            had[record["path"]] = record
    return problems


def fetched_twice(log):
    """{(host, path): times} of the pages that were sent whole more than once."""
    times = {}
    for record in log:
        if record["kind"] == "page" and record["status"] == 200:
            key = record["host"], record["path"]
            times[key] = times.get(key, 0) + 1
    return {key: count for key, count in times.items() if count > 1}
