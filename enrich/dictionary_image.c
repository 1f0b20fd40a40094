/* Compiled dictionaries: mapped, checked, and refused with what to do. */
#include "enrich/dictionary_build.h"
#include "enrich/dictionary_private.h"
#include "enrich/watch_list.h"

#include "common/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define REMEDY "; put the dictionary of this version in its place ('make' compiles it)"

_Static_assert(sizeof(struct dictionary_header) <= DICTIONARY_HEADER_SIZE, "the header has room");
_Static_assert(sizeof(struct dictionary_name) == 16 && sizeof(struct dictionary_entry) == 44, "as in the file");

static const size_t item_sizes[DICTIONARY_SECTIONS] = {[SECTION_BEGINS] = 1,
                                                       [SECTION_BEGINS_LOWER] = 1,
                                                       [SECTION_PREFIXES] = sizeof(struct dictionary_prefix),
                                                       [SECTION_NAMES] = sizeof(struct dictionary_name),
                                                       [SECTION_ENTRIES] = sizeof(struct dictionary_entry),
                                                       [SECTION_TEXTS] = 1};

static bool refuse(const char *name, const char *what, struct error *error)
{
    return error_set(error, ERROR_USAGE, "the dictionary %s %s" REMEDY, name, what);
}

static bool check_sections(const struct dictionary_header *header, const char *name, struct error *error)
{
    for (int i = 0; i < DICTIONARY_SECTIONS; i++) {
        uint64_t end = header->sections[i].offset + (uint64_t)header->sections[i].count * item_sizes[i];
        if (header->sections[i].offset % 64 != 0 || header->sections[i].offset < DICTIONARY_HEADER_SIZE ||
            (header->sections[i].count == 0 && i != SECTION_ENTRIES) || end > header->size) {
            return refuse(name, "has tables that lie outside it", error);
        }
    }
    uint32_t slots = header->sections[SECTION_PREFIXES].count;
    bool fits = header->sections[SECTION_BEGINS].count == DICTIONARY_BEGIN_BITS / 8 &&
                header->sections[SECTION_BEGINS_LOWER].count == DICTIONARY_BEGIN_BITS / 8 && (slots & (slots - 1)) == 0;
    return fits || refuse(name, "has tables of a wrong size", error);
}

static bool check_header(const char *name, const char *data, size_t size, struct dictionary_header *header,
                         struct error *error)
{
    uint8_t digest[SHA256_SIZE];
    if (size < DICTIONARY_HEADER_SIZE) {
        return refuse(name, "is cut short", error);
    }
    memcpy(header, data, sizeof *header);
    if (memcmp(header->magic, DICTIONARY_MAGIC, 8) != 0) {
        return refuse(name, "is no dictionary of newsmill", error);
    }
    if (header->format != DICTIONARY_FORMAT) {
        return error_set(error, ERROR_USAGE, "the dictionary %s has format %u, this program reads %d" REMEDY, name,
                         header->format, DICTIONARY_FORMAT);
    }
    if (header->size != size) {
        return error_set(error, ERROR_USAGE, "the dictionary %s is cut short or damaged: %zu bytes, not %llu" REMEDY,
                         name, size, (unsigned long long)header->size);
    }
    sha256(data + DICTIONARY_HEADER_SIZE, size - DICTIONARY_HEADER_SIZE, digest);
    if (memcmp(digest, header->digest, sizeof digest) != 0) {
        return refuse(name, "is damaged: its checksum is wrong", error);
    }
    return check_sections(header, name, error);
}

bool dictionary_image_open(struct dictionary_image *image, const char *name, char *data, size_t size, bool mapped,
                           struct error *error)
{
    struct dictionary_header header;
    char hex[2 * SHA256_SIZE + 1];
    *image = (struct dictionary_image){.data = data, .size = size, .mapped = mapped};
    if (!check_header(name, data, size, &header, error)) {
        dictionary_image_close(image);
        return false;
    }
    hex_encode(header.digest, sizeof header.digest, hex);
    snprintf(image->version, sizeof image->version, "%.63s sha256:%.12s", header.name, hex);
    const void *tables[DICTIONARY_SECTIONS];
    for (int i = 0; i < DICTIONARY_SECTIONS; i++) {
        tables[i] = data + header.sections[i].offset;
    }
    image->begins = tables[SECTION_BEGINS];
    image->begins_lower = tables[SECTION_BEGINS_LOWER];
    image->prefixes = tables[SECTION_PREFIXES];
    image->names = tables[SECTION_NAMES];
    image->entries = tables[SECTION_ENTRIES];
    image->entry_count = header.sections[SECTION_ENTRIES].count;
    image->prefix_mask = header.sections[SECTION_PREFIXES].count - 1;
    return true;
}

void dictionary_image_close(struct dictionary_image *image)
{
    if (image->mapped) {
        munmap(image->data, image->size);
    } else {
        free(image->data);
    }
    *image = (struct dictionary_image){0};
}

/* An image of what was built. */
static bool open_built(struct dictionary_image *image, const char *name, struct buffer *built, struct error *error)
{
    size_t size = built->size;
    return dictionary_image_open(image, name, buffer_steal(built), size, false, error);
}

static bool read_source(struct dictionary_image *image, const char *path, struct error *error)
{
    struct buffer data = {0}, built = {0};
    bool done = dictionary_read_file(path, "dictionary", &data, error) &&
                dictionary_compile(path, data.data != NULL ? data.data : "", data.size, &built, error) &&
                open_built(image, path, &built, error);
    buffer_free(&data);
    buffer_free(&built);
    return done;
}

static bool read_watch_list(struct dictionary_image *image, const char *path, struct error *error)
{
    struct buffer data = {0}, built = {0};
    bool done = dictionary_read_file(path, "watch-list", &data, error) &&
                watch_list_compile(path, data.data != NULL ? data.data : "", data.size, &built, error) &&
                open_built(image, path, &built, error);
    buffer_free(&data);
    buffer_free(&built);
    return done;
}

/* Maps the file if it is a compiled one; `*compiled` says whether it is. */
static bool map_file(struct dictionary_image *image, const char *path, bool *compiled, struct error *error)
{
    struct stat status;
    char magic[8] = "";
    bool done = false;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    *compiled = true;
    if (file < 0 || fstat(file, &status) < 0) {
        error_set(error, ERROR_USAGE, "cannot open the dictionary %s: %s" REMEDY, path, strerror(errno));
        goto out;
    }
    if (!S_ISREG(status.st_mode)) {
        refuse(path, "is no file", error);
        goto out;
    }
    ssize_t got = pread(file, magic, sizeof magic, 0);
    if (got < (ssize_t)sizeof magic || memcmp(magic, DICTIONARY_MAGIC, sizeof magic) != 0) {
        *compiled = false;
        goto out;
    }
    if (status.st_size < DICTIONARY_HEADER_SIZE || (uint64_t)status.st_size > DICTIONARY_FILE_LIMIT) {
        refuse(path, "is cut short or far too large", error);
        goto out;
    }
    char *data = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_SHARED, file, 0);
    if (data == MAP_FAILED) {
        error_set(error, ERROR_USAGE, "cannot map the dictionary %s: %s", path, strerror(errno));
        goto out;
    }
    done = dictionary_image_open(image, path, data, (size_t)status.st_size, true, error);
out:
    if (file >= 0) {
        close(file);
    }
    return done;
}

struct dictionary *dictionary_load(const char *path, const char *const *watch_lists, size_t count, struct error *error)
{
    struct dictionary *dictionary = xcalloc(1, sizeof *dictionary);
    bool compiled = true, done = true;
    if (count > WATCH_LISTS_LIMIT) {
        done = error_set(error, ERROR_USAGE, "at most %d watch-lists are read", WATCH_LISTS_LIMIT);
    }
    for (size_t i = 0; done && i < count; i++) {
        done = read_watch_list(&dictionary->images[i], watch_lists[i], error);
        dictionary->count += done;
    }
    struct dictionary_image *last = &dictionary->images[dictionary->count];
    done = done && (map_file(last, path, &compiled, error) || (!compiled && read_source(last, path, error)));
    dictionary->count += done;
    if (!done) {
        dictionary_free(dictionary);
        return NULL;
    }
    return dictionary;
}

static struct dictionary *wrap(const char *name, char *data, size_t size, struct error *error)
{
    struct dictionary *dictionary = xcalloc(1, sizeof *dictionary);
    if (!dictionary_image_open(&dictionary->images[0], name, data, size, false, error)) {
        free(dictionary);
        return NULL;
    }
    dictionary->count = 1;
    return dictionary;
}

struct dictionary *dictionary_parse(const char *name, const char *data, size_t size, struct error *error)
{
    struct buffer built = {0};
    if (!dictionary_compile(name, data, size, &built, error)) {
        buffer_free(&built);
        return NULL;
    }
    size = built.size;
    return wrap(name, buffer_steal(&built), size, error);
}

struct dictionary *dictionary_parse_compiled(const char *name, const char *data, size_t size, struct error *error)
{
    char *copy = xmalloc(size + 1);
    memcpy(copy, data, size);
    return wrap(name, copy, size, error);
}

void dictionary_free(struct dictionary *dictionary)
{
    for (size_t i = 0; dictionary != NULL && i < dictionary->count; i++) {
        dictionary_image_close(&dictionary->images[i]);
    }
    free(dictionary);
}
