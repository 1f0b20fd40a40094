#include "enrich/explain.h"

#include "common/article.h"
#include "common/text.h"
#include "enrich/chain.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN_WORDS = 100 /* bytes of a quotation */ };

static const char *const field_names[ARTICLE_FIELDS] = {
    [FIELD_HEADLINE] = "headline", [FIELD_ABSTRACT] = "abstract", [FIELD_BODY] = "body"};

struct explanation {
    FILE *out;
    bool colour;
    const struct article *article;
    const struct mention_list *mentions;
};

static const char *field_text(const struct explanation *explanation, size_t field)
{
    const struct article *article = explanation->article;
    return field == FIELD_HEADLINE ? article->headline : field == FIELD_ABSTRACT ? article->abstract : article->body;
}

/* Controls (C0, DEL, C1), and the marks that turn the direction of what follows. */
static bool is_command(uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c <= 0x9F) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

/* Texts are a stranger's: what could command a terminal is not passed on. */
static void print_bytes(FILE *out, const char *text, size_t size, bool one_line)
{
    for (const char *at = text, *end = text + size; at < end;) {
        const char *start = at;
        uint32_t c = utf8_next(&at, end);
        if (is_command(c) && (one_line || c != '\n')) {
            putc(' ', out);
        } else {
            fwrite(start, 1, (size_t)(at - start), out);
        }
    }
}

static void print_short(FILE *out, const char *text)
{
    size_t size = strlen(text), shown = size < SHOWN_WORDS ? size : SHOWN_WORDS;
    while (shown < size && shown > 0 && ((unsigned char)text[shown] & 0xC0) == 0x80) {
        shown--;
    }
    print_bytes(out, text, shown, true);
    fputs(shown < size ? "…" : "", out);
}

static const char *colour_of(unsigned type)
{
    switch (type) {
    case ENTITY_PERSON:
        return "\033[35m";
    case ENTITY_ORG:
        return "\033[36m";
    case ENTITY_GPE:
    case ENTITY_LOC:
        return "\033[32m";
    case ENTITY_ASSET:
    case ENTITY_CURRENCY:
    case ENTITY_TICKER:
        return "\033[34m";
    case ENTITY_PRODUCT:
    case ENTITY_EVENT:
        return "\033[31m";
    default:
        return "\033[33m";
    }
}

static const char *tagger_of(const struct mention *mention)
{
    if (mention->from_model) {
        return "statistical";
    }
    if (!mention->from_dictionary) {
        return "pattern";
    }
    return mention->watched ? "watch-list" : mention->tagged ? "dictionary, statistical" : "dictionary";
}

/* The entity of `entities` that has a mention there; NULL if it was left out. */
static const json_t *entity_at(const json_t *entities, const struct mention *mention)
{
    size_t i, k;
    json_t *entity, *at;
    json_array_foreach((json_t *)entities, i, entity)
    {
        json_array_foreach(json_object_get(entity, "mentions"), k, at)
        {
            const char *field = json_string_value(json_object_get(at, "field"));
            if (json_integer_value(json_object_get(at, "start")) == mention->start_point &&
                strcmp(field != NULL ? field : "body", field_names[mention->field]) == 0) {
                return entity;
            }
        }
    }
    return NULL;
}

/* A field with its mentions marked. */
static void print_field(const struct explanation *explanation, size_t field)
{
    const char *text = field_text(explanation, field);
    uint32_t at = 0;
    if (text == NULL) {
        return;
    }
    for (size_t i = 0; i < explanation->mentions->count; i++) {
        const struct mention *mention = &explanation->mentions->items[i];
        if (mention->field != field) {
            continue;
        }
        print_bytes(explanation->out, text + at, mention->start - at, false);
        fputs(explanation->colour ? colour_of(mention->type) : "[", explanation->out);
        print_bytes(explanation->out, text + mention->start, mention->end - mention->start, false);
        fprintf(explanation->out, explanation->colour ? "\033[0m" : "|%s]", entity_type_names[mention->type]);
        at = mention->end;
    }
    print_bytes(explanation->out, text + at, strlen(text + at), false);
    fputs("\n\n", explanation->out);
}

static void print_mention(const struct explanation *explanation, const struct mention *mention)
{
    FILE *out = explanation->out;
    const json_t *entity = entity_at(json_object_get(explanation->article->json, "entities"), mention);
    const char *text = field_text(explanation, mention->field);
    fprintf(out, "%s %u-%u  %s%s  ", field_names[mention->field], mention->start_point, mention->end_point,
            explanation->colour ? colour_of(mention->type) : "", entity_type_names[mention->type]);
    print_bytes(out, text + mention->start, mention->end - mention->start, true);
    fprintf(out, "%s  → ", explanation->colour ? "\033[0m" : "");
    if (entity == NULL) {
        fputs("(names nothing by itself)", out);
    } else {
        print_short(out, json_string_value(json_object_get(entity, "id")));
    }
    fprintf(out, "  by: %s  confidence: %.2f", tagger_of(mention), (double)mention->confidence);
    fprintf(out, mention->from_dictionary || mention->from_model ? "  why: %s\n" : "\n",
            link_reason_texts[mention->reason]);
}

static void print_roles(const struct explanation *explanation)
{
    size_t i;
    json_t *role;
    json_array_foreach(json_object_get(explanation->article->json, "roles"), i, role)
    {
        fputs("role  ", explanation->out);
        print_short(explanation->out, json_string_value(json_object_get(role, "person")));
        fputs(", ", explanation->out);
        print_short(explanation->out, json_string_value(json_object_get(role, "title")));
        fputs(", ", explanation->out);
        print_short(explanation->out, json_string_value(json_object_get(role, "organization")));
        fputs("\n", explanation->out);
    }
}

static void print_said(const struct explanation *explanation, const char *list, const char *title)
{
    size_t i;
    json_t *said;
    json_array_foreach(json_object_get(explanation->article->json, list), i, said)
    {
        const json_t *speaker = json_object_get(said, "speaker"), *entity = json_object_get(speaker, "entity");
        const json_t *cue = json_object_get(json_object_get(said, "cue"), "text");
        fprintf(explanation->out, "%s  ", title);
        print_short(explanation->out, json_string_value(json_object_get(said, "text")));
        fputs("  — ", explanation->out);
        print_short(explanation->out, json_string_value(json_object_get(speaker, "name")));
        fputs("  → ", explanation->out);
        print_short(explanation->out, entity != NULL ? json_string_value(entity) : "(unknown)");
        fputs("  cue: ", explanation->out);
        print_short(explanation->out, cue != NULL ? json_string_value(cue) : "(goes on)");
        fputs("\n", explanation->out);
    }
}

static void print_article(const struct explanation *explanation)
{
    print_bytes(explanation->out, explanation->article->url, strlen(explanation->article->url), true);
    fputs("\n\n", explanation->out);
    for (size_t field = 0; field < ARTICLE_FIELDS; field++) {
        print_field(explanation, field);
    }
    for (size_t i = 0; i < explanation->mentions->count; i++) {
        print_mention(explanation, &explanation->mentions->items[i]);
    }
    print_roles(explanation);
    print_said(explanation, "quotes", "quote");
    print_said(explanation, "statements", "statement");
    fputs("\n", explanation->out);
}

bool explain_articles(const char *path, struct shared_knowledge *shared, FILE *out, bool colour, struct error *error)
{
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "r");
    if (file == NULL) {
        return error_set(error, ERROR_USAGE, "%s: %s", path, strerror(errno));
    }
    const struct knowledge *knowledge = knowledge_take(shared);
    struct chain *chain = chain_new();
    struct chain_counts counts;
    char *line = NULL;
    size_t room = 0, number = 0;
    ssize_t size;
    bool good = true;
    while (good && (size = getline(&line, &room, file)) >= 0) {
        struct article article;
        struct error reason = {0};
        number++;
        if (size <= 1) {
            continue;
        }
        good = article_parse_draft(&article, line, (size_t)size, &reason) ||
               error_set(error, ERROR_USAGE, "%s, line %zu: %s", path, number, reason.text);
        if (good) {
            chain_run(chain, knowledge->dictionary, knowledge->model, &article, &counts);
            struct explanation explanation = {
                .out = out, .colour = colour, .article = &article, .mentions = chain_mentions(chain)};
            print_article(&explanation);
            article_free(&article);
        }
    }
    if (good && ferror(file)) {
        good = error_set(error, ERROR_USAGE, "%s: %s", path, strerror(errno));
    }
    free(line);
    chain_free(chain);
    knowledge_put_back(shared, knowledge);
    if (file != stdin) {
        fclose(file);
    }
    return good;
}
