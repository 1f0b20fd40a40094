/* links: enrich — names that the tagger found in one sentence and passed over in another. */
#include "enrich/repeats.h"

#include "tests/unit/test_common.h"

#include <string.h>

enum { ROOM = 64 };

/* Each letter is a unit, a capital one with a capital; "." ends a sentence; "-" is a dash. */
static void make_units(struct units *units, struct unit *items, struct unit_sentence *sentences, const char *letters)
{
    *units = (struct units){.items = items, .sentences = sentences, .count = strlen(letters)};
    uint32_t first = 0;
    for (uint32_t i = 0; letters[i] != '\0'; i++) {
        bool capital = letters[i] >= 'A' && letters[i] <= 'Z';
        items[i] = (struct unit){.exact = (unsigned char)letters[i], .capital = capital};
        items[i].kind = letters[i] == '-' ? UNIT_DASH : capital ? UNIT_TITLE : UNIT_LOWER;
        if (letters[i] == '.' || letters[i + 1] == '\0') {
            sentences[units->sentence_count++] = (struct unit_sentence){.first = first, .last = i + 1};
            first = i + 1;
        }
    }
}

/* `finds` and what comes of them: letters of the units that belong to a name in place, others as dots. */
static void expect(const char *letters, const char *finds, const char *wanted)
{
    struct unit items[ROOM];
    struct unit_sentence sentences[ROOM];
    struct units units;
    struct repeats repeats = {0};
    char seen[ROOM] = {0};
    make_units(&units, items, sentences, letters);
    repeats_start(&repeats);
    for (uint32_t i = 0; finds[i] != '\0'; i++) {
        uint32_t end = i;
        while (finds[end] != '\0' && finds[end] != ' ') {
            end++;
        }
        if (end > i) {
            struct decoded found = {.first = i, .last = end, .type = NAME_ORG};
            buffer_append(&repeats.finds, &found, sizeof found);
            i = end - 1;
        }
    }
    repeats_add(&repeats, &units);
    memset(seen, ' ', strlen(letters));
    uint32_t last = 0;
    for (size_t at = 0; at < repeats.finds.size; at += sizeof(struct decoded)) {
        const struct decoded *found = (const struct decoded *)(const void *)(repeats.finds.data + at);
        assert_true(found->first >= last); /* in reading order, none over another */
        assert_int_equal(found->type, NAME_ORG);
        last = found->last;
        memset(seen + found->first, 'x', last - found->first);
    }
    assert_string_equal(seen, wanted);
    repeats_free(&repeats);
}

static void what_was_passed_over_is_found(void **unused)
{
    (void)unused;
    expect("aABb.cABd.", " xx       ", " xx   xx  ");
    expect("cABd.aABb.", "      xx  ", " xx   xx  ");
    expect("aABCb.cABCd.eABf.", " xxx         xx  ", " xxx   xxx   xx  ");
}

static void what_may_be_something_else_is_left_alone(void **unused)
{
    (void)unused;
    expect("aAb.cAd.", " x      ", " x      ");                      /* one word */
    expect("aABb.cABCd.", " xx        ", " xx        ");             /* a longer name */
    expect("aABb.cCABd.", " xx        ", " xx        ");             /* part of another */
    expect("aABb.cA.Bd.", " xx        ", " xx        ");             /* over the end of a sentence */
    expect("aA-Bb.cA-Bd.", " xxx        ", " xxx        ");          /* one word with a hyphen */
    expect("aABb.cABd.eABf.", " xx            ", " xx            "); /* passed over more often than found */
    expect("aABb.cABBd.", " xx   xxx  ", " xx   xxx  ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_passed_over_is_found),
        cmocka_unit_test(what_may_be_something_else_is_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
