/* What SIGHUP does. The last test asks for a stop, which cannot be taken back. */
#include "common/signals.h"
#include "tests/unit/test_common.h"

#include <poll.h>
#include <signal.h>

static bool readable(void)
{
    struct pollfd descriptor = {.fd = signals_descriptor(), .events = POLLIN};
    return poll(&descriptor, 1, 0) == 1;
}

static void test_hangup_may_be_ignored(void **state)
{
    (void)state;
    signals_install(HANGUP_IGNORED);
    raise(SIGHUP);
    assert_false(readable()); /* else every wait would return at once, for ever */
    assert_false(signals_stop_requested());
}

static void test_hangup_may_reload(void **state)
{
    (void)state;
    signals_install(HANGUP_RELOADS);
    raise(SIGHUP);
    assert_true(readable());
    assert_true(signals_take_reload());
    assert_false(readable());
    assert_false(signals_stop_requested());
}

static void test_hangup_under_nohup(void **state)
{
    (void)state;
    signal(SIGHUP, SIG_IGN);
    signals_install(HANGUP_STOPS);
    raise(SIGHUP);
    assert_false(signals_stop_requested());
    signal(SIGHUP, SIG_DFL);
}

static void test_hangup_may_stop(void **state)
{
    (void)state;
    signals_install(HANGUP_STOPS);
    raise(SIGHUP);
    raise(SIGHUP); /* the second one is no wish to leave at once */
    assert_true(signals_stop_requested());
    assert_false(signals_take_reload());
    assert_true(readable());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hangup_may_be_ignored),
        cmocka_unit_test(test_hangup_may_reload),
        cmocka_unit_test(test_hangup_under_nohup),
        cmocka_unit_test(test_hangup_may_stop),
    };
    return cmocka_run_group_tests_name("signals", tests, NULL, NULL);
}
