#include "ingest/date_words.h"

#include "common/text.h"
#include "ingest/first_bytes.h"

#include <pthread.h>
#include <string.h>

/*
 * One string a month: words with '|' after the letters that must be there; what follows may be cut anywhere
 * ("jan|uary" is Jan, Janu, January). Already folded: no capitals, no accents.
 */
static const char *const months[12] = {
    "jan|uary jan|uari jan|uar jan|vier jan|eiro jan|uarie jan|uarja jan|anuary janner ene|ro gen|naio sty|cznia "
    "sty|czen led|na leden sij|ecnja tam|mikuuta oca|k ianuarie ian|uarie янв|аря янв|арь січ|ня ιαν|ουαριου "
    "ιαν|ουαριος يناير जनवरी ינואר januar janv|ier gener saus|io jaan|uar януари студ|зеня қаңтар yan|var জানুয়ারি "
    "იანვ|არი հունվ|արի มกราคม جانفي ژانویه januarie januara",
    "feb|ruary feb|ruari feb|ruar feb|brero fev|rier fev|ereiro feb|braio feb|ruarie feb|ruarja fe|ber lut|ego lut|y "
    "uno|ra uno|r vel|jace hel|mikuuta sub|at фев|раля фев|раль лют|ого φεβ|ρουαριου φεβ|ρουαριος شباط फरवरी فبراير "
    "פברואר peb|ruari febrer vas|ario veeb|ruar фев|руари лютага ақпан fev|ral shk|urt ফেব্রুয়ারি თებ|ერვალი փետրվ|արի "
    "กุมภาพันธ์ فيفري فوریه februara",
    "mar|ch mar|ts mar|s mar|z mar|zo mar|co mar|tie mar|ca mar|et mar|cius mar|t maart mrt mrz maerz bre|zna bre|zen "
    "ozu|jka maa|liskuuta mart мар|та мар|т бер|езня μαρ|τιου μαρ|τιος اذار मार्च مارس מרץ marca marzec marc|h kov|o "
    "marts сак|авіка наурыз মার্চ მარ|ტი մարտ|ի มีนาคม marta mac maret",
    "apr|il apr|ile apr|ilie apr|ila apr|ilis abr|il avr|il kwi|etnia kwi|ecien dub|na duben tra|vnja huh|tikuuta "
    "nis|an апр|еля апр|ель кві|тня απρ|ιλιου απρ|ιλιος نيسان अप्रैल ابريل אפריל bal|andzio prill крас|авіка сәуір এপ্রিল "
    "აპრ|ილი ապրիլ|ի เมษายน افريل اوریل aprilis aprill",
    "may may|o mayis mai mai|o mag|gio mei maj maj|a maj|us kve|tna kve|ten svi|bnja tou|kokuuta мая май маи тра|вня "
    "μαι|ου μαι|ος μαϊ|ου ايار मई مايو מאי maig geg|uzes мај мамыр মে მაი|სი մայիս|ի พฤษภาคม ماي مه maijs maja",
    "jun|e jun|i jun|io juin jun|ho giu|gno jun|ie jun|ija jun|ius cze|rwca cze|rwiec cer|vna cer|ven lip|nja "
    "kes|akuuta haz|iran iun|ie июн|я июн|ь чер|вня ιουν|ιου ιουν|ιος حزيران जून يونيو יוני juny bir|zelio юни јун "
    "чэр|веня маусым iyun qer|shor জুন ივნ|ისი հունիս|ի มิถุนายน جوان ژوئن juuni junijs juna",
    "jul|y jul|i jul|io juil|let jul|ho lug|lio iul|ie jul|ija jul|ius lip|ca lip|iec cerv|enec cerv|ence srp|nja "
    "hei|nakuuta tem|muz июл|я июл|ь лип|ня ιουλ|ιου ιουλ|ιος تموز जुलाई يوليو יולי juliol liep|os юли јул ліп|еня "
    "шілде iyul kor|rik জুলাই ივლ|ისი հուլիս|ի กรกฎาคม جويلية يوليوز ژوئیه julai juuli julijs jula",
    "aug|ust aug|ustus aug|usti ago|sto aout ago|sto aug|usta aug|usztus sie|rpnia sie|rpien srp|na srp|en kol|ovoza "
    "elo|kuuta agu|stos agu|stus авг|уста авг|уст сер|пня αυγ|ουστου αυγ|ουστος اب अगस्त اغسطس אוגוסט agost rug|pjucio "
    "жні|уня тамыз avg|ust gush|t আগস্ট აგვ|ისტო օգոստոս|ի สิงหาคม اوت غشت ogos avg|usta aug|usts",
    "sep|tember sept|embre sep|tiembre set|tembre set|embro sep|tembrie sep|tembra szept|ember set|iembre wrz|esnia "
    "wrz|esien zari ruj|na syy|skuuta eyl|ul сен|тября сен|тябрь вер|есня σεπ|τεμβριου σεπ|τεμβριος ايلول सितंबर سبتمبر "
    "ספטמבר set|embre rug|sejo септ|ември вер|асня қыркүйек sen|tyabr sht|ator সেপ্টেম্বর სექ|ტემბერი սեպտեմբ|երի กันยายน "
    "شتنبر سپتامبر sep|tembris सितम्बर",
    "oct|ober okt|ober oct|ubre oct|obre out|ubro ott|obre oct|ombrie okt|obra okt|obra paz|dziernika paz|dziernik "
    "rij|na rij|en lok|akuuta eki|m окт|ября окт|ябрь жов|тня οκτ|ωβριου οκτ|ωβριος अक्टूबर اكتوبر אוקטובר spal|io "
    "окт|омври каст|рычніка қазан okt|yabr tet|or অক্টোবর ოქტ|ომბერი հոկտեմբ|երի ตุลาคม اکتبر okt|oober okt|obris अक्तूबर",
    "nov|ember nov|iembre nov|embre nov|embro noi|embrie nov|embra lis|topada lis|topad stu|denoga mar|raskuuta kas|im "
    "ноя|бря ноя|брь лис|топада νοε|μβριου νοε|μβριος नवंबर نوفمبر נובמבר nop|ember lap|kricio ное|мври қараша noy|abr "
    "nen|tor নভেম্বর ნოე|მბერი նոյեմբ|երի พฤศจิกายน نونبر نوامبر nov|embris नवम्बर",
    "dec|ember dez|ember dic|iembre dic|embre dec|embre dez|embro dec|embrie des|ember des|embre dec|embra gru|dnia "
    "gru|dzien pro|since pro|sinec jou|lukuuta ara|lik дек|абря дек|абрь гру|дня δεκ|εμβριου δεκ|εμβριος दिसंबर ديسمبر "
    "דצמבר gru|odzio дек|ември снежня желтоқсан dek|abr dhj|etor ডিসেম্বর დეკ|ემბერი դեկտեմբ|երի ธันวาคม دجنبر دسامبر "
    "dets|ember dec|embris disember prosinca दिसम्बर"};

/* Common zones without an ambiguity that matters in news; where one word has several meanings, the American one. */
static const struct {
    const char *name;
    short minutes;
} zones[] = {{"z", 0},      {"utc", 0},    {"gmt", 0},    {"ut", 0},     {"wet", 0},     {"etc/gmt", 0}, {"etc/utc", 0},
             {"west", 60},  {"bst", 60},   {"cet", 60},   {"met", 60},   {"mez", 60},    {"wat", 60},    {"cest", 120},
             {"mest", 120}, {"mesz", 120}, {"eet", 120},  {"sast", 120}, {"cat", 120},   {"eest", 180},  {"msk", 180},
             {"eat", 180},  {"trt", 180},  {"gst", 240},  {"pkt", 300},  {"ist", 330},   {"wib", 420},   {"ict", 420},
             {"hkt", 480},  {"sgt", 480},  {"awst", 480}, {"jst", 540},  {"kst", 540},   {"acst", 570},  {"aest", 600},
             {"acdt", 630}, {"aedt", 660}, {"nzst", 720}, {"nzdt", 780}, {"brt", -180},  {"art", -180},  {"adt", -180},
             {"nst", -210}, {"ast", -240}, {"at", -240},  {"edt", -240}, {"est", -300},  {"cdt", -300},  {"cst", -360},
             {"mdt", -360}, {"mst", -420}, {"pdt", -420}, {"pst", -480}, {"akst", -540}, {"akdt", -480}, {"hst", -600}};

static const struct {
    const char *name;
    short minutes;
    enum summer_time summer;
} places[] = {{"et", -300, SUMMER_AMERICA},
              {"ct", -360, SUMMER_AMERICA},
              {"mt", -420, SUMMER_AMERICA},
              {"pt", -480, SUMMER_AMERICA},
              {"europe/london", 0, SUMMER_EUROPE},
              {"europe/dublin", 0, SUMMER_EUROPE},
              {"europe/lisbon", 0, SUMMER_EUROPE},
              {"europe/athens", 120, SUMMER_EUROPE},
              {"europe/helsinki", 120, SUMMER_EUROPE},
              {"europe/kiev", 120, SUMMER_EUROPE},
              {"europe/kyiv", 120, SUMMER_EUROPE},
              {"europe/bucharest", 120, SUMMER_EUROPE},
              {"europe/sofia", 120, SUMMER_EUROPE},
              {"europe/moscow", 180, SUMMER_NONE},
              {"europe/istanbul", 180, SUMMER_NONE},
              {"europe/minsk", 180, SUMMER_NONE},
              {"europe/", 60, SUMMER_EUROPE},
              {"america/new_york", -300, SUMMER_AMERICA},
              {"america/toronto", -300, SUMMER_AMERICA},
              {"america/detroit", -300, SUMMER_AMERICA},
              {"america/chicago", -360, SUMMER_AMERICA},
              {"america/denver", -420, SUMMER_AMERICA},
              {"america/phoenix", -420, SUMMER_NONE},
              {"america/los_angeles", -480, SUMMER_AMERICA},
              {"america/vancouver", -480, SUMMER_AMERICA},
              {"america/mexico_city", -360, SUMMER_NONE},
              {"america/bogota", -300, SUMMER_NONE},
              {"america/lima", -300, SUMMER_NONE},
              {"america/sao_paulo", -180, SUMMER_NONE},
              {"asia/tokyo", 540, SUMMER_NONE},
              {"asia/seoul", 540, SUMMER_NONE},
              {"asia/shanghai", 480, SUMMER_NONE},
              {"asia/hong_kong", 480, SUMMER_NONE},
              {"asia/singapore", 480, SUMMER_NONE},
              {"asia/kolkata", 330, SUMMER_NONE},
              {"asia/calcutta", 330, SUMMER_NONE},
              {"asia/dubai", 240, SUMMER_NONE},
              {"asia/jakarta", 420, SUMMER_NONE}};

static const char fillers[] =
    " monday mon tuesday tue tues wednesday wed weds thursday thu thur thurs friday fri saturday sat sunday sun montag "
    "mo dienstag di mittwoch mi donnerstag do freitag fr samstag sonnabend sa sonntag so lundi lun mardi mercredi mer "
    "jeudi jeu vendredi ven samedi sam dimanche dim lunes martes miercoles mie jueves jue viernes vie sabado sab "
    "domingo "
    "dom lunedi martedi mercoledi giovedi gio venerdi sabato domenica segunda terca quarta quinta sexta feira maandag "
    "dinsdag woensdag donderdag vrijdag zaterdag zondag mandag tirsdag onsdag torsdag fredag lordag sondag "
    "poniedzialek pazartesi sali carsamba persembe cuma cumartesi pazar "
    "wtorek sroda czwartek piatek sobota niedziela at um on am the of de del den der le la du el il en a al da do di "
    "las los les st nd rd th er uhr kl klo ore o h hrs hours time local eastern pacific central daylight standard and "
    "г года ч yil yili в о ";

static uint32_t fold(uint32_t c)
{
    static const char latin1[] = "aaaaaaaceeeeiiiidnooooo*ouuuuy**";
    static const char extended[] = "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
                                   "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
    if (c >= 'A' && c <= 'Z')
        return c + 32;
    if (c >= 0xC0 && c < 0x100) {
        char plain = latin1[(c - 0xC0) & 0x1F];
        return plain == '*' ? c : (uint32_t)plain;
    }
    if (c >= 0x100 && c < 0x180 && c - 0x100 < sizeof extended - 1)
        return (uint32_t)extended[c - 0x100];
    if (c == 0x219 || c == 0x218)
        return 's';
    if (c == 0x21B || c == 0x21A)
        return 't';
    if (c >= 0x410 && c <= 0x42F)
        return c + 32;
    if (c == 0x406)
        return 0x456;
    if (c >= 0x391 && c <= 0x3A9)
        c += 32;
    static const uint32_t greek[][2] = {{0x3AC, 0x3B1}, {0x386, 0x3B1}, {0x3AD, 0x3B5}, {0x388, 0x3B5}, {0x3AE, 0x3B7},
                                        {0x389, 0x3B7}, {0x3AF, 0x3B9}, {0x38A, 0x3B9}, {0x3CA, 0x3B9}, {0x390, 0x3B9},
                                        {0x3CC, 0x3BF}, {0x38C, 0x3BF}, {0x3CD, 0x3C5}, {0x3CE, 0x3C9}, {0x622, 0x627},
                                        {0x623, 0x627}, {0x625, 0x627}};
    for (size_t i = 0; i < sizeof greek / sizeof *greek; i++)
        if (greek[i][0] == c)
            return greek[i][1];
    return c;
}

size_t date_fold_word(const char *text, size_t size, char folded[DATE_WORD_SIZE])
{
    const char *at = text, *end = text + size;
    size_t used = 0;
    while (at < end && used + 5 < DATE_WORD_SIZE) {
        uint32_t c = fold(utf8_next(&at, end));
        if (c >= 0x300 && c < 0x370) /* an accent of its own */
            continue;
        if (c < 0x80) {
            folded[used++] = (char)c;
        } else if (c < 0x800) {
            folded[used++] = (char)(0xC0 | c >> 6);
            folded[used++] = (char)(0x80 | (c & 0x3F));
        } else if (c < 0x10000) {
            folded[used++] = (char)(0xE0 | c >> 12);
            folded[used++] = (char)(0x80 | (c >> 6 & 0x3F));
            folded[used++] = (char)(0x80 | (c & 0x3F));
        } else {
            break;
        }
    }
    folded[used] = '\0';
    return used;
}

/* Whether `word` begins with the pattern's part before '|' and goes on like the rest for as long as it lasts. */
static bool matches(const char *pattern, size_t pattern_size, const char *word)
{
    bool required = true, matched_bar = memchr(pattern, '|', pattern_size) != NULL;
    for (size_t i = 0; i < pattern_size; i++) {
        if (pattern[i] == '|') {
            required = false;
            continue;
        }
        if (*word == '\0')
            return matched_bar && !required;
        if (*word++ != pattern[i])
            return false;
    }
    return *word == '\0';
}

/* The words of `months` one by one; by number, from 1. */
static struct {
    const char *at;
    uint8_t size, month;
} month_words[FIRST_BYTES_LIMIT + 1];
static struct first_bytes month_index;

static void index_months(void)
{
    for (int month = 0; month < 12; month++) {
        for (const char *at = months[month]; *at; at += *at == ' ') {
            size_t size = strcspn(at, " ");
            uint16_t number = first_bytes_add(&month_index, (unsigned char)*at);
            month_words[number].at = at;
            month_words[number].size = (uint8_t)size;
            month_words[number].month = (uint8_t)(month + 1);
            at += size;
        }
    }
}

int date_month_of_word(const char *folded)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, index_months);
    if (folded[0] == '\0' || folded[1] == '\0')
        return 0;
    for (uint16_t i = month_index.first[(unsigned char)folded[0]]; i; i = month_index.next[i])
        if (matches(month_words[i].at, month_words[i].size, folded))
            return month_words[i].month;
    return 0;
}

static int weekday_of(int year, int month, int day) /* 0: Sunday */
{
    struct date date = {.year = year, .month = month, .day = day};
    return (int)(((date_unix(&date) / 86400 + 4) % 7 + 7) % 7);
}

bool date_is_summer(enum summer_time rule, const struct date *date)
{
    if (rule == SUMMER_NONE)
        return false;
    if (rule == SUMMER_AUSTRALIA) {
        int change = 1 + (7 - weekday_of(date->year, date->month, 1)) % 7;
        if (date->month != 4 && date->month != 10)
            return date->month < 4 || date->month > 10;
        return date->month == 4 ? date->day < change : date->day >= change;
    }
    int first = 3, last = rule == SUMMER_EUROPE ? 10 : 11;
    if (date->month != first && date->month != last)
        return date->month > first && date->month < last;
    int change;
    if (rule == SUMMER_EUROPE)
        change = 31 - weekday_of(date->year, date->month, 31);
    else
        change = (date->month == first ? 8 : 1) + (7 - weekday_of(date->year, date->month, 1)) % 7;
    return date->month == first ? date->day >= change : date->day < change;
}

bool date_zone_of_word(const char *folded, const struct date *date, int *offset)
{
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        if (strcmp(zones[i].name, folded) == 0) {
            *offset = zones[i].minutes;
            return true;
        }
    }
    bool place = strchr(folded, '/') || strlen(folded) == 2;
    for (size_t i = 0; place && i < sizeof places / sizeof *places; i++) {
        const char *name = places[i].name;
        bool whole_region = text_ends_with(name, "/");
        if (whole_region ? text_starts_with(folded, name) : strcmp(folded, name) == 0) {
            *offset = places[i].minutes + (date_is_summer(places[i].summer, date) ? 60 : 0);
            return true;
        }
    }
    return false;
}

bool date_is_filler(const char *folded)
{
    char wanted[DATE_WORD_SIZE + 2];
    size_t size = strlen(folded);
    wanted[0] = ' ';
    memcpy(wanted + 1, folded, size);
    memcpy(wanted + 1 + size, " ", 2);
    return strstr(fillers, wanted) != NULL;
}

int date_half_of_day(const char *folded)
{
    if (strcmp(folded, "am") == 0 || strcmp(folded, "오전") == 0 || strcmp(folded, "上午") == 0 ||
        strcmp(folded, "午前") == 0)
        return 1;
    if (strcmp(folded, "pm") == 0 || strcmp(folded, "오후") == 0 || strcmp(folded, "下午") == 0 ||
        strcmp(folded, "午後") == 0)
        return 2;
    return 0;
}
