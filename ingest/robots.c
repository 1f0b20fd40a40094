#include "ingest/robots.h"

#include "common/buffer.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct rule {
    bool allow;
    bool anchored; /* ends with $: the path must end there */
    char *pattern; /* normalised; stars stand for any characters */
    size_t length; /* as written, for "the longest rule counts" */
};

struct rules {
    struct rule *items;
    size_t count;
    double delay; /* seconds between requests; 0: none asked for */
};

struct robots {
    struct rules own, any; /* of groups that name the agent; of groups for * */
    bool named;            /* some group names the agent */
    char **sitemaps;
    size_t sitemap_count;
};

/* ---- one form for patterns and paths ---- */

static int hex_value(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : tolower((unsigned char)c) - 'a' + 10;
}

/* In patterns a star stays as it is; elsewhere it is encoded, as it must be in a pattern that means a star. A $ is not
 * passed in here where it means the end. */
static char *normalise(const char *text, size_t size, bool pattern)
{
    struct buffer out = {0};
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)text[i];
        bool encoded =
            c == '%' && i + 2 < size && isxdigit((unsigned char)text[i + 1]) && isxdigit((unsigned char)text[i + 2]);
        if (encoded) {
            c = (unsigned char)(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
            i += 2;
        }
        bool special = c == '$' || (c == '*' && (encoded || !pattern));
        bool plain = c < 0x80 && (isalnum(c) || strchr("-._~", c));
        if (special || c <= ' ' || c >= 0x7f || (encoded && !plain))
            buffer_printf(&out, "%%%02X", c);
        else
            buffer_append_char(&out, (char)c);
    }
    return buffer_steal(&out);
}

/* ---- parsing ---- */

struct span {
    const char *start;
    size_t size;
};

static struct span trim(const char *start, const char *end)
{
    while (start < end && (*start == ' ' || *start == '\t'))
        start++;
    while (end > start && (end[-1] == ' ' || end[-1] == '\t' || end[-1] == '\0'))
        end--;
    return (struct span){start, (size_t)(end - start)};
}

static bool is_word(struct span span, const char *word)
{
    return span.size == strlen(word) && strncasecmp(span.start, word, span.size) == 0;
}

static size_t token_size(const char *text, size_t size)
{
    size_t count = 0;
    while (count < size && (isalpha((unsigned char)text[count]) || text[count] == '-' || text[count] == '_'))
        count++;
    return count;
}

static void add_rule(struct rules *rules, bool allow, struct span value)
{
    if (value.size == 0)
        return;
    if ((rules->count & (rules->count + 1)) == 0 || rules->count == 0)
        rules->items = xrealloc(rules->items, 2 * (rules->count + 1) * sizeof *rules->items);
    bool anchored = value.start[value.size - 1] == '$';
    rules->items[rules->count++] = (struct rule){.allow = allow,
                                                 .anchored = anchored,
                                                 .pattern = normalise(value.start, value.size - anchored, true),
                                                 .length = value.size};
}

struct parser {
    struct robots *robots;
    struct span agent;
    bool in_rules;           /* a rule came since the last user-agent line */
    bool for_agent, for_any; /* whom the group is for */
};

static void read_agent(struct parser *parser, struct span value)
{
    if (parser->in_rules)
        parser->for_agent = parser->for_any = parser->in_rules = false;
    if (value.size >= 1 && value.start[0] == '*' && (value.size == 1 || isspace((unsigned char)value.start[1]))) {
        parser->for_any = true;
    } else {
        size_t size = token_size(value.start, value.size);
        if (size > 0 && size == parser->agent.size && strncasecmp(value.start, parser->agent.start, size) == 0)
            parser->for_agent = parser->robots->named = true;
    }
}

/* "Disallow /x" is common enough to be read: exactly two words, with the blank for the colon. */
static const char *forgotten_colon(const char *start, const char *end)
{
    struct span line = trim(start, end);
    const char *stop = line.start + line.size, *blank = line.start;
    while (blank < stop && *blank != ' ' && *blank != '\t')
        blank++;
    struct span rest = trim(blank, stop);
    if (rest.size == 0 || memchr(rest.start, ' ', rest.size) || memchr(rest.start, '\t', rest.size))
        return NULL;
    return blank;
}

static void add_sitemap(struct robots *robots, struct span value)
{
    if (value.size == 0 || robots->sitemap_count >= ROBOTS_MOST_SITEMAPS)
        return;
    if (!robots->sitemaps)
        robots->sitemaps = xcalloc(ROBOTS_MOST_SITEMAPS, sizeof *robots->sitemaps);
    robots->sitemaps[robots->sitemap_count++] = xstrndup(value.start, value.size);
}

static void read_delay(struct parser *parser, struct span value)
{
    char text[32];
    double seconds = 0;
    if (value.size >= sizeof text)
        return;
    memcpy(text, value.start, value.size);
    text[value.size] = '\0';
    if (sscanf(text, "%lf", &seconds) != 1 || !(seconds > 0) || seconds > 1e9)
        return;
    if (parser->for_agent && seconds > parser->robots->own.delay)
        parser->robots->own.delay = seconds;
    if (parser->for_any && seconds > parser->robots->any.delay)
        parser->robots->any.delay = seconds;
}

static void read_line(struct parser *parser, const char *start, const char *end)
{
    const char *comment = memchr(start, '#', (size_t)(end - start));
    if (comment)
        end = comment;
    const char *colon = memchr(start, ':', (size_t)(end - start));
    if (!colon)
        colon = forgotten_colon(start, end);
    if (!colon)
        return;
    struct span key = trim(start, colon), value = trim(colon + 1, end);
    bool allow = is_word(key, "allow");
    if (is_word(key, "user-agent") || is_word(key, "user agent") || is_word(key, "useragent")) {
        read_agent(parser, value);
    } else if (is_word(key, "sitemap")) {
        add_sitemap(parser->robots, value);
    } else if (is_word(key, "crawl-delay")) {
        read_delay(parser, value);
    } else if (allow || is_word(key, "disallow")) {
        parser->in_rules = true;
        if (parser->for_agent)
            add_rule(&parser->robots->own, allow, value);
        if (parser->for_any)
            add_rule(&parser->robots->any, allow, value);
    }
}

struct robots *robots_parse(const char *data, size_t size, const char *agent)
{
    struct robots *robots = xcalloc(1, sizeof *robots);
    struct parser parser = {.robots = robots, .agent = {agent, token_size(agent, strlen(agent))}};
    if (size > ROBOTS_SIZE_LIMIT)
        size = ROBOTS_SIZE_LIMIT;
    const char *at = data, *end = data + size;
    if (size >= 3 && memcmp(at, "\xef\xbb\xbf", 3) == 0)
        at += 3;
    while (at < end) {
        const char *stop = at;
        while (stop < end && *stop != '\n' && *stop != '\r')
            stop++;
        read_line(&parser, at, stop);
        at = stop + 1;
    }
    return robots;
}

static void free_rules(struct rules *rules)
{
    for (size_t i = 0; i < rules->count; i++)
        free(rules->items[i].pattern);
    free(rules->items);
}

void robots_free(struct robots *robots)
{
    if (!robots)
        return;
    free_rules(&robots->own);
    free_rules(&robots->any);
    for (size_t i = 0; i < robots->sitemap_count; i++)
        free(robots->sitemaps[i]);
    free(robots->sitemaps);
    free(robots);
}

size_t robots_sitemap_count(const struct robots *robots)
{
    return robots ? robots->sitemap_count : 0;
}

const char *robots_sitemap(const struct robots *robots, size_t index)
{
    return robots->sitemaps[index];
}

double robots_crawl_delay(const struct robots *robots)
{
    return !robots ? 0 : robots->named ? robots->own.delay : robots->any.delay;
}

/* ---- matching ---- */

/* The pieces between stars are found one after the other, each as early as possible, so that no pattern is slow. Adds
 * what was compared, in bytes, to `work`. */
static bool matches(const struct rule *rule, struct span path, size_t *work)
{
    const char *pattern = rule->pattern, *at = path.start, *end = path.start + path.size;
    bool first = true;
    for (;;) {
        size_t size = strcspn(pattern, "*");
        bool last = pattern[size] == '\0';
        if (last && rule->anchored) {
            bool fits = (size_t)(end - at) >= size && memcmp(end - size, pattern, size) == 0;
            return fits && (!first || (size_t)(end - at) == size);
        }
        const char *found =
            first ? (strncmp(at, pattern, size) == 0 ? at : NULL) : memmem(at, (size_t)(end - at), pattern, size);
        *work += size + (first ? 0 : (size_t)((found ? found : end) - at));
        if (!found)
            return false;
        if (last)
            return true;
        at = found + size;
        pattern += size + 1;
        first = false;
    }
}

bool robots_allows(const struct robots *robots, const char *path)
{
    if (!robots || strcmp(path, "/robots.txt") == 0)
        return true;
    const struct rules *rules = robots->named ? &robots->own : &robots->any;
    char *normal = normalise(path, strlen(path), false);
    struct span whole = {normal, strlen(normal)};
    size_t longest = 0, work = 0;
    bool allowed = true;
    for (size_t i = 0; i < rules->count && work <= ROBOTS_WORK_LIMIT; i++) {
        const struct rule *rule = &rules->items[i];
        if (rule->length < longest || (rule->length == longest && !rule->allow) || !matches(rule, whole, &work))
            continue;
        longest = rule->length;
        allowed = rule->allow;
    }
    free(normal);
    return allowed && work <= ROBOTS_WORK_LIMIT;
}
