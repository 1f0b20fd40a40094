#include "ingest/extract/author_sources.h"
#include "ingest/extract/clean_text.h"

#include "common/text.h"

#include <stdlib.h>
#include <string.h>

#define HAN_BYTES        3 /* of a Han character in UTF-8 */
#define MOST_CHARACTERS  4 /* of a name */
#define FARTHEST_IN_LINE 90
#define MOST_NAMES       4

/* What stands before the names of authors, surest first: author, reporter, text by, editor. */
static const struct marker {
    const char *text;
    bool anywhere; /* also within a line; else at its start or behind a bracket */
} markers[] = {{"作者", false}, {"记者", true}, {"記者", true},  {"通讯员", true},    {"撰文", false}, {"文：", false},
               {"文:", false},  {"文/", false}, {"文｜", false}, {"责任编辑", false}, {"编辑", false}};

static bool is_han(const char *at)
{
    unsigned char first = (unsigned char)at[0];
    if (first < 0xE4 || first > 0xE9) /* at the end of a line there is nothing behind it */
        return false;
    return first > 0xE4 || (unsigned char)at[1] >= 0xB8;
}

static size_t han_run(const char *at)
{
    size_t run = 0;
    while (is_han(at + run * HAN_BYTES))
        run++;
    return run;
}

static const char *skip_joints(const char *at)
{
    static const char *const joints[] = {" ", ":", "：", "/", "／", "、", "|", "｜", "　"};
    for (size_t i = 0; i < sizeof joints / sizeof *joints;)
        if (text_starts_with(at, joints[i])) {
            at += strlen(joints[i]);
            i = 0;
        } else {
            i++;
        }
    return at;
}

/* A name ends at a space or a mark that closes, not within a sentence. */
static bool ends_name(const char *at)
{
    static const char *const ends[] = {" ", ")", "）", "/", "／", "、", "】", "]", "|", "｜", "　", "；"};
    if (*at == '\0')
        return true;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (text_starts_with(at, ends[i]))
            return true;
    return false;
}

/* Words as long as a name that stand where one could. */
static bool is_word(const char *at, size_t size)
{
    static const char *const words[] = {"报道", "获悉", "了解", "采访",   "摄影",   "记者", "编辑", "来源",
                                        "作者", "发现", "表示", "通讯员", "实习生", "综合", "整理", "不详",
                                        "佚名", "未知", "网络", "本报",   "本网",   "责编", "校对", "供图",
                                        "图片", "简介", "文章", "专栏",   "提问"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (memmem(at, size, words[i], strlen(words[i])))
            return true;
    return false;
}

/* "王　明" is one name, its characters set apart; returns where it ends, or NULL. */
static const char *read_spaced(const char *at, char name[3 * HAN_BYTES])
{
    const char *second = skip_joints(at + HAN_BYTES);
    if (han_run(at) != 1 || second == at + HAN_BYTES || han_run(second) != 1 || !ends_name(second + HAN_BYTES))
        return NULL;
    memcpy(name, at, HAN_BYTES);
    memcpy(name + HAN_BYTES, second, HAN_BYTES);
    name[2 * HAN_BYTES] = '\0';
    return second + HAN_BYTES;
}

static void read_names(json_t *authors, const char *at, const struct author_reading *reading)
{
    for (int count = 0; count < MOST_NAMES; count++) {
        char name[MOST_CHARACTERS * HAN_BYTES + 1];
        at = skip_joints(at);
        size_t run = han_run(at);
        const char *end = run == 1 ? read_spaced(at, name) : NULL;
        if (!end) {
            end = at + run * HAN_BYTES;
            if (run < 2 || run > MOST_CHARACTERS || !ends_name(end) || is_word(at, run * HAN_BYTES))
                return;
            memcpy(name, at, run * HAN_BYTES);
            name[run * HAN_BYTES] = '\0';
        }
        author_names_add(authors, name, NULL, reading);
        at = end;
    }
}

/* Whether the marker stands where a byline begins: at the start of the line or in brackets, perhaps behind a paper. */
static bool is_byline(const char *line, const char *at, bool anywhere)
{
    if (at == line || at[-1] == ' ' || at[-1] == '(' || at[-1] == '[')
        return true;
    size_t before = (size_t)(at - line);
    if (before >= 3 && (memcmp(at - 3, "（", 3) == 0 || memcmp(at - 3, "【", 3) == 0 || memcmp(at - 3, "　", 3) == 0))
        return true;
    if (!anywhere)
        return false;
    const char *bracket = at; /* "（总台记者 …" */
    while (bracket > line && at - bracket < 30 && strncmp(bracket, "（", 3) != 0)
        bracket--;
    return before < FARTHEST_IN_LINE || strncmp(bracket, "（", 3) == 0;
}

static void read_line(json_t *authors, const char *line, const struct marker *marker,
                      const struct author_reading *reading)
{
    for (const char *at = line; (at = strstr(at, marker->text)) && json_array_size(authors) == 0;) {
        bool byline = is_byline(line, at, marker->anywhere);
        at += strlen(marker->text);
        if (byline)
            read_names(authors, at, reading);
    }
}

void author_source_chinese(const struct evidence *evidence, json_t *authors, enum author_kind kind)
{
    const struct outline *outline = evidence->outline;
    struct author_reading reading = {.kind = kind, .site = evidence->site};
    for (size_t m = 0; m < sizeof markers / sizeof *markers; m++) {
        const char *at = outline->text.data;
        if (!at || !strstr(at, markers[m].text))
            continue;
        for (int i = 0; i < outline->block_count && json_array_size(authors) == 0; i++) {
            const struct block *block = &outline->blocks[i];
            const char *text = outline->text.data + block->start;
            if ((evidence_regions(evidence, block->container) & (IN_NAV | IN_COMMENTS)) ||
                block->link_bytes * 2 > block->size ||
                !memmem(text, block->size, markers[m].text, strlen(markers[m].text)))
                continue;
            char *line = clean_copy(text, block->size);
            if (line)
                read_line(authors, line, &markers[m], &reading);
            free(line);
        }
        if (json_array_size(authors) > 0)
            return;
    }
}
