#include "common/link_inbox.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

bool link_inbox_init(struct link_inbox *inbox, struct error *error)
{
    inbox->descriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (inbox->descriptor < 0)
        return error_set(error, ERROR_FATAL, "cannot make an eventfd: %s", strerror(errno));
    pthread_mutex_init(&inbox->lock, NULL);
    inbox->first = NULL;
    inbox->end = &inbox->first;
    inbox->woken = false;
    return true;
}

void link_inbox_free(struct link_inbox *inbox)
{
    close(inbox->descriptor);
    pthread_mutex_destroy(&inbox->lock);
}

/* Called with the lock held; writes only when the owner has not been woken since it last looked. */
static void wake(struct link_inbox *inbox)
{
    uint64_t one = 1;
    if (inbox->woken)
        return;
    inbox->woken = true;
    ssize_t ignored = write(inbox->descriptor, &one, sizeof one);
    (void)ignored;
}

void link_inbox_add(struct link_inbox *inbox, struct link_message *list)
{
    struct link_message **end;
    if (!list)
        return;
    for (end = &list->next; *end; end = &(*end)->next)
        ;
    pthread_mutex_lock(&inbox->lock);
    *inbox->end = list;
    inbox->end = end;
    wake(inbox);
    pthread_mutex_unlock(&inbox->lock);
}

void link_inbox_wake(struct link_inbox *inbox)
{
    pthread_mutex_lock(&inbox->lock);
    wake(inbox);
    pthread_mutex_unlock(&inbox->lock);
}

struct link_message *link_inbox_take(struct link_inbox *inbox)
{
    uint64_t ignored_count;
    pthread_mutex_lock(&inbox->lock);
    struct link_message *list = inbox->first;
    inbox->first = NULL;
    inbox->end = &inbox->first;
    if (inbox->woken) {
        ssize_t ignored = read(inbox->descriptor, &ignored_count, sizeof ignored_count);
        (void)ignored;
        inbox->woken = false;
    }
    pthread_mutex_unlock(&inbox->lock);
    return list;
}

bool link_thread_start(pthread_t *thread, void *(*run)(void *), void *argument, struct error *error)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int result = pthread_create(thread, NULL, run, argument);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (result != 0)
        return error_set(error, ERROR_FATAL, "cannot start a thread: %s", strerror(result));
    return true;
}
