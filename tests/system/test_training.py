"""Training of the tagger of names: the same tables give the same bytes; what larger taggers find in news is learned, and what is marked as unsure is not."""
# builds: ordinary
# limit: 200

import importlib
import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import line

TRAIN = os.path.join(line.REPOSITORY, "enrich", "train")
PLACES = "Norvik Tarling Eastmere Holbeck Sandwell Marrick Calder Westby".split()
VERBS = "rose fell opened closed grew shrank".split()


def row(document, spans):
    return "".join(["D\t%s\t%s\n" % document] + ["S\t%d\t%d\t%s\n" % span for span in spans])


def marked(place, verb, family="wire", kind="LOC"):
    text = "Shops in %s %s on Monday." % (place, verb)
    start = text.index(place)
    return row((family, text), [(start, start + len(place), kind)])


class Training(line.TestCase):
    def train(self, name, documents):
        folder = os.path.join(self.folder, name)
        os.makedirs(folder)
        tables = {"documents.tsv": documents, "gazetteer.tsv": "6\t2\tNorvik\n", "words.tsv": "shops\t8\t0\t0\n",
                  "clusters.tsv": "shops\t18\n"}
        for table, rows in tables.items():
            with open(os.path.join(folder, table), "w", encoding="utf-8") as file:
                file.write(rows)
        model = os.path.join(folder, "names.model")
        subprocess.run([os.path.join(line.BUILD, "newsmill-train"), folder, model, "test"], check=True, timeout=100,
                       stdout=subprocess.DEVNULL)
        with open(model, "rb") as file:
            return file.read()

    def test_unsure_is_left_out_and_weights_count(self):
        certain = "".join(marked(place, verb) for place in PLACES for verb in VERBS)
        taught = "".join(marked(place, verb, "taught", "ORG") for place in PLACES[:4] for verb in VERBS)
        unsure = "".join(marked(place, verb, "wire", "?") for place in PLACES for verb in VERBS)
        alone = self.train("alone", certain)
        self.assertEqual(alone, self.train("again", certain))
        self.assertEqual(alone, self.train("unsure", certain + unsure))
        whole = self.train("whole", certain + taught)
        self.assertNotEqual(alone, whole)
        self.assertEqual(whole, self.train("one", "W\ttaught\t1\n" + certain + taught))
        self.assertNotEqual(whole, self.train("half", "W\ttaught\t0.5\n" + certain + taught))

    def test_a_missing_table_is_named(self):
        told = subprocess.run([os.path.join(line.BUILD, "newsmill-train"), self.folder, "/nowhere/m", "test"],
                              capture_output=True, text=True, timeout=60)
        self.assertEqual(1, told.returncode)
        self.assertIn(self.folder, told.stderr)


class Votes(line.TestCase):
    """Which names of the teachers are taken."""

    @classmethod
    def setUpClass(cls):
        sys.path.insert(0, TRAIN)
        cls.taught = importlib.import_module("taught")

    def names(self, text, encoder, *columns):
        return self.taught.joined(encoder, self.taught.votes(text, "\t".join(columns), lambda _, span: span))

    def test_the_encoder_and_where_it_is_silent_the_majority(self):
        text = "Ann Lee of Acme met Bob."
        self.assertEqual([(0, 7, "PER"), (11, 15, "ORG")],
                         self.names(text, [], "0,7,PERSON 11,15,ORGANIZATION", "0,7,PERSON", "11,15,ORGANIZATION 20,23,PERSON"))
        self.assertEqual([(0, 3, "PER"), (11, 15, "ORG"), (20, 23, "PER")],
                         self.names(text, [(0, 3, "PER"), (20, 23, "PER")], "0,7,PERSON", "0,7,PERSON 11,15,ORGANIZATION",
                                    "11,15,ORGANIZATION"))

    def test_what_is_no_type_of_ours_is_no_name(self):
        self.assertEqual([], self.names("Danish", [], "0,6,MISC", "0,6,MISC", "0,6,MISC"))

    def test_what_the_encoder_found_belongs_to_its_texts(self):
        texts, other, path = (os.path.join(self.folder, name) for name in ("texts", "other", "found.gz"))
        for name, text in ((texts, "Ann Lee of Acme met Bob.\nNobody.\nIn Oslo\n"), (other, "Ann Lee of Acme left Bob.\n")):
            with open(name, "w", encoding="utf-8") as file:
                file.write(text)
        self.taught.write_encoded(path, texts, [[(0, 7, "P"), (11, 15, "O"), (20, 23, "P")], [], [(3, 7, "L")]])
        self.assertEqual([[(0, 7, "PER"), (11, 15, "ORG"), (20, 23, "PER")], [], [(3, 7, "LOC")]],
                         list(self.taught.encoded(path, texts, lambda _, span: span)))
        with self.assertRaisesRegex(SystemExit, "found in other texts"):
            list(self.taught.encoded(path, other, lambda _, span: span))

    def test_marks_keep_their_places(self):
        self.assertEqual("“No,” said Ann’s aunt. (“Yes.”) ‘So’", self.taught.typographic("\"No,\" said Ann's aunt. (\"Yes.\") 'So'"))

    def test_the_archive_is_mended(self):
        news_texts = importlib.import_module("news_texts")
        self.assertEqual('It is DeVos’s. "No," Ann said', news_texts.mended('It is DeVos"?s. "No,"?Ann said'))


if __name__ == "__main__":
    unittest.main()
