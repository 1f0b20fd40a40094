#include "enrich/knowledge.h"

#include "common/buffer.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FOLDERS_UP = 3 };

/* What was loaded together, and how many hold it; being in force counts as one. */
struct snapshot {
    struct snapshot *next;
    struct knowledge knowledge;
    size_t holders;
};

struct shared_knowledge {
    char *dictionary_path, *model_path;
    char *watch_lists[WATCH_LISTS_LIMIT];
    size_t watch_list_count;
    pthread_mutex_t lock;
    struct snapshot *current, *all;
};

static void free_snapshot(struct snapshot *snapshot)
{
    if (snapshot != NULL) {
        dictionary_free(snapshot->knowledge.dictionary);
        model_close(snapshot->knowledge.model);
        free(snapshot);
    }
}

static struct snapshot *load(const struct shared_knowledge *shared, struct error *error)
{
    struct snapshot *snapshot = xcalloc(1, sizeof *snapshot);
    snapshot->holders = 1;
    snapshot->knowledge.dictionary = dictionary_load(shared->dictionary_path, (const char *const *)shared->watch_lists,
                                                     shared->watch_list_count, error);
    if (snapshot->knowledge.dictionary != NULL) {
        snapshot->knowledge.model = model_open(shared->model_path, error);
    }
    if (snapshot->knowledge.model == NULL) {
        free_snapshot(snapshot);
        return NULL;
    }
    return snapshot;
}

static void free_paths(struct shared_knowledge *shared)
{
    free(shared->dictionary_path);
    free(shared->model_path);
    for (size_t i = 0; i < shared->watch_list_count; i++) {
        free(shared->watch_lists[i]);
    }
}

struct shared_knowledge *knowledge_open(const struct knowledge_paths *paths, struct error *error)
{
    if (paths->watch_list_count > WATCH_LISTS_LIMIT) {
        error_set(error, ERROR_USAGE, "at most %d watch-lists are read, not %zu", WATCH_LISTS_LIMIT,
                  paths->watch_list_count);
        return NULL;
    }
    struct shared_knowledge *shared = xcalloc(1, sizeof *shared);
    shared->dictionary_path = xstrdup(paths->dictionary);
    shared->model_path = xstrdup(paths->model);
    for (size_t i = 0; i < paths->watch_list_count; i++) {
        shared->watch_lists[shared->watch_list_count++] = xstrdup(paths->watch_lists[i]);
    }
    shared->current = shared->all = load(shared, error);
    if (shared->current == NULL) {
        free_paths(shared);
        free(shared);
        return NULL;
    }
    pthread_mutex_init(&shared->lock, NULL);
    return shared;
}

/* With the lock held: one holder fewer; takes the last one's snapshot out of the list and returns it. */
static struct snapshot *let_go(struct shared_knowledge *shared, struct snapshot *snapshot)
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

bool knowledge_reload(struct shared_knowledge *shared, struct error *error)
{
    struct snapshot *snapshot = load(shared, error);
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

const struct knowledge *knowledge_take(struct shared_knowledge *shared)
{
    pthread_mutex_lock(&shared->lock);
    shared->current->holders++;
    const struct knowledge *knowledge = &shared->current->knowledge;
    pthread_mutex_unlock(&shared->lock);
    return knowledge;
}

void knowledge_put_back(struct shared_knowledge *shared, const struct knowledge *knowledge)
{
    struct snapshot *last = NULL;
    pthread_mutex_lock(&shared->lock);
    for (struct snapshot *at = shared->all; at != NULL; at = at->next) {
        if (&at->knowledge == knowledge) {
            last = let_go(shared, at);
            break;
        }
    }
    pthread_mutex_unlock(&shared->lock);
    free_snapshot(last);
}

void knowledge_close(struct shared_knowledge *shared)
{
    if (shared == NULL) {
        return;
    }
    free_snapshot(let_go(shared, shared->current));
    pthread_mutex_destroy(&shared->lock);
    free_paths(shared);
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

/* ../share/newsmill where it is installed; share/newsmill of a build folder; enrich/data of the source tree, which a
   build folder lies in. */
static char *find_beside_program(const char *name)
{
    char program[4096];
    ssize_t size = readlink("/proc/self/exe", program, sizeof program - 1);
    program[size > 0 ? size : 0] = '\0';
    char *path = NULL, *slash = strrchr(program, '/');
    for (int up = 0; path == NULL && slash != NULL && up < FOLDERS_UP; up++) {
        *slash = '\0';
        path = if_readable(xprintf("%s/../share/newsmill/%s", program, name));
        if (path == NULL) {
            path = if_readable(xprintf("%s/share/newsmill/%s", program, name));
        }
        if (path == NULL) {
            path = if_readable(xprintf("%s/../enrich/data/%s", program, name));
        }
        slash = strrchr(program, '/');
    }
    return path;
}

char *knowledge_find(const char *given, const char *name, const char *option, struct error *error)
{
    const char *share = getenv("NEWSMILL_SHARE");
    if (given != NULL) {
        return xstrdup(given);
    }
    if (share != NULL && share[0] != '\0') {
        return xprintf("%s/%s", share, name);
    }
    char *path = find_beside_program(name);
#ifdef NEWSMILL_SHARE
    if (path == NULL) {
        path = if_readable(xprintf("%s/%s", NEWSMILL_SHARE, name));
    }
#endif
    if (path == NULL) {
        error_set(error, ERROR_USAGE,
                  "no %s beside the program (../share/newsmill, share/newsmill); name one with --%s", name, option);
    }
    return path;
}
