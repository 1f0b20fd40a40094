#include "cli/findings.h"

#include "cli/terminal.h"

#include <stdlib.h>
#include <string.h>

#define GROUPS_LIMIT 50 /* more reasons are counted together */
#define PAGES_KEPT   20 /* pages named for each reason */
#define PAGES_SHOWN  5

struct group {
    char *result, *reason;
    size_t count, kept;
    char *pages[PAGES_KEPT];
};

struct findings {
    struct group groups[GROUPS_LIMIT + 8]; /* room for one "other reasons" of each result */
    size_t count;
};

struct findings *findings_new(void)
{
    return xcalloc(1, sizeof(struct findings));
}

void findings_clear(struct findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        struct group *group = &findings->groups[i];
        for (size_t page = 0; page < group->kept; page++)
            free(group->pages[page]);
        free(group->result);
        free(group->reason);
        *group = (struct group){0};
    }
    findings->count = 0;
}

void findings_free(struct findings *findings)
{
    if (!findings)
        return;
    findings_clear(findings);
    free(findings);
}

/* Numbers tell pages apart ("9,437,184 bytes"), not reasons: digits are all alike. */
static bool same_reason(const char *a, const char *b)
{
    for (; *a && *b; a++, b++) {
        bool digits = *a >= '0' && *a <= '9' && *b >= '0' && *b <= '9';
        if (*a != *b && !digits)
            return false;
    }
    return *a == *b;
}

static struct group *find_group(struct findings *findings, const char *result, const char *reason)
{
    for (size_t i = 0; i < findings->count; i++)
        if (strcmp(findings->groups[i].result, result) == 0 && same_reason(findings->groups[i].reason, reason))
            return &findings->groups[i];
    return NULL;
}

void findings_add(struct findings *findings, const char *result, const char *reason, const char *page)
{
    struct group *group = find_group(findings, result, reason);
    if (!group && findings->count >= GROUPS_LIMIT) {
        reason = "other reasons";
        group = find_group(findings, result, reason);
    }
    if (!group && findings->count == sizeof findings->groups / sizeof *findings->groups)
        return;
    if (!group) {
        group = &findings->groups[findings->count++];
        group->result = xstrdup(result);
        group->reason = xstrdup(reason);
    }
    group->count++;
    if (group->kept < PAGES_KEPT)
        group->pages[group->kept++] = xstrdup(page);
}

bool findings_add_line(struct findings *findings, const char *message)
{
    static const char *const results[] = {"skipped", "unreadable", "rejected", "failed"};
    for (size_t i = 0; i < sizeof results / sizeof *results; i++) {
        char *mark = xprintf(": %s: ", results[i]);
        const char *at = strstr(message, mark);
        size_t size = strlen(mark);
        free(mark);
        if (!at)
            continue;
        char *page = xstrndup(message, (size_t)(at - message));
        findings_add(findings, results[i], at + size, page);
        free(page);
        return true;
    }
    return false;
}

size_t findings_count(const struct findings *findings, const char *result)
{
    size_t count = 0;
    for (size_t i = 0; i < findings->count; i++)
        if (strcmp(findings->groups[i].result, result) == 0)
            count += findings->groups[i].count;
    return count;
}

static int most_first(const void *a, const void *b)
{
    const struct group *first = *(const struct group *const *)a, *second = *(const struct group *const *)b;
    if (first->count != second->count)
        return first->count > second->count ? -1 : 1;
    return strcmp(first->reason, second->reason);
}

/* The groups in order, from malloc. */
static const struct group **sorted(const struct findings *findings)
{
    const struct group **list = xcalloc(findings->count + 1, sizeof *list);
    for (size_t i = 0; i < findings->count; i++)
        list[i] = &findings->groups[i];
    qsort(list, findings->count, sizeof *list, most_first);
    return list;
}

void findings_append(const struct findings *findings, struct buffer *text, const char *log, size_t width)
{
    const struct group **list = sorted(findings);
    bool cut = false;
    for (size_t i = 0; i < findings->count; i++) {
        const struct group *group = list[i];
        struct buffer line = {0};
        terminal_append_count(&line, (long long)group->count);
        buffer_printf(&line, " %s: ", group->result);
        terminal_append(&line, group->reason, 0);
        terminal_append_wrapped(text, line.data, 2, width);
        buffer_free(&line);
        for (size_t page = 0; page < group->kept && page < PAGES_SHOWN; page++) {
            buffer_append_text(text, "      ");
            terminal_append(text, group->pages[page], width > 30 ? width - 6 : 0);
            buffer_append_char(text, '\n');
        }
        if (group->count > PAGES_SHOWN) {
            buffer_printf(text, "      and %zu more\n", group->count - PAGES_SHOWN);
            cut = true;
        }
    }
    if (cut)
        buffer_printf(text, "  All of them are named in %s\n", log);
    free(list);
}

json_t *findings_json(const struct findings *findings)
{
    const struct group **list = sorted(findings);
    json_t *groups = json_array();
    for (size_t i = 0; i < findings->count; i++) {
        json_t *pages = json_array();
        for (size_t page = 0; page < list[i]->kept; page++)
            json_array_append_new(pages, json_string(list[i]->pages[page]));
        json_t *group = json_object();
        json_object_set_new(group, "result", json_string(list[i]->result));
        json_object_set_new(group, "reason", json_string(list[i]->reason));
        json_object_set_new(group, "count", json_integer((json_int_t)list[i]->count));
        json_object_set_new(group, "pages", pages);
        json_array_append_new(groups, group);
    }
    free(list);
    return groups;
}
