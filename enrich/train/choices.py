"""Decisions by hand for build_dictionary.py: which names are words too, which acronyms stand on their own."""

VERSION = "newsmill-2026.11"


def words(text):
    return set(text.split())


# "National Bank", "Citizens Bank": there are several in the world.
BANK_WORDS = words("""African Air Alliance Apple Associated Austin Berkshire Centennial Central Citizens City Columbia Commerce Commercial Community
    Converse Cornerstone Delta Dollar Eastern Equity Fast Federal Fidelity First Freedom Heartland Heritage Indian Industrial Liberty Metro
    Millennium Municipal National Northwest Origin People's Peoples Pinnacle Plus Post Premier Producers Prosperity Provident Prudential Re
    Renaissance Rural Savings Security Sense Southern State Summit Sun Syndicate Trust Unified Union United Western""")

# Single words that mean too much else where a company could stand: other companies' short names, people, towns, departments.
COMMON_SINGLES = words("""ADA Action Admiral Agatha Aiden Alliance BALL BILL Ball Bancorp Barnes Bench Bill Billion Bosco Budget Bunny Byline Camper Capi
    Champion Checkers City Coin Compass Conrad Cook Cooper Copa Courtyard Crane Customers Defender Diameter Discovery Douglas Dreams Edition Emma
    Enact Ensign Enterprise Equitable Expert First Fossil Freedom Giant Giraffe Glacier Gulf HAY Habitat Hampton Hope House ICE Integer Interchange
    JET Jumbo Kirby LEON Lawson Leonidas Lili Lincoln Lineage Lion Loop Lotus MAN Macu Marathon Match Max Mechanics Merchants Midas Mini Mosaic
    Mustang National Naval News Nobu Noble Normal ONLY Omega Only Orchestra Ora Parsons Pattern Paul Pearle Pendleton Persona Pilot Pink Pool
    Popular Post Quickly Raffles Ram Relay Renaissance Reserved Rituals Rollins Roots Sonic Southern Spaces Specialized Speedy Springfield
    Subdued Super TRIBE Tops Trek Triumph Tudor Typo Wagner Wash Waters Woodward bene glo""")

# Names of two characters and less that are safe in their own case.
SHORT_NAMES = words("US UK UN EU G7 BP GE GM HP 3M UBS B3")

COUNTRY_ACRONYMS = words("US USA UK UAE PRC DRC DPRK U.S. U.S.A. U.K. U.A.E.")
COUNTRY_CONTEXT = {"US": "@calm", "Turkey": "@alone", "Georgia": "@place", "Jordan": "@place", "Chad": "@place",
                   "Jersey": "@place", "Guernsey": "@place", "Emirates": "@place", "Dominica": "@alone",
                   "Israel": "@alone", "America": "@alone", "Macedonia": "@alone", "Holland": "@place",
                   "Congo": "@known", "Martinique": "@alone", "Montserrat": "@place", "Norfolk Island": "@alone", "Palestine": "@alone", "Réunion": "@place"}
COUNTRY_NAMES = {
    "country:US": ["Vereinigte Staaten", "États-Unis", "Estados Unidos", "Stati Uniti"],
    "country:DE": ["Deutschland", "Allemagne", "Alemania"], "country:FR": ["Frankreich", "Francia"],
    "country:ES": ["Spanien", "España", "Espagne"], "country:IT": ["Italien", "Italie", "Italia"],
    "country:GB": ["Großbritannien", "Royaume-Uni", "Reino Unido"], "country:CH": ["Schweiz", "Suisse", "Suiza"],
    "country:AT": ["Österreich", "Autriche"], "country:JP": ["Japon", "Japón", "日本"], "country:CN": ["Chine", "中国"],
    "country:KR": ["한국", "Südkorea", "Corée du Sud", "Corea del Sur"], "country:RU": ["Russland", "Russie", "Rusia", "Россия"],
    "country:UA": ["Україна"], "country:BR": ["Brasil", "Brésil", "Brasilien"], "country:TR": ["Türkiye", "Türkei", "Turquie"],
    "country:NL": ["Niederlande", "Pays-Bas"], "country:BE": ["Belgien", "Belgique"], "country:MX": ["México", "Mexiko"],
    "country:CZ": ["Czech Republic"], "country:CI": ["Ivory Coast"], "country:MM": ["Burma"], "country:SZ": ["Swaziland"],
}

# Names that mean too many things, or nothing in news.
DROPPED_NAMES = words("""Washington Sola Emirates NL CH HK GU CAR Euronext SET CASE MTA MSE ISE Opening Playbook Coca Wire Kin
    Lumens Curve Graph Core Origin LINK Wave Key Local Regional ASE EC OMM ONU AIF SIC Antitrust DEX Time Week World Today Post
    Sun Mirror Express Sky Fortune Korean Koreans Congolese IFC CIC Standard Wallet Blockchain Alpaca Delta Backpack Apex
    Arkham Bullish Extended Lighter Paradex Probit Timex Luno Latoken Mercado One USDC ADS Ati Axt Bce Cae Cgi Itt Kla Ugi Eni
    Gen Bio P2b p2b FMFW DOC DOS COE News Popular Pool Sea Ball Flex Compass Apollo
    Cooper Parker Kirby Knight Crane Carlisle Cleveland Donaldson Emerson Franco Leonardo McCormick Parsons Pearson Rollins
    Wagner Waters Williams Woodward Fox Mars Southern Mosaic Nova Rocket Lineage Riot Coherent""") | {
        "the States", "Dutch Bank", "New York", "Department of State", "Federal Reserve Bank", "NYSE MKT", "Tron Lab", "Meta AI",
        "Antitrust Division", "Comptroller of the Currency", "Kingdom of the Netherlands", "Channel Islander", "Temasek", "OTC Link Ats", "Nobel Prize", "Siemens", "Latina", "RTX", "Alpine", "Federal Government", "International Space Station", "McLaren",
        "Channel Islanders", "Falkland Island", "single currency", "US Top News and Analysis", "HO Regional Office for the Americas",
        "Commodities Exchange Center", "Gate Io", "Sushi Swap", "Pancake Swap", "Cow Swap", "MyOKX (EEA)", "OKX (US)"}
JUNK = r"^(Nordic|Organi[sz]ation for|Commonwealth of|Nordisk|North Atlantic Tourism|Organisation for the Prevention)"
DROPPED_IDS = words("""org:Q110716465 org:Q7830837 org:Q1776022 org:Q152057 ror:05hvrsg85 org:Q4045072 org:Q17051676 org:Q2473869 org:Q3519973 org:Q55505891 org:Q376331
    org:Q1667416 org:Q3153044 org:Q1483858 org:Q104845771 ror:04m04ak37 ror:05mktfw05 org:Q110682434 gov:US:federal-reserve-bank
    org:Q7338847
    gov:US:antitrust-division gov:US:comptroller-of-the-currency gov:US:postal-regulatory-commission""")

CITIES = {"London": "GB", "Paris": "FR", "Berlin": "DE", "Tokyo": "JP", "Beijing": "CN", "Shanghai": "CN", "Moscow": "RU",
          "New Delhi": "IN", "Mumbai": "IN", "Brussels": "BE", "Frankfurt am Main": "DE", "New York City": "US",
          "Shenzhen": "CN", "Istanbul": "TR", "Ankara": "TR", "Jerusalem": "IL", "Kyiv": "UA", "Tehran": "IR", "Seoul": "KR",
          "Ottawa": "CA", "Cairo": "EG", "Taipei": "TW", "Canberra": "AU", "Vienna": "AT", "Madrid": "ES", "Rome": "IT",
          "Warsaw": "PL", "Prague": "CZ", "Budapest": "HU", "Dublin": "IE", "Lisbon": "PT", "Amsterdam": "NL", "Oslo": "NO",
          "Stockholm": "SE", "Copenhagen": "DK", "Helsinki": "FI", "Athens": "GR", "Bern": "CH", "Riyadh": "SA",
          "Abu Dhabi": "AE", "Dubai": "AE", "Doha": "QA", "Baghdad": "IQ", "Damascus": "SY", "Beirut": "LB", "Nairobi": "KE",
          "Lagos": "NG", "Abuja": "NG", "Islamabad": "PK", "Jakarta": "ID", "Manila": "PH", "Bangkok": "TH", "Hanoi": "VN",
          "Kuala Lumpur": "MY", "Buenos Aires": "AR", "Bogotá": "CO", "San Salvador": "SV", "Mexico City": "MX",
          "Tbilisi": "GE", "Minsk": "BY", "Los Angeles": "US", "San Francisco": "US", "Chicago": "US", "Toronto": "CA",
          "Sydney": "AU", "Melbourne": "AU", "Zürich": "CH", "Geneva": "CH", "Milan": "IT", "Munich": "DE", "Guangzhou": "CN"}
CITY_NAMES = {"Frankfurt am Main": ["Frankfurt"], "Kyiv": ["Kiev"], "Zürich": ["Zurich"], "Bogotá": ["Bogota"]}

# Currency words: safe alone; only behind a number; others need money in their sentence.
PLAIN_CURRENCY_WORDS = words("euro euros yuan renminbi dollar dollars yen rupee rupees rouble roubles ruble rubles zloty baht "
                             "forint naira rupiah ringgit tenge hryvnia")
AMOUNT_WORDS = words("won real pounds rand franc sol dong kina metical som lei leu som lev pula dram birr taka sum krone vatu "
                     "gourde kip lari boliviano quetzal reals francs")
MAJOR_CODES = words("USD EUR GBP JPY CNY CHF INR RUB AUD HKD SGD NZD KRW BRL MXN SEK NOK PLN TRY ZAR")
CODES_THAT_ARE_WORDS = words("ALL TOP CUP TRY MOP GEL LAK RON BAM SOS STN COP ANG MAD CAD PEN SAR MUR CVE")
CURRENCY_NAMES = {"USD": ["US-Dollar", "Dollars", "dólar", "dólares", "U.S.-Dollar"], "CHF": ["Franken", "Schweizer Franken", "francs suisses"],
                  "GBP": ["Pfund", "pounds sterling", "libras esterlinas"], "RUB": ["Rubel"], "PLN": ["złoty", "zlotys"],
                  "SEK": ["kronor"], "HUF": ["forints"], "CZK": ["korunas"], "BRL": ["reais"], "ILS": ["shekel"],
                  "CNY": ["yuans"], "JPY": ["yens"]}

STRONG_SYMBOLS = words("BTC XBT XRP USDT USDC BNB DOGE LTC SHIB WBTC AVAX XLM XMR WETH")
PLAIN_ASSET_WORDS = words("bitcoin bitcoins ethereum dogecoin litecoin solana")
ASSET_WORDS = words("""Dai Maker Compound Pepe Waves Request Metal Safe Civic Flux Proton Stacks Neo Horizen Dash Quant Gnosis
    Balancer Million Hunt Ocean Orchid Ark Arc Aura Fusion Cosmos Polygon Stellar Avalanche Optimism Injective Persistence
    Stride Augur Melon Cortex Enigma Status Pillar Ontology Dent Zap Cube Ren Kin Adi Aion Propy Osmosis Moonbeam Stargaze
    Decred Civic Sushi Graph Monolith Melon Loopring AAVE Tron UNI DOT ADA ATOM ICON SALT FOAM Frax Swipe Nexo Arcblock BOB ION
    Hedera Mantle Sonic Celestia Base Flow Gala Chiliz Render Jupiter""")
MORE_ASSETS = {"Hyperliquid", "Arbitrum", "Toncoin", "Hedera", "Near Protocol", "NEAR Protocol", "Sui", "Bittensor", "Worldcoin",
               "Lido DAO", "Ethena", "PayPal USD", "Celestia", "World Liberty Financial", "Bonk", "Official Trump"}
CHAINS = {"BNB Smart Chain": "", "Arbitrum": "@crypto", "Optimism": "@crypto", "ZKsync": "", "Linea": "@crypto",
          "Polygon zkEVM": "", "Starknet": "", "Rootstock": "@crypto", "Unichain": "", "Base": "@crypto@company"}

EXCHANGE_WORDS = words("Gate Gemini Kraken Luno Backpack Bullish Delta Apex Arkham Extended Lighter Poloniex Timex Hibachi "
                       "Aevo Aster Drift Derive Vertex Jupiter Pancakeswap Independent Novadax Mercado Paymium Defx Exmo Coinmate")
EXCHANGE_NAMES = {"exchange:mic:XNYS": [], "exchange:mic:XFRA": []}

# Names to show in place of the official ones.
SHOWN_NAMES = {"gov:US:board-of-governors-of-the-federal-reserve": "Federal Reserve", "gov:US:white-house-office": "White House",
               "org:Q41550": "Organisation for Economic Co-operation and Development"}

# Acronyms that mean one institution in news; those that are words too only in calm sentences.
STRONG_ACRONYMS = words("""ECB IMF OECD OPEC WTO NATO UN EU WHO G7 G20 SEC CFTC FDA FCC FTC FDIC CFPB FBI CIA IRS NSA EPA ESMA EBA
    FCA PBOC PBoC BoE HKMA SEBI FATF IAEA UNICEF UNESCO ASEAN BRICS FINRA BaFin NYDFS Fed OPEC+ IOSCO VARA Banxico MiCA GDPR
    NYSE NASDAQ Nasdaq HKEX MOEX CBOE Cboe CBOT KRX JSE ASX Xetra XETRA FinCEN DAX FTSE KOSPI TOPIX VIX DXY Interpol INTERPOL
    UNDP UNEP OCC EZB U.N. Pentagon SNB BOJ RBI DOJ DHS""")
WORDS_IN_CAPITALS = words("WHO UN EU US SEC IRS FED ASX OCC FTSE")
INSTITUTION_NAMES = {"European Union": ["EU", "Europäische Union", "Union européenne", "Unión Europea"],
                     "European Central Bank": ["EZB", "Europäische Zentralbank", "Banque centrale européenne", "Banco Central Europeo"],
                     "Bank of England": ["BoE"], "Federal Bureau of Investigation": ["FBI"],
                     "Central Intelligence Agency": ["CIA"], "Internal Revenue Service": ["IRS"],
                     "Department of Justice": ["Justice Department", "DOJ"],
                     "Department of the Treasury": ["Treasury Department", "US Treasury", "U.S. Treasury"],
                     "Department of Commerce": ["Commerce Department"], "Department of Energy": ["Energy Department"],
                     "Department of Homeland Security": ["DHS"], "Department of Defense": ["Pentagon", "Defense Department"],
                     "Environmental Protection Agency": ["EPA"], "White House Office": ["White House"],
                     "Reserve Bank of India": ["RBI"], "Bank of Japan": ["BOJ", "BoJ"], "United Nations": ["UN", "U.N."],
                     "Financial Crimes Enforcement Network": ["FinCEN"], "National Security Agency": ["NSA"]}

COMPANY_NAMES = {"Alphabet", "Facebook", "J&J", "BofA", "Exxon", "Goldman", "JPMorgan Chase", "JP Morgan", "J.P. Morgan"}
SHOP_WORDS = words("Center Centre Gasoline Photo Auto Food Pharmacy Optical Team Tire Court Café Cafe Vision Restaurant Shop "
                   "Destination Charger Station Express Outlet Delivery")
COMPANY_WORDS = words("""Meta Block Square Target Gap Apple Oracle Amazon Shell Chase Ford Dell Intel Circle Strategy Ripple Tether
    Paradigm Celsius Grayscale Paxos Bitwise Vanguard Fidelity Wagner Snap Match Zoom Chubb Gilead Nucor Stellar Alphabet
    Caterpillar Travelers Progressive Marathon Visa Mastercard Chevron Accenture Ball Corning Equinix Ventas Hess Kroger Dover
    Amphenol Southern Constellation Waters Rollins Masco Lilly Merck Cummins Deere Boeing Toast Affirm Unity Root Lemonade Elastic
    Confluent Datadog Reddit Garmin Nike Coach Tapestry Carvana Carrier Otis Linde Prudential Principal Assurant Chime Figma Figure
    Bullish Gemini Coca-Cola Coke""") - words("Mastercard Chevron Accenture Boeing Datadog Reddit Garmin Nike Coca-Cola Carvana Equinix "
                                              "Coach Intel Dell") | {"Bloomberg"}
CRYPTO_COMPANY_WORDS = words("Circle Ripple Tether Paradigm Celsius Bitwise Grayscale Paxos Gemini Bullish")
CRYPTO_EXCHANGE_COMPANIES = words("company:cik:0001679788")
BRANDS = words("Samsung Huawei Lukoil Shell IKEA Starlink BP AXA ICBC Uniswap Aave Lido MakerDAO Curve PancakeSwap") | {"Société Générale"}

MEDIA_CONTEXT = {"Die Zeit": "@company", "Die Welt": "@company", "The Block": "@crypto", "The Information": "@calm@company"}
MEDIA_NAMES = {"Axios", "Forbes", "Wired", "Politico", "TechCrunch"}  # words, but where the tagger finds an organisation
MEDIA_WORDS = words("Forbes Fortune Time Guardian Independent Decrypt Semafor Politico Axios Tass Barron's FT AP Nikkei CT Wire "
                    "NYT Verge Wired Playbook Metro Mirror Sun Express")
PRODUCTS = words("ChatGPT TikTok YouTube Instagram WhatsApp Telegram iPhone Android GitHub")

# Regions whose number at GeoNames is not that of ISO 3166-2.
REGIONS = {"CA": {"01": "AB", "02": "BC", "03": "MB", "04": "NB", "05": "NL", "07": "NS", "08": "ON", "09": "PE",
                  "10": "QC", "11": "SK", "12": "YT", "13": "NT", "14": "NU"},
           "AU": {"01": "ACT", "02": "NSW", "03": "NT", "04": "QLD", "05": "SA", "06": "TAS", "07": "VIC", "08": "WA"},
           "GB": {"ENG": "ENG", "SCT": "SCT", "WLS": "WLS", "NIR": "NIR"}}

# Names that no source gives, and ids that one source has of what another one lists.
EXTRA_NAMES = {"asset:sym:NEAR:near": ["Near Protocol", "NEAR Protocol", "=NEAR@crypto@calm"],
               "org:Q20716": ["Samsung Electronics"], "company:cik:0001046179": ["=TSMC", "Taiwan Semiconductor"],
               "company:cik:0001571996": ["Dell@tagged", "Dell Inc."], "company:cik:0001050446": ["MicroStrategy"],
               "company:cik:0000831001": ["Citi@tagged"], "geonames:5128581": ["New York@tagged"],
               "geonames:3173435": ["Milan@tagged"], "geonames:4684888": ["Dallas@tagged"], "geonames:4671654": ["Austin@tagged"],
               "org:Q157617": ["Commerzbank@tagged", "Commerzbank AG"],
               "org:Q26678": ["=BMW", "Bayerische Motoren Werke"], "company:cik:0001445162": ["=BYD@tagged", "Byd Co Ltd"], "org:Q160746": ["Nestlé@tagged", "Nestle@tagged"],
               "asset:eip155:1/erc20:0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48": ["USD Coin", "=USDC@crypto"],
               "company:cik:0001326801": ["Meta Platforms"], "company:cik:0001744489": ["Disney"], "company:cik:0000021344": ["Coke@company@bare"],
               "company:cik:0001018724": ["Amazon.com"], "country:CD": ["DR Congo", "D.R. Congo", "=DRC", "Congo@known"],
               "party:GB:labor": ["Labour Party@country", "Labour@tagged@country@politics"],
               "party:GB:conservative-and-unionist-party": ["Conservative Party@country", "Conservatives@tagged@country@politics"],
               "geonames:4140963": ["Washington@place@bare@politics", "Washington, D.C.", "Washington D.C.", "Washington DC", "Washington, DC"],
               "hand:product:dow-jones-industrial-average": ["Dow Jones Industrial Average", "Dow Jones index"]}

# Companies and offices that news mostly call by their letters, and nobody else in it; with the context that they need, if it is another than these two.
LETTERS = {"org:Q499707": "BNP", "company:cik:0001039765": "ING", "org:Q1430985": "NAB", "company:cik:0001022837": "SMBC",
           "company:cik:0000067088": "MUFG", "company:cik:0000005272": "AIG", "company:cik:0000008670": "ADP", "org:Q274591": "EDF",
           "org:Q188326": "H&M", "company:cik:0000080424": "P&G", "org:Q156578": "VW", "company:cik:0002070829": "CATL",
           "company:cik:0001090727": "UPS", "company:cik:0000007084": "ADM", "company:cik:0001411579": "AMC", "company:cik:0000004962": "AmEx",
           "company:cik:0000895564": "BAE", "company:cik:0001390777": "BNY", "org:Q285328": "CBA", "company:cik:0001045520": "CIBC",
           "org:Q489097": "EY", "org:Q493751": "KPMG", "org:Q488048": "PwC", "org:Q136778": "LG", "company:cik:0000789570": "MGM",
           "org:Q30291745": "NTT", "company:cik:0000101829": "RTX", "company:cik:0000947263": "TD", "org:Q7865722": "USAA",
           "company:cik:0000806968": "WPP", "company:cik:0001000275": "RBC", "company:cik:0000927971": "BMO",
           "hand:regulator:reserve-bank-of-new-zealand": "RBNZ@tagged", "org:Q1506724": "RBA@tagged", "org:Q23548": "NASA@tagged",
           "media:nytimes.com": "NYT@tagged"}
# What else news calls some of them.
CALLED = {"company:cik:0001874178": ["Rivian@tagged"], "company:cik:0001002242": ["Eni@company@tagged"],
          "company:cik:0000904851": ["=YPF@tagged"], "company:cik:0001413329": ["Philip Morris@company"], "company:cik:0000316709": ["Schwab@company@tagged@bare"],
          "company:cik:0000064803": ["=CVS@company@tagged"], "company:cik:0001736541": ["Nio@company@tagged"], "company:cik:0001791706": ["Li Auto@tagged"],
          "ror:04y0ypp13": ["Thyssenkrupp@tagged"], "company:cik:0000891478": ["Santander@company@tagged@bare"],
          "org:Q287471": ["ABN Amro@tagged@company"], "org:Q160054": ["Axa@company@tagged"], "company:cik:0001737806": ["=PDD@company@tagged"],
          "company:cik:0002099039": ["=Wise@company@tagged@bare"], "company:cik:0001858681": ["=Apollo@company@tagged@bare"],
          "company:cik:0000027904": ["=Delta@company@tagged@bare"], "company:cik:0001470419": ["EasyJet@tagged"],
          "company:cik:0000087347": ["=SLB@tagged"],
          "company:cik:0000021665": ["Colgate@company@tagged"], "company:cik:0001639825": ["=Peloton@company@tagged@bare"],
          "org:Q138133": ["=RWE@company@tagged"],
          "company:cik:0000014272": ["Bristol Myers@tagged"], "company:cik:0000719245": ["Westpac@tagged"],
          "org:Q160229": ["Telefónica@tagged", "Telefonica@tagged"], "company:cik:0000882095": ["Gilead@company@tagged"],
          "company:cik:0001160106": ["Lloyds@company@tagged@bare"], "company:cik:0001335730": ["Mizuho@company@bare"],
          "company:cik:0001437107": ["Warner Bros Discovery@tagged"], "company:cik:0001668717": ["AB InBev@tagged"],
          "company:cik:0001835632": ["Marvell@company@tagged@bare"], "company:cik:0002041610": ["Paramount@company@tagged@bare"],
          "org:Q1241260": ["Orsted@tagged"], "org:Q13227919": ["=TCS@company@tagged"], "org:Q230426": ["Zurich Insurance@tagged"],
          "org:Q270363": ["Societe Generale@tagged"], "org:Q72539": ["US Steel@tagged", "U.S. Steel@tagged"],
          "org:Q843887": ["Hermes@company@tagged@bare"], "gov:US:federal-aviation-administration": ["=FAA@tagged"],
          "org:Q13371": ["Harvard@tagged"], "org:Q41506": ["Stanford@tagged"], "org:Q49108": ["=MIT@tagged"], "org:Q21578": ["Princeton@tagged"],
          "org:Q49112": ["Yale@tagged"], "media:apnews.com": ["Associated Press", "=AP@tagged"], "exchange:mic:XTSE": ["=TSX@tagged"],
          "exchange:mic:XBOM": ["=BSE@tagged@country"], "company:cik:0001571949": ["=ICE@company@tagged@bare"]}
# Bodies that the knowledge base lacks, in the same form.
BODIES = [("mercosur", "", "Mercosur", ["Mercosur"]), ("eurogroup", "", "Eurogroup", ["Eurogroup@tagged"]),
          ("federal-open-market-committee", "regulator", "Federal Open Market Committee", ["Federal Open Market Committee", "=FOMC"]),
          ("lazarus-group", "", "Lazarus Group", ["Lazarus Group"])]
# What markets are measured by and the knowledge base lacks: id, subtype, the name that is shown, names.
BENCHMARKS = [
    ("brent-crude", "commodity", "Brent crude", ["Brent crude", "Brent@money@alone", "Dated Brent", "Brent crude oil"]),
    ("west-texas-intermediate", "commodity", "West Texas Intermediate", ["West Texas Intermediate", "WTI crude", "=WTI@money",
                                                                         "U.S. West Texas Intermediate", "US West Texas Intermediate"]),
    ("henry-hub", "commodity", "Henry Hub", ["Henry Hub"]),
    ("ftse-250", "index", "FTSE 250", ["FTSE 250"]), ("ftse-mib", "index", "FTSE MIB", ["FTSE MIB", "FTSE Mib"]),
    ("ibex-35", "index", "IBEX 35", ["IBEX 35", "Ibex 35"]), ("s-p-asx-200", "index", "S&P/ASX 200", ["S&P/ASX 200", "ASX 200"]),
    ("ibovespa", "index", "Ibovespa", ["Ibovespa", "Bovespa index"]), ("hang-seng-tech-index", "index", "Hang Seng Tech Index", ["Hang Seng Tech Index"]),
    ("philadelphia-semiconductor-index", "index", "Philadelphia Semiconductor Index", ["Philadelphia Semiconductor Index", "Philadelphia SE Semiconductor Index"]),
    ("kosdaq", "index", "Kosdaq", ["Kosdaq", "=KOSDAQ"]), ("shenzhen-component", "index", "Shenzhen Component", ["Shenzhen Component"]),
    ("straits-times-index", "index", "Straits Times Index", ["Straits Times Index"]),
    ("msci-emerging-markets", "index", "MSCI Emerging Markets", ["MSCI Emerging Markets"])]
# Leaders whom news call by their family names, and spellings of theirs that news agencies use.
SURNAMES = {"person:Q22686": "Trump", "person:Q7747": "Putin", "person:Q43723": "Netanyahu", "person:Q6279": "Biden", "person:Q76": "Obama"}
SURNAMES_AT_HOME = {"person:Q3052772": "Macron", "person:Q6383803": "Starmer", "person:Q1058": "Modi", "person:fb:friedrich-merz": "Merz",
                    "person:Q451791": "Meloni", "person:Q5771800": "Sheinbaum", "person:Q5933752": "Pezeshkian", "person:Q192533": "Carney",
                    "person:Q335697": "Albanese", "person:Q1705028": "Takaichi", "person:fb:bola-ahmed-adekunle-tinubu": "Tinubu",
                    "person:Q15031": "Xi", "person:Q52395487": "Milei"}
SPELLINGS = {"person:Q3874799": ["Volodymyr Zelensky", "Volodymyr Zelenskiy", *(n + "@tagged@politics" for n in ("Zelenskyy", "Zelensky", "Zelenskiy"))],
             "person:Q39259": ["Recep Tayyip Erdogan", "Tayyip Erdogan", "Erdogan@tagged@politics", "Erdoğan@tagged@politics"],
             "person:Q37181": ["Luiz Inácio Lula da Silva", "Luiz Inacio Lula da Silva", "Lula da Silva", "Lula@tagged@country@politics"],
             "person:fb:prabowo-subianto-djojohadikusumo": ["Prabowo Subianto", "Prabowo@tagged@country"],
             "person:Q983324": ["Ferdinand Marcos Jr.", "Ferdinand Marcos Jr"], "person:Q12612463": ["Lee Jae Myung"],
             "person:Q57641": ["Viktor Orban", "Orban@tagged@country@politics"], "person:Q6070218": ["Pedro Sanchez@country@politics"],
             "person:Q6182718": ["Jerome Powell"], "person:Q484605": ["Christine Lagarde"], "person:Q324546": ["Marco Rubio"],
             "person:Q58217": ["Sergey Lavrov", "Sergei Lavrov"]}
EXTRA_WIKIDATA = {"company:cik:0001874178": "Q7338847", "company:cik:0001830056": "", "company:cik:0000313807": "Q152057"}
SHOWN_NAMES.update({"party:GB:labor": "Labour Party", "party:GB:conservative-and-unionist-party": "Conservative Party",
                    "country:CD": "Democratic Republic of the Congo", "company:cik:0000009631": "Scotiabank", "company:cik:0001736541": "NIO", "org:Q138133": "RWE",
                    "company:cik:0001668717": "Anheuser-Busch InBev", "company:cik:0000814052": "Telefónica",
                    "company:cik:0001335730": "Mizuho Financial Group", "company:cik:0001022837": "Sumitomo Mitsui Financial Group"})
