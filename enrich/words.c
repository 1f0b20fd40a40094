#include "enrich/words.h"

#include "common/buffer.h"
#include "enrich/context.h"
#include "enrich/language.h"
#include "enrich/words_list.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { TABLE_SIZE = 4096, WORD_LIMIT = 2000 };

/* Built once and then read only. Entries with the same text are chained; 0 ends a chain, entries[0] is no word. */
static struct {
    struct word entries[WORD_LIMIT];
    uint32_t hashes[WORD_LIMIT];
    uint16_t next[WORD_LIMIT];
    uint16_t heads[TABLE_SIZE];
    size_t count;
} table;

static pthread_once_t table_once = PTHREAD_ONCE_INIT;

static uint16_t *table_slot(uint32_t hash)
{
    size_t at = (hash ^ hash >> 15) % TABLE_SIZE;
    while (table.heads[at] != 0 && table.hashes[table.heads[at]] != hash) {
        at = (at + 1) % TABLE_SIZE;
    }
    return &table.heads[at];
}

static void add_word(const struct word *row, const char *text, size_t size)
{
    size_t index = ++table.count;
    if (index >= WORD_LIMIT) {
        abort(); /* cannot happen: the list is fixed at build time, and a test loads it */
    }
    table.entries[index] = *row;
    table.entries[index].text = xstrndup(text, size);
    table.hashes[index] = text_hash(text, size);
    uint16_t *slot = table_slot(table.hashes[index]);
    table.next[index] = *slot;
    *slot = (uint16_t)index;
}

static void build_table(void)
{
    for (size_t i = 0; i < words_list_size; i++) {
        for (const char *at = words_list[i].text; *at != '\0';) {
            size_t size = strcspn(at, " ");
            add_word(&words_list[i], at, size);
            at += size + strspn(at + size, " ");
        }
    }
}

void words_annotate(struct text *text)
{
    pthread_once(&table_once, build_table);
    for (size_t i = 0; i < text->token_count; i++) {
        if (text->tokens[i].kind == TOKEN_WORD) {
            text->tokens[i].word = *table_slot(text->tokens[i].hash);
        }
    }
}

static bool word_fits(const struct text *text, size_t index, const struct word *word)
{
    const struct token *token = &text->tokens[index];
    if (word->flags & WORD_EXACT) {
        size_t size = strlen(word->text);
        if (size != token->size || memcmp(text->data + token->start, word->text, size) != 0) {
            return false;
        }
    }
    if (((word->flags & WORD_CAPITAL) && !(token->flags & TOKEN_CAPITAL)) ||
        ((word->flags & WORD_ADJACENT) && !token_adjacent(text, index))) {
        return false;
    }
    return word->languages == NULL || language_is(text->language, word->languages);
}

const struct word *word_at(const struct text *text, size_t index, enum word_class class)
{
    if (index >= text->token_count) {
        return NULL;
    }
    for (uint16_t at = text->tokens[index].word; at != 0; at = table.next[at]) {
        if (table.entries[at].class == class && word_fits(text, index, &table.entries[at])) {
            return &table.entries[at];
        }
    }
    return NULL;
}

uint32_t word_evidence(const struct text *text, size_t index)
{
    uint32_t evidence = 0;
    for (uint16_t at = text->tokens[index].word; at != 0; at = table.next[at]) {
        if (table.entries[at].class == WORD_EVIDENCE) {
            evidence |= (uint32_t)table.entries[at].value;
        }
    }
    return evidence;
}
