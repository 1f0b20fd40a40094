#include "ingest/extract/trim_markup.h"

#include <string.h>
#include <strings.h>

#define MOST_ATTRIBUTES 256
#define SHORTEST_DATA   1000 /* bytes of a script */
#define LONGEST_TYPE    64
#define LONGEST_TITLE   8192
#define LONGEST_NAMED   40 /* bytes of a character reference, with room */

enum { SPACE = 1, SLASH = 2, GREATER = 4, EQUALS = 8 };
static const unsigned char kinds[256] = {['\t'] = SPACE, ['\n'] = SPACE, ['\f'] = SPACE,  ['\r'] = SPACE,
                                         [' '] = SPACE,  ['/'] = SLASH,  ['>'] = GREATER, ['='] = EQUALS};

enum content { MARKUP, DRAWING, SCRIPT, RAW_UNREAD, RAW_READ };

struct trim {
    const char *end;
    const char *copied;   /* what is before it is in `out`, or was cut */
    char *out;            /* never holds more than was read */
    const char *odd;      /* before it no drawing is whole */
    const char *untitled; /* before it no title ends */
    bool scripting;
    struct data_scripts *scripts;
};

struct attribute {
    const char *name, *value;
    size_t name_size, value_size;
};

static bool is_kind(const char *at, int kind)
{
    return kinds[(unsigned char)*at] & kind;
}

static bool is_letter(char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static bool is_word(const char *text, size_t size, const char *word)
{
    for (size_t i = 0; i < size; i++)
        if ((text[i] | 0x20) != word[i])
            return false;
    return word[size] == '\0';
}

static void cut(struct trim *trim, const char *from, const char *to)
{
    size_t size = (size_t)(from - trim->copied);
    memcpy(trim->out, trim->copied, size);
    trim->out += size;
    trim->copied = to;
}

/* ---- attributes ---- */

/* Styles are read for what hides an element ("display", "visibility"; a reference may stand for a letter). */
static bool may_hide(const struct attribute *attribute)
{
    for (size_t i = 0; i < attribute->value_size; i++)
        if ((attribute->value[i] | 0x20) == 'y' || attribute->value[i] == '&')
            return true;
    return false;
}

/* What outline_head.c and element_names.c read, and what the parser itself goes by (type, encoding, those of font). */
static bool is_read(const struct attribute *attribute)
{
    static const char *const names[][8] = {[2] = {"id"},
                                           [3] = {"rel", "alt"},
                                           [4] = {"href", "name", "type", "role", "lang", "size", "face"},
                                           [5] = {"class", "color", "value"},
                                           [6] = {"hidden"},
                                           [7] = {"content"},
                                           [8] = {"itemprop", "datetime", "property", "encoding"},
                                           [10] = {"http-equiv"},
                                           [11] = {"data-testid"},
                                           [14] = {"data-component"}};
    size_t size = attribute->name_size;
    if (size >= sizeof names / sizeof *names)
        return false;
    for (const char *const *name = names[size]; *name; name++)
        if (is_word(attribute->name, size, *name))
            return true;
    return size == 5 && is_word(attribute->name, size, "style") && may_hide(attribute);
}

/* Reads the attribute at `at`, which is no space, slash or '>'; returns what is behind it. */
static const char *read_attribute(const char *at, const char *end, struct attribute *attribute)
{
    attribute->name = at++; /* may be a '=' */
    while (at < end && !kinds[(unsigned char)*at])
        at++;
    attribute->name_size = (size_t)(at - attribute->name);
    attribute->value_size = 0;
    const char *next = at;
    while (next < end && is_kind(next, SPACE))
        next++;
    if (next >= end || *next != '=')
        return at;
    for (next++; next < end && is_kind(next, SPACE); next++)
        ;
    if (next < end && (*next == '"' || *next == '\'')) {
        const char *close = memchr(next + 1, *next, (size_t)(end - next - 1));
        attribute->value = next + 1;
        attribute->value_size = (size_t)((close ? close : end) - next - 1);
        return close ? close + 1 : end;
    }
    attribute->value = next;
    while (next < end && !is_kind(next, SPACE | GREATER))
        next++;
    attribute->value_size = (size_t)(next - attribute->value);
    return next;
}

/* Cuts what is not read from the tag whose name ends at `at`, and copies its type; returns where its '>' is. */
static const char *trim_attributes(struct trim *trim, const char *at, char type[LONGEST_TYPE])
{
    const char *end = trim->end;
    struct attribute attribute;
    int kept = 0;
    for (;;) {
        while (at < end && is_kind(at, SPACE | SLASH))
            at++;
        if (at >= end || *at == '>')
            return at;
        const char *start = at;
        at = read_attribute(at, end, &attribute);
        if (is_read(&attribute) && kept++ < MOST_ATTRIBUTES) {
            if (type && attribute.name_size == 4 && is_word(attribute.name, 4, "type") && !*type) {
                size_t size = attribute.value_size < LONGEST_TYPE ? attribute.value_size : LONGEST_TYPE - 1;
                memcpy(type, attribute.value, size);
                type[size] = '\0';
            }
            continue;
        }
        while (at < end && is_kind(at, SPACE))
            at++;
        cut(trim, start, at);
    }
}

static const char *skip_attributes(const char *at, const char *end)
{
    struct attribute attribute;
    while (at < end && *at != '>')
        at = is_kind(at, SPACE | SLASH) ? at + 1 : read_attribute(at, end, &attribute);
    return at;
}

/* ---- what stands between tags ---- */

static bool is_end_tag(const char *at, const char *end, const char *name, size_t size)
{
    return end - at > (ptrdiff_t)size + 2 && at[1] == '/' && is_word(at + 2, size, name) &&
           is_kind(at + 2 + size, SPACE | SLASH | GREATER);
}

/* Where the end tag of a style, title, … is, or the end of the page. */
static const char *end_of_raw_text(const char *at, const char *end, const char *name)
{
    size_t size = strlen(name);
    for (; (at = memchr(at, '<', (size_t)(end - at))); at++)
        if (is_end_tag(at, end, name, size))
            return at;
    return end;
}

/* One that does not end soon is not trusted: not everywhere is a title's text raw to the parser. */
static const char *end_of_title(struct trim *trim, const char *at)
{
    const char *from = at > trim->untitled ? at : trim->untitled;
    const char *end = trim->end - at > LONGEST_TITLE ? at + LONGEST_TITLE : trim->end;
    const char *stop = from < end ? end_of_raw_text(from, end, "title") : end;
    if (stop < end)
        return stop;
    trim->untitled = end;
    return at;
}

/* Behind "<!--…-->" and the like; HTML standard, 13.2.5.43 to 52. */
static const char *end_of_comment(const char *start, const char *end)
{
    for (const char *at = start + 4; (at = memchr(at, '>', (size_t)(end - at))); at++) {
        bool bang = at - start >= 7 && at[-1] == '!' && at[-2] == '-' && at[-3] == '-';
        if (bang || (at[-1] == '-' && at[-2] == '-'))
            return at + 1;
    }
    return end;
}

/* Where a script's end tag is: one within "<!-- <script> … -->" is none (13.2.5.15 to 31). */
static const char *end_of_script(const char *at, const char *end)
{
    static const char name[] = "script";
    bool escaped = false, twice = false;
    while ((at = memchr(at, '<', (size_t)(end - at)))) {
        if (is_end_tag(at, end, name, sizeof name - 1)) {
            if (!twice)
                return at;
            twice = false;
        } else if (!escaped && end - at > 3 && memcmp(at, "<!--", 4) == 0) {
            escaped = true;
        } else if (escaped && end - at > 7 && is_word(at + 1, sizeof name - 1, name) &&
                   is_kind(at + 7, SPACE | SLASH | GREATER)) {
            twice = true;
        }
        if (escaped) { /* until "-->", which may share its dashes with "<!--" */
            const char *next = memchr(at + 1, '<', (size_t)(end - at - 1));
            const char *until = next ? next : end;
            const char *from = until - at > 2 && at[1] == '!' ? at + 2 : at + 1;
            if (until > from && memmem(from, (size_t)(until - from), "-->", 3))
                escaped = twice = false;
        }
        at++;
    }
    return end;
}

/* Keeps JSON-LD in the page and notes other scripts that may be data. */
static const char *trim_script(struct trim *trim, const char *start, const char *type)
{
    const char *stop = end_of_script(start, trim->end);
    if (strcasestr(type, "ld+json") || strchr(type, '&'))
        return stop;
    cut(trim, start, stop);
    struct data_scripts *scripts = trim->scripts;
    bool data = !*type || strcasestr(type, "json") || strcasestr(type, "javascript");
    if (data && stop - start >= SHORTEST_DATA && scripts->count < MOST_DATA_SCRIPTS)
        scripts->items[scripts->count++] = (struct script){start, (size_t)(stop - start)};
    return stop;
}

/* ---- tags ---- */

/* What follows a start tag; `*name` becomes a string for those that have raw text. */
static enum content content_of(const char *tag, size_t size, bool scripting, const char **name)
{
    static const struct {
        const char *name;
        enum content content;
    } contents[] = {{"script", SCRIPT},       {"style", RAW_UNREAD},    {"svg", DRAWING},
                    {"title", RAW_READ},      {"textarea", RAW_UNREAD}, {"iframe", RAW_UNREAD},
                    {"noscript", RAW_UNREAD}, {"noembed", RAW_UNREAD},  {"noframes", RAW_UNREAD}};
    static const char firsts[] = "stin";
    if (size < 3 || size > 8 || !memchr(firsts, tag[0] | 0x20, sizeof firsts - 1))
        return MARKUP;
    for (size_t i = 0; i < sizeof contents / sizeof *contents; i++) {
        *name = contents[i].name;
        if ((tag[0] | 0x20) == **name && is_word(tag, size, *name))
            return contents[i].content == RAW_UNREAD && !scripting && strcmp(*name, "noscript") == 0
                       ? MARKUP
                       : contents[i].content;
    }
    return MARKUP;
}

static size_t name_size(const char *name, const char *end)
{
    const char *at = name;
    while (at < end && !is_kind(at, SPACE | SLASH | GREATER))
        at++;
    return (size_t)(at - name);
}

/* Elements that the parser leaves within a drawing. */
static bool is_drawn(const char *name, size_t size)
{
    static const char *const names[] = {"path",     "g",       "use",      "circle",         "rect",           "line",
                                        "polygon",  "title",   "polyline", "ellipse",        "defs",           "stop",
                                        "symbol",   "style",   "clippath", "lineargradient", "radialgradient", "mask",
                                        "metadata", "animate", "desc",     "text",           "tspan",          "image",
                                        NULL};
    for (const char *const *drawn = names; *drawn; drawn++)
        if ((name[0] | 0x20) == **drawn && is_word(name, size, *drawn))
            return true;
    return false;
}

/*
 * Where the "</svg>" is of the drawing whose start tag ends at `at`; NULL if something within it may be no part of it
 * to the parser (13.2.6.5), then `trim->odd` says where.
 */
static const char *end_of_drawing(struct trim *trim, const char *at)
{
    const char *end = trim->end;
    int depth = 1;
    while ((at = memchr(at, '<', (size_t)(end - at))) && end - at > 3) {
        bool closing = at[1] == '/';
        const char *name = at + 1 + closing;
        size_t size = name_size(name, end);
        const char *stop;
        if (memcmp(at, "<!--", 4) == 0) {
            at = end_of_comment(at, end);
            continue;
        }
        if (!is_letter(*name) || (stop = skip_attributes(name + size, end)) == end)
            break;
        if (!is_word(name, size, "svg")) {
            if (!is_drawn(name, size))
                break;
        } else if (!closing) {
            depth += stop[-1] != '/';
        } else if (--depth == 0) {
            return at;
        }
        at = stop + 1;
    }
    trim->odd = at ? at : end;
    return NULL;
}

/* Each of these takes a '<' and returns where to go on. */

static const char *trim_start_tag(struct trim *trim, const char *start)
{
    char type[LONGEST_TYPE];
    const char *end = trim->end, *name = NULL, *stop;
    size_t size = name_size(start + 1, end);
    type[0] = '\0';
    enum content content = content_of(start + 1, size, trim->scripting, &name);
    const char *at = trim_attributes(trim, start + 1 + size, content == SCRIPT ? type : NULL);
    if (at >= end)
        return end;
    at++;
    switch (content) {
    case DRAWING:
        if (at[-2] == '/' || at < trim->odd || !(stop = end_of_drawing(trim, at)))
            return at;
        cut(trim, at, stop);
        return stop;
    case SCRIPT:
        return trim_script(trim, at, type);
    case RAW_READ:
        return end_of_title(trim, at);
    case RAW_UNREAD:
        stop = end_of_raw_text(at, end, name);
        cut(trim, at, stop);
        return stop;
    default:
        return at;
    }
}

static const char *trim_end_tag(struct trim *trim, const char *start)
{
    const char *name = start + 2, *behind = name + name_size(name, trim->end);
    const char *stop = skip_attributes(behind, trim->end);
    if (stop > behind)
        cut(trim, behind, stop);
    return stop;
}

/* Whether what is before `at` would be read with what comes next as a tag or a character reference. */
static bool joins_on(const char *at, const char *html)
{
    if (at == html || at[-1] == '<')
        return at > html;
    for (int i = 0; i < LONGEST_NAMED && at > html; i++) {
        at--;
        if (*at == '&')
            return true;
        if (!is_letter(*at) && *at != '#' && !(*at >= '0' && *at <= '9'))
            return false;
    }
    return false;
}

static const char *trim_comment(struct trim *trim, const char *start)
{
    const char *stop = end_of_comment(start, trim->end);
    if (!joins_on(start, trim->copied))
        cut(trim, start, stop);
    return stop;
}

const char *markup_trim(const char *html, size_t *size, bool scripting, struct buffer *scratch,
                        struct data_scripts *scripts)
{
    const char *end = html + *size, *at = html;
    buffer_clear(scratch);
    char *out = buffer_reserve(scratch, *size + 1);
    struct trim trim = {.end = end, .copied = html, .out = out, .scripting = scripting, .scripts = scripts};
    trim.odd = trim.untitled = html;
    scripts->count = 0;
    while (at < end && (at = memchr(at, '<', (size_t)(end - at))) && end - at > 2) {
        if (is_letter(at[1])) {
            at = trim_start_tag(&trim, at);
        } else if (at[1] == '/' && is_letter(at[2])) {
            at = trim_end_tag(&trim, at);
        } else if (end - at > 3 && memcmp(at, "<!--", 4) == 0) {
            at = trim_comment(&trim, at);
        } else if (at[1] == '!' || at[1] == '?' || at[1] == '/') { /* a declaration, or a comment to browsers */
            at = memchr(at, '>', (size_t)(end - at));
            if (!at)
                break;
        } else {
            at++;
        }
    }
    cut(&trim, end, end);
    *trim.out = '\0';
    *size = scratch->size = (size_t)(trim.out - out);
    return out;
}
