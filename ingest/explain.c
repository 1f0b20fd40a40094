#include "ingest/explain.h"

#include "ingest/extract/extract.h"
#include "ingest/inflate.h"
#include "ingest/page.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define SHOWN_TEXT   100 /* bytes of a block or a field */
#define SHOWN_LEVELS 4   /* tags of the elements around a block */

struct explanation {
    FILE *out;
    bool colour;
    struct buffer origins; /* a line for each field */
};

static bool read_file(const char *path, size_t limit, struct buffer *data, struct error *error)
{
    FILE *file = fopen(path, "rb");
    size_t got = 1;
    if (!file)
        return error_set(error, ERROR_USAGE, "%s: %s", path, strerror(errno));
    while (got > 0 && data->size <= limit) {
        got = fread(buffer_reserve(data, 65536), 1, 65536, file);
        data->size += got;
    }
    int cause = ferror(file) ? errno : 0;
    fclose(file);
    if (cause || data->size > limit)
        return error_set(error, ERROR_USAGE, "%s: %s", path, cause ? strerror(cause) : "longer than --max-page");
    if (!inflate_is_gzip(data->data, data->size))
        return true;
    struct buffer packed = *data;
    *data = (struct buffer){0};
    bool done = inflate_buffer(packed.data, packed.size, limit, data, error);
    buffer_free(&packed);
    return done;
}

/* The first bytes of a text on one line, cut between characters. Texts are a stranger's: what could command a terminal
   is not passed on. */
static void print_text(FILE *out, const char *text, size_t size)
{
    size_t shown = size < SHOWN_TEXT ? size : SHOWN_TEXT;
    while (shown < size && shown > 0 && ((unsigned char)text[shown] & 0xC0) == 0x80)
        shown--;
    for (size_t i = 0; i < shown; i++)
        putc((unsigned char)text[i] < 0x20 || text[i] == 0x7F ? ' ' : text[i], out);
    fputs(shown < size ? "…\n" : "\n", out);
}

static void print_tags(FILE *out, const struct outline *outline, int container)
{
    int around[SHOWN_LEVELS], count = 0;
    for (; container >= 0 && count < SHOWN_LEVELS; container = outline->containers[container].parent)
        around[count++] = container;
    while (count-- > 0) {
        size_t size;
        const lxb_char_t *name = lxb_tag_name_by_id(outline->containers[around[count]].tag, &size);
        fprintf(out, "%s%s", name ? (const char *)name : "?", count ? ">" : "");
    }
}

static const char *colour_of(enum verdict verdict)
{
    return verdict == VERDICT_TAKEN ? "\033[32m" : verdict == VERDICT_LEFT ? "\033[2m" : "\033[33m";
}

static void print_blocks(const struct explanation *explanation, const struct extract_view *view)
{
    const struct block_table *table = &view->scores->table;
    fputs("score  verdict          place: text\n", explanation->out);
    for (int i = 0; i < table->count; i++) {
        const struct block *block = &table->outline->blocks[i];
        fprintf(explanation->out, "%s%5.3f  %-15s  ", explanation->colour ? colour_of(view->verdicts[i]) : "",
                (double)view->scores->final[i], verdict_name(view->verdicts[i]));
        print_tags(explanation->out, table->outline, block->container);
        fputs(": ", explanation->out);
        print_text(explanation->out, table->outline->text.data + block->start, block->size);
        if (explanation->colour)
            fputs("\033[0m", explanation->out);
    }
}

static void see(void *context, const struct extract_view *view)
{
    struct explanation *explanation = context;
    print_blocks(explanation, view);
    buffer_clear(&explanation->origins);
    buffer_printf(&explanation->origins, "articleBody\t%s\n", view->body_origin);
    for (int field = 0; field < FIELD_COUNT; field++) {
        const struct origin *origin = &view->evidence->origins[field];
        if (origin->kind)
            buffer_printf(&explanation->origins, "%s\t%s%s%s\n", field_name(field), origin->kind,
                          origin->name ? " " : "", origin->name ? origin->name : "");
    }
}

static void print_fields(const struct explanation *explanation, const json_t *article)
{
    for (const char *line = explanation->origins.data; line && *line;) {
        const char *tab = strchr(line, '\t'), *end = strchr(line, '\n');
        char *name = xstrndup(line, (size_t)(tab - line));
        const json_t *value = json_object_get(article, name);
        char *text = json_is_string(value) ? xstrdup(json_string_value(value))
                     : value               ? json_dumps(value, JSON_COMPACT)
                                           : NULL;
        if (text) {
            fprintf(explanation->out, "%-20s %-30.*s ", name, (int)(end - tab - 1), tab + 1);
            print_text(explanation->out, text, strlen(text));
        }
        free(text);
        free(name);
        line = end + 1;
    }
}

bool explain_page(const char *path, size_t limit, FILE *out, bool colour, struct error *error)
{
    struct buffer data = {0};
    struct explanation explanation = {.out = out, .colour = colour};
    struct error reason = {0};
    json_t *article = NULL;
    if (!read_file(path, limit, &data, error)) {
        buffer_free(&data);
        return false;
    }
    struct extractor *extractor = extractor_new();
    char *urn = page_urn(path);
    struct extract_input input = {.data = data.data ? data.data : "",
                                  .size = data.size,
                                  .fallback_url = urn,
                                  .watch = see,
                                  .watch_context = &explanation};
    extract_article(extractor, &input, &article, &reason);
    putc('\n', out);
    if (article)
        print_fields(&explanation, article);
    else
        fprintf(out, "%s\n", reason.text);
    json_decref(article);
    free(urn);
    extractor_free(extractor);
    buffer_free(&explanation.origins);
    buffer_free(&data);
    return true;
}
