#include "ingest/extract/author_sources.h"
#include "ingest/extract/clean_text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define BEFORE_HEADLINE 3 /* blocks in which the line with the date may stand */
#define AFTER_HEADLINE  9
#define LONGEST_LINE    120
#define LONGEST_CLOSING 90  /* of a byline at the end of the text */
#define LONGEST_CREDIT  300 /* of those who reported */
#define SHORTEST_NAME   5
#define LONGEST_BARE    60 /* of a line that is nothing but names */
#define FARTHEST_BARE   8  /* blocks between the headline and such a line */

static bool holds_digit(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (isdigit((unsigned char)text[i]))
            return true;
    return false;
}

/* Whether the page uses the words for something else: its section, its tags, its title. */
static bool is_subject(const struct evidence *evidence, const char *line)
{
    static const char *const metas[] = {"article:section", "news_keywords", "keywords", "article:tag"};
    if (evidence->headline && strcasestr(evidence->headline, line))
        return true;
    const char *section = json_ld_text(json_object_get(evidence->ld.article, "articleSection"));
    if (section && strcasestr(section, line))
        return true;
    for (size_t i = 0; i < sizeof metas / sizeof *metas; i++) {
        const char *said = outline_meta(evidence->outline, metas[i]);
        if (said && strcasestr(said, line))
            return true;
    }
    return false;
}

/* "19 December 2025 · Jane Roe": the parts between marks that hold no digits. */
static void add_parts(const struct evidence *evidence, json_t *authors, const char *line,
                      const struct author_reading *reading)
{
    static const char *const marks[] = {"|", "·", "•", " - ", " – ", " — ", ",", "/"};
    const char *start = line;
    for (const char *at = line;; at++) {
        size_t mark = 0;
        for (size_t i = 0; !mark && *at && i < sizeof marks / sizeof *marks; i++)
            mark = strncmp(at, marks[i], strlen(marks[i])) == 0 ? strlen(marks[i]) : 0;
        if (*at && !mark)
            continue;
        size_t size = (size_t)(at - start);
        if (size >= SHORTEST_NAME && !holds_digit(start, size)) {
            char *part = clean_copy(start, size);
            if (part && !is_subject(evidence, part))
                author_names_add(authors, part, NULL, reading);
            free(part);
        }
        if (*at == '\0')
            return;
        at += mark - 1;
        start = at + 1;
    }
}

/* A line under the headline that holds the date and little else may name the author too. */
void author_source_dateline(const struct evidence *evidence, json_t *authors, enum author_kind kind)
{
    const struct outline *outline = evidence->outline;
    struct author_reading reading = {.kind = kind, .site = evidence->site};
    int headline = evidence->headline_block;
    if (headline < 0)
        return;
    for (int i = headline < BEFORE_HEADLINE ? 0 : headline - BEFORE_HEADLINE;
         i < outline->block_count && i < headline + AFTER_HEADLINE && json_array_size(authors) == 0; i++) {
        const struct block *block = &outline->blocks[i];
        const char *text = outline->text.data + block->start;
        struct date date;
        if (i == headline || block->size > LONGEST_LINE || !holds_digit(text, block->size) ||
            (evidence_regions(evidence, block->container) & (IN_NAV | IN_FOOTER | IN_COMMENTS | IN_CAPTION)) ||
            !date_find(text, block->size, evidence->order, &date))
            continue;
        char *line = clean_copy(text, block->size);
        if (line)
            add_parts(evidence, authors, line, &reading);
        free(line);
    }
}

/* Whether a block may be a line that is nothing but a name: short, in no list or box, without links and digits. */
static bool may_be_bare(const struct evidence *evidence, const struct block *block)
{
    const uint32_t beside = IN_NAV | IN_ASIDE | IN_FOOTER | IN_COMMENTS | IN_CAPTION | IN_FIGURE | IN_HEADING |
                            IN_AWAY | IN_LIST | IN_TABLE | IN_FORM;
    return block->size >= SHORTEST_NAME && block->size <= LONGEST_BARE && block->link_bytes == 0 &&
           !(evidence_regions(evidence, block->container) & beside) &&
           !(block->hints & (HINT_SECTION | HINT_TAGS | HINT_TITLE)) &&
           !(evidence->outline->containers[block->container].hints & (HINT_SECTION | HINT_TAGS | HINT_TITLE)) &&
           !holds_digit(evidence->outline->text.data + block->start, block->size);
}

/* "Dear readers," begins a letter; "Gullholm harbour, © Jane Roe" belongs to a picture. */
static bool is_salutation_or_credit(const char *text, size_t size)
{
    while (size > 0 && isspace((unsigned char)text[size - 1]))
        size--;
    return size == 0 || text[size - 1] == ',' || memmem(text, size, "©", strlen("©")) || memmem(text, size, "(c)", 3);
}

/* Whether a link in a list says the same as a block: the name of a section in the menu. */
static bool is_in_menu(const struct outline *outline, const struct block *line)
{
    for (int i = 0; i < outline->block_count; i++) {
        const struct block *block = &outline->blocks[i];
        if (block != line && block->links == 1 &&
            (outline->containers[block->container].regions & (IN_LIST | IN_NAV)) &&
            clean_same(outline->text.data + block->start, block->size, outline->text.data + line->start, line->size))
            return true;
    }
    return false;
}

/* A line between the headline and the text that is nothing but names. */
void author_source_bare(const struct evidence *evidence, json_t *authors, enum author_kind kind)
{
    const struct outline *outline = evidence->outline;
    struct author_reading reading = {.kind = kind, .site = evidence->site};
    int headline = evidence->headline_block;
    if (headline < 0)
        return;
    for (int i = headline + 1; i < outline->block_count && i <= headline + FARTHEST_BARE; i++) {
        const struct block *block = &outline->blocks[i];
        if (block->size > LONGEST_LINE && outline_is_good(block))
            return;
        if (!may_be_bare(evidence, block) || is_salutation_or_credit(outline->text.data + block->start, block->size))
            continue;
        char *line = clean_copy(outline->text.data + block->start, block->size);
        if (line && !is_subject(evidence, line) && author_names_are_all(line) && !is_in_menu(outline, block))
            author_names_add(authors, line, NULL, &reading);
        free(line);
        if (json_array_size(authors) > 0)
            return;
    }
}

/* "(Reporting by Jane Roe, John Doe and Ada Blum; editing by …)", in a line of its own as agencies close with. */
static void add_reporters(const struct evidence *evidence, json_t *authors, const struct block *block,
                          const struct author_reading *reading)
{
    static const char introduction[] = "reporting by ";
    if (block->size > LONGEST_CREDIT || (evidence_regions(evidence, block->container) & (IN_NAV | IN_COMMENTS)))
        return;
    char *line = clean_copy(evidence->outline->text.data + block->start, block->size);
    char *name = line ? line + (*line == '(') : NULL;
    if (name && strncasecmp(name, introduction, strlen(introduction)) == 0) {
        name[strcspn(name, ";)")] = '\0';
        author_names_add(authors, name, NULL, reading);
    }
    free(line);
}

/* "Text: Jane Roe" below the text, in a line of its own. */
void author_source_closing(const struct evidence *evidence, json_t *authors, enum author_kind kind)
{
    const struct outline *outline = evidence->outline;
    struct author_reading reading = {.kind = kind, .site = evidence->site};
    for (int i = evidence->headline_block + 1; i < outline->block_count && json_array_size(authors) == 0; i++) {
        const struct block *block = &outline->blocks[i];
        uint32_t beside = IN_NAV | IN_FOOTER | IN_COMMENTS | IN_CAPTION | IN_FIGURE | IN_ASIDE | IN_HEADING | IN_AWAY;
        if (block->size < SHORTEST_NAME || block->size > LONGEST_CLOSING ||
            (evidence_regions(evidence, block->container) & beside) ||
            author_is_of_another(evidence, block->container, i))
            continue;
        char *line = clean_copy(outline->text.data + block->start, block->size);
        const char *name = line ? author_names_after_introduction(line) : NULL;
        if (name && name != line)
            author_names_add(authors, name, NULL, &reading);
        free(line);
    }
    for (int i = outline->block_count - 1; i > evidence->headline_block && json_array_size(authors) == 0; i--)
        add_reporters(evidence, authors, &outline->blocks[i], &reading);
}
