#!/usr/bin/env python3
"""Trains the block model: boosted trees that tell an article's text from the rest of a page.

  make build/body_blocks
  train_body.py --corpus CORPORA/html --out ingest/extract/body_model.inc

A corpus is a folder with gold.jsonl and pages/ID.html.gz (docs/extraction.md describes them). marked_blocks.jsonl.gz says
for pages whose text the corpora do not give which of their blocks are text, as careful readers marked them; pages of
which nothing is known are passed over. Needs catboost and numpy.
Pages are split into folds by site, never by page. Printed are the cross-validated figures (every page read by a model
that never saw its site) and, with --out, those of the model that is written. The same input gives the
same model.
"""

import argparse
import collections
import gzip
import hashlib
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import urllib.parse

import catboost
import numpy

WORD = re.compile(r"\w+")
GRAM = 4
SEED = 7
FOLDS = 5
FAINT = 0.005  # FAINT_SCORE of block_context.h
DEPTH = 6  # TREE_DEPTH of trees.h
TREES = dict(loss_function="Logloss", depth=DEPTH, rsm=0.12, border_count=254, boosting_type="Plain", random_seed=SEED,
             thread_count=1, verbose=False, allow_writing_files=False)
FIRST = dict(TREES, iterations=360, learning_rate=0.08, l2_leaf_reg=10)
SECOND = dict(TREES, iterations=360, learning_rate=0.06, l2_leaf_reg=30)


# ---- pages ----

class Page:
    """One page of a corpus with its gold, its blocks and what the stages make of them."""

    def __init__(self, gold, html):
        self.gold, self.html = gold, html
        self.url = (gold.get("url") or "https://example.org/" + gold["id"]).split("#")[0].replace(" ", "%20")
        self.site = site_of(self.url)
        self.fold = None


def site_of(url):
    """The registrable domain, near enough to keep one publisher's pages together."""
    labels = (urllib.parse.urlsplit(url).hostname or "").split(".")
    second = {"co", "com", "org", "net", "gov", "ac", "edu", "or", "ne", "go", "gob", "nom"}
    size = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in second else 2
    return ".".join(labels[-size:])


def load(folder, marks):
    """The pages of a corpus of which something is known; they remember which one they are of."""
    pages = []
    with open(os.path.join(folder, "gold.jsonl"), encoding="utf-8") as rows:
        for row in rows:
            gold = json.loads(row)
            if not (gold.keys() & {"articleBody", "must_contain", "must_not_contain"} or gold["id"] in marks):
                continue
            with gzip.open(os.path.join(folder, "pages", gold["id"] + ".html.gz")) as file:
                pages.append(Page(gold, file.read()))
                pages[-1].corpus = folder
                pages[-1].marks = marks.get(gold["id"])
    return pages


def load_marks(path):
    """What readers marked: for each page the names of blocks that are text, and of those they could not decide."""
    with gzip.open(path, "rt", encoding="utf-8") as rows:
        return {row["id"]: row for row in map(json.loads, rows)}


def names_of(texts):
    """A name for every block that says nothing of its text: a hash of its words, and which block of these words it is."""
    seen = collections.Counter()
    names = []
    for text in texts:
        digest = hashlib.sha256(" ".join(WORD.findall(text)).encode()).hexdigest()[:8]
        names.append("%s.%d" % (digest, seen[digest]) if seen[digest] else digest)
        seen[digest] += 1
    return names


def split(pages):
    """Sites into folds of about the same number of pages."""
    sites = collections.defaultdict(list)
    for page in pages:
        sites[page.site].append(page)
    order = sorted(sites)
    random.Random(SEED).shuffle(order)
    order.sort(key=lambda site: -len(sites[site]))
    sizes = [0] * FOLDS
    for site in order:
        fold = sizes.index(min(sizes))
        sizes[fold] += len(sites[site])
        for page in sites[site]:
            page.fold = fold


# ---- the tool ----

class Tool:
    """body_blocks, asked for one page at a time."""

    def __init__(self, path):
        self.process = subprocess.Popen([path], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.names = json.loads(subprocess.run([path, "names"], stdout=subprocess.PIPE, check=True).stdout)

    def ask(self, page, scores=(), final=0):
        scores = numpy.asarray(scores, numpy.float32)
        self.process.stdin.write(b"%d %d %d %s\n" % (len(page.html), len(scores), final, page.url.encode()))
        self.process.stdin.write(page.html + scores.tobytes())
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def rows(self, count, width):
        data = numpy.frombuffer(self.process.stdout.read(count * width * 4), numpy.float32)
        return data.reshape(count, width).copy()

    def first(self, page):
        head = self.ask(page)
        page.texts, page.headings = head["blocks"], head["headings"]
        page.candidates = numpy.array(head["candidates"], int)
        page.first_rows = self.rows(len(page.candidates), len(self.names["first"]))

    def second(self, page, scores):
        """Rows of the blocks that are not faint, and which they are. A page without blocks has none."""
        if not len(scores):
            return numpy.zeros((0, len(self.names["second"])), numpy.float32), numpy.zeros(0, int)
        blocks = numpy.array(self.ask(page, scores)["candidates"], int)
        return self.rows(len(blocks), len(self.names["second"])), blocks

    def body(self, page, scores):
        return self.ask(page, scores, 1)["body"] if len(scores) else ""


# ---- labels ----

def grams(words):
    return [tuple(words[i:i + GRAM]) for i in range(len(words) - GRAM + 1)]


def label_by_body(page):
    """1 for blocks of the gold text: those that cover most of their own runs of four words with runs that no other
    block has used up, the richest places first. Short blocks count when they continue a labelled neighbour."""
    gold_words = WORD.findall(page.gold["articleBody"])
    left = collections.Counter(grams(gold_words))
    known = set(left)
    words = [WORD.findall(text) for text in page.texts]
    own = [grams(found) for found in words]
    cover = [sum(gram in known for gram in found) for found in own]
    summed = numpy.concatenate([[0], numpy.cumsum(cover)])
    count = len(words)
    mass = [summed[min(count, i + 6)] - summed[max(0, i - 5)] for i in range(count)]
    labels, trust = numpy.zeros(count), numpy.ones(count)
    for i in sorted(range(count), key=lambda i: (-mass[i], i)):
        if not own[i]:
            continue
        free = sum(left[gram] > 0 for gram in own[i])
        share = free / len(own[i])
        if share >= 0.5:
            labels[i] = 1
            left.subtract(gram for gram in own[i] if left[gram] > 0)
        if 0.1 < share < 0.9:
            trust[i] = 0.3
    label_short(words, labels, known)
    weights = numpy.array([(len(found) + 2) ** 0.7 for found in words]) / (len(gold_words) + 40) ** 0.7
    return labels, weights * trust


def label_short(words, labels, known):
    long = labels.copy()
    for i, found in enumerate(words):
        if len(found) >= GRAM or not found:
            continue
        before = next((words[j] for j in range(i - 1, max(-1, i - 3), -1) if words[j]), [])
        after = next((words[j] for j in range(i + 1, min(len(words), i + 3)) if words[j]), [])
        around = grams((before[-3:] if long[max(0, i - 1)] or long[max(0, i - 2)] else []) + found + after[:3])
        labels[i] = any(gram in known for gram in around)


def weigh(lengths, labels):
    """Long blocks count for more, and every page for about the same."""
    return (lengths + 2) ** 0.7 / (lengths[labels > 0].sum() + 40) ** 0.7


def label_by_marks(page):
    """What readers marked. Passages that the corpus wants, or does not, overrule them."""
    names = names_of(page.texts)
    known, unsure = set(page.marks["text"]), set(page.marks["unsure"])
    labels = numpy.array([float(name in known) for name in names])
    weights = weigh(numpy.array([len(WORD.findall(text)) for text in page.texts]), labels)
    for segment, blocks, label in passages(page):
        labels[blocks] = label
    return labels, weights * numpy.array([name not in unsure for name in names])


def squeeze(text):
    return re.sub(r"\s+", " ", text or "").strip()


def passages(page):
    """(passage, the blocks that hold it, label) of those that the corpus wants or does not, where it is plain which."""
    texts = [squeeze(text) for text in page.texts]
    for segments, label in ((page.gold.get("must_not_contain", []), 0), (page.gold.get("must_contain", []), 1)):
        for segment in map(squeeze, segments):
            blocks = [i for i, text in enumerate(texts) if segment in text]
            if label == 0 or len(blocks) == 1:
                yield segment, blocks, label


def label_by_segments(page, scores):
    """For pages of which only passages are known: what a model from the other pages is sure of, overruled by them."""
    labels = (scores >= 0.5).astype(float)
    sure = (2 * numpy.maximum(scores, 1 - scores) - 1) ** 2
    lengths = numpy.array([len(WORD.findall(text)) for text in page.texts])
    weights = weigh(lengths, labels) * 0.6 * sure
    for segment, blocks, label in passages(page):
        for i in blocks:
            labels[i] = label
            weights[i] = max(weights[i], 0.5 * (lengths[i] + 20) ** 0.7 / 340 ** 0.7)
    return labels, weights


def doubt(page, scores):
    """Gold that breaks off early or lacks a list: what all other sites speak for counts for less as a negative."""
    lengths = numpy.array([len(WORD.findall(text)) for text in page.texts])
    return numpy.where((page.labels == 0) & (scores > 0.9) & (lengths >= 8), 0.35, 1.0)


# ---- models ----

def train(pages, rows_of, parameters):
    rows, labels, weights = [], [], []
    for page in pages:
        page_rows, blocks = rows_of(page)
        rows.append(page_rows)
        labels.append(page.labels[blocks])
        weights.append(page.weights[blocks])
    data = catboost.Pool(numpy.concatenate(rows), numpy.concatenate(labels), weight=numpy.concatenate(weights))
    model = catboost.CatBoostClassifier(**parameters)
    model.fit(data)
    return model


def first_rows(page):
    return page.first_rows, page.candidates


def second_rows(page):
    return page.second_rows, page.second_blocks


def predict(model, page, rows_of):
    scores = numpy.zeros(len(page.texts), numpy.float32)
    rows, blocks = rows_of(page)
    if len(rows):
        scores[blocks] = model.predict_proba(rows, thread_count=1)[:, 1]
    return scores


def label(pages, learned_from):
    """Labels for all pages; those that know passages only are labelled by a model of the others among learned_from."""
    known = [page for page in learned_from if "articleBody" in page.gold or page.marks]
    for page in pages:
        if "articleBody" in page.gold:
            page.labels, page.weights = label_by_body(page)
        elif page.marks:
            page.labels, page.weights = label_by_marks(page)
    rest = [page for page in pages if "articleBody" not in page.gold and not page.marks]
    model = train(known, first_rows, FIRST) if rest else None
    for page in rest:
        page.labels, page.weights = label_by_segments(page, predict(model, page, first_rows))


def stack(tool, pages, folds):
    """First-stage scores of pages by models that saw neither their fold, and the second stage's rows from them."""
    for fold in folds:
        model = train([page for page in pages if page.fold != fold], first_rows, FIRST)
        for page in pages:
            if page.fold == fold:
                page.scores = predict(model, page, first_rows)
    for page in pages:
        page.second_rows, page.second_blocks = tool.second(page, page.scores)


def fit(tool, pages):
    """Both stages from these pages alone."""
    folds = sorted({page.fold for page in pages})
    label(pages, pages)
    stack(tool, pages, folds)
    for page in pages:
        page.weights = page.weights * doubt(page, page.scores)
    first = train(pages, first_rows, FIRST)
    stack(tool, pages, folds)
    return first, train(pages, second_rows, SECOND)


def apply(tool, first, second, page):
    scores = predict(first, page, first_rows)
    page.second_rows, page.second_blocks = tool.second(page, scores)
    final = predict(second, page, second_rows)
    return tool.body(page, final)


# ---- figures ----

def shingles(text):
    words = WORD.findall(text or "")
    found = collections.Counter(tuple(words[i:i + GRAM]) for i in range(max(1, len(words) - GRAM + 1)))
    found.pop((), None)
    return found


def figures(pages):
    """Body and segments F1 as the corpora's scorer has them."""
    precisions, recalls = [], []
    right = wrong = missing = 0
    for page in pages:
        if "articleBody" in page.gold:
            gold, found = shingles(page.gold["articleBody"]), shingles(page.body)
            both = sum((gold & found).values())
            if found:
                precisions.append(both / sum(found.values()))
            recalls.append(both / sum(gold.values()))
        text = squeeze(page.body)
        wanted = [squeeze(segment) in text for segment in page.gold.get("must_contain", [])]
        right += sum(wanted)
        missing += len(wanted) - sum(wanted)
        wrong += sum(squeeze(segment) in text for segment in page.gold.get("must_not_contain", []))
    line = []
    if precisions:
        precision, recall = numpy.mean(precisions), numpy.mean(recalls)
        line.append("body F1 %.4f (P %.4f R %.4f)" % (2 * precision * recall / (precision + recall), precision, recall))
    if right:
        line.append("segments F1 %.4f (+%d -%d missing %d)" % (2 * right / (2 * right + wrong + missing), right, wrong,
                                                               missing))
    return ", ".join(line)


# ---- the model's file ----

def trees_of(model):
    """(borders, features, leaves) of each tree and the bias."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.json")
        model.save_model(path, format="json")
        with open(path, encoding="utf-8") as file:
            found = json.load(file)
    scale, (bias,) = found["scale_and_bias"]
    trees = []
    for tree in found["oblivious_trees"]:
        splits = tree["splits"] or []
        leaves = [leaf * scale for leaf in tree["leaf_values"]]
        borders = [split["border"] for split in splits] + [None] * (DEPTH - len(splits))
        features = [split["float_feature_index"] for split in splits] + [0] * (DEPTH - len(splits))
        trees.append((borders, features, leaves + [0.0] * (2 ** DEPTH - len(leaves))))
    return trees, bias


def write_stage(file, name, model):
    trees, bias = trees_of(model)
    file.write("#ifdef %s_STAGE\n" % name)
    for borders, features, leaves in trees:
        file.write("{{%s}, {%s}, {%s}},\n" % (", ".join("INFINITY" if border is None else number(border) + "f" for border in borders),
                                            ", ".join(map(str, features)),
                                            ", ".join(number(leaf) + "f" for leaf in leaves)))
    file.write("#endif\n#ifdef %s_BIAS\n%sf\n#endif\n" % (name, number(bias)))


def number(value):
    text = numpy.format_float_scientific(numpy.float32(value), unique=True, trim="-")
    plain = numpy.format_float_positional(numpy.float32(value), unique=True, trim="-")
    text = plain if len(plain) <= len(text) else text
    return text if "." in text or "e" in text else text + "."


def write(path, first, second):
    with open(path, "w", encoding="utf-8") as file:
        file.write("/* The block model, made by ingest/train/train_body.py: {{borders}, {features}, {leaves}}, one tree "
                   "a line. */\n")
        write_stage(file, "FIRST", first)
        write_stage(file, "SECOND", second)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", required=True, action="append", help="folder to learn from; may come several times")
    parser.add_argument("--tool", default="build/body_blocks")
    parser.add_argument("--marks", default=os.path.join(os.path.dirname(__file__), "marked_blocks.jsonl.gz"),
                        help="what readers marked in pages of the corpora")
    parser.add_argument("--out", help="where the model goes; none: only the folds' figures")
    parser.add_argument("--predictions", help="cross-validated bodies as JSON Lines, for the corpora's scorer")
    parser.add_argument("--no-folds", action="store_true", help="train at once, without cross-validation")
    options = parser.parse_args()
    tool = Tool(options.tool)
    marks = load_marks(options.marks)
    pages = [page for folder in options.corpus for page in load(folder, marks)]
    split(pages)
    for page in pages:
        tool.first(page)
    print("%d pages of %d sites, %d blocks, %d candidates" %
          (len(pages), len({page.site for page in pages}), sum(len(page.texts) for page in pages),
           sum(len(page.candidates) for page in pages)), flush=True)
    for fold in [] if options.no_folds else range(FOLDS):
        rest = [page for page in pages if page.fold != fold]
        held = [page for page in pages if page.fold == fold]
        first, second = fit(tool, rest)
        for page in held:
            page.body = apply(tool, first, second, page)
        print("fold %d: %s" % (fold + 1, figures(held)), flush=True)
    if not options.no_folds:
        for folder in options.corpus:
            print("cross-validated, %s: %s" % (folder, figures([page for page in pages if page.corpus == folder])),
                  flush=True)
        if options.predictions:
            with open(options.predictions, "w", encoding="utf-8") as file:
                for page in pages:
                    file.write(json.dumps({"id": page.gold["id"], "articleBody": page.body}) + "\n")
    if options.out:
        first, second = fit(tool, pages)
        write(options.out, first, second)
        for page in pages:
            page.body = apply(tool, first, second, page)
        for folder in options.corpus:
            print("written, on %s that it learned from: %s" %
                  (folder, figures([page for page in pages if page.corpus == folder])))


if __name__ == "__main__":
    main()
