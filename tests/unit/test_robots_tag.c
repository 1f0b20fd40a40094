/* links: ingest — what pages ask of robots for themselves. */
#include "ingest/robots_tag.h"
#include "tests/unit/test_common.h"

#include <string.h>

static void what_asks_not_to_be_kept(void **state)
{
    static const struct {
        const char *value, *objection;
    } cases[] = {
        {"", NULL},
        {"index, follow", NULL},
        {"nofollow,noimageindex", NULL},
        {"noindex", "noindex"},
        {"NoIndex, nofollow", "noindex"},
        {"max-image-preview:large, noarchive", "noarchive"},
        {" max-snippet : -1 ,none", "none"},
        {"unavailable_after: 25 Jun 2030 15:00:00 PST, noindex", "noindex"},
        {"googlebot: noindex, nofollow", NULL},
        {"googlebot: nofollow, newsmill: noindex", "noindex"},
        {"NEWSMILL: noindex", "noindex"},
        {"newsmill: nofollow, otherbot: noindex, noarchive", NULL},
        {"noindexing, xnoindex", NULL},
        {":, ,: noindex", "noindex"},
        {"noindex nofollow", "noindex"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *found = robots_tag_objection(cases[i].value, "newsmill/0.1.0 (+mailto:desk@example.org)");
        if ((found == NULL) != (cases[i].objection == NULL) || (found && strcmp(found, cases[i].objection) != 0))
            fail_msg("\"%s\": %s", cases[i].value, found ? found : "none");
    }
    assert_true(robots_tag_is_meant("Robots", "newsmill/0.1.0"));
    assert_true(robots_tag_is_meant("newsmill", "newsmill/0.1.0"));
    assert_false(robots_tag_is_meant("googlebot", "newsmill/0.1.0"));
    assert_false(robots_tag_is_meant("", "newsmill/0.1.0"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_asks_not_to_be_kept)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
