"""The schema of articles against a validator that nobody here wrote, and against the programs: what the one refuses,
the others refuse too. limit: 120"""

import copy
import json
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import line, samples  # noqa: E402

VALID = {
    "id": "0123456789abcdef0123456789abcdef",
    "version": "fedcba9876543210fedcba9876543210",
    "url": "https://www.example.com/markets/story",
    "headline": "Brazil weighs a reserve of 1,200 BTC",
    "articleBody": "Brazil may buy 1,200 BTC.\n\nThat is about $90m.",
    "author": [{"name": "Jane Roe", "url": "https://www.example.com/jane"}, "John Roe"],
    "publisher": {"name": "Example News", "url": "https://www.example.com/"},
    "datePublished": "2026-03-11T09:30:00-04:00",
    "dateModified": "2026-03-11",
    "inLanguage": "en-GB",
    "keywords": ["Bitcoin"],
    "fetchedAt": "2026-11-22T18:00:00Z",
    "source": {"kind": "file", "url": "https://www.example.com/markets/story?ref=feed", "tags": ["markets"]},
    "entities": [{"id": "iso3166:BR", "type": "GPE", "name": "Brazil", "salience": 0.5, "confidence": 1,
                  "ids": {"iso3166": "BR"}, "mentions": [{"start": 0, "end": 6, "text": "Brazil"}]}],
    "somethingElse": {"passes": ["through", 1, 1.5, None]},
}


def without(key):
    article = copy.deepcopy(VALID)
    del article[key]
    return article


def with_field(key, value):
    return dict(copy.deepcopy(VALID), **{key: value})


def with_entity(**fields):
    article = copy.deepcopy(VALID)
    entity = article["entities"][0]
    entity.update(fields)
    for key in [key for key, value in fields.items() if value is None]:
        del entity[key]
    return article


def with_mention(**fields):
    mention = dict({"start": 0, "end": 6, "text": "Brazil"}, **fields)
    return with_entity(mentions=[{key: value for key, value in mention.items() if value is not None}])


INVALID = [
    ("no object", ["an", "array"]),
    ("no id", without("id")),
    ("id too short", with_field("id", "0123")),
    ("id in capitals", with_field("id", "0123456789ABCDEF0123456789ABCDEF")),
    ("no version", without("version")),
    ("version is a number", with_field("version", 7)),
    ("no URL", without("url")),
    ("URL of another scheme", with_field("url", "javascript:alert(1)")),
    ("no fetchedAt", without("fetchedAt")),
    ("neither headline nor body", {key: value for key, value in VALID.items()
                                   if key not in ("headline", "articleBody", "entities")}),
    ("empty headline", with_field("headline", "")),
    ("body is a list", with_field("articleBody", ["paragraph"])),
    ("date in words", with_field("datePublished", "11 March 2026")),
    ("date without offset", with_field("datePublished", "2026-03-11T09:30:00")),
    ("month 13", with_field("dateModified", "2026-13-01T00:00:00Z")),
    ("hour 24", with_field("fetchedAt", "2026-11-22T24:00:00Z")),
    ("language in words", with_field("inLanguage", "English (UK)")),
    ("author without a name", with_field("author", [{"url": "https://www.example.com/jane"}])),
    ("author is a text", with_field("author", "Jane Roe")),
    ("publisher is a text", with_field("publisher", "Example News")),
    ("keyword is a number", with_field("keywords", ["Bitcoin", 2026])),
    ("identifier is a number", with_field("identifier", 8812)),
    ("gone is a text", with_field("gone", "true")),
    ("no text, and not gone", {"id": VALID["id"], "version": VALID["version"], "url": VALID["url"],
                               "fetchedAt": VALID["fetchedAt"], "gone": False}),
    ("tag is a number", with_field("source", {"kind": "page", "tags": ["markets", 7]})),
    ("source without kind", with_field("source", {"url": "https://www.example.com/"})),
    ("entity without id", with_entity(id=None)),
    ("entity of unknown type", with_entity(type="COMPANY")),
    ("salience above 1", with_entity(salience=1.5)),
    ("entity id is no text", with_entity(ids={"iso3166": 76})),
    ("mention without text", with_mention(text=None)),
    ("mention before the text", with_mention(start=-1)),
    ("mention with a fraction", with_mention(start=0.5)),
    ("mention of an unknown field", with_mention(field="keywords")),
]

# What others write, and enrich completes (docs/article.md).
DRAFTS = ("no fetchedAt", "empty headline")


class Schema(line.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.validator = samples.validator()

    def refused(self, program, words, lines):
        """Feeds lines to a program; returns the reasons of its dead letters in order, and its stdout."""
        code, out, log = self.run_program([line.program(program), "--data", self.path(program), "--in", "-", *words],
                                          stdin=b"".join(json.dumps(row).encode() + b"\n" for row in lines))
        with open(self.path(program, "dead.jsonl"), encoding="utf-8") as letters:
            reasons = [json.loads(row)["reason"] for row in letters] if code else []
        self.assertEqual(code, 1, log)
        return reasons, out

    def test_valid(self):
        self.assertEqual([error.message for error in self.validator.iter_errors(VALID)], [])

    def test_validator_refuses(self):
        for why, article in INVALID:
            with self.subTest(why):
                self.assertFalse(self.validator.is_valid(article))

    def test_enrich_refuses(self):
        """Each is a dead letter with a reason that says something; the valid one among them passes, unknown fields too."""
        invalid = [article for why, article in INVALID if why not in DRAFTS]
        reasons, out = self.refused("newsmill-enrich", ["--out", "-"], invalid[:15] + [VALID] + invalid[15:])
        passed = [json.loads(row) for row in out.splitlines()]
        self.assertEqual([article["id"] for article in passed], [VALID["id"]])
        self.assertEqual(passed[0]["somethingElse"], VALID["somethingElse"])
        self.assertEqual([error.message for error in self.validator.iter_errors(passed[0])], [])
        self.assertEqual(len(reasons), len(invalid))
        for reason in reasons:
            self.assertGreater(len(reason), 10)

    def test_gone_passes(self):
        gone = {"id": VALID["id"], "version": VALID["version"], "url": VALID["url"], "fetchedAt": VALID["fetchedAt"],
                "gone": True}
        code, out, log = self.run_program(
            [line.program("newsmill-enrich"), "--data", self.path("data"), "--in", "-", "--out", "-"],
            stdin=json.dumps(gone).encode() + b"\n")
        self.assertEqual((code, json.loads(out)), (0, gone), log)
        self.assertTrue(self.validator.is_valid(gone))

    def test_enrich_completes(self):
        """What leaves enrich is an article for all stages."""
        drafts = [article for why, article in INVALID if why in DRAFTS]
        code, out, log = self.run_program(
            [line.program("newsmill-enrich"), "--data", self.path("data"), "--in", "-", "--out", "-"],
            stdin=b"".join(json.dumps(row).encode() + b"\n" for row in drafts))
        self.assertEqual(code, 0, log)
        passed = [json.loads(row) for row in out.splitlines()]
        self.assertEqual(len(passed), len(DRAFTS))
        for article in passed:
            self.assertEqual([error.message for error in self.validator.iter_errors(article)], [])

    def test_sink_refuses(self):
        store = self.path("articles.jsonl")
        reasons, _ = self.refused("newsmill-sink", ["--store", "jsonl:" + store],
                                  [article for _, article in INVALID] + [VALID])
        self.assertEqual(len(reasons), len(INVALID))
        with open(store, encoding="utf-8") as rows:
            self.assertEqual([json.loads(row)["id"] for row in rows], [VALID["id"]])


if __name__ == "__main__":
    unittest.main()
