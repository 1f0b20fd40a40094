"""newsmill-ingest and what lists pages: feeds, sitemaps and subscription lists, from a site on loopback and from files."""

import gzip
import json
import os
import sqlite3
import sys
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import line
from lib.fetch_case import FetchCase
from lib.site import Answer, page

TEXT = "".join("<p>The ferry line said on Monday that its %d boats would cross the sound every %d minutes from June, and that "
               "the fare stays as it is.</p>" % (i + 4, i * 5 + 10) for i in range(8))


def bare_page(title):
    """An article page that tells nothing of itself but its text."""
    return ("<html><head><title>%s</title></head><body><article><h1>%s</h1>%s</article></body></html>"
            % (title, title, TEXT)).encode()


def item(url, title="A title", more=""):
    return "<item><link>%s</link><title>%s</title>%s</item>" % (url, title, more)


def rss(*items, head=""):
    return Answer(('<?xml version="1.0" encoding="utf-8"?><rss version="2.0" '
                   'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
                   "<channel><title>Sound News</title>%s%s</channel></rss>" % (head, "".join(items))).encode(),
                  content_type="application/rss+xml")


def sitemap(*urls):
    return ('<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">%s</urlset>'
            % "".join("<url><loc>%s</loc></url>" % url for url in urls)).encode()


def sitemap_index(*urls):
    return ('<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">%s</sitemapindex>'
            % "".join("<sitemap><loc>%s</loc></sitemap>" % url for url in urls)).encode()


def xml(body):
    return Answer(body, content_type="application/xml")


def write(path, data):
    with open(path, "wb") as file:
        file.write(data)


class Lists(FetchCase):
    def pages(self, site, *names):
        for name in names:
            site.answers["/" + name] = page(name)

    def headlines(self, *words, code=0):
        found, articles, messages = self.ingest(*words)
        self.assertEqual(found, code, messages)
        return sorted(a["headline"] for a in articles), messages

    def test_a_feed_is_expanded(self):
        site = self.site()
        self.pages(site, "tide", "ebb")
        site.answers["/feed"] = rss(item(site.url("/tide")), item("/ebb?utm_source=rss"), item(site.url("/missing")))
        code, articles, messages = self.ingest(site.url("/feed"))
        self.assertEqual(code, 1)
        self.assertEqual([a["headline"] for a in articles], ["tide", "ebb"])
        for article in articles:
            self.assertEqual(article["source"], {"kind": "page", "url": article["url"], "feed": site.url("/feed")})
        self.assertIn("%s: RSS feed “Sound News”: 3 entries, 3 to fetch, 0 known" % site.url("/feed"), messages)
        self.assertEqual(self.states(), {site.url("/feed"): "delivered", site.url("/tide"): "delivered",
                                         site.url("/ebb"): "delivered", site.url("/missing"): "failed"})

    def test_every_kind(self):
        site = self.site()
        self.pages(site, "atom", "json", "rdf", "map", "news", "list", "packed", "nested", "opml")
        site.answers["/1"] = Answer(('<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="atom"/></entry></feed>'
                                     ).encode(), content_type="application/atom+xml")
        site.answers["/2"] = Answer(b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "url": "/json"}]}',
                                    content_type="application/feed+json")
        site.answers["/3"] = Answer(('<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
                                     'xmlns="http://purl.org/rss/1.0/"><item rdf:about="%s"/></rdf:RDF>'
                                     % site.url("/rdf")).encode(), content_type="text/html")
        site.answers["/4"] = xml(sitemap(site.url("/map")))
        site.answers["/5"] = Answer((site.url("/list") + "\n").encode(), content_type="text/plain")
        site.answers["/6.xml.gz"] = Answer(gzip.compress(sitemap(site.url("/packed"))), content_type="application/x-gzip")
        site.answers["/7"] = xml(sitemap_index(site.url("/8")))
        site.answers["/8"] = xml(sitemap(site.url("/nested")))
        site.answers["/9"] = Answer(('<opml version="2.0"><body><outline text="Papers"><outline type="rss" text="Sound" '
                                     'xmlUrl="%s"/></outline></body></opml>' % site.url("/10")).encode(),
                                    content_type="text/x-opml")
        site.answers["/10"] = rss(item(site.url("/opml")))
        sources = [site.url("/%s" % name) for name in ("1", "2", "3", "4", "5", "6.xml.gz", "7", "9")]
        self.assertEqual(self.headlines(*sources)[0],
                         ["atom", "json", "list", "map", "nested", "opml", "packed", "rdf"])

    def test_files(self):
        site = self.site()
        self.pages(site, "tide", "ebb")
        write(self.path("feed.xml"), rss(item(site.url("/tide"))).body)
        write(self.path("map.xml.gz"), gzip.compress(sitemap(site.url("/ebb"))))
        self.assertEqual(self.headlines(self.path("feed.xml"), self.path("map.xml.gz"))[0], ["ebb", "tide"])

    def test_a_folder_is_not_followed(self):
        site = self.site()
        os.mkdir(self.path("pages"))
        write(self.path("pages/feed.xml"), rss(item(site.url("/tide"))).body)
        write(self.path("pages/feed.html"), rss(item(site.url("/tide"))).body)
        self.assertEqual(self.headlines(self.path("pages"))[0], [])
        self.assertEqual(site.paths(), [])

    def test_the_entry_completes_the_article(self):
        site = self.site({"/a": bare_page("Ferries run more often"), "/b": page(
            "tide", head='<meta name="author" content="Ann Own"><meta property="article:published_time" '
                         'content="2026-03-01T08:00:00Z">')})
        told = ("<dc:creator>Jane Roe</dc:creator><pubDate>Mon, 02 Mar 2026 07:30:00 +0100</pubDate>"
                "<description>Boats cross the sound in shorter turns.</description><category>Transport</category>"
                '<guid isPermaLink="false">n-17</guid>')
        site.answers["/feed"] = rss(item(site.url("/a"), "Ferries", told), item(site.url("/b"), "Tides", told),
                                    head="<language>en-GB</language>")
        code, articles, messages = self.ingest(site.url("/feed"))
        self.assertEqual(code, 0, messages)
        first, second = articles
        self.assertEqual(first["headline"], "Ferries run more often")
        self.assertEqual(first["author"], [{"name": "Jane Roe"}])
        self.assertEqual(first["datePublished"], "2026-03-02T07:30:00+01:00")
        self.assertEqual(first["abstract"], "Boats cross the sound in shorter turns.")
        self.assertEqual(first["keywords"], ["Transport"])
        self.assertEqual(first["inLanguage"], "en-GB")
        self.assertEqual(first["identifier"], "n-17")
        self.assertEqual([a["name"] for a in second["author"]], ["Ann Own"])
        self.assertEqual(second["datePublished"], "2026-03-01T08:00:00Z")

    def test_the_feeds_text_stands_in(self):
        site = self.site({"/robots.txt": Answer(b"User-agent: *\nDisallow: /closed\n", content_type="text/plain"),
                          "/wall": Answer(b"subscribe", 403), "/gone": Answer(b"gone", 410),
                          "/teaser": page("Teaser", words=70), "/empty": b"<html><title>Log in</title><body>Log in</body>",
                          "/short": Answer(b"subscribe", 403)})
        whole = "<content:encoded><![CDATA[%s]]></content:encoded>" % (TEXT * 2)
        names = ("closed", "wall", "gone", "empty", "teaser")
        site.answers["/feed"] = rss(*[item(site.url("/" + name), name.title(), whole) for name in names],
                                    item(site.url("/short"), "Short", "<description>Boats cross. …</description>"))
        code, articles, messages = self.ingest(site.url("/feed"))
        self.assertEqual(code, 1, messages)
        self.assertEqual(sorted(a["headline"] for a in articles), ["Closed", "Empty", "Teaser", "Wall"])
        for article in articles:
            self.assertEqual(article["source"], {"kind": "feed", "url": article["url"], "feed": site.url("/feed")})
            self.assertIn("would cross the sound every 45 minutes", article["articleBody"])
        self.assertNotIn("/closed", site.paths())
        self.assertTrue([m for m in messages if site.url("/short") in m and "HTTP status 403" in m], messages)
        self.assertTrue([m for m in messages if site.url("/gone") in m and "HTTP status 410" in m], messages)

    def test_what_was_done_is_not_fetched_again(self):
        site = self.site()
        self.pages(site, "tide", "ebb")
        answer = '<feed xmlns="http://www.w3.org/2005/Atom"><updated>2026-01-01T00:00:00Z</updated>%s</feed>'
        entry = '<entry><link href="/%s"/><updated>%s</updated></entry>'
        site.answers["/feed"] = xml((answer % (entry % ("tide", "2026-01-01T00:00:00Z"))).encode())
        self.assertEqual(self.headlines(site.url("/feed"))[0], ["tide"])
        site.answers["/tide"] = page("spring tide")
        site.answers["/feed"] = xml((answer % (entry % ("tide", "2026-01-01T00:00:00Z") +
                                               entry % ("ebb", "2026-01-01T00:00:00Z"))).encode())
        found, messages = self.headlines(site.url("/feed"))
        self.assertEqual(found, ["ebb"])
        self.assertEqual(site.paths().count("/tide"), 1)
        self.assertIn("1 known", messages[-1])
        time.sleep(1.1)  # so that it changed in a later second
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        site.answers["/feed"] = xml((answer % (entry % ("tide", now))).encode())
        self.assertEqual(self.headlines(site.url("/feed"))[0], ["spring tide"])

    def test_a_feed_that_has_not_changed(self):
        site = self.site({"/b": Answer(status=500)})
        self.pages(site, "a")
        state = {"tag": '"one"', "asked": []}

        def feed(handler):
            state["asked"].append((handler.headers["If-None-Match"], handler.headers["If-Modified-Since"]))
            if handler.headers["If-None-Match"] == state["tag"]:
                return Answer(status=304, content_type=None)
            answer = rss(item(site.url("/a")), item(site.url("/b")))
            answer.headers = {"ETag": state["tag"], "Last-Modified": "Mon, 02 Mar 2026 06:30:00 GMT"}
            return answer

        def run(*words):
            code, articles, messages = self.ingest("--fetch-attempts", "1", *words, site.url("/feed"))
            return code, [a["headline"] for a in articles], state["asked"].pop(), messages

        site.answers["/feed"] = feed
        self.assertEqual(run()[:3], (1, ["a"], (None, None)))
        site.answers["/b"] = page("b")
        self.assertEqual(run()[:3], (0, ["b"], (None, None)))  # a page had failed: in full
        code, articles, asked, messages = run()
        self.assertEqual((code, articles, asked), (0, [], ('"one"', "Mon, 02 Mar 2026 06:30:00 GMT")))
        self.assertIn(site.url("/feed") + ": not changed since it was last read", messages)
        self.assertEqual((site.paths().count("/a"), site.paths().count("/b")), (1, 2))
        self.assertEqual(run("--again")[:3], (0, ["a", "b"], (None, None)))
        state["tag"] = '"two"'
        self.assertEqual(run()[:2], (0, []))
        self.assertEqual(run()[2][0], '"two"')

    def test_one_article_by_three_ways(self):
        site = self.site({"/a": bare_page("Ferries")})
        site.answers["/map"] = xml(sitemap(site.url("/a")))
        site.answers["/feed"] = rss(item(site.url("/a"), "Ferries", "<dc:creator>Jane Roe</dc:creator>"))
        code, articles, _ = self.ingest("--delay", "0.2", site.url("/map"), site.url("/feed"), site.url("/a"))
        self.assertEqual((code, len(articles)), (0, 1))
        self.assertEqual(site.paths().count("/a"), 1)

    def test_killed_within_a_feed(self):
        site = self.site({"/%d" % i: bare_page("Ferries %d" % i) for i in range(40)})
        site.answers["/feed"] = rss(*[item(site.url("/%d" % i), "x", "<dc:creator>Jane Roe</dc:creator>") for i in range(40)])
        out = self.path("out.jsonl")
        process = self.start(self.command("--once", "--delay", "0.05", "--out", "file:" + out, site.url("/feed")))
        line.wait_until(lambda: len(site.paths()) > 10, 20, "some pages are fetched")
        process.kill()
        process.wait(10)
        code, _, messages = self.ingest("--out", "file:" + out)
        self.assertEqual(code, 0, messages)
        with open(out, "rb") as file:
            articles = {a["url"]: a for a in map(json.loads, file)}
        self.assertEqual(len(articles), 40)
        self.assertEqual({a["author"][0]["name"] for a in articles.values()}, {"Jane Roe"})
        self.assertEqual({a["source"]["feed"] for a in articles.values()}, {site.url("/feed")})
        with sqlite3.connect("file:%s?mode=ro" % self.path("f.db"), uri=True) as database:
            self.assertEqual(database.execute("SELECT count(*) FROM urls WHERE entry IS NOT NULL").fetchone(), (0,))


class Sites(FetchCase):
    def test_a_site(self):
        site, other = self.site(), self.site()
        for name in ("fed", "mapped", "front-page-has-this-story"):
            site.answers["/" + name] = page(name)
        other.answers["/far"] = page("far")
        far = other.url("/far").replace("127.0.0.1", "localhost")
        site.answers["/"] = ('<html><head><title>Sound News</title><link rel="alternate" type="application/rss+xml" '
                             'href="/rss"></head><body><a href="/front-page-has-this-story">Ferries</a>'
                             '<a href="/about">About</a></body></html>').encode()
        site.answers["/robots.txt"] = Answer(("Sitemap: %s\n" % site.url("/index.xml")).encode(), content_type="text/plain")
        site.answers["/index.xml"] = xml(sitemap_index(site.url("/map.xml")))
        site.answers["/map.xml"] = xml(sitemap(site.url("/mapped"), far))
        site.answers["/rss"] = rss(item(site.url("/fed")), item(far))
        code, articles, messages = self.ingest("site:" + site.url("/"))
        self.assertEqual(code, 0, messages)
        self.assertEqual({a["headline"]: a["source"]["feed"] for a in articles},
                         {"fed": site.url("/rss"), "mapped": site.url("/map.xml"),
                          "front-page-has-this-story": site.url("/")})
        self.assertEqual(other.paths(), [])
        self.assertEqual(set(site.paths()), {"/", "/robots.txt", "/rss", "/index.xml", "/map.xml", "/fed", "/mapped",
                                             "/front-page-has-this-story"})
        self.assertEqual(len([m for m in messages if "1 entries are left out: they are not of the site" in m]), 2, messages)

    def test_the_usual_places(self):
        site = self.site({"/": b"<html><title>Sound News</title><body>Welcome</body></html>", "/a": page("a"),
                          "/b": page("b"), "/rss": page("no feed")})
        site.answers["/sitemap.xml"] = xml(sitemap(site.url("/a")))
        site.answers["/feed.xml"] = rss(item(site.url("/b")))
        code, articles, messages = self.ingest("-", stdin=("site:" + site.url("/")).encode())
        self.assertEqual(code, 0, messages)
        self.assertEqual(sorted(a["headline"] for a in articles), ["a", "b"])
        self.assertEqual(self.states()[site.url("/rss")], "skipped")
        self.assertEqual(self.states()[site.url("/atom.xml")], "skipped")

    def test_sites_that_are_none(self):
        site = self.site({"/good": page("good")})
        code, articles, messages = self.ingest("site:", "site:a b", "site:" + site.url("/"), site.url("/good"))
        self.assertEqual((code, len(articles)), (1, 1))
        for part in ("site:: unreadable: no site is named", "site:a b: unreadable", site.url("/") + ": failed: HTTP status 404"):
            self.assertEqual(len([m for m in messages if part in m]), 1, (part, messages))


class Trouble(FetchCase):
    def one_line(self, site, path, *parts, code=1, words=()):
        """One line names the source and says what is wrong; a feed beside it goes on."""
        site.answers["/good-feed"] = rss(item(site.url("/good")))
        site.answers["/good"] = page("good")
        found, articles, messages = self.ingest("--again", *words, site.url(path), site.url("/good-feed"))
        self.assertEqual(found, code, messages)
        self.assertIn("good", [a["headline"] for a in articles])
        lines = [m for m in messages if site.url(path) in m and all(part in m for part in parts)]
        self.assertEqual(len(lines), 1, messages)
        return articles, messages

    def test_feeds_that_are_none(self):
        site = self.site({"/empty": Answer(b"", content_type="application/rss+xml"),
                          "/json": Answer(b'{"a": 1}', content_type="application/json"),
                          "/broken.json": Answer(b'{"version": "https://jsonfeed.org/version/1", "items": [',
                                                 content_type="application/json"),
                          "/packed": Answer(b"\x1f\x8b\x08\0rot", content_type="application/gzip")})
        self.one_line(site, "/empty", "empty", code=0)
        self.one_line(site, "/json", "no feed", code=0)
        self.one_line(site, "/broken.json", "not JSON")
        self.one_line(site, "/packed", "unreadable")

    def test_html_where_a_feed_should_be(self):
        site = self.site({"/map": page("parked")})
        site.answers["/index"] = xml(sitemap_index(site.url("/map")))
        found, articles, messages = self.ingest(site.url("/index"))
        self.assertEqual((found, articles), (1, []))
        self.assertEqual(len([m for m in messages if site.url("/map") in m and "HTML where a feed" in m]), 1, messages)

    def test_far_too_large(self):
        def endless():
            yield b"<rss><channel>"
            while True:
                yield b"<item><title>more and more</title></item>" * 5000

        bomb = gzip.compress(b"<rss><channel>" + b" " * (200 << 20), 1)
        site = self.site({"/huge": Answer(chunks=endless, content_type="application/rss+xml"),
                          "/bomb.gz": Answer(bomb, content_type="application/gzip")})
        self.one_line(site, "/huge", "more than a feed or sitemap may have")
        self.one_line(site, "/bomb.gz", "when decompressed")

    def test_billion_laughs(self):
        bomb = ('<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha">%s<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel>'
                "<title>&j;&x;</title>" % "".join('<!ENTITY %s "%s">' % (chr(98 + i), "&%s;" % chr(97 + i) * 10)
                                                  for i in range(9)))
        site = self.site()
        site.answers["/laughs"] = xml((bomb + item(site.url("/good")) + "</channel></rss>").encode())
        self.one_line(site, "/laughs", "RSS feed", "1 entries", code=0)

    def test_a_redirect_loop(self):
        site = self.site({"/loop": Answer(status=302, headers={"Location": "/loop"})})
        self.one_line(site, "/loop", "redirects")

    def test_an_index_that_names_itself(self):
        site = self.site({"/a": page("a")})
        site.answers["/index"] = xml(sitemap_index(site.url("/index"), site.url("/map"), site.url("/other")))
        site.answers["/other"] = xml(sitemap_index(site.url("/index")))
        site.answers["/map"] = xml(sitemap(site.url("/a")))
        articles, _ = self.one_line(site, "/index", "names itself")
        self.assertEqual(sorted(a["headline"] for a in articles), ["a", "good"])
        self.assertEqual(site.paths().count("/index"), 1)

    def test_indexes_without_end(self):
        site = self.site()
        for i in range(10):
            site.answers["/%d" % i] = xml(sitemap_index(site.url("/%d" % (i + 1))))
        found, _, messages = self.ingest(site.url("/0"))
        self.assertEqual(found, 1)
        self.assertEqual(len([m for m in messages if "four deep" in m]), 1, messages)
        self.assertNotIn("/6", site.paths())

    def test_a_million_links_on_a_page(self):
        site, other = self.site({"/a": page("a")}), self.site({"/good": page("good")})
        links = b"".join(b"<a href=/%d>Harbour news %d</a>" % (i, i) for i in range(1000000))
        site.answers["/many"] = b"<!DOCTYPE html><html><head><title>Links</title></head><body><h1>Links</h1>%s</body></html>" % links
        site.answers["/"] = site.answers["/many"].replace(b"href=/", b"href=/the-harbour-measures-the-tide-")
        code, articles, messages = self.ingest("--max-page", "128MiB", site.url("/many"), "site:" + site.url("/"), other.url("/good"))
        self.assertEqual((code, [a["headline"] for a in articles]), (1, ["good"]), messages)
        for url in (site.url("/many"), site.url("/")):
            self.assertEqual(len([m for m in messages if url + ": unreadable: over a limit" in m]), 1, messages)

    def test_a_million_links_in_a_list(self):
        site = self.site({"/a": page("a")})
        links = b"".join(b"%s/%d\n" % (site.url("").encode(), i) for i in range(1000000))
        write(self.path("links.txt"), (site.url("/a") + "\n").encode() + links)
        process = self.start(self.command("--delay", "3", self.path("links.txt")))
        line.wait_until(lambda: "entries are left out" in process.log(), 60, "the list is read")
        line.wait_until(lambda: "/a" in site.paths(), 20, "a page is fetched")
        process.terminate()
        process.wait(30)
        self.assertIn("950001 entries are left out", process.log())
        self.assertEqual(len(self.states()), 50000)


if __name__ == "__main__":
    unittest.main()
