#include "ingest/robots_tag.h"

#include <string.h>
#include <strings.h>

static const char *const objections[] = {"noindex", "noarchive", "none"};

/* Rules that have a value of their own behind a colon. */
static const char *const valued[] = {"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"};

static bool is_word(const char *text, size_t size, const char *word)
{
    return strlen(word) == size && strncasecmp(text, word, size) == 0;
}

static bool is_agent(const char *name, size_t size, const char *agent)
{
    return size > 0 && strcspn(agent, "/ ") == size && strncasecmp(name, agent, size) == 0;
}

static bool has_value(const char *name, size_t size)
{
    for (size_t i = 0; i < sizeof valued / sizeof *valued; i++)
        if (is_word(name, size, valued[i]))
            return true;
    return false;
}

const char *robots_tag_objection(const char *value, const char *agent)
{
    bool meant = true;
    while (*value) {
        value += strspn(value, " \t\r\n,:");
        size_t size = strcspn(value, " \t\r\n,:");
        const char *behind = value + size + strspn(value + size, " \t");
        if (*behind == ':' && size > 0 && !has_value(value, size)) {
            meant = is_agent(value, size, agent);
            value = behind + 1;
            continue;
        }
        for (size_t i = 0; meant && i < sizeof objections / sizeof *objections; i++)
            if (is_word(value, size, objections[i]))
                return objections[i];
        value += size + strcspn(value + size, ",");
    }
    return NULL;
}

bool robots_tag_is_meant(const char *name, const char *agent)
{
    return strcasecmp(name, "robots") == 0 || is_agent(name, strlen(name), agent);
}
