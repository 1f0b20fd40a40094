#include "ingest/extract/language_words.h"

#include <pthread.h>
#include <string.h>

/* Bit i of a word's mask stands for language_codes[i]. */
const char *const language_codes[LANGUAGE_CODES] = {
    "en", "de", "fr", "es", "pt", "it", "nl", "sv", "da", "no", "fi", "pl", "cs", "sk", "hu", "ro", "hr", "sl", "tr",
    "id", "ms", "vi", "ca", "et", "lv", "lt", "sq", "is", "sw", "af", "ru", "uk", "bg", "sr", "be", "mk", "tl"};

/* Frequent little words, sorted by their bytes: looked up by the first and by bisection. */
static const char *const words[] = {
    "a",      "aan",      "about",  "adalah",  "af",     "aga",    "akan",   "ako",      "al",     "ale",    "alisema",
    "alla",   "als",      "amb",    "anche",   "and",    "ang",    "ao",     "apie",     "ar",     "are",    "arī",
    "as",     "at",       "att",    "au",      "auch",   "auf",    "aus",    "aux",      "av",     "avec",   "ay",
    "az",     "azt",      "að",     "be",      "bei",    "beliau", "bet",    "bi",       "bij",    "bio",    "bir",
    "bisa",   "ble",      "blev",   "bo",      "bol",    "boleh",  "bu",     "but",      "buvo",   "by",     "byl",
    "ca",     "care",     "ce",     "cette",   "cha",    "che",    "cho",    "co",       "com",    "come",   "como",
    "con",    "csak",     "cu",     "các",     "có",     "của",    "da",     "daha",     "dalam",  "dan",    "dans",
    "dari",   "das",      "dass",   "dat",     "de",     "dedi",   "dei",    "del",      "della",  "dem",    "den",
    "dengan", "der",      "des",    "det",     "dhe",    "di",     "die",    "din",      "dit",    "dla",    "do",
    "dos",    "du",       "după",   "dėl",     "e",      "een",    "efter",  "egy",      "ei",     "ein",    "eine",
    "einen",  "ekki",     "el",     "els",     "em",     "en",     "er",     "es",       "est",    "este",   "está",
    "et",     "ett",      "etter",  "että",    "ez",     "foi",    "for",    "fost",     "fra",    "from",   "från",
    "fue",    "för",      "für",    "gibi",    "gli",    "ha",     "hann",   "har",      "has",    "hat",    "have",
    "he",     "heeft",    "het",    "hindi",   "his",    "hiyo",   "hogy",   "huo",      "hy",     "hän",    "i",
    "ialah",  "ikke",     "il",     "ile",     "im",     "in",     "ini",    "inte",     "ir",     "is",     "ise",
    "ist",    "it",       "ito",    "itu",     "iz",     "için",   "iš",     "ja",       "jak",    "jako",   "je",
    "jego",   "jest",     "jo",     "joka",    "jsou",   "juga",   "k",      "ka",       "kad",    "kadar",  "kaip",
    "kan",    "kao",      "karena", "kas",     "kata",   "katika", "kay",    "ke",       "kepada", "kerana", "kes",
    "khi",    "không",    "ki",     "ko",      "koja",   "koji",   "kot",    "který",    "ktorý",  "który",  "kui",
    "kuin",   "kun",      "kuwa",   "kwa",     "la",     "lai",    "las",    "le",       "les",    "lo",     "los",
    "là",     "ma",       "maar",   "mai",     "mais",   "me",     "med",    "meg",      "men",    "met",    "mga",
    "mint",   "mis",      "mit",    "more",    "mukaan", "mutta",  "myös",   "már",      "más",    "még",    "més",
    "một",    "na",       "naar",   "nach",    "nang",   "nav",    "ne",     "nel",      "nella",  "nem",    "ng",
    "nga",    "người",    "những",  "ni",      "nicht",  "nie",    "niet",   "niin",     "nije",   "ning",   "niya",
    "një",    "no",       "noch",   "non",     "not",    "nous",   "nu",     "này",      "não",    "në",     "o",
    "och",    "od",       "of",     "og",      "også",   "olan",   "olarak", "olduğunu", "ole",    "oleh",   "oli",
    "om",     "oma",      "on",     "ont",     "ook",    "op",     "oraz",   "os",       "ovat",   "pa",     "pada",
    "par",    "para",     "pas",    "pe",      "pela",   "pentru", "per",    "pero",     "però",   "più",    "plus",
    "po",     "podle",    "podľa",  "por",     "pour",   "pre",    "pri",    "prin",     "pro",    "przez",  "på",
    "për",    "que",      "qui",    "që",      "s",      "sa",     "said",   "se",       "see",    "sekä",   "sem",
    "sen",    "ser",      "si",     "sich",    "sier",   "sina",   "sind",   "siya",     "się",    "so",     "som",
    "son",    "sono",     "sonra",  "sont",    "sta",    "su",     "sunt",   "sur",      "sus",    "sy",     "szerint",
    "são",    "så",       "sú",     "să",      "są",     "ta",     "tai",    "también",  "também", "tas",    "te",
    "telah",  "tersebut", "that",   "the",     "their",  "they",   "this",   "tidak",    "til",    "till",   "to",
    "trong",  "tudi",     "tym",    "të",      "từ",     "u",      "um",     "uma",      "un",     "una",    "und",
    "une",    "untuk",    "uvedl",  "uviedol", "uz",     "v",      "va",     "vai",      "vain",   "van",    "var",
    "ve",     "vi",       "vir",    "við",     "vo",     "volna",  "volt",   "von",      "voor",   "và",     "være",
    "või",    "về",       "với",    "w",       "wa",     "was",    "wat",    "werden",   "were",   "which",  "who",
    "wie",    "will",     "wird",   "with",    "worden", "wordt",  "y",      "ya",       "yang",   "yra",    "z",
    "za",     "zijn",     "zu",     "á",       "är",     "å",      "çok",    "è",        "és",     "été",    "është",
    "í",      "în",       "ông",    "það",     "će",     "đã",     "được",   "į",        "što",    "że",     "že",
    "și",     "а",        "ад",     "але",     "би",     "був",    "был",    "быў",      "в",      "во",     "від",
    "гэта",   "да",       "дека",   "для",     "до",     "е",      "его",    "з",        "за",     "и",      "из",
    "його",   "к",        "как",    "како",    "као",    "като",   "који",   "на",       "не",     "није",   "но",
    "об",     "ова",      "од",     "он",      "от",     "па",     "по",     "про",      "с",      "са",     "се",
    "со",     "су",       "та",     "также",   "то",     "това",   "у",      "це",       "че",     "что",    "што",
    "ще",     "що",       "это",    "яго",     "як",     "і",      "је",     "ће",       "ќе",     "ў"};

/* The languages of each. */
static const uint64_t languages[sizeof words / sizeof *words] = {
    0x1f014,      0x20000040,   0x1,          0x180000,     0x8000100,    0x800000,    0x180000,     0x2000,
    0x400028,     0x3800,       0x10000000,   0x20,         0x400042,     0x400000,    0x20,         0x1,
    0x1000000000, 0x10,         0x2000000,    0x1000000,    0x1,          0x1000000,   0x11,         0x1000000101,
    0x80,         0x8004,       0x2,          0x2,          0x2,          0x4,         0x280,        0x4,
    0x1000000000, 0x4000,       0x4000,       0x8000000,    0x1,          0x2,         0x100000,     0x3000000,
    0x30000,      0x40,         0x10000,      0x40000,      0x80000,      0x200,       0x100,        0x20000,
    0x2000,       0x100000,     0x40000,      0x1,          0x2000000,    0x20003001,  0x1000,       0x8000,
    0x8000,       0x4,          0x4,          0x10000000,   0x20,         0x200000,    0x800,        0x400010,
    0x20,         0x18,         0x28,         0x4000,       0x8000,       0x200000,    0x200000,     0x200000,
    0x70030,      0x40000,      0x180000,     0x180000,     0x4,          0x180000,    0x12,         0x2,
    0x40,         0x44c3d8,     0x40000,      0x20,         0x400028,     0x20,        0x2,          0x382,
    0x180000,     0x2,          0x6,          0x380,        0x4000000,    0x180020,    0x20000042,   0x8000,
    0x20000000,   0x800,        0x4003810,    0x10,         0x4,          0x8000,      0x2000000,    0x4000030,
    0x40,         0x100,        0x4000,       0x800400,     0x2,          0x2,         0x2,          0x8000000,
    0x400008,     0x400000,     0x10,         0x284403cc,   0x8000340,    0xa,         0x4,          0x8008,
    0x8,          0x800304,     0x80,         0x200,        0x400,        0x4000,      0x10,         0x301,
    0x8000,       0x300,        0x1,          0x80,         0x8,          0x80,        0x2,          0x40000,
    0x20,         0x404028,     0x8000000,    0x380,        0x1,          0x2,         0x1,          0x1,
    0x40,         0x20000040,   0x1000000000, 0x1,          0x10000000,   0x4000,      0x10000000,   0x20000000,
    0x400,        0x4413ba0,    0x100000,     0x300,        0x24,         0x40000,     0x2,          0x20041,
    0x180000,     0x80,         0x3000000,    0x20004041,   0x40000,      0x2,         0x1,          0x1000000000,
    0x180000,     0x30000,      0x40000,      0x2000000,    0x800400,     0x800,       0x1000,       0x33000,
    0x800,        0x800,        0x400,        0x400,        0x1000,       0x180000,    0x3000,       0x5800000,
    0x2000000,    0x40000,      0x2000000,    0x380,        0x10000,      0x80000,     0x1000000,    0x80000,
    0x10000000,   0x1000000000, 0x180000,     0x100000,     0x100000,     0x800000,    0x200000,     0x200000,
    0x24000,      0x1000000000, 0x10000,      0x10000,      0x20000,      0x1000,      0x2000,       0x800,
    0x800000,     0x400,        0x400,        0x10000000,   0x10000000,   0x1040802c,  0x1000000,    0x8,
    0x24,         0x400004,     0x28,         0x8,          0x200000,     0x20,        0x40,         0x8000,
    0x14,         0x4000000,    0x380,        0x4000,       0x380,        0x20000040,  0x1000000000, 0x4000,
    0x800000,     0x2,          0x1,          0x400,        0x400,        0x400,       0x4000,       0x8,
    0x4000,       0x400000,     0x200000,     0x1010033810, 0x40,         0x2,         0x1000000000, 0x1000000,
    0x2060000,    0x20,         0x20,         0x4000,       0x1000000000, 0x4000000,   0x200000,     0x200000,
    0x1010020000, 0x2,          0x20000800,   0x40,         0x400,        0x10000,     0x800000,     0x1000000000,
    0x4000000,    0x1400018,    0x2,          0x20,         0x1,          0x4,         0x8000,       0x200000,
    0x10,         0x4000000,    0x201b810,    0x80,         0x33800,      0x1,         0x8000300,    0x300,
    0x40000,      0x40000,      0x40000,      0x400,        0x180000,     0x800400,    0x200003c0,   0x800000,
    0x800401,     0x4,          0x40,         0x20000040,   0x800,        0x10,        0x400,        0x20000,
    0x180000,     0x1000004,    0x1000000018, 0x4,          0x8000,       0x10,        0x8000,       0x400020,
    0x8,          0x400000,     0x20,         0x4,          0x20800,      0x1000,      0x2000,       0x18,
    0x4,          0x2000,       0x20000,      0x8000,       0x1000,       0x800,       0x380,        0x4000000,
    0x40001c,     0x4,          0x4000000,    0x13000,      0x1000002000, 0x1,         0x4031418,    0x800000,
    0x400,        0x8000000,    0x400,        0x10,         0x1004003020, 0x2,         0x200,        0x1000000000,
    0x2,          0x1000000000, 0x800,        0x20000,      0x380,        0x4,         0x20,         0x40000,
    0x4,          0x20000,      0x2010008,    0x8000,       0x4,          0x8,         0x20000000,   0x4000,
    0x10,         0x80,         0x2000,       0x8000,       0x800,        0x800000,    0x2000400,    0x8,
    0x10,         0x1000000,    0x20010040,   0x100000,     0x80000,      0x1,         0x1,          0x1,
    0x1,          0x1,          0x180000,     0x8000300,    0x80,         0x13801,     0x200000,     0x20000,
    0x800,        0x4000000,    0x200000,     0x10000,      0x8000010,    0x10,        0x140802c,    0x400028,
    0x2,          0x4,          0x180000,     0x1000,       0x2000,       0x1000000,   0x23000,      0x400000,
    0x1000000,    0x400,        0x20004040,   0x8000380,    0x41000,      0x380,       0x20000000,   0x8000000,
    0x2000,       0x4000,       0x4000,       0x2,          0x40,         0x200000,    0x300,        0x800000,
    0x200000,     0x200000,     0x800,        0x10000000,   0x20000001,   0x20000000,  0x2,          0x1,
    0x1,          0x1,          0x2,          0x1,          0x2,          0x1,         0x40,         0x40,
    0x8,          0x10000000,   0x180000,     0x2000000,    0x23800,      0x10033800,  0x40,         0x2,
    0x8000000,    0x80,         0x200,        0x40000,      0x20,         0x404000,    0x4,          0x4000000,
    0x8000000,    0x8000,       0x200000,     0x8000000,    0x10000,      0x200000,    0x200000,     0x2000000,
    0x10000,      0x800,        0x3000,       0x8000,       0x200000000,  0x400000000, 0x80000000,   0x200000000,
    0x80000000,   0x40000000,   0x400000000,  0x1c0000000,  0x800000000,  0x80000000,  0x400000000,  0xf00000000,
    0x800000000,  0xc0000000,   0x80000000,   0x900000000,  0x40000000,   0x480000000, 0xfc0000000,  0xb40000000,
    0x240000000,  0x80000000,   0x40000000,   0x40000000,   0x800000000,  0x200000000, 0x100000000,  0x200000000,
    0xfc0000000,  0xdc0000000,  0x200000000,  0x940000000,  0x40000000,   0x800000000, 0xa00000000,  0x40000000,
    0x140000000,  0x400000000,  0x940000000,  0x80000000,   0x140000000,  0x100000000, 0xb00000000,  0x800000000,
    0x200000000,  0x80000000,   0x40000000,   0x200000000,  0x100000000,  0x2c0000000, 0x80000000,   0x100000000,
    0x40000000,   0x600000000,  0x100000000,  0x80000000,   0x40000000,   0x400000000, 0x480000000,  0x480000000,
    0x200000000,  0x200000000,  0x800000000,  0x400000000};

/* Where the words of each first byte begin. */
static uint16_t begins[256 + 1];
static pthread_once_t begins_once = PTHREAD_ONCE_INIT;

static void find_begins(void)
{
    size_t word = 0, count = sizeof words / sizeof *words;
    for (int first = 0; first <= 256; first++) {
        while (word < count && (unsigned char)words[word][0] < first)
            word++;
        begins[first] = (uint16_t)word;
    }
}

uint64_t language_words_find(const char *word)
{
    pthread_once(&begins_once, find_begins);
    size_t low = begins[(unsigned char)*word], high = begins[(unsigned char)*word + 1];
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strcmp(word, words[middle]);
        if (order == 0)
            return languages[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return 0;
}
