"""Coming back: feeds are polled, articles are visited again; edits arrive, noise does not, and what is gone is told."""

import json
import os
import re
import signal
import sqlite3
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import line
from lib.fetch_case import FetchCase
from lib.site import Answer, page

QUICK = ("--poll-min", "300ms", "--poll-max", "300ms")


def feed(*urls, extra=""):
    return ("<rss version=\"2.0\"><channel><title>Harbour</title>%s%s</channel></rss>"
            % (extra, "".join("<item><link>%s</link></item>" % url for url in urls))).encode()


def with_tag(tag, body, content_type="text/html; charset=utf-8"):
    """Answers 304 to who has it."""
    def answer(handler):
        if handler.headers.get("If-None-Match") == tag:
            return Answer(b"", 304, {"ETag": tag}, content_type=None)
        return Answer(body, headers={"ETag": tag}, content_type=content_type)
    return answer


class PollCase(FetchCase):
    def poll(self, *words, frontier=True):
        """Starts one that goes on; self.articles() is what has arrived so far."""
        out = self.path("out.jsonl")
        return self.start(self.command("--out", "file:" + out, *words, frontier=frontier))

    def articles(self):
        try:
            with open(self.path("out.jsonl"), encoding="utf-8") as rows:
                return [json.loads(row) for row in rows if row.endswith("\n")]
        except FileNotFoundError:
            return []

    def headlines(self):
        return [article.get("headline", "gone" if article.get("gone") else None) for article in self.articles()]

    def arrives(self, *headlines):
        line.wait_until(lambda: self.headlines() == list(headlines), 20, lambda: "%s, but %s" % (headlines, self.headlines()))

    def times(self, site, path, more):
        """Waits until `path` was asked for `more` times from now on."""
        wanted = site.paths().count(path) + more
        line.wait_until(lambda: site.paths().count(path) >= wanted, 20, "%s is asked for" % path)

    def end(self, process):
        process.terminate()
        self.assertEqual(process.wait(20), 0, process.log())


class Polled(PollCase):
    def test_the_public_web_is_polled_only_by_name(self):
        proxy = self.site({"http://far.example/a": page("a")})
        proxy.answers["http://far.example/feed"] = Answer(feed("http://far.example/a"), content_type="application/rss+xml")
        words = ["--proxy", "http://127.0.0.1:%d" % proxy.port, "--revisit", "none", *QUICK, "http://far.example/feed"]
        process = self.poll(*words)
        self.assertEqual(process.wait(20), 0, process.log())
        self.assertIn("http://far.example/feed is read one time only", process.log())
        self.assertEqual(self.headlines(), ["a"])
        process = self.poll("--contact", "desk@example.org", *words)
        self.times(proxy, "http://far.example/feed", 3)
        self.end(process)

    def sources(self, *words, code=0):
        found, out, err = self.run_program([line.program("newsmill"), "sources", *words, "--frontier", self.path("f.db")], 20)
        self.assertEqual(found, code, err)
        return (out if isinstance(out, str) else out.decode()) + (err if isinstance(err, str) else err.decode())

    def test_sources_are_changed_while_it_runs(self):
        site = self.site({"/a": page("a"), "/b": page("b"), "/c": page("c")})
        for name in "abc":
            site.answers["/feed-" + name] = Answer(feed(site.url("/" + name)), content_type="application/rss+xml")
        self.sources("add", "--tag", "markets", "--tag", "metals", site.url("/feed-a"))
        process = self.poll("--revisit", "none", *QUICK)
        self.arrives("a")
        self.assertEqual(self.articles()[0]["source"]["tags"], ["markets", "metals"])
        self.sources("add", site.url("/feed-b"), site.url("/feed-c"))
        line.wait_until(lambda: sorted(self.headlines()) == ["a", "b", "c"], 20, self.headlines)
        self.sources("pause", site.url("/feed-a"))
        self.sources("remove", site.url("/feed-b"))
        line.wait_until(lambda: process.log().count("the sources were changed: there are 1") == 1, 20, process.log)
        self.times(site, "/feed-c", 2)
        asked = site.paths().count("/feed-a"), site.paths().count("/feed-b")
        self.times(site, "/feed-c", 3)
        self.assertEqual((site.paths().count("/feed-a"), site.paths().count("/feed-b")), asked)
        listed = self.sources("list")
        self.assertRegex(listed, r"(?m)^paused +%s +\[\"markets\",\"metals\"\]" % site.url("/feed-a"))
        self.assertRegex(listed, r"(?m)^on +%s" % site.url("/feed-c"))
        self.assertNotIn("/feed-b", listed)
        self.sources("resume", site.url("/feed-a"))
        self.times(site, "/feed-a", 2)
        self.end(process)
        process = self.poll("--revisit", "none", *QUICK)
        self.times(site, "/feed-a", 1)
        self.assertEqual(site.paths().count("/feed-b"), asked[1])
        self.end(process)

    def configured_feed(self, site):
        with open(self.path("c.json"), "w", encoding="utf-8") as file:
            json.dump({"ingest": {"sources": [{"source": site.url("/feed"), "tags": ["ports"], "interval": "1s",
                                               "headers": {"X-Key": "kept"}}]}}, file)
        return self.poll("--revisit", "none", *QUICK, "--config", self.path("c.json"))

    def test_errors_make_no_interval_shorter(self):
        """Its source asks for more than --poll-max."""
        site = self.site({"/feed": Answer(feed(), content_type="application/rss+xml")})
        sources = json.dumps([{"source": site.url("/feed"), "interval": "2s"}])
        process = self.poll("--fetch-attempts", "1", "--poll-min", "100ms", "--poll-max", "300ms", "--sources", sources)
        self.times(site, "/feed", 1)
        site.answers["/feed"] = Answer(b"", 503)
        self.times(site, "/feed", 3)
        self.end(process)
        at = [when for when, path, _ in site.seen if path == "/feed"]
        self.assertGreater(at[2] - at[1], 1.9)

    def test_pausing_leaves_what_the_configuration_says(self):
        """It is the only source, too: ingest waits for it to be resumed."""
        site = self.site({"/a": page("a"), "/b": page("b")})
        site.answers["/feed"] = feed(site.url("/a"))
        process = self.configured_feed(site)
        self.arrives("a")
        self.sources("pause", site.url("/feed"))
        line.wait_until(lambda: "the sources were changed: there are 0" in process.log(), 20, process.log)
        asked = site.paths().count("/feed")
        self.sources("resume", site.url("/feed"))
        line.wait_until(lambda: "the sources were changed: there are 1" in process.log(), 20, process.log)
        site.answers["/feed"] = feed(site.url("/a"), site.url("/b"))
        self.arrives("a", "b")
        self.assertLessEqual(asked, site.paths().count("/feed") - 1)
        self.assertEqual({json.dumps(a["source"].get("tags")) for a in self.articles()}, {'["ports"]'})
        self.assertEqual({headers.get("X-Key") for _, path, headers in site.seen if path != "/robots.txt"}, {"kept"})
        self.sources("remove", site.url("/feed"))
        line.wait_until(lambda: process.log().count("the sources were changed: there are 0") == 2, 20, process.log)
        self.sources("add", site.url("/feed"))
        self.times(site, "/feed", 2)
        self.end(process)

    def test_pages_of_a_paused_source_are_still_its(self):
        site = self.site({"/%s" % name: Answer(page(name), pause=0.5) for name in "abcdefgh"})
        site.answers["/feed"] = feed(*[site.url("/" + name) for name in "abcdefgh"])
        process = self.configured_feed(site)
        self.arrives("a")
        self.sources("pause", site.url("/feed"))
        line.wait_until(lambda: "the sources were changed: there are 0" in process.log(), 20, process.log)
        self.assertLess(len(self.articles()), 8)
        self.arrives(*"abcdefgh")
        self.assertEqual({json.dumps(a["source"].get("tags")) for a in self.articles()}, {'["ports"]'})
        self.end(process)

    def test_it_starts_with_its_only_source_paused(self):
        site = self.site({"/a": page("a")})
        site.answers["/feed"] = feed(site.url("/a"))
        self.sources("pause", site.url("/feed"))
        process = self.configured_feed(site)
        self.sources("resume", site.url("/feed"))
        self.arrives("a")
        self.end(process)

    def test_a_feed_that_is_a_page_for_once(self):
        site = self.site({"/a": page("a"), "/b": page("b")})
        site.answers["/feed"] = feed(site.url("/a"))
        process = self.poll(*QUICK, "--revisit", "none", site.url("/feed"))
        self.arrives("a")
        site.answers["/feed"] = page("under maintenance")
        line.wait_until(lambda: "it was a feed or a sitemap, and now a page is there" in process.log(), 20, process.log)
        site.answers["/feed"] = feed(site.url("/a"), site.url("/b"))
        self.arrives("a", "b")
        self.end(process)

    def test_pages_on_the_public_web_are_visited_again_by_name_only(self):
        site = self.site()
        public = "http://far.example:%d/a" % site.port
        site.answers["/feed"], site.answers["/a"] = feed(public), page("a")
        words = ["--resolve", "far.example=127.0.0.1", "--revisit", "1s,2s,3s", *QUICK, site.url("/feed")]
        proxy = self.site({"http://far.example/a": page("a")})
        proxy.answers["http://127.0.0.1:1/feed"] = Answer(feed("http://far.example/a"), content_type="application/rss+xml")
        process = self.poll(*words)  # by the user's own --resolve it is the user's own host
        self.arrives("a")
        self.times(site, "/a", 1)
        self.end(process)
        process = self.poll("--proxy", "http://127.0.0.1:%d" % proxy.port, "--revisit", "1s,2s,3s", *QUICK, "http://127.0.0.1:1/feed")
        # said once: of the first run's page, if that was in hand when it ended
        line.wait_until(lambda: re.search(r"http://far\.example(:\d+)?/a is not visited again", process.log()), 20, process.log)
        self.times(proxy, "http://127.0.0.1:1/feed", 8)
        self.end(process)
        self.assertEqual(proxy.paths().count("http://far.example/a"), 1)

    def test_a_stand_in_is_edited(self):
        """The page itself is behind a wall; its feed, which tells no dates, has the text, and another one later."""
        text = "".join("<p>The ferry line said on Monday that its %d boats would cross the sound every %d minutes from June on, "
                       "and that the fare stays as it is.</p>" % (i + 4, i * 5 + 10) for i in range(16))
        site = self.site({"/wall": Answer(b"subscribe", 403)})

        def told(headline):
            return Answer(("<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel><title>S</title>"
                           "<item><link>%s</link><title>%s</title><content:encoded><![CDATA[%s]]></content:encoded></item></channel>"
                           "</rss>" % (site.url("/wall"), headline, text)).encode(), content_type="application/rss+xml")
        site.answers["/feed"] = told("First")
        process = self.poll(*QUICK, "--revisit", "none", site.url("/feed"))
        self.arrives("First")
        self.times(site, "/feed", 3)
        self.assertEqual(site.paths().count("/wall"), 1)
        site.answers["/feed"] = told("Corrected")
        self.arrives("First", "Corrected")
        self.times(site, "/feed", 3)
        self.assertEqual(site.paths().count("/wall"), 2)
        self.end(process)

    def test_wrong_words_about_sources(self):
        self.assertIn("write list, or add, remove, pause or resume", self.sources("ad", "http://127.0.0.1/a", code=2))
        self.assertIn("folder/", self.sources("add", "folder/", code=2))
        self.assertIn("interval", self.sources("add", "--interval", "soon", "http://127.0.0.1/a", code=2))
        self.assertEqual(json.loads(self.sources("list", "--json")), [])

    def test_a_feed_is_polled(self):
        site = self.site({"/a": page("a"), "/b": page("b")})
        site.answers["/feed"] = with_tag('"one"', feed(site.url("/a")), "application/rss+xml")
        process = self.poll(*QUICK, "--revisit", "none", site.url("/feed"))
        self.arrives("a")
        self.times(site, "/feed", 3)
        asked = [headers.get("If-None-Match") for _, path, headers in site.seen if path == "/feed"]
        self.assertEqual(asked, [None] + ['"one"'] * (len(asked) - 1))
        site.answers["/feed"] = with_tag('"two"', feed(site.url("/b"), site.url("/a")), "application/rss+xml")
        self.arrives("a", "b")
        self.times(site, "/feed", 2)
        self.assertEqual((site.paths().count("/a"), site.paths().count("/b")), (1, 1))
        self.end(process)

    def test_a_feed_that_fails_is_tried_again(self):
        site = self.site({"/a": page("a"), "/b": page("b")})
        site.answers["/feed"] = Answer(feed(site.url("/a")), content_type="application/rss+xml")
        process = self.poll(*QUICK, "--fetch-attempts", "1", site.url("/feed"))
        self.arrives("a")
        site.answers["/feed"] = Answer(b"no", 500)
        self.times(site, "/feed", 2)
        site.answers["/feed"] = Answer(b"no", 404)
        self.times(site, "/feed", 2)
        site.answers["/feed"] = Answer(feed(site.url("/b")), content_type="application/rss+xml")
        self.arrives("a", "b")
        self.end(process)  # with 0, though something had failed

    def test_dates_to_come_change_nothing(self):
        site = self.site({"/a": page("a")})
        site.answers["/map"] = ("<urlset><url><loc>%s</loc><lastmod>2099-01-01T00:00:00Z</lastmod></url></urlset>"
                                % site.url("/a")).encode()
        process = self.poll(*QUICK, "--revisit", "none", site.url("/map"))
        self.arrives("a")
        self.times(site, "/map", 3)
        self.end(process)
        self.assertEqual(site.paths().count("/a"), 1)

    def test_what_failed_for_good_costs_no_reading(self):
        site = self.site({"/a": page("a")})
        site.answers["/feed"] = with_tag('"f"', feed(site.url("/a"), site.url("/missing")), "application/rss+xml")
        process = self.poll(*QUICK, "--revisit", "none", site.url("/feed"))
        self.arrives("a")
        line.wait_until(lambda: "/missing: failed" in process.log(), 20, process.log)
        self.times(site, "/feed", 3)
        self.end(process)
        asked = [headers.get("If-None-Match") for _, path, headers in site.seen if path == "/feed"]
        self.assertEqual(asked, [None] + ['"f"'] * (len(asked) - 1))
        self.assertEqual(site.paths().count("/missing"), 1)

    def test_edits_arrive_and_noise_does_not(self):
        site = self.site({"/quiet": page("quiet"), "/edited": page("before")})
        site.answers["/kept"] = with_tag('"k"', page("kept"))
        site.answers["/feed"] = with_tag('"f"', feed(*map(site.url, ("/quiet", "/kept", "/edited"))), "application/rss+xml")
        process = self.poll("--revisit", "1s,3s,5s", site.url("/feed"))
        self.arrives("quiet", "kept", "before")
        noise = b'</article><aside class="advert">Buy a boat today, 4711 sold</aside><span class="views">8,123 views</span>' \
                b'<section class="related"><h2>Related</h2><ul><li><a href="/x">Another story</a></li></ul></section>'
        site.answers["/quiet"] = page("quiet").replace(b"</article>", noise)
        site.answers["/edited"] = page("after")
        self.arrives("quiet", "kept", "before", "after")
        self.times(site, "/kept", 1)
        self.times(site, "/quiet", 1)
        self.end(process)
        self.assertEqual(self.headlines(), ["quiet", "kept", "before", "after"])
        before, after = (a for a in self.articles() if a["url"] == site.url("/edited"))
        self.assertEqual(before["id"], after["id"])
        self.assertNotEqual(before["version"], after["version"])
        asked = [headers.get("If-None-Match") for _, path, headers in site.seen if path == "/kept"]
        self.assertEqual(asked, [None] + ['"k"'] * (len(asked) - 1))
        self.assertEqual(site.paths().count("/feed"), 1)  # its interval is not --revisit's

    def test_what_is_gone_is_told_once_and_may_come_back(self):
        site = self.site({"/a": page("a"), "/moved": Answer(b"", 301, {"Location": "/b"}), "/b": page("b")})
        site.answers["/feed"] = feed(site.url("/a"), site.url("/moved"))
        process = self.poll("--revisit", "1s,2s,4s,6s,8s,10s,12s,14s", site.url("/feed"))
        line.wait_until(lambda: sorted(self.headlines()) == ["a", "b"], 20, "both arrive")
        site.answers["/a"] = Answer(b"gone", 410)
        site.answers["/moved"] = Answer(b"not here", 404)  # another address of what is still there
        line.wait_until(lambda: self.headlines()[2:] == ["gone"], 20, self.headlines)
        self.times(site, "/a", 1)
        self.times(site, "/moved", 1)
        self.assertEqual(self.headlines()[2:], ["gone"])
        first, = (a for a in self.articles()[:2] if a["headline"] == "a")
        gone = self.articles()[2]
        self.assertEqual(gone, {"id": first["id"], "version": first["version"], "url": first["url"], "gone": True,
                                "fetchedAt": gone["fetchedAt"], "source": {"kind": "page", "url": site.url("/a")}})
        site.answers["/a"] = page("a")
        line.wait_until(lambda: self.headlines()[2:] == ["gone", "a"], 20, self.headlines)
        self.end(process)

    def test_what_is_gone_has_the_tags_of_its_source(self):
        site = self.site({"/a": page("a"), "/b": page("b")})
        for name in "ab":
            site.answers["/feed-" + name] = feed(site.url("/" + name))
        with open(self.path("n.json"), "w", encoding="utf-8") as file:
            json.dump({"ingest": {"sources": [{"source": site.url("/feed-a"), "tags": ["ports", "regional"]}]}}, file)
        words = ["--config", self.path("n.json"), "--revisit", "1s,2s,4s,6s,8s,10s,12s,14s", site.url("/feed-b")]
        process = self.poll(*words)
        line.wait_until(lambda: min(site.paths().count(path) for path in ("/a", "/b")) >= 2, 20, "both are visited again")
        self.assertEqual(sorted(self.headlines()), ["a", "b"])
        process.kill()  # they are in the frontier, with what led there
        process = self.poll(*words)
        site.answers["/a"] = site.answers["/b"] = Answer(b"gone", 410)
        line.wait_until(lambda: self.headlines()[2:] == ["gone"] * 2, 20, self.headlines)
        self.end(process)
        self.assertEqual({article["url"]: article["source"] for article in self.articles()[2:]},
                         {site.url("/a"): {"kind": "page", "url": site.url("/a"), "tags": ["ports", "regional"]},
                          site.url("/b"): {"kind": "page", "url": site.url("/b")}})

    def test_a_restart_keeps_the_schedule(self):
        site = self.site({"/a": page("a"), "/b": page("b")})
        site.answers["/slow"] = feed(site.url("/a"), extra="<ttl>60</ttl>")
        site.answers["/feed"] = Answer(feed(site.url("/b"), extra="<ttl>0</ttl><sy:updatePeriod>hourly</sy:updatePeriod>"
                                            "<sy:updateFrequency>3600</sy:updateFrequency>"), content_type="application/rss+xml")
        words = ("--poll-min", "1s", "--revisit", "none", site.url("/slow"), site.url("/feed"))
        process = self.poll(*words)
        line.wait_until(lambda: len(self.articles()) == 2, 20, "both arrive")
        line.wait_until(lambda: process.log().count("0 known"), 20, "both are read")
        process.kill()
        process = self.poll(*words)
        self.times(site, "/feed", 1)
        self.end(process)
        self.assertEqual(site.paths().count("/slow"), 1)

    def test_a_page_alone_ends(self):
        site = self.site({"/a": page("a")})
        process = self.poll(site.url("/a"))
        self.assertEqual(process.wait(20), 0)
        self.assertEqual(self.headlines(), ["a"])

    def test_without_a_memory(self):
        site = self.site({"/a": page("a")})
        site.answers["/feed"] = feed(site.url("/a"))
        process = self.poll(*QUICK, "--revisit", "1s,3s,5s", site.url("/feed"), frontier=False)
        self.arrives("a")
        self.times(site, "/a", 1)
        site.answers["/a"] = page("b")
        self.arrives("a", "b")
        self.end(process)

    def test_settings_that_are_wrong(self):
        for words, said in ((("--revisit", "1h,15m"), "later than the one before"), (("--revisit", "soon"), "such as"),
                            (("--poll-min", "2h", "--poll-max", "1h"), "shorter than --poll-min")):
            code, _, err = self.run_program(self.command(*words, "x"), 20)
            self.assertEqual((code, len(err.splitlines())), (2, 1), err)
            self.assertIn(said, err)


class Configured(PollCase):
    def configure(self, *sources):
        with open(self.path("new.json"), "w", encoding="utf-8") as out:
            json.dump({"ingest": {"sources": sources}}, out)
        os.rename(self.path("new.json"), self.path("c.json"))

    def said(self, process, words):
        line.wait_until(lambda: words in process.log(), 20, "%s is said" % words)

    def test_sources_are_read_again(self):
        site, other = self.site({"/a": page("a"), "/b": page("b")}), self.site({"/c": page("c")})
        site.answers["/one"] = feed(site.url("/a"))
        site.answers["/two"] = feed(site.url("/b"), other.url("/c"))
        self.configure(site.url("/one"))
        process = self.poll(*QUICK, "--revisit", "none", "--config", self.path("c.json"))
        self.arrives("a")
        with open(self.path("c.json"), "w", encoding="utf-8") as out:
            out.write('{"ingest": {"sources": [{"source": "%s", "tag": 1}]}}' % site.url("/two"))
        process.signal(signal.SIGHUP)
        self.said(process, "entry 1: %s: unknown key 'tag'" % site.url("/two"))
        self.said(process, "the sources stay as they were")
        self.configure({"source": site.url("/two"), "tags": ["ports", "ferries"], "headers": {"X-Key": "secret"},
                        "interval": "1s"})
        process.signal(signal.SIGHUP)
        line.wait_until(lambda: sorted(self.headlines()) == ["a", "b", "c"], 20, self.headlines)
        self.said(process, site.url("/one") + ": not read any more")
        read = site.paths().count("/one")
        self.times(site, "/two", 2)
        self.assertEqual(site.paths().count("/one"), read)
        self.assertEqual({a["headline"]: a["source"].get("tags") for a in self.articles()},
                         {"a": None, "b": ["ports", "ferries"], "c": ["ports", "ferries"]})
        sent = {path: headers.get("X-Key") for _, path, headers in site.seen + other.seen if path != "/robots.txt"}
        self.assertEqual(sent, {"/one": None, "/a": None, "/two": "secret", "/b": "secret", "/c": None})
        self.assertNotIn("secret", process.log())
        at = [seen for seen, path, _ in site.seen if path == "/two"]
        self.assertTrue(all(later - earlier > 0.9 for earlier, later in zip(at, at[1:])), at)
        site.answers["/one"] = feed(site.url("/a"), site.url("/d"))
        site.answers["/d"] = page("d")
        self.configure(site.url("/two"), site.url("/one"))
        process.signal(signal.SIGHUP)
        line.wait_until(lambda: "d" in self.headlines(), 20, "a source that was removed is one again")
        self.end(process)

    def test_a_source_whose_first_reading_fails(self):
        site = self.site({"/a": page("a"), "/b": page("b"), "/late": Answer(b"<p>Back soon.</p>")})
        self.configure(site.url("/early"), site.url("/late"))
        process = self.poll(*QUICK, "--revisit", "none", "--config", self.path("c.json"))
        self.times(site, "/early", 2)
        self.times(site, "/late", 2)
        site.answers["/early"], site.answers["/late"] = feed(site.url("/a")), feed(site.url("/b"))
        line.wait_until(lambda: sorted(self.headlines()) == ["a", "b"], 20, self.headlines)
        self.end(process)

    def test_limits(self):
        site = self.site({"/%d" % i: page("tide %d" % i) for i in range(4)})
        site.answers["/0"] = page("tide", words=8000)
        site.answers["/feed"] = feed(*[site.url("/%d" % i) for i in range(4)])
        self.configure({"source": site.url("/feed"), "limits": {"entries": 3, "page-bytes": "40KiB"}})
        code, articles, messages = self.ingest("--config", self.path("c.json"))
        self.assertEqual((code, [a["headline"] for a in articles]), (1, ["tide 1", "tide 2"]), messages)
        self.assertTrue([m for m in messages if m.startswith(site.url("/0") + ": failed") and "40960 bytes" in m], messages)
        self.assertNotIn("/3", site.paths())

    def test_a_restart_goes_on_with_other_sources(self):
        site = self.site({"/a": page("a"), "/b": page("b")})
        site.answers["/one"], site.answers["/two"] = feed(site.url("/a")), feed(site.url("/b"))
        words = ("--config", self.path("c.json"))
        self.configure(site.url("/one"))
        process = self.poll(*words)
        self.arrives("a")
        line.wait_until(lambda: self.due(site.url("/one")), 20, "its next reading is noted")
        self.end(process)
        self.configure(site.url("/one"), site.url("/two"))
        process = self.poll(*words)
        self.arrives("a", "b")
        self.end(process)
        self.assertEqual((site.paths().count("/one"), site.paths().count("/two")), (1, 1))

    def due(self, url):
        with sqlite3.connect("file:%s?mode=ro" % self.path("f.db"), uri=True) as database:
            return database.execute("SELECT due_at FROM urls WHERE url = ?", (url,)).fetchone()[0]

    def test_mistakes(self):
        for entry, said in (("pages/", "is no address"), ({"tags": ["a"]}, "'source' is missing"),
                            ({"source": "site:a.example", "interval": "0s"}, "'interval'")):
            self.configure("https://b.example/", entry)
            code, _, err = self.run_program(self.command("--config", self.path("c.json")), 20)
            self.assertEqual((code, len(err.splitlines())), (2, 1), err)
            self.assertIn("entry 2", err)
            self.assertIn(said, err)
        code, out, _ = self.run_program(self.command("--check-config", "--sources", json.dumps(
            [{"source": "https://b.example/", "headers": {"Authorization": "hidden x7q"}}])), 20)
        self.assertEqual(code, 0)
        self.assertNotIn("x7q", str(out))


if __name__ == "__main__":
    unittest.main()
