#include "ingest/frontier_damage.h"

#include "common/buffer.h"
#include "common/clock.h"
#include "common/log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define HEADER      "SQLite format 3" /* and a zero */
#define HEADER_SIZE 16

bool frontier_damage_check(struct database *database, struct error *error)
{
    if (database_is_shared(database))
        return true;
    struct statement *statement =
        statement_new(database, "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()");
    bool sound = statement_step(statement) == STATEMENT_ROW;
    bool small = sound && statement_integer(statement, 0) <= FRONTIER_CHECKED;
    statement_free(statement);
    if (small) {
        statement = statement_new(database, "PRAGMA quick_check(1)");
        sound = statement_step(statement) == STATEMENT_ROW;
        const char *found = sound ? statement_text(statement, 0) : NULL;
        const char *last = found ? strrchr(found, '\n') : NULL; /* the first line may be a title */
        if (found && strcmp(found, "ok") != 0)
            sound = error_set(error, ERROR_PERMANENT, "%s", last ? last + 1 : found);
        else if (!sound)
            error_set(error, database_error(database)->kind, "%s", database_error(database)->text);
        statement_free(statement);
    } else if (!sound) {
        error_set(error, database_error(database)->kind, "%s", database_error(database)->text);
    }
    return sound;
}

/* By the first bytes, or what a fault of the disk leaves of them: nothing, or zeros. */
static bool was_database(const char *path)
{
    char header[HEADER_SIZE] = "", zeros[HEADER_SIZE] = "";
    FILE *file = fopen(path, "rb");
    size_t size = file ? fread(header, 1, sizeof header, file) : 0;
    if (file)
        fclose(file);
    return file && (size < sizeof header || memcmp(header, HEADER, HEADER_SIZE) == 0 ||
                    memcmp(header, zeros, sizeof zeros) == 0);
}

/* Renames `path` with `ending`, if there is such a file. */
static bool move(const char *path, const char *aside, const char *ending)
{
    char *from = xprintf("%s%s", path, ending), *to = xprintf("%s%s", aside, ending);
    bool done = rename(from, to) == 0 || errno == ENOENT;
    if (!done)
        log_error("frontier %s: cannot be kept aside as %s: %s", from, to, strerror(errno));
    free(from);
    free(to);
    return done;
}

bool frontier_damage_set_aside(const char *path, const char *reason)
{
    char now[CLOCK_STAMP_SIZE];
    if (!was_database(path))
        return false;
    char *aside = xprintf("%s.damaged-%s", path, clock_stamp(time(NULL), now));
    bool done = move(path, aside, "-wal") && move(path, aside, "-shm") && move(path, aside, "");
    if (done)
        log_warning(
            "frontier %s is damaged (%s): it is kept as %s, and a new one takes its place; sources are read anew, and "
            "articles that were delivered before are sent once more",
            path, reason, aside);
    free(aside);
    return done;
}
