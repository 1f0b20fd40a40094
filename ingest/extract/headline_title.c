#include "ingest/extract/headline_title.h"
#include "ingest/extract/clean_text.h"
#include "ingest/extract/headline_claims.h"

#include <stdlib.h>
#include <string.h>

size_t title_segment(const char *title, size_t *mark)
{
    static const char *const marks[] = {" | ", " – ", " — ", " - ", " · ", " • ", " » ", "|", "_"};
    size_t size = 0;
    *mark = 0;
    for (; title[size]; size++)
        for (size_t m = 0; m < sizeof marks / sizeof *marks; m++)
            if (strncmp(title + size, marks[m], strlen(marks[m])) == 0) {
                *mark = strlen(marks[m]);
                return size;
            }
    return size;
}

bool title_begins(const char *title, const char *text)
{
    size_t mark = 0, size = title ? title_segment(title, &mark) : 0;
    return mark > 0 && clean_same(title, size, text, strlen(text));
}

bool title_ends(const char *title, const char *text)
{
    size_t mark = 0, size = title ? title_segment(title, &mark) : 0;
    const char *last = title;
    for (; mark > 0; size = title_segment(last, &mark))
        last += size + mark;
    return last > title && clean_same(last, size, text, strlen(text)) && !title_begins(title, text);
}

const char *title_rest(const char *title, const char *text, size_t *rest_size)
{
    static const char *const marks[] = {": ", " | ", " - ", " – ", " — ", " » ", " · "};
    size_t title_size = strlen(title), size = strlen(text);
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t mark = strlen(marks[i]);
        if (title_size <= size + mark)
            continue;
        *rest_size = title_size - size - mark;
        if (strncmp(title + size, marks[i], mark) == 0 && clean_same(title, size, text, size))
            return title + size + mark;
        if (strncmp(title + *rest_size, marks[i], mark) == 0 && clean_same(title + *rest_size + mark, size, text, size))
            return title;
    }
    return NULL;
}

size_t title_in_front(const char *title, const char *text)
{
    size_t mark = 0, size = title ? title_segment(title, &mark) : 0;
    bool front = mark > 0 && size < strlen(text) && text[size] == ' ' && memchr(title, ' ', size) &&
                 clean_same(title, size, text, size);
    return front ? size : 0;
}

void title_cut_subtitle(const char *title, char *heading)
{
    size_t size = title_in_front(title, heading), mark;
    const char *next = size > 0 ? title + title_segment(title, &mark) : NULL, *rest = heading + size + 1;
    if (next && strncmp(next + mark, rest, strlen(rest)) == 0)
        heading[size] = '\0';
}

/* A smaller heading that is named a title and is what the title begins with: "Headline : Blog | What it is about". */
char *title_entry(const struct evidence *evidence, int *spot)
{
    const struct outline *outline = evidence->outline;
    for (int i = 0; evidence->title && !evidence->og_title && i < outline->spot_count; i++) {
        if (!(outline->spots[i].kinds & SPOT_HEADING) || !(outline->spots[i].hints & HINT_TITLE))
            continue;
        char *text = evidence_spot_text(evidence, &outline->spots[i]);
        size_t size = text ? strlen(text) : 0;
        if (size > 0 && headline_words(text) >= HEADLINE_FEWEST_WORDS && strncmp(evidence->title, text, size) == 0 &&
            strncmp(evidence->title + size, " : ", 3) == 0) {
            *spot = i;
            return text;
        }
        free(text);
    }
    return NULL;
}
