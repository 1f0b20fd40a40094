/* The rows of speech_words.h. */
#include "enrich/speech_words.h"

/* clang-format off */
const struct speech_row speech_rows[] = {
    /* verbs of speech */
    {"said says say added adds wrote writes tweeted tweets argued argues argue warned warns warn noted notes explained "
     "explains insisted insists insist announced announces claimed claims claim stated states declared declares "
     "asked asks ask replied replies responded responds continued continues concluded concludes recalled recalls "
     "acknowledged acknowledges admitted admits agreed agrees asserted asserts boasted boasts cautioned cautions "
     "commented comments complained complains confirmed confirms contended contends countered counters "
     "emphasized emphasizes emphasised emphasises stressed stresses observed observes predicted predicts promised "
     "promises pledged pledges quipped quips remarked remarks remembered remembers reported reports revealed reveals "
     "shouted shouts suggested suggests testified testifies urged urges vowed vows joked jokes lamented laments mused "
     "muses pleaded pleads proclaimed proclaims opined opines repeated repeats reiterated reiterates retorted retorts "
     "scoffed scoffs snapped snaps sighed whispered whispers yelled yells cried cries chanted posted posts conceded "
     "concedes estimated estimates indicated indicates disclosed discloses elaborated elaborates thought thinks "
     "believes believed wondered wonders echoed echoes advised advises alleged alleges affirmed affirms answered "
     "answers chimed joined began begins demanded demands denied denies forecast forecasts hinted hints "
     "interjected implied implies maintained maintains marvelled marveled objected outlined professed protested "
     "read reads reasoned rejoined reflected ruled rules sang sings stipulated stipulates tells told underlined "
     "underscored underscores volunteered messaged emailed texted grumbled intoned ventured deadpanned gushed "
     "enthused fumed barked screamed screams murmured muttered reckons reckoned hopes hoped expects expected",
     "en", .cue = CUE_SPEECH},
    {"saying adding writing tweeting arguing warning noting explaining insisting announcing claiming stating declaring "
     "asking replying responding continuing concluding recalling acknowledging admitting asserting boasting "
     "cautioning commenting complaining confirming contending countering emphasizing emphasising stressing observing "
     "predicting promising pledging quipping remarking remembering reporting revealing shouting suggesting "
     "testifying urging vowing joking lamenting telling reiterating repeating conceding yelling chanting posting",
     "en", .cue = CUE_SPEECH | CUE_PARTICIPLE},
    /* verbs that take words of their object's: "called it “a mess”" */
    {"called calls call described describes describe labeled labels labelled dubbed dubs branded brands deemed "
     "characterized characterised characterizes accused accuses blasted blasts criticized criticised criticizes cited "
     "cites quoted quotes praised praises mentioned mentions mocked mocks attacked attacks denounced denounces "
     "dismissed dismisses hailed hails decried decries slammed slams expressed expresses spoke speaks spoken referred "
     "refers ridiculed rejected rejects condemned condemns touted touts questioned questions found finds shows "
     "showed show demonstrated proposed proposes invoked invokes compared compares likened blamed blames bemoaned "
     "wanted wants want talked talks thanked offered offers pointed points discussed discusses considered considers "
     "threatened threatens encouraged encourages defended defends welcomed welcomes celebrated lauded applauded "
     "apologized apologised recommended recommends saw sees feels felt viewed views hear heard",
     "en", .cue = CUE_WEAK},
    {"calling describing labeling labelling dubbing branding deeming characterizing accusing blasting criticizing "
     "criticising citing quoting praising mentioning mocking attacking denouncing dismissing hailing decrying "
     "slamming expressing speaking referring ridiculing rejecting condemning touting questioning finding showing "
     "proposing invoking comparing likening blaming wanting talking thanking offering pointing discussing "
     "threatening encouraging defending urging demanding",
     "en", .cue = CUE_WEAK | CUE_PARTICIPLE},
    {"hoped hopes expected expects thought thinks believed believes reckoned reckons wondered wonders recalls recalled "
     "hope expect think believe underscores underlines suggests indicates implies shows reveals means tweets posts "
     "claims reports calls states rules estimates comments remarks forecasts forecast claim complains complaints",
     "en", .cue = CUE_INNER},
    {"exhorted exhorts implored implores admonished admonishes scolded scolds", "en", .cue = CUE_SPEECH},

    {"said says say saying added adds adding told tells telling claimed claims claim claiming warned warns warning argued "
     "argues insisted insists believes believed thinks thought predicted predicts noted notes denied denies promised "
     "promises vowed vows alleged alleges acknowledged acknowledges conceded concedes admitted admits reported reports "
     "estimated estimates suggested suggests announced announces explained explains stressed confirmed confirms",
     "en", .cue = CUE_CLAUSE},
    {"has had have is was are were be been will would could should may might can must did does do didn doesn don isn "
     "wasn aren weren won wouldn couldn shouldn hasn hadn haven cannot needs wants",
     "en", .cue = CUE_FINITE},

    /* verbs of speech in other languages */
    {"sagt sagte sagten erklärte erklärt betonte betont warnte warnt meinte meint teilte fügte hinzu kommentierte "
     "kritisierte forderte fordert behauptete kündigte schrieb schreibt antwortete zitiert",
     "de", .cue = CUE_SPEECH},
    {"dit déclare déclaré affirme affirmé explique expliqué ajoute ajouté estime estimé souligne souligné "
     "précise précisé assure assuré indique indiqué prévient prévenu annoncé annonce écrit confie confié martèle "
     "regrette insiste insisté", "fr", .cue = CUE_SPEECH},
    {"dijo dice afirmó afirma explicó explica añadió añade señaló señala aseguró asegura declaró declara advirtió "
     "advierte indicó indica comentó comenta agregó sostuvo sostiene escribió manifestó apuntó subrayó precisó",
     "es", .cue = CUE_SPEECH},
    {"disse dice afferma affermato dichiarato spiega spiegato aggiunge aggiunto sottolinea sottolineato detto scrive "
     "commenta avverte", "it", .cue = CUE_SPEECH},
    {"disse diz afirmou afirma explicou explica acrescentou acrescenta declarou alertou destacou ressaltou informou "
     "escreveu comentou", "pt", .cue = CUE_SPEECH},
    {"zei zegt zeggen aldus verklaarde verklaart vertelde vertelt schrijft schreef meldt voegde benadrukte "
     "waarschuwde", "nl", .cue = CUE_SPEECH},

    /* who speaks */
    {"spokesman chairman businessman congressman salesman policeman fireman gentleman man king father son brother "
     "uncle husband grandfather boy prince widower duke",
     "en", .speaker = SPEAKER_PERSON | SPEAKER_MALE},
    {"spokeswoman chairwoman businesswoman congresswoman saleswoman policewoman lady woman queen mother daughter "
     "sister aunt wife grandmother girl princess widow actress duchess mum mom",
     "en", .speaker = SPEAKER_PERSON | SPEAKER_FEMALE},
    {"spokesperson ceo cfo coo cto executive officer chairperson chair president founder cofounder director "
     "head chief boss analyst economist strategist governor minister manager partner secretary treasurer lawyer "
     "editor professor researcher scientist engineer adviser advisor trader broker owner leader commissioner "
     "ambassador mayor senator coach captain lecturer fellow consultant chancellor official source person "
     "representative lawmaker attorney prosecutor judge justice expert reporter journalist correspondent author "
     "writer columnist critic doctor physician nurse teacher student resident neighbor neighbour witness victim "
     "survivor farmer worker driver developer investor banker candidate nominee politician diplomat activist "
     "advocate organizer organiser campaigner pollster historian biologist physicist chemist sheriff detective "
     "general admiral colonel soldier veteran pilot player singer actor pastor priest bishop pope rabbi "
     "imam aide staffer operative insider observer speaker premier councillor councilor councilman deputy "
     "superintendent inspector regulator watchdog friend colleague relative parent customer client shopper "
     "questioner caller guest host anchor moderator operator employee voter republican democrat conservative liberal "
     "negotiator envoy counsel producer designer architect artist musician specialist "
     "scholar technician supporter opponent rival teenager passenger landlord tenant entrepreneur millionaire "
     "billionaire curator librarian chef baker fisherman miner",
     "en", .speaker = SPEAKER_PERSON},
    {"spokesmen spokeswomen spokespeople executives officers directors chiefs analysts economists strategists governors "
     "ministers managers partners lawyers editors professors researchers scientists engineers advisers advisors "
     "traders brokers owners leaders commissioners mayors senators officials sources people representatives "
     "lawmakers attorneys prosecutors judges justices experts reporters journalists authors writers critics doctors "
     "nurses teachers students residents neighbors neighbours witnesses victims survivors farmers workers drivers "
     "developers investors bankers candidates politicians diplomats activists advocates organizers organisers "
     "campaigners pollsters historians soldiers veterans players aides staffers operatives insiders observers "
     "councillors deputies inspectors regulators friends colleagues relatives parents customers clients employees "
     "voters republicans democrats conservatives liberals opponents supporters authorities police "
     "demonstrators protesters families members allies detectives rivals specialists scholars men women "
     "firefighters paramedics",
     "en", .speaker = SPEAKER_PERSON | SPEAKER_PLURAL},
    {"company firm bank group exchange maker carrier retailer lender insurer operator manufacturer airline startup "
     "fund automaker chipmaker developer provider supplier utility brewer producer miner network publisher "
     "broadcaster platform business corporation conglomerate", "en", .speaker = SPEAKER_COMPANY},
    {"government ministry agency department administration commission committee campaign court board council union "
     "organization organisation association team party university institute office bureau authority regulator "
     "parliament army military navy newspaper paper magazine website outlet channel station embassy foundation "
     "charity hospital school club league federation congress senate house panel institution center centre coalition "
     "lobby watchdog bloc delegation force service treasury cabinet opposition",
     "en", .speaker = SPEAKER_ORGANISATION},
    {"statement report study article book letter ruling memo email filing document lawsuit complaint survey "
     "poll post message note brief petition headline ad advertisement banner sign release text caption review "
     "editorial bill law bylaws rules amendment transcript tweet paper website indictment motion order opinion "
     "notice bulletin blog summary prospectus guidelines slogan placard verdict story column",
     "en", .speaker = SPEAKER_WRITING},
    {"sprecher sprecherin minister ministerin präsident präsidentin chef chefin unternehmen behörde polizei "
     "bank experte experten", "de", .speaker = SPEAKER_PERSON},

    /* grammar */
    {"he", "en", .grammar = GRAMMAR_HE},
    {"she", "en", .grammar = GRAMMAR_SHE},
    {"they", "en", .grammar = GRAMMAR_THEY},
    {"it", "en", .grammar = GRAMMAR_IT},
    {"i we you", "en", .grammar = GRAMMAR_I},
    {"er il él lui egli ele hij", "de fr es it pt nl", .grammar = GRAMMAR_HE},
    {"elle ella lei ela zij", "fr es it pt nl", .grammar = GRAMMAR_SHE},
    {"who which", "en", .grammar = GRAMMAR_WHO},
    {"whose whom where", "en", .grammar = GRAMMAR_RELATIVE},
    {"some many others several few both another someone everyone nobody one", "en", .grammar = GRAMMAR_SOME},
    {"the a an this that these those his her its their my our your each every no any two three four five six seven "
     "eight nine ten dozen", "en", .grammar = GRAMMAR_DETERMINER},
    {"der die das ein eine le la les un une el los las una lo il o os de het een", "de fr es it pt nl", .grammar = GRAMMAR_DETERMINER},
    {"of for at from with by to in on into about against over under during after before since until between among "
     "through without within near around across behind beyond via per as like than toward towards upon amid despite "
     "following regarding outside inside alongside", "en", .grammar = GRAMMAR_PREPOSITION},
    {"von bei für in de du des à en con por para di da van bij", "de fr es it pt nl", .grammar = GRAMMAR_PREPOSITION},
    {"and or nor", "en", .grammar = GRAMMAR_AND},
    {"but because when while if although though unless whether so yet however meanwhile then once where what how why",
     "en", .grammar = GRAMMAR_CLAUSE},
    {"has had have having is was were are be been being will would could should may might can must did does do didn "
     "doesn also later recently once repeatedly previously first never ever always often still just only now simply "
     "even again further instead soon already earlier then reportedly himself herself themselves itself went going "
     "goes go not probably rather best famously jokingly candidly too both all",
     "en", .grammar = GRAMMAR_AUXILIARY},
    {"hat haben habe ist war a ha an été aussi également había", "de fr es it", .grammar = GRAMMAR_AUXILIARY},
    {"mr sir lord monsieur herr señor signor", NULL, .grammar = GRAMMAR_TITLE_HE},
    {"mrs ms miss lady dame madame frau señora signora", NULL, .grammar = GRAMMAR_TITLE_SHE},

    /* given names */
    {"james michael robert john david william richard joseph thomas charles christopher daniel matthew anthony mark "
     "donald steven paul andrew joshua kenneth kevin brian george edward ronald timothy jason jeffrey ryan jacob gary "
     "nicholas eric jonathan stephen larry justin scott brandon benjamin samuel gregory alexander patrick frank "
     "raymond jack dennis jerry tyler aaron jose henry adam douglas nathan peter zachary kyle walter harold jeremy "
     "ethan carl keith roger gerald christian terry sean arthur austin noah lawrence jesse joe bryan billy jordan "
     "albert dylan bruce willie gabriel alan juan logan wayne ralph roy eugene randy vincent russell louis philip "
     "bobby johnny bradley phil mike jim bob tom bill dan dave steve jeff greg matt tim ken ron rick chuck don ed ted "
     "fred harry jay josh nick pete ray sam tony vladimir sergei dmitry ivan mikhail boris igor oleg yuri pavel "
     "andrei nikolai alexei emmanuel francois pierre jacques philippe laurent michel olivier nicolas antoine "
     "hans klaus wolfgang jurgen friedrich karl heinz dieter uwe stefan thorsten jens olaf lars sven erik anders "
     "magnus bjorn nils giorgio giuseppe marco luca matteo mario silvio paolo francesco antonio carlos luis miguel "
     "pedro jorge fernando manuel rafael javier diego pablo alejandro ricardo eduardo sergio roberto alberto enrique "
     "mohammed muhammad mohamed ahmed ali hassan hussein omar ibrahim khalid abdullah mustafa recep mahmoud yusuf "
     "narendra rahul rajesh sanjay vijay arun amit raj ravi suresh anil satya sundar hiroshi kenji takashi shinzo "
     "fumio haruhiko kazuo akira jinping wei jun barack bernie mitt newt rudy jeb ben marcus colin craig elon "
     "nigel rishi gordon simon graham neil ian stuart alistair duncan angus liam owen rory declan conor "
     "jerome julian leon max oscar felix lucas hugo theo viktor tomas marek piotr andrzej lech jaroslaw janusz "
     "warren jamie brad gavin satoshi vitalik changpeng benoit gianni cyril kwame kofi nelson thabo juergen",
     NULL, .given = GIVEN_MALE},
    {"mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty sandra margaret ashley "
     "kimberly emily donna michelle carol amanda melissa deborah stephanie rebecca sharon laura cynthia dorothy amy "
     "kathleen angela shirley emma brenda pamela nicole anna samantha katherine christine debra rachel carolyn janet "
     "maria olivia heather helen catherine diane julie victoria joyce lauren kelly christina ruth joan virginia "
     "judith evelyn hannah megan cheryl jacqueline madison teresa abigail sophia martha sara gloria janice "
     "kathryn ann isabella judy charlotte julia grace amber alice denise frances danielle marilyn natalie "
     "beverly diana brittany theresa kayla alexis doris lori tiffany jane hillary ivanka melania chelsea elena olga "
     "natalia tatiana svetlana irina ekaterina yulia anastasia marine ursula annalena sophie "
     "claire isabelle nathalie valerie camille brigitte francoise segolene anne marie giorgia giulia chiara "
     "francesca lucia carmen ana isabel pilar rosa sofia valentina gabriela fatima aisha zainab leila noor amina "
     "priya anjali indira sonia nirmala kamala deepika sushma yuki sakura mei ling xiu loretta elaine nikki "
     "kellyanne jacinda priti liz penny tamsin gwen fiona moira shona siobhan aoife maeve niamh "
     "ingrid astrid greta sanna mette katrin birgit petra monika agnieszka ewa katarzyna zuzana jana lucie tereza "
     "janine gail jill tina carla wendy beth erin allison alison lynn sheila peggy rosemary audrey "
     "beatrice agnes nora ellen esther edith eleanor sylvia irene lydia naomi miriam tamara bianca daniela simona",
     NULL, .given = GIVEN_FEMALE},
};
/* clang-format on */

const size_t speech_row_count = sizeof speech_rows / sizeof *speech_rows;
