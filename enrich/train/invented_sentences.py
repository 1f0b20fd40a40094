"""What invented.py fills with names: sentences that nobody wrote, of business, sport and news agencies.

Slots: {O} the article's company, {o} its short name; {Q} another organisation; {A} {B} {C} {D} companies, as news calls them;
{G} {H} banks, brokers and funds; {F} a law firm; {N} a paper or an agency; {I} {J2} institutions, parties, unions;
{P} a person, {S} the same person's family name; {R} another person, {V} that one's family name; {L} {M} {L2} towns or
countries, {K} {J} towns; {t} {u} {x} {y} clubs.
"""

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
{A} rose 3.1%, {B} added 2% and {C} slipped 0.4%.
{A}, {B} and {C} gained between 1% and 3%.
Shares in {A} jumped, while {B} and {C} fell.
{A} fell 2.3 percent and {B} lost 1.8 percent.
Among the gainers were {A}, {B} and {C}; {D} was the biggest loser.
{A} (up 4.2%) and {B} (up 1.9%) led the index, with {C} down 3%.
In {L}, {A} climbed 5% after {G} raised its price target to 120 from 95.
{G} upgraded {A} to "outperform" and cut {B} to "hold".
{G} analyst {P} kept a "buy" rating on {o}.
{G} analysts led by {P} said the margin beat their estimate.
"It is a clean quarter," wrote {P} of {G} in a note to clients.
{P} at {G} said {o} would need to raise capital.
Rivals {A} and {B} report results next week.
Rival {A} cut its forecast in July, as did {B}.
Larger rival {A} has a market share of 31%, ahead of {B} and {C}.
{L}'s {o} will buy a 40% stake in {M}'s {A} for $2.3 billion.
{L}'s {A} and {M}'s {B} are also interested, the sources said.
State-owned {A} holds the rest, and {B} has an option.
{A} is being advised by {G}; {B} has hired {F}.
{F} is legal adviser to {o} and {G} its financial adviser.
Lawyers at {F} said the ruling would be appealed.
{P}, a partner at {F}, said deals of this kind take a year.
{P} of {F}, who represents {o}, declined to comment.
{S} hired {F} after {o} sued him in {L}.
Activist investor {G} has built a stake of 6% in {o}, according to people familiar with the matter.
Hedge fund {G} wants {o} to sell its chemicals unit.
{G}, {H} and a fund run by {A} put in $400 million.
Buyout firms {G} and {H} are preparing bids for {o}.
Private equity group {G} bought {A} from {H} in 2019.
{G} manages about $60 billion; {H} about half that.
{P}, who ran {G} until 2021, sits on the board of {o}.
{P} left {G} for {H} in June.
{o} poached {P} from {A} and {R} from {B}.
{O}'s finance chief, {P}, will step down in March and be succeeded by {R}, who comes from {A}.
{P}, {o}'s head of trading, wrote the memo.
{o}'s {P} said on a call that orders had recovered.
{A}'s {P} and {B}'s {R} will speak at the conference in {L}.
{o} boss {P} earned 4.1 million pounds last year.
{o} chairman {P}, a former minister, called the offer opportunistic.
Under {P}, {o} bought {A} and {B}.
{S} founded {A} after leaving {B}.
{S} sold {A} to {B} in 2015 for an undisclosed sum.
{o} supplies {A}, {B} and {C}.
Its customers include {A} and {B}.
Suppliers such as {A} and {B} have warned of shortages.
Chipmakers including {A}, {B} and {C} were hit hardest.
Lenders such as {A} and {B} have set aside more for bad loans.
Retailers {A} and {B} reported weak sales.
Airlines {A} and {B} cancelled flights to {L}.
Carmaker {o} recalled 41,000 vehicles in {L} and {M}.
Drugmaker {o} said its pill had failed in a late trial; {A} sells a similar one.
Oil major {A} and trader {B} chartered the tanker.
Miner {A} said output at its pit in {L} fell 8%.
Steelmaker {o} will cut 1,200 jobs in {L}.
Insurer {A} expects claims of $300 million from the floods in {L}.
Grain trader {A} and shipping company {B} denied it.
The drone maker {o}, backed by {G}, flew its first mission in {L}.
{o} owner {A} has put the brand up for sale.
{o} parent {A} said the review would take months.
{A}-owned {o} lost money for a third year.
{A} unit {o} won the contract.
The joint venture between {A} and {B} will be based in {L}.
{A} and partner {B} will spend $900 million on the field off {L}.
{o} signed a ten-year deal to buy gas from {A}.
{o} will supply {A} with cells from its plant in {L}.
{o} licensed the drug from {A} in 2018.
Judge {P} ruled for {o} against {A}.
Prosecutors in {L} accused {o} of paying bribes to officials of {A}.
The regulator fined {A} 12 million euros and {B} 3 million.
The lawsuit, filed by {A} in {L}, names {o} and {P} as defendants.
{A} v {B} is due to be heard in {L} in May.
Creditors of {o}, among them {G} and {H}, agreed to a standstill.
{o} filed for bankruptcy in {L} on Monday, owing {A} $14 million.
Ratings agency {A} cut {o} to junk.
{o}'s bonds due 2029 fell 4 cents after {A} pulled out.
{o} priced its offering at $17 a share; {G} and {H} led the sale.
Bookrunners are {G}, {H} and {A}.
{o} plans to go public in {L} at a value of $5 billion, {N} reported.
{N} first reported the talks.
{o} is exploring a sale, {N} reported on Friday, citing people familiar with the matter.
"We will fight this," {S} told {N}.
In an interview with {N}, {P} said that {o} would hire again.
A report by {N} said {A} had approached {B}.
{P} told {N} that {L} was next.
* {o} to acquire {A} for $310 mln
* Says {A} will remain a separate brand
* {G} advises {o}; {F} advises {A}
* {o} names {P} as CFO
* {A} shares up 3 pct, {B} down 1 pct
Further coverage: {o} ({L} newsroom)
Nov 17 {O}:
{O} said its board had approved a buyback.
March 4 {O} said on Thursday that net income rose to 21 cents a share.
{o} will replace {A} in the index, while {B} will drop out.
The biggest decliners were {A}, {B}, {C} and {D}.
Only {A} and {B} bucked the trend.
Miners dragged, with {A} and {B} down 2% each; {C} ended flat.
Technology stocks {A} and {B} were among the most active.
{A}, which reports on Thursday, was little changed, and {B} ended 0.3% higher.
{o} was last down 2% at 412 pence. {A} rose.
{A} dipped. {B} was flat.
Volume was led by {A}, {B} and {C}.
Futures for the benchmark rose as {A} and {B} beat estimates.
{L} stocks closed lower, led by {A} and {B}.
The {L} index was dragged down by {A}, {B} and property developer {C}.
In {L}, shares of {A} lost 3% while those of {B} were halted.
Investors in {o} include {G}, {H} and the family of {P}.
{o} raised $45 million in a round led by {G}; {H} and {A} took part.
Seed investors {G} and {H} own 11% between them.
{o}, founded by {P} and {R} in {L}, makes software for hospitals.
{o} co-founder {P} remains the largest shareholder.
{o}, the start-up of former {A} engineers, is worth $2 billion.
{o} runs its models in data centres of {A} and {B}.
The outage hit customers of {A}, {B} and {C}.
Hackers stole $31 million from {o}, a crypto exchange based in {L}.
{o} listed the token on Tuesday; {A} and {B} followed.
{A} and {B} halted withdrawals after the attack on {o}.
Analysts at {A} traced the coins to {B}.
{o} froze accounts that {P} had opened.
Flows into funds of {A} and {B} reached $310 million, data from {C} showed.
According to {A}, {L} exported 14,000 tonnes in May.
Data from {A} show that {B} shipped 3 million units.
{A} estimates that {o} has 18% of the market; {B} puts it at 21%.
{A} and {B} said separately that they would leave {L}.
{A} declined to comment. {B} and {C} could not be reached.
Representatives for {P}, {o} and {A} did not reply.
{P}, who heads the {L} office of {A}, said flows were strong.
{P}, portfolio manager at {G}, owns {A} and {B}.
{P}, who covers {A} and {B} at {G}, expects a merger.
"{A} is cheap, {B} is not," {S} said.
"If {A} blinks, {B} will pounce," said {P}.
{S}, {o}'s biggest shareholder, voted against {R}.
Ms {S} joined {A} in 2008 and {B} in 2016.
Mr {S}, who once worked for {A}, has accused {o} of lying.
Dr {S} runs research at {o}.
{o} opened a lab in {K}, near the plant of {A}.
The ship, operated by {A}, ran aground off {K}.
The pipeline from {K} to {L} is run by {A} and {B}.
The mine near {K} is owned by {A} (51%), {B} (30%) and the state.
{A} has operations in {L}, {M} and {K}.
At {A}'s plant in {K}, output stopped for a day.
Workers at {A} in {K} voted to strike.
{A}, {K}, said the deal had closed.
{O}, of {K}, and {Q} will merge.
{A} Chief Executive {P} and {B} Chairman {R} shook hands in {L}.
{A} President {P} spoke to reporters in {K}.
{A} Vice President {P} declined to say when.
{A} spokeswoman {P} confirmed it.
{A} economist {P} sees rates at 3%.
The {A} economist said growth in {L} would slow.
{G} strategist {P} is less sure.
{G}'s {P} has a target of 5,200.
{H}'s chief investment officer, {P}, sold {A}.
Both {P} of {G} and {R} of {H} expect a cut.
The fund's top holdings are {A}, {B}, {C} and {D}.
It sold {A} and bought {B}.
It competes with {A} and {B} in {L}.
It bought the business from {A} in 2012.
It was once part of {A}.
They met at {A}, where {S} ran compliance.
That would make {o} bigger than {A}.
Neither {A} nor {B} has commented.
Unlike {A} or {B}, {o} owns its shops.
Like {A}, it cut its dividend.
Compared with {A}, {o} is small.
After {A}, {o} is the second-largest lender in {L}.
With {A} gone, {B} and {C} are left.
From {A} to {B}, banks are hiring in {L}.
Once a rival of {A}, {o} now sells to {B}.
Why did {A} pay so much for {B}?
Can {A} catch {B}?
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
{A}, {B} lift shares in {L}
{A} slips, {B} gains as {L} stocks close mixed
{G} cuts {o} to sell
UPDATE 1-{o} quarterly profit beats estimates
UPDATE 3-{o}, {A} end talks on merger
BRIEF-{o} to buy {A} in $4.1 bln deal
Exclusive: {o} in talks with {A} over unit - sources
{o} hires {A} veteran {P}
{L}'s {o} buys stake in {M}'s {A}
{o} poaches {S} from {A}
{G} takes stake in {o}, calls for breakup
{F} loses client {o}
{o} sued over {A} deal
Factbox: who owns {o}?
{S}'s {o} files for bankruptcy
{A} overtakes {B} as biggest carmaker in {L}
{o} outage hits {L}
Crypto exchange {o} hacked for $31 million
{P}, founder of {o}, dies at 81
{A} drops {B} for {C}
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
{t} travel to {u} on Thursday, while {x} host {y}.
{t} signed {P} from {u} and sold {R} to {x}.
{P} put {t} ahead, but {R} levelled for {u}.
{t}, {u} and {x} also won.
{t} are third, a point behind {u}.
{S} had 29 points for {t}, and {V} added 14 for {u}.
{t} beat {u} 112-105 behind {S}'s 38 points.
World number one {P} beat {L}'s {R} 6-4 7-6.
{P} of {L} will meet {R} in the final in {K}.
{L}'s {P} won bronze behind {R} of {M}.
{L} captain {P} won the toss against {M} in {K}.
{t} manager {P} praised {S} after the draw at {u}.
{t} striker {P} is out until May; {u} lost {R}.
{P} ({t}), {R} ({u}) were booked.
{P} leads the standings by nine points from {R} after winning in {K}.
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
{K} ({N}) - {P}, {L}'s interior minister, resigned on Monday.
{K}, {L} ({N}) - At least 14 people died when a bus overturned near {J}, police said.
{K} — {L} and {M} reopened their border on Tuesday, {P} said.
{L}'s prime minister, {P}, met {R} of {M} in {K}.
{L} Prime Minister {P} said {M} had broken the truce.
{L} President {P} and {M} Foreign Minister {R} will meet in {K}.
Defence Minister {P} denied that {L} had sent troops to {M}.
Opposition leader {P} was arrested in {K} on Thursday, his party, {I}, said.
{P} of the {I} won 54% of the vote; {R} of the {J2} conceded.
The {I} called for protests in {K} and {J}.
The {I} said 31 people had been detained in {K}.
Lawmakers of the {I} walked out.
{P}, a spokesman for the {I}, said talks would go on.
{P}, who leads the {I}, rejected the offer.
The {I} and the {J2} formed a coalition in {L}.
Rights group {I} accused {L} of torture.
Aid group {I} said it had lost contact with staff in {K}.
A court in {K} jailed {P} for nine years; {R} was acquitted.
{P}, 34, from {K}, admitted killing {R}.
{P}, of {K}, was found dead on Sunday. Her brother {R} was arrested.
Police named the victims as {P}, 41, and {R}, 17.
Detective Inspector {P} of {I} appealed for witnesses.
Judge {P} told {R}: "You showed no remorse."
{S}'s lawyer, {R}, said he would appeal.
The quake struck 40 km off {K}; tremors were felt in {J} and {L}.
The storm made landfall near {K} and moved towards {J}.
Floods in {L} forced 12,000 from their homes in {K} and {J}.
A fire at a factory in {K} killed nine, {I} said.
A ferry sailing from {K} to {J} sank off {L}.
{L} accused {M} of shelling {K}; {M} denied it.
{L}'s army said it had retaken {K}.
Rebels from {M} crossed into {L} near {K}, {N} reported.
Troops moved from {K} to {J} on Friday, residents told {N}.
{P}, the {L} ambassador to {M}, was recalled.
The {I} suspended flights between {K} and {J}.
Scientists at the {I} found the bones near {K}.
{P}, a biologist at the {I}, led the study.
Professor {P} of the {I} said the data were clear.
{P}, who taught at the {I}, died in {K} at 92.
The film, directed by {P}, opens in {L} in June; {R} stars.
Singer {P} cancelled concerts in {K} and {L}.
{P}, the author, was born in {K} and moved to {L} as a child.
{S} grew up in {K}, the son of a miner from {M}.
{S} told {N}: "We have waited long enough."
{N} quoted {P} as saying that {L} would sign.
State television in {L} showed {P} and {R} shaking hands.
{L}, {M} and {L2} voted against; {P} abstained.
Exports to {L}, {M} and {L2} were halted.
{P} flew from {K} to {J} to see {R}.
Mr {S} and Mrs {V} married in {K} in 1961.
{P} replaced {R} as head of the {I}.
The {I} elected {P} its chairman.
{P} ({I}) said no. {R} ({J2}) said yes.
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
