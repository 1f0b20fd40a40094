"""Whether edits of the made-up web's articles arrive as versions, in time, and nothing else does: decided from the server's
log (made_up_web.py), which tells what was sent when and when each edit was made, and from what ingest delivered.

Of each article that was answered in full:

- it arrives, and each text that is sent and differs from the one before arrives within `late` seconds;
- an edit is due at the first of the visits, `steps` seconds after the article's first arrival, that comes after the edit.
  `late` seconds after that the newest that has arrived is the edited text, or that of an edit made since;
- what arrives is to the letter a text that the page had: no advert, no counter, no headline of another story is in it;
- nothing arrives twice in a row with one text, whatever else of the page has changed;
- each text has a version of its own, and the same one when it comes back.
"""

import re

from lib import web_pages

_URL = re.compile(r"http://paper(\d{3})\.example(?::\d+)?/(?:news|closed)/story-(\d{5})\.html$")
ALWAYS = float("-inf")


class _Page:
    def __init__(self, number, page):
        self.number, self.page = number, page
        self.name = "%s, story %d" % (web_pages.name(number), page)
        self.answers = []   # full ones, in the order of their starts
        self.editions = []  # (since when, edition)
        self.arrivals = []  # (when, article)

    def text(self, edition):
        headline, blocks = web_pages.text(self.number, self.page, edition)
        return headline, "\n\n".join(words for _, words in blocks)

    def texts(self, since, until):
        """What it said at one moment or the other of this time."""
        ends = [at for at, _ in self.editions[1:]] + [float("inf")]
        return {self.text(edition) for (begin, edition), end in zip(self.editions, ends) if begin <= until and end > since}

    def strange(self, text, until):
        """What is in a text and was in none of the page's so far; else what is not in it and was in all of them."""
        parts = [[headline] + body.split("\n\n") for headline, body in self.texts(ALWAYS, until)]
        mine = [text[0] or ""] + (text[1] or "").split("\n\n")
        return ([part for part in mine if not any(part in others for others in parts)] or
                ["without: " + part for part in parts[0] if part not in mine and all(part in others for others in parts)] or mine)

    def arrived(self, until):
        """The text that arrived last until then; None: nothing did."""
        found = [_text_of(article) for at, article in self.arrivals if at <= until]
        return found[-1] if found else None


def _text_of(article):
    return article.get("headline"), article.get("articleBody")


def _pages(log, edits, arrivals):
    pages = {}
    for record in log:
        if record["kind"] == "page" and record["status"] == 200 and not record.get("aborted"):
            key = int(record["host"][5:8]), record["page"]
            page = pages.setdefault(key, _Page(*key))
            page.answers.append(record)
    for key, page in pages.items():
        first = page.answers[0]
        page.editions = [(ALWAYS, first["edition"])] + [
            (edit["at"], edit["edition"]) for edit in edits
            if (int(edit["host"][5:8]), edit["page"]) == key and edit["at"] > first["start"]]
    strangers = []
    for at, article in arrivals:
        found = _URL.match(article["url"])
        key = found and (int(found.group(1)), int(found.group(2)))
        if key in pages:
            pages[key].arrivals.append((at, article))
        else:
            strangers.append("%s arrived, which was not sent" % article["url"])
    return pages.values(), strangers


def _check_arrivals(page, late):
    problems, versions, before = [], {}, None
    for at, article in page.arrivals:
        text, version = _text_of(article), article["version"]
        if text not in page.texts(ALWAYS, at):
            problems.append("%s: arrived with a text that it never had: %s" % (page.name, page.strange(text, at)))
        elif text == before:
            problems.append("%s: arrived again as version %s, though its text was the same" % (page.name, version))
        elif versions.setdefault(text, version) != version:
            problems.append("%s: has the text of version %s again, but is version %s" % (page.name, versions[text], version))
        before = text
    if len(set(versions.values())) < len(versions):
        problems.append("%s: two texts have one version" % page.name)
    sent = None
    for answer in page.answers:
        text, until = page.text(answer["edition"]), answer["end"] + late
        if text != sent and not any(answer["start"] <= at <= until and _text_of(article) == text for at, article in page.arrivals):
            problems.append("%s: was sent as edition %d, which did not arrive within %g s" % (page.name, answer["edition"], late))
        sent = text
    return problems


def _check_edits(page, steps, late):
    """(problems, how many edits were due)"""
    problems, due = [], 0
    first = page.arrivals[0][0] if page.arrivals else page.answers[0]["end"]
    for made, edition in page.editions[1:]:
        step = min((step for step in steps if first + step >= made), default=None)
        if step is None:
            continue
        due += 1
        end = first + step + late
        wanted = page.texts(made, end)
        if page.arrived(end) in wanted:
            continue
        since = [at for at, article in page.arrivals if at > end and _text_of(article) in wanted]
        problems.append("%s: edition %d, made %.1f s after its arrival and due %g s after it, %s" % (
            page.name, edition, made - first, step,
            "arrived %.1f s late" % (since[0] - first - step) if since else "did not arrive"))
    return problems, due


def check(log, edits, arrivals, steps, late):
    """(problems, one line each; {"edits": so many were due, "noise": so many answers differed in nothing but noise}).

    `arrivals`: [(Unix time, article)] in their order; `steps`: of --revisit, in seconds; `late`: seconds that a visit and
    what follows may take, less than lies between two steps (or a visit that is left out might pass)."""
    pages, problems = _pages(log, edits, arrivals)
    counts = {"edits": 0, "noise": 0}
    for page in pages:
        found, due = _check_edits(page, steps, late)
        problems += _check_arrivals(page, late) + found
        counts["edits"] += due
        for one, other in zip(page.answers, page.answers[1:]):
            counts["noise"] += page.text(one["edition"]) == page.text(other["edition"]) and one["bytes"] != other["bytes"]
    return problems, counts
