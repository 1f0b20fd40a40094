#include "ingest/extract/app_state.h"

#include "common/text.h"
#include "ingest/extract/clean_text.h"
#include "ingest/extract/json_ld.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define LONGEST_STATE ((size_t)4 << 20)
#define SHORTEST_BODY 400 /* bytes */
#define DEEPEST       24
#define MOST_VALUES   100000
#define FEWEST_STOPS  3
#define MOST_TRIES    16 /* to read data within one script */

struct search {
    struct buffer best; /* raw: may hold tags, lines end paragraphs */
    int values;
};

/* A text of sentences, not an address, a style or a script. */
static bool is_prose(const char *text, size_t size)
{
    size_t stops = 0, spaces = 0;
    for (size_t i = 0; i + 1 < size; i++) {
        unsigned char c = (unsigned char)text[i];
        bool wide_stop = c == 0xE3 && i + 2 < size && memcmp(text + i, "。", 3) == 0;
        stops += wide_stop || ((c == '.' || c == '!' || c == '?') && strchr(" <\"\n", text[i + 1]));
        spaces += c == ' ' || c >= 0xE3;
    }
    return stops >= FEWEST_STOPS && spaces * 15 > size && !memmem(text, size, "function(", 9) && text[0] != '{';
}

static bool names_text(const char *key)
{
    static const char *const names[] = {"articleBody", "body",     "bodyHtml",    "body_html", "content", "contentHtml",
                                        "fullText",    "html",     "mainContent", "rendered",  "text",    "value",
                                        "paragraph",   "bodyText", "storyBody",   "children"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcasecmp(key, names[i]) == 0)
            return true;
    return false;
}

static void offer(struct search *search, const char *text, size_t size)
{
    if (size <= search->best.size || size < SHORTEST_BODY || !is_prose(text, size))
        return;
    buffer_clear(&search->best);
    buffer_append(&search->best, text, size);
}

/* The text of one item of an array: a string, or the text member of an object ("type": "text" and the like). */
static const char *text_of_item(const json_t *item)
{
    const char *key, *type = json_string_value(json_object_get(item, "type"));
    json_t *value;
    if (json_is_string(item))
        return json_string_value(item);
    if (type && (strcasestr(type, "image") || strcasestr(type, "video") || strcasestr(type, "link") ||
                 strcasestr(type, "html") || strcasestr(type, "embed")))
        return NULL;
    json_object_foreach((json_t *)(uintptr_t)item, key, value)
    {
        if (json_is_string(value) && names_text(key))
            return json_string_value(value);
    }
    return NULL;
}

static void offer_items(struct search *search, const json_t *array)
{
    struct buffer joined = {0};
    size_t i;
    json_t *item;
    json_array_foreach(array, i, item)
    {
        const char *text = text_of_item(item);
        if (!text || !*text)
            continue;
        if (joined.size > 0)
            buffer_append_char(&joined, '\n');
        buffer_append_text(&joined, text);
    }
    if (joined.size > 0)
        offer(search, joined.data, joined.size);
    buffer_free(&joined);
}

static void visit(struct search *search, const json_t *value, int depth)
{
    const char *key;
    json_t *inner;
    size_t i;
    if (depth > DEEPEST || ++search->values > MOST_VALUES)
        return;
    if (json_is_array(value)) {
        offer_items(search, value);
        json_array_foreach(value, i, inner)
        {
            visit(search, inner, depth + 1);
        }
        return;
    }
    json_object_foreach((json_t *)(uintptr_t)value, key, inner)
    {
        if (json_is_string(inner) && names_text(key))
            offer(search, json_string_value(inner), json_string_length(inner));
        else if (json_is_object(inner) || json_is_array(inner))
            visit(search, inner, depth + 1);
    }
}

/* Scripts that are data, or assign data to names: "window.__PRELOADED_STATE__ = {…};". */
static void read_script(struct search *search, const struct script *script)
{
    const char *at = script->text, *end = at + script->size, *brace;
    for (int tries = 0; tries < MOST_TRIES && (brace = memchr(at, '{', (size_t)(end - at))); at = brace + 1) {
        const char *before = brace;
        json_error_t error;
        while (before > script->text && strchr(" \t\r\n", before[-1]))
            before--;
        if (before > script->text && before[-1] != '=' && before[-1] != '[')
            continue;
        json_t *state = json_loadb(brace, (size_t)(end - brace), JSON_DISABLE_EOF_CHECK, &error);
        tries++;
        if (!state)
            continue;
        visit(search, state, 0);
        json_decref(state);
        brace += error.position > 0 ? error.position - 1 : 0;
    }
}

char *app_state_body(const struct data_scripts *scripts)
{
    struct search search = {0};
    size_t left = LONGEST_STATE, brackets = 0;
    for (int i = 0; i < scripts->count; i++) {
        const struct script *state = &scripts->items[i];
        if (state->size > left)
            continue;
        left -= state->size;
        if (!json_ld_fits(state->text, state->size, &brackets))
            break;
        read_script(&search, state);
    }
    char *body = search.best.size > 0 ? clean_copy_paragraphs(search.best.data, search.best.size) : NULL;
    buffer_free(&search.best);
    return body;
}
