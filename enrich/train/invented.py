"""News that nobody wrote: sentences of business, sport and news agencies with slots, filled with known and made-up names. The
corpora hold hardly any, so without these the tagger takes a company that it has never heard of for a person or a town, and a
club for the town that it is from.

Slots: {O} the article's company, {o} its short name, {Q} another organisation, {P} a person, {S} the same person's family
name, {R} another person, {V} that one's family name, {L} a town or country, {M} another one, {K} a town, {t} and {u} two clubs.
Same seed, same sentences.
"""
import random
import re

SEED = 20261122

SENTENCES = """
{O} said on Tuesday that it had agreed to buy {Q} for $1.2 billion in cash.
{o} shares rose 4% in early trading after the company raised its outlook.
Shares of {o} fell as much as 7.3%, their steepest drop since March.
{P}, chief executive of {O}, said demand had held up better than expected.
{o} chief executive {P} told investors on a call that costs would fall.
{S} declined to say whether {o} was in talks with {Q}.
"We are not for sale," {S} said in an interview in {L}.
Analysts at {Q} cut their rating on {o} to "neutral" from "buy".
{P}, an analyst at {Q} in {L}, said the deal made sense.
{O}, based in {L}, employs about 3,400 people.
The {L}-based company competes with {Q} and several smaller rivals.
{o} and {Q} declined to comment.
A spokesman for {o} confirmed the talks; {Q} did not respond to a request for comment.
{Q}'s board met on Monday to discuss the offer from {o}.
Regulators in {L} are looking into how {o} sold bonds to small investors.
{o} reported third-quarter revenue of $412 million, up from $367 million a year earlier.
{Q} owns about 12% of {o}, according to a filing.
{o}'s largest shareholder, {Q}, said it would vote against the plan.
The deal values {o} at about €3.4 billion, including debt.
{P} joined {o} from {Q}, where he ran the trading desk.
{O} named {P} as finance director, replacing {R}.
{R}, who founded {o} in {L}, remains chairman.
Exports from {L} to {M} rose for a third month, the ministry said.
{P} of {O} said orders from {L} had slowed.
In {L}, {o} runs two plants and a research centre.
{Q}, {o} and a handful of other lenders have pulled out of {L}.
Futures on the index fell after {o} warned of weaker sales in {M}.
{o} plans to list in {L} next year, two people familiar with the matter said.
Customers of {o} were unable to log in for four hours on Friday, the exchange said.
{o} has held licences in {L} and {M} since 2021.
The exchange {o} said withdrawals had resumed.
Police in {L} arrested {P}, a former manager at {o}, on Thursday.
The note, written by {P} and {R}, was published by {Q}.
{Q} holds 14,250 BTC for clients of {o}.
Founded by {P} in 2009, {O} makes parts for wind turbines.
"{o} is in a strong position," said {P}, who helps manage $2 billion at {Q}.
Both {o} and {Q} have offices in {L}.
{o}, which is listed in {L}, did not give a reason.
Talks between {L} and {M} over grain shipments ended without a deal.
The mayor of {L}, {P}, said work would begin in May.
{S} said the plan had the support of {M}.
{P}, a lawyer for {o}, called the ruling a relief.
The bank {Q} lent {o} $300 million last year.
{o} will close its office in {L} and move 200 jobs to {M}.
Venture firm {Q} led the round, with {R} joining the board of {o}.
{o} rival {Q} said it was not affected.
{O} ({L}) and {Q} ({M}) signed a memorandum on Wednesday.
At {o}, sales of software grew 18%.
For {o}, the fine is small; for {Q}, it could be ruinous.
Meanwhile {o} cut prices in {M}.
Since then {o} has hired {R} to run its business in {L}.
Unlike {Q}, {o} does not make its own chips.
{O} of {L} and {Q} of {M} were also among the bidders.
The round was led by {Q} of {M}, with money from {o} of {L}.
{P} of {Q} in {M} and {R} of {o} were not available.
{o} and {Q} agreed to merge in a deal that would create the largest insurer in {L}.
Shareholders of {o} would own 55% of the combined group, {Q} said.
Under the terms, {Q} will pay {o} holders 18 euros a share.
{P}, a strategist at {Q}, expects two more cuts this year.
"The data are noisy," said {P}, chief economist at {Q} in {L}.
According to {Q}, prices in {L} fell 2% in September.
Figures from {Q} show that {o} lost a third of its users.
Traders at {Q} said {o} was buying.
{o} leases four ships to {Q}, which sails them from {L} to {M}.
The contract went to {Q}; {o} came second.
{o} said it would appeal. {Q}, its partner, said it would not.
Researchers at {Q} and {o} disagree.
{o} sold its stake in {Q} to a fund in {M}.
{o} raised $60 million to expand in {L} and {M}.
The start-up, {o}, was spun out of {Q} in 2019.
{S}, who owns a third of {o}, has never spoken to {Q}.
President {P} is due to visit {L} next week, the foreign ministry in {M} said.
{L} and {M} recalled their ambassadors on Sunday.
At least 12 people were killed near {L} when a bus overturned, police said.
Mr {S} told {Q} that elections in {L} would go ahead.
{P}, the opposition leader in {L}, was freed on bail.
{P} won the title in {L} after {R} withdrew with an injury.
""".strip().split("\n")

HEADLINES = """
{o} to buy {Q} for $1.2 billion
{o} shares slump after profit warning
{o} names {P} as chief executive
{o} CEO {S} says worst is over
{Q} sues {o} over patents
{L} fines {o} €40 million
{o}, {Q} end merger talks
Why {o} is leaving {L}
{S}: {o} will not leave {M}
{o} beats forecasts as {Q} stumbles
{L}, {M} agree to talks on border
{P} wins election in {L}
{o} raises $60m to expand in {L}
""".strip().split("\n")

SPORT = """
{t} 2 {u} 1 (halftime 1-0).
{t} beat {u} 3-1 with goals from {S} and {V}.
{S} scored twice as {t} came from behind to beat {u}.
Result of a premier league match on Saturday: {t} 1 {u} 1.
Midfielder {P} joined {t} from {u} for an undisclosed fee.
{t} coach {P} said his side deserved more against {u}.
Scorers: {S} (23rd minute), {V} (67th). Attendance: 12,000
Standings after Sunday's matches: {t} 12 7 3 2 24, {u} 12 6 4 2 22.
{L} beat {M} 3-0 in a World Cup qualifier in {K}.
{P} ({L}) beat {R} ({M}) 6-3 6-4
1. {P} ({L}) 9.87 seconds 2. {R} ({M}) 9.91
{P}, the second seed, lost to {R} of {M} in {K}.
{L} won by an innings and 46 runs at {K} on Monday.
{P} c {S} b {V} 34
At {K}: {L} 2 {M} 0.
In {K}, {P} struck out nine as {t} defeated {u} 4-2.
{t} at {u}
{u} host {t} on Saturday, with {S} doubtful.
{P} of {L} won the 100 metres ahead of {R}.
{S}, who plays for {t}, was not picked for {L}.
""".strip().split("\n")

WIRE = """
{K} 1996-08-22 {L} said on Thursday that it would send observers to {M}.
{K}, {L} 1997-03-04 Police found the body of {P} near the border with {M}.
{L} and {M} signed an accord in {K}, the {Q} news agency said.
President {P} met Foreign Minister {R} in {K} on Friday.
{S} told reporters in {K} that troops from {M} had left.
{V} was quoted by {Q} as saying that {L} would wait.
Rebels took the town of {K}, killing 14, {L} radio said.
-- {P}, {K} newsroom
The {Q} in {K} called on {L} to release {P} and {R}.
{P}, {L}'s envoy to {M}, arrived in {K}.
{L} beat off a challenge by {M} at the {Q}, diplomats said.
{S} and {V} are to meet again in {K} next week.
""".strip().split("\n")

CAPITALS = """
SOCCER-{t} BEAT {u} 2-1.
SOCCER-{L} CRUISE INTO LAST EIGHT.
TENNIS-{S} ADVANCES IN {K}.
CRICKET-{L} V {M} SCOREBOARD.
BASEBALL-{t} EDGE {u}.
GOLF-{S} LEADS IN {K}.
RUGBY UNION-{L} NAME UNCHANGED SIDE.
{L} OPPOSITION LEADER {S} FREED.
{L} SAYS TALKS WITH {M} TO RESUME.
{o} SHARES FALL ON PROFIT WARNING.
{S} SAYS {o} WILL NOT LEAVE {L}.
RESULTS OF {L} CHAMPIONSHIP MATCHES.
""".strip().split("\n")

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
BODIES = ("Ministry of {}", "Department of {}", "Central Bank of {}", "University of {}", "{} Chamber of Commerce",
          "{} Stock Exchange", "National Bank of {}", "{} Securities Commission", "{} Port Authority")


class Names:
    """Names of each kind, drawn by chance."""

    def __init__(self, companies, given, family, places, towns, seed=SEED):
        self.chance = random.Random(seed)
        self.companies, self.given, self.family, self.places, self.towns = companies, given, family, places, towns

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
    for match in re.finditer(r"\{(\w)\}", pattern):
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
                 "R": (second, "PER"), "V": (second_family, "PER"), "L": (names.place(), "LOC"), "M": (names.place(), "LOC"),
                 "K": (names.town(), "LOC"), "t": (names.club(), "ORG"), "u": (names.club(), "ORG")}
        text, spans = "", []
        for pattern in choose_patterns(names):
            filled, found = fill(pattern, slots)
            if pattern in CAPITALS and len(filled.upper()) == len(filled):
                filled = filled.upper()
            shift = len(text) + (1 if text else 0)
            text += (" " if text else "") + filled
            spans += [(start + shift, end + shift, kind) for start, end, kind in found]
        yield text, spans
