/* What a database has to bring along to carry a frontier. Only frontier_database*.c include this. */
#ifndef NEWSMILL_FRONTIER_DRIVER_H
#define NEWSMILL_FRONTIER_DRIVER_H

#include "ingest/frontier_database.h"

struct statement_value {
    enum { VALUE_NULL, VALUE_TEXT, VALUE_INTEGER, VALUE_REAL } kind;
    union {
        const char *text;
        int64_t integer;
        double real;
    } as;
};

struct statement {
    struct database *database;
    char *sql;                                               /* with nothing in braces left */
    struct statement_value values[STATEMENT_PARAMETERS + 1]; /* from 1 */
    int64_t changes;
    void *state; /* the driver's own; NULL until it is prepared */
};

struct database {
    const struct database_driver *driver;
    char *name;
    struct error error;
    bool collided;
    bool damaged; /* a file in which something was found that cannot be */
    void *state;  /* the driver's own */
};

struct database_driver {
    bool shared;
    const char *const (*words)[2]; /* what stands in braces, and what for; ends with NULL */

    /* Fills `database->state`; false: `database->error` says why, and close is called all the same. */
    bool (*open)(struct database *database, const char *place, enum database_access access);
    void (*close)(struct database *database);

    /* These and those below fill `database->error` when they fail. */
    bool (*execute)(struct database *database, const char *sql);
    bool (*begin)(struct database *database, bool schema);
    bool (*commit)(struct database *database);
    void (*rollback)(struct database *database);
    bool (*version)(struct database *database, int *version);
    bool (*set_version)(struct database *database, int version);

    enum statement_step (*step)(struct statement *statement);
    const char *(*text)(struct statement *statement, int column);
    int64_t (*integer)(struct statement *statement, int column);
    double (*real)(struct statement *statement, int column);
    void (*reset)(struct statement *statement);
    void (*finish)(struct statement *statement); /* frees `state` */
};

extern const struct database_driver database_sqlite, database_postgres;

#endif
