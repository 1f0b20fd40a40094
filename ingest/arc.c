#include "ingest/arc.h"

#include "common/buffer.h"
#include "common/text.h"

#include <stdlib.h>
#include <string.h>

#define MOST_FIELDS  9 /* after the URL */
#define STAMP_DIGITS 14

struct field {
    const char *start;
    size_t size;
};

/* The last `count` fields of the line, in their order; returns where the URL before them ends, NULL if there is none.
 */
static const char *split_from_end(const char *line, size_t count, struct field *fields)
{
    const char *end = line + strlen(line);
    while (count > 0) {
        const char *start = end;
        while (start > line && start[-1] != ' ')
            start--;
        if (start == line || start == end)
            return NULL;
        fields[--count] = (struct field){start, (size_t)(end - start)};
        end = start - 1;
    }
    return end > line ? end : NULL;
}

static bool is_number(struct field field, size_t fewest, size_t most)
{
    if (field.size < fewest || field.size > most)
        return false;
    for (size_t i = 0; i < field.size; i++)
        if (field.start[i] < '0' || field.start[i] > '9')
            return false;
    return true;
}

/* "20140216050221", or a day alone, as RFC 3339; NULL when it is neither. */
static char *read_date(struct field field)
{
    char digits[STAMP_DIGITS + 1] = "00000000000000";
    if (field.size != STAMP_DIGITS && field.size != 8)
        return NULL;
    memcpy(digits, field.start, field.size);
    return xprintf("%.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ", digits, digits + 4, digits + 6, digits + 8, digits + 10,
                   digits + 12);
}

bool arc_is_file_line(const char *line)
{
    return text_starts_with(line, "filedesc://");
}

bool arc_parse_head(const char *line, struct arc_head *head)
{
    static const size_t fields_of_versions[] = {4, MOST_FIELDS};
    struct field fields[MOST_FIELDS];
    if (line[strcspn(line, " :")] != ':')
        return false;
    for (size_t i = 0; i < sizeof fields_of_versions / sizeof *fields_of_versions; i++) {
        size_t count = fields_of_versions[i];
        const char *end = split_from_end(line, count, fields);
        if (!end || !is_number(fields[1], 8, 18) || !is_number(fields[count - 1], 1, 18))
            continue;
        *head = (struct arc_head){.url = xstrndup(line, (size_t)(end - line)),
                                  .date = read_date(fields[1]),
                                  .content_type = xstrndup(fields[2].start, fields[2].size),
                                  .length = strtoull(fields[count - 1].start, NULL, 10)};
        return true;
    }
    return false;
}

void arc_head_clear(struct arc_head *head)
{
    free(head->url);
    free(head->date);
    free(head->content_type);
    *head = (struct arc_head){0};
}
