#include "ingest/schedule.h"

#include "common/config_value.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define FIRST_INTERVAL 900.0    /* of a list that says nothing of itself */
#define GROWTH         1.25     /* after a reading without news; a quiet night must not make it hours */
#define SHRINKAGE      0.9      /* after one new entry */
#define FASTEST        3.0      /* the most that one reading divides the interval by */
#define LONGEST_PERIOD 3600.0   /* as far as updatePeriod is believed: many sites never set it */
#define SPREAD         0.05     /* of an interval, either way */
#define HOURS_TRIED    (8 * 24) /* of skipHours and skipDays, before they are left aside: they allow nothing */

#define LONGEST_STEP (30 * 86400.0)
#define SELDOM       0.02  /* edits a visit, below which every second step is left out */
#define NEVER        0.005 /* … and three of four */

static double within(double value, double lowest, double highest)
{
    return value < lowest ? lowest : value > highest ? highest : value;
}

/* ---- lists ---- */

double schedule_learn(double interval, double elapsed, size_t added, const struct schedule_hints *hints,
                      const struct schedule_bounds *bounds)
{
    if (interval <= 0)
        interval = hints->period > 0 ? hints->period : hints->ttl > 0 ? hints->ttl : FIRST_INTERVAL;
    else if (added == 0)
        interval *= GROWTH;
    else if (added == 1)
        interval *= SHRINKAGE;
    else
        interval = fmax(fmin(elapsed > 0 ? elapsed : interval, interval) / (double)added, interval / FASTEST);
    return within(interval, bounds->shortest, bounds->longest);
}

/* From -1 to 1, always the same for a name (FNV-1a). */
static double place_of(const char *name)
{
    uint32_t hash = 2166136261u;
    for (; *name; name++)
        hash = (hash ^ (uint8_t)*name) * 16777619u;
    return (double)(hash >> 8) / (double)(1 << 23) - 1;
}

static bool is_skipped(time_t at, const struct schedule_hints *hints)
{
    struct tm parts;
    return gmtime_r(&at, &parts) &&
           ((hints->skip_hours >> parts.tm_hour & 1) || (hints->skip_days >> parts.tm_wday & 1));
}

/* The first moment from `at` on that is in no hour and day to be skipped. */
static double pass_over_skipped(double at, const struct schedule_hints *hints)
{
    double tried = at;
    if (!hints->skip_hours && !hints->skip_days)
        return at;
    for (int i = 0; i < HOURS_TRIED; i++) {
        if (!is_skipped((time_t)tried, hints))
            return tried;
        tried = (floor(tried / 3600) + 1) * 3600;
    }
    return at;
}

double schedule_next_poll(double now, double interval, const struct schedule_hints *hints,
                          const struct schedule_bounds *bounds, const char *name)
{
    double least = fmax(hints->fresh_for, fmax(hints->ttl, fmin(hints->period, LONGEST_PERIOD)));
    double wait = interval * (1 + SPREAD * place_of(name));
    return pass_over_skipped(now + within(fmax(wait, least), bounds->shortest, bounds->longest), hints);
}

double schedule_after_errors(double now, double interval, unsigned errors, double retry_after, double least,
                             const struct schedule_bounds *bounds, const char *name)
{
    double wait = within(interval, bounds->shortest, bounds->longest);
    for (unsigned i = 1; i < errors && wait < bounds->longest; i++)
        wait *= 2;
    wait *= 1 + SPREAD * place_of(name);
    return now + fmax(least, within(fmax(wait, retry_after), bounds->shortest, bounds->longest));
}

/* ---- articles ---- */

bool schedule_parse_steps(const char *text, struct schedule_steps *steps, struct error *error)
{
    *steps = (struct schedule_steps){0};
    if (strcmp(text, "none") == 0)
        return true;
    for (const char *at = text;;) {
        size_t size = strcspn(at, ",");
        char word[32];
        double seconds = 0;
        snprintf(word, sizeof word, "%.*s", (int)(size < sizeof word ? size : sizeof word - 1), at);
        if (steps->count == SCHEDULE_STEPS_MOST)
            return error_set(error, ERROR_USAGE, "'%s' has more than %d times", text, SCHEDULE_STEPS_MOST);
        if (!config_value_seconds(word, &seconds) || seconds <= 0 || seconds > LONGEST_STEP)
            return error_set(error, ERROR_USAGE,
                             "'%s' is not allowed; write times up to 30d such as 15m,1h,24h, or none", text);
        if (steps->count > 0 && seconds <= steps->after[steps->count - 1])
            return error_set(error, ERROR_USAGE, "'%s' is not allowed: each time has to be later than the one before",
                             text);
        steps->after[steps->count++] = seconds;
        if (!at[size])
            return true;
        at += size + 1;
    }
}

/* Of so many steps one is taken. The rate starts at one edit in ten visits: a host's first articles get all steps. */
static size_t stride_of(const struct schedule_edits *edits)
{
    double rate = (edits->edits + 1) / (edits->visits + 10);
    return rate >= SELDOM ? 1 : rate >= NEVER ? 2 : 4;
}

double schedule_next_visit(const struct schedule_steps *steps, const struct schedule_edits *edits, double first,
                           double now)
{
    size_t stride = stride_of(edits);
    double age = now - first;
    if (age < 0) { /* the clock was set back since */
        first = now;
        age = 0;
    }
    if (stride > steps->count)
        stride = steps->count > 0 ? steps->count : 1;
    for (size_t i = stride - 1; i < steps->count; i += stride)
        if (steps->after[i] > age && steps->after[i] - age > steps->after[i] / 10)
            return first + steps->after[i];
    return 0;
}
