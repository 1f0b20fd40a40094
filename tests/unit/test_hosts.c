/* links: ingest — how long a host is left alone after an answer. */
#include "ingest/hosts.h"
#include "tests/unit/test_common.h"

#include <math.h>
#include <string.h>

static bool is(double found, double wanted)
{
    return fabs(found - wanted) < 1e-9;
}

static void slow_hosts_get_longer_pauses(void **state)
{
    struct host host = {0};
    (void)state;
    assert_true(is(host_pause(&host, 1), 1));
    host_answered(&host, 0.1);
    assert_true(is(host_pause(&host, 1), 1));
    host_answered(&host, 8.1);
    assert_true(is(host.response_time, 2.1));
    assert_true(is(host_pause(&host, 1), 4.2));
    host.response_time = 100;
    assert_true(is(host_pause(&host, 1), 30));
    assert_true(is(host_pause(&host, 40), 40));
    assert_true(is(host_pause(&host, 0), 0));
}

static void failing_hosts_get_longer_pauses(void **state)
{
    struct host host = {0};
    (void)state;
    host_succeeded(&host, "no answer");
    assert_true(is(host_pause(&host, 1), 1));
    host_succeeded(&host, "no answer");
    assert_true(is(host_pause(&host, 1), 4));
    host_succeeded(&host, "no answer");
    assert_true(is(host_pause(&host, 1), 8));
    for (int i = 0; i < 1000; i++)
        host_succeeded(&host, "no answer");
    assert_true(is(host_pause(&host, 1), 600));
    assert_true(is(host_pause(&host, 0), 0));
    host_succeeded(&host, NULL);
    assert_true(is(host_pause(&host, 1), 1));
}

static void crawl_delay_is_kept_within_a_bound(void **state)
{
    static const char asks[] = "User-agent: *\nCrawl-delay: 7\n", asks_much[] = "User-agent: *\nCrawl-delay: 86400\n";
    struct host host = {0};
    (void)state;
    host.robots[1].rules = robots_parse(asks, strlen(asks), "newsmill");
    assert_true(is(host_pause(&host, 0), 7));
    assert_true(is(host_pause(&host, 9), 9));
    robots_free(host.robots[1].rules);
    host.robots[1].rules = robots_parse(asks_much, strlen(asks_much), "newsmill");
    assert_true(is(host_pause(&host, 1), 60));
    robots_free(host.robots[1].rules);
}

/* On a shared frontier a host that is held is this process's to look after, whatever there is to do now. */
static void idle_hosts_are_forgotten(void **state)
{
    (void)state;
    for (int leases = 0; leases < 2; leases++) {
        struct hosts *hosts = hosts_new();
        bool made;
        hosts_set_held(hosts, hosts_get(hosts, "a.example", &made), true);
        hosts_get(hosts, "b.example", &made);
        hosts_get(hosts, "c.example", &made)->busy = true;
        hosts_forget_idle(hosts, 3, 0, leases);
        assert_int_equal(hosts_count(hosts), 3);
        hosts_forget_idle(hosts, 1, 0, leases);
        assert_int_equal(hosts_find(hosts, "a.example") != NULL, leases);
        assert_null(hosts_find(hosts, "b.example"));
        assert_non_null(hosts_find(hosts, "c.example"));
        hosts_free(hosts);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(idle_hosts_are_forgotten), cmocka_unit_test(slow_hosts_get_longer_pauses),
        cmocka_unit_test(failing_hosts_get_longer_pauses), cmocka_unit_test(crawl_delay_is_kept_within_a_bound)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
