"""The companies of companies.tsv, and how sure their names are."""
import os

PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "companies.tsv")


def rows():
    """Yields {kind, mic, country, ticker, names} of each; a name may begin with "?"."""
    with open(PATH, encoding="utf-8") as file:
        lines = [line.rstrip("\n").split("\t") for line in file if not line.startswith("#")]
    for line in lines[1:]:
        row = dict(zip(lines[0], line))
        row["names"] = row["names"].split("|")
        yield row


def with_context(name, is_plain):
    """The name as the dictionary has it: `is_plain` says of a single word that no place and nobody is known by it."""
    bare = name.lstrip("?")
    if name == bare and (" " in bare or (is_plain(bare) and len(bare) > 4 and not bare.isupper())):
        return [bare]
    if name == bare and bare.isupper() and len(bare) <= 5:
        return ["=" + bare + "@company@tagged@money"]
    if name == bare and is_plain(bare):
        return ["=" + bare + "@company@bare", "=" + bare + "@tagged@bare"]
    return ["=" + bare + "@company@tagged@bare"]
