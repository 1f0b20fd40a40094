#include "enrich/shared_dictionary.h"

#include "common/buffer.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FOLDERS_UP = 2 };

/* One dictionary and how many hold it; being in force counts as one. */
struct snapshot {
    struct snapshot *next;
    struct dictionary *dictionary;
    size_t holders;
};

struct shared_dictionary {
    char *path;
    pthread_mutex_t lock;
    struct snapshot *current, *all;
};

static struct snapshot *load(const char *path, struct error *error)
{
    struct dictionary *dictionary = dictionary_load(path, error);
    if (dictionary == NULL) {
        return NULL;
    }
    struct snapshot *snapshot = xcalloc(1, sizeof *snapshot);
    snapshot->dictionary = dictionary;
    snapshot->holders = 1;
    return snapshot;
}

struct shared_dictionary *shared_dictionary_open(const char *path, struct error *error)
{
    struct snapshot *snapshot = load(path, error);
    if (snapshot == NULL) {
        return NULL;
    }
    struct shared_dictionary *shared = xcalloc(1, sizeof *shared);
    shared->path = xstrdup(path);
    shared->current = shared->all = snapshot;
    pthread_mutex_init(&shared->lock, NULL);
    return shared;
}

/* With the lock held: one holder fewer; takes the last one's snapshot out of the list and returns it. */
static struct snapshot *let_go(struct shared_dictionary *shared, struct snapshot *snapshot)
{
    if (--snapshot->holders > 0) {
        return NULL;
    }
    for (struct snapshot **at = &shared->all; *at != NULL; at = &(*at)->next) {
        if (*at == snapshot) {
            *at = snapshot->next;
            break;
        }
    }
    return snapshot;
}

static void free_snapshot(struct snapshot *snapshot)
{
    if (snapshot != NULL) {
        dictionary_free(snapshot->dictionary);
        free(snapshot);
    }
}

bool shared_dictionary_reload(struct shared_dictionary *shared, struct error *error)
{
    struct snapshot *snapshot = load(shared->path, error);
    if (snapshot == NULL) {
        return false;
    }
    pthread_mutex_lock(&shared->lock);
    struct snapshot *old = shared->current;
    snapshot->next = shared->all;
    shared->all = shared->current = snapshot;
    old = let_go(shared, old);
    pthread_mutex_unlock(&shared->lock);
    free_snapshot(old);
    return true;
}

const struct dictionary *shared_dictionary_take(struct shared_dictionary *shared)
{
    pthread_mutex_lock(&shared->lock);
    shared->current->holders++;
    const struct dictionary *dictionary = shared->current->dictionary;
    pthread_mutex_unlock(&shared->lock);
    return dictionary;
}

void shared_dictionary_put_back(struct shared_dictionary *shared, const struct dictionary *dictionary)
{
    struct snapshot *last = NULL;
    pthread_mutex_lock(&shared->lock);
    for (struct snapshot *at = shared->all; at != NULL; at = at->next) {
        if (at->dictionary == dictionary) {
            last = let_go(shared, at);
            break;
        }
    }
    pthread_mutex_unlock(&shared->lock);
    free_snapshot(last);
}

void shared_dictionary_close(struct shared_dictionary *shared)
{
    if (shared == NULL) {
        return;
    }
    free_snapshot(let_go(shared, shared->current));
    pthread_mutex_destroy(&shared->lock);
    free(shared->path);
    free(shared);
}

/* The path if there is something to read, else NULL; takes `path` over. */
static char *if_readable(char *path)
{
    if (access(path, R_OK) == 0) {
        return path;
    }
    free(path);
    return NULL;
}

/* ../share/newsmill where it is installed; enrich/data of the source tree, which a build folder lies in. */
static char *find_beside_program(void)
{
    char program[4096];
    ssize_t size = readlink("/proc/self/exe", program, sizeof program - 1);
    program[size > 0 ? size : 0] = '\0';
    char *path = NULL, *slash = strrchr(program, '/');
    for (int up = 0; path == NULL && slash != NULL && up < FOLDERS_UP; up++) {
        *slash = '\0';
        path = if_readable(xprintf("%s/../share/newsmill/dictionary.tsv", program));
        if (path == NULL) {
            path = if_readable(xprintf("%s/../enrich/data/dictionary.tsv", program));
        }
        slash = strrchr(program, '/');
    }
    return path;
}

char *shared_dictionary_find(const char *given, struct error *error)
{
    const char *share = getenv("NEWSMILL_SHARE");
    if (given != NULL) {
        return xstrdup(given);
    }
    if (share != NULL && share[0] != '\0') {
        return xprintf("%s/dictionary.tsv", share);
    }
    char *path = find_beside_program();
#ifdef NEWSMILL_SHARE
    if (path == NULL) {
        path = if_readable(xprintf("%s/dictionary.tsv", NEWSMILL_SHARE));
    }
#endif
    if (path == NULL) {
        error_set(
            error, ERROR_USAGE,
            "no dictionary.tsv beside the program (../share/newsmill, ../enrich/data); name one with --dictionary");
    }
    return path;
}
