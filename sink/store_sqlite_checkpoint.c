#include "sink/store_sqlite_checkpoint.h"

#include "common/buffer.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

#define PAGES_BEGIN 2000  /* in the log: worth a checkpoint by the thread */
#define PAGES_MOST  16000 /* the writer finishes it, so that the log starts anew instead of growing */

struct checkpointer {
    sqlite3 *writing; /* the connection that commits; its thread calls committed() */
    sqlite3 *own;     /* the thread's */
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool due, stopping; /* under the lock */
};

/*
 * The passive kind waits for nobody and hinders nobody; what it could not do now, the next one does. A failure (a full
 * disk, say) loses nothing: the log keeps all until a checkpoint has succeeded.
 */
static void checkpoint(sqlite3 *database)
{
    sqlite3_wal_checkpoint_v2(database, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
}

static void *run(void *context)
{
    struct checkpointer *checkpointer = context;
    pthread_mutex_lock(&checkpointer->lock);
    while (!checkpointer->stopping) {
        if (!checkpointer->due) {
            pthread_cond_wait(&checkpointer->wake, &checkpointer->lock);
            continue;
        }
        checkpointer->due = false;
        pthread_mutex_unlock(&checkpointer->lock);
        checkpoint(checkpointer->own);
        pthread_mutex_lock(&checkpointer->lock);
    }
    pthread_mutex_unlock(&checkpointer->lock);
    return NULL;
}

/* Called by SQLite after each commit. The log can only start anew when all of it was moved while nothing was written,
 * which under constant load never happens by itself. */
static int committed(void *context, sqlite3 *database, const char *schema, int pages)
{
    struct checkpointer *checkpointer = context;
    (void)schema;
    if (pages >= PAGES_MOST) {
        checkpoint(database);
    } else if (pages >= PAGES_BEGIN) {
        pthread_mutex_lock(&checkpointer->lock);
        checkpointer->due = true;
        pthread_cond_signal(&checkpointer->wake);
        pthread_mutex_unlock(&checkpointer->lock);
    }
    return SQLITE_OK;
}

struct checkpointer *checkpointer_start(sqlite3 *database, const char *path)
{
    struct checkpointer *checkpointer = xcalloc(1, sizeof *checkpointer);
    checkpointer->writing = database;
    pthread_mutex_init(&checkpointer->lock, NULL);
    pthread_cond_init(&checkpointer->wake, NULL);
    if (sqlite3_open_v2(path, &checkpointer->own, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK &&
        sqlite3_exec(checkpointer->own, "PRAGMA synchronous = FULL", NULL, NULL, NULL) == SQLITE_OK &&
        pthread_create(&checkpointer->thread, NULL, run, checkpointer) == 0) {
        sqlite3_wal_hook(database, committed, checkpointer);
        return checkpointer;
    }
    sqlite3_close(checkpointer->own);
    pthread_cond_destroy(&checkpointer->wake);
    pthread_mutex_destroy(&checkpointer->lock);
    free(checkpointer);
    return NULL;
}

void checkpointer_stop(struct checkpointer *checkpointer)
{
    if (!checkpointer)
        return;
    sqlite3_wal_hook(checkpointer->writing, NULL, NULL);
    pthread_mutex_lock(&checkpointer->lock);
    checkpointer->stopping = true;
    pthread_cond_signal(&checkpointer->wake);
    pthread_mutex_unlock(&checkpointer->lock);
    pthread_join(checkpointer->thread, NULL);
    sqlite3_close(checkpointer->own);
    pthread_cond_destroy(&checkpointer->wake);
    pthread_mutex_destroy(&checkpointer->lock);
    free(checkpointer);
}
