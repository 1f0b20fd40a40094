#include "ingest/extract/country_time.h"
#include "ingest/extract/evidence.h"

#include <string.h>

#define BEFORE_HEADLINE 6 /* blocks in which the page shows when it was published */
#define AFTER_HEADLINE  30
#define LONGEST_LINE    160
#define SHORTEST_LINE   12
#define HOUR            60           /* minutes */
#define FARTHEST_WEST   (-11 * HOUR) /* half a day apart is rather a clock without am and pm */
#define FARTHEST_EAST   (13 * HOUR)

/* Whether clocks differ by that somewhere. */
static bool is_offset(int64_t minutes)
{
    static const int odd[] = {-570, -210, -150, 210, 270, 330, 345, 390, 570, 630, 765};
    if (minutes % HOUR == 0)
        return minutes >= FARTHEST_WEST && minutes <= FARTHEST_EAST && minutes != 12 * HOUR;
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
        if (odd[i] == minutes)
            return true;
    return false;
}

/* The same instant on another clock, if that shows another day. */
static void take_minutes(struct date *date, int minutes)
{
    struct date local;
    date_from_unix(date_unix(date) + minutes * 60, &local);
    local.offset = minutes;
    if (local.day != date->day)
        *date = local;
}

/*
 * Takes the offset of `shown` if that is the same instant as `date`, to the minute: by its own offset, or, where it has
 * none and `guess`, because there is a place whose clock showed it then. On the same day the page's own words stay.
 * False when it is another instant, or in UTC as well.
 */
static bool take_offset(struct date *date, const struct date *shown, bool guess)
{
    int64_t instant = date_unix(date), minutes = date_unix(shown) / 60 - instant / 60;
    if (!shown->has_time || (shown->has_offset ? minutes != 0 || shown->offset == 0 : !guess || !is_offset(minutes)))
        return false;
    take_minutes(date, shown->has_offset ? shown->offset : (int)minutes);
    return true;
}

static bool take_text(const struct evidence *evidence, const char *text, size_t size, bool guess, struct date *date)
{
    struct date shown;
    return size >= SHORTEST_LINE && size <= LONGEST_LINE && date_find(text, size, evidence->order, &shown) &&
           take_offset(date, &shown, guess);
}

static bool is_midnight(const struct date *date) /* a day, written as an instant */
{
    return date->hour == 0 && date->minute == 0 && date->second == 0;
}

static bool is_same_clock(const char *text, const struct evidence *evidence, const struct date *date, int *minutes)
{
    struct date other;
    size_t size = strlen(text);
    if (size < SHORTEST_LINE || size > LONGEST_LINE || !date_parse(text, size, evidence->order, &other) ||
        !other.has_offset || other.year != date->year || other.month != date->month || other.day != date->day ||
        other.hour != date->hour || other.minute != date->minute)
        return false;
    *minutes = other.offset;
    return true;
}

/* The offset that the same time is written with elsewhere in the head or in a time element. */
static bool find_same_clock(const struct evidence *evidence, const struct date *date, int *minutes)
{
    const struct outline *outline = evidence->outline;
    for (int i = 0; i < outline->meta_count; i++)
        if (is_same_clock(outline->metas[i].content, evidence, date, minutes))
            return true;
    for (int i = 0; i < outline->spot_count; i++)
        if ((outline->spots[i].kinds & (SPOT_TIME | SPOT_DATE)) && outline->spots[i].value &&
            is_same_clock(outline->spots[i].value, evidence, date, minutes))
            return true;
    return false;
}

/* The offset of the article's other date: `sibling`, or, for the first that is settled, what JSON-LD writes. */
static bool find_sibling(const struct evidence *evidence, const struct date *sibling, int *minutes)
{
    struct date modified;
    if (!sibling) {
        const char *text = json_ld_member(evidence->ld.article, "dateModified");
        if (!text || !date_parse(text, strlen(text), evidence->order, &modified))
            return false;
        sibling = &modified;
    }
    *minutes = sibling->offset;
    return sibling->has_time && sibling->offset != 0;
}

/* Whether the page shows that instant near its headline; then the date has taken the offset, if it is to. */
static bool take_shown(const struct evidence *evidence, bool guess, struct date *date)
{
    const struct outline *outline = evidence->outline;
    const uint32_t beside = IN_COMMENTS | IN_FOOTER;
    int headline = evidence->headline_block < 0 ? 0 : evidence->headline_block;
    int first = headline - BEFORE_HEADLINE, end = headline + AFTER_HEADLINE;
    for (int i = 0; i < outline->spot_count; i++) {
        const struct spot *spot = &outline->spots[i];
        if ((spot->kinds & (SPOT_TIME | SPOT_DATE)) && spot->value && spot->first_block >= first &&
            spot->first_block < end && !(evidence_regions(evidence, spot->container) & beside) &&
            take_text(evidence, spot->value, strlen(spot->value), guess, date))
            return true;
    }
    for (int i = first > 0 ? first : 0; i < outline->block_count && i < end; i++) {
        const struct block *block = &outline->blocks[i];
        if (!(evidence_regions(evidence, block->container) & beside) &&
            take_text(evidence, outline->text.data + block->start, block->size, guess, date))
            return true;
    }
    return false;
}

void local_time_find(const struct evidence *evidence, const struct date *sibling, struct date *date)
{
    int minutes;
    if (!date->has_time)
        return;
    if (!date->has_offset && find_same_clock(evidence, date, &date->offset))
        date->has_offset = true;
    if (!date->has_offset) {
        date->has_offset = !is_midnight(date) && (find_sibling(evidence, sibling, &minutes) ||
                                                  country_time_offset(evidence->host, date, &minutes));
        date->offset = date->has_offset ? minutes : 0;
    } else if (date->offset == 0 && !take_shown(evidence, !sibling, date) && !is_midnight(date) &&
               ((sibling && find_sibling(evidence, sibling, &minutes)) ||
                country_time_offset(evidence->host, date, &minutes))) {
        take_minutes(date, minutes);
    }
}
