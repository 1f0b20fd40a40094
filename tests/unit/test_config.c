/* links: common — settings: flag > environment > file > default, and one clear line for what is wrong. */
#include "common/config.h"

#include "common/buffer.h"
#include "tests/unit/test_common.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *text, *network;
static size_t size;
static double seconds;
static long long number;
static bool flag;
static int choice;
static struct config_pairs pairs;
static struct config_texts lists;

static bool check_network(const char *given, struct error *cause)
{
    return strchr(given, '/') || error_set(cause, ERROR_USAGE, "'%s' has no slash", given);
}

static bool meant_network(const char *given)
{
    return *given >= '0' && *given <= '9';
}

static const struct config_option common_table[] = {
    {.name = "log", .type = CONFIG_CHOICE, .value = &choice, .fallback = "auto", .choices = "auto|text|json"},
    {.name = "kafka", .type = CONFIG_PAIRS, .value = &pairs},
    {.name = NULL},
};
static const struct config_option own_table[] = {
    {.name = "out", .type = CONFIG_TEXT, .value = &text},
    {.name = "max-page", .type = CONFIG_BYTES, .value = &size, .fallback = "8MiB", .lowest = 1, .highest = 1e9},
    {.name = "wait", .type = CONFIG_SECONDS, .value = &seconds, .fallback = "20s"},
    {.name = "threads", .type = CONFIG_NUMBER, .value = &number, .fallback = "2", .lowest = 1, .highest = 64},
    {.name = "again", .type = CONFIG_FLAG, .value = &flag},
    {.name = "list", .type = CONFIG_TEXTS, .value = &lists},
    {.name = "near",
     .type = CONFIG_TEXT,
     .value = &network,
     .check = check_network,
     .meant = meant_network,
     .bare = "all/0"},
    {.name = NULL},
};
static const struct config_program program = {
    .name = "test", .section = "ingest", .usage = "", .summary = "", .common = common_table, .own = own_table};

static struct error error;
static int words;

/* Loads with the given words (NULL-terminated) behind the program's name. */
static enum config_result load(const char *const *given, char **argv)
{
    int argc = 1;
    argv[0] = (char *)(uintptr_t) "test";
    for (; given[argc - 1]; argc++)
        argv[argc] = (char *)(uintptr_t)given[argc - 1];
    argv[argc] = NULL;
    free(pairs.items);
    free(lists.items);
    memset(&pairs, 0, sizeof pairs);
    memset(&lists, 0, sizeof lists);
    error_clear(&error);
    return config_load(&program, argc, argv, &words, &error);
}

static char *write_file(const char *content)
{
    char *path = xstrdup("/tmp/newsmill-config-XXXXXX");
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    assert_int_equal(write(descriptor, content, strlen(content)), strlen(content));
    close(descriptor);
    return path;
}

static void defaults_and_flags(void **state)
{
    char *argv[16];
    (void)state;
    assert_int_equal(load((const char *[]){NULL}, argv), CONFIG_READY);
    assert_null(text);
    assert_int_equal(size, 8u << 20);
    assert_true(seconds == 20);
    assert_false(flag);
    const char *given[] = {"a.html", "--out=-", "--max-page", "64KiB", "--wait", "250ms", "--again",
                           "--log",  "json",    "-",          "--",    "--b",    NULL};
    assert_int_equal(load(given, argv), CONFIG_READY);
    assert_string_equal(text, "-");
    assert_int_equal(size, 65536);
    assert_true(seconds == 0.25);
    assert_true(flag);
    assert_int_equal(choice, 2);
    assert_int_equal(words, 3);
    assert_string_equal(argv[1], "a.html");
    assert_string_equal(argv[2], "-");
    assert_string_equal(argv[3], "--b");
}

/* A list is given as often as needed, and as a whole takes the place of one of a lower level. */
static void lists_replace_lists(void **state)
{
    char *argv[16];
    char *path = write_file("{\"ingest\": {\"list\": [\"a,b\", \"c\"]}}");
    (void)state;
    assert_int_equal(load((const char *[]){"--config", path, NULL}, argv), CONFIG_READY);
    assert_int_equal(lists.count, 2);
    assert_string_equal(lists.items[0], "a,b");
    setenv("NEWSMILL_LIST", "d,e,f", 1);
    assert_int_equal(load((const char *[]){"--config", path, NULL}, argv), CONFIG_READY);
    assert_int_equal(lists.count, 3);
    assert_string_equal(lists.items[2], "f");
    assert_int_equal(load((const char *[]){"--list", "g", "--list=h", NULL}, argv), CONFIG_READY);
    assert_int_equal(lists.count, 2);
    assert_string_equal(lists.items[0], "g");
    assert_string_equal(lists.items[1], "h");
    assert_int_equal(load((const char *[]){"--list", "", NULL}, argv), CONFIG_INVALID);
    unsetenv("NEWSMILL_LIST");
    unlink(path);
    free(path);
}

static void a_value_that_may_be_left_out(void **state)
{
    char *argv[16];
    (void)state;
    assert_int_equal(load((const char *[]){"a.html", NULL}, argv), CONFIG_READY);
    assert_null(network);
    assert_int_equal(load((const char *[]){"--near", "a.html", NULL}, argv), CONFIG_READY);
    assert_string_equal(network, "all/0");
    assert_string_equal(argv[1], "a.html");
    assert_int_equal(load((const char *[]){"--near", "10.0.0.0/8", "a.html", NULL}, argv), CONFIG_READY);
    assert_string_equal(network, "10.0.0.0/8");
    assert_int_equal(words, 1);
    assert_int_equal(load((const char *[]){"a.html", "--near", NULL}, argv), CONFIG_READY);
    assert_string_equal(network, "all/0");
    assert_int_equal(load((const char *[]){"--near=nowhere", NULL}, argv), CONFIG_INVALID);
    assert_string_equal(error.text, "--near: 'nowhere' has no slash");
    assert_int_equal(load((const char *[]){"--near", "10.0.0.0", "a.html", NULL}, argv), CONFIG_INVALID);
    assert_string_equal(error.text, "--near: '10.0.0.0' has no slash");
}

static void flag_beats_environment_beats_file(void **state)
{
    char *argv[16];
    char *path = write_file("{\"log\": \"text\", \"kafka\": {\"linger.ms\": 7, \"x\": true},"
                            " \"ingest\": {\"threads\": 3, \"max-page\": \"1MiB\", \"wait\": 2}}");
    (void)state;
    setenv("NEWSMILL_THREADS", "4", 1);
    setenv("NEWSMILL_MAX_PAGE", "2MiB", 1);
    setenv("NEWSMILL_KAFKA", "a=b,linger.ms=8", 1);
    assert_int_equal(load((const char *[]){"--config", path, "--threads", "5", NULL}, argv), CONFIG_READY);
    assert_int_equal(number, 5);
    assert_int_equal(size, 2u << 20);
    assert_true(seconds == 2);
    assert_int_equal(choice, 1);
    assert_string_equal(config_pair_value(&pairs, "linger.ms"), "8");
    assert_string_equal(config_pair_value(&pairs, "x"), "true");
    assert_string_equal(config_pair_value(&pairs, "a"), "b");
    assert_null(config_pair_value(&pairs, "y"));
    unsetenv("NEWSMILL_THREADS");
    unsetenv("NEWSMILL_MAX_PAGE");
    unsetenv("NEWSMILL_KAFKA");
    unlink(path);
    free(path);
}

static void wrong_settings_say_what_where_and_what_is_allowed(void **state)
{
    static const struct {
        const char *words[4];
        const char *expected;
    } cases[] = {
        {{"--nope"}, "unknown option '--nope'; see test --help"},
        {{"-x"}, "unknown option '-x'; see test --help"},
        {{"--out"}, "--out needs a value"},
        {{"--threads", "0"}, "--threads: '0' is not allowed; it must be a whole number from 1 to 64"},
        {{"--threads", "2.5"}, "--threads: '2.5' is not allowed; it must be a whole number from 1 to 64"},
        {{"--max-page", "-1"}, "--max-page: '-1' is not allowed"},
        {{"--max-page", "1TiB"}, "--max-page: '1TiB' is not allowed"},
        {{"--wait", "inf"}, "--wait: 'inf' is not allowed; it must be a time such as 20s, 250ms or 5m"},
        {{"--log", "yaml"}, "--log: 'yaml' is not allowed; it must be one of auto|text|json"},
        {{"--kafka", "novalue"}, "--kafka: 'novalue' is not allowed; it must be KEY=VALUE"},
        {{"--config", "/nonexistent.json"}, "configuration /nonexistent.json: "},
        {{"--config", "/tmp"}, "configuration /tmp: this is a folder; name a file in it"},
    };
    char *argv[16];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(load(cases[i].words, argv), CONFIG_INVALID);
        assert_memory_equal(error.text, cases[i].expected, strlen(cases[i].expected));
        assert_int_equal(error.kind, ERROR_USAGE);
    }
}

static void wrong_files_name_the_key(void **state)
{
    static const char *const cases[][2] = {
        {"[1]", "must be a JSON object"},
        {"{\"log\": ", "line 1, column"},
        {"{\"treads\": 3}", "unknown key 'treads'; allowed here are log, kafka and the objects ingest"},
        {"{\"threads\": 3}", "unknown key 'threads'"},
        {"{\"ingest\": {\"treads\": 3}}", "unknown key 'ingest.treads'; allowed here are out, max-page"},
        {"{\"ingest\": {\"threads\": [3]}}", "key 'ingest.threads': must be a whole number from 1 to 64"},
        {"{\"ingest\": {\"threads\": 99}}", "key 'ingest.threads': '99' is not allowed"},
        {"{\"ingest\": 3}", "key 'ingest' must be an object"},
        {"{\"log\": \"text\", \"log\": \"json\"}", "duplicate"},
    };
    char *argv[16];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *path = write_file(cases[i][0]);
        assert_int_equal(load((const char *[]){"--config", path, NULL}, argv), CONFIG_INVALID);
        assert_non_null(strstr(error.text, cases[i][1]));
        assert_non_null(strstr(error.text, path));
        unlink(path);
        free(path);
    }
}

static void keys_of_other_programs_are_theirs(void **state)
{
    char *argv[16];
    char *path = write_file("{\"enrich\": {\"dictionary\": \"x\"}, \"sink\": {}}");
    (void)state;
    assert_int_equal(load((const char *[]){"--config", path, NULL}, argv), CONFIG_READY);
    unlink(path);
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults_and_flags),
        cmocka_unit_test(lists_replace_lists),
        cmocka_unit_test(a_value_that_may_be_left_out),
        cmocka_unit_test(flag_beats_environment_beats_file),
        cmocka_unit_test(wrong_settings_say_what_where_and_what_is_allowed),
        cmocka_unit_test(wrong_files_name_the_key),
        cmocka_unit_test(keys_of_other_programs_are_theirs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
