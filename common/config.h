/*
 * Settings: flag > environment > configuration file (JSON) > default, by one table of options a program.
 *
 * An option `--max-page` is `NEWSMILL_MAX_PAGE` in the environment and `"max-page"` in the file. The file's top level
 * holds the options that all programs have and one object for each program
 * ({"log":"json","ingest":{"max-page":"4MiB"}}); a program reads the top level and its own object, and refuses keys
 * that it does not know there.
 */
#ifndef NEWSMILL_CONFIG_H
#define NEWSMILL_CONFIG_H

#include "common/error.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

enum config_type {
    CONFIG_FLAG,    /* bool; --name, --no-name, true/false */
    CONFIG_TEXT,    /* const char *; NULL when the default is NULL */
    CONFIG_NUMBER,  /* long long */
    CONFIG_BYTES,   /* size_t; 4096, 64KiB, 8MiB, 1GiB (KB, MB, GB are powers of 1000) */
    CONFIG_SECONDS, /* double; 20, 1.5, 250ms, 20s, 5m, 1h */
    CONFIG_CHOICE,  /* int: index into choices */
    CONFIG_JSON,    /* json_t *, owned by the option; NULL when the default is NULL */
    CONFIG_PAIRS,   /* struct config_pairs; --name KEY=VALUE as often as needed, in the file an object, in the
                       environment KEY=VALUE,KEY=VALUE */
    CONFIG_TEXTS    /* struct config_texts; --name TEXT as often as needed, in the file a list, in the environment
                       TEXT,TEXT; one of these takes the place of another, as with other types */
};

struct config_pair {
    const char *key;
    const char *value;
};

struct config_pairs {
    struct config_pair *items;
    size_t count;
};

struct config_texts {
    const char **items;
    size_t count;
    bool replaced; /* private: the next one begins a list that takes this one's place */
};

struct config_option {
    const char *name; /* without the dashes; NULL ends a table */
    enum config_type type;
    void *value;            /* where the value goes, of the type above */
    const char *fallback;   /* the default, as a user would write it; NULL: none */
    const char *argument;   /* its name in the help text: SECONDS, HOST:PORT, LINK; NULL for flags */
    const char *help;       /* one or two lines; the default and the choices are added to them */
    const char *choices;    /* CONFIG_CHOICE: "auto|text|json" */
    double lowest, highest; /* CONFIG_NUMBER, BYTES, SECONDS: allowed range; both 0: any that is not negative */
    /* CONFIG_TEXT, CONFIG_PAIRS: false and ERROR_USAGE for a text (KEY=VALUE) that is not allowed; NULL: all are */
    bool (*check)(const char *text, struct error *error);
    bool elsewhere;   /* an option of another command: here the file and the environment may hold it, to no effect */
    const char *bare; /* CONFIG_TEXT: its value when no word that `check` allows follows; NULL: it needs one */
    bool (*meant)(const char *text); /* with `bare`: true for a word that `check` refuses and that is a mistyped value
                                        all the same; NULL: none is */
    /* CONFIG_JSON: what else the value has to be; NULL: anything goes. ERROR_USAGE says what is wrong. */
    bool (*check_json)(const json_t *value, struct error *error);
};

struct config_program {
    const char *name;                   /* "newsmill-ingest" */
    const char *section;                /* "ingest": its object in the configuration file */
    const char *usage;                  /* "[OPTION]… SOURCE…" */
    const char *summary;                /* a paragraph for --help */
    const char *notes;                  /* printed after the options: examples, exit codes; NULL: none */
    const struct config_option *common; /* options that every program has */
    const struct config_option *own;    /* options of this program */
};

enum config_result {
    CONFIG_READY,  /* go on */
    CONFIG_CHECK,  /* --check-config: check what goes together, config_print_settings, exit with 0 */
    CONFIG_DONE,   /* --help or --version printed what was asked: exit with 0 */
    CONFIG_INVALID /* error says what, where and the allowed values: exit with 2 */
};

/*
 * Fills the values that the tables point to. Words that are no options are moved to the front of argv[1..] and
 * counted in `*words`. Texts live as long as the process. Knows --help, --version, --config FILE and --check-config
 * itself.
 */
enum config_result config_load(const struct config_program *program, int argc, char **argv, int *words,
                               struct error *error);

/* The configuration file that config_load has read; NULL: none. */
const char *config_file(void);

/*
 * Reads the value of a CONFIG_JSON option of this program again from that file, as it is now; NULL: it is not in there.
 * False: there is no such file (any more), it is no JSON, or the value is refused; the old value stays in any case.
 */
bool config_read_again(const struct config_option *option, json_t **value, struct error *error);

/* The value of `key`, the last one given; NULL if none. */
const char *config_pair_value(const struct config_pairs *pairs, const char *key);

#endif
