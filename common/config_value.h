/* One option's value: reading it from text, its kind in words, the help text and the settings in force. For config.c.
 */
#ifndef NEWSMILL_CONFIG_VALUE_H
#define NEWSMILL_CONFIG_VALUE_H

#include "common/config.h"

#include <jansson.h>

/* Sets the default. */
bool config_value_reset(const struct config_option *option, struct error *error);

/* Sets the value from text; ERROR_USAGE tells what is allowed. A pair KEY=VALUE is added to those that are there. */
bool config_value_set(const struct config_option *option, const char *text, struct error *error);

/* Sets the value of a CONFIG_JSON option. */
bool config_value_set_json(const struct config_option *option, const json_t *value, struct error *error);

/* The next text of a list begins a new one. */
void config_value_replace(const struct config_option *option);

/* As config_value_set; pairs and texts may be several, separated by commas. */
bool config_value_set_list(const struct config_option *option, const char *text, struct error *error);

/* "a number from 1 to 64": what is allowed. Valid until the next call on the same thread. */
const char *config_value_kind(const struct config_option *option);

/* A JSON string, number or truth value as text from malloc; NULL for anything else. */
char *config_json_text(const json_t *value);

/* The other way round, from malloc: "30d", "90s", "250ms". */
char *config_seconds_text(double seconds);

/* A time as CONFIG_SECONDS reads it ("250ms", "5m", "1.5"), in seconds; false: it is none. */
bool config_value_seconds(const char *text, double *seconds);

/* On stdout. */
void config_print_help(const struct config_program *program);
void config_print_settings(const struct config_program *program);

#endif
