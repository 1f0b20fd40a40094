"""newsmill-enrich as a filter and on links: what it adds, what it leaves alone, what it refuses, how it ends."""
# limit: 200

import base64
import collections
import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
import unittest

import jsonschema

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import line

DICTIONARY = os.path.join(line.BUILD, "share", "newsmill", "entities.dictionary")
SMALL = ("# version small-1\nid\ttype\tsubtype\tname\tprior\tids\tplace\tnames\n"
         "org:acme\tORG\tcompany\t%s\t0.5\tticker=ACME\t\tAcme\n")
WATCHED = "org:acme\tORG/fund\tAcme Watch\tAcme\tticker=ACME;lei=5493001KJTIIGC8Y1R12\n"


def article(number=1, **fields):
    value = {"id": "%032x" % number, "version": "%032x" % 7, "url": "https://example.com/%d" % number,
             "fetchedAt": "2026-11-20T10:00:00Z", "source": {"kind": "file", "url": "file:///a"},
             "datePublished": "2026-11-20T08:00:00+01:00", "inLanguage": "en", "headline": "SEC sues Binance",
             "articleBody": "Acme holds 1,200 BTC, about $90m. 😀 China said so."}
    value.update(fields)
    return value


def by_id(enriched):
    return {entity["id"]: entity for entity in enriched["entities"]}


class Filter(line.TestCase):
    def enrich(self, lines, *options, code=0, dictionary=DICTIONARY):
        """Runs the filter over lines (bytes or objects); returns (objects that came out, log, dead letters)."""
        data = b"".join((row if isinstance(row, bytes) else json.dumps(row, ensure_ascii=False).encode()) + b"\n"
                        for row in lines)
        with open(self.path("in.jsonl"), "wb") as file:
            file.write(data)
        with open(self.path("in.jsonl"), "rb") as stdin, open(self.path("out.jsonl"), "wb") as stdout:
            program = line.Program([line.program("newsmill-enrich"), "--data", self.path("data"), "--dictionary",
                                    dictionary, *options], folder=self.path("."), stdin=stdin, stdout=stdout)
            self.assertEqual(program.wait(60), code, program.log())
        with open(self.path("out.jsonl"), "rb") as file:
            out = [json.loads(row) for row in file.read().splitlines()]
        dead = self.path("data/dead.jsonl")
        letters = []
        if os.path.exists(dead):
            with open(dead, encoding="utf-8") as file:
                letters = [json.loads(row) for row in file]
        return out, program.log(), letters

    def test_entities_and_what_passes_through(self):
        given = article(unknown={"big": 9007199254740993, "small": 0.1, "list": [None, True]}, keywords=["a"])
        out, _, letters = self.enrich([given])
        found = by_id(out[0])
        self.assertEqual(letters, [])
        self.assertFalse(os.path.exists(self.path("data")), "a filter that needs no dead letters leaves no folder")
        for key, value in given.items():
            self.assertEqual(out[0][key], value)
        self.assertEqual(found["quantity:1200:BTC"]["name"], "1,200 BTC")
        self.assertEqual(found["money:90000000:USD"]["value"], 90000000)
        self.assertEqual(found["money:90000000:USD"]["currency"], "USD")
        self.assertEqual(found["country:CN"]["mentions"], [{"start": 36, "end": 41, "text": "China"}])
        self.assertEqual(found["country:CN"]["ids"]["iso3166"], "CN")
        self.assertEqual(found["exchange:ccxt:binance"]["mentions"][0]["field"], "headline")
        self.assertRegex(out[0]["enrichment"]["dictionary"], r"^newsmill-[0-9.]+ sha256:[0-9a-f]{12}$")
        self.assertEqual(out[0]["enrichment"]["by"], "newsmill-enrich 0.1.0")

    def test_who_is_meant(self):
        """By tagger, dictionary and aliases together: entity and mentions of each text."""
        cases = [
            ("President Trump met ministers in Washington. Trump said so.", "person:Q22686", 2),
            ("Eric Trump spoke in Dubai, where ministers met. Trump said so.", "name:PERSON:eric trump", 2),
            ("The U.S. Supreme Court ruled on Monday. The Supreme Court gave no reasons.", "name:ORG:u.s. supreme court", 2),
            ("Jane Roe went to the Dubai Airshow with Boeing.", "name:EVENT:dubai airshow", 1),
            ("Oil prices fell. Brent was down 2% at $60 a barrel.", "hand:product:brent-crude", 1)]
        out, _, _ = self.enrich([article(articleBody=text, id="%032x" % i) for i, (text, _, _) in enumerate(cases)])
        for (text, wanted, count), enriched in zip(cases, out):
            found = {entity["id"]: len(entity["mentions"]) for entity in enriched["entities"]}
            self.assertEqual(found.get(wanted), count, (text, found))

    def test_kinds_settle_what_a_name_is(self):
        cases = [
            ("It is late. Nexperia, a Dutch chipmaker, stopped deliveries.", {"Nexperia"}),
            ("It is late. Velmora Watch, an advocacy group based in Oslo, said so.", {"Velmora Watch"}),
            ("Rivals SK Velmora and Samsung rose.", {"SK Velmora", "Samsung"}),
            ("Shares of banks including Nordea, Velmora and Zebulane fell.", {"Nordea", "Velmora", "Zebulane"}),
            ("It is late, said the chipmaker Velmora on Monday.", {"Velmora"}),
            ("It is late, said the company Monday.", set()),
            ("It is late. Today, a bank in Oslo closed.", set()),
            ("It is late. Smith, a bank analyst, said so.", set()),
            ("In Paris, a company that makes shoes closed.", set()),
            ("The company John Smith founded is late.", set()),
            ("It is late. Shares in Velmora dipped; Zebulane, Hartono and Miller gained.", {"Velmora", "Zebulane", "Hartono", "Miller"}),
            ("It is late, and Velmora shares fell. Zebutech shares fell.", {"Velmora", "Zebutech"}),
            ("He bought a stake in Suzano.", {"Suzano"}),
            ("It is late, and Japanese shares fell. South Korean shares rose.", set()),
            ("Miller gained 3% in the polls. Class A shares rose.", set()),
            ("It is late (AP), and rival Abbott left.", {"AP", "Abbott"}),
            ("It is late, said Bernstein's Jane Miller. Jefferies cut Velmora AG. Needham estimates sales.",
             {"Bernstein", "Jefferies", "Velmora AG", "Needham"}),
            ("It is late. Sheppard, Mullin & Hampton LLP said so. In Chicago, Miller & Doe LLP left.", {"Sheppard, Mullin & Hampton LLP", "Miller & Doe LLP"}),
            ("It is late for Ofwat, whose chair is leaving.", {"Ofwat"}),
            ("It is late for holders such as Two Seas Capital LP.", {"Two Seas Capital LP"}),
            ("It is late, said the founder of Quotient AI.", {"Quotient AI"}),
            ("\"Using AI is late,\" he said. Generative AI is, too.", set()),
            ("It is late. Miller slipped 0.4% and Zebulane rose as much as 3 percent.", {"Miller", "Zebulane"}),
            ("It is late. Miller and Zebulane rose from their chairs.", set()),
            ("It is late. John Miller gained 3% of the vote, and Japan rose 2%.", set())]
        out, _, _ = self.enrich([article(articleBody=text, headline="", id="%032x" % i) for i, (text, _) in enumerate(cases)])
        for (text, wanted), enriched in zip(cases, out):
            found = {mention["text"] for entity in enriched["entities"] if entity["type"] == "ORG" for mention in entity["mentions"]}
            self.assertEqual(found, wanted, text)

    def test_names_without_what_stands_before_them(self):
        cases = [("The final was won by American Coco Miller.", "PERSON", {"Coco Miller"}),
                 ("It was late, said Det Ch Insp Stacey Miller.", "PERSON", {"Stacey Miller"}),
                 ("It was late, said Ms. Miller and King Salman.", "PERSON", {"Miller", "Salman"}),
                 ("It was late, said Kim Dong-won on Monday.", "PERSON", {"Kim Dong-won"}),
                 ("The coast was hit by Typhoon Kalmaegi on Monday.", "EVENT", {"Typhoon Kalmaegi"})]
        out, _, _ = self.enrich([article(articleBody=text, headline="", id="%032x" % i) for i, (text, _, _) in enumerate(cases)])
        for (text, kind, wanted), enriched in zip(cases, out):
            found = {mention["text"] for entity in enriched["entities"] if entity["type"] == kind for mention in entity["mentions"]}
            self.assertEqual(found, wanted, text)

    def test_posts_of_a_state(self):
        """Told by an adjective, where the country is named, too."""
        cases = [
            ("French President Jane Miller spoke in Lyon. France lost.", ("President", "country:FR")),
            ("The Greek foreign minister, Jane Miller, left. Greece lost.", ("foreign minister", "country:GR")),
            ("French President Jane Miller spoke in Lyon.", None),
            ("Former French President Jane Miller spoke. France lost.", None),
            ("Then-French President Jane Miller spoke. France lost.", None),
            ("They strengthen French President Jane Miller. France lost.", ("President", "country:FR")),
            ("French economist Jane Miller spoke. France lost.", None),
            ("France lost. They hired former Airbus boss Jane Miller.", ("former boss", "ror:02z4rsp10")),
            ("France lost. They met Airbus boss Jane Miller.", ("boss", "ror:02z4rsp10")),
            ("The French saw President Jane Miller leave. France lost.", None)]
        out, _, _ = self.enrich([article(articleBody=text, id="%032x" % i) for i, (text, _) in enumerate(cases)])
        for (text, wanted), enriched in zip(cases, out):
            found = [(role["title"], role["organization"]) for role in enriched.get("roles", [])]
            self.assertEqual(found, [wanted] if wanted else [], text)

    def test_posts_at_the_only_company_named(self):
        cases = [("Shares of Airbus SE fell. Chief executive Jane Miller left.", ["ror:02z4rsp10"]),
                 ("Shares of Airbus SE and Boeing Co fell. Chief executive Jane Miller left.", [])]
        out, _, _ = self.enrich([article(articleBody=text, headline="", id="%032x" % i) for i, (text, _) in enumerate(cases)])
        for (text, wanted), enriched in zip(cases, out):
            self.assertEqual([role["organization"] for role in enriched.get("roles", [])], wanted, text)

    def test_output_keeps_to_the_schema(self):
        bodies = ["x", " \n .", "€5 😀 100% (NASDAQ: ACME) on Tuesday", "中国 日本 שלום e\u0301 𝐀 BTC", "5" * 5000,
                  "In Georgia and Turkey, 5-10 million euros; Q3 2026. " * 50]
        out, _, _ = self.enrich([article(i, articleBody=body) for i, body in enumerate(bodies)])
        with open(os.path.join(line.REPOSITORY, "common/schema/article.schema.json"), encoding="utf-8") as file:
            validator = jsonschema.Draft202012Validator(json.load(file))
        for row in out:
            self.assertEqual(list(validator.iter_errors(row)), [])
            for entity in row["entities"]:
                for key in ("salience", "confidence"):
                    self.assertEqual(entity[key], round(entity[key], 4))
                for mention in entity["mentions"]:
                    text = row[mention.get("field", "articleBody")]
                    self.assertEqual(text[mention["start"]:mention["end"]], mention["text"])

    def test_articles_of_other_hands(self):
        given = article(headline="", articleBody="Talks with Jane Miller failed in Paris, Mrs Miller said.")
        del given["fetchedAt"], given["source"]
        out, _, letters = self.enrich([given])
        self.assertEqual(letters, [])
        self.assertNotIn("headline", out[0])
        self.assertRegex(out[0]["fetchedAt"], r"^20\d\d-")
        self.assertRegex(out[0]["enrichment"]["model"], r"^newsmill-[0-9.]+ sha256:[0-9a-f]{12}$")
        self.assertEqual([mention["text"] for mention in by_id(out[0])["name:PERSON:jane miller"]["mentions"]],
                         ["Jane Miller", "Miller"])

    def test_order_is_kept_and_the_same_comes_out_twice(self):
        rows = [article(i, articleBody="China paid $%dm. " % i * (1 + i * 37 % 200)) for i in range(300)]
        outputs = []
        for threads in ("1", "4", "4"):
            out, _, _ = self.enrich(rows, "--threads", threads)
            self.assertEqual([row["id"] for row in out], [row["id"] for row in rows])
            outputs.append([{**row, "enrichment": {**row["enrichment"], "at": ""}} for row in out])
        self.assertEqual(outputs[0], outputs[1])
        self.assertEqual(outputs[1], outputs[2])

    def test_enriching_twice_changes_nothing(self):
        once, _, _ = self.enrich([article()])
        twice, _, _ = self.enrich(once)
        self.assertEqual(once[0]["entities"], twice[0]["entities"])

    def test_poison_lines_are_dead_letters_and_the_rest_goes_on(self):
        poison = [b"{", b"[]", b"\xff\xfe", b'{"id":"x"}', json.dumps(article(id="short")).encode(),
                  b'{"id":' + b"[" * 100000]
        out, log, letters = self.enrich([article(1), *poison, article(2)], code=1)
        self.assertEqual([row["id"] for row in out], [article(1)["id"], article(2)["id"]])
        self.assertEqual(len(letters), len(poison))
        self.assertTrue(all(letter["stage"] == "enrich" and letter["reason"] for letter in letters), letters)
        self.assertIn("6 rejected", log)

    def test_an_article_that_grows_over_the_limit_keeps_its_first_mentions(self):
        body = "China $5 " * 300
        out, _, letters = self.enrich([article(1, articleBody=body), article(2)], "--max-message-bytes", "6000")
        self.assertEqual([row["id"] for row in out], [article(1)["id"], article(2)["id"]])
        self.assertEqual(letters, [])
        starts = sorted(at["start"] for entity in out[0]["entities"] for at in entity["mentions"] if "field" not in at)
        self.assertEqual(starts, [i // 2 * 9 + i % 2 * 6 for i in range(len(starts))])
        self.assertGreater(len(starts), 20)

    def test_a_line_over_the_limit_is_a_dead_letter(self):
        long = [b"x" * 7000, b'{"id":"' + b"y" * 3000000 + b'"}']
        out, _, letters = self.enrich([article(1), *long, article(2)], "--max-message-bytes", "6000", code=1)
        self.assertEqual([row["id"] for row in out], [article(1)["id"], article(2)["id"]])
        letters.sort(key=lambda letter: letter["size"])
        self.assertEqual([letter["size"] for letter in letters], [len(row) for row in long])
        self.assertEqual(base64.b64decode(letters[0]["data"]), long[0])
        self.assertEqual(base64.b64decode(letters[1]["dataStart"]), long[1][:65536])
        self.assertEqual(letters[1]["sha256"], hashlib.sha256(long[1]).hexdigest())
        self.assertRegex(letters[1]["reason"], r"^line 3 of \S+ has %d bytes, over the limit of 6000" % len(long[1]))

    def test_what_is_found_gives_way_to_the_article(self):
        body = ("Acme Holdings’s chief executive, Jane Miller, said: “We hold 1,200 BTC.” Jane Miller said that it paid "
                "$90m in China. ") * 9 + "Brazil won."
        given = article(1, articleBody=body)
        lists = ("statements", "quotes", "roles")

        def fitted(limit):
            out, log, letters = self.enrich([given], "--max-message-bytes", str(limit))
            self.assertEqual(letters, [])
            size = os.path.getsize(self.path("out.jsonl")) - 1
            self.assertLessEqual(size, limit)
            return out[0], size, log

        whole, size, log = fitted(1 << 20)
        self.assertTrue(all(whole[name] for name in lists))
        self.assertNotIn("left out", log)
        for i, name in enumerate(lists):
            part, size, log = fitted(size - 1)
            self.assertEqual([n for n in lists if n in part], list(lists[i + 1:]))
            self.assertEqual(part["entities"], whole["entities"])
            self.assertIn("article %s: what was found in it is left out in part" % given["id"], log)
        part, size, _ = fitted(size - 1)
        self.assertNotIn("country:BR", by_id(part), "the last mention goes first, with its entity")
        self.assertEqual(len(part["entities"]), len(whole["entities"]) - 1)
        part, _, _ = fitted(len(json.dumps(given, ensure_ascii=False).encode()) + 300)
        self.assertLess(len(part["entities"]), 3)
        part, _, _ = fitted(len(json.dumps(given, ensure_ascii=False).encode()))
        self.assertEqual(part, given)

    def test_hostile_texts_take_bounded_time(self):
        size = 1 << 20
        texts = ["$" * size, "9" * size, "1," * (size // 2), "a.b " * (size // 4), "$1 " * (size // 3),
                 "People's Bank of " * (size // 17), "(" * size, "5-" * (size // 2), "\u0301" * (size // 2),
                 "Jordan " * (size // 7), "Jane Miller (JM) " * (size // 17), "A. " * (size // 3), "A" * size,
                 "a&" * (size // 2), "The Bank of " * (size // 12), "million " * (size // 8), "US " * (size // 3), "' " * (size // 2),
                 ".) " * (size // 3), "1 000 " * (size // 6), "Tuesday " * (size // 8),
                 "A." * (size // 2) + " Apple Inc said so. Its chief executive, Jane Roe, left. "]
        rows = [article(i, articleBody=text) for i, text in enumerate(texts)]
        out, _, _ = self.enrich(rows)
        self.assertEqual(len(out), len(rows))
        self.assertTrue(all(sum(len(e["mentions"]) for e in row["entities"]) <= 5000 for row in out))

    def test_words_for_money_cost_little(self):
        start = time.monotonic()
        out, _, _ = self.enrich([article(1, articleBody="5 pesos San Antonio " * ((1 << 20) // 20))])
        self.assertLess(time.monotonic() - start, 8)
        self.assertEqual(len(out), 1)

    def test_romanian_letters_have_two_spellings(self):
        out, _, _ = self.enrich([article(1, articleBody="They met in %s, Romania." % name)
                                 for name in ("Timi\u0219oara", "Timi\u015foara", "TIMI\u0218OARA")])
        for row in out:
            self.assertIn("geonames:665087", by_id(row))

    def test_explained(self):
        given = article(articleBody="Jane Roe said: “Acme holds 1,200 BTC.” She lives in Brazil.\x1b[2J\x9b1m\u202e\u2066\u2069 Żółw\u200d")
        with open(self.path("articles.jsonl"), "w", encoding="utf-8") as file:
            file.write(json.dumps(given) + "\n" + "{}\n")
        code, out, err = self.run_program([line.program("newsmill-enrich"), "--explain", self.path("articles.jsonl")],
                                          60)
        text = out if isinstance(out, str) else out.decode()
        self.assertNotRegex(text, "[\x1b\x80-\x9f\u202a-\u202e\u2066-\u2069]",
                            "neither colours without a terminal, nor commands to it from a text")
        self.assertIn(" Żółw\u200d", text)
        self.assertIn("[Jane Roe|PERSON] said: “Acme holds [1,200 BTC|QUANTITY].” She lives in [Brazil|GPE].", text)
        self.assertRegex(text, r"(?m)^body 0-8  PERSON  Jane Roe  → name:PERSON:jane roe  by: statistical  .*why: no dict")
        self.assertRegex(text, r"(?m)^body \d+-\d+  GPE  Brazil  → country:BR  by: dictionary  .*why: the only entity")
        self.assertRegex(text, r"(?m)^quote  Acme holds 1,200 BTC\.  — Jane Roe  → name:PERSON:jane roe  cue: said$")
        self.assertEqual(code, 2)
        self.assertIn("articles.jsonl, line 2: not an article", err if isinstance(err, str) else err.decode())
        code, out, err = self.run_program([line.program("newsmill-enrich"), "--explain", self.path(".")], 60)
        self.assertEqual(code, 2)
        self.assertIn("Is a directory", err if isinstance(err, str) else err.decode())

    def test_wrong_settings_end_with_2_and_one_line(self):
        for options in (["--dictionary", "/nonexistent"], ["--model", "/nonexistent"], ["--model", DICTIONARY],
                        ["--dictionary", os.path.join(line.REPOSITORY, "README.md")], ["--watch-list", "/nonexistent"],
                        ["--watch-list", os.path.join(line.REPOSITORY, "README.md")], ["--threads", "65"], ["--in", "ftp://x"], ["stray"],
                        ["--in", "file:/nonexistent/in.jsonl"]):
            program = line.Program([line.program("newsmill-enrich"), "--data", self.path("data"), *options],
                                   folder=self.path("."))
            self.assertEqual(program.wait(20), 2, options)
            self.assertEqual(len(program.log_lines()), 1, program.log())


class Stream(line.TestCase):
    def open_filter(self, *options, dictionary=DICTIONARY):
        program = line.Program([line.program("newsmill-enrich"), "--data", self.path("data"), "--dictionary",
                                dictionary, *options], folder=self.path("."), stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE)
        self.addCleanup(program.close)
        return program

    def ask(self, program, value):
        program.stdin.write(json.dumps(value).encode() + b"\n")
        program.stdin.flush()
        return json.loads(program.stdout.readline())

    def write_dictionary(self, text):
        with open(self.path("new.tsv"), "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(self.path("new.tsv"), self.path("dictionary.tsv"))

    def test_reload_and_a_broken_dictionary(self):
        self.write_dictionary(SMALL % "Acme Corp")
        program = self.open_filter(dictionary=self.path("dictionary.tsv"))
        self.assertEqual(by_id(self.ask(program, article(1)))["org:acme"]["name"], "Acme Corp")
        self.write_dictionary("not a dictionary\n")
        program.signal(signal.SIGHUP)
        line.wait_until(lambda: "stays" in program.log(), 10, "the broken dictionary is refused")
        self.assertEqual(by_id(self.ask(program, article(2)))["org:acme"]["name"], "Acme Corp")
        self.write_dictionary(SMALL % "Acme Industries")
        program.signal(signal.SIGHUP)
        line.wait_until(lambda: "1 entities" in program.log(), 10, "the new dictionary is loaded")
        self.assertEqual(by_id(self.ask(program, article(3)))["org:acme"]["name"], "Acme Industries")
        program.stdin.close()
        self.assertEqual(program.wait(20), 0, program.log())

    def write_watch_list(self, text, name="watched.tsv"):
        with open(self.path("new.tsv"), "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(self.path("new.tsv"), self.path(name))
        return self.path(name)

    def test_watch_lists_win(self):
        first = self.write_watch_list("# ours\nid\ttype\tname\taliases\tcodes\n" + WATCHED)
        second = self.write_watch_list("country:CN\tGPE\tMiddle Kingdom\tChina\nperson:x\tPERSON\tJane Watched\r\n"
                                       "org:late\tORG\tAcme\n", "second.tsv")
        program = self.open_filter("--watch-list", first, "--watch-list", second)
        out = self.ask(program, article(1, articleBody="Acme and China met JANE WATCHED in the People's Republic of China."))
        found = by_id(out)
        self.assertEqual(found["org:acme"]["name"], "Acme Watch")
        self.assertNotIn("org:late", found, "the first list wins")
        self.assertEqual(found["org:acme"]["subtype"], "fund")
        self.assertEqual(found["org:acme"]["ids"], {"ticker": "ACME", "lei": "5493001KJTIIGC8Y1R12"})
        self.assertEqual(found["country:CN"]["name"], "Middle Kingdom", "a watch-list changes an entity of ours")
        self.assertEqual(len(found["country:CN"]["mentions"]), 2)
        self.assertEqual([m["text"] for m in found["person:x"]["mentions"]], ["JANE WATCHED"])
        self.assertEqual([row.split(" ")[0] for row in out["enrichment"]["watchLists"]], ["watched.tsv", "second.tsv"])
        program.stdin.close()
        self.assertEqual(program.wait(20), 0, program.log())

    def test_watch_lists_and_what_is_around_their_names(self):
        path = self.write_watch_list("org:zx\tORG\tZyntrax Mining\tZyntrax | ZYX Holdings\n"
                                     "org:bwp\tORG\tBank Watch Partners Fund\n"
                                     "asset:hvl\tASSET\tHavelock@crypto\n")
        program = self.open_filter("--watch-list", path)
        found = by_id(self.ask(program, article(1, articleBody="Zyntrax and ZYX Holdings fell in Leeds.")))
        self.assertEqual(len(found["org:zx"]["mentions"]), 2)
        found = by_id(self.ask(program, article(2, inLanguage="de", articleBody="Deutsche Bank Watch Partners Fund fiel.")))
        self.assertEqual(found["org:bwp"]["mentions"][0]["text"], "Bank Watch Partners Fund")
        found = by_id(self.ask(program, article(3, headline="Flood", articleBody="A flood hit Havelock Insurance Group "
                                                                                "offices in Leeds.")))
        self.assertIn("name:ORG:havelock insurance group", found, "a watched name without its context takes nothing")
        program.stdin.close()
        self.assertEqual(program.wait(20), 0, program.log())

    def test_a_watch_list_changes_under_load(self):
        path = self.write_watch_list("org:quux\tORG\tQuux Partners\n")
        program = self.open_filter("--watch-list", path, "--threads", "2")
        names = collections.deque()
        stop = threading.Event()
        failures = []

        def load():
            number = 0
            try:
                while not stop.is_set() or number < 50:
                    out = self.ask(program, article(number, articleBody="Quux Partners sold Zyxwo Mining to Acme."))
                    self.assertEqual(out["id"], "%032x" % number)
                    self.assertIn("org:quux", by_id(out))
                    names.append((time.monotonic(), "org:zyxwo" in by_id(out)))
                    number += 1
            except BaseException as failure:  # shown by the test itself
                failures.append(failure)

        thread = threading.Thread(target=load)
        thread.start()
        line.wait_until(lambda: len(names) > 20 or failures, 20, "articles flow")
        self.write_watch_list("org:quux\tORG\tQuux Partners\norg:zyxwo\tORG\tZyxwo Mining\n")
        since = time.monotonic()
        program.signal(signal.SIGHUP)
        line.wait_until(lambda: names[-1][1] or failures, 10, "the new entry is found")
        took = next((at for at, found in names if found), since) - since
        self.write_watch_list("org:quux\tORG\tQuux Partners\norg:zyxwo\tROBOT\tZyxwo Mining\n")
        program.signal(signal.SIGHUP)
        line.wait_until(lambda: "stays" in program.log() or failures, 10, "the broken list is refused")
        self.assertRegex(program.log(), r"watched\.tsv, line 2: the type is none of PERSON")
        before = len(names)
        line.wait_until(lambda: len(names) > before + 5 or failures, 10, "articles flow on")
        stop.set()
        thread.join(30)
        self.assertEqual(failures, [])
        self.assertTrue(names[-1][1], "what was in force stays in force")
        self.assertLess(took, 1)
        program.stdin.close()
        self.assertEqual(program.wait(20), 0, program.log())

    def test_a_compiled_dictionary_is_checked(self):
        with open(DICTIONARY, "rb") as file:
            data = bytearray(file.read())
        for name, change, complaint in (("short", lambda: data[:-1], "cut short"), ("format", lambda: data[:8] + b"\x63" + data[9:], "format"),
                                        ("bits", lambda: data[:5000] + b"\xff\x00" + data[5002:], "checksum")):
            with open(self.path(name), "wb") as file:
                file.write(change())
            program = line.Program([line.program("newsmill-enrich"), "--data", self.path("data"), "--dictionary",
                                    self.path(name)], folder=self.path("."))
            self.assertEqual(program.wait(20), 2, name)
            self.assertIn(complaint, program.log())
            self.assertIn(self.path(name), program.log())

    def test_reloads_lose_nothing(self):
        program = self.open_filter("--threads", "4")
        for number in range(200):
            if number % 10 == 5:
                program.signal(signal.SIGHUP)
            self.assertEqual(self.ask(program, article(number))["id"], "%032x" % number)
        program.stdin.close()
        self.assertEqual(program.wait(20), 0, program.log())

    def test_sigterm_drains(self):
        program = self.open_filter()
        self.ask(program, article(1))
        program.terminate()
        self.assertEqual(program.wait(20), 0, program.log())

    def test_a_reader_that_goes_away_ends_it(self):
        program = self.open_filter()
        self.ask(program, article(1))
        program.stdout.close()
        try:
            for number in range(2000):
                program.stdin.write(json.dumps(article(number)).encode() + b"\n")
                program.stdin.flush()
        except BrokenPipeError:
            pass
        self.assertEqual(program.wait(30), 1, program.log())

    def test_metrics_and_readiness(self):
        port = line.free_port()
        program = self.open_filter("--metrics", "127.0.0.1:%d" % port)
        self.ask(program, article(1))
        line.wait_until(lambda: line.http_status(port, "/readyz") == 200, 10, "it is ready")
        line.wait_until(lambda: (line.scrape(port) or {}).get("newsmill_enrich_articles_total") == 1, 10, "counted")
        metrics = line.scrape(port)
        self.assertEqual(metrics['newsmill_enrich_mentions_total{type="MONEY"}'], 1)
        self.assertGreater(metrics["newsmill_enrich_dictionary_entries"], 1000)
        program.terminate()
        self.assertEqual(program.wait(20), 0, program.log())


class Links(line.TestCase):
    def test_a_drain_ends_though_nobody_takes_the_output(self):
        with open(self.path("in.jsonl"), "w", encoding="utf-8") as file:
            file.write("".join(json.dumps(article(number)) + "\n" for number in range(50)))
        program = self.start_enrich("file:" + self.path("in.jsonl"), "ipc://" + self.path("out.ipc"), "--drain-timeout",
                                    "0.3")
        line.wait_until(lambda: program.metric("newsmill_enrich_tagging_microseconds_total") > 0, 20, "it works")
        program.terminate()
        self.assertEqual(program.wait(20), 0, program.log())

    def test_ends_with_1_when_the_next_stage_refuses(self):
        port = line.free_port()
        with open(self.path("in.jsonl"), "w", encoding="utf-8") as file:
            file.write(json.dumps(article(1)) + "\n" + "{\n" + json.dumps(article(2)) + "\n")
        last = self.start_enrich("tcp://127.0.0.1:%d" % port, "file:" + self.path("out.jsonl"), data="last")
        first = self.start_enrich("file:" + self.path("in.jsonl"), "tcp://127.0.0.1:%d" % port, data="first")
        self.assertEqual(first.wait(30), 1, first.log())
        with open(self.path("out.jsonl"), encoding="utf-8") as file:
            self.assertEqual(sorted(json.loads(row)["id"] for row in file), [article(1)["id"], article(2)["id"]])
        last.terminate()
        self.assertEqual(last.wait(20), 0, last.log())

    def test_gives_up_when_told_to(self):
        program = line.Program([line.program("newsmill-enrich"), "--data", self.path("data"), "--dictionary", DICTIONARY,
                                "--in", "tcp://127.0.0.1:%d" % line.free_port(), "--out", "-", "--give-up", "0.5",
                                "--heartbeat", "0.1"], folder=self.path("."))
        self.assertEqual(program.wait(30), 3, program.log())
        for message in (b"", b"[]\n"):
            program = self.start_enrich("-", "-", "--give-up", "0.5", "--dead-letters",
                                        "tcp://127.0.0.1:%d" % line.free_port(), stdin=subprocess.PIPE)
            program.stdin.write(message)
            program.stdin.flush()
            self.assertEqual(program.wait(30), 3, program.log())


if __name__ == "__main__":
    unittest.main()
