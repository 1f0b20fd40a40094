#include "ingest/extract/hints.h"

#include <pthread.h>
#include <stdbool.h>
#include <string.h>

/* Letters behind a digit that may be a word by chance: class names made by tools are hashes. */
#define LONGEST_CHANCE 3

#define MOST_BYTES 400 /* of an attribute; class lists beyond are generated */

static const struct {
    const char *word;
    uint32_t hints;
} words[] = {
    {"ad", HINT_AWAY | HINT_ADVERT},
    {"ads", HINT_AWAY | HINT_ADVERT},
    {"adsense", HINT_AWAY | HINT_ADVERT},
    {"adslot", HINT_AWAY | HINT_ADVERT},
    {"advert", HINT_AWAY | HINT_ADVERT},
    {"advertisement", HINT_AWAY | HINT_ADVERT},
    {"advertising", HINT_AWAY | HINT_ADVERT},
    {"agate", HINT_AWAY},
    {"also", HINT_AWAY},
    {"antetitulo", HINT_SECTION},
    {"anzeige", HINT_AWAY | HINT_ADVERT},
    {"article", HINT_BODY},
    {"articlebody", HINT_BODY | HINT_ARTICLE_BODY},
    {"articolo", HINT_BODY},
    {"articulo", HINT_BODY},
    {"artigo", HINT_BODY},
    {"artikel", HINT_BODY},
    {"auteur", HINT_AUTHOR},
    {"author", HINT_AUTHOR},
    {"authors", HINT_AUTHOR},
    {"autor", HINT_AUTHOR},
    {"autoren", HINT_AUTHOR},
    {"autores", HINT_AUTHOR},
    {"bajada", HINT_LEAD},
    {"banner", HINT_AWAY},
    {"beitrag", HINT_BODY},
    {"bildunterschrift", HINT_CAPTION},
    {"blog", HINT_BODY},
    {"body", HINT_BODY},
    {"breadcrumb", HINT_AWAY | HINT_SECTION | HINT_FURNITURE},
    {"breadcrumbs", HINT_AWAY | HINT_SECTION | HINT_FURNITURE},
    {"button", HINT_AWAY},
    {"buttons", HINT_AWAY},
    {"byline", HINT_AUTHOR},
    {"caption", HINT_CAPTION},
    {"captions", HINT_CAPTION},
    {"category", HINT_SECTION},
    {"chapeau", HINT_LEAD},
    {"chapo", HINT_LEAD},
    {"cintillo", HINT_SECTION},
    {"comentarios", HINT_AWAY | HINT_COMMENT},
    {"comment", HINT_AWAY | HINT_COMMENT},
    {"commentaires", HINT_AWAY | HINT_COMMENT},
    {"commenti", HINT_AWAY | HINT_COMMENT},
    {"commentlist", HINT_AWAY | HINT_COMMENT},
    {"comments", HINT_AWAY | HINT_COMMENT},
    {"consent", HINT_AWAY | HINT_FURNITURE | HINT_CONSENT},
    {"contenido", HINT_BODY},
    {"content", HINT_BODY},
    {"contents", HINT_BODY},
    {"conteudo", HINT_BODY},
    {"cookie", HINT_AWAY | HINT_FURNITURE | HINT_CONSENT},
    {"cookies", HINT_AWAY | HINT_FURNITURE | HINT_CONSENT},
    {"copyright", HINT_RIGHTS},
    {"created", HINT_DATE | HINT_PUBLISHED},
    {"credit", HINT_CAPTION},
    {"credits", HINT_CAPTION},
    {"dachzeile", HINT_SECTION},
    {"date", HINT_DATE},
    {"dateline", HINT_DATE},
    {"datetime", HINT_DATE},
    {"datum", HINT_DATE},
    {"deck", HINT_LEAD},
    {"dek", HINT_LEAD},
    {"dialog", HINT_AWAY},
    {"didomi", HINT_AWAY | HINT_FURNITURE | HINT_CONSENT},
    {"disqus", HINT_AWAY | HINT_COMMENT},
    {"donate", HINT_AWAY},
    {"donation", HINT_AWAY},
    {"entradilla", HINT_LEAD},
    {"entry", HINT_BODY},
    {"excerpt", HINT_LEAD},
    {"eyebrow", HINT_SECTION},
    {"fecha", HINT_DATE},
    {"follow", HINT_AWAY},
    {"footer", HINT_AWAY | HINT_FURNITURE},
    {"gdpr", HINT_AWAY | HINT_FURNITURE | HINT_CONSENT},
    {"heading", HINT_TITLE},
    {"headline", HINT_TITLE},
    {"highlights", HINT_KEY_POINTS},
    {"ingress", HINT_LEAD},
    {"inhalt", HINT_BODY},
    {"journalist", HINT_AUTHOR},
    {"keypoints", HINT_KEY_POINTS},
    {"keywords", HINT_TAGS},
    {"kicker", HINT_SECTION},
    {"kommentar", HINT_COMMENT},
    {"kommentare", HINT_AWAY | HINT_COMMENT},
    {"lead", HINT_LEAD},
    {"lede", HINT_LEAD},
    {"legal", HINT_RIGHTS},
    {"legende", HINT_CAPTION},
    {"leseempfehlung", HINT_AWAY},
    {"main", HINT_BODY},
    {"manchet", HINT_LEAD},
    {"masthead", HINT_AWAY | HINT_FURNITURE},
    {"menu", HINT_AWAY | HINT_FURNITURE},
    {"modal", HINT_AWAY},
    {"modified", HINT_DATE | HINT_MODIFIED},
    {"more", HINT_AWAY},
    {"nav", HINT_AWAY | HINT_FURNITURE},
    {"navbar", HINT_AWAY | HINT_FURNITURE},
    {"navigation", HINT_AWAY | HINT_FURNITURE},
    {"newsletter", HINT_AWAY},
    {"newsletters", HINT_AWAY},
    {"noprint", HINT_AWAY},
    {"noticia", HINT_BODY},
    {"occhiello", HINT_SECTION},
    {"onetrust", HINT_AWAY | HINT_FURNITURE | HINT_CONSENT},
    {"outbrain", HINT_AWAY | HINT_FURNITURE | HINT_ADVERT},
    {"overlay", HINT_AWAY},
    {"overline", HINT_SECTION},
    {"pager", HINT_AWAY},
    {"pagination", HINT_AWAY},
    {"paywall", HINT_AWAY},
    {"perex", HINT_LEAD},
    {"popular", HINT_AWAY},
    {"popup", HINT_AWAY},
    {"post", HINT_BODY},
    {"posted", HINT_DATE | HINT_PUBLISHED},
    {"pretitle", HINT_SECTION},
    {"privacy", HINT_AWAY | HINT_FURNITURE | HINT_CONSENT},
    {"promo", HINT_AWAY},
    {"promos", HINT_AWAY},
    {"promotion", HINT_AWAY},
    {"pubblicita", HINT_AWAY | HINT_ADVERT},
    {"pubdate", HINT_DATE | HINT_PUBLISHED},
    {"publicado", HINT_DATE | HINT_PUBLISHED},
    {"publicidad", HINT_AWAY | HINT_ADVERT},
    {"publicite", HINT_AWAY | HINT_ADVERT},
    {"published", HINT_DATE | HINT_PUBLISHED},
    {"rating", HINT_AWAY},
    {"recirc", HINT_AWAY},
    {"recirculation", HINT_AWAY},
    {"recommend", HINT_AWAY},
    {"recommendation", HINT_AWAY},
    {"recommendations", HINT_AWAY},
    {"recommended", HINT_AWAY},
    {"reklam", HINT_AWAY | HINT_ADVERT},
    {"reklama", HINT_AWAY | HINT_ADVERT},
    {"relacionadas", HINT_AWAY},
    {"relacionados", HINT_AWAY},
    {"related", HINT_AWAY},
    {"replies", HINT_AWAY | HINT_COMMENT},
    {"reply", HINT_AWAY | HINT_COMMENT},
    {"respond", HINT_AWAY | HINT_COMMENT},
    {"rights", HINT_RIGHTS},
    {"roofline", HINT_SECTION},
    {"rubrik", HINT_SECTION},
    {"share", HINT_AWAY | HINT_FURNITURE},
    {"shares", HINT_AWAY | HINT_FURNITURE},
    {"sharing", HINT_AWAY | HINT_FURNITURE},
    {"sidebar", HINT_AWAY},
    {"signup", HINT_AWAY},
    {"skip", HINT_AWAY},
    {"skyscraper", HINT_AWAY},
    {"social", HINT_AWAY},
    {"sottotitolo", HINT_LEAD},
    {"spitzmarke", HINT_SECTION},
    {"sponsor", HINT_AWAY},
    {"sponsored", HINT_AWAY},
    {"standfirst", HINT_LEAD},
    {"story", HINT_BODY},
    {"subheading", HINT_LEAD},
    {"subheadline", HINT_LEAD},
    {"subscribe", HINT_AWAY},
    {"subscription", HINT_AWAY},
    {"subtitle", HINT_LEAD},
    {"subtitulo", HINT_LEAD},
    {"summary", HINT_LEAD},
    {"supertitle", HINT_SECTION},
    {"suptitle", HINT_SECTION},
    {"surtitre", HINT_SECTION},
    {"taboola", HINT_AWAY | HINT_FURNITURE | HINT_ADVERT},
    {"tag", HINT_TAGS},
    {"tags", HINT_TAGS | HINT_AWAY},
    {"takeaways", HINT_KEY_POINTS},
    {"teaser", HINT_AWAY | HINT_LEAD},
    {"teasers", HINT_AWAY},
    {"text", HINT_BODY},
    {"texto", HINT_BODY},
    {"time", HINT_DATE},
    {"timestamp", HINT_DATE},
    {"title", HINT_TITLE},
    {"tldr", HINT_KEY_POINTS},
    {"toc", HINT_AWAY},
    {"toolbar", HINT_AWAY},
    {"tools", HINT_AWAY},
    {"topic", HINT_SECTION},
    {"topline", HINT_SECTION},
    {"trending", HINT_AWAY},
    {"updated", HINT_DATE | HINT_MODIFIED},
    {"usercentrics", HINT_AWAY | HINT_FURNITURE | HINT_CONSENT},
    {"volanta", HINT_SECTION},
    {"vorspann", HINT_LEAD},
    {"werbung", HINT_AWAY | HINT_ADVERT},
    {"widget", HINT_AWAY},
    {"widgets", HINT_AWAY},
    {"writer", HINT_AUTHOR},
};

/* Pairs that mean more together; both parts lower case. */
static const struct {
    const char *first, *second;
    uint32_t hints;
} pairs[] = {
    {"article", "body", HINT_BODY | HINT_ARTICLE_BODY},
    {"article", "content", HINT_BODY | HINT_ARTICLE_BODY},
    {"by", "line", HINT_AUTHOR},
    {"over", "line", HINT_SECTION},
    {"sub", "heading", HINT_LEAD},
    {"sub", "title", HINT_LEAD},
    {"sub", "headline", HINT_LEAD},
    {"head", "line", HINT_TITLE},
    {"stand", "first", HINT_LEAD},
    {"article", "text", HINT_BODY | HINT_ARTICLE_BODY},
    {"entry", "content", HINT_BODY | HINT_ARTICLE_BODY},
    {"post", "content", HINT_BODY | HINT_ARTICLE_BODY},
    {"post", "body", HINT_BODY | HINT_ARTICLE_BODY},
    {"story", "body", HINT_BODY | HINT_ARTICLE_BODY},
    {"story", "content", HINT_BODY | HINT_ARTICLE_BODY},
    {"key", "points", HINT_KEY_POINTS},
    {"key", "takeaways", HINT_KEY_POINTS},
    {"key", "facts", HINT_KEY_POINTS},
    {"at", "glance", HINT_KEY_POINTS},
    {"bullet", "points", HINT_KEY_POINTS},
    {"most", "read", HINT_AWAY},
    {"most", "viewed", HINT_AWAY},
    {"read", "next", HINT_AWAY},
    {"read", "more", HINT_AWAY},
    {"see", "also", HINT_AWAY},
    {"more", "from", HINT_AWAY},
    {"sign", "up", HINT_AWAY},
    {"subscriber", "only", HINT_PAID},
    {"subscribers", "only", HINT_PAID},
    {"subscriber", "content", HINT_PAID},
    {"premium", "content", HINT_PAID},
    {"paid", "content", HINT_PAID},
    {"screen", "reader", HINT_AWAY},
    {"visually", "hidden", HINT_AWAY},
};

/* Of characters: letters are those of ASCII, whatever the locale. */
enum { SMALL = 1, CAPITAL = 2, LETTER = SMALL | CAPITAL, DIGIT = 4 };
static unsigned char kinds[256];

/* A word of a name as it stands there, and the hash of its small letters. */
struct word {
    const char *text;
    size_t length;
    uint32_t hash;
};

/* Hash tables of `words` by their hashes, and of `pairs` by those of both; a number of 0: an empty slot. */
#define SLOT_BITS      10
#define PAIR_SLOT_BITS 8
struct slot {
    uint32_t hash;
    uint16_t number;
};
static struct slot slots[1 << SLOT_BITS], pair_slots[1 << PAIR_SLOT_BITS];
static pthread_once_t tables_once = PTHREAD_ONCE_INIT;

static uint32_t hash_letter(uint32_t hash, char letter)
{
    return (hash ^ ((unsigned char)letter | 0x20u)) * 16777619u;
}

static uint32_t hash_word(const char *word)
{
    uint32_t hash = 0;
    for (; *word; word++)
        hash = hash_letter(hash, *word);
    return hash;
}

static uint32_t hash_pair(uint32_t first, uint32_t second)
{
    return first * 31 + second;
}

static uint32_t first_slot(uint32_t hash, int bits)
{
    return hash * 2654435761u >> (32 - bits);
}

static void add_slot(struct slot *table, int bits, uint32_t hash, size_t number)
{
    uint32_t at = first_slot(hash, bits);
    while (table[at].number)
        at = (at + 1) & ((1u << bits) - 1);
    table[at] = (struct slot){hash, (uint16_t)number};
}

static void fill_tables(void)
{
    for (int c = 'a'; c <= 'z'; c++)
        kinds[c] = SMALL;
    for (int c = 'A'; c <= 'Z'; c++)
        kinds[c] = CAPITAL;
    for (int c = '0'; c <= '9'; c++)
        kinds[c] = DIGIT;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        add_slot(slots, SLOT_BITS, hash_word(words[i].word), i + 1);
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        add_slot(pair_slots, PAIR_SLOT_BITS, hash_pair(hash_word(pairs[i].first), hash_word(pairs[i].second)), i + 1);
}

static bool is_same(const struct word *word, const char *name)
{
    for (size_t i = 0; i < word->length; i++)
        if ((word->text[i] | 0x20) != name[i])
            return false;
    return name[word->length] == '\0';
}

static uint32_t hints_of_word(const struct word *word)
{
    for (uint32_t at = first_slot(word->hash, SLOT_BITS); slots[at].number; at = (at + 1) & ((1u << SLOT_BITS) - 1))
        if (slots[at].hash == word->hash && is_same(word, words[slots[at].number - 1].word))
            return words[slots[at].number - 1].hints;
    return 0;
}

static uint32_t hints_of_pair(const struct word *first, const struct word *second)
{
    uint32_t hash = hash_pair(first->hash, second->hash);
    for (uint32_t at = first_slot(hash, PAIR_SLOT_BITS); pair_slots[at].number;
         at = (at + 1) & ((1u << PAIR_SLOT_BITS) - 1)) {
        size_t i = pair_slots[at].number - 1u;
        if (pair_slots[at].hash == hash && is_same(first, pairs[i].first) && is_same(second, pairs[i].second))
            return pairs[i].hints;
    }
    return 0;
}

/* The word that begins at the letter `at`: "articleBody" is two, "URL" one. */
static struct word read_word(const char *at, const char *end)
{
    struct word word = {.text = at};
    unsigned char before = 0, kind;
    for (; at < end && (kind = kinds[(unsigned char)*at] & LETTER) && !(kind == CAPITAL && before == SMALL); at++) {
        word.hash = hash_letter(word.hash, *at);
        before = kind;
    }
    word.length = (size_t)(at - word.text);
    return word;
}

uint32_t hints_of_names(const char *value, size_t size)
{
    const char *at = value, *end = value + (size < MOST_BYTES ? size : MOST_BYTES);
    struct word before = {0};
    uint32_t hints = 0;
    pthread_once(&tables_once, fill_tables);
    while (at < end) {
        if (!(kinds[(unsigned char)*at] & LETTER)) {
            if (*at == ' ')
                before.length = 0; /* pairs are within one name */
            at++;
            continue;
        }
        bool chance = at > value && kinds[(unsigned char)at[-1]] == DIGIT;
        struct word word = read_word(at, end);
        if (!chance || word.length > LONGEST_CHANCE)
            hints |= hints_of_word(&word);
        hints |= before.length ? hints_of_pair(&before, &word) : 0;
        before = word;
        at += word.length;
    }
    return hints;
}
