"""newsmill-ingest and the web: a site on loopback, with everything that sites do."""

import base64
import gzip
import json
import os
import socket
import sys
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import line
from lib.fetch_case import FetchCase
from lib.site import Answer, page


BROTLI = (
        "G5wDAIzSXLRqVhY8Q+Y2SvVC2yu2pS440PKAgkSTY7m90IO2hUFWuwBsMfO6u6ImKcAkCAKqkjh4/EkMe549Nj9tSWIxGZasd/4LPgrDFK+fPf"
        "0JVkVMmkJuHbrjKQVUDkOI6kTrRHeQV/HbxfXQZHrE4uM1jBPDVVhOiSRBWCRJ6Vp7L9WPhpeUGlmSacWfUEO7OsobCTWknLOwjpYdc1Dk3+iq"
        "AJdvhcOLBnjF1hcd4KZWHVAC9Yxx1AQ=")
ZSTD = (
        "KLUv/WCdAoUIALYQMxlgeQM8TiseZo0VyppVIURyI2a+SMMGweIBLAArACkA4TOZDZrwr3P2ctzvWySiX/Sla08/yqt9RhlUD5qstsZRattPhi"
        "RqcqIHiAGWr2er25PDii+/Xte+cdcgs89JctGYUUYZXrYiogxcs+jfDpqv/tVaHDgXfh3k7/ncuaf1x4hQra3XH+tKO2u+anNWab12Y5/PlXLB"
        "16vNq+wWxbBS234SBKEkB5IsB1IYBkfE4aLdCU/Zr8W84i7siw/Msnd2Ps+nIF/u17MYBxogsKJComMp05CMFdfDPGp5CjGdRkxPoU3XoRGmJ4"
        "OQJxy4NSlA1bP4TWyxT8CAIzMOlg0CRSYKuRTBKH6TJVhg")


class Fetching(FetchCase):
    def test_a_page(self):
        site = self.site({"/a": page("tide")})
        code, articles, messages = self.ingest(site.url("/a?utm_source=x#top"), frontier=False)
        self.assertEqual(code, 0, messages)
        article, = articles
        self.assertEqual(article["url"], site.url("/a"))
        self.assertEqual(article["source"], {"kind": "page", "url": site.url("/a")})
        self.assertEqual(site.paths(), ["/robots.txt", "/a"])
        self.assertEqual(site.seen[1][2]["User-Agent"], "newsmill/0.1.0")
        self.assertEqual(os.listdir(self.folder), [])

    def test_a_packed_page_in_another_charset(self):
        body = page("tide").replace(b"harbour office", "hafenamt f\u00fcr pegel".encode("latin-1")).replace(
            b'<meta charset="utf-8">', b"")
        site = self.site({"/a": Answer(gzip.compress(body), headers={"Content-Encoding": "gzip"},
                                       content_type="text/html; charset=iso-8859-1")})
        code, articles, _ = self.ingest(site.url("/a"))
        self.assertEqual(code, 0)
        self.assertIn("hafenamt f\u00fcr pegel", articles[0]["articleBody"])

    def test_other_packings(self):
        """The same page as the br and zstd programs pack it."""
        packed = {"br": BROTLI, "zstd": ZSTD}
        site = self.site({"/" + name: Answer(base64.b64decode(body), headers={"Content-Encoding": name}) for name, body in packed.items()})
        code, articles, messages = self.ingest(*[site.url("/" + name) for name in packed])
        self.assertEqual(code, 0, messages)
        self.assertEqual({a["articleBody"].count("harbour office number 3") for a in articles}, {1})
        self.assertEqual(len(articles), 2)
        accepted = site.seen[1][2]["Accept-Encoding"]
        self.assertTrue(all(name in accepted for name in ("gzip", "br", "zstd")), accepted)

    def test_connections_are_kept_and_cookies_are_not(self):
        peers = set()

        def answer(handler):
            peers.add(handler.client_address)
            return Answer(page("tide"), headers={"Set-Cookie": "seen=yes; Path=/; Max-Age=86400"})
        site = self.site({"/%d" % i: answer for i in range(6)})
        self.assertEqual(self.ingest(*[site.url("/%d" % i) for i in range(6)])[0], 0)
        self.assertEqual(len(peers), 1)
        self.assertEqual([headers["Cookie"] for _, _, headers in site.seen if "Cookie" in headers], [])

    def test_a_list_over_two_sites(self):
        first, second = self.site(), self.site()
        urls = []
        for i in range(30):
            site = (first, second)[i % 2]
            site.answers["/%d" % i] = page("tide %d" % i)
            urls.append(site.url("/%d" % i))
        code, articles, messages = self.ingest("-", stdin="\n".join(urls + urls[:5]).encode())
        self.assertEqual(code, 0, messages)
        self.assertEqual(sorted(a["url"] for a in articles), sorted(urls))
        self.assertEqual(first.paths().count("/robots.txt"), 1)
        self.assertEqual(set(self.states().values()), {"delivered"})

    def test_redirects(self):
        other = self.site({"/end": page("end")})
        site = self.site({"/a": Answer(status=301, headers={"Location": "b?x=1"}),
                          "/b?x=1": Answer(status=302, headers={"Location": other.url("/end#top")}),
                          "/loop": Answer(status=307, headers={"Location": "/loop"}),
                          "/out": Answer(status=302, headers={"Location": "file:///etc/passwd"}),
                          "/nowhere": Answer(status=302, headers={})})
        code, articles, messages = self.ingest(site.url("/a"))
        self.assertEqual(code, 0, messages)
        self.assertEqual(articles[0]["url"], other.url("/end"))
        self.assertEqual(self.states(), {site.url("/a"): "delivered"})
        self.assertIn("/robots.txt", other.paths())
        self.failed(site, "/loop", "redirects")
        self.failed(site, "/out", "web address")
        self.failed(site, "/nowhere", "HTTP status 302")
        self.assertEqual(site.paths().count("/loop"), 11)

    def test_what_is_no_page(self):
        site = self.site({"/pdf": Answer(b"%PDF", content_type="application/pdf"),
                          "/words": Answer(b"words", content_type="text/plain"),
                          "/list": b"<html><title>x</title><body><a href=/1>a</a></body></html>"})
        code, articles, messages = self.ingest(*[site.url(path) for path in ("/pdf", "/words", "/list")])
        self.assertEqual((code, articles), (0, []), messages)
        self.assertEqual(set(self.states().values()), {"skipped"})
        self.assertTrue([m for m in messages if "/pdf" in m and "not HTML" in m], messages)


class Trouble(FetchCase):
    def test_statuses(self):
        site = self.site()
        self.failed(site, "/missing", "HTTP status 404")
        site.answers["/teapot"] = Answer(status=418)
        self.failed(site, "/teapot", "HTTP status 418")

    def test_a_server_that_recovers(self):
        answers = [Answer(status=503), Answer(page("tide"))]
        site = self.site({"/a": lambda handler: answers.pop(0)})
        code, articles, messages = self.ingest(site.url("/a"))
        self.assertEqual((code, len(articles)), (0, 1), messages)
        self.assertTrue([m for m in messages if "HTTP status 503; tried again in 2 s" in m], messages)

    def test_a_server_that_does_not(self):
        site = self.site({"/a": Answer(status=500)})
        self.failed(site, "/a", "HTTP status 500 (2 tries)", words=["--fetch-attempts", "2"])

    def test_retry_after(self):
        answers = [Answer(status=429, headers={"Retry-After": "4"}), Answer(page("tide"))]
        site = self.site({"/a": lambda handler: answers.pop(0)})
        code, _, messages = self.ingest(site.url("/a"))
        self.assertEqual(code, 0, messages)
        times = [at for at, path, _ in site.seen if path == "/a"]
        self.assertGreater(times[1] - times[0], 3.9)

    def test_nobody_there(self):
        site, port = self.site(), line.free_port()
        url = "http://127.0.0.1:%d/a" % port
        site.answers["/good"] = page("good")
        code, articles, messages = self.ingest("--fetch-attempts", "1", url, site.url("/good"))
        self.assertEqual((code, len(articles)), (1, 1))
        self.assertTrue([m for m in messages if url in m and "failed" in m], messages)

    def test_a_slow_one(self):
        site = self.site({"/slow": Answer(page("slow"), pause=30)})
        begun = time.monotonic()
        self.failed(site, "/slow", "failed", words=["--fetch-timeout", "1", "--fetch-attempts", "1"])
        self.assertLess(time.monotonic() - begun, 8 * line.SLOWNESS)

    def test_too_large(self):
        def endless():
            yield b"<html><body>"
            while True:
                yield b"<p>more and more" * 5000

        bomb = gzip.compress(b"<html>" + b" " * (200 << 20), 1)
        site = self.site({"/huge": Answer(chunks=endless),
                          "/bomb": Answer(bomb, headers={"Content-Encoding": "gzip"}),
                          "/rot": Answer(b"\x1f\x8b\x08\x00rubbish that is not packed", headers={"Content-Encoding": "gzip"})})
        self.failed(site, "/huge", "--max-page")
        self.failed(site, "/bomb", "--max-page")
        self.failed(site, "/rot", words=["--fetch-attempts", "1"])

    def test_a_status_counts_whatever_its_body_is(self):
        rot, huge = {"Content-Encoding": "gzip"}, b"<p>more and more" * 10000
        answers = [Answer(b"no gzip", 503, rot), Answer(huge, 503), Answer(page("tide"))]
        site = self.site({"/a": lambda handler: answers.pop(0), "/to": page("ebb"),
                          "/1": Answer(b"no gzip", 301, {**rot, "Location": "/to"}), "/2": page("flow"),
                          "/3": Answer(huge, 302, {"Location": "2"})})
        code, articles, messages = self.ingest("--max-page", "64KiB", *[site.url(path) for path in ("/a", "/1", "/3")])
        self.assertEqual((code, sorted(a["headline"] for a in articles)), (0, ["ebb", "flow", "tide"]), messages)
        self.failed(site, "/missing", "HTTP status 404")
        site.answers["/missing"] = Answer(b"no gzip", 404, rot)
        self.failed(site, "/missing", "HTTP status 404")

    def test_a_certificate_that_expired(self):
        site, other = self.site({"/a": page("a")}, certificate=line.EXPIRED_CERTIFICATE), self.site({"/good": page("good")})
        code, articles, messages = self.ingest("--fetch-attempts", "2", site.url("/a"), other.url("/good"))
        self.assertEqual((code, [a["headline"] for a in articles]), (1, ["good"]), messages)
        self.assertEqual(len([m for m in messages if site.url("/a") in m and "failed" in m and "certificate" in m]), 1, messages)
        self.assertEqual(site.paths(), [])

    def test_garbage_instead_of_http(self):
        server = socket.socket()
        server.bind(("127.0.0.1", 0))
        server.listen(5)
        self.addCleanup(server.close)
        import threading

        def talk():
            while True:
                try:
                    connection, _ = server.accept()
                    connection.sendall(b"\0\1\2 this is not HTTP\r\n\r\n" * 10)
                    connection.close()
                except OSError:
                    return

        threading.Thread(target=talk, daemon=True).start()
        url = "http://127.0.0.1:%d/a" % server.getsockname()[1]
        code, _, messages = self.ingest("--fetch-attempts", "1", url)
        self.assertEqual(code, 1)
        self.assertEqual(len([m for m in messages if url in m and "failed" in m]), 1, messages)


class Manners(FetchCase):
    def test_private_addresses_are_refused(self):
        site = self.site({"/a": page("tide")})
        for host in ("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0x7f.1", "10.0.0.1", "169.254.169.254"):
            url = "http://%s:%d/a" % (host, site.port)
            code, out, err = self.run_program([line.program("newsmill-ingest"), "--log", "json", url])
            self.assertEqual((code, out), (1, b""), (url, err))
            self.assertIn("not a public one", err)
        self.assertEqual(site.paths(), [])

    def test_proxies_of_the_environment_are_ignored(self):
        proxy = self.site()
        site = self.site({"/a": page("tide")})
        env = {"http_proxy": "http://127.0.0.1:%d" % proxy.port, "ALL_PROXY": "http://127.0.0.1:%d" % proxy.port}
        self.assertEqual(self.ingest(site.url("/a"), env=env)[0], 0)
        self.assertEqual(proxy.paths(), [])
        proxy.answers["http://far.example/robots.txt"] = Answer(status=404)
        proxy.answers["http://far.example/a"] = page("far")
        code, articles, messages = self.ingest("--proxy", "http://127.0.0.1:%d" % proxy.port, "http://far.example/a")
        self.assertEqual((code, len(articles)), (0, 1), messages)

    def test_robots(self):
        site = self.site({"/robots.txt": Answer(b"User-agent: newsmill\nDisallow: /private\nAllow: /private/not\n",
                                                content_type="text/plain"),
                          "/private/a": page("secret"), "/private/not": page("open"),
                          "/to": Answer(status=302, headers={"Location": "/private/b"})})
        self.failed(site, "/private/a", "robots.txt")
        self.failed(site, "/to", "robots.txt")
        code, articles, _ = self.ingest(site.url("/private/not"))
        self.assertEqual((code, len(articles)), (0, 1))
        self.assertFalse([path for path in site.paths() if path in ("/private/a", "/private/b")])
        self.assertEqual(self.ingest("--user-agent", "otherbot/1.0", site.url("/private/a"))[0], 0)

    def test_robots_that_cannot_be_had(self):
        site = self.site({"/robots.txt": Answer(status=503), "/a": page("tide")})
        code, articles, messages = self.ingest("--fetch-attempts", "2", site.url("/a"))
        self.assertEqual((code, articles), (1, []))
        self.assertTrue([m for m in messages if "robots.txt cannot be had: HTTP status 503 (2 tries)" in m], messages)
        self.assertNotIn("/a", site.paths())
        elsewhere = self.site({"/r": Answer(b"User-agent: *\nDisallow: /a\n", content_type="text/plain")})
        site.answers["/robots.txt"] = Answer(status=301, headers={"Location": elsewhere.url("/r")})
        messages = self.ingest(site.url("/a"))[2]
        self.assertTrue([m for m in messages if "forbidden" in m], messages)

    def test_robots_that_cannot_be_decoded(self):
        answers = [Answer(b"no gzip", headers={"Content-Encoding": "gzip"}), Answer(b"", content_type="text/plain")]
        site = self.site({"/robots.txt": lambda handler: answers.pop(0), "/a": page("tide")})
        code, articles, messages = self.ingest(site.url("/a"))
        self.assertEqual((code, len(articles)), (0, 1), messages)

    def test_pages_that_ask_not_to_be_kept(self):
        kept_out = page("d").replace(b"<head>", b"<head><meta name=robots content='nofollow, NOARCHIVE'>", 1)
        site = self.site({"/a": page("a"), "/b": Answer(page("b"), headers={"X-Robots-Tag": "otherbot: noindex"}),
                          "/c": Answer(page("c"), headers={"X-Robots-Tag": "newsmill: nofollow, noindex"}),
                          "/d": kept_out,
                          "/e": page("e").replace(b"<head>", b"<head><meta name=googlebot content=noindex>", 1)})
        urls = [site.url("/" + name) for name in "abcde"]
        code, articles, messages = self.ingest(*urls)
        self.assertEqual(code, 0, messages)
        self.assertEqual(sorted(a["headline"] for a in articles), ["a", "b", "e"])
        self.assertTrue(any("/c" in m and "X-Robots-Tag says noindex" in m for m in messages), messages)
        self.assertTrue(any("/d" in m and "meta element for robots says noarchive" in m for m in messages), messages)
        self.assertEqual(self.states()[urls[2]], "skipped")
        code, articles, messages = self.ingest("--ignore-noindex", *urls, frontier=False)
        self.assertEqual(sorted(a["headline"] for a in articles), ["a", "b", "c", "d", "e"])

    def test_a_contact_is_in_every_request(self):
        site = self.site({"/a": page("a")})
        code, _, messages = self.ingest("--contact", "desk@example.org", site.url("/a"))
        self.assertEqual(code, 0, messages)
        self.assertEqual({headers["User-Agent"] for _, _, headers in site.seen},
                         {"newsmill/0.1.0 (+mailto:desk@example.org)"})
        code, _, messages = self.ingest("--contact", "me", site.url("/a"))
        self.assertEqual(code, 2)
        self.assertTrue(any("--contact: 'me' is neither" in m for m in messages), messages)

    def test_many_that_are_forbidden(self):
        site = self.site({"/robots.txt": Answer(b"User-agent: *\nDisallow: /no\n", content_type="text/plain"),
                          "/yes": page("yes")})
        urls = [site.url("/no/%d" % i) for i in range(200)] + [site.url("/yes")]
        code, articles, messages = self.ingest("-", stdin="\n".join(urls).encode(), seconds=20)
        self.assertEqual((code, len(articles)), (1, 1))
        self.assertEqual(len([m for m in messages if "forbidden" in m]), 200)

    def test_passwords_are_never_shown(self):
        site = self.site({"/a": Answer(status=302, headers={"Location": "http://user:s3cret@ex ample.com/"}),
                          "/b": Answer(status=302, headers={"Location": "ftp://user:s3cret@example.com/"}), "/c": page("c")})
        url, feeds = "http://user:s3cret@127.0.0.1:1/", '["http://user:s3cret@example.com/f"]'
        cases = [(1, ["http://user:s3cret@exa mple.com/x"]), (1, ["http://user:s3cret@example.com:99999/"]),
                 (1, ["ftp://user:s3cret@example.com/x"]), (1, ["site:user:s3cret@ex ample.com"]),
                 (1, [site.url("/a"), site.url("/b")]), (0, [site.url("/c").replace("//", "//user:s3cret@")]),
                 (1, ["--proxy", url, "--fetch-attempts", "1", "http://far.example/a"]),
                 (0, ["--check-config", "--sources", feeds, "--proxy", url, "--frontier", "postgresql://u:s3cret@127.0.0.1:1/x"]),
                 (2, ["--sources", '[{"source": "http://user:s3cret@example.com/f", "tag": 1}]']),
                 (2, ["--sources", '["ftp://user:s3cret@example.com/f"]'])]
        for code, words in cases:
            with self.subTest(words=words):
                found, out, err = self.run_program(self.command("--once", *words), 30)
                self.assertEqual(found, code, err)
                self.assertNotIn("s3cret", str(out) + str(err))
        for words in (["add", "http://user:s3cret@example.com/f"], ["pause", "ftp://user:s3cret@example.com/f"], ["list", "--json"]):
            _, out, err = self.run_program([line.program("newsmill"), "sources", *words, "--frontier", self.path("f.db")], 30)
            self.assertNotIn("s3cret", str(out) + str(err))
        with open(self.path("f.db"), "rb") as file:
            self.assertFalse(b"s3cret" in file.read())

    def test_no_host_waits_for_the_others(self):
        """Two connections for eight hosts, each of which has more to do than there is time for."""
        sites = [self.site(address="127.0.3.%d" % i) for i in range(1, 9)]
        for site in sites:
            site.answers.update({"/%d" % i: Answer(page("tide %d" % i), pause=0.05) for i in range(40)})
        with open(self.path("urls"), "w+", encoding="utf-8") as urls:
            urls.write("".join(site.url("/%d" % i) + "\n" for i in range(40) for site in sites))
            urls.seek(0)
            process = self.start(self.command("--once", "--out", "file:" + self.path("out.jsonl"), "--connections", "2", "-"),
                                 stdin=urls)
        line.wait_until(lambda: sum(len(site.seen) for site in sites) > 100, 30, process.log)
        process.kill()
        asked = [len(site.seen) for site in sites]
        self.assertGreater(min(asked), max(asked) / 3, asked)

    def test_what_is_only_fetched_has_no_stand_in(self):
        text = "".join("<p>The ferry line said on Monday that its %d boats would cross the sound every %d minutes from June on, "
                       "and that the fare stays as it is.</p>" % (i + 4, i * 5 + 10) for i in range(16))
        site = self.site({"/wall": Answer(b"subscribe", 403)})
        site.answers["/feed"] = Answer(("<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel>"
                                        "<title>S</title><item><link>%s</link><title>T</title><content:encoded><![CDATA[%s]]>"
                                        "</content:encoded></item></channel></rss>" % (site.url("/wall"), text)).encode(),
                                       content_type="application/rss+xml")
        self.assertEqual([a["headline"] for a in self.ingest(site.url("/feed"))[1]], ["T"])
        self.assertEqual(self.ingest("--again", "--fetch-only", site.url("/feed"))[1], [])

    def test_one_at_a_time_with_a_delay(self):
        site = self.site({"/%d" % i: page("tide %d" % i) for i in range(4)})
        code, _, messages = self.ingest("--delay", "0.5", *[site.url("/%d" % i) for i in range(4)])
        self.assertEqual(code, 0, messages)
        times = [at for at, path, _ in site.seen if path != "/robots.txt"]
        self.assertEqual(len(times), 4)
        self.assertTrue(all(later - earlier > 0.45 for earlier, later in zip(times, times[1:])), times)

    def test_the_delay_holds_over_a_restart(self):
        site = self.site({"/1": page("one"), "/2": page("two")})
        self.assertEqual(self.ingest("--delay", "3", site.url("/1"))[0], 0)
        self.assertEqual(self.ingest("--delay", "3", site.url("/2"))[0], 0)
        times = [at for at, path, _ in site.seen if path in ("/1", "/2")]
        self.assertGreater(times[1] - times[0], 2.5)

    def test_the_silence_that_robots_asks_for_holds_over_a_restart(self):
        robots = Answer(b"User-agent: *\n", headers={"Retry-After": "3600"}, content_type="text/plain")
        site = self.site({"/robots.txt": robots, "/a": page("tide")})
        for _ in range(2):
            process = self.start(self.command(site.url("/a")))
            line.wait_until(lambda: site.paths(), 20, "robots.txt is asked for")
            time.sleep(2)
            process.terminate()
            process.wait(20)
        self.assertEqual(site.paths(), ["/robots.txt"])


class Resuming(FetchCase):
    def test_killed_and_run_again_without_the_list(self):
        site = self.site({"/%d" % i: page("tide %d" % i) for i in range(60)})
        urls = [site.url("/%d" % i) for i in range(60)]
        out = self.path("out.jsonl")
        with open(self.path("urls"), "w", encoding="utf-8") as file:
            file.write("\n".join(urls))
        with open(self.path("urls"), "rb") as stdin:
            process = self.start(self.command("--delay", "0.02", "--out", "file:" + out, "-"), stdin=stdin)
            line.wait_until(lambda: len(site.paths()) > 15, 20, "some pages are fetched")
            process.kill()
        before = len(site.paths())
        self.assertLess(before, 55)
        code, _, messages = self.ingest("--out", "file:" + out)
        self.assertEqual(code, 0, messages)
        with open(out, "rb") as file:
            articles = [json.loads(row) for row in file]
        self.assertEqual({a["url"] for a in articles}, set(urls))
        self.assertEqual(set(self.states().values()), {"delivered"})
        self.assertLess(len(site.paths()) - before, 60)
        code, _, messages = self.ingest("--out", "file:" + out)
        self.assertEqual(code, 2, messages)

    def test_an_unchanged_page_is_known(self):
        site = self.site({"/a": page("tide")})
        self.assertEqual(len(self.ingest(site.url("/a"))[1]), 1)
        code, articles, messages = self.ingest(site.url("/a"))
        self.assertEqual((code, articles), (0, []))
        self.assertIn("1 known", messages[-1])
        site.answers["/a"] = page("ebb")
        self.assertEqual([a["headline"] for a in self.ingest(site.url("/a"))[1]], ["ebb"])

    def test_no_room_downstream_stops_fetching(self):
        site = self.site({"/%d" % i: page("tide %d" % i) for i in range(2000)})
        listing = self.path("urls")
        with open(listing, "w", encoding="utf-8") as file:
            file.write("\n".join(site.url("/%d" % i) for i in range(2000)))
        with open(listing, "rb") as stdin:
            process = self.start(self.command("--window", "10", "--drain-timeout", "1", "--out",
                                              "tcp://127.0.0.1:%d" % line.free_port(), "-"), stdin=stdin)
            line.wait_until(lambda: len(site.paths()) > 11, 20, "the window is full")
            counts = []

            def still():
                counts.append(len(site.paths()))
                return len(counts) > 20 and counts[-1] == counts[-20]

            line.wait_until(still, 20, "fetching stands still")
            self.assertLess(counts[-1], 600)
            process.terminate()
            self.assertEqual(process.wait(15), 0, process.log())
        self.assertEqual(set(self.states().values()), {"queued", "leased"})


if __name__ == "__main__":
    unittest.main()
