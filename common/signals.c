#include "common/signals.h"

#include "common/clock.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

static atomic_int stops;
static atomic_bool reload;
static int descriptor = -1;

static void wake(void)
{
    uint64_t one = 1;
    int saved = errno;
    if (descriptor >= 0) {
        ssize_t ignored = write(descriptor, &one, sizeof one);
        (void)ignored;
    }
    errno = saved;
}

static void on_signal(int number)
{
    if (number == SIGHUP)
        atomic_store(&reload, true);
    else if (atomic_fetch_add(&stops, 1) >= 1)
        _exit(128 + number); /* asked twice: nothing acked is lost by leaving at once */
    wake();
}

/* A closed terminal may say so twice: that is no wish to leave at once. */
static void on_hangup(int number)
{
    int none = 0;
    (void)number;
    atomic_compare_exchange_strong(&stops, &none, 1);
    wake();
}

static void install_hangup(enum signals_hangup hangup, struct sigaction *action)
{
    struct sigaction before;
    if (hangup == HANGUP_STOPS && sigaction(SIGHUP, NULL, &before) == 0 && before.sa_handler == SIG_IGN)
        return; /* nohup */
    action->sa_handler = hangup == HANGUP_IGNORED ? SIG_IGN : hangup == HANGUP_STOPS ? on_hangup : on_signal;
    sigaction(SIGHUP, action, NULL);
}

void signals_install(enum signals_hangup hangup)
{
    struct sigaction action;
    if (descriptor < 0)
        descriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    memset(&action, 0, sizeof action);
    action.sa_handler = on_signal;
    sigemptyset(&action.sa_mask);
    action.sa_flags = SA_RESTART;
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    install_hangup(hangup, &action);
    action.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &action, NULL);
}

bool signals_stop_requested(void)
{
    return atomic_load(&stops) > 0;
}

void signals_request_stop(void)
{
    int none = 0;
    atomic_compare_exchange_strong(&stops, &none, 1);
    wake();
}

bool signals_take_reload(void)
{
    uint64_t count;
    if (!atomic_exchange(&reload, false))
        return false;
    if (!signals_stop_requested() && descriptor >= 0) { /* a stop keeps it readable for every poller */
        ssize_t ignored = read(descriptor, &count, sizeof count);
        (void)ignored;
        if (signals_stop_requested())
            wake();
    }
    return true;
}

int signals_descriptor(void)
{
    return descriptor;
}

void signals_wait(double seconds)
{
    struct pollfd wait = {.fd = descriptor, .events = POLLIN};
    if (!signals_stop_requested())
        poll(&wait, 1, clock_milliseconds(seconds));
}
