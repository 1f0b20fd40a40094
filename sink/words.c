#include "sink/words.h"

#include "common/buffer.h"
#include "common/text.h"

#include <locale.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <wctype.h>

#define EXCERPT_BYTES 200

static locale_t unicode;
static pthread_once_t unicode_once = PTHREAD_ONCE_INIT;

static void open_unicode(void)
{
    unicode = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
}

/* Letters and digits in lower case, everything else as single spaces, a space at both ends. */
static char *fold(const char *text, size_t size)
{
    struct buffer folded = {0};
    const char *end = text + size;
    pthread_once(&unicode_once, open_unicode);
    buffer_append_char(&folded, ' ');
    while (text < end) {
        wint_t c = utf8_next(&text, end);
        bool is_word = unicode ? iswalnum_l(c, unicode) : (c > 127 || iswalnum(c));
        if (is_word)
            utf8_append(&folded, unicode ? towlower_l(c, unicode) : towlower(c));
        else if (folded.data[folded.size - 1] != ' ')
            buffer_append_char(&folded, ' ');
    }
    if (folded.data[folded.size - 1] != ' ')
        buffer_append_char(&folded, ' ');
    return buffer_steal(&folded);
}

bool words_query_init(struct words_query *query, const char *words, struct error *error)
{
    *query = (struct words_query){NULL, 0};
    while (*words) {
        words += strspn(words, " \t\r\n");
        bool phrase = *words == '"';
        words += phrase;
        size_t size = strcspn(words, phrase ? "\"" : " \t\r\n\"");
        char *term = fold(words, size);
        words += size;
        words += phrase && *words == '"';
        if (!term[1]) {
            free(term);
            continue;
        }
        query->terms = xrealloc(query->terms, (query->count + 1) * sizeof *query->terms);
        query->terms[query->count++] = term;
    }
    return query->count || error_set(error, ERROR_USAGE, "search: give at least one word");
}

void words_query_free(struct words_query *query)
{
    for (size_t i = 0; i < query->count; i++)
        free(query->terms[i]);
    free(query->terms);
    *query = (struct words_query){NULL, 0};
}

static size_t occurrences(const char *text, const char *term)
{
    size_t count = 0;
    while ((text = strstr(text, term))) {
        count++;
        text += strlen(term) - 1; /* the space at its end may be the one before the next */
    }
    return count;
}

double words_score(const struct words_query *query, const char *headline, const char *body)
{
    char *head = fold(headline ? headline : "", headline ? strlen(headline) : 0);
    char *text = fold(body ? body : "", body ? strlen(body) : 0);
    double score = 0;
    for (size_t i = 0; i < query->count; i++) {
        size_t in_head = occurrences(head, query->terms[i]), in_text = occurrences(text, query->terms[i]);
        if (!in_head && !in_text) {
            score = 0;
            break;
        }
        double weight = 4 * (double)in_head + (double)in_text;
        score += weight / (weight + 2); /* many occurrences of one word count less than some of each */
    }
    free(head);
    free(text);
    return score;
}

json_t *words_excerpt(const char *text)
{
    size_t size = text ? strlen(text) : 0;
    if (size <= EXCERPT_BYTES)
        return json_stringn(text ? text : "", size);
    size = utf8_valid_prefix(text, EXCERPT_BYTES);
    const char *space = memrchr(text, ' ', size);
    if (space && space > text + EXCERPT_BYTES / 2)
        size = (size_t)(space - text);
    char *excerpt = xprintf("%.*s…", (int)size, text);
    json_t *value = json_string(excerpt);
    free(excerpt);
    return value;
}
