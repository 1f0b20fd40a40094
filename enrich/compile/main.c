/* newsmill-dictionary: compiles the source of a dictionary (enrich/dictionary.h) to the file that newsmill-enrich maps.
 */
#include "common/error.h"
#include "enrich/dictionary_build.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Writes beside `path` first, so that whoever has it mapped keeps the old one. */
static bool write_file(const char *path, const struct buffer *image, struct error *error)
{
    char *beside = xprintf("%s.new", path);
    FILE *file = fopen(beside, "wb");
    bool written = file != NULL && fwrite(image->data, 1, image->size, file) == image->size;
    written = file != NULL && fclose(file) == 0 && written;
    if (!written || rename(beside, path) != 0) {
        error_set(error, ERROR_USAGE, "cannot write %s: %s", path, strerror(errno));
        remove(beside);
        written = false;
    }
    free(beside);
    return written;
}

int main(int argc, char **argv)
{
    struct error error = {0};
    struct buffer source = {0}, image = {0};
    if (argc != 3) {
        fprintf(stderr, "usage: newsmill-dictionary SOURCE.tsv[.gz] COMPILED\n");
        return 2;
    }
    bool done = dictionary_read_file(argv[1], "dictionary", &source, &error) &&
                dictionary_compile(argv[1], source.data != NULL ? source.data : "", source.size, &image, &error) &&
                write_file(argv[2], &image, &error);
    if (!done) {
        fprintf(stderr, "newsmill-dictionary: %s\n", error.text);
    }
    buffer_free(&source);
    buffer_free(&image);
    return done ? 0 : 1;
}
