/*
 * What the three programs and the command have in common at start: the shared options, and the order in which things
 * start.
 */
#ifndef NEWSMILL_PROGRAM_H
#define NEWSMILL_PROGRAM_H

#include "common/config.h"
#include "common/link.h"
#include "common/signals.h"

#include <stdbool.h>

#define NEWSMILL_VERSION "0.1.0"

enum exit_code { EXIT_ALL_DONE = 0, EXIT_SOME_FAILED = 1, EXIT_BAD_USAGE = 2, EXIT_GAVE_UP = 3 };

/* Values of the options that all programs share; see program.c for names, defaults and help texts. */
struct program_settings {
    const char *data;           /* --data: the folder of all that must survive */
    int log_format;             /* --log auto|text|json */
    int log_level;              /* --log-level debug|info|warning|error */
    const char *metrics;        /* --metrics HOST:PORT; NULL: none */
    double drain_timeout;       /* --drain-timeout, seconds */
    double give_up;             /* --give-up, seconds; 0: never */
    struct link_settings links; /* windows, limits, heartbeat, kafka.*, curve.*: the same for every link of a program */
    enum signals_hangup hangup; /* what SIGHUP does: no option, set before the start where it is no stop */
};

extern struct program_settings program_settings;

/*
 * Loads the settings (`own` is this program's option table), starts logging, installs signal handling. Returns -1 to go
 * on, else the exit code to leave with (help was printed, or the settings are wrong and that was said in one line).
 */
int program_start(const char *name, const char *section, const char *usage, const char *summary, const char *notes,
                  const struct config_option *own, int argc, char **argv, int *words);

/* Starts the log with what is known of --log before the settings are read, so that an error in them is said so. */
void program_log_early(const char *name, int argc, char **argv);

/* Checks what goes together and what options cannot check by themselves, opening no link or store; ERROR_USAGE names
   the option. */
typedef bool program_check(struct error *error);

/* The same with a check of the program's own (NULL: none), which --check-config makes too. `common` is filled in. */
int program_start_checked(const struct config_program *program, program_check *check, int argc, char **argv,
                          int *words);

/*
 * True when `what` has been away for at least --give-up: that is said once, and the program asked to stop, which must
 * then leave with EXIT_GAVE_UP. Safe from any thread, as is program_gave_up, which tells whether that was so.
 */
bool program_gives_up(const char *what, double away);
bool program_gave_up(void);

/* Makes the data folder if it is missing. */
bool program_make_data_folder(struct error *error);

/* Path of `name` in the data folder, from malloc. */
char *program_data_path(const char *name);

#endif
