/*
 * main() of a fuzz harness where the compiler has no libFuzzer: changes the files it is given at random, for a while.
 *
 *   fuzz_NAME [-max_total_time=SECONDS] [-seed=NUMBER] FOLDER|FILE…
 *
 * First it runs every file as it is. A crash is found by the sanitizers; the input that caused it is then in
 * crash-NAME in the current folder.
 */
#include "common/buffer.h"
#include "common/clock.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LARGEST_INPUT (1u << 20)
#define MOST_FILES    2000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct buffer files[MOST_FILES];
static size_t file_count;
static struct buffer current;
static char crash_path[300];
static uint64_t random_state;

static uint64_t random_below(uint64_t limit)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return limit ? random_state % limit : 0;
}

/* Called by the sanitizers before they end the process, and for signals. */
static void save_input(void)
{
    int file = open(crash_path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (file < 0)
        return;
    if (write(file, current.data, current.size) == (ssize_t)current.size)
        fprintf(stderr, "the input is in %s\n", crash_path);
    close(file);
}

void __sanitizer_set_death_callback(void (*callback)(void)) __attribute__((weak));

static void on_signal(int number)
{
    save_input();
    signal(number, SIG_DFL);
    raise(number);
}

static void add_file(const char *path)
{
    FILE *file = file_count < MOST_FILES ? fopen(path, "rb") : NULL;
    if (!file)
        return;
    struct buffer *input = &files[file_count++];
    input->size = fread(buffer_reserve(input, LARGEST_INPUT), 1, LARGEST_INPUT, file);
    fclose(file);
}

static void add(const char *path)
{
    struct stat status;
    DIR *folder = stat(path, &status) == 0 && S_ISDIR(status.st_mode) ? opendir(path) : NULL;
    if (!folder) {
        add_file(path);
        return;
    }
    for (struct dirent *entry; (entry = readdir(folder));) {
        if (entry->d_name[0] == '.')
            continue;
        char *inner = xprintf("%s/%s", path, entry->d_name);
        add(inner);
        free(inner);
    }
    closedir(folder);
}

/* The sanitizer sees an overrun only when the input ends where its memory ends. */
static void run_current(void)
{
    uint8_t *exact = xmalloc(current.size ? current.size : 1);
    if (current.size)
        memcpy(exact, current.data, current.size);
    LLVMFuzzerTestOneInput(exact, current.size);
    free(exact);
}

static void change_current(void)
{
    static const char *const odd[] = {
        "\0", "\xff\xff\xff\xff", "\xed\xa0\x80", "<", "\"", "\r\n", "<div>", "{", "[", "]]>", "&#0;"};
    size_t size = current.size;
    size_t at = random_below(size + 1), length = random_below(size - at < 64 ? size - at + 1 : 64);
    switch (random_below(7)) {
    case 0:
        if (size)
            current.data[random_below(size)] ^= (char)(1u << random_below(8));
        break;
    case 1:
        if (size)
            current.data[random_below(size)] = (char)random_below(256);
        break;
    case 2: /* cut out */
        memmove(current.data + at, current.data + at + length, size - at - length);
        current.size -= length;
        break;
    case 3: /* truncate */
        current.size = at;
        break;
    case 4: { /* say again */
        char *again = xstrndup(current.data + at, length);
        for (uint64_t times = random_below(40); times > 0 && current.size + length < LARGEST_INPUT; times--)
            buffer_append(&current, again, length);
        free(again);
        break;
    }
    case 5: { /* a piece of another */
        const struct buffer *other = &files[random_below(file_count)];
        size_t from = random_below(other->size + 1), most = other->size - from;
        if (current.size + most < LARGEST_INPUT)
            buffer_append(&current, other->data + from, random_below(most < 4096 ? most + 1 : 4096));
        break;
    }
    default: {
        const char *word = odd[random_below(sizeof odd / sizeof *odd)];
        size_t word_size = *word ? strlen(word) : 1;
        if (at + word_size <= size)
            memcpy(current.data + at, word, word_size);
    }
    }
}

int main(int argc, char **argv)
{
    double seconds = 10;
    random_state = (uint64_t)time(NULL) * 2654435761u + 1;
    const char *name = strrchr(argv[0], '/') ? strrchr(argv[0], '/') + 1 : argv[0];
    snprintf(crash_path, sizeof crash_path, "crash-%s", name);
    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "-max_total_time=", 16) == 0)
            seconds = atof(argv[i] + 16);
        else if (strncmp(argv[i], "-seed=", 6) == 0)
            random_state = strtoull(argv[i] + 6, NULL, 10) | 1;
        else
            add(argv[i]);
    }
    if (file_count == 0) /* without samples it starts from nothing */
        buffer_append_char(&files[file_count++], ' ');
    buffer_reserve(&current, 1);
    if (__sanitizer_set_death_callback)
        __sanitizer_set_death_callback(save_input);
    signal(SIGABRT, on_signal);
    signal(SIGALRM, on_signal); /* one input that takes longer than this is a finding too */
    printf("%s: %zu files, seed %llu\n", name, file_count, (unsigned long long)random_state);
    fflush(stdout);

    double end = clock_now() + seconds;
    size_t runs = 0;
    for (; runs < file_count || clock_now() < end; runs++) {
        const struct buffer *file = &files[runs < file_count ? runs : random_below(file_count)];
        buffer_clear(&current);
        buffer_append(&current, file->data, file->size);
        for (uint64_t changes = runs < file_count ? 0 : 1 + random_below(8); changes > 0; changes--)
            change_current();
        alarm(30);
        run_current();
    }
    alarm(0);
    printf("%s: %zu inputs without a finding\n", name, runs);
    for (size_t i = 0; i < file_count; i++)
        buffer_free(&files[i]);
    buffer_free(&current);
    return 0;
}
