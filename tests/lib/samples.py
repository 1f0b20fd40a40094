"""The sample pages with what has to come out of them, and the checks that compare an article with it."""

import json
import os

from . import line

SCHEMA = os.path.join(line.REPOSITORY, "common", "schema", "article.schema.json")


def expectations():
    """All lines of expected.jsonl, in order."""
    with open(os.path.join(line.SAMPLES, "expected.jsonl"), encoding="utf-8") as rows:
        return [json.loads(row) for row in rows]


def expected_articles():
    return [row for row in expectations() if "skipped" not in row]


def validator():
    """A validator of the article's schema, from Debian's python3-jsonschema."""
    import jsonschema

    with open(SCHEMA, encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def find(articles, row):
    """The article that `row` expects: same URL, and same headline where there are several; None if there is none."""
    candidates = [article for article in articles if article["url"] == row["url"]]
    for article in candidates:
        if article.get("headline") == row["headline"]:
            return article
    return candidates[0] if len(candidates) == 1 else None


def names(people):
    return [person if isinstance(person, str) else person["name"] for person in people or []]


def field_problems(article, row):
    """Lines that say where the article's fields differ from what is expected; an empty list when they do not."""
    problems = []

    def check(what, found, wanted, right=None):
        if not (found == wanted if right is None else right):
            problems.append("%s: is %r, expected %r" % (what, found, wanted))

    body = article.get("articleBody", "")
    for key in ("url", "headline", "alternativeHeadline", "datePublished", "dateModified", "inLanguage",
                "articleSection", "keywords", "image", "copyrightNotice", "fetchedAt"):
        if row.get(key) is not None:
            check(key, article.get(key), row[key])
    if row.get("author") is not None:
        check("author", names(article.get("author")), row["author"])
    if row.get("publisher") is not None:
        check("publisher", article.get("publisher", {}).get("name"), row["publisher"])
    if row.get("first_words"):
        check("first words", body[:len(row["first_words"]) + 20], row["first_words"],
              body.startswith(row["first_words"]))
    if row.get("last_words"):
        check("last words", body[-len(row["last_words"]) - 20:], row["last_words"], body.endswith(row["last_words"]))
    if row.get("paragraphs"):
        check("paragraphs", body.count("\n\n") + 1, row["paragraphs"])
    for words in row.get("must_contain", []):
        check("body", "…", words, words in body)
    whole = body + "\n" + article.get("abstract", "")
    for words in row.get("must_not_contain", []):
        check("body or abstract holds", words, "that it does not", words not in whole)
    for words in row.get("abstract_contains", []):
        check("abstract", article.get("abstract"), words, words in article.get("abstract", ""))
    if row.get("copyrightNotice_contains"):
        check("copyrightNotice", article.get("copyrightNotice"), row["copyrightNotice_contains"],
              row["copyrightNotice_contains"] in article.get("copyrightNotice", ""))
    return problems


def entity_problems(article, row):
    """Lines that say which expected entities are missing, and which mentions are not where they say."""
    problems = []
    found = set()
    texts = {None: article.get("articleBody", ""), "headline": article.get("headline", ""),
             "abstract": article.get("abstract", "")}
    for entity in article.get("entities", []):
        for mention in entity.get("mentions", []):
            found.add((entity["type"], mention["text"].casefold()))
            there = texts[mention.get("field")][mention["start"]:mention["end"]]
            if there != mention["text"]:
                problems.append("mention %r: its offsets hold %r" % (mention, there))
    for wanted in row.get("entities", []):
        if (wanted["type"], wanted["text"].casefold()) not in found:
            alike = sorted(text for kind, text in found if kind == wanted["type"])
            problems.append("no %s %r; there are %s" % (wanted["type"], wanted["text"], alike))
    shown = {entity["id"]: entity["name"] for entity in article.get("entities", [])}
    roles = [[shown.get(role["person"]), role["title"], shown.get(role["organization"])]
             for role in article.get("roles", [])]
    for wanted in row.get("roles", []):
        if wanted not in roles:
            problems.append("no role %s; there are %s" % (wanted, roles))
    return problems + link_problems(article, row) + quote_problems(article, row)


def link_problems(article, row):
    """Lines that say which words mean another entity than `links` says, or none, or lack the `ids` that it has."""
    problems = []
    meanings = {}
    for entity in article.get("entities", []):
        for mention in entity.get("mentions", []):
            meanings.setdefault(mention["text"], set()).add(entity["id"])
        for key, value in row.get("ids", {}).get(entity["id"], {}).items():
            if entity.get("ids", {}).get(key) != value:
                problems.append("%s of %s: is %r, expected %r" % (key, entity["id"], entity.get("ids"), value))
    for text, wanted in row.get("links", {}).items():
        if meanings.get(text) != {wanted}:
            problems.append("%r means %s, expected %s" % (text, sorted(meanings.get(text, [])), wanted))
    return problems


def quote_problems(article, row):
    """Lines that say how the quotes differ from those expected, and which are not where they say."""
    body = article.get("articleBody", "")
    problems = ["quote %r: its offsets hold %r" % (quote, body[quote["start"]:quote["end"]])
                for quote in article.get("quotes", []) + article.get("statements", [])
                if body[quote["start"]:quote["end"]] != quote["text"]]
    found = [[quote["text"], quote["speaker"]["name"]] for quote in article.get("quotes", [])]
    if "quotes" in row and found != row["quotes"]:
        problems.append("quotes are %s, expected %s" % (found, row["quotes"]))
    return problems
