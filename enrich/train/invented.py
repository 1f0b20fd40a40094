"""News that nobody wrote: sentences of business, sport and news agencies with slots, filled with known and made-up names. The
corpora hold hardly any, so without these the tagger takes a company that it has never heard of for a person or a town, and a
club for the town that it is from.

Same seed, same sentences.
"""
import random
import re

import companies
from invented_sentences import CAPITALS, HEADLINES, SENTENCES, SPORT, WIRE

SEED = 20261122

CLUB_WORDS = ("United City Rovers Wanderers Athletic Town County FC Sporting Real Dynamo Lokomotiv Racing Rangers Tigers Bears Lions "
              "Eagles Hawks Kings Giants Sharks Stars Wolves Falcons Panthers Raiders Bulls Pirates").split()
STARTS = ("al am an ar as ba bel bo bra cal can cas cer co coin cor cre da del dor el en fa fin for gal gen gra hal har hel in ju ka "
          "kin la len lin lu mar mel mi mon na nim nor o ol or pa pal pe pin pro qua ra re ro sa sel sol sta ste sun ta tel ter ti "
          "tri u ur va ve vi vol wa wes xe zen").split()
ENDS = ("a aco ara aris ax bit borne by cast chain core dale deck dex era eon ergy ex field flow form forge fort gate gen grid harbor "
        "hart hub ia ient ify ion is ium ix kit lab land ley line link lo loop lux ly mark ment mill mont nal nex nova o on ora over "
        "pay plex point port pulse ra ria ric side sky soft span star stone tech tek tel tera tex tis ton tor tron us va vale vant "
        "verse via vix ware wave well works yard zon").split()
COMPANY_WORDS = ("Capital Holdings Group Energy Bank Partners Ventures Industries Motors Technologies Systems Pharma Foods Mining "
                 "Resources Securities Insurance Assurance Airlines Telecom Media Networks Labs Robotics Semiconductor Shipping "
                 "Logistics Chartering Bulk Steel Brothers Markets Trust Investments Advisors Analytics Exchange Protocol Finance "
                 "Financial Healthcare Therapeutics Software Entertainment Properties Research Institute Foundation").split()
FORMS = ("Inc", "Inc.", "Corp", "Corp.", "Ltd", "plc", "PLC", "AG", "SE", "NV", "SA", "Co", "LLC", "GmbH", "Oyj", "AB")
PLACE_WORDS = "Steel Airlines Energy Power Telecom Gas Mining Bank Petroleum Cement Railways Insurance Ports Motors".split()
FOREIGN = ("Banco {}", "Grupo {}", "Groupe {}", "Banca {}", "PT {}", "Aker {}", "Companhia {}", "{}bank", "{} Holding", "{} Petroleum", "{} Energia",
           "{} Re", "{} Heavy", "{} Electric", "{} Oyj", "{} Bhd")
BROKERS = ("{} Capital", "{} Securities", "{} Partners", "{} Asset Management", "{} & Co", "{} Research", "{} Advisors", "{} Brothers")
BODIES = ("Ministry of {}", "Department of {}", "Central Bank of {}", "University of {}", "{} Chamber of Commerce",
          "{} Stock Exchange", "National Bank of {}", "{} Securities Commission", "{} Port Authority")
PAPERS = ("{} Times", "{} Herald", "{} Post", "{} Daily News", "{} News Agency", "{} Tribune", "Radio {}", "{} Today", "Daily {}")
INSTITUTIONS = ("{} Workers' Party", "{} People's Party", "National Front of {}", "{} Liberation Front", "Democratic Alliance of {}", "University of {}",
                "{} University", "{} Police", "{} Red Cross", "{} Human Rights Commission", "{} Football Association", "{} Teachers' Union",
                "Supreme Court of {}", "{} General Hospital", "{} Chamber of Deputies", "{} Olympic Committee", "Bank of {}", "{} Geological Survey",
                "{} Medical Association", "{} Civil Aviation Authority", "{} Opera", "{} Museum", "Friends of {}")
INSTITUTION_WORDS = "Justice Unity Progress Freedom Solidarity Reform Renewal Development Labour Green Liberal Social National Democratic".split()


class Names:
    """Names of each kind, drawn by chance."""

    def __init__(self, firms, media, given, family, places, towns, seed=SEED):
        self.chance = random.Random(seed)
        self.companies, self.media, self.given, self.family, self.places, self.towns = firms, media, given, family, places, towns
        self.known = {"company": [], "broker": [], "law_firm": []}
        for row in companies.rows():
            kind = {"fund": "broker", "bank": "broker", "law_firm": "law_firm"}.get(row["kind"], "company")
            self.known[kind] += [name.lstrip("?") for name in row["names"]]

    def coined(self):
        word = self.chance.choice(STARTS) + self.chance.choice(ENDS)
        if len(word) < 5:
            word = self.chance.choice(STARTS) + word
        return word.capitalize() if self.chance.random() < 0.9 else word.upper()[:4]

    def organisation(self):
        """The whole name and the short one."""
        kind = self.chance.random()
        if kind < 0.35:
            name = self.chance.choice(self.companies)
            short = re.sub(r",? (?:Inc|Corp|Co|Ltd|plc|PLC|LLC|Holdings?|Group|Corporation|Company|Limited)\.?$", "", name)
            return name, short
        if kind < 0.42:
            name = self.chance.choice(BODIES).format(self.chance.choice(self.places))
            return name, name
        first = self.coined() if kind < 0.8 else self.chance.choice(self.family)
        name = first
        if self.chance.random() < 0.55:
            name += " " + self.chance.choice(COMPANY_WORDS)
            if self.chance.random() < 0.5:
                first = name
        short = first
        if self.chance.random() < 0.25:
            name += " " + self.chance.choice(FORMS)
        return name, short

    def company(self):
        """As news call one."""
        kind = self.chance.random()
        if kind < 0.4:
            return self.chance.choice(self.known["company"])
        if kind < 0.55:
            return self.organisation()[1]
        if kind < 0.7:
            return self.coined()
        if kind < 0.78:
            return self.chance.choice(self.family)
        if kind < 0.84:
            return self.chance.choice(self.places) + " " + self.chance.choice(PLACE_WORDS)
        if kind < 0.9:
            return "".join(self.chance.choice("ABCDEFGHIKLMNPRSTVXYZ") for _ in range(self.chance.choice((2, 3, 3, 3, 4))))
        return self.chance.choice(FOREIGN).format(self.coined())

    def broker(self):
        kind = self.chance.random()
        if kind < 0.6:
            return self.chance.choice(self.known["broker"])
        if kind < 0.7:
            return "%s %s" % (self.chance.choice(self.family), self.chance.choice(self.family))
        return self.chance.choice(BROKERS).format(self.chance.choice(self.family) if kind < 0.85 else self.coined())

    def law_firm(self):
        kind, names = self.chance.random(), [self.chance.choice(self.family) for _ in range(3)]
        if kind < 0.5:
            return self.chance.choice(self.known["law_firm"])
        return ("%s & %s" if kind < 0.7 else "%s %s") % tuple(names[:2]) if kind < 0.85 else "%s, %s & %s" % tuple(names)

    def paper(self):
        return self.chance.choice(PAPERS).format(self.town()) if self.chance.random() < 0.5 else self.chance.choice(self.media)

    def institution(self):
        """A body of a state, a party, a union; now and then by its letters."""
        kind = self.chance.random()
        if kind < 0.15:
            return "".join(self.chance.choice("ABCDEFGILMNPRSTU") for _ in range(self.chance.choice((3, 3, 4, 4, 5))))
        if kind < 0.3:
            return "%s and %s Party" % tuple(self.chance.sample(INSTITUTION_WORDS, 2))
        return self.chance.choice(INSTITUTIONS).format(self.place() if kind < 0.8 else self.chance.choice(INSTITUTION_WORDS))

    def person(self):
        name, family = self.chance.choice(self.given), self.chance.choice(self.family)
        middle = self.chance.random()
        between = " %s. " % self.chance.choice("ABCDEFGHJKLMPRSTW") if middle < 0.06 else " "
        if 0.06 < middle < 0.1:
            family += "-" + self.chance.choice(self.family)
        return name + between + family, family

    def place(self):
        return self.chance.choice(self.places)

    def town(self):
        return self.chance.choice(self.towns)

    def club(self):
        kind, word = self.chance.random(), self.chance.choice(CLUB_WORDS)
        town = self.town()
        if kind < 0.5:
            return town
        return "%s %s" % ((word, town) if word in ("FC", "Sporting", "Real", "Dynamo", "Lokomotiv", "Racing") else (town, word))


def fill(pattern, slots):
    text, spans, at = "", [], 0
    for match in re.finditer(r"\{(\w+)\}", pattern):
        text += pattern[at:match.start()]
        name, kind = slots[match.group(1)]
        spans.append((len(text), len(text) + len(name), kind))
        text += name
        at = match.end()
    return text + pattern[at:], spans


def choose_patterns(names):
    """The sentences of one article: business mostly, else sport or an agency's report."""
    chance, kind = names.chance, names.chance.random()
    if kind < 0.6:
        patterns = chance.sample(SENTENCES, chance.randint(3, 7))
        return [chance.choice(HEADLINES)] + patterns if chance.random() < 0.33 else patterns
    patterns = chance.sample(SPORT if kind < 0.82 else WIRE, chance.randint(3, 6))
    return [chance.choice(CAPITALS)] + patterns if chance.random() < 0.6 else patterns


def articles(names, count):
    """Yields (text, spans)."""
    for _ in range(count):
        whole, short = names.organisation()
        other = names.organisation()[names.chance.randrange(2)]
        (person, family), (second, second_family) = names.person(), names.person()
        slots = {"O": (whole, "ORG"), "o": (short, "ORG"), "Q": (other, "ORG"), "P": (person, "PER"), "S": (family, "PER"),
                 "R": (second, "PER"), "V": (second_family, "PER"), "F": (names.law_firm(), "ORG"), "N": (names.paper(), "ORG")}
        for slot_names, draw, kind in (("ABCD", names.company, "ORG"), ("GH", names.broker, "ORG"), (("I", "J2"), names.institution, "ORG"),
                                       (("L", "M", "L2"), names.place, "LOC"), ("KJ", names.town, "LOC"), ("tuxy", names.club, "ORG")):
            slots.update((slot, (draw(), kind)) for slot in slot_names)
        text, spans = "", []
        for pattern in choose_patterns(names):
            filled, found = fill(pattern, slots)
            if pattern in CAPITALS and len(filled.upper()) == len(filled):
                filled = filled.upper()
            shift = len(text) + (1 if text else 0)
            text += (" " if text else "") + filled
            spans += [(start + shift, end + shift, kind) for start, end, kind in found]
        yield text, spans
