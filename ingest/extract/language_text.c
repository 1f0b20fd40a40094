#include "ingest/extract/language_text.h"

#include "common/text.h"
#include "ingest/extract/language_words.h"

#include <string.h>

#define LONGEST_WORD   24 /* bytes */
#define FEWEST_WORDS   12
#define FEWEST_HITS    4
#define FEWEST_LETTERS 40
#define PLAIN_WORDS    60 /* of a text long enough to contradict the page */
#define ENOUGH_SHARE   12 /* one word in so many is one of the language's little words */
#define PLAIN_SHARE    6

enum script {
    LATIN,
    CYRILLIC,
    GREEK,
    HEBREW,
    ARABIC,
    DEVANAGARI,
    BENGALI,
    TAMIL,
    THAI,
    GEORGIAN,
    ARMENIAN,
    HANGUL,
    KANA,
    HAN,
    SCRIPTS
};

/* What a text is made of. */
struct census {
    size_t scripts[SCRIPTS];
    size_t words;                 /* of Latin or Cyrillic letters */
    size_t hits[LANGUAGE_CODES];  /* little words of each language */
    size_t persian, urdu, kazakh; /* letters that only these have */
};

static int script_of(uint32_t c)
{
    static const struct {
        uint32_t first, last;
        enum script script;
    } ranges[] = {{'A', 'Z', LATIN},          {'a', 'z', LATIN},        {0xC0, 0x24F, LATIN},    {0x370, 0x3FF, GREEK},
                  {0x400, 0x52F, CYRILLIC},   {0x531, 0x58F, ARMENIAN}, {0x590, 0x5FF, HEBREW},  {0x620, 0x6FF, ARABIC},
                  {0x900, 0x97F, DEVANAGARI}, {0x980, 0x9FF, BENGALI},  {0xB80, 0xBFF, TAMIL},   {0xE00, 0xE7F, THAI},
                  {0x10A0, 0x10FF, GEORGIAN}, {0x1E00, 0x1EFF, LATIN},  {0x1F00, 0x1FFF, GREEK}, {0x3041, 0x30FF, KANA},
                  {0x3400, 0x9FFF, HAN},      {0xAC00, 0xD7A3, HANGUL}};
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (c >= ranges[i].first && c <= ranges[i].last)
            return (int)ranges[i].script;
    return -1;
}

static uint32_t lower(uint32_t c)
{
    if ((c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7) || (c >= 0x410 && c <= 0x42F))
        return c + 32;
    if (c >= 0x400 && c <= 0x40F)
        return c + 80;
    if (((c >= 0x100 && c < 0x138) || (c >= 0x14A && c < 0x178) || (c >= 0x218 && c < 0x21C) ||
         (c >= 0x1E00 && c < 0x1F00)) &&
        c % 2 == 0)
        return c + 1;
    return c;
}

static void end_word(struct census *census, char *word, size_t *size)
{
    if (*size == 0)
        return;
    word[*size < LONGEST_WORD ? *size : 0] = '\0';
    *size = 0;
    census->words++;
    uint64_t languages = language_words_find(word);
    for (int i = 0; languages; i++, languages >>= 1)
        census->hits[i] += languages & 1;
}

static void take_letter(struct census *census, uint32_t c, char *word, size_t *size)
{
    c = lower(c);
    census->kazakh += c == 0x4D9 || c == 0x493 || c == 0x49B || c == 0x4B1;
    if (*size + 4 >= LONGEST_WORD) {
        *size = LONGEST_WORD; /* too long for a little word */
        return;
    }
    if (c < 0x80) {
        word[(*size)++] = (char)c;
    } else if (c < 0x800) {
        word[(*size)++] = (char)(0xC0 | c >> 6);
        word[(*size)++] = (char)(0x80 | (c & 0x3F));
    } else {
        word[(*size)++] = (char)(0xE0 | c >> 12);
        word[(*size)++] = (char)(0x80 | (c >> 6 & 0x3F));
        word[(*size)++] = (char)(0x80 | (c & 0x3F));
    }
}

static void take_census(struct census *census, const char *text, size_t size)
{
    char word[LONGEST_WORD + 1];
    size_t word_size = 0;
    for (const char *at = text, *end = text + size; at < end;) {
        unsigned char letter = (unsigned char)(*at | 0x20);
        if (letter >= 'a' && letter <= 'z') {
            for (; at < end && (letter = (unsigned char)(*at | 0x20)) >= 'a' && letter <= 'z'; at++) {
                census->scripts[LATIN]++;
                if (word_size + 4 >= LONGEST_WORD)
                    word_size = LONGEST_WORD;
                else
                    word[word_size++] = (char)letter;
            }
            continue;
        }
        if (*at == ' ') {
            end_word(census, word, &word_size);
            at++;
            continue;
        }
        uint32_t c = utf8_next(&at, end);
        int script = script_of(c);
        if (script >= 0)
            census->scripts[script]++;
        if (script == LATIN || script == CYRILLIC)
            take_letter(census, c, word, &word_size);
        else
            end_word(census, word, &word_size);
        census->persian += c == 0x67E || c == 0x686 || c == 0x6AF || c == 0x6CC;
        census->urdu += c == 0x679 || c == 0x688 || c == 0x6D2 || c == 0x6C1;
    }
    end_word(census, word, &word_size);
}

static const char *by_words(const struct census *census, bool *plainly)
{
    int best = 0, second = -1;
    for (int i = 1; i < LANGUAGE_CODES; i++) {
        if (census->hits[i] > census->hits[best]) {
            second = best;
            best = i;
        } else if (second < 0 || census->hits[i] > census->hits[second]) {
            second = i;
        }
    }
    size_t hits = census->hits[best];
    if (census->words < FEWEST_WORDS || hits < FEWEST_HITS || hits * ENOUGH_SHARE < census->words ||
        hits == census->hits[second])
        return NULL;
    *plainly = census->words >= PLAIN_WORDS && hits * PLAIN_SHARE >= census->words;
    return language_codes[best];
}

static const char *by_script(const struct census *census, enum script script)
{
    static const char *const codes[SCRIPTS] = {
        [GREEK] = "el",    [HEBREW] = "he",   [DEVANAGARI] = "hi", [BENGALI] = "bn", [TAMIL] = "ta", [THAI] = "th",
        [GEORGIAN] = "ka", [ARMENIAN] = "hy", [HANGUL] = "ko",     [KANA] = "ja",    [HAN] = "zh"};
    size_t letters = census->scripts[script];
    if (script == ARABIC)
        return census->urdu * 20 > letters ? "ur" : census->persian * 20 > letters ? "fa" : "ar";
    return codes[script];
}

const char *language_of_text(const char *text, size_t size, bool *plainly)
{
    struct census census = {0};
    size_t letters = 0;
    enum script best = LATIN;
    *plainly = false;
    take_census(&census, text, size);
    if (census.scripts[KANA] * 8 > census.scripts[HAN]) { /* Japanese mixes them */
        census.scripts[KANA] += census.scripts[HAN];
        census.scripts[HAN] = 0;
    }
    for (int i = 0; i < SCRIPTS; i++) {
        letters += census.scripts[i];
        if (census.scripts[i] > census.scripts[best])
            best = (enum script)i;
    }
    bool few = letters < FEWEST_LETTERS && (best < HANGUL || letters < FEWEST_LETTERS / 4);
    if (few || census.scripts[best] * 2 < letters)
        return NULL;
    if (best == CYRILLIC && census.kazakh * 30 > letters)
        return "kk";
    if (best == LATIN || best == CYRILLIC)
        return by_words(&census, plainly);
    *plainly = letters >= 3 * FEWEST_LETTERS && census.scripts[best] * 4 > letters * 3;
    return by_script(&census, best);
}

/* Whether a list of tags, with spaces between them, holds the first `size` bytes of `tag`. */
static bool holds(const char *list, const char *tag, size_t size)
{
    while (*list) {
        size_t entry = strcspn(list, " ");
        if (entry == size && strncmp(list, tag, size) == 0)
            return true;
        list += entry + strspn(list + entry, " ");
    }
    return false;
}

bool languages_are_close(const char *a, const char *b)
{
    static const char *const families[] = {"da no nb nn sv", "hr sr bs sh sl", "id ms",    "cs sk",     "pt gl",
                                           "es ca gl",       "bg mk ru",       "ru uk be", "nl af",     "hi mr ne",
                                           "fa ar ur ps",    "zh yue ja",      "fr oc",    "tl fil ceb"};
    size_t a_size = strcspn(a, "-"), b_size = strcspn(b, "-");
    if (a_size == b_size && strncmp(a, b, a_size) == 0)
        return true;
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        if (holds(families[i], a, a_size) && holds(families[i], b, b_size))
            return true;
    return false;
}
