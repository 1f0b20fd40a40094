#include "sink/schema.h"

#include <stddef.h>

/* Makes `symbol` the text of a file, named from the top of the source tree, with a NUL behind it. */
#define EMBED(symbol, file)                                                                                            \
    __asm__(".pushsection .rodata\n" #symbol ":\n.incbin \"" file "\"\n.byte 0\n.popsection\n");                       \
    extern const char symbol[] __attribute__((visibility("hidden")))

EMBED(schema_sqlite_001, "sink/schema/sqlite/001_articles.sql");
EMBED(schema_sqlite_002, "sink/schema/sqlite/002_gone.sql");
EMBED(schema_sqlite_003, "sink/schema/sqlite/003_gone_early.sql");
EMBED(schema_postgres_001, "sink/schema/postgres/001_articles.sql");
EMBED(schema_postgres_002, "sink/schema/postgres/002_gone.sql");
EMBED(schema_postgres_003, "sink/schema/postgres/003_search.sql");
EMBED(schema_postgres_004, "sink/schema/postgres/004_gone_early.sql");

const struct schema_migration schema_sqlite[] = {
    {1, "001_articles", schema_sqlite_001},
    {2, "002_gone", schema_sqlite_002},
    {3, "003_gone_early", schema_sqlite_003},
    {0, NULL, NULL},
};

const struct schema_migration schema_postgres[] = {
    {1, "001_articles", schema_postgres_001},
    {2, "002_gone", schema_postgres_002},
    {3, "003_search", schema_postgres_003},
    {4, "004_gone_early", schema_postgres_004},
    {0, NULL, NULL},
};

int schema_newest(const struct schema_migration *migrations)
{
    int newest = 0;
    for (const struct schema_migration *migration = migrations; migration->sql; migration++)
        newest = migration->number;
    return newest;
}

bool schema_check_known(const struct schema_migration *migrations, int found, const char *store, struct error *error)
{
    if (found <= schema_newest(migrations))
        return true;
    return error_set(error, ERROR_USAGE,
                     "%s has schema %d, this newsmill knows %d at most: use the newer newsmill that made it", store,
                     found, schema_newest(migrations));
}
