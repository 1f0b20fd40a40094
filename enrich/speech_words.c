#include "enrich/speech_words.h"

#include "enrich/language.h"

#include <pthread.h>
#include <string.h>

enum { TABLE_SIZE = 8192, LANGUAGES = 7 };

struct speech_table {
    uint32_t hashes[TABLE_SIZE]; /* 0: free */
    struct speech_word words[TABLE_SIZE];
};

static const char languages[LANGUAGES][3] = {"en", "de", "fr", "es", "it", "pt", "nl"};

/* Built once and then read only. */
static struct speech_table tables[LANGUAGES];
static pthread_once_t tables_once = PTHREAD_ONCE_INIT;

static size_t slot_of(const struct speech_table *table, uint32_t hash)
{
    size_t at = (hash ^ hash >> 15) % TABLE_SIZE;
    while (table->hashes[at] != 0 && table->hashes[at] != hash) {
        at = (at + 1) % TABLE_SIZE;
    }
    return at;
}

static void add_row(struct speech_table *table, const struct speech_row *row)
{
    for (const char *at = row->words; *at != '\0';) {
        size_t size = strcspn(at, " ");
        uint32_t hash = text_hash(at, size);
        size_t slot = slot_of(table, hash);
        struct speech_word *word = &table->words[slot];
        table->hashes[slot] = hash;
        word->cue |= row->cue;
        word->speaker |= row->speaker;
        word->grammar = row->grammar != GRAMMAR_NONE ? row->grammar : word->grammar;
        word->given = row->given != GIVEN_NONE ? row->given : word->given;
        at += size + strspn(at + size, " ");
    }
}

static void build_tables(void)
{
    for (size_t k = 0; k < LANGUAGES; k++) {
        for (size_t i = 0; i < speech_row_count; i++) {
            if (speech_rows[i].languages == NULL || strstr(speech_rows[i].languages, languages[k]) != NULL) {
                add_row(&tables[k], &speech_rows[i]);
            }
        }
    }
}

const struct speech_table *speech_table_of(const char *language)
{
    pthread_once(&tables_once, build_tables);
    for (size_t k = 0; k < LANGUAGES; k++) {
        if (language_is(language, languages[k])) {
            return &tables[k];
        }
    }
    return NULL;
}

struct speech_word speech_word_find(const struct speech_table *table, uint32_t hash)
{
    size_t slot = slot_of(table, hash);
    return table->hashes[slot] != 0 ? table->words[slot] : (struct speech_word){0};
}
